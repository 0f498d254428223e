package gateway

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"asof/catalog"
	"asof/catalog/pgcatalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/rows"
	"asof/gateway/pgwire"
	"asof/planner/plan"
)

// fakeExecutor notes what it is asked. A statement whose text has "fail" in it fails when it runs.
type fakeExecutor struct {
	snap    *catalog.Snapshot
	calls   []string
	fail    map[string]error // by call
	inputs  []rows.Input
	columns []sqltype.Column
}

func (f *fakeExecutor) call(name string) error {
	f.calls = append(f.calls, name)
	return f.fail[name]
}

func (f *fakeExecutor) Snapshot() *catalog.Snapshot { return f.snap }

func (f *fakeExecutor) Describe(_ context.Context, n plan.Node, types []sqltype.Type) (*rows.Description, error) {
	params := slices.Clone(types)
	if q, ok := n.(*plan.Query); ok {
		params = append(params, make([]sqltype.Type, q.Params-len(params))...)
	}
	for i, t := range params {
		if t.ID == sqltype.Invalid {
			params[i] = sqltype.Of(sqltype.Text)
		}
	}
	return &rows.Description{Params: params, Columns: f.columns, Tag: "SELECT"}, f.call("describe")
}

func (f *fakeExecutor) Run(_ context.Context, n plan.Node, in rows.Input, _ func(error)) (rows.Rows, error) {
	f.inputs = append(f.inputs, in)
	text := ""
	if sys, ok := n.(*plan.SystemQuery); ok && sys.Instead != nil {
		n = sys.Instead
	}
	if q, ok := n.(*plan.Query); ok {
		for _, p := range q.Pieces {
			text += p.Text
		}
	}
	if strings.Contains(text, "fail") {
		return nil, sqlerr.New("22012", "division by zero")
	}
	return &rows.Slice{}, f.call("run")
}

func (f *fakeExecutor) Begin(_ context.Context, explicit bool) error {
	if explicit {
		return f.call("begin block")
	}
	return f.call("begin")
}
func (f *fakeExecutor) Commit(context.Context) error          { return f.call("commit") }
func (f *fakeExecutor) Rollback(context.Context) error        { return f.call("rollback") }
func (f *fakeExecutor) Savepoint()                            { f.call("savepoint") }
func (f *fakeExecutor) Release(int)                           { f.call("release") }
func (f *fakeExecutor) RollbackTo(context.Context, int) error { return f.call("rollback to") }
func (f *fakeExecutor) DueTests() []*catalog.FeatureTest      { return nil }

func (f *fakeExecutor) Temp(string) bool                                      { return false }
func (f *fakeExecutor) TempEpoch() uint64                                     { return 0 }
func (f *fakeExecutor) TempTables(context.Context) []pgcatalog.TempTable      { return nil }
func (f *fakeExecutor) DropTemp(context.Context) error                        { return f.call("drop temp") }
func (f *fakeExecutor) Close() error                                          { return f.call("close") }
func (f *fakeExecutor) Session(_ context.Context, _ string) (Executor, error) { return f, nil }

// fakeClient notes what the session tells it, and keeps its statements.
type fakeClient struct {
	notices    []string
	parameters []string
	statements map[string]pgwire.Statement
}

func (c *fakeClient) Notice(n *sqlerr.Error) {
	c.notices = append(c.notices, n.Severity+": "+n.Message)
}
func (c *fakeClient) ParameterStatus(name, value string) {
	c.parameters = append(c.parameters, name+"="+value)
}
func (c *fakeClient) Statements() pgwire.Statements                         { return c }
func (c *fakeClient) ClosePortals()                                         {}
func (c *fakeClient) Pending() int                                          { return 0 }
func (c *fakeClient) Notify(uint32, string, string)                         {}
func (c *fakeClient) Signal(uint32, bool, func(string) error) (bool, error) { return false, nil }
func (c *fakeClient) Portals() pgwire.Portals                               { return noPortals{} }
func (c *fakeClient) All() []pgwire.Named                                   { return nil }
func (c *fakeClient) Put(name string, s pgwire.Statement, _ string) error {
	c.statements[name] = s
	return nil
}
func (c *fakeClient) Get(name string) (pgwire.Statement, error) {
	if s, ok := c.statements[name]; ok {
		return s, nil
	}
	return nil, sqlerr.New(sqlerr.InvalidStatementName, "prepared statement %q does not exist", name)
}
func (c *fakeClient) Delete(name string) error { delete(c.statements, name); return nil }
func (c *fakeClient) DeleteAll()               { clear(c.statements) }

// noPortals has none.
type noPortals struct{ pgwire.Portals }

func (noPortals) All() []pgwire.Cursor { return nil }
func (noPortals) CloseAll()            {}
func (noPortals) Mark() uint64         { return 0 }
func (noPortals) CloseSince(uint64)    {}

// conversation drives a session as the wire does with simple queries.
type conversation struct {
	t      *testing.T
	s      *Session
	exec   *fakeExecutor
	client *fakeClient
}

func converse(t *testing.T, start ...pgwire.Setting) *conversation {
	t.Helper()
	c := &conversation{t: t, exec: &fakeExecutor{snap: catalog.Empty(), fail: map[string]error{}}, client: &fakeClient{statements: map[string]pgwire.Statement{}}}
	b := &Backend{Engine: c.exec, Now: func() time.Time { return time.UnixMicro(1_000_000) }, Version: "0"}
	s, err := b.NewSession(context.Background(), pgwire.Startup{Trusted: true, User: "ann", Settings: start}, c.client)
	if err != nil {
		t.Fatal(err)
	}
	c.s = s.(*Session)
	c.s.Parameters()
	return c
}

// query runs statements as one simple query. It returns the tags, and the SQLSTATE of the error that ended them.
func (c *conversation) query(sql string) string {
	c.t.Helper()
	ctx := context.Background()
	out := ""
	add := func(s string) { out = strings.TrimPrefix(out+", "+s, ", ") }
	parts, err := c.s.Split(sql)
	if err != nil {
		c.t.Fatal(err)
	}
	err = c.s.Begin(ctx)
	for _, p := range parts {
		if err != nil {
			break
		}
		var tag string
		if tag, err = c.statement(p.SQL); err == nil {
			add(tag)
		}
	}
	failed := err != nil
	if failed {
		c.s.Fail()
		add(sqlerr.Code(err))
	}
	if err := c.s.End(ctx, failed); err != nil {
		add(sqlerr.Code(err))
	}
	c.s.Report()
	return out
}

func (c *conversation) statement(sql string) (string, error) {
	ctx := context.Background()
	st, err := c.s.Prepare(ctx, sql, nil)
	if err != nil {
		return "", err
	}
	defer st.Close()
	return run(st)
}

// run binds a statement without parameters and runs it.
func run(st pgwire.Statement) (string, error) {
	p, err := st.Bind(context.Background(), nil)
	if err != nil {
		return "", err
	}
	defer p.Close()
	r, err := p.Open(context.Background())
	if err != nil {
		return "", err
	}
	if r != nil {
		defer r.Close()
	}
	return p.Tag(0), nil
}

func (c *conversation) want(sql, want string) {
	c.t.Helper()
	if got := c.query(sql); got != want {
		c.t.Errorf("%s: %s, want %s", sql, got, want)
	}
}

func (c *conversation) setting(name, want string) {
	c.t.Helper()
	if got := c.s.settings.get(strings.ToLower(name)); got != want {
		c.t.Errorf("%s is %q, want %q", name, got, want)
	}
}

func (c *conversation) status(want byte) {
	c.t.Helper()
	if got := c.s.TxStatus(); got != want {
		c.t.Errorf("the status is %c, want %c", got, want)
	}
}

// called checks what the executor was asked since the last check.
func (c *conversation) called(want string) {
	c.t.Helper()
	if got := strings.Join(c.exec.calls, ", "); got != want {
		c.t.Errorf("the executor was asked %q, want %q", got, want)
	}
	c.exec.calls = nil
}
