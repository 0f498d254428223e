package pgwire

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	"asof/catalog/sqlerr"
)

// Server accepts clients and leads their conversations. Its fields are set before Serve and not changed after.
type Server struct {
	Backend Backend
	Log     *slog.Logger // default slog.Default()

	MaxMessage     int           // the longest message of a client, in bytes; default 64 MiB
	MaxConnections int           // 53300 beyond; default 1000
	LoginTimeout   time.Duration // how long a start-up and login may take; default one minute
	WriteTimeout   time.Duration // how long a client may take to read what is sent to it; default ten minutes
	Rand           io.Reader     // where cancel keys come from; default crypto/rand
	Access         Access        // how clients log in; default: all are trusted
	Now            func() time.Time

	mu        sync.Mutex
	listeners map[net.Listener]struct{}
	arriving  map[*conn]struct{} // not logged in yet
	conns     map[uint32]*conn   // logged in, by process id
	lastPID   uint32
	draining  bool
	running   sync.WaitGroup // connections; none is added once draining is set
	failures  failures
}

// Serve accepts clients from l until ctx ends, which cuts all of them off, or Shutdown is called. It returns when all
// connections are closed: nil after either, else the listener's error. Several listeners may be served at once.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	if !s.addListener(l) {
		return errors.Join(l.Close(), net.ErrClosed)
	}
	defer s.running.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(ctx, func() { l.Close() })()
	for {
		nc, err := l.Accept()
		if err != nil {
			stopped := ctx.Err() != nil || s.isDraining()
			if !stopped && retryable(err) {
				s.log().Warn("accept", "error", err)
				select {
				case <-time.After(50 * time.Millisecond):
				case <-ctx.Done():
				}
				continue
			}
			s.removeListener(l)
			if stopped {
				s.running.Wait() // before cancel, so that Shutdown may take its time
				return nil
			}
			return err
		}
		c := s.newConn(ctx, nc)
		if !s.arrive(c) {
			nc.Close()
			continue
		}
		go func() {
			defer s.running.Done()
			c.serve(ctx)
		}()
	}
}

// retryable says whether accept may work again by itself: out of file descriptors, a connection aborted in the queue.
func retryable(err error) bool {
	var ne net.Error
	return !errors.Is(err, net.ErrClosed) && errors.As(err, &ne)
}

// Shutdown stops accepting clients, lets every running statement finish and ends idle conversations (57P01). When ctx ends,
// it cancels what still runs. It returns when all connections are closed: nil, or ctx's error if some were cut off.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.draining = true
	for l := range s.listeners {
		l.Close()
	}
	for c := range s.arriving {
		c.cutOff()
	}
	for _, c := range s.conns {
		c.in.shutDown()
	}
	s.mu.Unlock()
	done := make(chan struct{})
	// One goroutine, so that the wait for the connections can be given up when ctx ends.
	go func() { s.running.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
	}
	s.mu.Lock()
	for _, c := range s.conns {
		c.cutOff()
	}
	s.mu.Unlock()
	<-done
	return ctx.Err()
}

func (s *Server) addListener(l net.Listener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.draining {
		return false
	}
	if s.listeners == nil {
		s.listeners = map[net.Listener]struct{}{}
	}
	s.listeners[l] = struct{}{}
	return true
}

func (s *Server) removeListener(l net.Listener) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.listeners, l)
}

// arrive notes a connection that has just been accepted; false if the server is shutting down.
func (s *Server) arrive(c *conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.draining {
		return false
	}
	if s.arriving == nil {
		s.arriving = map[*conn]struct{}{}
	}
	s.arriving[c] = struct{}{}
	s.running.Add(1)
	return true
}

func (s *Server) isDraining() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.draining
}

func (s *Server) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

func (s *Server) log() *slog.Logger {
	if s.Log != nil {
		return s.Log
	}
	return slog.Default()
}

// Cancel keys are as long as the protocol's version lets them be.
const (
	shortKey = 4
	longKey  = 32 // from 3.2 on
)

// register gives c its process id and cancel key, under which a cancel request finds it.
func (s *Server) register(c *conn, user string, minor int) error {
	random := s.Rand
	if random == nil {
		random = rand.Reader
	}
	key := make([]byte, shortKey)
	if minor >= 2 {
		key = make([]byte, longKey)
	}
	if _, err := io.ReadFull(random, key); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.draining:
		return fatal(sqlerr.CannotConnectNow, "the database system is shutting down")
	case len(s.conns) >= s.maxConnections():
		return fatal(sqlerr.TooManyConnections, "sorry, too many clients already")
	}
	if s.conns == nil {
		s.conns = map[uint32]*conn{}
	}
	for taken := true; taken || s.lastPID == 0; _, taken = s.conns[s.lastPID] {
		s.lastPID = (s.lastPID + 1) & 0x7fffffff // clients keep it in a signed integer
	}
	c.pid, c.key, c.user = s.lastPID, key, user
	delete(s.arriving, c)
	s.conns[c.pid] = c
	return nil
}

// unregister forgets c, however far it came.
func (s *Server) unregister(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.arriving, c)
	delete(s.conns, c.pid)
}

func (s *Server) maxConnections() int {
	if s.MaxConnections > 0 {
		return s.MaxConnections
	}
	return 1000
}

// Connections is how many clients are logged in.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

// free is how many more connections there may be.
func (s *Server) free() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.maxConnections() - len(s.conns)
}
