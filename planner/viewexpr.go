package planner

import (
	"slices"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/plan"
)

// viewScope is what the expressions of a view over views, or of a service, may name.
type viewScope struct {
	text    ast.Text
	refs    []catalog.ViewRef
	views   []*catalog.FeatureView // those of refs
	keys    []plan.Column
	request []plan.Column
}

// key is the number of a key by its name, or -1.
func (b *viewScope) key(name string) int { return named(b.keys, name) }

// parameter is the number of a request parameter by its name, or -1.
func (b *viewScope) parameter(name string) int { return named(b.request, name) }

func named(cols []plan.Column, name string) int {
	return slices.IndexFunc(cols, func(c plan.Column) bool { return c.Name == name })
}

// nameOf is the name of a column: its alias, or that of what it selects.
func (b *viewScope) nameOf(it ast.Item, parts []catalog.Part) (string, error) {
	switch {
	case it.Alias.Text != "":
		return it.Alias.Text, nil
	case len(parts) == 1 && parts[0].Kind != catalog.PartText && parts[0].Kind != catalog.PartNow:
		return b.text.Tokens[it.Expr.Last-1].Value, nil
	}
	return "", b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "a feature needs a name").WithHint("Write AS name after the expression."), it.Span)
}

func (b *viewScope) noWindow(span ast.Span) error {
	return b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "a window over a feature view is not allowed: it has one row for each key").
		WithHint("Put the window into the view that selects from the source."), span)
}

func (b *viewScope) err(e *sqlerr.Error, span ast.Span) error {
	return at(e, b.text.SQL, b.text.Pos(span))
}

// parts copies an expression's text, with columns, keys, request parameters and now() taken out.
func (b *viewScope) parts(span ast.Span) ([]catalog.Part, error) {
	var parts []catalog.Part
	toks := b.text.Tokens[:span.Last]
	from := b.text.Pos(span)
	for i := span.First; i < span.Last; {
		var p catalog.Part
		n := nowTokens(toks, i)
		switch {
		case n > 0:
			p.Kind = catalog.PartNow
		case otherClock(toks, i):
			return nil, b.err(sqlerr.New(sqlerr.FeatureNotSupported, "%s is not supported in a feature view", toks[i].Value).
				WithHint("Use now(), or a cast of it: now()::date."), ast.Span{First: i, Last: i + 1})
		default:
			var err error
			if p, n, err = b.reference(toks, i); err != nil {
				return nil, err
			}
		}
		if n == 0 {
			i++
			continue
		}
		if text := b.text.SQL[from:toks[i].Pos]; text != "" {
			parts = append(parts, catalog.Part{Kind: catalog.PartText, Text: text})
		}
		parts = append(parts, p)
		from = toks[i+n-1].End
		i += n
	}
	if text := b.text.SQL[from:toks[span.Last-1].End]; text != "" {
		parts = append(parts, catalog.Part{Kind: catalog.PartText, Text: text})
	}
	return parts, nil
}

// reference reads a name at token i, and says how many tokens it takes; 0 if it names nothing of the views or parameters.
func (b *viewScope) reference(toks []ast.Token, i int) (catalog.Part, int, error) {
	if !mayName(toks, i) {
		return catalog.Part{}, 0, nil
	}
	if i+2 < len(toks) && toks[i+1].Is(".") && toks[i+2].Kind <= ast.Quoted {
		for n, ref := range b.refs {
			if ref.Alias == toks[i].Value {
				p, err := b.qualified(n, toks[i+2].Value, ast.Span{First: i, Last: i + 3})
				return p, 3, err
			}
		}
		return catalog.Part{}, 0, nil
	}
	name := toks[i].Value
	var found []catalog.Part
	if n := b.parameter(name); n >= 0 {
		found = append(found, catalog.Part{Kind: catalog.PartRequest, Index: n})
	}
	if n := b.key(name); n >= 0 {
		found = append(found, catalog.Part{Kind: catalog.PartKey, Index: n})
	}
	for n, v := range b.views {
		if slices.ContainsFunc(v.Features, func(f catalog.Feature) bool { return f.Name == name }) {
			found = append(found, catalog.Part{Kind: catalog.PartColumn, Index: n, Text: name})
		}
	}
	switch len(found) {
	case 0:
		return catalog.Part{}, 0, nil
	case 1:
		return found[0], 1, nil
	}
	return catalog.Part{}, 0, b.err(sqlerr.New(sqlerr.AmbiguousColumn, "column reference %q is ambiguous", name).
		WithHint("Write the alias of the view before it."), ast.Span{First: i, Last: i + 1})
}

// qualified is a column of view number n.
func (b *viewScope) qualified(n int, name string, span ast.Span) (catalog.Part, error) {
	v := b.views[n]
	p := catalog.Part{Kind: catalog.PartColumn, Index: n, Text: name}
	if slices.ContainsFunc(v.Features, func(f catalog.Feature) bool { return f.Name == name }) {
		return p, nil
	}
	for i, k := range v.Keys {
		if b.refs[n].Key(v, i) == name {
			p.Text = k.Name
			return p, nil
		}
	}
	return p, b.err(sqlerr.New(sqlerr.UndefinedColumn, "column %s.%s does not exist", b.refs[n].Alias, name), span)
}
