package truth

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
)

// aggregate is a function over a window.
type aggregate struct {
	fn          string // count, sum, …; "count distinct"
	arg         expr   // nil: count(*)
	filter      expr   // or nil
	n           int    // of nth_value, array_agg
	p           float64
	sep         string
	ignoreNulls bool
	window      int // index of view.windows
}

// want is what an answer must be: a value, or for a float anything from lo to hi.
type want struct {
	typ    typ
	val    any
	near   bool
	lo, hi float64
	loose  bool // the paths need not agree to the bit: sums of doubles depend on their order
}

func (a *aggregate) sql(v *view) string { return a.call() + " OVER " + v.windows[a.window].over() }

// call is the function without its window.
func (a *aggregate) call() string {
	arg := "*"
	if a.arg != nil {
		arg = a.arg.sql()
	}
	call := fmt.Sprintf("%s(%s)", a.fn, arg)
	switch a.fn {
	case "count distinct":
		call = fmt.Sprintf("count(DISTINCT %s)", arg)
	case "nth_value":
		call = fmt.Sprintf("nth_value(%s, %d)", arg, a.n)
	case "array_agg":
		call = fmt.Sprintf("array_agg(%s LIMIT %d)", arg, a.n)
	case "string_agg":
		call = fmt.Sprintf("string_agg(%s, %s)", arg, quote(a.sep))
	case "approx_percentile":
		call = fmt.Sprintf("approx_percentile(%s, %v)", arg, a.p)
	}
	if a.filter != nil {
		call += fmt.Sprintf(" FILTER (WHERE %s)", a.filter.sql())
	}
	if a.ignoreNulls {
		call += " IGNORE NULLS"
	}
	return call
}

// of is the type of the result (R11).
func (a *aggregate) of() typ {
	switch a.fn {
	case "count", "count distinct", "approx_count_distinct":
		return tInt8
	case "sum":
		switch t := a.arg.of(); {
		case t.oid == tInt8.oid:
			return tSumOfInt8
		case t.kind == kInt:
			return tInt8
		case t.kind == kFloat:
			return tFloat8
		default:
			return typ{name: "numeric", kind: kNumeric, oid: tNumeric.oid, scale: t.scale}
		}
	case "avg", "var_samp", "var_pop", "stddev_samp", "stddev_pop", "approx_percentile":
		return tFloat8
	case "array_agg":
		return arrayOf(a.arg.of())
	case "string_agg":
		return tText
	}
	return a.arg.of()
}

// over is the aggregate of a frame's rows, oldest first.
func (a *aggregate) over(frame []*row) want {
	out := want{typ: a.of()}
	var all, vals []any // with NULLs, without
	rows := 0
	for _, r := range frame {
		if a.filter != nil && a.filter.eval(r) != true {
			continue
		}
		rows++
		if a.arg == nil {
			continue
		}
		v := a.arg.eval(r)
		if all = append(all, v); v != nil {
			vals = append(vals, v)
		}
	}
	switch a.fn {
	case "count":
		if a.arg != nil {
			rows = len(vals)
		}
		out.val = int64(rows)
		return out
	case "count distinct":
		out.val = int64(len(distinct(vals)))
		return out
	case "approx_count_distinct":
		n := float64(len(distinct(vals)))
		out.val, out.near, out.lo, out.hi = int64(n), n > 0, n-1-n/12, n+1+n/12
		return out
	case "first_value", "last_value", "nth_value", "array_agg":
		a.pick(&out, all, vals)
		return out
	}
	if len(vals) == 0 {
		return out
	}
	switch a.fn {
	case "min":
		out.val = slices.MinFunc(vals, compare)
	case "max":
		out.val = slices.MaxFunc(vals, compare)
	case "bool_and":
		out.val = !slices.Contains(vals, any(false))
	case "bool_or":
		out.val = slices.Contains(vals, any(true))
	case "mode":
		out.val = mode(vals)
	case "string_agg":
		var parts []string
		for _, v := range vals {
			parts = append(parts, v.(string))
		}
		out.val = strings.Join(parts, a.sep)
	case "sum", "avg":
		a.sum(&out, vals)
	case "var_samp", "var_pop", "stddev_samp", "stddev_pop":
		a.spread(&out, vals)
	case "approx_percentile":
		slices.SortFunc(vals, compare)
		rank := max(1, int(math.Ceil(a.p*float64(len(vals)))))
		x := toFloat(vals[rank-1])
		out.val, out.near = x, !math.IsNaN(x) && !math.IsInf(x, 0)
		out.lo, out.hi = x-math.Abs(x)/255, x+math.Abs(x)/255
	}
	return out
}

// pick sets what is taken from single rows: NULLs count as values unless they are ignored (R10).
func (a *aggregate) pick(out *want, all, vals []any) {
	if a.ignoreNulls {
		all = vals
	}
	n := len(all)
	switch {
	case n == 0:
	case a.fn == "first_value":
		out.val = all[0]
	case a.fn == "last_value":
		out.val = all[n-1]
	case a.fn == "nth_value" && a.n <= n:
		out.val = all[a.n-1]
	case a.fn == "array_agg":
		newest := slices.Clone(all[max(0, n-a.n):])
		slices.Reverse(newest)
		out.val = newest
	}
}

func distinct(vals []any) []any {
	sorted := slices.SortedFunc(slices.Values(vals), compare)
	return slices.CompactFunc(sorted, func(a, b any) bool { return compare(a, b) == 0 })
}

// mode is the smallest of the most frequent values.
func mode(vals []any) any {
	var best any
	most := 0
	for _, v := range distinct(vals) {
		n := 0
		for _, w := range vals {
			if compare(v, w) == 0 {
				n++
			}
		}
		if n > most {
			best, most = v, n
		}
	}
	return best
}

func toFloat(v any) float64 {
	if f, ok := v.(float64); ok {
		return f
	}
	return nearest(rat(v))
}

// special is what NaN and infinities make of a sum: not ok if there are none.
func special(vals []any) (sum float64, ok bool) {
	for _, v := range vals {
		if f, is := v.(float64); is && (math.IsNaN(f) || math.IsInf(f, 0)) {
			sum, ok = sum+f, true
		}
	}
	return sum, ok
}

// sum sets the sum or the mean: of integers and decimals exact, of doubles within 1e-9 of the sum of their magnitudes (R12).
func (a *aggregate) sum(out *want, vals []any) {
	float := a.arg.of().kind == kFloat
	if f, ok := special(vals); ok {
		out.val = f
		return
	}
	sum, magnitude, n := new(big.Rat), new(big.Rat), new(big.Rat).SetInt64(int64(len(vals)))
	for _, v := range vals {
		sum.Add(sum, rat(v))
		magnitude.Add(magnitude, new(big.Rat).Abs(rat(v)))
	}
	if a.fn == "avg" {
		sum.Quo(sum, n)
		magnitude.Quo(magnitude, n)
	}
	switch {
	case float:
		f, tol := nearest(sum), 1e-9*nearest(magnitude)
		out.val, out.near, out.loose, out.lo, out.hi = f, true, true, f-tol, f+tol
	case a.fn == "avg":
		f := nearest(sum)
		tol := math.Abs(f) * 1e-15
		out.val, out.near, out.lo, out.hi = f, true, f-tol, f+tol
	case out.typ.kind == kInt:
		out.val = sum.Num().Int64()
	default:
		out.val = sum
	}
}

// spread sets a variance or a standard deviation.
func (a *aggregate) spread(out *want, vals []any) {
	n := int64(len(vals))
	samp, root := strings.HasSuffix(a.fn, "samp"), strings.HasPrefix(a.fn, "stddev")
	if samp && n == 1 {
		return
	}
	if _, ok := special(vals); ok {
		out.val = math.NaN()
		return
	}
	mean := new(big.Rat)
	for _, v := range vals {
		mean.Add(mean, rat(v))
	}
	mean.Quo(mean, new(big.Rat).SetInt64(n))
	m2 := new(big.Rat)
	for _, v := range vals {
		d := new(big.Rat).Sub(rat(v), mean)
		m2.Add(m2, d.Mul(d, d))
	}
	if samp {
		n--
	}
	variance := nearest(m2.Quo(m2, new(big.Rat).SetInt64(n)))
	tol := variance * 1e-9
	switch t := a.arg.of(); {
	case t.kind == kFloat:
		tol += 1e-12 * math.Pow(nearest(mean), 2)
		out.loose = true
	case t.oid == tInt2.oid || t.oid == tInt4.oid || t.name == tNumeric.name:
		tol = variance * 1e-14
	default:
		tol += 1e-12 * math.Pow(nearest(mean), 2)
	}
	lo, hi := max(0, variance-tol), variance+tol
	if root {
		variance, lo, hi = math.Sqrt(variance), math.Sqrt(lo), math.Sqrt(hi)
	}
	out.val, out.near, out.lo, out.hi = variance, true, lo, hi
}
