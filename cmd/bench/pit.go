package main

import (
	"context"
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// scripts are the rivals that are written in Python.
//
//go:embed rivals/*.py
var scripts embed.FS

// pit measures point-in-time joins: a spine with the newest event of each key as of each row, for numbers of views and of spine rows,
// by everything that a user would otherwise take. One view and five stand over one table of events; more over one table each.
func pit(ctx context.Context, b *bench) error {
	for _, rows := range b.Spines {
		for _, views := range b.Views {
			if err := b.pit(ctx, views, rows); err != nil {
				return fmt.Errorf("%d views, %d rows: %w", views, rows, err)
			}
		}
	}
	return nil
}

// manyViews is from how many views on each view has a table of its own, of a fifth of the events.
const manyViews = 6

func (b *bench) pit(ctx context.Context, views, rows int) error {
	d := offlineData{}
	var err error
	if d.spine, err = b.makeSpine(ctx, rows); err != nil {
		return err
	}
	for n := range views {
		events, salt := b.Events, 0
		if views >= manyViews {
			events, salt = b.Events/5, 1000*(n+1)
		}
		table, err := b.makeEvents(ctx, events, salt)
		if err != nil {
			return err
		}
		d.tables = append(d.tables, table)
	}
	s, err := b.pitServer(ctx, d)
	if err != nil {
		return err
	}
	defer s.stop(syscall.SIGTERM)
	title := fmt.Sprintf("point-in-time join, views: %d, spine rows: %d", views, rows)
	return b.contest(ctx, contestSize{"pit", views, rows}, title, pitRows(views), pitGoals(views), b.pitContenders(s, d))
}

// pitGoals are those of the design.
func pitGoals(views int) []goal {
	const byHand, chained = "DuckDB by hand", "DuckDB, ASOF joins alone"
	switch {
	case views == 1:
		return []goal{{fromHistory, byHand, "time", atMost(0.7)}, {fromHistory, "Polars join_asof", "time", atMost(1)},
			{fromHistory, feastDuckDB, "time", atMost(1.0 / 8)}, {fromHistory, feastDuckDB, "memory", atMost(1.0 / 3)}}
	case views < manyViews:
		return []goal{{fromHistory, byHand, "time", atMost(0.6)}, {fromHistory, byHand, "memory", atMost(0.25)},
			{fromHistory, feastDuckDB, "time", atMost(1.0 / 15)}, {fromHistory, feastDuckDB, "memory", atMost(1.0 / 3)}}
	}
	return []goal{{fromHistory, chained, "time", atMost(0.9)}, {fromHistory, chained, "memory", atMost(0.3)}}
}

const (
	fromFiles, fromHistory = "asof, from the files", "asof, from its history"
	feastDuckDB            = "Feast, DuckDB store"
)

// pitServer is a server with two views over each table: v1 … are read from the files, h1 … are materialised.
func (b *bench) pitServer(ctx context.Context, d offlineData) (*asofServer, error) {
	if err := os.RemoveAll(b.path("data")); err != nil {
		return nil, err
	}
	s, err := b.startAsof(ctx, b.path("data"))
	if err != nil {
		return nil, err
	}
	statements := []string{"CREATE ENTITY app_user (user_id bigint)"}
	made := map[string]bool{}
	for n, table := range d.tables {
		source := strings.TrimSuffix(filepath.Base(table), ".parquet")
		if !made[source] {
			made[source] = true
			statements = append(statements, fmt.Sprintf("CREATE SOURCE %s FROM PARQUET '%s' WITH (event_time = event_timestamp, tie_break = created)", source, filepath.Base(table)))
		}
		for _, name := range []string{"v", "h"} {
			statements = append(statements, fmt.Sprintf("CREATE FEATURE VIEW %s%d ENTITY app_user WITH (ttl = '%d days', online = false) AS SELECT user_id, %s FROM %s",
				name, n+1, ttlDays, eventFeatures, source))
		}
		statements = append(statements, fmt.Sprintf("REFRESH FEATURE VIEW h%d", n+1))
	}
	if err := s.exec(ctx, statements...); err != nil {
		s.stop(syscall.SIGTERM)
		return nil, err
	}
	return s, nil
}

func (b *bench) pitContenders(s *asofServer, d offlineData) []contender {
	asof := func(view string) func(context.Context, string) (runOnce, error) {
		return func(ctx context.Context, out string) (runOnce, error) {
			return b.runAsof(ctx, s, pitStatement(view, d, out))
		}
	}
	duckdb := func(statement func(offlineData, string) string) func(context.Context, string) (runOnce, error) {
		return func(ctx context.Context, out string) (runOnce, error) { return b.rival(ctx, statement(d, out)) }
	}
	list := []contender{
		{fromFiles, true, asof("v")},
		{fromHistory, true, asof("h")},
		{"DuckDB by hand", true, duckdb(pitByHand)},
		{"DuckDB, ASOF joins alone", false, duckdb(pitByASOF)},
	}
	if b.Python == "" {
		return list
	}
	columns := strings.ReplaceAll(eventFeatures, " ", "")
	ttl := fmt.Sprint(ttlDays)
	feast := func(store string) func(context.Context, string) (runOnce, error) {
		return func(ctx context.Context, out string) (runOnce, error) {
			return b.script(ctx, "feast_pit.py", append([]string{store, d.spine, out, ttl, columns}, d.tables...)...)
		}
	}
	return append(list,
		contender{"Polars join_asof", true, func(ctx context.Context, out string) (runOnce, error) {
			return b.script(ctx, "polars_pit.py", append([]string{d.spine, out, ttl, columns}, d.tables...)...)
		}},
		contender{feastDuckDB, false, feast("duckdb")},
		contender{"Feast, Dask store", false, feast("dask")})
}

// script runs one of scripts with the interpreter that has its packages.
func (b *bench) script(ctx context.Context, name string, args ...string) (runOnce, error) {
	text, err := scripts.ReadFile("rivals/" + name)
	if err != nil {
		return runOnce{}, err
	}
	path := b.path(name)
	if err := os.WriteFile(path, text, 0o644); err != nil {
		return runOnce{}, err
	}
	return b.limited(ctx, b.Python, append([]string{path}, args...)...)
}

// pitFeatures are the columns that the join brings, as both sides name them, from relations called name1 ….
func pitFeatures(views int, name string) []string {
	var out []string
	for n := 1; n <= views; n++ {
		for _, f := range strings.Split(eventFeatures, ", ") {
			out = append(out, fmt.Sprintf("%s%d.%s AS v%d_%s", name, n, f, n, f))
		}
	}
	return out
}

func pitRows(views int) string {
	cols := []string{"user_id", "epoch_us(event_timestamp)", "label"}
	for n := 1; n <= views; n++ {
		for _, f := range strings.Split(eventFeatures, ", ") {
			cols = append(cols, fmt.Sprintf("v%d_%s", n, f))
		}
	}
	return "SELECT " + strings.Join(cols, ", ") + " FROM '%s'"
}

func pitStatement(view string, d offlineData, out string) string {
	var joins strings.Builder
	for n := range d.tables {
		fmt.Fprintf(&joins, " LEFT JOIN %[1]s%[2]d AS OF s.event_timestamp AS e%[2]d USING (user_id)", view, n+1)
	}
	return fmt.Sprintf("COPY (SELECT s.user_id, s.event_timestamp, s.label, %s FROM '%s' s%s) TO '%s' (FORMAT parquet, COMPRESSION zstd)",
		strings.Join(pitFeatures(len(d.tables), "e"), ", "), filepath.Base(d.spine), joins.String(), filepath.Base(out))
}

// runAsof runs a statement in the server within the limits, and reads the server's own peak of memory.
func (b *bench) runAsof(ctx context.Context, s *asofServer, statement string) (runOnce, error) {
	if err := s.resetPeakMemory(); err != nil {
		return runOnce{}, err
	}
	conn, err := connect(ctx, s.addr, "asof")
	if err != nil {
		return runOnce{}, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	over := b.watch(ctx, cancel, &s.process)
	started := time.Now()
	_, err = conn.Exec(ctx, statement)
	r := runOnce{seconds: time.Since(started).Seconds(), memory: over()}
	if stop, ok := context.Cause(ctx).(*stopped); ok {
		return runOnce{}, stop
	}
	if err != nil {
		return runOnce{}, fmt.Errorf("%s: %w", statement, err)
	}
	return r, nil
}
