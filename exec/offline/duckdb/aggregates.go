package duckdb

import (
	"fmt"
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
//	stddev_samp      n < 2: NULL; else sqrt(double(n·Q − S²) / double(n·(n−1))) / 10^s
//	                 for int2, int4 and numeric of at most 9 digits
//	  otherwise      over the values as doubles by a stable method; NaN if one of them is no finite number
//	sum, avg, of floats  over the values as doubles, float8; 22003 if only finite values give infinity
//
// double(h) of a 128-bit integer h with the halves hi (signed) and lo (unsigned), h = hi·2^64 + lo, is what the engine's cast gives:
// for hi = −1, −(double(2^64−1−lo)) − 1; otherwise double(lo) + double(hi)·2^64, each operation rounded to nearest.

// exactSquares says whether stddev_samp of t comes from exact sums.
func exactSquares(t sqltype.Type) bool {
	return t.ID == sqltype.Int2 || t.ID == sqltype.Int4 || t.ID == sqltype.Numeric && t.Precision > 0 && t.Precision <= 9
}

// isFloat says whether t is a floating-point type.
func isFloat(t sqltype.Type) bool { return t.ID == sqltype.Float4 || t.ID == sqltype.Float8 }

// invertible says whether an aggregate over t may come from the difference of two prefix sums: exact, and no sum of any
// 2^32 rows can overflow 128 bits or numeric(38).
func invertible(f catalog.Func, t sqltype.Type) bool {
	switch f {
	case catalog.Count:
		return true
	case catalog.Sum, catalog.Avg:
		return t.ID == sqltype.Int2 || t.ID == sqltype.Int4 || t.ID == sqltype.Int8 ||
			t.ID == sqltype.Numeric && t.Precision > 0 && t.Precision <= 18
	case catalog.StddevSamp:
		return exactSquares(t)
	}
	return false
}

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

// aggregateSQL is the value of a over f. Order is an expression that grows with R5, for first_value and last_value.
func aggregateSQL(v *catalog.FeatureView, a *catalog.Aggregate, f frameSQL, order string) string {
	if a.Arg < 0 {
		return f.call("count(*)")
	}
	x, t := fmt.Sprintf("i%d", a.Arg), v.Inputs[a.Arg].Type
	switch a.Func {
	case catalog.Count:
		return f.call("count(" + x + ")")
	case catalog.CountDistinct:
		return f.call("count(DISTINCT " + x + ")")
	case catalog.Min, catalog.Max:
		return f.call(string(a.Func) + "(" + x + ")")
	case catalog.FirstValue, catalog.LastValue:
		return pickSQL(a, x, f, order)
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
	case catalog.StddevSamp:
		if exactSquares(t) {
			u := unscaled(x, t)
			return stddevSQL(f.call("count("+x+")"), f.call("sum("+u+")"), f.call("sum("+u+" * "+u+")"), scaleOf(t))
		}
		return wideStddevSQL(x, f)
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

// pickSQL is first_value or last_value: the value, NULL or not, of the least or greatest row. The struct keeps the engine from
// skipping rows whose value is NULL.
func pickSQL(a *catalog.Aggregate, x string, f frameSQL, order string) string {
	if a.IgnoreNulls {
		f = f.and(x + " IS NOT NULL")
	}
	pick := "arg_max"
	if a.Func == catalog.FirstValue {
		pick = "arg_min"
	}
	return "(" + f.call(fmt.Sprintf("%s(struct_pack(x := %s), %s)", pick, x, order)) + ").x"
}

// stddevSQL is stddev_samp from n, S and Q.
func stddevSQL(n, s, q string, scale int) string {
	n = "CAST(" + n + " AS HUGEINT)"
	v := fmt.Sprintf("sqrt(CAST(%[1]s * %[3]s - %[2]s * %[2]s AS DOUBLE) / CAST(%[1]s * (%[1]s - 1) AS DOUBLE))", n, s, q)
	return fmt.Sprintf("CASE WHEN %s > 1 THEN %s%s END", n, v, byPower(scale))
}

// wideStddevSQL is stddev_samp of doubles, where the engine refuses what is not finite.
func wideStddevSQL(x string, f frameSQL) string {
	d := "CAST(" + x + " AS DOUBLE)"
	return fmt.Sprintf("CASE WHEN %s > 0 THEN CASE WHEN %s > 1 THEN CAST('nan' AS DOUBLE) END ELSE %s END",
		f.and("NOT isfinite("+d+")").call("count("+x+")"), f.call("count("+x+")"), f.and("isfinite("+d+")").call("stddev_samp("+d+")"))
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
