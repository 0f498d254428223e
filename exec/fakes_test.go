package exec

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"asof/catalog"
	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/exec/online"
	"asof/exec/rows"
	"asof/planner/plan"
)

// memoryLog is a catalog's log in memory.
type memoryLog struct {
	mu      sync.Mutex
	entries []catalog.Entry
	next    uint64
}

func (l *memoryLog) Append(_ context.Context, e catalog.Entry) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = append(l.entries, e)
	return nil
}

func (l *memoryLog) Replay(_ context.Context, fn func(catalog.Entry) error) error {
	for _, e := range l.entries {
		if err := fn(e); err != nil {
			return err
		}
	}
	return nil
}

func (l *memoryLog) TakeIDs(_ context.Context, n uint64) (uint64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next += n
	return l.next - n + 1, nil
}

func (l *memoryLog) ID() string { return "0123456789abcdef" }

// memoryStore is an online store in memory. freeing, if it is set, is called before anything is freed.
type memoryStore struct {
	mu      sync.Mutex
	values  map[string][]byte
	freeing func(prefix []byte)
}

func (s *memoryStore) Get(_ context.Context, keys [][]byte) ([][]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([][]byte, len(keys))
	for i, k := range keys {
		out[i] = s.values[string(k)]
	}
	return out, nil
}

func (s *memoryStore) Put(_ context.Context, pairs []online.Pair) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range pairs {
		s.values[string(p.Key)] = bytes.Clone(p.Value)
	}
	return nil
}

func (s *memoryStore) Swap(context.Context, []online.Swap) ([]online.SwapResult, error) {
	panic("REFRESH does not swap")
}

func (s *memoryStore) Free(_ context.Context, prefix []byte) error {
	if s.freeing != nil {
		s.freeing(prefix)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for k := range s.values {
		if bytes.HasPrefix([]byte(k), prefix) {
			delete(s.values, k)
		}
	}
	return nil
}

func (s *memoryStore) Epoch() uint64 { return 1 }
func (s *memoryStore) Name() string  { return "memory" }
func (s *memoryStore) Close() error  { return nil }

// prefixes are the generations that have something in the store.
func (s *memoryStore) prefixes() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := map[string]bool{}
	for k := range s.values {
		before, _, _ := bytes.Cut([]byte(k), []byte("{"))
		seen[string(before)] = true
	}
	return len(seen)
}

// engineOf one row: the history of every view is the key "a" with the value 1.
type fakeOffline struct{ offline.Engine }

func (fakeOffline) WriteHistory(context.Context, []*catalog.Source, *catalog.FeatureView, *catalog.Materialization, *catalog.Materialization) error {
	return nil
}

func (fakeOffline) ReloadHistory(context.Context, []*catalog.Source, *catalog.FeatureView, *catalog.Materialization, *catalog.Materialization, int64, int64) error {
	return nil
}

func (fakeOffline) ReadHistory(context.Context, *catalog.FeatureView, catalog.History) (offline.Scan, error) {
	return &oneRow{}, nil
}

func (fakeOffline) FreeHistory(context.Context, uint64) error { return nil }

func (fakeOffline) Session(context.Context) (offline.Session, error) { return &fakeSession{}, nil }

type oneRow struct{ done bool }

func (r *oneRow) Next(context.Context) (*rows.Row, error) {
	if r.done {
		return nil, io.EOF
	}
	r.done = true
	return &rows.Row{Key: []any{"a"}, EventTime: 1, Available: 1, Inputs: []any{int64(1)}}, nil
}

func (*oneRow) Close() error { return nil }

// fakeSession notes what was asked of the engine's transaction.
type fakeSession struct {
	offline.Session
	calls []string
	fail  map[string]error
}

func (s *fakeSession) call(name string) error {
	s.calls = append(s.calls, name)
	return s.fail[name]
}

func (s *fakeSession) Files(read, write bool)         {}
func (s *fakeSession) Begin(context.Context) error    { return s.call("begin") }
func (s *fakeSession) Commit(context.Context) error   { return s.call("commit") }
func (s *fakeSession) Rollback(context.Context) error { return s.call("rollback") }
func (s *fakeSession) Close() error                   { return s.call("close") }

func (s *fakeSession) Start(_ context.Context, q *plan.Query, in offline.Input) (offline.Run, error) {
	return &fakeRun{session: s}, s.call("start " + q.Verb)
}

type fakeRun struct {
	offline.Run
	session *fakeSession
}

func (r *fakeRun) Rows(context.Context) (rows.Rows, error) {
	return &rows.Slice{}, r.session.call("rows")
}
func (r *fakeRun) Close() error { return r.session.call("close run") }

// newEngine is an engine over fakes that knows feature views a and b of one text key k and one plain column x.
func newEngine(t testing.TB) (*Engine, *memoryStore) {
	t.Helper()
	ctx := context.Background()
	cat, err := catalog.Open(ctx, &memoryLog{}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	text, number := sqltype.Of(sqltype.Text), sqltype.Of(sqltype.Int8)
	src := &catalog.Source{Meta: catalog.Meta{Name: "events"}, Columns: []sqltype.Column{{Name: "k", Type: text}, {Name: "x", Type: number}}}
	ent := &catalog.Entity{Meta: catalog.Meta{Name: "e"}, Keys: []sqltype.Column{{Name: "k", Type: text}}}
	changes := []catalog.Change{{New: src}, {New: ent}}
	for i, name := range []string{"a", "b"} {
		changes = append(changes, catalog.Change{New: &catalog.FeatureView{
			Meta: catalog.Meta{Name: name}, ID: uint32(i + 1), Version: 1, Entity: "e", Source: "events", Online: true, MaxRows: 100,
			Keys:     []catalog.Key{{Column: ent.Keys[0], Expr: "k"}},
			Inputs:   []catalog.Input{{Expr: "x", Type: number}},
			Features: []catalog.Feature{{Column: src.Columns[1], Expr: []catalog.Part{{Kind: catalog.PartInput}}}},
			Columns:  []catalog.ViewColumn{{Name: "k", Type: text, Feature: -1}, {Name: "x", Type: number, Key: -1}},
		}})
	}
	if err := cat.Apply(ctx, "test", changes...); err != nil {
		t.Fatal(err)
	}
	store := &memoryStore{values: map[string][]byte{}}
	return &Engine{Catalog: cat, Online: store, Offline: fakeOffline{}, Now: time.Now, Log: slog.New(slog.DiscardHandler)}, store
}

func newSession(t testing.TB, e *Engine) *Session {
	t.Helper()
	s, err := e.Session(context.Background(), "test")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// refreshView runs REFRESH in the session's transaction.
func refreshView(ctx context.Context, s *Session, view string) error {
	v, _ := s.Snapshot().View(view)
	_, err := s.Run(ctx, &plan.Refresh{View: v}, rows.Input{Now: 10}, func(error) {})
	return err
}
