package duckdb

import (
	"fmt"
	"strings"

	"asof/catalog"
	"asof/exec/sketch"
)

// Over an unbounded frame, mode and approx_count_distinct have at each row a value that needs no list of all values before it:
//
//   - Each row is numbered among the rows of its value. The mode is the value of the greatest number so far, of several the least.
//   - A row that raises a register of the sketch changes two sums: of the registers in use, and of what each register contributes.

// runs says whether a is one of these.
func runs(a *catalog.Aggregate) bool {
	return a.Frame.Mode == catalog.Unbounded && (a.Func == catalog.Mode || a.Func == catalog.ApproxCountDistinct)
}

// tallied is the SELECT of rows, with what the running values of some aggregates need, in an order that grows with time: for
// aggregate 3 the columns x3, the value as it is counted or its code in the sketch, and n3, its number or the greatest code of the
// same register before.
func (d *viewReader) tallied(rows, order string, aggs []int) string {
	k := strings.Join(d.keys(""), ", ")
	var values, tallies strings.Builder
	for _, i := range aggs {
		a := &d.v.Aggs[i]
		if !runs(a) {
			continue
		}
		x, t := fmt.Sprintf("i%d", a.Arg), d.v.Inputs[a.Arg].Type
		value, tally := countedSQL(x, t), fmt.Sprintf("count(x%[1]d) OVER (PARTITION BY %[2]s, x%[1]d ORDER BY %[3]s ROWS UNBOUNDED PRECEDING)", i, k, order)
		if a.Func == catalog.ApproxCountDistinct {
			value = codeSQL(x, t)
			tally = fmt.Sprintf("max(x%[1]d) OVER (PARTITION BY %[2]s, x%[1]d // %[4]d ORDER BY %[3]s ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)", i, k, order, sketch.RankLimit)
		}
		present := x + " IS NOT NULL"
		if a.Filter >= 0 {
			present += fmt.Sprintf(" AND i%d", a.Filter)
		}
		fmt.Fprintf(&values, ", CASE WHEN %s THEN %s END AS x%d", present, value, i)
		fmt.Fprintf(&tallies, ", %s AS n%d", tally, i)
	}
	if values.Len() == 0 {
		return rows
	}
	return fmt.Sprintf("SELECT *%s FROM (SELECT *%s FROM (%s))", tallies.String(), values.String(), rows)
}

// stateSQL is the value of aggregate i over f, whose rows tallied gives. Ordered says that the window has the order of R5, which the
// engine then need not sort each frame by.
func (d *viewReader) stateSQL(i int, f frameSQL, ordered bool) string {
	a := &d.v.Aggs[i]
	switch {
	case ordered && a.Func == catalog.StringAgg:
		return f.call(fmt.Sprintf("string_agg(i%d, %s)", a.Arg, quoteString(a.Delimiter)))
	case !runs(a):
		return aggregateSQL(d.v, a, f, rowOrder)
	}
	x, n := fmt.Sprintf("x%d", i), fmt.Sprintf("n%d", i)
	f = frameSQL{filter: x + " IS NOT NULL", over: f.over}
	if a.Func == catalog.Mode {
		most := f.call(fmt.Sprintf("min(struct_pack(n := -%s, x := %s))", n, x))
		return uncountedSQL("("+most+").x", d.v.Inputs[a.Arg].Type)
	}
	weight := func(code string) string {
		return fmt.Sprintf("(CAST(1 AS HUGEINT) << (%d - %s %% %d))", sketch.RestBits+1, code, sketch.RankLimit)
	}
	raised := fmt.Sprintf("CASE WHEN %[2]s IS NULL THEN %[3]s WHEN %[1]s > %[2]s THEN %[3]s - %[4]s ELSE 0 END", x, n, weight(x), weight(n))
	return estimateSQL(f.and(n+" IS NULL").call("count(*)"), f.call("sum("+raised+")"))
}
