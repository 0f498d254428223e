package syscat

import (
	"math/big"

	"asof/catalog/sqltype"
)

// This file rounds numerics, and constrains them to a declared precision.

func registerRounding() {
	whole := func(direction int) Func {
		return fn1(func(d decimal) decimal {
			if !finite(d) {
				return d
			}
			t := d.Truncate(0)
			if compareDecimal(t, d) != 0 && d.Int.Sign() == direction {
				t.Int.Add(t.Int, big.NewInt(int64(direction)))
			}
			return t
		})
	}
	register(map[string]Func{
		"numeric_ceil":  whole(1),
		"numeric_floor": whole(-1),
		"numeric_round": fn2e(func(d decimal, scale int64) (decimal, error) {
			if !finite(d) {
				return d, nil
			}
			return bounded(atScale(d, scale, decimal.Round))
		}),
		"numeric_trunc": fn2(func(d decimal, scale int64) decimal {
			if !finite(d) {
				return d
			}
			return atScale(d, scale, decimal.Truncate)
		}),
		"numeric":            fn2e(constrain),
		"numeric_trim_scale": fn1(trimScale),
		"numeric_scale":      ofFinite(func(d decimal) int64 { return int64(d.Scale) }),
		"numeric_min_scale":  ofFinite(func(d decimal) int64 { return int64(trimScale(d).Scale) }),
	})
}

// ofFinite is NULL of infinities and NaN.
func ofFinite(f func(decimal) int64) Func {
	return func(_ *Call, a []any) (any, error) {
		if d := a[0].(decimal); finite(d) {
			return f(d), nil
		}
		return nil, nil
	}
}

// atScale rounds by to to a scale, which may be below 0: to tens, hundreds.
func atScale(d decimal, scale int64, to func(decimal, int32) decimal) decimal {
	scale = min(max(scale, -maxIntegerDigits), maxNumericScale)
	d = to(d, int32(scale))
	if scale < 0 {
		d = d.Round(0)
	}
	return d
}

func trimScale(d decimal) decimal {
	if !finite(d) {
		return d
	}
	scale, i := d.Scale, new(big.Int).Set(d.Int)
	rest := new(big.Int)
	for scale > 0 {
		q, r := new(big.Int).QuoRem(i, bigTen, rest)
		if r.Sign() != 0 {
			break
		}
		i = q
		scale--
	}
	return decimal{Int: i, Scale: scale}
}

// constrain applies a modifier of numeric(p,s); s may be below 0.
func constrain(d decimal, mod int64) (decimal, error) {
	if mod < 4 {
		return d, nil
	}
	mod -= 4
	precision, scale := mod>>16, (mod&0x7ff^1024)-1024
	if scale >= 0 && scale <= precision && precision < 256 {
		return d.Constrain(uint8(precision), uint8(scale))
	}
	return constrainWide(d, precision, scale)
}

func constrainWide(d decimal, precision, scale int64) (decimal, error) {
	overflow := outOfRange("").WithDetail("A field with precision %d, scale %d cannot hold an infinite value.", precision, scale)
	overflow.Message = "numeric field overflow"
	switch d.Special {
	case sqltype.NaN:
		return d, nil
	case sqltype.PosInf, sqltype.NegInf:
		return decimal{}, overflow
	}
	d = atScale(d, scale, decimal.Round)
	bound := precision - scale
	if d.Int.Sign() != 0 && decimalDigits(d.Int)-int64(d.Scale) > bound {
		text := "1"
		if bound != 0 {
			text = "10^" + decimalInt(bound)
		}
		return decimal{}, overflow.WithDetail("A field with precision %d, scale %d must round to an absolute value less than %s.", precision, scale, text)
	}
	return d, nil
}
