package duckdb

import (
	"context"
	"errors"
	"unicode/utf8"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/planner/plan"
)

// checker types one view against its source, with the engine's own binder. No file is read.
type checker struct {
	c       *conn
	v       *catalog.FeatureView
	srcs    []*catalog.Source
	alias   string           // that the expressions use
	columns []sqltype.Column // that they may name
}

// Check implements offline.Engine.
func (e *Engine) Check(ctx context.Context, srcs []*catalog.Source, ent *catalog.Entity, v *catalog.FeatureView) error {
	c, release, err := e.internal(ctx)
	if err != nil {
		return err
	}
	defer release()
	if v.Kind == catalog.SnapshotView {
		return (&snapshot{e: e, c: c, srcs: srcs, v: v}).check(ctx, ent)
	}
	k := &checker{c: c, v: v, srcs: srcs}
	for _, step := range []func(context.Context) error{
		k.relation, func(ctx context.Context) error { return k.keys(ctx, ent) }, k.where, k.inputs, k.aggregates, k.features,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	for i := range v.Columns {
		if col := &v.Columns[i]; col.Feature >= 0 {
			col.Type = v.Features[col.Feature].Type
		} else {
			col.Type = v.Keys[col.Key].Type
		}
	}
	return nil
}

// keys checks that each key's expression widens to the entity's type (R6).
func (k *checker) keys(ctx context.Context, ent *catalog.Entity) error {
	for i := range k.v.Keys {
		key := &k.v.Keys[i]
		t, err := k.row(ctx, key.Expr, key.Pos)
		if err != nil {
			return err
		}
		if err := keyFits(key.Name, ent, t, ent.Keys[i].Type); err != nil {
			return k.err(err, key.Pos)
		}
		key.Type = ent.Keys[i].Type
	}
	return nil
}

// keyFits refuses a key of type t where the entity wants another.
func keyFits(name string, ent *catalog.Entity, t, want sqltype.Type) error {
	switch {
	case t.Array || families[t.ID] == 0 || t.ID == sqltype.Float4 || t.ID == sqltype.Float8 || t.ID == sqltype.Timestamp && want.ID == sqltype.Timestamp:
		return sqlerr.New(sqlerr.InvalidObjectDefinition, "a key cannot be of type %s", t).
			WithHint("Keys are bool, int2, int4, int8, numeric, text, uuid, date, timestamptz or bytea.")
	case !widens(t, want):
		return sqlerr.New(sqlerr.DatatypeMismatch, "key %q of entity %q is of type %s but the expression is of type %s, which does not widen to it",
			name, ent.Name, want, t)
	}
	return nil
}

// widens says whether every value of from is one of to, so that keys compare as they do in the source (R6).
func widens(from, to sqltype.Type) bool {
	digits := map[sqltype.ID]int{sqltype.Int2: 5, sqltype.Int4: 10, sqltype.Int8: 19}
	switch {
	case from == to:
		return true
	case from.Array || to.Array:
		return false
	case digits[from.ID] > 0 && digits[to.ID] > 0:
		return digits[from.ID] <= digits[to.ID]
	case to.ID == sqltype.Numeric:
		p, s := 38, 9
		if to.Precision > 0 {
			p, s = int(to.Precision), int(to.Scale)
		}
		if from.ID == sqltype.Numeric {
			fp, fs := 38, 9
			if from.Precision > 0 {
				fp, fs = int(from.Precision), int(from.Scale)
			}
			return fs <= s && fp-fs <= p-s
		}
		return digits[from.ID] > 0 && digits[from.ID] <= p-s
	case to.ID == sqltype.TimestampTZ:
		return from.ID == sqltype.Timestamp || from.ID == sqltype.Date
	case to.ID == sqltype.Text:
		return from.ID == sqltype.Name || from.ID == sqltype.Char
	}
	return false
}

func (k *checker) where(ctx context.Context) error {
	if k.v.Where == "" {
		return nil
	}
	t, err := k.row(ctx, k.v.Where, k.v.WherePos)
	if err == nil && t != sqltype.Of(sqltype.Bool) {
		return k.err(sqlerr.New(sqlerr.DatatypeMismatch, "argument of WHERE must be type boolean, not type %s", t), k.v.WherePos)
	}
	return err
}

func (k *checker) inputs(ctx context.Context) error {
	for i := range k.v.Inputs {
		in := &k.v.Inputs[i]
		t, err := k.row(ctx, in.Expr, in.Pos)
		if err != nil {
			return err
		}
		in.Type = t
	}
	return nil
}

// aggregates gives each aggregate its type (R11).
func (k *checker) aggregates(context.Context) error {
	for i := range k.v.Aggs {
		a := &k.v.Aggs[i]
		if a.Filter >= 0 {
			if f := k.v.Inputs[a.Filter]; f.Type != sqltype.Of(sqltype.Bool) {
				return k.err(sqlerr.New(sqlerr.DatatypeMismatch, "argument of FILTER must be type boolean, not type %s", f.Type), f.Pos)
			}
		}
		if a.Arg < 0 {
			a.Type = sqltype.Of(sqltype.Int8)
			continue
		}
		in := k.v.Inputs[a.Arg]
		t, ok := resultType(a.Func, in.Type)
		if !ok {
			return k.err(sqlerr.New(sqlerr.UndefinedFunction, "function %s(%s) does not exist", calledName(a.Func), in.Type).
				WithHint("%s", takes(a.Func)), in.Pos)
		}
		a.Type = t
	}
	return nil
}

// features types what stands above inputs and aggregates.
func (k *checker) features(ctx context.Context) error {
	from, place := emptyTarget(plan.ViewTarget(plan.TargetView{View: k.v}))
	for i := range k.v.Features {
		f := &k.v.Features[i]
		if p, ok := f.Simple(); ok {
			if p.Kind == catalog.PartInput {
				f.Type = k.v.Inputs[p.Index].Type
			} else {
				f.Type = k.v.Aggs[p.Index].Type
			}
			continue
		}
		var err error
		if f.Type, err = k.expr(ctx, place.sql(plan.PartsExpr(f.Expr, 0)), from, f.Pos); err != nil {
			return err
		}
	}
	return nil
}

// row types a row expression, which is the client's text from byte pos of the definition.
func (k *checker) row(ctx context.Context, expr string, pos int) (sqltype.Type, error) {
	const before = "SELECT ("
	place := func(offset int) int {
		at := dialect(expr, 0).locate(offset - len(before))
		if at < 0 || pos+len(expr) > len(k.v.Text) || k.v.Text[pos:pos+len(expr)] != expr {
			return pos // the expression is not the client's own text, as for a column that * stands for
		}
		return pos + at
	}
	cols, err := k.c.columns(ctx, before+onLines(expr)+") FROM "+emptyRelation(k.columns)+" AS "+quoteIdent(k.alias))
	if err != nil {
		return sqltype.Type{}, k.err(err, place(offsetOf(err)))
	}
	return cols[0].Type, k.allowed(ctx, expr, place)
}

// err puts err at byte pos of the definition's text. Errors that are not about the definition keep what they are.
func (k *checker) err(err error, pos int) error {
	var e *sqlerr.Error
	if !errors.As(err, &e) || e.Code == sqlerr.Internal || e.Code == sqlerr.QueryCanceled {
		return err
	}
	out := *e
	return out.At(utf8.RuneCountInString(k.v.Text[:min(max(pos, 0), len(k.v.Text))]))
}
