package exec

import (
	"context"
	"strconv"
	"sync"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/exec/online"
	"asof/exec/rows"
	"asof/planner/plan"
)

// refresh materialises a view into a new generation beside the old one: the history from the files, then the online entries
// from the history, then the switch, which is the commit of the transaction (R23, R27, R39). Until then, and if it fails or is
// cancelled, the old generation serves.
func (s *Session) refresh(ctx context.Context, n *plan.Refresh, in rows.Input, notify func(error)) error {
	r, err := s.engine.generations.begin(ctx, n.View.Name)
	if err != nil {
		return err
	}
	s.tx.refreshes = append(s.tx.refreshes, r)
	snap := s.Snapshot() // the view may have changed while another REFRESH of it ran
	v, ok := snap.View(n.View.Name)
	if !ok {
		return sqlerr.New(sqlerr.UndefinedTable, "feature view %q does not exist", n.View.Name)
	}
	src, _ := snap.Source(v.Source) // the view depends on it
	old, _ := snap.Materialization(v.Name)
	m := &catalog.Materialization{View: v.Name, Version: v.Version, Clock: in.Now}
	started := s.engine.Now()
	if m.Generation, err = s.engine.Catalog.NextID(ctx); err != nil {
		return err
	}
	s.engine.generations.building(r, m.Generation)
	// The record outlives the transaction, and goes when the generation is freed.
	build := &catalog.Build{Name: strconv.FormatUint(m.Generation, 10), View: m.View, Generation: m.Generation, Started: started.UnixMicro()}
	if err := s.engine.Catalog.Apply(ctx, s.user, catalog.Change{New: build}); err != nil {
		return err
	}
	if err := s.engine.Offline.WriteHistory(ctx, src, v, m); err != nil {
		return err
	}
	if v.Online {
		if err := s.buildOnline(ctx, v, m, notify); err != nil {
			return err
		}
	}
	m.Finished = s.engine.Now().UnixMicro()
	m.Duration = m.Finished - started.UnixMicro()
	change := catalog.Change{New: m}
	if old != nil {
		change.Old = old
	}
	return s.define(ctx, []catalog.Change{change})
}

// buildOnline folds the history into online entries.
func (s *Session) buildOnline(ctx context.Context, v *catalog.FeatureView, m *catalog.Materialization, notify func(error)) error {
	scan, err := s.engine.Offline.ReadHistory(ctx, v, m.History)
	if err != nil {
		return err
	}
	defer scan.Close()
	h, err := online.NewView(s.engine.Online, s.engine.space(m.Generation), v)
	if err != nil {
		return err
	}
	stats, err := h.Build(ctx, scan, m.Clock)
	if err != nil {
		return err
	}
	m.Keys, m.Overflowed, m.OnlineBytes = stats.Keys, stats.Overflowed, stats.Bytes
	if m.Overflowed > 0 {
		notify(sqlerr.Notice("%d keys of feature view %q have more than %d rows in their windows: they are answered offline", m.Overflowed, v.Name, v.MaxRows))
	}
	return nil
}

// generations knows which generations are built and read, so that none is freed too early, and lets one REFRESH of a view run
// at a time.
type generations struct {
	mu      sync.Mutex
	views   map[string]chan struct{} // views that are refreshed; closed when that ends
	built   map[uint64]bool          // generations of unfinished transactions
	handles sync.Map                 // readAs -> *handle
}

// refreshing is one REFRESH, from its beginning to the end of its transaction.
type refreshing struct {
	g          *generations
	view       string
	generation uint64
}

// begin waits until no other transaction refreshes the view.
func (g *generations) begin(ctx context.Context, view string) (*refreshing, error) {
	for {
		g.mu.Lock()
		if g.views == nil {
			g.views, g.built = map[string]chan struct{}{}, map[uint64]bool{}
		}
		busy, ok := g.views[view]
		if !ok {
			g.views[view] = make(chan struct{})
		}
		g.mu.Unlock()
		if !ok {
			return &refreshing{g: g, view: view}, nil
		}
		select {
		case <-busy:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// building notes the generation that r makes.
func (g *generations) building(r *refreshing, generation uint64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	r.generation, g.built[generation] = generation, true
}

// end lets others refresh the view. A generation that was not published can be freed from now on.
func (r *refreshing) end() {
	r.g.mu.Lock()
	defer r.g.mu.Unlock()
	delete(r.g.built, r.generation)
	if busy, ok := r.g.views[r.view]; ok {
		close(busy)
		delete(r.g.views, r.view)
	}
}

// unfinished says whether a transaction still builds a generation.
func (g *generations) unfinished(generation uint64) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.built[generation]
}
