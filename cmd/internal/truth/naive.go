package truth

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// moment is what a read asks for: its time, and how rows are taken by it.
type moment struct {
	t      int64
	strict bool
	within int64 // in the place of the ttl; -1: as the view has it
	known  int64 // KNOWN AS OF; unknown: the time itself
}

const unknown = math.MinInt64

func at(t int64) moment { return moment{t: t, within: -1, known: unknown} }

// counts says whether a row counts as of the moment (R3, R31, R32).
func (m moment) counts(r *row) bool {
	known := m.t
	if m.known != unknown {
		known = m.known
	}
	return r.a <= known && (r.e < m.t || r.e == m.t && !m.strict)
}

// floor is the greatest multiple of hop that is not after t.
func floor(t, hop int64) int64 {
	if hop == 0 {
		return t
	}
	n := t / hop
	if t%hop < 0 {
		n--
	}
	return n * hop
}

// frame is the rows of a window at t, out of the counting rows in order (R8, R9).
func (w *window) frame(counting []*row, t int64) []*row {
	switch w.mode {
	case "unbounded":
		return counting
	case "rows":
		return counting[max(0, len(counting)-w.n-1):]
	}
	var out []*row
	for _, r := range counting {
		switch {
		case r.e < floor(t-w.w1, w.hop):
		case w.w2 > 0 && w.hop == 0 && r.e > t-w.w2:
		case w.w2 > 0 && w.hop > 0 && r.e >= floor(t-w.w2, w.hop):
		default:
			out = append(out, r)
		}
	}
	return out
}

// compareRows is the order of R5.
func compareRows(a, b *row) int {
	if c := cmp.Compare(a.e, b.e); c != 0 {
		return c
	}
	switch {
	case a.tie == nil && b.tie != nil:
		return -1
	case a.tie != nil && b.tie == nil:
		return 1
	case a.tie != nil:
		if c := compare(a.tie, b.tie); c != 0 {
			return c
		}
	}
	return cmp.Or(cmp.Compare(a.a, b.a), cmp.Compare(a.branch, b.branch), cmp.Compare(a.rank, b.rank))
}

// asOf is the view's row for rows of one key, or none.
func (v *view) asOf(rows []*row, m moment) ([]want, bool) {
	var counting []*row
	for _, r := range rows {
		if m.counts(r) && (v.start == 0 || r.e >= v.start) && (v.where == nil || v.where.eval(r) == true) {
			counting = append(counting, r)
		}
	}
	if len(counting) == 0 {
		return nil, false
	}
	slices.SortStableFunc(counting, compareRows)
	newest := counting[len(counting)-1]
	ttl := v.ttl
	if m.within >= 0 {
		ttl = m.within
	}
	if (m.within >= 0 || ttl > 0) && m.t-newest.e > ttl {
		return nil, false
	}
	var out []want
	for _, i := range v.items {
		out = append(out, i.eval(v, counting, m.t))
	}
	return out, true
}

func (i *item) eval(v *view, counting []*row, t int64) want {
	newest := counting[len(counting)-1]
	switch {
	case i.agg != nil:
		return i.agg.over(v.windows[i.agg.window].frame(counting, t))
	case i.expr != nil:
		return want{typ: i.expr.of(), val: i.expr.eval(newest)}
	}
	p, out := i.post, want{typ: i.of()}
	if p.form == "now" {
		out.val = t - newest.e
		return out
	}
	a := p.a.eval(v, counting, t)
	switch p.form {
	case "isnull":
		out.val = a.val == nil
		return out
	case "more":
		out.val = a.val.(int64) - p.b.eval(v, counting, t).val.(int64)
		return out
	case "case":
		if p.b.eval(v, counting, t).val.(int64) > p.to.(int64) {
			return a
		}
		return out
	}
	if a.val == nil {
		a = out
		a.val = p.to
	}
	return a
}

// content is a row without its key and times: rows that agree in it need no order.
func content(r *row) string { return fmt.Sprintf("%q", fmt.Sprint(r.vals...)) }

// ties are the groups of a key's rows that nothing but the last criterion of R5 orders.
func ties(rows []*row) [][]*row {
	sorted := slices.SortedStableFunc(slices.Values(rows), func(a, b *row) int {
		ra, rb := *a, *b
		ra.rank, rb.rank = 0, 0
		return cmp.Or(compareRows(&ra, &rb), strings.Compare(content(a), content(b)))
	})
	var out [][]*row
	for n := 0; n < len(sorted); {
		end := n + 1
		differ := false
		for end < len(sorted) && same(sorted[n], sorted[end]) {
			differ = differ || content(sorted[n]) != content(sorted[end])
			end++
		}
		if differ {
			out = append(out, sorted[n:end])
		}
		n = end
	}
	return out
}

func same(a, b *row) bool {
	ra, rb := *a, *b
	ra.rank, rb.rank = 0, 0
	return compareRows(&ra, &rb) == 0
}

// order sets the ranks of ties to the n-th of the possible orders. A tie has two contents (the generator sees to it).
func order(groups [][]*row, n int) {
	for i, g := range groups {
		for _, r := range g {
			r.rank = 0
			if (content(r) == content(g[0])) != (n>>i&1 == 0) {
				r.rank = 1
			}
		}
	}
}
