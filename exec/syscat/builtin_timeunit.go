package syscat

import (
	"math/big"
	"strings"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// This file takes times apart: extract and date_part.

// timeUnit is a unit or a field of a time.
type timeUnit uint8

const (
	noUnit timeUnit = iota
	unitMicrosecond
	unitMillisecond
	unitSecond
	unitMinute
	unitHour
	unitDay
	unitWeek
	unitMonth
	unitQuarter
	unitYear
	unitDecade
	unitCentury
	unitMillennium
	unitZone
	unitZoneHour
	unitZoneMinute
	fieldJulian // from here on, fields that are no units
	fieldISOYear
	fieldDow
	fieldISODow
	fieldDoy
	fieldEpoch
)

// unitNames are the spellings, cut to the ten characters that Postgres looks at.
var unitNames = func() map[string]timeUnit {
	m := map[string]timeUnit{}
	for u, names := range map[timeUnit]string{
		unitMicrosecond: "us usec usecs usecond useconds microsecon", unitMillisecond: "ms msec msecs mseconds millisecon",
		unitSecond: "s sec secs second seconds", unitMinute: "m min mins minute minutes", unitHour: "h hr hrs hour hours", unitDay: "d day days",
		unitWeek: "w week weeks", unitMonth: "mon mons month months", unitQuarter: "qtr quarter", unitYear: "y yr yrs year years",
		unitDecade: "dec decs decade decades", unitCentury: "c cent century centuries", unitMillennium: "mil mils millennia millennium",
		unitZone: "timezone", unitZoneHour: "timezone_h", unitZoneMinute: "timezone_m", fieldJulian: "j jd julian", fieldISOYear: "isoyear",
		fieldDow: "dow", fieldISODow: "isodow", fieldDoy: "doy", fieldEpoch: "epoch",
	} {
		for _, name := range strings.Fields(names) {
			m[name] = u
		}
	}
	return m
}()

func unitOf(name string) timeUnit {
	name = strings.ToLower(name)
	return unitNames[name[:min(len(name), 10)]]
}

func badUnit(name string, known bool, typ uint32) error {
	name = strings.ToLower(name)
	text := strings.Trim(typeText(typ), `"`)
	if known {
		return sqlerr.New(sqlerr.FeatureNotSupported, "unit \"%s\" not supported for type %s", name, text)
	}
	return invalidParameter("unit \"%s\" not recognized for type %s", name, text)
}

// moment is a time taken apart.
type moment struct {
	civil sqltype.Civil
	day   int64 // number of the day
	us    int64 // of the day
	east  int64
	epoch int64 // microseconds since 1970, of the instant
}

func momentOf(local, instant micros) moment {
	day, us := split(local)
	return moment{civil: sqltype.CivilOf(day), day: day, us: us, east: int64(local-instant) / usPerSecond, epoch: int64(instant)}
}

// fixedPoint is n / 10^scale.
func fixedPoint(n int64, scale int32) decimal { return decimal{Int: big.NewInt(n), Scale: scale} }

// clockField is a field of a time of day; ok is false if it is none.
func clockField(u timeUnit, us int64) (decimal, bool) {
	switch u {
	case unitMicrosecond:
		return decimalOf(us % usPerMinute), true
	case unitMillisecond:
		return fixedPoint(us%usPerMinute, 3), true
	case unitSecond:
		return fixedPoint(us%usPerMinute, 6), true
	case unitMinute:
		return decimalOf(us % usPerHour / usPerMinute), true
	case unitHour:
		return decimalOf(us / usPerHour), true
	}
	return decimal{}, false
}

// yearOf counts without a year 0.
func yearOf(y int64) int64 {
	if y > 0 {
		return y
	}
	return y - 1
}

// group is the number of the group of size years that a year is in; of centuries and millennia, which begin with year 1.
func yearGroup(y, size int64) int64 {
	if y > 0 {
		return (y + size - 1) / size
	}
	return -((size - 1 - (y - 1)) / size)
}

// isoWeek is the week of a day and the year that the week is of.
func isoWeek(day int64) (year, week int64) {
	thursday := day - weekday(day) + 3
	year = sqltype.CivilOf(thursday).Year
	first := sqltype.Civil{Year: year, Month: 1, Day: 1}.Days()
	return year, (thursday-first)/7 + 1
}

// weekday is 0 on Mondays.
func weekday(day int64) int64 { return (day+3)%7 + (((day+3)%7)>>63)&7 }

// julianEpoch is the Julian day of 1970-01-01.
const julianEpoch = 2440588

// dateField is a field of a date.
func (m *moment) dateField(u timeUnit) (decimal, bool) {
	c := m.civil
	v := int64(0)
	switch u {
	case unitDay:
		v = c.Day
	case unitMonth:
		v = c.Month
	case unitQuarter:
		v = (c.Month-1)/3 + 1
	case unitWeek:
		_, v = isoWeek(m.day)
	case unitYear:
		v = yearOf(c.Year)
	case unitDecade:
		if v = c.Year / 10; c.Year < 0 {
			v = -((8 - (c.Year - 1)) / 10)
		}
	case unitCentury:
		v = yearGroup(c.Year, 100)
	case unitMillennium:
		v = yearGroup(c.Year, 1000)
	case fieldISOYear:
		y, _ := isoWeek(m.day)
		v = yearOf(y)
	case fieldDow:
		v = (weekday(m.day) + 1) % 7
	case fieldISODow:
		v = weekday(m.day) + 1
	case fieldDoy:
		v = m.day - sqltype.Civil{Year: c.Year, Month: 1, Day: 1}.Days() + 1
	default:
		return decimal{}, false
	}
	return decimalOf(v), true
}

// ofInfinity is a field of an infinite time: an infinity of what grows for ever, else NULL.
func ofInfinity(u timeUnit, negative bool, name string, typ uint32) (any, error) {
	switch u {
	case unitYear, unitDecade, unitCentury, unitMillennium, fieldJulian, fieldISOYear, fieldEpoch:
		if negative {
			return infinityOf(-1), nil
		}
		return infinityOf(1), nil
	case noUnit:
		return nil, badUnit(name, false, typ)
	}
	return nil, nil
}

func (c *Call) fieldOfTimestamp(name string, t micros, typ uint32) (any, error) {
	u := unitOf(name)
	zoned := typ == oidTimestampTZ
	if infiniteTime(t) {
		return ofInfinity(u, t == sqltype.NegInfinity, name, typ)
	}
	if !zoned && (u == unitZone || u == unitZoneHour || u == unitZoneMinute) {
		return nil, badUnit(name, true, typ)
	}
	local := t
	if zoned {
		local = c.local(t)
	}
	m := momentOf(local, t)
	if d, ok := clockField(u, m.us); ok {
		return d, nil
	}
	if d, ok := m.dateField(u); ok {
		return d, nil
	}
	switch u {
	case unitZone:
		return decimalOf(m.east), nil
	case unitZoneHour:
		return decimalOf(m.east / 3600), nil
	case unitZoneMinute:
		return decimalOf(m.east / 60 % 60), nil
	case fieldJulian:
		part, _ := divDecimal(decimalOf(m.us), decimalOf(usPerDay))
		return result(addDecimal(decimalOf(m.day+julianEpoch), part))
	case fieldEpoch:
		return fixedPoint(m.epoch, 6), nil
	}
	return nil, badUnit(name, u != noUnit, typ)
}

func fieldOfDate(name string, d days) (any, error) {
	u := unitOf(name)
	if infiniteDate(d) {
		switch u {
		case unitMicrosecond, unitMillisecond, unitSecond, unitMinute, unitHour, unitZone, unitZoneHour, unitZoneMinute:
			return nil, badUnit(name, true, oidDate)
		}
		return ofInfinity(u, d == sqltype.NegInfinityDays, name, oidDate)
	}
	m := moment{civil: sqltype.CivilOf(int64(d)), day: int64(d)}
	if v, ok := m.dateField(u); ok {
		return v, nil
	}
	switch u {
	case fieldJulian:
		return decimalOf(m.day + julianEpoch), nil
	case fieldEpoch:
		return decimalOf(m.day * 86400), nil
	}
	return nil, badUnit(name, u != noUnit, oidDate)
}

func fieldOfClock(name string, us, east int64, typ uint32) (any, error) {
	u := unitOf(name)
	if d, ok := clockField(u, us); ok {
		return d, nil
	}
	switch zoned := typ == oidTimeTZ; {
	case u == fieldEpoch:
		return fixedPoint(us-east*usPerSecond, 6), nil
	case zoned && u == unitZone:
		return decimalOf(east), nil
	case zoned && u == unitZoneHour:
		return decimalOf(east / 3600), nil
	case zoned && u == unitZoneMinute:
		return decimalOf(east / 60 % 60), nil
	}
	return nil, badUnit(name, u != noUnit, typ)
}

func fieldOfInterval(name string, s span) (any, error) {
	u := unitOf(name)
	if d, ok := clockField(u, s.Micros); ok {
		return d, nil
	}
	years, months := int64(s.Months/12), int64(s.Months%12)
	switch u {
	case unitDay:
		return decimalOf(int64(s.Days)), nil
	case unitMonth:
		return decimalOf(months), nil
	case unitQuarter:
		return decimalOf(months/3 + 1), nil
	case unitYear:
		return decimalOf(years), nil
	case unitDecade:
		return decimalOf(years / 10), nil
	case unitCentury:
		return decimalOf(years / 100), nil
	case unitMillennium:
		return decimalOf(years / 1000), nil
	case fieldEpoch:
		// Years of 365.25 days, months of 30.
		seconds := (1461*years + 120*months + 4*int64(s.Days)) * 21600
		n := new(big.Int).Mul(big.NewInt(seconds), big.NewInt(usPerSecond))
		return decimal{Int: n.Add(n, big.NewInt(s.Micros)), Scale: 6}, nil
	}
	return nil, badUnit(name, u != noUnit, oidInterval)
}

func init() {
	fields := map[string]Func{
		"timestamp": func(c *Call, a []any) (any, error) {
			return c.fieldOfTimestamp(a[0].(string), a[1].(micros), oidTimestamp)
		},
		"timestamptz": func(c *Call, a []any) (any, error) {
			return c.fieldOfTimestamp(a[0].(string), a[1].(micros), oidTimestampTZ)
		},
		"date": func(_ *Call, a []any) (any, error) { return fieldOfDate(a[0].(string), a[1].(days)) },
		"time": func(_ *Call, a []any) (any, error) {
			return fieldOfClock(a[0].(string), int64(a[1].(clock)), 0, oidTime)
		},
		"timetz": func(_ *Call, a []any) (any, error) {
			t := a[1].(clockZ)
			return fieldOfClock(a[0].(string), int64(t.Time), int64(t.East), oidTimeTZ)
		},
		"interval": func(_ *Call, a []any) (any, error) { return fieldOfInterval(a[0].(string), a[1].(span)) },
	}
	for typ, f := range fields {
		register(map[string]Func{"extract_" + typ: f})
		if typ == "date" {
			continue // date_part of a date is that of its midnight
		}
		register(map[string]Func{typ + "_part": func(c *Call, a []any) (any, error) {
			v, err := f(c, a)
			if d, ok := v.(decimal); ok && err == nil {
				return toFloat(d), nil
			}
			return nil, err
		}})
	}
}
