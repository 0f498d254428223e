package main_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"

	"asof/testdata/flights"
)

// startFlights runs a server over the flights with the demo's definitions.
func startFlights(t *testing.T, args ...string) *server {
	t.Helper()
	// The busiest airport has 12,498 flights in the two weeks, and a window of seven days with what is still to come may hold
	// more of them than a key keeps by default.
	s := startServer(t, flightData(t), append(args, "--max-rows-per-key", "20000")...)
	mustExec(t, s.connect(t), flights.Define)
	return s
}

func flightData(t testing.TB) string {
	t.Helper()
	data := t.TempDir()
	if err := os.MkdirAll(filepath.Join(data, "files"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "files", "flights.parquet"), flights.Parquet, 0o644); err != nil {
		t.Fatal(err)
	}
	return data
}

// A point-in-time join of the flights with their own airport's view, at each flight's own time, is the plain SQL window query
// over them, run by DuckDB alone.
func TestAsOfOwnTimeIsTheSQLWindow(t *testing.T) {
	s := startFlights(t)
	conn := s.connect(t)
	rows, err := conn.Query(t.Context(), `SELECT f.flight_id, d.last_delay, d.departures_30m, d.avg_delay_30m, d.max_delay_30m, d.late_minutes_7d
		FROM flights f LEFT JOIN airport_delay AS OF f.departed_at AS d USING (origin)`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	type features struct {
		Last, Max, LateMinutes *int64
		Departures             *int64
		Avg                    *float64
	}
	got := make(map[int64]features, flights.Rows)
	for rows.Next() {
		var id int64
		var f features
		if err := rows.Scan(&id, &f.Last, &f.Departures, &f.Avg, &f.Max, &f.LateMinutes); err != nil {
			t.Fatal(err)
		}
		if _, twice := got[id]; twice {
			t.Fatalf("flight %d comes twice", id)
		}
		got[id] = f
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if len(got) != flights.Rows {
		t.Fatalf("got %d rows, want one for each of %d flights", len(got), flights.Rows)
	}

	oracle := openDuckDB(t)
	want, err := oracle.Query(`SELECT flight_id,
		  first_value(delay) OVER (PARTITION BY origin, departed_at ORDER BY flight_id DESC),
		  count(*)   OVER w30, avg(delay) OVER w30, max(delay) OVER w30,
		  (sum(delay) FILTER (WHERE delay > 15) OVER (PARTITION BY origin ORDER BY departed_at RANGE INTERVAL 7 days PRECEDING))::BIGINT
		FROM read_parquet(?) WHERE distance > 0
		WINDOW w30 AS (PARTITION BY origin ORDER BY departed_at RANGE INTERVAL 30 minutes PRECEDING)`, filepath.Join(s.data, "files", "flights.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	defer want.Close()
	compared, wrong := 0, 0
	for want.Next() {
		var id int64
		var w features
		if err := want.Scan(&id, &w.Last, &w.Departures, &w.Avg, &w.Max, &w.LateMinutes); err != nil {
			t.Fatal(err)
		}
		compared++
		if g := got[id]; !reflect.DeepEqual(g, w) {
			if wrong++; wrong <= 10 {
				t.Errorf("flight %d: got %s, want %s", id, show(g), show(w))
			}
		}
	}
	if err := want.Err(); err != nil {
		t.Fatal(err)
	}
	if compared != flights.Rows || wrong > 0 {
		t.Errorf("%d of %d flights differ", wrong, compared)
	}
}

// show writes a struct of pointers with their values.
func show(v any) string {
	s := reflect.ValueOf(v)
	var b strings.Builder
	for i := range s.NumField() {
		f := s.Field(i)
		if f.IsNil() {
			fmt.Fprintf(&b, "%s NULL  ", s.Type().Field(i).Name)
		} else {
			fmt.Fprintf(&b, "%s %v  ", s.Type().Field(i).Name, f.Elem())
		}
	}
	return b.String()
}

// What the online store answers at a moment is what AS OF that moment answers, for every key: at moments drawn from the data,
// at event times, and a microsecond to both sides of them; with everything folded up to the moment, and an hour later with
// nothing refreshed in between, when rows that waited have come due and others have left their windows.
func TestOnlineIsAsOfNow(t *testing.T) {
	onEachStore(t, func(t *testing.T, _ *redis.Client, args ...string) {
		s := startFlights(t, args...)
		conn := s.connect(t)
		views := []struct{ name, keys, window string }{
			{"airport_delay", "origin", "departures_30m"},
			{"route_delay", "origin, destination", "flights_7d"},
		}
		windows, notEmpty := 0, 0
		for _, clock := range flightClocks() {
			mustExec(t, conn, setNow(clock))
			for _, v := range views {
				mustExec(t, conn, "REFRESH FEATURE VIEW "+v.name)
				for _, later := range []time.Duration{0, time.Hour} {
					now := clock.Add(later)
					mustExec(t, conn, setNow(now))
					n, full := compareRoutes(t, conn, v.name, v.keys, v.window, now)
					windows, notEmpty = windows+n, notEmpty+full
				}
				mustExec(t, conn, setNow(clock))
			}
		}
		t.Logf("%d windows compared, %d of them not empty", windows, notEmpty)
		if windows == 0 || notEmpty*2 < windows {
			t.Errorf("of %d compared windows only %d were not empty", windows, notEmpty)
		}
	})
}

// flightClocks are moments inside the flights' two weeks, in no order.
func flightClocks() []time.Time {
	first := time.Date(2001, 1, 1, 0, 1, 0, 0, time.UTC)
	draw := rand.New(rand.NewPCG(1, 2))
	var clocks []time.Time
	for range 15 {
		clocks = append(clocks, first.Add(time.Duration(draw.Int64N(int64(13*24*time.Hour)))).Truncate(time.Microsecond))
	}
	for i := range 5 {
		// Flights depart at whole minutes; in each of these minutes some did, from 8 airports or more.
		event := time.Date(2001, 1, 2+2*i, 18, 7*i, 0, 0, time.UTC)
		clocks = append(clocks, event, event.Add(time.Microsecond), event.Add(-time.Microsecond))
	}
	return clocks
}

func setNow(at time.Time) string {
	return "SET asof.now = '" + at.Format("2006-01-02 15:04:05.000000Z07:00") + "'"
}

// compareRoutes compares every key's row by both routes, and counts the windows compared and those not empty.
func compareRoutes(t *testing.T, conn *pgx.Conn, view, keys, window string, now time.Time) (windows, notEmpty int) {
	t.Helper()
	// Every key that any flight has, as a list of values: an absent key must be absent on both routes.
	var list string
	if err := conn.QueryRow(t.Context(), "SELECT string_agg(DISTINCT '(''' || concat_ws(''', ''', "+keys+") || ''')', ', ') FROM flights").Scan(&list); err != nil {
		t.Fatal(err)
	}
	k := "(VALUES " + list + ") k(" + keys + ")"

	mustExec(t, conn, "SET asof.route = 'online'")
	online := tableOf(t, conn, "SELECT * FROM "+k+" LEFT JOIN "+view+" v USING ("+keys+") ORDER BY "+keys)
	mustExec(t, conn, "RESET asof.route")
	offline := tableOf(t, conn, "SELECT * FROM "+k+" LEFT JOIN "+view+" AS OF $1::timestamptz AS v USING ("+keys+") ORDER BY "+keys, now)
	if len(online) != len(offline) || len(online) == 0 {
		t.Fatalf("%s at %v: %d rows online, %d offline", view, now, len(online), len(offline))
	}
	wrong := 0
	for i := range online {
		if !reflect.DeepEqual(online[i], offline[i]) {
			if wrong++; wrong <= 3 {
				t.Errorf("%s at %v:\n  online %v\n offline %v", view, now, online[i], offline[i])
			}
			continue
		}
		windows++
		if n, ok := online[i][window].(int64); ok && n > 0 {
			notEmpty++
		}
	}
	if wrong > 0 {
		t.Errorf("%s at %v: %d of %d keys differ", view, now, wrong, len(online))
	}
	return windows, notEmpty
}

// tableOf runs a query and returns its rows by column name.
func tableOf(t *testing.T, conn *pgx.Conn, sql string, args ...any) []map[string]any {
	t.Helper()
	rows, err := conn.Query(t.Context(), sql, args...)
	if err != nil {
		t.Fatalf("%.300s: %v", sql, err)
	}
	table, err := pgx.CollectRows(rows, pgx.RowToMap)
	if err != nil {
		t.Fatalf("%.300s: %v", sql, err)
	}
	return table
}

var (
	routeOf      = regexp.MustCompile(`(?i)route[":= ]+(online|offline)`)
	roundTripsOf = regexp.MustCompile(`(?i)round[ _-]?trips[":= ]+(\d+)`)
)

// EXPLAIN ANALYZE says by which route a statement was answered, and how many round trips it took: as many as Redis itself
// counted.
func TestExplainTellsRouteAndRoundTrips(t *testing.T) {
	r := startRedis(t)
	s := startFlights(t, "--online", "redis://"+r.Options().Addr)
	conn := s.connect(t)
	mustExec(t, conn, "SET asof.now = '2001-01-10 18:00Z'", flights.Refresh,
		"CREATE TEMP TABLE labels AS SELECT flight_id, origin, departed_at AS ts FROM flights WHERE flight_id % 1000 = 0")
	// The first read of a connection may also look at the store's markers.
	mustExec(t, conn, "SELECT * FROM airport_delay WHERE origin = 'ORD'", "SELECT * FROM route_delay WHERE origin = 'ORD' AND destination = 'LAX'")
	statements := []struct {
		sql, route string
		trips      int // -1: not looked at
	}{
		{"SELECT avg_delay_30m FROM airport_delay WHERE origin = 'ORD'", "online", 1},
		{"SELECT * FROM airport_delay WHERE origin = ANY('{ORD,ATL,LAX}')", "online", 1},
		{"SELECT k.origin, d.* FROM unnest(ARRAY['ORD', 'ATL']) k(origin) LEFT JOIN airport_delay d USING (origin)", "online", 1},
		{"SELECT * FROM departure_risk_v1 WHERE origin = 'ORD' AND destination = 'LAX'", "online", 1},
		{"SELECT * FROM airport_delay WHERE origin = 'NOWHERE'", "online", -1},
		{"SELECT * FROM airport_delay AS OF '2001-01-09 12:00Z' WHERE origin = 'ORD'", "offline", 0},
		{"SELECT origin, avg_delay_30m FROM airport_delay ORDER BY 2 DESC LIMIT 10", "offline", 0},
		{"SELECT l.*, d.avg_delay_30m FROM labels l LEFT JOIN airport_delay AS OF l.ts AS d USING (origin)", "offline", 0},
	}
	for _, c := range statements {
		before := redisCalls(t, r)
		rows, err := conn.Query(t.Context(), "EXPLAIN ANALYZE "+c.sql)
		if err != nil {
			t.Fatalf("%s: %v", c.sql, err)
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatalf("%s: %v", c.sql, err)
		}
		counted := redisCalls(t, r) - before
		text := strings.Join(lines, "\n")
		if m := routeOf.FindStringSubmatch(text); m == nil || !strings.EqualFold(m[1], c.route) {
			t.Errorf("%s: want route %s, EXPLAIN ANALYZE says\n%s", c.sql, c.route, text)
		}
		told := 0
		for _, m := range roundTripsOf.FindAllStringSubmatch(text, -1) {
			n, err := strconv.Atoi(m[1])
			if err != nil {
				t.Fatal(err)
			}
			told += n
		}
		if told != counted || (c.trips >= 0 && told != c.trips) {
			t.Errorf("%s: Redis counted %d round trips, %d were expected, EXPLAIN ANALYZE says %d:\n%s", c.sql, counted, c.trips, told, text)
		}
	}
}

// redisCalls is the number of commands that Redis has run for data, by its own count.
func redisCalls(t *testing.T, r *redis.Client) int {
	t.Helper()
	stats, err := r.Info(context.Background(), "commandstats").Result()
	if err != nil {
		t.Fatal(err)
	}
	calls := 0
	for line := range strings.Lines(stats) {
		name, rest, ok := strings.Cut(strings.TrimPrefix(line, "cmdstat_"), ":calls=")
		switch {
		case !ok, name == "info", name == "ping", strings.HasPrefix(name, "hello"), strings.HasPrefix(name, "client"), strings.HasPrefix(name, "config"):
			continue
		}
		digits, _, _ := strings.Cut(rest, ",")
		n, err := strconv.Atoi(digits)
		if err != nil {
			t.Fatal(err)
		}
		calls += n
	}
	return calls
}

// Redis gone, stopped or emptied is an error within a second, never an absent row; and when it is back and refreshed, service
// goes on by itself.
func TestLostStoreIsNoticed(t *testing.T) {
	r := startRedis(t)
	s := startFlights(t, "--online", "redis://"+r.Options().Addr)
	conn := s.connect(t)
	mustExec(t, conn, "SET asof.now = '2001-01-10 18:00Z'", "REFRESH FEATURE VIEW airport_delay", "SET asof.route = 'online'")
	read := func() (found bool, err error) {
		started := time.Now()
		var n int64
		err = conn.QueryRow(t.Context(), "SELECT departures_30m FROM airport_delay WHERE origin = 'ORD'").Scan(&n)
		if took := time.Since(started); took > 1500*time.Millisecond {
			t.Errorf("the read took %v", took)
		}
		return err == nil, err
	}
	if found, err := read(); !found {
		t.Fatal(err)
	}
	if err := r.FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	if _, err := read(); err != nil {
		wantCode(t, err, "58030")
	} else {
		t.Error("the store is empty, but a row was found")
	}
	mustExec(t, conn, "REFRESH FEATURE VIEW airport_delay")
	if found, err := read(); !found {
		t.Fatalf("after REFRESH: %v", err)
	}
	pauseRedis(t, r, func() {
		_, err := read()
		wantCode(t, err, "58030")
	})
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		found, err := read()
		if found {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("Redis goes on, but reads do not: %v", err)
		}
	}
}
