package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// windowLengths are those of the features, longest last.
var windowLengths = []time.Duration{30 * time.Minute, 6 * time.Hour, 24 * time.Hour, 7 * 24 * time.Hour, 30 * 24 * time.Hour}

// windows measures counts and sums over five windows as of each row of the spine. Feast has no windows that end at a row's own time.
func windows(ctx context.Context, b *bench) error {
	for _, rows := range b.Spines {
		if err := b.windows(ctx, rows); err != nil {
			return fmt.Errorf("%d rows: %w", rows, err)
		}
	}
	return nil
}

func (b *bench) windows(ctx context.Context, rows int) error {
	var d offlineData
	var err error
	if d.spine, err = b.makeSpine(ctx, rows); err != nil {
		return err
	}
	events, err := b.makeEvents(ctx, b.Events, 0)
	if err != nil {
		return err
	}
	d.tables = []string{events}
	s, err := b.windowsServer(ctx, events)
	if err != nil {
		return err
	}
	defer s.stop(syscall.SIGTERM)
	asof := func(view string) func(context.Context, string) (runOnce, error) {
		return func(ctx context.Context, out string) (runOnce, error) {
			return b.runAsof(ctx, s, fmt.Sprintf(`COPY (SELECT s.user_id, s.event_timestamp, s.label, %s FROM '%s' s LEFT JOIN %s AS OF s.event_timestamp AS e USING (user_id))
				TO '%s' (FORMAT parquet, COMPRESSION zstd)`, windowColumns("e.n%d AS n%d, e.sum%d AS sum%d"), filepath.Base(d.spine), view, filepath.Base(out)))
		}
	}
	list := []contender{
		{fromFiles, true, asof("v")},
		{fromHistory, true, asof("h")},
		{plainWindows, true, func(ctx context.Context, out string) (runOnce, error) { return b.rival(ctx, windowsByHand(d, out)) }},
		{"DuckDB by prefix sums", true, func(ctx context.Context, out string) (runOnce, error) { return b.rival(ctx, windowsByPrefix(d, out)) }},
	}
	if b.Python != "" {
		args := []string{d.spine, events}
		list = append(list, contender{"Polars by prefix sums", true, func(ctx context.Context, out string) (runOnce, error) {
			args := append(args[:2:2], out)
			for _, w := range windowLengths {
				args = append(args, fmt.Sprint(w.Microseconds()))
			}
			return b.script(ctx, "polars_windows.py", args...)
		}})
	}
	// A key without any event before the moment has no row in the view, and so NULL counts; plain SQL counts 0.
	compared := "SELECT user_id, epoch_us(event_timestamp), label, " + windowColumns("coalesce(n%d, 0), sum%d::BIGINT") + " FROM '%s'"
	goals := []goal{{fromHistory, plainWindows, "time", atMost(0.25)}}
	return b.contest(ctx, contestSize{"windows", 1, rows}, fmt.Sprintf("five windows of 30 minutes to 30 days, %d spine rows", rows), compared, goals, list)
}

const plainWindows = "DuckDB, plain SQL windows"

// windowColumns repeats a select list for each window: %d is its number.
func windowColumns(list string) string {
	var out []string
	for i := range windowLengths {
		out = append(out, strings.ReplaceAll(list, "%d", fmt.Sprint(i)))
	}
	return strings.Join(out, ", ")
}

func (b *bench) windowsServer(ctx context.Context, events string) (*asofServer, error) {
	if err := os.RemoveAll(b.path("data")); err != nil {
		return nil, err
	}
	s, err := b.startAsof(ctx, b.path("data"))
	if err != nil {
		return nil, err
	}
	var defs []string
	for i, w := range windowLengths {
		defs = append(defs, fmt.Sprintf("w%d AS (RANGE INTERVAL '%d seconds' PRECEDING)", i, int(w.Seconds())))
	}
	view := func(name string) string {
		return fmt.Sprintf("CREATE FEATURE VIEW %s ENTITY app_user WITH (online = false) AS SELECT user_id, %s FROM events WINDOW %s", name,
			windowColumns("count(amount) OVER w%d AS n%d, sum(amount) OVER w%d AS sum%d"), strings.Join(defs, ", "))
	}
	if err := s.exec(ctx, "CREATE ENTITY app_user (user_id bigint)",
		"CREATE SOURCE events FROM PARQUET '"+filepath.Base(events)+"' WITH (event_time = event_timestamp, tie_break = created)",
		view("v"), view("h"), "REFRESH FEATURE VIEW h"); err != nil {
		s.stop(syscall.SIGTERM)
		return nil, err
	}
	return s, nil
}
