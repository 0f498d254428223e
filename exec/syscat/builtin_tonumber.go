package syscat

import (
	"strings"

	"asof/catalog/sqlerr"
)

// toNumber reads a number by a template: what is not part of one is left out.
func toNumber(text, template string) (any, error) {
	t, err := readNumberTemplate(template)
	if err != nil {
		return nil, err
	}
	if len(text) == 0 || template == "" {
		return nil, nil
	}
	if t.roman {
		return nil, sqlerr.New(sqlerr.FeatureNotSupported, "\"RN\" not supported for input")
	}
	if t.expo {
		return nil, sqlerr.New(sqlerr.FeatureNotSupported, "\"EEEE\" not supported for input")
	}
	var b strings.Builder
	negative := strings.ContainsAny(text, "-<")
	digits, point, seen := 0, false, 0
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c >= '0' && c <= '9' && (!point && digits < t.pre+t.multi || point && seen < t.post):
			b.WriteByte(c)
			if point {
				seen++
			} else {
				digits++
			}
		case c == '.' && t.point && !point:
			point = true
			b.WriteByte(c)
		}
	}
	s := b.String()
	if s == "" || s == "." {
		return nil, sqlerr.New(sqlerr.InvalidTextRepresentation, "invalid input syntax for type numeric: \"%s\"", " ")
	}
	d := numberOf(s)
	if negative {
		d = negate(d)
	}
	d = d.Round(int32(t.post))
	if t.shifted {
		return result(divDecimal(d, decimal{Int: power10(int64(t.multi))}))
	}
	return d, nil
}
