package online_test

import (
	"context"
	"fmt"
	"testing"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/online"
	"asof/exec/online/onlinetest"
	"asof/exec/rows"
)

// counted is a view of one text key that counts its rows.
func counted(name string) *catalog.FeatureView {
	return &catalog.FeatureView{
		Meta: catalog.Meta{Name: name},
		Keys: []catalog.Key{{Column: sqltype.Column{Name: "k", Type: sqltype.Of(sqltype.Text)}}},
		Aggs: []catalog.Aggregate{{Func: catalog.Count, Arg: -1, Filter: -1, Frame: catalog.Frame{Mode: catalog.Unbounded}, Type: sqltype.Of(sqltype.Int8)}},
	}
}

func handle(t *testing.T, s online.Store, generation uint64) *online.View {
	t.Helper()
	v, err := online.NewView(s, online.Space{Namespace: "t", Generation: generation}, counted(fmt.Sprint("v", generation)))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func rowsOf(n int, keys ...string) []rows.Row {
	var out []rows.Row
	for _, k := range keys {
		for range n {
			out = append(out, rows.Row{Key: []any{k}, EventTime: 1, Available: 1})
		}
	}
	return out
}

// TestReadMany reads two views of one store in one round trip: what a service does.
func TestReadMany(t *testing.T) {
	s := newMemory()
	one, two := handle(t, s, 1), handle(t, s, 2)
	for n, v := range map[int]*online.View{1: one, 2: two} {
		if _, err := v.Build(t.Context(), onlinetest.Scan(rowsOf(n, "a", "b")), 10); err != nil {
			t.Fatal(err)
		}
	}
	s.gets = 0
	got, err := online.ReadMany(t.Context(), []online.Request{{View: one, Keys: [][]any{{"a"}, {"b"}}}, {View: two, Keys: [][]any{{"b"}, {"c"}, {nil}}}}, online.Clock{T: 10})
	if err != nil || got.RoundTrips != 1 || s.gets != 1 || got.Keys != 4 {
		t.Fatalf("%+v, %d gets, %v", got, s.gets, err)
	}
	for _, c := range []struct {
		request, key int
		want         any
	}{{0, 0, int64(1)}, {0, 1, int64(1)}, {1, 0, int64(2)}, {1, 1, nil}, {1, 2, nil}} {
		r := got.Results[c.request][c.key]
		if (r.Outcome == online.Found) != (c.want != nil) || c.want != nil && r.Aggs[0] != c.want {
			t.Errorf("%+v: %+v", c, r)
		}
	}
	if err := one.Free(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := one.Read(t.Context(), [][]any{{"a"}}, online.Clock{T: 10}); sqlerr.Code(err) != sqlerr.StoreUnreachable {
		t.Fatal(err)
	}
	if r, err := two.Read(t.Context(), [][]any{{"a"}}, online.Clock{T: 10}); err != nil || r[0].Outcome != online.Found {
		t.Fatal(r, err)
	}
	if _, err := online.ReadMany(t.Context(), []online.Request{{View: two, Keys: [][]any{{"a"}}}, {View: handle(t, newMemory(), 1), Keys: [][]any{{"a"}}}}, online.Clock{T: 10}); err == nil {
		t.Fatal("two stores in one read")
	}
}

// reconnecting is a store whose contact is lost and taken up again in the midst of a Get.
type reconnecting struct {
	*memory
	during func()
}

func (s *reconnecting) Get(ctx context.Context, keys [][]byte) ([][]byte, error) {
	out, err := s.memory.Get(ctx, keys)
	if s.during != nil {
		s.during()
	}
	return out, err
}

// TestReconnected: what a store answered around a lost contact counts only if its markers stand afterwards (R26).
func TestReconnected(t *testing.T) {
	s := &reconnecting{memory: newMemory()}
	v := handle(t, s, 1)
	if _, err := v.Build(t.Context(), onlinetest.Scan(rowsOf(1, "a")), 10); err != nil {
		t.Fatal(err)
	}
	ask := func() (online.Reading, error) {
		return online.ReadMany(t.Context(), []online.Request{{View: v, Keys: [][]any{{"a"}}}}, online.Clock{T: 10})
	}
	once := func(f func()) func() { return func() { s.during = nil; f() } }
	s.during = once(func() { s.epoch++ })
	if got, err := ask(); err != nil || got.RoundTrips != 2 {
		t.Fatalf("%+v %v", got, err)
	}
	if got, err := ask(); err != nil || got.RoundTrips != 1 {
		t.Fatalf("%+v %v", got, err)
	}
	s.during = once(func() { s.epoch++; clear(s.m) })
	if _, err := ask(); sqlerr.Code(err) != sqlerr.StoreUnreachable {
		t.Fatal(err)
	}
}

// breaking is a scan that fails after its rows.
type breaking struct{ online.Scan }

func (b breaking) Next(ctx context.Context) (*rows.Row, error) {
	r, err := b.Scan.Next(ctx)
	if err != nil {
		return nil, sqlerr.New(sqlerr.QueryCanceled, "canceled")
	}
	return r, nil
}

// TestUnfinished: a build that did not end is no generation, for readers and writers.
func TestUnfinished(t *testing.T) {
	s := newMemory()
	v := handle(t, s, 1)
	if _, err := v.Build(t.Context(), breaking{onlinetest.Scan(rowsOf(1, manyKeys(10_000)...))}, 10); sqlerr.Code(err) != sqlerr.QueryCanceled {
		t.Fatal(err)
	}
	if len(s.m) == 0 {
		t.Fatal("nothing was written: this tests nothing")
	}
	for _, k := range []string{"0", "none"} {
		if _, err := v.Read(t.Context(), [][]any{{k}}, online.Clock{T: 10}); sqlerr.Code(err) != sqlerr.StoreUnreachable {
			t.Fatal(err)
		}
		if err := v.Apply(t.Context(), rowsOf(1, k), 10); sqlerr.Code(err) != sqlerr.StoreUnreachable {
			t.Fatal(err)
		}
	}
}

func manyKeys(n int) []string {
	keys := make([]string, n)
	for i := range keys {
		keys[i] = fmt.Sprint(i)
	}
	return keys
}

// TestBuildCounts compares what a build says with what the store holds.
func TestBuildCounts(t *testing.T) {
	s := newMemory()
	got, err := handle(t, s, 1).Build(t.Context(), onlinetest.Scan(rowsOf(3, manyKeys(10_000)...)), 10)
	size := int64(0)
	for k, v := range s.m {
		if k[len(k)-1] != '}' {
			size += int64(len(k) + len(v))
		}
	}
	if err != nil || got != (online.Built{Rows: 30_000, Keys: 10_000, Bytes: size}) || len(s.m) != 10_000+online.Shards {
		t.Fatalf("%+v, %d keys, %d bytes, %v", got, len(s.m), size, err)
	}
	if _, err := handle(t, s, 2).Build(t.Context(), onlinetest.Scan(nil), 10); err != nil {
		t.Fatal(err)
	}
	if r, err := handle(t, s, 2).Read(t.Context(), [][]any{{"a"}}, online.Clock{T: 1}); err != nil || r[0].Outcome != online.Absent {
		t.Fatal(r, err)
	}
}

// TestHotKey streams far more rows of one key than may be kept: memory stays bounded, and the result is that of the last rows.
func TestHotKey(t *testing.T) {
	def := counted("hot")
	def.MaxRows = 100
	def.Aggs[0].Frame = catalog.Frame{Mode: catalog.Range, Preceding: 50}
	s := newMemory()
	v, err := online.NewView(s, online.Space{Namespace: "t", Generation: 1}, def)
	if err != nil {
		t.Fatal(err)
	}
	var list []rows.Row
	for i := range int64(50_000) {
		list = append(list, rows.Row{Key: []any{"a"}, EventTime: i, Available: i})
	}
	if _, err := v.Build(t.Context(), onlinetest.Scan(list), 1<<40); err != nil {
		t.Fatal(err)
	}
	if r, err := v.Read(t.Context(), [][]any{{"a"}}, online.Clock{T: 50_000}); err != nil || r[0].Outcome != online.Found || r[0].Aggs[0] != int64(50) {
		t.Fatal(r, err)
	}
}

func TestNamespace(t *testing.T) {
	for _, n := range []string{"", "a{b", "a*", "a b", "a:b"} {
		if _, err := online.NewView(newMemory(), online.Space{Namespace: n, Generation: 1}, counted("v")); sqlerr.Code(err) != sqlerr.InvalidParameterValue {
			t.Errorf("%q: %v", n, err)
		}
	}
}
