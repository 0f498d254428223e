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
	block    bool
	failed   bool
	implicit bool // a simple query's, or a pipeline's
	readOnly bool
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

// Fail notes that a statement failed.
func (s *Session) Fail() { s.tx.failed = s.tx.block }

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
	if s.tx.block || !s.tx.implicit {
		return nil
	}
	s.tx.implicit = false
	var err error
	if failed {
		err = s.exec.Rollback(ctx)
	} else {
		err = s.exec.Commit(ctx)
	}
	s.settings.end(!failed && err == nil)
	s.report()
	return err
}

// refuseInFailedBlock lets only the end of a failed block through.
func (s *Session) refuseInFailedBlock(tree ast.Statement) error {
	if !s.tx.failed {
		return nil
	}
	if t, ok := tree.(*ast.Transaction); ok && t.Op != "begin" {
		return nil
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
	case *plan.Define:
		what = n.Tag
	case *plan.DefineRole:
		what = n.Tag
	default:
		return nil
	}
	if s.settings.value["transaction_read_only"] != "on" && !(s.settings.value["default_transaction_read_only"] == "on" && !s.tx.block) {
		return nil
	}
	return sqlerr.New(sqlerr.ReadOnlyTransaction, "cannot execute %s in a read-only transaction", what)
}

// transaction runs BEGIN, COMMIT and ROLLBACK and returns the command tag.
func (s *Session) transaction(ctx context.Context, t *ast.Transaction) (string, error) {
	warn := func(code, msg string) {
		s.notify(&sqlerr.Error{Severity: sqlerr.SeverityWarning, Code: code, Message: msg})
	}
	switch t.Op {
	case "begin":
		tag := "BEGIN"
		if t.Start {
			tag = "START TRANSACTION"
		}
		if s.tx.block {
			warn(sqlerr.ActiveTransaction, "there is already a transaction in progress")
			return tag, nil
		}
		return tag, s.openBlock(ctx, t.ReadOnly)
	case "commit":
		if !s.tx.block {
			warn(sqlerr.NoActiveTransaction, "there is no transaction in progress")
			return "COMMIT", nil
		}
		if s.tx.failed {
			return "ROLLBACK", s.endBlock(ctx, false, t.Chain)
		}
		return "COMMIT", s.endBlock(ctx, true, t.Chain)
	}
	if !s.tx.block {
		warn(sqlerr.NoActiveTransaction, "there is no transaction in progress")
		return "ROLLBACK", nil
	}
	return "ROLLBACK", s.endBlock(ctx, false, t.Chain)
}

// openBlock begins a block. What an implicit transaction did before becomes part of it, as in Postgres.
func (s *Session) openBlock(ctx context.Context, readOnly *bool) error {
	if err := s.exec.Begin(ctx, true); err != nil {
		return err
	}
	s.tx = transaction{block: true}
	s.settings.begin(true)
	if readOnly != nil {
		v := "off"
		if *readOnly {
			v = "on"
		}
		_, err := s.settings.set("transaction_read_only", []string{v}, true)
		return err
	}
	if s.settings.value["default_transaction_read_only"] == "on" {
		_, err := s.settings.set("transaction_read_only", []string{"on"}, true)
		return err
	}
	return nil
}

// endBlock ends a block. If the commit fails, nothing of the block remains.
func (s *Session) endBlock(ctx context.Context, commit, chain bool) error {
	s.client.ClosePortals()
	var err error
	if commit {
		err = s.exec.Commit(ctx)
	} else {
		err = s.exec.Rollback(ctx)
	}
	s.settings.end(commit && err == nil)
	s.tx = transaction{}
	if err == nil && chain {
		err = s.openBlock(ctx, nil)
	}
	return err
}
