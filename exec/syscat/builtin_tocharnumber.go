package syscat

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// This file has to_char of numbers.

func init() {
	of := func(to func(any) (decimal, inexactNumber)) Func {
		return func(_ *Call, a []any) (any, error) {
			d, b := to(a[0])
			return result(numberToChar(d, b, a[1].(string)))
		}
	}
	whole := of(func(v any) (decimal, inexactNumber) { return decimalOf(v.(int64)), inexactNumber{} })
	register(map[string]Func{
		"int4_to_char": whole, "int8_to_char": whole,
		"numeric_to_char": of(func(v any) (decimal, inexactNumber) { return v.(decimal), inexactNumber{} }),
		"float8_to_char": of(func(v any) (decimal, inexactNumber) {
			return decimalOfFloat(v.(float64), 64, 15), inexactNumber{v.(float64), 15}
		}),
		"float4_to_char": of(func(v any) (decimal, inexactNumber) {
			f := float64(v.(float32))
			return decimalOfFloat(f, 32, 6), inexactNumber{f, 6}
		}),
	})
}

// inexactNumber is a float, of which so many decimal digits mean something; 0 of a number that is none.
type inexactNumber struct {
	f      float64
	digits int
}

// rounded is the digits of |d| with post of them behind the point: of a float rounded as C does, and no more than it has.
func (b inexactNumber) rounded(d decimal, t *numberTemplate) string {
	if t.shifted {
		b.f *= math.Pow10(t.multi)
		d, _ = mulDecimal(d, decimal{Int: power10(int64(t.multi))})
	}
	if b.digits == 0 {
		return strings.TrimPrefix(decimalText(d.Round(int32(t.post))), "-")
	}
	whole := len(strconv.FormatFloat(math.Abs(b.f), 'f', 0, 64))
	return strconv.FormatFloat(math.Abs(b.f), 'f', max(0, min(t.post, b.digits-whole)), 64)
}

func numberToChar(d decimal, b inexactNumber, template string) (string, error) {
	t, err := readNumberTemplate(template)
	if err != nil || template == "" {
		return "", err
	}
	switch {
	case t.expo:
		return exponential(d, b, t), nil
	case t.roman:
		return romanNumeral(d, t), nil
	}
	negative := finite(d) && d.Int.Sign() < 0 || d.Special == sqltype.NegInf
	pre := t.pre + t.multi
	var digits string
	if finite(d) {
		digits = b.rounded(d, t)
	} else {
		digits = strings.TrimPrefix(decimalText(d), "-")
		if strings.Contains(strings.ToUpper(strings.Join(t.pieces, " ")), "TH") && !t.point && len(digits) <= pre {
			return "", sqlerr.New(sqlerr.InvalidTextRepresentation, "\"%s\" is not a number", digits)
		}
	}
	integer, fraction, pointed := strings.Cut(digits, ".")
	if len(integer) > pre {
		integer = strings.Repeat("#", pre)
		digits = integer
		if pointed || t.point {
			n := len(fraction)
			if !finite(d) {
				n = t.post
			}
			digits += "." + strings.Repeat("#", n)
		}
	}
	w := &numberWriter{t: t, number: digits, negative: negative, blanks: pre - len(integer), pre: pre}
	return w.write(), nil
}

// numberWriter fills a template with digits.
type numberWriter struct {
	t        *numberTemplate
	number   string // digits and a point
	at       int    // the next of them
	negative bool
	blanks   int // positions before the first digit
	pre      int
	position int
	last     int // with FM, the last digit behind the point that says anything; -1: all do
	count    int
	signed   bool // the sign is written, or none is needed
	inside   bool // a digit was written
	out      strings.Builder
}

func (w *numberWriter) write() string {
	t := w.t
	lsign := t.lsign
	if lsign == 'b' && w.pre == t.preSign {
		lsign = 'a'
	}
	w.signed = t.minus || t.plus && t.minus
	if !t.plus && !t.minus {
		w.signed = !w.negative && t.fill && t.lsign == 0
	}
	w.last = -1
	if t.fill && t.point {
		w.last = w.lastRelevant()
	}
	w.count = w.pre + t.post - 1
	if !w.signed && w.blanks == 0 {
		w.count++
	}
	for _, p := range t.pieces {
		w.piece(p, lsign)
	}
	return w.out.String()
}

// lastRelevant is the last digit that is no trailing zero, or the point; a 0 in the template keeps what it stands for.
func (w *numberWriter) lastRelevant() int {
	point := strings.IndexByte(w.number, '.')
	if point < 0 {
		return -1
	}
	last := len(strings.TrimRight(w.number, "0")) - 1
	if w.t.zeroEnd > w.blanks {
		last = max(last, min(len(w.number)-1, w.t.zeroEnd-w.blanks))
	}
	return last
}

func (w *numberWriter) sign() string {
	if w.negative {
		return "-"
	}
	return "+"
}

func (w *numberWriter) put(s string) { w.out.WriteString(s) }

// orBlank writes s where a digit is before it, else a blank, which FM leaves out.
func (w *numberWriter) orBlank(s string, show bool) {
	switch {
	case show:
		w.put(s)
	case !w.t.fill:
		w.put(strings.Repeat(" ", len(s)))
	}
}

func (w *numberWriter) piece(p string, lsign byte) {
	switch p {
	case "9", "0", "D", ".":
		w.digit(p == "0", lsign)
	case ",", "G":
		w.orBlank(",", w.inside)
	case "MI":
		w.orBlank("-", w.negative)
	case "PL":
		w.orBlank("+", !w.negative)
	case "SG":
		w.put(w.sign())
	case "L":
		w.put(" ")
	case "TH", "th":
		if !w.negative && !w.t.point && !strings.HasPrefix(w.number, "#") {
			w.put(ordinal(w.number, p == "TH"))
		}
	default:
		if text, ok := strings.CutPrefix(p, `"`); ok {
			w.put(text)
		}
	}
}

// leadingZero says whether the digit to come is the 0 before a point that no 0 of the template asks for.
func (w *numberWriter) leadingZero() bool {
	return !w.t.zero && w.at == 0 && strings.HasPrefix(w.number, "0") && w.t.post != 0
}

func (w *numberWriter) zeroHere() bool { return w.t.zero && w.t.zeroStart-1 <= w.position }

func (w *numberWriter) digit(zero bool, lsign byte) {
	t := w.t
	onlyPoint := w.last >= 0 && w.number[w.last] == '.'
	if !w.signed && (w.position >= w.blanks || t.zero && t.zeroStart-1 == w.position) && (!w.leadingZero() || onlyPoint) {
		w.putSign(lsign)
	}
	w.inside = false
	switch {
	case w.position < w.blanks && !w.zeroHere():
		if !t.fill {
			w.put(" ")
		}
	case w.position < w.blanks:
		w.put("0")
		w.inside = true
	case w.at < len(w.number):
		w.next(zero, onlyPoint)
		w.at++
	}
	end := w.count
	if w.blanks > 0 {
		end++
	}
	if t.point {
		end++
	}
	if w.last >= 0 && w.last == w.at {
		end = w.position
	}
	if w.position+1 == end {
		switch {
		case w.signed && t.bracket && w.negative:
			w.put(">")
		case w.signed && t.bracket && !t.fill:
			w.put(" ")
		case lsign == 'a':
			w.put(w.sign())
		}
	}
	w.position++
}

func (w *numberWriter) next(zero, onlyPoint bool) {
	c := w.number[w.at]
	switch {
	case c == '.':
		if !onlyPoint || w.t.fill {
			w.put(".")
		}
	case w.last >= 0 && w.at > w.last && !zero:
	case w.leadingZero():
		if !w.t.fill {
			w.put(" ")
		} else if onlyPoint {
			w.put("0")
		}
	default:
		w.put(string(c))
		w.inside = true
	}
}

func (w *numberWriter) putSign(lsign byte) {
	switch {
	case w.t.lsign != 0:
		if lsign == 'b' {
			w.put(w.sign())
			w.signed = true
		}
		return
	case w.t.bracket && w.negative:
		w.put("<")
	case w.t.bracket:
		w.orBlank(" ", false)
	case w.negative:
		w.put("-")
	case !w.t.fill:
		w.put(" ")
	}
	w.signed = true
}

// exponential has one digit before the point.
func exponential(d decimal, b inexactNumber, t *numberTemplate) string {
	if !finite(d) {
		return " " + strings.Repeat("#", t.pre) + "." + strings.Repeat("#", t.post+4)
	}
	if b.digits != 0 {
		text := strconv.FormatFloat(math.Abs(b.f), 'e', t.post, 64)
		if b.f < 0 {
			return "-" + text
		}
		return " " + text
	}
	digits, exponent := "0", int64(0)
	if d.Int.Sign() != 0 {
		exponent = decimalDigits(d.Int) - 1 - int64(d.Scale)
		m := decimal{Int: d.Int, Scale: d.Scale + int32(exponent)}.Round(int32(t.post))
		if decimalDigits(m.Int)-int64(m.Scale) > 1 { // rounded up to 10
			exponent++
			m = decimal{Int: d.Int, Scale: d.Scale + int32(exponent)}.Round(int32(t.post))
		}
		digits = strings.TrimPrefix(decimalText(m), "-")
	} else if t.post > 0 {
		digits += "." + strings.Repeat("0", t.post)
	}
	sign, expSign := " ", "+"
	if d.Int.Sign() < 0 {
		sign = "-"
	}
	if exponent < 0 {
		expSign, exponent = "-", -exponent
	}
	return sign + digits + fmt.Sprintf("e%s%02d", expSign, exponent)
}

// romanNumeral is of 1 to 3999, right in fifteen places.
func romanNumeral(d decimal, t *numberTemplate) string {
	text := strings.Repeat("#", 15)
	if finite(d) {
		if n := d.Round(0).Int; n.IsInt64() && n.Int64() >= 1 && n.Int64() <= 3999 {
			text = ""
			digits := strconv.FormatInt(n.Int64(), 10)
			ones, fives := "IXCM", "VLD"
			for i := range len(digits) {
				place := len(digits) - 1 - i
				one := string(ones[place])
				switch v := int(digits[i] - '0'); {
				case v == 9:
					text += one + string(ones[place+1])
				case v == 4:
					text += one + string(fives[place])
				case v >= 5:
					text += string(fives[place]) + strings.Repeat(one, v-5)
				default:
					text += strings.Repeat(one, v)
				}
			}
		}
	}
	for _, p := range t.pieces {
		if p == "rn" {
			text = strings.ToLower(text)
		}
	}
	if t.fill {
		return text
	}
	return fmt.Sprintf("%15s", text)
}
