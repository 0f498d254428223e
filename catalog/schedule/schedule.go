// Package schedule tells when the ticks of a snapshot view are: at multiples of an interval from 1970-01-01Z, or as a cron text says,
// in UTC (R15).
package schedule

import (
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// Schedule is when ticks are. Times are microseconds since 1970.
type Schedule struct {
	every int64 // 0: cron
	cron  cron.Schedule
}

// second is the shortest interval.
const second = 1_000_000

// parser takes the five fields of cron and its words, as @daily.
var parser = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor)

// Parse reads an interval or a cron text.
func Parse(text string) (Schedule, error) {
	if strings.HasPrefix(text, "@") || strings.ContainsRune(text, '*') || len(strings.Fields(text)) == 5 {
		return parseCron(text)
	}
	if v, err := sqltype.ParseText(sqltype.Of(sqltype.Interval), text, sqltype.ISO); err == nil {
		span := v.(sqltype.Span)
		every := int64(span.Days)*24*3600*second + span.Micros
		switch {
		case span.Months != 0:
			return Schedule{}, sqlerr.New(sqlerr.InvalidObjectDefinition, "an interval with months or years has no constant length").
				WithHint("Write a cron text: '0 0 1 * *' is the first of each month.")
		case every < second:
			return Schedule{}, sqlerr.New(sqlerr.InvalidObjectDefinition, "a schedule's interval must be at least one second")
		}
		return Schedule{every: every}, nil
	}
	return Schedule{}, neither(text)
}

func neither(text string) error {
	return sqlerr.New(sqlerr.InvalidObjectDefinition, "%q is neither an interval nor a cron text", text).
		WithHint("Write schedule = '1 hour', or minute, hour, day, month and day of the week: '15 2 * * *'.")
}

func parseCron(text string) (Schedule, error) {
	if strings.Contains(text, "TZ=") || strings.HasPrefix(text, "@every") {
		return Schedule{}, neither(text)
	}
	c, err := parser.Parse(text)
	if err != nil {
		return Schedule{}, neither(text)
	}
	if c.Next(time.Unix(0, 0).UTC()).IsZero() {
		return Schedule{}, sqlerr.New(sqlerr.InvalidObjectDefinition, "schedule %q has no ticks", text)
	}
	return Schedule{cron: c}, nil
}

// After is the first tick after t.
func (s Schedule) After(t int64) int64 {
	if s.every > 0 {
		return floor(t, s.every) + s.every
	}
	// Its ticks are whole seconds; a time between two of them is after the first.
	return s.cron.Next(time.Unix(floor(t, second)/second, 0).UTC()).UnixMicro()
}

// Last is the last tick that is not after t.
func (s Schedule) Last(t int64) int64 {
	if s.every > 0 {
		return floor(t, s.every)
	}
	const minute = 60 * second
	for back := int64(minute); ; back *= 2 {
		tick := s.After(t - back)
		if tick > t {
			continue
		}
		for next := s.After(tick); next <= t; next = s.After(tick) {
			tick = next
		}
		return tick
	}
}

// floor is the greatest multiple of n that is not after t.
func floor(t, n int64) int64 {
	r := t % n
	if r < 0 {
		r += n
	}
	return t - r
}
