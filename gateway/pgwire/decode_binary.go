package pgwire

import (
	"encoding/binary"
	"math"
	"math/big"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// OIDs of jsonb, whose binary format has a version in front.
const (
	jsonbOID      = 3802
	jsonbArrayOID = 3807
	jsonbVersion  = 1
)

// binary reads a value of type t in its binary format.
func (d *decoder) binary(t sqltype.Type, raw []byte) (any, error) {
	if t.Array {
		return d.array(t.Elem(), raw)
	}
	if n := t.Len(); n > 0 && t.ID != sqltype.Name && t.ID != sqltype.Void && len(raw) != int(n) {
		if len(raw) < int(n) {
			return nil, sqlerr.New(sqlerr.ProtocolViolation, "insufficient data left in message")
		}
		return nil, d.malformed()
	}
	be := binary.BigEndian
	switch t.ID {
	case sqltype.Bool:
		return raw[0] != 0, nil
	case sqltype.Int2:
		return int64(int16(be.Uint16(raw))), nil
	case sqltype.Int4:
		return int64(int32(be.Uint32(raw))), nil
	case sqltype.OID:
		return int64(be.Uint32(raw)), nil
	case sqltype.Int8:
		return int64(be.Uint64(raw)), nil
	case sqltype.Float4:
		return math.Float32frombits(be.Uint32(raw)), nil
	case sqltype.Float8:
		return math.Float64frombits(be.Uint64(raw)), nil
	case sqltype.Numeric:
		return d.numeric(t, raw)
	case sqltype.Bytea:
		return append([]byte{}, raw...), nil
	case sqltype.Date:
		return d.date(int64(int32(be.Uint32(raw))))
	case sqltype.Time:
		return d.time(int64(be.Uint64(raw)))
	case sqltype.TimeTZ:
		of, err := d.time(int64(be.Uint64(raw)))
		if err != nil {
			return nil, err
		}
		west := int32(be.Uint32(raw[8:]))
		if west <= -16*3600 || west >= 16*3600 {
			return nil, sqlerr.New("22009", "time zone displacement out of range")
		}
		return sqltype.TimeOfDayTZ{Time: of.(sqltype.TimeOfDay), East: -west}, nil
	case sqltype.Timestamp, sqltype.TimestampTZ:
		return d.timestamp(int64(be.Uint64(raw)))
	case sqltype.Interval:
		return sqltype.Span{
			Micros: int64(be.Uint64(raw)), Days: int32(be.Uint32(raw[8:])), Months: int32(be.Uint32(raw[12:])),
		}, nil
	case sqltype.UUID:
		return [16]byte(raw), nil
	case sqltype.JSON:
		if d.oid == jsonbOID || d.oid == jsonbArrayOID {
			if len(raw) == 0 || raw[0] != jsonbVersion {
				return nil, d.malformed()
			}
			raw = raw[1:]
		}
	}
	// The other types have their text as binary format.
	return sqltype.ParseText(t, string(raw), d.format)
}

func (d *decoder) date(days int64) (any, error) {
	switch days {
	case math.MaxInt32:
		return sqltype.InfinityDays, nil
	case math.MinInt32:
		return sqltype.NegInfinityDays, nil
	}
	v := sqltype.Days(days + epochDays)
	if days+epochDays >= math.MaxInt32 || !v.InRange() {
		return nil, sqlerr.New(sqlerr.DatetimeFieldOverflow, "date out of range")
	}
	return v, nil
}

func (d *decoder) time(us int64) (any, error) {
	if us < 0 || us > 86_400_000_000 {
		return nil, sqlerr.New(sqlerr.DatetimeFieldOverflow, "time out of range")
	}
	return sqltype.TimeOfDay(us), nil
}

func (d *decoder) timestamp(us int64) (any, error) {
	switch us {
	case math.MaxInt64:
		return sqltype.Infinity, nil
	case math.MinInt64:
		return sqltype.NegInfinity, nil
	}
	v := sqltype.Micros(us + epochMicros)
	if us > math.MaxInt64-epochMicros || !v.InRange() {
		return nil, sqlerr.New(sqlerr.DatetimeFieldOverflow, "timestamp out of range")
	}
	return v, nil
}

func (d *decoder) numeric(t sqltype.Type, raw []byte) (any, error) {
	if len(raw) < 8 || len(raw)%2 != 0 {
		return nil, d.malformed()
	}
	be := binary.BigEndian
	n, weight := int(be.Uint16(raw)), int(int16(be.Uint16(raw[2:])))
	sign, scale := be.Uint16(raw[4:]), int32(be.Uint16(raw[6:]))
	if len(raw) != 8+2*n || scale > numericMaxScale {
		return nil, d.malformed()
	}
	var v sqltype.Decimal
	switch sign {
	case numericNaN:
		v.Special = sqltype.NaN
	case numericPosInf:
		v.Special = sqltype.PosInf
	case numericNegInf:
		v.Special = sqltype.NegInf
	case numericPositive, numericNegative:
		// The digits as one decimal text, which big.Int reads faster than it multiplies.
		text := make([]byte, 0, 4*n+1)
		text = append(text, '0')
		for i := range n {
			g := be.Uint16(raw[8+2*i:])
			if g > 9999 {
				return nil, d.malformed()
			}
			text = append(text, byte('0'+g/1000), byte('0'+g/100%10), byte('0'+g/10%10), byte('0'+g%10))
		}
		v.Int, _ = new(big.Int).SetString(string(text), 10)
		if sign == numericNegative {
			v.Int.Neg(v.Int)
		}
		v.Scale = int32(4 * (n - 1 - weight))
		v = v.Truncate(scale) // digits beyond the scale are dropped, as Postgres does
	default:
		return nil, d.malformed()
	}
	if t.Precision == 0 {
		return v, nil
	}
	return v.Constrain(t.Precision, t.Scale)
}

// arrayLimit is how many elements an array may have.
const arrayLimit = 1 << 27

func (d *decoder) array(elem sqltype.Type, raw []byte) (any, error) {
	be := binary.BigEndian
	if len(raw) < 12 {
		return nil, d.malformed()
	}
	ndim, flags, oid := int32(be.Uint32(raw)), be.Uint32(raw[4:]), be.Uint32(raw[8:])
	raw = raw[12:]
	if ndim < 0 || ndim > 6 || flags > 1 || len(raw) < int(8*ndim) {
		return nil, d.malformed()
	}
	if sent, ok := sqltype.ByOID(oid); !ok || sent.Array || sent.ID != elem.ID {
		return nil, sqlerr.New(sqlerr.DatatypeMismatch, "binary data has array element type %d (%s) instead of expected %d (%s)",
			oid, sent, elem.OID(), elem)
	}
	dims, total := make([]int, ndim), 1
	for i := range dims {
		n := int32(be.Uint32(raw))
		raw = raw[8:]
		// Every element has four bytes at least, so a lie about their number is seen before anything is allocated for it.
		if n < 0 || int64(total)*int64(n) > arrayLimit {
			return nil, d.malformed()
		}
		dims[i] = int(n)
		total *= int(n)
	}
	if ndim == 0 || total == 0 {
		if len(raw) != 0 {
			return nil, d.malformed()
		}
		return []any{}, nil
	}
	if len(raw) < 4*total {
		return nil, d.malformed()
	}
	a, rest, err := d.elements(elem, raw, dims)
	if err == nil && len(rest) != 0 {
		err = d.malformed()
	}
	if err != nil {
		return nil, err
	}
	return a, nil
}

func (d *decoder) elements(elem sqltype.Type, raw []byte, dims []int) (a []any, rest []byte, err error) {
	a = make([]any, dims[0])
	for i := range a {
		if len(dims) > 1 {
			if a[i], raw, err = d.elements(elem, raw, dims[1:]); err != nil {
				return nil, nil, err
			}
			continue
		}
		if len(raw) < 4 {
			return nil, nil, d.malformed()
		}
		n := int32(binary.BigEndian.Uint32(raw))
		raw = raw[4:]
		if n == -1 {
			continue
		}
		if n < 0 || int(n) > len(raw) {
			return nil, nil, d.malformed()
		}
		if a[i], err = d.binary(elem, raw[:n]); err != nil {
			return nil, nil, err
		}
		raw = raw[n:]
	}
	return a, raw, nil
}
