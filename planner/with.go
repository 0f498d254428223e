package planner

import (
	"slices"

	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/plan"
)

// with is the WITH clause of the common table expressions that a block sees, if its FROM clause mentions one: the spine is made
// before the statement itself runs. Under WITH RECURSIVE a block sees also the one that it stands in, and those behind it.
func (q *query) with(b *ast.Block, from ast.Span) ([]plan.Piece, error) {
	ctes := slices.Clone(b.CTEs)
	mentioned := func(c ast.CTE) bool {
		return slices.ContainsFunc(q.toks(from), func(t ast.Token) bool { return t.Kind <= ast.Quoted && c.Text == t.Value })
	}
	if !slices.ContainsFunc(ctes, mentioned) {
		return nil, nil
	}
	recursive := slices.ContainsFunc(ctes, func(c ast.CTE) bool { return c.Recursive })
	behind := func(c ast.CTE) bool { return c.Span.Last > b.Span.First }
	if i := slices.IndexFunc(ctes, func(c ast.CTE) bool { return behind(c) && mentioned(c) }); i >= 0 {
		return nil, q.err(sqlerr.New(sqlerr.FeatureNotSupported, "the rows of %q cannot be joined to a feature view before they are all there", ctes[i].Text).
			WithHint("Join them in a common table expression after it, or in the query itself."), from)
	}
	ctes = slices.DeleteFunc(ctes, behind)
	var out []plan.Piece
	for i, c := range ctes {
		switch {
		case i > 0:
			out = append(out, plan.Text(", "))
		case recursive:
			out = append(out, plan.Text("WITH RECURSIVE "))
		default:
			out = append(out, plan.Text("WITH "))
		}
		out = append(out, q.pieces(c.Span)...)
	}
	return append(out, plan.Text(" ")), nil
}
