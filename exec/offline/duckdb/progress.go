package duckdb

import (
	"time"

	"asof/catalog/sqlerr"
	"asof/planner/plan"
)

// tellEvery is how long a statement that joins views is silent.
const tellEvery = 5 * time.Second

// progress is how far a run is with the views that it joins to spines. The client hears of it when it takes long.
type progress struct {
	began, told time.Time
	done        int
}

// joined notes that one more view was joined to a spine of some rows.
func (r *run) joined(rows int64) {
	p := &r.progress
	p.done++
	now := r.e.now()
	if r.in.Notify == nil || now.Sub(p.told) < tellEvery {
		return
	}
	p.told = now
	of := 0
	for _, rel := range r.q.Relations {
		if s, ok := rel.(*plan.Spine); ok {
			for _, j := range s.Joins {
				of += len(j.Target.Views)
			}
		}
	}
	r.in.Notify(sqlerr.Notice("joined %d of %d feature views to %d rows in %d s", p.done, of, rows, int64(now.Sub(p.began).Seconds())))
}
