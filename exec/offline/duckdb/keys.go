package duckdb

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/planner/plan"
)

// families are those of key types: values of one family can be equal (R6), of two never.
var families = map[sqltype.ID]int{
	sqltype.Bool: 1,
	sqltype.Int2: 2, sqltype.Int4: 2, sqltype.Int8: 2, sqltype.Numeric: 2, sqltype.Float4: 2, sqltype.Float8: 2, sqltype.OID: 2,
	sqltype.Text: 3, sqltype.Name: 3, sqltype.Char: 3,
	sqltype.UUID: 4,
	sqltype.Date: 5, sqltype.Timestamp: 5, sqltype.TimestampTZ: 5,
	sqltype.Bytea: 6,
}

// canonicalKey is the SQL of expr, of type from, as a key of type to, NULL if no value of to equals it (R6). ok is false if
// Postgres would not compare the two types.
func canonicalKey(expr string, from, to sqltype.Type) (sql string, ok bool) {
	switch {
	case from == to:
		return expr, true
	case from.ID == sqltype.Invalid: // NULL
		return "CAST(NULL AS " + to.DuckDB() + ")", true
	case from.Array || families[from.ID] == 0 || families[from.ID] != families[to.ID]:
		return "", false
	case families[to.ID] == families[sqltype.Text]:
		return "CAST(" + expr + " AS VARCHAR)", true
	}
	cast := fmt.Sprintf("TRY_CAST(%s AS %s)", expr, to.DuckDB())
	return fmt.Sprintf("CASE WHEN %s = %s THEN %s END", cast, expr, cast), true
}

// keyTable makes a table of the keys that a statement asks for, k0 … of target's keys, each combination once, NULLs left
// out (R18).
func (r *run) keyTable(ctx context.Context, target *plan.Target, list plan.KeyList) (string, error) {
	cols := make([]string, len(target.Keys))
	var from []string
	for n, term := range list {
		name, err := r.termTable(ctx, target, term)
		if err != nil {
			return "", err
		}
		from = append(from, fmt.Sprintf("%s AS t%d", quoteIdent(name), n))
		for i, c := range term.Cols {
			cols[c] = fmt.Sprintf("t%d.k%d AS k%d", n, i, c)
		}
	}
	return r.views.temps.create(ctx, r.c, "SELECT DISTINCT "+strings.Join(cols, ", ")+" FROM "+strings.Join(from, " CROSS JOIN "))
}

// termTable makes a table of one term's tuples: k0 … for its columns.
func (r *run) termTable(ctx context.Context, target *plan.Target, term plan.KeyTerm) (string, error) {
	defs := make([]sqltype.Column, len(term.Cols))
	for i, c := range term.Cols {
		defs[i] = sqltype.Column{Name: fmt.Sprintf("k%d", i), Type: target.Keys[c].Type}
	}
	name, err := r.views.temps.declare(ctx, r.c, defs)
	if err != nil {
		return "", err
	}
	var arms []string
	flush := func() error {
		if len(arms) == 0 {
			return nil
		}
		insert := fmt.Sprintf("INSERT INTO %s %s", quoteIdent(name), strings.Join(arms, " UNION ALL "))
		arms = arms[:0]
		return at(r.c.exec(ctx, insert), r.q.Characters(term.Tuples[0][0].Pos))
	}
	for _, tuple := range term.Tuples {
		if slices.ContainsFunc(tuple, func(v plan.KeyValue) bool { return v.Null }) {
			continue
		}
		sel, where := make([]string, len(tuple)), make([]string, len(tuple))
		for i, v := range tuple {
			expr, err := r.keyValue(ctx, v, defs[i].Type, target.Keys[term.Cols[i]].Name)
			if err != nil {
				return "", err
			}
			sel[i] = fmt.Sprintf("%s AS k%d", expr, i)
			where[i] = fmt.Sprintf("k%d IS NOT NULL", i)
		}
		arms = append(arms, fmt.Sprintf("SELECT * FROM (SELECT %s) WHERE %s", strings.Join(sel, ", "), strings.Join(where, " AND ")))
		if len(arms) == tuplesAtOnce {
			if err := flush(); err != nil {
				return "", err
			}
		}
	}
	return name, flush()
}

// tuplesAtOnce is how many keys one statement inserts: the engine's planner takes longer than linear in them.
const tuplesAtOnce = 200

// keyValue is the SQL of a constant as a key of type to: an expression that gives a row for each element of an array.
func (r *run) keyValue(ctx context.Context, v plan.KeyValue, to sqltype.Type, column string) (string, error) {
	value, from, err := r.constant(ctx, v, to)
	if err != nil {
		return "", at(err, r.q.Characters(v.Pos))
	}
	if v.Array {
		from = from.Elem()
		value = "unnest(" + value + ")"
	}
	if from == to {
		return value, nil
	}
	// The element has to stand alone: canonicalKey mentions it twice.
	sql, ok := canonicalKey("x.x", from, to)
	if !ok {
		return "", at(sqlerr.New(sqlerr.DatatypeMismatch, "key %q is of type %s but the value is of type %s", column, to, from).
			WithHint("Cast the value to %s.", to), r.q.Characters(v.Pos))
	}
	if v.Array {
		return fmt.Sprintf("unnest((SELECT list(%s) FROM (SELECT %s AS x) AS x))", sql, value), nil
	}
	return fmt.Sprintf("(SELECT %s FROM (SELECT %s AS x) AS x)", sql, value), nil
}

// constant is the SQL of a constant and its type. A string without a cast takes the key's type, as an unknown literal of
// Postgres does.
func (r *run) constant(ctx context.Context, v plan.KeyValue, to sqltype.Type) (string, sqltype.Type, error) {
	if v.Array {
		to = sqltype.ArrayOf(to)
	}
	var value string
	switch {
	case v.Param > 0:
		t := r.in.Types[v.Param-1]
		if t.ID == sqltype.Invalid {
			t = to
		}
		value = literal(t, r.in.Args[v.Param-1])
		if v.Cast == "" {
			return value, t, nil
		}
	case v.Quoted:
		return quotedConstant(v, to)
	default:
		value = v.Literal
	}
	if v.Cast != "" {
		t, ok := sqltype.Parse(v.Cast)
		if !ok {
			return "", t, sqlerr.New(sqlerr.UndefinedObject, "type %q does not exist", v.Cast)
		}
		return fmt.Sprintf("CAST(%s AS %s)", value, t.DuckDB()), t, nil
	}
	if n, err := strconv.ParseInt(value, 10, 64); err == nil {
		return literal(sqltype.Of(sqltype.Int8), n), sqltype.Of(sqltype.Int8), nil
	}
	cols, err := r.c.columns(ctx, "SELECT "+value)
	if err != nil {
		return "", sqltype.Type{}, err
	}
	return value, cols[0].Type, nil
}

// quotedConstant is a string as a value: read as Postgres reads it, of the type that it is cast to or else of type to.
func quotedConstant(v plan.KeyValue, to sqltype.Type) (string, sqltype.Type, error) {
	t := to
	if v.Cast != "" {
		var ok bool
		if t, ok = sqltype.Parse(v.Cast); !ok {
			return "", t, sqlerr.New(sqlerr.UndefinedObject, "type %q does not exist", v.Cast)
		}
	} else if t.ID == sqltype.Numeric {
		// All digits count, more than the key keeps of them.
		t.Precision, t.Scale = 0, 0
	}
	value, err := sqltype.ParseText(t, v.Literal, sqltype.ISO)
	if err != nil {
		return "", t, err
	}
	return literal(t, value), t, nil
}

// at gives err a position, in characters from 0 of the client's text, if it has none.
func at(err error, pos int) error {
	if pos < 0 || err == nil {
		return err
	}
	e := *sqlerr.From(err)
	if e.Position == 0 && e.Code != sqlerr.Internal {
		return e.At(pos)
	}
	return err
}
