// Package sketch is the approximate aggregates: small states that any order and any grouping of the same values lead to, and
// values computed from them with integers, so that every path that counts the same values says the same, bit by bit.
package sketch

import (
	"crypto/md5"
	"encoding/binary"
	"math/big"
	"math/bits"
)

// approx_count_distinct is a HyperLogLog. The first 8 bytes of the MD5 of a value's canonical text, big endian, choose a register
// with their upper 12 bits; its rank is 1 + the zeros that the other 52 begin with, 53 if they are all zero. A register has
// the greatest rank that it has seen.
const (
	Registers = 4096
	RestBits  = 52
	RankLimit = 64 // codes are register·64 + rank

	// Unit is 1 in the sums of reciprocals of the linear estimate.
	Unit = 1 << 32
	// LinearUpTo is the raw estimate up to which the linear one is nearer to the truth, while a register is empty.
	LinearUpTo = 3 * Registers
	// Harmonic is alpha·4096²·2^53 with alpha = 0.7213 / (1 + 1.079/4096), rounded.
	Harmonic = "108971068209393178931226"
)

var harmonic, _ = new(big.Int).SetString(Harmonic, 10)

// Code is the register and the rank of a value with this canonical text.
func Code(text []byte) (register uint16, rank uint8) {
	sum := md5.Sum(text)
	h := binary.BigEndian.Uint64(sum[:])
	rest := h << (64 - RestBits) >> (64 - RestBits)
	return uint16(h >> RestBits), uint8(RestBits + 1 - bits.Len64(rest))
}

// Distinct is the registers of an approx_count_distinct.
type Distinct struct {
	Ranks [Registers]uint8
	Used  int // registers that are not empty
}

// Add takes a value in by its canonical text.
func (d *Distinct) Add(text []byte) { d.Raise(Code(text)) }

// Raise gives a register a rank, if it has no greater one.
func (d *Distinct) Raise(register uint16, rank uint8) {
	if d.Ranks[register] == 0 && rank > 0 {
		d.Used++
	}
	d.Ranks[register] = max(d.Ranks[register], rank)
}

// Estimate is the number of distinct values.
//
// With m registers, Z = Σ 2^-rank and V of them empty, it is alpha·m²/Z; for small numbers m·(1/(V+1) + … + 1/m), the number of
// values after which V empty registers are to be expected. No logarithm has to be equal on all paths.
func (d *Distinct) Estimate() int64 {
	if d.Used == 0 {
		return 0
	}
	var have [RankLimit]uint64 // how many registers have a rank
	for _, rank := range d.Ranks {
		have[rank%RankLimit]++
	}
	var z, raw, part big.Int // z in units of 2^-53
	for rank, n := range have[:RestBits+2] {
		z.Add(&z, part.Lsh(part.SetUint64(n), uint(RestBits+1-rank)))
	}
	raw.Rsh(&z, 1)
	raw.Quo(raw.Add(&raw, harmonic), &z)
	if n := raw.Int64(); n > LinearUpTo || d.Used == Registers {
		return n
	}
	sum := uint64(Unit / 2)
	for i := uint64(Registers - d.Used + 1); i <= Registers; i++ {
		sum += Registers * Unit / i
	}
	return int64(sum / Unit)
}
