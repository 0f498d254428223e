package duckdb

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"asof/catalog"
)

// The aggregates of a spine are computed in one of three ways, none of which joins a probe with each row of its frame:
//
//   - Exact aggregates that can be inverted (invertible) over RANGE and unbounded frames are differences of prefix sums, found by an
//     ASOF join at t and just before t - W.
//   - Other unbounded frames and ROWS frames have at t the value that they have at the newest row: a window over the source's rows
//     computes them at each row, and the same ASOF join finds the row.
//   - Other RANGE frames are windows over the union of rows and probes.

// atRows and byPrefix say in which of the first two ways a is computed.
func (d *viewReader) atRows(a *catalog.Aggregate) bool {
	return a.Frame.Mode == catalog.RowsFrame || a.Frame.Mode == catalog.Unbounded && !d.byPrefix(a)
}

func (d *viewReader) byPrefix(a *catalog.Aggregate) bool {
	return a.Frame.Mode != catalog.RowsFrame && (a.Arg < 0 || invertible(a.Func, d.v.Inputs[a.Arg].Type))
}

// statePlan says which aggregates states computes at rows and which by prefix sums, from which sums and over which windows.
func (d *viewReader) statePlan() (atRows, byPrefix []int, prefixes []prefix, windows []int64) {
	for i := range d.v.Aggs {
		a := &d.v.Aggs[i]
		switch {
		case d.atRows(a):
			atRows = append(atRows, i)
		case d.byPrefix(a):
			byPrefix = append(byPrefix, i)
			for _, x := range prefixesOf(a) {
				if !slices.Contains(prefixes, x) {
					prefixes = append(prefixes, x)
				}
			}
			if a.Frame.Mode == catalog.Range && !slices.Contains(windows, a.Frame.Preceding) {
				windows = append(windows, a.Frame.Preceding)
			}
		}
	}
	return atRows, byPrefix, prefixes, windows
}

// states makes a table of the aggregates that come from rows and prefix sums: id, e (the newest row's, in reach) and a… for each
// probe with a row in reach.
// It is "" if the view has none of them. The columns are the numbers of the aggregates.
func (d *viewReader) states(ctx context.Context, p *probes) (string, []int, error) {
	atRows, byPrefix, prefixes, windows := d.statePlan()
	if len(atRows)+len(byPrefix) == 0 {
		return "", nil, nil
	}
	states, err := d.statesSQL(ctx, p.bounds(d.statesReach()), atRows, prefixes)
	if err != nil {
		return "", nil, err
	}
	hits, err := d.temps.create(ctx, d.c, d.hitsSQL(p, states, windows))
	if err != nil {
		return "", nil, err
	}
	table, err := d.temps.create(ctx, d.c, d.pivotSQL(hits, atRows, byPrefix, prefixes, windows))
	return table, append(atRows, byPrefix...), err
}

// statesReach is how far the states of a probe look back in microseconds, -1 for without end.
func (d *viewReader) statesReach() int64 {
	reach := int64(0)
	for i := range d.v.Aggs {
		switch a := &d.v.Aggs[i]; {
		case d.atRows(a) || a.Frame.Mode == catalog.Unbounded:
			return -1
		case d.byPrefix(a):
			reach = max(reach, a.Frame.Preceding)
		}
	}
	return reach
}

// statesFindNewest says whether the states see every row that decides whether a key exists: then its newest event time, which
// states gives as e, need not be looked for apart.
func (d *viewReader) statesFindNewest(p *probes) bool {
	if p.within || len(plainInputs(d.v)) > 0 || !slices.ContainsFunc(d.v.Aggs, func(a catalog.Aggregate) bool { return d.atRows(&a) || d.byPrefix(&a) }) {
		return false
	}
	reach := d.statesReach()
	return reach < 0 || d.v.TTL > 0 && reach >= d.v.TTL
}

// statesSQL is the SELECT of the state after each event time of each key: k0 …, e, the aggregates of atRows and the prefix sums
// c0 …. Among rows of one time only the last has seen them all; lead tells it, in the window's own order.
func (d *viewReader) statesSQL(ctx context.Context, b bounds, atRows []int, prefixes []prefix) (string, error) {
	rows, order := d.rows(b, false), "e"
	if slices.ContainsFunc(atRows, func(i int) bool { return d.v.Aggs[i].Func.Ordered() || d.v.Aggs[i].Frame.Mode == catalog.RowsFrame }) {
		var err error
		if rows, err = d.ordered(ctx, b); err != nil {
			return "", err
		}
		order = "e, o DESC"
	}
	k := strings.Join(d.keys(""), ", ")
	sel := []string{k, "e", "lead(e) OVER w AS next"}
	out := []string{k, "e"}
	for _, i := range atRows {
		a := &d.v.Aggs[i]
		from := "UNBOUNDED"
		if a.Frame.Mode == catalog.RowsFrame {
			from = fmt.Sprint(a.Frame.Preceding)
		}
		f := frameSQL{over: "(w ROWS BETWEEN " + from + " PRECEDING AND CURRENT ROW)"}
		if a.Filter >= 0 {
			f.filter = fmt.Sprintf("i%d", a.Filter)
		}
		sel = append(sel, fmt.Sprintf("%s AS a%d", aggregateSQL(d.v, a, f, rowOrder), i))
		out = append(out, fmt.Sprintf("a%d", i))
	}
	for i, p := range prefixes {
		sel = append(sel, fmt.Sprintf("%s AS c%d", p.sql(d.v, "(w ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"), i))
		out = append(out, fmt.Sprintf("c%d", i))
	}
	return fmt.Sprintf("SELECT %s FROM (SELECT %s FROM (%s) WINDOW w AS (PARTITION BY %s ORDER BY %s)) WHERE next IS DISTINCT FROM e",
		strings.Join(out, ", "), strings.Join(sel, ", "), rows, k, order), nil
}

// hitsSQL is the SELECT of the state that each probe finds at its time (slot 0) and just before each of its windows (slot 1 …),
// by one ASOF join over all of them.
func (d *viewReader) hitsSQL(p *probes, states string, windows []int64) string {
	at := "p.t"
	if p.strict {
		at = back("p.t", "1")
	}
	times, slots := []string{at}, []string{"0"}
	for i, w := range windows {
		times = append(times, back("p.t", bigint(w+1)))
		slots = append(slots, fmt.Sprint(i+1))
	}
	k := strings.Join(d.keys("p."), ", ")
	return fmt.Sprintf("SELECT q.id, q.slot, s.* FROM (SELECT p.id, %s, unnest([%s]) AS at, unnest([%s]) AS slot FROM %s AS p) AS q ASOF JOIN (%s) AS s ON %s AND q.at >= s.e",
		k, strings.Join(times, ", "), strings.Join(slots, ", "), quoteIdent(p.table), states, d.equalKeys("q", "s"))
}

// pivotSQL is the SELECT of one row for each probe from its hits.
func (d *viewReader) pivotSQL(hits string, atRows, byPrefix []int, prefixes []prefix, windows []int64) string {
	inner, outer := []string{"id", "any_value(e) FILTER (slot = 0) AS e"}, []string{"id", "e"}
	for _, i := range atRows {
		inner = append(inner, fmt.Sprintf("any_value(a%d) FILTER (slot = 0) AS a%d", i, i))
		outer = append(outer, fmt.Sprintf("a%d", i))
	}
	for i := range prefixes {
		inner = append(inner, fmt.Sprintf("coalesce(any_value(c%[1]d) FILTER (slot = 0), 0) AS d%[1]d_all", i))
		for j := range windows {
			inner = append(inner, fmt.Sprintf("coalesce(any_value(c%[1]d) FILTER (slot = 0), 0) - coalesce(any_value(c%[1]d) FILTER (slot = %[2]d), 0) AS d%[1]d_%[3]d", i, j+1, j))
		}
	}
	for _, i := range byPrefix {
		a := &d.v.Aggs[i]
		from := "all"
		if a.Frame.Mode == catalog.Range {
			from = fmt.Sprint(slices.Index(windows, a.Frame.Preceding))
		}
		var diff []string
		for _, x := range prefixesOf(a) {
			diff = append(diff, fmt.Sprintf("d%d_%s", slices.Index(prefixes, x), from))
		}
		outer = append(outer, fmt.Sprintf("%s AS a%d", d.fromPrefixes(a, diff), i))
	}
	return fmt.Sprintf("SELECT %s FROM (SELECT %s FROM %s GROUP BY id)", strings.Join(outer, ", "), strings.Join(inner, ", "), quoteIdent(hits))
}

// sliding makes a table of the RANGE aggregates that need their frames' rows: id and a… for each probe. It is "" if there are
// none.
func (d *viewReader) sliding(ctx context.Context, p *probes) (string, []int, error) {
	var aggs []int
	var widest int64
	ordered := false
	for i := range d.v.Aggs {
		a := &d.v.Aggs[i]
		if !d.atRows(a) && !d.byPrefix(a) {
			aggs = append(aggs, i)
			widest = max(widest, a.Frame.Preceding)
			ordered = ordered || a.Func.Ordered()
		}
	}
	if len(aggs) == 0 {
		return "", nil, nil
	}
	b := p.bounds(widest)
	rows := fmt.Sprintf("SELECT %s, e%s, 0 AS o FROM (%s)", strings.Join(d.keys(""), ", "), d.inputList(""), d.rows(b, false))
	if ordered {
		var err error
		if rows, err = d.ordered(ctx, b); err != nil {
			return "", nil, err
		}
	}
	table, err := d.temps.create(ctx, d.c, d.slidingSQL(p, rows, aggs))
	return table, aggs, err
}

// slidingSQL is the SELECT over the union of rows and probes. Probes are no rows of any frame: id tells them.
func (d *viewReader) slidingSQL(p *probes, rows string, aggs []int) string {
	end := "CURRENT ROW"
	if p.strict {
		end = "1 PRECEDING"
	}
	sel, out := []string{"id"}, []string{"id"}
	for _, i := range aggs {
		a := &d.v.Aggs[i]
		f := frameSQL{filter: "id IS NULL", over: fmt.Sprintf("(w RANGE BETWEEN %s PRECEDING AND %s)", bigint(a.Frame.Preceding), end)}
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
	return fmt.Sprintf("SELECT %s FROM (SELECT %s FROM (SELECT %s, e, o%s, CAST(NULL AS BIGINT) AS id FROM (%s) UNION ALL SELECT %s, t, 0%s, id FROM %s) WINDOW w AS (PARTITION BY %s ORDER BY e)) WHERE id IS NOT NULL",
		strings.Join(out, ", "), strings.Join(sel, ", "), k, d.inputList(""), rows, k, nulls.String(), quoteIdent(p.table), k)
}
