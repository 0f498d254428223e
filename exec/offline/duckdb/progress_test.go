package duckdb

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/planner/plan"
)

// A statement that joins many views says how far it is, once it takes long; one that does not take long says nothing.
func TestProgressOfJoins(t *testing.T) {
	clock, step := time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC), time.Duration(0)
	e := openEngineWith(t, Config{Now: func() time.Time { clock = clock.Add(step); return clock }})
	s := openSession(t, e)
	ctx := context.Background()
	if _, err := all(t, s, "COPY (SELECT 1::INT AS uid, TIMESTAMP '2001-01-01' AS ts) TO 's.parquet' (FORMAT parquet)"); err != nil {
		t.Fatal(err)
	}
	src := &catalog.Source{Meta: catalog.Meta{Name: "s"}, Format: "parquet", Path: e.allowed[0] + "/s.parquet", EventTime: "ts",
		Columns: []sqltype.Column{{Name: "uid", Type: sqltype.Of(sqltype.Int4)}, {Name: "ts", Type: sqltype.Of(sqltype.Timestamp)}}}
	piece := func(s string) []plan.Piece { return []plan.Piece{{Text: s, Pos: -1}} }
	sp := &plan.Spine{Left: piece("(SELECT 1 AS uid, TIMESTAMP '2001-01-02' AS ts FROM range(3)) AS l"), Aliases: []string{"l"}}
	for i := range 5 {
		v := &catalog.FeatureView{Meta: catalog.Meta{Name: fmt.Sprintf("v%d", i)}, EventTime: "ts", Keys: []catalog.Key{{Column: src.Columns[0], Expr: "uid"}}, Reads: []string{"uid"}}
		v.Columns = []catalog.ViewColumn{{Name: "uid", Type: src.Columns[0].Type, Feature: -1}}
		j := plan.SpineJoin{Target: plan.ViewTarget(plan.TargetView{View: v, Sources: []*catalog.Source{src}}), Alias: v.Name, Keys: [][]plan.Piece{piece("l.uid")}}
		j.Moment.Expr = piece("l.ts")
		sp.Joins = append(sp.Joins, j)
	}
	q := &plan.Query{Verb: "select", Pieces: append(piece("SELECT count(*) FROM "), plan.Piece{Kind: plan.PieceRelation, Pos: -1}), Relations: []plan.Relation{sp}}
	told := func(each time.Duration) (notices []string) {
		step = 0
		in := offline.Input{Notify: func(err error) {
			n := sqlerr.From(err)
			if n.Severity != sqlerr.SeverityNotice {
				t.Errorf("%+v", n)
			}
			notices = append(notices, n.Message)
		}}
		r, err := s.Start(ctx, q, in)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		step = each
		if _, err := r.Rows(ctx); err != nil {
			t.Fatal(err)
		}
		return notices
	}
	if got := told(time.Second - 1); got != nil {
		t.Errorf("a short statement says %q", got)
	}
	if got, want := told(2*time.Second), []string{"joined 3 of 5 feature views to 3 rows in 6 s"}; !slices.Equal(got, want) {
		t.Errorf("it says %q, want %q", got, want)
	}
	if got, want := told(5*time.Second), 5; len(got) != want {
		t.Errorf("it says %q, want %d notices", got, want)
	}
}
