package online

import (
	"bytes"
	"context"
	"slices"
	"sync"
)

// scratch is a Store in memory: what it holds is needed for a moment only.
type scratch struct {
	mu     sync.Mutex
	values map[string][]byte
}

// NewScratch returns an empty store in memory.
func NewScratch() Store { return &scratch{values: map[string][]byte{}} }

func (s *scratch) Get(_ context.Context, keys [][]byte) ([][]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([][]byte, len(keys))
	for i, k := range keys {
		out[i] = slices.Clone(s.values[string(k)])
	}
	return out, nil
}

func (s *scratch) Put(_ context.Context, pairs []Pair) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range pairs {
		s.values[string(p.Key)] = append([]byte{}, p.Value...)
	}
	return nil
}

func (s *scratch) Swap(_ context.Context, swaps []Swap) ([]SwapResult, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]SwapResult, len(swaps))
	for i, w := range swaps {
		have, ok := s.values[string(w.Key)]
		guard, guarded := s.values[string(w.Guard)]
		switch {
		case w.Guard != nil && (!guarded || !bytes.Equal(guard, w.GuardValue)):
			out[i] = Unguarded
		case w.Expect == nil && ok, w.Expect != nil && (!ok || !bytes.HasPrefix(have, w.Expect)):
			out[i] = Changed
		default:
			s.values[string(w.Key)] = append([]byte{}, w.Value...)
		}
	}
	return out, nil
}

func (s *scratch) Free(_ context.Context, prefix []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k := range s.values {
		if bytes.HasPrefix([]byte(k), prefix) {
			delete(s.values, k)
		}
	}
	return nil
}

func (*scratch) Epoch() uint64 { return 1 }
func (*scratch) Name() string  { return "scratch" }
func (*scratch) Close() error  { return nil }
