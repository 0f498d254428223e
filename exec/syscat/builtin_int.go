package syscat

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"strconv"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// This file has the integers: int2, int4, int8, oid and "char", which are all int64 but for the last.

// intType is a width of integers.
type intType struct {
	digit    string // in the names of functions
	name     string
	min, max int64
}

var intTypes = [...]intType{
	{"2", "smallint", math.MinInt16, math.MaxInt16},
	{"4", "integer", math.MinInt32, math.MaxInt32},
	{"8", "bigint", math.MinInt64, math.MaxInt64},
}

// fit refuses what does not fit a width.
func (t *intType) fit(v int64, ok bool) (int64, error) {
	if !ok || v < t.min || v > t.max {
		return 0, outOfRange(t.name)
	}
	return v, nil
}

func init() {
	for i := range intTypes {
		for j := range intTypes {
			a, b, wide := &intTypes[i], &intTypes[j], &intTypes[max(i, j)]
			name := "int" + a.digit
			if i != j {
				name += b.digit
			}
			comparisons(name, "", cmp.Compare[int64])
			register(map[string]Func{
				"bt" + name + "cmp": order(cmp.Compare[int64]),
				name + "pl":         fn2e(func(x, y int64) (int64, error) { return wide.fit(addInt(x, y)) }),
				name + "mi":         fn2e(func(x, y int64) (int64, error) { return wide.fit(subInt(x, y)) }),
				name + "mul":        fn2e(func(x, y int64) (int64, error) { return wide.fit(mulInt(x, y)) }),
				name + "div":        fn2e(func(x, y int64) (int64, error) { return divInt(x, y, wide) }),
			})
		}
		registerWidth(&intTypes[i])
	}
	register(map[string]Func{
		"i2toi4": identity, "int28": identity, "int48": identity, "oidtoi8": identity,
		"i4toi2": fn1e(intTypes[0].narrow), "int82": fn1e(intTypes[0].narrow), "int84": fn1e(intTypes[1].narrow),
		"i8tooid": fn1e(func(v int64) (int64, error) {
			if v < 0 || v > math.MaxUint32 {
				return 0, outOfRange("OID")
			}
			return v, nil
		}),
		"int4_bool": fn1(func(v int64) bool { return v != 0 }),
		"bool_int4": fn1(boolInt),
		"i4tochar": fn1e(func(v int64) (string, error) {
			if v < math.MinInt8 || v > math.MaxInt8 {
				return "", outOfRange(`"char"`)
			}
			return charOf(byte(v)), nil
		}),
		"chartoi4":  fn1(func(s string) int64 { return int64(int8(charByte(s))) }),
		"int4inc":   fn1e(func(v int64) (int64, error) { return intTypes[1].fit(addInt(v, 1)) }),
		"int4gcd":   fn2e(func(x, y int64) (int64, error) { return gcdInt(x, y, &intTypes[1]) }),
		"int8gcd":   fn2e(func(x, y int64) (int64, error) { return gcdInt(x, y, &intTypes[2]) }),
		"int4lcm":   fn2e(func(x, y int64) (int64, error) { return lcmInt(x, y, &intTypes[1]) }),
		"int8lcm":   fn2e(func(x, y int64) (int64, error) { return lcmInt(x, y, &intTypes[2]) }),
		"int8inc":   fn1e(func(v int64) (int64, error) { return intTypes[2].fit(addInt(v, 1)) }),
		"int8dec":   fn1e(func(v int64) (int64, error) { return intTypes[2].fit(subInt(v, 1)) }),
		"btoidcmp":  order(cmp.Compare[int64]),
		"btcharcmp": order(compareChar),
	})
	comparisons("oid", "", cmp.Compare[int64])
	extremes("oidlarger", "oidsmaller", cmp.Compare[int64])
	comparisons("char", "", compareChar)
	register(map[string]Func{
		// Of an xid and of an int4 alike.
		"xideq":  fn2(func(x, y int64) bool { return uint32(x) == uint32(y) }),
		"xidneq": fn2(func(x, y int64) bool { return uint32(x) != uint32(y) }),
		"cideq":  scalars["oideq"],
	})
	comparisons("xid8", "", cmp.Compare[int64])
	comparisons("pg_lsn_", "", cmp.Compare[int64])
}

func identity(_ *Call, a []any) (any, error) { return a[0], nil }

// registerWidth has what an integer does with its own kind.
func registerWidth(t *intType) {
	name, width := "int"+t.digit, 8*int64(t.digit[0]-'0')
	wrap := func(v int64) int64 { return v << (64 - width) >> (64 - width) }
	register(map[string]Func{
		name + "mod": fn2e(func(x, y int64) (int64, error) {
			switch y {
			case 0:
				return 0, divisionByZero()
			case -1:
				return 0, nil
			}
			return x % y, nil
		}),
		name + "and": fn2(func(x, y int64) int64 { return x & y }),
		name + "or":  fn2(func(x, y int64) int64 { return x | y }),
		name + "xor": fn2(func(x, y int64) int64 { return x ^ y }),
		name + "not": fn1(func(x int64) int64 { return ^x }),
		// Shifts are those of the hardware: a count of 32 bits for the narrow widths, taken modulo.
		name + "shl": fn2(func(x, n int64) int64 { return wrap(int64(uint64(x) << shiftCount(n, width))) }),
		name + "shr": fn2(func(x, n int64) int64 { return x >> shiftCount(n, width) }),
		name + "um":  fn1e(func(x int64) (int64, error) { return t.fit(subInt(0, x)) }),
		name + "up":  identity,
		name + "abs": fn1e(func(x int64) (int64, error) {
			if x >= 0 {
				return x, nil
			}
			return t.fit(subInt(0, x))
		}),
	})
	extremes(name+"larger", name+"smaller", cmp.Compare[int64])
}

func shiftCount(n, width int64) uint64 {
	if width == 64 {
		return uint64(n) & 63
	}
	return uint64(n) & 31
}

// narrow is a cast to a narrower width.
func (t *intType) narrow(v int64) (int64, error) { return t.fit(v, true) }

func addInt(x, y int64) (int64, bool) {
	s := x + y
	return s, (s > x) == (y > 0)
}

func subInt(x, y int64) (int64, bool) {
	d := x - y
	return d, (d < x) == (y > 0)
}

func mulInt(x, y int64) (int64, bool) {
	hi, lo := bits.Mul64(magnitude(x), magnitude(y))
	if hi != 0 {
		return 0, false
	}
	if (x < 0) != (y < 0) {
		return -int64(lo), lo <= 1<<63
	}
	return int64(lo), lo <= math.MaxInt64
}

func magnitude(x int64) uint64 {
	if x < 0 {
		return -uint64(x)
	}
	return uint64(x)
}

func divInt(x, y int64, t *intType) (int64, error) {
	switch {
	case y == 0:
		return 0, divisionByZero()
	case y == -1:
		return t.fit(subInt(0, x))
	}
	return x / y, nil
}

func gcdInt(x, y int64, t *intType) (int64, error) {
	a, b := magnitude(x), magnitude(y)
	for b != 0 {
		a, b = b, a%b
	}
	if a > uint64(t.max) {
		return 0, outOfRange(t.name)
	}
	return int64(a), nil
}

func lcmInt(x, y int64, t *intType) (int64, error) {
	if x == 0 || y == 0 {
		return 0, nil
	}
	g, err := gcdInt(x, y, t)
	if err != nil {
		return 0, err
	}
	v, ok := mulInt(x/g, y)
	if !ok || v == math.MinInt64 {
		return 0, outOfRange(t.name)
	}
	if v < 0 {
		v = -v
	}
	return t.fit(v, true)
}

func boolInt(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// charByte is the byte of a value of type "char"; the zero byte is the empty text.
func charByte(s string) byte {
	if s == "" {
		return 0
	}
	return s[0]
}

func charOf(b byte) string {
	if b == 0 {
		return ""
	}
	return string([]byte{b})
}

// charText prints a byte that is no character of its own as an octal escape.
func charText(s string) string {
	if b := charByte(s); b >= 0x80 {
		return fmt.Sprintf("\\%03o", b)
	}
	return s
}

// charIn reads a byte: an octal escape, or the first one of the text.
func charIn(s string) string {
	if len(s) == 4 && s[0] == '\\' {
		if n, err := strconv.ParseUint(s[1:], 8, 8); err == nil {
			return charOf(byte(n))
		}
	}
	return s[:min(len(s), 1)]
}

func compareChar(a, b string) int { return cmp.Compare(charByte(a), charByte(b)) }

// intOfFloat rounds to even, as C's rint does.
func (t *intType) intOfFloat(f float64) (int64, error) {
	f = math.RoundToEven(f)
	if math.IsNaN(f) || f < float64(t.min) || f >= -float64(t.min) {
		return 0, outOfRange(t.name)
	}
	return int64(f), nil
}

// intOfNumeric rounds half away from zero.
func (t *intType) intOfNumeric(d sqltype.Decimal) (int64, error) {
	switch d.Special {
	case sqltype.NaN:
		return 0, sqlerr.New(sqlerr.FeatureNotSupported, "cannot convert NaN to %s", t.name)
	case sqltype.PosInf, sqltype.NegInf:
		return 0, sqlerr.New(sqlerr.FeatureNotSupported, "cannot convert infinity to %s", t.name)
	}
	i := d.Round(0).Int
	return t.fit(i.Int64(), i.IsInt64())
}
