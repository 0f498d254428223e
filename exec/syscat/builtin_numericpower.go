package syscat

import (
	"math"
	"math/big"

	"asof/catalog/sqlerr"
)

// This file has powers of numerics.

func isInteger(d decimal) bool { return finite(d) && compareDecimal(d.Truncate(0), d) == 0 }

func isOdd(d decimal) bool { return isInteger(d) && d.Truncate(0).Int.Bit(0) == 1 }

func powerDecimal(base, exp decimal) (decimal, error) {
	switch {
	case isNaN(base) || isNaN(exp):
		switch {
		case isNaN(exp) && finite(base) && compareDecimal(base, decimalOf(1)) == 0,
			isNaN(base) && finite(exp) && sign(exp) == 0:
			return decimalOf(1), nil
		}
		return decimalNaN, nil
	case sign(base) == 0 && sign(exp) < 0:
		return decimal{}, sqlerr.New(codePower, "zero raised to a negative power is undefined")
	case sign(base) < 0 && finite(exp) && !isInteger(exp):
		return decimal{}, sqlerr.New(codePower, "a negative number raised to a non-integer power yields a complex result")
	case !finite(base) || !finite(exp):
		return infinitePower(base, exp), nil
	}
	if isInteger(exp) {
		if i := exp.Truncate(0).Int; i.IsInt64() && i.Int64() == int64(int32(i.Int64())) {
			return powerInt(base, i.Int64())
		}
	}
	if sign(base) == 0 {
		return decimal{Int: new(big.Int), Scale: minSignificant}, nil
	}
	negative := sign(base) < 0 && isOdd(exp)
	abs := decimal{Int: new(big.Int).Abs(base.Int), Scale: base.Scale}
	local := max(8-lnWeight(abs), 0)
	rough, _ := mulDecimal(fixedLn(abs, local), exp)
	val := toFloat(rough.Round(int32(local)))
	if math.Abs(val) > maxResultScale*3.01 {
		if val > 0 {
			return decimal{}, numericOverflow()
		}
		return decimal{Int: new(big.Int), Scale: maxDisplayScale}, nil
	}
	val *= log10E
	scale := chosenScale(minSignificant-int64(val), base, exp)
	digits := max(int64(scale)+int64(val), 0) - lnWeight(abs) + 30 + decimalDigits(new(big.Int).Add(exp.Truncate(0).Int, big.NewInt(1)))
	ln, err := mulDecimal(fixedLn(abs, max(digits, 0)), exp)
	if err != nil {
		return decimal{}, err
	}
	out, err := expTo(ln, scale)
	if err == nil && negative {
		out = negate(out)
	}
	return out, err
}

// infinitePower has at least one infinity, as C's pow decides it.
func infinitePower(base, exp decimal) decimal {
	one := decimalOf(1)
	abs := scalarAbs(base)
	switch {
	case finite(base) && compareDecimal(base, one) == 0, finite(exp) && sign(exp) == 0:
		return one
	case !finite(exp):
		switch n := compareDecimal(abs, one); {
		case n == 0:
			return one
		case (n > 0) == (sign(exp) > 0):
			return infinityOf(1)
		}
		return decimalOf(0)
	case sign(exp) < 0:
		return decimalOf(0)
	case sign(base) < 0 && isOdd(exp):
		return infinityOf(-1)
	}
	return infinityOf(1)
}

func scalarAbs(d decimal) decimal {
	if sign(d) < 0 {
		return negate(d)
	}
	return d
}

// powerInt is of a whole exponent: it has at least 16 digits behind the point, however large it is.
func powerInt(base decimal, exp int64) (decimal, error) {
	f := 0.0
	if sign(base) != 0 {
		abs := scalarAbs(base)
		top := decimalDigits(abs.Int) - int64(abs.Scale)
		m := toFloat(decimal{Int: abs.Int, Scale: abs.Scale + int32(top)})
		f = float64(exp) * (math.Log10(m) + float64(top))
	}
	switch {
	case f > maxIntegerDigits:
		return decimal{}, numericOverflow()
	}
	scale := chosenScale(minSignificant, base)
	switch {
	case f+1 < -float64(scale):
		return decimal{Int: new(big.Int), Scale: scale}, nil
	case exp == 0:
		return decimalOf(1).Round(scale), nil
	case sign(base) == 0:
		return decimal{Int: new(big.Int), Scale: scale}, nil
	}
	return bounded(wholePower(base, exp, scale, f))
}

// wholePower multiplies exactly while the product is small, else with digits enough for the scale.
func wholePower(base decimal, exp int64, scale int32, weight float64) decimal {
	n := magnitude(exp)
	keep := int64(math.Abs(weight)) + int64(scale) + 40
	out, square := decimalOf(1), base
	for {
		if n&1 == 1 {
			out = significant(decimal{Int: new(big.Int).Mul(out.Int, square.Int), Scale: out.Scale + square.Scale}, keep)
		}
		if n >>= 1; n == 0 {
			break
		}
		square = significant(decimal{Int: new(big.Int).Mul(square.Int, square.Int), Scale: 2 * square.Scale}, keep)
	}
	if exp < 0 {
		return quotient(decimalOf(1), out, scale)
	}
	return out.Round(scale)
}

// significant cuts a number to so many digits.
func significant(d decimal, digits int64) decimal {
	if d.Int.Sign() == 0 {
		return d
	}
	if over := decimalDigits(d.Int) - digits; over > 0 {
		return d.Round(d.Scale - int32(over))
	}
	return d
}
