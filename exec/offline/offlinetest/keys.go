package offlinetest

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"asof/catalog"
	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/planner/plan"
)

// testKeys asks for keys that are supplied: only rows of these are there.
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
	many := make([][]any, 3000)
	for i := range many {
		many[i] = []any{int64(i)}
	}
	for name, c := range map[string]struct {
		columns []sqltype.Column
		keys    [][]any
		want    string
	}{
		"none":     {[]sqltype.Column{num}, nil, "no rows"},
		"numbers":  {[]sqltype.Column{num}, [][]any{{int64(3)}, {int64(1)}, {int64(9)}}, "1\n3"},
		"texts":    {[]sqltype.Column{text}, [][]any{{"it's"}, {""}, {"'; DROP TABLE x --"}}, "''\n'it's'"},
		"uuid":     {[]sqltype.Column{id}, [][]any{{[16]byte{15: 5}}}, "00000000000000000000000000000005"},
		"two keys": {[]sqltype.Column{num, text}, [][]any{{int64(2), "k2"}, {int64(3), "k2"}, {int64(4), "k4"}}, "2 | 'k2'\n4 | 'k4'"},
		"many":     {[]sqltype.Column{num}, many, "0\n1\n2\n3\n4\n5"},
	} {
		v := &catalog.FeatureView{Meta: catalog.Meta{Name: "v"}, Version: 1, Source: "s", EventTime: "ts", Reads: []string{"id", "n", "name"}}
		for i, k := range c.columns {
			v.Keys = append(v.Keys, catalog.Key{Column: k, Expr: `"` + k.Name + `"`})
			v.Columns = append(v.Columns, catalog.ViewColumn{Name: k.Name, Key: i, Feature: -1, Type: k.Type})
		}
		if err := fx.Engine.Check(ctx, []*catalog.Source{src}, &catalog.Entity{Keys: c.columns}, v); err != nil {
			t.Fatal(err)
		}
		at := &plan.At{Target: viewTarget(v, src, nil), Keys: someKeys, Alias: plan.Alias{Name: "v"}, Moment: plan.Moment{Expr: []plan.Piece{plan.Text(micros(second))}}}
		rows, err := query(ctx, s, &plan.Query{Verb: "select", Pieces: []plan.Piece{plan.Text("SELECT * FROM "), {Kind: plan.PieceRelation, Pos: -1}, plan.Text(" ORDER BY ALL")},
			Relations: []plan.Relation{at}}, offline.Input{}, c.keys...)
		if got := showRows(rows); err != nil || got != c.want {
			t.Errorf("%s: got %s (%v), want %s", name, got, err, c.want)
		}
	}
}

// someKeys says that an At asks for keys: which is for the caller to say.
var someKeys = plan.KeyList{{}}
