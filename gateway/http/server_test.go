package http

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"asof/catalog"
	"asof/catalog/password"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/gateway/pgwire"
)

// fakeBackend makes sessions whose statements do what a test says.
type fakeBackend struct {
	mu       sync.Mutex
	begun    []pgwire.Startup
	closed   int
	prepared int
	open     func(ctx context.Context, s *fakeSession) (pgwire.Rows, error)
	bind     func(prepared int) error
	timeout  int64
}

func (b *fakeBackend) NewSession(_ context.Context, start pgwire.Startup, _ pgwire.Client) (pgwire.Session, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.begun = append(b.begun, start)
	return &fakeSession{backend: b}, nil
}

type fakeSession struct {
	pgwire.Session
	backend *fakeBackend
	calls   []string
}

func (s *fakeSession) Begin(context.Context) error { s.calls = append(s.calls, "begin"); return nil }
func (s *fakeSession) Fail()                       { s.calls = append(s.calls, "fail") }
func (s *fakeSession) Report()                     { s.calls = append(s.calls, "report") }
func (s *fakeSession) StatementTimeout() int64     { return s.backend.timeout }
func (s *fakeSession) End(_ context.Context, failed bool) error {
	s.calls = append(s.calls, map[bool]string{true: "roll back", false: "commit"}[failed])
	return nil
}
func (s *fakeSession) Close() error {
	s.backend.mu.Lock()
	defer s.backend.mu.Unlock()
	s.backend.closed++
	return nil
}
func (s *fakeSession) Prepare(_ context.Context, sql string, oids []uint32) (pgwire.Statement, error) {
	s.backend.mu.Lock()
	defer s.backend.mu.Unlock()
	s.backend.prepared++
	return &fakeStatement{session: s, n: s.backend.prepared}, nil
}

type fakeStatement struct {
	pgwire.Statement
	session *fakeSession
	n       int
}

func (st *fakeStatement) Close() {}
func (st *fakeStatement) Bind(context.Context, []any) (pgwire.Portal, error) {
	if bind := st.session.backend.bind; bind != nil {
		if err := bind(st.n); err != nil {
			return nil, err
		}
	}
	return &fakePortal{session: st.session}, nil
}

type fakePortal struct{ session *fakeSession }

func (p *fakePortal) Columns() []sqltype.Column {
	return []sqltype.Column{{Name: "n", Type: sqltype.Of(sqltype.Int8)}, {Type: sqltype.Of(sqltype.TimestampTZ)}, {Type: sqltype.Of(sqltype.TimestampTZ)}}
}
func (p *fakePortal) Open(ctx context.Context) (pgwire.Rows, error) {
	if p.session.backend.open != nil {
		return p.session.backend.open(ctx, p.session)
	}
	return &fakeRows{}, nil
}
func (p *fakePortal) Tag(int64) string { return "SELECT 1" }
func (p *fakePortal) Close()           {}

type fakeRows struct{ done bool }

func (r *fakeRows) Next(context.Context) ([]any, error) {
	if r.done {
		return nil, io.EOF
	}
	r.done = true
	return []any{int64(7), sqltype.Micros(0), sqltype.Micros(0)}, nil
}
func (r *fakeRows) Close() error { return nil }

// fakeServer serves one view, called v, with the key k and the feature n.
func fakeServer(t *testing.T, b *fakeBackend, trust bool, roles ...*catalog.Role) (*Server, *httptest.Server) {
	t.Helper()
	c, err := catalog.Open(t.Context(), noLog{}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	var changes []catalog.Change
	for _, r := range roles {
		changes = append(changes, catalog.Change{New: r})
	}
	changes = append(changes, catalog.Change{New: &catalog.FeatureView{Meta: catalog.Meta{Name: "v"}, Version: 1, Keys: []catalog.Key{{Column: sqltype.Column{Name: "k", Type: sqltype.Of(sqltype.Text)}}},
		Columns: []catalog.ViewColumn{{Name: "k", Feature: -1}, {Name: "n", Type: sqltype.Of(sqltype.Int8)}}}})
	if err := c.Apply(t.Context(), catalog.BootstrapRole, changes...); err != nil {
		t.Fatal(err)
	}
	s := &Server{Backend: b, Snapshot: c.Snapshot, Now: time.Now, Log: slog.New(slog.DiscardHandler), Trust: trust, Sessions: 2, MaxBody: 1000, MaxEntities: 10}
	s.setUp()
	web := httptest.NewServer(s.handler())
	t.Cleanup(web.Close)
	return s, web
}

// noLog is a catalog's log that keeps nothing.
type noLog struct{}

func (noLog) Append(context.Context, catalog.Entry) error             { return nil }
func (noLog) Replay(context.Context, func(catalog.Entry) error) error { return nil }
func (noLog) TakeIDs(context.Context, uint64) (uint64, error)         { return 1, nil }
func (noLog) ID() string                                              { return "0123456789abcdef" }

func read(t *testing.T, web *httptest.Server, token string) (int, string) {
	t.Helper()
	r, err := http.NewRequest("POST", web.URL+"/v1/views/v", strings.NewReader(`{"entities":{"k":"a"}}`))
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	return answer.StatusCode, string(body)
}

const ok = `{"features":["n"],"types":["bigint"],"rows":[[7]],"event_times":["1970-01-01T00:00:00.000000Z"],"as_of":["1970-01-01T00:00:00.000000Z"],"status":["found"]}` + "\n"

// Requests of a role share a session with its prepared statements; a role that was altered gets a new one.
func TestSessionsAreKept(t *testing.T) {
	b := &fakeBackend{}
	token := strings.Repeat("a", password.MinToken)
	role := &catalog.Role{Name: "r", Login: true, OID: 20000, ConnLimit: -1, Token: catalog.Secret(password.TokenHash(token))}
	s, web := fakeServer(t, b, true, role)
	for range 3 {
		if status, body := read(t, web, token); status != 200 || body != ok {
			t.Fatal(status, body)
		}
	}
	if status, _ := read(t, web, ""); status != 200 {
		t.Fatal(status)
	}
	if len(b.begun) != 2 || b.prepared != 2 || b.begun[0].User != "r" || b.begun[0].Trusted || b.begun[1].User != catalog.BootstrapRole || !b.begun[1].Trusted {
		t.Fatalf("%d prepared, begun %+v", b.prepared, b.begun)
	}
	altered := *role
	altered.ConnLimit = 3
	who := identity{catalog.User{Name: "r"}, &altered}
	session, err := s.pool.borrow(t.Context(), who)
	if err != nil || len(b.begun) != 3 || b.closed != 1 {
		t.Fatal(err, len(b.begun), b.closed)
	}
	s.pool.give(session, true)
	if s.Connections() != 2 {
		t.Error(s.Connections())
	}
	s.pool.close()
	if b.closed != 3 {
		t.Error(b.closed)
	}
}

// A token that has ended, or that two roles have, is nobody's.
func TestTokens(t *testing.T) {
	past := time.Now().Add(-time.Hour).UnixMicro()
	hash := func(c string) catalog.Secret { return catalog.Secret(password.TokenHash(strings.Repeat(c, 32))) }
	_, web := fakeServer(t, &fakeBackend{}, false, &catalog.Role{Name: "over", Token: hash("a"), ValidUntil: &past}, &catalog.Role{Name: "x", Token: hash("b")},
		&catalog.Role{Name: "y", Token: hash("b")}, &catalog.Role{Name: "z", Token: hash("c")})
	for _, tt := range []struct {
		token string
		want  int
	}{{"", 401}, {strings.Repeat("a", 32), 401}, {strings.Repeat("b", 32), 401}, {strings.Repeat("c", 32), 200}, {strings.Repeat("c", 31), 401}, {string(hash("c")), 401}} {
		if status, body := read(t, web, tt.token); status != tt.want {
			t.Errorf("%q: %d %s", tt.token, status, body)
		}
	}
}

// Where everybody is trusted, a name that only looks like this machine is not.
func TestHostOfTrustedRequests(t *testing.T) {
	_, web := fakeServer(t, &fakeBackend{}, true)
	for host, want := range map[string]int{"": 200, "localhost": 200, "localhost:7480": 200, "127.0.0.1": 200, "[::1]:7480": 200, "evil.example:7480": 401, "127.0.0.1.evil.example": 401} {
		r, err := http.NewRequest("POST", web.URL+"/v1/views/v", strings.NewReader(`{"entities":{"k":"a"}}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("%q: %d", host, answer.StatusCode)
		}
	}
}

// A client that goes away ends its statement, and its session is not used again.
func TestClientGoesAway(t *testing.T) {
	running, over := make(chan struct{}), make(chan error, 1)
	b := &fakeBackend{open: func(ctx context.Context, s *fakeSession) (pgwire.Rows, error) {
		close(running)
		<-ctx.Done()
		over <- ctx.Err()
		return nil, ctx.Err()
	}}
	_, web := fakeServer(t, b, true)
	ctx, cancel := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, "POST", web.URL+"/v1/views/v", strings.NewReader(`{"entities":{"k":"a"}}`))
	if err != nil {
		t.Fatal(err)
	}
	go func() { <-running; cancel() }()
	if _, err := http.DefaultClient.Do(r); err == nil {
		t.Error("the request was answered")
	}
	if err := <-over; err == nil {
		t.Error("the statement was not cancelled")
	}
}

// Errors of the statement, of its time, and of ours.
func TestFailures(t *testing.T) {
	var failed *fakeSession
	for _, tt := range []struct {
		open   func(ctx context.Context) error
		status int
		body   string
		kept   int // sessions that are used again
	}{
		{func(context.Context) error { return sqlerr.New(sqlerr.StoreUnreachable, "the store is gone").At(3) }, 503, `{"code":"58030","message":"the store is gone"}`, 1},
		{func(context.Context) error { return io.ErrUnexpectedEOF }, 500, `{"code":"XX000","message":"internal error"}`, 0},
		{func(context.Context) error { panic("oops") }, 500, `{"code":"XX000","message":"internal error"}`, 0},
		{func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }, 504, `{"code":"57014","message":"canceling statement due to statement timeout"}`, 0},
	} {
		b := &fakeBackend{timeout: 50, open: func(ctx context.Context, s *fakeSession) (pgwire.Rows, error) {
			failed = s
			return nil, tt.open(ctx)
		}}
		s, web := fakeServer(t, b, true)
		status, body := read(t, web, "")
		if status != tt.status || body != tt.body {
			t.Errorf("%d %s, want %d %s", status, body, tt.status, tt.body)
		}
		calls := failed.calls
		if b.closed != 1-tt.kept || s.Connections() != tt.kept || !slices.Equal(calls, []string{"begin", "fail", "roll back", "report"}) {
			t.Errorf("%s: closed %d, open %d, %q", tt.body, b.closed, s.Connections(), calls)
		}
	}
}

// A statement that cannot be bound any more is prepared anew, once.
func TestStatementIsPreparedAnew(t *testing.T) {
	old := 1
	b := &fakeBackend{bind: func(n int) error {
		if n <= old {
			return sqlerr.New(sqlerr.FeatureNotSupported, "cached plan must not change result type")
		}
		return nil
	}}
	_, web := fakeServer(t, b, true)
	if status, _ := read(t, web, ""); status != 501 {
		t.Fatal(status) // prepared just now: it would be the same again
	}
	old = 0
	if status, _ := read(t, web, ""); status != 200 {
		t.Fatal(status)
	}
	old = 1
	if status, _ := read(t, web, ""); status != 200 || b.prepared != 2 {
		t.Fatal(status, b.prepared)
	}
}

// More requests than sessions wait.
func TestRequestsWait(t *testing.T) {
	go1, arrived := make(chan struct{}), make(chan struct{}, 5)
	b := &fakeBackend{open: func(context.Context, *fakeSession) (pgwire.Rows, error) {
		arrived <- struct{}{}
		<-go1
		return &fakeRows{}, nil
	}}
	s, web := fakeServer(t, b, true)
	var all sync.WaitGroup
	for range 5 {
		all.Add(1)
		go func() {
			defer all.Done()
			if status, body := read(t, web, ""); status != 200 {
				t.Error(status, body)
			}
		}()
	}
	<-arrived
	<-arrived
	if n := s.Connections(); n != 2 {
		t.Error(n)
	}
	close(go1)
	all.Wait()
	if len(b.begun) != 2 {
		t.Error(len(b.begun))
	}
}

// Connections beyond the limit wait; the end of the listener ends the wait.
func TestConnectionsAreLimited(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	few := limit(l, 1)
	dial := func() net.Conn {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
	dial()
	dial()
	first, err := few.Accept()
	if err != nil {
		t.Fatal(err)
	}
	next := make(chan net.Conn, 1)
	over := make(chan error, 1)
	go func() {
		c, err := few.Accept()
		next <- c
		_, end := few.Accept()
		over <- errors.Join(err, end)
	}()
	select {
	case <-next:
		t.Fatal("a second connection was accepted")
	case <-time.After(20 * time.Millisecond):
	}
	first.Close()
	first.Close() // twice, as net/http may
	if c := <-next; c == nil {
		t.Fatal("the second connection was not accepted")
	}
	few.Close()
	if err := <-over; !errors.Is(err, net.ErrClosed) {
		t.Error(err)
	}
}
