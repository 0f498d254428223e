package sqltype

import (
	"errors"
	"math"
	"math/big"
	"strconv"
	"strings"

	"asof/catalog/sqlerr"
)

// The limits of Postgres' numeric: digits before and after the decimal point.
const (
	maxIntegerDigits  = 131072
	maxFractionDigits = 16383
)

// appendFloat prints the shortest text that reads back equal, or, for extra_float_digits at or below 0, C's %.*g of that many
// digits more than the type guarantees. Postgres turns to exponents at 1e15 (float8) and 1e6 (float4).
func appendFloat(dst []byte, v float64, bits, extra int) []byte {
	switch {
	case math.IsNaN(v):
		return append(dst, "NaN"...)
	case math.IsInf(v, 1):
		return append(dst, "Infinity"...)
	case math.IsInf(v, -1):
		return append(dst, "-Infinity"...)
	}
	digits, least, limit := 15, 1e-4, 1e15
	if bits == 32 {
		digits, least, limit = 6, float64(float32(1e-4)), 1e6
	}
	if extra <= 0 {
		return strconv.AppendFloat(dst, v, 'g', max(1, digits+extra), bits)
	}
	if a := math.Abs(v); a == 0 || a >= least && a < limit {
		return strconv.AppendFloat(dst, v, 'f', -1, bits)
	}
	return strconv.AppendFloat(dst, v, 'e', -1, bits)
}

func parseFloat(s string, bits int, typ string) (float64, error) {
	w := strings.Trim(s, spaces)
	bare := strings.TrimLeft(w, "+-")
	if len(w)-len(bare) > 1 || bare == "" || strings.Contains(w, "_") {
		return 0, badSyntax(typ, s)
	}
	lower := strings.ToLower(bare)
	if strings.HasPrefix(lower, "0x") && !strings.Contains(lower, "p") {
		w += "p0" // C reads a hexadecimal float without exponent, Go does not
	}
	v, err := strconv.ParseFloat(w, bits)
	switch {
	case errors.Is(err, strconv.ErrSyntax) && lower == "nan": // C takes a signed NaN
		return math.NaN(), nil
	case errors.Is(err, strconv.ErrSyntax):
		return 0, badSyntax(typ, s)
	case err != nil || v == 0 && !isZeroLiteral(lower):
		return 0, sqlerr.New(sqlerr.NumericValueOutOfRange, "\"%s\" is out of range for type %s", s, typ)
	}
	return v, nil
}

// isZeroLiteral tells a written zero from a number too small for the type.
func isZeroLiteral(s string) bool {
	if hex, ok := strings.CutPrefix(s, "0x"); ok {
		mantissa, _, _ := strings.Cut(hex, "p")
		return strings.Trim(mantissa, "0.") == ""
	}
	mantissa, _, _ := strings.Cut(s, "e")
	return strings.Trim(mantissa, "0.") == ""
}

// appendDecimal prints every digit of the scale.
func appendDecimal(dst []byte, d Decimal) []byte {
	switch d.Special {
	case NaN:
		return append(dst, "NaN"...)
	case PosInf:
		return append(dst, "Infinity"...)
	case NegInf:
		return append(dst, "-Infinity"...)
	}
	if d.Int == nil {
		panic("sqltype: a finite Decimal without Int")
	}
	if d.Int.Sign() < 0 {
		dst = append(dst, '-')
	}
	n := len(dst)
	dst = appendAbs(dst, d.Int)
	scale := int(d.Scale)
	switch {
	case scale < 0 && d.Int.Sign() != 0:
		for ; scale < 0; scale++ {
			dst = append(dst, '0')
		}
	case scale > 0:
		// Zeros in front, so that one digit stands before the point.
		if missing := scale + 1 - (len(dst) - n); missing > 0 {
			for range missing {
				dst = append(dst, '0')
			}
			copy(dst[n+missing:], dst[n:])
			for i := range missing {
				dst[n+i] = '0'
			}
		}
		point := len(dst) - scale
		dst = append(dst, 0)
		copy(dst[point+1:], dst[point:])
		dst[point] = '.'
	}
	return dst
}

func appendAbs(dst []byte, i *big.Int) []byte {
	if i.IsInt64() {
		if v := i.Int64(); v < 0 {
			return strconv.AppendUint(dst, -uint64(v), 10)
		}
		return strconv.AppendUint(dst, i.Uint64(), 10)
	}
	var abs big.Int
	return abs.Abs(i).Append(dst, 10)
}

func parseDecimal(s string, t Type) (any, error) {
	w := strings.Trim(s, spaces)
	var d Decimal
	switch strings.ToLower(w) {
	case "nan":
		return Decimal{Special: NaN}, nil
	case "infinity", "+infinity", "inf", "+inf":
		d.Special = PosInf
	case "-infinity", "-inf":
		d.Special = NegInf
	default:
		var err error
		if d, err = scanDecimal(w, s); err != nil {
			return nil, err
		}
	}
	if t.Precision == 0 {
		return d, nil
	}
	return d.Constrain(t.Precision, t.Scale)
}

// scanDecimal reads [sign] digits [. digits] [e exponent]; s is the whole text, for the error.
func scanDecimal(w, s string) (Decimal, error) {
	mantissa, exponent, hasExp := strings.Cut(strings.ToLower(w), "e")
	neg := strings.HasPrefix(mantissa, "-")
	if neg || strings.HasPrefix(mantissa, "+") {
		mantissa = mantissa[1:]
	}
	whole, frac, _ := strings.Cut(mantissa, ".")
	digits := whole + frac
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return Decimal{}, badSyntax("numeric", s)
	}
	scale := len(frac)
	if hasExp {
		e, err := strconv.Atoi(exponent)
		switch {
		case errors.Is(err, strconv.ErrSyntax):
			return Decimal{}, badSyntax("numeric", s)
		case err != nil || e > math.MaxInt32/2 || e < -math.MaxInt32/2:
			return Decimal{}, numericOverflow()
		}
		scale -= e
	}
	if significant := strings.TrimLeft(digits, "0"); significant != "" && len(significant)-scale > maxIntegerDigits || scale > maxFractionDigits {
		return Decimal{}, numericOverflow()
	}
	i := new(big.Int)
	if n, err := strconv.ParseInt(digits, 10, 64); err == nil {
		i.SetInt64(n)
	} else if _, ok := i.SetString(digits, 10); !ok {
		return Decimal{}, badSyntax("numeric", s)
	}
	if neg {
		i.Neg(i)
	}
	d := Decimal{Int: i, Scale: int32(scale)}
	switch {
	case scale < 0 && i.Sign() == 0:
		d.Scale = 0
	case scale < 0:
		d = d.rescale(0)
	}
	return d, nil
}

func numericOverflow() *sqlerr.Error {
	return sqlerr.New(sqlerr.NumericValueOutOfRange, "value overflows numeric format")
}

// Constrain rounds d, half away from zero, to numeric(p,s); what does not fit is 22003.
func (d Decimal) Constrain(p, s uint8) (Decimal, error) {
	overflow := sqlerr.New(sqlerr.NumericValueOutOfRange, "numeric field overflow")
	switch d.Special {
	case NaN:
		return d, nil
	case PosInf, NegInf:
		return Decimal{}, overflow.WithDetail("A field with precision %d, scale %d cannot hold an infinite value.", p, s)
	}
	d = d.rescale(int32(s))
	if d.Int.CmpAbs(pow10(int32(p))) >= 0 {
		bound := "1"
		if p > s {
			bound = "10^" + strconv.Itoa(int(p-s))
		}
		return Decimal{}, overflow.WithDetail("A field with precision %d, scale %d must round to an absolute value less than %s.", p, s, bound)
	}
	return d, nil
}

// rescale returns d with another scale, rounded half away from zero.
func (d Decimal) rescale(scale int32) Decimal {
	switch by := scale - d.Scale; {
	case by > 0:
		return Decimal{Int: new(big.Int).Mul(d.Int, pow10(by)), Scale: scale}
	case by < 0:
		unit := pow10(-by)
		q, r := new(big.Int).QuoRem(d.Int, unit, new(big.Int))
		if r.Lsh(r, 1).CmpAbs(unit) >= 0 {
			q.Add(q, big.NewInt(int64(d.Int.Sign())))
		}
		return Decimal{Int: q, Scale: scale}
	}
	return d
}

// Round returns d with another scale, rounded half away from zero; the scale may be below 0.
func (d Decimal) Round(scale int32) Decimal { return d.rescale(scale) }

func pow10(n int32) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// Truncate returns d with another scale, digits beyond it dropped.
func (d Decimal) Truncate(scale int32) Decimal {
	if by := d.Scale - scale; by > 0 {
		return Decimal{Int: new(big.Int).Quo(d.Int, pow10(by)), Scale: scale}
	}
	return d.rescale(scale)
}
