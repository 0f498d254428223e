package offlinetest

import (
	"context"
	"fmt"
	"testing"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/planner/plan"
)

// testCopyIn: rows of a client go into a temp table, with its defaults and constraints, those without that fail the condition.
func testCopyIn(t *testing.T, f Fixture) {
	ctx := context.Background()
	s, err := f.Engine.Session(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	sql(t, s, "create", "CREATE TEMP TABLE t (a BIGINT NOT NULL, b TEXT DEFAULT 'none', c TIMESTAMPTZ, d DECIMAL(9,2), e INTEGER[])")
	cols := []sqltype.Column{{Name: "c", Type: sqltype.Of(sqltype.TimestampTZ)}, {Name: "a", Type: sqltype.Of(sqltype.Int8)}, {Name: "e", Type: sqltype.ArrayOf(sqltype.Of(sqltype.Int4))}}
	copyRows := func(where []plan.Piece, n int, row func(i int) []any) (int64, error) {
		t.Helper()
		if err := s.Begin(ctx); err != nil {
			t.Fatal(err)
		}
		kept, err := copyInto(ctx, s, &plan.CopyIn{Copy: plan.Copy{In: true, Table: "t"}, SQL: "", Where: where}, cols, n, row)
		if err != nil {
			if err := s.Rollback(ctx); err != nil {
				t.Fatal(err)
			}
			return kept, err
		}
		return kept, s.Commit(ctx)
	}
	row := func(i int) []any { return []any{sqltype.Micros(i * second), int64(i), []any{int64(i), nil}} }
	n, err := copyRows(nil, 5000, row)
	if err != nil || n != 5000 {
		t.Fatalf("%d rows, %v", n, err)
	}
	n, err = copyRows([]plan.Piece{plan.Text("a % 2 = 1 AND t.c IS NOT NULL")}, 5000, row)
	if err != nil || n != 2500 {
		t.Fatalf("with a condition %d rows, %v", n, err)
	}
	bad := func(i int) []any {
		if i == 3700 {
			return []any{nil, nil, nil}
		}
		return row(i)
	}
	if _, err = copyRows(nil, 5000, bad); sqlerr.Code(err) != sqlerr.NotNullViolation {
		t.Fatalf("a row that is not wanted: %v", err)
	}
	if _, err = copyRows([]plan.Piece{plan.Text("nope = 1")}, 1, row); sqlerr.Code(err) != sqlerr.UndefinedColumn {
		t.Fatalf("a condition on nothing: %v", err)
	}
	deep := func(i int) []any { return []any{nil, int64(i), []any{[]any{int64(1)}}} }
	if _, err = copyRows(nil, 1, deep); sqlerr.Code(err) != "2202E" {
		t.Fatalf("an array of two dimensions: %v", err)
	}
	got := fmt.Sprint(sql(t, s, "select", "SELECT count(*), sum(a)::BIGINT, count(DISTINCT b), min(b), count(d), max(epoch_us(c)), sum(e[1])::BIGINT FROM t"))
	if want := fmt.Sprint([][]any{{int64(7500), int64(12497500 + 6250000), int64(1), "none", int64(0), int64(4999 * second), int64(12497500 + 6250000)}}); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if err := s.Begin(ctx); err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := copyInto(ended, s, &plan.CopyIn{Copy: plan.Copy{In: true, Table: "t"}}, cols, 1, row); sqlerr.Code(err) != sqlerr.QueryCanceled {
		t.Errorf("cancelled: %v", err)
	}
	if err := s.Rollback(ctx); err != nil {
		t.Fatal(err)
	}
}

// copyInto copies n rows in parts.
func copyInto(ctx context.Context, s offline.Session, c *plan.CopyIn, cols []sqltype.Column, n int, row func(i int) []any) (int64, error) {
	sink, err := s.CopyIn(ctx, c, cols, offline.Input{TimeZone: "Asia/Tokyo"})
	if err != nil {
		return 0, err
	}
	defer sink.Close()
	for i := 0; i < n; i += 1000 {
		var part [][]any
		for j := i; j < min(i+1000, n); j++ {
			part = append(part, row(j))
		}
		if bad, err := sink.Add(ctx, part); err != nil {
			if sqlerr.Code(err) == sqlerr.NotNullViolation && i+bad != 3700 {
				return 0, fmt.Errorf("row %d is blamed: %w", i+bad, err)
			}
			return 0, err
		}
	}
	if err := sink.Finish(ctx); err != nil {
		return 0, err
	}
	return sink.Affected(), nil
}
