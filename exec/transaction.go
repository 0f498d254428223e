package exec

import (
	"context"

	"asof/catalog"
	"asof/catalog/pgcatalog"
	"asof/planner/plan"
)

// transaction is a session's transaction: its definitions, begun with the first of them, and the engine's own for the temp
// tables.
type transaction struct {
	definitions *catalog.Tx
	explicit    bool              // a block: BEGIN was said
	engine      bool              // the offline engine has a transaction open
	building    *building         // what it refreshes; nil without a REFRESH
	onCommit    map[string]string // tempTables.onCommit before it; nil if nothing was noted
	savepoints  []savepoint
	writes      []write // to temp tables, in the engine's transaction
	began       int64   // now(), microseconds
}

// Snapshot is the catalog as the session sees it: with its own transaction's definitions.
func (s *Session) Snapshot() *catalog.Snapshot {
	if s.tx.definitions != nil {
		return s.tx.definitions.Snapshot()
	}
	return s.engine.Catalog.Snapshot()
}

// Begin begins a block (explicit) or an implicit transaction.
func (s *Session) Begin(_ context.Context, explicit bool) error {
	if s.tx.began == 0 {
		s.tx.began = s.engine.Now().UnixMicro()
	}
	s.tx.explicit = s.tx.explicit || explicit
	return nil
}

// Commit publishes the transaction's definitions and ends the engine's transaction. If the definitions cannot be published
// the temp tables are undone with them.
func (s *Session) Commit(ctx context.Context) error {
	err := s.emptyTemp(ctx)
	if err == nil {
		err = s.commitDefinitions(ctx)
	}
	if err != nil {
		s.rollbackDefinitions()
		s.endEngine(ctx, s.off.Rollback)
		s.forgetMade()
		s.tx = transaction{}
		return err
	}
	err = s.endEngine(ctx, s.off.Commit)
	s.tx = transaction{}
	return err
}

// Rollback undoes the transaction.
func (s *Session) Rollback(ctx context.Context) error {
	s.rollbackDefinitions()
	err := s.endEngine(ctx, s.off.Rollback)
	s.forgetMade()
	s.tx = transaction{}
	return err
}

func (s *Session) endEngine(ctx context.Context, end func(context.Context) error) error {
	if !s.tx.engine {
		return nil
	}
	s.tx.engine = false
	s.temp.forget()
	return end(context.WithoutCancel(ctx))
}

// beginEngine opens the engine's transaction before the first statement that needs it: any in a block, one that writes in an
// implicit transaction.
func (s *Session) beginEngine(ctx context.Context, q *plan.Query) error {
	if s.tx.engine || !s.tx.explicit && !writes(q) {
		return nil
	}
	if err := s.off.Begin(ctx); err != nil {
		return err
	}
	s.tx.engine = true
	return nil
}

// writes says whether a statement may change temp tables, or what is in them. The engine frees what is dropped in a transaction when
// that ends: a join over many views to a file, which is none, needs a third of the memory without one.
func writes(q *plan.Query) bool {
	if q.ToFile {
		return false
	}
	switch q.Verb {
	case "select", "values", "table", "from", "(", "describe", "desc", "summarize", "show":
		return false
	}
	return true // WITH may stand before an INSERT, EXPLAIN ANALYZE too
}

// makesTables says whether a statement may make or drop temp tables.
func makesTables(q *plan.Query) bool {
	switch q.Verb {
	case "insert", "update", "delete", "truncate", "with", "explain", "copy":
		return false
	}
	return writes(q)
}

// definitions returns the catalog's transaction, begun if need be.
func (s *Session) definitions() *catalog.Tx {
	if s.tx.definitions == nil {
		s.tx.definitions = s.engine.Catalog.Begin(s.user)
	}
	return s.tx.definitions
}

// commitDefinitions publishes what the transaction defined, which puts new generations in the place of old ones.
func (s *Session) commitDefinitions(ctx context.Context) error {
	tx := s.tx.definitions
	if tx == nil || !tx.Changed() {
		s.endDefinitions(nil)
		return nil
	}
	err := s.stampLoads(tx)
	if err == nil {
		err = s.stampTicks()
	}
	if err == nil {
		err = s.engine.Catalog.Commit(ctx, tx)
	}
	s.endDefinitions(err)
	return err
}

// rollbackDefinitions forgets what the transaction defined. What REFRESH built in it is swept away (R39).
func (s *Session) rollbackDefinitions() { s.endDefinitions(errRolledBack) }

// endDefinitions ends the transaction's part of the catalog; err is why nothing was published.
func (s *Session) endDefinitions(err error) {
	s.tx.definitions = nil
	if s.tx.building != nil {
		for _, job := range s.tx.building.jobs {
			job.End(err)
		}
		s.engine.generations.end(s.tx.building)
		s.tx.building = nil
	}
}

// tempTables are the names of the session's temp tables, which hide our objects of the same name. They are read from the
// engine again whenever a statement may have changed them.
type tempTables struct {
	names    map[string]bool
	known    bool
	epoch    uint64
	onCommit map[string]string // what COMMIT does to a table: "delete rows" or "drop"

	columns []pgcatalog.TempTable // of all, if listed; a list is kept as it is while nothing changes
	listed  bool
}

func (t *tempTables) forget() { t.known, t.listed = false, false; t.epoch++ }

// Temp says whether the session has a temp table of this name.
func (s *Session) Temp(name string) bool {
	if !s.temp.known {
		names, err := s.off.TempTables(context.Background())
		if err != nil {
			return false
		}
		s.temp.names, s.temp.known = map[string]bool{}, true
		for _, n := range names {
			s.temp.names[n] = true
		}
	}
	return s.temp.names[name]
}

// TempEpoch counts how often the temp tables may have changed.
func (s *Session) TempEpoch() uint64 { return s.temp.epoch }

// TempTables are the session's temp tables with their columns.
func (s *Session) TempTables(ctx context.Context) []pgcatalog.TempTable {
	if s.temp.listed {
		return s.temp.columns
	}
	names, err := s.off.TempTables(ctx)
	if err != nil {
		return nil
	}
	var out []pgcatalog.TempTable
	for _, n := range names {
		q := &plan.Query{Verb: "select", Route: plan.Plain, Pieces: []plan.Piece{plan.Text("SELECT * FROM " + catalog.QuoteIdent(n))}}
		if d, err := s.off.Describe(ctx, q, nil); err == nil {
			out = append(out, pgcatalog.TempTable{Name: n, Columns: d.Columns})
		}
	}
	s.temp.columns, s.temp.listed = out, true
	return out
}

// DropTemp drops the session's temp tables.
func (s *Session) DropTemp(ctx context.Context) error {
	s.temp.forget()
	return s.off.Reset(ctx)
}
