package syscat

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// This file has to_date and to_timestamp: texts read by a template.

// readFields is what a text said; a field that it did not say is below 0.
type readFields struct {
	year, month, day, hour, minute, second, us  int64
	dayOfYear, julian, isoYear, isoWeek, isoDay int64
	week, monthWeek                             int64 // WW and W
	century, seconds                            int64
	pm, twelve, bc                              bool
	meridiem                                    bool
	east                                        int64
	zoned                                       bool
}

func newFields() *readFields {
	return &readFields{year: -1 << 40, month: -1, day: -1, hour: -1, dayOfYear: -1, julian: -1, isoYear: -1 << 40, isoWeek: -1, isoDay: -1,
		week: -1, monthWeek: -1, century: -1 << 40, seconds: -1}
}

const notRead = -1 << 40

func badValue(what string, pattern string, detail string, args ...any) error {
	return sqlerr.New(sqlerr.InvalidDatetimeFormat, "invalid value \"%s\" for \"%s\"", what, pattern).WithDetail(detail, args...)
}

// dateReader reads a text along the pieces of a template.
type dateReader struct {
	text   string
	pieces []piece
	fields *readFields
	fixed  bool // FX: spaces and lengths must fit
}

func readTemplate(text, template string) (*readFields, error) {
	r := &dateReader{text: text, pieces: cutTemplate(template), fields: newFields()}
	for i, p := range r.pieces {
		if p.pattern == "FX" {
			r.fixed = true
			continue
		}
		if p.pattern == "" {
			r.literal(p.text, i)
			continue
		}
		if !r.fixed {
			r.text = strings.TrimLeft(r.text, " \t\n\v\f\r")
			if i > 0 && r.pieces[i-1].pattern != "" || i == 0 {
				r.separators()
			}
		}
		if r.text == "" {
			break
		}
		next := i+1 < len(r.pieces) && r.pieces[i+1].pattern != "" && isNumberPattern(r.pieces[i+1].pattern)
		if err := r.read(p, next); err != nil {
			return nil, err
		}
		if p.ordinal != "" && len(r.text) >= 2 {
			r.text = r.text[2:]
		}
	}
	return r.fields, nil
}

// separators goes past what is neither letter, digit nor sign, between two patterns without anything between them.
func (r *dateReader) separators() {
	for r.text != "" && isSeparator(r.text[0]) {
		r.text = r.text[1:]
	}
}

func isSeparator(c byte) bool {
	return c > ' ' && c < utf8.RuneSelf && !(c >= '0' && c <= '9') && !(c|0x20 >= 'a' && c|0x20 <= 'z') && c != '-' && c != '+'
}

// literal goes past the character of the text that a template's character stands for.
func (r *dateReader) literal(text string, i int) {
	for _, c := range text {
		if r.text == "" {
			return
		}
		sep := c < utf8.RuneSelf && (isSeparator(byte(c)) || c == '-' || c == '+' || c == ' ')
		first, n := utf8.DecodeRuneInString(r.text)
		switch {
		case sep && !r.fixed:
			r.text = strings.TrimLeft(r.text, " \t\n\v\f\r")
			if r.text != "" && (isSeparator(r.text[0]) || (r.text[0] == '-' || r.text[0] == '+') && rune(r.text[0]) == c) {
				r.text = r.text[1:]
			} else if r.text != "" && r.text[0] == '-' && c != ' ' {
				r.text = r.text[1:]
			}
		case sep && first < utf8.RuneSelf && !isSeparator(byte(first)) && first != '-' && first != '+' && first != ' ':
		default:
			r.text = r.text[n:]
		}
	}
}

func isNumberPattern(p string) bool {
	switch p {
	case "AM", "PM", "A.M.", "P.M.", "AD", "BC", "A.D.", "B.C.", "MONTH", "MON", "DAY", "DY", "RM", "TZ", "OF", "FX":
		return false
	}
	return true
}

// widths are how many digits a pattern takes where a number follows at once.
var widths = map[string]int{"YYYY": 4, "IYYY": 4, "YYY": 3, "IYY": 3, "YY": 2, "IY": 2, "Y": 1, "I": 1, "MM": 2, "DD": 2, "HH": 2, "HH12": 2, "HH24": 2, "MI": 2, "SS": 2,
	"DDD": 3, "IDDD": 3, "D": 1, "ID": 1, "WW": 2, "IW": 2, "W": 1, "Q": 1, "CC": 2, "MS": 3, "US": 6, "FF1": 1, "FF2": 2, "FF3": 3, "FF4": 4, "FF5": 5, "FF6": 6,
	"SSSS": 5, "SSSSS": 5, "J": 7, "TZH": 2, "TZM": 2}

// number reads a pattern's digits: its width of them where another number follows, else all.
func (r *dateReader) number(p piece, next bool) (int64, int, error) {
	text := strings.TrimLeft(r.text, " ")
	sign := 0
	if text != "" && (text[0] == '-' || text[0] == '+') {
		sign = 1
	}
	n := sign
	limit := len(text)
	if next && !p.fill || r.fixed {
		limit = min(limit, widths[p.pattern])
	}
	for n < limit && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	if n == sign {
		shown := text[:min(len(text), max(widths[p.pattern], 1))]
		return 0, 0, badValue(shown, p.written, "Value must be an integer.")
	}
	v, err := strconv.ParseInt(text[:n], 10, 32)
	if err != nil {
		return 0, 0, sqlerr.New(sqlerr.DatetimeFieldOverflow, "value for \"%s\" in source string is out of range", p.written).
			WithDetail("Value must be in the range %d to %d.", -1<<31, 1<<31-1)
	}
	r.text = text[n:]
	return v, n - sign, nil
}

func (r *dateReader) set(to *int64, v int64, p piece) error {
	if *to >= 0 && *to != v {
		return sqlerr.New(sqlerr.InvalidDatetimeFormat, "conflicting values for \"%s\" field in formatting string", p.written).
			WithDetail("This value contradicts a previous setting for the same field type.")
	}
	*to = v
	return nil
}

// word reads one of some names, in any case; the index of the longest that fits.
func (r *dateReader) word(p piece, names []string, short int) (int64, error) {
	for i, name := range names {
		if short > 0 {
			name = name[:short]
		}
		if len(r.text) >= len(name) && strings.EqualFold(r.text[:len(name)], name) {
			r.text = r.text[len(name):]
			return int64(i), nil
		}
	}
	end := strings.IndexByte(r.text, ' ')
	if end < 0 {
		end = len(r.text)
	}
	return 0, badValue(r.text[:end], p.written, "The given value did not match any of the allowed values for this field.")
}

// read reads one pattern.
//
// One thing: what each pattern sets.
func (r *dateReader) read(p piece, next bool) error {
	f := r.fields
	switch p.pattern {
	case "AM", "PM":
		i, err := r.word(p, []string{"AM", "PM"}, 0)
		f.meridiem, f.pm = true, i == 1
		return err
	case "A.M.", "P.M.":
		i, err := r.word(p, []string{"A.M.", "P.M."}, 0)
		f.meridiem, f.pm = true, i == 1
		return err
	case "AD", "BC":
		i, err := r.word(p, []string{"AD", "BC"}, 0)
		f.bc = i == 1
		return err
	case "A.D.", "B.C.":
		i, err := r.word(p, []string{"A.D.", "B.C."}, 0)
		f.bc = i == 1
		return err
	case "MONTH", "MON":
		short := 0
		if p.pattern == "MON" {
			short = 3
		}
		i, err := r.word(p, monthWords[:], short)
		if err != nil {
			return err
		}
		return r.set(&f.month, i+1, p)
	case "DAY", "DY":
		short := 0
		if p.pattern == "DY" {
			short = 2 + 1
		}
		_, err := r.word(p, dayWords[:], short)
		return err
	case "RM":
		roman := [...]string{"XII", "XI", "IX", "X", "VIII", "VII", "VI", "IV", "V", "III", "II", "I"}
		months := [...]int64{12, 11, 9, 10, 8, 7, 6, 4, 5, 3, 2, 1}
		i, err := r.word(p, roman[:], 0)
		if err != nil {
			return err
		}
		return r.set(&f.month, months[i], p)
	case "TZ", "OF":
		return sqlerr.New(sqlerr.FeatureNotSupported, "formatting field \"%s\" is only supported in to_char", p.written)
	}
	v, digits, err := r.number(p, next)
	if err != nil {
		return err
	}
	return f.put(r, p, v, digits)
}

// put sets a field that is a number.
//
// One thing: what each pattern sets.
func (f *readFields) put(r *dateReader, p piece, v int64, digits int) error {
	switch p.pattern {
	case "HH", "HH12":
		f.twelve = true
		return r.set(&f.hour, v, p)
	case "HH24":
		return r.set(&f.hour, v, p)
	case "MI":
		f.minute = v
	case "SS":
		f.second = v
	case "MS", "US", "FF1", "FF2", "FF3", "FF4", "FF5", "FF6":
		for digits < 6 {
			v *= 10
			digits++
		}
		for digits > 6 {
			v /= 10
			digits--
		}
		f.us += v
	case "SSSS", "SSSSS":
		return r.set(&f.seconds, v, p)
	case "MM":
		return r.set(&f.month, v, p)
	case "DD":
		return r.set(&f.day, v, p)
	case "DDD":
		return r.set(&f.dayOfYear, v, p)
	case "J":
		return r.set(&f.julian, v, p)
	case "YYYY", "YYY", "YY", "Y":
		f.year = fullYear(v, digits, len(p.pattern))
	case "Y,YYY":
		if rest, ok := strings.CutPrefix(r.text, ","); ok {
			low, _ := strconv.ParseInt(rest[:min(3, len(rest))], 10, 32)
			v, r.text = v*1000+low, rest[min(3, len(rest)):]
		}
		f.year = v
	case "IYYY", "IYY", "IY", "I":
		f.isoYear = fullYear(v, digits, len(p.pattern))
	case "IW":
		return r.set(&f.isoWeek, v, p)
	case "ID":
		return r.set(&f.isoDay, v, p)
	case "WW":
		return r.set(&f.week, v, p)
	case "W":
		return r.set(&f.monthWeek, v, p)
	case "CC":
		f.century = v
	case "TZH":
		f.zoned, f.east = true, f.east+v*3600
	case "TZM":
		f.zoned, f.east = true, f.east+v*60
	}
	return nil
}

func init() {
	register(map[string]Func{
		"to_date": fn2e(func(text, template string) (days, error) {
			f, err := readTemplate(text, template)
			if err != nil {
				return 0, err
			}
			d, err := f.date(text)
			if err == nil && (d != int64(int32(d)) || !days(d).InRange()) {
				err = fieldOverflow("date out of range: \"%s\"", text)
			}
			return days(d), err
		}),
		"to_timestamp": fn2c(func(c *Call, text, template string) (micros, error) {
			f, err := readTemplate(text, template)
			if err != nil {
				return 0, err
			}
			d, err := f.date(text)
			if err != nil {
				return 0, err
			}
			us, err := f.clock(text)
			if err != nil {
				return 0, err
			}
			t, ok := sqltype.TimestampOf(d, us)
			if !ok {
				return 0, fieldOverflow("timestamp out of range")
			}
			if f.zoned {
				return t - micros(f.east*usPerSecond), nil
			}
			return c.instant(t)
		}),
		"numeric_to_number": func(_ *Call, a []any) (any, error) { return toNumber(a[0].(string), a[1].(string)) },
	})
}
