package truth

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// snapshot is a snapshot view: computed at ticks, by GROUP BY (R15).
type snapshot struct {
	name       string
	every      int64 // microseconds; or
	cron       *cron
	back       int64 // how far before a clock ticks are computed
	delay, ttl int64
	recent     int64 // or 0: only rows that are younger at the tick
	where      expr
	joined     bool // to the counts of the second source
	again      bool // all ticks are computed again by the second REFRESH
	items      []*item
	ticks      []tick // those that were computed, in order
}

// tick is a moment for which the view was computed: from the rows that were there, early or late, and at a clock.
type tick struct {
	at, commit int64
	late       bool
}

// cron is a schedule by its text, and the moments that it means, said otherwise.
type cron struct {
	text string
	due  func(t time.Time) bool
}

var crons = []cron{
	{"*/5 * * * *", func(t time.Time) bool { return t.Minute()%5 == 0 }},
	{"15 */6 * * *", func(t time.Time) bool { return t.Minute() == 15 && t.Hour()%6 == 0 }},
	{"30 2 * * 1-5", func(t time.Time) bool {
		return t.Hour() == 2 && t.Minute() == 30 && t.Weekday() >= time.Monday && t.Weekday() <= time.Friday
	}},
}

func (g *generator) drawSnapshot() *snapshot {
	n := &snapshot{name: "sn", again: g.one(2), every: max(minute, g.unit*pick(g, int64(1), 2, 3, 5)), delay: g.unit * pick(g, int64(0), 0, 1, 3)}
	if g.one(2) {
		n.ttl = g.unit * pick(g, int64(1), 3, 10)
	}
	if g.one(2) {
		n.recent = g.unit * pick(g, int64(2), 5, 20)
	}
	if g.one(2) {
		n.where = g.condition()
	}
	for i, unit := range []int64{minute, hour, day} {
		if g.unit == unit && g.one(2) {
			n.every, n.cron = minute, &crons[i]
		}
	}
	n.back = max(40*g.unit, 3*n.every)
	n.joined = len(g.s.sources) > 1 && g.one(2)
	n.items = []*item{{name: "f0", agg: &aggregate{fn: "count"}}}
	for i := range 1 + g.IntN(4) {
		it := &item{name: fmt.Sprintf("f%d", i+1)}
		if it.post = (&post{form: "tick"}); !g.one(6) {
			it.agg, it.post = g.drawGrouped(), nil
		}
		n.items = append(n.items, it)
	}
	return n
}

// drawGrouped draws an aggregate that the engine has by the same name and with the same type.
func (g *generator) drawGrouped() *aggregate {
	for {
		a := g.drawAggregate(&view{windows: []*window{{}}})
		switch a.fn {
		case "count", "count distinct", "min", "max", "bool_and", "bool_or":
			return a
		}
	}
}

// due are the ticks from a moment to another.
func (n *snapshot) due(from, to int64) []int64 {
	var out []int64
	for t := floor(from+n.every-1, n.every); t <= to; t += n.every {
		if n.cron == nil || n.cron.due(time.UnixMicro(t).UTC()) {
			out = append(out, t)
		}
	}
	return out
}

func (s *scenario) createSnapshot(n *snapshot) string {
	options := []string{fmt.Sprintf("schedule = '%s'", interval(n.every))}
	if n.cron != nil {
		options[0] = fmt.Sprintf("schedule = '%s'", n.cron.text)
	}
	if n.delay > 0 {
		options = append(options, fmt.Sprintf("delay = '%s'", interval(n.delay)))
	}
	if n.ttl > 0 {
		options = append(options, fmt.Sprintf("ttl = '%s'", interval(n.ttl)))
	}
	keys := strings.Join(s.keyNames(), ", ")
	list := []string{keys}
	var conds []string
	for _, i := range n.items {
		list = append(list, i.grouped()+" AS "+i.name)
	}
	if n.recent > 0 {
		conds = append(conds, fmt.Sprintf("ts > now() - INTERVAL '%s'", interval(n.recent)))
	}
	if n.where != nil {
		conds = append(conds, "("+n.where.sql()+")")
	}
	from := s.from()
	if n.joined {
		from = fmt.Sprintf("s0 JOIN (SELECT %[1]s, count(*) AS others FROM s1 GROUP BY %[1]s) o USING (%[1]s)", keys)
	}
	where := ""
	if conds != nil {
		where = "\nWHERE " + strings.Join(conds, " AND ")
	}
	return fmt.Sprintf("CREATE FEATURE VIEW %s ENTITY e WITH (%s)\nAS SELECT %s\nFROM %s%s\nGROUP BY %s", n.name, strings.Join(options, ", "), strings.Join(list, ",\n  "), from, where, keys)
}

// grouped is an item of a snapshot view.
func (i *item) grouped() string {
	if i.agg == nil {
		return "now()"
	}
	return i.agg.call()
}

// refresh is the statement that computes the ticks up to a clock, which it notes.
func (n *snapshot) refresh(clock int64, late bool) string {
	from := clock - n.back
	if k := len(n.ticks); k > 0 && !n.again {
		from = min(clock, max(from, n.ticks[k-1].at+1))
	}
	for _, t := range n.due(from, clock) {
		n.ticks = append(n.ticks, tick{t, clock, late})
	}
	return fmt.Sprintf("REFRESH FEATURE VIEW %s FROM %s TO %s", n.name, quote(timeText(from)+"+00"), quote(timeText(clock+1)+"+00"))
}

func (s *scenario) snapshotObject(n *snapshot) object {
	o := object{name: n.name, keys: s.entityKeys(false), scans: true, spans: true, ticks: true, rows: func([]any, bool) []*row { return nil }}
	for _, i := range n.items {
		typ := tTime
		if i.agg != nil {
			typ = i.agg.of()
		}
		o.cols = append(o.cols, outCol{i.name, typ, false, i.small()})
	}
	o.asOf = func(key []any, m moment, _ bool) ([]want, bool) {
		t, ok := n.seen(m)
		if !ok {
			return nil, false
		}
		return s.atTick(n, key, t)
	}
	return o
}

// seen is the tick that a read sees: the latest that may be used, unless it is too old.
func (n *snapshot) seen(m moment) (tick, bool) {
	var best *tick
	for i := range n.ticks {
		t := &n.ticks[i]
		usable := t.at + n.delay
		if usable > m.t || m.strict && usable == m.t || m.known != unknown && t.commit > m.known {
			continue
		}
		if best == nil || t.at > best.at || t.at == best.at && t.commit >= best.commit {
			best = t
		}
	}
	ttl, limited := n.ttl, n.ttl > 0
	if m.within >= 0 {
		ttl, limited = m.within, true
	}
	if best == nil || limited && m.t-best.at > ttl {
		return tick{}, false
	}
	return *best, true
}

// atTick is the result of a tick for a key.
func (s *scenario) atTick(n *snapshot, key []any, t tick) ([]want, bool) {
	known := at(t.at)
	var group []*row
	others := false
	for _, r := range s.of(key, t.late) {
		switch {
		case !known.counts(r):
		case n.joined && r.branch == 1:
			others = true
		case n.recent > 0 && r.e <= t.at-n.recent, n.where != nil && n.where.eval(r) != true:
		default:
			group = append(group, r)
		}
	}
	if n.joined && !others || group == nil {
		return nil, false
	}
	var out []want
	for _, i := range n.items {
		if i.agg == nil {
			out = append(out, want{typ: tTime, val: t.at})
		} else {
			out = append(out, i.agg.over(group))
		}
	}
	return out, true
}

// edges are the moments from which on ticks around the rows may be used, and cannot any more.
func (n *snapshot) edges(rows []int64) []int64 {
	if rows == nil {
		return nil
	}
	var out []int64
	for _, t := range n.due(slices.Max(rows)-n.back, slices.Max(rows)+n.every) {
		out = append(out, t+n.delay)
		if n.ttl > 0 {
			out = append(out, t+n.ttl)
		}
	}
	return out
}
