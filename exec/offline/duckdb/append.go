package duckdb

import (
	"context"
	"encoding/binary"
	"math"
	"math/big"
	"unsafe"

	bind "github.com/duckdb/duckdb-go-bindings"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// append adds rows to a temp table of this connection, whose columns are cols in their order.
func (c *conn) append(ctx context.Context, table string, cols []sqltype.Column, rows [][]any) error {
	types := make([]bind.LogicalType, len(cols))
	for i, col := range cols {
		types[i] = logicalType(col.Type, listDepth(col.Type, rows, i))
		defer bind.DestroyLogicalType(&types[i])
	}
	return c.appendChunks(ctx, table, types, len(rows), func(chunk bind.DataChunk, from, n int) error {
		for j, col := range cols {
			w := newWriter(bind.DataChunkGetVector(chunk, bind.IdxT(j)), col.Type)
			for i, row := range rows[from : from+n] {
				if err := w.set(i, row[j]); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// appendChunks adds rows to a temp table of this connection, whole vectors at a time: fill writes n of them, from number from on.
func (c *conn) appendChunks(ctx context.Context, table string, types []bind.LogicalType, rows int, fill func(chunk bind.DataChunk, from, n int) error) error {
	if err := c.settle(ctx); err != nil {
		return err
	}
	var app bind.Appender
	if bind.AppenderCreateExt(c.db, "temp", "main", table, &app) == bind.StateError {
		err := c.e.translate(bind.AppenderError(app), "")
		bind.AppenderDestroy(&app)
		return err
	}
	defer bind.AppenderDestroy(&app)
	chunk := bind.CreateDataChunk(types)
	defer bind.DestroyDataChunk(&chunk)
	for from := 0; from < rows; from += vectorSize {
		if ctx.Err() != nil {
			return cancelled(ctx, nil)
		}
		n := min(rows-from, vectorSize)
		bind.DataChunkReset(chunk)
		if err := fill(chunk, from, n); err != nil {
			return err
		}
		bind.DataChunkSetSize(chunk, bind.IdxT(n))
		if bind.AppendDataChunk(app, chunk) == bind.StateError {
			return c.e.translate(bind.AppenderError(app), "")
		}
	}
	if bind.AppenderFlush(app) == bind.StateError {
		return c.e.translate(bind.AppenderError(app), "")
	}
	return nil
}

// appendInts adds rows to a temp table of bigint columns: columns of values, all of one length.
func (c *conn) appendInts(ctx context.Context, table string, columns [][]int64) error {
	types := make([]bind.LogicalType, len(columns))
	for i := range types {
		types[i] = bind.CreateLogicalType(bind.TypeBigInt)
		defer bind.DestroyLogicalType(&types[i])
	}
	return c.appendChunks(ctx, table, types, len(columns[0]), func(chunk bind.DataChunk, from, n int) error {
		for j, values := range columns {
			data := bind.VectorGetData(bind.DataChunkGetVector(chunk, bind.IdxT(j)))
			copy(unsafe.Slice((*int64)(data), n), values[from:from+n])
		}
		return nil
	})
}

// listDepth is how many dimensions the arrays of a column have.
func listDepth(t sqltype.Type, rows [][]any, col int) int {
	if !t.Array {
		return 0
	}
	for _, r := range rows {
		if l, ok := r[col].([]any); ok && len(l) > 0 {
			return depth(l)
		}
	}
	return 1
}

// storage is the engine's type of each of ours that needs no parameters.
var storage = map[sqltype.ID]bind.Type{
	sqltype.Bool:        bind.TypeBoolean,
	sqltype.Int2:        bind.TypeSmallInt,
	sqltype.Int4:        bind.TypeInteger,
	sqltype.Int8:        bind.TypeBigInt,
	sqltype.OID:         bind.TypeUInteger,
	sqltype.Float4:      bind.TypeFloat,
	sqltype.Float8:      bind.TypeDouble,
	sqltype.Bytea:       bind.TypeBlob,
	sqltype.Date:        bind.TypeDate,
	sqltype.Time:        bind.TypeTime,
	sqltype.TimeTZ:      bind.TypeTimeTZ,
	sqltype.Timestamp:   bind.TypeTimestamp,
	sqltype.TimestampTZ: bind.TypeTimestampTZ,
	sqltype.Interval:    bind.TypeInterval,
	sqltype.UUID:        bind.TypeUUID,
}

// logicalType makes the engine's type for a column; all that has none of its own there is text.
func logicalType(t sqltype.Type, dims int) bind.LogicalType {
	if dims > 0 {
		elem := logicalType(t.Elem(), dims-1)
		defer bind.DestroyLogicalType(&elem)
		return bind.CreateListType(elem)
	}
	if t.ID == sqltype.Numeric {
		p, s := decimalShape(t)
		return bind.CreateDecimalType(p, s)
	}
	if id, ok := storage[t.ID]; ok {
		return bind.CreateLogicalType(id)
	}
	return bind.CreateLogicalType(bind.TypeVarchar)
}

// decimalShape is the engine's precision and scale of a numeric type (R6).
func decimalShape(t sqltype.Type) (precision, scale uint8) {
	if t.Precision == 0 {
		return 38, 9
	}
	return t.Precision, t.Scale
}

// writer writes the values of one vector.
type writer struct {
	t     sqltype.Type
	v     bind.Vector
	data  unsafe.Pointer
	child *writer // of a list
	n     int     // elements written into the child
}

func newWriter(v bind.Vector, t sqltype.Type) *writer {
	bind.VectorEnsureValidityWritable(v)
	return &writer{t: t, v: v, data: bind.VectorGetData(v)}
}

func put[T any](w *writer, i int, x T) { *(*T)(unsafe.Add(w.data, i*int(unsafe.Sizeof(x)))) = x }

func (w *writer) set(i int, v any) error {
	if v == nil {
		bind.ValiditySetRowInvalid(bind.VectorGetValidity(w.v), bind.IdxT(i))
		return nil
	}
	bind.ValiditySetRowValid(bind.VectorGetValidity(w.v), bind.IdxT(i))
	switch v := v.(type) {
	case bool:
		put(w, i, v)
		return nil
	case int64:
		return w.integer(i, v)
	case float32:
		put(w, i, v)
		return nil
	case float64:
		put(w, i, v)
		return nil
	case string:
		bind.VectorAssignStringElement(w.v, bind.IdxT(i), v)
		return nil
	case []byte:
		bind.VectorAssignStringElementLen(w.v, bind.IdxT(i), v)
		return nil
	case sqltype.Decimal:
		return w.decimal(i, v)
	case sqltype.Micros:
		put(w, i, max(int64(v), -math.MaxInt64))
		return nil
	case sqltype.Days:
		put(w, i, max(int32(v), -math.MaxInt32))
		return nil
	case sqltype.TimeOfDay:
		put(w, i, int64(v))
		return nil
	case sqltype.TimeOfDayTZ:
		put(w, i, uint64(v.Time)<<24|uint64(maxZoneOffset-v.East)&0xffffff)
		return nil
	case sqltype.Span:
		put(w, i, v)
		return nil
	case [16]byte:
		put(w, i, huge{lo: binary.BigEndian.Uint64(v[8:]), hi: int64(binary.BigEndian.Uint64(v[:8]) ^ 1<<63)})
		return nil
	case []any:
		return w.list(i, v)
	}
	return sqlerr.New(sqlerr.DatatypeMismatch, "a value of type %T cannot be stored as %s", v, w.t)
}

func (w *writer) integer(i int, v int64) error {
	switch w.t.ID {
	case sqltype.Int2:
		put(w, i, int16(v))
	case sqltype.Int4:
		put(w, i, int32(v))
	case sqltype.Int8:
		put(w, i, v)
	case sqltype.OID:
		put(w, i, uint32(v))
	default:
		return sqlerr.New(sqlerr.DatatypeMismatch, "an integer cannot be stored as %s", w.t)
	}
	return nil
}

func (w *writer) decimal(i int, d sqltype.Decimal) error {
	p, s := decimalShape(w.t)
	if d.Special != sqltype.Finite {
		return sqlerr.New(sqlerr.NumericValueOutOfRange, "a numeric column here cannot hold %s", textOf(w.t, d))
	}
	n := rescale(d, int32(s))
	if n.CmpAbs(pow10(int32(p))) >= 0 {
		return sqlerr.New(sqlerr.NumericValueOutOfRange, "numeric field overflow").
			WithDetail("A field with precision %d, scale %d must round to an absolute value less than 10^%d.", p, s, int(p)-int(s))
	}
	switch { // the engine's storage by precision
	case p <= 4:
		put(w, i, int16(n.Int64()))
	case p <= 9:
		put(w, i, int32(n.Int64()))
	case p <= 18:
		put(w, i, n.Int64())
	default:
		put(w, i, hugeOf(n))
	}
	return nil
}

// hugeOf is n, which has at most 127 bits, in two's complement.
func hugeOf(n *big.Int) huge {
	var b [16]byte
	new(big.Int).Abs(n).FillBytes(b[:])
	hi, lo := binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])
	if n.Sign() < 0 {
		hi, lo = ^hi, ^lo
		if lo++; lo == 0 {
			hi++
		}
	}
	return huge{lo: lo, hi: int64(hi)}
}

// list appends the elements of list i to the child vector, which may move as it grows.
func (w *writer) list(i int, list []any) error {
	put(w, i, [2]uint64{uint64(w.n), uint64(len(list))})
	end := w.n + len(list)
	if bind.ListVectorReserve(w.v, bind.IdxT(end)) == bind.StateError || bind.ListVectorSetSize(w.v, bind.IdxT(end)) == bind.StateError {
		return sqlerr.New(sqlerr.OutOfMemory, "out of memory")
	}
	n := 0
	if w.child != nil {
		n = w.child.n
	}
	elem := w.t
	if _, nested := firstOf(list).([]any); !nested {
		elem = w.t.Elem()
	}
	w.child = newWriter(bind.ListVectorGetChild(w.v), elem)
	w.child.n = n
	for j, v := range list {
		if err := w.child.set(w.n+j, v); err != nil {
			return err
		}
	}
	w.n = end
	return nil
}

func firstOf(list []any) any {
	for _, v := range list {
		if v != nil {
			return v
		}
	}
	return nil
}
