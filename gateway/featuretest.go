package gateway

import (
	"context"
	"errors"
	"io"

	"asof/catalog/sqlerr"
	"asof/planner"
)

// passTests runs the feature tests of what the transaction defined. If one fails the transaction does not commit: a definition and
// its tests change together.
func (s *Session) passTests(ctx context.Context) error {
	due := s.exec.DueTests()
	if len(due) == 0 {
		return nil
	}
	in := s.functions
	in.User = s.user()
	rows, err := s.exec.Run(ctx, planner.Tests(s.exec.Snapshot(), due, s.planEnv()), in, s.notify)
	if err != nil {
		return err
	}
	defer rows.Close()
	row, err := rows.Next(ctx)
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return err
	}
	shown := func(v any) any {
		if v == nil {
			return "NULL"
		}
		return v
	}
	e := sqlerr.New(sqlerr.CheckViolation, "feature test %q of %q fails", row[0], row[1])
	switch key, column := row[4], row[5]; {
	case key == nil:
		e.WithDetail("%s: %s.", row[2], row[7])
	case column == nil:
		e.WithDetail("%s, %s: expected %s, got %s.", row[2], key, row[6], row[7])
	default:
		e.WithDetail("%s, %s, column %q: expected %s, got %s.", row[2], key, column, shown(row[6]), shown(row[7]))
	}
	return e.WithHint("Change the view and its tests in one transaction: BEGIN; …; RUN FEATURE TESTS; COMMIT.")
}
