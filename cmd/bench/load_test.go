package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestHistogramIsCloseToEveryDuration(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var h, half histogram
	var all []time.Duration
	for i := range 20_000 {
		d := time.Duration(1) << r.IntN(40)
		d += time.Duration(r.Int64N(int64(d)))
		all = append(all, d)
		if i%2 == 0 {
			h.add(d)
		} else {
			half.add(d)
		}
	}
	h.merge(&half)
	slices.Sort(all)
	for _, p := range []float64{0, 0.5, 0.99, 0.9999} {
		want := float64(all[int(p*float64(len(all)))]) / 1e6
		if got := h.at(p); got < want*0.98 || got > want*1.02 {
			t.Errorf("the part %g is not above %g ms, want %g", p, got, want)
		}
	}
	if got := new(histogram).at(0.5); got != 0 {
		t.Errorf("an empty histogram says %g", got)
	}
}

func TestKeysAreDistinctAndAsOftenThereAsAsked(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, s := range []sizes{{keys: 1, hits: 100, stored: 1}, {keys: 500, hits: 63, stored: 1000}, {keys: 7, hits: 63, stored: 100}, {keys: 10, hits: 100, stored: 10}} {
		there, drawn := 0, 0
		for range 2000 {
			keys := make([]int64, s.keys)
			exist := s.draw(r, keys)
			seen := map[int64]bool{}
			for _, k := range keys {
				if seen[k] || k < 0 || k >= s.domain() {
					t.Fatalf("%+v: drew %v", s, keys)
				}
				if seen[k] = true; k < int64(s.stored) {
					exist--
				}
			}
			if exist != 0 {
				t.Fatalf("%+v: %d too many are said to exist", s, exist)
			}
			for _, k := range keys {
				if drawn++; k < int64(s.stored) {
					there++
				}
			}
		}
		if got := float64(there) / float64(drawn) * 100; got < float64(s.hits)-2 || got > float64(s.hits)+2 {
			t.Errorf("%+v: %.1f %% exist", s, got)
		}
	}
}

// counting is a client whose server has so many keys.
type counting struct{ stored int64 }

func (c counting) read(keys []int64) (found int, err error) {
	for _, k := range keys {
		if k < c.stored {
			found++
		}
	}
	time.Sleep(time.Millisecond)
	return found, nil
}
func (counting) close() {}

func TestDriveRefusesAWrongAnswer(t *testing.T) {
	s := sizes{keys: 5, hits: 50, stored: 100, connections: 3}
	dial := func(stored int64) func(context.Context) (client, error) {
		return func(context.Context) (client, error) { return counting{stored}, nil }
	}
	l, err := drive(t.Context(), s, 100*time.Millisecond, dial(100))
	if err != nil || l.perSecond <= 0 || l.p50 < 1 || l.p9999 < l.p50 {
		t.Errorf("%+v, %v", l, err)
	}
	if _, err := drive(t.Context(), s, 100*time.Millisecond, dial(50)); err == nil {
		t.Error("keys that were not found were not missed")
	}
}

func TestGridMeasuresAllOfTheFirstSize(t *testing.T) {
	b := &bench{Config: Config{Concurrency: []int{1, 8, 16}, Connections: 16, Reads: []int{1, 500}, Hits: []int{100, 63}}}
	count := func(all bool) string {
		full, misses := 0, 0
		for _, s := range b.onlineGrid(all) {
			if s.hits == 100 {
				full++
			} else {
				misses++
			}
		}
		return fmt.Sprint(full, misses)
	}
	if got := count(true) + ", " + count(false); got != "6 4, 4 0" {
		t.Errorf("measures %s", got)
	}
}
