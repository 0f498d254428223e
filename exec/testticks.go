package exec

import (
	"context"
	"strconv"

	"asof/catalog"
	"asof/catalog/schedule"
	"asof/planner/plan"
)

// tickOf names a tick of a definition.
type tickOf struct {
	view uint32
	t    int64
}

// tick gives a snapshot view the tick that serves an expectation, of a server that computes each in time: the newest one whose delay is
// over. A tick that fails is an error, not the tick before it: the rows of a test are to show what the view makes of them.
func (r *testRun) tick(ctx context.Context, v *plan.TargetView, x *plan.TestExpect) error {
	v.Ticks = nil
	s, err := schedule.Parse(v.View.Schedule)
	if err != nil {
		return err
	}
	by := x.AsOf - v.View.TickDelay
	if x.Strict {
		by--
	}
	of := tickOf{v.View.ID, s.Last(by)}
	if v.View.Start != nil && of.t < *v.View.Start {
		return nil
	}
	t := r.ticks[of]
	if t == nil {
		if t, err = r.computeTick(ctx, v, of.t); err != nil {
			return err
		}
		r.ticks[of] = t
	}
	if tick := &t.Ticks[0]; tick.Failed != "" {
		return tickFailed(tick)
	}
	v.Ticks = []*catalog.Ticks{t}
	return nil
}

// computeTick computes a tick from the given rows.
func (r *testRun) computeTick(ctx context.Context, v *plan.TargetView, at int64) (*catalog.Ticks, error) {
	generation, err := r.s.newGeneration(ctx, v.View.Name, 0)
	if err != nil {
		return nil, err
	}
	tick := catalog.Tick{T: at, Backfill: true}
	if tick.ID, err = r.s.engine.Catalog.NextID(ctx); err != nil {
		return nil, err
	}
	tick.StampAt(v.View, at)
	t := &catalog.Ticks{Name: strconv.FormatUint(generation, 10), View: v.View.Name, ViewID: v.View.ID, Generation: generation, Ticks: []catalog.Tick{tick}}
	return t, r.s.engine.Offline.WriteTicks(ctx, v.Sources, v.View, t, func(int) {})
}

// foldTick writes the entries of the tick that serves, if there is one.
func (r *testRun) foldTick(ctx context.Context, e *Engine, v *plan.TargetView) error {
	if len(v.Ticks) == 0 {
		return nil
	}
	s := &Session{engine: e, user: r.s.user}
	s.tx.building = &building{}
	o := catalog.OnlineTick{Tick: v.Ticks[0].Ticks[0]}
	if err := s.buildTick(ctx, v.View, v.Ticks[0], &o, v.State); err != nil {
		return err
	}
	v.State.Online = []catalog.OnlineTick{o}
	return nil
}
