package duckdb

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"asof/catalog"
)

// The aggregates of a spine are computed in one of three ways, none of which joins a probe with each row of its frame:
//
//   - Exact aggregates that can be inverted (invertible) over RANGE and unbounded frames are differences of prefix sums, found by an
//     ASOF join at the edges of the frame.
//   - Other unbounded frames and ROWS frames have at t the value that they have at the newest row: a window over the source's rows
//     computes them at each row, and the same ASOF join finds the row.
//   - Other RANGE frames are windows over the union of rows and probes.
//
// Where rows have available times of their own they do not count in the order in which they happened: see known.go.

// atRows and byPrefix say in which of the first two ways a is computed.
func (d *viewReader) atRows(a *catalog.Aggregate) bool {
	return a.Frame.Mode == catalog.RowsFrame || a.Frame.Mode == catalog.Unbounded && !d.byPrefix(a)
}

func (d *viewReader) byPrefix(a *catalog.Aggregate) bool {
	return a.Frame.Mode != catalog.RowsFrame && (a.Arg < 0 || invertible(a.Func, d.v.Inputs[a.Arg].Type))
}

// edge is where the rows of frames begin or end. At a time t it is at an event time: rows up to an upper edge have come in, rows up
// to a lower edge have gone out.
type edge struct {
	lower       bool
	offset, hop int64
}

// now is the edge where rows come in as they happen.
var now = edge{}

func upperEdge(f catalog.Frame) edge {
	if f.Until == 0 {
		return now
	}
	return edge{false, f.Until, f.Hop}
}

func lowerEdge(f catalog.Frame) edge { return edge{true, f.Preceding, f.Hop} }

// at is the greatest event time that has passed the edge for a probe p: catalog.Frame's Hi, or the last before its Lo.
func (e edge) at() string {
	if e == now {
		return "p.cut"
	}
	return "least(p.cut, " + e.before("p.t") + ")"
}

// before is the greatest event time that has passed an edge other than now at t.
func (e edge) before(t string) string {
	switch {
	case e.hop > 0:
		return gridSQL("("+back(t, bigint(e.offset))+")", e.hop) + " - 1"
	case e.lower:
		return back(t, bigint(e.offset+1))
	}
	return back(t, bigint(e.offset))
}

// statePlan says what states computes: the aggregates at rows, those by prefix sums, from which sums, and at which edges.
type statePlan struct {
	atRows, byPrefix []int
	prefixes         []prefix
	edges            []edge // now is the first
}

func (d *viewReader) statePlan() statePlan {
	s := statePlan{edges: []edge{now}}
	use := func(e edge) {
		if !slices.Contains(s.edges, e) {
			s.edges = append(s.edges, e)
		}
	}
	for i := range d.v.Aggs {
		a := &d.v.Aggs[i]
		switch {
		case d.atRows(a):
			s.atRows = append(s.atRows, i)
		case d.byPrefix(a):
			s.byPrefix = append(s.byPrefix, i)
			for _, x := range prefixesOf(d.v, a) {
				if !slices.Contains(s.prefixes, x) {
					s.prefixes = append(s.prefixes, x)
				}
			}
			if a.Frame.Mode == catalog.Range {
				use(upperEdge(a.Frame))
				use(lowerEdge(a.Frame))
			}
		}
	}
	return s
}

// computations are what makes tables of aggregates from the rows of d: id and a… for each probe that has something; "" for none. The
// columns are the numbers of the aggregates. If statesFindNewest, the first of them has the newest row's event time too, as e.
func (d *viewReader) computations(p *probes) []func(context.Context, *probes) (string, []int, error) {
	if d.late {
		return d.knownComputations(p)
	}
	return []func(context.Context, *probes) (string, []int, error){d.states, d.sliding}
}

// states makes a table of the aggregates that come from rows and prefix sums: id, e (the newest row's, in reach) and a….
func (d *viewReader) states(ctx context.Context, p *probes) (string, []int, error) {
	s := d.statePlan()
	if len(s.atRows)+len(s.byPrefix) == 0 {
		return "", nil, nil
	}
	b := p.bounds(d.statesReach())
	states, err := d.statesSQL(ctx, b, s)
	if err != nil {
		return "", nil, err
	}
	table, err := d.temps.create(ctx, d.c, d.pivotSQL(d.hitsSQL(p, states, s.edges), s))
	if err == nil && d.statesFindNewest(p) && b.lo > math.MinInt64 {
		err = d.newestBefore(ctx, p, table, b.lo)
	}
	return table, append(s.atRows, s.byPrefix...), err
}

// newestBefore adds to states the probes that find nothing from the event time lo on, but a row before it that is not expired.
func (d *viewReader) newestBefore(ctx context.Context, p *probes, states string, lo int64) error {
	if d.v.TTL > 0 && d.statesReach() >= d.v.TTL {
		return nil // all of them are expired
	}
	rest := *p
	rest.sorted = ""
	var err error
	rest.table, err = d.temps.create(ctx, d.c, fmt.Sprintf("SELECT p.* FROM %s AS p ANTI JOIN %s AS s ON p.id = s.id", quoteIdent(p.table), quoteIdent(states)))
	if err != nil {
		return err
	}
	if rest.rows, err = queryInt(ctx, d.c, "SELECT count(*) FROM "+quoteIdent(rest.table)); err != nil || rest.rows == 0 {
		return err
	}
	rest.maxCut = min(p.maxCut, earlier(lo, 1))
	newest, err := d.newestTable(ctx, &rest)
	if err != nil {
		return err
	}
	return d.c.exec(ctx, fmt.Sprintf("INSERT INTO %s BY NAME SELECT id, e FROM %s", quoteIdent(states), quoteIdent(newest)))
}

// hitsSQL is the SELECT of the state that each probe finds at each edge, by one ASOF join over all of them.
func (d *viewReader) hitsSQL(p *probes, states string, edges []edge) string {
	times, slots := make([]string, len(edges)), make([]string, len(edges))
	for i, e := range edges {
		times[i], slots[i] = e.at(), fmt.Sprint(i)
	}
	return fmt.Sprintf("SELECT q.id, q.slot, s.* FROM (SELECT p.id, %s, unnest([%s]) AS at, unnest([%s]) AS slot FROM %s AS p) AS q ASOF JOIN (%s) AS s ON %s AND q.at >= s.e",
		strings.Join(d.keys("p."), ", "), strings.Join(times, ", "), strings.Join(slots, ", "), quoteIdent(p.table), states, d.sameKeys("q", "s"))
}

// statesReach is how far the states of a probe look back in microseconds, -1 for without end.
func (d *viewReader) statesReach() int64 {
	reach := int64(0)
	for i := range d.v.Aggs {
		switch a := &d.v.Aggs[i]; {
		case d.atRows(a) || a.Frame.Mode == catalog.Unbounded:
			return -1
		case d.byPrefix(a):
			reach = max(reach, a.Frame.Reach())
		}
	}
	return reach
}

// statesFindNewest says whether the states find the newest row of a key too, which decides whether the key exists: then its event time,
// which states gives as e, need not be looked for apart.
func (d *viewReader) statesFindNewest(p *probes) bool {
	return !d.late && !p.within && len(plainInputs(d.v)) == 0 &&
		slices.ContainsFunc(d.v.Aggs, func(a catalog.Aggregate) bool { return d.atRows(&a) || d.byPrefix(&a) })
}

// statesSQL is the SELECT of the state after each event time of each key: k0 …, e, the aggregates at rows and the prefix sums
// c0 …. Among rows of one time only the last has seen them all; lead tells it, in the window's own order.
func (d *viewReader) statesSQL(ctx context.Context, b bounds, s statePlan) (string, error) {
	rows, order := d.rows(b, false), "e"
	if d.ordersAny(s.atRows) {
		var err error
		if rows, err = d.ordered(ctx, b); err != nil {
			return "", err
		}
		order = "e, o DESC"
	}
	k := strings.Join(d.keys(""), ", ")
	sel := []string{k, "e", "lead(e) OVER w AS next"}
	out := []string{k, "e"}
	for _, i := range s.atRows {
		a := &d.v.Aggs[i]
		from := "UNBOUNDED"
		if a.Frame.Mode == catalog.RowsFrame {
			from = fmt.Sprint(a.Frame.Preceding)
		}
		f := frameSQL{over: "(w ROWS BETWEEN " + from + " PRECEDING AND CURRENT ROW)"}
		if a.Filter >= 0 {
			f.filter = fmt.Sprintf("i%d", a.Filter)
		}
		sel = append(sel, fmt.Sprintf("%s AS a%d", d.stateSQL(i, f, true), i))
		out = append(out, fmt.Sprintf("a%d", i))
	}
	for i, p := range s.prefixes {
		sel = append(sel, fmt.Sprintf("%s AS c%d", p.sql(d.v, "(w ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"), i))
		out = append(out, fmt.Sprintf("c%d", i))
	}
	return fmt.Sprintf("SELECT %s FROM (SELECT %s FROM (%s) WINDOW w AS (PARTITION BY %s ORDER BY %s)) WHERE next IS DISTINCT FROM e",
		strings.Join(out, ", "), strings.Join(sel, ", "), d.tallied(rows, order, s.atRows), k, order), nil
}

// ordersAny says whether one of some aggregates depends on R5 beyond the event time.
func (d *viewReader) ordersAny(aggs []int) bool {
	return slices.ContainsFunc(aggs, func(i int) bool { return d.v.Aggs[i].Func.Ordered() || d.v.Aggs[i].Frame.Mode == catalog.RowsFrame })
}

// pivotSQL is the SELECT of one row for each probe from a SELECT of its hits: what came in less what went out.
func (d *viewReader) pivotSQL(hits string, s statePlan) string {
	inner, outer := []string{"id", "any_value(e) FILTER (slot = 0) AS e"}, []string{"id", "e"}
	for _, i := range s.atRows {
		inner = append(inner, fmt.Sprintf("any_value(a%d) FILTER (slot = 0) AS a%d", i, i))
		outer = append(outer, fmt.Sprintf("a%d", i))
	}
	for i := range s.prefixes {
		for j := range s.edges {
			inner = append(inner, fmt.Sprintf("coalesce(any_value(c%[1]d) FILTER (slot = %[2]d), 0) AS s%[1]d_%[2]d", i, j))
		}
	}
	for _, i := range s.byPrefix {
		a := &d.v.Aggs[i]
		var diff []string
		for _, x := range prefixesOf(d.v, a) {
			n := slices.Index(s.prefixes, x)
			sum := fmt.Sprintf("s%d_%d", n, slices.Index(s.edges, upperEdge(a.Frame)))
			if a.Frame.Mode == catalog.Range {
				sum = fmt.Sprintf("(%s - s%d_%d)", sum, n, slices.Index(s.edges, lowerEdge(a.Frame)))
			}
			diff = append(diff, sum)
		}
		outer = append(outer, fmt.Sprintf("%s AS a%d", d.fromPrefixes(a, diff), i))
	}
	return fmt.Sprintf("SELECT %s FROM (SELECT %s FROM (%s) GROUP BY id)", strings.Join(outer, ", "), strings.Join(inner, ", "), hits)
}
