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
	if at.Online && at.Target.IsView() && (r.in.TimeZone == "" || r.in.TimeZone == "UTC") {
		if t := r.views.supplied[supplyKey{rel, -1, 0}]; len(t.Rows) <= inlineRows {
			return "(" + viewSelect(at.Target, suppliedValues(at.Target.Views[0].View, t)) + ")", nil
		}
	}
	if at.Intervals != nil {
		table, err := r.intervals(ctx, rel, at)
		return quoteIdent(table), err
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
		if keys, err = r.keyTable(ctx, rel, at.Target); err != nil {
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
	args, err := r.argumentTable(ctx, at)
	if err != nil {
		return "", err
	}
	if at.Target.IsView() {
		return r.views.temps.create(ctx, r.c, viewSelect(at.Target, quoteIdent(values[0])))
	}
	return r.views.temps.create(ctx, r.c, targetSelect(at.Target, values, keys, args, m.t))
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
	if len(v.Keys) == 0 {
		return []string{noKey + " AS k0"}
	}
	sel := make([]string, len(v.Keys))
	for i, j := range v.Keys {
		sel[i] = fmt.Sprintf("k%d AS k%d", j, i)
	}
	return sel
}

// viewSelect is the output of a view with rows of its own from its values, a FROM item.
func viewSelect(t *plan.Target, values string) string {
	place := exprPlace{found: "true", keys: make([]string, len(t.Keys)), time: "v0.t", event: "v0.e"}
	for i, j := range t.Views[0].Keys {
		place.keys[j] = fmt.Sprintf("v0.k%d", i)
	}
	return "SELECT " + place.columnsOf(t) + " FROM " + values + " AS v0"
}

// targetSelect is the output of a target from the tables of its views' values: of each key in keys, or without it of each key that
// any view has (R18), where the target has a row. args is a table of the request parameters, "" without; now is the moment.
func targetSelect(t *plan.Target, values []string, keys, args string, now int64) string {
	base := quoteIdent(keys)
	switch {
	case keys != "":
	case len(t.Keys) == 0:
		base = "(SELECT 1)"
	default:
		var arms []string
		for i, v := range t.Views {
			if len(v.Keys) < len(t.Keys) { // one without keys: it says nothing about which there are
				continue
			}
			sel := make([]string, len(t.Keys))
			for n, j := range v.Keys {
				sel[j] = fmt.Sprintf("k%d AS k%d", n, j)
			}
			arms = append(arms, "SELECT "+strings.Join(sel, ", ")+" FROM "+quoteIdent(values[i]))
		}
		base = "(" + strings.Join(arms, " UNION ") + ")"
	}
	from := base + " AS b"
	if args != "" {
		from += " CROSS JOIN " + quoteIdent(args) + " AS args"
	}
	for i, v := range t.Views {
		on := []string{"true"}
		for n, k := range v.Keys {
			on = append(on, fmt.Sprintf("v%d.k%d = b.k%d", i, n, k))
		}
		from += fmt.Sprintf(" LEFT JOIN %s AS v%d ON %s", quoteIdent(values[i]), i, strings.Join(on, " AND "))
	}
	place := exprPlace{found: "(v%d.t IS NOT NULL)", keys: numbered("b.k", len(t.Keys)), requests: numbered("args.r", len(t.Request)),
		time: newestOf("t", len(t.Views), bigint(now)), event: newestOf("e", len(t.Views))}
	query := "SELECT " + place.columnsOf(t) + " FROM " + from
	if t.Exists != nil {
		query += " WHERE " + place.sql(t.Exists)
	}
	return query
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
