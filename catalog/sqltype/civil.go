package sqltype

import (
	"strings"
	"time"
)

// Civil is a date of the proleptic Gregorian calendar; Year 0 is 1 BC.
type Civil struct{ Year, Month, Day int64 }

// CivilOf returns the date of a day number counted from 1970-01-01.
func CivilOf(days int64) Civil {
	c := civilOf(days)
	return Civil{c.year, c.month, c.day}
}

// Days is the inverse of CivilOf.
func (c Civil) Days() int64 { return civil{c.Year, c.Month, c.Day}.days() }

// DaysInMonth is how many days a month has.
func DaysInMonth(year, month int64) int64 { return daysInMonth(year, month) }

// TimestampOf joins a day number and a time of day in microseconds; ok is false outside the range.
func TimestampOf(days, us int64) (Micros, bool) { return timestampOf(days, us) }

// OffsetAt is a zone's offset at an instant, in seconds east of UTC, and its abbreviation.
func OffsetAt(us Micros, loc *time.Location) (east int64, abbreviation string) {
	return offsetAt(int64(us), loc)
}

// InstantOf returns the instant at which clocks in loc show local, microseconds as if they were UTC. A time that was skipped or shown
// twice is read as standard time, as Postgres does.
func InstantOf(local Micros, loc *time.Location) Micros { return Micros(instantOf(int64(local), loc)) }

// ZoneOf reads the name of a zone as AT TIME ZONE takes it: an abbreviation, a full name or a POSIX form.
func ZoneOf(name string) (*time.Location, bool) {
	if east, ok := zoneAbbreviations[truncateWord(strings.ToLower(name))]; ok {
		return time.FixedZone("", int(east)), true
	}
	return namedLocation(name)
}
