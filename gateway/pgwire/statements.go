package pgwire

import (
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgproto3/v2"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// prepared is a statement with the number of its users: the name it is stored under, and the portals bound to it.
type prepared struct {
	stmt  Statement // nil for a text without a statement
	sql   string    // as Parse gave it, or the whole of PREPARE
	bySQL bool
	since time.Time
	oids  []uint32 // as Parse declared them; nil if SQL prepared it
	users int
}

func (p *prepared) release() {
	if p.users--; p.users == 0 && p.stmt != nil {
		p.stmt.Close()
	}
}

func (p *prepared) params() []sqltype.Type {
	if p.stmt == nil {
		return nil
	}
	return p.stmt.Params()
}

func (p *prepared) columns() []sqltype.Column {
	if p.stmt == nil {
		return nil
	}
	return p.stmt.Columns()
}

// oid is the type of parameter i as it is told to the client: the one it declared, where that is another name of the same
// (varchar, jsonb).
func (p *prepared) oid(i int, t sqltype.Type) uint32 {
	if i < len(p.oids) {
		if declared, ok := sqltype.ByOID(p.oids[i]); ok && declared.ID == t.ID && declared.Array == t.Array {
			return p.oids[i]
		}
	}
	return describedOID(t)
}

// store gives a statement its name. What a connection may keep is bounded.
func (c *conn) store(name string, p *prepared) error {
	if len(c.statements) >= maxStatements || c.stored+len(p.sql) > maxStored {
		return sqlerr.New(sqlerr.LimitExceeded, "too many prepared statements").
			WithHint("DEALLOCATE those that are not needed any more; a connection may have %d, of %d MiB.", maxStatements, maxStored>>20)
	}
	c.stored += len(p.sql)
	p.since = c.server.now()
	c.statements[name] = p
	return nil
}

func (c *conn) dropStatement(name string) {
	if p := c.statements[name]; p != nil {
		delete(c.statements, name)
		c.stored -= len(p.sql)
		p.release()
	}
}

func (c *conn) statement(name string) (*prepared, error) {
	p := c.statements[name]
	switch {
	case p != nil:
		return p, nil
	case name == "":
		return nil, sqlerr.New(sqlerr.InvalidStatementName, "unnamed prepared statement does not exist")
	}
	return nil, sqlerr.New(sqlerr.InvalidStatementName, "prepared statement \"%s\" does not exist", name)
}

func (c *conn) nameTaken(name string) error {
	if name != "" && c.statements[name] != nil {
		return sqlerr.New(sqlerr.DuplicatePrepared, "prepared statement \"%s\" already exists", name)
	}
	return nil
}

// client is the session's side of a connection.
type client struct{ c *conn }

func (cl client) Notice(n *sqlerr.Error) { cl.c.notice(n) }

func (cl client) Statements() Statements { return store(cl) }

func (cl client) Notify(pid uint32, channel, payload string) {
	cl.c.in.notify(pgproto3.NotificationResponse{PID: pid, Channel: channel, Payload: payload})
}

func (cl client) Pending() int { return cl.c.in.pending() }

func (cl client) Signal(pid uint32, terminate bool, may func(user string) error) (bool, error) {
	s := cl.c.server
	s.mu.Lock()
	c := s.conns[pid]
	s.mu.Unlock()
	if c == nil {
		return false, nil
	}
	if err := may(c.user); err != nil {
		return true, err
	}
	switch {
	case !terminate:
		c.running.interrupt(errCancelled, nil)
	case c == cl.c:
		return true, errShutdown
	default:
		c.cutOff()
	}
	return true, nil
}

func (cl client) ClosePortals() { cl.c.closePortals() }

// store is the connection's statements, as the session sees them.
type store struct{ c *conn }

func (s store) Put(name string, stmt Statement, sql string) error {
	if err := s.c.nameTaken(name); err != nil {
		return err
	}
	return s.c.store(name, &prepared{stmt: stmt, sql: sql, bySQL: true, users: 1})
}

func (s store) Get(name string) (Statement, error) {
	p, err := s.c.statement(name)
	if err != nil {
		return nil, err
	}
	if p.stmt == nil {
		return nil, sqlerr.New(sqlerr.SyntaxError, "prepared statement \"%s\" is empty", name)
	}
	return p.stmt, nil
}

func (s store) Delete(name string) error {
	if _, err := s.c.statement(name); err != nil {
		return err
	}
	s.c.dropStatement(name)
	return nil
}

func (s store) All() []Named {
	var all []Named
	for name, p := range s.c.statements {
		if p.stmt != nil && name != "" {
			all = append(all, Named{name, p.sql, p.stmt, p.since, p.bySQL})
		}
	}
	slices.SortFunc(all, func(a, b Named) int { return strings.Compare(a.Name, b.Name) })
	return all
}

func (s store) DeleteAll() {
	for name := range s.c.statements {
		s.c.dropStatement(name)
	}
}

func (cl client) ParameterStatus(name, value string) {
	cl.c.send(&pgproto3.ParameterStatus{Name: name, Value: value})
}
