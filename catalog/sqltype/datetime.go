package sqltype

import (
	"time"

	"asof/catalog/sqlerr"
)

// This file reads the types date, time, timetz, timestamp and timestamptz.

// error words a dateError about the text s of a type.
func (e dateError) error(typ, s string) error {
	switch e {
	case fieldOverflow:
		return sqlerr.New(sqlerr.DatetimeFieldOverflow, "date/time field value out of range: \"%s\"", s)
	case monthDayOverflow:
		return sqlerr.New(sqlerr.DatetimeFieldOverflow, "date/time field value out of range: \"%s\"", s).
			WithHint("Perhaps you need a different \"datestyle\" setting.")
	case zoneOverflow:
		return sqlerr.New(codeZoneDisplacement, "time zone displacement out of range: \"%s\"", s)
	case unknownZone:
		return sqlerr.New(sqlerr.InvalidParameterValue, "time zone \"%s\" not recognized", unknownZoneIn(s))
	case noClock:
		return sqlerr.New(sqlerr.FeatureNotSupported, "\"%s\" needs a clock, and there is none here", s)
	}
	return sqlerr.New(sqlerr.InvalidDatetimeFormat, "invalid input syntax for type %s: \"%s\"", typ, s)
}

// unknownZoneIn finds the zone that is not known in a text that was refused for it.
func unknownZoneIn(s string) string {
	fields, _ := dateFields(s)
	for _, fd := range fields {
		if fd.kind == dateField && isAlpha(fd.text[0]) {
			if _, ok := namedLocation(fd.text); !ok {
				return fd.text
			}
		}
	}
	return s
}

func parseDate(s string, f *Format) (any, error) {
	m, err := parseMoment(s, f, false)
	if err != 0 {
		return nil, err.error("date", s)
	}
	switch m.special {
	case "":
		if m.seen&datePart != datePart {
			return nil, badFormat.error("date", s)
		}
		d := m.days()
		if d < minDays || d >= endDays {
			return nil, sqlerr.New(sqlerr.DatetimeFieldOverflow, "date out of range: \"%s\"", s)
		}
		return Days(d), nil
	case "infinity":
		return InfinityDays, nil
	case "-infinity":
		return NegInfinityDays, nil
	case "epoch":
		return Days(0), nil
	}
	return Days(m.wordDay()), nil
}

// wordDay is the day that now, today, tomorrow or yesterday means.
func (m *moment) wordDay() int64 {
	now := int64(m.format.Now())
	east, _ := offsetAt(now, m.format.Location)
	day := floorDiv(now+east*usPerSecond, usPerDay)
	switch m.special {
	case "tomorrow":
		day++
	case "yesterday":
		day--
	}
	return day
}

func parseTimestamp(s string, f *Format, zoned bool) (any, error) {
	typ := "timestamp"
	if zoned {
		typ = "timestamp with time zone"
	}
	m, err := parseMoment(s, f, false)
	if err != 0 {
		return nil, err.error(typ, s)
	}
	var days int64
	switch m.special {
	case "infinity":
		return Infinity, nil
	case "-infinity":
		return NegInfinity, nil
	case "epoch":
		return Micros(0), nil
	case "now":
		now := int64(f.Now())
		if !zoned {
			east, _ := offsetAt(now, f.Location)
			now += east * usPerSecond
		}
		return Micros(now), nil
	case "":
		if m.seen&datePart != datePart {
			return nil, badFormat.error(typ, s)
		}
		days = m.days()
	default:
		days = m.wordDay()
	}
	us, ok := timestampOf(days, m.time())
	if ok && zoned {
		loc := m.zone
		if loc == nil {
			loc = f.Location
		}
		us, ok = inRange(instantOf(int64(us), loc))
	}
	if !ok {
		return nil, sqlerr.New(sqlerr.DatetimeFieldOverflow, "timestamp out of range: \"%s\"", s)
	}
	return us, nil
}

func parseTime(s string, f *Format) (any, error) {
	m, err := parseMoment(s, f, true)
	if err == 0 {
		err = m.needTime()
	}
	if err != 0 {
		return nil, err.error("time", s)
	}
	if m.special == "now" {
		now := int64(f.Now())
		east, _ := offsetAt(now, f.Location)
		now += east * usPerSecond
		return TimeOfDay(now - floorDiv(now, usPerDay)*usPerDay), nil
	}
	return TimeOfDay(m.time()), nil
}

// needTime checks that a time of day was given, and, with a zone whose offset changes, also the date that decides it.
func (m *moment) needTime() dateError {
	if m.special == "now" {
		return 0
	}
	if m.special != "" || m.seen&timePart == 0 {
		return badFormat
	}
	if m.zone != nil && m.seen&datePart != datePart && !fixed(m.zone) {
		return badFormat
	}
	return 0
}

// fixed says whether a zone has one offset only: those made from an offset have no name of the zone database.
func fixed(loc *time.Location) bool { return loc == time.UTC || loc.String() == "" }

func parseTimeTZ(s string, f *Format) (any, error) {
	const typ = "time with time zone"
	m, err := parseMoment(s, f, true)
	if err == 0 {
		err = m.needTime()
	}
	if err == 0 && f.Now == nil && m.zone == nil && m.seen&datePart != datePart && f.Location != time.UTC {
		err = noClock
	}
	if err != 0 {
		return nil, err.error(typ, s)
	}
	loc := m.zone
	if loc == nil {
		loc = f.Location
	}
	local := m.time()
	var instant int64
	switch {
	case m.special == "now":
		instant = int64(f.Now())
		east, _ := offsetAt(instant, loc)
		local = instant + east*usPerSecond
		local -= floorDiv(local, usPerDay) * usPerDay
	case m.seen&datePart == datePart:
		instant = instantOf(m.days()*usPerDay+local, loc)
	case f.Now != nil:
		instant = int64(f.Now())
	}
	east, _ := offsetAt(instant, loc)
	return TimeOfDayTZ{Time: TimeOfDay(local), East: int32(east)}, nil
}
