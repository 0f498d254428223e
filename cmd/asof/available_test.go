package main_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// writeFile copies what a query gives to a file of clients.
func writeFile(t testing.TB, conn *pgx.Conn, query, file string) {
	t.Helper()
	mustExec(t, conn, "COPY ("+query+") TO '"+file+"'")
}

func equalLists[T comparable](t testing.TB, what string, got []T, want ...T) {
	t.Helper()
	same := len(got) == len(want)
	for i := range want {
		same = same && got[i] == want[i]
	}
	if !same {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// A row of a source with available = 'loaded' is known from the commit of the REFRESH that first held it, whatever its event time; of
// equal rows as many as there were keep their time (R2).
func TestLoadedRows(t *testing.T) {
	data := newData(t)
	if err := os.MkdirAll(filepath.Join(data, "files", "ld"), 0o700); err != nil {
		t.Fatal(err)
	}
	s := startServer(t, data)
	one, two := s.connect(t), s.connect(t)
	const row = "SELECT 1 AS uid, TIMESTAMPTZ '2000-01-01 00:00:00+00' AS ts, 5 AS x"
	writeFile(t, one, row, "ld/1.parquet")
	mustExec(t, one, "CREATE ENTITY u (uid int)", "CREATE SOURCE ld FROM PARQUET 'ld/*.parquet' WITH (event_time = ts, available = 'loaded')",
		"CREATE FEATURE VIEW v ENTITY u AS SELECT uid, x, sum(x) OVER () AS s, min(x) OVER (RANGE INTERVAL '90000 days' PRECEDING) AS m, count(*) OVER (ROWS 5 PRECEDING) AS n FROM ld")
	sums := func(conn *pgx.Conn, asOf string) []string {
		return column[string](t, conn, "SELECT s || ' ' || m || ' ' || n FROM v "+asOf)
	}
	equalLists(t, "before REFRESH", sums(one, "AS OF now()"))
	mustExec(t, one, "REFRESH FEATURE VIEW v")
	first := column[string](t, one, "SELECT now()::text")[0]
	equalLists(t, "loaded", sums(one, "AS OF now()"), "5 5 1")
	equalLists(t, "online", sums(one, "WHERE uid = 1"), "5 5 1")
	equalLists(t, "before it was loaded", sums(one, "AS OF '2020-01-01'"))

	writeFile(t, one, row+" UNION ALL SELECT 1, TIMESTAMPTZ '1999-01-01 00:00:00+00', 2", "ld/2.parquet")
	equalLists(t, "not loaded yet", sums(one, "AS OF now()"), "5 5 1")
	mustExec(t, one, "BEGIN", "REFRESH FEATURE VIEW v")
	between := column[string](t, two, "SELECT now()::text")[0]
	time.Sleep(10 * time.Millisecond)
	mustExec(t, one, "COMMIT")
	equalLists(t, "loaded again", sums(one, "AS OF now()"), "12 2 3")
	equalLists(t, "online again", sums(one, "WHERE uid = 1"), "12 2 3")
	equalLists(t, "as of the first load", sums(one, "AS OF '"+first+"'"), "5 5 1")
	equalLists(t, "as of before the commit", sums(two, "AS OF '"+between+"'"), "5 5 1")
	equalLists(t, "as of 2001, known now", sums(one, "AS OF '2001-01-01' KNOWN AS OF now()"), "12 2 3")
	equalLists(t, "a spine", column[string](t, one, "SELECT coalesce(s::text, '-') FROM (VALUES (1, '"+first+"'::timestamptz), (1, now()), (1, '2001-01-01')) l(uid, t) LEFT JOIN v AS OF l.t USING (uid)"), "5", "12", "-")
	equalLists(t, "late rows", column[int64](t, one, "SELECT late_rows FROM asof.freshness"), 0)

	// Of a range: what was never loaded comes in now, so it is in no range of the past.
	mustExec(t, one, "CREATE FEATURE VIEW w ENTITY u AS SELECT uid, count(*) OVER (RANGE INTERVAL '90000 days' PRECEDING) AS n FROM ld", "REFRESH FEATURE VIEW w")
	writeFile(t, one, "SELECT 1 AS uid, TIMESTAMPTZ '2000-06-01 00:00:00+00' AS ts, 7 AS x", "ld/3.parquet")
	counts := func() []int64 { return column[int64](t, one, "SELECT n FROM w WHERE uid = 1") }
	mustExec(t, one, "REFRESH FEATURE VIEW w FROM '1990-01-01' TO '2001-01-01'")
	equalLists(t, "a range of the past", counts(), 3)
	mustExec(t, one, "REFRESH FEATURE VIEW w FROM '"+between+"' TO '2200-01-01'")
	equalLists(t, "a range with now in it", counts(), 4)
	equalLists(t, "loads keep their times", column[int64](t, one, "SELECT n FROM w AS OF '"+between+"'"))
}

// REFRESH counts the rows that came later than they said they were known, and names the delay that would have been honest (R23).
func TestLateRows(t *testing.T) {
	data := newData(t)
	if err := os.MkdirAll(filepath.Join(data, "files", "ev"), 0o700); err != nil {
		t.Fatal(err)
	}
	s := startServer(t, data)
	config, err := pgx.ParseConfig(s.url())
	if err != nil {
		t.Fatal(err)
	}
	var notices []string
	config.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) { notices = append(notices, n.Message+" "+n.Hint) }
	conn, err := pgx.ConnectConfig(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	writeFile(t, conn, "SELECT 1 AS uid, TIMESTAMPTZ '2001-01-01 00:00:00+00' AS ts, 5 AS x", "ev/1.parquet")
	mustExec(t, conn, "CREATE ENTITY u (uid int)", "CREATE SOURCE ev FROM PARQUET 'ev/*.parquet' WITH (event_time = ts, available_after = '1 hour')",
		"CREATE FEATURE VIEW v ENTITY u WITH (ttl = '1 day') AS SELECT uid, x FROM ev", "SET asof.now = '2001-01-02 00:00Z'", "REFRESH FEATURE VIEW v")
	writeFile(t, conn, "SELECT 1 AS uid, TIMESTAMPTZ '2001-01-01 22:00:00+00' AS ts, 6 AS x UNION ALL SELECT 1, TIMESTAMPTZ '2001-01-01 23:30:00+00', 7", "ev/2.parquet")
	mustExec(t, conn, "SET asof.now = '2001-01-02 03:00Z'", "REFRESH FEATURE VIEW v")
	equalLists(t, "late rows", column[int64](t, conn, "SELECT late_rows FROM asof.freshness"), 1)
	if all := strings.Join(notices, "\n"); !strings.Contains(all, "1 rows of feature view \"v\" came later") || !strings.Contains(all, "'05:00:00'") {
		t.Errorf("notices: %s", all)
	}
}
