package pgwire

import (
	"context"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"sync"
	"time"

	"asof/catalog/sqlerr"
)

// scope is the context of a statement or portal: it outlives the call that made it, since an engine may hold on to it as long
// as rows are open. Its cause, once cancelled, is the error to report.
type scope struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
}

func (c *conn) newScope() *scope {
	ctx, cancel := context.WithCancelCause(c.ctx)
	return &scope{ctx, cancel}
}

// end frees the scope.
func (s *scope) end() { s.cancel(context.Canceled) }

// running is the scope of the call into the session that goes on, if any: what a cancel request or a timeout may end. A
// request that comes between two calls is too late and does nothing, as in Postgres.
type running struct {
	mu    sync.Mutex
	scope *scope
}

func (r *running) set(s *scope) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.scope = s
}

// interrupt cancels the running scope; if only is given, no other than that.
func (r *running) interrupt(cause error, only *scope) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.scope != nil && (only == nil || r.scope == only) {
		r.scope.cancel(cause)
	}
}

// during makes a call into the session that can be cancelled, and that statement_timeout ends. If it fails after that, the
// error is the cause.
func (c *conn) during(s *scope, call func(ctx context.Context) error) error {
	c.running.set(s)
	defer c.running.set(nil)
	if ms := c.session.StatementTimeout(); ms > 0 {
		timer := time.AfterFunc(time.Duration(ms)*time.Millisecond, func() { c.running.interrupt(errTimeout, s) })
		defer timer.Stop()
	}
	err := call(s.ctx)
	if err == nil {
		return nil
	}
	var cause *sqlerr.Error
	if gone := (lost{}); !errors.As(err, &gone) && errors.As(context.Cause(s.ctx), &cause) {
		return cause
	}
	return err
}

// cancelRequest ends the running statement of the connection that body (process id and key) names, if the key is its own. The
// client is never told whether it was.
func (s *Server) cancelRequest(body []byte) {
	if len(body) < 8 {
		return
	}
	s.mu.Lock()
	c := s.conns[binary.BigEndian.Uint32(body)]
	s.mu.Unlock()
	if c == nil {
		return
	}
	if subtle.ConstantTimeCompare(c.key, body[4:]) == 1 {
		c.running.interrupt(errCancelled, nil)
	}
}
