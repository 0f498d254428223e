package duckdb

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"asof/catalog/sqlerr"
	"asof/planner/plan"
)

// piecesOf cuts a statement as the planner does: parameters and now() are pieces.
func piecesOf(text string) *plan.Query {
	q := &plan.Query{SQL: text, Verb: firstWord(text), Route: plan.Plain}
	from := 0
	for _, t := range tokens(text) {
		if t.kind != param {
			continue
		}
		n := 0
		fmt.Sscanf(t.low, "$%d", &n)
		q.Params = max(q.Params, n)
		q.Pieces = append(q.Pieces, plan.Piece{Text: text[from:t.at], Pos: from}, plan.Piece{Kind: plan.PieceParam, Index: n, Pos: t.at})
		from = t.end
	}
	if from < len(text) {
		q.Pieces = append(q.Pieces, plan.Piece{Text: text[from:], Pos: from})
	}
	return q
}

func TestDescribe(t *testing.T) {
	s := openSession(t, openEngine(t))
	if _, err := all(t, s, "CREATE TEMP TABLE t (a int, b bigint, s text, ts timestamptz, n numeric(12,2), d date, arr int[])"); err != nil {
		t.Fatal(err)
	}
	datadriven.RunTest(t, "testdata/describe", func(t *testing.T, td *datadriven.TestData) string {
		d, err := s.Describe(context.Background(), piecesOf(td.Input), nil)
		if err != nil {
			e := sqlerr.From(err)
			out := fmt.Sprintf("%s at %d: %s\n", e.Code, e.Position, e.Message)
			if e.Hint != "" {
				out += "hint: " + e.Hint + "\n"
			}
			return out
		}
		var b strings.Builder
		for i, p := range d.Params {
			fmt.Fprintf(&b, "$%d %s\n", i+1, p)
		}
		for _, c := range d.Columns {
			fmt.Fprintf(&b, "%s: %s\n", c.Name, c.Type)
		}
		return b.String() + d.Tag + "\n"
	})
}
