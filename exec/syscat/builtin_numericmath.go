package syscat

import (
	"math"
	"math/big"
	"strconv"

	"asof/catalog/sqlerr"
)

// This file has the roots, powers and logarithms of numerics: computed with more digits than wanted and rounded, at the scales that
// Postgres chooses.

// SQLSTATEs of arguments that a function is not defined for.
const (
	codeLogarithm = "2201E"
	codePower     = "2201F"
)

func floatText(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }

// squareRoot rounds to a scale.
func squareRoot(d decimal, scale int32) decimal {
	// One more digit is enough: a root that is no whole number never ends in a half.
	i := d.Round(max(d.Scale, 2*(scale+1))).Int
	if have := max(d.Scale, 2*(scale+1)); have%2 != 0 {
		i = new(big.Int).Mul(i, bigTen)
		return decimal{Int: new(big.Int).Sqrt(i), Scale: (have + 1) / 2}.Round(scale)
	} else {
		return decimal{Int: new(big.Int).Sqrt(i), Scale: have / 2}.Round(scale)
	}
}

func init() {
	register(map[string]Func{
		"numeric_sqrt":  fn1e(sqrtDecimal),
		"numeric_exp":   fn1e(expDecimal),
		"numeric_ln":    fn1e(lnDecimal),
		"numeric_log":   fn2e(logDecimal),
		"numeric_power": fn2e(powerDecimal),
	})
}

func sqrtDecimal(d decimal) (decimal, error) {
	switch {
	case isNaN(d):
		return d, nil
	case sign(d) < 0:
		return decimal{}, sqlerr.New(codePower, "cannot take square root of a negative number")
	case !finite(d):
		return d, nil
	}
	_, weight := firstPosition(d)
	if d.Int.Sign() == 0 {
		weight = 0
	}
	half := floorDiv((weight+1)*digitsPerPosition, 2) - 1
	if (weight+1)*digitsPerPosition < 0 {
		half = (weight+1)*digitsPerPosition/2 - 1
	}
	return squareRoot(d, chosenScale(minSignificant-half, d)), nil
}

// toFloat is d as a double, infinite if it is too large.
func toFloat(d decimal) float64 {
	f, _ := strconv.ParseFloat(decimalText(d), 64)
	return f
}

// log10E is the logarithm of e to base ten, as Postgres writes it.
const log10E = 0.434294481903252

// maxResultScale bounds the digits that are computed.
const maxResultScale = 2000

func expDecimal(d decimal) (decimal, error) {
	switch {
	case isNaN(d):
		return d, nil
	case !finite(d) && sign(d) > 0:
		return d, nil
	case !finite(d):
		return decimalOf(0), nil
	}
	weight := min(max(toFloat(d)*log10E, -maxResultScale), maxResultScale)
	return expTo(d, chosenScale(minSignificant-int64(weight), d))
}

func expTo(d decimal, scale int32) (decimal, error) {
	f := toFloat(d)
	if math.Abs(f) >= maxResultScale*3 {
		if f > 0 {
			return decimal{}, numericOverflow()
		}
		return decimal{Int: new(big.Int), Scale: scale}, nil
	}
	whole := max(0, int64(f*log10E))
	return fixedExp(d, int64(scale)+whole+20).Round(scale), nil
}

// fixedExp computes e^d with so many digits behind the point.
func fixedExp(d decimal, digits int64) decimal {
	unit := power10(digits)
	x := d.Round(int32(digits)).Int
	// Halve until small, add up the series, square back; each squaring may double the error.
	halvings := uint(max(0, x.BitLen()-unit.BitLen()+8))
	extra := uint(64)
	x = new(big.Int).Lsh(x, extra)
	one := new(big.Int).Lsh(unit, extra)
	x.Rsh(x, halvings)
	sum, term := new(big.Int).Add(one, x), new(big.Int).Set(x)
	for n := int64(2); term.Sign() != 0 && n < 10000; n++ {
		term.Mul(term, x)
		term.Quo(term, one)
		term.Quo(term, big.NewInt(n))
		sum.Add(sum, term)
	}
	for range halvings {
		sum.Mul(sum, sum)
		sum.Quo(sum, one)
	}
	return decimal{Int: sum.Rsh(sum, extra), Scale: int32(digits)}
}

// lnWeight estimates the power of ten of a logarithm's first digit.
func lnWeight(d decimal) int64 {
	if sign(d) <= 0 {
		return 0
	}
	if compareDecimal(d, decimal{Int: big.NewInt(9), Scale: 1}) >= 0 && compareDecimal(d, decimal{Int: big.NewInt(11), Scale: 1}) <= 0 {
		x, _ := addDecimal(d, decimalOf(-1))
		if x.Int.Sign() == 0 {
			return 0
		}
		digit, weight := firstPosition(x)
		return weight*digitsPerPosition + int64(math.Log10(float64(digit)))
	}
	_, weight := firstPosition(d)
	power := weight * digitsPerPosition
	digits := topDigits(d, power)
	if compareDecimal(scaled(digits, power), d) != 0 {
		power -= digitsPerPosition
		digits = topDigits(d, power)
	}
	ln := math.Log(float64(digits)) + float64(power)*2.302585092994046
	return int64(math.Log10(math.Abs(ln)))
}

// scaled is n * 10^power.
func scaled(n, power int64) decimal {
	if power >= 0 {
		return decimal{Int: new(big.Int).Mul(big.NewInt(n), power10(power))}
	}
	return decimal{Int: big.NewInt(n), Scale: int32(-power)}
}

func checkLogarithm(d decimal) error {
	switch {
	case sign(d) < 0:
		return sqlerr.New(codeLogarithm, "cannot take logarithm of a negative number")
	case sign(d) == 0:
		return sqlerr.New(codeLogarithm, "cannot take logarithm of zero")
	}
	return nil
}

func lnDecimal(d decimal) (decimal, error) {
	if isNaN(d) {
		return d, nil
	}
	if err := checkLogarithm(d); err != nil || !finite(d) {
		return d, err
	}
	scale := chosenScale(minSignificant-lnWeight(d), d)
	return fixedLn(d, int64(scale)+10).Round(scale), nil
}

// fixedLn computes ln d with so many digits behind the point, by Newton's steps on e^y from a double.
func fixedLn(d decimal, digits int64) decimal {
	if compareDecimal(d, decimalOf(1)) == 0 {
		return decimal{Int: new(big.Int), Scale: int32(digits)}
	}
	// d = m * 10^power with m near 1 keeps the double exact enough to begin with.
	top := decimalDigits(d.Int) - int64(d.Scale)
	m := decimal{Int: d.Int, Scale: d.Scale + int32(top)}
	work := digits + 30
	y := newtonLn(m, work)
	if top != 0 {
		ten := newtonLn(decimalOf(10), work)
		y = new(big.Int).Add(y, new(big.Int).Mul(ten, big.NewInt(top)))
	}
	return decimal{Int: y, Scale: int32(work)}.Round(int32(digits))
}

// newtonLn solves e^y = d for y, in units of 10^-digits: y += 2 (d - e^y) / (d + e^y), which triples the digits each time.
func newtonLn(d decimal, digits int64) *big.Int {
	y := decimalOfFloat(math.Log(toFloat(d)), 64, 15).Round(int32(digits)).Int
	want := d.Round(int32(digits)).Int
	unit := power10(digits)
	for range 12 {
		e := fixedExp(decimal{Int: y, Scale: int32(digits)}, digits).Int
		num := new(big.Int).Sub(want, e)
		num.Lsh(num, 1).Mul(num, unit)
		step := num.Quo(num, new(big.Int).Add(want, e))
		y = new(big.Int).Add(y, step)
		if step.BitLen() < 8 {
			break
		}
	}
	return y
}

func logDecimal(base, d decimal) (decimal, error) {
	if isNaN(base, d) {
		return decimalNaN, nil
	}
	if (!finite(base) || !finite(d)) && (sign(base) < 0 || sign(d) < 0) {
		return decimal{}, checkLogarithm(decimalOf(-1))
	}
	for _, x := range [...]decimal{base, d} {
		if err := checkLogarithm(x); err != nil {
			return decimal{}, err
		}
	}
	switch {
	case !finite(base) && !finite(d):
		return decimalNaN, nil
	case !finite(base):
		return decimalOf(0), nil
	case !finite(d):
		return d, nil
	}
	wb, wd := lnWeight(base), lnWeight(d)
	scale := chosenScale(minSignificant-(wd-wb), base, d)
	digits := int64(scale) + 20 + max(0, -wb) + max(0, wd)
	lb := fixedLn(base, digits)
	if lb.Int.Sign() == 0 {
		return decimal{}, divisionByZero()
	}
	return quotient(fixedLn(d, digits), lb, scale), nil
}
