package duckdb

import (
	"math/big"
	"math/bits"
	"strings"

	bind "github.com/duckdb/duckdb-go-bindings"
)

// huge is the engine's 128-bit integer.
type huge struct {
	lo uint64
	hi int64
}

func (h huge) big() *big.Int {
	if h.hi == int64(h.lo)>>63 {
		return big.NewInt(int64(h.lo))
	}
	hi, lo, neg := uint64(h.hi), h.lo, h.hi < 0
	if neg {
		var borrow uint64
		lo, borrow = bits.Sub64(0, lo, 0)
		hi, _ = bits.Sub64(0, hi, borrow)
	}
	b := unsigned(hi, lo)
	if neg {
		b.Neg(b)
	}
	return b
}

func unsigned(hi, lo uint64) *big.Int {
	b := new(big.Int).SetUint64(hi)
	b.Lsh(b, 64)
	return b.Or(b, new(big.Int).SetUint64(lo))
}

// integer reads a HUGEINT, UHUGEINT or DECIMAL without its scale.
func (r *reader) integer(i int) *big.Int {
	switch {
	case r.id == bind.TypeUHugeInt:
		h := elem[huge](r, i)
		return unsigned(uint64(h.hi), h.lo)
	case r.width == 2:
		return big.NewInt(int64(elem[int16](r, i)))
	case r.width == 4:
		return big.NewInt(int64(elem[int32](r, i)))
	case r.width == 8:
		return big.NewInt(elem[int64](r, i))
	}
	return elem[huge](r, i).big()
}

// bitText reads a BIT: the first byte counts the padding bits that stand before the value.
func bitText(b []byte) string {
	var s strings.Builder
	for i := int(b[0]); i < (len(b)-1)*8; i++ {
		s.WriteByte('0' + b[1+i/8]>>(7-i%8)&1)
	}
	return s.String()
}

// bigNum reads a BIGNUM: a header of three bytes, whose top bit is set for numbers from 0, then the magnitude, the greatest
// byte first, all bits inverted in a negative number.
func bigNum(b []byte) *big.Int {
	neg := b[0]&0x80 == 0
	mag := append([]byte{}, b[3:]...)
	if neg {
		for i := range mag {
			mag[i] = ^mag[i]
		}
	}
	n := new(big.Int).SetBytes(mag)
	if neg {
		n.Neg(n)
	}
	return n
}
