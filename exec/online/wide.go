package online

import (
	"encoding/binary"
	"math"
	"math/big"
	"math/bits"
)

// int128 is a two's complement integer: what every exact value (integer, decimal, date, time) is while it is computed with.
type int128 struct {
	hi int64
	lo uint64
}

func int128Of(n int64) int128 { return int128{n >> 63, uint64(n)} }

func (a int128) cmp(b int128) int {
	switch {
	case a.hi < b.hi, a.hi == b.hi && a.lo < b.lo:
		return -1
	case a == b:
		return 0
	}
	return 1
}

// int64 is a, if it fits.
func (a int128) int64() (int64, bool) { return int64(a.lo), a.hi == int64(a.lo)>>63 }

// big is a as a big integer.
func (a int128) big() *big.Int {
	if n, ok := a.int64(); ok {
		return big.NewInt(n)
	}
	n := new(big.Int).Lsh(big.NewInt(a.hi), 64)
	return n.Add(n, new(big.Int).SetUint64(a.lo))
}

// int128OfBig is n, if it fits.
func int128OfBig(n *big.Int) (int128, bool) {
	if n.IsInt64() {
		return int128Of(n.Int64()), true
	}
	if n.BitLen() > 127 {
		return int128{}, false
	}
	var mag [16]byte
	n.FillBytes(mag[:])
	a := int128{int64(binary.BigEndian.Uint64(mag[:8])), binary.BigEndian.Uint64(mag[8:])}
	if n.Sign() < 0 {
		lo, c := bits.Add64(^a.lo, 1, 0)
		a = int128{int64(^uint64(a.hi) + c), lo}
	}
	return a, true
}

// float is a as a double, by the arithmetic of DuckDB's cast of HUGEINT to DOUBLE, so that both paths round alike: the halves
// are converted apart, and -2^64 < a < 0 by its complement.
func (a int128) float() float64 {
	if a.hi == -1 {
		return -float64(^a.lo) - 1
	}
	// The product is rounded by itself: fused with the sum it would differ.
	high := float64(float64(a.hi) * (1 << 64))
	return float64(a.lo) + high
}

// append writes a as a zigzag varint of up to 19 bytes.
func (a int128) append(dst []byte) []byte {
	sign := uint64(a.hi >> 63)
	hi, lo := uint64(a.hi)<<1|a.lo>>63, a.lo<<1
	hi, lo = hi^sign, lo^sign
	for hi != 0 || lo >= 0x80 {
		dst = append(dst, byte(lo)|0x80)
		lo, hi = lo>>7|hi<<57, hi>>7
	}
	return append(dst, byte(lo))
}

// wide is a sum of int128s: 192 bits, which 2^64 values cannot overflow, so that only a sum that is itself out of range is
// an error, and only when it is read.
type wide struct {
	hi      int64
	mid, lo uint64
}

func (w *wide) add(a int128) {
	var c uint64
	w.lo, c = bits.Add64(w.lo, a.lo, 0)
	w.mid, c = bits.Add64(w.mid, uint64(a.hi), c)
	w.hi += a.hi>>63 + int64(c)
}

// int128 is w, if it fits.
func (w wide) int128() (int128, bool) {
	return int128{int64(w.mid), w.lo}, w.hi == int64(w.mid)>>63
}

func (w wide) big() *big.Int {
	n := new(big.Int).Lsh(big.NewInt(w.hi), 64)
	n.Add(n, new(big.Int).SetUint64(w.mid))
	n.Lsh(n, 64)
	return n.Add(n, new(big.Int).SetUint64(w.lo))
}

func (w wide) float() float64 {
	if a, ok := w.int128(); ok {
		return a.float()
	}
	f, _ := new(big.Float).SetInt(w.big()).Float64()
	return f
}

// append writes w: as an int128 behind 0, or as all its bytes behind 1.
func (w wide) append(dst []byte) []byte {
	if a, ok := w.int128(); ok {
		return a.append(append(dst, 0))
	}
	dst = binary.BigEndian.AppendUint64(append(dst, 1), uint64(w.hi))
	dst = binary.BigEndian.AppendUint64(dst, w.mid)
	return binary.BigEndian.AppendUint64(dst, w.lo)
}

// squared is x*x for |x| < 2^63.
func squared(x int64) int128 {
	if x == math.MinInt64 {
		return int128{1 << 62, 0}
	}
	u := uint64(max(x, -x))
	hi, lo := bits.Mul64(u, u)
	return int128{int64(hi), lo}
}

// variance is n*Sxx - Sx*Sx as a double, from exact integers.
func variance(n int64, sx, sxx wide) float64 {
	a, b := new(big.Int).Mul(big.NewInt(n), sxx.big()), sx.big()
	a.Sub(a, b.Mul(b, b))
	if d, ok := int128OfBig(a); ok {
		return d.float()
	}
	f, _ := new(big.Float).SetInt(a).Float64()
	return f
}

// pow10 are the powers of ten of a scale, as doubles.
var pow10 = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
	1e20, 1e21, 1e22, 1e23, 1e24, 1e25, 1e26, 1e27, 1e28, 1e29, 1e30, 1e31, 1e32, 1e33, 1e34, 1e35, 1e36, 1e37, 1e38}

// maxNumeric is the first integer that numeric(38) cannot hold.
var maxNumeric = new(big.Int).Exp(big.NewInt(10), big.NewInt(38), nil)
