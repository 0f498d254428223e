package sqltype

import (
	"math"
	"strconv"
	"strings"

	"asof/catalog/sqlerr"
)

// unit is a unit of time as an interval's text names it.
type unit uint8

const (
	noUnit unit = iota // not said yet: seconds
	microsecond
	millisecond
	second
	minute
	hour
	day
	week
	month
	quarter
	year
	decade
	century
	millennium
	agoUnit // the word ago: everything before it is negated
)

// unitWords are the spellings, cut to wordLength.
var unitWords = func() map[string]unit {
	m := map[string]unit{}
	for u, spellings := range map[unit]string{
		microsecond: "us usec usecs usecond useconds microsecon",
		millisecond: "ms msec msecs msecond mseconds millisecon",
		second:      "s sec secs second seconds",
		minute:      "m min mins minute minutes",
		hour:        "h hr hrs hour hours",
		day:         "d day days",
		week:        "w week weeks",
		month:       "mon mons month months",
		quarter:     "qtr quarter",
		year:        "y yr yrs year years",
		decade:      "dec decs decade decades",
		century:     "c cent century centuries",
		millennium:  "mil mils millennia millennium",
		agoUnit:     "ago",
	} {
		for _, s := range strings.Fields(spellings) {
			m[s] = u
		}
	}
	return m
}()

// sum is an interval being added up. Its parts are bounded at the end.
type sum struct {
	months, days, us int64
	overflow         bool
}

// add adds n of something to a part.
func (t *sum) add(to *int64, n, of int64) {
	product := n * of
	if n != 0 && (product/n != of || n == -1 && of == math.MinInt64) {
		t.overflow = true
	}
	total := *to + product
	if (total > *to) != (product > 0) && product != 0 {
		t.overflow = true
	}
	*to = total
}

// addFraction adds a fraction of a unit of so many microseconds, rounded half away from zero.
func (t *sum) addFraction(fraction float64, of int64) {
	us := fraction * float64(of)
	if math.Abs(us) > math.MaxInt64/2 {
		t.overflow = true
		return
	}
	n := int64(us)
	switch rest := us - float64(n); {
	case rest > 0.5:
		n++
	case rest < -0.5:
		n--
	}
	t.add(&t.us, n, 1)
}

// addFractionDays adds a fraction of a unit of so many days: whole days, and the rest as time.
func (t *sum) addFractionDays(fraction float64, of int64) {
	d := fraction * float64(of)
	whole := math.Trunc(d)
	t.add(&t.days, int64(whole), 1)
	t.addFraction(d-whole, usPerDay)
}

// put adds value + fraction units.
func (t *sum) put(u unit, value int64, fraction float64) {
	switch u {
	case microsecond:
		t.add(&t.us, value, 1)
		t.addFraction(fraction, 1)
	case millisecond:
		t.add(&t.us, value, 1000)
		t.addFraction(fraction, 1000)
	case noUnit, second:
		t.add(&t.us, value, usPerSecond)
		t.addFraction(fraction, usPerSecond)
	case minute:
		t.add(&t.us, value, usPerMinute)
		t.addFraction(fraction, usPerMinute)
	case hour:
		t.add(&t.us, value, usPerHour)
		t.addFraction(fraction, usPerHour)
	case day:
		t.add(&t.days, value, 1)
		t.addFraction(fraction, usPerDay)
	case week:
		t.add(&t.days, value, 7)
		t.addFractionDays(fraction, 7)
	case month:
		t.add(&t.months, value, 1)
		t.addFractionDays(fraction, 30)
	default:
		years := map[unit]int64{year: 1, decade: 10, century: 100, millennium: 1000}[u]
		t.add(&t.months, value, 12*years)
		t.add(&t.months, int64(math.RoundToEven(fraction*12*float64(years))), 1)
	}
}

func (t *sum) span() (Span, bool) {
	ok := !t.overflow && t.months == int64(int32(t.months)) && t.days == int64(int32(t.days))
	return Span{Months: int32(t.months), Days: int32(t.days), Micros: t.us}, ok
}

func parseInterval(s string, f *Format) (any, error) {
	t, err := readInterval(s, f)
	if err == badFormat {
		if t, err = readISOInterval(s); err == 0 && t.overflow {
			err = fieldOverflow
		}
	}
	switch err {
	case 0:
	case fieldOverflow:
		return nil, sqlerr.New(codeIntervalOverflow, "interval field value out of range: \"%s\"", s)
	default:
		return nil, err.error("interval", s)
	}
	v, ok := t.span()
	if !ok {
		return nil, sqlerr.New(codeIntervalOverflow, "interval field value out of range: \"%s\"", s)
	}
	return v, nil
}

// readInterval reads the traditional and SQL forms. The fields are taken from the last to the first, since a unit follows its
// number.
func readInterval(s string, f *Format) (*sum, dateError) {
	fields, ok := dateFields(s)
	if !ok {
		return nil, badFormat
	}
	if f.IntervalStyle == "sql_standard" {
		fields = spreadSign(fields)
	}
	r := intervalReader{}
	for i := len(fields) - 1; i >= 0; i-- {
		if err := r.field(fields[i]); err != 0 {
			return nil, err
		}
	}
	if r.seen == 0 {
		return nil, badFormat
	}
	if r.ago {
		r.total.months, r.total.days, r.total.us = -r.total.months, -r.total.days, -r.total.us
	}
	return &r.total, 0
}

// spreadSign gives the minus of the first field to all, if no other has a sign: in the SQL standard -1 2:03:04 is all below 0.
func spreadSign(fields []field) []field {
	if fields[0].text[0] != '-' {
		return fields
	}
	for _, fd := range fields[1:] {
		if c := fd.text[0]; c == '-' || c == '+' {
			return fields
		}
	}
	out := append([]field(nil), fields...)
	for i, fd := range out[1:] {
		if fd.kind == numberField || fd.kind == timeField || fd.kind == dateField {
			out[i+1] = field{zoneField, "-" + fd.text}
		}
	}
	return out
}

type intervalReader struct {
	total sum
	next  unit // what the number before means
	seen  uint32
	ago   bool
}

// see notes a unit; one that was given twice is wrong.
func (r *intervalReader) see(units ...unit) dateError {
	for _, u := range units {
		if r.seen&(1<<u) != 0 {
			return badFormat
		}
		r.seen |= 1 << u
	}
	return 0
}

func (r *intervalReader) field(fd field) dateError {
	switch fd.kind {
	case timeField:
		return r.clock(fd.text, false)
	case zoneField:
		if strings.Contains(fd.text, ":") {
			return r.clock(fd.text[1:], fd.text[0] == '-')
		}
		return r.number(fd.text)
	case numberField, dateField:
		return r.number(fd.text)
	}
	u, ok := unitWords[truncateWord(fd.text)]
	switch {
	case !ok, u == quarter:
		return badFormat
	case u == agoUnit:
		r.ago = true
		r.next = noUnit
		return 0
	}
	r.next = u
	return 0
}

// clock reads h:m:s; a bare number before it is days.
func (r *intervalReader) clock(s string, negative bool) dateError {
	h, us, err := clockOf(s)
	if err != 0 {
		return err
	}
	direction := int64(1)
	if negative {
		direction = -1
	}
	r.total.add(&r.total.us, direction*h, usPerHour)
	r.total.add(&r.total.us, direction*us, 1)
	r.next = day
	return r.see(hour, minute, second)
}

// number reads [sign] digits [. digits], or years-months.
func (r *intervalReader) number(s string) dateError {
	negative := s[0] == '-'
	body := strings.TrimLeft(s, "+-")
	if years, months, ok := strings.Cut(body, "-"); ok {
		y, err1 := strconv.ParseInt(years, 10, 32)
		m, err2 := strconv.ParseInt(months, 10, 32)
		switch {
		case err1 != nil || err2 != nil:
			return badFormat
		case m > 11:
			return fieldOverflow
		}
		total := y*12 + m
		if negative {
			total = -total
		}
		r.total.put(month, total, 0)
		r.next = month
		return r.see(month)
	}
	value, fraction, err := parseDecimalParts(body)
	if err != 0 {
		return err
	}
	if negative {
		value, fraction = -value, -fraction
	}
	r.total.put(r.next, value, fraction)
	u := r.next
	if u == noUnit {
		u = second
	}
	if u == second && fraction != 0 {
		return r.see(second, millisecond, microsecond)
	}
	return r.see(u)
}

// parseDecimalParts reads digits [. digits] as a whole number and a fraction.
func parseDecimalParts(s string) (int64, float64, dateError) {
	whole, rest, fractional := strings.Cut(s, ".")
	var value int64
	if whole != "" {
		v, err := strconv.ParseInt(whole, 10, 64)
		if err != nil {
			if strings.Trim(whole, "0123456789") == "" {
				return 0, 0, fieldOverflow
			}
			return 0, 0, badFormat
		}
		value = v
	}
	if !fractional || rest == "" {
		if whole == "" {
			return 0, 0, badFormat
		}
		return value, 0, 0
	}
	if strings.Trim(rest, "0123456789") != "" {
		return 0, 0, badFormat
	}
	fraction, err := strconv.ParseFloat("0."+rest, 64)
	if err != nil {
		return 0, 0, badFormat
	}
	return value, fraction, 0
}

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
