package main

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// contender is one way to make a training set, Parquet to Parquet.
type contender struct {
	name string
	// exact says that its rows must be those of the first contender. Of the others it is told how many rows differ: some are known to
	// choose any of the rows of one time, or to lose rows.
	exact bool
	run   func(ctx context.Context, out string) (runOnce, error)
}

// contest runs contenders by turns and reports the time and memory of each, and how many of its rows differ from the first one's.
// One that passes a limit is stopped, recorded so, and tried neither again nor with more views or rows.
func (b *bench) contest(ctx context.Context, size contestSize, title, rows string, goals []goal, contenders []contender) error {
	t := table{Title: title, Columns: []column{{"seconds", "time", "s", false}, {"mib", "memory", "MiB", false}}, Goals: goals}
	for _, c := range contenders {
		t.Rows = append(t.Rows, tableRow{Name: c.name, Stopped: b.stoppedBefore(c.name, size)})
	}
	outs := make([]string, len(contenders))
	for i := range outs {
		outs[i] = b.path("files", fmt.Sprintf("contender_%d.parquet", i))
	}
	for round := range b.Rounds {
		turns := make([]func() error, len(contenders))
		for i, c := range contenders {
			turns[i] = func() error { return b.turn(ctx, c, outs[i], &t.Rows[i]) }
		}
		if err := byTurns(round, turns...); err != nil {
			return err
		}
		if round > 0 {
			continue
		}
		for i, c := range contenders[1:] {
			if err := compare(ctx, rows, outs[0], outs[i+1], c, &t.Rows[i+1]); err != nil {
				return err
			}
		}
	}
	for _, out := range outs {
		if err := os.Remove(out); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	for _, row := range t.Rows {
		if row.Stopped != "" && b.stoppedBefore(row.Name, size) == "" {
			b.stops[row.Name] = append(b.stops[row.Name], contestStop{size, row.Stopped})
		}
	}
	return b.report.table(&t)
}

// contestSize says how much a contender has to do.
type contestSize struct {
	name        string // of the benchmark
	views, rows int
}

// stops are the contenders that passed a limit, by name.
type stops map[string][]contestStop

type contestStop struct {
	contestSize
	why string
}

// stoppedBefore is why a contender that passed a limit with less to do is not tried, or "".
func (b *bench) stoppedBefore(name string, size contestSize) string {
	for _, s := range b.stops[name] {
		if s.name == size.name && s.views <= size.views && s.rows <= size.rows {
			return fmt.Sprintf("%s, with %d views and %d rows", s.why, s.views, s.rows)
		}
	}
	return ""
}

// turn runs a contender once.
func (b *bench) turn(ctx context.Context, c contender, out string, row *tableRow) error {
	if row.Stopped != "" {
		return nil
	}
	if err := os.Remove(out); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	once, err := c.run(ctx, out)
	var stop *stopped
	switch {
	case errors.As(err, &stop) && ctx.Err() == nil:
		row.Stopped = stop.why
		return nil
	case err != nil:
		return fmt.Errorf("%s: %w", c.name, err)
	}
	row.Figures = append(row.Figures, []float64{once.seconds, once.memory / (1 << 20)})
	return nil
}

// compare counts the rows of a contender that differ from the first one's.
func compare(ctx context.Context, rows, first, out string, c contender, row *tableRow) error {
	if row.Stopped != "" {
		return nil
	}
	db, err := openDuckDB()
	if err != nil {
		return err
	}
	defer db.Close()
	if row.Differ, err = differences(ctx, db, fmt.Sprintf(rows, out), fmt.Sprintf(rows, first)); err != nil {
		return fmt.Errorf("%s: %w", c.name, err)
	}
	if c.exact && row.Differ > 0 {
		return fmt.Errorf("%s: %d rows are not on both sides", c.name, row.Differ)
	}
	return nil
}
