package syscat

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"

	"asof/catalog/sqlerr"
)

// This file has the mathematics of float8.

// cFloat prints as C's %g does.
func cFloat(f float64) string {
	s := strconv.FormatFloat(f, 'g', 6, 64)
	if i := strings.IndexAny(s, "eE"); i < 0 && strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

func inputRange() error { return sqlerr.New(sqlerr.NumericValueOutOfRange, "input is out of range") }

// finiteMath applies f; an infinite result of a finite argument is an overflow, a zero one of a number that f does not take to zero an
// underflow.
func finiteMath(f func(float64) float64, canBeZero func(float64) bool) Func {
	return fn1e(func(x float64) (float64, error) {
		r := f(x)
		return checkFloat(r, math.IsInf(x, 0), canBeZero == nil || canBeZero(x))
	})
}

// circular applies a function that infinities have no value of.
func circular(f func(float64) float64) Func {
	return fn1e(func(x float64) (float64, error) {
		if math.IsInf(x, 0) {
			return 0, inputRange()
		}
		return f(x), nil
	})
}

// between applies f to arguments of a range.
func between(low, high float64, f func(float64) float64) Func {
	return fn1e(func(x float64) (float64, error) {
		if x < low || x > high {
			return 0, inputRange()
		}
		return f(x), nil
	})
}

func init() {
	register(map[string]Func{
		"dround": fn1(math.RoundToEven), "dceil": fn1(math.Ceil), "dfloor": fn1(math.Floor), "dtrunc": fn1(math.Trunc),
		"dsign": fn1(func(x float64) float64 {
			switch {
			case x > 0:
				return 1
			case x < 0:
				return -1
			}
			return 0
		}),
		"dsqrt": fn1e(func(x float64) (float64, error) {
			if x < 0 {
				return 0, sqlerr.New(codePower, "cannot take square root of a negative number")
			}
			return math.Sqrt(x), nil
		}),
		"dcbrt": fn1(math.Cbrt),
		"dexp":  fn1e(expFloat),
		"dlog1": logarithm(logFloat), "dlog10": logarithm(log10Float),
		"dpow":    fn2e(powFloat),
		"dpi":     func(*Call, []any) (any, error) { return math.Pi, nil },
		"degrees": fn1e(func(x float64) (float64, error) { return checkFloat(x/radiansPerDegree, math.IsInf(x, 0), x == 0) }),
		"radians": fn1e(func(x float64) (float64, error) { return checkFloat(x*radiansPerDegree, math.IsInf(x, 0), x == 0) }),
		"dsin":    circular(math.Sin), "dcos": circular(math.Cos), "dtan": circular(math.Tan),
		"dcot":  circular(func(x float64) float64 { return 1 / math.Tan(x) }),
		"dasin": between(-1, 1, math.Asin), "dacos": between(-1, 1, math.Acos), "datan": fn1(math.Atan),
		"datan2": fn2(math.Atan2),
		"dsinh":  fn1(math.Sinh), "dcosh": fn1(math.Cosh), "dtanh": fn1(math.Tanh), "dasinh": fn1(math.Asinh),
		"dacosh": between(1, math.Inf(1), math.Acosh), "datanh": between(-1, 1, math.Atanh),
		"dsind": circular(sinDegrees), "dcosd": circular(cosDegrees), "dtand": circular(tanDegrees),
		"dcotd":   circular(cotDegrees),
		"dasind":  between(-1, 1, asinDegrees),
		"dacosd":  between(-1, 1, acosDegrees),
		"datand":  fn1(func(x float64) float64 { return math.Atan(x) / math.Atan(1) * 45 }),
		"datan2d": fn2(func(y, x float64) float64 { return math.Atan2(y, x) / math.Atan(1) * 45 }),
		"drandom": func(*Call, []any) (any, error) { return rand.Float64(), nil },
		"setseed": fn1e(func(x float64) (any, error) {
			if x < -1 || x > 1 || math.IsNaN(x) {
				return nil, invalidParameter("setseed parameter %s is out of allowed range [-1,1]", cFloat(x))
			}
			return nil, nil
		}),
		"width_bucket_float8":  fn4e(bucketFloat),
		"width_bucket_numeric": fn4e(bucketDecimal),
		"width_bucket_array":   fn2c(bucketArray),
	})
}

// expFloat and powFloat refuse results that a double does not hold.
func expFloat(x float64) (float64, error) {
	return checkFloat(math.Exp(x), math.IsInf(x, 0), math.IsInf(x, -1))
}

func logarithm(f func(float64) float64) Func {
	return fn1e(func(x float64) (float64, error) {
		switch {
		case x == 0:
			return 0, sqlerr.New(codeLogarithm, "cannot take logarithm of zero")
		case x < 0:
			return 0, sqlerr.New(codeLogarithm, "cannot take logarithm of a negative number")
		}
		return f(x), nil
	})
}

func powFloat(x, y float64) (float64, error) {
	switch {
	case math.IsNaN(x) || math.IsNaN(y):
	case x == 0 && y < 0:
		return 0, sqlerr.New(codePower, "zero raised to a negative power is undefined")
	case x < 0 && !math.IsInf(y, 0) && math.Floor(y) != y:
		return 0, sqlerr.New(codePower, "a negative number raised to a non-integer power yields a complex result")
	}
	infinite := math.IsInf(x, 0) || math.IsInf(y, 0)
	return checkFloat(pow(x, y), infinite, infinite || x == 0)
}

// denormal is below the numbers that Go's logarithms take exactly; a shift by so many bits brings one back among those.
const (
	denormal      = 0x1p-1022
	denormalShift = 54
)

func logFloat(x float64) float64 {
	if x < denormal {
		return math.Log(x*(1<<denormalShift)) - denormalShift*math.Ln2
	}
	return math.Log(x)
}

// log10Float is exact for powers of ten.
func log10Float(x float64) float64 {
	if x < denormal {
		return math.Log10(x*(1<<denormalShift)) - denormalShift*math.Ln2/math.Ln10
	}
	r := math.Log10(x)
	if whole := math.Round(r); math.Pow10(int(whole)) == x {
		return whole
	}
	return r
}

func pow(x, y float64) float64 {
	if x > 0 && x < denormal {
		return math.Pow(x*(1<<denormalShift), y) * math.Exp2(-denormalShift*y)
	}
	return math.Pow(x, y)
}
