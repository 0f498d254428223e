package planner

import (
	"maps"
	"slices"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/planner/ast"
	"asof/planner/parser"
	"asof/planner/plan"
)

// createView plans CREATE FEATURE VIEW: the definition is taken apart here; exec types it against its source before it is
// published.
func (p *planner) createView(s *ast.CreateView) (plan.Node, error) {
	if skip, err := p.taken(&s.Create, "CREATE FEATURE VIEW", catalog.KindView); skip != nil || err != nil {
		return skip, err
	}
	switch p.viewKind(s) {
	case catalog.SnapshotView:
		return p.snapshotView(s)
	case catalog.DerivedView:
		return p.derivedView(s)
	}
	return p.eventView(s)
}

// viewKind tells the kind of a view by what it selects from: R15 to R17.
func (p *planner) viewKind(s *ast.CreateView) catalog.ViewKind {
	b := s.Body
	overViews := func(f ast.BodyFrom) bool {
		o, ok := p.snap.Relation(f.Name.Name)
		return ok && o.ObjectKind() == catalog.KindView
	}
	switch {
	case s.Scheduled() || len(b.Items) == 0:
		return catalog.SnapshotView
	case len(s.Request) > 0 || slices.ContainsFunc(b.From, overViews):
		return catalog.DerivedView
	case !b.GroupBy.Empty() || !b.Joins.Empty() || len(b.From) > 1:
		return catalog.SnapshotView
	}
	return catalog.EventView
}

// eventView plans a view over the rows of one event source.
func (p *planner) eventView(s *ast.CreateView) (plan.Node, error) {
	ent := &catalog.Entity{} // of a view without keys
	if s.Entity.Text != "" {
		var err error
		if ent, err = p.entityOf(s); err != nil {
			return nil, err
		}
	}
	v := &catalog.FeatureView{Meta: p.meta(&s.Create), Entity: ent.Name, Online: true, MaxRows: p.env.MaxRows}
	if err := viewOptions(v).apply("feature view", s.SQL, s.Options); err != nil {
		return nil, err
	}
	old, ok := p.snap.View(v.Name)
	if err := p.replaces(objectOrNil(old, ok), &v.Meta, s.Options); err != nil {
		return nil, err
	}
	src, sources, err := p.eventSource(s, v)
	if err != nil {
		return nil, err
	}
	for _, src := range sources {
		if err := p.mayRead(src, v.Owner); err != nil {
			return nil, err
		}
	}
	b := &body{text: s.Text, body: s.Body, src: src, ent: ent, view: v, reads: map[string]bool{}}
	b.hops, _ = readHops(v.Hop) // viewOptions has read it
	if err := b.take(); err != nil {
		return nil, err
	}
	if err := b.checkHops(); err != nil {
		return nil, err
	}
	if s.Entity.Text == "" {
		ent = nil
	}
	return &plan.CreateView{View: v, Entity: ent, Sources: sources, Replace: s.Replace, IfNotExists: s.IfNotExists,
		Advise: p.env.Advice, Advice: p.adviseView(v, ent, sources)}, nil
}

// entityOf finds the entity that a view names.
func (p *planner) entityOf(s *ast.CreateView) (*catalog.Entity, error) {
	ent, ok := p.snap.Entity(s.Entity.Text)
	if !ok {
		return nil, at(sqlerr.New(sqlerr.UndefinedObject, "entity %q does not exist", s.Entity.Text).
			WithHint("Create it first: CREATE ENTITY %s (key type).", s.Entity.Text), s.SQL, s.Entity.Pos)
	}
	return ent, nil
}

// viewOptions are the options of a feature view.
func viewOptions(v *catalog.FeatureView) options {
	if v.Kind == catalog.DerivedView {
		o := metaOptions(&v.Meta)
		for _, name := range []string{"ttl", "online", "schedule", "refresh", "delay", "hop", "start"} {
			o[name] = option{later: "It is an option of the feature views that this one reads."}
		}
		return o
	}
	const snapshot = "It belongs to snapshot views; leave it out and REFRESH FEATURE VIEW when the files change."
	all := metaOptions(&v.Meta).with(options{
		"ttl":      {apply: func(o ast.Option) *sqlerr.Error { return positiveInterval(o, &v.TTL) }},
		"online":   {apply: func(o ast.Option) *sqlerr.Error { return boolValue(o, &v.Online) }},
		"schedule": {later: snapshot},
		"refresh":  {apply: func(o ast.Option) *sqlerr.Error { return positiveInterval(o, &v.Refresh) }},
		"delay":    {later: snapshot},
		"hop": {apply: func(o ast.Option) *sqlerr.Error {
			v.Hop = o.Value
			_, err := readHops(v.Hop)
			return err
		}},
		"start": {apply: func(o ast.Option) *sqlerr.Error {
			us, err := sqltype.ParseText(sqltype.Of(sqltype.TimestampTZ), o.Value, sqltype.ISO)
			if err != nil {
				return sqlerr.From(err)
			}
			start := int64(us.(sqltype.Micros))
			v.Start = &start
			return nil
		}},
	})
	if v.Kind == catalog.SnapshotView {
		return all.with(snapshotOptions(v))
	}
	return all
}

// take fills the view from its SELECT.
func (b *body) take() error {
	from := b.body.From[0].Span // its own arms are refused what they must not have
	for _, span := range []ast.Span{{First: b.body.Span.First, Last: from.First}, {First: from.Last, Last: b.body.Span.Last}} {
		if err := refuse(b.text, span); err != nil {
			return err
		}
	}
	if !b.body.Where.Empty() {
		if err := b.rowExpr(b.body.Where, "WHERE"); err != nil {
			return err
		}
		b.view.Where, b.view.WherePos = b.text.Of(b.body.Where), b.text.Pos(b.body.Where)
	}
	items, err := b.expand()
	if err != nil {
		return err
	}
	if err := b.keys(items); err != nil {
		return err
	}
	if err := b.namedWindows(); err != nil {
		return err
	}
	for _, it := range items {
		if it.key >= 0 {
			b.view.Columns = append(b.view.Columns, catalog.ViewColumn{Name: it.name, Type: b.ent.Keys[it.key].Type, Key: it.key, Feature: -1})
			continue
		}
		f, err := b.feature(it)
		if err != nil {
			return err
		}
		b.view.Columns = append(b.view.Columns, catalog.ViewColumn{Name: it.name, Key: -1, Feature: len(b.view.Features)})
		b.view.Features = append(b.view.Features, f)
	}
	if len(b.view.Features) == 0 {
		return b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "feature view %q has no feature besides its keys", b.view.Name), b.body.Span)
	}
	if b.src.EventTime != "" {
		b.reads[b.src.EventTime] = true
	}
	b.view.Reads = slices.Sorted(maps.Keys(b.reads))
	return nil
}

// item is an output column of a definition: a written item, or a column that a star stands for.
type item struct {
	ast.Item
	name string
	col  string // the source's column, for a column of a star
	key  int    // index of the entity's key, or -1
}

// expand names the items and replaces stars by the source's columns.
func (b *body) expand() ([]item, error) {
	var items []item
	add := func(it item) error {
		if slices.ContainsFunc(items, func(o item) bool { return catalog.SameName(o.name, it.name) }) {
			return b.err(sqlerr.New(sqlerr.DuplicateColumn, "column %q specified more than once", it.name), it.Span)
		}
		it.key = -1
		for i, k := range b.ent.Keys {
			if k.Name == it.name {
				it.key = i
			}
		}
		items = append(items, it)
		return nil
	}
	for _, a := range b.body.Items {
		if a.Star {
			if a.Span.Last-a.Span.First > 3 {
				return nil, b.err(sqlerr.New(sqlerr.FeatureNotSupported, "a modified * is not supported in a feature view").
					WithHint("Name the columns."), a.Span)
			}
			for _, c := range b.src.Columns {
				if err := add(item{Item: a, name: c.Name, col: c.Name}); err != nil {
					return nil, err
				}
			}
			continue
		}
		name := a.Alias.Text
		if name == "" {
			name = b.defaultName(a)
		}
		if name == "" {
			return nil, b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "a feature needs a name").
				WithHint("Write AS name after the expression."), a.Span)
		}
		if err := add(item{Item: a, name: name}); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// defaultName is the name that Postgres gives an item without an alias: a column's or a window function's own.
func (b *body) defaultName(a ast.Item) string {
	toks := b.text.Tokens[a.Expr.First:a.Expr.Last]
	if len(a.Calls) == 1 && a.Calls[0].Span == a.Expr {
		return a.Calls[0].Func.Text
	}
	switch last := toks[len(toks)-1]; {
	case len(toks) == 1 && (last.Kind == ast.Ident || last.Kind == ast.Quoted),
		len(toks) == 3 && toks[1].Is(".") && (last.Kind == ast.Ident || last.Kind == ast.Quoted):
		return last.Value
	}
	return ""
}

// keys finds the entity's keys among the items.
func (b *body) keys(items []item) error {
	b.view.Keys = make([]catalog.Key, len(b.ent.Keys))
	for _, it := range items {
		if it.key < 0 {
			continue
		}
		k := catalog.Key{Column: b.ent.Keys[it.key], Pos: b.text.Pos(it.Span)}
		if it.col != "" {
			k.Expr = catalog.QuoteIdent(it.col)
			b.reads[it.col] = true
		} else {
			if len(it.Calls) > 0 {
				return b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "key column %q cannot be a window function", it.name), it.Span)
			}
			if err := b.rowExpr(it.Expr, "a key"); err != nil {
				return err
			}
			k.Expr, k.Pos = b.text.Of(it.Expr), b.text.Pos(it.Expr)
		}
		b.view.Keys[it.key] = k
	}
	for i, k := range b.view.Keys {
		if k.Expr == "" {
			return b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "key %q of entity %q is not in the SELECT list", b.ent.Keys[i].Name, b.ent.Name).
				WithHint("Select the column, or an expression AS %s.", catalog.QuoteIdent(b.ent.Keys[i].Name)), b.body.Span)
		}
	}
	return nil
}

func (b *body) err(e *sqlerr.Error, span ast.Span) error {
	return e.At(parser.Position(b.text.SQL, b.text.Pos(span)))
}
