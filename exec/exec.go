// Package exec runs plans: one operator per file.
//
//	permit.go       may the query run?
//	define.go       definitions -> the catalog
//	role.go         roles, and what proves their passwords
//	refresh.go      REFRESH: history, online entries, the switch
//	job.go          statements and schedules as jobs (exec/jobs)
//	schedule.go     what is due by itself
//	ticks.go        the ticks of snapshot views
//	dropjob.go      what dropped views leave behind, as jobs
//	generations.go  who builds and who reads which generation
//	trainingset.go  training sets: the rows of a query kept, and what they were derived from (provenance.go)
//	featuretest.go  feature tests, on both routes
//	sweep.go        frees generations that nobody reads any more
//	lookup.go       an online read that needs no engine
//	query.go        everything else: the offline engine, with what the online store holds handed to it
//	copy.go         COPY to and from the client
//	system.go       the system catalogs, by an engine of their own (exec/syscat)
//	explain.go      EXPLAIN
//
// It knows the stores and the engine only by their contracts.
package exec

import (
	"context"
	"io"
	"log/slog"
	"time"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/jobs"
	"asof/exec/offline"
	"asof/exec/online"
	"asof/exec/rows"
	"asof/exec/syscat"
	"asof/planner/plan"
)

// Engine is what all sessions of a server share.
type Engine struct {
	Catalog *catalog.Catalog
	Online  online.Store
	Offline offline.Engine
	Now     func() time.Time
	Rand    io.Reader // salts of passwords; default crypto/rand
	Log     *slog.Logger
	Jobs    *jobs.Scheduler // nil: nothing is done by itself, and asof.jobs is empty
	Version string          // of the server

	generations generations  // what is read, what is built, what may be freed
	systems     syscat.Cache // statements over the system catalogs
}

// Session is one client's side of the engine.
type Session struct {
	engine *Engine
	user   string
	off    offline.Session
	tx     transaction
	temp   tempTables
	job    *jobs.Handle // the scheduler's job that the session is for; nil for a client's
}

// Session opens a session for a user.
func (e *Engine) Session(ctx context.Context, user string) (*Session, error) {
	off, err := e.Offline.Session(ctx)
	if err != nil {
		return nil, err
	}
	off.Files(false, false) // until a statement's user is known
	return &Session{engine: e, user: user, off: off}, nil
}

// Describe binds a plan without running it.
func (s *Session) Describe(ctx context.Context, n plan.Node, types []sqltype.Type) (*rows.Description, error) {
	switch n := n.(type) {
	case *plan.Query:
		if err := s.permit(n); err != nil {
			return nil, err
		}
		if direct(n, types) {
			return describeLookup(n, types)
		}
		types, err := keyParams(n, types)
		if err != nil {
			return nil, err
		}
		d, err := s.off.Describe(ctx, n, types)
		if err == nil && n.Temp != nil && n.Temp.Tag != "" {
			d.Tag = n.Temp.Tag
		}
		return d, err
	case *plan.SystemQuery:
		return s.describeSystem(ctx, n, types)
	case *plan.Explain:
		return s.describeExplain(ctx, n, types)
	case *plan.Tables:
		if n.Drop {
			return &rows.Description{Tag: "DROP TABLE"}, nil
		}
		return &rows.Description{Tag: "TRUNCATE TABLE"}, nil
	case *plan.CopyOut:
		return s.describeCopyOut(ctx, n)
	case *plan.CopyIn:
		return s.describeCopyIn(ctx, n)
	case *plan.Values:
		return &rows.Description{Columns: n.Columns, Tag: n.Tag}, nil
	case *plan.Define:
		return &rows.Description{Tag: n.Tag}, nil
	case *plan.DefineRole:
		return &rows.Description{Tag: n.Tag}, nil
	case *plan.DefineService:
		return &rows.Description{Tag: n.Tag}, nil
	case *plan.CreateSource:
		return &rows.Description{Tag: "CREATE SOURCE"}, nil
	case *plan.CreateView:
		return &rows.Description{Tag: "CREATE FEATURE VIEW"}, nil
	case *plan.Refresh:
		return &rows.Description{Tag: "REFRESH FEATURE VIEW"}, nil
	case *plan.DeriveSet:
		return s.describeSet(ctx, n)
	case *plan.RunTests:
		return &rows.Description{Tag: "RUN", Columns: testColumns}, nil
	case *plan.VerifySet:
		text := sqltype.Of(sqltype.Text)
		return &rows.Description{Tag: "VERIFY", Columns: []sqltype.Column{{Name: "kind", Type: text}, {Name: "name", Type: text},
			{Name: "state", Type: text}, {Name: "detail", Type: text}}}, nil
	}
	return nil, sqlerr.New(sqlerr.FeatureNotSupported, "statement is not supported")
}

// Run runs a plan; notify sends notices to the client meanwhile.
func (s *Session) Run(ctx context.Context, n plan.Node, in rows.Input, notify func(error)) (rows.Rows, error) {
	in.Notify = notify
	switch n := n.(type) {
	case *plan.Query:
		if err := s.permit(n); err != nil {
			return nil, err
		}
		for _, notice := range n.Notices {
			notify(notice)
		}
		if s.exists(n, notify) {
			return &rows.Slice{}, nil
		}
		if direct(n, in.Types) {
			return s.lookup(ctx, n, in)
		}
		return s.query(ctx, n, in)
	case *plan.SystemQuery:
		return s.runSystem(ctx, n, in, notify)
	case *plan.Explain:
		return s.explain(ctx, n, in)
	case *plan.Tables:
		return s.tables(ctx, n, in, notify)
	case *plan.CopyOut:
		return s.Run(ctx, n.Query, in, notify)
	case *plan.CopyIn:
		return s.copyIn(ctx, n, in)
	case *plan.Values:
		return &rows.Slice{Rows: n.Rows}, nil
	case *plan.Define:
		for _, notice := range n.Notices {
			notify(notice)
		}
		return &rows.Slice{}, s.define(ctx, n.Changes)
	case *plan.DefineRole:
		for _, notice := range n.Notices {
			notify(notice)
		}
		return &rows.Slice{}, s.defineRole(ctx, n)
	case *plan.DefineService:
		return &rows.Slice{}, s.defineService(ctx, n)
	case *plan.CreateSource:
		return &rows.Slice{}, s.createSource(ctx, n)
	case *plan.CreateView:
		return &rows.Slice{}, s.createView(ctx, n, notify)
	case *plan.Refresh:
		return &rows.Slice{}, s.refresh(ctx, n, in, notify)
	case *plan.DeriveSet:
		return &rows.Slice{}, s.deriveSet(ctx, n, in, notify)
	case *plan.RunTests:
		return s.runTests(ctx, n, notify)
	case *plan.VerifySet:
		return s.verifySet(ctx, n, notify)
	}
	return nil, sqlerr.New(sqlerr.FeatureNotSupported, "statement is not supported")
}

// Close ends the session; an open transaction is undone.
func (s *Session) Close() error {
	s.rollbackDefinitions()
	return s.off.Close()
}
