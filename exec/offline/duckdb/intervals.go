package duckdb

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"asof/catalog"
	"asof/catalog/sqltype"
	"asof/planner/plan"
)

// intervals makes a table of a target over all time (R35). The values of a key can only change when one of its rows arrives, or passes
// the edge of a window or of the ttl: the target is looked up for each of these instants, as for the rows of a spine, and neighbours
// with equal values are one interval.
func (r *run) intervals(ctx context.Context, rel int, at *plan.At) (string, error) {
	asks, err := r.instantsOf(ctx, rel, at)
	if err != nil {
		return "", err
	}
	always := plan.Moment{Expr: []plan.Piece{}} // at the times of asks, as AS OF has it
	s := &spine{r: r, rel: rel, plan: &plan.Spine{Joins: []plan.SpineJoin{{Target: at.Target, Moment: always}}}, asks: []string{asks}}
	if s.rows, err = queryInt(ctx, r.c, "SELECT count(*) FROM "+quoteIdent(asks)); err != nil {
		return "", err
	}
	values, err := s.columns(ctx, 0, true)
	if err != nil {
		return "", err
	}
	return r.views.temps.create(ctx, r.c, mergedSQL(at.Target, asks, values))
}

// mergedSQL is the SELECT of the intervals from the instants and the values at each, in their order: only those instants are kept at
// which something changes, an interval ends at the next, and where the key has no row there is none.
func mergedSQL(t *plan.Target, asks, values string) string {
	over := "ORDER BY a.t"
	if len(t.Keys) > 0 {
		over = "PARTITION BY " + strings.Join(numbered("a.k", len(t.Keys)), ", ") + " " + over
	}
	changed := []string{"row_number() OVER w = 1"}
	cols := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		cols[i] = quoteIdent(c.Name)
		if _, key := c.Key(); !key {
			changed = append(changed, fmt.Sprintf("d.%[1]s IS DISTINCT FROM lag(d.%[1]s) OVER w", cols[i]))
		}
	}
	found := quoteIdent(foundColumn)
	changed = append(changed, fmt.Sprintf("d.%[1]s IS DISTINCT FROM lag(d.%[1]s) OVER w", found))
	marked := fmt.Sprintf(`SELECT a.*, d.*, %s AS "asof.changed" FROM %s AS a POSITIONAL JOIN %s AS d WINDOW w AS (%s)`,
		strings.Join(changed, " OR "), quoteIdent(asks), quoteIdent(values), over)
	ended := fmt.Sprintf(`SELECT a.*, lead(a.t) OVER (%s) AS "asof.next" FROM (%s) AS a WHERE a."asof.changed"`, over, marked)
	return fmt.Sprintf(`SELECT %s, make_timestamptz(t) AS valid_from, make_timestamptz("asof.next") AS valid_to FROM (%s) WHERE %s`,
		strings.Join(cols, ", "), ended, found)
}

// instantsOf makes a table of the instants at which a target may change: k0 … and t, by key and time.
func (r *run) instantsOf(ctx context.Context, rel int, at *plan.At) (string, error) {
	keys := ""
	var err error
	if len(at.Keys) > 0 {
		if keys, err = r.keyTable(ctx, rel, at.Target); err != nil {
			return "", err
		}
	}
	arms := make([]string, len(at.Target.Views))
	for i, v := range at.Target.Views {
		d, err := r.reader(ctx, v, true)
		if err != nil {
			return "", err
		}
		b := everything
		if keys != "" {
			if b.semi, err = r.views.temps.create(ctx, r.c, "SELECT DISTINCT "+strings.Join(viewKeys(v), ", ")+" FROM "+quoteIdent(keys)); err != nil {
				return "", err
			}
		}
		if arms[i], err = d.edgesSQL(ctx, v, b); err != nil {
			return "", err
		}
	}
	all := strings.Join(arms, " UNION ALL ")
	of := append(numbered("k", len(at.Target.Keys)), "t")
	order := strings.Join(of, ", ")
	from, to, err := r.intervalRange(ctx, at.Intervals)
	if err != nil {
		return "", err
	}
	within := ""
	if from > math.MinInt64 { // the values just before decide whether something begins there
		last := "max(t) FILTER (t < " + bigint(from) + ") OVER ()"
		if len(at.Target.Keys) > 0 {
			last = strings.Replace(last, "OVER ()", "OVER (PARTITION BY "+strings.Join(numbered("k", len(at.Target.Keys)), ", ")+")", 1)
		}
		within = fmt.Sprintf(" QUALIFY t >= coalesce(%s, t)", last)
	}
	return r.views.temps.create(ctx, r.c, fmt.Sprintf("SELECT %s FROM (SELECT DISTINCT %[1]s FROM (%s)) WHERE t <= %s%s ORDER BY %[1]s",
		order, all, bigint(min(to, sane)), within))
}

// edgesSQL is the SELECT of the instants at which a row of the view arrives or passes an edge, under the keys of the target.
func (d *viewReader) edgesSQL(ctx context.Context, v plan.TargetView, b bounds) (string, error) {
	sel := make([]string, len(v.Keys))
	for i, j := range v.Keys {
		sel[j] = fmt.Sprintf("k%d", i)
	}
	if d.v.Kind == catalog.SnapshotView {
		return d.tickEdges(ctx, sel, b)
	}
	arrival := shifted("e", max(d.delay, 0))
	if d.late {
		arrival = "greatest(e, a)"
	}
	times := []string{arrival}
	for _, x := range d.v.Edges() {
		times = append(times, edgeSQL(x))
	}
	sel = append(sel, "unnest(["+strings.Join(times, ", ")+"]) AS t")
	return fmt.Sprintf("SELECT %s FROM (%s)", strings.Join(sel, ", "), d.rows(b, false)), nil
}

// tickEdges is edgesSQL of a snapshot view: the instants from which another tick serves, or at which one has expired, for each key of any
// tick.
func (d *viewReader) tickEdges(ctx context.Context, keys []string, b bounds) (string, error) {
	var edges [][]any
	for i := range d.ticks {
		t := &d.ticks[i]
		if edges = append(edges, []any{t.SeenFrom(d.v.TickDelay, false)}); d.v.TTL > 0 {
			edges = append(edges, []any{t.T + d.v.TTL + 1})
		}
		if !slices.Contains(d.history, t.file) {
			d.history = append(d.history, t.file)
		}
	}
	cols := []sqltype.Column{{Name: "t", Type: sqltype.Of(sqltype.Int8)}}
	table, err := d.temps.declare(ctx, d.c, cols)
	if err != nil {
		return "", err
	}
	if err := d.c.append(ctx, table, cols, edges); err != nil {
		return "", err
	}
	return fmt.Sprintf("SELECT %s FROM (SELECT DISTINCT %s FROM %s AS h%s) CROSS JOIN %s", strings.Join(append(keys, "t"), ", "),
		strings.Join(d.keys("h."), ", "), d.tickRows(), d.semiKeys(b.semi), quoteIdent(table)), nil
}

// edgeSQL is when a row with event time e passes an edge. It is NULL beyond the end of time.
func edgeSQL(x catalog.Edge) string {
	if x.Hop == 0 {
		return shifted("e", x.Offset)
	}
	// The least t with floor(t - Offset) > e.
	return shifted(fmt.Sprintf("(e - ((e %% %[1]d) + %[1]d) %% %[1]d)", x.Hop), x.Hop+x.Offset)
}

// shifted is the SQL of t + w, NULL beyond the end of time.
func shifted(t string, w int64) string {
	if w == 0 {
		return t
	}
	return fmt.Sprintf("CASE WHEN %[1]s <= %[2]s THEN %[1]s + %[3]s END", t, bigint(sane-w), bigint(w))
}

// intervalRange is what the statement says of the bounds of intervals, in microseconds. The expressions are those of a comparison with
// a timestamptz, in the session's time zone.
func (r *run) intervalRange(ctx context.Context, in *plan.Intervals) (from, to int64, err error) {
	from, to = math.MinInt64, math.MaxInt64
	for _, b := range []struct {
		expr []plan.Piece
		out  *int64
	}{{in.From, &from}, {in.To, &to}} {
		if b.expr == nil {
			continue
		}
		text, err := r.render(ctx, b.expr)
		if err != nil {
			return 0, 0, err
		}
		table, err := r.clientTable(ctx, wrap("SELECT CAST((", text, "\n) AS TIMESTAMP WITH TIME ZONE) AS t"))
		if err != nil {
			return 0, 0, err
		}
		row, err := queryRow(ctx, r.c, "SELECT CASE WHEN isfinite(t) THEN epoch_us(t) END FROM "+quoteIdent(table))
		if err != nil {
			return 0, 0, err
		}
		if us, ok := row[0].(int64); ok {
			*b.out = us
		}
	}
	return from, to, nil
}
