package online

import (
	"cmp"
	"slices"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/sketch"
)

// method is how an aggregate is computed: its function, and the class of its argument where that matters.
type method uint8

const (
	counting      method = iota
	summing              // sum and avg of integers and decimals: n and an exact sum
	summingFloats        // sum and avg of doubles: n and a compensated sum
	deviating            // variances and deviations of int2, int4, numeric of at most 9 digits: n, exact sum, exact sum of squares
	deviatingFast        // the same of anything wider, by Welford's method in doubles
	deciding             // bool_and and bool_or: n, and how many are true
	least                // min
	greatest             // max
	binning              // approx_percentile: how many values are in each bin
	registering          // approx_count_distinct: the registers of a sketch
	modal                // mode: how often each value occurs
	distinct             // count(DISTINCT): the values
	first                // first_value
	last                 // last_value
	firsts               // nth_value: the n least rows
	lasts                // array_agg: the n greatest rows
	texts                // string_agg: all rows with a value
)

// aggregate is what is computed over a frame: one or more of the view's functions, as sum(x), avg(x) and count(x) are values of
// one state.
type aggregate struct {
	method      method
	frame       catalog.Frame
	arg, filter int // indexes of the view's inputs, -1: none
	ignoreNulls bool
	keep        int // firsts, lasts: how many rows
	class       class
	typ         sqltype.Type // of the argument
}

func compile(v *catalog.FeatureView, a catalog.Aggregate) (aggregate, error) {
	g := aggregate{frame: a.Frame, arg: a.Arg, filter: a.Filter, ignoreNulls: a.IgnoreNulls}
	if a.Arg < 0 {
		if a.Func != catalog.Count {
			return g, sqlerr.New(sqlerr.Internal, "%s without an argument", a.Func)
		}
		return g, nil
	}
	g.typ = v.Inputs[a.Arg].Type
	g.class, _ = classOf(g.typ)
	ok := true
	number := !g.typ.Array && (g.class == float || g.typ.ID == sqltype.Int2 || g.typ.ID == sqltype.Int4 || g.typ.ID == sqltype.Int8 ||
		g.typ.ID == sqltype.Numeric)
	switch a.Func {
	case catalog.Count:
		g.method = counting
	case catalog.Sum, catalog.Avg:
		if g.method = summing; g.class == float {
			g.method = summingFloats
		}
		ok = number
	case catalog.StddevSamp, catalog.StddevPop, catalog.VarSamp, catalog.VarPop:
		g.method = deviatingFast
		switch id := g.typ.ID; {
		case id == sqltype.Int2, id == sqltype.Int4, id == sqltype.Numeric && g.typ.Precision > 0 && g.typ.Precision <= 9:
			g.method = deviating
		}
		ok = number
	case catalog.ApproxPercentile:
		g.method, ok = binning, number
	case catalog.BoolAnd, catalog.BoolOr:
		g.method, ok = deciding, g.typ == sqltype.Of(sqltype.Bool)
	case catalog.Min:
		g.method, ok = least, g.class != opaque
	case catalog.Max:
		g.method, ok = greatest, g.class != opaque
	case catalog.CountDistinct:
		g.method, ok = distinct, g.class != opaque
	case catalog.ApproxCountDistinct:
		g.method, ok = registering, g.class != opaque
	case catalog.Mode:
		g.method, ok = modal, g.class != opaque
	case catalog.FirstValue:
		g.method = first
	case catalog.LastValue:
		g.method = last
	case catalog.NthValue:
		g.method, g.keep = firsts, int(a.N)
	case catalog.ArrayAgg:
		g.method, g.keep, ok = lasts, int(a.N), !g.typ.Array
	case catalog.StringAgg:
		g.method, g.ignoreNulls, ok = texts, true, g.class == text && g.typ.ID != sqltype.UUID && g.typ.ID != sqltype.Bytea
	default:
		ok = false
	}
	if !ok {
		return g, sqlerr.New(sqlerr.FeatureNotSupported, "%s over values of type %s is not supported in a feature view", a.Func, g.typ)
	}
	return g, nil
}

// covers says whether g's state has the value of o too.
func (g *aggregate) covers(o *aggregate) bool {
	if g.frame != o.frame || g.arg != o.arg || g.filter != o.filter {
		return false
	}
	return g.method == o.method && g.ignoreNulls == o.ignoreNulls && g.keep == o.keep ||
		o.method == counting && g.method >= summing && g.method <= greatest || // they count what is not NULL
		o.method == summing && g.method == deviating
}

// state is what an aggregate knows of the rows it has seen: of a frame while a read evaluates it, of all rows of the key where
// the frame is unbounded. Which fields count is the method's affair.
type state struct {
	n             int64 // rows counted; NULL arguments are not, except by first, last, firsts and lasts
	sum, squares  wide
	f, c          float64 // compensated sum and its correction; Welford's mean and sum of squared differences
	nan, pos, neg int64   // doubles counted apart, so that they poison only the frames they are in (R12)
	trues         int64   // deciding

	best  datum // least, greatest, first, last: if n > 0
	e     int64 // first, last: where best stands
	order []byte

	list   []placed         // firsts, lasts, texts: by e, order
	counts map[string]int64 // distinct, modal: by packed value
	bins   map[int32]int64  // binning
	sketch *sketch.Distinct // registering
}

// placed is a value and where its row stands in R5.
type placed struct {
	e     int64
	order []byte
	d     datum
}

// reset empties s and keeps its memory.
func (s *state) reset() {
	list, counts, bins, sk := s.list[:0], s.counts, s.bins, s.sketch
	clear(counts)
	clear(bins)
	if sk != nil {
		*sk = sketch.Distinct{}
	}
	*s = state{list: list, counts: counts, bins: bins, sketch: sk}
}

// held is how much of max_rows_per_key the state takes (R25).
func (g *aggregate) held(s *state) int {
	n := len(g.latest(s)) + len(s.counts) + len(s.bins)
	if s.sketch != nil {
		n += s.sketch.Used
	}
	return n
}

// add takes a row in. Rows may come in any order.
func (g *aggregate) add(s *state, r *row) {
	if g.filter >= 0 {
		if d := &r.in[g.filter]; d.null || d.n.lo == 0 {
			return
		}
	}
	if g.arg < 0 {
		s.n++
		return
	}
	d := &r.in[g.arg]
	if d.null && (g.method < first || g.ignoreNulls) {
		return
	}
	s.n++
	switch g.method {
	case summing:
		s.sum.add(d.n)
	case summingFloats:
		s.addFloat(d.float())
	case deviating:
		s.sum.add(d.n)
		s.squares.add(squared(int64(d.n.lo)))
	case deviatingFast:
		x := d.float()
		if g.class == exact {
			x = d.n.float() / pow10[scaleOf(g.typ)]
		}
		s.deviate(x)
	case deciding:
		s.trues += int64(d.n.lo)
	case least, greatest:
		if c := 0; s.n > 1 {
			if c = g.class.compare(d, &s.best); g.method == greatest {
				c = -c
			}
			if c >= 0 {
				return
			}
		}
		s.best = g.class.canonical(*d)
	case binning:
		if s.bins == nil {
			s.bins = map[int32]int64{}
		}
		s.bins[sketch.Bin(g.number(d))]++
	case registering:
		if s.sketch == nil {
			s.sketch = &sketch.Distinct{}
		}
		var small [64]byte
		s.sketch.Add(g.hashText(small[:0], d))
	case distinct, modal:
		s.count(g, d)
	case first, last:
		if s.n > 1 {
			c := compareRows(r, &row{e: s.e, order: s.order})
			if g.method == last {
				c = -c
			}
			if c >= 0 {
				return
			}
		}
		s.best, s.e, s.order = *d, r.e, r.order
	case firsts, lasts, texts:
		g.place(s, placed{r.e, r.order, *d})
	}
}

// count counts a value of distinct and modal.
func (s *state) count(g *aggregate, d *datum) {
	if s.counts == nil {
		s.counts = map[string]int64{}
	}
	var small [40]byte
	one := g.class.canonical(*d)
	b := appendDatum(small[:0], g.typ, &one)
	if n, seen := s.counts[string(b)]; !seen || g.method == modal {
		s.counts[string(b)] = n + 1
	}
	if g.method == distinct {
		s.n = int64(len(s.counts))
	}
}

// place takes a row into the list, at its place, which mostly is the end.
func (g *aggregate) place(s *state, p placed) {
	compare := func(a, b placed) int {
		if a.e != b.e {
			return cmp.Compare(a.e, b.e)
		}
		return slices.Compare(a.order, b.order)
	}
	at := len(s.list)
	if at > 0 && compare(s.list[at-1], p) > 0 {
		at, _ = slices.BinarySearchFunc(s.list, p, compare)
	}
	switch {
	case g.method == firsts && at >= g.keep:
		return
	case g.method == firsts && len(s.list) == g.keep:
		s.list = s.list[:g.keep-1]
	case g.method == lasts && len(s.list) >= 2*g.keep: // so that a row moves once for each that is dropped
		drop := len(s.list) - g.keep
		s.list = slices.Delete(s.list, 0, drop)
		if at -= drop; at < 0 {
			return
		}
	}
	s.list = slices.Insert(s.list, at, p)
}

// latest drops what the list of lasts has too much.
func (g *aggregate) latest(s *state) []placed {
	if g.method == lasts {
		return s.list[max(0, len(s.list)-g.keep):]
	}
	return s.list
}
