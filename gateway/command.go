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
func (s *Session) command(ctx context.Context, tree ast.Statement) (pgwire.Statement, error) {
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
		return s.listen(t)
	case *ast.Explain:
		return s.explainExecute(ctx, t)
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

// Open runs the command, and reports the parameters that it changed.
func (p *commandPortal) Open(ctx context.Context) (pgwire.Rows, error) {
	tag, err := p.run(ctx)
	if err != nil {
		return nil, err
	}
	p.tag = tag
	p.session.report()
	out := &rows.Slice{}
	if p.rows != nil {
		out.Rows = p.rows()
	}
	return out, nil
}

func (p *commandPortal) Tag(int64) string { return p.tag }

// report tells the client the parameters that changed.
func (s *Session) report() {
	for _, key := range s.settings.drain() {
		s.client.ParameterStatus(byName[key].name, s.settings.value[key])
	}
}

// listen answers what pools send to clean a session. There is nothing to listen to.
func (s *Session) listen(t *ast.Listen) (pgwire.Statement, error) {
	switch t.Op {
	case "UNLISTEN":
		return s.do(t, t.Op, func(context.Context) error { return nil }), nil
	case "CLOSE":
		if t.Target == "all" {
			return s.do(t, "CLOSE CURSOR ALL", func(context.Context) error { s.client.ClosePortals(); return nil }), nil
		}
		return nil, sqlerr.New(sqlerr.InvalidCursorName, "cursor %q does not exist", t.Target)
	}
	return nil, sqlerr.New(sqlerr.FeatureNotSupported, "%s is not supported", t.Op).
		WithHint("Poll the view with a query instead.")
}

var discardWord = map[string]string{"all": "ALL", "plans": "PLANS", "temp": "TEMP", "temporary": "TEMP", "sequences": "SEQUENCES"}

// discard is DISCARD ALL and its parts.
func (s *Session) discard(ctx context.Context, t *ast.Discard) error {
	if t.What == "all" {
		if s.tx.block {
			return sqlerr.New(sqlerr.ActiveTransaction, "DISCARD ALL cannot run inside a transaction block")
		}
		s.client.ClosePortals()
		s.client.Statements().DeleteAll()
		s.settings.reset()
		s.settings.put("session_authorization", s.start.User)
		s.settings.put(roleSetting, noRole)
	}
	if t.What == "all" || discardWord[t.What] == "TEMP" {
		return s.exec.DropTemp(ctx)
	}
	return nil
}
