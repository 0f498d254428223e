package jobs

import (
	"context"
	"errors"

	"asof/catalog"
	"asof/catalog/sqlerr"
)

// Handle is one job.
type Handle struct {
	s      *Scheduler
	job    catalog.Job             // under s.mu
	stop   context.CancelCauseFunc // while it runs, or a client waits for it
	client bool                    // a client's statement: the scheduler does not run it
}

// errCancelled ends a job that was cancelled.
var errCancelled = sqlerr.New(sqlerr.QueryCanceled, "canceling job due to user request")

// Begin notes the statement of a client as a job, queued. The context that it returns ends when the job is cancelled. Without a
// scheduler it gives a nil Handle.
func (s *Scheduler) Begin(ctx context.Context, j catalog.Job) (*Handle, context.Context, error) {
	if s == nil {
		return nil, ctx, nil
	}
	id, err := s.cfg.NextID(ctx)
	if err != nil {
		return nil, nil, err
	}
	j.ID, j.State, j.Created = int64(id), catalog.JobQueued, s.cfg.Now().UnixMicro()
	j.Due = j.Created
	h := &Handle{s: s, job: j, client: true}
	running, stop := context.WithCancelCause(ctx)
	h.stop = stop
	s.mu.Lock()
	defer s.mu.Unlock()
	s.jobs[j.ID] = h
	return h, running, nil
}

// Job is the job as it is now. A nil Handle is the job of an engine without a scheduler: nobody sees it.
func (h *Handle) Job() catalog.Job {
	h.s.mu.Lock()
	defer h.s.mu.Unlock()
	return h.job
}

// Progress says how far the job is, 0 to 1. It is not kept: a job that is begun anew begins at 0.
func (h *Handle) Progress(part float64) {
	if h == nil {
		return
	}
	h.s.mu.Lock()
	defer h.s.mu.Unlock()
	h.job.Progress = min(max(part, 0), 1)
}

// Start says that the job runs from now on.
func (h *Handle) Start(ctx context.Context) error {
	if h == nil {
		return nil
	}
	return h.change(ctx, func(j *catalog.Job) {
		j.State, j.Started, j.Attempts, j.Progress = catalog.JobRunning, h.s.cfg.Now().UnixMicro(), j.Attempts+1, 0
	})
}

// End says that a client's job is over; err is why it is not done. Only the first call counts.
func (h *Handle) End(err error) {
	if h == nil || h.Job().State.Over() {
		return
	}
	h.release()
	h.end(outcome(err), err)
}

// outcome is the state of a job that ended with err.
func outcome(err error) catalog.JobState {
	switch code := sqlerr.Code(err); {
	case err == nil:
		return catalog.JobDone
	case code == sqlerr.QueryCanceled, code == sqlerr.AdminShutdown, errors.Is(err, context.Canceled):
		return catalog.JobCancelled
	}
	return catalog.JobFailed
}

// begin begins a job of the scheduler; it is false if the job was cancelled a moment ago.
func (h *Handle) begin(ctx context.Context) (running context.Context, ok bool, err error) {
	h.s.mu.Lock()
	if h.job.State != catalog.JobQueued {
		h.s.mu.Unlock()
		return nil, false, nil
	}
	running, h.stop = context.WithCancelCause(ctx) // from here on Cancel stops it
	h.s.mu.Unlock()
	return running, true, h.Start(ctx)
}

// finish ends a job of the scheduler, or queues it again: ctx is the scheduler's, running was the job's.
func (h *Handle) finish(ctx, running context.Context, err error) {
	cancelled := errors.Is(context.Cause(running), errCancelled)
	h.release()
	switch j := h.Job(); {
	case err == nil:
		h.end(catalog.JobDone, nil)
	case cancelled:
		h.end(catalog.JobCancelled, errCancelled)
	case ctx.Err() != nil:
		h.again(0, errors.New("the server stopped while the job ran"))
	case !errors.As(err, new(Settled)) && passes(err) && j.Attempts < attempts:
		h.s.cfg.Log.Warn("a job is tried again", "job", j.ID, "kind", j.Kind, "object", j.Object, "error", err)
		h.again(h.s.cfg.Now().Add(backoff(j.Attempts)).UnixMicro(), err)
	default:
		h.s.cfg.Log.Warn("a job has failed", "job", j.ID, "kind", j.Kind, "object", j.Object, "error", err)
		h.end(catalog.JobFailed, err)
	}
}

// release lets go of what the run's context holds.
func (h *Handle) release() {
	h.s.mu.Lock()
	stop := h.stop
	h.stop = nil
	h.s.mu.Unlock()
	stop(nil)
}

// again queues a job that was begun, for a later time or, if due is 0, for the one that it had.
func (h *Handle) again(due int64, err error) {
	h.must(h.change(context.Background(), func(j *catalog.Job) {
		j.State, j.Progress, j.Error = catalog.JobQueued, 0, sqlerr.From(err).Message
		if due != 0 {
			j.Due = due
		}
	}))
}

// end ends the job, and forgets the oldest ones of its object.
func (h *Handle) end(state catalog.JobState, err error) {
	h.must(h.change(context.Background(), func(j *catalog.Job) {
		j.State, j.Finished, j.Error = state, h.s.cfg.Now().UnixMicro(), ""
		if err != nil {
			j.Error, j.Settled = sqlerr.From(err).Message, errors.As(err, new(Settled))
		} else {
			j.Progress = 1
		}
	}))
}

// must notes that a job's state could not be kept: it is what it is in memory, and what is kept is begun anew after a restart.
func (h *Handle) must(err error) {
	if err != nil {
		h.s.cfg.Log.Error("the state of a job cannot be kept", "job", h.job.ID, "error", err)
	}
}
