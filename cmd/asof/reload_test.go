package main_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// reloadedRow is a row of the sources of TestReloadRange; times are minutes of one day.
type reloadedRow struct{ id, uid, ts, known, x int }

func rowsSQL(rows []reloadedRow) string {
	list := make([]string, len(rows))
	at := func(minute int) string {
		return fmt.Sprintf("TIMESTAMPTZ '2024-01-01 %02d:%02d:00+00'", minute/60, minute%60)
	}
	for i, r := range rows {
		list[i] = fmt.Sprintf("(%d, %d, %s, %s, %d)", r.id, r.uid, at(r.ts), at(r.known), r.x)
	}
	return "SELECT * FROM (VALUES " + strings.Join(list, ", ") + ") t(id, uid, ts, known, x)"
}

func randomRows(r *rand.Rand, n int) []reloadedRow {
	rows := make([]reloadedRow, n)
	for i := range rows {
		ts := r.IntN(40)
		rows[i] = reloadedRow{i, r.IntN(4), ts, max(0, ts+r.IntN(12)-3), r.IntN(5)}
	}
	return rows
}

// REFRESH FEATURE VIEW … FROM … TO … gives what a REFRESH of the old rows outside of the range and the new ones inside would (R27), the
// same when it is done again; AS OF goes on reading the files.
func TestReloadRange(t *testing.T) {
	data := newData(t)
	for _, dir := range []string{"now", "mixed"} {
		if err := os.MkdirAll(filepath.Join(data, "files", dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	conn := startServer(t, data).connect(t)
	mustExec(t, conn, "SET client_min_messages = error", "CREATE ENTITY u (uid int)")
	for seed, c := range []struct {
		options string
		v       func(reloadedRow) int
	}{
		{"", func(r reloadedRow) int { return r.ts }},
		{", tie_break = id", func(r reloadedRow) int { return r.ts }},
		{", available_after = '3 minutes'", func(r reloadedRow) int { return r.ts + 3 }},
		{", available_at = known", func(r reloadedRow) int { return max(r.ts, r.known) }},
		{", available_at = known, tie_break = x", func(r reloadedRow) int { return max(r.ts, r.known) }},
	} {
		r := rand.New(rand.NewPCG(uint64(seed), 7))
		t.Run(strings.TrimPrefix(c.options, ", "), func(t *testing.T) { reloadRange(t, conn, r, c.options, c.v) })
	}
}

func reloadRange(t *testing.T, conn *pgx.Conn, r *rand.Rand, options string, v func(reloadedRow) int) {
	before, now := randomRows(r, 60), randomRows(r, 60)
	copy(now, before[:30])
	from := 5 + r.IntN(15)
	to := from + 1 + r.IntN(15)
	inside := func(row reloadedRow) bool { return v(row) >= from && v(row) < to }
	var mixed []reloadedRow
	for i := range before {
		if !inside(before[i]) {
			mixed = append(mixed, before[i])
		}
		if inside(now[i]) {
			mixed = append(mixed, now[i])
		}
	}
	writeFile(t, conn, rowsSQL(before), "now/1.parquet")
	writeFile(t, conn, rowsSQL(mixed), "mixed/1.parquet")
	mustExec(t, conn, "CREATE SOURCE now FROM PARQUET 'now/*.parquet' WITH (event_time = ts"+options+")", "CREATE SOURCE mixed FROM PARQUET 'mixed/*.parquet' WITH (event_time = ts"+options+")")
	defer mustExec(t, conn, "RESET asof.now", "DROP SOURCE now, mixed CASCADE")
	for view, source := range map[string]string{"reloaded": "now", "expected": "mixed", "plain": "now", "plain_expected": "mixed", "fresh": "now"} {
		body := "uid, x, id, sum(x) OVER (RANGE INTERVAL '7 minutes' PRECEDING) AS s, array_agg(id LIMIT 4) OVER (RANGE INTERVAL '9 minutes' PRECEDING) AS ids, max(x) OVER (ROWS 2 PRECEDING) AS m"
		if strings.HasPrefix(view, "plain") { // nothing that depends on the order of equal times
			body = "uid, sum(x) OVER (RANGE INTERVAL '7 minutes' PRECEDING) AS s"
		}
		mustExec(t, conn, fmt.Sprintf("CREATE FEATURE VIEW %s ENTITY u WITH (ttl = '1 day') AS SELECT %s FROM %s WHERE x > 0", view, body, source))
	}
	mustExec(t, conn, "SET asof.now = '2024-01-01 00:25Z'", "REFRESH FEATURE VIEW reloaded", "REFRESH FEATURE VIEW plain", "REFRESH FEATURE VIEW expected", "REFRESH FEATURE VIEW plain_expected")
	writeFile(t, conn, rowsSQL(now), "now/1.parquet")
	same := func(what, one, two string) {
		t.Helper()
		for minute := 25; minute < 60; minute += 3 {
			mustExec(t, conn, fmt.Sprintf("SET asof.now = '2024-01-01 00:%02dZ'", minute))
			diff := fmt.Sprintf("SELECT count(*) FROM ((SELECT * FROM %[1]s EXCEPT ALL SELECT * FROM %[2]s) UNION ALL (SELECT * FROM %[2]s EXCEPT ALL SELECT * FROM %[1]s))", one, two)
			if n := column[int64](t, conn, diff)[0]; n != 0 {
				t.Errorf("%s at %d: %d rows differ [%d, %d)", what, minute, n, from, to)
			}
		}
	}
	const keys = " WHERE uid IN (0, 1, 2, 3)"
	for range 2 { // it is idempotent
		mustExec(t, conn, "SET asof.now = '2024-01-01 00:25Z'")
		for _, view := range []string{"reloaded", "plain"} {
			mustExec(t, conn, fmt.Sprintf("REFRESH FEATURE VIEW %s FROM '2024-01-01 00:%02dZ' TO '2024-01-01 00:%02dZ'", view, from, to))
		}
		same("offline", "reloaded", "expected")
		same("offline", "plain", "plain_expected")
		same("AS OF", "reloaded AS OF now()", "fresh AS OF now()")
		mustExec(t, conn, "SET asof.route = 'online'")
		same("online", "(SELECT * FROM reloaded"+keys+")", "(SELECT * FROM expected"+keys+")")
		mustExec(t, conn, "RESET asof.route")
	}
	mustExec(t, conn, "SET asof.now = '2024-01-01 00:25Z'", "REFRESH FEATURE VIEW reloaded")
	same("all", "reloaded", "fresh AS OF now()")
}
