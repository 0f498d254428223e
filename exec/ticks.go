package exec

import (
	"context"
	"math"
	"slices"
	"strconv"
	"time"

	"asof/catalog"
	"asof/catalog/schedule"
	"asof/catalog/sqlerr"
	"asof/exec/jobs"
	"asof/exec/online"
	"asof/exec/rows"
	"asof/planner/plan"
)

// tickBatch is how many ticks are computed into one file. The scheduler publishes them together, and goes on after a crash with
// the next ones.
const tickBatch = 64

// mostTicks is how many ticks are computed at a time. What more is due of a view the scheduler finds due again, a client is told.
const mostTicks = 100_000

// refreshTicks computes what is due of a snapshot view, the oldest first (R15), in batches. A client's are published together, at
// COMMIT; a tick that fails takes the statement with it. The scheduler publishes each batch, and notes the ticks that fail: what
// served before them serves on.
func (s *Session) refreshTicks(ctx context.Context, n *plan.Refresh, v *catalog.FeatureView, in rows.Input, p *progress) error {
	if in.NowSet && in.Now > s.engine.Now().UnixMicro() {
		return sqlerr.New(sqlerr.InvalidParameterValue, "asof.now is later than the server's clock: ticks of the future would stand before those that are still to come").
			WithHint("RESET asof.now, or set it to a time that is past.")
	}
	due, err := ticksOf(s.Snapshot(), v, n, in.Now)
	if err != nil {
		return err
	}
	if len(due) > mostTicks {
		if s.job == nil {
			return sqlerr.New(sqlerr.ProgramLimitExceeded, "more than %d ticks of feature view %q are due", mostTicks, v.Name).
				WithHint("REFRESH … FROM … TO computes the ticks of a range; a later start or a longer schedule has fewer.")
		}
		due = due[:mostTicks]
	}
	var failed *catalog.Tick
	for done := 0; done < len(due); {
		batch := due[done:min(done+tickBatch, len(due))]
		t, err := s.computeTicks(ctx, v, batch, in, func(ticks int) { p.at(float64(done+ticks) / float64(len(due))) })
		if err != nil {
			return err
		}
		for i := range t.Ticks {
			if t.Ticks[i].Failed != "" && failed == nil {
				failed = &t.Ticks[i]
			}
		}
		if failed != nil && s.job == nil {
			return tickFailed(failed)
		}
		if done += len(batch); s.job == nil {
			continue
		}
		if err := s.publishBatch(ctx, v); err != nil {
			return err
		}
	}
	if failed != nil {
		return jobs.Settled{Err: tickFailed(failed)}
	}
	return nil
}

func tickFailed(t *catalog.Tick) error {
	return sqlerr.New(sqlerr.CardinalityViolation, "the tick of %s failed: %s", time.UnixMicro(t.T).UTC().Format("2006-01-02 15:04:05Z"), t.Failed).
		WithHint("The tick before it stays. REFRESH … FROM … TO computes ticks again.")
}

// ticksOf are the ticks to compute: of a range those in it, again, else those after the last one. Beyond mostTicks it gives one more.
func ticksOf(snap *catalog.Snapshot, v *catalog.FeatureView, n *plan.Refresh, clock int64) ([]catalog.Tick, error) {
	s, err := schedule.Parse(v.Schedule)
	if err != nil {
		return nil, err
	}
	first, backfill := firstTick(snap, v, s, clock), func(t int64) bool { return v.Start != nil && t < v.Created }
	if n.HasRange() {
		first, clock, backfill = s.After(n.From-1), min(clock, n.To-1), func(int64) bool { return true }
	}
	var due []catalog.Tick
	for t := first; t <= clock && len(due) <= mostTicks; t = s.After(t) {
		due = append(due, catalog.Tick{T: t, Backfill: backfill(t)})
	}
	return due, nil
}

// firstTick is the tick that comes after the last one that was computed, or failed. Without any it is the view's start, or the last
// one there was at clock.
func firstTick(snap *catalog.Snapshot, v *catalog.FeatureView, s schedule.Schedule, clock int64) int64 {
	last, some := int64(0), false
	for _, file := range snap.Ticks(v) {
		for _, t := range file.Ticks {
			if !some || t.T > last {
				last, some = t.T, true
			}
		}
	}
	switch {
	case some:
		return s.After(last)
	case v.Start != nil:
		return s.After(*v.Start - 1)
	}
	return s.Last(clock)
}

// computeTicks computes ticks into a file and defines them in the session's transaction, with the entries of those that online
// reads may see from now on.
func (s *Session) computeTicks(ctx context.Context, v *catalog.FeatureView, due []catalog.Tick, in rows.Input, done func(int)) (*catalog.Ticks, error) {
	snap := s.Snapshot()
	old, _ := snap.Materialization(v.Name, v.Version)
	started := s.engine.Now()
	m := &catalog.Materialization{View: v.Name, Version: v.Version, Offline: !v.Online, MaxEvent: math.MinInt64, MaxDue: math.MinInt64}
	if old != nil {
		*m = *old
		m.Online = slices.Clone(old.Online)
	}
	generation, err := s.newGeneration(ctx, v.Name, m.Generation)
	if err != nil {
		return nil, err
	}
	if m.Generation == 0 { // the first file stands for all of them
		m.Generation = generation
	}
	t := &catalog.Ticks{Name: strconv.FormatUint(generation, 10), View: v.Name, ViewID: v.ID, Generation: generation, Ticks: slices.Clone(due)}
	for i := range t.Ticks {
		if t.Ticks[i].ID, err = s.engine.Catalog.NextID(ctx); err != nil {
			return nil, err
		}
	}
	sources, _ := snap.SourcesOf(v) // the view depends on them
	if err := s.engine.Offline.WriteTicks(ctx, sources, v, t, done); err != nil {
		return nil, err
	}
	s.stamp(v, t, in)
	if err := s.ticksOnline(ctx, v, m, t, in); err != nil {
		return nil, err
	}
	last := t.Ticks[len(t.Ticks)-1]
	if m.Clock = in.Now; last.T > m.MaxEvent {
		m.Rows, m.MaxEvent, m.MaxDue = last.Rows, last.T, last.T
	}
	m.Finished = s.engine.Now().UnixMicro()
	m.Duration = m.Finished - started.UnixMicro()
	if err := s.define(ctx, []catalog.Change{{New: t}}); err != nil {
		return nil, err
	}
	if !in.NowSet {
		s.tx.building.ticks = append(s.tx.building.ticks, unstamped{t.Name, v})
	}
	return t, s.publish(ctx, v, m)
}

// stamp says from when on ticks may be used: this clock is their commit.
func (s *Session) stamp(v *catalog.FeatureView, t *catalog.Ticks, in rows.Input) {
	commit := in.Now
	if !in.NowSet {
		commit = s.engine.Now().UnixMicro()
	}
	for i := range t.Ticks {
		t.Ticks[i].StampAt(v, commit)
	}
}

// ticksOnline makes entries of the ticks that reads see from now on: the greatest that may be used already, and those that may be
// later. The others' entries are given up.
func (s *Session) ticksOnline(ctx context.Context, v *catalog.FeatureView, m *catalog.Materialization, t *catalog.Ticks, in rows.Input) error {
	if !v.Online {
		return nil
	}
	now := in.Now
	if !in.NowSet {
		now = s.engine.Now().UnixMicro()
	}
	all := slices.Clone(m.Online)
	for _, tick := range t.Ticks {
		if tick.Failed == "" {
			all = append(all, catalog.OnlineTick{Tick: tick})
		}
	}
	slices.SortFunc(all, func(a, b catalog.OnlineTick) int { return catalog.CompareTicks(a.Tick, b.Tick) })
	m.Online = nil
	for i := range slices.Backward(all) {
		o := &all[i]
		if o.Generation == 0 {
			if err := s.buildTick(ctx, v, t, o, m); err != nil {
				return err
			}
		}
		m.Online = append(m.Online, *o)
		if o.Usable <= now {
			break // what is before it is not seen any more
		}
	}
	return nil
}

// buildTick writes the entries of a tick.
func (s *Session) buildTick(ctx context.Context, v *catalog.FeatureView, t *catalog.Ticks, o *catalog.OnlineTick, m *catalog.Materialization) error {
	var err error
	if o.Generation, err = s.newGeneration(ctx, v.Name, 0); err != nil {
		return err
	}
	scan, err := s.engine.Offline.ReadTick(ctx, v, t, o.Tick)
	if err != nil {
		return err
	}
	defer scan.Close()
	h, err := online.NewView(s.engine.Online, s.engine.space(o.Generation), v)
	if err != nil {
		return err
	}
	stats, err := h.Build(ctx, scan, o.Usable)
	m.Keys, m.OnlineBytes = stats.Keys, stats.Bytes
	return err
}

// publishBatch commits a batch of the scheduler, and takes its turn for the next one.
func (s *Session) publishBatch(ctx context.Context, v *catalog.FeatureView) error {
	if err := s.Commit(ctx); err != nil {
		return err
	}
	if err := s.Begin(ctx, false); err != nil {
		return err
	}
	s.tx.building = &building{}
	if err := s.waitTurn(ctx, v.Name, 0); err != nil {
		return err
	}
	newest, ok := s.Snapshot().View(v.Name)
	if !ok {
		return replacedMeanwhile(v.Name)
	}
	if now, ok := newest.At(v.Version); !ok || now.ID != v.ID {
		return replacedMeanwhile(v.Name)
	}
	return nil
}

// unstamped names ticks of a version of a view that a transaction has computed.
type unstamped struct {
	ticks string
	of    *catalog.FeatureView
}

// stampTicks stamps the ticks of a transaction with the clock of its COMMIT: nobody has seen them before.
func (s *Session) stampTicks() error {
	if s.tx.building == nil {
		return nil
	}
	tx, commit := s.tx.definitions, s.engine.Now().UnixMicro()
	for _, u := range s.tx.building.ticks {
		t, ok := tx.Snapshot().TicksNamed(u.ticks)
		if !ok {
			continue // dropped again
		}
		m, ok := tx.Snapshot().Materialization(t.View, u.of.Version)
		if !ok {
			continue
		}
		stamped, online := *t, *m
		stamped.Ticks, online.Online = slices.Clone(t.Ticks), slices.Clone(m.Online)
		for i := range stamped.Ticks {
			tick := &stamped.Ticks[i]
			tick.StampAt(u.of, commit)
			for j := range online.Online {
				if o := &online.Online[j]; o.ID == tick.ID {
					o.Tick = *tick
				}
			}
		}
		for _, c := range []catalog.Change{{Old: t, New: &stamped}, {Old: m, New: &online}} {
			if err := tx.Apply(c); err != nil {
				return err
			}
		}
	}
	return nil
}

// holdAt returns the handle that an online read of a view at t uses, held until release; without one it says why.
func (e *Engine) holdAt(tv plan.TargetView, t int64) (h *handle, why string, err error) {
	state := tv.State
	if tv.View.Kind == catalog.SnapshotView {
		tick, ok := state.OnlineAt(t)
		if !ok {
			return nil, "the tick of view " + tv.View.Name + " that served then is not online", nil
		}
		of := *state
		of.Generation, state = tick.Generation, &of
	}
	if h, err = e.hold(tv.View, state); h == nil {
		why = "view " + tv.View.Name + " is not materialised any more"
	}
	return h, why, err
}
