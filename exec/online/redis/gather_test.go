package redis

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"asof/catalog/sqlerr"
)

// Every read gets the values of its own keys, whoever it shares a round trip with; a cancelled one harms no other; no more than
// the allowed round trips are under way, and in the end none.
func TestGather(t *testing.T) {
	var trips, under, most atomic.Int64
	failure := errors.New("broken")
	g := &gather{get: func(ctx context.Context, keys [][]byte) ([][]byte, error) {
		n := under.Add(1)
		defer under.Add(-1)
		for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
		}
		time.Sleep(time.Duration(rand.IntN(200)) * time.Microsecond)
		if trips.Add(1)%100 == 0 {
			return nil, failure
		}
		out := make([][]byte, len(keys))
		for i, k := range keys {
			out[i] = append([]byte("v"), k...)
		}
		return out, ctx.Err()
	}}
	var readers sync.WaitGroup
	for r := range 32 {
		readers.Go(func() {
			for i := range 200 {
				ctx, cancel := context.WithCancel(context.Background())
				impatient := (r+i)%7 == 0
				if impatient {
					time.AfterFunc(time.Duration(rand.IntN(200))*time.Microsecond, cancel)
				}
				keys := [][]byte{fmt.Append(nil, r, "-", i), fmt.Append(nil, i)}
				out, err := g.read(ctx, keys)
				cancel()
				switch {
				case errors.Is(err, failure), impatient && (sqlerr.Code(err) == sqlerr.QueryCanceled || errors.Is(err, context.Canceled)):
				case err != nil:
					t.Errorf("read: %v", err)
				case len(out) != 2 || string(out[0]) != "v"+string(keys[0]) || string(out[1]) != "v"+string(keys[1]):
					t.Errorf("%s has %s", keys, out)
				}
			}
		})
	}
	readers.Wait()
	if g.leading != 0 || len(g.waiting) != 0 {
		t.Errorf("%d lead and %d wait after the last read", g.leading, len(g.waiting))
	}
	if most.Load() > leaders || trips.Load() >= 32*200 {
		t.Errorf("%d round trips, %d at once", trips.Load(), most.Load())
	}
}

// A read that is cancelled while it waits says so as every other statement does.
func TestGatherCanceled(t *testing.T) {
	answer := make(chan struct{})
	g := &gather{get: func(_ context.Context, keys [][]byte) ([][]byte, error) { <-answer; return keys, nil }}
	var busy sync.WaitGroup
	for range leaders {
		busy.Go(func() { g.read(context.Background(), [][]byte{{1}}) })
	}
	for under := 0; under < leaders; time.Sleep(time.Millisecond) {
		g.mu.Lock()
		if under = g.leading; len(g.waiting) > 0 {
			under = 0 // one has not begun yet
		}
		g.mu.Unlock()
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	if _, err := g.read(ctx, [][]byte{{1}}); sqlerr.Code(err) != sqlerr.QueryCanceled {
		t.Errorf("a read that waits: %v", err)
	}
	close(answer)
	busy.Wait()
}
