package main_test

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"asof/planner/parser"
)

// ruleSession is a session of a file of testdata/rules. The first has no name.
type ruleSession struct {
	conn    *pgx.Conn
	notices []string
	running chan string // of a statement that was started: its rows, or how it failed
}

// session returns the session that a command names, and begins it if it is new.
func (c *ruleScript) session(t *testing.T, d *datadriven.TestData) *ruleSession {
	t.Helper()
	name := ""
	d.MaybeScanArgs(t, "session", &name)
	if s, ok := c.sessions[name]; ok {
		return s
	}
	s := &ruleSession{}
	config, err := pgx.ParseConfig(c.server.url())
	if err != nil {
		d.Fatalf(t, "%v", err)
	}
	config.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) { s.notices = append(s.notices, n.Severity) }
	if s.conn, err = pgx.ConnectConfig(t.Context(), config); err != nil {
		d.Fatalf(t, "%v", err)
	}
	t.Cleanup(func() { s.conn.Close(context.Background()) })
	mustExec(t, s.conn, "SET TimeZone = 'UTC'")
	c.sessions[name] = s
	return s
}

// start begins a statement, which finish waits for.
func (s *ruleSession) start(sql string) string {
	s.running = make(chan string, 1)
	go func() {
		results, err := s.conn.PgConn().Exec(context.Background(), withTimes(sql)).ReadAll()
		if err != nil {
			code, _, _ := strings.Cut(failed(err), ":")
			s.running <- code + "\n"
			return
		}
		s.running <- printed(results)
	}()
	return ""
}

// cancel asks the server to cancel the statement that was started.
func (s *ruleSession) cancel(t *testing.T) string {
	if err := s.conn.PgConn().CancelRequest(t.Context()); err != nil {
		t.Fatal(err)
	}
	return <-s.running
}

// until repeats a query until it prints what is expected.
func (c *ruleScript) until(t *testing.T, d *datadriven.TestData) string {
	got := ""
	for end := time.Now().Add(time.Minute); got != d.Expected && time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		results, err := c.conn.PgConn().Exec(t.Context(), withTimes(d.Input)).ReadAll()
		if err != nil {
			return failed(err) + "\n"
		}
		got = printed(results)
	}
	return got
}

// notice runs statements and prints how many notices each of them sends.
func (s *ruleSession) notice(t *testing.T, d *datadriven.TestData) string {
	parts, err := parser.Split(withTimes(d.Input))
	if err != nil {
		d.Fatalf(t, "%v", err)
	}
	var out strings.Builder
	for _, p := range parts {
		s.notices = nil
		if _, err := s.conn.PgConn().Exec(t.Context(), p.SQL).ReadAll(); err != nil {
			fmt.Fprintln(&out, failed(err))
		} else {
			fmt.Fprintln(&out, cmp.Or(strings.Join(s.notices, " "), "none"))
		}
	}
	return out.String()
}

// printed is the rows of results.
func printed(results []*pgconn.Result) string {
	var out strings.Builder
	for _, r := range results {
		for _, row := range r.Rows {
			fmt.Fprintln(&out, line(row))
		}
	}
	return out.String()
}
