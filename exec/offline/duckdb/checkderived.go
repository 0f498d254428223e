package duckdb

import (
	"context"
	"fmt"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/planner/plan"
)

// CheckDerived implements offline.Engine.
func (e *Engine) CheckDerived(ctx context.Context, t *plan.Target, filter plan.Expr, v *catalog.FeatureView) error {
	c, release, err := e.internal(ctx)
	if err != nil {
		return err
	}
	defer release()
	k := &checker{c: c, v: v}
	from, place := emptyTarget(t)
	for i, col := range v.Columns {
		if col.Feature < 0 {
			continue
		}
		f := &v.Features[col.Feature]
		if f.Type, err = k.expr(ctx, place.sql(t.Columns[i].Expr), from, f.Pos); err != nil {
			return err
		}
		v.Columns[i].Type = f.Type
	}
	if filter == nil {
		return nil
	}
	got, err := k.expr(ctx, place.sql(filter), from, v.WherePos)
	if err == nil && got != sqltype.Of(sqltype.Bool) {
		return k.err(sqlerr.New(sqlerr.DatatypeMismatch, "argument of WHERE must be type boolean, not type %s", got), v.WherePos)
	}
	return err
}

// expr types an expression of a definition over a FROM clause of ours.
func (k *checker) expr(ctx context.Context, expr, from string, pos int) (sqltype.Type, error) {
	got, err := k.c.columns(ctx, "SELECT ("+expr+") FROM "+from)
	if err != nil {
		e := *sqlerr.From(err)
		if e.Code == sqlerr.UndefinedColumn {
			e.Hint = "" // it would name columns of ours
		}
		return sqltype.Type{}, k.err(&e, pos)
	}
	return got[0].Type, k.allowed(ctx, expr, func(int) int { return pos })
}

// checkMark begins names that a definition does not hold: none of its own may be taken for a column of ours.
const checkMark = "asof.check."

// emptyTarget is a FROM clause without rows in which the terms of a target's expressions stand.
func emptyTarget(t *plan.Target) (string, exprPlace) {
	column := func(name string, t sqltype.Type) sqltype.Column {
		return sqltype.Column{Name: checkMark + name, Type: t}
	}
	place := exprPlace{mark: checkMark, found: quoteIdent(checkMark+"v%d") + "." + quoteIdent(checkMark+"found")}
	base := func(name string) string { return quoteIdent(checkMark+"b") + "." + quoteIdent(checkMark+name) }
	micros := sqltype.Of(sqltype.Int8)
	place.time = base("t")
	cols := []sqltype.Column{column("t", micros)}
	for i, k := range t.Keys {
		place.keys = append(place.keys, base(fmt.Sprintf("k%d", i)))
		cols = append(cols, column(fmt.Sprintf("k%d", i), k.Type))
	}
	for i, r := range t.Request {
		place.requests = append(place.requests, base(fmt.Sprintf("r%d", i)))
		cols = append(cols, column(fmt.Sprintf("r%d", i), r.Type))
	}
	from := emptyRelation(cols) + " AS " + quoteIdent(checkMark+"b")
	for n, tv := range t.Views {
		cols := []sqltype.Column{column("found", sqltype.Of(sqltype.Bool)), column("t", micros)}
		for i, in := range tv.View.Inputs {
			cols = append(cols, column(fmt.Sprintf("i%d", i), in.Type))
		}
		for i, a := range tv.View.Aggs {
			cols = append(cols, column(fmt.Sprintf("a%d", i), a.Type))
		}
		from += ", " + emptyRelation(cols) + " AS " + quoteIdent(fmt.Sprintf("%sv%d", checkMark, n))
	}
	return from, place
}
