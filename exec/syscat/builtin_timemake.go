package syscat

import (
	"math"
	"time"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// This file makes times of numbers, and has age and overlaps.

func init() {
	register(map[string]Func{
		"make_date":      fn3e(func(y, m, d int64) (days, error) { return dateFrom(y, m, d, y+boolInt(y < 0)) }),
		"make_time":      fn3e(func(h, m int64, s float64) (clock, error) { return makeTime(h, m, s) }),
		"make_timestamp": func(_ *Call, a []any) (any, error) { return result(makeTimestamp(a)) },
		"make_timestamptz": func(c *Call, a []any) (any, error) {
			t, err := makeTimestamp(a)
			if err != nil {
				return nil, err
			}
			return result(c.instant(t))
		},
		"make_timestamptz_at_timezone": func(_ *Call, a []any) (any, error) {
			t, err := makeTimestamp(a)
			if err != nil {
				return nil, err
			}
			if east, ok := offsetNamed(a[6].(string)); ok { // east, other than in AT TIME ZONE
				return result(instantIn(t, time.FixedZone("", east)))
			}
			zone, err := zoneNamed(a[6].(string))
			if err != nil {
				return nil, err
			}
			return result(instantIn(t, zone))
		},
		"make_interval":      makeInterval,
		"timestamp_age":      fn2e(func(a, b micros) (span, error) { return age(a, b) }),
		"timestamptz_age":    fn2c(func(c *Call, a, b micros) (span, error) { return age(c.local(a), c.local(b)) }),
		"overlaps_timestamp": overlaps(oidTimestamp), "overlaps_time": overlaps(oidTime), "overlaps_timetz": overlaps(oidTimeTZ),
		"float8_timestamptz": fn1e(timeOfEpoch),
	})
}

// dateFrom is a date; shown is the year in the error about a date that there is not.
func dateFrom(y, m, d, shown int64) (days, error) {
	year := y
	if y < 0 {
		year = y + 1 // before Christ
	}
	bad := fieldOverflow("date field value out of range: %d-%02d-%02d", shown, m, d)
	if y == 0 || m < 1 || m > 12 || d < 1 || d > sqltype.DaysInMonth(year, m) {
		return 0, bad
	}
	n := sqltype.Civil{Year: year, Month: m, Day: d}.Days()
	if n != int64(int32(n)) || !days(n).InRange() {
		return 0, fieldOverflow("date out of range: %d-%02d-%02d", y, m, d)
	}
	return days(n), nil
}

func makeTime(h, m int64, s float64) (clock, error) {
	us := math.RoundToEven(s * 1e6)
	if h < 0 || m < 0 || m > 59 || math.IsNaN(s) || s < 0 || us > 60e6 || h > 24 || h == 24 && (m > 0 || us > 0) {
		return 0, fieldOverflow("time field value out of range: %d:%02d:%s", h, m, seconds(s))
	}
	return clock(h*usPerHour + m*usPerMinute + int64(us)), nil
}

// seconds prints as C's %02g does.
func seconds(s float64) string {
	text := cFloat(s)
	if len(text) < 2 {
		return "0" + text
	}
	return text
}

func makeTimestamp(a []any) (micros, error) {
	d, err := dateFrom(a[0].(int64), a[1].(int64), a[2].(int64), a[0].(int64))
	if err != nil {
		return 0, err
	}
	t, err := makeTime(a[3].(int64), a[4].(int64), a[5].(float64))
	if err != nil {
		return 0, err
	}
	at, ok := sqltype.TimestampOf(int64(d), int64(t))
	if !ok {
		return 0, fieldOverflow("timestamp out of range: %d-%02d-%02d %d:%02d:%s", a[0], a[1], a[2], a[3], a[4], seconds(a[5].(float64)))
	}
	return at, nil
}

func makeInterval(_ *Call, a []any) (any, error) {
	n := func(i int) int64 { return a[i].(int64) }
	seconds := a[6].(float64)
	if math.IsInf(seconds, 0) || math.IsNaN(seconds) {
		return nil, intervalRange()
	}
	us := math.RoundToEven(seconds * 1e6)
	total := float64(n(4)*3600+n(5)*60)*1e6 + us
	if math.Abs(total) >= -math.MinInt64 {
		return nil, intervalRange()
	}
	return result(spanOf(n(0)*12+n(1), n(2)*7+n(3), (n(4)*3600+n(5)*60)*usPerSecond+int64(us), true))
}

// age subtracts field by field: years, months and days of the calendar.
func age(a, b micros) (span, error) {
	if infiniteTime(a) || infiniteTime(b) {
		return span{}, fieldOverflow("timestamp out of range")
	}
	negative := a < b
	x, y := momentOf(a, a), momentOf(b, b)
	months := (x.civil.Year-y.civil.Year)*12 + x.civil.Month - y.civil.Month
	d, us := x.civil.Day-y.civil.Day, x.us-y.us
	if negative {
		months, d, us = -months, -d, -us
	}
	if us < 0 {
		us += usPerDay
		d--
	}
	for d < 0 { // days are borrowed from the month of the earlier one
		from := y.civil
		if negative {
			from = x.civil
		}
		d += sqltype.DaysInMonth(from.Year, from.Month)
		months--
	}
	if negative {
		months, d, us = -months, -d, -us
	}
	return spanOf(months, d, us, true)
}

// overlaps decides about two periods, each given by two ends in any order, of which NULL may be one.
func overlaps(typ uint32) Func {
	return func(c *Call, a []any) (any, error) {
		less := func(x, y any) bool {
			n, _ := c.compare(typ, x, y)
			return n < 0
		}
		from, to := [2]any{a[0], a[2]}, [2]any{a[1], a[3]}
		for i := range from {
			switch {
			case from[i] == nil && to[i] == nil:
				return nil, nil
			case from[i] == nil, to[i] != nil && less(to[i], from[i]):
				from[i], to[i] = to[i], from[i]
			}
		}
		if less(from[1], from[0]) { // in order of their begins
			from[0], from[1], to[0], to[1] = from[1], from[0], to[1], to[0]
		}
		if !less(from[0], from[1]) {
			if to[0] == nil || to[1] == nil {
				return nil, nil
			}
			return true, nil
		}
		switch {
		case to[0] == nil:
			return nil, nil
		case less(from[1], to[0]):
			return true, nil
		case to[1] == nil:
			return nil, nil
		}
		return false, nil
	}
}

// timeOfEpoch is to_timestamp of seconds since 1970.
func timeOfEpoch(seconds float64) (micros, error) {
	switch {
	case math.IsNaN(seconds):
		return 0, sqlerr.New(sqlerr.DatetimeFieldOverflow, "timestamp cannot be NaN")
	case math.IsInf(seconds, 1):
		return sqltype.Infinity, nil
	case math.IsInf(seconds, -1):
		return sqltype.NegInfinity, nil
	}
	us := math.RoundToEven(seconds * 1e6)
	if us < math.MinInt64 || us >= -math.MinInt64 || !micros(us).InRange() {
		return 0, fieldOverflow("timestamp out of range: \"%s\"", cFloat(seconds))
	}
	return micros(us), nil
}
