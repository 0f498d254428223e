package syscat

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"

	"asof/catalog/sqltype"
)

// sortRows sorts rows by keys; rows that are equal stay in their order.
func sortRows(rows [][]any, keys []sortKey) error {
	var failed error
	slices.SortStableFunc(rows, func(a, b []any) int {
		n, err := compareBy(a, b, keys)
		if err != nil && failed == nil {
			failed = err
		}
		return n
	})
	return failed
}

func compareBy(a, b []any, keys []sortKey) (int, error) {
	for _, k := range keys {
		l, r := a[k.i], b[k.i]
		switch {
		case l == nil && r == nil:
			continue
		case l == nil || r == nil:
			if (l == nil) == k.nullsFirst {
				return -1, nil
			}
			return 1, nil
		}
		n, err := compareValues(l, r)
		if err != nil {
			return 0, err
		}
		if n != 0 {
			if k.desc {
				n = -n
			}
			return n, nil
		}
	}
	return 0, nil
}

func sameOrder(a, b []any, keys []sortKey) (bool, error) {
	n, err := compareBy(a, b, keys)
	return n == 0, err
}

// compareValues is the order of two values of one type, none NULL.
func compareValues(a, b any) (int, error) {
	switch x := a.(type) {
	case int64:
		if y, ok := b.(int64); ok {
			return cmp.Compare(x, y), nil
		}
	case string:
		if y, ok := b.(string); ok {
			return strings.Compare(x, y), nil
		}
	case bool:
		if y, ok := b.(bool); ok {
			return boolOrder(x) - boolOrder(y), nil
		}
	case float64:
		if y, ok := b.(float64); ok {
			return floatOrder(x, y), nil
		}
	case float32:
		if y, ok := b.(float32); ok {
			return floatOrder(float64(x), float64(y)), nil
		}
	case sqltype.Micros:
		return cmp.Compare(x, b.(sqltype.Micros)), nil
	case sqltype.Days:
		return cmp.Compare(x, b.(sqltype.Days)), nil
	case sqltype.TimeOfDay:
		return cmp.Compare(x, b.(sqltype.TimeOfDay)), nil
	case []byte:
		return bytes.Compare(x, b.([]byte)), nil
	case [16]byte:
		y := b.([16]byte)
		return bytes.Compare(x[:], y[:]), nil
	case *Array:
		return compareArrays(x, b.(*Array))
	case *Record:
		return compareLists(x.Fields, b.(*Record).Fields)
	case sqltype.Decimal:
		return compareBuiltin("numeric_cmp", a, b)
	case sqltype.Span:
		return compareBuiltin("interval_cmp", a, b)
	case sqltype.TimeOfDayTZ:
		return compareBuiltin("timetz_cmp", a, b)
	}
	return 0, unsupported("comparing %T with %T", a, b)
}

func compareBuiltin(name string, a, b any) (int, error) {
	f := scalars[name]
	if f == nil {
		return 0, unsupported("comparing %T", a)
	}
	v, err := f(&Call{}, []any{a, b})
	if err != nil {
		return 0, err
	}
	return int(v.(int64)), nil
}

func boolOrder(b bool) int {
	if b {
		return 1
	}
	return 0
}

// floatOrder puts NaN last.
func floatOrder(a, b float64) int {
	switch {
	case math.IsNaN(a) || math.IsNaN(b):
		return boolOrder(math.IsNaN(a)) - boolOrder(math.IsNaN(b))
	case a == b:
		return 0
	}
	return cmp.Compare(a, b)
}

func compareArrays(a, b *Array) (int, error) {
	n, err := compareLists(a.Items, b.Items)
	if n != 0 || err != nil {
		return n, err
	}
	if n := cmp.Compare(len(a.Dims), len(b.Dims)); n != 0 {
		return n, nil
	}
	for i := range a.Dims {
		if n := cmp.Or(cmp.Compare(a.Dims[i].Len, b.Dims[i].Len), cmp.Compare(a.Dims[i].Lower, b.Dims[i].Lower)); n != 0 {
			return n, nil
		}
	}
	return 0, nil
}

func compareLists(a, b []any) (int, error) {
	for i := range min(len(a), len(b)) {
		switch {
		case a[i] == nil && b[i] == nil:
			continue
		case a[i] == nil:
			return 1, nil
		case b[i] == nil:
			return -1, nil
		}
		if n, err := compareValues(a[i], b[i]); n != 0 || err != nil {
			return n, err
		}
	}
	return cmp.Compare(len(a), len(b)), nil
}

// rowKey is a text that two rows share just if DISTINCT takes them for one.
func rowKey(row []any) string {
	var b []byte
	for _, v := range row {
		b = appendKey(b, v)
	}
	return string(b)
}

// appendKey appends a value so that equal values, and only these, read alike.
func appendKey(b []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, 'n')
	case int64:
		return binary.BigEndian.AppendUint64(append(b, 'i'), uint64(v))
	case string:
		b = binary.BigEndian.AppendUint32(append(b, 's'), uint32(len(v)))
		return append(b, v...)
	case bool:
		if v {
			return append(b, 't')
		}
		return append(b, 'f')
	case float32:
		return appendFloatKey(b, float64(v))
	case float64:
		return appendFloatKey(b, v)
	case sqltype.Decimal:
		s := decimalKey(v)
		b = binary.BigEndian.AppendUint32(append(b, 'd'), uint32(len(s)))
		return append(b, s...)
	case *Array:
		b = binary.BigEndian.AppendUint32(append(b, 'a'), uint32(len(v.Items)))
		for _, d := range v.Dims {
			b = binary.BigEndian.AppendUint32(b, uint32(d.Len))
			b = binary.BigEndian.AppendUint32(b, uint32(d.Lower))
		}
		for _, x := range v.Items {
			b = appendKey(b, x)
		}
		return b
	case *Record:
		b = binary.BigEndian.AppendUint32(append(b, 'r'), uint32(len(v.Fields)))
		for _, x := range v.Fields {
			b = appendKey(b, x)
		}
		return b
	}
	s := fmt.Sprintf("%T:%v", v, v)
	b = binary.BigEndian.AppendUint32(append(b, 'o'), uint32(len(s)))
	return append(b, s...)
}

func appendFloatKey(b []byte, v float64) []byte {
	switch {
	case v == 0:
		v = 0 // not -0
	case math.IsNaN(v):
		v = math.NaN()
	}
	return binary.BigEndian.AppendUint64(append(b, 'g'), math.Float64bits(v))
}

// decimalKey is a number without the zeros that its scale adds.
func decimalKey(d sqltype.Decimal) string {
	s := string(sqltype.AppendText(nil, sqltype.Of(sqltype.Numeric), d, sqltype.ISO))
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}
