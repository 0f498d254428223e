package main_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// postgres_fdw in a Postgres reads from us: it imports the schema, leaves conditions to us, and fetches by cursors. What it cannot say,
// AS OF, goes through dblink over the same server.
func TestPostgresFDW(t *testing.T) {
	t.Parallel()
	s := clientsServer(t)
	conn, err := pgx.Connect(t.Context(), "host="+startPostgres(t)+" user=asof dbname=postgres")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	mustExec(t, conn, "CREATE EXTENSION postgres_fdw", "CREATE EXTENSION dblink",
		fmt.Sprintf(`CREATE SERVER asof FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '%s', port '%s', dbname 'asof', sslmode 'disable', fetch_size '50000',
			options '-c asof.now=2001-03-01T12:00Z')`, s.host(), s.port()),
		"CREATE USER MAPPING FOR CURRENT_USER SERVER asof OPTIONS (user 'tester', password_required 'false')",
		"CREATE SCHEMA features", "IMPORT FOREIGN SCHEMA public FROM SERVER asof INTO features", "SET search_path = features, public")
	one := func(query string) string {
		t.Helper()
		rows, err := conn.Query(t.Context(), query)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		lines, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (string, error) {
			values, err := row.Values()
			return strings.TrimSuffix(fmt.Sprintln(values...), "\n"), err
		})
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		return strings.Join(lines, "\n")
	}
	check := func(query, want string) {
		t.Helper()
		if got := one(query); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", query, got, want)
		}
	}
	check("SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relnamespace = 'features'::regnamespace AND relkind = 'f'",
		"airport_delay departure_risk events flights payments route_delay user_spend")
	check("SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'airport_delay'::regclass AND attnum > 0",
		strings.Join(airportDelay, ", "))

	mustExec(t, conn, "ALTER SERVER asof OPTIONS (SET options '-c asof.now=2001-03-01T12:00Z -c asof.route=online')")
	check("SELECT * FROM airport_delay WHERE origin = 'ORD'", "ORD 40 3 18.333333333333332 60")
	check("SELECT origin, last_delay FROM airport_delay WHERE origin IN ('ORD', 'X', 'ATL') ORDER BY origin", "ATL 30\nORD 40")
	check("SELECT last_amount::text, last_paid_at::text FROM user_spend WHERE user_id = 7", "6.25 2001-03-01 11:00:00+00")
	if plan := one("EXPLAIN VERBOSE SELECT last_delay FROM airport_delay WHERE origin = 'ORD'"); !strings.Contains(plan, "WHERE ((origin = 'ORD'))") {
		t.Errorf("the condition was not pushed:\n%s", plan)
	}
	mustExec(t, conn, "ALTER SERVER asof OPTIONS (SET options '-c asof.now=2001-03-01T12:00Z')", "CREATE TABLE wanted AS VALUES ('ORD'), ('X'), ('ATL')")
	check("SELECT w.column1, d.last_delay FROM wanted w LEFT JOIN airport_delay d ON d.origin = w.column1 ORDER BY 1", "ATL 30\nORD 40\nX <nil>")
	check("SELECT count(*), min(name) FROM events WHERE id BETWEEN 10 AND 19 AND amount > 3", "7 name 13")

	mustExec(t, conn, "SELECT dblink_connect('c', 'asof')", "SELECT dblink_exec('c', 'CREATE TEMP TABLE labels (id int4, origin text, ts timestamptz)')")
	var want []string
	for _, l := range clientLabels {
		mustExec(t, conn, fmt.Sprintf("SELECT dblink_exec('c', $$INSERT INTO labels VALUES (%d, '%s', '%s')$$)", l.id, l.origin, l.ts.Format("2006-01-02 15:04:05.999999Z07:00")))
		want = append(want, strings.TrimSpace(fmt.Sprintln(l.id, l.lastDelay, l.departures)))
	}
	check("SELECT * FROM dblink('c', '"+strings.Replace(trainingSet, "$1", "1", 1)+"') AS t (id int4, last_delay int4, departures_30m int8)", strings.Join(want, "\n"))

	// OFFSET 0 keeps it from leaving the sum to us.
	check("SELECT count(*), sum(id)::int8, max(name) FROM (SELECT id, name FROM events OFFSET 0) e", "1000000 499999500000 name 999999")
	check("SELECT count(*), sum(id)::int8 FROM events", "1000000 499999500000")
}
