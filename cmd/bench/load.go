package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// client is a connection to a server, one read at a time. Clients send bytes that they put together themselves and look at no more
// of an answer than they need to count what was found, so that what is measured is the server, and all are equally cheap.
type client interface {
	// read asks for keys and tells how many of them the server has.
	read(keys []int64) (found int, err error)
	close()
}

// load is what a server did, as its clients saw it, and what it took.
type load struct {
	perSecond             float64
	p50, p99, p999, p9999 float64 // milliseconds
	cpu                   float64 // microseconds of all its processes for one read
	memory                float64 // bytes, when the run ended
}

// loadOf has the latencies of a histogram.
func loadOf(h *histogram) load {
	return load{p50: h.at(0.5), p99: h.at(0.99), p999: h.at(0.999), p9999: h.at(0.9999)}
}

// sizes are those of a read.
type sizes struct {
	keys        int // of a read
	hits        int // percent of them that exist
	stored      int // keys that exist
	connections int
}

func (s sizes) String() string {
	keys := "1 key"
	if s.keys != 1 {
		keys = fmt.Sprintf("%d keys", s.keys)
	}
	return fmt.Sprintf("%s, %d %% of them found, connections: %d", keys, s.hits, s.connections)
}

// domain is how many keys are drawn from: those that exist are the first of them.
func (s sizes) domain() int64 { return int64(s.stored) * 100 / int64(s.hits) }

// draw fills keys with different ones, drawn at random, and tells how many of them exist.
func (s sizes) draw(r *rand.Rand, keys []int64) (exist int) {
	// One out of each part of the domain, from a random place on.
	part := s.domain() / int64(len(keys))
	start := r.Int64N(s.domain())
	for i := range keys {
		keys[i] = (start + int64(i)*part + r.Int64N(part)) % s.domain()
		if keys[i] < int64(s.stored) {
			exist++
		}
	}
	return exist
}

// drive reads from as many connections at once as sizes say, each sending the next read when the last is answered, for a while; the
// first tenth is not counted. A wrong number of keys found is an error.
func drive(ctx context.Context, s sizes, length time.Duration, dial func(context.Context) (client, error)) (load, error) {
	clients := make([]client, s.connections)
	for i := range clients {
		c, err := dial(ctx)
		if err != nil {
			return load{}, err
		}
		defer c.close()
		clients[i] = c
	}
	var all histogram
	var failed error
	var mu sync.Mutex
	var running sync.WaitGroup
	from := time.Now().Add(length / 10)
	for i, c := range clients {
		running.Go(func() {
			h, err := s.reads(ctx, uint64(i), c, from, from.Add(length))
			mu.Lock()
			defer mu.Unlock()
			all.merge(h)
			if failed == nil {
				failed = err
			}
		})
	}
	running.Wait()
	l := loadOf(&all)
	l.perSecond = float64(all.n) / time.Since(from).Seconds()
	if failed == nil && all.n == 0 {
		failed = errors.New("no read was answered")
	}
	return l, failed
}

// reads is what one connection does.
func (s sizes) reads(ctx context.Context, seed uint64, c client, from, until time.Time) (*histogram, error) {
	var h histogram
	r := rand.New(rand.NewPCG(seed, uint64(until.UnixNano())))
	keys := make([]int64, s.keys)
	for now := time.Now(); now.Before(until) && ctx.Err() == nil; now = time.Now() {
		want := s.draw(r, keys)
		sent := time.Now()
		found, err := c.read(keys)
		if err != nil {
			return &h, err
		}
		if found != want {
			return &h, fmt.Errorf("found %d of %d keys, want %d", found, len(keys), want)
		}
		if sent.After(from) {
			h.add(time.Since(sent))
		}
	}
	return &h, ctx.Err()
}
