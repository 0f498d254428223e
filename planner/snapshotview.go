package planner

import (
	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/plan"
)

// snapshotView plans a view that is computed at ticks (R15).
func (p *planner) snapshotView(s *ast.CreateView) (plan.Node, error) {
	const one = "A feature view selects from one source; aggregate with OVER (RANGE INTERVAL '…' PRECEDING)."
	b, what := s.Body, "a join"
	span := b.Joins
	switch {
	case !b.GroupBy.Empty():
		span, what = b.GroupBy, "GROUP BY"
	case span.Empty():
		span = b.From[1].Span
	}
	return nil, at(sqlerr.New(sqlerr.FeatureNotSupported, "%s in a feature view is not supported", what).WithHint(one), s.SQL, s.Pos(span))
}
