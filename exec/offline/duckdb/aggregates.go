package duckdb

import (
	"fmt"
	"math"
	"strings"

	"asof/catalog"
	"asof/catalog/sqltype"
)

// The formulas of the aggregates (R11, R12). What the online store computes in Go must be the same, bit for bit where R12 says so.
//
// x is the argument, n the number of its values that are not NULL. u(x) is x as an integer: itself, or for numeric(p,s) the
// unscaled number x·10^s; s is 0 for integers. Sums S = Σ u(x) and Q = Σ u(x)² are exact, in 128 bits.
//
//	count            n, or the number of rows
//	sum              S / 10^s, exact: int8 for int2 and int4 (22003 beyond), numeric(38,0) for int8, numeric(38,s) for numeric
//	avg              double(S) / (double(n) · 10^s)
//	var_samp         n < 2: NULL; else double(n·Q − S²) / double(n·(n−1)) / 10^2s
//	var_pop          double(n·Q − S²) / double(n·n) / 10^2s
//	stddev_…         sqrt(double(n·Q − S²) / double(…)) / 10^s
//	                 for int2, int4 and numeric of at most 9 digits
//	  otherwise      over the values as doubles by a stable method; NaN if one of them is no finite number
//	sum, avg, of floats  over the values as doubles, float8; 22003 if only finite values give infinity
//	bool_and, bool_or    by the number of values and of true ones
//	nth_value, array_agg the first n, the last n rows by R5
//	mode             the least of the values that are most frequent; 0 for -0
//	approx_…         see sketches.go
//
// double(h) of a 128-bit integer h with the halves hi (signed) and lo (unsigned), h = hi·2^64 + lo, is what the engine's cast gives:
// for hi = −1, −(double(2^64−1−lo)) − 1; otherwise double(lo) + double(hi)·2^64, each operation rounded to nearest.

// exactSquares says whether variances and deviations of t come from exact sums.
func exactSquares(t sqltype.Type) bool {
	return t.ID == sqltype.Int2 || t.ID == sqltype.Int4 || t.ID == sqltype.Numeric && t.Precision > 0 && t.Precision <= 9
}

// isFloat says whether t is a floating-point type.
func isFloat(t sqltype.Type) bool { return t.ID == sqltype.Float4 || t.ID == sqltype.Float8 }

// scaleOf is the number of digits behind the point of u(x).
func scaleOf(t sqltype.Type) int {
	switch {
	case t.ID != sqltype.Numeric:
		return 0
	case t.Precision == 0:
		return 9 // DECIMAL(38,9), see sqltype.Type.DuckDB
	}
	return int(t.Scale)
}

// unscaled is u(x): a BIGINT, or a HUGEINT where t has more than 18 digits. There the product with a power of ten may not fit any
// type, but the digits do.
func unscaled(x string, t sqltype.Type) string {
	s, wide := scaleOf(t), t.ID == sqltype.Numeric && (t.Precision == 0 || t.Precision > 18)
	switch {
	case wide && s == 0:
		return fmt.Sprintf("CAST(%s AS HUGEINT)", x)
	case wide:
		return fmt.Sprintf("CAST(replace(CAST(%s AS VARCHAR), '.', '') AS HUGEINT)", x)
	case s > 0 && int(t.Precision)+s+1 > 18:
		// The engine would multiply in 18 digits.
		return fmt.Sprintf("CAST(CAST(%s AS DECIMAL(38,%d)) * CAST('1e%d' AS DECIMAL(%d,0)) AS BIGINT)", x, s, s, s+1)
	case s > 0:
		return fmt.Sprintf("CAST(%s * CAST('1e%d' AS DECIMAL(%d,0)) AS BIGINT)", x, s, s+1)
	}
	return fmt.Sprintf("CAST(%s AS BIGINT)", x)
}

// frameSQL is where an aggregate is taken: the condition that a row is in the frame and passes FILTER ("" for all rows), and
// the window ("" in a GROUP BY).
type frameSQL struct{ filter, over string }

func (f frameSQL) and(cond string) frameSQL {
	if f.filter != "" {
		cond = f.filter + " AND " + cond
	}
	return frameSQL{cond, f.over}
}

// call is an aggregate function call over the frame.
func (f frameSQL) call(call string) string {
	if f.filter != "" {
		call += " FILTER (WHERE " + f.filter + ")"
	}
	if f.over != "" {
		call += " OVER " + f.over
	}
	return call
}

// aggregateSQL is the value of a over f. Order is an expression that grows with R5, for the functions that depend on it.
func aggregateSQL(v *catalog.FeatureView, a *catalog.Aggregate, f frameSQL, order string) string {
	if a.Arg < 0 {
		return f.call("count(*)")
	}
	x, t := fmt.Sprintf("i%d", a.Arg), v.Inputs[a.Arg].Type
	switch a.Func {
	case catalog.CountDistinct:
		return f.call("count(DISTINCT " + x + ")")
	case catalog.Count, catalog.Min, catalog.Max, catalog.BoolAnd, catalog.BoolOr:
		return f.call(string(a.Func) + "(" + x + ")")
	case catalog.FirstValue, catalog.LastValue, catalog.NthValue, catalog.ArrayAgg:
		return pickSQL(a, x, f, order)
	case catalog.StringAgg:
		return f.call(fmt.Sprintf("string_agg(%s, %s ORDER BY %s)", x, quoteString(a.Delimiter), order))
	case catalog.Mode:
		return modeSQL(x, t, f)
	case catalog.Sum:
		if isFloat(t) {
			return finiteSQL("sum", x, f)
		}
		return fittingSQL(fmt.Sprintf("CAST(%s AS %s)", f.call("sum("+x+")"), a.Type.DuckDB()), t)
	case catalog.Avg:
		if isFloat(t) {
			return finiteSQL("avg", x, f)
		}
		// The engine's own avg divides in 80 bits and rounds twice.
		return avgSQL(f.call("sum("+unscaled(x, t)+")"), f.call("count("+x+")"), scaleOf(t))
	case catalog.StddevSamp, catalog.StddevPop, catalog.VarSamp, catalog.VarPop:
		if exactSquares(t) {
			u := unscaled(x, t)
			return spreadSQL(a.Func, f.call("count("+x+")"), f.call("sum("+u+")"), f.call("sum("+u+" * "+u+")"), scaleOf(t))
		}
		return wideSpreadSQL(a.Func, x, f)
	case catalog.ApproxCountDistinct:
		return approxCountSQL(x, t, f)
	case catalog.ApproxPercentile:
		return approxPercentileSQL(x, t, a.Fraction, f)
	}
	panic("duckdb: aggregate " + string(a.Func)) // Check refuses others
}

// finiteSQL is sum or avg of floats; 22003 if values that are all finite sum up to infinity. The cast raises it.
func finiteSQL(fn, x string, f frameSQL) string {
	d := "CAST(" + x + " AS DOUBLE)"
	return fmt.Sprintf("CASE WHEN isinf(%[1]s) AND %[2]s = 0 THEN CAST(CAST(%[1]s AS DECIMAL(38,0)) AS DOUBLE) ELSE %[1]s END",
		f.call(fn+"("+d+")"), f.and("NOT isfinite("+d+")").call("count("+x+")"))
}

// fittingSQL is a sum of type numeric(38,s); 22003 if it has more digits, which the engine itself lets pass. Doubling it raises
// the error. Types of at most 18 digits do not get there in 10^20 rows.
func fittingSQL(sum string, t sqltype.Type) string {
	if t.ID != sqltype.Numeric || t.Precision > 0 && t.Precision <= 18 {
		return sum
	}
	nines := strings.Repeat("9", 38-scaleOf(t))
	if s := scaleOf(t); s > 0 {
		nines += "." + strings.Repeat("9", s)
	}
	return fmt.Sprintf("CASE WHEN abs(%[1]s) > CAST('%[2]s' AS DECIMAL(38,%[3]d)) THEN %[1]s + %[1]s ELSE %[1]s END", sum, nines, scaleOf(t))
}

// pickSQL is a value, NULL or not, of the least or greatest rows, or a list of them. The struct keeps the engine from skipping
// rows whose value is NULL.
func pickSQL(a *catalog.Aggregate, x string, f frameSQL, order string) string {
	if a.IgnoreNulls {
		f = f.and(x + " IS NOT NULL")
	}
	x = "struct_pack(x := " + x + ")"
	switch a.Func {
	case catalog.FirstValue:
		return "(" + f.call(fmt.Sprintf("arg_min(%s, %s)", x, order)) + ").x"
	case catalog.LastValue:
		return "(" + f.call(fmt.Sprintf("arg_max(%s, %s)", x, order)) + ").x"
	case catalog.NthValue:
		return fmt.Sprintf("(%s)[%d].x", f.call(fmt.Sprintf("arg_min(%s, %s, %d)", x, order, a.N)), a.N)
	}
	return fmt.Sprintf("list_transform(%s, lambda _r: _r.x)", f.call(fmt.Sprintf("arg_max(%s, %s, %d)", x, order, a.N)))
}

// modeSQL is the least of the most frequent values of type t. The engine's own mode takes the one of them that it meets first; its
// histogram is ordered by value, but for doubles, which NaN puts out of order: they are counted by integers that grow with them.
func modeSQL(x string, t sqltype.Type, f frameSQL) string {
	return uncountedSQL(fmt.Sprintf("(list_reduce(map_entries(%s), lambda _m, _h: CASE WHEN _h.value > _m.value THEN _h ELSE _m END)).key",
		f.call("histogram("+countedSQL(x, t)+")")), t)
}

// countedSQL is x, of type t, as mode counts it, and uncountedSQL the value of that.
func countedSQL(x string, t sqltype.Type) string {
	if !isFloat(t) {
		return x
	}
	return fmt.Sprintf("list_transform([%s], lambda _b: %s)[1]", bitsSQL(x), flippedSQL("_b"))
}

func uncountedSQL(x string, t sqltype.Type) string {
	if !isFloat(t) {
		return x
	}
	return fmt.Sprintf("list_transform([%s], lambda _b: CAST(CAST(CAST(%s AS BIT) AS DOUBLE) AS %s))[1]", x, flippedSQL("_b"), t.DuckDB())
}

// flippedSQL makes of a double's bits an integer that grows with it, and of that the bits.
func flippedSQL(bits string) string {
	return fmt.Sprintf("CASE WHEN %[1]s < 0 THEN xor(%[1]s, %[2]d) ELSE %[1]s END", bits, math.MaxInt64)
}

// spreadSQL is a variance or a deviation from n, S and Q.
func spreadSQL(fn catalog.Func, n, s, q string, scale int) string {
	n = "CAST(" + n + " AS HUGEINT)"
	pairs, least := n+" * "+n, 1
	if fn == catalog.VarSamp || fn == catalog.StddevSamp {
		pairs, least = fmt.Sprintf("%[1]s * (%[1]s - 1)", n), 2
	}
	v := fmt.Sprintf("CAST(%[1]s * %[3]s - %[2]s * %[2]s AS DOUBLE) / CAST(%[4]s AS DOUBLE)", n, s, q, pairs)
	if fn == catalog.StddevSamp || fn == catalog.StddevPop {
		v = "sqrt(" + v + ")"
	} else {
		scale *= 2
	}
	return fmt.Sprintf("CASE WHEN %s >= %d THEN %s%s END", n, least, v, byPower(scale))
}

// wideSpreadSQL is a variance or a deviation of doubles, where the engine refuses what is not finite.
func wideSpreadSQL(fn catalog.Func, x string, f frameSQL) string {
	d, least := "CAST("+x+" AS DOUBLE)", 1
	if fn == catalog.VarSamp || fn == catalog.StddevSamp {
		least = 2
	}
	return fmt.Sprintf("CASE WHEN %s > 0 THEN CASE WHEN %s >= %d THEN CAST('nan' AS DOUBLE) END ELSE %s END",
		f.and("NOT isfinite("+d+")").call("count("+x+")"), f.call("count("+x+")"), least, f.and("isfinite("+d+")").call(string(fn)+"("+d+")"))
}

// avgSQL is avg from S and n.
func avgSQL(s, n string, scale int) string {
	return fmt.Sprintf("CASE WHEN %[2]s > 0 THEN CAST(%[1]s AS DOUBLE) / (CAST(%[2]s AS DOUBLE) * 1e%[3]d) END", s, n, scale)
}

func byPower(scale int) string {
	if scale == 0 {
		return ""
	}
	return fmt.Sprintf(" / 1e%d", scale)
}
