package planner

import (
	"slices"

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
	b := &serviceBody{text: s.Text, svc: svc, seenIn: map[string]string{}}
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
	text   ast.Text
	svc    *catalog.Service
	views  []*catalog.FeatureView
	seenIn map[string]string // a key or request parameter -> the view it was first seen in
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
		v, err := p.viewOf(f.Name, f.At, f.Span, b.text)
		if err != nil {
			return err
		}
		ref, err := viewRef(f, v, b.svc.Views, b.text)
		if err != nil {
			return err
		}
		ref.Version, ref.Pos, ref.EndPos = v.Version, f.Name.Pos, f.Name.End
		for i, k := range v.Keys {
			k.Name = ref.Key(v, i)
			if err := b.unite(&b.svc.Keys, k.Column, "key", ref.Alias, f.Span); err != nil {
				return err
			}
		}
		for _, r := range v.Request {
			if err := b.unite(&b.svc.Request, r, "request parameter", ref.Alias, f.Span); err != nil {
				return err
			}
		}
		b.svc.Views, b.views = append(b.svc.Views, ref), append(b.views, v)
	}
	for _, r := range b.svc.Request {
		if slices.ContainsFunc(b.svc.Keys, func(k plan.Column) bool { return k.Name == r.Name }) {
			return b.err(sqlerr.New(sqlerr.DuplicateColumn, "%q is a key of %q and a request parameter of %q", r.Name, b.seenIn["key "+r.Name], b.seenIn["request parameter "+r.Name]).
				WithHint("Rename the key: FROM view KEY (name)."), body.Span)
		}
	}
	return nil
}

// unite adds a view's key or request parameter to those of the service. One of the same name is the same one, and of the same type.
func (b *serviceBody) unite(have *[]plan.Column, c plan.Column, what, alias string, span ast.Span) error {
	for _, o := range *have {
		switch {
		case !catalog.SameName(o.Name, c.Name):
		case o.Name != c.Name:
			return b.duplicate(c.Name, span)
		case o.Type != c.Type:
			return b.err(sqlerr.New(sqlerr.DatatypeMismatch, "%s %q is %s in %q but %s in %q", what, c.Name, o.Type, b.seenIn[what+" "+c.Name], c.Type, alias), span)
		default:
			return nil
		}
	}
	*have = append(*have, c)
	b.seenIn[what+" "+c.Name] = alias
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
		for k := range b.views[i].Keys {
			key = key || v.Key(b.views[i], k) == name
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
	taken := func(name string) bool { return catalog.SameName(name, c.Name) }
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
