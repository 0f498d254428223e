package pgwire

import (
	"encoding/binary"
	"math"
	"math/big"
	"strconv"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// Postgres counts dates and times from 2000-01-01.
const (
	epochDays   = 10957
	epochMicros = epochDays * 86_400_000_000
)

// appendBinary appends v, a value of type t and not nil, in the type's binary format.
func appendBinary(dst []byte, t sqltype.Type, v any) ([]byte, error) {
	if t.Array {
		if r, ok := v.(sqltype.Rendered); ok {
			return append(dst, r.Binary...), nil
		}
		return appendBinaryArray(dst, t.Elem(), v.([]any))
	}
	be := binary.BigEndian
	switch t.ID {
	case sqltype.Bool:
		if v.(bool) {
			return append(dst, 1), nil
		}
		return append(dst, 0), nil
	case sqltype.Int2:
		return be.AppendUint16(dst, uint16(v.(int64))), nil
	case sqltype.Int4, sqltype.OID:
		return be.AppendUint32(dst, uint32(v.(int64))), nil
	case sqltype.Int8:
		return be.AppendUint64(dst, uint64(v.(int64))), nil
	case sqltype.Float4:
		return be.AppendUint32(dst, math.Float32bits(v.(float32))), nil
	case sqltype.Float8:
		return be.AppendUint64(dst, math.Float64bits(v.(float64))), nil
	case sqltype.Numeric:
		return appendBinaryNumeric(dst, v.(sqltype.Decimal))
	case sqltype.Bytea:
		return append(dst, v.([]byte)...), nil
	case sqltype.Date:
		return be.AppendUint32(dst, uint32(wireDays(v.(sqltype.Days)))), nil
	case sqltype.Time:
		return be.AppendUint64(dst, uint64(v.(sqltype.TimeOfDay))), nil
	case sqltype.TimeTZ:
		tz := v.(sqltype.TimeOfDayTZ)
		return be.AppendUint32(be.AppendUint64(dst, uint64(tz.Time)), uint32(-tz.East)), nil
	case sqltype.Timestamp, sqltype.TimestampTZ:
		return be.AppendUint64(dst, uint64(wireMicros(v.(sqltype.Micros)))), nil
	case sqltype.Interval:
		s := v.(sqltype.Span)
		dst = be.AppendUint64(dst, uint64(s.Micros))
		return be.AppendUint32(be.AppendUint32(dst, uint32(s.Days)), uint32(s.Months)), nil
	case sqltype.UUID:
		u := v.([16]byte)
		return append(dst, u[:]...), nil
	case sqltype.Void:
		return dst, nil
	case sqltype.Char:
		return appendBinaryChar(dst, []byte(v.(string))), nil
	case sqltype.Other:
		return append(dst, v.(sqltype.Rendered).Binary...), nil
	}
	return append(dst, v.(string)...), nil
}

// appendBinaryAt appends value i of v, which is not NULL, in its type's binary format.
func appendBinaryAt(dst []byte, v *sqltype.Vector, i int) ([]byte, error) {
	be := binary.BigEndian
	switch v.Kind {
	case sqltype.VectorBools:
		if v.Bools[i] {
			return append(dst, 1), nil
		}
		return append(dst, 0), nil
	case sqltype.VectorInts:
		switch n := v.Ints[i]; v.Type.ID {
		case sqltype.Int2:
			return be.AppendUint16(dst, uint16(n)), nil
		case sqltype.Int4, sqltype.OID:
			return be.AppendUint32(dst, uint32(n)), nil
		case sqltype.Date:
			return be.AppendUint32(dst, uint32(wireDays(sqltype.Days(n)))), nil
		case sqltype.Timestamp, sqltype.TimestampTZ:
			return be.AppendUint64(dst, uint64(wireMicros(sqltype.Micros(n)))), nil
		default:
			return be.AppendUint64(dst, uint64(n)), nil
		}
	case sqltype.VectorDecimals:
		return appendBinaryScaled(dst, v.Ints[i], int(v.Type.Scale)), nil
	case sqltype.VectorFloats:
		if v.Type.ID == sqltype.Float4 {
			return be.AppendUint32(dst, math.Float32bits(float32(v.Floats[i]))), nil
		}
		return be.AppendUint64(dst, math.Float64bits(v.Floats[i])), nil
	case sqltype.VectorBytes:
		if v.Type.ID == sqltype.Char {
			return appendBinaryChar(dst, v.Bytes[i]), nil
		}
		return append(dst, v.Bytes[i]...), nil
	}
	return appendBinary(dst, v.Type, v.Boxed[i])
}

// appendBinaryChar appends a "char", which is one byte: the empty one is a zero.
func appendBinaryChar(dst, v []byte) []byte {
	if len(v) == 0 {
		return append(dst, 0)
	}
	return append(dst, v...)
}

func wireDays(d sqltype.Days) int32 {
	switch d {
	case sqltype.InfinityDays, sqltype.NegInfinityDays:
		return int32(d)
	}
	return int32(d) - epochDays
}

func wireMicros(us sqltype.Micros) int64 {
	switch us {
	case sqltype.Infinity, sqltype.NegInfinity:
		return int64(us)
	}
	return int64(us) - epochMicros
}

// appendBinaryArray writes the number of dimensions, whether there are NULLs, the element type, each dimension's length and
// lower bound, and the elements in row order.
func appendBinaryArray(dst []byte, elem sqltype.Type, a []any) ([]byte, error) {
	be := binary.BigEndian
	var dims []int
	for level := a; len(level) > 0; {
		dims = append(dims, len(level))
		level, _ = level[0].([]any)
	}
	dst = be.AppendUint32(dst, uint32(len(dims)))
	nulls := len(dst)
	dst = be.AppendUint32(dst, 0)
	dst = be.AppendUint32(dst, describedOID(elem))
	for _, n := range dims {
		dst = be.AppendUint32(be.AppendUint32(dst, uint32(n)), 1)
	}
	return appendElements(dst, nulls, elem, a, dims)
}

func appendElements(dst []byte, nulls int, elem sqltype.Type, a []any, dims []int) ([]byte, error) {
	be := binary.BigEndian
	if len(dims) > 0 && len(a) != dims[0] {
		return dst, sqlerr.New("2202E", "multidimensional arrays must have array expressions with matching dimensions")
	}
	for _, v := range a {
		var err error
		switch v := v.(type) {
		case nil:
			be.PutUint32(dst[nulls:], 1)
			dst = append(dst, 0xff, 0xff, 0xff, 0xff)
		case []any:
			dst, err = appendElements(dst, nulls, elem, v, dims[1:])
		default:
			at := len(dst)
			dst = append(dst, 0, 0, 0, 0)
			dst, err = appendBinary(dst, elem, v)
			be.PutUint32(dst[at:], uint32(len(dst)-at-4))
		}
		if err != nil {
			return dst, err
		}
	}
	return dst, nil
}

// Signs of a binary numeric.
const (
	numericPositive = 0x0000
	numericNegative = 0x4000
	numericNaN      = 0xC000
	numericPosInf   = 0xD000
	numericNegInf   = 0xF000

	// infinityScale is what Postgres sends as the scale of an infinity: a bit of its own header.
	infinityScale = 0x20
)

// numericMaxScale is how many digits may stand after the decimal point.
const numericMaxScale = 16383

// appendBinaryNumeric writes the number of digits to base 10000, the first one's weight, the sign, the scale and the digits,
// without zeros at either end.
func appendBinaryNumeric(dst []byte, d sqltype.Decimal) ([]byte, error) {
	switch d.Special {
	case sqltype.NaN:
		return appendNumericHeader(dst, 0, 0, numericNaN, 0), nil
	case sqltype.PosInf:
		return appendNumericHeader(dst, 0, 0, numericPosInf, infinityScale), nil
	case sqltype.NegInf:
		return appendNumericHeader(dst, 0, 0, numericNegInf, infinityScale), nil
	}
	scale := int(d.Scale)
	if d.Int.Sign() == 0 {
		return appendNumericHeader(dst, 0, 0, numericPositive, max(0, scale)), nil
	}
	var stack [32]byte
	text, sign := decimalText(stack[:0], d.Int), numericPositive
	if text[0] == '-' {
		text, sign = text[1:], numericNegative
	}
	// Zeros at the end bring the decimal point between groups of four; point is how many groups stand behind it.
	point := scale >> 2
	if scale&3 != 0 {
		point++
	}
	for range 4*point - scale {
		text = append(text, '0')
	}
	weight := (len(text)+3)/4 - 1 - point
	if weight > math.MaxInt16 || scale > numericMaxScale {
		return dst, sqlerr.New(sqlerr.NumericValueOutOfRange, "value overflows numeric format")
	}
	header := len(dst)
	dst = appendNumericHeader(dst, 0, weight, sign, max(0, scale))
	first := len(dst)
	for at, end := 0, (len(text)-1)%4+1; at < len(text); at, end = end, end+4 {
		var g uint16
		for _, c := range text[at:end] {
			g = g*10 + uint16(c-'0')
		}
		dst = binary.BigEndian.AppendUint16(dst, g)
	}
	for dst[len(dst)-1] == 0 && dst[len(dst)-2] == 0 {
		dst = dst[:len(dst)-2]
	}
	binary.BigEndian.PutUint16(dst[header:], uint16((len(dst)-first)/2))
	return dst, nil
}

// appendBinaryScaled is appendBinaryNumeric of n / 10^scale, where scale is at most 18.
func appendBinaryScaled(dst []byte, n int64, scale int) []byte {
	if n == 0 {
		return appendNumericHeader(dst, 0, 0, numericPositive, scale)
	}
	u, sign := uint64(n), numericPositive
	if n < 0 {
		u, sign = -u, numericNegative
	}
	// From the last group of four to the first: the groups behind the point are filled with zeros at the end.
	var groups [12]uint16
	at, point := len(groups), (scale+3)/4
	if fill := 4*point - scale; fill > 0 {
		at--
		part := tens[4-fill]
		groups[at] = uint16(u % part * tens[fill])
		u /= part
	}
	for u > 0 {
		at--
		groups[at] = uint16(u % 10000)
		u /= 10000
	}
	end := len(groups)
	weight := end - at - 1 - point
	for groups[at] == 0 { // the number is smaller than its last group
		at++
		weight--
	}
	for groups[end-1] == 0 {
		end--
	}
	dst = appendNumericHeader(dst, end-at, weight, sign, scale)
	for _, g := range groups[at:end] {
		dst = binary.BigEndian.AppendUint16(dst, g)
	}
	return dst
}

var tens = [...]uint64{1, 10, 100, 1000, 10000}

func appendNumericHeader(dst []byte, digits, weight, sign, scale int) []byte {
	for _, v := range [...]int{digits, weight, sign, scale} {
		dst = binary.BigEndian.AppendUint16(dst, uint16(v))
	}
	return dst
}

func decimalText(dst []byte, i *big.Int) []byte {
	if i.IsInt64() {
		return strconv.AppendInt(dst, i.Int64(), 10)
	}
	return i.Append(dst, 10)
}
