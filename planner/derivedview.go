package planner

import (
	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/plan"
)

// derivedView plans a view over views, or a request-time view (R16, R17).
func (p *planner) derivedView(s *ast.CreateView) (plan.Node, error) {
	if len(s.Request) > 0 {
		return nil, at(sqlerr.New(sqlerr.FeatureNotSupported, "request-time views are not supported").
			WithHint("Compute the expression in the query that reads the view."), s.SQL, s.Request[0].Name.Pos)
	}
	return nil, at(sqlerr.New(sqlerr.FeatureNotSupported, "a feature view over feature views is not supported").
		WithHint("Select from the source itself."), s.SQL, s.Pos(s.Body.From[0].Span))
}
