package duckdb

import (
	"context"
	"fmt"
	"strings"

	"asof/catalog"
	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/planner/plan"
)

// inlineRows is how many rows of the online store stand in the statement itself: a table for a few costs more than they do.
const inlineRows = 64

// atRelation is a target as of one moment as a FROM item. In a session whose zone is not UTC the expressions of the definition
// cannot stand in the client's statement (R1).
func (r *run) atRelation(ctx context.Context, rel int, at *plan.At) (string, error) {
	if at.Online && at.Target.Service == nil && (r.in.TimeZone == "" || r.in.TimeZone == "UTC") {
		if t := r.views.supplied[supplyKey{rel, -1, 0}]; len(t.Rows) <= inlineRows {
			return "(" + viewSelect(at.Target, suppliedValues(at.Target.Views[0].View, t)) + ")", nil
		}
	}
	table, err := r.atTable(ctx, rel, at)
	return quoteIdent(table), err
}

// atTable makes a table of a target as of one moment, with its output columns.
func (r *run) atTable(ctx context.Context, rel int, at *plan.At) (string, error) {
	m, err := r.moment(ctx, at.Moment)
	if err != nil {
		return "", err
	}
	keys := ""
	if len(at.Keys) > 0 {
		if keys, err = r.keyTable(ctx, at.Target, at.Keys); err != nil {
			return "", err
		}
	}
	values := make([]string, len(at.Target.Views))
	for i, v := range at.Target.Views {
		values[i], err = r.views.temps.build(ctx, r.c, func() (string, error) { return r.viewAt(ctx, rel, i, v, at, m, keys) })
		if err != nil {
			return "", err
		}
	}
	if at.Target.Service == nil {
		return r.views.temps.create(ctx, r.c, viewSelect(at.Target, quoteIdent(values[0])))
	}
	return r.views.temps.create(ctx, r.c, serviceSelect(at.Target, values, keys, m.t))
}

// viewAt is a table of one view's values: k0 … in its entity's order, e, t, i… and a….
func (r *run) viewAt(ctx context.Context, rel, i int, v plan.TargetView, at *plan.At, m moment, keys string) (string, error) {
	if at.Online {
		return r.supplyTable(ctx, v.View, r.views.supplied[supplyKey{rel, -1, i}])
	}
	d, err := r.reader(ctx, v, at.Moment.Expr != nil)
	if err != nil {
		return "", err
	}
	if keys != "" {
		if keys, err = r.views.temps.create(ctx, r.c, "SELECT DISTINCT "+strings.Join(viewKeys(v), ", ")+" FROM "+quoteIdent(keys)); err != nil {
			return "", err
		}
	}
	values, err := d.asOf(ctx, m, keys)
	if err != nil {
		return "", err
	}
	return r.views.temps.create(ctx, r.c, values)
}

// viewKeys are the target's keys renamed to the view's: kj AS ki.
func viewKeys(v plan.TargetView) []string {
	sel := make([]string, len(v.Keys))
	for i, j := range v.Keys {
		sel[i] = fmt.Sprintf("k%d AS k%d", j, i)
	}
	return sel
}

// viewSelect is the output of a view from its values, a FROM item.
func viewSelect(t *plan.Target, values string) string {
	var sel []string
	for _, c := range t.Columns {
		expr := ""
		if c.View < 0 {
			for i, j := range t.Views[0].Keys {
				if j == c.Key {
					expr = fmt.Sprintf("v.k%d", i)
				}
			}
		} else {
			expr = featureSQL(&t.Views[c.View].View.Features[c.Feature], "v.")
		}
		sel = append(sel, expr+" AS "+quoteIdent(c.Name))
	}
	for _, h := range t.Hidden {
		sel = append(sel, hiddenSQL(h, "v.e", "v.t")+" AS "+quoteIdent(h.Name))
	}
	return "SELECT " + strings.Join(sel, ", ") + " FROM " + values + " AS v"
}

// serviceSelect is the output of a service as of now: a row for each key in keys, or without it for each key that any view has (R18).
func serviceSelect(t *plan.Target, values []string, keys string, now int64) string {
	base := quoteIdent(keys)
	if keys == "" {
		var arms []string
		for i, v := range t.Views {
			var sel []string
			for j := range t.Keys {
				for n, k := range v.Keys {
					if k == j {
						sel = append(sel, fmt.Sprintf("k%d AS k%d", n, j))
					}
				}
			}
			arms = append(arms, "SELECT "+strings.Join(sel, ", ")+" FROM "+quoteIdent(values[i]))
		}
		base = "(" + strings.Join(arms, " UNION ") + ")"
	}
	from := base + " AS b"
	for i, v := range t.Views {
		var on []string
		for n, k := range v.Keys {
			on = append(on, fmt.Sprintf("v%d.k%d = b.k%d", i, n, k))
		}
		from += fmt.Sprintf(" LEFT JOIN %s AS v%d ON %s", quoteIdent(values[i]), i, strings.Join(on, " AND "))
	}
	var sel []string
	for _, c := range t.Columns {
		if c.View < 0 {
			sel = append(sel, fmt.Sprintf("b.k%d AS %s", c.Key, quoteIdent(c.Name)))
			continue
		}
		// A key that the view does not have has no features, not even those that would be a value of NULLs.
		f := featureSQL(&t.Views[c.View].View.Features[c.Feature], fmt.Sprintf("v%d.", c.View))
		sel = append(sel, fmt.Sprintf("CASE WHEN v%d.t IS NOT NULL THEN %s END AS %s", c.View, f, quoteIdent(c.Name)))
	}
	for _, h := range t.Hidden {
		n := len(t.Views)
		sel = append(sel, hiddenSQL(h, newestOf("e", n), "coalesce("+newestOf("t", n)+", "+bigint(now)+")")+" AS "+quoteIdent(h.Name))
	}
	return "SELECT " + strings.Join(sel, ", ") + " FROM " + from
}

// hiddenSQL is a hidden column from the event time of the newest row and the time asked for, both in microseconds.
func hiddenSQL(h plan.HiddenColumn, event, t string) string {
	if h.Of == plan.EventTime {
		return "make_timestamptz(" + event + ")"
	}
	return fmt.Sprintf("CASE WHEN %[1]s >= %[2]s THEN TIMESTAMPTZ 'infinity' WHEN %[1]s <= %[3]s THEN TIMESTAMPTZ '-infinity' ELSE make_timestamptz(%[1]s) END",
		t, bigint(infinite), bigint(-infinite))
}

// newestOf is the greatest of a column of n relations v0, v1 …, those that have none left out.
func newestOf(column string, n int) string {
	of := make([]string, n)
	for i := range of {
		of[i] = fmt.Sprintf("v%d.%s", i, column)
	}
	return "greatest(" + strings.Join(of, ", ") + ")"
}

// suppliedValues is what the online store had as a FROM item: k0 …, i…, a…, e and t.
func suppliedValues(v *catalog.FeatureView, t offline.Table) string {
	cols := suppliedColumns(v)
	if len(t.Rows) == 0 {
		return "(SELECT *, epoch_us(\"event\") AS e, epoch_us(\"at\") AS t FROM " + emptyRelation(cols) + ")"
	}
	names, tuples := make([]string, len(cols)), make([]string, len(t.Rows))
	for i, c := range cols {
		names[i] = quoteIdent(c.Name)
	}
	for i, row := range t.Rows {
		values := make([]string, len(cols))
		for j, c := range cols {
			values[j] = literal(c.Type, row[j])
		}
		tuples[i] = "(" + strings.Join(values, ", ") + ")"
	}
	return fmt.Sprintf("(SELECT *, epoch_us(\"event\") AS e, epoch_us(\"at\") AS t FROM (VALUES %s) AS s(%s))", strings.Join(tuples, ", "), strings.Join(names, ", "))
}

// suppliedColumns are the columns of a Table.
func suppliedColumns(v *catalog.FeatureView) []sqltype.Column {
	var cols []sqltype.Column
	for i, k := range v.Keys {
		cols = append(cols, sqltype.Column{Name: fmt.Sprintf("k%d", i), Type: k.Type})
	}
	for i, in := range v.Inputs {
		cols = append(cols, sqltype.Column{Name: fmt.Sprintf("i%d", i), Type: in.Type})
	}
	for i, a := range v.Aggs {
		cols = append(cols, sqltype.Column{Name: fmt.Sprintf("a%d", i), Type: a.Type})
	}
	tz := sqltype.Of(sqltype.TimestampTZ)
	return append(cols, sqltype.Column{Name: "event", Type: tz}, sqltype.Column{Name: "at", Type: tz})
}

// supplyTable makes a table of what the online store had: k0 …, i…, a…, e and t.
func (r *run) supplyTable(ctx context.Context, v *catalog.FeatureView, t offline.Table) (string, error) {
	cols := suppliedColumns(v)
	name, err := r.views.temps.declare(ctx, r.c, cols)
	if err != nil {
		return "", err
	}
	if err := r.c.append(ctx, name, cols, t.Rows); err != nil {
		return "", err
	}
	return r.views.temps.create(ctx, r.c, "SELECT *, epoch_us(\"event\") AS e, epoch_us(\"at\") AS t FROM "+quoteIdent(name))
}
