package syscat

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"asof/catalog/sqlerr"
)

// compare orders two values of one type, neither NULL, as the type's own operators do: below 0, 0, above 0.
func (e *Env) compare(typ uint32, a, b any) (int, error) {
	switch x := a.(type) {
	case bool:
		return int(boolInt(x) - boolInt(b.(bool))), nil
	case int64:
		return cmp.Compare(x, b.(int64)), nil
	case float32:
		return compareFloat(float64(x), float64(b.(float32))), nil
	case float64:
		return compareFloat(x, b.(float64)), nil
	case decimal:
		return compareDecimal(x, b.(decimal)), nil
	case string:
		return compareStrings(typ, x, b.(string))
	case []byte:
		return bytes.Compare(x, b.([]byte)), nil
	case days:
		return cmp.Compare(x, b.(days)), nil
	case micros:
		return cmp.Compare(x, b.(micros)), nil
	case clock:
		return cmp.Compare(x, b.(clock)), nil
	case clockZ:
		return compareClockZ(x, b.(clockZ)), nil
	case span:
		return compareSpan(x, b.(span)), nil
	case [16]byte:
		y := b.([16]byte)
		return bytes.Compare(x[:], y[:]), nil
	case *Array:
		return e.compareArrays(x, b.(*Array))
	case *Record:
		return e.compareRecords(x, b.(*Record))
	}
	return 0, sqlerr.New(sqlerr.UndefinedFunction, "could not identify a comparison function for type %s", typeText(typ))
}

func compareStrings(typ uint32, a, b string) (int, error) {
	switch typ {
	case oidBpchar:
		return compareBpchar(a, b), nil
	case oidChar:
		return compareChar(a, b), nil
	case oidJSONB:
		return compareJSONB(a, b)
	case oidJSON:
		return 0, sqlerr.New(sqlerr.UndefinedFunction, "could not identify a comparison function for type json")
	}
	return strings.Compare(a, b), nil
}

// compareItems orders NULL after every value.
func (e *Env) compareItems(typ uint32, a, b any) (int, error) {
	switch {
	case a == nil && b == nil:
		return 0, nil
	case a == nil:
		return 1, nil
	case b == nil:
		return -1, nil
	}
	return e.compare(typ, a, b)
}

func (e *Env) compareArrays(a, b *Array) (int, error) {
	for i := range min(len(a.Items), len(b.Items)) {
		if n, err := e.compareItems(a.Elem, a.Items[i], b.Items[i]); n != 0 || err != nil {
			return n, err
		}
	}
	if n := cmp.Compare(len(a.Items), len(b.Items)); n != 0 {
		return n, nil
	}
	if n := cmp.Compare(len(a.Dims), len(b.Dims)); n != 0 {
		return n, nil
	}
	return slices.CompareFunc(a.Dims, b.Dims, func(x, y Dim) int {
		if n := cmp.Compare(x.Len, y.Len); n != 0 {
			return n
		}
		return cmp.Compare(x.Lower, y.Lower)
	}), nil
}

func (e *Env) compareRecords(a, b *Record) (int, error) {
	for i := range min(len(a.Fields), len(b.Fields)) {
		if a.Types[i] != b.Types[i] {
			return 0, sqlerr.New(sqlerr.DatatypeMismatch, "cannot compare dissimilar column types %s and %s at record column %d",
				typeText(a.Types[i]), typeText(b.Types[i]), i+1)
		}
		if n, err := e.compareItems(a.Types[i], a.Fields[i], b.Fields[i]); n != 0 || err != nil {
			return n, err
		}
	}
	if len(a.Fields) != len(b.Fields) {
		return 0, sqlerr.New(sqlerr.DatatypeMismatch, "cannot compare record types with different numbers of columns")
	}
	return 0, nil
}

func init() {
	comparisonsOf("array_", "btarraycmp", (*Env).compareArrays)
	comparisonsOf("record_", "btrecordcmp", (*Env).compareRecords)
	register(map[string]Func{
		"array_larger": fn2c(func(c *Call, a, b *Array) (*Array, error) {
			if n, err := c.compareArrays(a, b); err != nil || n > 0 {
				return a, err
			}
			return b, nil
		}),
		"array_smaller": fn2c(func(c *Call, a, b *Array) (*Array, error) {
			if n, err := c.compareArrays(a, b); err != nil || n < 0 {
				return a, err
			}
			return b, nil
		}),
	})
	comparisons("oidvector", "", compareVectors)
	register(map[string]Func{"btoidvectorcmp": order(compareVectors)})
	comparisons("bytea", "", bytes.Compare)
	comparisons("uuid_", "", compareUUID)
	register(map[string]Func{"byteacmp": order(bytes.Compare), "uuid_cmp": order(compareUUID)})
}

func compareUUID(a, b [16]byte) int { return bytes.Compare(a[:], b[:]) }

// compareVectors orders oidvectors by length first.
func compareVectors(a, b *Array) int {
	if n := cmp.Compare(len(a.Items), len(b.Items)); n != 0 {
		return n
	}
	return slices.CompareFunc(a.Items, b.Items, func(x, y any) int { return cmp.Compare(x.(int64), y.(int64)) })
}

// comparisonsOf registers the operators of an order that can fail.
func comparisonsOf[A any](prefix, support string, compare func(*Env, A, A) (int, error)) {
	for name, holds := range map[string]func(int) bool{
		"eq": func(n int) bool { return n == 0 },
		"ne": func(n int) bool { return n != 0 },
		"lt": func(n int) bool { return n < 0 },
		"le": func(n int) bool { return n <= 0 },
		"gt": func(n int) bool { return n > 0 },
		"ge": func(n int) bool { return n >= 0 },
	} {
		register(map[string]Func{prefix + name: fn2c(func(c *Call, a, b A) (bool, error) {
			n, err := compare(c.Env, a, b)
			return holds(n), err
		})})
	}
	register(map[string]Func{support: fn2c(func(c *Call, a, b A) (int64, error) {
		n, err := compare(c.Env, a, b)
		return int64(n), err
	})})
}
