package duckdb

import (
	"fmt"

	"asof/catalog"
	"asof/catalog/sqltype"
)

// prefix is a running sum over a key's rows.
type prefix struct {
	kind        prefixKind
	arg, filter int
}

type prefixKind byte

const (
	prefixRows     prefixKind = 'r' // number of rows
	prefixValues   prefixKind = 'n' // number of values that are not NULL
	prefixTrue     prefixKind = 't' // number of true values
	prefixSum      prefixKind = 's' // sum of values, in their scale
	prefixUnscaled prefixKind = 'u' // sum of unscaled values
	prefixSquares  prefixKind = 'q' // sum of squared unscaled values
)

// invertible says whether an aggregate over t may come from the difference of two prefix sums: exact, and no sum of any
// 2^32 rows can overflow 128 bits or numeric(38).
func invertible(f catalog.Func, t sqltype.Type) bool {
	switch f {
	case catalog.Count, catalog.BoolAnd, catalog.BoolOr:
		return true
	case catalog.Sum, catalog.Avg:
		return t.ID == sqltype.Int2 || t.ID == sqltype.Int4 || t.ID == sqltype.Int8 ||
			t.ID == sqltype.Numeric && t.Precision > 0 && t.Precision <= 18
	case catalog.StddevSamp, catalog.StddevPop, catalog.VarSamp, catalog.VarPop:
		return exactSquares(t)
	}
	return false
}

// prefixesOf are the running sums that a needs.
func prefixesOf(a *catalog.Aggregate) []prefix {
	if a.Arg < 0 {
		return []prefix{{prefixRows, -1, a.Filter}}
	}
	kinds := []prefixKind{prefixValues}
	switch a.Func {
	case catalog.Sum:
		kinds = append(kinds, prefixSum)
	case catalog.Avg:
		kinds = append(kinds, prefixUnscaled)
	case catalog.StddevSamp, catalog.StddevPop, catalog.VarSamp, catalog.VarPop:
		kinds = append(kinds, prefixUnscaled, prefixSquares)
	case catalog.BoolAnd, catalog.BoolOr:
		kinds = append(kinds, prefixTrue)
	}
	var ps []prefix
	for _, k := range kinds {
		ps = append(ps, prefix{k, a.Arg, a.Filter})
	}
	return ps
}

// sql is the running sum over the rows of a window.
func (p prefix) sql(v *catalog.FeatureView, over string) string {
	f := frameSQL{over: over}
	if p.filter >= 0 {
		f.filter = fmt.Sprintf("i%d", p.filter)
	}
	if p.kind == prefixRows {
		return f.call("count(*)")
	}
	x := fmt.Sprintf("i%d", p.arg)
	switch p.kind {
	case prefixValues:
		return f.call("count(" + x + ")")
	case prefixTrue:
		return f.and(x).call("count(*)")
	case prefixSquares:
		u := unscaled(x, v.Inputs[p.arg].Type)
		return "coalesce(" + f.call("sum("+u+" * "+u+")") + ", 0)"
	case prefixUnscaled:
		return "coalesce(" + f.call("sum("+unscaled(x, v.Inputs[p.arg].Type)+")") + ", 0)"
	}
	return "coalesce(" + f.call("sum("+x+")") + ", 0)"
}

// fromPrefixes is a from the differences of its prefix sums.
func (d *viewReader) fromPrefixes(a *catalog.Aggregate, diff []string) string {
	if a.Func == catalog.Count {
		return diff[0]
	}
	scale := scaleOf(d.v.Inputs[a.Arg].Type)
	switch a.Func {
	case catalog.Sum:
		return fmt.Sprintf("CASE WHEN %s > 0 THEN CAST(%s AS %s) END", diff[0], diff[1], a.Type.DuckDB())
	case catalog.Avg:
		return avgSQL(diff[1], diff[0], scale)
	case catalog.BoolAnd:
		return fmt.Sprintf("CASE WHEN %[1]s > 0 THEN %[1]s = %[2]s END", diff[0], diff[1])
	case catalog.BoolOr:
		return fmt.Sprintf("CASE WHEN %s > 0 THEN %s > 0 END", diff[0], diff[1])
	}
	return spreadSQL(a.Func, diff[0], diff[1], diff[2], scale)
}
