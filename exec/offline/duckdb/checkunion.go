package duckdb

import (
	"context"
	"slices"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// relation finds the columns that the view's expressions may name: those of its source, or those that its branches select (R16).
func (k *checker) relation(ctx context.Context) error {
	if k.v.Branches == nil {
		k.alias, k.columns = k.v.Alias, k.srcs[0].Columns
		if k.alias == "" {
			k.alias = k.srcs[0].Name
		}
		return nil
	}
	k.v.Branches = slices.Clone(k.v.Branches)
	for i := range k.v.Branches {
		if err := k.branch(ctx, i); err != nil {
			return err
		}
	}
	first := k.v.Branches[0].Columns
	for i := range k.v.Branches[1:] {
		b := k.v.Branches[i+1].Columns
		for j := range b {
			t, ok := unionType(first[j].Type, b[j].Type)
			if !ok {
				return k.err(sqlerr.New(sqlerr.DatatypeMismatch, "UNION types %s and %s cannot be matched", first[j].Type, b[j].Type).
					WithHint("Cast the expression to %s.", first[j].Type), b[j].Pos)
			}
			first[j].Type = t
		}
	}
	k.alias, k.columns = k.v.Alias, nil
	if k.alias == "" {
		k.alias = unionAlias
	}
	for _, c := range first {
		k.columns = append(k.columns, c.Column)
	}
	return k.tieBreaks()
}

// branch types the columns and the condition of a branch over its own source.
func (k *checker) branch(ctx context.Context, i int) error {
	b := &k.v.Branches[i]
	b.Columns = slices.Clone(b.Columns)
	k.alias, k.columns = b.Alias, k.srcs[i].Columns
	if k.alias == "" {
		k.alias = k.srcs[i].Name
	}
	for j := range b.Columns {
		t, err := k.row(ctx, b.Columns[j].Expr, b.Columns[j].Pos)
		if err != nil {
			return err
		}
		b.Columns[j].Type = t
	}
	if b.Where == "" {
		return nil
	}
	t, err := k.row(ctx, b.Where, b.WherePos)
	if err == nil && t != sqltype.Of(sqltype.Bool) {
		return k.err(sqlerr.New(sqlerr.DatatypeMismatch, "argument of WHERE must be type boolean, not type %s", t), b.WherePos)
	}
	return err
}

// tieBreaks checks that the tie_breaks of the branches can be compared.
func (k *checker) tieBreaks() error {
	if k.v.TieBreak == "" {
		return nil
	}
	first, _ := k.srcs[0].Column(k.v.Branches[0].TieBreak)
	for i, b := range k.v.Branches {
		if c, _ := k.srcs[i].Column(b.TieBreak); c.Type != first.Type {
			return k.err(sqlerr.New(sqlerr.DatatypeMismatch, "tie_break %q of source %q is %s, but %q of source %q is %s",
				first.Name, k.srcs[0].Name, first.Type, c.Name, k.srcs[i].Name, c.Type).
				WithHint("Sources of one UNION ALL have tie_breaks of one type, so that their rows have one order."), 0)
		}
	}
	return nil
}

// unionType is the type that takes the values of both.
func unionType(a, b sqltype.Type) (sqltype.Type, bool) {
	switch {
	case a == b, b.ID == sqltype.Invalid, widens(b, a):
		return a, true
	case a.ID == sqltype.Invalid, widens(a, b):
		return b, true
	case isFloat(a) && !b.Array && families[b.ID] == families[sqltype.Float8] || isFloat(b) && !a.Array && families[a.ID] == families[sqltype.Float8]:
		return sqltype.Of(sqltype.Float8), true
	case a.ID == sqltype.Numeric && b.ID == sqltype.Numeric && !a.Array && !b.Array:
		s := max(scaleOf(a), scaleOf(b))
		return sqltype.DecimalOf(uint8(min(38, max(digits(a)-scaleOf(a), digits(b)-scaleOf(b))+s)), uint8(s)), true
	}
	return a, false
}

// digits is the precision of a numeric.
func digits(t sqltype.Type) int {
	if t.Precision == 0 {
		return 38
	}
	return int(t.Precision)
}
