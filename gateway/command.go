package gateway

import (
	"context"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/rows"
	"asof/gateway/pgwire"
	"asof/planner/ast"
)

// command makes the statement of a tree that concerns only the session, nil for the others.
func (s *Session) command(ctx context.Context, tree ast.Statement, oids []uint32) (pgwire.Statement, error) {
	switch t := tree.(type) {
	case *ast.Set:
		tag := "SET"
		if t.Reset {
			tag = "RESET"
		}
		return s.do(t, tag, func(context.Context) error { return s.setVariable(t) }), nil
	case *ast.Show:
		return s.show(t)
	case *ast.Transaction:
		return &command{session: s, tree: t, run: func(ctx context.Context) (string, error) { return s.transaction(ctx, t) }}, nil
	case *ast.Prepare:
		return s.do(t, "PREPARE", func(ctx context.Context) error { return s.prepareNamed(ctx, t) }), nil
	case *ast.Execute:
		return s.execute(ctx, t)
	case *ast.Deallocate:
		return s.deallocate(t), nil
	case *ast.Discard:
		return s.do(t, "DISCARD "+discardWord[t.What], func(ctx context.Context) error { return s.discard(ctx, t) }), nil
	case *ast.Listen:
		return s.do(t, t.Op, func(context.Context) error { return s.listen(t) }), nil
	case *ast.Savepoint:
		return &command{session: s, tree: t, run: func(ctx context.Context) (string, error) { return s.savepoint(ctx, t) }}, nil
	case *ast.Declare:
		return s.declare(ctx, t, oids)
	case *ast.Fetch:
		return s.fetch(t), nil
	case *ast.CloseCursor:
		return s.closeCursor(t), nil
	case *ast.Lock:
		return s.do(t, "LOCK TABLE", func(context.Context) error { return s.lock(t) }), nil
	case *ast.Vacuum:
		return s.do(t, t.Verb, func(context.Context) error { return s.vacuum(t) }), nil
	case *ast.Explain:
		return s.explainExecute(ctx, t)
	case *ast.Query:
		if t.Verb == "create" {
			return s.createAsExecute(ctx, t)
		}
	}
	return nil, nil
}

// command is a statement that runs in the gateway. Its rows, if it has any, are known when it runs.
type command struct {
	session *Session
	tree    ast.Statement
	columns []sqltype.Column
	run     func(ctx context.Context) (tag string, err error)
	rows    func() [][]any
}

// do is a command without rows.
func (s *Session) do(tree ast.Statement, tag string, f func(ctx context.Context) error) *command {
	return &command{session: s, tree: tree, run: func(ctx context.Context) (string, error) { return tag, f(ctx) }}
}

func (c *command) Params() []sqltype.Type    { return nil }
func (c *command) Columns() []sqltype.Column { return c.columns }
func (c *command) Close()                    {}

func (c *command) Bind(context.Context, []any) (pgwire.Portal, error) {
	if err := c.session.refuseInFailedBlock(c.tree); err != nil {
		return nil, err
	}
	return &commandPortal{command: c}, nil
}

type commandPortal struct {
	*command
	tag string
}

// Open runs the command.
func (p *commandPortal) Open(ctx context.Context) (pgwire.Rows, error) {
	if err := p.session.refuseInFailedBlock(p.tree); err != nil {
		return nil, err
	}
	tag, err := p.run(ctx)
	if err != nil {
		return nil, err
	}
	p.tag = tag
	out := &rows.Slice{}
	if p.rows != nil {
		out.Rows = p.rows()
	}
	return out, nil
}

func (p *commandPortal) Tag(int64) string { return p.tag }

// Report tells the client the parameters that changed.
func (s *Session) Report() {
	s.rest()
	for _, key := range s.settings.drain() {
		s.client.ParameterStatus(byName[key].name, s.settings.get(key))
	}
}

// closeCursor is CLOSE name and CLOSE ALL.
func (s *Session) closeCursor(t *ast.CloseCursor) pgwire.Statement {
	if t.All {
		return s.do(t, "CLOSE CURSOR ALL", func(context.Context) error { s.client.Portals().CloseAll(); return nil })
	}
	return s.do(t, "CLOSE CURSOR", func(context.Context) error { return s.client.Portals().Close(t.Cursor.Text) })
}

// lock is LOCK TABLE: what it names must be there. A transaction sees one snapshot of the catalog, so there is nothing to lock.
func (s *Session) lock(t *ast.Lock) error {
	if !s.inBlock() {
		return sqlerr.New(sqlerr.NoActiveTransaction, "LOCK TABLE can only be used in transaction blocks")
	}
	return s.there(t.Tables)
}

// there refuses names of nothing.
func (s *Session) there(names []ast.QName) error {
	for _, n := range names {
		if _, ok := s.exec.Snapshot().Relation(n.Name); !ok && !s.exec.Temp(n.Name) {
			return sqlerr.New(sqlerr.UndefinedTable, "relation %q does not exist", n.Name)
		}
	}
	return nil
}

// vacuum is VACUUM and ANALYZE: there is nothing to be swept, and the engine counts for itself.
func (s *Session) vacuum(t *ast.Vacuum) error {
	if t.Verb == "VACUUM" && s.inBlock() {
		return sqlerr.New(sqlerr.ActiveTransaction, "VACUUM cannot run inside a transaction block")
	}
	return s.there(t.Tables)
}

var discardWord = map[string]string{"all": "ALL", "plans": "PLANS", "temp": "TEMP", "temporary": "TEMP", "sequences": "SEQUENCES"}

// discard is DISCARD ALL and its parts.
func (s *Session) discard(ctx context.Context, t *ast.Discard) error {
	if t.What == "all" {
		if s.inBlock() {
			return sqlerr.New(sqlerr.ActiveTransaction, "DISCARD ALL cannot run inside a transaction block")
		}
		s.client.Portals().CloseAll()
		s.client.Statements().DeleteAll()
		s.settings.reset()
		s.settings.put("session_authorization", s.start.User)
		s.settings.put(roleSetting, noRole)
		s.unlistenAll()
	}
	if t.What == "all" || discardWord[t.What] == "TEMP" {
		return s.exec.DropTemp(ctx)
	}
	return nil
}
