// Package gateway carries a statement from a connection to its rows. This file is the whole journey:
//
//	Prepare   text -> tree (planner/parser) -> plan (planner), bound by the engines (exec)
//	Bind      arguments; a plan made on an older catalog is made anew
//	Open      plan -> rows (exec)
//
// The five kinds of statement part in Prepare and meet again in Open:
//
//	a definition     CREATE FEATURE VIEW …        plan.CreateView, Define, …   exec/define.go -> catalog
//	an online read   SELECT … WHERE key = $1      plan.Query with Lookup       exec/lookup.go -> online store
//	AS OF            SELECT … LEFT JOIN v AS OF   plan.Query with Relations    exec/query.go  -> offline engine
//	plain SQL        anything else                plan.Query without           exec/query.go  -> offline engine
//	system catalogs  SELECT … FROM pg_class       plan.SystemQuery             exec/system.go -> exec/syscat
//
// Statements about the session itself (SET, BEGIN, PREPARE, …) never leave the gateway: command.go.
package gateway

import (
	"context"
	"slices"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/rows"
	"asof/gateway/pgwire"
	"asof/planner"
	"asof/planner/ast"
	"asof/planner/parser"
	"asof/planner/plan"
)

// Session is one client's conversation.
type Session struct {
	backend  *Backend
	client   pgwire.Client
	start    pgwire.Startup
	counted  bool   // among the connections of its user
	login    uint32 // the OID of the role that logged in; 0 if it is none
	exec     Executor
	settings *settings
	tx       transaction
	several  bool      // the simple query that runs has several statements
	cursors  []*cursor // that DECLARE made
	activity activity
	zoneTold bool // R1's NOTICE about TimeZone was sent

	functions rows.Input // what every run is given
}

var _ pgwire.Session = (*Session)(nil)

// Prepare parses, plans and binds one statement. Nothing runs.
func (s *Session) Prepare(ctx context.Context, sql string, oids []uint32) (pgwire.Statement, error) {
	s.busy(sql)
	tree, err := parser.Parse(sql)
	if err != nil {
		return nil, err
	}
	if _, empty := tree.(*ast.Empty); empty {
		return nil, nil
	}
	if err := s.refuseInFailedBlock(tree); err != nil {
		return nil, err
	}
	if c, err := s.command(ctx, tree, oids); c != nil || err != nil {
		return c, err
	}
	st := &statement{session: s, sql: sql, tree: tree, types: declared(oids)}
	return st, st.plan(ctx)
}

// statement is a planned statement. The plan belongs to one catalog snapshot and one planning environment.
type statement struct {
	session *Session
	sql     string
	tree    ast.Statement
	types   []sqltype.Type // of parameters: those that the client declared, all of them once the statement is planned
	snap    *catalog.Snapshot
	env     uint64 // of session.settings and temp tables, when it was planned
	node    plan.Node
	desc    *rows.Description
	copy    *pgwire.Copy // of COPY to or from the client
	count   Counters     // nil: nobody counts
}

// plan plans the statement on the catalog and the settings of now. The columns and the types of parameters that the client was
// told once are promised. If planning fails the statement stays as it was: the next Bind tries again.
func (st *statement) plan(ctx context.Context) error {
	s := st.session
	snap, env := s.exec.Snapshot(), s.planEpoch()
	node, err := s.planTree(snap, st.tree)
	if err != nil {
		return err
	}
	desc, err := s.exec.Describe(ctx, node, st.types)
	if err != nil {
		return err
	}
	if st.desc != nil && !slices.Equal(st.desc.Columns, desc.Columns) {
		return sqlerr.New(sqlerr.FeatureNotSupported, "cached plan must not change result type").
			WithHint("Prepare the statement again.")
	}
	if st.copy, err = copyOf(node, desc); err != nil {
		return err
	}
	st.snap, st.env, st.node, st.desc, st.types = snap, env, node, desc, desc.Params
	st.count = s.backend.counters(node)
	return nil
}

func (st *statement) Params() []sqltype.Type    { return st.desc.Params }
func (st *statement) Columns() []sqltype.Column { return st.desc.Columns }
func (st *statement) Close()                    {}

// Bind makes a portal. If definitions changed since the statement was planned, it is planned again.
func (st *statement) Bind(ctx context.Context, args []any) (pgwire.Portal, error) {
	s := st.session
	if err := s.refuseInFailedBlock(st.tree); err != nil {
		return nil, err
	}
	if st.snap != s.exec.Snapshot() || st.env != s.planEpoch() {
		if err := st.plan(ctx); err != nil {
			return nil, err
		}
	}
	s.busy(st.sql)
	return &portal{session: s, node: st.node, desc: st.desc, copy: st.copy, args: args, run: measured{count: st.count}}, nil
}

// portal is a bound statement.
type portal struct {
	session *Session
	node    plan.Node
	desc    *rows.Description
	copy    *pgwire.Copy
	args    []any
	rows    rows.Rows
	run     measured
}

func (p *portal) Columns() []sqltype.Column { return p.desc.Columns }

// DescribedFirst implements pgwire.DescribedFirst: of a query over the system catalogs nothing is computed before it runs.
func (p *portal) DescribedFirst() bool {
	_, system := p.node.(*plan.SystemQuery)
	return system && p.desc.Columns != nil
}

// Open runs the statement.
func (p *portal) Open(ctx context.Context) (pgwire.Rows, error) {
	s := p.session
	if s.tx.failed {
		return nil, s.refuseInFailedBlock(nil)
	}
	if err := s.refuseWrite(p.node); err != nil {
		return nil, err
	}
	s.tx.queried = true
	s.tellZone(p.node)
	p.run.begin(s.backend.Now)
	var err error
	p.rows, err = s.exec.Run(ctx, p.node, s.input(p), s.notify)
	if err != nil {
		p.run.end(s.backend.Now, sqlerr.Code(err))
		return nil, err
	}
	return p.rows, nil
}

// Tag is the command tag after n rows were sent.
func (p *portal) Tag(n int64) string {
	p.run.end(p.session.backend.Now, "")
	if p.desc.Columns == nil && p.rows != nil && (p.copy == nil || p.copy.In) {
		n = p.rows.Affected()
	}
	return commandTag(p.desc.Tag, n)
}

func (p *portal) Close() {
	if p.rows != nil {
		p.rows.Close()
	}
}

// planTree plans a tree; EXPLAIN plans the statement inside it.
func (s *Session) planTree(snap *catalog.Snapshot, tree ast.Statement) (plan.Node, error) {
	if a, ok := tree.(*ast.AlterRole); ok {
		if err := s.settings.possible(a.Set); err != nil {
			return nil, err
		}
	}
	e, ok := tree.(*ast.Explain)
	if !ok {
		return planner.Plan(snap, tree, s.planEnv())
	}
	inner, err := parser.Parse(blank(e.SQL[:e.Offset]) + e.Body)
	if err != nil {
		return nil, err
	}
	node, err := planner.Plan(snap, inner, s.planEnv())
	if err != nil {
		return nil, err
	}
	if sys, ok := node.(*plan.SystemQuery); ok {
		return &plan.Explain{Query: sys.Instead, System: sys, Analyze: e.Analyze, JSON: e.JSON}, nil
	}
	if set, ok := node.(*plan.DeriveSet); ok && set.From == nil {
		node = set.Query
	}
	q, ok := node.(*plan.Query)
	if !ok {
		return nil, sqlerr.New(sqlerr.FeatureNotSupported, "EXPLAIN is for queries").
			WithHint("SHOW CREATE shows a definition, asof.features what it is made of.")
	}
	return planner.Explain(snap, q, e, s.planEnv()), nil
}

// blank is as many spaces as s has characters: a statement inside another keeps its positions.
func blank(s string) string {
	b := make([]byte, 0, len(s))
	for range s {
		b = append(b, ' ')
	}
	return string(b)
}

// declared turns the client's parameter OIDs into types; an OID that we do not know leaves the type open.
func declared(oids []uint32) []sqltype.Type {
	types := make([]sqltype.Type, len(oids))
	for i, oid := range oids {
		types[i], _ = sqltype.ByOID(oid)
	}
	return types
}
