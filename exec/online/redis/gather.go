package redis

import (
	"context"
	"sync"
)

// gather lets small reads that come while others are under way share a round trip: a server spends more on taking a command
// than on looking a key up. A read that finds nothing under way goes at once, so none waits for company. There are no
// goroutines of its own: a reader leads the round trip of all that wait, then the first that came meanwhile leads the next.
type gather struct {
	get func(ctx context.Context, keys [][]byte) ([][]byte, error)

	mu      sync.Mutex
	waiting []*waiter
	leading int // round trips under way
}

const (
	smallRead = 32  // keys of a read that may share its round trip
	together  = 512 // keys of a shared round trip, about
	leaders   = 2   // shared round trips at once: one is answered while the next is written
)

// waiter is a read that waits.
type waiter struct {
	keys  [][]byte
	leads bool      // its turn to lead has come; gather.mu
	turn  chan bool // true: lead; false: out and err are here
	out   [][]byte
	err   error
}

// read reads keys, with others if there are any.
func (g *gather) read(ctx context.Context, keys [][]byte) ([][]byte, error) {
	if len(keys) > smallRead {
		return g.get(ctx, keys)
	}
	w := &waiter{keys: keys, turn: make(chan bool, 1)}
	g.mu.Lock()
	if g.leading < leaders {
		g.leading++
		w.leads = true
		w.turn <- true
	}
	g.waiting = append(g.waiting, w)
	g.mu.Unlock()
	lead := false
	select {
	case lead = <-w.turn:
	case <-ctx.Done():
		if g.leave(w) {
			return nil, canceled(ctx)
		}
		lead = <-w.turn // it is part of a round trip, which ends by itself, or its turn to lead has come
	}
	if lead {
		g.lead(ctx, w)
	}
	return w.out, w.err
}

// leave takes a waiter away if it waits for nothing but its turn.
func (g *gather) leave(w *waiter) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, other := range g.waiting {
		if other == w && !w.leads {
			g.waiting = append(g.waiting[:i], g.waiting[i+1:]...)
			return true
		}
	}
	return false
}

// lead makes one round trip for w and the first that wait, and passes the lead on. The others' reads are not w's to cancel. A
// store that does not answer has used up the time of those that waited meanwhile: they get the same error.
func (g *gather) lead(ctx context.Context, w *waiter) {
	batch, keys := g.take(w)
	if len(batch) > 1 {
		ctx = context.WithoutCancel(ctx)
	}
	out, err := g.get(ctx, keys)
	for _, b := range batch {
		if b.err = err; err == nil {
			b.out, out = out[:len(b.keys):len(b.keys)], out[len(b.keys):]
		}
		if b != w {
			b.turn <- false
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if err != nil && ctx.Err() == nil {
		g.fail(err)
	}
	for _, next := range g.waiting {
		if !next.leads {
			next.leads = true
			next.turn <- true
			return
		}
	}
	g.leading--
}

// fail gives err to all that wait for company; g.mu is held.
func (g *gather) fail(err error) {
	rest := g.waiting[:0]
	for _, w := range g.waiting {
		if w.leads {
			rest = append(rest, w)
			continue
		}
		w.err = err
		w.turn <- false
	}
	clear(g.waiting[len(rest):])
	g.waiting = rest
}

// take takes w and others, the first that came, out of the queue. Those that lead themselves are left.
func (g *gather) take(w *waiter) (batch []*waiter, keys [][]byte) {
	g.mu.Lock()
	defer g.mu.Unlock()
	batch, keys = append(batch, w), append(keys, w.keys...)
	rest := g.waiting[:0]
	for _, other := range g.waiting {
		switch {
		case other == w:
		case other.leads || len(keys) >= together:
			rest = append(rest, other)
		default:
			batch, keys = append(batch, other), append(keys, other.keys...)
		}
	}
	clear(g.waiting[len(rest):])
	g.waiting = rest
	return batch, keys
}
