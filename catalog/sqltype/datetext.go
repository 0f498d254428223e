package sqltype

import "strconv"

// This file prints dates and times.

var (
	monthNames = [...]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
	dayNames   = [...]string{"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"} // 1970-01-01 was a Thursday
)

// appendPadded prints v, not negative, with at least width digits.
func appendPadded(dst []byte, v int64, width int) []byte {
	for limit := int64(10); width > 1; width-- {
		if v < limit {
			dst = append(dst, '0')
		}
		limit *= 10
	}
	return strconv.AppendInt(dst, v, 10)
}

// appendFraction prints the fraction of a second, without trailing zeros, nothing if it is 0.
func appendFraction(dst []byte, us int64) []byte {
	if us == 0 {
		return dst
	}
	dst = append(dst, '.')
	for unit := usPerSecond / 10; us > 0; unit /= 10 {
		dst = append(dst, byte('0'+us/unit))
		us %= unit
	}
	return dst
}

func appendTimeOfDay(dst []byte, us int64) []byte {
	dst = appendPadded(dst, us/usPerHour, 2)
	dst = append(dst, ':')
	dst = appendPadded(dst, us%usPerHour/usPerMinute, 2)
	dst = append(dst, ':')
	dst = appendPadded(dst, us%usPerMinute/usPerSecond, 2)
	return appendFraction(dst, us%usPerSecond)
}

// appendZone prints an offset: +02, +05:30, -00:01:15.
func appendZone(dst []byte, east int32) []byte {
	sign := byte('+')
	if east < 0 {
		sign, east = '-', -east
	}
	dst = append(dst, sign)
	dst = appendPadded(dst, int64(east/3600), 2)
	if east%3600 != 0 {
		dst = append(dst, ':')
		dst = appendPadded(dst, int64(east%3600/60), 2)
	}
	if east%60 != 0 {
		dst = append(dst, ':')
		dst = appendPadded(dst, int64(east%60), 2)
	}
	return dst
}

// year is the year as it is written; years before 1 are BC.
func (c civil) written() (year int64, bc bool) {
	if c.year <= 0 {
		return 1 - c.year, true
	}
	return c.year, false
}

func appendTriple(dst []byte, a int64, wa int, sep byte, b int64, c int64, wc int) []byte {
	dst = append(appendPadded(dst, a, wa), sep)
	dst = append(appendPadded(dst, b, 2), sep)
	return appendPadded(dst, c, wc)
}

// appendCivil prints a date in the styles that timestamps share with dates.
func appendCivil(dst []byte, c civil, f *Format) []byte {
	year, _ := c.written()
	switch {
	case f.DateStyle == "German":
		return appendTriple(dst, c.day, 2, '.', c.month, year, 4)
	case f.DateStyle == "SQL" && f.DateOrder == "DMY":
		return appendTriple(dst, c.day, 2, '/', c.month, year, 4)
	case f.DateStyle == "SQL":
		return appendTriple(dst, c.month, 2, '/', c.day, year, 4)
	}
	return appendTriple(dst, year, 4, '-', c.month, c.day, 2)
}

func appendBC(dst []byte, c civil) []byte {
	if _, bc := c.written(); bc {
		return append(dst, " BC"...)
	}
	return dst
}

func appendDate(dst []byte, d Days, f *Format) []byte {
	switch d {
	case InfinityDays:
		return append(dst, "infinity"...)
	case NegInfinityDays:
		return append(dst, "-infinity"...)
	}
	c := civilOf(int64(d))
	year, _ := c.written()
	switch {
	case f.DateStyle == "Postgres" && f.DateOrder == "DMY":
		dst = appendTriple(dst, c.day, 2, '-', c.month, year, 4)
	case f.DateStyle == "Postgres":
		dst = appendTriple(dst, c.month, 2, '-', c.day, year, 4)
	default:
		dst = appendCivil(dst, c, f)
	}
	return appendBC(dst, c)
}

func appendTimestamp(dst []byte, us Micros, f *Format, zoned bool) []byte {
	switch us {
	case Infinity:
		return append(dst, "infinity"...)
	case NegInfinity:
		return append(dst, "-infinity"...)
	}
	local, east, abbreviation := int64(us), int64(0), ""
	if zoned {
		east, abbreviation = offsetAt(local, f.Location)
		// Near the ends of the range the local time would overflow; seconds have room.
		if east > 0 && local > endTimestamp-east*usPerSecond {
			east = 0
		}
		local += east * usPerSecond
	}
	days := floorDiv(local, usPerDay)
	clock := local - days*usPerDay
	c := civilOf(days)
	if f.DateStyle == "Postgres" {
		dst = appendPostgres(dst, c, days, clock, f)
	} else {
		dst = append(appendCivil(dst, c, f), ' ')
		dst = appendTimeOfDay(dst, clock)
	}
	switch {
	case !zoned:
	case f.DateStyle == "ISO":
		dst = appendZone(dst, int32(east))
	default:
		dst = append(append(dst, ' '), abbreviation...)
	}
	return appendBC(dst, c)
}

// appendPostgres is the traditional style: Thu Mar 01 12:00:00.5 2001.
func appendPostgres(dst []byte, c civil, days, clock int64, f *Format) []byte {
	dst = append(dst, dayNames[days-floorDiv(days, 7)*7]...)
	dst = append(dst, ' ')
	if f.DateOrder == "DMY" {
		dst = append(appendPadded(dst, c.day, 2), ' ')
		dst = append(dst, monthNames[c.month-1]...)
	} else {
		dst = append(append(dst, monthNames[c.month-1]...), ' ')
		dst = appendPadded(dst, c.day, 2)
	}
	dst = append(appendTimeOfDay(append(dst, ' '), clock), ' ')
	year, _ := c.written()
	return appendPadded(dst, year, 4)
}
