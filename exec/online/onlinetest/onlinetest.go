// Package onlinetest is what every driver of the online store has to pass: the contract call by call (Run), the promise that
// reads equal a naive loop (Property), and that the test of the promise is a test (Mutants).
package onlinetest

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"testing"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/online"
	"asof/exec/rows"
)

// Open opens the store under test. Every call of one test opens the same store: what one handle wrote the next one reads. The
// caller closes each. A store that only one handle may have open is opened again only after Close.
type Open func(t testing.TB) online.Store

// Run is the conformance suite: the contract of online.Store, call by call.
func Run(t *testing.T, open Open) {
	for _, c := range []struct {
		name string
		run  func(t *testing.T, s online.Store, key func(string) []byte)
	}{
		{"get and put", getPut}, {"swap", swap}, {"guard", guard}, {"free", free}, {"large", large},
		{"swaps of one key", race}, {"whole values", whole}, {"canceled", canceled}, {"closed", closed},
		{"one view, many writers", together},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t)
			defer s.Close()
			n := generation.Add(1)
			c.run(t, s, func(k string) []byte { return fmt.Appendf(nil, "asof:conformance:%d{00}%s", n, k) })
		})
	}
	t.Run("reopened", func(t *testing.T) { reopened(t, open) })
}

func get(t testing.TB, s online.Store, keys ...[]byte) [][]byte {
	t.Helper()
	out, err := s.Get(t.Context(), keys)
	if err != nil {
		t.Fatal(err)
	}
	if len(out) != len(keys) {
		t.Fatalf("%d values of %d keys", len(out), len(keys))
	}
	return out
}

func put(t testing.TB, s online.Store, pairs ...online.Pair) {
	t.Helper()
	if err := s.Put(t.Context(), pairs); err != nil {
		t.Fatal(err)
	}
}

// holds checks the value of a key; nil: it is absent.
func holds(t testing.TB, s online.Store, key, want []byte) {
	t.Helper()
	if got := get(t, s, key)[0]; (got == nil) != (want == nil) || !bytes.Equal(got, want) {
		t.Fatalf("%q holds %.40q, not %.40q", key, got, want)
	}
}

func getPut(t *testing.T, s online.Store, key func(string) []byte) {
	if got := get(t, s); len(got) != 0 {
		t.Fatal("values of no keys")
	}
	put(t, s)
	binary := []byte{0, 1, 0xff, '\r', '\n', '*', '?', '[', '{', '}', 0}
	a, b, c := key("a"), append(key("b"), binary...), key("")
	holds(t, s, a, nil)
	put(t, s, online.Pair{Key: a, Value: []byte("1")}, online.Pair{Key: b, Value: binary}, online.Pair{Key: c, Value: []byte("3")})
	got := get(t, s, b, key("none"), a, a, c)
	for i, want := range [][]byte{binary, nil, []byte("1"), []byte("1"), []byte("3")} {
		if !bytes.Equal(got[i], want) || (got[i] == nil) != (want == nil) {
			t.Fatalf("value %d is %q, not %q", i, got[i], want)
		}
	}
	put(t, s, online.Pair{Key: a, Value: []byte("22")})
	holds(t, s, a, []byte("22"))
	put(t, s, online.Pair{Key: a, Value: []byte("4")}, online.Pair{Key: a, Value: []byte("5")})
	holds(t, s, a, []byte("5"))
	if s.Name() == "" {
		t.Fatal("a store has a name")
	}
}

func swapped(t testing.TB, s online.Store, want online.SwapResult, w online.Swap) {
	t.Helper()
	got, err := s.Swap(t.Context(), []online.Swap{w})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0] != want {
		t.Fatalf("swap of %q: %v, not %v", w.Key, got, want)
	}
}

func swap(t *testing.T, s online.Store, key func(string) []byte) {
	k := key("k")
	swapped(t, s, online.Changed, online.Swap{Key: k, Value: []byte("x"), Expect: []byte("\x01")})
	holds(t, s, k, nil)
	swapped(t, s, online.Swapped, online.Swap{Key: k, Value: []byte("\x00\x01first")})
	swapped(t, s, online.Changed, online.Swap{Key: k, Value: []byte("x")})
	swapped(t, s, online.Changed, online.Swap{Key: k, Value: []byte("x"), Expect: []byte("\x00\x02")})
	swapped(t, s, online.Changed, online.Swap{Key: k, Value: []byte("x"), Expect: []byte("\x00\x01firsts")})
	holds(t, s, k, []byte("\x00\x01first"))
	swapped(t, s, online.Swapped, online.Swap{Key: k, Value: []byte("\x00\x02"), Expect: []byte("\x00\x01")})
	swapped(t, s, online.Swapped, online.Swap{Key: k, Value: []byte("\x00\x03"), Expect: []byte("\x00\x02")})
	got, err := s.Swap(t.Context(), []online.Swap{
		{Key: k, Value: []byte("\x00\x04"), Expect: []byte("\x00\x03")},
		{Key: k, Value: []byte("\x00\x05"), Expect: []byte("\x00\x03")}, // the one before it was first
		{Key: key("l"), Value: []byte("l")},
	})
	if err != nil || fmt.Sprint(got) != fmt.Sprint([]online.SwapResult{online.Swapped, online.Changed, online.Swapped}) {
		t.Fatal(got, err)
	}
	holds(t, s, k, []byte("\x00\x04"))
	if got, err := s.Swap(t.Context(), nil); err != nil || len(got) != 0 {
		t.Fatal(got, err)
	}
}

func guard(t *testing.T, s online.Store, key func(string) []byte) {
	k, g := key("k"), key("guard")
	w := online.Swap{Key: k, Value: []byte("1"), Guard: g, GuardValue: []byte("\x00up")}
	swapped(t, s, online.Unguarded, w)
	put(t, s, online.Pair{Key: g, Value: []byte("\x00upper")})
	swapped(t, s, online.Unguarded, w) // a guard is equal, not a prefix
	holds(t, s, k, nil)
	put(t, s, online.Pair{Key: g, Value: []byte("\x00up")})
	swapped(t, s, online.Swapped, w)
	swapped(t, s, online.Changed, w)
	if err := s.Free(t.Context(), g); err != nil {
		t.Fatal(err)
	}
	w.Expect = []byte("1")
	swapped(t, s, online.Unguarded, w)
	holds(t, s, k, []byte("1"))
}

func free(t *testing.T, s online.Store, key func(string) []byte) {
	var pairs []online.Pair
	for i := range 3000 {
		pairs = append(pairs, online.Pair{Key: key(fmt.Sprintf("gone*%d", i)), Value: []byte("x")})
	}
	kept := [][]byte{key("gone"), key("gonex1"), key("gone+"), key("gone)")}
	for _, k := range kept {
		pairs = append(pairs, online.Pair{Key: k, Value: []byte("x")})
	}
	put(t, s, pairs...)
	if err := s.Free(t.Context(), key("gone*")); err != nil {
		t.Fatal(err)
	}
	for _, p := range pairs[:3000] {
		holds(t, s, p.Key, nil)
	}
	for _, k := range kept {
		holds(t, s, k, []byte("x"))
	}
	if err := s.Free(t.Context(), key("none")); err != nil {
		t.Fatal(err)
	}
}

func large(t *testing.T, s online.Store, key func(string) []byte) {
	var pairs []online.Pair
	for i := range 6 {
		pairs = append(pairs, online.Pair{Key: key(fmt.Sprint(i)), Value: bytes.Repeat([]byte{byte(i)}, 3<<20)})
	}
	put(t, s, pairs...)
	for _, p := range pairs {
		holds(t, s, p.Key, p.Value)
	}
	next := bytes.Repeat([]byte{7}, 5<<20)
	swapped(t, s, online.Swapped, online.Swap{Key: pairs[1].Key, Value: next, Expect: pairs[1].Value[:25]})
	holds(t, s, pairs[1].Key, next)
}

// race has many writers count one key up: none may be lost.
func race(t *testing.T, s online.Store, key func(string) []byte) {
	const writers, each = 8, 25
	k := key("counter")
	var group sync.WaitGroup
	for range writers {
		group.Go(func() {
			for done := 0; done < each; {
				old, err := s.Get(t.Context(), [][]byte{k})
				if err != nil {
					t.Error(err)
					return
				}
				n := 0
				fmt.Sscanf(string(old[0]), "%d", &n)
				got, err := s.Swap(t.Context(), []online.Swap{{Key: k, Value: fmt.Appendf(nil, "%08d", n+1), Expect: old[0]}})
				if err != nil {
					t.Error(err)
					return
				}
				if got[0] == online.Swapped {
					done++
				}
			}
		})
	}
	group.Wait()
	holds(t, s, k, fmt.Appendf(nil, "%08d", writers*each))
}

// whole has readers look at a value that is written: none may see half of it.
func whole(t *testing.T, s online.Store, key func(string) []byte) {
	k := key("value")
	put(t, s, online.Pair{Key: k, Value: bytes.Repeat([]byte{0}, 1000)})
	ctx, stop := context.WithCancel(t.Context())
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			for ctx.Err() == nil {
				got, err := s.Get(t.Context(), [][]byte{k})
				if err != nil {
					t.Error(err)
					return
				}
				if v := got[0]; len(v) != 1000+int(v[0]) || bytes.Count(v, v[:1]) != len(v) {
					t.Errorf("a torn value of %d bytes", len(v))
					return
				}
			}
		})
	}
	for i := range 200 {
		put(t, s, online.Pair{Key: k, Value: bytes.Repeat([]byte{byte(i)}, 1000+i)})
	}
	stop()
	group.Wait()
}

func canceled(t *testing.T, s online.Store, key func(string) []byte) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, getErr := s.Get(ctx, [][]byte{key("a")})
	_, swapErr := s.Swap(ctx, []online.Swap{{Key: key("a"), Value: []byte("1")}})
	for what, err := range map[string]error{"get": getErr, "swap": swapErr, "free": s.Free(ctx, key("a")),
		"put": s.Put(ctx, []online.Pair{{Key: key("a"), Value: []byte("1")}})} {
		if sqlerr.Code(err) != sqlerr.QueryCanceled {
			t.Errorf("%s: %v", what, err)
		}
	}
	holds(t, s, key("a"), nil)
	why, end := context.WithCancelCause(t.Context())
	end(sqlerr.New(sqlerr.AdminShutdown, "the server ends"))
	if _, err := s.Get(why, [][]byte{key("a")}); sqlerr.Code(err) != sqlerr.AdminShutdown {
		t.Errorf("the cause is lost: %v", err)
	}
}

func closed(t *testing.T, s online.Store, key func(string) []byte) {
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(t.Context(), [][]byte{key("a")}); sqlerr.Code(err) != sqlerr.StoreUnreachable {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatalf("closed twice: %v", err)
	}
}

func reopened(t *testing.T, open Open) {
	k := fmt.Appendf(nil, "asof:conformance:%d{00}k", generation.Add(1))
	s := open(t)
	put(t, s, online.Pair{Key: k, Value: []byte("1")})
	swapped(t, s, online.Swapped, online.Swap{Key: k, Value: []byte("2"), Expect: []byte("1")})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t)
	defer s.Close()
	holds(t, s, k, []byte("2"))
}

// together has many writers give rows to the same keys while others read: no row is lost, none counts twice, and a reader never
// sees a key go back.
func together(t *testing.T, s online.Store, _ func(string) []byte) {
	const writers, each = 6, 20
	v, err := online.NewView(s, online.Space{Namespace: "together", Generation: generation.Add(1)}, &catalog.FeatureView{
		Meta:   catalog.Meta{Name: "together"},
		Keys:   []catalog.Key{{Column: sqltype.Column{Name: "k", Type: sqltype.Of(sqltype.Text)}}},
		Inputs: []catalog.Input{{Type: sqltype.Of(sqltype.Int4)}},
		Aggs: []catalog.Aggregate{
			{Func: catalog.Count, Arg: -1, Filter: -1, Frame: catalog.Frame{Mode: catalog.Unbounded}, Type: sqltype.Of(sqltype.Int8)},
			{Func: catalog.Sum, Arg: 0, Filter: -1, Frame: catalog.Frame{Mode: catalog.Range, Preceding: 1 << 30}, Type: sqltype.Of(sqltype.Int8)},
		},
	})
	if err == nil {
		_, err = v.Build(t.Context(), Scan(nil), 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	keys := [][]any{{"a"}, {"b"}}
	ctx, stop := context.WithCancel(t.Context())
	var readers, group sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			seen := make([]int64, len(keys))
			for ctx.Err() == nil {
				got, err := v.Read(t.Context(), keys, online.Clock{T: 1 << 20})
				if err != nil {
					t.Error(err)
					return
				}
				for i, r := range got {
					if r.Outcome != online.Found {
						continue
					}
					if n := r.Aggs[0].(int64); n < seen[i] || r.Aggs[1] != 2*n {
						t.Errorf("%v: %d rows after %d, their sum is %v", keys[i], n, seen[i], r.Aggs[1])
					} else {
						seen[i] = n
					}
				}
			}
		})
	}
	for w := range int64(writers) {
		group.Go(func() {
			for i := range int64(each) {
				var list []rows.Row
				for _, k := range keys {
					list = append(list, rows.Row{Key: k, EventTime: i*writers + w, Available: i*writers + w, Inputs: []any{int64(2)}})
				}
				if err := v.Apply(t.Context(), list, 1<<20); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	stop()
	readers.Wait()
	got, err := v.Read(t.Context(), keys, online.Clock{T: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range got {
		if r.Outcome != online.Found || r.Aggs[0] != int64(writers*each) {
			t.Errorf("%v: %+v, not %d rows", keys[i], r, writers*each)
		}
	}
	if err := v.Free(t.Context()); err != nil {
		t.Fatal(err)
	}
}
