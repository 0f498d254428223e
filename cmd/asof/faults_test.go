package main_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgproto3"
	"github.com/redis/go-redis/v9"

	"asof/testdata/flights"
)

// onlineReads are of every form, of keys that all have rows.
var onlineReads = []string{
	"SELECT origin, departures_30m, late_minutes_7d FROM airport_delay WHERE origin = 'ORD'",
	"SELECT origin, departures_30m FROM airport_delay WHERE origin = ANY('{ORD,ATL,LAX}')",
	"SELECT k.origin, d.departures_30m FROM unnest(ARRAY['LAX', 'ORD']) k(origin) LEFT JOIN airport_delay d USING (origin)",
	"SELECT departures_30m, avg_delay_7d FROM departure_risk_v1 WHERE origin = 'ORD' AND destination = 'LAX'",
	"SELECT d.departures_30m + 1 FROM airport_delay d WHERE d.origin = 'ORD' AND d.departures_30m >= 0", // runs in the engine over fetched rows
}

// readOnline runs an online read, and returns its rows as text. One that takes longer than a second and what a
// busy machine adds is a failure.
func readOnline(t testing.TB, conn *pgx.Conn, sql string) (string, error) {
	t.Helper()
	started := time.Now()
	rows, err := conn.Query(context.Background(), sql)
	var table [][]any
	if err == nil {
		table, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) ([]any, error) { return row.Values() })
	}
	if took := time.Since(started); took > 1500*time.Millisecond {
		t.Errorf("%s took %v", sql, took)
	}
	return fmt.Sprint(table), err
}

const faultClock = "SET asof.now = '2001-01-10 18:00Z'"

// Whatever happens to Redis, a read by key gives its rows or 58030 within a second: never fewer rows, never NULLs in their place. When
// Redis is back and the views are refreshed the server serves again, with no hand laid on it.
func TestReadsWhileRedisFails(t *testing.T) {
	r := startRedis(t)
	s := startFlights(t, "--online", "redis://"+r.Options().Addr)
	admin := s.connect(t)
	mustExec(t, admin, faultClock, flights.Refresh, "SET asof.route = 'online'")
	want := map[string]string{}
	for _, sql := range onlineReads {
		var err error
		if want[sql], err = readOnline(t, admin, sql); err != nil || strings.Contains(want[sql], "<nil>") || len(want[sql]) < 5 {
			t.Fatalf("%s: %s, %v", sql, want[sql], err)
		}
	}

	var served, refused atomic.Int64
	stop := make(chan struct{})
	var readers sync.WaitGroup
	end := sync.OnceFunc(func() { close(stop); readers.Wait() })
	for n := range 4 {
		conn := s.connect(t)
		mustExec(t, conn, faultClock, "SET asof.route = 'online'")
		readers.Go(func() {
			for i := n; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				sql := onlineReads[i%len(onlineReads)]
				got, err := readOnline(t, conn, sql)
				switch {
				case err != nil:
					if wantCode(t, err, "58030"); t.Failed() {
						return
					}
					refused.Add(1)
				case got != want[sql]:
					t.Errorf("%s: got %s, want %s", sql, got, want[sql])
				default:
					served.Add(1)
				}
			}
		})
	}
	t.Cleanup(end)
	fails := func(what string) {
		t.Helper()
		for _, sql := range onlineReads {
			if got, err := readOnline(t, admin, sql); err == nil {
				t.Errorf("%s: %s gives %s", what, sql, got)
			} else {
				wantCode(t, err, "58030")
			}
		}
	}
	serves := func(what string) {
		t.Helper()
		for _, sql := range onlineReads {
			if got, err := readOnline(t, admin, sql); err != nil || got != want[sql] {
				t.Errorf("%s: %s gives %s, %v; want %s", what, sql, got, err, want[sql])
			}
		}
	}

	for range 2 {
		mustFlush(t, r)
		fails("flushed")
		mustExec(t, admin, flights.Refresh)
		serves("flushed and refreshed")

		if err := syscall.Kill(redisPID(t, r), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		fails("killed")
		_, err := admin.Exec(t.Context(), flights.Refresh)
		wantCode(t, err, "58030")
		r = runRedis(t, r.Options().Addr)
		eventually(t, "the server finds Redis again, and that it is empty", func() bool {
			_, err := readOnline(t, admin, onlineReads[0])
			wantCode(t, err, "58030")
			refused, ok := errors.AsType[*pgconn.PgError](err)
			return ok && strings.Contains(refused.Hint, "REFRESH")
		})
		fails("back, but empty")
		mustExec(t, admin, flights.Refresh)
		serves("back and refreshed")

		pauseRedis(t, r, func() { fails("stopped") })
		eventually(t, "reads go on as Redis does", func() bool {
			_, err := readOnline(t, admin, onlineReads[0])
			return err == nil
		})
		serves("stopped and continued") // it has lost nothing
	}
	end()
	t.Logf("%d reads were served, %d refused", served.Load(), refused.Load())
	if served.Load() == 0 || refused.Load() == 0 {
		t.Error("the readers have seen only one of both")
	}
}

// eventually waits until something is true, for ten seconds.
func eventually(t testing.TB, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not so after ten seconds: %s", what)
		}
	}
}

func mustFlush(t testing.TB, r *redis.Client) {
	t.Helper()
	if err := r.FlushAll(context.Background()).Err(); err != nil {
		t.Fatal(err)
	}
}

// A Redis that is not there when the server starts is no refusal (R26), and definitions need none.
func TestRedisAbsentAtStart(t *testing.T) {
	addr := "127.0.0.1:" + strconv.Itoa(freePort(t))
	s := startFlights(t, "--online", "redis://"+addr)
	conn := s.connect(t)
	_, err := conn.Exec(t.Context(), flights.Refresh)
	wantCode(t, err, "58030")
	r := runRedis(t, addr)
	eventually(t, "REFRESH finds Redis", func() bool {
		_, err := conn.Exec(t.Context(), faultClock+"; "+flights.Refresh)
		return err == nil
	})
	mustExec(t, conn, "SET asof.route = 'online'")
	for _, sql := range onlineReads {
		if got, err := readOnline(t, conn, sql); err != nil || strings.Contains(got, "<nil>") {
			t.Errorf("%s: %s, %v", sql, got, err)
		}
	}
	settled(t, s, conn, r)
}

// A Redis that is full refuses the REFRESH with 53200; the old state serves on, and what was written is freed (R27).
func TestRedisFullDuringRefresh(t *testing.T) {
	r := startRedis(t)
	s := startFlights(t, "--online", "redis://"+r.Options().Addr)
	conn := s.connect(t)
	mustExec(t, conn, faultClock, flights.Refresh, "SET asof.route = 'online'")
	want, err := readOnline(t, conn, onlineReads[0])
	if err != nil {
		t.Fatal(err)
	}
	before := redisMemory(t, r)
	limit := func(bytes int64) {
		t.Helper()
		if err := r.ConfigSet(t.Context(), "maxmemory", strconv.FormatInt(bytes, 10)).Err(); err != nil {
			t.Fatal(err)
		}
	}
	limit(before + 1<<20)
	_, err = conn.Exec(t.Context(), "REFRESH FEATURE VIEW route_delay")
	wantCode(t, err, "53200")
	if got, err := readOnline(t, conn, onlineReads[0]); err != nil || got != want {
		t.Errorf("with a full store: got %s, %v; want %s", got, err, want)
	}
	settled(t, s, conn, r)
	limit(0)
	mustExec(t, conn, flights.Refresh)
	settled(t, s, conn, r)
}

func redisMemory(t testing.TB, r *redis.Client) int64 {
	t.Helper()
	info := r.InfoMap(context.Background(), "memory")
	n, err := strconv.ParseInt(info.Item("Memory", "used_memory"), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Servers with catalogs of their own share one Redis: neither reads, replaces or frees what is the other's.
func TestServersShareRedis(t *testing.T) {
	r := startRedis(t)
	var conns []*pgx.Conn
	for i := range 2 {
		s := startFlights(t, "--online", "redis://"+r.Options().Addr)
		conn := s.connect(t)
		mustExec(t, conn, setNow(time.Date(2001, 1, 9+i, 18, 0, 0, 0, time.UTC)), flights.Refresh, flights.Refresh, "SET asof.route = 'online'")
		conns = append(conns, conn)
	}
	var want []string
	for _, conn := range conns {
		got, err := readOnline(t, conn, onlineReads[1])
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, got)
	}
	if want[0] == want[1] {
		t.Errorf("both servers say %s, as of different days", want[0])
	}
	mustExec(t, conns[1], "REFRESH FEATURE VIEW airport_delay", "DROP FEATURE SERVICE departure_risk_v1", "DROP FEATURE VIEW route_delay", "DROP FEATURE VIEW airport_delay")
	eventually(t, "the second server has freed what it had", func() bool { return len(redisNamespaces(t, r)) == 1 })
	if got, err := readOnline(t, conns[0], onlineReads[1]); err != nil || got != want[0] {
		t.Errorf("the first server says %s, %v; want %s", got, err, want[0])
	}
}

// redisNamespaces are the catalogs that have keys in Redis.
func redisNamespaces(t testing.TB, r *redis.Client) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	keys := r.Scan(context.Background(), 0, "asof:*", 10_000).Iterator()
	for keys.Next(context.Background()) {
		found[strings.Split(keys.Val(), ":")[1]] = true
	}
	if err := keys.Err(); err != nil {
		t.Fatal(err)
	}
	return found
}

// A server that is killed at any moment of a REFRESH serves, when it is back, the old state or the new one, whole; the new one if
// it said so. What it left half done is freed, online and in the history.
func TestKilledDuringRefresh(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *redis.Client, args ...string) {
		s := startFlights(t, args...)
		args = append(args, "--max-rows-per-key", "20000")
		conn := s.connect(t)
		clock := time.Date(2001, 1, 8, 12, 0, 0, 0, time.UTC)
		mustExec(t, conn, setNow(clock))
		started := time.Now()
		mustExec(t, conn, "REFRESH FEATURE VIEW route_delay")
		took := time.Since(started)
		mustExec(t, conn, "REFRESH FEATURE VIEW airport_delay")
		settled(t, s, conn, r)

		const kills = 5
		interrupted := 0
		for i := range kills + 1 {
			next := clock.Add(6 * time.Hour)
			mustExec(t, conn, setNow(next))
			acknowledged := make(chan error, 1)
			if i == kills { // the last time with all done but COMMIT
				mustExec(t, conn, "BEGIN", "REFRESH FEATURE VIEW route_delay")
				acknowledged <- errors.New("not committed")
			} else {
				go func() {
					_, err := conn.Exec(context.Background(), "REFRESH FEATURE VIEW route_delay")
					acknowledged <- err
				}()
				time.Sleep(took * time.Duration(i+1) / kills)
			}
			s.kill(t)
			err := <-acknowledged
			if err != nil && i < kills {
				interrupted++
			}
			s = startServer(t, s.data, args...)
			conn = s.connect(t)
			jobsOver(t, conn) // the server takes up again what it was at
			var folded time.Time
			if err := conn.QueryRow(t.Context(), "SELECT clock FROM asof.freshness WHERE view = 'route_delay'").Scan(&folded); err != nil {
				t.Fatal(err)
			}
			t.Logf("killed at %d/%d of %v: REFRESH said %v, the clock is %v", i+1, kills, took, err, folded.UTC())
			switch {
			case !folded.Equal(clock) && !folded.Equal(next), err == nil && !folded.Equal(next), i == kills && !folded.Equal(clock):
				t.Errorf("folded as of %v; it was %v before, and REFRESH to %v said %v", folded, clock, next, err)
			}
			clock = folded.UTC()
			mustExec(t, conn, setNow(next))
			compareRoutes(t, conn, "route_delay", "origin, destination", "flights_7d", next)
			settled(t, s, conn, r)
		}
		if interrupted == 0 {
			t.Error("no REFRESH was interrupted")
		}
	})
}

// settled waits until nothing is left of generations but of those that serve: no record of a build, no history, and no key in
// Redis, if r is not nil.
func settled(t *testing.T, s *server, conn *pgx.Conn, r *redis.Client) {
	t.Helper()
	var state string
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		serving := column[int64](t, conn, "SELECT generation FROM asof.freshness WHERE generation IS NOT NULL ORDER BY 1")
		builds := column[int64](t, conn, "SELECT name::bigint FROM asof.changes WHERE kind = 'build' GROUP BY name HAVING count(*) = 1 ORDER BY 1")
		histories, err := filepath.Glob(filepath.Join(s.data, "state", "history", "*", "*"))
		if err != nil {
			t.Fatal(err)
		}
		stored := serving
		if r != nil {
			stored = redisGenerations(t, r)
		}
		if slices.Equal(serving, builds) && slices.Equal(serving, stored) && len(histories) == len(serving) {
			return
		}
		state = fmt.Sprintf("generations %v serve; %v have a record, %v are in Redis, %d histories are on disk", serving, builds, stored, len(histories))
	}
	t.Errorf("not everything is freed: %s", state)
}

// redisGenerations are the generations that have keys in Redis, ascending.
func redisGenerations(t testing.TB, r *redis.Client) []int64 {
	t.Helper()
	found := map[int64]bool{}
	keys := r.Scan(context.Background(), 0, "asof:*", 10_000).Iterator()
	for keys.Next(context.Background()) {
		name, _, _ := strings.Cut(keys.Val(), "{")
		n, err := strconv.ParseInt(name[strings.LastIndexByte(name, ':')+1:], 36, 64)
		if err != nil {
			t.Fatalf("the key %q has no generation", keys.Val())
		}
		found[n] = true
	}
	if err := keys.Err(); err != nil {
		t.Fatal(err)
	}
	var list []int64
	for n := range found {
		list = append(list, n)
	}
	slices.Sort(list)
	return list
}

// column is a query's only column.
func column[T any](t testing.TB, conn *pgx.Conn, sql string) []T {
	t.Helper()
	rows, err := conn.Query(context.Background(), sql)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[T])
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return list
}

// A server that is killed around the COMMIT of definitions has all of them when it is back, or none; all if it said so.
func TestKilledDuringDefinitions(t *testing.T) {
	s := startServer(t, newData(t, "payments.parquet"))
	define := func(i int) string {
		return fmt.Sprintf(`BEGIN;
			CREATE SOURCE s%[1]d FROM PARQUET 'payments.parquet' WITH (event_time = paid_at, tie_break = payment_id);
			CREATE ENTITY e%[1]d (user_id bigint);
			CREATE FEATURE VIEW v%[1]d ENTITY e%[1]d AS SELECT user_id, amount FROM s%[1]d;
			CREATE FEATURE SERVICE m%[1]d AS SELECT v.amount FROM v%[1]d v;
			COMMIT`, i)
	}
	conn := s.connect(t)
	started := time.Now()
	mustExec(t, conn, define(0))
	took := time.Since(started)
	whole := map[string]bool{"0": true}
	const kills = 8
	for i := 1; i <= kills; i++ {
		acknowledged := make(chan error, 1)
		go func() {
			_, err := conn.Exec(context.Background(), define(i))
			acknowledged <- err
		}()
		time.Sleep(took * time.Duration(i) / (kills - 1))
		s.kill(t)
		err := <-acknowledged
		s = startServer(t, s.data)
		conn = s.connect(t)
		there := map[string]int{}
		for _, name := range column[string](t, conn, `SELECT name FROM asof.sources UNION ALL SELECT name FROM asof.entities
			UNION ALL SELECT name FROM asof.feature_views UNION ALL SELECT name FROM asof.feature_services`) {
			there[name[1:]]++
		}
		t.Logf("killed at %d/%d of %v: COMMIT said %v, %d of 4 are there", i, kills-1, took, err, there[strconv.Itoa(i)])
		if err == nil && there[strconv.Itoa(i)] == 0 {
			t.Errorf("what COMMIT acknowledged is gone")
		}
		for name := range whole {
			if there[name] != 4 {
				t.Errorf("of the definitions %s, committed before, %d of 4 are there", name, there[name])
			}
		}
		for name, n := range there {
			if whole[name] = true; n != 4 {
				t.Errorf("of the definitions %s %d of 4 are there", name, n)
			}
		}
		mustExec(t, conn, "SELECT * FROM m0 AS OF '2001-03-01 12:00Z' WHERE user_id = 7")
	}
}

// REFRESH in a transaction block (R39): what it built serves from COMMIT on, ROLLBACK frees it, and others that refresh the view wait.
func TestRefreshInATransaction(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *redis.Client, args ...string) {
		s := startFlights(t, args...)
		a, b := s.connect(t), s.connect(t)
		generation := func(conn *pgx.Conn) int64 {
			return column[int64](t, conn, "SELECT generation FROM asof.freshness WHERE view = 'airport_delay'")[0]
		}
		mustExec(t, a, faultClock, "REFRESH FEATURE VIEW airport_delay")
		mustExec(t, b, "SET asof.now = '2001-01-10 19:00Z'")
		first := generation(a)

		mustExec(t, a, "BEGIN", "REFRESH FEATURE VIEW airport_delay")
		own, others := generation(a), generation(b)
		if own == first || others != first {
			t.Errorf("within its block a REFRESH of generation %d shows %d, to others %d", first, own, others)
		}
		mustExec(t, a, "ROLLBACK")
		if now := generation(a); now != first {
			t.Errorf("after ROLLBACK generation %d serves, not %d", now, first)
		}
		settled(t, s, a, r)

		// A second REFRESH waits for the end of the first one's transaction; it can be cancelled, and another view need not wait.
		mustExec(t, a, "BEGIN", "REFRESH FEATURE VIEW airport_delay")
		mustExec(t, b, "REFRESH FEATURE VIEW route_delay", "SET statement_timeout = '300ms'")
		_, err := b.Exec(t.Context(), "REFRESH FEATURE VIEW airport_delay")
		wantCode(t, err, "57014")
		mustExec(t, b, "RESET statement_timeout")
		second := make(chan error, 1)
		go func() {
			_, err := b.Exec(context.Background(), "REFRESH FEATURE VIEW airport_delay")
			second <- err
		}()
		select {
		case err := <-second:
			t.Fatalf("a second REFRESH did not wait: %v", err)
		case <-time.After(500 * time.Millisecond):
		}
		mustExec(t, a, "COMMIT")
		if err := <-second; err != nil {
			t.Fatalf("the second REFRESH: %v", err)
		}
		folded := column[time.Time](t, a, "SELECT clock FROM asof.freshness WHERE view = 'airport_delay'")[0]
		if !folded.Equal(time.Date(2001, 1, 10, 19, 0, 0, 0, time.UTC)) {
			t.Errorf("the last REFRESH folded as of 19:00, but what serves is as of %v", folded)
		}
		settled(t, s, a, r)

		// A connection that goes away in its block does not keep the view.
		mustExec(t, a, "BEGIN", "REFRESH FEATURE VIEW airport_delay")
		a.PgConn().Conn().Close()
		mustExec(t, b, "SET statement_timeout = '60s'", "REFRESH FEATURE VIEW airport_delay")
		settled(t, s, b, r)
	})
}

// While views are refreshed again and again, every read gives the rows that it always gave, by every route, and also those reads whose
// generation has been replaced since they began (R27).
func TestReadsDuringRefresh(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *redis.Client, args ...string) {
		s := startFlights(t, args...)
		admin := s.connect(t)
		mustExec(t, admin, faultClock, flights.Refresh)
		reads := append(slices.Clone(onlineReads),
			"SELECT count(*), sum(departures_30m), sum(late_minutes_7d) FROM airport_delay",
			"SELECT count(*), sum(flights_7d) FROM route_delay AS OF '2001-01-09 12:00Z'",
			"SELECT count(*), sum(d.flights_7d) FROM (SELECT DISTINCT origin, destination FROM flights WHERE flight_id % 100 = 0) f LEFT JOIN route_delay d USING (origin, destination)")
		want := make([]string, len(reads))
		for i, sql := range reads {
			if want[i] = textRows(admin, sql); !strings.Contains(want[i], " rows: ") {
				t.Fatalf("%s: %s", sql, want[i])
			}
		}
		var answered atomic.Int64
		stop := make(chan struct{})
		var readers sync.WaitGroup
		end := sync.OnceFunc(func() { close(stop); readers.Wait() })
		for n := range 2 {
			conn := s.connect(t)
			mustExec(t, conn, faultClock)
			readers.Go(func() {
				for i := n; !t.Failed(); i++ {
					select {
					case <-stop:
						return
					default:
					}
					if got := textRows(conn, reads[i%len(reads)]); got != want[i%len(reads)] {
						t.Errorf("%s: got %s, want %s", reads[i%len(reads)], got, want[i%len(reads)])
					}
					answered.Add(1)
				}
			})
		}
		t.Cleanup(end)

		// A portal that is open all the time, and a block that has read once.
		slow := s.connect(t)
		mustExec(t, slow, faultClock, "BEGIN")
		f := slow.PgConn().Frontend()
		f.Send(&pgproto3.Parse{Query: "SELECT origin, destination, flights_7d FROM route_delay"})
		f.Send(&pgproto3.Bind{DestinationPortal: "p"})
		f.Send(&pgproto3.Execute{Portal: "p", MaxRows: 10})
		f.Send(&pgproto3.Flush{})
		if err := f.Flush(); err != nil {
			t.Fatal(err)
		}
		count := 0
		for suspended := false; !suspended; {
			message, err := f.Receive()
			if err != nil {
				t.Fatal(err)
			}
			switch m := message.(type) {
			case *pgproto3.DataRow:
				count++
			case *pgproto3.ErrorResponse:
				t.Fatal(m.Message)
			case *pgproto3.PortalSuspended:
				suspended = true
			}
		}
		for range 3 {
			mustExec(t, admin, "REFRESH FEATURE VIEW airport_delay", "REFRESH FEATURE VIEW route_delay")
		}
		f.Send(&pgproto3.Execute{Portal: "p"})
		f.Send(&pgproto3.Sync{})
		if err := f.Flush(); err != nil {
			t.Fatal(err)
		}
		for ready := false; !ready; {
			message, err := f.Receive()
			if err != nil {
				t.Fatal(err)
			}
			switch m := message.(type) {
			case *pgproto3.DataRow:
				count++
			case *pgproto3.ErrorResponse:
				t.Errorf("the open portal: %s", m.Message)
			case *pgproto3.ReadyForQuery:
				ready = true
			}
		}
		if all := column[int64](t, admin, "SELECT count(*) FROM route_delay")[0]; int64(count) != all {
			t.Errorf("the open portal gave %d rows of %d", count, all)
		}
		end()
		t.Logf("%d reads", answered.Load())
		slow.Close(context.Background())
		settled(t, s, admin, r)
	})
}

// textRows are the rows of a query as text, or its error.
func textRows(conn *pgx.Conn, sql string) string {
	rows, err := conn.Query(context.Background(), sql)
	if err != nil {
		return err.Error()
	}
	table, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) ([]any, error) { return row.Values() })
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%d rows: %v", len(table), table)
}

// A REFRESH that is cancelled, at any moment, leaves the old state, which serves all the time.
func TestCanceledRefresh(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *redis.Client, args ...string) {
		s := startFlights(t, args...)
		config, err := pgx.ParseConfig(s.url())
		if err != nil {
			t.Fatal(err)
		}
		config.BuildContextWatcherHandler = func(c *pgconn.PgConn) ctxwatch.Handler {
			return &pgconn.CancelRequestContextWatcherHandler{Conn: c, DeadlineDelay: 20 * time.Second}
		}
		conn, err := pgx.ConnectConfig(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(context.Background())
		mustExec(t, conn, faultClock, flights.Refresh, "SET asof.route = 'online'")
		before := tableOf(t, conn, "SELECT * FROM airport_delay WHERE origin = ANY('{ORD,ATL,LAX}')")
		started := time.Now()
		mustExec(t, conn, "REFRESH FEATURE VIEW airport_delay")
		took := time.Since(started)
		canceled := 0
		for i := range 8 {
			generation := column[int64](t, conn, "SELECT generation FROM asof.freshness WHERE view = 'airport_delay'")
			ctx, cancel := context.WithTimeout(t.Context(), took*time.Duration(i)/8)
			_, err := conn.Exec(ctx, "REFRESH FEATURE VIEW airport_delay")
			cancel()
			after := column[int64](t, conn, "SELECT generation FROM asof.freshness WHERE view = 'airport_delay'")
			if refused, ok := errors.AsType[*pgconn.PgError](err); !ok {
				continue // it was faster, or had not begun
			} else if refused.Code != "57014" {
				t.Errorf("a canceled REFRESH said %v", err)
			}
			canceled++
			if !slices.Equal(after, generation) {
				t.Errorf("REFRESH said %v, but generation %d took the place of %d", err, after, generation)
			}
			if got := tableOf(t, conn, "SELECT * FROM airport_delay WHERE origin = ANY('{ORD,ATL,LAX}')"); !reflect.DeepEqual(got, before) {
				t.Errorf("after a canceled REFRESH: got %v, want %v", got, before)
			}
		}
		if canceled == 0 {
			t.Error("no REFRESH was canceled")
		}
		settled(t, s, conn, r)
		mustExec(t, conn, "REFRESH FEATURE VIEW airport_delay")
	})
}

// Of two blocks that define one name, the one that commits later is told to run again, and leaves nothing (R39).
func TestConcurrentDefinitions(t *testing.T) {
	s := startServer(t, newData(t, "payments.parquet"))
	a, b := s.connect(t), s.connect(t)
	mustExec(t, a, "CREATE SOURCE payments FROM PARQUET 'payments.parquet' WITH (event_time = paid_at, tie_break = payment_id)",
		"CREATE ENTITY customer (user_id bigint)")
	view := func(feature string) string {
		return "CREATE OR REPLACE FEATURE VIEW v ENTITY customer AS SELECT user_id, amount AS " + feature + " FROM payments"
	}
	features := func() []string {
		return column[string](t, s.connect(t), "SELECT name FROM asof.features WHERE view = 'v' ORDER BY 1")
	}
	for _, c := range []struct {
		name     string
		existing bool
	}{{"new", false}, {"existing", true}} {
		if c.existing {
			mustExec(t, a, view("old"))
		}
		mustExec(t, a, "BEGIN", view("a"))
		mustExec(t, b, "BEGIN", view("b"), "CREATE ENTITY other (user_id bigint)", "CREATE TEMP TABLE kept AS SELECT 1 AS x")
		mustExec(t, b, "COMMIT")
		_, err := a.Exec(t.Context(), "COMMIT")
		wantCode(t, err, "40001")
		if got := features(); !slices.Equal(got, []string{"b"}) {
			t.Errorf("%s: after both COMMITs the view has the features %v, want those of the first", c.name, got)
		}
		mustExec(t, a, "SELECT b FROM v AS OF '2001-03-01 12:00Z' WHERE user_id = 7", "DROP ENTITY other", "DROP FEATURE VIEW v")
		mustExec(t, b, "DROP TABLE kept")
	}

	// A REFRESH that ends after its view was replaced publishes nothing.
	mustExec(t, a, view("old"), "BEGIN", "REFRESH FEATURE VIEW v")
	mustExec(t, b, view("b"))
	_, err := a.Exec(t.Context(), "COMMIT")
	wantCode(t, err, "40001")
	mustExec(t, a, "REFRESH FEATURE VIEW v")
	settled(t, s, a, nil)
}

// A view is replaced and refreshed in one block: within, both routes read the new one; outside the old one serves until COMMIT,
// and goes on after ROLLBACK. A REFRESH whose view is dropped meanwhile publishes nothing.
func TestReplaceAndRefreshInOneBlock(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *redis.Client, args ...string) {
		s := startServer(t, newData(t, "payments.parquet"), args...)
		a, b := s.connect(t), s.connect(t)
		view := func(item string) string {
			return "CREATE OR REPLACE FEATURE VIEW v ENTITY customer AS SELECT user_id, " + item + " AS f FROM payments"
		}
		mustExec(t, a, "CREATE SOURCE payments FROM PARQUET 'payments.parquet' WITH (event_time = paid_at, tie_break = payment_id)",
			"CREATE ENTITY customer (user_id bigint)", "SET asof.now = '2001-03-01 12:00Z'", view("amount"), "REFRESH FEATURE VIEW v")
		mustExec(t, b, "SET asof.now = '2001-03-01 12:00Z'")
		reads := []string{"SELECT f::text FROM v WHERE user_id = 7", "SELECT max(f::text) FROM v WHERE user_id = 7", "SELECT f::text FROM v AS OF '2001-03-01 12:00Z' WHERE user_id = 7"}
		sees := func(who string, conn *pgx.Conn, want string) {
			t.Helper()
			for _, sql := range reads {
				if got := column[string](t, conn, sql); !slices.Equal(got, []string{want}) {
					t.Errorf("%s: %s gives %q, want %q", who, sql, got, want)
				}
			}
		}
		amount := column[string](t, a, reads[0])[0]
		sees("before", b, amount)
		for _, end := range []string{"ROLLBACK", "COMMIT"} {
			mustExec(t, a, "BEGIN", view("amount + 1000"), "REFRESH FEATURE VIEW v")
			replaced := column[string](t, a, reads[0])[0]
			if replaced == amount {
				t.Errorf("within the block that replaced the view, it still gives %s", replaced)
			}
			sees("within the block", a, replaced)
			sees("outside of the block", b, amount)
			mustExec(t, a, end)
			if end == "COMMIT" {
				amount = replaced
			}
			sees("after "+end, a, amount)
			sees("others after "+end, b, amount)
			settled(t, s, a, r)
		}

		mustExec(t, a, "BEGIN", "REFRESH FEATURE VIEW v")
		mustExec(t, b, "DROP FEATURE VIEW v", view("amount + 2000"))
		_, err := a.Exec(t.Context(), "COMMIT")
		wantCode(t, err, "40001")
		mustExec(t, b, "DROP FEATURE VIEW v")
		settled(t, s, a, r)
	})
}
