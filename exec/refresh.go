package exec

import (
	"context"
	"time"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/exec/online"
	"asof/exec/rows"
	"asof/planner/plan"
)

// refresh materialises a view into a new generation beside the old one: the history from the files, then the online entries
// from the history, then the switch, which is the commit of the transaction (R23, R27, R39). Until then, and if it fails or is
// cancelled, the old generation serves.
func (s *Session) refresh(ctx context.Context, n *plan.Refresh, in rows.Input, notify func(error)) error {
	if s.tx.building == nil {
		s.tx.building = &building{}
	}
	p, ctx, err := s.beginJob(ctx, n, in, notify)
	if err != nil {
		return err
	}
	if err = s.materialise(ctx, n, in, p); err != nil {
		if sqlerr.Code(context.Cause(ctx)) == sqlerr.QueryCanceled {
			err = context.Cause(ctx)
		}
		if p.job != s.job {
			p.job.End(err)
		}
	}
	return err
}

// materialise is refresh as a job.
func (s *Session) materialise(ctx context.Context, n *plan.Refresh, in rows.Input, p *progress) error {
	if err := s.waitTurn(ctx, n.View.Name, in.LockTimeout); err != nil {
		return err
	}
	if p.job != s.job {
		if err := p.job.Start(ctx); err != nil {
			return err
		}
	}
	snap := s.Snapshot() // the view may have changed while another REFRESH of it ran
	v, ok := snap.View(n.View.Name)
	if !ok {
		return sqlerr.New(sqlerr.UndefinedTable, "feature view %q does not exist", n.View.Name)
	}
	versions := snap.ToRefresh(v, n.Version)
	if len(versions) == 0 {
		return replacedMeanwhile(v.Name)
	}
	for _, version := range versions {
		if err := s.materialiseVersion(ctx, n, version, in, p); err != nil {
			return err
		}
	}
	return nil
}

// materialiseVersion makes a new generation of a version, and puts it in the place of the old one. If it is the newest version, reads of
// the view use it from then on, all in one change of the catalog.
func (s *Session) materialiseVersion(ctx context.Context, n *plan.Refresh, v *catalog.FeatureView, in rows.Input, p *progress) error {
	if v.Kind == catalog.SnapshotView {
		return s.refreshTicks(ctx, n, v, in, p)
	}
	snap := s.Snapshot()
	sources, _ := snap.SourcesOf(v) // the view depends on them
	old, _ := snap.Materialization(v.Name, v.Version)
	m := &catalog.Materialization{View: v.Name, Version: v.Version, Clock: in.Now, Offline: !v.Online}
	started := s.engine.Now()
	var err error
	if m.Generation, err = s.newGeneration(ctx, m.View, 0); err != nil {
		return err
	}
	if s.reloads(n, v, old, p) {
		err = s.engine.Offline.ReloadHistory(ctx, sources, v, old, m, n.From, n.To)
	} else {
		err = s.engine.Offline.WriteHistory(ctx, sources, v, old, m)
	}
	if err != nil {
		return err
	}
	if v.IsLoaded() { // until the commit they are what the online store is told: due at once
		if m.History.Loaded = m.Clock; in.NowSet {
			m.History.Loaded = started.UnixMicro()
		}
	}
	late := m.LateRows
	if old != nil {
		late -= old.LateRows
	}
	if late > 0 {
		p.notify(lateNotice(v, late, m.LateBy))
	}
	p.at(half)
	if v.Online {
		if err := s.buildOnline(ctx, v, m, p); err != nil {
			return err
		}
	}
	m.Finished = s.engine.Now().UnixMicro()
	m.Duration = m.Finished - started.UnixMicro()
	if v.IsLoaded() {
		m.History.Loaded = m.Finished
	}
	return s.publish(ctx, v, m)
}

// reloads says whether the rows of a range take the place of those that old has in it (R27), and the client why not if it asked for that.
func (s *Session) reloads(n *plan.Refresh, v *catalog.FeatureView, old *catalog.Materialization, p *progress) bool {
	why := "is not materialised yet"
	switch {
	case !n.HasRange():
		return false
	case v.HasUnbounded():
		why = "has unbounded frames"
	case old != nil && len(old.History.Files) > 0:
		return true
	}
	p.notify(sqlerr.Notice("all rows of feature view %q are loaded, not those of the range alone: it %s", v.Name, why))
	return false
}

// publish makes reads use m. The view may have changed while it was built; then m must still be of use.
func (s *Session) publish(ctx context.Context, v *catalog.FeatureView, m *catalog.Materialization) error {
	snap := s.Snapshot()
	newest, ok := snap.View(m.View)
	if !ok {
		return replacedMeanwhile(m.View)
	}
	if is, ok := newest.At(m.Version); !ok || is.ID != v.ID || !snap.Materialises(newest, m.Version) {
		return replacedMeanwhile(m.View)
	}
	change := catalog.Change{New: m}
	if old, ok := snap.Materialization(m.View, m.Version); ok {
		change.Old = old
	}
	changes := []catalog.Change{change}
	if newest.Version == m.Version && newest.Serves != 0 {
		switched := *newest
		switched.Serves = 0
		changes = append(changes, catalog.Change{Old: newest, New: &switched})
	}
	return s.define(ctx, changes)
}

func replacedMeanwhile(view string) error {
	return sqlerr.New(sqlerr.SerializationFailure, "feature view %q was replaced or dropped while it was materialised", view).
		WithHint("Run REFRESH again.")
}

// waitTurn waits until no other transaction refreshes the view, no longer than lock_timeout.
func (s *Session) waitTurn(ctx context.Context, view string, timeout int64) error {
	if timeout > 0 {
		timer := sqlerr.New(sqlerr.LockNotAvailable, "canceling statement due to lock timeout")
		limited, cancel := context.WithTimeoutCause(ctx, time.Duration(timeout)*time.Millisecond, timer)
		defer cancel()
		ctx = limited
	}
	return s.engine.generations.begin(ctx, s.tx.building, view)
}

// half is how much of a REFRESH the history is taken to be.
const half = 0.5

// buildOnline folds the history into online entries.
func (s *Session) buildOnline(ctx context.Context, v *catalog.FeatureView, m *catalog.Materialization, p *progress) error {
	scan, err := s.engine.Offline.ReadHistory(ctx, v, m.History)
	if err != nil {
		return err
	}
	defer scan.Close()
	h, err := online.NewView(s.engine.Online, s.engine.space(m.Generation), v)
	if err != nil {
		return err
	}
	stats, err := h.Build(ctx, &counted{Scan: scan, rows: m.Rows, from: half, to: 1, progress: p}, m.Clock)
	if err != nil {
		return err
	}
	m.Keys, m.Overflowed, m.OnlineBytes = stats.Keys, stats.Overflowed, stats.Bytes
	if m.Overflowed > 0 {
		p.notify(sqlerr.Notice("%d keys of feature view %q have more than %d rows in their windows: they are answered offline", m.Overflowed, v.Name, v.MaxRows))
	}
	return nil
}
