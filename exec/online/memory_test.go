package online_test

import (
	"bytes"
	"context"
	"sync"
	"testing"

	"asof/exec/online"
	"asof/exec/online/onlinetest"
)

// memory is a store for tests of what stands above the stores. It can lose its data and its contact.
type memory struct {
	mu    sync.Mutex
	m     map[string][]byte
	epoch uint64
	gets  int
}

func newMemory() *memory { return &memory{m: map[string][]byte{}} }

func (s *memory) Get(_ context.Context, keys [][]byte) ([][]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gets++
	out := make([][]byte, len(keys))
	for i, k := range keys {
		out[i] = bytes.Clone(s.m[string(k)])
	}
	return out, nil
}

func (s *memory) Put(_ context.Context, pairs []online.Pair) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range pairs {
		s.m[string(p.Key)] = bytes.Clone(p.Value)
	}
	return nil
}

func (s *memory) Swap(_ context.Context, swaps []online.Swap) ([]online.SwapResult, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]online.SwapResult, len(swaps))
	for i, w := range swaps {
		old, ok := s.m[string(w.Key)]
		switch {
		case w.Guard != nil && !bytes.Equal(s.m[string(w.Guard)], w.GuardValue):
			out[i] = online.Unguarded
		case ok != (w.Expect != nil) || !bytes.HasPrefix(old, w.Expect):
			out[i] = online.Changed
		default:
			s.m[string(w.Key)] = bytes.Clone(w.Value)
		}
	}
	return out, nil
}

func (s *memory) Free(_ context.Context, prefix []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k := range s.m {
		if bytes.HasPrefix([]byte(k), prefix) {
			delete(s.m, k)
		}
	}
	return nil
}

func (s *memory) Epoch() uint64 { s.mu.Lock(); defer s.mu.Unlock(); return s.epoch }
func (s *memory) Name() string  { return "memory" }
func (s *memory) Close() error  { return nil }

// inMemory opens one memory store for all of a test.
func inMemory() onlinetest.Open {
	s := newMemory()
	return func(testing.TB) online.Store { return s }
}

func TestProperty(t *testing.T) { onlinetest.Property(t, inMemory(), 400_000) }
func TestMutants(t *testing.T)  { onlinetest.Mutants(t, inMemory()) }
