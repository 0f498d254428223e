package main_test

import (
	"path/filepath"
	"testing"
	"time"
)

// A server that is killed at any moment of a backfill goes on with it when it is back: every tick is there once, none is left out, and
// what was half written is cleared away.
func TestKilledDuringTicks(t *testing.T) {
	s := startServer(t, newData(t))
	conn := s.connect(t)
	begin := time.Now().UTC().Truncate(time.Second).Add(-400 * time.Second)
	mustExec(t, conn, "COPY (SELECT 'k' || i % 100 AS k, now() - INTERVAL (i) SECOND AS ts, i AS x FROM range(2000) t(i)) TO 's.parquet'",
		"CREATE SOURCE s FROM PARQUET 's.parquet' WITH (event_time = ts)", "CREATE ENTITY e (k text)",
		"CREATE FEATURE VIEW v ENTITY e WITH (schedule = '1 second', start = '"+begin.Format("2006-01-02 15:04:05Z")+"') AS SELECT k, count(*) AS n FROM s GROUP BY k")
	for i := range 4 {
		time.Sleep(time.Duration(i+1) * 150 * time.Millisecond)
		s.kill(t)
		s = startServer(t, s.data)
		conn = s.connect(t)
	}
	eventually(t, "the end of the backfill", func() bool {
		return len(column[time.Time](t, conn, "SELECT max(tick) FROM asof.ticks HAVING now() - max(tick) < INTERVAL '3 seconds'")) == 1
	})
	mustExec(t, conn, "CREATE OR REPLACE FEATURE VIEW w ENTITY e AS SELECT k, x FROM s") // another view is not in the way
	if got := column[int64](t, conn, "SELECT count(*) - count(DISTINCT tick) FROM asof.ticks"); got[0] != 0 {
		t.Errorf("%d ticks are there twice", got[0])
	}
	if got := column[int64](t, conn, "SELECT count(*) - 1 - (extract(epoch FROM max(tick)) - extract(epoch FROM min(tick)))::bigint FROM asof.ticks"); got[0] != 0 {
		t.Errorf("ticks are left out or too many: %d", got[0])
	}
	if got := column[time.Time](t, conn, "SELECT min(tick) FROM asof.ticks"); !got[0].Equal(begin) {
		t.Errorf("the first tick is %v, not %v", got[0], begin)
	}
	if got := column[string](t, conn, "SELECT kind || ' ' || state FROM asof.jobs WHERE state NOT IN ('done', 'queued', 'running')"); len(got) != 0 {
		t.Errorf("jobs have ended as %v", got)
	}
	eventually(t, "no file but those of ticks", func() bool {
		files, err := filepath.Glob(filepath.Join(s.data, "state", "history", "*", "*"))
		if err != nil {
			t.Fatal(err)
		}
		return column[int64](t, conn, "SELECT history_files FROM asof.freshness WHERE view = 'v'")[0] == int64(len(files))
	})
	mustExec(t, conn, "DROP FEATURE VIEW v")
	eventually(t, "no file after DROP", func() bool {
		files, err := filepath.Glob(filepath.Join(s.data, "state", "history", "*", "*"))
		return err == nil && len(files) == 0
	})
	eventually(t, "the job of the DROP", func() bool {
		return len(column[string](t, conn, "SELECT state FROM asof.jobs WHERE kind = 'drop' AND object = 'v' AND state = 'done'")) > 0
	})
}
