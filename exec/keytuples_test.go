package exec

import (
	"fmt"
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
