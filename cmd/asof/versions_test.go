package main_test

import (
	"testing"
)

// A version that waits to be materialised waits on after a crash, and the one before serves; a switch that was committed is there
// after a crash. Of two transactions that replace a view the later one is refused.
func TestVersionsAfterCrashAndConflict(t *testing.T) {
	data := newData(t)
	s := startServer(t, data)
	conn := s.connect(t)
	view := func(expr string) string {
		return "CREATE OR REPLACE FEATURE VIEW v ENTITY e AS SELECT k, " + expr + " AS x FROM r"
	}
	mustExec(t, conn, "COPY (SELECT 'a' AS k, 7 AS x, TIMESTAMPTZ '2024-01-01 12:00:00Z' AS at) TO 'r.parquet' (FORMAT PARQUET)",
		"CREATE SOURCE r FROM PARQUET 'r.parquet' WITH (event_time = at)", "CREATE ENTITY e (k text)", view("x"), "REFRESH FEATURE VIEW v", view("x * 10"))
	want := func(x, current, newest int) {
		t.Helper()
		var gotX, gotCurrent, gotNewest int
		if err := conn.QueryRow(t.Context(), "SELECT x FROM v WHERE k = 'a'").Scan(&gotX); err != nil {
			t.Fatal(err)
		}
		if err := conn.QueryRow(t.Context(), "SELECT version, coalesce(pending_version, version) FROM asof.feature_views").Scan(&gotCurrent, &gotNewest); err != nil {
			t.Fatal(err)
		}
		if gotX != x || gotCurrent != current || gotNewest != newest {
			t.Errorf("x is %d by version %d of %d, want %d by %d of %d", gotX, gotCurrent, gotNewest, x, current, newest)
		}
	}
	crash := func() {
		s.kill(t)
		s = startServer(t, data)
		conn = s.connect(t)
	}
	want(7, 1, 2)
	crash()
	want(7, 1, 2)
	mustExec(t, conn, "REFRESH FEATURE VIEW v")
	want(70, 2, 2)
	crash()
	want(70, 2, 2)
	mustExec(t, conn, "BEGIN", view("-x"), "REFRESH FEATURE VIEW v") // never committed
	want(-7, 3, 3)
	crash()
	want(70, 2, 2)

	other := s.connect(t)
	mustExec(t, conn, "BEGIN", view("x + 1"))
	mustExec(t, other, "BEGIN", view("x + 2"), "COMMIT")
	_, err := conn.Exec(t.Context(), "COMMIT")
	wantCode(t, err, "40001")
	mustExec(t, conn, "REFRESH FEATURE VIEW v")
	want(9, 3, 3)
}
