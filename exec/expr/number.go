package expr

import (
	"math"
	"math/big"

	"asof/catalog/sqltype"
)

// family is how values of a type are computed with.
type family uint8

const (
	other family = iota
	integer
	decimal
	double
)

func familyOf(t sqltype.Type) family {
	switch {
	case t.Array:
		return other
	case t.ID == sqltype.Int4 || t.ID == sqltype.Int8:
		return integer
	case t.ID == sqltype.Numeric && t.Precision > 0:
		return decimal
	case t.ID == sqltype.Float8:
		return double
	}
	return other
}

// known says whether values of a type may be variables.
func known(t sqltype.Type) bool {
	return familyOf(t) != other || isTime(t) || !t.Array && (t.ID == sqltype.Bool || t.ID == sqltype.Text || t.ID == sqltype.Interval || t.ID == sqltype.Int2 || t.ID == sqltype.Float4)
}

// sure says whether a value is one that the engine and this package treat alike: finite, and no negative zero.
func sure(v any) bool {
	switch v := v.(type) {
	case float64:
		return !math.IsNaN(v) && !math.IsInf(v, 0) && !(v == 0 && math.Signbit(v))
	case sqltype.Decimal:
		return v.Special == sqltype.Finite
	case sqltype.Micros:
		return v != sqltype.Infinity && v != sqltype.NegInfinity
	case sqltype.Days:
		return v != sqltype.InfinityDays && v != sqltype.NegInfinityDays
	}
	return true
}

// arithmetic is a operator b: of two integers the wider, of decimals one with room for every digit, of doubles a double. A division
// of integers is one, of decimals a double.
func (p *parser) arithmetic(o string, a, b node) (node, bool) {
	if n, found, ok := p.timeArithmetic(o, a, b); found {
		return n, ok
	}
	fa, fb := familyOf(a.t), familyOf(b.t)
	f := max(fa, fb)
	if fa == other || fb == other || a.literal && b.literal {
		return node{}, false
	}
	if o == "/" && f == decimal {
		f = double
	}
	if o == "%" && f == decimal {
		return remainder(a, b)
	}
	var t sqltype.Type
	var compute func(x, y any) (any, bool)
	switch f {
	case integer:
		if t = a.t; b.t.ID == sqltype.Int8 {
			t = b.t
		}
		compute = func(x, y any) (any, bool) { return integers(o, x.(int64), y.(int64), t) }
	case decimal:
		p, ok := result(o, digits(a.t), digits(b.t))
		if !ok {
			return node{}, false
		}
		t = sqltype.DecimalOf(uint8(p.width), uint8(p.scale))
		limit := pow10(int32(p.width))
		compute = func(x, y any) (any, bool) {
			z := decimals(o, toDecimal(x), toDecimal(y), int32(p.scale))
			return z, z.Int.CmpAbs(limit) < 0
		}
	case double:
		t = sqltype.Of(sqltype.Float8)
		compute = func(x, y any) (any, bool) { return doubles(o, x, y) }
	}
	return binary(t, a, b, compute), true
}

// remainder is a % b of decimals: of the type that both have in common.
func remainder(a, b node) (node, bool) {
	t, ok := union(a.t, b.t)
	if !ok {
		return node{}, false
	}
	scale := int32(t.Scale)
	return binary(t, a, b, func(x, y any) (any, bool) {
		m, n := rescaled(toDecimal(x), scale), rescaled(toDecimal(y), scale)
		if n.Sign() == 0 {
			return nil, false
		}
		return sqltype.Decimal{Int: new(big.Int).Rem(m, n), Scale: scale}, true
	}), true
}

// binary is an operator that is NULL if one side is.
func binary(t sqltype.Type, a, b node, compute func(x, y any) (any, bool)) node {
	return node{t: t, eval: func(vars []any) (any, bool) {
		x, ok := a.eval(vars)
		if !ok {
			return nil, false
		}
		y, ok := b.eval(vars)
		if !ok || x == nil || y == nil {
			return nil, ok
		}
		return compute(x, y)
	}}
}

func integers(o string, x, y int64, t sqltype.Type) (any, bool) {
	z := new(big.Int)
	switch o {
	case "+":
		z.Add(big.NewInt(x), big.NewInt(y))
	case "-":
		z.Sub(big.NewInt(x), big.NewInt(y))
	case "*":
		z.Mul(big.NewInt(x), big.NewInt(y))
	case "/", "%":
		if y == 0 || y == -1 {
			return nil, false
		}
		if o == "/" {
			x /= y
		} else {
			x %= y
		}
		z.SetInt64(x)
	}
	if !z.IsInt64() || t.ID == sqltype.Int4 && z.Int64() != int64(int32(z.Int64())) {
		return nil, false
	}
	return z.Int64(), true
}

// precision is the digits of a number's type.
type precision struct{ width, scale int }

func (p precision) whole() int { return p.width - p.scale }

func digits(t sqltype.Type) precision {
	switch t.ID {
	case sqltype.Int4:
		return precision{10, 0}
	case sqltype.Int8:
		return precision{19, 0}
	}
	return precision{int(t.Precision), int(t.Scale)}
}

// result is the digits of an operator's result: room for all, but not beyond 18 if both sides keep to that, nor beyond 38.
func result(o string, a, b precision) (precision, bool) {
	p := precision{scale: max(a.scale, b.scale)}
	p.width = p.scale + max(a.whole(), b.whole()) + 1
	narrow := max(a.width, b.width) <= 18
	if o == "*" {
		p = precision{a.width + b.width, a.scale + b.scale}
		narrow = narrow && p.scale < 18
	}
	if p.width > 18 && narrow {
		p.width = 18
	}
	p.width = min(p.width, 38)
	return p, p.scale <= 38
}

func toDecimal(v any) sqltype.Decimal {
	if i, ok := v.(int64); ok {
		return sqltype.Decimal{Int: big.NewInt(i)}
	}
	return v.(sqltype.Decimal)
}

// rescaled is d with more digits behind the point.
func rescaled(d sqltype.Decimal, scale int32) *big.Int {
	if scale == d.Scale {
		return d.Int
	}
	return new(big.Int).Mul(d.Int, pow10(scale-d.Scale))
}

func pow10(n int32) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

func decimals(o string, x, y sqltype.Decimal, scale int32) sqltype.Decimal {
	z := new(big.Int)
	switch o {
	case "+":
		z.Add(rescaled(x, scale), rescaled(y, scale))
	case "-":
		z.Sub(rescaled(x, scale), rescaled(y, scale))
	case "*":
		z.Mul(x.Int, y.Int)
	}
	return sqltype.Decimal{Int: z, Scale: scale}
}

// toDouble is a number as a double; not ok if it has more digits than a double holds, which the engine rounds in steps of its own.
func toDouble(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case int64:
		return float64(v), true
	case sqltype.Decimal:
		if v.Int.CmpAbs(exact) > 0 || v.Scale > 22 {
			return 0, false
		}
		return float64(v.Int.Int64()) / math.Pow10(int(v.Scale)), true
	}
	return 0, false
}

// exact is the greatest integer up to which doubles hold all.
var exact = big.NewInt(1 << 53)

func doubles(o string, a, b any) (any, bool) {
	x, ok1 := toDouble(a)
	y, ok2 := toDouble(b)
	var z float64
	switch o {
	case "+":
		z = x + y
	case "-":
		z = x - y
	case "*":
		z = x * y
	case "/":
		z = x / y
	case "%":
		z = math.Mod(x, y)
	}
	return z, ok1 && ok2 && sure(z) && !((o == "/" || o == "%") && y == 0)
}
