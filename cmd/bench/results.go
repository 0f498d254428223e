package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"syscall"
	"time"
)

// resultColumns is a row of ten columns of the types that tables are made of.
const resultColumns = `i AS id, (hash(i) % 1000)::INTEGER AS quantity, (hash(i + 1) % 10000000)::DOUBLE / 1024 AS score, ((hash(i + 2) % 100000000)::DECIMAL(18,2) / 100)::DECIMAL(12,2) AS amount,
	'user ' || (hash(i + 3) % 100000)::VARCHAR AS name, hash(i + 4) % 2 = 0 AS active, TIMESTAMPTZ '2026-01-01 00:00:00+00' + to_microseconds((hash(i + 5) % 31536000000000)::BIGINT) AS seen_at,
	DATE '2020-01-01' + (hash(i + 6) % 2000)::INTEGER AS born, CASE WHEN i % 10 = 0 THEN NULL ELSE (hash(i + 7) % 100)::SMALLINT END AS age, 'a note of some length about row ' || i AS note`

const resultTypes = "id int8, quantity int4, score float8, amount numeric(12,2), name text, active bool, seen_at timestamptz, born date, age int2, note text"

// resultCase is one way to read the same rows from both sides.
type resultCase struct {
	name, ours, theirs string
	way                way
	goal               string
}

// results: rows of ten columns to the client, from a temp table and from Parquet, against Postgres' rows from a table.
func results(ctx context.Context, b *bench) error {
	file := fmt.Sprintf("results_%d.parquet", b.Rows)
	if _, err := b.makeParquet(ctx, file, fmt.Sprintf("SELECT %s FROM range(%d) t(i)", resultColumns, b.Rows)); err != nil {
		return err
	}
	s, err := b.startAsof(ctx, b.path("data"))
	if err != nil {
		return err
	}
	defer s.stop(syscall.SIGTERM)
	p, err := b.startPostgres(ctx)
	if err != nil {
		return err
	}
	defer p.stop(syscall.SIGINT)
	if err := loadResults(ctx, s.addr, p.addr, file); err != nil {
		return err
	}
	ours, err := dialResults(ctx, s.addr, "asof", "SET TimeZone = 'UTC'", "CREATE TEMP TABLE results AS SELECT * FROM '"+file+"'")
	if err != nil {
		return err
	}
	defer ours.close()
	theirs, err := dialResults(ctx, p.addr, "postgres", "SET TimeZone = 'UTC'")
	if err != nil {
		return err
	}
	defer theirs.close()
	theirs.seed = ours.seed

	const all = "SELECT * FROM results"
	parquet := "SELECT * FROM '" + file + "'"
	for _, c := range []resultCase{
		{"text, from a temp table", all, all, way{}, ">= 0.8"},
		{"binary, from a temp table", all, all, way{format: 1}, ">= 0.8"},
		{"text, from Parquet", parquet, all, way{}, ">= 0.8"},
		{"binary, from Parquet", parquet, all, way{format: 1}, ">= 0.8"},
		{"binary, 10,000 rows for each Execute", all, all, way{format: 1, fetch: 10000}, ""},
		{"text, 10,000 rows for each FETCH", all, all, way{fetch: 10000, cursor: true}, ""},
		{"COPY TO STDOUT, text", "COPY results TO STDOUT", "COPY results TO STDOUT", way{copy: true}, ""},
		{"COPY TO STDOUT, CSV", "COPY results TO STDOUT CSV", "COPY results TO STDOUT CSV", way{copy: true}, ""},
		{"COPY TO STDOUT, binary", "COPY results TO STDOUT BINARY", "COPY results TO STDOUT BINARY", way{copy: true}, ""},
	} {
		if err := b.resultRounds(ours, theirs, c); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return nil
}

// loadResults copies the rows into Postgres.
func loadResults(ctx context.Context, ours, theirs, file string) error {
	from, err := connect(ctx, ours, "asof")
	if err != nil {
		return err
	}
	defer from.Close(ctx)
	to, err := connect(ctx, theirs, "postgres")
	if err != nil {
		return err
	}
	defer to.Close(ctx)
	if _, err := to.Exec(ctx, "CREATE TABLE results ("+resultTypes+")"); err != nil {
		return err
	}
	r, w := io.Pipe()
	sent := make(chan error, 1)
	go func() {
		_, err := from.PgConn().CopyTo(ctx, w, "COPY (SELECT * FROM '"+file+"') TO STDOUT (FORMAT binary)")
		w.CloseWithError(err)
		sent <- err
	}()
	_, err = to.PgConn().CopyFrom(ctx, r, "COPY results FROM STDIN (FORMAT binary)")
	if err := errors.Join(err, <-sent); err != nil {
		return err
	}
	// What a table in use has: hint bits, and pages in memory.
	_, err = to.Exec(ctx, "VACUUM (FREEZE, ANALYZE) results")
	return err
}

// resultRounds reads from both sides by turns, after one reading whose rows are compared byte by byte.
func (b *bench) resultRounds(ours, theirs *resultReader, c resultCase) error {
	l := line{Name: fmt.Sprintf("results, %d rows x 10 columns, %s", b.Rows, c.name), Unit: "rows/s", Rival: "Postgres", Goal: c.goal}
	var first [2]seen
	for i, side := range []*resultReader{ours, theirs} {
		side.sum = true
		var err error
		if first[i], err = side.run([]string{c.ours, c.theirs}[i], c.way); err != nil {
			return err
		}
		side.sum = false
	}
	if first[0] != first[1] || first[0].rows < int64(b.Rows) {
		return fmt.Errorf("the rows are not equal: %+v and %+v", first[0], first[1])
	}
	for round := range b.Rounds {
		timed := func(side *resultReader, statement string, out *[]float64) func() error {
			return func() error {
				started := time.Now()
				_, err := side.run(statement, c.way)
				*out = append(*out, float64(b.Rows)/time.Since(started).Seconds())
				return err
			}
		}
		if err := byTurns(round, timed(ours, c.ours, &l.Ours), timed(theirs, c.theirs, &l.Theirs)); err != nil {
			return err
		}
	}
	return b.report.add(l)
}
