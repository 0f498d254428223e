package syscat

import (
	"cmp"
	"math/bits"
	"time"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// This file orders dates, times and intervals, and casts among them.

type (
	micros = sqltype.Micros
	days   = sqltype.Days
	clock  = sqltype.TimeOfDay
	clockZ = sqltype.TimeOfDayTZ
	span   = sqltype.Span
)

const (
	usPerSecond int64 = 1_000_000
	usPerMinute       = 60 * usPerSecond
	usPerHour         = 60 * usPerMinute
	usPerDay          = 24 * usPerHour
)

func fieldOverflow(format string, args ...any) *sqlerr.Error {
	return sqlerr.New(sqlerr.DatetimeFieldOverflow, format, args...)
}

func infiniteTime(t micros) bool { return t == sqltype.Infinity || t == sqltype.NegInfinity }
func infiniteDate(d days) bool   { return d == sqltype.InfinityDays || d == sqltype.NegInfinityDays }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// split takes a local time apart: day number and time of day.
func split(t micros) (day, us int64) {
	day = floorDiv(int64(t), usPerDay)
	return day, int64(t) - day*usPerDay
}

// local is what the session's clocks show at an instant, as a timestamp.
func (c *Call) local(t micros) micros { return localIn(t, c.Format.Location) }

func localIn(t micros, zone *time.Location) micros {
	if infiniteTime(t) {
		return t
	}
	east, _ := sqltype.OffsetAt(t, zone)
	return t + micros(east*usPerSecond)
}

// instant is the reverse of local.
func (c *Call) instant(t micros) (micros, error) { return instantIn(t, c.Format.Location) }

func instantIn(t micros, zone *time.Location) (micros, error) {
	if infiniteTime(t) {
		return t, nil
	}
	t = sqltype.InstantOf(t, zone)
	if !t.InRange() {
		return 0, fieldOverflow("timestamp out of range")
	}
	return t, nil
}

// midnight is the timestamp at which a date begins.
func midnight(d days) (micros, error) {
	switch d {
	case sqltype.InfinityDays:
		return sqltype.Infinity, nil
	case sqltype.NegInfinityDays:
		return sqltype.NegInfinity, nil
	}
	t, ok := sqltype.TimestampOf(int64(d), 0)
	if !ok {
		return 0, fieldOverflow("date out of range for timestamp")
	}
	return t, nil
}

// dateOf is the date of a local time.
func dateOf(t micros) days {
	switch t {
	case sqltype.Infinity:
		return sqltype.InfinityDays
	case sqltype.NegInfinity:
		return sqltype.NegInfinityDays
	}
	day, _ := split(t)
	return days(day)
}

func compareMicros(a, b micros) int { return cmp.Compare(a, b) }

// compareDateTime takes a date that no timestamp reaches for one after all of them, but before infinity.
func compareDateTime(d days, t micros, shift func(micros) (micros, error)) int {
	m, err := midnight(d)
	if err == nil && shift != nil {
		m, err = shift(m)
	}
	switch {
	case err == nil:
		return cmp.Compare(m, t)
	case t == sqltype.Infinity:
		return -1
	}
	return 1
}

// compareSpan counts months as 30 days and days as 24 hours, in 128 bits.
func compareSpan(a, b span) int {
	ah, al := spanLength(a)
	bh, bl := spanLength(b)
	if ah != bh {
		return cmp.Compare(ah, bh)
	}
	return cmp.Compare(al, bl)
}

func spanLength(s span) (hi int64, lo uint64) {
	d := int64(s.Months)*30 + int64(s.Days)
	h, l := bits.Mul64(magnitude(d), uint64(usPerDay))
	if d < 0 {
		var borrow uint64
		l, borrow = bits.Sub64(0, l, 0)
		h, _ = bits.Sub64(0, h, borrow)
	}
	l, carry := bits.Add64(l, uint64(s.Micros), 0)
	h += uint64(s.Micros>>63) + carry
	return int64(h), l
}

// compareClockZ orders by the instant, then the zones west first come last.
func compareClockZ(a, b clockZ) int {
	utc := func(t clockZ) int64 { return int64(t.Time) - int64(t.East)*usPerSecond }
	if n := cmp.Compare(utc(a), utc(b)); n != 0 {
		return n
	}
	return cmp.Compare(b.East, a.East)
}

func init() {
	registerTimeOrder("date_", cmp.Compare[days])
	registerTimeOrder("timestamp_", compareMicros)
	registerTimeOrder("time_", cmp.Compare[clock])
	registerTimeOrder("timetz_", compareClockZ)
	registerTimeOrder("interval_", compareSpan)
	// Comparisons across types need the session's zone.
	crossOrder("date_", "_timestamp", func(_ *Call, d days, t micros) int { return compareDateTime(d, t, nil) })
	crossOrder("date_", "_timestamptz", func(c *Call, d days, t micros) int { return compareDateTime(d, t, c.instant) })
	crossOrder("timestamp_", "_date", func(_ *Call, t micros, d days) int { return -compareDateTime(d, t, nil) })
	crossOrder("timestamptz_", "_date", func(c *Call, t micros, d days) int { return -compareDateTime(d, t, c.instant) })
	crossOrder("timestamp_", "_timestamptz", compareLocal)
	crossOrder("timestamptz_", "_timestamp", func(c *Call, a, b micros) int { return -compareLocal(c, b, a) })
	registerTimeCasts()
}

func registerTimeOrder[A any](prefix string, compare func(A, A) int) {
	comparisons(prefix, "", compare)
	extremes(prefix+"larger", prefix+"smaller", compare)
	register(map[string]Func{prefix + "cmp": order(compare)})
}

// compareLocal compares a time without zone, read in the session's, to an instant.
func compareLocal(c *Call, a, b micros) int {
	if !infiniteTime(a) {
		a = sqltype.InstantOf(a, c.Format.Location)
	}
	return cmp.Compare(a, b)
}

func crossOrder[A, B any](prefix, suffix string, compare func(*Call, A, B) int) {
	for name, holds := range map[string]func(int) bool{
		"eq": func(n int) bool { return n == 0 },
		"ne": func(n int) bool { return n != 0 },
		"lt": func(n int) bool { return n < 0 },
		"le": func(n int) bool { return n <= 0 },
		"gt": func(n int) bool { return n > 0 },
		"ge": func(n int) bool { return n >= 0 },
	} {
		register(map[string]Func{prefix + name + suffix: fn2c(func(c *Call, a A, b B) (bool, error) { return holds(compare(c, a, b)), nil })})
	}
	register(map[string]Func{prefix + "cmp" + suffix: fn2c(func(c *Call, a A, b B) (int64, error) { return int64(compare(c, a, b)), nil })})
}

func registerTimeCasts() {
	now := func(c *Call, _ []any) (any, error) { return c.Now, nil }
	register(map[string]Func{
		"now": now, "statement_timestamp": now, "clock_timestamp": now,
		"date_timestamp": fn1e(midnight),
		"date_timestamptz": fn1c(func(c *Call, d days) (micros, error) {
			t, err := midnight(d)
			if err != nil {
				return 0, err
			}
			return c.instant(t)
		}),
		"timestamp_date":        fn1(dateOf),
		"timestamptz_date":      fn1c(func(c *Call, t micros) (days, error) { return dateOf(c.local(t)), nil }),
		"timestamp_timestamptz": fn1c(func(c *Call, t micros) (micros, error) { return c.instant(t) }),
		"timestamptz_timestamp": fn1c(func(c *Call, t micros) (micros, error) { return c.local(t), nil }),
		"timestamp_time":        func(_ *Call, a []any) (any, error) { return clockOf(a[0].(micros)), nil },
		"timestamptz_time":      func(c *Call, a []any) (any, error) { return clockOf(c.local(a[0].(micros))), nil },
		"timestamptz_timetz": func(c *Call, a []any) (any, error) {
			t := a[0].(micros)
			if infiniteTime(t) {
				return nil, nil
			}
			east, _ := sqltype.OffsetAt(t, c.Format.Location)
			_, us := split(c.local(t))
			return clockZ{Time: clock(us), East: int32(east)}, nil
		},
		"time_interval": fn1(func(t clock) span { return span{Micros: int64(t)} }),
		"interval_time": fn1(func(s span) clock { _, us := split(micros(s.Micros)); return clock(us) }),
		"timetz_time":   fn1(func(t clockZ) clock { return t.Time }),
		"time_timetz": fn1c(func(c *Call, t clock) (clockZ, error) {
			// The zone's offset is that of today.
			day, _ := split(c.local(c.Now))
			at := sqltype.InstantOf(micros(day*usPerDay+int64(t)), c.Format.Location)
			east, _ := sqltype.OffsetAt(at, c.Format.Location)
			return clockZ{Time: t, East: int32(east)}, nil
		}),
		"datetime_timestamp": fn2e(joinDateTime),
		"datetimetz_timestamptz": fn2e(func(d days, t clockZ) (micros, error) {
			at, err := joinDateTime(d, t.Time)
			if err != nil || infiniteTime(at) {
				return at, err
			}
			at -= micros(int64(t.East) * usPerSecond)
			if !at.InRange() {
				return 0, fieldOverflow("date out of range for timestamp")
			}
			return at, nil
		}),
		"date_finite":      fn1(func(d days) bool { return !infiniteDate(d) }),
		"timestamp_finite": fn1(func(t micros) bool { return !infiniteTime(t) }),
		"interval_finite":  fn1(func(span) bool { return true }),
	})
}

// clockOf is NULL of an infinity.
func clockOf(t micros) any {
	if infiniteTime(t) {
		return nil
	}
	_, us := split(t)
	return clock(us)
}

func joinDateTime(d days, t clock) (micros, error) {
	at, err := midnight(d)
	if err != nil || infiniteTime(at) {
		return at, err
	}
	at, ok := sqltype.TimestampOf(int64(d), int64(t))
	if !ok {
		return 0, fieldOverflow("timestamp out of range")
	}
	return at, nil
}
