package planner

import (
	"slices"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
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
	b := &serviceBody{viewScope: viewScope{text: s.Text}, svc: svc, seenIn: map[string]string{}}
	if err := b.from(p, s.Body); err != nil {
		return nil, err
	}
	if err := refuse(s.Text, s.Body.Span); err != nil {
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
	n := plan.Define{Tag: "CREATE FEATURE SERVICE", Changes: []catalog.Change{c}}
	if !slices.ContainsFunc(svc.Columns, func(c catalog.ServiceColumn) bool { _, plain := c.Plain(); return !plain }) {
		return &n, nil
	}
	return &plan.DefineService{Define: n, Service: svc, Target: p.serviceTarget(svc), Pos: b.pos}, nil
}

type serviceBody struct {
	viewScope
	svc    *catalog.Service
	pos    []int             // byte offsets of svc.Columns
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
	if len(body.Windows) > 0 {
		return b.noWindow(body.Windows[0].Span)
	}
	if body.Distinct || len(body.From) == 0 {
		return b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "a feature service selects columns FROM one or several feature views"), body.Span)
	}
	for _, f := range body.From {
		v, err := p.viewOf(f.Name, f.At, f.Span, b.text)
		if err != nil {
			return err
		}
		ref, err := viewRef(f, v, b.refs, b.text)
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
		b.refs, b.views = append(b.refs, ref), append(b.views, v)
	}
	b.svc.Views, b.keys, b.request = b.refs, b.svc.Keys, b.svc.Request
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
		return b.star(it)
	}
	if len(it.Calls) > 0 {
		return b.noWindow(it.Calls[0].Span)
	}
	parts, err := b.parts(it.Expr)
	if err != nil {
		return err
	}
	if len(parts) == 1 && parts[0].Kind == catalog.PartText {
		if err := b.unknown(it); err != nil {
			return err
		}
	}
	name, err := b.nameOf(it, parts)
	if err != nil {
		return err
	}
	if k := b.keyRead(parts); k >= 0 && name == b.keys[k].Name {
		return nil
	}
	c := catalog.ServiceColumn{Name: name, Expr: parts}
	if p, ok := c.Plain(); ok {
		c.Type = b.typeOf(p)
	}
	return b.add(c, it.Span)
}

// star adds all features of the views, or of one.
func (b *serviceBody) star(it ast.Item) error {
	if it.Span.Last-it.Span.First > 3 {
		return b.err(sqlerr.New(sqlerr.FeatureNotSupported, "a modified * is not supported in a feature service").WithHint("Name the columns."), it.Span)
	}
	found := false
	for i, v := range b.refs {
		if it.Of != "" && it.Of != v.Alias {
			continue
		}
		found = true
		for _, f := range b.views[i].Features {
			p := catalog.Part{Kind: catalog.PartColumn, Index: i, Text: f.Name}
			if err := b.add(catalog.ServiceColumn{Name: f.Name, Type: f.Type, Expr: []catalog.Part{p}}, it.Span); err != nil {
				return err
			}
		}
	}
	if !found {
		return b.err(sqlerr.New(sqlerr.UndefinedTable, "missing FROM-clause entry for table %q", it.Of), it.Span)
	}
	return nil
}

// unknown refuses a column that there is not.
func (b *serviceBody) unknown(it ast.Item) error {
	toks := b.text.Tokens[it.Expr.First:it.Expr.Last]
	name := func(i int) bool { return toks[i].Kind <= ast.Quoted && mayName(toks, i) }
	switch {
	case len(toks) == 1 && name(0) && (toks[0].Kind == ast.Quoted || !constantWords[toks[0].Value]):
		return b.err(sqlerr.New(sqlerr.UndefinedColumn, "column %q does not exist", toks[0].Value), it.Span)
	case len(toks) == 3 && name(0) && toks[1].Is(".") && toks[2].Kind <= ast.Quoted:
		return b.err(sqlerr.New(sqlerr.UndefinedTable, "missing FROM-clause entry for table %q", toks[0].Value), it.Span)
	}
	return nil
}

// keyRead is the key that an expression is, of the service or of one of its views; -1 if it is another one.
func (b *serviceBody) keyRead(parts []catalog.Part) int {
	if len(parts) != 1 {
		return -1
	}
	switch p := parts[0]; p.Kind {
	case catalog.PartKey:
		return p.Index
	case catalog.PartColumn:
		v := b.views[p.Index]
		if n := slices.IndexFunc(v.Keys, func(k catalog.Key) bool { return k.Name == p.Text }); n >= 0 {
			return b.key(b.refs[p.Index].Key(v, n))
		}
	}
	return -1
}

// typeOf is the type of a view's column.
func (b *serviceBody) typeOf(p catalog.Part) sqltype.Type {
	v := b.views[p.Index]
	for _, f := range v.Features {
		if f.Name == p.Text {
			return f.Type
		}
	}
	return v.Keys[slices.IndexFunc(v.Keys, func(k catalog.Key) bool { return k.Name == p.Text })].Type
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
	b.svc.Columns, b.pos = append(b.svc.Columns, c), append(b.pos, b.text.Pos(span))
	return nil
}

func (b *serviceBody) duplicate(name string, span ast.Span) error {
	return b.err(sqlerr.New(sqlerr.DuplicateColumn, "column %q specified more than once", name).WithHint("Give it another name with AS."), span)
}
