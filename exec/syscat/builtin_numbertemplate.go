package syscat

import (
	"strings"

	"asof/catalog/sqlerr"
)

// This file reads the templates of numbers.

// numberPatterns are the patterns of numbers, the longest first.
var numberPatterns = [...]string{"EEEE", "FM", "MI", "PL", "PR", "RN", "SG", "SP", "TH", "th", ".", ",", "0", "9", "B", "C", "D", "G", "L", "S", "V"}

// numberTemplate is a template with what it says as a whole.
type numberTemplate struct {
	pieces                 []string // patterns in upper case (th as written); texts begin with a quote
	pre, post              int      // digits before and behind the point
	zeroStart, zeroEnd     int      // the positions of the first and last 0; 0 if there is none
	point, fill, zero      bool
	bracket, roman, expo   bool
	plus, minus            bool
	lsign                  byte // where S stands: 'b' before, 'a' after the digits
	preSign                int
	multi                  int // digits behind V
	shifted, blank, digits bool
}

func templateError(text string) error { return sqlerr.New(sqlerr.SyntaxError, "%s", text) }

// readNumberTemplate cuts a template and checks what goes together.
func readNumberTemplate(t string) (*numberTemplate, error) {
	n := &numberTemplate{}
	for t != "" {
		p := ""
		for _, candidate := range numberPatterns {
			if len(t) >= len(candidate) && (t[:len(candidate)] == candidate || candidate != "th" && candidate != "TH" && strings.EqualFold(t[:len(candidate)], candidate)) {
				p = candidate
				break
			}
		}
		if p == "" {
			text, rest := literalAt(t)
			n.pieces = append(n.pieces, `"`+text)
			t = rest
			continue
		}
		written := t[:len(p)]
		t = t[len(p):]
		if err := n.note(p); err != nil {
			return nil, err
		}
		if p == "RN" {
			p = written
		}
		n.pieces = append(n.pieces, p)
	}
	return n, nil
}

// note takes a pattern into account.
//
// One thing: what each pattern says of the whole.
func (n *numberTemplate) note(p string) error {
	if n.expo && p != "EEEE" {
		return templateError("\"EEEE\" must be the last pattern used")
	}
	switch p {
	case "9", "0":
		if n.bracket {
			return templateError("\"" + p + "\" must be ahead of \"PR\"")
		}
		n.digits = true
		switch {
		case n.shifted:
			n.multi++
		case n.point:
			n.post++
		default:
			n.pre++
		}
		if p == "0" {
			if !n.zero && !n.point {
				n.zero, n.zeroStart = true, n.pre
			}
			n.zeroEnd = n.pre + n.post
		}
	case "B":
		if n.pre == 0 && n.post == 0 && !n.zero {
			n.blank = true
		}
	case "D", ".":
		if n.point {
			return templateError("multiple decimal points")
		}
		if n.shifted {
			return templateError("cannot use \"V\" and decimal point together")
		}
		n.point = true
	case "FM":
		n.fill = true
	case "S":
		switch {
		case n.lsign != 0:
			return templateError("cannot use \"S\" twice")
		case n.plus || n.minus || n.bracket:
			return templateError("cannot use \"S\" and \"PL\"/\"MI\"/\"SG\"/\"PR\" together")
		}
		n.lsign = 'a'
		if n.pre == 0 && !n.point {
			n.lsign, n.preSign = 'b', n.pre
		} else if !n.point {
			n.lsign, n.preSign = 'a', n.pre
		}
	case "MI", "PL", "SG":
		if n.lsign != 0 {
			return templateError("cannot use \"S\" and \"" + p + "\" together")
		}
		n.minus = n.minus || p != "PL"
		n.plus = n.plus || p != "MI"
	case "PR":
		if n.lsign != 0 || n.plus || n.minus {
			return templateError("cannot use \"PR\" and \"S\"/\"PL\"/\"MI\"/\"SG\" together")
		}
		n.bracket = true
	case "RN":
		n.roman = true
	case "V":
		if n.point {
			return templateError("cannot use \"V\" and decimal point together")
		}
		n.shifted = true
	case "EEEE":
		if n.expo {
			return templateError("cannot use \"EEEE\" twice")
		}
		if n.blank || n.fill || n.lsign != 0 || n.bracket || n.minus || n.plus || n.roman || n.shifted {
			return templateError("\"EEEE\" is incompatible with other formats")
		}
		n.expo = true
	}
	return nil
}
