package syscat

import (
	"cmp"
	"math/big"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// This file has numeric: order, arithmetic and rounding. The scales of results are those that Postgres chooses, which counts in digits
// of base 10000.

// Limits of Postgres' numeric.
const (
	maxNumericScale   = 16383
	maxIntegerDigits  = 131072
	minSignificant    = 16   // digits that a computed result has at least
	maxDisplayScale   = 1000 // of results whose scale is chosen
	digitsPerPosition = 4
)

type decimal = sqltype.Decimal

var (
	bigTen     = big.NewInt(10)
	decimalNaN = decimal{Special: sqltype.NaN}
)

func decimalOf(v int64) decimal { return decimal{Int: big.NewInt(v)} }
func finite(d decimal) bool     { return d.Special == sqltype.Finite }
func isNaN(ds ...decimal) bool  { return anySpecial(ds, sqltype.NaN) }
func power10(n int64) *big.Int  { return new(big.Int).Exp(bigTen, big.NewInt(n), nil) }
func numericOverflow() *sqlerr.Error {
	return sqlerr.New(sqlerr.NumericValueOutOfRange, "value overflows numeric format")
}

func anySpecial(ds []decimal, s sqltype.Special) bool {
	for _, d := range ds {
		if d.Special == s {
			return true
		}
	}
	return false
}

// sign is below 0, 0 or above 0; of infinities too, not of NaN.
func sign(d decimal) int {
	switch d.Special {
	case sqltype.PosInf:
		return 1
	case sqltype.NegInf:
		return -1
	}
	return d.Int.Sign()
}

// infinityOf is the infinity of a sign.
func infinityOf(sign int) decimal {
	if sign < 0 {
		return decimal{Special: sqltype.NegInf}
	}
	return decimal{Special: sqltype.PosInf}
}

// aligned brings two finite numbers to one scale.
func aligned(a, b decimal) (x, y *big.Int, scale int32) {
	scale = max(a.Scale, b.Scale)
	return a.Round(scale).Int, b.Round(scale).Int, scale
}

func compareDecimal(a, b decimal) int {
	rank := func(d decimal) int {
		switch d.Special {
		case sqltype.NaN:
			return 2
		case sqltype.PosInf:
			return 1
		case sqltype.NegInf:
			return -1
		}
		return 0
	}
	if ra, rb := rank(a), rank(b); ra != 0 || rb != 0 {
		return cmp.Compare(ra, rb)
	}
	x, y, _ := aligned(a, b)
	return x.Cmp(y)
}

func init() {
	comparisons("numeric_", "", compareDecimal)
	extremes("numeric_larger", "numeric_smaller", compareDecimal)
	register(map[string]Func{
		"numeric_cmp":    order(compareDecimal),
		"numeric_add":    fn2e(addDecimal),
		"numeric_sub":    fn2e(func(a, b decimal) (decimal, error) { return addDecimal(a, negate(b)) }),
		"numeric_mul":    fn2e(mulDecimal),
		"numeric_div":    fn2e(divDecimal),
		"numeric_mod":    fn2e(modDecimal),
		"numeric_uminus": fn1(negate),
		"numeric_uplus":  identity,
		"numeric_abs": fn1(func(d decimal) decimal {
			if d.Special == sqltype.NaN || sign(d) >= 0 {
				return d
			}
			return negate(d)
		}),
		"numeric_sign": fn1(func(d decimal) decimal {
			if d.Special == sqltype.NaN {
				return d
			}
			return decimalOf(int64(sign(d)))
		}),
		"numeric_inc":       fn1e(func(d decimal) (decimal, error) { return addDecimal(d, decimalOf(1)) }),
		"numeric_div_trunc": fn2e(divTrunc),
		"numeric_gcd":       fn2(gcdDecimal),
		"numeric_lcm":       fn2e(lcmDecimal),
		"int2_numeric":      fn1(decimalOf), "int4_numeric": fn1(decimalOf), "int8_numeric": fn1(decimalOf),
		"numeric_int2": fn1e(intTypes[0].intOfNumeric), "numeric_int4": fn1e(intTypes[1].intOfNumeric), "numeric_int8": fn1e(intTypes[2].intOfNumeric),
		"numeric_fac": fn1e(factorial),
	})
	registerRounding()
}

func negate(d decimal) decimal {
	switch d.Special {
	case sqltype.NaN:
		return d
	case sqltype.Finite:
		return decimal{Int: new(big.Int).Neg(d.Int), Scale: d.Scale}
	}
	return infinityOf(-sign(d))
}

// bounded refuses what is too large for the type.
func bounded(d decimal) (decimal, error) {
	if finite(d) && d.Int.Sign() != 0 && decimalDigits(d.Int)-int64(d.Scale) > maxIntegerDigits {
		return decimal{}, numericOverflow()
	}
	return d, nil
}

// decimalDigits counts the decimal digits of a number that is not 0.
func decimalDigits(i *big.Int) int64 {
	n := int64(float64(i.BitLen()-1)*0.30102999566398119) + 1
	if i.CmpAbs(power10(n)) >= 0 {
		n++
	}
	return n
}

func addDecimal(a, b decimal) (decimal, error) {
	if !finite(a) || !finite(b) {
		switch {
		case isNaN(a, b), !finite(a) && !finite(b) && a.Special != b.Special:
			return decimalNaN, nil
		case finite(a):
			return b, nil
		}
		return a, nil
	}
	x, y, scale := aligned(a, b)
	return bounded(decimal{Int: new(big.Int).Add(x, y), Scale: scale})
}

func mulDecimal(a, b decimal) (decimal, error) {
	if !finite(a) || !finite(b) {
		if isNaN(a, b) || sign(a) == 0 || sign(b) == 0 {
			return decimalNaN, nil
		}
		return infinityOf(sign(a) * sign(b)), nil
	}
	d := decimal{Int: new(big.Int).Mul(a.Int, b.Int), Scale: a.Scale + b.Scale}
	if d.Scale > maxNumericScale {
		d = d.Round(maxNumericScale)
	}
	return bounded(d)
}

// specialQuotient decides a quotient that has an infinity or NaN; ok is false for a finite one.
func specialQuotient(a, b decimal) (d decimal, err error, ok bool) {
	switch {
	case isNaN(a, b):
		return decimalNaN, nil, true
	case !finite(a) && !finite(b):
		return decimalNaN, nil, true
	case sign(b) == 0:
		return decimal{}, divisionByZero(), true
	case !finite(a):
		return infinityOf(sign(a) * sign(b)), nil, true
	case !finite(b):
		return decimalOf(0), nil, true
	}
	return decimal{}, nil, false
}

func divDecimal(a, b decimal) (decimal, error) {
	if d, err, ok := specialQuotient(a, b); ok {
		return d, err
	}
	return bounded(quotient(a, b, divScale(a, b)))
}

// quotient divides and rounds half away from zero.
func quotient(a, b decimal, scale int32) decimal {
	// One digit more than is wanted, and whether anything is left, decide the rounding.
	x, y := new(big.Int).Set(a.Int), new(big.Int).Set(b.Int)
	if by := int64(scale) + int64(b.Scale) - int64(a.Scale); by >= 0 {
		x.Mul(x, power10(by))
	} else {
		y.Mul(y, power10(-by))
	}
	q, r := new(big.Int).QuoRem(x, y, new(big.Int))
	if r.Lsh(r, 1).CmpAbs(y) >= 0 {
		q.Add(q, big.NewInt(int64(a.Int.Sign()*b.Int.Sign())))
	}
	return decimal{Int: q, Scale: scale}
}

// firstPosition is the first digit of base 10000 that is not 0, and its weight as a power of 10000; 0 and 0 of a zero.
func firstPosition(d decimal) (digit, weight int64) {
	if d.Int.Sign() == 0 {
		return 0, 0
	}
	top := decimalDigits(d.Int) - 1 - int64(d.Scale) // the power of ten of the first digit
	weight = top / digitsPerPosition
	if top%digitsPerPosition < 0 {
		weight--
	}
	return topDigits(d, weight*digitsPerPosition), weight
}

// topDigits is |d| / 10^power as a whole number.
func topDigits(d decimal, power int64) int64 {
	by := power + int64(d.Scale)
	abs := new(big.Int).Abs(d.Int)
	if by >= 0 {
		return abs.Quo(abs, power10(by)).Int64()
	}
	return abs.Mul(abs, power10(-by)).Int64()
}

// divScale gives a quotient at least 16 significant digits.
func divScale(a, b decimal) int32 {
	d1, w1 := firstPosition(a)
	d2, w2 := firstPosition(b)
	weight := w1 - w2
	if d1 <= d2 {
		weight--
	}
	return chosenScale(minSignificant-weight*digitsPerPosition, a, b)
}

// chosenScale is a scale that a function wants, at least that of its arguments.
func chosenScale(scale int64, args ...decimal) int32 {
	scale = max(scale, 0)
	for _, d := range args {
		scale = max(scale, int64(d.Scale))
	}
	return int32(min(scale, maxDisplayScale))
}

func modDecimal(a, b decimal) (decimal, error) {
	switch {
	case isNaN(a, b):
		return decimalNaN, nil
	case sign(b) == 0:
		return decimal{}, divisionByZero()
	case !finite(a):
		return decimalNaN, nil
	case !finite(b):
		return a, nil
	}
	x, y, scale := aligned(a, b)
	return decimal{Int: new(big.Int).Rem(x, y), Scale: scale}, nil
}

func divTrunc(a, b decimal) (decimal, error) {
	if d, err, ok := specialQuotient(a, b); ok {
		return d, err
	}
	x, y, _ := aligned(a, b)
	return decimal{Int: new(big.Int).Quo(x, y)}, nil
}

func gcdDecimal(a, b decimal) decimal {
	switch {
	case isNaN(a, b), !finite(a) && !finite(b):
		return decimalNaN
	case !finite(a) || !finite(b):
		return decimalNaN
	}
	x, y, scale := aligned(a, b)
	return decimal{Int: new(big.Int).GCD(nil, nil, new(big.Int).Abs(x), new(big.Int).Abs(y)), Scale: scale}
}

func lcmDecimal(a, b decimal) (decimal, error) {
	if !finite(a) || !finite(b) {
		return decimalNaN, nil
	}
	x, y, scale := aligned(a, b)
	if x.Sign() == 0 || y.Sign() == 0 {
		return decimal{Int: new(big.Int), Scale: scale}, nil
	}
	g := new(big.Int).GCD(nil, nil, new(big.Int).Abs(x), new(big.Int).Abs(y))
	l := new(big.Int).Mul(g.Quo(x, g), y)
	return bounded(decimal{Int: l.Abs(l), Scale: scale})
}

func factorial(n int64) (decimal, error) {
	if n < 0 {
		return decimal{}, sqlerr.New(sqlerr.NumericValueOutOfRange, "factorial of a negative number is undefined")
	}
	if n > 32177 { // the last that numeric holds
		return decimal{}, numericOverflow()
	}
	return decimal{Int: new(big.Int).MulRange(1, max(n, 1))}, nil
}
