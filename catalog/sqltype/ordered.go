package sqltype

import (
	"encoding/binary"
	"math"
	"math/big"
)

// AppendOrdered appends v, a value of type t that is not NULL, so that comparing the bytes compares the values, and no value's bytes
// begin another's: integers and times big-endian with the sign flipped; floats in a total order where -0 = 0 and NaN is
// the greatest; numerics by value, whatever their scale; text and bytea by bytes; false before true. Types without an order
// of their own (json, interval, arrays) are ordered by their text or parts, which is total though it means nothing.
func AppendOrdered(dst []byte, t Type, v any) []byte {
	switch v := v.(type) {
	case bool:
		if v {
			return append(dst, 1)
		}
		return append(dst, 0)
	case int64:
		return appendOrderedInt(dst, v)
	case float32:
		return appendOrderedFloat(dst, float64(v))
	case float64:
		return appendOrderedFloat(dst, v)
	case Decimal:
		return appendOrderedDecimal(dst, v)
	case string:
		return appendOrderedBytes(dst, []byte(v))
	case []byte:
		return appendOrderedBytes(dst, v)
	case Days:
		return appendOrderedInt(dst, int64(v))
	case TimeOfDay:
		return appendOrderedInt(dst, int64(v))
	case TimeOfDayTZ:
		// The instant first, as Postgres orders them, then the zone.
		dst = appendOrderedInt(dst, int64(v.Time)-int64(v.East)*1_000_000)
		return appendOrderedInt(dst, -int64(v.East))
	case Micros:
		return appendOrderedInt(dst, int64(v))
	case Span:
		// Months of 30 days, days of 24 hours, as Postgres orders intervals; 128 bits hold the sum.
		n := new(big.Int).Mul(big.NewInt(int64(v.Months)*30+int64(v.Days)), big.NewInt(86_400_000_000))
		return appendOrderedDecimal(dst, Decimal{Int: n.Add(n, big.NewInt(v.Micros))})
	case [16]byte:
		return append(dst, v[:]...)
	case []any:
		for _, e := range v {
			if e == nil {
				dst = append(dst, 2)
				continue
			}
			dst = AppendOrdered(append(dst, 1), t.Elem(), e)
		}
		return append(dst, 0)
	}
	panic("sqltype: no order of values of " + t.String())
}

func appendOrderedInt(dst []byte, v int64) []byte {
	return binary.BigEndian.AppendUint64(dst, uint64(v)^1<<63)
}

func appendOrderedFloat(dst []byte, f float64) []byte {
	switch {
	case math.IsNaN(f):
		return binary.BigEndian.AppendUint64(dst, math.MaxUint64)
	case f == 0:
		f = 0 // of both zeros
	}
	b := math.Float64bits(f)
	if b>>63 == 1 {
		return binary.BigEndian.AppendUint64(dst, ^b)
	}
	return binary.BigEndian.AppendUint64(dst, b|1<<63)
}

// appendOrderedBytes escapes zero bytes, so that the terminator, which is less than any byte that goes on, tells the end.
func appendOrderedBytes(dst, v []byte) []byte {
	for _, c := range v {
		if c == 0 {
			dst = append(dst, 0, 0xFF)
			continue
		}
		dst = append(dst, c)
	}
	return append(dst, 0, 1)
}

// appendOrderedDecimal writes the sign, then for |v| = 0.d1d2… · 10^n the exponent n and the digits, complemented for negative
// numbers. Trailing zeros are dropped, so that 1.0 and 1.00 are one.
func appendOrderedDecimal(dst []byte, d Decimal) []byte {
	switch d.Special {
	case NaN:
		return append(dst, 0xFF)
	case PosInf:
		return append(dst, 0xFE)
	case NegInf:
		return append(dst, 0x00)
	}
	if d.Int == nil || d.Int.Sign() == 0 {
		return append(dst, 0x80)
	}
	digits := new(big.Int).Abs(d.Int).String()
	exp := int64(len(digits)) - int64(d.Scale)
	for len(digits) > 1 && digits[len(digits)-1] == '0' {
		digits = digits[:len(digits)-1]
	}
	start := len(dst) + 1
	if d.Int.Sign() > 0 {
		dst = append(dst, 0xC0)
	} else {
		dst = append(dst, 0x40)
	}
	dst = appendOrderedInt(dst, exp)
	dst = append(append(dst, digits...), 0)
	if d.Int.Sign() < 0 {
		for i := start; i < len(dst); i++ {
			dst[i] = ^dst[i]
		}
	}
	return dst
}
