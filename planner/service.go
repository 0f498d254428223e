package planner

import (
	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/plan"
)

// createService plans CREATE FEATURE SERVICE: columns of views, whose versions it pins (R18, R19).
func (p *planner) createService(s *ast.CreateService) (plan.Node, error) {
	if skip, err := p.taken(&s.Create, "CREATE FEATURE SERVICE", catalog.KindService); skip != nil || err != nil {
		return skip, err
	}
	svc := &catalog.Service{Meta: p.meta(&s.Create), Version: 1}
	if err := metaOptions(&svc.Meta).with(options{
		"on_store_down": {later: "Reads of a store that is down are 58030."},
	}).apply("feature service", s.SQL, s.Options); err != nil {
		return nil, err
	}
	b := &serviceBody{text: s.Text, svc: svc, keyView: map[string]string{}}
	if err := b.from(p, s.Body); err != nil {
		return nil, err
	}
	for _, it := range s.Body.Items {
		if err := b.item(it); err != nil {
			return nil, err
		}
	}
	if len(svc.Columns) == 0 {
		return nil, b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "feature service %q reads no feature", svc.Name), s.Body.Span)
	}
	c := catalog.Change{New: svc}
	old, ok := p.snap.Service(svc.Name)
	if err := p.replaces(objectOrNil(old, ok), &svc.Meta, s.Options); err != nil {
		return nil, err
	}
	for _, v := range b.views {
		if err := p.mayRead(v, svc.Owner); err != nil {
			return nil, err
		}
	}
	if ok {
		svc.Version, c.Old = old.Version+1, old
	}
	return &plan.Define{Tag: "CREATE FEATURE SERVICE", Changes: []catalog.Change{c}}, nil
}

type serviceBody struct {
	text    ast.Text
	svc     *catalog.Service
	views   []*catalog.FeatureView
	keyView map[string]string // key -> the view it was first seen in
}

// from resolves the views and unites their keys.
func (b *serviceBody) from(p *planner, body *ast.Body) error {
	for _, c := range []struct {
		span ast.Span
		what string
	}{{body.SetOp, "a set operation"}, {body.Joins, "a join"}, {body.Where, "WHERE"}, {body.GroupBy, "GROUP BY"}, {body.Rest, "ORDER BY or LIMIT"}} {
		if !c.span.Empty() {
			return b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "a feature service cannot have %s", c.what).
				WithHint("It selects columns FROM one or several feature views."), c.span)
		}
	}
	if body.Distinct || len(body.From) == 0 {
		return b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "a feature service selects columns FROM one or several feature views"), body.Span)
	}
	for _, f := range body.From {
		if len(f.Key) > 0 {
			return b.err(sqlerr.New(sqlerr.FeatureNotSupported, "KEY in a feature service is not supported").
				WithHint("The service's keys have the names of its views' keys."), f.Span)
		}
		if f.At != "" {
			return b.err(sqlerr.New(sqlerr.FeatureNotSupported, "naming a version of a view is not supported").
				WithHint("Leave @%s out: the service pins the current version.", f.At), f.Span)
		}
		if err := schemaOf(f.Name, b.text.SQL); err != nil {
			return err
		}
		v, ok := p.snap.View(f.Name.Name)
		if !ok {
			return b.err(sqlerr.New(sqlerr.UndefinedTable, "feature view %q does not exist", f.Name.Name), f.Span)
		}
		alias := f.Alias.Text
		if alias == "" {
			alias = v.Name
		}
		for _, other := range b.svc.Views {
			if other.Alias == alias {
				return b.err(sqlerr.New(sqlerr.DuplicateAlias, "table name %q specified more than once", alias), f.Span)
			}
		}
		b.svc.Views = append(b.svc.Views, catalog.ViewRef{Name: v.Name, Alias: alias, Version: v.Version})
		b.views = append(b.views, v)
		if err := b.keys(v, f.Span); err != nil {
			return err
		}
	}
	return nil
}

func (b *serviceBody) keys(v *catalog.FeatureView, span ast.Span) error {
next:
	for _, k := range v.Keys {
		for _, have := range b.svc.Keys {
			if have.Name != k.Name {
				continue
			}
			if have.Type != k.Type {
				return b.err(sqlerr.New(sqlerr.DatatypeMismatch, "key %q is %s in %q but %s in %q", k.Name, have.Type, b.keyView[k.Name], k.Type, v.Name), span)
			}
			continue next
		}
		b.svc.Keys = append(b.svc.Keys, k.Column)
		b.keyView[k.Name] = v.Name
	}
	return nil
}

// item adds a feature, or all of a star. A key named in the list is there already.
func (b *serviceBody) item(it ast.Item) error {
	if it.Star {
		found := false
		for i, v := range b.svc.Views {
			if it.Of != "" && it.Of != v.Alias {
				continue
			}
			found = true
			for _, f := range b.views[i].Features {
				if err := b.add(catalog.ServiceColumn{Name: f.Name, Type: f.Type, View: i, Feature: f.Name}, it.Span); err != nil {
					return err
				}
			}
		}
		if !found {
			return b.err(sqlerr.New(sqlerr.UndefinedTable, "missing FROM-clause entry for table %q", it.Of), it.Span)
		}
		return nil
	}
	toks := b.text.Tokens[it.Expr.First:it.Expr.Last]
	view, name := "", ""
	switch {
	case len(toks) == 1 && toks[0].Kind <= ast.Quoted:
		name = toks[0].Value
	case len(toks) == 3 && toks[1].Is(".") && toks[0].Kind <= ast.Quoted && toks[2].Kind <= ast.Quoted:
		view, name = toks[0].Value, toks[2].Value
	default:
		return b.err(sqlerr.New(sqlerr.FeatureNotSupported, "expressions in a feature service are not supported").
			WithHint("Define the expression in a feature view, or compute it in the query that reads the service."), it.Span)
	}
	return b.column(it, view, name)
}

func (b *serviceBody) column(it ast.Item, view, name string) error {
	var found []catalog.ServiceColumn
	known, key := view == "", false
	for i, v := range b.svc.Views {
		if view != "" && view != v.Alias {
			continue
		}
		known = true
		for _, f := range b.views[i].Features {
			if f.Name == name {
				found = append(found, catalog.ServiceColumn{Name: name, Type: f.Type, View: i, Feature: name})
			}
		}
		for _, k := range b.views[i].Keys {
			key = key || k.Name == name
		}
	}
	switch {
	case !known:
		return b.err(sqlerr.New(sqlerr.UndefinedTable, "missing FROM-clause entry for table %q", view), it.Span)
	case len(found) == 0 && key && (it.Alias.Text == "" || it.Alias.Text == name):
		return nil
	case len(found) == 0 && key:
		return b.err(sqlerr.New(sqlerr.FeatureNotSupported, "renaming a key in a feature service is not supported"), it.Span)
	case len(found) == 0:
		return b.err(sqlerr.New(sqlerr.UndefinedColumn, "column %q does not exist", name), it.Span)
	case len(found) > 1:
		return b.err(sqlerr.New(sqlerr.AmbiguousColumn, "column reference %q is ambiguous", name).
			WithHint("Write the view's name before it."), it.Span)
	}
	if it.Alias.Text != "" {
		found[0].Name = it.Alias.Text
	}
	return b.add(found[0], it.Span)
}

func (b *serviceBody) add(c catalog.ServiceColumn, span ast.Span) error {
	taken := func(name string) bool { return name == c.Name }
	for _, o := range b.svc.Columns {
		if taken(o.Name) {
			return b.duplicate(c.Name, span)
		}
	}
	for _, k := range b.svc.Keys {
		if taken(k.Name) {
			return b.duplicate(c.Name, span)
		}
	}
	b.svc.Columns = append(b.svc.Columns, c)
	return nil
}

func (b *serviceBody) duplicate(name string, span ast.Span) error {
	return b.err(sqlerr.New(sqlerr.DuplicateColumn, "column %q specified more than once", name).WithHint("Give it another name with AS."), span)
}

func (b *serviceBody) err(e *sqlerr.Error, span ast.Span) error {
	return at(e, b.text.SQL, b.text.Pos(span))
}
