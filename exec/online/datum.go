package online

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/big"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// class says how a value is held, packed and compared.
type class uint8

const (
	exact  class = iota // an int128: integers, decimals by their unscaled integer, bool, dates, times
	float               // the bits of a double
	text                // bytes that compare as they are: text, bytea, uuid
	opaque              // bytes that are only carried: json, interval, timetz, arrays
)

// datum is a value without an interface around it.
type datum struct {
	n    int128 // exact; the bits of a float in lo
	b    []byte // text and opaque; aliases the entry it was read from
	null bool
}

func (d *datum) float() float64 { return math.Float64frombits(d.n.lo) }

func classOf(t sqltype.Type) (class, error) {
	if t.Array {
		return opaque, nil
	}
	switch t.ID {
	case sqltype.Bool, sqltype.Int2, sqltype.Int4, sqltype.Int8, sqltype.OID, sqltype.Numeric, sqltype.Date, sqltype.Time,
		sqltype.Timestamp, sqltype.TimestampTZ:
		return exact, nil
	case sqltype.Float4, sqltype.Float8:
		return float, nil
	case sqltype.Text, sqltype.Name, sqltype.Char, sqltype.Bytea, sqltype.UUID:
		return text, nil
	case sqltype.JSON, sqltype.Interval, sqltype.TimeTZ:
		return opaque, nil
	}
	return 0, sqlerr.New(sqlerr.FeatureNotSupported, "a feature view cannot hold values of type %s online", t)
}

// scaleOf is the number of decimals that values of t are held with; numeric without precision is numeric(38,9) (R6).
func scaleOf(t sqltype.Type) int32 {
	switch {
	case t.ID != sqltype.Numeric:
		return 0
	case t.Precision == 0:
		return 9
	}
	return int32(t.Scale)
}

// toDatum converts a value of type t, copying its bytes. A Go value that does not carry t is XX000, a decimal that t cannot
// hold 22003.
func toDatum(t sqltype.Type, v any) (datum, error) {
	if v == nil {
		return datum{null: true}, nil
	}
	if t.Array || t.ID == sqltype.Interval || t.ID == sqltype.TimeTZ {
		b, ok := appendOpaque(nil, t, v)
		if !ok {
			return datum{}, mismatch(t, v)
		}
		return datum{b: b}, nil
	}
	switch x := v.(type) {
	case bool:
		if t.ID == sqltype.Bool {
			if x {
				return datum{n: int128Of(1)}, nil
			}
			return datum{}, nil
		}
	case int64:
		switch t.ID {
		case sqltype.Int2, sqltype.Int4, sqltype.Int8, sqltype.OID:
			return datum{n: int128Of(x)}, nil
		}
	case float32:
		if t.ID == sqltype.Float4 {
			return datum{n: int128{lo: math.Float64bits(float64(x))}}, nil
		}
	case float64:
		if t.ID == sqltype.Float8 {
			return datum{n: int128{lo: math.Float64bits(x)}}, nil
		}
	case sqltype.Days:
		if t.ID == sqltype.Date {
			return datum{n: int128Of(int64(x))}, nil
		}
	case sqltype.TimeOfDay:
		if t.ID == sqltype.Time {
			return datum{n: int128Of(int64(x))}, nil
		}
	case sqltype.Micros:
		if t.ID == sqltype.Timestamp || t.ID == sqltype.TimestampTZ {
			return datum{n: int128Of(int64(x))}, nil
		}
	case sqltype.Decimal:
		if t.ID == sqltype.Numeric {
			return decimalDatum(t, x)
		}
	case string:
		switch t.ID {
		case sqltype.Text, sqltype.Name, sqltype.Char, sqltype.JSON:
			return datum{b: []byte(x)}, nil
		}
	case []byte:
		if t.ID == sqltype.Bytea {
			return datum{b: bytes.Clone(x)}, nil
		}
	case [16]byte:
		if t.ID == sqltype.UUID {
			return datum{b: x[:]}, nil
		}
	}
	return datum{}, mismatch(t, v)
}

func mismatch(t sqltype.Type, v any) error {
	return sqlerr.New(sqlerr.Internal, "a value of type %s came as %T", t, v)
}

// decimalDatum brings d to the scale of t.
func decimalDatum(t sqltype.Type, d sqltype.Decimal) (datum, error) {
	outOfRange := func() (datum, error) {
		return datum{}, sqlerr.New(sqlerr.NumericValueOutOfRange, "a value does not fit %s", t)
	}
	if d.Special != sqltype.Finite || d.Int == nil {
		return outOfRange()
	}
	n := d.Int
	switch by := scaleOf(t) - d.Scale; {
	case by > 38, by < -38:
		return outOfRange()
	case by > 0:
		n = new(big.Int).Mul(n, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(by)), nil))
	case by < 0:
		var rest big.Int
		n, _ = new(big.Int).QuoRem(n, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(-by)), nil), &rest)
		if rest.Sign() != 0 {
			return outOfRange()
		}
	}
	if n.CmpAbs(maxNumeric) >= 0 {
		return outOfRange()
	}
	a, _ := int128OfBig(n) // fewer than 39 digits fit
	return datum{n: a}, nil
}

// value is d as a Go value of type t. What it returns holds no bytes of the entry.
func (d *datum) value(t sqltype.Type) any {
	if d.null {
		return nil
	}
	if t.Array || t.ID == sqltype.Interval || t.ID == sqltype.TimeTZ {
		r := reader{b: d.b}
		return r.opaque(t, 0)
	}
	switch t.ID {
	case sqltype.Bool:
		return d.n.lo != 0
	case sqltype.Int2, sqltype.Int4, sqltype.Int8, sqltype.OID:
		return int64(d.n.lo)
	case sqltype.Float4:
		return float32(d.float())
	case sqltype.Float8:
		return d.float()
	case sqltype.Numeric:
		return sqltype.Decimal{Int: d.n.big(), Scale: scaleOf(t)}
	case sqltype.Date:
		return sqltype.Days(d.n.lo)
	case sqltype.Time:
		return sqltype.TimeOfDay(d.n.lo)
	case sqltype.Timestamp, sqltype.TimestampTZ:
		return sqltype.Micros(d.n.lo)
	case sqltype.Bytea:
		return bytes.Clone(d.b)
	case sqltype.UUID:
		return [16]byte(d.b)
	}
	return string(d.b)
}

// appendDatum packs a value that is not NULL.
func appendDatum(dst []byte, t sqltype.Type, d *datum) []byte {
	if t.Array {
		return append(binary.AppendUvarint(dst, uint64(len(d.b))), d.b...)
	}
	switch t.ID {
	case sqltype.Bool:
		return append(dst, byte(d.n.lo))
	case sqltype.Float4:
		return binary.BigEndian.AppendUint32(dst, math.Float32bits(float32(d.float())))
	case sqltype.Float8:
		return binary.BigEndian.AppendUint64(dst, d.n.lo)
	case sqltype.Numeric:
		return d.n.append(dst)
	case sqltype.UUID:
		return append(dst, d.b...)
	case sqltype.Int2, sqltype.Int4, sqltype.Int8, sqltype.OID, sqltype.Date, sqltype.Time, sqltype.Timestamp, sqltype.TimestampTZ:
		return binary.AppendVarint(dst, int64(d.n.lo))
	}
	return append(binary.AppendUvarint(dst, uint64(len(d.b))), d.b...)
}

// datum reads what appendDatum wrote.
func (r *reader) datum(t sqltype.Type, d *datum) {
	*d = datum{}
	if t.Array {
		d.b = r.bytes()
		return
	}
	switch t.ID {
	case sqltype.Bool:
		d.n.lo = uint64(r.byte() & 1)
	case sqltype.Float4:
		d.n.lo = math.Float64bits(float64(math.Float32frombits(r.uint32())))
	case sqltype.Float8:
		d.n.lo = r.uint64()
	case sqltype.Numeric:
		d.n = r.int128()
	case sqltype.UUID:
		if d.b = r.take(16); d.b == nil {
			d.b = make([]byte, 16)
		}
	case sqltype.Int2, sqltype.Int4, sqltype.Int8, sqltype.OID, sqltype.Date, sqltype.Time, sqltype.Timestamp, sqltype.TimestampTZ:
		d.n = int128Of(r.varint())
	default:
		d.b = r.bytes()
	}
}

// compare orders two values of a class, neither NULL: NaN is the greatest number, -0 equals 0, text goes by bytes (R10).
func (c class) compare(a, b *datum) int {
	switch c {
	case exact:
		return a.n.cmp(b.n)
	case float:
		x, y := a.float(), b.float()
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		case x == y:
			return 0
		case x != x && y != y:
			return 0
		case x != x:
			return 1
		}
		return -1
	}
	return bytes.Compare(a.b, b.b)
}

// canonical makes values that compare equal the same: one NaN, one zero.
func (c class) canonical(d datum) datum {
	if c == float {
		switch x := d.float(); {
		case x != x:
			d.n.lo = math.Float64bits(math.NaN())
		case x == 0:
			d.n.lo = 0
		}
	}
	return d
}
