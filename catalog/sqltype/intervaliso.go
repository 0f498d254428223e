package sqltype

import "strings"

// readISOInterval reads P1Y2M3W4DT5H6M7.8S and the alternative form P0001-02-03T04:05:06; each half may have its own.
func readISOInterval(s string) (*sum, dateError) {
	t := &sum{}
	rest, ok := strings.CutPrefix(s, "P")
	if !ok || rest == "" {
		return nil, badFormat
	}
	inTime, any := false, false // any: the half has a part with a unit
	for rest != "" {
		if rest[0] == 'T' {
			inTime, any, rest = true, false, rest[1:]
			continue
		}
		end := skip(rest, 0, func(c byte) bool { return isDigit(c) || c == '.' || c == '-' || c == '+' || c == ':' })
		if !any && (end == len(rest) || rest[end] == 'T') {
			if err := t.putISO(rest[:end], inTime); err != 0 {
				return nil, err
			}
			rest = rest[end:]
			continue
		}
		if end == len(rest) {
			return nil, badFormat
		}
		u, ok := isoUnit(rest[end], inTime)
		if !ok {
			return nil, badFormat
		}
		value, fraction, err := parseSigned(rest[:end])
		if err != 0 {
			return nil, err
		}
		t.put(u, value, fraction)
		any, rest = true, rest[end+1:]
	}
	return t, 0
}

// parseSigned is parseDecimalParts with a sign in front.
func parseSigned(s string) (int64, float64, dateError) {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		value, fraction, err := parseDecimalParts(s[1:])
		if s[0] == '-' {
			value, fraction = -value, -fraction
		}
		return value, fraction, err
	}
	return parseDecimalParts(s)
}

func isoUnit(c byte, inTime bool) (unit, bool) {
	if inTime {
		switch c {
		case 'H':
			return hour, true
		case 'M':
			return minute, true
		case 'S':
			return second, true
		}
		return noUnit, false
	}
	switch c {
	case 'Y':
		return year, true
	case 'M':
		return month, true
	case 'W':
		return week, true
	case 'D':
		return day, true
	}
	return noUnit, false
}

// putISO adds one half of the alternative form: yyyy-mm-dd, hh:mm:ss, or a beginning of it.
func (t *sum) putISO(s string, inTime bool) dateError {
	sep, units := "-", [...]unit{year, month, day}
	if inTime {
		sep, units = ":", [...]unit{hour, minute, second}
	}
	parts := strings.Split(s, sep)
	if s != "" && strings.HasPrefix(s, sep) { // a sign, not a separator
		parts = strings.Split(s[1:], sep)
		parts[0] = sep + parts[0]
	}
	if len(parts) > len(units) {
		return badFormat
	}
	for i, p := range parts {
		value, fraction, err := parseSigned(p)
		if err != 0 {
			return err
		}
		t.put(units[i], value, fraction)
	}
	return 0
}
