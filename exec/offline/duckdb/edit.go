package duckdb

import (
	"slices"

	"asof/planner/plan"
)

// edit replaces n bytes of the client's text.
type edit struct {
	n    int
	text string
}

// resolved is q with edits made in the client's text. What is changed is copied.
func resolved(q *plan.Query, edits map[int]edit) *plan.Query {
	if len(edits) == 0 {
		return q
	}
	out := *q
	out.Pieces = editPieces(q.Pieces, edits)
	out.Relations = slices.Clone(q.Relations)
	for i, rel := range out.Relations {
		switch rel := rel.(type) {
		case *plan.At:
			c := *rel
			c.Moment.Expr = editPieces(c.Moment.Expr, edits)
			c.Moment.Within = editPieces(c.Moment.Within, edits)
			c.Moment.Known = editPieces(c.Moment.Known, edits)
			out.Relations[i] = &c
		case *plan.Spine:
			c := *rel
			c.Left = editPieces(c.Left, edits)
			c.Joins = slices.Clone(c.Joins)
			for n := range c.Joins {
				j := &c.Joins[n]
				j.Keys = slices.Clone(j.Keys)
				for k := range j.Keys {
					j.Keys[k] = editPieces(j.Keys[k], edits)
				}
				j.On = editPieces(j.On, edits)
				j.Moment.Expr = editPieces(j.Moment.Expr, edits)
				j.Moment.Within = editPieces(j.Moment.Within, edits)
				j.Moment.Known = editPieces(j.Moment.Known, edits)
			}
			out.Relations[i] = &c
		}
	}
	return &out
}

// editPieces cuts the pieces that hold an edited part: what takes its place is one of ours, so that places in the rest stay.
func editPieces(pieces []plan.Piece, edits map[int]edit) []plan.Piece {
	var out []plan.Piece
	for _, p := range pieces {
		if p.Kind != plan.PieceText || p.Pos < 0 {
			out = append(out, p)
			continue
		}
		from := 0
		for i := range len(p.Text) {
			e, ok := edits[p.Pos+i]
			if !ok || i < from {
				continue
			}
			if i > from {
				out = append(out, plan.Piece{Kind: plan.PieceText, Text: p.Text[from:i], Pos: p.Pos + from})
			}
			out = append(out, plan.Piece{Kind: plan.PieceText, Text: e.text, Pos: -1})
			from = i + e.n
		}
		if from < len(p.Text) {
			out = append(out, plan.Piece{Kind: plan.PieceText, Text: p.Text[from:], Pos: p.Pos + from})
		}
	}
	return out
}
