package naive

import (
	"bytes"
	"math"
	"slices"

	"asof/catalog"
	"asof/catalog/sqltype"
)

// Same says whether two values of an aggregate agree as R12 demands: exactly, but for the sums, averages, variances and deviations
// of doubles and the variances and deviations of wide numbers, which agree within 1e-9. arg is the type of the argument.
func Same(f catalog.Func, arg sqltype.Type, a, b any) bool {
	x, okx := a.(float64)
	y, oky := b.(float64)
	if !okx || !oky {
		return equal(a, b)
	}
	loose := false
	switch f {
	case catalog.Sum, catalog.Avg:
		loose = arg.ID == sqltype.Float8 || arg.ID == sqltype.Float4
	case catalog.StddevSamp, catalog.StddevPop, catalog.VarSamp, catalog.VarPop:
		loose = arg.ID == sqltype.Float8 || arg.ID == sqltype.Float4 || arg.ID == sqltype.Int8 ||
			arg.ID == sqltype.Numeric && (arg.Precision == 0 || arg.Precision > 9)
	}
	switch {
	case math.IsNaN(x) || math.IsNaN(y):
		return math.IsNaN(x) && math.IsNaN(y)
	case x == y || !loose:
		return x == y
	}
	return math.Abs(x-y) <= 1e-9*max(1, math.Abs(x), math.Abs(y))
}

// SameInput says whether two values of a plain column are the same.
func SameInput(a, b any) bool {
	return Same(catalog.LastValue, sqltype.Type{}, a, b)
}

func equal(a, b any) bool {
	switch x := a.(type) {
	case sqltype.Decimal:
		y, ok := b.(sqltype.Decimal)
		return ok && x.Scale == y.Scale && x.Special == y.Special && x.Int.Cmp(y.Int) == 0
	case float32:
		y, ok := b.(float32)
		return ok && (x == y || x != x && y != y)
	case []byte:
		y, ok := b.([]byte)
		return ok && bytes.Equal(x, y)
	case []any:
		y, ok := b.([]any)
		return ok && slices.EqualFunc(x, y, SameInput)
	case nil:
		return b == nil
	}
	if _, list := b.([]any); list {
		return false
	}
	if _, list := b.([]byte); list {
		return false
	}
	return a == b
}
