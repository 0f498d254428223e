package duckdb

import (
	"context"
	"io"
	"testing"

	"asof/exec/offline"
)

// BenchmarkResult reads a result of a million rows and ten columns.
func BenchmarkResult(b *testing.B) {
	e, err := Open(Config{HistoryDir: b.TempDir(), TempDir: b.TempDir(), FilesDir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer e.Close()
	ctx := context.Background()
	c, release, err := e.internal(ctx)
	if err != nil {
		b.Fatal(err)
	}
	defer release()
	for b.Loop() {
		res, err := c.query(ctx, "SELECT i, i::int, i::double, i::text, i::decimal(12,2), make_timestamptz(i * 1000000), i % 2 = 0, i::smallint % 7, 'abc', make_date((i % 10000)::int) FROM range(30000) a(i), range(33)")
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for {
			if _, err := res.Next(ctx); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != 990_000 {
			b.Fatal(n)
		}
	}
}

// BenchmarkStatement runs small statements from their text.
func BenchmarkStatement(b *testing.B) {
	e, err := Open(Config{HistoryDir: b.TempDir(), TempDir: b.TempDir(), FilesDir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer e.Close()
	ctx := context.Background()
	s, err := e.Session(ctx)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	if err := s.(*session).c.exec(ctx, "CREATE TEMP TABLE t AS SELECT 1 AS a"); err != nil {
		b.Fatal(err)
	}
	for _, text := range []string{"SELECT 1", "SELECT a, count(*) FROM t WHERE a = 1 GROUP BY a"} {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				r, err := s.Start(ctx, piecesOf(text), offline.Input{})
				if err != nil {
					b.Fatal(err)
				}
				rs, err := r.Rows(ctx)
				if err != nil {
					b.Fatal(err)
				}
				for err == nil {
					_, err = rs.Next(ctx)
				}
				rs.Close()
				if err := r.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
