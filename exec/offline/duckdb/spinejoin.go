package duckdb

import (
	"context"
	"fmt"
	"strings"

	"asof/planner/plan"
)

// joinView makes the table of a single view's columns for each spine row.
func (s *spine) joinView(ctx context.Context, j int, marked bool) (string, error) {
	join := &s.plan.Joins[j]
	var sel []string
	for _, c := range join.Target.Columns {
		expr := fmt.Sprintf("v.q%d", c.Key)
		if c.View >= 0 {
			expr = featureSQL(&join.Target.Views[0].View.Features[c.Feature], "v.")
		}
		sel = append(sel, fmt.Sprintf("CASE WHEN v.found THEN %s END AS %s", expr, quoteIdent(joinColumn(join, c).Name)))
	}
	for _, h := range join.Target.Hidden {
		sel = append(sel, fmt.Sprintf("CASE WHEN v.found THEN %s END AS %s", hiddenSQL(h, "v.e", "v.t"), quoteIdent(h.Name)))
	}
	if marked {
		sel = append(sel, "v.found AS "+quoteIdent(foundColumn))
	}
	return s.ordered(ctx, j, 0, sel)
}

// ordered makes a table of a select list over the values of view number i of join j, in the order of the spine.
func (s *spine) ordered(ctx context.Context, j, i int, sel []string) (string, error) {
	temps := &s.r.views.temps
	return temps.build(ctx, s.r.c, func() (string, error) {
		values, err := s.values(ctx, j, i)
		if err != nil {
			return "", err
		}
		return temps.create(ctx, s.r.c, fmt.Sprintf("SELECT %s FROM (%s) AS v ORDER BY v.id", strings.Join(sel, ", "), values))
	})
}

// joinService makes the table of a service's columns for each spine row: its views one after another, put side by side. Every
// row whose keys and time are not NULL matches (R18).
func (s *spine) joinService(ctx context.Context, j int, marked bool) (string, error) {
	join := &s.plan.Joins[j]
	var asked []string
	for i := range join.Target.Keys {
		asked = append(asked, fmt.Sprintf("b.k%d IS NOT NULL", i))
	}
	match := strings.Join(append(asked, "b.t IS NOT NULL"), " AND ")
	from := quoteIdent(s.asks[j]) + " AS b"
	for i := range join.Target.Views {
		var sel []string
		for n, c := range join.Target.Columns {
			if c.View == i {
				sel = append(sel, fmt.Sprintf("CASE WHEN v.found THEN %s END AS f%d", featureSQL(&join.Target.Views[i].View.Features[c.Feature], "v."), n))
			}
		}
		if len(join.Target.Hidden) > 0 {
			sel = append(sel, "CASE WHEN v.found THEN v.e END AS e", "CASE WHEN v.found THEN v.t END AS t")
		}
		if len(sel) == 0 {
			continue
		}
		table, err := s.ordered(ctx, j, i, sel)
		if err != nil {
			return "", err
		}
		from += fmt.Sprintf(" POSITIONAL JOIN %s AS v%d", quoteIdent(table), i)
	}
	var sel []string
	for n, c := range join.Target.Columns {
		expr := fmt.Sprintf("CASE WHEN %s THEN b.k%d END", match, c.Key)
		if c.View >= 0 {
			expr = fmt.Sprintf("v%d.f%d", c.View, n)
		}
		sel = append(sel, expr+" AS "+quoteIdent(joinColumn(join, c).Name))
	}
	for _, h := range join.Target.Hidden {
		n := len(join.Target.Views)
		sel = append(sel, fmt.Sprintf("CASE WHEN %s THEN %s END AS %s", match, hiddenSQL(h, newestOf("e", n), "coalesce("+newestOf("t", n)+", b.t)"), quoteIdent(h.Name)))
	}
	if marked {
		sel = append(sel, match+" AS "+quoteIdent(foundColumn))
	}
	return s.r.views.temps.create(ctx, s.r.c, "SELECT "+strings.Join(sel, ", ")+" FROM "+from)
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
	p, err := s.probes(ctx, j, v)
	if err != nil {
		return "", err
	}
	from := base
	if !d.statesFindNewest(p) {
		newest, err := d.newest(ctx, p)
		if err != nil {
			return "", err
		}
		from += fmt.Sprintf(" LEFT JOIN %s AS n ON n.id = b.id", quoteIdent(newest))
		sel = append(sel, "n.id IS NOT NULL AS found", "n.e")
		for _, n := range plainInputs(v.View) {
			sel = append(sel, fmt.Sprintf("n.i%d", n))
		}
	}
	for n, compute := range []func(context.Context, *probes) (string, []int, error){d.states, d.sliding} {
		table, aggs, err := compute(ctx, p)
		if err != nil {
			return "", err
		}
		if table == "" {
			continue
		}
		from += fmt.Sprintf(" LEFT JOIN %[1]s ON %[1]s.id = b.id", quoteIdent(table))
		if n == 0 && d.statesFindNewest(p) {
			sel = append(sel, d.aliveState(quoteIdent(table)+".e")+" AS found", quoteIdent(table)+".e")
		}
		for _, a := range aggs {
			sel = append(sel, fmt.Sprintf("%s AS a%d", aggregateOf(v.View.Aggs[a], fmt.Sprintf("%s.a%d", quoteIdent(table), a)), a))
		}
	}
	return "SELECT " + strings.Join(append(sel, "b.t"), ", ") + " FROM " + from, nil
}

// aliveState is whether a newest row with event time e makes its key exist at b.t.
func (d *viewReader) aliveState(e string) string {
	if d.v.TTL == 0 {
		return e + " IS NOT NULL"
	}
	return fmt.Sprintf("coalesce(%s >= %s, false)", e, back("b.t", bigint(d.v.TTL)))
}

// supplied is values from what the online store had.
func (s *spine) supplied(ctx context.Context, j, i int, base string, sel []string) (string, error) {
	v := s.plan.Joins[j].Target.Views[i]
	table, err := s.r.supplyTable(ctx, v.View, s.r.views.supplied[supplyKey{s.rel, j, i}])
	if err != nil {
		return "", err
	}
	var on []string
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

// probes is the table of what join j asks of a view, rows that cannot match left out (R33).
func (s *spine) probes(ctx context.Context, j int, v plan.TargetView) (*probes, error) {
	join := &s.plan.Joins[j]
	sel, where := append([]string{"rowid AS id"}, viewKeys(v)...), "t IS NOT NULL"
	for i := range join.Target.Keys {
		where += fmt.Sprintf(" AND k%d IS NOT NULL", i)
	}
	sel = append(sel, "t")
	p := &probes{within: join.Moment.Within != nil, strict: join.Moment.Strict}
	earliest := "NULL"
	if p.within {
		sel = append(sel, "w")
		where += " AND w IS NOT NULL"
		earliest = "min(" + back("p.t", "p.w") + ")"
	}
	var err error
	if p.table, err = s.r.views.temps.create(ctx, s.r.c, fmt.Sprintf("SELECT %s FROM %s WHERE %s", strings.Join(sel, ", "), quoteIdent(s.asks[j]), where)); err != nil {
		return nil, err
	}
	row, err := queryRow(ctx, s.r.c, fmt.Sprintf("SELECT count(*), min(p.t), max(p.t), %s FROM %s AS p", earliest, quoteIdent(p.table)))
	if err != nil {
		return nil, err
	}
	p.rows, _ = row[0].(int64)
	p.min, _ = row[1].(int64)
	p.max, _ = row[2].(int64)
	p.earliest, _ = row[3].(int64)
	return p, nil
}
