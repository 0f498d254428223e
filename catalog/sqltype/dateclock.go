package sqltype

import (
	"math"
	"strconv"
	"strings"
)

// This file reads times of day, digits run together and Julian days into a moment.

// packed reads digits run together: yyyymmdd or yymmdd if the date is open, hhmmss[.f] or hhmm once it is known.
func (m *moment) packed(s string, dateKnown bool) dateError {
	s, fraction, fractional := strings.Cut(s, ".")
	if strings.Trim(s, "0123456789") != "" {
		return badFormat
	}
	at := func(from, to int) int64 {
		v, err := strconv.ParseInt(s[from:to], 10, 32)
		if err != nil {
			return math.MaxInt32
		}
		return v
	}
	n := len(s)
	if !fractional && !dateKnown && m.seen&datePart != datePart && n >= 6 {
		m.day, m.month = at(n-2, n), at(n-4, n-2)
		m.year, m.shortYear = at(0, n-4), n == 6
		return m.see(datePart)
	}
	switch {
	case m.seen&timePart != 0:
		return badFormat
	case n == 6:
		m.hour, m.clock = at(0, 2), at(2, 4)*usPerMinute+at(4, 6)*usPerSecond+fractionOf(fraction)
		if at(2, 4) > 59 || at(4, 6) > 60 {
			return fieldOverflow
		}
	case n == 4:
		m.hour, m.clock = at(0, 2), at(2, 4)*usPerMinute+fractionOf(fraction)
		if at(2, 4) > 59 {
			return fieldOverflow
		}
	default:
		return badFormat
	}
	return m.see(timePart)
}

func (m *moment) julian(s string) dateError {
	whole, fraction, fractional := strings.Cut(s, ".")
	v, err := strconv.ParseInt(whole, 10, 32)
	if err != nil {
		return fieldOverflow
	}
	c := civilOf(v + minDays)
	m.year, m.month, m.day = c.year, c.month, c.day
	if c.year <= 0 { // as it is written
		m.year, m.bc = 1-c.year, true
	}
	if err := m.see(datePart); err != 0 {
		return err
	}
	if !fractional {
		return 0
	}
	part, err := strconv.ParseFloat("0."+fraction, 64)
	if err != nil {
		return badFormat
	}
	us := int64(part * float64(usPerDay))
	m.hour, m.clock = us/usPerHour, us%usPerHour
	return m.see(timePart)
}

// timeOfDay reads h:m, h:m:s and m:s.f with fractions of a second.
func (m *moment) timeOfDay(s string) dateError {
	h, us, err := clockOf(s)
	if err != 0 {
		return err
	}
	m.hour, m.clock = h, us
	return m.see(timePart)
}

// clockOf reads h:m[:s[.f]]; m:s.f is minutes and seconds. It returns hours and, within the hour, microseconds.
func clockOf(s string) (hours, us int64, err dateError) {
	s, fraction, fractional := strings.Cut(s, ".")
	parts := strings.Split(s, ":")
	if len(parts) == 2 && fractional {
		parts = append([]string{"0"}, parts...)
	}
	if len(parts) == 2 {
		parts = append(parts, "0")
	}
	if len(parts) != 3 || strings.Trim(fraction, "0123456789") != "" {
		return 0, 0, badFormat
	}
	var v [3]int64
	for i, p := range parts {
		if p == "" {
			return 0, 0, badFormat
		}
		bits := 32
		if i == 0 { // the hours of an interval
			bits = 64
		}
		n, e := strconv.ParseInt(p, 10, bits)
		if e != nil {
			return 0, 0, fieldOverflow
		}
		v[i] = n
	}
	if v[1] > 59 || v[2] > 60 {
		return 0, 0, fieldOverflow
	}
	return v[0], v[1]*usPerMinute + v[2]*usPerSecond + fractionOf(fraction), 0
}

// fractionOf is .digits of a second in microseconds, rounded to even as C's rint does.
func fractionOf(digits string) int64 {
	if digits == "" {
		return 0
	}
	v, err := strconv.ParseFloat("0."+digits, 64)
	if err != nil {
		return 0
	}
	return int64(math.RoundToEven(v * 1e6))
}
