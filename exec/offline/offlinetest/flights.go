package offlinetest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"asof/catalog"
	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/planner/plan"
	"asof/testdata/flights"
)

// testFlights joins two weeks of real flights with windows over themselves: an AS OF at each row's own time is the plain SQL
// window over the source (R8), which the engine computes alone.
func testFlights(t *testing.T, fx Fixture) {
	ctx := context.Background()
	s, err := fx.Engine.Session(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	path := filepath.Join(fx.Files, "flights.parquet")
	if err := os.WriteFile(path, flights.Parquet, 0o600); err != nil {
		t.Fatal(err)
	}
	src := &catalog.Source{Meta: catalog.Meta{Name: "flights"}, Format: "parquet", Path: path, EventTime: "departed_at", TieBreak: "flight_id"}
	if src.Columns, err = fx.Engine.Columns(ctx, src); err != nil {
		t.Fatal(err)
	}
	const minute, week = 60 * second, 7 * day
	w := func(f catalog.Func, arg, filter int, width int64) catalog.Aggregate {
		return catalog.Aggregate{Func: f, Arg: arg, Filter: filter, Frame: catalog.Frame{Mode: catalog.Range, Preceding: width}}
	}
	v := &catalog.FeatureView{Meta: catalog.Meta{Name: "airport_delay"}, Version: 1, Source: "flights", EventTime: "departed_at", TieBreak: "flight_id",
		Where: "distance > 0", Reads: []string{"delay", "departed_at", "destination", "distance", "origin"},
		Inputs: []catalog.Input{{Expr: "delay"}, {Expr: "delay > 15"}, {Expr: "destination"}},
		Aggs: []catalog.Aggregate{w(catalog.Count, -1, -1, 30*minute), w(catalog.Avg, 0, -1, 30*minute), w(catalog.Max, 0, -1, 30*minute),
			w(catalog.Sum, 0, 1, week), w(catalog.StddevSamp, 0, -1, day), w(catalog.CountDistinct, 2, -1, 30*minute)}}
	origin, _ := src.Column("origin")
	v.Keys = []catalog.Key{{Column: origin, Expr: "origin"}}
	v.Columns = []catalog.ViewColumn{{Name: "origin", Feature: -1}}
	for i := range v.Aggs {
		v.Features = append(v.Features, catalog.Feature{Column: sqltype.Column{Name: fmt.Sprintf("f%d", i)}, Expr: []catalog.Part{{Kind: catalog.PartAgg, Index: i}}})
		v.Columns = append(v.Columns, catalog.ViewColumn{Name: fmt.Sprintf("f%d", i), Feature: i})
	}
	if err := fx.Engine.Check(ctx, []*catalog.Source{src}, &catalog.Entity{Keys: []sqltype.Column{origin}}, v); err != nil {
		t.Fatal(err)
	}
	m := &catalog.Materialization{View: v.Name, Version: 1, Generation: 1}
	if err := fx.Engine.WriteHistory(ctx, []*catalog.Source{src}, v, nil, m); err != nil {
		t.Fatal(err)
	}
	plain := fmt.Sprintf(`CREATE TEMP TABLE plain AS SELECT flight_id,
		count(*) OVER m30 AS f0, avg(delay) OVER m30 AS f1, max(delay) OVER m30 AS f2, CAST(sum(delay) FILTER (WHERE delay > 15) OVER d7 AS BIGINT) AS f3,
		stddev_samp(delay) OVER d1 AS f4, count(DISTINCT destination) OVER m30 AS f5
		FROM '%s' WHERE distance > 0
		WINDOW m30 AS (PARTITION BY origin ORDER BY departed_at RANGE INTERVAL 30 MINUTES PRECEDING),
		d1 AS (PARTITION BY origin ORDER BY departed_at RANGE INTERVAL 1 DAY PRECEDING), d7 AS (PARTITION BY origin ORDER BY departed_at RANGE INTERVAL 7 DAYS PRECEDING)`, path)
	sql(t, s, "create", plain)
	for name, state := range map[string]*catalog.Materialization{"files": nil, "history": m} {
		q := &plan.Query{Verb: "create", Pieces: []plan.Piece{plan.Text("CREATE TEMP TABLE joined AS SELECT l.flight_id, v.f0, v.f1, v.f2, v.f3, v.f4, v.f5 FROM "), {Kind: plan.PieceRelation, Pos: -1}},
			Relations: []plan.Relation{&plan.Spine{Left: []plan.Piece{plan.Text("(SELECT * FROM '" + path + "' WHERE distance > 0) AS l")}, Aliases: []string{"l"},
				Joins: []plan.SpineJoin{{Target: viewTarget(v, src, state), Alias: "v", Keys: [][]plan.Piece{{plan.Text("l.origin")}}, Moment: plan.Moment{Expr: []plan.Piece{plan.Text("l.departed_at")}}}}}}}
		if _, err := query(ctx, s, q, offline.Input{}); err != nil {
			t.Fatal(err)
		}
		got := sql(t, s, "select", `SELECT count(*), count(*) FILTER (WHERE p.f3 > 0), count(*) FILTER (WHERE p.f0 <> j.f0 OR p.f1 IS DISTINCT FROM j.f1 OR p.f2 IS DISTINCT FROM j.f2
			OR p.f3 IS DISTINCT FROM j.f3 OR p.f5 <> j.f5 OR (p.f4 IS NULL) <> (j.f4 IS NULL) OR abs(p.f4 - j.f4) > 1e-9 * abs(p.f4)) FROM plain p JOIN joined j USING (flight_id)`)
		if n := got[0][0].(int64); n < 200_000 || got[0][1].(int64) < n/2 {
			t.Errorf("%s: %d rows compared, %d of them with late flights", name, got[0][0], got[0][1])
		}
		if got[0][2] != int64(0) {
			t.Errorf("%s: %d of %d rows differ from the plain windows", name, got[0][2], got[0][0])
		}
		sql(t, s, "drop", "DROP TABLE joined")
	}
}
