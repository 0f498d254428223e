package main_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// jobsOver waits until no job waits or runs.
func jobsOver(t testing.TB, conn *pgx.Conn) {
	t.Helper()
	eventually(t, "the end of all jobs", func() bool {
		return len(column[int64](t, conn, "SELECT id FROM asof.jobs WHERE state IN ('queued', 'running')")) == 0
	})
}

// jobStates are the states of a view's jobs, the oldest first.
func jobStates(t testing.TB, conn *pgx.Conn, view string) []string {
	t.Helper()
	return column[string](t, conn, "SELECT kind || ' ' || state FROM asof.jobs WHERE object = '"+view+"' ORDER BY id")
}

func equalStates(got []string, want ...string) bool {
	if len(got) != len(want) {
		return false
	}
	for i := range got {
		if got[i] != want[i] {
			return false
		}
	}
	return true
}

// The REFRESH of a client is a job: it runs while its transaction does, another waits for it, others see both and may cancel them.
func TestRefreshIsAJob(t *testing.T) {
	s := startFlights(t)
	one, two, three := s.connect(t), s.connect(t), s.connect(t)
	mustExec(t, one, faultClock, "BEGIN", "REFRESH FEATURE VIEW airport_delay")
	if got := jobStates(t, three, "airport_delay"); !equalStates(got, "refresh running") {
		t.Errorf("in the transaction: %v", got)
	}
	if got := column[float64](t, three, "SELECT progress FROM asof.jobs"); len(got) != 1 || got[0] <= 0 {
		t.Errorf("its progress is %v", got)
	}
	waited := make(chan error, 1)
	go func() {
		_, err := two.Exec(context.Background(), "REFRESH FEATURE VIEW airport_delay")
		waited <- err
	}()
	eventually(t, "another REFRESH that waits", func() bool {
		return equalStates(jobStates(t, three, "airport_delay"), "refresh running", "refresh queued")
	})
	if got := column[bool](t, three, "SELECT asof.cancel_job(id) FROM asof.jobs WHERE state = 'queued'"); len(got) != 1 || !got[0] {
		t.Errorf("cancel_job said %v", got)
	}
	wantCode(t, <-waited, "57014")
	if got := jobStates(t, three, "airport_delay"); !equalStates(got, "refresh running", "refresh cancelled") {
		t.Errorf("after the cancel: %v", got)
	}
	mustExec(t, one, "COMMIT")
	if got := jobStates(t, three, "airport_delay"); !equalStates(got, "refresh done", "refresh cancelled") {
		t.Errorf("after COMMIT: %v", got)
	}
	mustExec(t, one, "BEGIN", "REFRESH FEATURE VIEW airport_delay", "ROLLBACK")
	if got := jobStates(t, three, "airport_delay"); !equalStates(got, "refresh done", "refresh cancelled", "refresh cancelled") {
		t.Errorf("after ROLLBACK: %v", got)
	}
	if got := column[bool](t, three, "SELECT asof.cancel_job(max(id)) FROM asof.jobs"); len(got) != 1 || got[0] {
		t.Errorf("cancel_job of a job that is over said %v", got)
	}
}

// Jobs are seen by those who see the view, and cancelled by who owns it, and superusers.
func TestWhoMayCancelAJob(t *testing.T) {
	s := startFlights(t)
	conn := s.connect(t)
	mustExec(t, conn, faultClock, "CREATE ROLE ann LOGIN", "CREATE ROLE bob LOGIN", "GRANT asof_define TO ann",
		"GRANT SELECT ON flights TO ann", "SET SESSION AUTHORIZATION ann",
		"CREATE FEATURE VIEW hers ENTITY airport AS SELECT origin, delay FROM flights",
		"BEGIN", "REFRESH FEATURE VIEW hers")
	other := s.connect(t)
	mustExec(t, other, "SET SESSION AUTHORIZATION bob")
	var id int64
	if err := conn.QueryRow(t.Context(), "SELECT id FROM asof.jobs").Scan(&id); err != nil {
		t.Fatal(err)
	}
	if got := column[int64](t, other, "SELECT id FROM asof.jobs"); len(got) != 0 {
		t.Errorf("bob sees jobs %v", got)
	}
	_, err := other.Exec(t.Context(), "SELECT asof.cancel_job($1)", id)
	wantCode(t, err, "42501")
	if got := column[bool](t, conn, "SELECT asof.cancel_job(max(id)) FROM asof.jobs"); len(got) != 1 || !got[0] {
		t.Errorf("ann's cancel_job said %v", got)
	}
}

// A view with option refresh follows its files, and is left alone while they stay as they are.
func TestRefreshOption(t *testing.T) {
	s := startServer(t, newData(t))
	conn := s.connect(t)
	file := func(name string, x int) {
		mustExec(t, conn, "COPY (SELECT 'a' AS k, TIMESTAMPTZ '2026-01-01 00:00Z' + INTERVAL ("+strconv.Itoa(x)+") HOUR AS ts, "+strconv.Itoa(x)+" AS x) TO '"+name+"'")
	}
	file("s1.parquet", 1)
	mustExec(t, conn, "CREATE SOURCE s FROM PARQUET 's*.parquet' WITH (event_time = ts)", "CREATE ENTITY e (k text)",
		"CREATE FEATURE VIEW v ENTITY e WITH (refresh = '200 milliseconds') AS SELECT k, x FROM s")
	is := func(x int64) func() bool {
		return func() bool {
			got := column[int64](t, conn, "SELECT x FROM v WHERE k = 'a'")
			return len(got) == 1 && got[0] == x
		}
	}
	materialised := func() bool {
		return len(column[string](t, conn, "SELECT view FROM asof.freshness WHERE materialized")) == 1
	}
	eventually(t, "the first REFRESH", materialised)
	jobs := len(jobStates(t, conn, "v"))
	time.Sleep(600 * time.Millisecond)
	if got := jobStates(t, conn, "v"); len(got) != jobs {
		t.Errorf("without a change: %v", got)
	}
	file("s2.parquet", 2)
	eventually(t, "the new file", is(2))
	if err := os.Remove(filepath.Join(s.data, "files", "s2.parquet")); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the old file alone", is(1))
	if err := os.WriteFile(filepath.Join(s.data, "files", "s3.parquet"), []byte("no Parquet"), 0o600); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a job that has failed, or is tried again", func() bool {
		return len(column[string](t, conn, "SELECT error FROM asof.jobs WHERE error IS NOT NULL")) > 0
	})
	if !is(1)() {
		t.Error("a REFRESH that failed did not leave the old state")
	}
	s.kill(t) // after a downtime the files are looked at again
	if err := os.Remove(filepath.Join(s.data, "files", "s3.parquet")); err != nil {
		t.Fatal(err)
	}
	s = startServer(t, s.data)
	conn = s.connect(t)
	file("s4.parquet", 4)
	eventually(t, "the last file", is(4))
}
