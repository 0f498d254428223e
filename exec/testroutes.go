package exec

import (
	"context"
	"slices"

	"asof/catalog"
	"asof/exec/online"
	"asof/exec/rows"
	"asof/planner/plan"
)

// onlineToo says whether every view below may be read online.
func onlineToo(q *plan.Query) bool {
	for _, v := range targets(q)[0].Views {
		if !v.View.Online {
			return false
		}
	}
	return true
}

// reading is the plan of an expectation with the given rows in the place of files, with the ticks that serve then, and with state as
// what is materialised of each view. target is what it reads.
func (r *testRun) reading(ctx context.Context, x *plan.TestExpect, state func(v *plan.TargetView) error) (q *plan.Query, target *plan.Target, err error) {
	c, t := *x.Query, *targets(x.Query)[0]
	t.Views = slices.Clone(t.Views)
	for i := range t.Views {
		v := &t.Views[i]
		v.Sources = slices.Clone(v.Sources)
		for j, src := range v.Sources {
			v.Sources[j] = r.given[src.Name]
		}
		v.State = nil
		if v.View.Kind == catalog.SnapshotView {
			if err := r.tick(ctx, v, x); err != nil {
				return nil, nil, err
			}
		}
		if err := state(v); err != nil {
			return nil, nil, err
		}
	}
	c.Relations = slices.Clone(c.Relations)
	switch rel := c.Relations[0].(type) {
	case *plan.At:
		at := *rel
		at.Target = &t
		c.Relations[0] = &at
	case *plan.Spine:
		sp := *rel
		sp.Joins = slices.Clone(sp.Joins)
		sp.Joins[0].Target = &t
		c.Relations[0] = &sp
	}
	return &c, &t, nil
}

// input is what runs of an expectation need: the clock stands at its time.
func input(x *plan.TestExpect) rows.Input {
	return rows.Input{Now: x.AsOf, NowSet: true, Args: x.Args, Types: x.Types}
}

// offline is what AS OF gives.
func (r *testRun) offline(ctx context.Context, x *plan.TestExpect) ([][]any, error) {
	q, _, err := r.reading(ctx, x, func(*plan.TargetView) error { return nil })
	if err != nil {
		return nil, err
	}
	run, err := r.off.Start(ctx, q, input(x))
	if err != nil {
		return nil, err
	}
	defer run.Close()
	return collect(ctx, run)
}

// online is what a store gives, at the time, that the rows were folded into until then. It is asked for the keys of both sides. skip
// says that the store would send the read to the offline engine.
func (r *testRun) online(ctx context.Context, x *plan.TestExpect, got [][]any) (out [][]any, skip bool, err error) {
	e := &Engine{Catalog: r.s.engine.Catalog, Online: online.NewScratch(), Offline: r.s.engine.Offline, Now: r.s.engine.Now, Log: r.s.engine.Log}
	q, target, err := r.reading(ctx, x, func(v *plan.TargetView) error { return r.fold(ctx, e, v, x.AsOf) })
	if err != nil {
		return nil, false, err
	}
	join := -1
	switch rel := q.Relations[0].(type) {
	case *plan.At:
		rel.Online = true
	case *plan.Spine:
		join = 0
		rel.Joins[0].Online = true
	}
	var keys [][]any
	for _, row := range append(slices.Clone(got), x.Rows...) {
		keys = append(keys, row[:len(target.Keys):len(target.Keys)])
	}
	in := input(x)
	session := &Session{engine: e, user: r.s.user, off: r.off}
	started := &running{}
	defer started.close()
	if started.run, err = r.off.Start(ctx, q, in); err != nil {
		return nil, false, err
	}
	if err := session.supplyTarget(ctx, started, 0, join, target, withoutNulls(keys), in); err != nil || started.offline != "" {
		return nil, err == nil, err
	}
	out, err = collect(ctx, started.run)
	return out, false, err
}

// fold materialises a view in a scratch store as of a time.
func (r *testRun) fold(ctx context.Context, e *Engine, v *plan.TargetView, clock int64) error {
	m := &catalog.Materialization{View: v.View.Name, Version: v.View.Version, Clock: clock}
	v.State = m
	if v.View.Kind == catalog.SnapshotView {
		return r.foldTick(ctx, e, v)
	}
	var err error
	if m.Generation, err = r.s.newGeneration(ctx, v.View.Name, 0); err != nil {
		return err
	}
	e.generations.builds(&building{}, m.Generation)
	if err := e.Offline.WriteHistory(ctx, v.Sources, v.View, nil, m); err != nil {
		return err
	}
	scan, err := e.Offline.ReadHistory(ctx, v.View, m.History)
	if err != nil {
		return err
	}
	defer scan.Close()
	h, err := online.NewView(e.Online, e.space(m.Generation), v.View)
	if err != nil {
		return err
	}
	_, err = h.Build(ctx, scan, clock)
	return err
}
