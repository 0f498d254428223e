package duckdb

import (
	"context"
	"io"
	"testing"
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
