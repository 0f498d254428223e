package duckdb

import (
	"context"
	"fmt"
	"strings"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/planner/plan"
)

// addArguments adds the request parameters of a join to a select list, r0 …, as the client wrote them.
func (r *run) addArguments(ctx context.Context, sel *builder, args []plan.Argument) error {
	for i, a := range args {
		expr, err := r.render(ctx, a.Expr)
		if err != nil {
			return err
		}
		sel.addRendered(wrap("(", expr, fmt.Sprintf("\n) AS r%d, ", i)))
	}
	return nil
}

// argumentCasts is the select list that makes values of the parameters' types of r0 …, whose columns are cols.
func (r *run) argumentCasts(t *plan.Target, args []plan.Argument, cols []sqltype.Column) ([]string, error) {
	out := make([]string, len(args))
	for i, p := range t.Request {
		if !assignable(cols[i].Type, p.Type) {
			pos := r.position(args[i].Expr)
			if args[i].Captured != "" {
				pos = r.q.Characters(args[i].Pos)
			}
			return nil, at(sqlerr.New(sqlerr.DatatypeMismatch, "request parameter %q of %q is of type %s but the argument is of type %s", p.Name, t.Name, p.Type, cols[i].Type).
				WithHint("Cast the argument to %s.", p.Type), pos)
		}
		out[i] = fmt.Sprintf("CAST(r%d AS %s) AS r%d", i, p.Type.DuckDB(), i)
	}
	return out, nil
}

// assignable says whether an argument of type from is taken for a parameter of type to: Postgres' implicit casts.
func assignable(from, to sqltype.Type) bool {
	rank := map[sqltype.ID]int{sqltype.Int2: 1, sqltype.Int4: 2, sqltype.Int8: 3, sqltype.Numeric: 4, sqltype.Float4: 5, sqltype.Float8: 6}
	switch {
	case from.ID == sqltype.Invalid || from == to:
		return true
	case from.Array || to.Array:
		return false
	case rank[from.ID] > 0 && rank[to.ID] > 0:
		return rank[from.ID] <= rank[to.ID]
	case families[from.ID] == families[sqltype.Text]:
		return families[to.ID] == families[sqltype.Text]
	case from.ID == sqltype.Date:
		return to.ID == sqltype.Timestamp || to.ID == sqltype.TimestampTZ
	case from.ID == sqltype.Timestamp:
		return to.ID == sqltype.TimestampTZ
	}
	return from.ID == to.ID
}

// argumentTable makes a table of one row of a target's request parameters, r0 …; "" if it has none.
func (r *run) argumentTable(ctx context.Context, at *plan.At) (string, error) {
	if len(at.Args) == 0 {
		return "", nil
	}
	var sel builder
	sel.add("SELECT ", -1, false)
	if err := r.addArguments(ctx, &sel, at.Args); err != nil {
		return "", err
	}
	sel.add("true", -1, false)
	raw, err := r.clientTable(ctx, sel.rendered())
	if err != nil {
		return "", err
	}
	cols, err := r.c.columns(ctx, "SELECT * FROM "+quoteIdent(raw))
	if err != nil {
		return "", err
	}
	casts, err := r.argumentCasts(at.Target, at.Args, cols)
	if err != nil {
		return "", err
	}
	return r.views.temps.create(ctx, r.c, "SELECT "+strings.Join(casts, ", ")+" FROM "+quoteIdent(raw))
}

// uncaptured is the error of a join's request parameters that are captured from a relation without such a column, else err. query
// selects an expression over the rows that the join looks up for.
func (r *run) uncaptured(ctx context.Context, join *plan.SpineJoin, err error, query func(arg string) rendered) error {
	if err != nil && sqlerr.Code(err) != sqlerr.UndefinedColumn {
		return err
	}
	for i, a := range join.Args {
		if a.Captured == "" {
			continue
		}
		name := join.Target.Request[i].Name
		_, missing := r.clientColumns(ctx, query(quoteIdent(a.Captured)+"."+quoteIdent(name)))
		if sqlerr.Code(missing) == sqlerr.UndefinedColumn {
			return at(sqlerr.New(sqlerr.InvalidColumnReference, "the request parameter %q of %q is not given, and %q has no column of that name", name, join.Target.Name, a.Captured).
				WithHint("Write it: %s(%s => value).", join.Target.Name, name), r.q.Characters(a.Pos))
		}
	}
	return err
}
