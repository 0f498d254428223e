package online

import (
	"encoding/hex"
	"math"
	"math/bits"
	"slices"
	"strconv"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/sketch"
)

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

// number is a value as a double, for approx_percentile: rounded as the offline engine rounds it.
func (g *aggregate) number(d *datum) float64 {
	switch {
	case g.class == float:
		return d.float()
	case g.typ.ID == sqltype.Numeric && (g.typ.Precision == 0 || g.typ.Precision > 18):
		return d.n.float() / pow10[scaleOf(g.typ)]
	}
	return float64(int64(d.n.lo)) / pow10[scaleOf(g.typ)]
}

// hashText is the canonical text of a value, for approx_count_distinct: what the offline engine hashes.
func (g *aggregate) hashText(dst []byte, d *datum) []byte {
	n := int64(d.n.lo)
	infinity := func(least, greatest int64) []byte {
		switch n {
		case least:
			return append(dst, "-infinity"...)
		case greatest:
			return append(dst, "infinity"...)
		}
		return strconv.AppendInt(dst, n, 10)
	}
	switch g.typ.ID {
	case sqltype.Bool:
		return strconv.AppendBool(dst, n != 0)
	case sqltype.Float4, sqltype.Float8:
		return strconv.AppendInt(dst, sketch.Bits(d.float()), 10)
	case sqltype.Numeric:
		return d.n.big().Append(dst, 10)
	case sqltype.Date:
		return infinity(int64(sqltype.NegInfinityDays), int64(sqltype.InfinityDays))
	case sqltype.Timestamp, sqltype.TimestampTZ:
		return infinity(int64(sqltype.NegInfinity), int64(sqltype.Infinity))
	case sqltype.UUID, sqltype.Bytea:
		return hex.AppendEncode(dst, d.b)
	}
	if g.class == exact {
		return strconv.AppendInt(dst, n, 10)
	}
	return append(dst, d.b...)
}

// result is the value of a, which g computes, over what s has seen. A number beyond its type is 22003 (R11).
func (g *aggregate) result(a *catalog.Aggregate, s *state) (any, error) {
	switch {
	case g.method == registering && s.sketch != nil:
		return s.sketch.Estimate(), nil
	case a.Func.Counts():
		return s.n, nil
	case s.n == 0:
		return nil, nil
	}
	switch a.Func {
	case catalog.Sum, catalog.Avg:
		switch {
		case g.method == summingFloats:
			return floatSum(a.Func, s)
		case a.Func == catalog.Sum:
			return g.exactSum(s)
		}
		return s.sum.float() / (float64(s.n) * pow10[scaleOf(g.typ)]), nil
	case catalog.StddevSamp, catalog.StddevPop, catalog.VarSamp, catalog.VarPop:
		return g.spread(a.Func, s)
	case catalog.BoolAnd:
		return s.trues == s.n, nil
	case catalog.BoolOr:
		return s.trues > 0, nil
	case catalog.ApproxPercentile:
		return s.percentile(a.Fraction), nil
	case catalog.Mode:
		return g.mode(s), nil
	case catalog.NthValue:
		if int(a.N) > len(s.list) {
			return nil, nil
		}
		return s.list[a.N-1].d.value(g.typ), nil
	case catalog.ArrayAgg:
		list := g.latest(s)
		out := make([]any, len(list))
		for i := range list {
			out[len(list)-1-i] = list[i].d.value(g.typ)
		}
		return out, nil
	case catalog.StringAgg:
		var out []byte
		for i := range s.list {
			if i > 0 {
				out = append(out, a.Delimiter...)
			}
			out = append(out, s.list[i].d.b...)
		}
		return string(out), nil
	}
	return s.best.value(g.typ), nil
}

// spread is a variance or a deviation.
func (g *aggregate) spread(fn catalog.Func, s *state) (any, error) {
	sample, root := fn == catalog.VarSamp || fn == catalog.StddevSamp, fn == catalog.StddevSamp || fn == catalog.StddevPop
	n := s.n
	if sample {
		if n--; n == 0 {
			return nil, nil
		}
	}
	if g.method == deviating {
		scale := scaleOf(g.typ)
		v := variance(s.n, s.sum, s.squares) / product(s.n, n)
		if root {
			return math.Sqrt(v) / pow10[scale], nil
		}
		return v / pow10[2*scale], nil
	}
	if s.nan+s.pos+s.neg > 0 {
		return math.NaN(), nil
	}
	v := s.c / float64(n)
	if v > math.MaxFloat64 || v != v {
		return nil, sqlerr.New(sqlerr.NumericValueOutOfRange, "double precision out of range in %s", fn)
	}
	if root {
		v = math.Sqrt(v)
	}
	return v, nil
}

// product is a*b as a double, rounded once.
func product(a, b int64) float64 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	return int128{int64(hi), lo}.float()
}

// percentile is the value at a fraction of the values, as its bin tells it.
func (s *state) percentile(fraction float64) float64 {
	rank := sketch.Rank(fraction, s.n)
	order := make([]int32, 0, len(s.bins))
	for b := range s.bins {
		order = append(order, b)
	}
	slices.Sort(order)
	at := 0
	for ; at < len(order)-1; at++ {
		if rank -= s.bins[order[at]]; rank <= 0 {
			break
		}
	}
	return sketch.Middle(order[at])
}

// mode is the least of the values that occur most often (R10).
func (g *aggregate) mode(s *state) any {
	var best datum
	most := int64(0)
	for packed, n := range s.counts {
		if n < most {
			continue
		}
		var d datum
		r := reader{b: []byte(packed)}
		r.datum(g.typ, &d)
		if n > most || g.class.compare(&d, &best) < 0 {
			best, most = d, n
		}
	}
	return best.value(g.typ)
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
