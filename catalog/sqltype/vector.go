package sqltype

import (
	"math/big"
	"strconv"
)

// Chunk is a number of rows, column by column. Its values stand in typed slices without a box for each: most rows go from an
// engine straight to a client.
type Chunk struct {
	Rows    int
	Columns []Vector
}

// Vector is one column of a Chunk. Kind says which of the slices holds the values.
type Vector struct {
	Type   Type
	Kind   VectorKind
	Valid  []uint64 // bit i%64 of word i/64: value i is not NULL; nil: none is NULL
	Bools  []bool
	Ints   []int64
	Floats []float64
	Bytes  [][]byte // may be memory of whoever made the chunk: valid as long as the chunk
	Boxed  []any    // nil is NULL
}

// VectorKind says how a Vector holds its values.
type VectorKind uint8

// The kinds of Vector.
const (
	VectorBoxed    VectorKind = iota // any type, as the table of values has it
	VectorBools                      // bool
	VectorInts                       // integers, dates, times, timestamps: the number that the value is
	VectorDecimals                   // numeric of Type's scale: Ints are its digits without the point
	VectorFloats                     // float4, float8
	VectorBytes                      // texts, and bytea
)

// Null says whether value i is NULL.
func (v *Vector) Null(i int) bool {
	if v.Kind == VectorBoxed {
		return v.Boxed[i] == nil
	}
	return v.Valid != nil && v.Valid[i/64]>>(i%64)&1 == 0
}

// Value is value i as the table of values has it, nil for NULL. It does not depend on the chunk's life.
func (v *Vector) Value(i int) any {
	if v.Null(i) {
		return nil
	}
	switch v.Kind {
	case VectorBools:
		return v.Bools[i]
	case VectorInts:
		switch n := v.Ints[i]; v.Type.ID {
		case Date:
			return Days(n)
		case Time:
			return TimeOfDay(n)
		case Timestamp, TimestampTZ:
			return Micros(n)
		default:
			return n
		}
	case VectorDecimals:
		return Decimal{Int: big.NewInt(v.Ints[i]), Scale: int32(v.Type.Scale)}
	case VectorFloats:
		if v.Type.ID == Float4 {
			return float32(v.Floats[i])
		}
		return v.Floats[i]
	case VectorBytes:
		if v.Type.ID == Bytea {
			return append([]byte{}, v.Bytes[i]...)
		}
		return string(v.Bytes[i])
	}
	return v.Boxed[i]
}

// AppendText appends value i, which is not NULL, as AppendText of the value does.
func (v *Vector) AppendText(dst []byte, i int, f *Format) []byte {
	switch v.Kind {
	case VectorBools:
		if v.Bools[i] {
			return append(dst, 't')
		}
		return append(dst, 'f')
	case VectorInts:
		switch n := v.Ints[i]; v.Type.ID {
		case Date:
			return appendDate(dst, Days(n), f)
		case Time:
			return appendTimeOfDay(dst, n)
		case Timestamp:
			return appendTimestamp(dst, Micros(n), f, false)
		case TimestampTZ:
			return appendTimestamp(dst, Micros(n), f, true)
		default:
			return strconv.AppendInt(dst, n, 10)
		}
	case VectorDecimals:
		return appendScaled(dst, v.Ints[i], int(v.Type.Scale))
	case VectorFloats:
		if v.Type.ID == Float4 {
			return appendFloat(dst, v.Floats[i], 32, f.ExtraFloatDigits)
		}
		return appendFloat(dst, v.Floats[i], 64, f.ExtraFloatDigits)
	case VectorBytes:
		if v.Type.ID == Bytea {
			return appendBytea(dst, v.Bytes[i], f.ByteaEscape)
		}
		return append(dst, v.Bytes[i]...)
	}
	return AppendText(dst, v.Type, v.Boxed[i], f)
}

// AppendOrdered appends value i, which is not NULL, as AppendOrdered of the value does.
func (v *Vector) AppendOrdered(dst []byte, i int) []byte {
	switch v.Kind {
	case VectorInts:
		return appendOrderedInt(dst, v.Ints[i])
	case VectorBytes:
		return appendOrderedBytes(dst, v.Bytes[i])
	}
	return AppendOrdered(dst, v.Type, v.Value(i))
}

// appendScaled prints n / 10^scale with every digit of the scale.
func appendScaled(dst []byte, n int64, scale int) []byte {
	u := uint64(n)
	if n < 0 {
		dst, u = append(dst, '-'), -u
	}
	if scale == 0 {
		return strconv.AppendUint(dst, u, 10)
	}
	var digits [40]byte
	at := len(digits)
	for ; u > 0 || scale >= 0; scale-- {
		if at--; scale == 0 {
			digits[at] = '.'
			at--
		}
		digits[at] = byte('0' + u%10)
		u /= 10
	}
	return append(dst, digits[at:]...)
}
