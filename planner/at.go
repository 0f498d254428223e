package planner

import (
	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/plan"
)

// readAt plans a view or a service that is read at one moment, as a relation: for the keys that WHERE binds, or for all.
func (q *query) readAt(b *ast.Block, e *entry) error {
	r := &plan.At{Target: e.target, Keys: e.bound, Alias: plan.Alias{Name: e.alias}}
	var err error
	if r.Moment, err = q.moment(e.rel.AsOf); err != nil {
		return err
	}
	q.dropBound(b, e)
	if r.Args, err = q.fixedArguments(e); err != nil {
		return err
	}
	bound := r.Keys != nil || len(e.target.Keys) == 0
	if e.target.Exists == nil && !bound && !oneEntity(e.target) {
		what := "feature view"
		if e.target.Service != nil {
			what = "feature service"
		}
		return q.err(sqlerr.New(sqlerr.InvalidColumnReference, "%s %q needs all its keys: %s", what, e.target.Name, keyNames(e.target)).
			WithHint("Bind each by = or IN in WHERE, or join it to rows that have them."), e.rel.Span)
	}
	if r.Online, err = q.route(e.target, e.rel.AsOf != nil, bound, e.rel.Span); err != nil {
		return err
	}
	q.replace(e.rel.Span, q.relation(r))
	q.lookupKeys(b, e, r)
	return nil
}

// oneEntity says whether a target has a view with all its keys, and no view with some of them.
func oneEntity(t *plan.Target) bool {
	all, some := false, false
	for _, v := range t.Views {
		all = all || len(v.Keys) == len(t.Keys)
		some = some || len(v.Keys) != len(t.Keys) && len(v.Keys) > 0
	}
	return all && !some
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
