package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// movedClock is a server's clock that a test moves.
type movedClock struct {
	mu     sync.Mutex
	now    time.Time
	timers map[chan time.Time]time.Time
}

func (c *movedClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *movedClock) Timer(d time.Duration) (<-chan time.Time, func() bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	ch := make(chan time.Time, 1)
	if d <= 0 {
		ch <- c.now
	} else {
		c.timers[ch] = c.now.Add(d)
	}
	return ch, func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.timers, ch)
		return true
	}
}

func (c *movedClock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
	for ch, at := range c.timers {
		if !at.After(t) {
			ch <- t
			delete(c.timers, ch)
		}
	}
}

// clocked is a server in this process, whose clock a test moves.
type clocked struct {
	clock *movedClock
	conn  *pgx.Conn
}

func startClocked(t *testing.T, at time.Time) *clocked {
	t.Helper()
	c := &clocked{clock: &movedClock{now: at, timers: map[chan time.Time]time.Time{}}}
	m := &Main{Config: Config{PG: "127.0.0.1:0", Data: t.TempDir(), Auth: "trust", MaxConns: 10, MaxRows: 1000, Memory: "512MiB", Threads: 1, WriteTimeout: time.Minute},
		Log: slog.New(slog.DiscardHandler), Now: c.clock.Now, Timer: c.clock.Timer}
	ctx, stop := context.WithCancel(context.Background())
	ready, over := make(chan struct{}), make(chan error, 1)
	go func() { over <- m.Run(ctx, func() { close(ready) }) }()
	select {
	case <-ready:
	case err := <-over:
		t.Fatal(err)
	}
	conn, err := pgx.Connect(ctx, "postgres://tester@"+m.Addr+"/asof?sslmode=disable")
	if err != nil {
		t.Fatal(err)
	}
	c.conn = conn
	t.Cleanup(func() {
		conn.Close(context.Background())
		stop()
		if err := <-over; err != nil {
			t.Error(err)
		}
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// query gives a statement's rows as text, or its error.
func (c *clocked) query(sql string) string {
	rows, err := c.conn.Query(context.Background(), sql, pgx.QueryExecModeSimpleProtocol)
	var b strings.Builder
	for err == nil && rows.Next() {
		for i, v := range rows.RawValues() {
			if i > 0 {
				b.WriteString(" | ")
			}
			if v == nil {
				b.WriteString("-")
			} else {
				b.WriteString(strings.TrimSuffix(string(v), "+00"))
			}
		}
		b.WriteString("\n")
	}
	if err == nil {
		err = rows.Err()
	}
	if e := (*pgconn.PgError)(nil); errors.As(err, &e) {
		return b.String() + "ERROR " + e.Code + " " + e.Message + "\n"
	}
	if err != nil {
		return err.Error() + "\n"
	}
	return b.String()
}

// settle waits until n ticks are there and no job is left to do.
func (c *clocked) settle(t *testing.T, n int) {
	t.Helper()
	want := strconv.Itoa(n) + " | 0\n"
	got := ""
	for range 1000 {
		if got = c.query("SELECT (SELECT count(*) FROM asof.ticks), (SELECT count(*) FROM asof.jobs WHERE state IN ('queued', 'running'))"); got == want {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("ticks and open jobs are %s, not %s%s", got, want, c.query("SELECT id, kind, object, state, attempts, error FROM asof.jobs"))
}

// ways reads a view in every way as of the clock: online, offline, as of the time, and for a spine. keys is a list of values. One
// answer is one line of the result; where they differ, each is told.
func (c *clocked) ways(view, keys string) string {
	at := c.clock.Now().UTC().Format("2006-01-02 15:04:05.999999Z")
	c.query("SET asof.route = 'online'")
	online := c.query(fmt.Sprintf("SELECT *, _event_time FROM %s WHERE k IN (%s) ORDER BY k", view, keys))
	c.query("SET asof.route = 'offline'")
	offline := c.query(fmt.Sprintf("SELECT *, _event_time FROM %s WHERE k IN (%s) ORDER BY k", view, keys))
	c.query("RESET asof.route")
	asOf := c.query(fmt.Sprintf("SELECT *, _event_time FROM %s AS OF '%s' WHERE k IN (%s) ORDER BY k", view, at, keys))
	spine := c.query(fmt.Sprintf("SELECT v.*, v._event_time FROM (SELECT unnest([%s]) AS key) q JOIN %s AS OF TIMESTAMPTZ '%s' AS v ON v.k = q.key ORDER BY v.k", keys, view, at))
	if offline == online && asOf == online && spine == online {
		return online
	}
	return "online:\n" + online + "offline:\n" + offline + "as of:\n" + asOf + "spine:\n" + spine
}

// Every file of testdata/ticks is a server with a clock of its own, which begins at 2001-03-01 12:30. Commands:
//
//	sql     statements, one a line, with their rows
//	clock   sets the clock, and waits for the number of ticks that there are then
//	read    a view and keys: what each way of reading gives
func TestTicks(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "ticks", "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			c := startClocked(t, time.Date(2001, 3, 1, 12, 30, 0, 0, time.UTC))
			datadriven.RunTest(t, file, func(t *testing.T, d *datadriven.TestData) string {
				switch d.Cmd {
				case "sql":
					var out string
					for _, line := range strings.Split(d.Input, "\n") {
						out += c.query(line)
					}
					return out
				case "clock":
					at, err := time.Parse("2006-01-02 15:04:05.999999", d.Input)
					if err != nil {
						d.Fatalf(t, "%v", err)
					}
					c.clock.set(at)
					var n int
					d.ScanArgs(t, "ticks", &n)
					c.settle(t, n)
					return ""
				case "read":
					view, keys, _ := strings.Cut(d.Input, " ")
					return c.ways(view, keys)
				}
				d.Fatalf(t, "unknown command %s", d.Cmd)
				return ""
			})
		})
	}
}

// A day of hourly ticks, by the scheduler alone: each is there once, computed from what was known at its time, and none is read
// before it may be used.
func TestADayOfTicks(t *testing.T) {
	start := time.Date(2001, 3, 1, 0, 0, 0, 0, time.UTC)
	c := startClocked(t, start)
	for _, sql := range []string{
		"COPY (SELECT 'a' AS k, TIMESTAMPTZ '2001-03-01 00:00Z' + INTERVAL (i * 10) MINUTE AS ts, TIMESTAMPTZ '2001-03-01 00:00Z' + INTERVAL (i * 10 + 15) MINUTE AS av FROM range(144) t(i)) TO 's.parquet'",
		"CREATE SOURCE s FROM PARQUET 's.parquet' WITH (event_time = ts, available_at = av)",
		"CREATE ENTITY e (k text)",
		"CREATE FEATURE VIEW v ENTITY e WITH (schedule = '1 hour', delay = '5 minutes') AS SELECT k, count(*) AS n, now() AS tick FROM s GROUP BY k",
	} {
		if out := c.query(sql); out != "" {
			t.Fatal(sql, out)
		}
	}
	c.settle(t, 1)
	for hour := 1; hour <= 24; hour++ {
		at := start.Add(time.Duration(hour) * time.Hour)
		c.clock.set(at)
		c.settle(t, hour+1)
		// Rows 0, 10, … minutes that were known 15 minutes later: at hour h those up to 60h - 15.
		count := func(h int) string {
			if h == 0 {
				return ""
			}
			return fmt.Sprintf("a | %d | %s | %[2]s\n", (60*h-15)/10+1, start.Add(time.Duration(h)*time.Hour).Format("2006-01-02 15:04:05"))
		}
		c.clock.set(at.Add(5*time.Minute - time.Microsecond))
		if got := c.ways("v", "'a'"); got != count(hour-1) {
			t.Errorf("just before the tick of hour %d may be used: %q, not %q", hour, got, count(hour-1))
		}
		c.clock.set(at.Add(5 * time.Minute))
		if got := c.ways("v", "'a'"); got != count(hour) {
			t.Errorf("when the tick of hour %d may be used: %q, not %q", hour, got, count(hour))
		}
	}
	if got := c.query("SELECT count(*), count(DISTINCT tick), count(*) FILTER (WHERE backfill) FROM asof.ticks"); got != "25 | 25 | 0\n" {
		t.Errorf("ticks: %s", got)
	}
}
