package exec

import (
	"context"
	"strconv"
	"sync"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/exec/jobs"
)

// generations knows which generations are built and read, so that none is freed too early, and lets one transaction at a time
// refresh a view.
type generations struct {
	mu      sync.Mutex
	views   map[string]*building // the views that are refreshed, each by whom
	built   map[uint64]bool      // generations of unfinished transactions
	handles sync.Map             // readAs -> *handle
}

// building is what a transaction refreshes, from its first REFRESH to its end.
type building struct {
	views       []string
	generations []uint64
	jobs        []*jobs.Handle // its REFRESHes
	ticks       []unstamped    // what it computed of snapshot views, to be stamped at COMMIT
	waits       string         // the view that another transaction refreshes, and that this one waits for; "" if none
	over        chan struct{}  // closed at the end
}

// newGeneration begins a generation. The record outlives the transaction, and goes when the generation is freed. holder is the
// generation that its readers hold, 0 for itself.
func (s *Session) newGeneration(ctx context.Context, of string, holder uint64) (uint64, error) {
	generation, err := s.engine.Catalog.NextID(ctx)
	if err != nil {
		return 0, err
	}
	s.engine.generations.builds(s.tx.building, generation)
	build := &catalog.Build{Name: strconv.FormatUint(generation, 10), View: of, Generation: generation, Started: s.engine.Now().UnixMicro(), Holder: holder}
	return generation, s.engine.Catalog.Apply(ctx, s.user, catalog.Change{New: build})
}

// begin waits until no other transaction refreshes the view. Two that wait for each other are a deadlock: 40P01.
func (g *generations) begin(ctx context.Context, b *building, view string) error {
	for {
		busy, err := g.take(b, view)
		if err != nil || busy == nil {
			return err
		}
		select {
		case <-busy:
		case <-ctx.Done(): // its cause may be lock_timeout
			g.mu.Lock()
			b.waits = ""
			g.mu.Unlock()
			return context.Cause(ctx)
		}
	}
}

// take gives b the view, or tells when to ask again.
func (g *generations) take(b *building, view string) (busy chan struct{}, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	b.waits = ""
	if g.views == nil {
		g.views = map[string]*building{}
	}
	if b.over == nil {
		b.over = make(chan struct{})
	}
	owner := g.views[view]
	switch {
	case owner == b:
		return nil, nil
	case owner == nil:
		g.views[view] = b
		b.views = append(b.views, view)
		return nil, nil
	}
	for next := owner; next != nil && next.waits != ""; {
		if next = g.views[next.waits]; next == b {
			return nil, sqlerr.New(sqlerr.DeadlockDetected, "deadlock detected").
				WithDetail("Another transaction refreshes feature view %q, and waits for one that this transaction refreshes.", view).
				WithHint("Refresh views in the same order everywhere, or in transactions of their own.")
		}
	}
	b.waits = view
	return owner.over, nil
}

// builds notes that b makes a generation.
func (g *generations) builds(b *building, generation uint64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	b.generations = append(b.generations, generation)
	if g.built == nil {
		g.built = map[uint64]bool{}
	}
	g.built[generation] = true
}

// end lets others refresh b's views. Its generations that were not published can be freed from now on.
func (g *generations) end(b *building) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, generation := range b.generations {
		delete(g.built, generation)
	}
	for _, view := range b.views {
		delete(g.views, view)
	}
	if b.over != nil {
		close(b.over)
	}
}

// unfinished says whether a transaction still builds a generation.
func (g *generations) unfinished(generation uint64) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.built[generation]
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
