package duckdb

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"asof/catalog"
)

// slidingAggs are the RANGE aggregates that need the rows of their frames, and how far the widest looks back.
func (d *viewReader) slidingAggs() (aggs []int, reach int64) {
	for i := range d.v.Aggs {
		if a := &d.v.Aggs[i]; !d.atRows(a) && !d.byPrefix(a) {
			aggs = append(aggs, i)
			reach = max(reach, a.Frame.Reach())
		}
	}
	return aggs, reach
}

// sliding makes a table of the RANGE aggregates that need the rows of their frames: a window over the union of rows and probes.
func (d *viewReader) sliding(ctx context.Context, p *probes) (string, []int, error) {
	aggs, reach := d.slidingAggs()
	if len(aggs) == 0 {
		return "", nil, nil
	}
	b := p.bounds(reach)
	rows := fmt.Sprintf("SELECT %s, e%s, 0 AS o FROM (%s)", strings.Join(d.keys(""), ", "), d.inputList(""), d.rows(b, false))
	if d.ordersAny(aggs) {
		var err error
		if rows, err = d.ordered(ctx, b); err != nil {
			return "", nil, err
		}
	}
	table, err := d.temps.create(ctx, d.c, d.slidingSQL(p, rows, aggs))
	return table, aggs, err
}

// reaches says how far before a probe's time the rows of a frame lie: from and to, SQL over a probe p. Where that is not the same
// for all probes, each has its own, in columns of the union.
func (p *probes) reaches(f catalog.Frame) (from, to string, steady bool) {
	if p.steady() && f.Hop == 0 {
		return bigint(f.Preceding), bigint(max(f.Until, p.behind())), true
	}
	before := func(at string) string {
		return fmt.Sprintf("CAST(least(CAST(p.t AS HUGEINT) - (%s), %d) AS BIGINT)", at, int64(sane))
	}
	return before(gridSQL("("+back("p.t", bigint(f.Preceding))+")", f.Hop)), before(upperEdge(f).at()), false
}

// slidingSQL is the SELECT over the union of rows and probes. Probes are no rows of any frame: id tells them.
func (d *viewReader) slidingSQL(p *probes, rows string, aggs []int) string {
	var own []catalog.Frame // the frames whose reach each probe has of its own
	var ofRows, ofProbes strings.Builder
	sel, out := []string{"id"}, []string{"id"}
	for _, i := range aggs {
		a := &d.v.Aggs[i]
		from, to, steady := p.reaches(a.Frame)
		if !steady {
			n := slices.Index(own, a.Frame)
			if n < 0 {
				n, own = len(own), append(own, a.Frame)
				fmt.Fprintf(&ofRows, ", CAST(0 AS BIGINT) AS f%d, CAST(0 AS BIGINT) AS u%d", n, n)
				fmt.Fprintf(&ofProbes, ", %s, %s", from, to)
			}
			from, to = fmt.Sprintf("f%d", n), fmt.Sprintf("u%d", n)
		}
		f := frameSQL{filter: "id IS NULL", over: fmt.Sprintf("(w RANGE BETWEEN %s PRECEDING AND %s PRECEDING)", from, to)}
		if a.Filter >= 0 {
			f = f.and(fmt.Sprintf("i%d", a.Filter))
		}
		sel = append(sel, fmt.Sprintf("%s AS a%d", aggregateSQL(d.v, a, f, rowOrder), i))
		out = append(out, fmt.Sprintf("a%d", i))
	}
	var nulls strings.Builder
	for _, in := range d.v.Inputs {
		fmt.Fprintf(&nulls, ", CAST(NULL AS %s)", in.Type.DuckDB())
	}
	k := strings.Join(d.keys(""), ", ")
	return fmt.Sprintf("SELECT %s FROM (SELECT %s FROM (SELECT %s, e, o%s, CAST(NULL AS BIGINT) AS id%s FROM (%s) UNION ALL SELECT %s, p.t, 0%s, p.id%s FROM %s AS p) WINDOW w AS (PARTITION BY %s ORDER BY e)) WHERE id IS NOT NULL",
		strings.Join(out, ", "), strings.Join(sel, ", "), k, d.inputList(""), ofRows.String(), rows, strings.Join(d.keys("p."), ", "), nulls.String(), ofProbes.String(), quoteIdent(p.table), k)
}
