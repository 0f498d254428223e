package exec

import (
	"context"
	"time"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/exec/jobs"
	"asof/exec/rows"
	"asof/planner/plan"
)

// schedule is what the server does by itself: it implements jobs.Work.
type schedule struct {
	engine *Engine
	looked map[uint32]time.Time // by view's ID: when the files of a view with option refresh were last looked at
}

// RunJobs does what is due until ctx is done.
func (e *Engine) RunJobs(ctx context.Context) error {
	return e.Jobs.Run(ctx, &schedule{engine: e, looked: map[uint32]time.Time{}})
}

// Due implements jobs.Work.
func (w *schedule) Due(ctx context.Context, now time.Time) (due []catalog.Job, again time.Time, changed <-chan struct{}) {
	snap := w.engine.Catalog.Snapshot()
	for _, v := range snap.Views() {
		if v.Refresh == 0 {
			continue
		}
		at := w.lookAt(snap, v)
		if !at.After(now) {
			if w.changed(ctx, snap, v) {
				due = append(due, catalog.Job{Kind: catalog.JobRefresh, Object: v.Name, Owner: v.Owner, Due: at.UnixMicro()})
			}
			w.looked[v.ID] = now
			at = now.Add(time.Duration(v.Refresh) * time.Microsecond)
		}
		if again.IsZero() || at.Before(again) {
			again = at
		}
	}
	return due, again, snap.Superseded()
}

// lookAt is when the files of a view are to be looked at: the option's interval after the last look or REFRESH, and at once if there
// was none.
func (w *schedule) lookAt(snap *catalog.Snapshot, v *catalog.FeatureView) time.Time {
	last := w.looked[v.ID]
	if m, ok := snap.Materialization(v.Name, v.Version); ok {
		if finished := time.UnixMicro(m.Finished); finished.After(last) {
			last = finished
		}
	}
	if last.IsZero() {
		return time.UnixMicro(v.Created)
	}
	return last.Add(time.Duration(v.Refresh) * time.Microsecond)
}

// changed says whether path, size or time of a file behind a view are others than those that were read. If they cannot be looked
// at, REFRESH will say why.
func (w *schedule) changed(ctx context.Context, snap *catalog.Snapshot, v *catalog.FeatureView) bool {
	m, ok := snap.Materialization(v.Name, v.Version)
	if !ok {
		return true
	}
	sources, _ := snap.SourcesOf(v) // the view depends on them
	same, err := w.engine.Offline.Unchanged(ctx, sources, m.History)
	return err != nil || !same
}

// Run implements jobs.Work: the REFRESH of a view in a session of its owner.
func (w *schedule) Run(ctx context.Context, h *jobs.Handle) error {
	j := h.Job()
	snap := w.engine.Catalog.Snapshot()
	v, ok := snap.View(j.Object)
	if !ok {
		return sqlerr.New(sqlerr.UndefinedTable, "feature view %q does not exist", j.Object)
	}
	owner := catalog.User{Name: j.Owner, Trusted: true} // who owned it before there were roles is none
	sources, _ := snap.SourcesOf(v)
	for _, src := range sources {
		if !snap.Allowed(owner, catalog.TargetOf(src), catalog.Select) {
			return snap.Denied(catalog.TargetOf(src))
		}
	}
	s, err := w.engine.Session(ctx, j.Owner)
	if err != nil {
		return err
	}
	defer s.Close()
	s.job = h
	in := rows.Input{User: owner, Now: w.engine.Now().UnixMicro()}
	if j.Clock != 0 {
		in.Now, in.NowSet = j.Clock, true
	}
	if err := s.Begin(ctx, false); err != nil {
		return err
	}
	if err := s.refresh(ctx, &plan.Refresh{View: v}, in, func(error) {}); err != nil {
		return err
	}
	return s.Commit(ctx)
}
