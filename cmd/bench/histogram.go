package main

import (
	"math/bits"
	"time"
)

// histogram counts durations, each to within 1.6 percent of itself, in a fixed space: a run of any length keeps all of them.
type histogram struct {
	counts [(64 - fineBits) << fineBits]int64
	n      int64
}

// fineBits says into how many parts a power of two is cut.
const fineBits = 6

// add counts one duration.
func (h *histogram) add(d time.Duration) {
	h.counts[bucket(uint64(max(d, 0)))]++
	h.n++
}

// bucket is the number itself while it is small, then its highest fineBits+1 bits and how many follow.
func bucket(v uint64) int {
	if v < 1<<fineBits {
		return int(v)
	}
	shift := bits.Len64(v) - fineBits - 1
	return shift<<fineBits + int(v>>shift)
}

// merge adds what another one counted.
func (h *histogram) merge(other *histogram) {
	for i, n := range other.counts {
		h.counts[i] += n
	}
	h.n += other.n
}

// at is the duration that part p of all are not above, in milliseconds.
func (h *histogram) at(p float64) float64 {
	seen, rank := int64(0), int64(p*float64(h.n))
	for i, n := range h.counts {
		if seen += n; n > 0 && seen > rank {
			return float64(middle(i)) / float64(time.Millisecond)
		}
	}
	return 0
}

// middle is the number in the middle of a bucket.
func middle(i int) uint64 {
	if i < 1<<(fineBits+1) {
		return uint64(i)
	}
	shift := i>>fineBits - 1
	return uint64(i-shift<<fineBits)<<shift + 1<<shift/2
}
