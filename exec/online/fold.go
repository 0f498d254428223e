package online

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"asof/catalog"
)

// fold takes rows into e, in any order of arrival: those with v <= clock, and those that waited and are due by now, are
// folded; the others wait (R21). Rows of another key must not come; equal rows count each.
func (c *Codec) fold(e *entry, rows []row, clock int64) {
	if e.overflowed {
		return
	}
	due := sort.Search(len(e.waiting), func(i int) bool { return e.waiting[i].v > clock })
	for i := range e.waiting[:due] {
		c.take(e, &e.waiting[i])
	}
	e.waiting = e.waiting[due:]
	late := false
	for i := range rows {
		if rows[i].v <= clock {
			c.take(e, &rows[i])
			continue
		}
		e.waiting, late = append(e.waiting, rows[i]), true
	}
	if late {
		slices.SortStableFunc(e.waiting, func(a, b row) int {
			if d := cmp.Compare(a.v, b.v); d != 0 {
				return d
			}
			return compareRows(&a, &b)
		})
	}
	c.trim(e)
}

// take folds one row whose time has come.
func (c *Codec) take(e *entry, r *row) {
	e.f = max(e.f, r.v)
	if !e.folded || compareRows(r, &e.newest) > 0 {
		e.newest, e.folded = *r, true
	}
	for i := range c.aggs {
		if g := &c.aggs[i]; g.frame.Mode == catalog.Unbounded {
			g.add(&e.states[i], r)
		}
	}
	if len(c.ranges) > 0 || c.rowsN > 0 {
		e.kept = append(e.kept, *r)
	}
}

// trim sorts the kept rows and drops those that no t >= f can see: what is left is the longest of the suffixes that the
// frames need. The clock has no part in it.
func (c *Codec) trim(e *entry) {
	ordered := func(a, b row) int { return compareRows(&a, &b) }
	if !slices.IsSortedFunc(e.kept, ordered) {
		slices.SortStableFunc(e.kept, ordered)
	}
	from := max(0, len(e.kept)-c.rowsN)
	for _, frame := range c.ranges {
		edge := frame.Lo(e.f) // it only grows with t
		from = min(from, sort.Search(len(e.kept), func(i int) bool { return e.kept[i].e >= edge }))
	}
	e.kept = e.kept[from:]
}

// bounded marks e overflowed if it holds more than the view allows, and drops what it holds (R25).
func (c *Codec) bounded(e *entry, limit int) {
	held := len(e.kept) + len(e.waiting)
	for i := range e.states {
		held += c.aggs[i].held(&e.states[i])
	}
	if held > limit {
		*e = entry{fence: e.fence, overflowed: true, f: e.f}
	}
}

// minus is t - w, held above the least time.
func minus(t, w int64) int64 {
	if t < math.MinInt64+w {
		return math.MinInt64
	}
	return t - w
}
