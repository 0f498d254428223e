package duckdb

import (
	"context"
	"io"
	"runtime"
	"testing"
	"time"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/planner/plan"
)

func start(t *testing.T, s *session, text string, in offline.Input) offline.Run {
	t.Helper()
	r, err := s.Start(context.Background(), piecesOf(text), in)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A long result flows through memory that does not depend on its length.
func TestStreams(t *testing.T) {
	s := openSession(t, openEngine(t))
	ctx := context.Background()
	r := start(t, s, "SELECT i, i::text || 'xxxxxxxxxxxxxxxxxxxxxxxxx' FROM range(3000000) t(i)", offline.Input{})
	defer r.Close()
	rs, err := r.Rows(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	for i := range int64(3_000_000) {
		row, err := rs.Next(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if row[0] != i {
			t.Fatalf("row %d is %v", i, row[0])
		}
		if i == 100_000 {
			runtime.GC()
			runtime.ReadMemStats(&before)
		}
	}
	if _, err := rs.Next(ctx); err != io.EOF {
		t.Error(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapInuse) - int64(before.HeapInuse); grown > 16<<20 {
		t.Errorf("the heap has grown by %d bytes", grown)
	}
	// What the engine itself holds of a result that nobody reads is bounded by its streaming buffer.
	r2 := start(t, s, "SELECT i, repeat('x', 1000) FROM range(20000000) t(i)", offline.Input{})
	defer r2.Close()
	rs2, err := r2.Rows(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rs2.Next(ctx); err != nil {
		t.Fatal(err)
	}
	c, release, err := s.e.internal(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	used, err := queryInt(ctx, c, "SELECT sum(memory_usage_bytes)::BIGINT FROM duckdb_memory()")
	if err != nil || used > 256<<20 {
		t.Errorf("the engine holds %d bytes (%v)", used, err)
	}
}

// Rows that are open while other statements run keep coming, in the zone of their own statement.
func TestOpenRowsSurvive(t *testing.T) {
	s := openSession(t, openEngine(t))
	ctx := context.Background()
	const n = 300_000
	r1 := start(t, s, "SELECT i, (timestamptz '2001-01-01 00:00:00+00' + to_seconds(i))::text FROM range(300000) t(i)", offline.Input{TimeZone: "Asia/Kolkata"})
	rs1, err := r1.Rows(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		if _, err := rs1.Next(ctx); err != nil {
			t.Fatal(err)
		}
	}
	r2 := start(t, s, "SELECT i FROM range(100000) t(i)", offline.Input{})
	rs2, err := r2.Rows(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if rows, err := all(t, s, "SELECT (timestamptz '2001-01-01 00:00:00+00')::text"); err != nil || rows[0][0] != "2001-01-01 00:00:00+00" {
		t.Errorf("%v %v", rows, err)
	}
	for i := int64(10); i < n; i++ {
		row, err := rs1.Next(ctx)
		if err != nil {
			t.Fatal(i, err)
		}
		if row[0] != i || i == 10 && row[1] != "2001-01-01 05:30:10+05:30" {
			t.Fatalf("row %d: %v", i, row)
		}
	}
	for i := range int64(100_000) {
		if row, err := rs2.Next(ctx); err != nil || row[0] != i {
			t.Fatal(i, row, err)
		}
	}
	for _, rs := range []interface {
		Next(context.Context) ([]any, error)
	}{rs1, rs2} {
		if _, err := rs.Next(ctx); err != io.EOF {
			t.Error(err)
		}
	}
	rs1.Close()
	r1.Close()
	rs2.Close()
	r2.Close()
}

func TestCancel(t *testing.T) {
	s := openSession(t, openEngine(t))
	slow := "SELECT count(*) FROM range(100000) a(x), range(10000000) b(y) WHERE (x * y) % 7 = 3"
	for _, tt := range []struct {
		cause error
		code  string
	}{
		{nil, sqlerr.QueryCanceled},
		{sqlerr.New(sqlerr.QueryCanceled, "canceling statement due to statement timeout"), sqlerr.QueryCanceled},
		{sqlerr.New(sqlerr.AdminShutdown, "shutting down"), sqlerr.AdminShutdown},
	} {
		ctx, cancel := context.WithCancelCause(context.Background())
		timer := time.AfterFunc(50*time.Millisecond, func() { cancel(tt.cause) })
		began := time.Now()
		r := start(t, s, slow, offline.Input{})
		rs, err := r.Rows(ctx)
		if err == nil {
			_, err = rs.Next(ctx)
		}
		if sqlerr.Code(err) != tt.code || time.Since(began) > 5*time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		if tt.cause != nil && err != tt.cause {
			t.Errorf("%v, want %v", err, tt.cause)
		}
		r.Close()
		timer.Stop()
		cancel(nil)
		if _, err := all(t, s, "SELECT 1"); err != nil {
			t.Fatalf("after a cancelled statement: %v", err)
		}
	}
	// One that is cancelled already does not begin.
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.c.exec(ctx, "SELECT 1"); sqlerr.Code(err) != sqlerr.QueryCanceled {
		t.Error(err)
	}
}

// An error in the middle of a stream is told with its place in the client's text, and the session goes on.
func TestErrorInStream(t *testing.T) {
	s := openSession(t, openEngine(t))
	ctx := context.Background()
	text := "SELECT i, CASE WHEN i = 900000 THEN CAST('x' || i AS int) ELSE 1 END FROM range(1000000) t(i)"
	r := start(t, s, text, offline.Input{})
	rs, err := r.Rows(ctx)
	for err == nil {
		_, err = rs.Next(ctx)
	}
	if e := sqlerr.From(err); e.Code != sqlerr.InvalidTextRepresentation || e.Position != 37 {
		t.Errorf("%+v", e)
	}
	rs.Close()
	r.Close()
	if _, err := all(t, s, "SELECT 1"); err != nil {
		t.Fatal(err)
	}
}

func TestTransactions(t *testing.T) {
	s := openSession(t, openEngine(t))
	ctx := context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(s.Begin(ctx))
	_, err := all(t, s, "CREATE TEMP TABLE t AS SELECT count(*) FROM range(3)")
	must(err)
	must(s.Rollback(ctx))
	if names, err := s.TempTables(ctx); err != nil || len(names) != 0 {
		t.Errorf("%v %v", names, err)
	}
	must(s.Begin(ctx))
	_, err = all(t, s, "CREATE TEMP TABLE t AS SELECT count(*), sum(i)::int FROM range(3) r(i)")
	must(err)
	if rows, err := all(t, s, "SELECT count, sum FROM t"); err != nil || rows[0][0] != int64(3) {
		t.Errorf("%v %v", rows, err)
	}
	must(s.Commit(ctx))
	// A run-time error ends the engine's transaction; what the run has to undo waits for ROLLBACK.
	must(s.Begin(ctx))
	if _, err := all(t, s, "SELECT CAST('x' || i AS int) FROM range(3) r(i)"); sqlerr.Code(err) != sqlerr.InvalidTextRepresentation {
		t.Error(err)
	}
	if _, err := all(t, s, "SELECT 1"); sqlerr.Code(err) != sqlerr.InFailedTransaction {
		t.Error(err)
	}
	must(s.Rollback(ctx))
	if names, err := s.TempTables(ctx); err != nil || len(names) != 1 || names[0] != "t" {
		t.Errorf("%v %v", names, err)
	}
	must(s.Reset(ctx))
	if names, err := s.TempTables(ctx); err != nil || len(names) != 0 {
		t.Errorf("%v %v", names, err)
	}
}

func TestArguments(t *testing.T) {
	s := openSession(t, openEngine(t))
	ctx := context.Background()
	text := sqltype.Of(sqltype.Text)
	in := offline.Input{Args: []any{[]any{"ORD", nil, "it's"}, int64(7)}, Types: []sqltype.Type{sqltype.ArrayOf(text), sqltype.Of(sqltype.Int4)}}
	r := start(t, s, "SELECT origin, $2 FROM unnest($1) k(origin)", in)
	defer r.Close()
	rs, err := r.Rows(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []any{"ORD", nil, "it's"} {
		row, err := rs.Next(ctx)
		if err != nil || row[0] != want || row[1] != int64(7) {
			t.Errorf("%v %v, want %v", row, err, want)
		}
	}
}

func TestRelations(t *testing.T) {
	s := openSession(t, openEngine(t))
	ctx := context.Background()
	q := &plan.Query{
		Verb: "select",
		Pieces: []plan.Piece{{Text: "SELECT count(*), max(x.b) FROM ", Pos: 0}, {Kind: plan.PieceRelation, Pos: -1}, {Text: " WHERE a > ", Pos: 40},
			{Kind: plan.PieceParam, Index: 1, Pos: 51}, {Text: " AND ", Pos: 53}, {Kind: plan.PieceNow, Text: "now()", Pos: 58}, {Text: " IS NOT NULL AND 'v' = ", Pos: 63},
			{Kind: plan.PieceCall, Text: "version()", Names: []string{"version"}, Pos: 90}},
		Relations: []plan.Relation{&plan.SystemTable{Schema: "asof", Name: "sources", Alias: plan.Alias{Name: "x"},
			Columns: []sqltype.Column{{Name: "a", Type: sqltype.Of(sqltype.Int8)}, {Name: "b", Type: sqltype.ArrayOf(sqltype.Of(sqltype.Text))}}}},
		Params: 1,
	}
	d, err := s.Describe(ctx, q, nil)
	if err != nil {
		t.Fatal(err)
	}
	if d.Params[0] != sqltype.Of(sqltype.Int8) || d.Columns[0].Name != "count" || d.Columns[1].Type != sqltype.ArrayOf(sqltype.Of(sqltype.Text)) {
		t.Errorf("%+v", d)
	}
	r, err := s.Start(ctx, q, offline.Input{Args: []any{int64(1)}, Types: d.Params, Now: 0, NowSet: true,
		Call: func(string, []string) (any, error) { return "v", nil }})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	r.SupplyTable(0, [][]any{{int64(1), nil}, {int64(2), []any{"x", nil}}, {int64(3), []any{"w"}}})
	rs, err := r.Rows(ctx)
	if err != nil {
		t.Fatal(err)
	}
	row, err := rs.Next(ctx)
	if err != nil || row[0] != int64(2) || row[1].([]any)[0] != "x" {
		t.Errorf("%v %v", row, err)
	}
}
