package syscat

import "asof/catalog/sqlerr"

// This file rounds times to a declared number of digits, and intervals to declared fields.

func init() {
	register(map[string]Func{
		"timestamp_scale":   fn2e(scaleMicros),
		"timestamptz_scale": fn2e(scaleMicros),
		"time_scale":        fn2(func(t clock, mod int64) clock { return clock(scaleTime(int64(t), mod)) }),
		"timetz_scale": fn2(func(t clockZ, mod int64) clockZ {
			return clockZ{Time: clock(scaleTime(int64(t.Time), mod)), East: t.East}
		}),
		"interval_scale": fn2e(scaleInterval),
	})
}

// scaleTime rounds half away from zero to mod digits of a second.
func scaleTime(us, mod int64) int64 {
	if mod < 0 || mod >= 6 {
		return us
	}
	unit := power10(6 - mod).Int64()
	if us >= 0 {
		return (us + unit/2) / unit * unit
	}
	return -((-us + unit/2) / unit * unit)
}

func scaleMicros(t micros, mod int64) (micros, error) {
	if infiniteTime(t) || mod == -1 {
		return t, nil
	}
	if mod > 6 || mod < 0 {
		return 0, invalidParameter("timestamp(%d) precision must be between 0 and 6", mod)
	}
	// Postgres rounds on its own scale, which begins in 2000.
	const epoch = 10957 * 24 * 3600 * 1_000_000
	t = micros(scaleTime(int64(t)-epoch, mod) + epoch)
	if !t.InRange() {
		return 0, fieldOverflow("timestamp out of range")
	}
	return t, nil
}

// The fields of an interval's modifier, as bits.
const (
	fieldMonth  = 1 << 1
	fieldYear   = 1 << 2
	fieldDay    = 1 << 3
	fieldHour   = 1 << 10
	fieldMinute = 1 << 11
	fieldSecond = 1 << 12
	allFields   = 0x7FFF
)

// scaleInterval drops what is below the last field of a modifier, and rounds seconds.
func scaleInterval(s span, mod int64) (span, error) {
	if mod < 0 {
		return s, nil
	}
	switch fields := mod >> 16 & allFields; {
	case fields == allFields:
	case fields == fieldYear:
		return span{Months: s.Months / 12 * 12}, nil
	case fields == fieldMonth || fields == fieldYear|fieldMonth:
		return span{Months: s.Months}, nil
	case fields == fieldDay:
		return span{Months: s.Months, Days: s.Days}, nil
	case fields&fieldSecond != 0:
	case fields&fieldMinute != 0:
		s.Micros = s.Micros / usPerMinute * usPerMinute
	case fields&fieldHour != 0:
		s.Micros = s.Micros / usPerHour * usPerHour
	default:
		return s, sqlerr.New(sqlerr.Internal, "unrecognized interval typmod: %d", mod)
	}
	if digits := mod & 0xFFFF; digits != 0xFFFF {
		s.Micros = scaleTime(s.Micros, digits)
	}
	return s, nil
}
