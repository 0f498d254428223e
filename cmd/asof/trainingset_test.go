package main_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
)

// longSet takes long enough to be interrupted at any of its steps.
const longSet = "AS SELECT g AS id, md5(g::text) AS a, md5((g + 1)::text) AS b FROM generate_series(1, 400000) AS s(g)"

// keptFiles waits until the state holds no other files than those that training sets keep.
func keptFiles(t *testing.T, s *server, conn *pgx.Conn) {
	t.Helper()
	var files []string
	want := column[int64](t, conn, "SELECT (SELECT count(*) FROM asof.training_sets) + (SELECT count(*) FROM asof.training_set_inputs WHERE kind = 'temp table')")[0]
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		var err error
		if files, err = filepath.Glob(filepath.Join(s.data, "state", "history", "*", "*")); err != nil {
			t.Fatal(err)
		}
		if len(files) == int(want) {
			return
		}
	}
	t.Errorf("training sets keep %d files, but there are %q", want, files)
}

// A server that is killed at any moment of CREATE TRAINING SET has all of the set when it is back, or nothing of it; all if it said so.
func TestKilledDuringTrainingSet(t *testing.T) {
	s := startServer(t, newData(t))
	conn := s.connect(t)
	started := time.Now()
	mustExec(t, conn, "CREATE TRAINING SET first "+longSet)
	took := time.Since(started)
	const kills = 5
	interrupted := 0
	for i := range kills {
		name := fmt.Sprintf("s%d", i)
		acknowledged := make(chan error, 1)
		go func() {
			_, err := conn.Exec(context.Background(), "CREATE TRAINING SET "+name+" "+longSet)
			acknowledged <- err
		}()
		time.Sleep(took * time.Duration(i+1) / kills)
		s.kill(t)
		err := <-acknowledged
		if err != nil {
			interrupted++
		}
		s = startServer(t, s.data)
		conn = s.connect(t)
		there := column[string](t, conn, "SELECT name FROM asof.training_sets WHERE name = '"+name+"'")
		t.Logf("killed at %d/%d of %v: CREATE said %v, there is %q", i+1, kills, took, err, there)
		if err == nil && len(there) == 0 {
			t.Error("a training set that was acknowledged is gone")
		}
		if len(there) > 0 {
			if got := textRows(conn, "DIFF TRAINING SET first, "+name); got != "0 rows: []" {
				t.Errorf("the set that is there differs: %.200s", got)
			}
		}
		keptFiles(t, s, conn)
	}
	if interrupted == 0 {
		t.Error("no CREATE TRAINING SET was interrupted")
	}
}

// A training set that is cancelled leaves nothing.
func TestCanceledTrainingSet(t *testing.T) {
	s := startServer(t, newData(t))
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
	started := time.Now()
	mustExec(t, conn, "CREATE TRAINING SET first "+longSet, "CREATE TEMP TABLE spine AS SELECT 1 AS a")
	took := time.Since(started)
	canceled := 0
	for i := range 6 {
		ctx, cancel := context.WithTimeout(t.Context(), took*time.Duration(i)/6)
		_, err := conn.Exec(ctx, "CREATE TRAINING SET second "+longSet)
		cancel()
		var refused *pgconn.PgError
		if !errors.As(err, &refused) { // it was faster, or had not begun
			conn.Exec(t.Context(), "DROP TRAINING SET IF EXISTS second")
			continue
		}
		canceled++
		if refused.Code != "57014" {
			t.Errorf("a canceled CREATE said %v", err)
		}
		if n := column[int64](t, conn, "SELECT count(*) FROM asof.training_sets"); n[0] != 1 {
			t.Errorf("there are %d training sets after a cancel", n[0])
		}
	}
	if canceled == 0 {
		t.Error("no CREATE TRAINING SET was canceled")
	}
	keptFiles(t, s, conn)
	if n := column[int64](t, conn, "SELECT count(*) FROM spine"); n[0] != 1 {
		t.Error("the session lost its temp table")
	}
}

// Derived anew from unchanged inputs a training set has equal rows, also on other thread counts. Sums of doubles differ in their last
// bits there, which DIFF overlooks unless it is told not to.
func TestTrainingSetOnOtherThreads(t *testing.T) {
	s := startServer(t, newData(t), "--threads", "1")
	conn := s.connect(t)
	mustExec(t, conn,
		"COPY (SELECT g AS id, 'k' || (g % 50) AS k, TIMESTAMPTZ '2001-01-01 00:00:00Z' + g * INTERVAL '7 seconds' AS t, sin(g) * 1e6 / (1 + g % 13) AS x, (g * 7919) % 1000 AS n FROM generate_series(1, 200000) AS s(g)) TO 'events.parquet' (ROW_GROUP_SIZE 20000)",
		"COPY (SELECT 'k' || (g % 50) AS k, TIMESTAMPTZ '2001-01-01 00:00:00Z' + (g * 14) * INTERVAL '1 second' AS ts FROM generate_series(1, 50000) AS s(g)) TO 'spine.parquet' (ROW_GROUP_SIZE 5000)",
		"CREATE SOURCE events FROM PARQUET 'events.parquet' WITH (event_time = t, tie_break = id)",
		"CREATE ENTITY thing (k text)",
		`CREATE FEATURE VIEW f ENTITY thing AS SELECT k, x AS last_x, sum(x) OVER w AS s, avg(x) OVER w AS a, stddev_samp(x) OVER w AS d, count(DISTINCT n) OVER w AS c,
			max(x) OVER (ROWS 9 PRECEDING) AS m, sum(x) OVER (RANGE UNBOUNDED PRECEDING) AS u FROM events WINDOW w AS (RANGE INTERVAL '3 hours' PRECEDING)`,
		"CREATE TRAINING SET ts AS SELECT l.*, last_x, s, a, d, c, m, u FROM 'spine.parquet' l LEFT JOIN f AS OF l.ts USING (k)",
		"CREATE TRAINING SET ints AS SELECT k, ts, last_x, c, m FROM ts")
	for _, threads := range []string{"2", "4", "1"} {
		s.kill(t)
		s = startServer(t, s.data, "--threads", threads)
		conn = s.connect(t)
		mustExec(t, conn, "REFRESH TRAINING SET ts", "REFRESH TRAINING SET ints")
		if got := textRows(conn, "DIFF TRAINING SET ts@1, ts"); got != "0 rows: []" {
			t.Errorf("on %s threads: %.500s", threads, got)
		}
		if got := textRows(conn, "DIFF TRAINING SET ints@1, ints EXACT"); got != "0 rows: []" {
			t.Errorf("on %s threads: %.500s", threads, got)
		}
	}
	if n := column[int64](t, conn, "SELECT count(DISTINCT hash) FROM asof.training_sets WHERE name = 'ints'"); n[0] != 1 {
		t.Errorf("%d hashes", n[0])
	}
	mustExec(t, conn, "CREATE TRAINING SET other AS SELECT * REPLACE (CASE WHEN k = 'k7' THEN s * (1 + 1e-8) ELSE s END AS s) FROM ts")
	if n := column[int64](t, conn, "SELECT count(*) FROM ts WHERE k = 'k7' AND s <> 0"); true {
		got := 0
		rows, err := conn.Query(t.Context(), "DIFF TRAINING SET ts, other")
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			got++
		}
		if rows.Err() != nil || got != 2*int(n[0]) {
			t.Errorf("%d rows differ, %v; want %d on each side", got, rows.Err(), n[0])
		}
	}
}
