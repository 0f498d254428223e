package planner

import (
	"slices"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/plan"
)

// readAt plans a view or a service that is read at one moment, as a relation: for the keys that WHERE binds, or for all.
func (q *query) readAt(b *ast.Block, e *entry) error {
	r := &plan.At{Target: e.target, Alias: plan.Alias{Name: e.alias}}
	var err error
	if r.Moment, err = q.moment(e.rel.AsOf); err != nil {
		return err
	}
	var residual []ast.Span
	r.Keys, residual = q.boundKeys(b, e)
	if e.target.Service != nil && r.Keys == nil && !oneEntity(e.target) {
		return q.err(sqlerr.New(sqlerr.InvalidColumnReference, "feature service %q needs all its keys: %s", e.target.Name, keyNames(e.target)).
			WithHint("Bind each by = or IN in WHERE, or join the service to rows that have them."), e.rel.Span)
	}
	if r.Online, err = q.route(e.target, e.rel.AsOf != nil, r.Keys != nil, e.rel.Span); err != nil {
		return err
	}
	q.replace(e.rel.Span, q.relation(r))
	q.lookupKeys(b, e, r, residual)
	return nil
}

// oneEntity says whether every view of a target has all its keys, or none.
func oneEntity(t *plan.Target) bool {
	return !slices.ContainsFunc(t.Views, func(v plan.TargetView) bool { return len(v.Keys) != len(t.Keys) && len(v.Keys) > 0 })
}

func keyNames(t *plan.Target) string {
	s := ""
	for i, k := range t.Keys {
		if i > 0 {
			s += ", "
		}
		s += catalog.QuoteIdent(k.Name)
	}
	return s
}
