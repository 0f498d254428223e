package syscat

import (
	"math"
	"strconv"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// This file has float4 and float8: comparisons, arithmetic and casts. NaN equals itself and is above all other numbers.

func compareFloat(a, b float64) int {
	switch {
	case math.IsNaN(a) && math.IsNaN(b):
		return 0
	case math.IsNaN(a) || a > b:
		return 1
	case math.IsNaN(b) || a < b:
		return -1
	}
	return 0
}

type floating interface{ float32 | float64 }

func init() {
	registerFloats[float32, float32]("4")
	registerFloats[float64, float64]("8")
	registerFloats[float32, float64]("48")
	registerFloats[float64, float32]("84")
	registerFloat[float32]("4")
	registerFloat[float64]("8")
	register(map[string]Func{
		"ftod": fn1(func(f float32) float64 { return float64(f) }),
		"dtof": fn1e(func(f float64) (float32, error) {
			r := float32(f)
			if math.IsInf(float64(r), 0) && !math.IsInf(f, 0) {
				return 0, floatOverflow()
			}
			if r == 0 && f != 0 {
				return 0, floatUnderflow()
			}
			return r, nil
		}),
		"i2tof": fn1(toFloat4), "i4tof": fn1(toFloat4), "i8tof": fn1(toFloat4),
		"i2tod": fn1(toFloat8), "i4tod": fn1(toFloat8), "i8tod": fn1(toFloat8),
		"dtoi2": fn1e(intTypes[0].intOfFloat), "dtoi4": fn1e(intTypes[1].intOfFloat), "dtoi8": fn1e(intTypes[2].intOfFloat),
		"ftoi2": fn1e(func(f float32) (int64, error) { return intTypes[0].intOfFloat(float64(f)) }),
		"ftoi4": fn1e(func(f float32) (int64, error) { return intTypes[1].intOfFloat(float64(f)) }),
		"ftoi8": fn1e(func(f float32) (int64, error) { return intTypes[2].intOfFloat(float64(f)) }),
		// C's %.15g and %.6g, not the shortest text.
		"float8_numeric": fn1(func(f float64) sqltype.Decimal { return decimalOfFloat(f, 64, 15) }),
		"float4_numeric": fn1(func(f float32) sqltype.Decimal { return decimalOfFloat(float64(f), 32, 6) }),
		"numeric_float8": fn1e(func(d sqltype.Decimal) (float64, error) { return floatOfDecimal(d, 64, "double precision") }),
		"numeric_float4": fn1e(func(d sqltype.Decimal) (float32, error) {
			f, err := floatOfDecimal(d, 32, "real")
			return float32(f), err
		}),
	})
}

func toFloat4(v int64) float32 { return float32(v) }
func toFloat8(v int64) float64 { return float64(v) }

func registerFloats[A, B floating](digits string) {
	name := "float" + digits
	compare := func(a A, b B) int { return compareFloat(float64(a), float64(b)) }
	comparisons(name, "", compare)
	register(map[string]Func{"btfloat" + digits + "cmp": order(compare)})
	if digits == "4" {
		registerArithmetic[A, B, float32](name)
		return
	}
	registerArithmetic[A, B, float64](name)
}

func registerArithmetic[A, B, R floating](name string) {
	register(map[string]Func{
		name + "pl":  fn2e(func(a A, b B) (R, error) { return checkFloat(R(a)+R(b), anyInf(a, b), true) }),
		name + "mi":  fn2e(func(a A, b B) (R, error) { return checkFloat(R(a)-R(b), anyInf(a, b), true) }),
		name + "mul": fn2e(func(a A, b B) (R, error) { return checkFloat(R(a)*R(b), anyInf(a, b), a == 0 || b == 0) }),
		name + "div": fn2e(func(a A, b B) (R, error) {
			if b == 0 && !math.IsNaN(float64(a)) {
				return 0, divisionByZero()
			}
			return checkFloat(R(a)/R(b), anyInf(a, B(0)), a == 0 || math.IsInf(float64(b), 0))
		}),
	})
}

// checkFloat refuses an infinity or a zero that the operands do not explain.
func checkFloat[R floating](r R, infinite, zero bool) (R, error) {
	switch {
	case math.IsInf(float64(r), 0) && !infinite:
		return 0, floatOverflow()
	case r == 0 && !zero:
		return 0, floatUnderflow()
	}
	return r, nil
}

func anyInf[A, B floating](a A, b B) bool {
	return math.IsInf(float64(a), 0) || math.IsInf(float64(b), 0)
}

func floatOverflow() error {
	return sqlerr.New(sqlerr.NumericValueOutOfRange, "value out of range: overflow")
}
func floatUnderflow() error {
	return sqlerr.New(sqlerr.NumericValueOutOfRange, "value out of range: underflow")
}

func registerFloat[A floating](digit string) {
	name := "float" + digit
	compare := func(a, b A) int { return compareFloat(float64(a), float64(b)) }
	extremes(name+"larger", name+"smaller", compare)
	register(map[string]Func{
		name + "um":  fn1(func(a A) A { return -a }),
		name + "up":  identity,
		name + "abs": fn1(func(a A) A { return A(math.Abs(float64(a))) }),
	})
}

func decimalOfFloat(f float64, bits, digits int) sqltype.Decimal {
	switch {
	case math.IsNaN(f):
		return sqltype.Decimal{Special: sqltype.NaN}
	case math.IsInf(f, 1):
		return sqltype.Decimal{Special: sqltype.PosInf}
	case math.IsInf(f, -1):
		return sqltype.Decimal{Special: sqltype.NegInf}
	}
	v, err := sqltype.ParseText(sqltype.Of(sqltype.Numeric), strconv.FormatFloat(f, 'g', digits, bits), sqltype.ISO)
	if err != nil {
		panic("syscat: " + err.Error()) // no float is outside what numeric holds
	}
	return v.(sqltype.Decimal)
}

func floatOfDecimal(d sqltype.Decimal, bits int, typ string) (float64, error) {
	text := decimalText(d)
	f, err := strconv.ParseFloat(text, bits)
	if err != nil || f == 0 && d.Special == sqltype.Finite && d.Int.Sign() != 0 {
		return 0, sqlerr.New(sqlerr.NumericValueOutOfRange, "\"%s\" is out of range for type %s", text, typ)
	}
	return f, nil
}

func decimalText(d sqltype.Decimal) string {
	return string(sqltype.AppendText(nil, sqltype.Of(sqltype.Numeric), d, sqltype.ISO))
}
