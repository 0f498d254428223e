package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/gateway"
	"asof/gateway/pgwire"
)

// silent is a client that listens to nothing.
type silent struct{ pgwire.Client }

func (silent) Notice(*sqlerr.Error)           {}
func (silent) ParameterStatus(string, string) {}
func (silent) ClosePortals()                  {}

// benchSession is a session of a server over the embedded store, without the wire.
func benchSession(b *testing.B) pgwire.Session {
	b.Helper()
	ctx := context.Background()
	m := &Main{Config: Config{PG: "127.0.0.1:0", Data: b.TempDir(), Online: "embedded", MaxRows: 10_000}, Log: slog.New(slog.DiscardHandler), Now: time.Now}
	engine, err := m.open(ctx)
	b.Cleanup(func() { m.Close() })
	if err != nil {
		b.Fatal(err)
	}
	backend := &gateway.Backend{Engine: sessions{engine}, Now: m.Now, Version: version, MaxRows: m.Config.MaxRows}
	s, err := backend.NewSession(ctx, pgwire.Startup{User: "bench", Trusted: true}, silent{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	return s
}

// runOnce prepares and runs a statement in a transaction of its own, and returns how many rows it gave.
func runOnce(b *testing.B, s pgwire.Session, sql string) int {
	b.Helper()
	st, err := s.Prepare(context.Background(), sql, nil)
	if err != nil {
		b.Fatalf("%s: %v", sql, err)
	}
	return runPrepared(b, s, st)
}

func runPrepared(b *testing.B, s pgwire.Session, st pgwire.Statement, args ...any) (n int) {
	b.Helper()
	ctx := context.Background()
	check := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	check(s.Begin(ctx))
	p, err := st.Bind(ctx, args)
	check(err)
	rows, err := p.Open(ctx)
	check(err)
	for rows != nil {
		if _, err := rows.Next(ctx); err == io.EOF {
			break
		} else if err != nil {
			b.Fatal(err)
		}
		n++
	}
	if rows != nil {
		rows.Close()
	}
	p.Close()
	check(s.End(ctx, false))
	return n
}

// BenchmarkOnlineRead reads twenty features of one, and of a hundred, of 100,000 keys, from bound statement to rows.
func BenchmarkOnlineRead(b *testing.B) {
	const keys = 100_000
	s := benchSession(b)
	var columns, names []string
	for i := range 20 {
		columns = append(columns, fmt.Sprintf("i / %d.0::DOUBLE AS f%d", i+3, i))
		names = append(names, fmt.Sprintf("f%d", i))
	}
	for _, sql := range []string{
		fmt.Sprintf("COPY (SELECT i AS user_id, TIMESTAMPTZ '2026-03-22 00:00Z' AS at, %s FROM range(%d) t(i)) TO 'events.parquet'", strings.Join(columns, ", "), keys),
		"CREATE SOURCE events FROM PARQUET 'events.parquet' WITH (event_time = at)",
		"CREATE ENTITY app_user (user_id bigint)",
		"CREATE FEATURE VIEW features ENTITY app_user WITH (ttl = '36500 days') AS SELECT user_id, " + strings.Join(names, ", ") + " FROM events",
		"REFRESH FEATURE VIEW features",
	} {
		if err := s.Begin(context.Background()); err != nil {
			b.Fatal(err)
		}
		runOnce(b, s, sql)
		if err := s.End(context.Background(), false); err != nil {
			b.Fatal(err)
		}
	}
	for _, n := range []int{1, 100} {
		b.Run(fmt.Sprintf("keys=%d", n), func(b *testing.B) {
			sql, param := "SELECT * FROM features WHERE user_id = $1", sqltype.Of(sqltype.Int8)
			if n > 1 {
				sql, param = "SELECT * FROM features WHERE user_id = ANY($1)", sqltype.ArrayOf(param)
			}
			st, err := s.Prepare(context.Background(), sql, []uint32{param.OID()})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				list, first := make([]any, n), rand.Int64N(keys-int64(n))
				for i := range list {
					list[i] = first + int64(i)
				}
				var arg any = list
				if n == 1 {
					arg = list[0]
				}
				if got := runPrepared(b, s, st, arg); got != n {
					b.Fatalf("%d rows", got)
				}
			}
		})
	}
}

// BenchmarkPlain runs a statement that needs no view: prepared once, and parsed anew each time.
func BenchmarkPlain(b *testing.B) {
	s := benchSession(b)
	b.Run("prepared", func(b *testing.B) {
		st, err := s.Prepare(context.Background(), "SELECT 1", nil)
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			runPrepared(b, s, st)
		}
	})
	b.Run("simple", func(b *testing.B) {
		for b.Loop() {
			runOnce(b, s, "SELECT 1")
		}
	})
}
