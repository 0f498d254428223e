package expr

import (
	"math"
	"strings"

	"asof/catalog/sqltype"
)

// Times are computed with from 1970 to 9999: what the engine makes of others, it makes itself. Those with a zone are in UTC, as
// definitions are evaluated (R1); the parser notes that an expression depends on that.

const (
	second = 1_000_000
	minute = 60 * second
	hour   = 60 * minute
	day    = 24 * hour
)

// lastMicros is the end of the year 9999.
const lastMicros = 253_402_300_800 * second

func plainTime(us int64) bool { return us >= 0 && us < lastMicros }

// isTime says whether a type is one of a date, with a time of day or without.
func isTime(t sqltype.Type) bool {
	return !t.Array && (t.ID == sqltype.Date || t.ID == sqltype.Timestamp || t.ID == sqltype.TimestampTZ)
}

func isSpan(t sqltype.Type) bool { return t == sqltype.Of(sqltype.Interval) }

// micros is a date or a time in microseconds.
func micros(v any) int64 {
	if d, ok := v.(sqltype.Days); ok {
		return int64(d) * day
	}
	return int64(v.(sqltype.Micros))
}

func floorDays(us int64) int64 {
	d := us / day
	if us%day < 0 {
		d--
	}
	return d
}

// timeFunctions are functions of times.
var timeFunctions = map[string]function{
	"date_trunc": dateTrunc,
	"date_part": func(p *parser, args []node) (node, bool) {
		if len(args) != 2 {
			return node{}, false
		}
		name, ok := word1(args[0])
		if !ok {
			return node{}, false
		}
		return p.field(name, args[1])
	},
}

func init() {
	for name, f := range map[string]string{"epoch": "epoch", "year": "year", "quarter": "quarter", "month": "month", "week": "week", "day": "day", "hour": "hour",
		"minute": "minute", "second": "second", "dayofweek": "dow", "isodow": "isodow", "dayofyear": "doy"} {
		functions[name] = func(p *parser, args []node) (node, bool) {
			if len(args) != 1 {
				return node{}, false
			}
			return p.field(f, args[0])
		}
	}
}

// word1 is a text as written, in lower case.
func word1(n node) (string, bool) {
	if !n.literal || n.t != text {
		return "", false
	}
	v, _ := n.eval(nil)
	return strings.ToLower(v.(string)), true
}

// extract reads EXTRACT (field FROM time), behind the parenthesis.
func (p *parser) extract() (node, bool) {
	t := p.peek()
	p.at++
	if t.kind != word && t.kind != str || !p.take("from") {
		return node{}, false
	}
	n, ok := p.expr()
	if !ok || !p.take(")") {
		return node{}, false
	}
	return p.field(strings.ToLower(t.text), n)
}

// fields are the parts of a time, of a day number and of the microseconds in the day.
var fields = map[string]func(days, us int64) int64{
	"year":    func(d, _ int64) int64 { return sqltype.CivilOf(d).Year },
	"quarter": func(d, _ int64) int64 { return (sqltype.CivilOf(d).Month + 2) / 3 },
	"month":   func(d, _ int64) int64 { return sqltype.CivilOf(d).Month },
	"week":    func(d, _ int64) int64 { return isoWeek(d) },
	"day":     func(d, _ int64) int64 { return sqltype.CivilOf(d).Day },
	"doy": func(d, _ int64) int64 {
		return d - sqltype.Civil{Year: sqltype.CivilOf(d).Year, Month: 1, Day: 1}.Days() + 1
	},
	"dow":    func(d, _ int64) int64 { return (d + 4) % 7 },
	"isodow": func(d, _ int64) int64 { return (d+3)%7 + 1 },
	"hour":   func(_, us int64) int64 { return us / hour },
	"minute": func(_, us int64) int64 { return us / minute % 60 },
	"second": func(_, us int64) int64 { return us / second % 60 },
}

// isoWeek is the week that a day's Thursday lies in.
func isoWeek(d int64) int64 {
	thursday := d - (d+3)%7 + 3
	first := sqltype.Civil{Year: sqltype.CivilOf(thursday).Year, Month: 1, Day: 1}.Days()
	return (thursday-first)/7 + 1
}

// field is a part of a time, or the seconds of an interval.
func (p *parser) field(name string, a node) (node, bool) {
	if a.literal {
		return node{}, false
	}
	if name == "epoch" {
		return epoch(a)
	}
	f := fields[name]
	if f == nil || !isTime(a.t) || a.t.ID == sqltype.Date && (name == "hour" || name == "minute" || name == "second") {
		return node{}, false
	}
	p.inZone(a)
	return of(sqltype.Of(sqltype.Int8), a, func(v any) (any, bool) {
		us := micros(v)
		return f(floorDays(us), us-floorDays(us)*day), plainTime(us)
	})
}

// inZone notes that an expression takes a time apart by the session's zone.
func (p *parser) inZone(nodes ...node) {
	for _, n := range nodes {
		p.zoned = p.zoned || n.t.ID == sqltype.TimestampTZ
	}
}

// epoch is the seconds of an interval without months, or of a time.
func epoch(a node) (node, bool) {
	if !isTime(a.t) && !isSpan(a.t) {
		return node{}, false
	}
	return of(sqltype.Of(sqltype.Float8), a, func(v any) (any, bool) {
		us, ok := int64(0), true
		if w, is := v.(sqltype.Span); is {
			us, ok = w.Micros+int64(w.Days)*day, w.Months == 0 && w.Days < 1_000_000 && w.Days > -1_000_000
		} else {
			us = micros(v)
		}
		return float64(us) / 1e6, ok && us >= 0 && us < 1<<53
	})
}

// starts are the first days of what a day lies in.
var starts = map[string]func(d int64) int64{
	"year": func(d int64) int64 { return sqltype.Civil{Year: sqltype.CivilOf(d).Year, Month: 1, Day: 1}.Days() },
	"quarter": func(d int64) int64 {
		c := sqltype.CivilOf(d)
		return sqltype.Civil{Year: c.Year, Month: (c.Month-1)/3*3 + 1, Day: 1}.Days()
	},
	"month": func(d int64) int64 { c := sqltype.CivilOf(d); c.Day = 1; return c.Days() },
	"week":  func(d int64) int64 { return d - (d+3)%7 },
	"day":   func(d int64) int64 { return d },
}

var units = map[string]int64{"hour": hour, "minute": minute, "second": second}

func dateTrunc(p *parser, args []node) (node, bool) {
	if len(args) != 2 || args[1].literal || !isTime(args[1].t) {
		return node{}, false
	}
	name, ok := word1(args[0])
	start, unit := starts[name], units[name]
	if !ok || start == nil && unit == 0 {
		return node{}, false
	}
	a := args[1]
	p.inZone(a)
	t := a.t
	if t.ID == sqltype.Date {
		t = sqltype.Of(sqltype.Timestamp)
	}
	return of(t, a, func(v any) (any, bool) {
		us := micros(v)
		z := us
		if unit > 0 {
			z -= us % unit
		} else {
			z = start(floorDays(us)) * day
		}
		return sqltype.Micros(z), plainTime(us) && plainTime(z)
	})
}

// timeArithmetic is a operator b where one side is a time or an interval; found says whether one is.
func (p *parser) timeArithmetic(o string, a, b node) (n node, found, ok bool) {
	switch {
	case isTime(a.t) && isTime(b.t):
		n, ok = p.difference(o, a, b)
	case isTime(a.t) && isSpan(b.t) && (o == "+" || o == "-"):
		n, ok = p.shifted(a, b, o)
	case isSpan(a.t) && isTime(b.t) && o == "+":
		n, ok = p.shifted(b, a, o)
	case a.t.ID == sqltype.Date && b.t.ID == sqltype.Int4 && (o == "+" || o == "-"):
		n, ok = laterDay(a, b, o)
	case a.t.ID == sqltype.Int4 && b.t.ID == sqltype.Date && o == "+":
		n, ok = laterDay(b, a, o)
	default:
		return node{}, isTime(a.t) || isTime(b.t) || isSpan(a.t) || isSpan(b.t), false
	}
	return n, true, ok
}

// difference is an interval of days of 24 hours and the rest, or the days between two dates.
func (p *parser) difference(o string, a, b node) (node, bool) {
	a, b, ok := p.sameTime(a, b)
	if !ok || o != "-" {
		return node{}, false
	}
	if a.t.ID == sqltype.Date {
		return binary(sqltype.Of(sqltype.Int8), a, b, func(x, y any) (any, bool) {
			return int64(x.(sqltype.Days)) - int64(y.(sqltype.Days)), true
		}), true
	}
	p.inZone(a)
	return binary(sqltype.Of(sqltype.Interval), a, b, func(x, y any) (any, bool) {
		t, u := micros(x), micros(y)
		d := t - u
		return sqltype.Span{Days: int32(d / day), Micros: d % day}, plainTime(t) && plainTime(u)
	}), true
}

// sameTime gives two times one type: the one that tells more.
func (p *parser) sameTime(a, b node) (node, node, bool) {
	if a.literal || b.literal {
		return a, b, false
	}
	if a.t.ID == b.t.ID {
		return a, b, true
	}
	t := sqltype.Of(max(a.t.ID, b.t.ID)) // they stand in this order in the table of types
	x, ok1 := p.cast(a, t)
	y, ok2 := p.cast(b, t)
	return x, y, ok1 && ok2
}

// shifted is a time ± an interval of months, where a month's last day is the latest, or of days and less. One of both is the engine's,
// which has orders of its own to add them in.
func (p *parser) shifted(a, w node, o string) (node, bool) {
	if a.literal {
		return node{}, false
	}
	p.inZone(a)
	t := a.t
	if t.ID == sqltype.Date {
		t = sqltype.Of(sqltype.Timestamp)
	}
	return binary(t, a, w, func(x, y any) (any, bool) {
		us, s := micros(x), y.(sqltype.Span)
		if !plainTime(us) || !small(s) || s.Months != 0 && (s.Days != 0 || s.Micros != 0) {
			return nil, false
		}
		if o == "-" {
			s = sqltype.Span{Months: -s.Months, Days: -s.Days, Micros: -s.Micros}
		}
		d, rest := floorDays(us), us-floorDays(us)*day
		if s.Months != 0 {
			c := sqltype.CivilOf(d)
			m := c.Year*12 + c.Month - 1 + int64(s.Months)
			c.Year, c.Month = m/12, m%12+1
			c.Day = min(c.Day, sqltype.DaysInMonth(c.Year, c.Month))
			d = c.Days()
		}
		us = (d+int64(s.Days))*day + rest + s.Micros
		return sqltype.Micros(us), plainTime(us)
	}), true
}

// small says whether an interval can be computed with in microseconds.
func small(s sqltype.Span) bool {
	return s.Months > -20_000 && s.Months < 20_000 && s.Days > -4_000_000 && s.Days < 4_000_000 && s.Micros > -lastMicros && s.Micros < lastMicros
}

// laterDay is a date ± days.
func laterDay(a, n node, o string) (node, bool) {
	if a.literal {
		return node{}, false
	}
	return binary(a.t, a, n, func(x, y any) (any, bool) {
		k := y.(int64)
		if o == "-" {
			k = -k
		}
		d := int64(x.(sqltype.Days)) + k
		return sqltype.Days(d), d >= 0 && d < lastMicros/day && d <= math.MaxInt32
	}), true
}

// spanOrder is an interval's length, in months of 30 days of 24 hours, as the engine compares them.
func spanOrder(s sqltype.Span) (int64, bool) {
	return (int64(s.Months)*30+int64(s.Days))*day + s.Micros, small(s)
}
