package sqltype

import "strings"

// This file cuts the text of a date, time or interval into fields, which datefield.go and intervalparse.go then interpret.

// fieldKind says what a field looks like; what it means depends on its neighbours.
type fieldKind uint8

const (
	numberField fieldKind = iota // 12, 1.5, .5
	dateField                    // digits or words joined by - / . : 2001-03-01, 01-mar-2001, europe/paris
	timeField                    // 12:00, 12:00:00.5
	zoneField                    // a sign and digits: +02, -05:30; in an interval, a number with a sign
	wordField                    // letters: jan, utc, bc, days
	signedField                  // a sign and letters: -infinity
)

type field struct {
	kind fieldKind
	text string // lower case
}

// maxFields is how many fields a date may have; more are no date.
const maxFields = 25

// dateFields cuts s; false if it has a character that no field has, or no or too many fields.
func dateFields(s string) ([]field, bool) {
	s = strings.ToLower(s)
	var out []field
	for i := 0; i < len(s); {
		start, c := i, s[i]
		var kind fieldKind
		switch {
		case isSpace(c):
			i++
			continue
		case isDigit(c):
			kind, i = digitField(s, i)
		case c == '.':
			kind, i = numberField, skip(s, i+1, isDigit)
		case isAlpha(c):
			kind, i = letterField(s, i)
		case c == '+' || c == '-':
			for i++; i < len(s) && isSpace(s[i]); i++ {
			}
			switch {
			case i < len(s) && isDigit(s[i]):
				end := skip(s, i, func(c byte) bool { return isDigit(c) || c == ':' || c == '.' || c == '-' })
				out = append(out, field{zoneField, s[start:start+1] + s[i:end]})
				i = end
			case i < len(s) && isAlpha(s[i]):
				end := skip(s, i, isAlpha)
				out = append(out, field{signedField, s[start:start+1] + s[i:end]})
				i = end
			default:
				return nil, false
			}
			continue
		case c > ' ' && c < 0x7f: // other punctuation separates
			i++
			continue
		default:
			return nil, false
		}
		out = append(out, field{kind, s[start:i]})
	}
	return out, len(out) > 0 && len(out) <= maxFields
}

func skip(s string, i int, is func(byte) bool) int {
	for i < len(s) && is(s[i]) {
		i++
	}
	return i
}

// digitField reads a field that begins with a digit and returns its end.
func digitField(s string, i int) (fieldKind, int) {
	i = skip(s, i, isDigit)
	if i == len(s) {
		return numberField, i
	}
	switch delim := s[i]; delim {
	case ':':
		return timeField, skip(s, i, func(c byte) bool { return isDigit(c) || c == ':' || c == '.' })
	case '-', '/', '.':
		kind := dateField
		if i++; i < len(s) && isDigit(s[i]) {
			if delim == '.' {
				kind = numberField
			}
			i = skip(s, i, isDigit)
			if i < len(s) && s[i] == delim {
				kind = dateField
				i = skip(s, i, func(c byte) bool { return isDigit(c) || c == delim })
			}
			return kind, i
		}
		return kind, skip(s, i, func(c byte) bool { return isDigit(c) || isAlpha(c) || c == delim })
	}
	return numberField, i
}

// letterField reads a word, a date that begins with a month's name, or a time zone's name.
func letterField(s string, i int) (fieldKind, int) {
	start := i
	i = skip(s, i, isAlpha)
	if i == len(s) {
		return wordField, i
	}
	inName := func(c byte) bool {
		return isDigit(c) || isAlpha(c) || strings.IndexByte("+-/_.:", c) >= 0
	}
	switch c := s[i]; {
	case c == '-' || c == '/' || c == '.':
		return dateField, skip(s, i, inName)
	case c == '+' || isDigit(c):
		// est5edt, gmt+2; but a word of the calendar ends here (jan01, t12).
		if _, known := dateWords[truncateWord(s[start:i])]; !known {
			return dateField, skip(s, i, inName)
		}
	}
	return wordField, i
}

// wordLength is how much of a word counts.
const wordLength = 10

func truncateWord(w string) string {
	if len(w) > wordLength {
		return w[:wordLength]
	}
	return w
}
