package offlinetest

import (
	"context"
	"fmt"
	"math/big"
	"path/filepath"
	"testing"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/planner/plan"
)

// testKeys asks for keys in every way that a statement can bind them (R6, R18).
//
// One thing: a table of cases.
func testKeys(t *testing.T, fx Fixture) {
	ctx := context.Background()
	s, err := fx.Engine.Session(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	path := filepath.Join(fx.Files, "keys.parquet")
	sql(t, s, "copy", fmt.Sprintf(`COPY (SELECT i AS n, CASE i WHEN 0 THEN '' WHEN 1 THEN 'it''s' ELSE 'k' || i END AS name, TIMESTAMPTZ '1970-01-01 00:00:01+00' AS ts,
		('00000000-0000-0000-0000-00000000000' || i)::UUID AS id FROM range(6) t(i)) TO '%s' (FORMAT parquet)`, path))
	src := &catalog.Source{Meta: catalog.Meta{Name: "s"}, Format: "parquet", Path: path, EventTime: "ts"}
	if src.Columns, err = fx.Engine.Columns(ctx, src); err != nil {
		t.Fatal(err)
	}
	num, text, id := src.Columns[0], src.Columns[1], src.Columns[3]
	ask := func(in offline.Input, keys []sqltype.Column, list plan.KeyList) (string, error) {
		v := &catalog.FeatureView{Meta: catalog.Meta{Name: "v"}, Version: 1, Source: "s", EventTime: "ts", Reads: []string{"id", "n", "name"}}
		for i, k := range keys {
			v.Keys = append(v.Keys, catalog.Key{Column: k, Expr: `"` + k.Name + `"`})
			v.Columns = append(v.Columns, catalog.ViewColumn{Name: k.Name, Key: i, Feature: -1, Type: k.Type})
		}
		if err := fx.Engine.Check(ctx, []*catalog.Source{src}, &catalog.Entity{Keys: keys}, v); err != nil {
			t.Fatal(err)
		}
		rows, err := query(ctx, s, &plan.Query{Verb: "select", Params: len(in.Types), Pieces: []plan.Piece{plan.Text("SELECT * FROM "), {Kind: plan.PieceRelation, Pos: -1}, plan.Text(" ORDER BY ALL")},
			Relations: []plan.Relation{&plan.At{Target: viewTarget(v, src, nil), Keys: list, Alias: plan.Alias{Name: "v"},
				Moment: plan.Moment{Expr: []plan.Piece{plan.Text(micros(second))}}}}}, in)
		return showRows(rows), err
	}
	one := func(v plan.KeyValue) plan.KeyList {
		v.Pos = -1
		return plan.KeyList{{Cols: []int{0}, Tuples: [][]plan.KeyValue{{v}}}}
	}
	arg := func(t sqltype.Type, v any) offline.Input {
		return offline.Input{Types: []sqltype.Type{t}, Args: []any{v}}
	}
	int8s, texts := sqltype.ArrayOf(sqltype.Of(sqltype.Int8)), sqltype.ArrayOf(sqltype.Of(sqltype.Text))
	for name, c := range map[string]struct {
		in   offline.Input
		key  sqltype.Column
		list plan.KeyList
		want string
	}{
		"parameter":             {arg(sqltype.Of(sqltype.Int8), int64(2)), num, one(plan.KeyValue{Param: 1}), "2"},
		"narrower parameter":    {arg(sqltype.Of(sqltype.Int2), int64(2)), num, one(plan.KeyValue{Param: 1}), "2"},
		"numeric parameter":     {arg(sqltype.Of(sqltype.Numeric), sqltype.Decimal{Int: big.NewInt(200), Scale: 2}), num, one(plan.KeyValue{Param: 1}), "2"},
		"fraction":              {arg(sqltype.Of(sqltype.Numeric), sqltype.Decimal{Int: big.NewInt(250), Scale: 2}), num, one(plan.KeyValue{Param: 1}), "no rows"},
		"NULL parameter":        {arg(sqltype.Of(sqltype.Int8), nil), num, one(plan.KeyValue{Param: 1}), "no rows"},
		"untyped parameter":     {arg(sqltype.Type{}, "2"), num, one(plan.KeyValue{Param: 1}), "2"},
		"array parameter":       {arg(int8s, []any{int64(3), nil, int64(1), int64(3), int64(9)}), num, one(plan.KeyValue{Param: 1, Array: true}), "1\n3"},
		"empty array":           {arg(int8s, []any{}), num, one(plan.KeyValue{Param: 1, Array: true}), "no rows"},
		"NULL array":            {arg(int8s, nil), num, one(plan.KeyValue{Param: 1, Array: true}), "no rows"},
		"array of another type": {arg(sqltype.ArrayOf(sqltype.Of(sqltype.Numeric)), []any{sqltype.Decimal{Int: big.NewInt(10), Scale: 1}, sqltype.Decimal{Int: big.NewInt(15), Scale: 1}}), num, one(plan.KeyValue{Param: 1, Array: true}), "1"},
		"array literal":         {offline.Input{}, num, one(plan.KeyValue{Literal: "{3,1,NULL}", Quoted: true, Array: true}), "1\n3"},
		"array literal, cast":   {offline.Input{}, num, one(plan.KeyValue{Literal: "{3,1}", Quoted: true, Array: true, Cast: "int[]"}), "1\n3"},
		"text array literal":    {offline.Input{}, text, one(plan.KeyValue{Literal: `{"it's",k2,""}`, Quoted: true, Array: true}), "''\n'it's'\n'k2'"},
		"text array":            {arg(texts, []any{"it's", "", "'; DROP TABLE x --"}), text, one(plan.KeyValue{Param: 1, Array: true}), "''\n'it's'"},
		"string":                {offline.Input{}, text, one(plan.KeyValue{Literal: "it's", Quoted: true}), "'it's'"},
		"string with a cast":    {offline.Input{}, num, one(plan.KeyValue{Literal: "4", Quoted: true, Cast: "smallint"}), "4"},
		"negative":              {offline.Input{}, num, one(plan.KeyValue{Literal: "-1"}), "no rows"},
		"exponent":              {offline.Input{}, num, one(plan.KeyValue{Literal: "3e0"}), "3"},
		"uuid":                  {offline.Input{}, id, one(plan.KeyValue{Literal: "00000000-0000-0000-0000-000000000005", Quoted: true}), "00000000000000000000000000000005"},
	} {
		if got, err := ask(c.in, []sqltype.Column{c.key}, c.list); err != nil || got != c.want {
			t.Errorf("%s: got %s (%v), want %s", name, got, err, c.want)
		}
	}
	// Several lists are their cross product, tuples stay together; both are sets.
	quoted := func(s string) plan.KeyValue { return plan.KeyValue{Literal: s, Quoted: true, Pos: -1} }
	number := func(s string) plan.KeyValue { return plan.KeyValue{Literal: s, Pos: -1} }
	got, err := ask(offline.Input{}, []sqltype.Column{num, text}, plan.KeyList{
		{Cols: []int{1}, Tuples: [][]plan.KeyValue{{quoted("k2")}, {quoted("k3")}, {quoted("k3")}}}, {Cols: []int{0}, Tuples: [][]plan.KeyValue{{number("3")}, {number("2")}, {number("5")}}}})
	if want := "2 | 'k2'\n3 | 'k3'"; err != nil || got != want {
		t.Errorf("product: got %s (%v), want %s", got, err, want)
	}
	got, err = ask(offline.Input{}, []sqltype.Column{num, text}, plan.KeyList{
		{Cols: []int{1, 0}, Tuples: [][]plan.KeyValue{{quoted("k2"), number("3")}, {quoted("k4"), number("4")}, {quoted("k4"), number("4")}}}})
	if want := "4 | 'k4'"; err != nil || got != want {
		t.Errorf("tuples: got %s (%v), want %s", got, err, want)
	}
	if _, err = ask(arg(sqltype.Of(sqltype.Text), "2"), []sqltype.Column{num}, one(plan.KeyValue{Param: 1})); sqlerr.Code(err) != sqlerr.DatatypeMismatch {
		t.Errorf("a text for a bigint key: %v", err)
	}
	list := plan.KeyList{{Cols: []int{0}}}
	for i := range 3000 {
		list[0].Tuples = append(list[0].Tuples, []plan.KeyValue{number(fmt.Sprint(i))})
	}
	if got, err := ask(offline.Input{}, []sqltype.Column{num}, list); err != nil || got != "0\n1\n2\n3\n4\n5" {
		t.Errorf("3000 keys: got %s (%v)", got, err)
	}
}
