package expr

// #cgo LDFLAGS: -lm
// #include <math.h>
import "C"

import (
	"math"
	"math/big"

	"asof/catalog/sqltype"
)

// numberFunctions are functions of numbers.
var numberFunctions = map[string]function{
	// Logarithms and powers come from the C library, as the engine's do: their last bit is not the same everywhere.
	"ln":    curve(func(x float64) (float64, bool) { return float64(C.log(C.double(x))), x > 0 }),
	"log10": curve(decadic),
	"log2":  curve(func(x float64) (float64, bool) { return float64(C.log2(C.double(x))), x > 0 }),
	"exp":   curve(func(x float64) (float64, bool) { return float64(C.exp(C.double(x))), true }),
	"sqrt":  curve(func(x float64) (float64, bool) { return math.Sqrt(x), x >= 0 }),
	"log": func(p *parser, args []node) (node, bool) {
		if len(args) == 2 {
			return logBase(p, args)
		}
		return curve(decadic)(p, args)
	},
	"power": power, "pow": power,
	"abs": abs, "sign": sign, "mod": func(p *parser, args []node) (node, bool) {
		if len(args) != 2 {
			return node{}, false
		}
		return p.arithmetic("%", args[0], args[1])
	},
	"floor":   rounding(math.Floor, func(i, r *big.Int) { i.Sub(i, big.NewInt(below(r.Sign()))) }),
	"ceil":    rounding(math.Ceil, func(i, r *big.Int) { i.Add(i, big.NewInt(below(-r.Sign()))) }),
	"ceiling": rounding(math.Ceil, func(i, r *big.Int) { i.Add(i, big.NewInt(below(-r.Sign()))) }),
	"trunc":   rounding(math.Trunc, nil),
	"round":   round,
}

// curve is a function of one number as a double.
func curve(f func(x float64) (float64, bool)) function {
	return func(p *parser, args []node) (node, bool) {
		if len(args) != 1 || familyOf(args[0].t) == other {
			return node{}, false
		}
		x, ok := p.cast(args[0], sqltype.Of(sqltype.Float8))
		if !ok {
			return node{}, false
		}
		return of(x.t, x, func(v float64) (any, bool) { z, ok := f(v); return z, ok && sure(z) })
	}
}

func decadic(x float64) (float64, bool) { return float64(C.log10(C.double(x))), x > 0 }

// below is 1 for a negative sign.
func below(sign int) int64 {
	if sign < 0 {
		return 1
	}
	return 0
}

// ofDoubles is a function of two numbers as doubles.
func ofDoubles(p *parser, args []node, f func(x, y float64) (float64, bool)) (node, bool) {
	t := sqltype.Of(sqltype.Float8)
	if len(args) != 2 || familyOf(args[0].t) == other || familyOf(args[1].t) == other {
		return node{}, false
	}
	x, ok1 := p.cast(args[0], t)
	y, ok2 := p.cast(args[1], t)
	if !ok1 || !ok2 {
		return node{}, false
	}
	return binary(t, x, y, func(a, b any) (any, bool) { z, ok := f(a.(float64), b.(float64)); return z, ok && sure(z) }), true
}

func power(p *parser, args []node) (node, bool) {
	return ofDoubles(p, args, func(x, y float64) (float64, bool) { return float64(C.pow(C.double(x), C.double(y))), true })
}

func logBase(p *parser, args []node) (node, bool) {
	return ofDoubles(p, args, func(b, x float64) (float64, bool) {
		return float64(C.log10(C.double(x))) / float64(C.log10(C.double(b))), b > 0 && b != 1 && x > 0
	})
}

func abs(_ *parser, args []node) (node, bool) {
	if len(args) != 1 {
		return node{}, false
	}
	switch a := args[0]; familyOf(a.t) {
	case double:
		return of(a.t, a, func(v float64) (any, bool) { return math.Abs(v), true })
	case integer:
		return of(a.t, a, func(v int64) (any, bool) {
			if v < 0 {
				return minus(v, a.t)
			}
			return v, true
		})
	case decimal:
		return of(a.t, a, func(d sqltype.Decimal) (any, bool) {
			return sqltype.Decimal{Int: new(big.Int).Abs(d.Int), Scale: d.Scale}, true
		})
	}
	return node{}, false
}

// minus is -v, if the type holds it.
func minus(v int64, t sqltype.Type) (any, bool) {
	return -v, v != math.MinInt64 && !(t.ID == sqltype.Int4 && v == math.MinInt32)
}

// opposite is -a.
func opposite(a node) (node, bool) {
	if a.literal {
		return node{}, false
	}
	switch familyOf(a.t) {
	case double:
		return of(a.t, a, func(v float64) (any, bool) { return -v, sure(-v) })
	case integer:
		return of(a.t, a, func(v int64) (any, bool) { return minus(v, a.t) })
	case decimal:
		return of(a.t, a, func(d sqltype.Decimal) (any, bool) {
			return sqltype.Decimal{Int: new(big.Int).Neg(d.Int), Scale: d.Scale}, true
		})
	}
	return node{}, false
}

func sign(_ *parser, args []node) (node, bool) {
	if len(args) != 1 || familyOf(args[0].t) == other {
		return node{}, false
	}
	return of(sqltype.Of(sqltype.Int2), args[0], func(v any) (any, bool) {
		switch v := v.(type) {
		case float64:
			return int64(compareFloats(v, 0)), true
		case int64:
			return int64(compareFloats(float64(v), 0)), true
		}
		return int64(v.(sqltype.Decimal).Int.Sign()), true
	})
}

func compareFloats(x, y float64) int {
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// rounding is a function that takes the digits behind the point away; adjust corrects a decimal that was cut off, by the rest.
func rounding(f func(float64) float64, adjust func(i, rest *big.Int)) function {
	return func(p *parser, args []node) (node, bool) {
		if len(args) != 1 {
			return node{}, false
		}
		a := args[0]
		switch familyOf(a.t) {
		case double:
			return of(a.t, a, func(v float64) (any, bool) { z := f(v); return z, sure(z) })
		case decimal:
			t := sqltype.DecimalOf(a.t.Precision, 0)
			limit := pow10(int32(t.Precision))
			return of(t, a, func(d sqltype.Decimal) (any, bool) {
				i, rest := new(big.Int).QuoRem(d.Int, pow10(d.Scale), new(big.Int))
				if adjust != nil {
					adjust(i, rest)
				}
				return sqltype.Decimal{Int: i}, i.CmpAbs(limit) < 0
			})
		}
		return node{}, false
	}
}

// round rounds halves away from zero, to a constant number of digits.
func round(_ *parser, args []node) (node, bool) {
	digits := int64(0)
	if len(args) == 2 {
		v, ok := args[1].eval(nil)
		if digits, _ = v.(int64); !ok || !args[1].literal || v == nil || digits < 0 || digits > 22 || args[1].t.ID != sqltype.Int4 {
			return node{}, false
		}
	}
	if len(args) > 2 || args[0].literal {
		return node{}, false
	}
	a := args[0]
	switch familyOf(a.t) {
	case integer:
		return a, true
	case double:
		unit := math.Pow10(int(digits))
		return of(a.t, a, func(v float64) (any, bool) {
			z := math.Round(v*unit) / unit
			return z, sure(z)
		})
	case decimal:
		t := sqltype.DecimalOf(a.t.Precision, uint8(min(digits, int64(a.t.Scale))))
		limit := pow10(int32(t.Precision))
		return of(t, a, func(d sqltype.Decimal) (any, bool) {
			i := halfAway(d.Int, d.Scale-int32(t.Scale))
			return sqltype.Decimal{Int: i, Scale: int32(t.Scale)}, i.CmpAbs(limit) < 0
		})
	}
	return node{}, false
}

// halfAway is i without its last n digits, rounded.
func halfAway(i *big.Int, n int32) *big.Int {
	if n <= 0 {
		return i
	}
	unit := pow10(n)
	q, rest := new(big.Int).QuoRem(i, unit, new(big.Int))
	if rest.Lsh(rest, 1).CmpAbs(unit) >= 0 {
		q.Add(q, big.NewInt(int64(i.Sign())))
	}
	return q
}
