package pgwire

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"asof/catalog/sqlerr"
)

func (ts *testServer) url(params string) string {
	return "postgres://u@" + ts.addr + "/d?sslmode=disable" + params
}

func (ts *testServer) pgx(t *testing.T, params string) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(context.Background(), ts.url(params))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(context.Background()) })
	return c
}

func codeOf(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return fmt.Sprint(err)
}

// TestPgx runs one query in each of the driver's modes, and a batch.
func TestPgx(t *testing.T) {
	ts := startServer(t)
	for _, mode := range []pgx.QueryExecMode{
		pgx.QueryExecModeCacheStatement, pgx.QueryExecModeCacheDescribe, pgx.QueryExecModeDescribeExec, pgx.QueryExecModeExec, pgx.QueryExecModeSimpleProtocol,
	} {
		c := ts.pgx(t, "")
		ctx := context.Background()
		for range 2 {
			rows, err := c.Query(ctx, "rows 5000", mode)
			if err != nil {
				t.Fatal(mode, err)
			}
			n := 0
			for rows.Next() {
				var i int32
				var text string
				if err := rows.Scan(&i, &text); err != nil {
					t.Fatal(mode, err)
				}
				if n++; int(i) != n || text != strings.Repeat("x", n%7) {
					t.Fatal(mode, i, text)
				}
			}
			if rows.Err() != nil || n != 5000 {
				t.Fatal(mode, n, rows.Err())
			}
		}
		if mode != pgx.QueryExecModeSimpleProtocol {
			when := time.Date(2001, 3, 1, 12, 0, 0, 123456000, time.UTC)
			var back time.Time
			if err := c.QueryRow(ctx, "echo timestamptz", mode, when).Scan(&back); err != nil || !back.Equal(when) {
				t.Fatal(mode, back, err)
			}
			var list []string
			if err := c.QueryRow(ctx, "echo text[]", mode, []string{"a", `b"\,`, ""}).Scan(&list); mode != pgx.QueryExecModeExec && (err != nil || len(list) != 3 || list[1] != `b"\,`) {
				t.Fatal(mode, list, err)
			}
		}
		b := &pgx.Batch{}
		for range 10 {
			b.Queue("rows 3")
			b.Queue("do 2")
		}
		res := c.SendBatch(ctx, b)
		for range 10 {
			rows, err := res.Query()
			if err != nil {
				t.Fatal(err)
			}
			rows.Close()
			if tag, err := res.Exec(); err != nil || tag.RowsAffected() != 2 {
				t.Fatal(tag, err)
			}
		}
		if err := res.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Exec(ctx, "fail", mode); codeOf(err) != "22023" {
			t.Fatal(mode, err)
		}
		if _, err := c.Exec(ctx, "do 1", mode); err != nil {
			t.Fatal(mode, err)
		}
	}
}

// TestCancel ends a sleeping statement by request; the connection lives on.
func TestCancel(t *testing.T) {
	ts := startServer(t)
	for _, mode := range []pgx.QueryExecMode{pgx.QueryExecModeSimpleProtocol, pgx.QueryExecModeExec} {
		c := ts.pgx(t, "")
		result := make(chan error, 1)
		go func() {
			_, err := c.Exec(context.Background(), "sleep", mode)
			result <- err
		}()
		<-ts.fake.sleeping
		// A wrong key does nothing.
		wrong := ts.dial(t)
		wrong.Write([]byte{0, 0, 0, 16, 4, 210, 22, 46, 0, 0, 0, byte(c.PgConn().PID()), 0, 0, 0, 8})
		wrong.until(t, "-")
		select {
		case err := <-result:
			t.Fatal("a wrong key cancelled", err)
		case <-time.After(50 * time.Millisecond):
		}
		if err := c.PgConn().CancelRequest(context.Background()); err != nil {
			t.Fatal(err)
		}
		var e *pgconn.PgError
		if err := <-result; !errors.As(err, &e) || e.Code != "57014" || e.Message != "canceling statement due to user request" {
			t.Fatal(err)
		}
		// A request that comes when nothing runs does nothing.
		if err := c.PgConn().CancelRequest(context.Background()); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Exec(context.Background(), "do 1", mode); err != nil {
			t.Fatal(err)
		}
	}
}

func TestStatementTimeout(t *testing.T) {
	ts := startServer(t)
	c := ts.pgx(t, "&statement_timeout=30")
	for _, mode := range []pgx.QueryExecMode{pgx.QueryExecModeSimpleProtocol, pgx.QueryExecModeExec} {
		var e *pgconn.PgError
		if _, err := c.Exec(context.Background(), "sleep", mode); !errors.As(err, &e) || e.Code != "57014" || e.Message != "canceling statement due to statement timeout" {
			t.Fatal(err)
		}
		<-ts.fake.sleeping
		if _, err := c.Exec(context.Background(), "do 1", mode); err != nil {
			t.Fatal(err)
		}
	}
}

// TestDisconnect: a client that goes away, or takes its leave, while its statement runs, stops it.
func TestDisconnect(t *testing.T) {
	ts := startServer(t)
	for _, leave := range []string{"", "58 00000004"} {
		c := ts.login(t)
		m, err := clientMessage("Query sleep")
		if err != nil {
			t.Fatal(err)
		}
		c.Write(m)
		<-ts.fake.sleeping
		if leave != "" {
			m, _ := clientMessage("raw " + leave)
			c.Write(m)
		} else {
			c.Close()
		}
		ts.fake.mu.Lock()
		s := ts.fake.sessions[len(ts.fake.sessions)-1]
		ts.fake.mu.Unlock()
		eventually(t, func() bool { ts.mu.Lock(); defer ts.mu.Unlock(); return len(ts.conns) == 0 })
		if !s.closed {
			t.Error("the session is open still")
		}
		c.Close()
	}
}

func eventually(t *testing.T, ok func() bool) {
	t.Helper()
	for range 500 {
		if ok() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("it never came")
}

// TestPipelineAhead: messages sent without waiting are all answered, also more than are read ahead.
func TestPipelineAhead(t *testing.T) {
	ts := startServer(t)
	c := ts.login(t)
	m, err := clientMessage("Query do 1 --" + strings.Repeat(" ", 100_000))
	if err != nil {
		t.Fatal(err)
	}
	const n = 50
	go func() {
		for range n {
			c.Write(m)
		}
	}()
	for range n {
		if got := c.until(t, "ReadyForQuery"); !strings.Contains(got, "INSERT") {
			t.Fatal(got)
		}
	}
	c.Close()
}

// TestEndFails: what fails at the end of the transaction is told in place of the last completion.
func TestEndFails(t *testing.T) {
	ts := startServer(t, func(ts *testServer) { ts.fake.endError = sqlerr.New(sqlerr.SerializationFailure, "conflict") })
	c := ts.login(t)
	for script, want := range map[string]string{
		"Query do 1; do 2": "CommandComplete INSERT 0 1\nErrorResponse ERROR 40001 conflict\nReadyForQuery I\n",
		"Parse {\"Query\": \"do 1\"}\nBind {}\nExecute {}\nSync": "ParseComplete\nBindComplete\nCommandComplete INSERT 0 1\nErrorResponse ERROR 40001 conflict\nReadyForQuery I\n",
	} {
		for _, line := range strings.Split(script, "\n") {
			m, err := clientMessage(line)
			if err != nil {
				t.Fatal(err)
			}
			c.Write(m)
		}
		if got := c.until(t, "ReadyForQuery"); got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
	}
	c.Close()
}

// TestInternalError: the client sees no more than that there was one; the log has it all.
func TestInternalError(t *testing.T) {
	ts := startServer(t)
	c := ts.pgx(t, "")
	if _, err := c.Exec(context.Background(), "untyped"); codeOf(err) != "XX000" || strings.Contains(err.Error(), "secret") {
		t.Fatal(err)
	}
	if !strings.Contains(ts.log.String(), "a secret") {
		t.Error(ts.log.String())
	}
	if _, err := c.Exec(context.Background(), "panic"); codeOf(err) != "XX000" {
		t.Fatal(err)
	}
	if !strings.Contains(ts.log.String(), "a panic") {
		t.Error(ts.log.String())
	}
	ts.pgx(t, "") // the server lives
}

// TestShutdown: idle clients are told at once, a running statement finishes, and nobody new comes in.
func TestShutdown(t *testing.T) {
	ts := startServer(t)
	idle, busy, arriving := ts.login(t), ts.login(t), ts.dial(t)
	m, _ := clientMessage("Query sleep")
	busy.Write(m)
	<-ts.fake.sleeping
	stopped := make(chan error, 1)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() { stopped <- ts.Shutdown(ctx) }()
	if got := idle.until(t, "-"); !strings.HasPrefix(got, "ErrorResponse FATAL 57P01") {
		t.Error(got)
	}
	if got := arriving.until(t, "-"); !strings.HasPrefix(got, "ErrorResponse FATAL 57P01") && got != "(closed)\n" {
		t.Error(got)
	}
	select {
	case <-stopped:
		t.Fatal("the running statement was not waited for")
	case <-time.After(50 * time.Millisecond):
	}
	if nc, err := net.Dial("tcp", ts.addr); err == nil {
		nc.Close()
		t.Error("a new client comes in")
	}
	cancel()
	if got := busy.until(t, "-"); !strings.HasPrefix(got, "ErrorResponse FATAL 57P01") {
		t.Error(got)
	}
	if err := <-stopped; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestTooManyConnections(t *testing.T) {
	ts := startServer(t, func(ts *testServer) { ts.MaxConnections = 2 })
	ts.login(t)
	ts.login(t)
	if _, err := pgx.Connect(context.Background(), ts.url("")); !strings.Contains(fmt.Sprint(err), "53300") {
		t.Fatal(err)
	}
}

// TestLoginTimeout: a client that connects and says nothing is let go, and not logged as an error.
func TestLoginTimeout(t *testing.T) {
	ts := startServer(t, func(ts *testServer) { ts.LoginTimeout = 20 * time.Millisecond })
	c := ts.dial(t)
	if got := c.until(t, "-"); got != "(closed)\n" {
		t.Error(got)
	}
	if ts.log.String() != "" {
		t.Error(ts.log.String())
	}
}

// TestNoise sends random bytes, and messages of every type with random bodies: the server answers or closes, and lives.
func TestNoise(t *testing.T) {
	ts := startServer(t)
	r := rand.New(rand.NewPCG(5, 6))
	for i := range 300 {
		var c *wireClient
		if i%3 == 0 {
			c = ts.dial(t)
		} else {
			c = ts.login(t)
		}
		var b []byte
		for range 1 + r.IntN(4) {
			n := r.IntN(40)
			if i%3 != 1 {
				b = append(b, frontendMessages[r.IntN(len(frontendMessages))], 0, 0, 0, byte(n+4))
			}
			for range n {
				b = append(b, byte(r.Uint32()>>r.IntN(32)))
			}
		}
		c.Write(b)
		c.Conn.(*net.TCPConn).CloseWrite()
		c.until(t, "-")
		c.Close()
	}
	ts.pgx(t, "")
	if strings.Contains(ts.log.String(), "panic") {
		t.Error(ts.log.String())
	}
}
