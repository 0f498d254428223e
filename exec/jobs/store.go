package jobs

import (
	"cmp"
	"context"
	"slices"

	"asof/catalog"
)

// kept is how many finished jobs are kept of each object.
const kept = 20

// change changes the job in memory and in the store.
func (h *Handle) change(ctx context.Context, fn func(*catalog.Job)) error {
	h.s.mu.Lock()
	fn(&h.job)
	j := h.job
	var forget []int64
	if j.State.Over() {
		forget = h.s.old(j.Object)
	}
	h.s.mu.Unlock()
	return h.s.cfg.Store.PutJobs(context.WithoutCancel(ctx), []catalog.Job{j}, forget)
}

// old takes out the finished jobs of an object that are not kept any longer.
func (s *Scheduler) old(object string) []int64 {
	var over []int64
	for id, h := range s.jobs {
		if h.job.Object == object && h.job.State.Over() {
			over = append(over, id)
		}
	}
	if len(over) <= kept {
		return nil
	}
	slices.Sort(over)
	over = over[:len(over)-kept]
	for _, id := range over {
		delete(s.jobs, id)
	}
	return over
}

// List gives all jobs, by ID.
func (s *Scheduler) List() []catalog.Job {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]catalog.Job, 0, len(s.jobs))
	for _, h := range s.jobs {
		out = append(out, h.job)
	}
	slices.SortFunc(out, func(a, b catalog.Job) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// Job returns a job.
func (s *Scheduler) Job(id int64) (catalog.Job, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h, ok := s.jobs[id]
	if !ok {
		return catalog.Job{}, false
	}
	return h.job, true
}

// Cancel stops a job: one that waits is cancelled at once, one that runs is told. It says whether there was something to stop.
func (s *Scheduler) Cancel(id int64) bool {
	s.mu.Lock()
	h, ok := s.jobs[id]
	if !ok || h.job.State.Over() {
		s.mu.Unlock()
		return false
	}
	stop := h.stop
	if stop == nil { // nobody can begin it meanwhile: that takes the lock
		h.job.State = catalog.JobCancelled
	}
	s.mu.Unlock()
	if stop != nil {
		stop(errCancelled)
		return true
	}
	h.end(catalog.JobCancelled, errCancelled)
	return true
}
