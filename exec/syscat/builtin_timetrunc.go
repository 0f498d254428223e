package syscat

import (
	"time"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// This file rounds times down to units, and to bins.

// truncLocal rounds a local time down; ok is false for what is no unit of that.
func truncLocal(u timeUnit, t micros) (micros, bool) {
	day, us := split(t)
	c := sqltype.CivilOf(day)
	begin := func(year, month int64) (micros, bool) {
		t, ok := sqltype.TimestampOf(sqltype.Civil{Year: year, Month: month, Day: 1}.Days(), 0)
		return t, ok
	}
	switch u {
	case unitMicrosecond:
		return t, true
	case unitMillisecond:
		return t - micros(us%1000), true
	case unitSecond:
		return t - micros(us%usPerSecond), true
	case unitMinute:
		return t - micros(us%usPerMinute), true
	case unitHour:
		return t - micros(us%usPerHour), true
	case unitDay:
		return t - micros(us), true
	case unitWeek:
		return micros((day - weekday(day)) * usPerDay), true
	case unitMonth:
		return begin(c.Year, c.Month)
	case unitQuarter:
		return begin(c.Year, (c.Month-1)/3*3+1)
	case unitYear:
		return begin(c.Year, 1)
	case unitDecade:
		return begin(firstOf(c.Year, 10, 0), 1)
	case unitCentury:
		return begin(firstOf(c.Year, 100, 1), 1)
	case unitMillennium:
		return begin(firstOf(c.Year, 1000, 1), 1)
	}
	return 0, false
}

// firstOf is the year with which a group of years begins: with 1 of centuries, with 0 of decades.
func firstOf(year, size, begins int64) int64 {
	return floorDiv(year-begins, size)*size + begins
}

func truncTimestamp(name string, t micros) (micros, error) {
	if infiniteTime(t) {
		return t, nil
	}
	u := unitOf(name)
	if u == noUnit || u >= unitZone {
		return 0, badUnit(name, u != noUnit && u < fieldJulian, oidTimestamp)
	}
	t, ok := truncLocal(u, t)
	if !ok {
		return 0, timestampRange()
	}
	return t, nil
}

// truncTimestampTZ rounds down what a zone's clocks show. Below a day the offset stays what it is.
func truncTimestampTZ(name string, t micros, zone *time.Location) (micros, error) {
	if infiniteTime(t) {
		return t, nil
	}
	u := unitOf(name)
	if u == noUnit || u >= unitZone {
		return 0, badUnit(name, u != noUnit && u < fieldJulian, oidTimestampTZ)
	}
	local := localIn(t, zone)
	down, ok := truncLocal(u, local)
	switch {
	case !ok:
		return 0, timestampRange()
	case u < unitDay:
		return t - (local - down), nil
	}
	return instantIn(down, zone)
}

func truncInterval(name string, s span) (span, error) {
	u := unitOf(name)
	clockTo := func(unit int64) (span, error) {
		s.Micros = s.Micros / unit * unit
		return s, nil
	}
	monthsTo := func(n int32) (span, error) { return span{Months: s.Months / n * n}, nil }
	switch u {
	case unitMicrosecond:
		return s, nil
	case unitMillisecond:
		return clockTo(1000)
	case unitSecond:
		return clockTo(usPerSecond)
	case unitMinute:
		return clockTo(usPerMinute)
	case unitHour:
		return clockTo(usPerHour)
	case unitDay:
		return span{Months: s.Months, Days: s.Days}, nil
	case unitMonth:
		return monthsTo(1)
	case unitQuarter:
		return monthsTo(3)
	case unitYear:
		return monthsTo(12)
	case unitDecade:
		return monthsTo(120)
	case unitCentury:
		return monthsTo(1200)
	case unitMillennium:
		return monthsTo(12000)
	}
	err := badUnit(name, u != noUnit && u < fieldJulian, oidInterval)
	if u == unitWeek {
		err = sqlerr.From(err).WithDetail("Months usually have fractional weeks.")
	}
	return span{}, err
}

func binTime(stride span, t, origin micros) (micros, error) {
	switch {
	case infiniteTime(t):
		return t, nil
	case infiniteTime(origin):
		return 0, fieldOverflow("origin out of range")
	case stride.Months != 0:
		return 0, sqlerr.New(sqlerr.FeatureNotSupported, "timestamps cannot be binned into intervals containing months or years")
	}
	us, ok := mulInt(int64(stride.Days), usPerDay)
	us, ok2 := addInt(us, stride.Micros)
	switch {
	case !ok || !ok2:
		return 0, intervalRange()
	case us <= 0:
		return 0, fieldOverflow("stride must be greater than zero")
	}
	diff, ok := subInt(int64(t), int64(origin))
	if !ok {
		return 0, intervalRange()
	}
	down, ok := addInt(int64(origin), floorDiv(diff, us)*us)
	if !ok || !micros(down).InRange() {
		return 0, timestampRange()
	}
	return micros(down), nil
}

// zoneNamed finds the zone of AT TIME ZONE.
func zoneNamed(name string) (*time.Location, error) {
	if zone, ok := sqltype.ZoneOf(name); ok {
		return zone, nil
	}
	if east, ok := offsetNamed(name); ok { // as POSIX has it: hours west
		return time.FixedZone("", -east), nil
	}
	return nil, invalidParameter("time zone \"%s\" not recognized", name)
}

// offsetNamed reads a sign and hours, with minutes or not, as seconds.
func offsetNamed(name string) (int, bool) {
	if name == "" || name[0] != '+' && name[0] != '-' {
		return 0, false
	}
	v, err := sqltype.ParseText(sqltype.Of(sqltype.TimeTZ), "00:00"+name, sqltype.ISO)
	if err != nil {
		return 0, false
	}
	return int(v.(clockZ).East), true
}

// zoneOfSpan is a zone given as an offset.
func zoneOfSpan(e *Env, s span) (*time.Location, error) {
	if s.Months != 0 || s.Days != 0 {
		text, _ := e.output(oidInterval, s)
		return nil, invalidParameter("interval time zone \"%s\" must not include months or days", text)
	}
	return time.FixedZone("", int(s.Micros/usPerSecond)), nil
}

func init() {
	toZoned := func(zone *time.Location, err error, t micros) (micros, error) {
		if err != nil {
			return 0, err
		}
		return instantIn(t, zone)
	}
	toLocal := func(zone *time.Location, err error, t micros) (micros, error) {
		if err != nil {
			return 0, err
		}
		return localIn(t, zone), nil
	}
	register(map[string]Func{
		"timestamp_trunc":   fn2e(truncTimestamp),
		"timestamptz_trunc": fn2c(func(c *Call, u string, t micros) (micros, error) { return truncTimestampTZ(u, t, c.Format.Location) }),
		"timestamptz_trunc_zone": fn3e(func(u string, t micros, name string) (micros, error) {
			if infiniteTime(t) {
				return t, nil
			}
			zone, err := zoneNamed(name)
			if err != nil {
				return 0, err
			}
			return truncTimestampTZ(u, t, zone)
		}),
		"interval_trunc":  fn2e(truncInterval),
		"timestamp_bin":   fn3e(binTime),
		"timestamptz_bin": fn3e(binTime),
		"timestamp_zone": fn2e(func(name string, t micros) (micros, error) {
			if infiniteTime(t) {
				return t, nil
			}
			zone, err := zoneNamed(name)
			return toZoned(zone, err, t)
		}),
		"timestamptz_zone": fn2e(func(name string, t micros) (micros, error) {
			if infiniteTime(t) {
				return t, nil
			}
			zone, err := zoneNamed(name)
			return toLocal(zone, err, t)
		}),
		"timestamp_izone": fn2c(func(c *Call, s span, t micros) (micros, error) {
			if infiniteTime(t) {
				return t, nil
			}
			zone, err := zoneOfSpan(c.Env, s)
			return toZoned(zone, err, t)
		}),
		"timestamptz_izone": fn2c(func(c *Call, s span, t micros) (micros, error) {
			if infiniteTime(t) {
				return t, nil
			}
			zone, err := zoneOfSpan(c.Env, s)
			return toLocal(zone, err, t)
		}),
		"timetz_zone": fn2c(func(c *Call, name string, t clockZ) (clockZ, error) {
			zone, err := zoneNamed(name)
			if err != nil {
				return t, err
			}
			east, _ := sqltype.OffsetAt(c.Now, zone)
			return movedClock(t, east), nil
		}),
		"timetz_izone": fn2c(func(c *Call, s span, t clockZ) (clockZ, error) {
			if _, err := zoneOfSpan(c.Env, s); err != nil {
				return t, err
			}
			return movedClock(t, s.Micros/usPerSecond), nil
		}),
	})
}

// movedClock shows the same time in a zone with another offset.
func movedClock(t clockZ, east int64) clockZ {
	us := int64(t.Time) + (east-int64(t.East))*usPerSecond
	_, us = split(micros(us))
	return clockZ{Time: clock(us), East: int32(east)}
}
