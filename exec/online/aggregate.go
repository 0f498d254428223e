package online

import (
	"encoding/binary"
	"maps"
	"math"
	"math/bits"
	"slices"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// method is how an aggregate is computed: its function, and the class of its argument where that matters.
type method uint8

const (
	counting      method = iota
	summing              // sum and avg of integers and decimals: n and an exact sum
	summingFloats        // sum and avg of doubles: n and a compensated sum
	deviating            // stddev of int2, int4, numeric of at most 9 digits: n, exact sum, exact sum of squares
	deviatingFast        // stddev of anything wider, by Welford's method in doubles
	least                // min
	greatest             // max
	first                // first_value
	last                 // last_value
	distinct             // count(DISTINCT)
)

// aggregate is what is computed over a frame: one or more of the view's functions, as sum(x), avg(x) and count(x) are values of
// one state.
type aggregate struct {
	method      method
	frame       catalog.FrameMode
	preceding   int64
	arg, filter int // indexes of the view's inputs, -1: none
	ignoreNulls bool
	class       class
	typ         sqltype.Type // of the argument
}

func compile(v *catalog.FeatureView, a catalog.Aggregate) (aggregate, error) {
	g := aggregate{frame: a.Frame.Mode, preceding: a.Frame.Preceding, arg: a.Arg, filter: a.Filter, ignoreNulls: a.IgnoreNulls}
	if a.Arg >= 0 {
		g.typ = v.Inputs[a.Arg].Type
		g.class, _ = classOf(g.typ)
	}
	number := !g.typ.Array && (g.class == float || g.typ.ID == sqltype.Int2 || g.typ.ID == sqltype.Int4 || g.typ.ID == sqltype.Int8 ||
		g.typ.ID == sqltype.Numeric)
	ok := a.Arg >= 0
	switch a.Func {
	case catalog.Count:
		g.method, ok = counting, true
	case catalog.Sum, catalog.Avg:
		if g.method = summing; g.class == float {
			g.method = summingFloats
		}
		ok = ok && number
	case catalog.StddevSamp:
		g.method = deviatingFast
		switch id := g.typ.ID; {
		case id == sqltype.Int2, id == sqltype.Int4, id == sqltype.Numeric && g.typ.Precision > 0 && g.typ.Precision <= 9:
			g.method = deviating
		}
		ok = ok && number
	case catalog.Min:
		g.method, ok = least, ok && g.class != opaque
	case catalog.Max:
		g.method, ok = greatest, ok && g.class != opaque
	case catalog.FirstValue:
		g.method = first
	case catalog.LastValue:
		g.method = last
	case catalog.CountDistinct:
		g.method, ok = distinct, ok && g.class != opaque
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
	if g.frame != o.frame || g.preceding != o.preceding || g.arg != o.arg || g.filter != o.filter {
		return false
	}
	return g.method == o.method && g.ignoreNulls == o.ignoreNulls ||
		o.method == counting && g.method >= summing && g.method <= greatest // they count what is not NULL
}

// state is what an aggregate knows of the rows it has seen: of a frame while a read evaluates it, of all rows of the key where
// the frame is unbounded. Which fields count is the method's affair.
type state struct {
	n             int64 // rows counted; NULL arguments are not, except by first and last
	sum, squares  wide
	f, c          float64 // compensated sum and its correction; Welford's mean and sum of squared differences
	nan, pos, neg int64   // doubles counted apart, so that they poison only the frames they are in (R12)

	best  datum // least, greatest, first, last: if n > 0
	e     int64 // first, last: where best stands
	order []byte

	set map[string]struct{} // distinct
}

// reset empties s and keeps its memory.
func (s *state) reset() {
	set := s.set
	clear(set)
	*s = state{set: set}
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
	if d.null && (g.method != first && g.method != last || g.ignoreNulls) {
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
	case distinct:
		if s.set == nil {
			s.set = map[string]struct{}{}
		}
		var small [40]byte
		one := g.class.canonical(*d)
		b := appendDatum(small[:0], g.typ, &one)
		if _, seen := s.set[string(b)]; !seen {
			s.set[string(b)] = struct{}{}
		}
		s.n = int64(len(s.set))
	}
}

// special counts a double that is no finite number, and says so.
func (s *state) special(x float64) bool {
	switch {
	case x != x:
		s.nan++
	case x > math.MaxFloat64:
		s.pos++
	case x < -math.MaxFloat64:
		s.neg++
	default:
		return false
	}
	return true
}

// addFloat is Neumaier's compensated summation.
func (s *state) addFloat(x float64) {
	if s.special(x) {
		return
	}
	t := s.f + x
	if math.Abs(s.f) >= math.Abs(x) {
		s.c += (s.f - t) + x
	} else {
		s.c += (x - t) + s.f
	}
	s.f = t
}

// deviate is Welford's method.
func (s *state) deviate(x float64) {
	if s.special(x) {
		return
	}
	d := x - s.f
	s.f += d / float64(s.n)
	s.c += d * (x - s.f)
}

// result is the value of a function over what s has seen. A sum beyond its type is 22003 (R11).
func (g *aggregate) result(fn catalog.Func, s *state) (any, error) {
	if fn == catalog.Count || fn == catalog.CountDistinct {
		return s.n, nil
	}
	if s.n == 0 {
		return nil, nil
	}
	switch g.method {
	case summing:
		if fn == catalog.Avg {
			return s.sum.float() / (float64(s.n) * pow10[scaleOf(g.typ)]), nil
		}
		return g.exactSum(s)
	case summingFloats:
		return floatSum(fn, s)
	case deviating:
		if s.n < 2 {
			return nil, nil
		}
		return math.Sqrt(variance(s.n, s.sum, s.squares)/pairs(s.n)) / pow10[scaleOf(g.typ)], nil
	case deviatingFast:
		switch {
		case s.n < 2:
			return nil, nil
		case s.nan+s.pos+s.neg > 0:
			return math.NaN(), nil
		}
		return math.Sqrt(s.c / float64(s.n-1)), nil
	}
	return s.best.value(g.typ), nil
}

// pairs is n*(n-1) as a double, rounded once.
func pairs(n int64) float64 {
	hi, lo := bits.Mul64(uint64(n), uint64(n-1))
	return int128{int64(hi), lo}.float()
}

func (g *aggregate) exactSum(s *state) (any, error) {
	a, ok := s.sum.int128()
	switch g.typ.ID {
	case sqltype.Int2, sqltype.Int4:
		if n, small := a.int64(); ok && small {
			return n, nil
		}
		return nil, sqlerr.New(sqlerr.NumericValueOutOfRange, "bigint out of range in sum")
	}
	if n := a.big(); ok && n.CmpAbs(maxNumeric) < 0 {
		return sqltype.Decimal{Int: n, Scale: scaleOf(g.typ)}, nil
	}
	return nil, sqlerr.New(sqlerr.NumericValueOutOfRange, "numeric out of range in sum").
		WithDetail("The sum has more than 38 digits.")
}

func floatSum(fn catalog.Func, s *state) (any, error) {
	sum := s.f + s.c
	switch {
	case s.nan > 0 || s.pos > 0 && s.neg > 0:
		sum = math.NaN()
	case s.pos > 0:
		sum = math.Inf(1)
	case s.neg > 0:
		sum = math.Inf(-1)
	case math.IsInf(s.f, 0) || sum != sum || math.IsInf(sum, 0):
		return nil, sqlerr.New(sqlerr.NumericValueOutOfRange, "double precision out of range in %s", fn)
	}
	if fn == catalog.Avg {
		return sum / float64(s.n), nil
	}
	return sum, nil
}

// append packs the state of an unbounded frame.
func (g *aggregate) append(dst []byte, s *state) []byte {
	dst = binary.AppendUvarint(dst, uint64(s.n))
	if s.n == 0 {
		return dst
	}
	switch g.method {
	case summing:
		dst = s.sum.append(dst)
	case deviating:
		dst = s.squares.append(s.sum.append(dst))
	case summingFloats, deviatingFast:
		dst = binary.BigEndian.AppendUint64(dst, math.Float64bits(s.f))
		dst = binary.BigEndian.AppendUint64(dst, math.Float64bits(s.c))
		dst = binary.AppendUvarint(dst, uint64(s.nan))
		dst = binary.AppendUvarint(dst, uint64(s.pos))
		dst = binary.AppendUvarint(dst, uint64(s.neg))
	case first, last:
		dst = binary.AppendVarint(dst, s.e)
		dst = append(binary.AppendUvarint(dst, uint64(len(s.order))), s.order...)
		if s.best.null {
			return append(dst, 0)
		}
		dst = appendDatum(append(dst, 1), g.typ, &s.best)
	case least, greatest:
		dst = appendDatum(dst, g.typ, &s.best)
	case distinct:
		size := 0
		for b := range s.set {
			size += uvarintLen(uint64(len(b))) + len(b)
		}
		dst = binary.AppendUvarint(dst, uint64(size))
		for _, b := range slices.Sorted(maps.Keys(s.set)) { // sorted: equal states are equal bytes
			dst = append(binary.AppendUvarint(dst, uint64(len(b))), b...)
		}
	}
	return dst
}

// read reads what append wrote. The members of a set are left out unless members is set: a read without rows to add needs
// only their number.
func (g *aggregate) read(r *reader, s *state, members bool) {
	s.reset()
	if s.n = int64(r.uvarint()); s.n <= 0 {
		if s.n < 0 {
			r.fail()
		}
		return
	}
	switch g.method {
	case summing:
		s.sum = r.wide()
	case deviating:
		s.sum = r.wide()
		s.squares = r.wide()
	case summingFloats, deviatingFast:
		s.f, s.c = math.Float64frombits(r.uint64()), math.Float64frombits(r.uint64())
		s.nan, s.pos, s.neg = int64(r.uvarint()), int64(r.uvarint()), int64(r.uvarint())
	case first, last:
		s.e, s.order = r.varint(), r.bytes()
		if r.byte() == 0 {
			s.best.null = true
			return
		}
		r.datum(g.typ, &s.best)
	case least, greatest:
		r.datum(g.typ, &s.best)
	case distinct:
		g.readSet(r, s, members)
	}
}

func (g *aggregate) readSet(r *reader, s *state, members bool) {
	in := reader{b: r.bytes()}
	if !members {
		return
	}
	if s.set == nil {
		s.set = make(map[string]struct{}, min(s.n, int64(len(in.b))))
	}
	for len(in.b) > 0 {
		s.set[string(in.bytes())] = struct{}{}
	}
	if in.bad || int64(len(s.set)) != s.n {
		r.fail()
	}
}

func uvarintLen(n uint64) int {
	l := 1
	for ; n >= 0x80; n >>= 7 {
		l++
	}
	return l
}
