package duckdb

import (
	"context"
	"strconv"

	bind "github.com/duckdb/duckdb-go-bindings"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// infer finds the types of the parameters that the client left open: the engine's own inference first, helped where it knows
// less than Postgres; else text; else the first of a few types with which the statement binds. r.in.Types is filled.
func (r *run) infer(ctx context.Context) error {
	var open []int
	for i, t := range r.in.Types {
		if t.ID == sqltype.Invalid {
			open = append(open, i)
		}
	}
	if len(open) == 0 {
		return nil
	}
	text, err := r.render(ctx, r.q.Pieces)
	if err != nil {
		return err
	}
	eased, known := ease(text.sql)
	found, err := r.boundTypes(ctx, eased)
	if err != nil {
		if found, err = r.boundTypes(ctx, text.sql); err != nil && sqlerr.Code(err) == sqlerr.QueryCanceled {
			return err
		}
	}
	var guessed []int
	for _, i := range open {
		hint := known[i+1]
		t := found[i+1]
		switch {
		case hint.set.ID != sqltype.Invalid:
			t = hint.set
		case t.ID == sqltype.Invalid:
			t = sqltype.Of(sqltype.Text)
			t.Array = hint.array
			guessed = append(guessed, i)
		case hint.array:
			t.Array = true
		}
		if t.ID == sqltype.Numeric {
			t.Precision, t.Scale = 0, 0 // an argument has the digits that it has
		}
		r.in.Types[i] = t
	}
	if r.binds(ctx) {
		return nil
	}
	for _, i := range open {
		was := r.in.Types[i]
		for _, id := range candidates {
			r.in.Types[i] = sqltype.Type{ID: id, Array: known[i+1].array}
			if r.binds(ctx) {
				return nil
			}
		}
		r.in.Types[i] = was
	}
	for _, id := range candidates { // all that nothing tells at once: substr(name, $1, $2)
		for _, i := range guessed {
			r.in.Types[i].ID = id
		}
		if r.binds(ctx) {
			return nil
		}
	}
	for _, i := range guessed {
		r.in.Types[i].ID = sqltype.Text
	}
	return nil // the statement's own error is told when it is bound
}

// candidates are the types tried for a parameter that nothing else tells, in this order.
var candidates = []sqltype.ID{sqltype.Text, sqltype.Int8, sqltype.Int4, sqltype.Float8, sqltype.TimestampTZ, sqltype.Interval, sqltype.Date, sqltype.Bool}

// binds says whether the statement binds with the types as they are.
func (r *run) binds(ctx context.Context) bool {
	text, err := r.render(ctx, r.q.Pieces)
	if err != nil {
		return false
	}
	stmt, err := r.c.prepare(ctx, text.sql)
	if err != nil {
		return false
	}
	bind.DestroyPrepare(&stmt)
	return true
}

// boundTypes are the types that the engine finds for parameters.
func (r *run) boundTypes(ctx context.Context, sql string) (map[int]sqltype.Type, error) {
	stmt, err := r.c.prepare(ctx, sql)
	if err != nil {
		return nil, err
	}
	defer bind.DestroyPrepare(&stmt)
	types := map[int]sqltype.Type{}
	// The engine counts the parameters, but finds each by its own number: with types declared for others there are gaps.
	for i := range r.in.Types {
		n := i + 1
		lt := bind.ParamLogicalType(stmt, bind.IdxT(n))
		if lt.Ptr == nil {
			continue
		}
		id := bind.GetTypeId(lt)
		if rd, err := newReader(lt); err == nil && id != bind.TypeSQLNull && id != bind.TypeAny {
			types[n] = rd.typ
		}
		bind.DestroyLogicalType(&lt)
	}
	return types, nil
}

// hint is what the text around a parameter tells.
type hint struct {
	array bool         // it stands in ANY (…): an array of the type found
	set   sqltype.Type // the type itself
}

// ease rewrites the places of parameters that the engine cannot type into ones of the same meaning for their type: x = ANY ($1)
// into x = $1, and an arithmetic x - $1 into x = $1, as Postgres takes an unknown operand for the other one's type.
func ease(sql string) (string, map[int]hint) {
	out := []byte(sql)
	blank := func(t token) {
		for i := t.at; i < t.end; i++ {
			out[i] = ' '
		}
	}
	toks := tokens(sql)
	get := func(i int) token {
		if i < 0 || i >= len(toks) {
			return token{kind: punct}
		}
		return toks[i]
	}
	hints := map[int]hint{}
	for i, t := range toks {
		if t.kind != param {
			continue
		}
		n, err := strconv.Atoi(t.low[1:])
		if err != nil {
			continue
		}
		prev, next := get(i-1), get(i+1)
		switch before := get(i - 2); {
		case prev.is("(") && next.is(")") && (before.is("any") || before.is("all") || before.is("some")):
			blank(before)
			blank(prev)
			blank(next)
			hints[n] = hint{array: true}
		case prev.is("(") && next.is(")") && before.is("unnest"):
			hints[n] = hint{set: sqltype.ArrayOf(sqltype.Of(sqltype.Text))}
		case textOperator(prev) || textOperator(next):
			hints[n] = hint{set: sqltype.Of(sqltype.Text)}
		case arithmetic(prev) && operandEnd(before):
			blank(prev)
			out[prev.at] = '='
		case arithmetic(next):
			blank(next)
			out[next.at] = '='
		}
	}
	return string(out), hints
}

func textOperator(t token) bool {
	return t.is("||") || t.is("~") || t.is("~*") || t.is("!~") || t.is("!~*") || t.is("like") || t.is("ilike") || t.is("similar")
}

func arithmetic(t token) bool {
	return t.kind == operator && (t.low == "+" || t.low == "-" || t.low == "*" || t.low == "/" || t.low == "%")
}

// operandEnd says whether an operator behind t has t's expression on its left.
func operandEnd(t token) bool {
	switch t.kind {
	case quoted, str, number, param:
		return true
	case word:
		return t.low != "select" && t.low != "where" && t.low != "and" && t.low != "or" && t.low != "not" && t.low != "on" && t.low != "by"
	}
	return t.is(")") || t.is("]")
}

// withAliases is text with names given to items.
func withAliases(text rendered, list []aliasAt) rendered {
	var out []insertion
	for _, a := range list {
		out = append(out, insertion{a.at, 0, " AS " + quoteIdent(a.name)})
	}
	return withInsertions(text, out)
}

// named is text, a rendering of the run's statement, with Postgres' names for the items of its select list, and which of the items are
// computed; nil where it is not certain which item is which column.
func (r *run) named(ctx context.Context, text rendered) (rendered, []bool, error) {
	stmt, err := takeApart(text.sql)
	if err != nil {
		return rendered{}, nil, r.place(err, text, 0)
	}
	if stmt.mainSelect() < 0 || len(stmt.selects) == 0 {
		return text, nil, nil
	}
	tree, err := r.e.parse(ctx, stmt.selects[0])
	if err != nil {
		return rendered{}, nil, r.place(err, text, 0)
	}
	return withAliases(text, aliases(stmt, tree, text)), computedItems(tree, text), nil
}

// computedItems says of each item of a select list whether it is neither a column nor a cast that the client wrote; nil of a list with
// a star.
func computedItems(tree map[string]any, text rendered) []bool {
	var out []bool
	for _, item := range selectList(tree) {
		expr, _ := item.(map[string]any)
		if expr["class"] == "STAR" {
			return nil
		}
		cast := expr["class"] == "CAST" && text.locate(placeOf(expr)) >= 0
		out = append(out, expr["class"] != "COLUMN_REF" && !cast)
	}
	return out
}
