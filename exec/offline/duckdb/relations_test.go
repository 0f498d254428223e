package duckdb

import (
	"context"
	"strings"
	"testing"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/planner/plan"
)

// TestErrorsPointIntoTheStatement: what is wrong in an expression of the client's inside a relation of ours is told where the
// client wrote it, and no table of ours is left behind.
func TestErrorsPointIntoTheStatement(t *testing.T) {
	e := openEngine(t)
	s := openSession(t, e)
	ctx := context.Background()
	if _, err := all(t, s, "CREATE TEMP TABLE labels AS SELECT 1 AS uid, TIMESTAMP '2001-01-01' AS ts, 'x' AS s"); err != nil {
		t.Fatal(err)
	}
	src := &catalog.Source{Meta: catalog.Meta{Name: "s"}, Format: "parquet", Path: e.allowed[0] + "/s.parquet", EventTime: "ts",
		Columns: []sqltype.Column{{Name: "uid", Type: sqltype.Of(sqltype.Int4)}, {Name: "ts", Type: sqltype.Of(sqltype.Timestamp)}}}
	if _, err := all(t, s, "COPY (SELECT 1::INT AS uid, TIMESTAMP '2001-01-01' AS ts) TO 's.parquet' (FORMAT parquet)"); err != nil {
		t.Fatal(err)
	}
	v := &catalog.FeatureView{Meta: catalog.Meta{Name: "v"}, EventTime: "ts", Keys: []catalog.Key{{Column: src.Columns[0], Expr: "uid"}}, Reads: []string{"uid"}}
	v.Columns = []catalog.ViewColumn{{Name: "uid", Type: src.Columns[0].Type, Feature: -1}}
	target := plan.ViewTarget(plan.TargetView{View: v, Sources: []*catalog.Source{src}})
	for _, c := range []struct{ left, at, key, on, code, place string }{
		{"nosuch AS l", "l.ts", "l.uid", "true", sqlerr.UndefinedTable, "nosuch"},
		{"labels AS l", "l.nosuch", "l.uid", "true", sqlerr.UndefinedColumn, "l.nosuch"},
		{"labels AS l", "l.s", "l.uid", "true", sqlerr.InvalidDatetimeFormat, "l.s "},
		{"labels AS l", "'garbage'", "l.uid", "true", sqlerr.InvalidDatetimeFormat, "'garbage'"},
		{"labels AS l", "l.ts", "l.uid + l.nosuch", "true", sqlerr.UndefinedColumn, "l.nosuch"},
		{"labels AS l", "l.ts", "l.s", "true", sqlerr.DatatypeMismatch, "l.s]"},
		{"labels AS l", "l.ts", "l.uid", "v.nosuch", sqlerr.UndefinedColumn, "v.nosuch"},
	} {
		var client strings.Builder
		piece := func(before, s string) []plan.Piece {
			client.WriteString(before)
			p := plan.Piece{Text: s, Pos: client.Len()}
			client.WriteString(s)
			return []plan.Piece{p}
		}
		first := piece("", "SELECT 'ü' FROM ")
		sp := &plan.Spine{Left: piece("", c.left), Aliases: []string{"l"}, Joins: []plan.SpineJoin{{Target: target, Alias: "v"}}}
		sp.Joins[0].Moment.Expr = piece(" LEFT JOIN v AS OF ", c.at)
		sp.Joins[0].Keys = [][]plan.Piece{piece(" AS v ON v.uid = [", c.key)}
		sp.Joins[0].On = piece("] AND ", c.on)
		r, err := s.Start(ctx, &plan.Query{SQL: client.String(), Verb: "select", Pieces: append(first, plan.Piece{Kind: plan.PieceRelation, Pos: -1}), Relations: []plan.Relation{sp}}, offline.Input{TimeZone: "Asia/Tokyo"})
		if err == nil {
			_, err = r.Rows(ctx)
			r.Close()
		}
		got := sqlerr.From(err)
		rest := ""
		if runes := []rune(client.String()); got.Position > 0 && got.Position <= len(runes) {
			rest = string(runes[got.Position-1:])
		}
		if got.Code != c.code || !strings.HasPrefix(rest, c.place) {
			t.Errorf("%s: %v at %q, want %s at %q", client.String(), err, rest, c.code, c.place)
		}
		left, err := all(t, s, "SELECT count(*) FROM (SELECT 1) AS x")
		if err != nil || left[0][0] != int64(1) {
			t.Fatalf("the session is broken: %v", err)
		}
		n, err := queryInt(ctx, s.c, "SELECT count(*) FROM duckdb_tables() WHERE starts_with(table_name, "+quoteString(tempPrefix)+")")
		if err != nil || n != 0 {
			t.Errorf("%d tables are left behind (%v)", n, err)
		}
	}
}
