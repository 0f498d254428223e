package exec

import (
	"context"
	"slices"
	"strconv"
	"time"

	"asof/catalog"
	"asof/catalog/pgcatalog"
	"asof/catalog/sqlerr"
	"asof/exec/jobs"
	"asof/exec/offline"
	"asof/exec/rows"
	"asof/planner/plan"
)

// errRolledBack is why a REFRESH came to nothing.
var errRolledBack = sqlerr.New(sqlerr.QueryCanceled, "the transaction was rolled back")

// tellEvery is how long a REFRESH is silent.
const tellEvery = 10 * time.Second

// progress is how far a statement's job is. A client hears of it when it takes long.
type progress struct {
	job    *jobs.Handle
	notify func(error)
	now    func() time.Time
	view   string
	told   time.Time
}

// at says that a part of the work is done, 0 to 1.
func (p *progress) at(part float64) {
	p.job.Progress(part)
	if now := p.now(); now.Sub(p.told) >= tellEvery {
		p.told = now
		p.notify(sqlerr.Notice("refreshing feature view %q: %d %%", p.view, int(100*part)))
	}
}

// beginJob notes a REFRESH as a job: the scheduler's own, if the session is for it, or a new one. The context ends when the job is
// cancelled; the job ends with the transaction, or by End.
func (s *Session) beginJob(ctx context.Context, n *plan.Refresh, in rows.Input, notify func(error)) (*progress, context.Context, error) {
	p := &progress{job: s.job, notify: notify, now: s.engine.Now, view: n.View.Name, told: s.engine.Now()}
	if s.job != nil {
		return p, ctx, nil
	}
	j := catalog.Job{Kind: catalog.JobRefresh, Object: n.View.Name, Owner: s.user, Bound: s.tx.explicit, From: n.From, To: n.To}
	switch {
	case n.HasRange():
		j.Kind = catalog.JobBackfill
	case n.View.Kind == catalog.SnapshotView:
		j.Kind = catalog.JobTick
	}
	if in.User.Name != "" {
		j.Owner = in.User.Name
	}
	if in.NowSet {
		j.Clock = in.Now
	}
	var err error
	p.job, ctx, err = s.engine.Jobs.Begin(ctx, j)
	if p.job != nil {
		s.tx.building.jobs = append(s.tx.building.jobs, p.job)
	}
	return p, ctx, err
}

// counted is a scan that tells how far it is of the rows that there are, between two parts of the work.
type counted struct {
	offline.Scan
	done, rows int64
	from, to   float64
	progress   *progress
}

// Next implements offline.Scan.
func (c *counted) Next(ctx context.Context) (*rows.Row, error) {
	if c.done++; c.done%4096 == 0 && c.rows > 0 {
		c.progress.at(c.from + (c.to-c.from)*float64(c.done)/float64(c.rows))
	}
	return c.Scan.Next(ctx)
}

// jobsOf are the jobs that a user sees: its own, and those about what it sees.
func (s *Session) jobsOf(visible *catalog.Snapshot, u catalog.User) []catalog.Job {
	if s.engine.Jobs == nil {
		return nil
	}
	return slices.DeleteFunc(s.engine.Jobs.List(), func(j catalog.Job) bool {
		_, sees := visible.View(j.Object)
		return !sees && j.Owner != u.Name && !visible.Free(u)
	})
}

// cancelJob is asof.cancel_job: false with a warning's worth of nothing if there is no such job, or if it is over.
func (s *Session) cancelJob(args []string, env pgcatalog.Env) (any, error) {
	id, err := strconv.ParseInt(args[0], 10, 64)
	if err != nil {
		return nil, sqlerr.New(sqlerr.InvalidTextRepresentation, "invalid input syntax for type bigint: %q", args[0])
	}
	if s.engine.Jobs == nil {
		return false, nil
	}
	j, ok := s.engine.Jobs.Job(id)
	if !ok {
		return false, nil
	}
	snap, u := s.Snapshot(), catalog.User{Name: env.User, Trusted: env.Trusted}
	v, there := snap.View(j.Object)
	if may := snap.Has(u, j.Owner) || there && snap.Owns(u, catalog.TargetOf(v)); !may {
		return nil, sqlerr.New(sqlerr.InsufficientPrivilege, "must be owner of feature view %s", j.Object)
	}
	return s.engine.Jobs.Cancel(id), nil
}
