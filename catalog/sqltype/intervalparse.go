package sqltype

import (
	"strconv"
	"strings"

	"asof/catalog/sqlerr"
)

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
