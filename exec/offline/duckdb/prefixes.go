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
	prefixPacked   prefixKind = 'p' // sum of unscaled values and, in its lower 32 bits, their number
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

// packs says whether number and sum of values of type t make one running sum: u(x) has at most 32 bits, so that with 32 more behind it
// it still is a BIGINT. Each running sum costs as much as all else about a row, and the number would be one of its own.
func packs(t sqltype.Type) bool { return !t.Array && exactSquares(t) }

const packedBits = 32

// prefixesOf are the running sums that an aggregate of v needs.
func prefixesOf(v *catalog.FeatureView, a *catalog.Aggregate) []prefix {
	if a.Arg < 0 {
		return []prefix{{prefixRows, -1, a.Filter}}
	}
	kinds, packed := []prefixKind{prefixValues}, packs(v.Inputs[a.Arg].Type)
	if packed {
		kinds[0] = prefixPacked
	}
	switch a.Func {
	case catalog.Sum:
		if !packed {
			kinds = append(kinds, prefixSum)
		}
	case catalog.Avg:
		if !packed {
			kinds = append(kinds, prefixUnscaled)
		}
	case catalog.StddevSamp, catalog.StddevPop, catalog.VarSamp, catalog.VarPop:
		kinds = append(kinds, prefixSquares) // of types that pack
	case catalog.BoolAnd, catalog.BoolOr:
		kinds = append(kinds, prefixTrue)
	}
	var ps []prefix
	for _, k := range kinds {
		ps = append(ps, prefix{k, a.Arg, a.Filter})
	}
	return ps
}

// sql is the running sum over a window's rows up to the current one.
func (p prefix) sql(v *catalog.FeatureView, over string) string {
	f := frameSQL{over: over}
	if p.filter >= 0 {
		f.filter = fmt.Sprintf("i%d", p.filter)
	}
	switch {
	case p.kind == prefixRows && p.filter < 0:
		return f.call("row_number()") // the engine counts rows one by one, but needs no tree of sums for that
	case p.kind == prefixRows:
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
	case prefixPacked:
		return "coalesce(" + f.call(fmt.Sprintf("sum(%s * %d + 1)", unscaled(x, v.Inputs[p.arg].Type), int64(1)<<packedBits)) + ", 0)"
	case prefixUnscaled:
		return "coalesce(" + f.call("sum("+unscaled(x, v.Inputs[p.arg].Type)+")") + ", 0)"
	}
	return "coalesce(" + f.call("sum("+x+")") + ", 0)"
}

// fromPrefixes is a from the differences of its prefix sums.
func (d *viewReader) fromPrefixes(a *catalog.Aggregate, diff []string) string {
	if a.Arg < 0 {
		return diff[0]
	}
	t := d.v.Inputs[a.Arg].Type
	if packs(t) {
		return d.fromPacked(a, diff)
	}
	switch a.Func {
	case catalog.Sum:
		return fmt.Sprintf("CASE WHEN %s > 0 THEN CAST(%s AS %s) END", diff[0], diff[1], a.Type.DuckDB())
	case catalog.Avg:
		return avgSQL(diff[1], diff[0], scaleOf(t))
	case catalog.BoolAnd:
		return fmt.Sprintf("CASE WHEN %[1]s > 0 THEN %[1]s = %[2]s END", diff[0], diff[1])
	case catalog.BoolOr:
		return fmt.Sprintf("CASE WHEN %s > 0 THEN %s > 0 END", diff[0], diff[1])
	}
	return diff[0]
}

// fromPacked is fromPrefixes of values whose number and sum are one.
func (d *viewReader) fromPacked(a *catalog.Aggregate, diff []string) string {
	n := fmt.Sprintf("(%s & %d)", diff[0], int64(1)<<packedBits-1)
	sum := fmt.Sprintf("(%s >> %d)", diff[0], packedBits)
	scale := scaleOf(d.v.Inputs[a.Arg].Type)
	switch a.Func {
	case catalog.Count:
		return "CAST(" + n + " AS BIGINT)"
	case catalog.Sum:
		if scale > 0 {
			sum = fmt.Sprintf("CAST(%s AS DECIMAL(19,0)) * CAST('1e-%d' AS DECIMAL(%d,%d))", sum, scale, scale+1, scale)
		}
		return fmt.Sprintf("CASE WHEN %s > 0 THEN CAST(%s AS %s) END", n, sum, a.Type.DuckDB())
	case catalog.Avg:
		return avgSQL(sum, n, scale)
	}
	return spreadSQL(a.Func, n, sum, diff[1], scale)
}
