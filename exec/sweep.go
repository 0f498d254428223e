package exec

import (
	"context"
	"sync/atomic"
	"time"

	"asof/catalog"
	"asof/exec/online"
)

// handle is a generation that may be read: its online view, and how many reads hold it. A read that comes after the sweep has
// closed it takes the current generation instead.
type handle struct {
	view    *online.View
	state   *catalog.Materialization
	readers atomic.Int64
	closing atomic.Bool
}

// readAs is a generation as a version of its view reads it: another ttl makes another version of the same entries (R13).
type readAs struct {
	generation uint64
	version    int
}

func (h *handle) release() { h.readers.Add(-1) }

// hold returns the handle of a view's generation, held until release: of state's, or, if that is out of use already, of the
// view's current one. It is nil if the view is not materialised any more in this version.
func (e *Engine) hold(v *catalog.FeatureView, state *catalog.Materialization) (*handle, error) {
	for range 3 {
		h, err := e.handle(v, state)
		if err != nil {
			return nil, err
		}
		h.readers.Add(1)
		if !h.closing.Load() {
			return h, nil
		}
		h.release()
		m, ok := e.Catalog.Snapshot().Materialization(v.Name)
		if !ok || m.Version != v.Version {
			return nil, nil
		}
		state = m
	}
	return nil, nil
}

// space is where the entries of a generation live in the online store.
func (e *Engine) space(generation uint64) online.Space {
	return online.Space{Namespace: e.Catalog.ID(), Generation: generation}
}

// handle finds or makes the handle of a generation.
func (e *Engine) handle(v *catalog.FeatureView, state *catalog.Materialization) (*handle, error) {
	key := readAs{state.Generation, state.Version}
	if h, ok := e.generations.handles.Load(key); ok {
		return h.(*handle), nil
	}
	view, err := online.NewView(e.Online, e.space(state.Generation), v)
	if err != nil {
		return nil, err
	}
	h, _ := e.generations.handles.LoadOrStore(key, &handle{view: view, state: state})
	return h.(*handle), nil
}

// Sweep frees generations out of use until ctx is done: those that a catalog change replaced or dropped, those of transactions
// that were rolled back, and those that a crash left behind. Every generation ever begun has a record in the catalog until it
// is freed; those that a materialisation names are in use.
func (e *Engine) Sweep(ctx context.Context) error {
	again := time.NewTicker(200 * time.Millisecond)
	defer again.Stop()
	for {
		snap := e.Catalog.Snapshot()
		used := map[uint64]bool{}
		for _, m := range snap.Materializations() {
			used[m.Generation] = true
		}
		waiting := false
		for _, b := range snap.Builds() {
			if used[b.Generation] {
				continue
			}
			waiting = true
			if err := e.sweepOne(ctx, b); err != nil && ctx.Err() == nil {
				e.Log.Warn("a generation cannot be freed now", "view", b.View, "generation", b.Generation, "error", err)
				sleep(ctx, 5*time.Second)
			}
		}
		var tick <-chan time.Time
		if waiting {
			tick = again.C
		}
		select {
		case <-ctx.Done():
			return nil
		case <-snap.Superseded():
		case <-tick:
		}
	}
}

// sweepOne frees one generation if nobody builds or reads it.
func (e *Engine) sweepOne(ctx context.Context, b *catalog.Build) error {
	if e.generations.unfinished(b.Generation) {
		return nil
	}
	if e.generations.held(b.Generation) {
		return nil
	}
	if err := online.Free(ctx, e.Online, e.space(b.Generation)); err != nil {
		return err
	}
	if err := e.Offline.FreeHistory(ctx, b.Generation); err != nil {
		return err
	}
	return e.Catalog.Apply(ctx, "asof", catalog.Change{Old: b})
}

// held closes a generation to new reads, and says whether old ones still go on.
func (g *generations) held(generation uint64) bool {
	held := false
	g.handles.Range(func(key, value any) bool {
		if key.(readAs).generation != generation {
			return true
		}
		h := value.(*handle)
		h.closing.Store(true)
		if h.readers.Load() > 0 {
			held = true
		} else {
			g.handles.Delete(key)
		}
		return true
	})
	return held
}

func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
