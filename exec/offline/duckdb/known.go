package duckdb

import (
	"context"
	"fmt"
	"strings"

	"asof/catalog"
)

// Rows with available times of their own count from v = max(e, a) on (R3), so they come in in another order than they happened. Each
// probe looks at t for what has come in by then:
//
//   - The newest row of a key changes only when a row comes in that is greater by R5 than all before it: the chain of these rows, by v,
//     is what the ASOF join looks into.
//   - Aggregates that can be inverted are sums of steps: a row comes in at one time and goes out at another, whichever its frame.
//   - Other unbounded frames have a value after each row that comes in.
//   - ROWS frames are made of the greatest n + 1 rows that have come in, a list kept after each.
//   - Other RANGE frames join each probe with the rows of its frame, by slices of time as wide as the frame.
//
// With KNOWN AS OF a constant, only rows with a up to it are read, and e takes the place of v. If every probe has a time of its own up to which a
// counts, there is no such order: probes are joined with their rows.

// enters is the time from which a row counts that event, an event time, lets in: SQL over a row.
func (p *probes) enters(event string) string {
	if p.known.upTo != nil {
		return event
	}
	return fmt.Sprintf("greatest(%s, %s)", event, ahead("a", -p.known.lag))
}

// passes is the first t at which a row has passed the edge: what edge.at is the inverse of.
func (p *probes) passes(e edge) string {
	switch {
	case e == now && p.strict:
		return p.enters("e + 1")
	case e == now:
		return p.enters("e")
	case e.hop > 0:
		return p.enters(ahead("("+gridSQL("e", e.hop)+")", e.hop+e.offset))
	case e.lower:
		return p.enters(ahead("e", e.offset+1))
	}
	return p.enters(ahead("e", e.offset))
}

// newestKnown is newest where rows have available times of their own.
func (d *viewReader) newestKnown(ctx context.Context, p *probes) (string, error) {
	alive, b := d.alive(p)
	inputs := plainInputs(d.v)
	order := rowOrder
	rows, err := d.ordered(ctx, b)
	if len(inputs) == 0 {
		rows, order, err = "SELECT *, 0 AS o FROM ("+d.rows(b, false)+")", "e", nil
	}
	if err != nil {
		return "", err
	}
	k := strings.Join(d.keys(""), ", ")
	if p.known.each {
		pick := fmt.Sprintf("SELECT id, arg_max(struct_pack(e := e%s), %s) AS s FROM (%s) GROUP BY id", packed(inputs), order, d.joined(p, rows, -1))
		return d.temps.create(ctx, d.c, fmt.Sprintf("SELECT r.* FROM (SELECT id, s.e%s FROM (%s)) AS r JOIN %s AS p ON p.id = r.id%s",
			inputColumns("s.", inputs), pick, quoteIdent(p.table), alive))
	}
	chain := fmt.Sprintf("SELECT * FROM (SELECT *, max(place) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS best, lead(v) OVER w AS next FROM (SELECT *, %s AS v, %s AS place FROM (%s)) WINDOW w AS (PARTITION BY %s ORDER BY v, place)) WHERE (best IS NULL OR place >= best) AND next IS DISTINCT FROM v",
		p.passes(now), order, rows, k)
	return d.temps.create(ctx, d.c, fmt.Sprintf("SELECT p.id, r.e%s FROM %s AS p ASOF JOIN (SELECT %s, v, e%s FROM (%s)) AS r ON %s AND p.t >= r.v%s",
		inputColumns("r.", inputs), quoteIdent(p.table), k, inputColumns("", inputs), chain, d.sameKeys("p", "r"), alive))
}

// packed are inputs as fields of a struct_pack.
func packed(inputs []int) string {
	var b strings.Builder
	for _, i := range inputs {
		fmt.Fprintf(&b, ", i%[1]d := i%[1]d", i)
	}
	return b.String()
}

// knownComputations is computations where rows have available times of their own.
func (d *viewReader) knownComputations(p *probes) []func(context.Context, *probes) (string, []int, error) {
	if p.known.each {
		return []func(context.Context, *probes) (string, []int, error){d.joinedFrames, d.joinedAll}
	}
	return []func(context.Context, *probes) (string, []int, error){d.steps, d.running, d.lists, d.joinedFrames}
}

// steps makes a table of the aggregates that can be inverted.
func (d *viewReader) steps(ctx context.Context, p *probes) (string, []int, error) {
	s := d.statePlan()
	if s.atRows = nil; len(s.byPrefix) == 0 {
		return "", nil, nil
	}
	times, slots := make([]string, len(s.edges)), make([]string, len(s.edges))
	for i, e := range s.edges {
		times[i], slots[i] = p.passes(e), fmt.Sprint(i)
	}
	k := strings.Join(d.keys(""), ", ")
	passed := fmt.Sprintf("SELECT %s%s, unnest([%s]) AS v, unnest([%s]) AS slot FROM (%s)", k, d.inputList(""), strings.Join(times, ", "), strings.Join(slots, ", "),
		d.rows(p.bounds(d.prefixReach()), false))
	sel, out := []string{k, "slot", "v", "lead(v) OVER w AS next"}, []string{k, "slot", "v AS e"}
	for i, x := range s.prefixes {
		sel = append(sel, fmt.Sprintf("%s AS c%d", x.sql(d.v, "(w ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"), i))
		out = append(out, fmt.Sprintf("c%d", i))
	}
	states := fmt.Sprintf("SELECT %s FROM (SELECT %s FROM (%s) WINDOW w AS (PARTITION BY %s, slot ORDER BY v)) WHERE next IS DISTINCT FROM v",
		strings.Join(out, ", "), strings.Join(sel, ", "), passed, k)
	hits := fmt.Sprintf("SELECT q.id, s.* FROM (SELECT p.id, p.t, %s, unnest([%s]) AS slot FROM %s AS p) AS q ASOF JOIN (%s) AS s ON %s AND q.slot = s.slot AND q.t >= s.e",
		strings.Join(d.keys("p."), ", "), strings.Join(slots, ", "), quoteIdent(p.table), states, d.sameKeys("q", "s"))
	table, err := d.temps.create(ctx, d.c, d.pivotSQL(hits, s))
	return table, s.byPrefix, err
}

// prefixReach is how far the frames of prefix sums look back, -1 for without end.
func (d *viewReader) prefixReach() int64 {
	reach := int64(0)
	for i := range d.v.Aggs {
		switch a := &d.v.Aggs[i]; {
		case !d.byPrefix(a):
		case a.Frame.Mode == catalog.Unbounded:
			return -1
		default:
			reach = max(reach, a.Frame.Reach())
		}
	}
	return reach
}

// aggsAtRows are the aggregates at rows that have a frame of some mode.
func (d *viewReader) aggsAtRows(mode catalog.FrameMode) []int {
	var aggs []int
	for i := range d.v.Aggs {
		if a := &d.v.Aggs[i]; d.atRows(a) && a.Frame.Mode == mode {
			aggs = append(aggs, i)
		}
	}
	return aggs
}

// running makes a table of the other unbounded aggregates.
func (d *viewReader) running(ctx context.Context, p *probes) (string, []int, error) {
	aggs := d.aggsAtRows(catalog.Unbounded)
	if len(aggs) == 0 {
		return "", nil, nil
	}
	rows, err := d.rankedFor(ctx, p.bounds(-1), aggs)
	if err != nil {
		return "", nil, err
	}
	k := strings.Join(d.keys(""), ", ")
	sel, out, cols := []string{k, "v", "lead(v) OVER w AS next"}, []string{k, "v"}, []string{"p.id"}
	for _, i := range aggs {
		a := &d.v.Aggs[i]
		f := frameSQL{over: "(w ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"}
		if a.Filter >= 0 {
			f.filter = fmt.Sprintf("i%d", a.Filter)
		}
		sel = append(sel, fmt.Sprintf("%s AS a%d", d.stateSQL(i, f, false), i))
		out = append(out, fmt.Sprintf("a%d", i))
		cols = append(cols, fmt.Sprintf("s.a%d", i))
	}
	rows = d.tallied(fmt.Sprintf("SELECT *, %s AS v FROM (%s)", p.passes(now), rows), "v", aggs)
	states := fmt.Sprintf("SELECT %s FROM (SELECT %s FROM (%s) WINDOW w AS (PARTITION BY %s ORDER BY v)) WHERE next IS DISTINCT FROM v",
		strings.Join(out, ", "), strings.Join(sel, ", "), rows, k)
	table, err := d.temps.create(ctx, d.c, fmt.Sprintf("SELECT %s FROM %s AS p ASOF JOIN (%s) AS s ON %s AND p.t >= s.v",
		strings.Join(cols, ", "), quoteIdent(p.table), states, d.sameKeys("p", "s")))
	return table, aggs, err
}

// rankedFor is the SELECT of rows with o, which is only right if one of the aggregates needs it.
func (d *viewReader) rankedFor(ctx context.Context, b bounds, aggs []int) (string, error) {
	if d.ordersAny(aggs) {
		return d.ordered(ctx, b)
	}
	return "SELECT " + d.rowColumns() + ", 0 AS o FROM (" + d.rows(b, false) + ")", nil
}

// lists makes a table of the ROWS aggregates.
func (d *viewReader) lists(ctx context.Context, p *probes) (string, []int, error) {
	aggs := d.aggsAtRows(catalog.RowsFrame)
	if len(aggs) == 0 {
		return "", nil, nil
	}
	rows, err := d.ordered(ctx, p.bounds(-1))
	if err != nil {
		return "", nil, err
	}
	k := strings.Join(d.keys(""), ", ")
	all := make([]int, len(d.v.Inputs))
	for i := range all {
		all[i] = i
	}
	lists := fmt.Sprintf("SELECT %s, v, list FROM (SELECT %[1]s, v, lead(v) OVER w AS next, arg_max(struct_pack(e := e, o := o%s), %s, %d) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS list FROM (SELECT *, %s AS v FROM (%s)) WINDOW w AS (PARTITION BY %[1]s ORDER BY v)) WHERE next IS DISTINCT FROM v",
		k, packed(all), rowOrder, d.v.MaxRowsFrame(), p.passes(now), rows)
	found := fmt.Sprintf("SELECT id, t, u.e, u.o%s FROM (SELECT p.id, p.t, unnest(s.list) AS u FROM %s AS p ASOF JOIN (%s) AS s ON %s AND p.t >= s.v)",
		d.inputList("u."), quoteIdent(p.table), lists, d.sameKeys("p", "s"))
	table, err := d.temps.create(ctx, d.c, d.groupedSQL(p, found, aggs))
	return table, aggs, err
}

// joined is the SELECT of the rows that count for each probe: id, t, e, o and i…. With a reach (not -1) only rows up to that
// long before t, found by slices of time.
func (d *viewReader) joined(p *probes, rows string, reach int64) string {
	on := []string{d.equalKeys("p", "r"), "r.e <= p.cut"}
	switch {
	case p.known.each:
		on = append(on, "r.a <= p.known")
	case p.known.upTo == nil:
		on = append(on, "r.a <= "+ahead("p.t", p.known.lag))
	}
	probes := quoteIdent(p.table)
	if reach >= 0 {
		slice := bigint(max(reach, 1))
		lo := back("t", bigint(reach))
		on = append(on, "p.slice = r.slice", "r.e >= p.lo")
		probes = fmt.Sprintf("(SELECT *, unnest(range(lo // %[1]s, cut // %[1]s + 1)) AS slice FROM (SELECT *, %[2]s AS lo FROM %[3]s))", slice, lo, probes)
		rows = fmt.Sprintf("SELECT *, e // %s AS slice FROM (%s)", slice, rows)
	}
	return fmt.Sprintf("SELECT p.id, p.t, r.e, r.o%s FROM %s AS p JOIN (%s) AS r ON %s", d.inputList("r."), probes, rows, strings.Join(on, " AND "))
}

// joinedFrames makes a table of the RANGE aggregates that need the rows of their frames, and, where every probe has its own time up to
// which rows are known, of all of them.
func (d *viewReader) joinedFrames(ctx context.Context, p *probes) (string, []int, error) {
	aggs, reach := d.slidingAggs()
	if p.known.each {
		for i, a := range d.v.Aggs {
			if a.Frame.Mode == catalog.Range && d.byPrefix(&a) {
				aggs, reach = append(aggs, i), max(reach, a.Frame.Reach())
			}
		}
	}
	return d.joinedTable(ctx, p, aggs, reach)
}

// joinedAll makes a table of the aggregates that have no bounded frame.
func (d *viewReader) joinedAll(ctx context.Context, p *probes) (string, []int, error) {
	var aggs []int
	for i, a := range d.v.Aggs {
		if a.Frame.Mode != catalog.Range {
			aggs = append(aggs, i)
		}
	}
	return d.joinedTable(ctx, p, aggs, -1)
}

func (d *viewReader) joinedTable(ctx context.Context, p *probes, aggs []int, reach int64) (string, []int, error) {
	if len(aggs) == 0 {
		return "", nil, nil
	}
	rows, err := d.rankedFor(ctx, p.bounds(reach), aggs)
	if err != nil {
		return "", nil, err
	}
	table, err := d.temps.create(ctx, d.c, d.groupedSQL(p, d.joined(p, rows, reach), aggs))
	return table, aggs, err
}

// groupedSQL is the SELECT of aggregates over found, a SELECT of id, t, e, o and i… for each row that counts for a probe.
func (d *viewReader) groupedSQL(p *probes, found string, aggs []int) string {
	numbered := false
	sel := []string{"id"}
	for _, i := range aggs {
		a := &d.v.Aggs[i]
		var conds []string
		switch a.Frame.Mode {
		case catalog.RowsFrame:
			numbered = true
			conds = append(conds, fmt.Sprintf("rn <= %d", a.Frame.Preceding+1))
		case catalog.Range:
			conds = append(conds, "e >= "+gridSQL("("+back("t", bigint(a.Frame.Preceding))+")", a.Frame.Hop))
			if upper := upperEdge(a.Frame); upper != now {
				conds = append(conds, "e <= "+upper.before("t"))
			}
		}
		if a.Filter >= 0 {
			conds = append(conds, fmt.Sprintf("i%d", a.Filter))
		}
		sel = append(sel, fmt.Sprintf("%s AS a%d", aggregateSQL(d.v, a, frameSQL{filter: strings.Join(conds, " AND ")}, rowOrder), i))
	}
	if numbered {
		found = "SELECT *, row_number() OVER (PARTITION BY id ORDER BY e DESC, o) AS rn FROM (" + found + ")"
	}
	return fmt.Sprintf("SELECT %s FROM (%s) GROUP BY id", strings.Join(sel, ", "), found)
}
