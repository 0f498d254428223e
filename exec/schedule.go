package exec

import (
	"context"
	"time"

	"asof/catalog"
	"asof/catalog/schedule"
	"asof/catalog/sqlerr"
	"asof/exec/jobs"
	"asof/exec/rows"
	"asof/planner/plan"
)

// ownWork is what the server does by itself: it implements jobs.Work.
type ownWork struct {
	engine *Engine
	looked map[uint32]time.Time // by view's ID: when the files of a view with option refresh were last looked at
}

// RunJobs does what is due until ctx is done.
func (e *Engine) RunJobs(ctx context.Context) error {
	return e.Jobs.Run(ctx, &ownWork{engine: e, looked: map[uint32]time.Time{}})
}

// Due implements jobs.Work.
func (w *ownWork) Due(ctx context.Context, now time.Time) (due []catalog.Job, again time.Time, changed <-chan struct{}) {
	snap := w.engine.Catalog.Snapshot()
	for _, v := range snap.Views() {
		var at time.Time
		switch {
		case v.Kind == catalog.SnapshotView:
			for _, version := range snap.ToRefresh(v, 0) {
				if next := w.ticks(snap, version, v.Owner, now, &due); at.IsZero() || next.Before(at) {
					at = next
				}
			}
		case v.Refresh > 0:
			at = w.files(ctx, snap, v, now, &due)
		}
		if !at.IsZero() && (again.IsZero() || at.Before(again)) {
			again = at
		}
	}
	return due, again, snap.Superseded()
}

// ticks adds a job for the ticks of a version of a snapshot view that are due, and says when the next one is.
func (w *ownWork) ticks(snap *catalog.Snapshot, v *catalog.FeatureView, owner string, now time.Time, due *[]catalog.Job) time.Time {
	s, err := schedule.Parse(v.Schedule)
	if err != nil { // CREATE has read it
		w.engine.Log.Error("a schedule cannot be read", "view", v.Name, "error", err)
		return time.Time{}
	}
	first := firstTick(snap, v, s, now.UnixMicro())
	if first > now.UnixMicro() {
		return time.UnixMicro(first)
	}
	kind := catalog.JobTick
	if v.Start != nil && first < v.Created {
		kind = catalog.JobBackfill
	}
	*due = append(*due, catalog.Job{Kind: kind, Object: v.Name, Owner: owner, Due: first})
	return time.UnixMicro(s.After(now.UnixMicro()))
}

// files adds a job for a view whose files have changed, and says when to look again.
func (w *ownWork) files(ctx context.Context, snap *catalog.Snapshot, v *catalog.FeatureView, now time.Time, due *[]catalog.Job) time.Time {
	at := w.lookAt(snap, v)
	if at.After(now) {
		return at
	}
	if w.changed(ctx, snap, v) {
		*due = append(*due, catalog.Job{Kind: catalog.JobRefresh, Object: v.Name, Owner: v.Owner, Due: at.UnixMicro()})
	}
	w.looked[v.ID] = now
	return now.Add(time.Duration(v.Refresh) * time.Microsecond)
}

// lookAt is when the files of a view are to be looked at: the option's interval after the last look or REFRESH, and at once if there
// was none.
func (w *ownWork) lookAt(snap *catalog.Snapshot, v *catalog.FeatureView) time.Time {
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
func (w *ownWork) changed(ctx context.Context, snap *catalog.Snapshot, v *catalog.FeatureView) bool {
	m, ok := snap.Materialization(v.Name, v.Version)
	if !ok {
		return true
	}
	sources, _ := snap.SourcesOf(v) // the view depends on them
	same, err := w.engine.Offline.Unchanged(ctx, sources, m.History)
	return err != nil || !same
}

// Run implements jobs.Work: the REFRESH of a view in a session of its owner.
func (w *ownWork) Run(ctx context.Context, h *jobs.Handle) error {
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
	if err := s.refresh(ctx, &plan.Refresh{View: v, From: j.From, To: j.To}, in, func(error) {}); err != nil {
		return err
	}
	return s.Commit(ctx)
}
