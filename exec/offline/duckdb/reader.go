package duckdb

import (
	"encoding/binary"
	"math"
	"math/big"
	"unsafe"

	bind "github.com/duckdb/duckdb-go-bindings"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// vectorSize is the number of rows of an engine's chunk.
const vectorSize = 2048

// reader reads the values of one column, or of a part of a nested one, out of the engine's vectors, as the Go values of
// sqltype. Its shape is fixed by the column's type; bind points it at the next vector.
type reader struct {
	typ   sqltype.Type
	id    bind.Type
	scale int32  // of DECIMAL
	width int    // bytes of DECIMAL's and ENUM's storage
	json  bool   // VARCHAR that holds JSON
	fixed uint64 // elements of an ARRAY

	dict  []string  // of ENUM
	names []string  // of STRUCT's and UNION's members
	parts []*reader // LIST, ARRAY: element; MAP: the key-value struct; STRUCT: fields; UNION: tag, members

	data  unsafe.Pointer
	valid unsafe.Pointer
}

// newReader makes the reader of a column of type lt, which stays the caller's. What Postgres has no type for is text, or
// JSON where it is nested.
func newReader(lt bind.LogicalType) (*reader, error) {
	r := &reader{id: bind.GetTypeId(lt)}
	if t, ok := plainTypes[r.id]; ok {
		r.typ = t
		if r.id == bind.TypeVarchar && bind.LogicalTypeGetAlias(lt) == "JSON" {
			r.json, r.typ = true, sqltype.Of(sqltype.JSON)
		}
		return r, nil
	}
	var err error
	switch r.id {
	case bind.TypeDecimal:
		p, s := bind.DecimalWidth(lt), bind.DecimalScale(lt)
		r.typ, r.scale = sqltype.DecimalOf(p, s), int32(s)
		r.width = map[bind.Type]int{bind.TypeSmallInt: 2, bind.TypeInteger: 4, bind.TypeBigInt: 8, bind.TypeHugeInt: 16}[bind.DecimalInternalType(lt)]
	case bind.TypeEnum:
		r.typ = sqltype.Of(sqltype.Text)
		r.width = map[bind.Type]int{bind.TypeUTinyInt: 1, bind.TypeUSmallInt: 2, bind.TypeUInteger: 4}[bind.EnumInternalType(lt)]
		n := bind.EnumDictionarySize(lt)
		for i := range n {
			r.dict = append(r.dict, bind.EnumDictionaryValue(lt, bind.IdxT(i)))
		}
	case bind.TypeList:
		err = r.part(bind.ListTypeChildType(lt))
		if err == nil {
			r.typ = sqltype.ArrayOf(r.parts[0].typ)
		}
	case bind.TypeArray:
		r.fixed = uint64(bind.ArrayTypeArraySize(lt))
		err = r.part(bind.ArrayTypeChildType(lt))
		if err == nil {
			r.typ = sqltype.ArrayOf(r.parts[0].typ)
		}
	case bind.TypeMap:
		r.typ = sqltype.Of(sqltype.JSON)
		kv := &reader{id: bind.TypeStruct, names: []string{"key", "value"}}
		if err = kv.part(bind.MapTypeKeyType(lt)); err == nil {
			err = kv.part(bind.MapTypeValueType(lt))
		}
		r.parts = []*reader{kv}
	case bind.TypeStruct:
		r.typ = sqltype.Of(sqltype.JSON)
		for i := bind.IdxT(0); i < bind.StructTypeChildCount(lt) && err == nil; i++ {
			r.names = append(r.names, bind.StructTypeChildName(lt, i))
			err = r.part(bind.StructTypeChildType(lt, i))
		}
	case bind.TypeUnion:
		r.typ = sqltype.Of(sqltype.JSON)
		r.parts = []*reader{{id: bind.TypeUTinyInt}}
		for i := bind.IdxT(0); i < bind.UnionTypeMemberCount(lt) && err == nil; i++ {
			r.names = append(r.names, bind.UnionTypeMemberName(lt, i))
			err = r.part(bind.UnionTypeMemberType(lt, i))
		}
	case bind.TypeInvalid:
		err = sqlerr.New(sqlerr.IndeterminateDatatype, "could not determine the type of a column")
	default:
		err = sqlerr.New(sqlerr.FeatureNotSupported, "a column has a type that cannot be sent").
			WithHint("Cast the column to text.")
	}
	return r, err
}

// part adds the reader of a nested type, which it frees.
func (r *reader) part(lt bind.LogicalType) error {
	defer bind.DestroyLogicalType(&lt)
	p, err := newReader(lt)
	r.parts = append(r.parts, p)
	return err
}

// plainTypes are the engine's types that one Postgres type stands for, whatever their parameters.
var plainTypes = map[bind.Type]sqltype.Type{
	bind.TypeBoolean:     sqltype.Of(sqltype.Bool),
	bind.TypeTinyInt:     sqltype.Of(sqltype.Int2),
	bind.TypeUTinyInt:    sqltype.Of(sqltype.Int2),
	bind.TypeSmallInt:    sqltype.Of(sqltype.Int2),
	bind.TypeUSmallInt:   sqltype.Of(sqltype.Int4),
	bind.TypeInteger:     sqltype.Of(sqltype.Int4),
	bind.TypeUInteger:    sqltype.Of(sqltype.Int8),
	bind.TypeBigInt:      sqltype.Of(sqltype.Int8),
	bind.TypeUBigInt:     sqltype.DecimalOf(20, 0),
	bind.TypeHugeInt:     sqltype.DecimalOf(38, 0),
	bind.TypeUHugeInt:    sqltype.DecimalOf(38, 0),
	bind.TypeBigNum:      sqltype.Of(sqltype.Numeric),
	bind.TypeFloat:       sqltype.Of(sqltype.Float4),
	bind.TypeDouble:      sqltype.Of(sqltype.Float8),
	bind.TypeVarchar:     sqltype.Of(sqltype.Text),
	bind.TypeBit:         sqltype.Of(sqltype.Text),
	bind.TypeSQLNull:     sqltype.Of(sqltype.Text),
	bind.TypeBlob:        sqltype.Of(sqltype.Bytea),
	bind.TypeDate:        sqltype.Of(sqltype.Date),
	bind.TypeTime:        sqltype.Of(sqltype.Time),
	bind.TypeTimeNS:      sqltype.Of(sqltype.Time),
	bind.TypeTimeTZ:      sqltype.Of(sqltype.TimeTZ),
	bind.TypeTimestamp:   sqltype.Of(sqltype.Timestamp),
	bind.TypeTimestampS:  sqltype.Of(sqltype.Timestamp),
	bind.TypeTimestampMS: sqltype.Of(sqltype.Timestamp),
	bind.TypeTimestampNS: sqltype.Of(sqltype.Timestamp),
	bind.TypeTimestampTZ: sqltype.Of(sqltype.TimestampTZ),
	bind.TypeInterval:    sqltype.Of(sqltype.Interval),
	bind.TypeUUID:        sqltype.Of(sqltype.UUID),
}

// bind points r at a vector, which lives as long as its chunk.
func (r *reader) bind(v bind.Vector) {
	r.valid = bind.VectorGetValidity(v)
	switch r.id {
	case bind.TypeStruct:
		for i, p := range r.parts {
			p.bind(bind.StructVectorGetChild(v, bind.IdxT(i)))
		}
	case bind.TypeUnion:
		for i, p := range r.parts {
			p.bind(bind.StructVectorGetChild(v, bind.IdxT(i)))
		}
	case bind.TypeArray:
		r.parts[0].bind(bind.ArrayVectorGetChild(v))
	case bind.TypeList, bind.TypeMap:
		r.data = bind.VectorGetData(v)
		r.parts[0].bind(bind.ListVectorGetChild(v))
	default:
		r.data = bind.VectorGetData(v)
	}
}

// null says whether value i is NULL.
func (r *reader) null(i int) bool {
	if r.valid == nil {
		return false
	}
	word := *(*uint64)(unsafe.Add(r.valid, i/64*8))
	return word>>(i%64)&1 == 0
}

// elem is element i of the vector's data as T.
func elem[T any](r *reader, i int) T {
	var t T
	return *(*T)(unsafe.Add(r.data, i*int(unsafe.Sizeof(t))))
}

// value reads value i.
func (r *reader) value(i int) any {
	if r.null(i) {
		return nil
	}
	switch r.id {
	case bind.TypeBoolean:
		return elem[bool](r, i)
	case bind.TypeTinyInt:
		return int64(elem[int8](r, i))
	case bind.TypeUTinyInt:
		return int64(elem[uint8](r, i))
	case bind.TypeSmallInt:
		return int64(elem[int16](r, i))
	case bind.TypeUSmallInt:
		return int64(elem[uint16](r, i))
	case bind.TypeInteger:
		return int64(elem[int32](r, i))
	case bind.TypeUInteger:
		return int64(elem[uint32](r, i))
	case bind.TypeBigInt:
		return elem[int64](r, i)
	case bind.TypeUBigInt:
		return sqltype.Decimal{Int: new(big.Int).SetUint64(elem[uint64](r, i))}
	case bind.TypeHugeInt, bind.TypeUHugeInt, bind.TypeDecimal:
		return sqltype.Decimal{Int: r.integer(i), Scale: r.scale}
	case bind.TypeBigNum:
		return sqltype.Decimal{Int: bigNum(r.bytes(i))}
	case bind.TypeFloat:
		return elem[float32](r, i)
	case bind.TypeDouble:
		return elem[float64](r, i)
	case bind.TypeVarchar:
		return r.text(i)
	case bind.TypeBlob:
		return append([]byte{}, r.bytes(i)...)
	case bind.TypeBit:
		return bitText(r.bytes(i))
	case bind.TypeEnum:
		return r.dict[r.tag(i)]
	case bind.TypeUUID:
		h := elem[huge](r, i)
		var id [16]byte
		binary.BigEndian.PutUint64(id[:8], uint64(h.hi)^1<<63) // stored so that it sorts as a signed number
		binary.BigEndian.PutUint64(id[8:], h.lo)
		return id
	case bind.TypeInterval:
		return sqltype.Span(elem[struct {
			Months, Days int32
			Micros       int64
		}](r, i))
	case bind.TypeList, bind.TypeArray:
		return r.list(i)
	case bind.TypeStruct, bind.TypeMap, bind.TypeUnion:
		return string(r.appendJSON(nil, i))
	}
	return r.timeValue(i)
}

// timeValue reads value i of a type of times.
func (r *reader) timeValue(i int) any {
	switch r.id {
	case bind.TypeDate:
		switch d := elem[int32](r, i); d {
		case math.MaxInt32:
			return sqltype.InfinityDays
		case -math.MaxInt32:
			return sqltype.NegInfinityDays
		default:
			return sqltype.Days(d)
		}
	case bind.TypeTime:
		return sqltype.TimeOfDay(elem[int64](r, i))
	case bind.TypeTimeNS:
		return sqltype.TimeOfDay(elem[int64](r, i) / 1000)
	case bind.TypeTimeTZ:
		// 40 bits of microseconds, then 24 of an offset that sorts the other way round.
		v := elem[uint64](r, i)
		return sqltype.TimeOfDayTZ{Time: sqltype.TimeOfDay(v >> 24), East: maxZoneOffset - int32(v&0xffffff)}
	}
	v := elem[int64](r, i)
	switch v {
	case math.MaxInt64:
		return sqltype.Infinity
	case -math.MaxInt64:
		return sqltype.NegInfinity
	}
	switch r.id {
	case bind.TypeTimestampS:
		v *= 1_000_000
	case bind.TypeTimestampMS:
		v *= 1000
	case bind.TypeTimestampNS:
		v = floorDiv(v, 1000) // R1
	}
	return sqltype.Micros(v)
}

// maxZoneOffset is the greatest offset of a time zone in the engine: 15:59:59, in seconds.
const maxZoneOffset = 16*60*60 - 1

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// tag reads the index of an ENUM's value.
func (r *reader) tag(i int) int {
	switch r.width {
	case 1:
		return int(elem[uint8](r, i))
	case 2:
		return int(elem[uint16](r, i))
	}
	return int(elem[uint32](r, i))
}

// bytes are the content of a string-like value, in the engine's memory. Up to 12 bytes stand in the vector itself.
func (r *reader) bytes(i int) []byte {
	p := unsafe.Add(r.data, i*16)
	n := *(*uint32)(p)
	if n <= 12 {
		return unsafe.Slice((*byte)(unsafe.Add(p, 4)), n)
	}
	return unsafe.Slice(*(**byte)(unsafe.Add(p, 8)), n)
}

func (r *reader) text(i int) string { return string(r.bytes(i)) }

// list reads a LIST or an ARRAY.
func (r *reader) list(i int) []any {
	off, n := uint64(i)*r.fixed, r.fixed
	if r.id == bind.TypeList {
		e := elem[[2]uint64](r, i)
		off, n = e[0], e[1]
	}
	out := make([]any, n)
	for j := range out {
		out[j] = r.parts[0].value(int(off) + j)
	}
	return out
}
