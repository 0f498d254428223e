package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// pointInTime: a spine with the newest event of each key as of each row, events with corrections, Parquet to Parquet, against
// the DuckDB plan by hand. Once from the client's files, and once from the server's own history, which REFRESH keeps sorted.
func pointInTime(ctx context.Context, b *bench) error {
	return b.offline(ctx, offlineCase{
		name: "point-in-time join",
		view: "SELECT user_id, " + eventFeatures + " FROM events",
		ttl:  fmt.Sprintf("%d days", ttlDays),
		take: "e.f1, e.f2, e.f3, e.f4, e.f5",
		hand: pointInTimeByHand,
		rows: "SELECT user_id, epoch_us(event_timestamp), label, " + eventFeatures + " FROM '%s'",
		goal: "<= 0.7", goalMemory: "",
	})
}

// windows: counts, sums and a mean over 30 minutes and over 7 days as of each row of the spine.
func windows(ctx context.Context, b *bench) error {
	return b.offline(ctx, offlineCase{
		name: "windows of 30 minutes and 7 days",
		view: `SELECT user_id, count(amount) OVER w30 AS n_30m, sum(amount) OVER w30 AS sum_30m,
			count(amount) OVER w7 AS n_7d, sum(amount) OVER w7 AS sum_7d, avg(amount) OVER w7 AS avg_7d FROM events
			WINDOW w30 AS (RANGE INTERVAL '30 minutes' PRECEDING), w7 AS (RANGE INTERVAL '7 days' PRECEDING)`,
		take: "e.n_30m, e.sum_30m, e.n_7d, e.sum_7d, e.avg_7d",
		hand: windowsByHand,
		// A key without any event before the moment has no row in the view, and so NULL counts; plain SQL counts 0.
		rows: "SELECT user_id, epoch_us(event_timestamp), label, coalesce(n_30m, 0), sum_30m::BIGINT, coalesce(n_7d, 0), sum_7d::BIGINT, avg_7d FROM '%s'",
		goal: "<= 0.25",
	})
}

// offlineCase is a training set, by a feature view and by hand.
type offlineCase struct {
	name             string
	view             string // the SELECT of the feature view over events
	ttl              string // empty: none
	take             string // what the training set takes of the view, called e
	hand             func(d offlineData, out string) string
	rows             string // SQL over an output file, for the comparison
	goal, goalMemory string
}

// offline checks that both sides write equal rows, and measures them by turns: time, and the memory of the process.
func (b *bench) offline(ctx context.Context, c offlineCase) error {
	data, err := b.makeOfflineData(ctx)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(b.path("data")); err != nil {
		return err
	}
	s, err := b.startAsof(ctx, b.path("data"))
	if err != nil {
		return err
	}
	defer s.stop(syscall.SIGTERM)
	with := ""
	if c.ttl != "" {
		with = "WITH (ttl = '" + c.ttl + "')"
	}
	if err := s.exec(ctx,
		"CREATE SOURCE events FROM PARQUET '"+filepath.Base(data.events)+"' WITH (event_time = event_timestamp, tie_break = created)",
		"CREATE ENTITY app_user (user_id bigint)",
		"CREATE FEATURE VIEW user_events ENTITY app_user "+with+" AS "+c.view); err != nil {
		return err
	}
	size := fmt.Sprintf("%s, %d rows x %d events", c.name, b.Spine, b.Events)
	if err := b.offlineRounds(ctx, c, data, s, size+", from the files"); err != nil {
		return err
	}
	if err := s.exec(ctx, "REFRESH FEATURE VIEW user_events"); err != nil {
		return err
	}
	return b.offlineRounds(ctx, c, data, s, size+", from the server's history")
}

func (b *bench) offlineRounds(ctx context.Context, c offlineCase, data offlineData, s *asofServer, name string) error {
	ours, theirs := b.path("files", "asof_out.parquet"), b.path("files", "rival_out.parquet")
	statement := fmt.Sprintf(`COPY (SELECT s.user_id, s.event_timestamp, s.label, %s FROM '%s' s LEFT JOIN user_events AS OF s.event_timestamp AS e USING (user_id))
		TO '%s' (FORMAT parquet, COMPRESSION zstd)`, c.take, filepath.Base(data.spine), filepath.Base(ours))
	seconds := line{Name: name, Unit: "s", Rival: "DuckDB by hand", Goal: c.goal}
	memory := line{Name: "  peak memory of the same", Unit: "MiB", Rival: "DuckDB by hand", Goal: c.goalMemory}
	for round := range b.Rounds {
		var asof, hand runOnce
		for _, out := range []string{ours, theirs} {
			if err := os.Remove(out); err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
		}
		err := byTurns(round,
			func() (err error) { asof, err = runAsof(ctx, s, statement); return err },
			func() (err error) { hand, err = rival(ctx, c.hand(data, theirs)); return err })
		if err != nil {
			return err
		}
		if err := sameFiles(ctx, c.rows, ours, theirs); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		seconds.Ours, seconds.Theirs = append(seconds.Ours, asof.seconds), append(seconds.Theirs, hand.seconds)
		memory.Ours, memory.Theirs = append(memory.Ours, asof.memory/(1<<20)), append(memory.Theirs, hand.memory/(1<<20))
	}
	if err := b.report.add(seconds); err != nil {
		return err
	}
	return b.report.add(memory)
}

// runAsof runs a statement in the server, and reads the server's own peak of memory.
func runAsof(ctx context.Context, s *asofServer, statement string) (runOnce, error) {
	if err := s.resetPeakMemory(); err != nil {
		return runOnce{}, err
	}
	conn, err := connect(ctx, s.addr, "asof")
	if err != nil {
		return runOnce{}, err
	}
	defer conn.Close(ctx)
	started := time.Now()
	if _, err := conn.Exec(ctx, statement); err != nil {
		return runOnce{}, fmt.Errorf("%s: %w", statement, err)
	}
	r := runOnce{seconds: time.Since(started).Seconds()}
	r.memory, err = s.peakMemory()
	return r, err
}

// sameFiles compares two outputs row by row.
func sameFiles(ctx context.Context, rows, a, b string) error {
	db, err := openDuckDB()
	if err != nil {
		return err
	}
	defer db.Close()
	var n int64
	if err := db.QueryRowContext(ctx, fmt.Sprintf("SELECT count(*) FROM ("+rows+")", a)).Scan(&n); err != nil {
		return err
	}
	if n == 0 {
		return errors.New("the training set is empty")
	}
	differ, err := differences(ctx, db, fmt.Sprintf(rows, a), fmt.Sprintf(rows, b))
	if err != nil {
		return err
	}
	if differ > 0 {
		return fmt.Errorf("of %d rows %d are not on both sides", n, differ)
	}
	return nil
}
