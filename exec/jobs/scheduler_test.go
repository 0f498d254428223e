package jobs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"asof/catalog"
	"asof/catalog/sqlerr"
)

// memory is a catalog.JobStore that keeps nothing after the test.
type memory struct {
	mu   sync.Mutex
	jobs map[int64]catalog.Job
}

func (m *memory) Jobs(context.Context) ([]catalog.Job, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []catalog.Job
	for _, j := range m.jobs {
		out = append(out, j)
	}
	slices.SortFunc(out, func(a, b catalog.Job) int { return int(a.ID - b.ID) })
	return out, nil
}

func (m *memory) PutJobs(_ context.Context, put []catalog.Job, forget []int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, j := range put {
		m.jobs[j.ID] = j
	}
	for _, id := range forget {
		delete(m.jobs, id)
	}
	return nil
}

// clock is a clock that a test moves. Every timer is looked at when it moves.
type clock struct {
	mu     sync.Mutex
	now    time.Time
	timers map[chan time.Time]time.Time
}

func newClock() *clock {
	return &clock{now: time.Unix(1_000_000, 0), timers: map[chan time.Time]time.Time{}}
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Timer(d time.Duration) (<-chan time.Time, func() bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	ch := make(chan time.Time, 1)
	if d <= 0 {
		ch <- c.now
	} else {
		c.timers[ch] = c.now.Add(d)
	}
	return ch, func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.timers, ch)
		return true
	}
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	for ch, at := range c.timers {
		if !at.After(c.now) {
			ch <- c.now
			delete(c.timers, ch)
		}
	}
}

// work is work that a test hands out, and whose runs it decides.
type work struct {
	mu  sync.Mutex
	due []catalog.Job
	run func(ctx context.Context, h *Handle) error
	log []string
}

func (w *work) Due(_ context.Context, now time.Time) (due []catalog.Job, again time.Time, changed <-chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.due = slices.DeleteFunc(w.due, func(j catalog.Job) bool {
		at := time.UnixMicro(j.Due)
		if at.After(now) {
			again = earlier(again, at)
			return false
		}
		due = append(due, j)
		return true
	})
	return due, again, nil
}

func (w *work) Run(ctx context.Context, h *Handle) error {
	j := h.Job()
	w.mu.Lock()
	w.log = append(w.log, fmt.Sprintf("%s#%d", j.Object, j.Attempts))
	run := w.run
	w.mu.Unlock()
	if run == nil {
		return nil
	}
	return run(ctx, h)
}

func (w *work) add(jobs ...catalog.Job) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.due = append(w.due, jobs...)
}

func (w *work) ran() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Join(w.log, " ")
}

// rig is a scheduler under test.
type rig struct {
	t     *testing.T
	clock *clock
	store *memory
	work  *work
	s     *Scheduler
	stop  context.CancelFunc
	over  chan error
}

func start(t *testing.T, store *memory, c *clock, w *work) *rig {
	t.Helper()
	var mu sync.Mutex
	next := uint64(len(store.jobs))
	s, err := Open(t.Context(), Config{Store: store, Now: c.Now, Timer: c.Timer, NextID: func(context.Context) (uint64, error) {
		mu.Lock()
		defer mu.Unlock()
		next++
		return next, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	r := &rig{t, c, store, w, s, stop, make(chan error, 1)}
	go func() { r.over <- s.Run(ctx, w) }()
	t.Cleanup(r.end)
	return r
}

func (r *rig) end() {
	r.stop()
	if err := <-r.over; err != nil {
		r.t.Error(err)
	}
	r.over <- nil
}

// until waits for a condition.
func (r *rig) until(what string, ok func() bool) {
	r.t.Helper()
	for range 5000 {
		if ok() {
			return
		}
		time.Sleep(2 * time.Millisecond)
	}
	r.t.Fatalf("%s did not come to be; jobs: %+v", what, r.s.List())
}

func (r *rig) state(id int64, want catalog.JobState) {
	r.t.Helper()
	r.until(fmt.Sprintf("job %d %s", id, want), func() bool { j, ok := r.s.Job(id); return ok && j.State == want })
}

func (r *rig) due(object string, after time.Duration) catalog.Job {
	return catalog.Job{Kind: catalog.JobRefresh, Object: object, Due: r.clock.Now().Add(after).UnixMicro()}
}

func TestOldestFirst(t *testing.T) {
	c, w := newClock(), &work{}
	hold := make(chan struct{})
	w.run = func(context.Context, *Handle) error { <-hold; return nil }
	at := func(object string, before time.Duration) catalog.Job {
		return catalog.Job{Kind: catalog.JobTick, Object: object, Due: c.Now().Add(-before).UnixMicro()}
	}
	w.add(at("c", 1*time.Hour), at("a", 3*time.Hour), at("d", time.Minute), at("b", 2*time.Hour))
	r := start(t, &memory{jobs: map[int64]catalog.Job{}}, c, w)
	r.until("two run", func() bool { return w.ran() == "a#1 b#1" || w.ran() == "b#1 a#1" })
	hold <- struct{}{}
	r.until("the third runs", func() bool { return strings.HasSuffix(w.ran(), " c#1") })
	close(hold)
	r.until("all are done", func() bool {
		return !slices.ContainsFunc(r.s.List(), func(j catalog.Job) bool { return j.State != catalog.JobDone }) && len(r.s.List()) == 4
	})
}

func TestOneAtATimeForAnObject(t *testing.T) {
	c, w := newClock(), &work{}
	hold := make(chan struct{})
	w.run = func(context.Context, *Handle) error { <-hold; return nil }
	j := catalog.Job{Kind: catalog.JobRefresh, Object: "v", Due: c.Now().UnixMicro()}
	k := j
	k.Kind = catalog.JobBackfill
	w.add(j, k, j) // the third is the first again
	r := start(t, &memory{jobs: map[int64]catalog.Job{}}, c, w)
	r.until("one runs", func() bool { return w.ran() == "v#1" })
	r.s.Wake()
	if got := len(r.s.List()); got != 2 {
		t.Errorf("%d jobs", got)
	}
	hold <- struct{}{}
	r.until("the other runs", func() bool { return w.ran() == "v#1 v#1" })
	close(hold)
	r.state(2, catalog.JobDone)
}

func TestRetries(t *testing.T) {
	c, w := newClock(), &work{}
	w.run = func(context.Context, *Handle) error { return sqlerr.New(sqlerr.StoreUnreachable, "away") }
	tick := catalog.Job{Kind: catalog.JobTick, Object: "v", Due: c.Now().UnixMicro()}
	w.add(tick)
	r := start(t, &memory{jobs: map[int64]catalog.Job{}}, c, w)
	for n := 1; n < attempts; n++ {
		r.until("queued again", func() bool { j, _ := r.s.Job(1); return j.State == catalog.JobQueued && j.Attempts == n })
		j, _ := r.s.Job(1)
		if wait := time.UnixMicro(j.Due).Sub(c.Now()); wait != backoff(n) || j.Error != "away" {
			t.Fatalf("after attempt %d: waits %v, error %q", n, wait, j.Error)
		}
		c.advance(backoff(n))
	}
	r.state(1, catalog.JobFailed)
	w.add(tick)
	r.s.Wake()
	c.advance(time.Second)
	time.Sleep(20 * time.Millisecond)
	if got := len(r.s.List()); got != 1 {
		t.Errorf("a failed object is not left alone: %d jobs", got)
	}
	c.advance(rest)
	w.add(tick)
	r.s.Wake()
	r.until("a new job", func() bool { return len(r.s.List()) == 2 })
}

func TestWhatDoesNotPassIsNotTriedAgain(t *testing.T) {
	c, w := newClock(), &work{}
	w.run = func(context.Context, *Handle) error { return sqlerr.New("21000", "duplicate keys") }
	w.add(catalog.Job{Kind: catalog.JobTick, Object: "v", Due: c.Now().UnixMicro()})
	r := start(t, &memory{jobs: map[int64]catalog.Job{}}, c, w)
	r.state(1, catalog.JobFailed)
	if j, _ := r.s.Job(1); j.Attempts != 1 || j.Error != "duplicate keys" {
		t.Errorf("%+v", j)
	}
}

func TestCancel(t *testing.T) {
	c, w := newClock(), &work{}
	w.run = func(ctx context.Context, _ *Handle) error { <-ctx.Done(); return ctx.Err() }
	r := start(t, &memory{jobs: map[int64]catalog.Job{}}, c, w)
	w.add(r.due("v", 0))
	r.s.Wake()
	r.state(1, catalog.JobRunning)
	if !r.s.Cancel(1) {
		t.Error("a running job is not cancelled")
	}
	r.state(1, catalog.JobCancelled)
	if r.s.Cancel(1) || r.s.Cancel(99) {
		t.Error("what is over, or is not there, is cancelled")
	}

	h, ctx, err := r.s.Begin(t.Context(), catalog.Job{Kind: catalog.JobRefresh, Object: "w"})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Start(ctx); err != nil {
		t.Fatal(err)
	}
	r.s.Cancel(h.Job().ID)
	<-ctx.Done()
	if !errors.Is(context.Cause(ctx), errCancelled) {
		t.Error(context.Cause(ctx))
	}
	h.End(context.Cause(ctx))
	h.End(nil)
	r.state(h.Job().ID, catalog.JobCancelled)
}

func TestDrain(t *testing.T) {
	c, w, store := newClock(), &work{}, &memory{jobs: map[int64]catalog.Job{}}
	w.run = func(ctx context.Context, _ *Handle) error { <-ctx.Done(); return ctx.Err() }
	w.add(catalog.Job{Kind: catalog.JobTick, Object: "v", Due: c.Now().UnixMicro()})
	r := start(t, store, c, w)
	r.state(1, catalog.JobRunning)
	r.end()
	if j := store.jobs[1]; j.State != catalog.JobQueued || j.Attempts != 1 {
		t.Errorf("%+v", j)
	}
	next := &work{}
	again := start(t, store, c, next)
	again.state(1, catalog.JobDone)
	if next.ran() != "v#2" {
		t.Error(next.ran())
	}
}

func TestAfterCrash(t *testing.T) {
	c, w := newClock(), &work{}
	store := &memory{jobs: map[int64]catalog.Job{
		1: {ID: 1, Kind: catalog.JobRefresh, Object: "v", State: catalog.JobRunning, Attempts: 1},
		2: {ID: 2, Kind: catalog.JobRefresh, Object: "w", State: catalog.JobRunning, Attempts: 1, Bound: true},
		3: {ID: 3, Kind: catalog.JobDrop, Object: "x", State: catalog.JobRunning, Attempts: 1},
		4: {ID: 4, Kind: catalog.JobRefresh, Object: "y", State: catalog.JobDone, Attempts: 1},
	}}
	r := start(t, store, c, w)
	r.state(1, catalog.JobDone)
	r.state(2, catalog.JobCancelled)
	if w.ran() != "v#2" || len(store.jobs) != 3 {
		t.Errorf("ran %q, kept %v", w.ran(), store.jobs)
	}
}

func TestOldOnesAreForgotten(t *testing.T) {
	c, w, store := newClock(), &work{}, &memory{jobs: map[int64]catalog.Job{}}
	r := start(t, store, c, w)
	for i := range kept + 5 {
		w.add(r.due("v", 0))
		r.s.Wake()
		r.state(int64(i+1), catalog.JobDone)
	}
	r.end()
	if len(store.jobs) != kept || len(r.s.List()) != kept {
		t.Errorf("%d kept, %d listed", len(store.jobs), len(r.s.List()))
	}
	if _, ok := store.jobs[5]; ok {
		t.Error("the oldest is kept")
	}
}
