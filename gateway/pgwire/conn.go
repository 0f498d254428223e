package pgwire

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"time"

	"github.com/jackc/pgproto3/v2"

	"asof/catalog/sqlerr"
)

// flushSize is how much is gathered before it is written while rows are sent.
const flushSize = 32 << 10

// conn is one client's conversation.
type conn struct {
	server   *Server
	raw      net.Conn // the socket
	net      net.Conn // what is written to: the socket, or the encrypted channel over it
	tls      *tls.Conn
	endPoint []byte       // the server's certificate, as SCRAM binds itself to it; nil without TLS
	frames   *frameReader // what is read, once the start-up packets are
	log      *slog.Logger
	ctx      context.Context // of everything the client asks for; its cause says why it ended
	cancel   context.CancelCauseFunc
	pid      uint32
	key      []byte // of cancel requests
	user     string

	session Session
	in      *inbox
	out     []byte // what was not written yet
	running running

	statements map[string]*prepared
	portals    map[string]*portal
	active     *portal // whose Open or Next runs
	stored     int     // bytes of the statements' texts
	made       uint64  // portals

	leaving bool // what is written now is the last
	begun   bool // Begin was called, and End was not
	failed  bool // a statement failed since
	skip    bool // after an error, until Sync
}

// newConn makes the conversation of a client that was accepted. The server's end, that of ctx, will be a cause of its own, so
// that the client is told.
func (s *Server) newConn(ctx context.Context, nc net.Conn) *conn {
	c := &conn{
		server: s, raw: nc, net: nc, in: newInbox(),
		log:        s.log().With("remote", nc.RemoteAddr().String()),
		statements: map[string]*prepared{}, portals: map[string]*portal{},
	}
	c.ctx, c.cancel = context.WithCancelCause(context.WithoutCancel(ctx))
	return c
}

// serve leads the conversation from the first byte to the last.
func (c *conn) serve(ctx context.Context) {
	defer func() { c.net.Close() }()
	defer c.server.unregister(c)
	defer c.cancel(context.Canceled)
	defer context.AfterFunc(ctx, c.cutOff)()
	err := c.converse()
	if gone := (lost{}); errors.As(err, &gone) && context.Cause(c.ctx) == error(errShutdown) {
		err = errShutdown
	} else if err == nil || errors.As(err, &gone) {
		return
	}
	c.farewell(err)
}

// farewell tells the client why the conversation ends, if it listens within a few seconds.
func (c *conn) farewell(err error) {
	c.leaving = true
	c.raw.SetDeadline(time.Time{})
	timer := time.AfterFunc(5*time.Second, c.unblock)
	defer timer.Stop()
	c.report(err)
	c.flush()
}

// cutOff ends the conversation from outside.
func (c *conn) cutOff() {
	c.cancel(errShutdown)
	c.unblock()
}

// converse returns nil when the client took its leave, a lost error when it went without, else what to tell it last.
func (c *conn) converse() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = c.panicked(r)
		}
	}()
	if tcp, ok := c.raw.(*net.TCPConn); ok {
		// Go sets TCP_NODELAY by itself; it is said here since every answer's time depends on it.
		if err := tcp.SetNoDelay(true); err != nil {
			return lost{err}
		}
	}
	proceed, err := c.login()
	if err != nil || !proceed {
		return err
	}
	defer c.closeSession()
	// The reader has its own goroutine, so that a client that goes away, or says it will, is noticed while its statement
	// runs, and the statement is stopped. It ends with the socket.
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.read(c.frames)
	}()
	defer func() {
		c.in.close()
		c.raw.SetReadDeadline(time.Unix(1, 0))
		<-done
	}()
	return c.loop()
}

func (s *Server) maxMessage() int {
	if s.MaxMessage > 0 {
		return s.MaxMessage
	}
	return defaultMaxMessage
}

func (s *Server) writeTimeout() time.Duration {
	if s.WriteTimeout > 0 {
		return s.WriteTimeout
	}
	return 10 * time.Minute
}

// read passes messages on until the stream ends, which cancels what runs.
func (c *conn) read(frames *frameReader) {
	for {
		f, err := frames.next()
		if err == nil && f.kind == 'X' {
			err = io.EOF
		}
		if err != nil {
			var e *sqlerr.Error
			if errors.As(err, &e) {
				c.in.end(e) // a frame that lies: what came before it is still answered
				return
			}
			c.in.end(lost{err})
			c.cancel(errClientGone)
			return
		}
		if !c.in.push(f) {
			return
		}
	}
}

// unblock ends a read or write of the socket that waits.
func (c *conn) unblock() { c.raw.SetDeadline(time.Unix(1, 0)) }

// loop answers message after message.
func (c *conn) loop() error {
	for {
		idle := !c.begun && !c.skip
		status := c.session.TxStatus()
		f, err := c.in.pop(idle, idle && status == 'I', c.patience(idle, status))
		switch err {
		case errDrain:
			return errShutdown
		case errIdle:
			if status == 'I' {
				return errIdleSession
			}
			return errIdleInTransaction
		case errNews:
			c.tellNews()
			err = c.flush()
		case nil:
			err = c.dispatch(f)
		}
		if err != nil {
			return err
		}
	}
}

// patience is how long to wait for the next message, 0 for ever. Between the messages of a pipeline it is for ever.
func (c *conn) patience(idle bool, status byte) time.Duration {
	if !idle {
		return 0
	}
	session, inTransaction := c.session.IdleTimeouts()
	if status == 'I' {
		return time.Duration(session) * time.Millisecond
	}
	return time.Duration(inTransaction) * time.Millisecond
}

// tellNews appends the notifications that have come.
func (c *conn) tellNews() {
	for _, n := range c.in.takeNews() {
		c.send(&n)
	}
}

// dispatch answers a message. Its error ends the conversation.
func (c *conn) dispatch(f frame) error {
	if c.skip && f.kind != 'S' {
		return nil
	}
	switch f.kind {
	case 'Q':
		return c.simpleQuery(f.body)
	case 'F':
		return c.functionCall()
	case 'S':
		return c.sync(f.body)
	case 'H':
		if len(f.body) == 0 {
			return c.flush()
		}
	case 'c', 'd', 'f':
		return nil // the rest of a COPY that has failed; outside of one they mean nothing
	case 'p':
		return fatal(sqlerr.ProtocolViolation, "invalid frontend message type %d", f.kind)
	}
	err := c.extended(f)
	if err != nil {
		c.skip = true
		if err := c.fail(err); err != nil {
			return err
		}
		return c.flush() // a client that asks with Flush instead of Sync waits for this before it sends its Sync
	}
	return nil
}

// begin opens the implicit transaction of the messages up to Sync, or of a simple query, if it is not open yet.
func (c *conn) begin(ctx context.Context) error {
	if c.begun {
		return nil
	}
	c.begun, c.failed = true, false
	return c.session.Begin(ctx)
}

// end closes the implicit transaction. No portal outlives a transaction, so the portals go first.
func (c *conn) end() error {
	if !c.begun {
		return nil
	}
	if c.session.TxStatus() == 'I' {
		c.closePortals()
	}
	s := c.newScope()
	defer s.end()
	err := c.during(s, func(ctx context.Context) error { return c.session.End(ctx, c.failed) })
	c.begun, c.failed = false, false
	if c.session.TxStatus() == 'I' {
		c.closePortals()
	}
	return err
}

// endBlock ends the implicit transaction after a COMMIT or ROLLBACK that ended a block: what follows is another one. before is
// the status before the statement.
func (c *conn) endBlock(before byte) error {
	if before == 'I' || c.session.TxStatus() != 'I' {
		return nil
	}
	return c.end()
}

// sync ends the messages of the extended protocol that belong together, be it well-formed or not.
func (c *conn) sync(body []byte) error {
	c.skip = false
	if len(body) == 0 {
		return c.conclude(nil)
	}
	if err := c.begin(c.ctx); err != nil {
		return c.conclude(err)
	}
	return c.conclude(errFormat)
}

// functionCall answers a message that no client of today sends.
func (c *conn) functionCall() error {
	if err := c.begin(c.ctx); err != nil {
		return c.conclude(err)
	}
	return c.conclude(sqlerr.New(sqlerr.FeatureNotSupported, "function calls by message are not supported").WithHint("Use SELECT."))
}

// conclude ends the implicit transaction after err (nil: it went well) and says that the next statement may come.
func (c *conn) conclude(err error) error {
	if err != nil {
		if err := c.fail(err); err != nil {
			return err
		}
	}
	if err := c.end(); err != nil {
		if ends(err) {
			return err
		}
		c.report(err)
	}
	if c.session.TxStatus() == 'I' {
		c.tellNews()
	}
	c.session.Report()
	c.ready()
	return c.flush()
}

func (c *conn) ready() { c.send(&pgproto3.ReadyForQuery{TxStatus: c.session.TxStatus()}) }

// send appends a message to what is written at the next flush. Only rows can be too large for a message, and those do not come
// this way.
func (c *conn) send(msg pgproto3.BackendMessage) {
	out, err := msg.Encode(c.out)
	if err != nil {
		panic(fmt.Sprintf("pgwire: %T cannot be encoded: %v", msg, err))
	}
	c.out = out
}

// flush writes what was gathered.
func (c *conn) flush() error {
	if len(c.out) == 0 {
		return nil
	}
	if !c.leaving {
		// A client that does not read must not hold what its statement holds for ever. Whoever ends the conversation cancels
		// ctx before it ends writes, so either it is seen here or its deadline comes after this one.
		c.raw.SetWriteDeadline(time.Now().Add(c.server.writeTimeout()))
		if c.ctx.Err() != nil {
			c.unblock()
		}
	}
	_, err := c.net.Write(c.out)
	if cap(c.out) > 2*flushSize {
		c.out = nil // a large row is not held on to
	}
	c.out = c.out[:0]
	if err != nil {
		return lost{err}
	}
	return nil
}

// closeSession frees all that the conversation held, and undoes what it had begun. After a panic the session may do so again;
// what it holds is freed all the same, as far as that goes.
func (c *conn) closeSession() {
	c.active = nil
	for _, step := range [...]func() error{
		func() error { names{c}.CloseAll(); return nil },
		func() error { client{c}.Statements().DeleteAll(); return nil },
		func() error {
			if !c.begun {
				return nil
			}
			c.begun = false
			return c.session.End(context.WithoutCancel(c.ctx), true)
		},
		c.session.Close,
	} {
		c.guarded(step)
	}
}

func (c *conn) guarded(step func() error) {
	defer func() {
		if r := recover(); r != nil {
			c.panicked(r)
		}
	}()
	if err := step(); err != nil {
		c.log.Error("closing a session", "error", err)
	}
}
