package syscat

import (
	"math"

	"asof/catalog/sqltype"
)

// This file adds and subtracts dates, times and intervals.

func timestampRange() error { return fieldOverflow("timestamp out of range") }
func intervalRange() error  { return fieldOverflow("interval out of range") }

func init() {
	register(map[string]Func{
		"date_mi": fn2e(func(a, b days) (int64, error) {
			if infiniteDate(a) || infiniteDate(b) {
				return 0, fieldOverflow("cannot subtract infinite dates")
			}
			return int64(a) - int64(b), nil
		}),
		"date_pli":                fn2e(addDays),
		"date_mii":                fn2e(func(d days, n int64) (days, error) { return addDays(d, -n) }),
		"date_pl_interval":        fn2e(func(d days, s span) (micros, error) { return dateSpan(d, s) }),
		"date_mi_interval":        fn2e(func(d days, s span) (micros, error) { return dateSpan(d, negateSpan(s)) }),
		"timestamp_pl_interval":   fn2e(addSpan),
		"timestamp_mi_interval":   fn2e(func(t micros, s span) (micros, error) { return addSpan(t, negateSpan(s)) }),
		"timestamptz_pl_interval": fn2c(func(c *Call, t micros, s span) (micros, error) { return c.addSpanAt(t, s) }),
		"timestamptz_mi_interval": fn2c(func(c *Call, t micros, s span) (micros, error) { return c.addSpanAt(t, negateSpan(s)) }),
		"timestamp_mi":            fn2e(subtractTimes),
		"time_pl_interval":        fn2(addToClock),
		"time_mi_interval":        fn2(func(t clock, s span) clock { return addToClock(t, span{Micros: -s.Micros}) }),
		"timetz_pl_interval":      fn2(func(t clockZ, s span) clockZ { return clockZ{Time: addToClock(t.Time, s), East: t.East} }),
		"timetz_mi_interval": fn2(func(t clockZ, s span) clockZ {
			return clockZ{Time: addToClock(t.Time, span{Micros: -s.Micros}), East: t.East}
		}),
		"time_mi_time": fn2(func(a, b clock) span { return span{Micros: int64(a - b)} }),
		"interval_um": fn1e(func(s span) (span, error) {
			n := negateSpan(s)
			if s.Months == math.MinInt32 || s.Days == math.MinInt32 || s.Micros == math.MinInt64 {
				return span{}, intervalRange()
			}
			return n, nil
		}),
		"interval_pl":    fn2e(addSpans),
		"interval_mi":    fn2e(subSpans),
		"interval_mul":   fn2e(mulSpan),
		"mul_d_interval": fn2e(func(f float64, s span) (span, error) { return mulSpan(s, f) }),
		"interval_div": fn2e(func(s span, f float64) (span, error) {
			if f == 0 {
				return span{}, divisionByZero()
			}
			return scaleSpan(s, func(v float64) float64 { return v / f })
		}),
		"interval_justify_hours":    fn1e(justifyHours),
		"interval_justify_days":     fn1e(justifyDays),
		"interval_justify_interval": fn1e(justifySpan),
	})
}

func addDays(d days, n int64) (days, error) {
	if infiniteDate(d) {
		return d, nil
	}
	sum := int64(d) + n
	if sum != int64(int32(sum)) || !days(sum).InRange() {
		return 0, fieldOverflow("date out of range")
	}
	return days(sum), nil
}

func dateSpan(d days, s span) (micros, error) {
	t, err := midnight(d)
	if err != nil {
		return 0, err
	}
	return addSpan(t, s)
}

func negateSpan(s span) span { return span{Months: -s.Months, Days: -s.Days, Micros: -s.Micros} }

// addMonths keeps the day of the month, or takes the last one.
func addMonths(t micros, months int32) (micros, error) {
	if months == 0 {
		return t, nil
	}
	day, us := split(t)
	c := sqltype.CivilOf(day)
	m := c.Year*12 + c.Month - 1 + int64(months)
	c.Year = floorDiv(m, 12)
	c.Month = m - c.Year*12 + 1
	c.Day = min(c.Day, sqltype.DaysInMonth(c.Year, c.Month))
	t, ok := sqltype.TimestampOf(c.Days(), us)
	if !ok {
		return 0, timestampRange()
	}
	return t, nil
}

func plus(t micros, us int64, times int64) (micros, error) {
	product, ok := mulInt(us, times)
	sum, ok2 := addInt(int64(t), product)
	if !ok || !ok2 && product != 0 || !micros(sum).InRange() {
		return 0, timestampRange()
	}
	return micros(sum), nil
}

// addSpan adds months, then days, then time, to a timestamp without zone.
func addSpan(t micros, s span) (micros, error) {
	if infiniteTime(t) {
		return t, nil
	}
	t, err := addMonths(t, s.Months)
	if err == nil {
		t, err = plus(t, int64(s.Days), usPerDay)
	}
	if err == nil {
		t, err = plus(t, s.Micros, 1)
	}
	return t, err
}

// addSpanAt adds months and days on the session's calendar, and time to the instant.
func (c *Call) addSpanAt(t micros, s span) (micros, error) {
	if infiniteTime(t) {
		return t, nil
	}
	var err error
	if s.Months != 0 || s.Days != 0 {
		t, err = addSpan(c.local(t), span{Months: s.Months, Days: s.Days})
		if err == nil {
			t, err = c.instant(t)
		}
	}
	if err == nil {
		t, err = plus(t, s.Micros, 1)
	}
	return t, err
}

func subtractTimes(a, b micros) (span, error) {
	if infiniteTime(a) || infiniteTime(b) {
		return span{}, fieldOverflow("cannot subtract infinite timestamps")
	}
	d, ok := subInt(int64(a), int64(b))
	if !ok && b != 0 {
		return span{}, intervalRange()
	}
	return justifyHours(span{Micros: d})
}

func addToClock(t clock, s span) clock {
	_, us := split(micros(int64(t) + s.Micros%usPerDay))
	return clock(us)
}

// spanOf refuses parts that do not fit.
func spanOf(months, day int64, us int64, ok bool) (span, error) {
	if !ok || months != int64(int32(months)) || day != int64(int32(day)) {
		return span{}, intervalRange()
	}
	return span{Months: int32(months), Days: int32(day), Micros: us}, nil
}

func addSpans(a, b span) (span, error) {
	us, ok := addInt(a.Micros, b.Micros)
	return spanOf(int64(a.Months)+int64(b.Months), int64(a.Days)+int64(b.Days), us, ok || b.Micros == 0)
}

func subSpans(a, b span) (span, error) {
	us, ok := subInt(a.Micros, b.Micros)
	return spanOf(int64(a.Months)-int64(b.Months), int64(a.Days)-int64(b.Days), us, ok || b.Micros == 0)
}

func mulSpan(s span, f float64) (span, error) {
	return scaleSpan(s, func(v float64) float64 { return v * f })
}

// scaleSpan scales each part; what is left of months goes to days, of 30 a month, and of days to the time.
func scaleSpan(s span, by func(float64) float64) (span, error) {
	toMicros := func(v float64) float64 { return math.RoundToEven(v*1e6) / 1e6 }
	fits := func(v float64) bool { return v >= math.MinInt32 && v < -math.MinInt32 }
	months, day := by(float64(s.Months)), by(float64(s.Days))
	if !fits(months) || !fits(day) {
		return span{}, intervalRange()
	}
	m, d := math.Trunc(months), math.Trunc(day)
	restDays := toMicros((months - m) * 30)
	seconds := toMicros((day - d + restDays - math.Trunc(restDays)) * 86400)
	if math.Abs(seconds) >= 86400 {
		whole := math.Trunc(seconds / 86400)
		d += whole
		seconds -= whole * 86400
	}
	d += math.Trunc(restDays)
	us := math.RoundToEven(by(float64(s.Micros)) + seconds*1e6)
	if !fits(d) || math.IsNaN(us) || us < math.MinInt64 || us >= -math.MinInt64 {
		return span{}, intervalRange()
	}
	return span{Months: int32(m), Days: int32(d), Micros: int64(us)}, nil
}

// justifyHours makes days of 24 hours, both of one sign.
func justifyHours(s span) (span, error) {
	d, us := int64(s.Days)+s.Micros/usPerDay, s.Micros%usPerDay
	switch {
	case d > 0 && us < 0:
		d, us = d-1, us+usPerDay
	case d < 0 && us > 0:
		d, us = d+1, us-usPerDay
	}
	return spanOf(int64(s.Months), d, us, true)
}

// justifyDays makes months of 30 days, both of one sign.
func justifyDays(s span) (span, error) {
	m, d := int64(s.Months)+int64(s.Days)/30, int64(s.Days)%30
	switch {
	case m > 0 && d < 0:
		m, d = m-1, d+30
	case m < 0 && d > 0:
		m, d = m+1, d-30
	}
	return spanOf(m, d, s.Micros, true)
}

// justifySpan does both, and gives all three parts one sign.
func justifySpan(s span) (span, error) {
	d, us := int64(s.Days)+s.Micros/usPerDay, s.Micros%usPerDay
	m := int64(s.Months) + d/30
	d %= 30
	switch {
	case m > 0 && (d < 0 || d == 0 && us < 0):
		m, d = m-1, d+30
	case m < 0 && (d > 0 || d == 0 && us > 0):
		m, d = m+1, d-30
	}
	switch {
	case d > 0 && us < 0:
		d, us = d-1, us+usPerDay
	case d < 0 && us > 0:
		d, us = d+1, us-usPerDay
	}
	return spanOf(m, d, us, true)
}
