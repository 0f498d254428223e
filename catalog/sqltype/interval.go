package sqltype

import "strconv"

// This file prints intervals in the four IntervalStyles; intervalparse.go reads them.

// span is a Span taken apart as it is printed; every part has its own sign.
type span struct{ years, months, days, hours, minutes, seconds, us int64 }

func splitSpan(s Span) span {
	return span{
		years: int64(s.Months / 12), months: int64(s.Months % 12), days: int64(s.Days),
		hours: s.Micros / usPerHour, minutes: s.Micros % usPerHour / usPerMinute,
		seconds: s.Micros % usPerMinute / usPerSecond, us: s.Micros % usPerSecond,
	}
}

// anyClock says whether an hour, minute or second is not 0, negClock whether they are below 0 (they share their sign).
func (s *span) anyClock() bool { return s.hours != 0 || s.minutes != 0 || s.seconds != 0 || s.us != 0 }
func (s *span) negClock() bool { return s.hours < 0 || s.minutes < 0 || s.seconds < 0 || s.us < 0 }

func appendInterval(dst []byte, v Span, style string) []byte {
	s := splitSpan(v)
	switch style {
	case "postgres_verbose":
		return s.appendVerbose(dst)
	case "sql_standard":
		return s.appendStandard(dst)
	case "iso_8601":
		return s.appendISO(dst)
	}
	return s.appendPostgres(dst)
}

func abs(v int64) int64 {
	if v < 0 {
		return -v
	}
	return v
}

// appendSeconds prints the seconds without sign.
func (s *span) appendSeconds(dst []byte, width int) []byte {
	return appendFraction(appendPadded(dst, abs(s.seconds), width), abs(s.us))
}

// appendClock prints hours (at least width digits), minutes and seconds, without sign.
func (s *span) appendClock(dst []byte, width int) []byte {
	dst = append(appendPadded(dst, abs(s.hours), width), ':')
	dst = append(appendPadded(dst, abs(s.minutes), 2), ':')
	return s.appendSeconds(dst, 2)
}

// appendPostgres: 1 year 2 mons -3 days +04:05:06. A plus is written after a part below 0.
func (s *span) appendPostgres(dst []byte) []byte {
	n, negative := len(dst), false
	for _, part := range [...]struct {
		v    int64
		unit string
	}{{s.years, "year"}, {s.months, "mon"}, {s.days, "day"}} {
		if part.v == 0 {
			continue
		}
		if len(dst) > n {
			dst = append(dst, ' ')
		}
		if negative && part.v > 0 {
			dst = append(dst, '+')
		}
		dst = append(append(strconv.AppendInt(dst, part.v, 10), ' '), part.unit...)
		if part.v != 1 {
			dst = append(dst, 's')
		}
		negative = part.v < 0
	}
	first := len(dst) == n
	if !first && !s.anyClock() {
		return dst
	}
	if !first {
		dst = append(dst, ' ')
	}
	switch {
	case s.negClock():
		dst = append(dst, '-')
	case negative:
		dst = append(dst, '+')
	}
	return s.appendClock(dst, 2)
}

// appendVerbose: @ 1 year 2 mons -3 days 4 hours; the first part decides about "ago", the others' signs follow from it.
func (s *span) appendVerbose(dst []byte) []byte {
	dst = append(dst, '@')
	zero, ago := true, false
	for _, part := range [...]struct {
		v    int64
		unit string
	}{{s.years, "year"}, {s.months, "mon"}, {s.days, "day"}, {s.hours, "hour"}, {s.minutes, "min"}} {
		if part.v == 0 {
			continue
		}
		if zero {
			ago = part.v < 0
		}
		if ago {
			part.v = -part.v
		}
		zero = false
		dst = append(append(strconv.AppendInt(append(dst, ' '), part.v, 10), ' '), part.unit...)
		if part.v != 1 {
			dst = append(dst, 's')
		}
	}
	if s.seconds != 0 || s.us != 0 {
		dst = append(dst, ' ')
		negative := s.seconds < 0 || s.us < 0
		switch {
		case zero:
			ago = negative
		case negative != ago:
			dst = append(dst, '-')
		}
		zero = false
		dst = append(s.appendSeconds(dst, 1), " sec"...)
		if abs(s.seconds) != 1 || s.us != 0 {
			dst = append(dst, 's')
		}
	}
	if zero {
		dst = append(dst, " 0"...)
	}
	if ago {
		dst = append(dst, " ago"...)
	}
	return dst
}

// appendStandard: 1-2, 3 4:05:06, or, where the SQL standard has no form, +1-2 -3 +4:05:06.
func (s *span) appendStandard(dst []byte) []byte {
	negative := s.years < 0 || s.months < 0 || s.days < 0 || s.negClock()
	positive := s.years > 0 || s.months > 0 || s.days > 0 || s.anyClock() && !s.negClock()
	yearMonth := s.years != 0 || s.months != 0
	dayTime := s.days != 0 || s.anyClock()
	switch {
	case !negative && !positive:
		return append(dst, '0')
	case negative && positive || yearMonth && dayTime:
		dst = append(dst, sign(s.years < 0 || s.months < 0))
		dst = append(strconv.AppendInt(dst, abs(s.years), 10), '-')
		dst = append(strconv.AppendInt(dst, abs(s.months), 10), ' ', sign(s.days < 0))
		dst = append(strconv.AppendInt(dst, abs(s.days), 10), ' ', sign(s.negClock()))
		return s.appendClock(dst, 1)
	}
	if negative {
		dst = append(dst, '-')
	}
	if yearMonth {
		dst = append(strconv.AppendInt(dst, abs(s.years), 10), '-')
		return strconv.AppendInt(dst, abs(s.months), 10)
	}
	if s.days != 0 {
		dst = append(strconv.AppendInt(dst, abs(s.days), 10), ' ')
	}
	return s.appendClock(dst, 1)
}

func sign(negative bool) byte {
	if negative {
		return '-'
	}
	return '+'
}

// appendISO: P1Y2M-3DT4H5M6S.
func (s *span) appendISO(dst []byte) []byte {
	if *s == (span{}) {
		return append(dst, "PT0S"...)
	}
	dst = append(dst, 'P')
	part := func(v int64, unit byte) {
		if v != 0 {
			dst = append(strconv.AppendInt(dst, v, 10), unit)
		}
	}
	part(s.years, 'Y')
	part(s.months, 'M')
	part(s.days, 'D')
	if !s.anyClock() {
		return dst
	}
	dst = append(dst, 'T')
	part(s.hours, 'H')
	part(s.minutes, 'M')
	if s.seconds != 0 || s.us != 0 {
		if s.seconds < 0 || s.us < 0 {
			dst = append(dst, '-')
		}
		dst = append(s.appendSeconds(dst, 1), 'S')
	}
	return dst
}
