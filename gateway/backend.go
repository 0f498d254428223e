package gateway

import (
	"context"
	"time"

	"asof/catalog"
	"asof/catalog/pgcatalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/rows"
	"asof/gateway/pgwire"
	"asof/planner/plan"
)

// Engine runs plans.
type Engine interface {
	Session(ctx context.Context, user string) (Executor, error)
}

// Executor is one session's side of the engine: its temp tables, its transaction, its view of the catalog.
type Executor interface {
	// Snapshot is the catalog as the session sees it: with its own transaction's definitions.
	Snapshot() *catalog.Snapshot
	// Describe binds a plan without running it.
	Describe(ctx context.Context, n plan.Node, types []sqltype.Type) (*rows.Description, error)
	// Run runs a plan. notify sends notices to the client while it runs.
	Run(ctx context.Context, n plan.Node, in rows.Input, notify func(error)) (rows.Rows, error)
	// Begin, Commit and Rollback bracket a transaction block.
	Begin(ctx context.Context, explicit bool) error
	Commit(ctx context.Context) error
	Rollback(ctx context.Context) error
	// Savepoint sets a savepoint, Release forgets those from number n on, RollbackTo undoes what was done since number n, which
	// stays. They are counted from 0.
	Savepoint()
	Release(n int)
	RollbackTo(ctx context.Context, n int) error
	// DueTests are the feature tests that have to pass before the transaction commits.
	DueTests() []*catalog.FeatureTest
	// Temp says whether the session has a temp table of this name, TempEpoch counts how often that may have changed.
	Temp(name string) bool
	TempEpoch() uint64
	// TempTables are the session's temp tables with their columns.
	TempTables(ctx context.Context) []pgcatalog.TempTable
	// DropTemp drops the session's temp tables.
	DropTemp(ctx context.Context) error
	Close() error
}

// Backend makes sessions.
type Backend struct {
	Engine  Engine
	Now     func() time.Time
	Version string // of asof, as version() tells it
	MaxRows int64  // kept rows per key of new feature views (R25)
	TempDir string // where the rows of cursors are kept; default os.TempDir()

	Channels Channels // of LISTEN and NOTIFY
	Meter    Meter    // counts what statements do; nil: nobody counts

	connections connections
	sessions    sessions
}

var _ pgwire.Backend = (*Backend)(nil)

// NewSession begins a conversation: the start-up message's settings are applied as SET would.
func (b *Backend) NewSession(ctx context.Context, start pgwire.Startup, client pgwire.Client) (pgwire.Session, error) {
	if start.Database == "" {
		start.Database = start.User
	}
	s := &Session{backend: b, client: client, start: start}
	s.settings = newSettings(b.Now)
	s.functions = rows.Input{Call: s.call, Settings: s.settings.all, Catalog: s.catalogEnv}
	ex, err := b.Engine.Session(ctx, start.User)
	if err != nil {
		return nil, err
	}
	s.exec = ex
	if err := b.admit(ex.Snapshot(), &s.start); err != nil {
		ex.Close()
		return nil, err
	}
	s.counted = true
	if err := s.begin(); err != nil {
		s.Close()
		return nil, err
	}
	s.activity.begun = s.clock()
	s.rest()
	b.sessions.enter(s)
	return s, nil
}

// Close ends the conversation; what an open transaction did is undone.
func (s *Session) Close() error {
	s.unlistenAll()
	s.backend.sessions.leave(s)
	if s.counted { // once, also if it is closed again after a panic
		s.counted = false
		s.backend.connections.leave(s.start.User)
	}
	return s.exec.Close()
}

func (s *Session) notify(err error) {
	n := sqlerr.From(err)
	if n.Severity == "" {
		n.Severity = sqlerr.SeverityNotice
	}
	if severityRank[n.Severity] >= severityRank[s.settings.minSeverity()] {
		s.client.Notice(n)
	}
}

var severityRank = map[string]int{"DEBUG": 0, "LOG": 1, sqlerr.SeverityNotice: 2, sqlerr.SeverityWarning: 3, "ERROR": 4}
