// Package jobs runs what takes its time and must not be lost: refreshes, ticks, backfills. There is one scheduler in a server. It knows
// nothing of features: what is due, and how it is done, is Work.
//
//	scheduler.go  the loop: what is due is queued, what is queued is begun
//	handle.go     one job, from its beginning to its end
//	store.go      what is kept of jobs, and for how long
package jobs

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"asof/catalog"
	"asof/catalog/sqlerr"
)

// Work is what the scheduler runs.
type Work interface {
	// Due lists what is to be done by now, and says when to ask again: at a time, or once changed is closed.
	Due(ctx context.Context, now time.Time) (due []catalog.Job, again time.Time, changed <-chan struct{})

	// Run does a job, and tells h how far it is.
	Run(ctx context.Context, h *Handle) error
}

// Settled is the error of work that failed and was noted where it belongs: what is due next is something else, and comes at its time.
type Settled struct{ Err error }

func (s Settled) Error() string { return s.Err.Error() }

// Unwrap gives the error itself.
func (s Settled) Unwrap() error { return s.Err }

// Config is what a scheduler needs. Time is a field, so that tests have a clock of their own.
type Config struct {
	Store  catalog.JobStore
	NextID func(context.Context) (uint64, error)
	Now    func() time.Time
	Timer  func(time.Duration) (fires <-chan time.Time, stop func() bool) // default: time.NewTimer
	Log    *slog.Logger
}

const (
	parallel = 2               // jobs at a time
	attempts = 5               // of a job whose error may pass
	rest     = 5 * time.Minute // how long an object is left alone after a tick or a backfill has failed or was cancelled
)

// backoff is how long a job waits after its n-th attempt.
func backoff(n int) time.Duration { return time.Second << min(2*max(n-1, 0), 10) }

// Scheduler keeps jobs and runs them.
type Scheduler struct {
	cfg  Config
	mu   sync.Mutex
	jobs map[int64]*Handle
	wake chan struct{}
}

// Open reads the jobs that are kept. Those that ran when the server stopped are queued again, unless they went with a session; what
// they left half done is swept by whoever frees generations.
func Open(ctx context.Context, cfg Config) (*Scheduler, error) {
	if cfg.Timer == nil {
		cfg.Timer = func(d time.Duration) (<-chan time.Time, func() bool) {
			t := time.NewTimer(d)
			return t.C, t.Stop
		}
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	s := &Scheduler{cfg: cfg, jobs: map[int64]*Handle{}, wake: make(chan struct{}, 1)}
	list, err := cfg.Store.Jobs(ctx)
	if err != nil {
		return nil, err
	}
	var changed []catalog.Job
	var forget []int64
	for _, j := range list {
		switch {
		case j.State.Over() || j.State == catalog.JobQueued && !j.Bound:
		case j.Kind == catalog.JobDrop: // the sweep begins another one
			forget = append(forget, j.ID)
			continue
		case j.Bound:
			j.State, j.Finished, j.Error = catalog.JobCancelled, cfg.Now().UnixMicro(), "the server stopped before the transaction's end"
			changed = append(changed, j)
		default:
			j.State, j.Error = catalog.JobQueued, "the server stopped while the job ran"
			changed = append(changed, j)
		}
		s.jobs[j.ID] = &Handle{s: s, job: j}
	}
	if len(changed)+len(forget) == 0 {
		return s, nil
	}
	return s, cfg.Store.PutJobs(ctx, changed, forget)
}

// Run runs what is due until ctx is done; what runs then is stopped, and queued again.
func (s *Scheduler) Run(ctx context.Context, work Work) error {
	var group errgroup.Group
	for ctx.Err() == nil {
		now := s.cfg.Now()
		due, again, changed := work.Due(ctx, now)
		again = earlier(again, s.queue(ctx, due, now))
		ready, later := s.ready(now)
		again = earlier(again, later)
		for _, h := range ready {
			running, ok, err := h.begin(ctx)
			if !ok {
				continue
			}
			if err != nil { // what cannot be noted down is not done: it would be lost by a crash
				h.finish(ctx, running, err)
				continue
			}
			group.Go(func() error {
				h.finish(ctx, running, work.Run(running, h))
				s.Wake()
				return nil
			})
		}
		s.wait(ctx, again, changed)
	}
	return group.Wait()
}

// wait waits until something may be due.
func (s *Scheduler) wait(ctx context.Context, again time.Time, changed <-chan struct{}) {
	var timer <-chan time.Time
	if !again.IsZero() {
		fires, stop := s.cfg.Timer(max(again.Sub(s.cfg.Now()), 0))
		defer stop()
		timer = fires
	}
	select {
	case <-ctx.Done():
	case <-s.wake:
	case <-changed:
	case <-timer:
	}
}

// Wake lets the loop look again.
func (s *Scheduler) Wake() {
	select {
	case s.wake <- struct{}{}:
	default: // it is awake already
	}
}

// earlier is the earlier of two times; the zero time is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// queue adds what is due, unless it is queued or runs already, or its like has failed a moment ago; then it says when that is over.
func (s *Scheduler) queue(ctx context.Context, due []catalog.Job, now time.Time) (again time.Time) {
	for _, j := range due {
		waits, until := s.has(j, now)
		if waits {
			again = earlier(again, until)
			continue
		}
		id, err := s.cfg.NextID(ctx)
		if err == nil {
			j.ID, j.State, j.Created = int64(id), catalog.JobQueued, now.UnixMicro()
			err = s.cfg.Store.PutJobs(ctx, []catalog.Job{j}, nil)
		}
		if err != nil {
			s.cfg.Log.Warn("a job cannot be queued", "object", j.Object, "error", err)
			return earlier(again, now.Add(time.Second))
		}
		s.mu.Lock()
		s.jobs[j.ID] = &Handle{s: s, job: j}
		s.mu.Unlock()
	}
	return again
}

// has says whether a job like j waits or runs, or may not be made before a time.
func (s *Scheduler) has(j catalog.Job, now time.Time) (waits bool, until time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var last *catalog.Job
	for _, h := range s.jobs {
		if h.client || h.job.Object != j.Object || h.job.Kind != j.Kind {
			continue
		}
		if !h.job.State.Over() {
			return true, time.Time{}
		}
		if last == nil || h.job.ID > last.ID {
			last = &h.job
		}
	}
	if last == nil || last.State == catalog.JobDone || last.Settled || last.Kind == catalog.JobRefresh { // those come at intervals of their own
		return false, time.Time{}
	}
	until = time.UnixMicro(last.Finished).Add(rest)
	return now.Before(until), until
}

// ready are the queued jobs whose time has come, the oldest first, as many as may run besides those that do, and one for each object;
// later is when the next of the others comes.
func (s *Scheduler) ready(now time.Time) (ready []*Handle, later time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	busy, free := map[string]bool{}, parallel
	var queued []*Handle
	for _, h := range s.jobs {
		switch {
		case h.client:
		case h.job.State == catalog.JobRunning:
			busy[h.job.Object] = true
			free--
		case h.job.State == catalog.JobQueued:
			if at := time.UnixMicro(h.job.Due); at.After(now) {
				later = earlier(later, at)
			} else {
				queued = append(queued, h)
			}
		}
	}
	slices.SortFunc(queued, func(a, b *Handle) int {
		return cmp.Or(cmp.Compare(a.job.Due, b.job.Due), cmp.Compare(a.job.ID, b.job.ID))
	})
	for _, h := range queued {
		if free > 0 && !busy[h.job.Object] {
			busy[h.job.Object] = true
			free--
			ready = append(ready, h)
		}
	}
	return ready, later
}

// passes says whether an error may go away by itself: no definition and no data have to change.
func passes(err error) bool {
	switch sqlerr.Code(err)[:2] {
	case "0A", "21", "22", "23", "28", "42", "2B":
		return false
	}
	return true
}
