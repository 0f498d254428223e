package duckdb

import (
	"math"
	"unsafe"

	bind "github.com/duckdb/duckdb-go-bindings"

	"asof/catalog/sqltype"
)

// fill reads the first n values of the vector that r is bound to. What the engine keeps as a client's encoder wants it is not
// copied, so v lives as long as the engine's chunk.
func (r *reader) fill(v *sqltype.Vector, n int) {
	v.Type, v.Kind, v.Valid = r.typ, sqltype.VectorInts, nil
	if r.valid != nil {
		v.Valid = unsafe.Slice((*uint64)(r.valid), (n+63)/64)
	}
	switch r.id {
	case bind.TypeBoolean:
		v.Kind, v.Bools = sqltype.VectorBools, unsafe.Slice((*bool)(r.data), n)
	case bind.TypeBigInt, bind.TypeTime:
		v.Ints = unsafe.Slice((*int64)(r.data), n)
	case bind.TypeInteger:
		v.Ints = widened[int32](r, v.Ints, n)
	case bind.TypeSmallInt:
		v.Ints = widened[int16](r, v.Ints, n)
	case bind.TypeDate:
		v.Ints = widened[int32](r, v.Ints, n)
		for i, d := range v.Ints {
			if d == -math.MaxInt32 {
				v.Ints[i] = int64(sqltype.NegInfinityDays)
			}
		}
	case bind.TypeTimestamp, bind.TypeTimestampTZ:
		v.Ints = widened[int64](r, v.Ints, n)
		for i, us := range v.Ints {
			if us == -math.MaxInt64 {
				v.Ints[i] = int64(sqltype.NegInfinity)
			}
		}
	case bind.TypeDouble:
		v.Kind, v.Floats = sqltype.VectorFloats, unsafe.Slice((*float64)(r.data), n)
	case bind.TypeVarchar, bind.TypeBlob:
		v.Kind, v.Bytes = sqltype.VectorBytes, r.texts(v.Bytes, n)
	case bind.TypeDecimal:
		r.decimals(v, n)
	default:
		r.box(v, n)
	}
}

// widened copies n integers to dst, which is used again unless it is the engine's memory.
func widened[T int16 | int32 | int64](r *reader, dst []int64, n int) []int64 {
	dst = room(dst, n)
	for i, x := range unsafe.Slice((*T)(r.data), n) {
		dst[i] = int64(x)
	}
	return dst
}

// room is dst with length n.
func room[T any](dst []T, n int) []T {
	if cap(dst) < n {
		dst = make([]T, max(n, vectorSize))
	}
	return dst[:n]
}

func (r *reader) texts(dst [][]byte, n int) [][]byte {
	dst = room(dst, n)
	for i := range dst {
		if !r.null(i) { // what stands in the place of a NULL is no text
			dst[i] = r.bytes(i)
		}
	}
	return dst
}

func (r *reader) decimals(v *sqltype.Vector, n int) {
	v.Kind = sqltype.VectorDecimals
	switch r.width {
	case 2:
		v.Ints = widened[int16](r, v.Ints, n)
	case 4:
		v.Ints = widened[int32](r, v.Ints, n)
	case 8:
		v.Ints = unsafe.Slice((*int64)(r.data), n)
	default:
		r.box(v, n)
	}
}

func (r *reader) box(v *sqltype.Vector, n int) {
	v.Kind, v.Boxed = sqltype.VectorBoxed, room(v.Boxed, n)
	for i := range v.Boxed {
		v.Boxed[i] = r.value(i)
	}
}
