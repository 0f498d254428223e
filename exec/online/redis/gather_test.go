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
				case errors.Is(err, failure), impatient && errors.Is(err, context.Canceled):
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
