package exec

import (
	"context"

	"asof/catalog"
	"asof/exec/jobs"
)

// dropJobs are the jobs of one sweep: what dropped views have left behind is cleared away as a job for each.
type dropJobs struct {
	engine *Engine
	snap   *catalog.Snapshot
	open   map[string]*jobs.Handle
}

// begin notes that a generation is freed. One that another took the place of is no job: REFRESH was.
func (d *dropJobs) begin(ctx context.Context, b *catalog.Build) {
	_, view := d.snap.View(b.View)
	_, set := d.snap.TrainingSet(b.View)
	if view || set || d.open[b.View] != nil {
		return
	}
	h, _, err := d.engine.Jobs.Begin(ctx, catalog.Job{Kind: catalog.JobDrop, Object: b.View, Owner: catalog.BootstrapRole})
	if err == nil {
		err = h.Start(ctx)
	}
	if err != nil { // it is freed all the same
		d.engine.Log.Warn("a drop cannot be noted as a job", "view", b.View, "error", err)
	}
	if h == nil {
		return
	}
	if d.open == nil {
		d.open = map[string]*jobs.Handle{}
	}
	d.open[b.View] = h
}

func (d *dropJobs) end() {
	for _, h := range d.open {
		h.End(nil)
	}
}
