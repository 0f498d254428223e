package planner

import (
	"slices"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/plan"
)

// derivedView plans a view over views, or a request-time view (R16, R17). It is kept as expressions over the columns of the views
// below, by name: reading it is reading those (flatten.go).
func (p *planner) derivedView(s *ast.CreateView) (plan.Node, error) {
	v := &catalog.FeatureView{Meta: p.meta(&s.Create), Kind: catalog.DerivedView, Online: true}
	b := &derivedBody{planner: p, viewScope: viewScope{text: s.Text}, body: s.Body, view: v}
	if err := viewOptions(v).apply("feature view", s.SQL, s.Options); err != nil {
		return nil, err
	}
	old, ok := p.snap.View(v.Name)
	if err := p.replaces(objectOrNil(old, ok), &v.Meta, s.Options); err != nil {
		return nil, err
	}
	ent, err := b.entity(s)
	if err != nil {
		return nil, err
	}
	for _, step := range []func() error{
		func() error { return b.parameters(s.Request) }, b.refuse, b.from, b.items, b.where,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	for _, below := range b.views {
		if err := p.mayRead(below, v.Owner); err != nil {
			return nil, err
		}
	}
	n := &plan.CreateView{View: v, Entity: ent, Replace: s.Replace, IfNotExists: s.IfNotExists}
	n.Derived, n.Filter = p.viewTarget(v)
	return n, nil
}

// derivedBody takes the SELECT of a derived view apart.
type derivedBody struct {
	*planner
	viewScope
	body *ast.Body
	view *catalog.FeatureView
}

// entity finds the entity, whose keys are the view's. A view of request parameters alone needs none (R17).
func (b *derivedBody) entity(s *ast.CreateView) (*catalog.Entity, error) {
	if s.Entity.Text == "" {
		return nil, nil
	}
	ent, err := b.entityOf(s)
	if err != nil {
		return nil, err
	}
	b.view.Entity = ent.Name
	for _, k := range ent.Keys {
		b.view.Keys = append(b.view.Keys, catalog.Key{Column: k})
		b.keys = append(b.keys, k)
	}
	return ent, nil
}

// request reads REQUEST (name type, …).
func (b *derivedBody) parameters(defs []ast.ColumnDef) error {
	cols, err := columnDefs(defs, b.text.SQL)
	if err != nil {
		return err
	}
	for i, c := range cols {
		if b.key(c.Name) >= 0 {
			return at(sqlerr.New(sqlerr.DuplicateColumn, "request parameter %q has the name of a key", c.Name), b.text.SQL, defs[i].Name.Pos)
		}
	}
	b.view.Request, b.request = cols, cols
	return nil
}

// refuse looks for what a view over views cannot have.
func (b *derivedBody) refuse() error {
	s := b.body
	for _, c := range []struct {
		span       ast.Span
		what, hint string
	}{
		{s.SetOp, "a set operation", "It selects expressions FROM feature views."},
		{s.GroupBy, "GROUP BY", "Aggregate in the view below, with OVER (RANGE INTERVAL '7 days' PRECEDING)."},
		{s.Rest, "ORDER BY, LIMIT or the like", "Order and limit the query that reads the view."},
	} {
		if !c.span.Empty() {
			return b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "a feature view over feature views cannot have %s", c.what).WithHint("%s", c.hint), c.span)
		}
	}
	if s.Distinct {
		return b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "a feature view over feature views cannot have DISTINCT"), s.Span)
	}
	if len(s.Windows) > 0 {
		return b.noWindow(s.Windows[0].Span)
	}
	if len(b.view.Request) > 0 && !s.Where.Empty() {
		return b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "a request-time view cannot have WHERE: it has a row for every key asked").
			WithHint("Write CASE WHEN condition THEN value END."), s.Where)
	}
	return refuse(b.text, s.Span)
}

// from resolves the views.
func (b *derivedBody) from() error {
	for _, f := range b.body.From {
		v, err := b.viewOf(f.Name, f.At, f.Span, b.text)
		if err != nil {
			return err
		}
		if v.Name == b.view.Name || b.reads(v, b.view.Name) {
			return b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "feature view %q would read itself", b.view.Name), f.Span)
		}
		ref, err := viewRef(f, v, b.refs, b.text)
		if err != nil {
			return err
		}
		if err := b.checkKeys(f, &ref, v); err != nil {
			return err
		}
		if err := b.join(f, &ref, v); err != nil {
			return err
		}
		for _, r := range v.Request {
			if n := b.parameter(r.Name); n < 0 || b.view.Request[n].Type != r.Type {
				return b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "feature view %q needs the request parameter %q of type %s", v.Name, r.Name, r.Type).
					WithHint("Write REQUEST (%s %s) after ENTITY.", catalog.QuoteIdent(r.Name), r.Type), f.Span)
			}
		}
		b.refs, b.views = append(b.refs, ref), append(b.views, v)
	}
	b.view.Views = b.refs
	if last := len(b.body.From) - 1; !b.body.Joins.Empty() && b.end(b.body.From[last]) != b.body.Joins.Last {
		return b.err(sqlerr.New(sqlerr.FeatureNotSupported, "such a join of feature views is not supported").
			WithHint("Write FROM a JOIN b USING (key), or LEFT JOIN."), b.body.Joins)
	}
	return nil
}

// end is the token behind a FROM item and its join condition.
func (b *derivedBody) end(f ast.BodyFrom) int {
	if f.Join != nil {
		return f.Join.Span.Last
	}
	return f.Span.Last
}

// reads says whether v is made of the view called name.
func (p *planner) reads(v *catalog.FeatureView, name string) bool {
	return slices.ContainsFunc(v.Views, func(r catalog.ViewRef) bool {
		below, ok := p.snap.View(r.Name)
		return r.Name == name || ok && p.reads(below, name)
	})
}

// checkKeys checks that the keys of a view below are the entity's: all of them, so that both have their rows for the same keys; some of
// them will do for a request-time view, which has a row for every key asked.
func (b *derivedBody) checkKeys(f ast.BodyFrom, ref *catalog.ViewRef, v *catalog.FeatureView) error {
	for i, k := range v.Keys {
		name := ref.Key(v, i)
		n := b.key(name)
		switch {
		case b.view.Entity == "":
			return b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "the view needs an entity: %q has the key %q", v.Name, name).
				WithHint("CREATE FEATURE VIEW %s ENTITY %s …", catalog.QuoteIdent(b.view.Name), catalog.QuoteIdent(v.Entity)), f.Span)
		case n < 0:
			return b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "key %q of feature view %q is no key of entity %q", name, v.Name, b.view.Entity).
				WithHint("Rename it: FROM %s KEY (%s).", catalog.QuoteIdent(v.Name), catalog.QuoteIdent(b.view.Keys[0].Name)), f.Span)
		case b.view.Keys[n].Type != k.Type:
			return b.err(sqlerr.New(sqlerr.DatatypeMismatch, "key %q is %s in entity %q but %s in %q", name, b.view.Keys[n].Type, b.view.Entity, k.Type, v.Name), f.Span)
		}
	}
	if len(v.Keys) < len(b.view.Keys) && len(b.view.Request) == 0 {
		return b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "feature view %q does not have all keys of entity %q", v.Name, b.view.Entity).
			WithHint("A feature service puts views of several entities together."), f.Span)
	}
	return nil
}

// join checks how a view is joined to those before it: by the entity's keys, inner or LEFT.
func (b *derivedBody) join(f ast.BodyFrom, ref *catalog.ViewRef, v *catalog.FeatureView) error {
	j := f.Join
	if j == nil {
		return nil
	}
	if j.Natural || j.AsOf || j.Kind != "inner" && j.Kind != "left" && j.Kind != "cross" {
		return b.err(sqlerr.New(sqlerr.FeatureNotSupported, "such a join of feature views is not supported").
			WithHint("Write FROM a JOIN b USING (key), or LEFT JOIN."), j.Span)
	}
	ref.Left = j.Kind == "left"
	if j.Kind == "cross" {
		return nil
	}
	equated, err := b.equated(j, ref, v)
	if err != nil {
		return err
	}
	for i, k := range b.view.Keys {
		if len(b.view.Request) == 0 && !equated[i] {
			return b.err(sqlerr.New(sqlerr.InvalidColumnReference, "the join does not equate the key %q", k.Name).
				WithHint("Write JOIN %s USING (%s).", catalog.QuoteIdent(ref.Name), catalog.QuoteIdent(k.Name)), j.Span)
		}
	}
	return nil
}
