package offlinetest

import (
	"context"
	"fmt"
	"math/big"
	"path/filepath"
	"reflect"
	"testing"

	"asof/catalog"
	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/planner/plan"
)

// supplied is a view with every part of a feature: an input, aggregates, an expression with now(). Its values come from the
// online store, so that its source has no files.
func supplied(t *testing.T, e offline.Engine) (*catalog.FeatureView, *catalog.Source) {
	t.Helper()
	src := &catalog.Source{Meta: catalog.Meta{Name: "s"}, Format: "parquet", Path: "/nowhere/s.parquet", EventTime: "ts", Columns: []sqltype.Column{
		{Name: "uid", Type: sqltype.Of(sqltype.Int8)}, {Name: "ts", Type: sqltype.Of(sqltype.TimestampTZ)},
		{Name: "fav", Type: sqltype.Of(sqltype.Int8)}, {Name: "d", Type: sqltype.DecimalOf(9, 2)}}}
	v := &catalog.FeatureView{Meta: catalog.Meta{Name: "v"}, Version: 1, Entity: "e", Source: "s", EventTime: "ts"}
	v.Keys = []catalog.Key{{Column: src.Columns[0], Expr: "uid"}}
	v.Inputs = []catalog.Input{{Expr: "fav"}, {Expr: "d"}, {Expr: "ts"}}
	v.Aggs = []catalog.Aggregate{
		{Func: catalog.Count, Arg: -1, Filter: -1, Frame: catalog.Frame{Mode: catalog.Range, Preceding: day}},
		{Func: catalog.Sum, Arg: 1, Filter: -1, Frame: catalog.Frame{Mode: catalog.Range, Preceding: day}}}
	add := func(name string, parts ...catalog.Part) {
		v.Columns = append(v.Columns, catalog.ViewColumn{Name: name, Feature: len(v.Features)})
		v.Features = append(v.Features, catalog.Feature{Column: sqltype.Column{Name: name}, Expr: parts})
	}
	v.Columns = []catalog.ViewColumn{{Name: "uid", Feature: -1}}
	text := func(s string) catalog.Part { return catalog.Part{Kind: catalog.PartText, Text: s} }
	input := func(i int) catalog.Part { return catalog.Part{Kind: catalog.PartInput, Index: i} }
	agg := func(i int) catalog.Part { return catalog.Part{Kind: catalog.PartAgg, Index: i} }
	add("fav", input(0))
	add("n", agg(0))
	add("total", agg(1))
	add("age", text("epoch("), catalog.Part{Kind: catalog.PartNow}, text(" - "), input(2), text(")"))
	add("share", input(1), text(" / nullif("), agg(1), text(", 0)"))
	ent := &catalog.Entity{Meta: catalog.Meta{Name: "e"}, Keys: []sqltype.Column{src.Columns[0]}}
	if err := e.Check(context.Background(), []*catalog.Source{src}, ent, v); err != nil {
		t.Fatal(err)
	}
	return v, src
}

// row is what the store has for uid at second t: its newest row was at 10 s.
func storeRow(uid, fav int64, cents, total int64, t int64) []any {
	return []any{uid, fav, sqltype.Decimal{Int: big.NewInt(cents), Scale: 2}, sqltype.Micros(10 * second),
		int64(2), sqltype.Decimal{Int: big.NewInt(total), Scale: 2}, sqltype.Micros(10 * second), sqltype.Micros(t * second)}
}

func start(t *testing.T, s offline.Session, q *plan.Query) offline.Run {
	t.Helper()
	r, err := s.Start(context.Background(), q, offline.Input{Now: 100 * second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

func rowsOf(t *testing.T, r offline.Run) string {
	t.Helper()
	res, err := r.Rows(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var out [][]any
	for {
		row, err := res.Next(context.Background())
		if ignoreEOF(err) != nil {
			t.Fatal(err)
		}
		if err != nil {
			return showRows(out)
		}
		out = append(out, append([]any(nil), row...))
	}
}

// testSupply answers from values that the online store had: features are computed as from files.
func testSupply(t *testing.T, fx Fixture) {
	s, err := fx.Engine.Session(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	v, src := supplied(t, fx.Engine)
	target := viewTarget(v, src, nil)

	t.Run("keys", func(t *testing.T) {
		r := start(t, s, &plan.Query{Verb: "select", Pieces: []plan.Piece{plan.Text("SELECT * FROM "), {Kind: plan.PieceRelation, Pos: -1}, plan.Text(" ORDER BY 1")},
			Relations: []plan.Relation{&plan.At{Target: target, Online: true, Alias: plan.Alias{Name: "v"},
				Keys: plan.KeyList{{Cols: []int{0}, Tuples: [][]plan.KeyValue{{{Literal: "1", Pos: -1}}, {{Literal: "2", Pos: -1}}, {{Literal: "3", Pos: -1}}}}}}}})
		r.Supply(0, -1, 0, offline.Table{Rows: [][]any{storeRow(2, 1, 50, 100, 25), storeRow(1, 7, 25, 100, 30)}})
		want := "1 | 7 | 2 | 1.00 | 20 | 0.25\n2 | 1 | 2 | 1.00 | 15 | 0.5"
		if got := rowsOf(t, r); got != want {
			t.Fatalf("got\n%s\nwant\n%s", got, want)
		}
	})

	t.Run("spine", func(t *testing.T) {
		// The second join's key is a feature of the first: one round trip for each level (R33).
		level := func(alias, key string) plan.SpineJoin {
			return plan.SpineJoin{Target: target, Alias: alias, Online: true, Keys: [][]plan.Piece{{plan.Text(key)}}}
		}
		r := start(t, s, &plan.Query{Verb: "select",
			Pieces: []plan.Piece{plan.Text("SELECT k.id, a.fav, a.age, b.uid, b.fav FROM "), {Kind: plan.PieceRelation, Pos: -1}},
			Relations: []plan.Relation{&plan.Spine{Left: []plan.Piece{plan.Text("unnest([2, 1, NULL, 2, 9]) AS k(id)")}, Aliases: []string{"k"},
				Joins: []plan.SpineJoin{level("a", "k.id"), level("b", "a.fav")}}}})
		keys := func(join int, want ...any) {
			t.Helper()
			got, err := r.SpineKeys(context.Background(), 0, join)
			if err != nil {
				t.Fatal(err)
			}
			var flat []any
			for _, k := range got {
				flat = append(flat, k...)
			}
			if !reflect.DeepEqual(flat, want) {
				t.Fatalf("keys of join %d: %v, want %v", join, flat, want)
			}
		}
		keys(0, int64(2), int64(1), nil, int64(2), int64(9))
		r.Supply(0, 0, 0, offline.Table{Rows: [][]any{storeRow(2, 1, 50, 100, 25), storeRow(1, 7, 25, 100, 30)}})
		keys(1, int64(1), int64(7), nil, int64(1), nil)
		r.Supply(0, 1, 0, offline.Table{Rows: [][]any{storeRow(1, 7, 25, 100, 30)}})
		want := "2 | 1 | 15 | 1 | 7\n1 | 7 | 20 | NULL | NULL\nNULL | NULL | NULL | NULL | NULL\n2 | 1 | 15 | 1 | 7\n9 | NULL | NULL | NULL | NULL"
		if got := rowsOf(t, r); got != want {
			t.Fatalf("got\n%s\nwant\n%s", got, want)
		}
	})
}

// testZone asks in a session whose TimeZone is not UTC: source, spine and AS OF times without a zone are UTC all the same, and the
// client's own expressions are in its zone (R1).
func testZone(t *testing.T, fx Fixture) {
	ctx := context.Background()
	s, err := fx.Engine.Session(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	path := filepath.Join(fx.Files, "zone.parquet")
	sql(t, s, "copy", fmt.Sprintf("COPY (SELECT 1::BIGINT AS uid, TIMESTAMP '2001-07-01 12:00:00' AS ts, DATE '2001-07-01' AS day) TO '%s' (FORMAT parquet)", path))
	src := &catalog.Source{Meta: catalog.Meta{Name: "s"}, Format: "parquet", Path: path, EventTime: "ts", Columns: []sqltype.Column{
		{Name: "uid", Type: sqltype.Of(sqltype.Int8)}, {Name: "ts", Type: sqltype.Of(sqltype.Timestamp)}, {Name: "day", Type: sqltype.Of(sqltype.Date)}}}
	v := &catalog.FeatureView{Meta: catalog.Meta{Name: "v"}, Version: 1, Source: "s", EventTime: "ts",
		Keys:     []catalog.Key{{Column: src.Columns[0], Expr: "uid"}},
		Inputs:   []catalog.Input{{Expr: "CAST(CAST(ts AS TIMESTAMPTZ) AS VARCHAR)"}},
		Features: []catalog.Feature{{Column: sqltype.Column{Name: "text"}, Expr: []catalog.Part{{Kind: catalog.PartInput}}}},
		Columns:  []catalog.ViewColumn{{Name: "uid", Feature: -1}, {Name: "text"}}, Reads: []string{"ts", "uid"}}
	if err := fx.Engine.Check(ctx, []*catalog.Source{src}, &catalog.Entity{Keys: []sqltype.Column{src.Columns[0]}}, v); err != nil {
		t.Fatal(err)
	}
	target := viewTarget(v, src, nil)
	for _, zone := range []string{"", "UTC", "America/New_York", "Asia/Tokyo"} {
		in := offline.Input{TimeZone: zone}
		at := func(expr string) string {
			out, err := query(ctx, s, &plan.Query{Verb: "select", Relations: []plan.Relation{&plan.At{Target: target, Alias: plan.Alias{Name: "v"},
				Moment: plan.Moment{Expr: []plan.Piece{plan.Text(expr)}}}},
				Pieces: []plan.Piece{plan.Text("SELECT v.text FROM "), {Kind: plan.PieceRelation, Pos: -1}}}, in)
			if err != nil {
				t.Fatalf("%s: %v", expr, err)
			}
			return showRows(out)
		}
		spine := func(expr string) string {
			out, err := query(ctx, s, &plan.Query{Verb: "select", Relations: []plan.Relation{&plan.Spine{
				Left: []plan.Piece{plan.Text("(SELECT " + expr + " AS at) AS l")}, Aliases: []string{"l"},
				Joins: []plan.SpineJoin{{Target: target, Alias: "v", Keys: [][]plan.Piece{{plan.Text("1")}}, Inner: true, Moment: plan.Moment{Expr: []plan.Piece{plan.Text("l.at")}}}}}},
				Pieces: []plan.Piece{plan.Text("SELECT v.text FROM "), {Kind: plan.PieceRelation, Pos: -1}}}, in)
			if err != nil {
				t.Fatalf("%s: %v", expr, err)
			}
			return showRows(out)
		}
		for _, ask := range []func(string) string{at, spine} {
			for expr, want := range map[string]string{
				"TIMESTAMP '2001-07-01 12:00:00'":                   "'2001-07-01 12:00:00+00'",
				"TIMESTAMP '2001-07-01 11:59:59.999999'":            "no rows",
				"TIMESTAMPTZ '2001-07-01 12:00:00+00'":              "'2001-07-01 12:00:00+00'",
				"TIMESTAMPTZ '2001-07-01 13:59:59+02'":              "no rows",
				"DATE '2001-07-02'":                                 "'2001-07-01 12:00:00+00'",
				"DATE '2001-07-01'":                                 "no rows",
				"make_timestamptz(2001, 7, 1, 12, 0, 0.0, 'UTC')":   "'2001-07-01 12:00:00+00'",
				"make_timestamptz(2001, 7, 1, 11, 59, 59.0, 'UTC')": "no rows",
			} {
				if got := ask(expr); got != want {
					t.Errorf("zone %q, %s: got %s, want %s", zone, expr, got, want)
				}
			}
		}
		want := map[string]string{"": "'2001-07-01 12:00:00+00'", "UTC": "'2001-07-01 12:00:00+00'", "America/New_York": "'2001-07-01 08:00:00-04'", "Asia/Tokyo": "'2001-07-01 21:00:00+09'"}[zone]
		out, err := query(ctx, s, &plan.Query{Verb: "select", Pieces: []plan.Piece{plan.Text("SELECT CAST(make_timestamptz(2001, 7, 1, 12, 0, 0.0, 'UTC') AS VARCHAR)")}}, in)
		if err != nil || showRows(out) != want {
			t.Errorf("zone %q: the client's own cast gives %s (%v), want %s", zone, showRows(out), err, want)
		}
	}
}

// testHistoryChoice: without AS OF a view answers what was materialised; with AS OF what the files say (R23).
func testHistoryChoice(t *testing.T, fx Fixture) {
	ctx := context.Background()
	s, err := fx.Engine.Session(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	cols := []sqltype.Column{{Name: "uid", Type: sqltype.Of(sqltype.Int8)}, {Name: "ts", Type: sqltype.Of(sqltype.TimestampTZ)}}
	write := func(name string, rows string) {
		sql(t, s, "copy", fmt.Sprintf("COPY (%s) TO '%s' (FORMAT parquet)", valuesOf(cols, rows), filepath.Join(fx.Files, name)))
	}
	write("part1.parquet", "1 | 00:00:10")
	src := &catalog.Source{Meta: catalog.Meta{Name: "s"}, Format: "parquet", Path: filepath.Join(fx.Files, "part*.parquet"), EventTime: "ts", Columns: cols}
	v := &catalog.FeatureView{Meta: catalog.Meta{Name: "v"}, Version: 1, Source: "s", EventTime: "ts",
		Keys:     []catalog.Key{{Column: cols[0], Expr: "uid"}},
		Aggs:     []catalog.Aggregate{{Func: catalog.Count, Arg: -1, Filter: -1, Frame: catalog.Frame{Mode: catalog.Unbounded}}},
		Features: []catalog.Feature{{Column: sqltype.Column{Name: "n"}, Expr: []catalog.Part{{Kind: catalog.PartAgg}}}},
		Columns:  []catalog.ViewColumn{{Name: "uid", Feature: -1}, {Name: "n"}}, Reads: []string{"ts", "uid"}}
	if err := fx.Engine.Check(ctx, []*catalog.Source{src}, &catalog.Entity{Keys: cols[:1]}, v); err != nil {
		t.Fatal(err)
	}
	m := &catalog.Materialization{View: "v", Version: 1, Generation: 1}
	if err := fx.Engine.WriteHistory(ctx, []*catalog.Source{src}, v, nil, m); err != nil {
		t.Fatal(err)
	}
	check := func(when string, asOf bool, want string, history bool) {
		t.Helper()
		moment := plan.Moment{}
		if asOf {
			moment.Expr = []plan.Piece{plan.Text(micros(100 * second))}
		}
		r := start(t, s, &plan.Query{Verb: "select", Relations: []plan.Relation{&plan.At{Target: viewTarget(v, src, m), Moment: moment, Alias: plan.Alias{Name: "v"}}},
			Pieces: []plan.Piece{plan.Text("SELECT * FROM "), {Kind: plan.PieceRelation, Pos: -1}}})
		if got := rowsOf(t, r); got != want {
			t.Errorf("%s, AS OF %v: got %s, want %s", when, asOf, got, want)
		}
		if reports := r.Reports(); len(reports) != 1 || reports[0].History != history || reports[0].Files < 1 || reports[0].RowGroups < 1 || reports[0].Rows < 1 {
			t.Errorf("%s, AS OF %v: reports %+v, want history %v", when, asOf, reports, history)
		}
		r.Close()
	}
	check("unchanged", false, "1 | 1", true)
	check("unchanged", true, "1 | 1", true)
	write("part2.parquet", "1 | 00:00:20")
	check("a file more", false, "1 | 1", true)
	check("a file more", true, "1 | 2", false)
	if err := fx.Engine.FreeHistory(ctx, 1); err != nil {
		t.Fatal(err)
	}
	if err := fx.Engine.FreeHistory(ctx, 1); err != nil {
		t.Fatalf("freeing twice: %v", err)
	}
	if _, err := fx.Engine.ReadHistory(ctx, v, m.History); err == nil {
		t.Fatal("a freed history can be read")
	}
}
