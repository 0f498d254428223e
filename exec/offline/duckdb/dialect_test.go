package duckdb

import (
	"context"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/planner/plan"
)

func TestDialect(t *testing.T) {
	s := openSession(t, openEngine(t))
	datadriven.RunTest(t, "testdata/dialect", func(t *testing.T, td *datadriven.TestData) string {
		var b strings.Builder
		for _, line := range strings.Split(td.Input, "\n") {
			text := dialect(line, 0)
			b.WriteString(text.sql + "\n")
			if td.Cmd == "runs" {
				if _, err := all(t, s, line); err != nil {
					b.WriteString("  " + err.Error() + "\n")
				}
			}
			// Every byte outside of what was replaced is at its place.
			for _, sp := range text.spans {
				if sp.verbatim && text.sql[sp.at:sp.end] != line[sp.pos:sp.pos+sp.end-sp.at] {
					t.Errorf("%s: %+v is not at its place", line, sp)
				}
			}
		}
		return b.String()
	})
}

func TestMomentLiterals(t *testing.T) {
	s := openSession(t, openEngine(t))
	text := sqltype.Of(sqltype.Text)
	r := s.newRun(&plan.Query{}, offline.Input{Args: []any{"2001-03-01 12:00+02"}, Types: []sqltype.Type{text}})
	for _, tt := range []struct {
		pieces []plan.Piece
		want   string
	}{
		{[]plan.Piece{{Text: " '2001-03-01 12:00Z' ", Pos: 3}}, "2001-03-01 12:00:00+00"},
		{[]plan.Piece{{Text: "'2001-03-01 12:00'", Pos: 3}}, "2001-03-01 12:00:00+00"},
		{[]plan.Piece{{Text: "'2001-03-01'", Pos: 3}}, "2001-03-01 00:00:00+00"},
		{[]plan.Piece{{Kind: plan.PieceParam, Index: 1, Pos: 3}}, "2001-03-01 10:00:00+00"},
		{[]plan.Piece{{Text: "timestamptz '2001-03-01 12:00Z' + interval '1 hour'", Pos: 3}}, "2001-03-01 13:00:00+00"},
	} {
		m, err := r.renderMoment(context.Background(), tt.pieces)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := all(t, s, "SELECT CAST(CAST("+m.sql+" AS timestamptz) AS text)")
		if err != nil || rows[0][0] != tt.want {
			t.Errorf("%s: %v %v, want %s", m.sql, rows, err, tt.want)
		}
	}
}
