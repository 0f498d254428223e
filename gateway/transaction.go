package gateway

import (
	"context"

	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/plan"
)

// transaction is the state that the protocol tells: in a block or not, failed or not. It is ours, not the engine's, since an
// engine that survives an error would go on with half a block.
type transaction struct {
	block      bool
	failed     bool
	implicit   bool // a simple query's, or a pipeline's
	queried    bool // a statement saw data: the isolation level is fixed
	savepoints []savepoint
	notices    []notification // what NOTIFY sends when it commits
	listens    []*ast.Listen  // LISTEN and UNLISTEN, which count from its commit on
}

// TxStatus is 'I', 'T' or 'E'.
func (s *Session) TxStatus() byte {
	switch {
	case s.tx.failed:
		return 'E'
	case s.tx.block:
		return 'T'
	}
	return 'I'
}

// inBlock says whether statements after this one belong to the same transaction: in a block, or among the statements of one
// simple query.
func (s *Session) inBlock() bool { return s.tx.block || s.several }

// Fail notes that a statement failed. What was set since the last savepoint is undone at once, as the client is told.
func (s *Session) Fail() {
	if !s.tx.block || s.tx.failed {
		return
	}
	s.tx.failed = true
	if n := len(s.tx.savepoints); n > 0 {
		s.settings.returnTo(s.tx.savepoints[n-1].settings)
	} else {
		s.settings.undo()
	}
}

// Begin begins an implicit transaction.
func (s *Session) Begin(ctx context.Context) error {
	if s.tx.block {
		return nil
	}
	s.tx.implicit = true
	s.settings.begin(false)
	return s.exec.Begin(ctx, false)
}

// End ends an implicit transaction.
func (s *Session) End(ctx context.Context, failed bool) error {
	s.several = false
	if s.tx.block || !s.tx.implicit {
		return nil
	}
	return s.finish(ctx, !failed)
}

// finish ends a transaction of either kind. If the commit fails, nothing of it remains.
func (s *Session) finish(ctx context.Context, commit bool) error {
	var err error
	if commit {
		if err = s.holdCursors(ctx); err == nil {
			err = s.passTests(ctx)
		}
	}
	if err != nil || !commit {
		s.dropFreshCursors()
	}
	s.client.ClosePortals()
	if commit && err == nil {
		if err = s.exec.Commit(ctx); err != nil {
			s.dropFreshCursors()
		}
	} else if rollback := s.exec.Rollback(ctx); err == nil {
		err = rollback
	}
	committed := commit && err == nil
	s.settings.end(committed)
	done := s.tx
	s.tx = transaction{}
	if committed {
		s.publish(done)
	}
	return err
}

// refuseInFailedBlock lets only the end of a failed block through, and the return to a savepoint.
func (s *Session) refuseInFailedBlock(tree ast.Statement) error {
	if !s.tx.failed {
		return nil
	}
	switch t := tree.(type) {
	case *ast.Transaction:
		if t.Op != "begin" {
			return nil
		}
	case *ast.Savepoint:
		if t.Op == "ROLLBACK TO SAVEPOINT" {
			return nil
		}
	}
	return sqlerr.New(sqlerr.InFailedTransaction, "current transaction is aborted, commands ignored until end of transaction block")
}

// refuseWrite keeps definitions out of a read-only transaction.
func (s *Session) refuseWrite(n plan.Node) error {
	what := ""
	switch n := n.(type) {
	case *plan.CreateSource:
		what = "CREATE SOURCE"
	case *plan.CreateView:
		what = "CREATE FEATURE VIEW"
	case *plan.Refresh:
		what = "REFRESH FEATURE VIEW"
	case *plan.DeriveSet:
		what = n.Tag
	case *plan.Define:
		what = n.Tag
	case *plan.DefineRole:
		what = n.Tag
	case *plan.DefineService:
		what = n.Tag
	default:
		return nil
	}
	if s.settings.get("transaction_read_only") != "on" {
		return nil
	}
	return sqlerr.New(sqlerr.ReadOnlyTransaction, "cannot execute %s in a read-only transaction", what)
}

// warn sends a WARNING.
func (s *Session) warn(code, format string, args ...any) {
	w := sqlerr.New(code, format, args...)
	w.Severity = sqlerr.SeverityWarning
	s.notify(w)
}

// transaction runs BEGIN, COMMIT and ROLLBACK and returns the command tag.
func (s *Session) transaction(ctx context.Context, t *ast.Transaction) (string, error) {
	if t.Op == "begin" {
		tag := "BEGIN"
		if t.Start {
			tag = "START TRANSACTION"
		}
		if s.tx.block {
			s.warn(sqlerr.ActiveTransaction, "there is already a transaction in progress")
		} else if err := s.openBlock(ctx); err != nil {
			return "", err
		}
		for i := range t.Modes {
			if err := s.setVariable(&t.Modes[i]); err != nil {
				return "", err
			}
		}
		return tag, nil
	}
	commit := t.Op == "commit" && !s.tx.failed
	tag := "ROLLBACK"
	if t.Op == "commit" && !s.tx.failed {
		tag = "COMMIT"
	}
	if s.tx.block {
		return tag, s.endBlock(ctx, commit, t.Chain)
	}
	if t.Chain {
		return "", sqlerr.New(sqlerr.NoActiveTransaction, "%s AND CHAIN can only be used in transaction blocks", tag)
	}
	s.warn(sqlerr.NoActiveTransaction, "there is no transaction in progress")
	if !s.tx.implicit {
		return tag, nil
	}
	// It ends what the simple query or the pipeline did so far.
	if err := s.finish(ctx, commit); err != nil {
		return "", err
	}
	return tag, s.Begin(ctx)
}

// openBlock begins a block. What an implicit transaction did before becomes part of it, as in Postgres.
func (s *Session) openBlock(ctx context.Context) error {
	if err := s.exec.Begin(ctx, true); err != nil {
		return err
	}
	s.tx.block, s.tx.implicit = true, false
	s.settings.begin(true)
	return nil
}

// endBlock ends a block. AND CHAIN begins another one with the same characteristics.
func (s *Session) endBlock(ctx context.Context, commit, chain bool) error {
	modes := s.settings.characteristics()
	if err := s.finish(ctx, commit); err != nil || !chain {
		return err
	}
	if err := s.openBlock(ctx); err != nil {
		return err
	}
	for name, v := range modes {
		s.settings.put(name, v)
	}
	return nil
}
