package online

import (
	"encoding/binary"

	"asof/catalog/sqltype"
)

// maxDepth is how deep arrays may nest in an entry, as in Postgres.
const maxDepth = 6

// What stands before each element of a packed array.
const (
	elemNull byte = iota
	elemValue
	elemArray
)

// appendOpaque packs a value that is only carried, never compared: an array, an interval, a timetz.
func appendOpaque(dst []byte, t sqltype.Type, v any) ([]byte, bool) {
	if t.Array {
		list, ok := v.([]any)
		if !ok {
			return nil, false
		}
		dst = binary.AppendUvarint(dst, uint64(len(list)))
		for _, e := range list {
			if e == nil {
				dst = append(dst, elemNull)
				continue
			}
			if _, nested := e.([]any); nested {
				if dst, ok = appendOpaque(append(dst, elemArray), t, e); !ok {
					return nil, false
				}
				continue
			}
			if dst, ok = appendOpaque(append(dst, elemValue), t.Elem(), e); !ok {
				return nil, false
			}
		}
		return dst, true
	}
	switch x := v.(type) {
	case sqltype.Span:
		dst = binary.AppendVarint(dst, int64(x.Months))
		dst = binary.AppendVarint(dst, int64(x.Days))
		return binary.AppendVarint(dst, x.Micros), t.ID == sqltype.Interval
	case sqltype.TimeOfDayTZ:
		dst = binary.AppendVarint(dst, int64(x.Time))
		return binary.AppendVarint(dst, int64(x.East)), t.ID == sqltype.TimeTZ
	}
	d, err := toDatum(t, v)
	if err != nil {
		return nil, false
	}
	return appendDatum(dst, t, &d), true
}

// opaque reads what appendOpaque wrote.
func (r *reader) opaque(t sqltype.Type, depth int) any {
	switch {
	case depth > maxDepth:
		r.fail()
		return nil
	case t.Array:
		list := make([]any, r.count())
		for i := range list {
			switch r.byte() {
			case elemNull:
			case elemValue:
				list[i] = r.opaque(t.Elem(), depth+1)
			case elemArray:
				list[i] = r.opaque(t, depth+1)
			default:
				r.fail()
			}
		}
		return list
	case t.ID == sqltype.Interval:
		return sqltype.Span{Months: int32(r.varint()), Days: int32(r.varint()), Micros: r.varint()}
	case t.ID == sqltype.TimeTZ:
		return sqltype.TimeOfDayTZ{Time: sqltype.TimeOfDay(r.varint()), East: int32(r.varint())}
	}
	var d datum
	r.datum(t, &d)
	return d.value(t)
}
