package duckdb

import (
	"context"
	"fmt"
	"strings"

	"asof/planner/plan"
)

// columns makes the table of join number j: the target's columns for each spine row, NULL where it has no row. A row whose keys or
// time are NULL matches nothing (R33).
func (s *spine) columns(ctx context.Context, j int, marked bool) (string, error) {
	join := &s.plan.Joins[j]
	temps := &s.r.views.temps
	return temps.build(ctx, s.r.c, func() (string, error) {
		from, match, place, err := s.sides(ctx, j)
		if err != nil {
			return "", err
		}
		var sel []string
		for _, c := range relationColumns(join.Target) {
			sel = append(sel, fmt.Sprintf("CASE WHEN %s THEN %s END AS %s", match, place.sql(c.Expr), quoteIdent(joinColumn(join, c).Name)))
		}
		if marked {
			sel = append(sel, match+" AS "+quoteIdent(foundColumn))
		}
		table, err := temps.create(ctx, s.r.c, "SELECT "+strings.Join(sel, ", ")+" FROM "+from)
		if err == nil && join.Target.IsView() {
			s.r.joined(s.rows)
		}
		return table, err
	})
}

// sides is the FROM clause in which the terms of join number j stand, in the order of the spine, and the condition that there is a
// row. The views of a target are found one after another and put side by side; a single one needs no table of its own.
func (s *spine) sides(ctx context.Context, j int) (from, match string, place exprPlace, err error) {
	t := s.plan.Joins[j].Target
	if t.IsView() {
		values, err := s.values(ctx, j, 0)
		place = exprPlace{found: "v%d.found", keys: numbered("v0.q", len(t.Keys)), time: "v0.t", event: "v0.e"}
		return "(" + values + ") AS v0 ORDER BY v0.id", "v0.found", place, err
	}
	place = exprPlace{found: "v%d.found", keys: numbered("b.k", len(t.Keys)), requests: numbered("b.r", len(t.Request)),
		time: newestOf("t", len(t.Views), "b.t"), event: newestOf("e", len(t.Views))}
	asked := []string{"b.t IS NOT NULL"}
	for _, k := range place.keys {
		asked = append(asked, k+" IS NOT NULL")
	}
	if t.Exists != nil {
		asked = append(asked, place.sql(t.Exists))
	}
	from = quoteIdent(s.asks[j]) + " AS b"
	for i := range t.Views {
		table, err := s.side(ctx, j, i)
		if err != nil {
			return "", "", place, err
		}
		from += fmt.Sprintf(" POSITIONAL JOIN %s AS v%d", quoteIdent(table), i)
	}
	return from, "(" + strings.Join(asked, " AND ") + ")", place, nil
}

// side makes a table of what the target's expressions read of view number i of join j, in the order of the spine.
func (s *spine) side(ctx context.Context, j, i int) (string, error) {
	t := s.plan.Joins[j].Target
	sel := []string{"v.found", "CASE WHEN v.found THEN v.e END AS e", "CASE WHEN v.found THEN v.t END AS t"}
	seen := map[plan.Term]bool{}
	note := func(e plan.Expr) {
		for _, term := range e {
			column := map[plan.TermKind]string{plan.TermInput: "i", plan.TermAgg: "a"}[term.Kind]
			if column == "" || term.View != i || seen[term] {
				continue
			}
			seen[term] = true
			sel = append(sel, fmt.Sprintf("CASE WHEN v.found THEN v.%[1]s%[2]d END AS %[1]s%[2]d", column, term.Index))
		}
	}
	note(t.Exists)
	for _, c := range t.Columns {
		note(c.Expr)
	}
	temps := &s.r.views.temps
	return temps.build(ctx, s.r.c, func() (string, error) {
		values, err := s.values(ctx, j, i)
		if err != nil {
			return "", err
		}
		table, err := temps.create(ctx, s.r.c, fmt.Sprintf("SELECT %s FROM (%s) AS v ORDER BY v.id", strings.Join(sel, ", "), values))
		if err == nil {
			s.r.joined(s.rows)
		}
		return table, err
	})
}

// values is the SELECT of what view number i of join j has for each spine row: id, found, q0 … (the keys asked), e, t, i… and a….
func (s *spine) values(ctx context.Context, j, i int) (string, error) {
	join := &s.plan.Joins[j]
	v := join.Target.Views[i]
	base := fmt.Sprintf("(SELECT rowid AS id, * FROM %s) AS b", quoteIdent(s.asks[j]))
	sel := []string{"b.id"}
	for n := range join.Target.Keys {
		sel = append(sel, fmt.Sprintf("b.k%d AS q%d", n, n))
	}
	if join.Online {
		return s.supplied(ctx, j, i, base, sel)
	}
	d, err := s.r.reader(ctx, v, join.Moment.Expr != nil)
	if err != nil {
		return "", err
	}
	p, err := s.probes(ctx, j, d, v)
	if err != nil {
		return "", err
	}
	from := base
	if !d.statesFindNewest(p) {
		newest, err := d.newest(ctx, p)
		if err != nil {
			return "", err
		}
		from += newest.join
		sel = append(sel, newest.found+" AS found", newest.event)
		for _, n := range plainInputs(v.View) {
			sel = append(sel, fmt.Sprintf("%si%d", newest.input, n))
		}
	}
	for n, compute := range d.computations(p) {
		table, aggs, err := compute(ctx, p)
		if err != nil {
			return "", err
		}
		if table == "" {
			continue
		}
		from += fmt.Sprintf(" LEFT JOIN %[1]s ON %[1]s.id = b.id", quoteIdent(table))
		if n == 0 && d.statesFindNewest(p) {
			sel = append(sel, d.aliveAt(p, quoteIdent(table)+".e")+" AS found", quoteIdent(table)+".e")
		}
		for _, a := range aggs {
			sel = append(sel, fmt.Sprintf("%s AS a%d", aggregateOf(v.View.Aggs[a], fmt.Sprintf("%s.a%d", quoteIdent(table), a)), a))
		}
	}
	return "SELECT " + strings.Join(append(sel, "b.t"), ", ") + " FROM " + from, nil
}

// supplied is values from what the online store had.
func (s *spine) supplied(ctx context.Context, j, i int, base string, sel []string) (string, error) {
	v := s.plan.Joins[j].Target.Views[i]
	table, err := s.r.supplyTable(ctx, v.View, s.r.views.supplied[supplyKey{s.rel, j, i}])
	if err != nil {
		return "", err
	}
	on := []string{"true"}
	for n, k := range v.Keys {
		on = append(on, fmt.Sprintf("x.k%d = b.k%d", n, k))
	}
	sel = append(sel, "x.t IS NOT NULL AS found", "x.e", "x.t")
	for n := range v.View.Inputs {
		sel = append(sel, fmt.Sprintf("x.i%d", n))
	}
	for n := range v.View.Aggs {
		sel = append(sel, fmt.Sprintf("x.a%d", n))
	}
	return fmt.Sprintf("SELECT %s FROM %s LEFT JOIN %s AS x ON %s", strings.Join(sel, ", "), base, quoteIdent(table), strings.Join(on, " AND ")), nil
}
