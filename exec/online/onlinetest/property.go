package onlinetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/exec/online"
	"asof/exec/online/naive"
	"asof/exec/rows"
)

// generation numbers the generations of all tests of a process, so that none meets another's.
var generation atomic.Uint64

// Property is R20: for random views and logs, what the store answers is what the naive loop says of the rows that it was given.
// Rows are fed about in order of v, some early, some late; reads happen at event times and the edges of windows and ttl, ± 1 µs,
// for every key and one that has no rows; the view is rebuilt (REFRESH) and the store reopened in between. It compares at least
// the given number of values.
func Property(t *testing.T, open Open, values int) {
	compared, logs := 0, 0
	for seed := uint64(1); compared < values; seed++ {
		n, err := replay(t, open, naive.Loop{}, seed)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		compared, logs = compared+n, logs+1
	}
	t.Logf("%d values of %d logs agree", compared, logs)
}

// Mutants is the test of Property: it must notice every mutant of the loop.
func Mutants(t *testing.T, open Open) {
	for _, m := range naive.Mutants {
		t.Run(string(m), func(t *testing.T) {
			const most = 3000
			for seed := uint64(1); seed <= most; seed++ {
				_, err := replay(t, open, naive.Loop{Mutant: m}, seed)
				if _, caught := errors.AsType[mismatch](err); caught {
					t.Logf("caught with seed %d", seed)
					return
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			t.Fatalf("%d logs, and nobody noticed", most)
		})
	}
}

// mismatch is a value that differs from the loop's.
type mismatch struct{ error }

// game is one log being played against a store.
type game struct {
	r     *rand.Rand
	t     testing.TB
	open  Open
	loop  naive.Loop
	def   *catalog.FeatureView
	keys  [][]any
	store online.Store
	view  *online.View
	given []rows.Row
	clock int64
	n     int // values compared
}

// replay plays the log of a seed and tells how many values agreed. A mismatch is an error of that type.
func replay(t testing.TB, open Open, loop naive.Loop, seed uint64) (int, error) {
	g := &game{r: rand.New(rand.NewPCG(seed, 20)), t: t, open: open, loop: loop}
	var log []rows.Row
	g.def, log = naive.Generate(g.r)
	g.keys = naive.Keys(g.def)
	g.store = open(t)
	defer func() { g.store.Close() }()
	ctx := context.Background()
	err := g.rebuild(ctx)
	for i := 0; err == nil && i < len(log); {
		batch := 1
		if g.r.IntN(4) == 0 {
			batch = min(len(log)-i, 1+g.r.IntN(5))
		}
		// One row more now and then from further on: a row from the future, or for those jumped over, from the past.
		if j := i + g.r.IntN(len(log)-i); g.r.IntN(6) == 0 {
			log[i], log[j] = log[j], log[i]
		}
		now := log[i : i+batch]
		i += batch
		if v := now[0].EventTime; g.r.IntN(8) > 0 {
			g.clock = max(g.clock, v, now[0].Available)
		}
		g.given = append(g.given, now...)
		switch g.r.IntN(25) {
		case 0:
			err = g.rebuild(ctx)
		case 1:
			if err = g.reopen(); err == nil {
				err = g.view.Apply(ctx, now, g.clock)
			}
		default:
			err = g.view.Apply(ctx, now, g.clock)
		}
		if err == nil {
			err = g.read(ctx, 3)
		}
	}
	if err == nil {
		err = g.read(ctx, 20)
	}
	return g.n, errors.Join(err, g.view.Free(ctx))
}

// rebuild is REFRESH: a generation from all rows given so far, beside the old one, which is freed.
func (g *game) rebuild(ctx context.Context) error {
	old := g.view
	if g.clock == 0 {
		g.clock = naive.Origin
	}
	if err := g.attach(generation.Add(1)); err != nil {
		return err
	}
	if _, err := g.view.Build(ctx, &scan{list: ByKey(g.given)}, g.clock); err != nil || old == nil {
		return err
	}
	return old.Free(ctx)
}

func (g *game) attach(generation uint64) (err error) {
	g.view, err = online.NewView(g.store, online.Space{Namespace: "property", Generation: generation}, g.def)
	return err
}

func (g *game) reopen() error {
	if err := g.store.Close(); err != nil {
		return err
	}
	g.store = g.open(g.t)
	return g.attach(g.view.Generation())
}

// read compares at some times from now on, and at one before.
func (g *game) read(ctx context.Context, times int) error {
	edges := g.edges()
	for range times {
		at := edges[g.r.IntN(len(edges))] + g.r.Int64N(3) - 1
		if g.r.IntN(20) > 0 && at < g.clock {
			at = g.clock
		}
		if err := g.compare(ctx, online.Clock{T: at, Live: g.r.IntN(8) == 0}); err != nil {
			return err
		}
	}
	return nil
}

// edges are the times at which something may change: events, and where they leave a window or outlive the ttl.
func (g *game) edges() []int64 {
	edges := []int64{g.clock}
	for _, r := range g.given {
		edges = append(edges, r.EventTime, r.Available)
		for _, a := range g.def.Aggs {
			if a.Frame.Mode == catalog.Range {
				edges = append(edges, r.EventTime+a.Frame.Preceding, r.EventTime+a.Frame.Until, r.EventTime+a.Frame.Until+a.Frame.Hop)
			}
		}
		if g.def.TTL > 0 {
			edges = append(edges, r.EventTime+g.def.TTL)
		}
	}
	return edges
}

// compare reads every key as of t and holds the answers against the loop's.
func (g *game) compare(ctx context.Context, t online.Clock) error {
	got, err := g.view.Read(ctx, g.keys, t)
	if err != nil {
		return err
	}
	for i, key := range g.keys {
		if err := g.compareKey(key, t, &got[i]); err != nil {
			return err
		}
	}
	return nil
}

func (g *game) compareKey(key []any, clock online.Clock, got *online.Result) error {
	t := got.AsOf
	if t != clock.T && (!clock.Live || t < clock.T) {
		return fmt.Errorf("key %v at %d: answered as of %d", key, clock.T-naive.Origin, t-naive.Origin)
	}
	folded, known, held := false, false, int64(0)
	for _, r := range g.given {
		if same(r.Key, key) {
			held++
			v := max(r.EventTime, r.Available)
			folded, known = folded || v <= g.clock && v > t, known || v == t
		}
	}
	switch {
	case t != clock.T && !known:
		return fmt.Errorf("key %v at %d: answered as of %d, when no row was known", key, clock.T-naive.Origin, t-naive.Origin)
	case got.Outcome == online.Overflowed:
		if held*int64(1+len(g.def.Aggs)) <= g.def.MaxRows {
			return fmt.Errorf("key %v overflowed with %d rows of %d", key, held, g.def.MaxRows)
		}
		return nil
	case got.Outcome == online.Ahead:
		if !folded || clock.Live { // rows that waited may be due and still not folded: then the entry may answer
			return fmt.Errorf("key %v at %d: ahead, but no row after t is folded, or the clock is live", key, t-naive.Origin)
		}
		return nil
	}
	want, err := g.loop.AsOf(g.def, g.given, key, t)
	if err != nil {
		return err
	}
	differ := func(what string, got, want any) error {
		return mismatch{fmt.Errorf("key %v at %d (clock %d, ttl %d): %s is %v (%T), the loop says %v (%T)\n%s", key, t-naive.Origin,
			g.clock-naive.Origin, g.def.TTL, what, got, got, want, want, g.story(key))}
	}
	g.n++
	if found := got.Outcome == online.Found; found != want.Exists {
		return differ("existence", found, want.Exists)
	} else if !found {
		return nil
	}
	if got.EventTime != want.Event {
		return differ("event time", got.EventTime-naive.Origin, want.Event-naive.Origin)
	}
	for _, f := range g.def.Features {
		g.n++
		p, _ := f.Simple()
		if p.Kind == catalog.PartInput {
			if a, b := got.Inputs[p.Index], want.Inputs[p.Index]; !naive.SameInput(a, b) {
				return differ(fmt.Sprintf("input %d", p.Index), a, b)
			}
			continue
		}
		spec := g.def.Aggs[p.Index]
		arg := catalog.Input{}
		if spec.Arg >= 0 {
			arg = g.def.Inputs[spec.Arg]
		}
		if a, b := got.Aggs[p.Index], want.Aggs[p.Index]; !naive.Same(spec.Func, arg.Type, a, b) {
			return differ(fmt.Sprintf("%+v of %s", spec, arg.Type), a, b)
		}
	}
	return nil
}

// story is the rows of a key, for people.
func (g *game) story(key []any) string {
	out := ""
	for _, r := range g.given {
		if same(r.Key, key) {
			out += fmt.Sprintf("  e %d a %d order %x %v\n", r.EventTime-naive.Origin, r.Available-naive.Origin, r.Order[:3], r.Inputs)
		}
	}
	return out
}

func same(a, b []any) bool { return fmt.Sprint(a) == fmt.Sprint(b) }

// scan is an online.Scan over rows in memory. As the contract allows, it takes each row back at the next call.
type scan struct {
	list []rows.Row
	row  rows.Row
}

func (s *scan) Next(ctx context.Context) (*rows.Row, error) {
	if err := ctx.Err(); err != nil {
		return nil, sqlerr.New(sqlerr.QueryCanceled, "canceled")
	}
	for i := range s.row.Order {
		s.row.Order[i] = 0xee
	}
	if len(s.list) == 0 {
		return nil, io.EOF
	}
	s.row, s.list = s.list[0], s.list[1:]
	s.row.Order = slices.Clone(s.row.Order)
	return &s.row, nil
}

// Scan is an online.Scan over rows in memory.
func Scan(list []rows.Row) online.Scan { return &scan{list: list} }

// ByKey are rows as a history has them: those of a key one after another.
func ByKey(list []rows.Row) []rows.Row {
	var keys []string
	of := map[string][]rows.Row{}
	for _, r := range list {
		k := fmt.Sprint(r.Key)
		if of[k] == nil {
			keys = append(keys, k)
		}
		of[k] = append(of[k], r)
	}
	var out []rows.Row
	for _, k := range keys {
		out = append(out, of[k]...)
	}
	return out
}
