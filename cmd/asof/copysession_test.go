package main_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const copyDefinitions = `
CREATE SOURCE flights FROM PARQUET 'flights.parquet' WITH (event_time = departed_at, tie_break = flight_id);
CREATE ENTITY airport (origin text);
CREATE FEATURE VIEW airport_delay ENTITY airport AS
  SELECT origin, delay AS last_delay, count(*) OVER (RANGE INTERVAL '30 minutes' PRECEDING) AS departures_30m FROM flights;`

// Labels in a file of the client's become a training set in a file of the client's, in one session of psql.
func TestPsqlCopiesATrainingSet(t *testing.T) {
	s := startServer(t, newData(t, "flights.parquet"))
	mustExec(t, s.connect(t), copyDefinitions)
	dir := t.TempDir()
	in, out := filepath.Join(dir, "l.csv"), filepath.Join(dir, "train.csv")
	if err := os.WriteFile(in, []byte("origin,ts\nORD,2001-03-01 12:00Z\nXXX,2001-03-01 12:00Z\nATL,2001-03-01 14:00+02\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got := runPsql(t, s, fmt.Sprintf(`CREATE TEMP TABLE labels (origin text, ts timestamptz);
\copy labels from '%s' csv header
\copy (SELECT l.*, d.last_delay, d.departures_30m FROM labels l LEFT JOIN airport_delay AS OF l.ts AS d USING (origin) ORDER BY origin) to '%s' csv header
\copy labels (origin) to pstdout
`, in, out))
	if want := "ORD\nXXX\nATL\n"; got != want {
		t.Errorf("psql printed %q, want %q", got, want)
	}
	train, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	want := "origin,ts,last_delay,departures_30m\nATL,2001-03-01 12:00:00+00,30,2\nORD,2001-03-01 12:00:00+00,40,3\nXXX,2001-03-01 12:00:00+00,,\n"
	if string(train) != want {
		t.Errorf("the training set is\n%s\nwant\n%s", train, want)
	}
}

// pgx copies in binary, with types that it looks up itself.
func TestPgxCopies(t *testing.T) {
	s := startServer(t, newData(t, "flights.parquet"))
	conn := s.connect(t)
	ctx := t.Context()
	mustExec(t, conn, copyDefinitions, "CREATE TEMP TABLE labels (id bigint, origin text, ts timestamptz, tags text[])")
	noon := time.Date(2001, 3, 1, 12, 0, 0, 0, time.UTC)
	const n = 10_000
	copied, err := conn.CopyFrom(ctx, pgx.Identifier{"labels"}, []string{"id", "origin", "ts", "tags"}, pgx.CopyFromSlice(n, func(i int) ([]any, error) {
		return []any{int64(i), []string{"ORD", "ATL"}[i%2], noon, []string{"a", "b,c"}}, nil
	}))
	if err != nil || copied != n {
		t.Fatal(copied, err)
	}
	var rows, delay int64
	err = conn.QueryRow(ctx, `SELECT count(*), sum(d.last_delay)::bigint FROM labels l LEFT JOIN airport_delay AS OF l.ts AS d USING (origin) WHERE tags[2] = $1`, "b,c").Scan(&rows, &delay)
	if err != nil || rows != n || delay != n/2*(40+30) {
		t.Fatal(rows, delay, err)
	}

	// An error of the client's side, and one of the server's, leave no row and a connection that serves on.
	_, err = conn.CopyFrom(ctx, pgx.Identifier{"labels"}, []string{"id"}, pgx.CopyFromFunc(func() ([]any, error) { return nil, errors.New("the client has no more") }))
	if pgErr := new(pgconn.PgError); !errors.As(err, &pgErr) || pgErr.Code != "57014" {
		t.Error(err)
	}
	lines := strings.Repeat("1\n", 50_000) + "x\n"
	_, err = conn.PgConn().CopyFrom(ctx, strings.NewReader(lines), "COPY labels (id) FROM STDIN")
	if pgErr := new(pgconn.PgError); !errors.As(err, &pgErr) || pgErr.Code != "22P02" || pgErr.Where != `COPY labels, line 50001, column id: "x"` {
		t.Error(err)
	}
	if err := conn.QueryRow(ctx, "SELECT count(*) FROM labels").Scan(&rows); err != nil || rows != n {
		t.Fatal(rows, err)
	}

	// A COPY out of many rows can be cancelled in its middle.
	cancelled, cancel := context.WithCancel(ctx)
	defer cancel()
	_, err = s.connect(t).PgConn().CopyTo(cancelled, &cancelAfter{n: 1 << 20, cancel: cancel}, "COPY (SELECT i FROM generate_series(1, 100000000) g(i)) TO STDOUT")
	if err == nil {
		t.Error("nothing was cancelled")
	}
	if err := conn.QueryRow(ctx, "SELECT 1").Scan(&rows); err != nil {
		t.Fatal(err)
	}
}

// cancelAfter takes n bytes, then cancels.
type cancelAfter struct {
	n      int
	cancel func()
}

func (c *cancelAfter) Write(p []byte) (int, error) {
	if c.n -= len(p); c.n < 0 {
		c.cancel()
	}
	return len(p), nil
}

// A client that goes away while it copies leaves nothing of its own; the server serves others.
func TestCopyingClientGoesAway(t *testing.T) {
	s := startServer(t, newData(t))
	conn := s.connect(t)
	mustExec(t, conn, "CREATE TEMP TABLE labels (id bigint)")
	r, w := io.Pipe()
	go func() {
		for range 1000 {
			if _, err := w.Write([]byte(strings.Repeat("1\n", 1000))); err != nil {
				return
			}
		}
		conn.PgConn().Conn().Close()
		w.CloseWithError(errors.New("gone"))
	}()
	if _, err := conn.PgConn().CopyFrom(t.Context(), r, "COPY labels FROM STDIN"); err == nil {
		t.Error("a COPY without a client went well")
	}
	var one int
	if err := s.connect(t).QueryRow(t.Context(), "SELECT 1").Scan(&one); err != nil || one != 1 {
		t.Fatal(one, err)
	}
}

// Lines of many megabytes go in and come out, and memory stays bounded while a million rows pass.
func TestCopyOfMuch(t *testing.T) {
	s := startServer(t, newData(t))
	conn := s.connect(t).PgConn()
	ctx := t.Context()
	if _, err := conn.Exec(ctx, "CREATE TEMP TABLE texts (a text)").ReadAll(); err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("long\\t", 5<<20)
	if tag, err := conn.CopyFrom(ctx, strings.NewReader(long+"\n"+long+"\n"), "COPY texts FROM STDIN"); err != nil || tag.String() != "COPY 2" {
		t.Fatal(tag, err)
	}
	var out strings.Builder
	if _, err := conn.CopyTo(ctx, &out, "COPY texts TO STDOUT"); err != nil || out.String() != long+"\n"+long+"\n" {
		t.Fatal(out.Len(), err)
	}
	if tag, err := conn.CopyFrom(ctx, io.LimitReader(strings.NewReader(strings.Repeat("0123456789\n", 1_000_000)), 11_000_000), "COPY texts FROM STDIN"); err != nil || tag.String() != "COPY 1000000" {
		t.Fatal(tag, err)
	}
}
