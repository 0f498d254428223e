package main_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
)

// cancelled are statements that take long, and what undoes each when it was faster than its cancel.
var cancelled = []struct{ sql, undo string }{
	{"SELECT count(*), sum(f.late_minutes_7d) FROM labels l LEFT JOIN departure_risk_v1 AS OF l.departed_at STRICT AS f USING (origin, destination)", ""},
	{"SELECT count(f.last_delay) FROM labels l JOIN airport_delay AS OF l.departed_at AS f USING (origin) JOIN route_delay AS OF l.departed_at AS r USING (origin, destination)", ""},
	{"SELECT sum(n) FROM (SELECT count(*) OVER (PARTITION BY origin ORDER BY departed_at RANGE INTERVAL '7 days' PRECEDING) AS n FROM flights) w", ""},
	{"CREATE TEMP TABLE joined AS SELECT l.*, f.avg_delay_30m FROM labels l LEFT JOIN airport_delay AS OF l.departed_at AS f USING (origin)", "DROP TABLE joined"},
	{"CREATE TRAINING SET kept AS SELECT l.*, f.avg_delay_30m FROM labels l LEFT JOIN airport_delay AS OF l.departed_at AS f USING (origin)", "DROP TRAINING SET kept"},
	{"COPY (SELECT l.*, f.avg_delay_30m FROM labels l LEFT JOIN airport_delay AS OF l.departed_at AS f USING (origin)) TO 'copied.parquet' (FORMAT parquet)", ""},
	{"REFRESH FEATURE VIEW route_delay", ""},
}

// A statement that is cancelled at any moment ends soon with 57014, leaves no table and no file, and its connection goes on, inside of
// a transaction too.
func TestCanceledAtAnyMoment(t *testing.T) {
	s := startFlights(t)
	config, err := pgx.ParseConfig(s.url())
	if err != nil {
		t.Fatal(err)
	}
	config.BuildContextWatcherHandler = func(c *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: c, DeadlineDelay: 30 * time.Second}
	}
	conn, err := pgx.ConnectConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	mustExec(t, conn, faultClock, "CREATE TEMP TABLE labels AS SELECT flight_id, origin, destination, departed_at FROM flights")
	copied := filepath.Join(s.data, "files", "copied.parquet")
	random := rand.New(rand.NewPCG(1, 2))
	ended := 0
	for i, c := range cancelled {
		started := time.Now()
		mustExec(t, conn, c.sql)
		took := time.Since(started)
		if c.undo != "" {
			mustExec(t, conn, c.undo)
		}
		for n := range 4 {
			os.Remove(copied)
			block := n%4 == 3 && i != len(cancelled)-1
			if block {
				mustExec(t, conn, "BEGIN")
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(random.Int64N(int64(took))))
			_, err := conn.Exec(ctx, c.sql)
			cancel()
			if conn.IsClosed() {
				t.Fatalf("%s: the connection ended: %v", c.sql, err)
			}
			refused, ok := errors.AsType[*pgconn.PgError](err)
			switch {
			case ok && refused.Code != "57014":
				t.Errorf("%s: cancelled, it said %v", c.sql, err)
			case ok:
				ended++
				if _, err := os.Stat(copied); err == nil {
					t.Errorf("%s: cancelled, it left a file", c.sql)
				}
			}
			if block {
				mustExec(t, conn, "ROLLBACK")
			} else if err == nil && c.undo != "" {
				mustExec(t, conn, c.undo)
			}
			if tables := column[string](t, conn, "SELECT relname FROM pg_class WHERE relpersistence = 't' AND relkind = 'r'"); len(tables) != 1 {
				t.Fatalf("%s: the session has the tables %v", c.sql, tables)
			}
			if n := column[int64](t, conn, "SELECT count(*) FROM labels"); n[0] != 228738 {
				t.Fatalf("%s: labels has %d rows", c.sql, n[0])
			}
		}
	}
	t.Logf("%d statements were cancelled", ended)
	if ended < len(cancelled) {
		t.Error("too few were cancelled to say anything")
	}
	if files, err := filepath.Glob(filepath.Join(s.data, "state", "tmp", "spool-*")); err != nil || len(files) > 0 {
		t.Errorf("the server keeps %v, %v", files, err)
	}
	settled(t, s, conn, nil)
}
