package exec

import (
	"fmt"
	"math/big"
	"testing"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/rows"
	"asof/planner/plan"
)

// R18: lists are sets, several of them their cross product; a NULL matches nothing.
func TestKeyTuples(t *testing.T) {
	text, number := sqltype.Of(sqltype.Text), sqltype.Of(sqltype.Int4)
	target := &plan.Target{Keys: []plan.Column{{Name: "a", Type: text}, {Name: "b", Type: number}}}
	quoted := func(s string) plan.KeyValue { return plan.KeyValue{Literal: s, Quoted: true} }
	plain := func(s string) plan.KeyValue { return plan.KeyValue{Literal: s} }
	param := func(n int) plan.KeyValue { return plan.KeyValue{Param: n} }
	list := func(values ...plan.KeyValue) (out [][]plan.KeyValue) {
		for _, v := range values {
			out = append(out, []plan.KeyValue{v})
		}
		return out
	}
	null := plan.KeyValue{Null: true}
	in := rows.Input{
		Args:  []any{[]any{"x", nil, "y", "x"}, int64(7), nil},
		Types: []sqltype.Type{sqltype.ArrayOf(text), sqltype.Of(sqltype.Int8), text},
	}
	for _, c := range []struct {
		name string
		keys plan.KeyList
		want string
	}{
		{"one key", plan.KeyList{{Cols: []int{0}, Tuples: list(quoted("x"))}, {Cols: []int{1}, Tuples: list(plain("1"))}}, "[[x 1]]"},
		{"a cross product", plan.KeyList{{Cols: []int{1}, Tuples: list(plain("1"), plain("2"))}, {Cols: []int{0}, Tuples: list(quoted("x"), quoted("y"))}}, "[[x 1] [y 1] [x 2] [y 2]]"},
		{"a set", plan.KeyList{{Cols: []int{0}, Tuples: list(quoted("x"), null, quoted("x"))}, {Cols: []int{1}, Tuples: list(plain("1"), plain("1.0"))}}, "[[x 1]]"},
		{"rows", plan.KeyList{{Cols: []int{1, 0}, Tuples: [][]plan.KeyValue{{plain("1"), quoted("x")}, {null, quoted("y")}, {plain("1.5"), quoted("z")}, {plain("3000000000"), quoted("z")}}}}, "[[x 1]]"},
		{"parameters", plan.KeyList{{Cols: []int{0}, Tuples: list(plan.KeyValue{Param: 1, Array: true})}, {Cols: []int{1}, Tuples: list(param(2))}}, "[[x 7] [y 7]]"},
		{"NULL alone", plan.KeyList{{Cols: []int{0}, Tuples: list(param(3))}, {Cols: []int{1}, Tuples: list(plain("1"))}}, "[]"},
	} {
		got, err := keyTuples(&plan.Query{}, target, c.keys, in)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if s := fmt.Sprint(got); s != c.want {
			t.Errorf("%s: %s, want %s", c.name, s, c.want)
		}
	}

	many := make([]plan.KeyValue, 1001)
	for i := range many {
		many[i] = plain(fmt.Sprint(i))
	}
	texts := make([]plan.KeyValue, 1000)
	for i := range texts {
		texts[i] = quoted(fmt.Sprint(i))
	}
	huge := plan.KeyList{{Cols: []int{0}, Tuples: list(texts...)}, {Cols: []int{1}, Tuples: list(many...)}}
	if _, err := keyTuples(&plan.Query{}, target, huge, in); sqlerr.Code(err) != sqlerr.ProgramLimitExceeded {
		t.Errorf("1,001,000 keys: %v", err)
	}
	if _, err := keyTuples(&plan.Query{}, target, plan.KeyList{{Cols: []int{0}, Tuples: list(plain("5"))}}, in); sqlerr.Code(err) != sqlerr.UndefinedFunction {
		t.Errorf("a number for a text: %v", err)
	}
}

// R6: a constant is a value of the key's type where = says that they are equal, read and cast as Postgres does.
func TestKeyValues(t *testing.T) {
	of := sqltype.Of
	int4, int8, text, numeric, day, stamp := of(sqltype.Int4), of(sqltype.Int8), of(sqltype.Text), of(sqltype.Numeric), of(sqltype.Date), of(sqltype.TimestampTZ)
	args := func(t sqltype.Type, v any) rows.Input {
		return rows.Input{Types: []sqltype.Type{t}, Args: []any{v}}
	}
	param := func(cast string) plan.KeyValue { return plan.KeyValue{Param: 1, Cast: cast} }
	list := func(cast string) plan.KeyValue { return plan.KeyValue{Param: 1, Cast: cast, Array: true} }
	quoted := func(s, cast string) plan.KeyValue { return plan.KeyValue{Literal: s, Quoted: true, Cast: cast} }
	array := func(s, cast string) plan.KeyValue {
		return plan.KeyValue{Literal: s, Quoted: true, Cast: cast, Array: true}
	}
	number := func(s, cast string) plan.KeyValue { return plan.KeyValue{Literal: s, Cast: cast} }
	decimal := func(i int64, scale int32) sqltype.Decimal { return sqltype.Decimal{Int: big.NewInt(i), Scale: scale} }
	for _, c := range []struct {
		in   rows.Input
		key  sqltype.Type
		kv   plan.KeyValue
		want string // the keys, or the SQLSTATE
	}{
		{args(int8, int64(2)), int8, param(""), "[[2]]"},
		{args(of(sqltype.Int2), int64(2)), int8, param(""), "[[2]]"},
		{args(numeric, decimal(200, 2)), int8, param(""), "[[2]]"},
		{args(numeric, decimal(250, 2)), int8, param(""), "[]"},
		{args(int8, nil), int8, param(""), "[]"},
		{args(text, "2"), int8, param(""), "42883"},
		{args(text, "2"), int8, param("int8"), "[[2]]"},
		{args(text, "2.5"), int8, param("int8"), "22P02"},
		{args(numeric, decimal(250, 2)), int8, param("int8"), "[[3]]"},
		{args(of(sqltype.Float8), 2.5), int8, param("int8"), "[[2]]"},
		{args(of(sqltype.Float8), 1e30), int8, param("int8"), "22003"},
		{args(int8, int64(7)), text, param("text"), "[[7]]"},
		{args(of(sqltype.Bool), true), day, param("date"), "42846"},
		{args(sqltype.ArrayOf(int8), []any{int64(3), nil, int64(1), int64(3)}), int8, list(""), "[[3] [1]]"},
		{args(sqltype.ArrayOf(int8), []any{}), int8, list(""), "[]"},
		{args(sqltype.ArrayOf(int8), nil), int8, list(""), "[]"},
		{args(sqltype.ArrayOf(numeric), []any{decimal(10, 1), decimal(15, 1)}), int8, list(""), "[[1]]"},
		{args(sqltype.ArrayOf(numeric), []any{decimal(10, 1), decimal(15, 1)}), int8, list("int[]"), "[[1] [2]]"},
		{args(sqltype.ArrayOf(text), []any{"3", nil}), int8, list("int8[]"), "[[3]]"},
		{args(text, "{3,4}"), int8, list("int8[]"), "[[3] [4]]"},
		{args(text, "{3,4}"), int8, list(""), "42804"},
		{args(sqltype.ArrayOf(int8), []any{[]any{int64(3), int64(1)}, []any{int64(2), nil}}), int8, list(""), "[[3] [1] [2]]"},
		{args(sqltype.ArrayOf(text), []any{[]any{"3"}, []any{"1"}}), int8, list("int[]"), "[[3] [1]]"},
		{rows.Input{}, int8, array("{3,1,NULL}", ""), "[[3] [1]]"},
		{rows.Input{}, int8, array("{{3,1},{2,4}}", ""), "[[3] [1] [2] [4]]"},
		{rows.Input{}, int8, array("{{3,1},{2}}", ""), "22P02"},
		{rows.Input{}, int8, array("{3,1}", "int[]"), "[[3] [1]]"},
		{rows.Input{}, text, array(`{"it's",k2,""}`, ""), "[[it's] [k2] []]"},
		{rows.Input{}, int8, quoted("04", ""), "[[4]]"},
		{rows.Input{}, int8, quoted("x", ""), "22P02"},
		{rows.Input{}, int8, number("99999999999999999999", ""), "[]"},
		{rows.Input{}, int8, quoted("4", "smallint"), "[[4]]"},
		{rows.Input{}, int8, quoted("1.5", "int"), "22P02"},
		{rows.Input{}, int8, number("1.5", "int"), "[[2]]"},
		{rows.Input{}, int8, number("-2.5", "int"), "[[-3]]"},
		{rows.Input{}, int8, number("3000000000", "int"), "22003"},
		{rows.Input{}, int8, number("1.26", "numeric(9,1)"), "[]"},
		{rows.Input{}, int8, number("1.96", "numeric(9,1)"), "[[2]]"},
		{rows.Input{}, int8, number("3e0", ""), "[[3]]"},
		{rows.Input{}, text, number("5", "text"), "[[5]]"},
		{rows.Input{}, int4, plan.KeyValue{Literal: "true", Bool: true, Cast: "int"}, "[[1]]"},
		{rows.Input{}, stamp, quoted("1970-01-02", "date"), "[[86400000000]]"},
		{rows.Input{}, day, quoted("1969-12-31 23:00:00Z", "timestamptz"), "[]"},
		{args(stamp, sqltype.Micros(-1)), day, param("date"), "[[-1]]"},
		{rows.Input{}, int8, number("5", "nosuch"), "42704"},
	} {
		target := &plan.Target{Keys: []plan.Column{{Name: "k", Type: c.key}}}
		got, err := keyTuples(&plan.Query{}, target, plan.KeyList{{Cols: []int{0}, Tuples: [][]plan.KeyValue{{c.kv}}}}, c.in)
		s := fmt.Sprint(got)
		if err != nil {
			s = sqlerr.Code(err)
		}
		if s != c.want {
			t.Errorf("%+v of %v for a key of type %s: %s (%v), want %s", c.kv, c.in.Args, c.key, s, err, c.want)
		}
	}
}
