package naive

import (
	"bytes"
	"fmt"
	"math"
	"math/big"
	"slices"

	"asof/catalog/sqltype"
)

func (l Loop) distinct(some []any) []any {
	var seen []any
	for _, x := range some {
		if !slices.ContainsFunc(seen, func(y any) bool { return l.order(x, y) == 0 }) {
			seen = append(seen, x)
		}
	}
	return seen
}

// mode is the smallest of the values that occur most often.
func (l Loop) mode(some []any) any {
	var best any
	most := 0
	for _, x := range some {
		n := 0
		for _, y := range some {
			if l.order(x, y) == 0 {
				n++
			}
		}
		smaller := best != nil && l.order(x, best) < 0
		if l.Mutant == ModeTiesGreatest {
			smaller = best != nil && l.order(x, best) > 0
		}
		if n > most || n == most && smaller {
			best, most = x, n
		}
	}
	return best
}

// newest is the last n of a frame's values, the newest first; nil over no rows.
func (l Loop) newest(all, some []any, n int) any {
	if l.Mutant == ArraySkipsNulls {
		all = some
	}
	if len(all) == 0 {
		return nil
	}
	list := slices.Clone(all[max(0, len(all)-n):])
	if slices.Reverse(list); l.Mutant == ArrayOldestFirst {
		slices.Reverse(list)
	}
	return list
}

func (l Loop) join(some []any, delimiter string) string {
	out := ""
	for i, x := range some {
		switch {
		case i == 0:
			out = x.(string)
		case l.Mutant == StringsNewestFirst:
			out = x.(string) + delimiter + out
		default:
			out += delimiter + x.(string)
		}
	}
	return out
}

// order compares two values of a type: NaN is the greatest number, -0 equals 0, text goes by bytes.
func (l Loop) order(a, b any) int {
	switch a := a.(type) {
	case bool:
		return boolInt(a) - boolInt(b.(bool))
	case int64:
		return big.NewInt(a).Cmp(big.NewInt(b.(int64)))
	case sqltype.Micros:
		return big.NewInt(int64(a)).Cmp(big.NewInt(int64(b.(sqltype.Micros))))
	case sqltype.TimeOfDay:
		return big.NewInt(int64(a)).Cmp(big.NewInt(int64(b.(sqltype.TimeOfDay))))
	case sqltype.Days:
		return int(a) - int(b.(sqltype.Days))
	case sqltype.Decimal: // of one column: of one scale
		return a.Int.Cmp(b.(sqltype.Decimal).Int)
	case string:
		return bytes.Compare([]byte(a), []byte(b.(string)))
	case []byte:
		return bytes.Compare(a, b.([]byte))
	case [16]byte:
		c := b.([16]byte)
		return bytes.Compare(a[:], c[:])
	case float32:
		return l.order(float64(a), float64(b.(float32)))
	case float64:
		x, y := a, b.(float64)
		switch {
		case math.IsNaN(x) && math.IsNaN(y):
			return 0
		case math.IsNaN(x) != math.IsNaN(y):
			if math.IsNaN(x) != (l.Mutant == NaNLeast) {
				return 1
			}
			return -1
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	}
	panic(fmt.Sprintf("naive: no order of %T", a))
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
