package planner

import (
	"asof/planner/ast"
	"asof/planner/plan"
)

// unnestEach makes unnest of several arrays a query with an unnest of each, side by side and with NULL behind the shorter ones as
// Postgres has it: the engine's takes one.
func (q *query) unnestEach(r *ast.Relation) {
	if r.Func.Text != "unnest" || len(r.Args) < 2 {
		return
	}
	last := r.Args[len(r.Args)-1].Last
	q.replace(ast.Span{First: r.Ref.First, Last: r.Args[0].First - 1}, plan.Text("(SELECT unnest"))
	for _, a := range r.Args[1:] {
		q.replace(ast.Span{First: a.First - 1, Last: a.First}, plan.Text("), unnest("))
	}
	q.replace(ast.Span{First: last, Last: last + 1}, plan.Text("))"))
}
