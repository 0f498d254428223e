package naive

import (
	"math"

	"asof/catalog"
	"asof/catalog/sqltype"
)

// Same says whether two values of an aggregate agree as R12 demands: exactly, but for the sums, averages and deviations of
// doubles and the deviations of wide numbers, which agree within 1e-9. arg is the type of the argument.
func Same(f catalog.Func, arg sqltype.Type, a, b any) bool {
	x, okx := a.(float64)
	y, oky := b.(float64)
	if !okx || !oky {
		return equal(a, b)
	}
	wide := arg.ID == sqltype.Float8 || arg.ID == sqltype.Float4
	if f == catalog.StddevSamp {
		wide = wide || arg.ID == sqltype.Int8 || arg.ID == sqltype.Numeric && (arg.Precision == 0 || arg.Precision > 9)
	}
	switch {
	case math.IsNaN(x) || math.IsNaN(y):
		return math.IsNaN(x) && math.IsNaN(y)
	case x == y:
		return true
	case !wide || f == catalog.Min || f == catalog.Max || f == catalog.FirstValue || f == catalog.LastValue:
		return false
	}
	return math.Abs(x-y) <= 1e-9*max(1, math.Abs(x), math.Abs(y))
}

// SameInput says whether two values of a plain column are the same.
func SameInput(a, b any) bool {
	return Same(catalog.LastValue, sqltype.Type{}, a, b)
}

func equal(a, b any) bool {
	x, okx := a.(sqltype.Decimal)
	y, oky := b.(sqltype.Decimal)
	if okx && oky {
		return x.Scale == y.Scale && x.Special == y.Special && x.Int.Cmp(y.Int) == 0
	}
	return a == b
}
