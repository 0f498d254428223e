package http

import (
	"context"
	"sync"
	"sync/atomic"

	"asof/catalog/sqlerr"
	"asof/gateway/pgwire"
)

// pool keeps sessions between requests: making one costs more than a read, and each keeps its prepared statements. A session is a role's,
// as that role was when the session began: once the role was altered, its sessions are not used again.
type pool struct {
	backend pgwire.Backend
	slots   chan struct{} // one for each session that may be in use

	mu     sync.Mutex
	idle   []*session // the longest idle first
	used   int
	closed bool
	pids   atomic.Uint32
}

// firstPID is where the process ids of these sessions begin, above those of connections.
const firstPID = 1 << 30

func (p *pool) open(backend pgwire.Backend, size int) {
	p.backend, p.slots = backend, make(chan struct{}, size)
}

// borrow takes a session of a role, when there is one to be had.
func (p *pool) borrow(ctx context.Context, who identity) (*session, error) {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	s, surplus := p.take(who)
	for _, old := range surplus {
		old.Close()
	}
	if s != nil {
		return s, nil
	}
	s = &session{who: who, client: &client{}, statements: map[string]pgwire.Statement{}}
	start := pgwire.Startup{User: who.user.Name, Database: database, Trusted: who.user.Trusted, Free: cap(p.slots) + reserve, PID: firstPID + p.pids.Add(1),
		Settings: []pgwire.Setting{{Name: "application_name", Value: "http"}}}
	var err error
	if s.Session, err = p.backend.NewSession(context.WithoutCancel(ctx), start, s.client); err != nil {
		p.release()
		return nil, err
	}
	return s, nil
}

// The one database that there is, and how many connections are kept for superusers: more than that are always free here, since slots
// bound the sessions.
const (
	database = "asof"
	reserve  = 10
)

// take finds an idle session of a role, and those that have to make room: sessions of the role as it was before it was altered, and the
// longest idle if a new one has to be made.
func (p *pool) take(who identity) (s *session, surplus []*session) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.used++
	kept := p.idle[:0]
	for _, old := range p.idle {
		switch {
		case old.who == who:
			if s != nil {
				kept = append(kept, s)
			}
			s = old // the one that was used last
		case old.who.user.Name == who.user.Name && old.who.role != who.role:
			surplus = append(surplus, old)
		default:
			kept = append(kept, old)
		}
	}
	clear(p.idle[len(kept):])
	p.idle = kept
	if s == nil && len(p.idle) > 0 && p.used+len(p.idle) > cap(p.slots) {
		surplus = append(surplus, p.idle[0])
		p.idle = append(p.idle[:0], p.idle[1:]...)
	}
	return s, surplus
}

// give returns a session; one that is not fit to be used again is closed.
func (p *pool) give(s *session, fit bool) {
	p.mu.Lock()
	fit = fit && !p.closed
	if fit {
		p.idle = append(p.idle, s)
	}
	p.mu.Unlock()
	if !fit {
		s.Close()
	}
	p.release()
}

func (p *pool) release() {
	p.mu.Lock()
	p.used--
	p.mu.Unlock()
	<-p.slots
}

// close ends the sessions that are idle; others end when they are given back.
func (p *pool) close() {
	p.mu.Lock()
	idle := p.idle
	p.idle, p.closed = nil, true
	p.mu.Unlock()
	for _, s := range idle {
		s.Close()
	}
}

// session is a session of the gateway with the statements that it has prepared.
type session struct {
	pgwire.Session
	who        identity
	client     *client
	statements map[string]pgwire.Statement // by text
}

// maxStatements is how many prepared statements a session keeps. Beyond, it begins anew: what is asked often is soon there again.
const maxStatements = 256

// prepared is the statement of a text; fresh says that it was prepared just now.
func (s *session) prepared(ctx context.Context, sql string, oids []uint32) (st pgwire.Statement, fresh bool, err error) {
	if st, ok := s.statements[sql]; ok {
		return st, false, nil
	}
	if st, err = s.Prepare(ctx, sql, oids); err != nil {
		return nil, false, err
	}
	if len(s.statements) >= maxStatements {
		clear(s.statements)
	}
	s.statements[sql] = st
	return st, true, nil
}

// client is the other side of a session: it notes notices. What else a client has, cursors and names for statements, a SELECT of
// features does not ask for.
type client struct {
	pgwire.Client
	notices []*sqlerr.Error
}

func (c *client) Notice(n *sqlerr.Error)       { c.notices = append(c.notices, n) }
func (*client) ParameterStatus(string, string) {}
func (*client) ClosePortals()                  {}

// Connections is how many sessions there are, in use and idle.
func (s *Server) Connections() int {
	s.pool.mu.Lock()
	defer s.pool.mu.Unlock()
	return s.pool.used + len(s.pool.idle)
}
