package planner

import (
	"slices"

	"asof/catalog"
	"asof/planner/plan"
)

// makeTarget is what reading a view or a service means: views over views are taken apart down to those with rows of their own.
func (p *planner) makeTarget(o catalog.Object) *plan.Target {
	switch o := o.(type) {
	case *catalog.FeatureView:
		t, _ := p.viewTarget(o)
		return t
	case *catalog.Service:
		return p.serviceTarget(o)
	}
	return nil
}

// viewTarget is what reading a view of any kind means, and its WHERE if it is over views.
func (p *planner) viewTarget(v *catalog.FeatureView) (*plan.Target, plan.Expr) {
	f := &flattener{planner: p, t: &plan.Target{Name: v.Name, Request: v.Request}}
	for _, k := range v.Keys {
		f.t.Keys = append(f.t.Keys, k.Column)
	}
	flat := f.view(v, places(plan.TermKey, len(v.Keys)), places(plan.TermRequest, len(v.Request)))
	f.t.Exists = flat.exists
	for _, c := range v.Columns {
		col := plan.TargetColumn{Column: plan.Column{Name: c.Name, Type: c.Type}, Expr: plan.Expr{{Kind: plan.TermKey, Index: c.Key}}}
		if c.Feature >= 0 {
			col.Expr = flat.features[c.Feature]
		}
		f.t.Columns = append(f.t.Columns, col)
	}
	return f.t, flat.filter
}

// serviceTarget is what reading a service means: a row for every key asked (R18).
func (p *planner) serviceTarget(s *catalog.Service) *plan.Target {
	f := &flattener{planner: p, t: &plan.Target{Name: s.Name, Service: s, Keys: s.Keys, Request: s.Request}}
	for i, k := range s.Keys {
		f.t.Columns = append(f.t.Columns, plan.TargetColumn{Column: k, Expr: plan.Expr{{Kind: plan.TermKey, Index: i}}})
	}
	keys, args := places(plan.TermKey, len(s.Keys)), places(plan.TermRequest, len(s.Request))
	members := f.members(s.Views, s.Keys, keys, s.Request, args)
	for _, c := range s.Columns {
		col := plan.TargetColumn{Column: plan.Column{Name: c.Name, Type: c.Type}, Expr: f.expr(c.Expr, members, keys, args, func(int) bool { return true })}
		if _, plain := c.Plain(); !plain {
			col.Expr = plan.Typed(col.Expr, c.Type)
		}
		f.t.Columns = append(f.t.Columns, col)
	}
	return f.t
}

// places are terms of a kind, one for each index below n.
func places(k plan.TermKind, n int) []plan.Term {
	out := make([]plan.Term, n)
	for i := range out {
		out[i] = plan.Term{Kind: k, Index: i}
	}
	return out
}

// flattener takes a target's views apart.
type flattener struct {
	*planner
	t *plan.Target
}

// flatView is a view over the keys and request parameters of a target.
type flatView struct {
	view     *catalog.FeatureView
	keys     []plan.Term
	features []plan.Expr
	exists   plan.Expr // nil: for every key
	filter   plan.Expr // the WHERE of a view over views
}

// column is a column of the view. Where it may be asked for keys that the view does not have, it is NULL there.
func (v *flatView) column(name string, optional bool) plan.Expr {
	e := plan.Expr{}
	if i := slices.IndexFunc(v.view.Features, func(f catalog.Feature) bool { return f.Name == name }); i >= 0 {
		e = v.features[i]
		ofOwn := len(e) == 1 && (e[0].Kind == plan.TermInput || e[0].Kind == plan.TermAgg)
		if ofOwn && slices.Equal(v.exists, plan.Expr{{Kind: plan.TermFound, View: e[0].View}}) {
			return e // it is NULL already where that view has no row
		}
	} else if i := slices.IndexFunc(v.view.Keys, func(k catalog.Key) bool { return k.Name == name }); i >= 0 {
		e = plan.Expr{v.keys[i]}
	}
	if optional && v.exists != nil {
		return e.Guarded(v.exists)
	}
	return e
}

// view makes a view of any kind into expressions over views with rows of their own.
func (f *flattener) view(v *catalog.FeatureView, keys, args []plan.Term) *flatView {
	flat := &flatView{view: v, keys: keys}
	if v.Kind != catalog.DerivedView {
		n := f.own(v, keys)
		flat.exists = plan.Expr{{Kind: plan.TermFound, View: n}}
		for i := range v.Features {
			flat.features = append(flat.features, plan.FeatureExpr(&v.Features[i], n))
		}
		return flat
	}
	own := make([]plan.Column, len(v.Keys))
	for i, k := range v.Keys {
		own[i] = k.Column
	}
	members := f.members(v.Views, own, keys, v.Request, args)
	requestTime := len(v.Request) > 0
	expr := func(parts []catalog.Part) plan.Expr {
		return f.expr(parts, members, keys, args, func(view int) bool { return requestTime || v.Views[view].Left })
	}
	for i := range v.Features {
		flat.features = append(flat.features, plan.Typed(expr(v.Features[i].Expr), v.Features[i].Type))
	}
	if requestTime {
		return flat
	}
	for i, m := range members {
		if !v.Views[i].Left {
			flat.exists = flat.exists.And(m.exists)
		}
	}
	if v.Filter != nil {
		flat.filter = expr(v.Filter)
		flat.exists = flat.exists.And(flat.filter.Between("coalesce((", "\n), false)"))
	}
	return flat
}

// expr is an expression over the columns of members, keys and request parameters. optional says whether it may be asked for keys that a
// member does not have.
func (f *flattener) expr(parts []catalog.Part, members []*flatView, keys, args []plan.Term, optional func(view int) bool) plan.Expr {
	var e plan.Expr
	for _, p := range parts {
		switch p.Kind {
		case catalog.PartColumn:
			e = append(e, members[p.Index].column(p.Text, optional(p.Index))...)
		case catalog.PartKey:
			e = append(e, keys[p.Index])
		case catalog.PartRequest:
			e = append(e, args[p.Index])
		case catalog.PartNow:
			e = append(e, plan.Term{Kind: plan.TermNow, View: -1})
		default:
			e = append(e, plan.Term{Text: p.Text})
		}
	}
	return e
}

// members are the views that a view or a service reads. Its keys and request parameters have names, by which the members' find
// theirs, and stand in the target as keys and args say.
func (f *flattener) members(refs []catalog.ViewRef, names []plan.Column, keys []plan.Term, request []plan.Column, args []plan.Term) []*flatView {
	pick := func(from []plan.Column, terms []plan.Term, name string) plan.Term {
		return terms[slices.IndexFunc(from, func(c plan.Column) bool { return c.Name == name })]
	}
	out := make([]*flatView, len(refs))
	for i := range refs {
		v, _ := f.snap.Referred(refs[i]) // what refers to a view keeps it there
		var k, a []plan.Term
		for n := range v.Keys {
			k = append(k, pick(names, keys, refs[i].Key(v, n)))
		}
		for _, r := range v.Request {
			a = append(a, pick(request, args, r.Name))
		}
		out[i] = f.view(v, k, a)
	}
	return out
}

// own is the number of a view with rows of its own among the target's: read with the same keys it is there once.
func (f *flattener) own(v *catalog.FeatureView, keys []plan.Term) int {
	tv := plan.TargetView{View: v}
	for _, k := range keys {
		tv.Keys = append(tv.Keys, k.Index)
	}
	for i, o := range f.t.Views {
		if o.View == v && slices.Equal(o.Keys, tv.Keys) {
			return i
		}
	}
	tv.Sources, _ = f.snap.SourcesOf(v) // a view depends on them: they are there
	tv.State, _ = f.snap.Materialization(v.Name, v.Version)
	if v.Kind == catalog.SnapshotView {
		tv.Ticks = f.snap.Ticks(v)
	}
	f.t.Views = append(f.t.Views, tv)
	return len(f.t.Views) - 1
}
