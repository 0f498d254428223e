package exec

import (
	"cmp"
	"context"
	"sync/atomic"
	"time"

	"asof/catalog"
	"asof/exec/online"
)

// handle is a generation that may be read: its online view, if it has one, and how many reads hold it. A read that comes after the sweep has
// closed it takes the current generation instead.
type handle struct {
	view    *online.View
	state   *catalog.Materialization
	readers atomic.Int64
	closing atomic.Bool
	checked atomic.Bool // the generation was in use when the sweep could see the handle already
}

// readAs is a generation as a version of its view reads it: another ttl makes another version of the same entries (R13).
type readAs struct {
	generation uint64
	version    int
}

// hold counts a reader in, unless the generation is closed.
func (h *handle) hold() bool {
	h.readers.Add(1)
	if h.closing.Load() {
		h.release()
		return false
	}
	return true
}

func (h *handle) release() { h.readers.Add(-1) }

// hold returns the handle of the generation of a version of a view, held until release: of state's, or, if that is out of use
// already, of the current one. It is nil if the version is not materialised any more.
func (e *Engine) hold(v *catalog.FeatureView, state *catalog.Materialization) (*handle, error) {
	for range 100 { // each time round another one has been published meanwhile
		h, err := e.handle(v, state)
		if err != nil {
			return nil, err
		}
		if h.hold() {
			return h, nil
		}
		m, ok := e.Catalog.Snapshot().Materialization(v.Name, v.Version)
		if !ok || v.Kind == catalog.SnapshotView {
			return nil, nil
		}
		state = m
	}
	return nil, nil
}

// holdKept returns the handle of rows that a training set keeps, held until release; nil if they are out of use.
func (e *Engine) holdKept(generation uint64) *handle {
	key := readAs{generation: generation}
	made, _ := e.generations.handles.LoadOrStore(key, &handle{})
	h := made.(*handle)
	if !e.inUse(generation) { // as handle does
		h.closing.Store(true)
		e.generations.handles.CompareAndDelete(key, h)
	}
	if !h.hold() {
		return nil
	}
	return h
}

// space is where the entries of a generation live in the online store.
func (e *Engine) space(generation uint64) online.Space {
	return online.Space{Namespace: e.Catalog.ID(), Generation: generation}
}

// handle finds or makes the handle of a generation.
func (e *Engine) handle(v *catalog.FeatureView, state *catalog.Materialization) (*handle, error) {
	key := readAs{state.Generation, state.Version}
	made, ok := e.generations.handles.Load(key)
	if !ok {
		view, err := online.NewView(e.Online, e.space(state.Generation), v)
		if err != nil {
			return nil, err
		}
		made, _ = e.generations.handles.LoadOrStore(key, &handle{view: view, state: state})
	}
	h := made.(*handle)
	if h.checked.Load() {
		return h, nil
	}
	// The generation may have been freed already, and the handle that said so with it. It is looked for only now that the sweep
	// can see the handle, and by all who find one that nobody has checked: what is in use here is not freed before the handle is closed.
	if !e.inUse(state.Generation) {
		h.closing.Store(true)
		e.generations.handles.CompareAndDelete(key, h)
		return h, nil
	}
	h.checked.Store(true)
	return h, nil
}

// inUse says whether a generation serves, or is still to be published or given up by the transaction that builds it. The order
// matters: a transaction publishes first, and ends then.
func (e *Engine) inUse(generation uint64) bool {
	return e.generations.unfinished(generation) || e.Catalog.Snapshot().Serves(generation)
}

// Sweep frees generations out of use until ctx is done: those that a catalog change replaced or dropped, those of transactions
// that were rolled back, and those that a crash left behind. Every generation ever begun has a record in the catalog until it
// is freed; those that a materialisation names are in use.
func (e *Engine) Sweep(ctx context.Context) error {
	again := time.NewTicker(200 * time.Millisecond)
	defer again.Stop()
	for {
		snap := e.Catalog.Snapshot()
		waiting, drops := false, dropJobs{engine: e, snap: snap}
		for _, b := range snap.Builds() {
			if snap.Serves(b.Generation) {
				continue
			}
			waiting = true
			if err := e.sweepOne(ctx, b, &drops); err != nil && ctx.Err() == nil {
				e.Log.Warn("a generation cannot be freed now", "view", b.View, "generation", b.Generation, "error", err)
				sleep(ctx, 5*time.Second)
			}
		}
		drops.end()
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

// sweepOne frees one generation if nobody builds, publishes or reads it.
func (e *Engine) sweepOne(ctx context.Context, b *catalog.Build, drops *dropJobs) error {
	// The catalog is asked anew: the generation may have been published while others were freed.
	if e.inUse(b.Generation) || e.generations.held(cmp.Or(b.Holder, b.Generation)) {
		return nil
	}
	drops.begin(ctx, b)
	if err := online.Free(ctx, e.Online, e.space(b.Generation)); err != nil {
		return err
	}
	if err := e.Offline.FreeHistory(ctx, b.Generation); err != nil {
		return err
	}
	return e.Catalog.Apply(ctx, "asof", catalog.Change{Old: b})
}

func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
