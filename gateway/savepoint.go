package gateway

import (
	"context"

	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// savepoint is where a block can return to.
type savepoint struct {
	name     string
	settings settingsMark
	portals  uint64
	notified int // of transaction.notices
	listens  int
}

// savepoint runs SAVEPOINT, RELEASE and ROLLBACK TO, and returns the command tag.
func (s *Session) savepoint(ctx context.Context, t *ast.Savepoint) (string, error) {
	if !s.tx.block {
		return "", sqlerr.New(sqlerr.NoActiveTransaction, "%s can only be used in transaction blocks", t.Op)
	}
	if t.Op == "SAVEPOINT" {
		s.tx.savepoints = append(s.tx.savepoints, savepoint{
			name: t.Name.Text, settings: s.settings.mark(), portals: s.client.Portals().Mark(), notified: len(s.tx.notices), listens: len(s.tx.listens),
		})
		s.exec.Savepoint()
		return t.Op, nil
	}
	n := len(s.tx.savepoints) - 1
	for n >= 0 && s.tx.savepoints[n].name != t.Name.Text {
		n--
	}
	if n < 0 {
		return "", sqlerr.New(sqlerr.InvalidSavepoint, "savepoint %q does not exist", t.Name.Text)
	}
	if t.Op == "RELEASE SAVEPOINT" {
		s.exec.Release(n)
		s.tx.savepoints = s.tx.savepoints[:n]
		return "RELEASE", nil
	}
	p := s.tx.savepoints[n]
	s.client.Portals().CloseSince(p.portals)
	if err := s.exec.RollbackTo(ctx, n); err != nil {
		return "", err
	}
	s.settings.returnTo(p.settings)
	s.tx.notices, s.tx.listens = s.tx.notices[:p.notified], s.tx.listens[:p.listens]
	s.tx.savepoints = s.tx.savepoints[:n+1]
	s.tx.failed = false
	return "ROLLBACK", nil
}
