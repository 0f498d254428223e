package sqltype

import (
	"math"
	"time"
)

// Lengths of time in microseconds.
const (
	usPerSecond int64 = 1_000_000
	usPerMinute       = 60 * usPerSecond
	usPerHour         = 60 * usPerMinute
	usPerDay          = 24 * usPerHour
)

// The range of the calendar: from 4714-11-24 BC as in Postgres; dates end before 5874898-01-01, as in Postgres; timestamps at
// what 64 bits hold, 294247-01-10 (Postgres counts from 2000 and reaches thirty years further).
const (
	minDays      int64 = -2440588
	endDays      int64 = 2145042906
	endTimestamp int64 = math.MaxInt64
)

// civil is a date of the proleptic Gregorian calendar; Year 0 is 1 BC.
type civil struct{ year, month, day int64 }

// civilOf returns the date of a day number counted from 1970-01-01. Years are taken to begin in March, so that the leap day
// is the last, in eras of 400 years.
func civilOf(days int64) civil {
	days += 719468
	era := floorDiv(days, 146097)
	doe := days - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	c := civil{year: yoe + era*400, month: mp + 3, day: doy - (153*mp+2)/5 + 1}
	if c.month > 12 {
		c.month -= 12
		c.year++
	}
	return c
}

// days is the inverse of civilOf.
func (c civil) days() int64 {
	y, m := c.year, c.month-3
	if m < 0 {
		m += 12
		y--
	}
	era := floorDiv(y, 400)
	yoe := y - era*400
	doy := (153*m+2)/5 + c.day - 1
	return era*146097 + yoe*365 + yoe/4 - yoe/100 + doy - 719468
}

func daysInMonth(year, month int64) int64 {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// offsetAt is a zone's offset at an instant, in seconds east of UTC, and its abbreviation.
func offsetAt(us int64, loc *time.Location) (east int64, abbreviation string) {
	if loc == time.UTC || loc == nil {
		return 0, "UTC"
	}
	name, off := time.Unix(floorDiv(us, usPerSecond), 0).In(loc).Zone()
	return int64(off), name
}

// instantOf returns the instant at which clocks in loc show local, microseconds as if they were UTC. A time that was skipped
// or shown twice at a change of the clocks is read with the offset that is standard time, as Postgres does.
func instantOf(local int64, loc *time.Location) int64 {
	before, _ := offsetAt(local-usPerDay, loc)
	after, _ := offsetAt(local+usPerDay, loc)
	if before == after {
		return local - before*usPerSecond
	}
	beforeFits := fits(local, before, loc)
	afterFits := fits(local, after, loc)
	switch {
	case beforeFits && !afterFits:
		return local - before*usPerSecond
	case afterFits && !beforeFits:
		return local - after*usPerSecond
	}
	return local - min(before, after)*usPerSecond
}

func fits(local, east int64, loc *time.Location) bool {
	got, _ := offsetAt(local-east*usPerSecond, loc)
	return got == east
}

// timestampOf joins a date and a time of day; ok is false outside the range.
func timestampOf(days, us int64) (Micros, bool) {
	if days < minDays || days > endTimestamp/usPerDay || us > 0 && days*usPerDay > endTimestamp-us {
		return 0, false
	}
	return inRange(days*usPerDay + us)
}

func inRange(us int64) (Micros, bool) {
	return Micros(us), us >= minDays*usPerDay && us < endTimestamp
}

// InRange says whether d is a date of the calendar; the infinities are not.
func (d Days) InRange() bool { return int64(d) >= minDays && int64(d) < endDays }

// InRange says whether us is an instant of the calendar; the infinities are not.
func (us Micros) InRange() bool {
	_, ok := inRange(int64(us))
	return ok
}
