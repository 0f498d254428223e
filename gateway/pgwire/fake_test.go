package pgwire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// fakeBackend is a session of a few words, for tests of the wire:
//
//	rows N           N rows of (i int4, t text)
//	broken N         N rows, then an error
//	echo TYPE        one parameter of the type and one row with it
//	do N             no rows, N of them affected
//	sleep            until it is cancelled
//	copyout N        N rows by COPY, in text
//	copyin N         takes rows by COPY, in text; fails at the N-th row if N > 0
//	fail | untyped | panic | notice TEXT | set NAME=VALUE
//	begin | commit | rollback | prepare NAME as TEXT | execute NAME | deallocate NAME|all | close all
type fakeBackend struct {
	mu       sync.Mutex
	sessions []*fakeSession
	sinks    []*fakeSink
	sleeping chan struct{} // told when a statement sleeps
	endError error         // what End answers
}

func (b *fakeBackend) NewSession(_ context.Context, start Startup, client Client) (Session, error) {
	for _, s := range start.Settings {
		if s.Name == "unknown" {
			return nil, sqlerr.New(sqlerr.UndefinedObject, "unrecognized configuration parameter \"%s\"", s.Name)
		}
	}
	s := &fakeSession{backend: b, start: start, client: client, status: 'I', format: *sqltype.ISO}
	for _, set := range start.Settings {
		if set.Name == "statement_timeout" {
			s.timeout, _ = strconv.ParseInt(set.Value, 10, 64)
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sessions = append(b.sessions, s)
	return s, nil
}

type fakeSession struct {
	backend           *fakeBackend
	start             Startup
	client            Client
	status            byte
	format            sqltype.Format
	timeout           int64
	idle, idleInBlock int64
	begun             int // Begin calls without their End
	log               []string
	closed            bool
}

func (s *fakeSession) Parameters() []Setting {
	return []Setting{{"server_version", "15.0"}, {"client_encoding", "UTF8"}, {"standard_conforming_strings", "on"}}
}

func (s *fakeSession) Split(sql string) ([]QueryPart, error) {
	if strings.Contains(sql, "'") {
		return nil, sqlerr.New(sqlerr.SyntaxError, "unterminated quoted string").At(strings.IndexByte(sql, '\''))
	}
	var out []QueryPart
	at := 0
	for _, part := range strings.Split(sql, ";") {
		if strings.TrimSpace(part) != "" && !strings.HasPrefix(part, "--") {
			out = append(out, QueryPart{part, at})
		}
		at += len(part) + 1
	}
	return out, nil
}

func (s *fakeSession) Begin(context.Context) error {
	if s.begun++; s.begun != 1 {
		panic("Begin twice")
	}
	return nil
}

func (s *fakeSession) End(_ context.Context, failed bool) error {
	if s.begun--; s.begun != 0 {
		panic("End without Begin")
	}
	s.log = append(s.log, fmt.Sprint("end ", failed))
	return s.backend.endError
}

func (s *fakeSession) Fail() {
	if s.status == 'T' {
		s.status = 'E'
	}
}

func (s *fakeSession) TxStatus() byte               { return s.status }
func (s *fakeSession) Format() *sqltype.Format      { return &s.format }
func (s *fakeSession) StatementTimeout() int64      { return s.timeout }
func (s *fakeSession) IdleTimeouts() (int64, int64) { return s.idle, s.idleInBlock }
func (s *fakeSession) Report()                      {}
func (s *fakeSession) Close() error                 { s.closed = true; return nil }

var fakeColumns = []sqltype.Column{{Name: "i", Type: sqltype.Of(sqltype.Int4)}, {Name: "t", Type: sqltype.Of(sqltype.Text)}}

func (s *fakeSession) Prepare(_ context.Context, sql string, oids []uint32) (Statement, error) {
	verb, rest, _ := strings.Cut(strings.TrimSpace(sql), " ")
	st := &fakeStatement{session: s, verb: verb, rest: rest}
	if s.status == 'E' && verb != "rollback" && verb != "commit" {
		return nil, errAborted
	}
	switch verb {
	case "":
		return nil, nil
	case "rows", "broken":
		st.columns = fakeColumns
	case "echo":
		t, ok := sqltype.Parse(rest)
		if !ok {
			return nil, sqlerr.New(sqlerr.UndefinedObject, "type \"%s\" does not exist", rest).At(5)
		}
		st.params, st.columns = []sqltype.Type{t}, []sqltype.Column{{Name: "v", Type: t}}
	case "execute":
		inner, err := s.client.Statements().Get(rest)
		if err != nil {
			return nil, err
		}
		of := inner.(*fakeStatement)
		return &fakeStatement{session: s, verb: of.verb, rest: of.rest, params: of.params, columns: of.columns}, nil
	case "copyout", "copyin", "do", "sleep", "fail", "untyped", "panic", "notice", "set", "begin", "commit", "rollback", "prepare", "deallocate", "close":
	default:
		i := strings.Index(sql, verb)
		return nil, sqlerr.New(sqlerr.SyntaxError, "syntax error at or near \"%s\"", verb).At(i)
	}
	return st, nil
}

type fakeStatement struct {
	session    *fakeSession
	verb, rest string
	params     []sqltype.Type
	columns    []sqltype.Column
	portals    int
	closed     bool
}

func (st *fakeStatement) Params() []sqltype.Type    { return st.params }
func (st *fakeStatement) Columns() []sqltype.Column { return st.columns }

func (st *fakeStatement) Close() {
	if st.portals != 0 || st.closed {
		panic("a statement is closed while it is in use, or twice")
	}
	st.closed = true
}

func (st *fakeStatement) Bind(_ context.Context, args []any) (Portal, error) {
	if st.session.status == 'E' && st.verb != "rollback" && st.verb != "commit" {
		return nil, errAborted
	}
	st.portals++
	return &fakePortal{st: st, args: args}, nil
}

type fakePortal struct {
	st     *fakeStatement
	args   []any
	sink   *fakeSink
	closed bool
}

func (p *fakePortal) Copy() *Copy {
	if !strings.HasPrefix(p.st.verb, "copy") {
		return nil
	}
	return &Copy{In: p.st.verb == "copyin", Table: "t", Columns: fakeColumns, Delimiter: '\t', Null: `\N`}
}

// fakeSink counts rows.
type fakeSink struct {
	fakeRows
	n, fail  int
	finished bool
}

func (s *fakeSink) Add(_ context.Context, rows [][]any) (int, error) {
	for i := range rows {
		if s.n++; s.n == s.fail {
			return i, sqlerr.New(sqlerr.NotNullViolation, "a row is not wanted")
		}
	}
	return -1, nil
}

func (s *fakeSink) Finish(context.Context) error { s.finished = true; return nil }

func (p *fakePortal) Columns() []sqltype.Column { return p.st.columns }

func (p *fakePortal) Close() {
	if p.closed {
		panic("a portal is closed twice")
	}
	p.closed = true
	p.st.portals--
}

func (p *fakePortal) Tag(n int64) string {
	switch p.st.verb {
	case "rows", "broken", "echo":
		return fmt.Sprintf("SELECT %d", n)
	case "copyout":
		return fmt.Sprintf("COPY %d", n)
	case "copyin":
		return fmt.Sprintf("COPY %d", p.sink.n)
	case "do":
		return "INSERT 0 " + p.st.rest
	}
	return strings.ToUpper(p.st.verb)
}

func (p *fakePortal) Open(ctx context.Context) (Rows, error) {
	s := p.st.session
	n, _ := strconv.Atoi(p.st.rest)
	name, text, _ := strings.Cut(p.st.rest, " ")
	switch p.st.verb {
	case "copyin":
		p.sink = &fakeSink{fail: n}
		s.backend.mu.Lock()
		defer s.backend.mu.Unlock()
		s.backend.sinks = append(s.backend.sinks, p.sink)
		return p.sink, nil
	case "rows", "copyout":
		return &fakeRows{n: n}, nil
	case "broken":
		return &fakeRows{n: n, err: sqlerr.New(sqlerr.DivisionByZero, "division by zero")}, nil
	case "echo":
		return &fakeRows{n: 1, values: p.args}, nil
	case "sleep":
		if p.st.rest != "" {
			s.client.Notice(sqlerr.Notice("%s", p.st.rest))
		}
		s.backend.sleeping <- struct{}{}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(10 * time.Second):
			return nil, errors.New("nobody woke the sleeper")
		}
	case "fail":
		return nil, sqlerr.New(sqlerr.InvalidParameterValue, "failed").WithDetail("d").WithHint("h")
	case "untyped":
		return nil, errors.New("a secret")
	case "panic":
		panic("a panic")
	case "notice":
		s.client.Notice(sqlerr.Notice("%s", p.st.rest))
	case "set":
		k, v, _ := strings.Cut(p.st.rest, "=")
		switch n, _ := strconv.ParseInt(v, 10, 64); k {
		case "timeout":
			s.timeout = n
		case "idle":
			s.idle = n
		case "idleinblock":
			s.idleInBlock = n
		}
		s.client.ParameterStatus(k, v)
	case "begin":
		s.status = 'T'
	case "commit", "rollback":
		s.client.ClosePortals()
		s.status = 'I'
	case "prepare":
		inner, err := s.Prepare(ctx, strings.TrimPrefix(text, "as "), nil)
		if err != nil {
			return nil, err
		}
		return nil, s.client.Statements().Put(name, inner, p.st.rest)
	case "deallocate":
		if p.st.rest == "all" {
			s.client.Statements().DeleteAll()
			return nil, nil
		}
		return nil, s.client.Statements().Delete(p.st.rest)
	case "close":
		s.client.ClosePortals()
	}
	return nil, nil
}

type fakeRows struct {
	n, at  int
	values []any
	err    error
	closed bool
}

func (r *fakeRows) Next(ctx context.Context) ([]any, error) {
	if r.closed {
		panic("a row after Close")
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if r.at++; r.at > r.n {
		if r.err != nil {
			return nil, r.err
		}
		return nil, io.EOF
	}
	if r.values != nil {
		return r.values, nil
	}
	return []any{int64(r.at), strings.Repeat("x", r.at%7)}, nil
}

func (r *fakeRows) Close() error {
	if r.closed {
		panic("rows are closed twice")
	}
	r.closed = true
	return nil
}
