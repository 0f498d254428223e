package planner

import (
	"slices"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// items takes the select list apart.
func (b *derivedBody) items() error {
	selected := make([]bool, len(b.view.Keys))
	for _, it := range b.body.Items {
		if it.Star {
			if err := b.star(it, selected); err != nil {
				return err
			}
			continue
		}
		if len(it.Calls) > 0 {
			return b.noWindow(it.Calls[0].Span)
		}
		parts, err := b.parts(it.Expr)
		if err != nil {
			return err
		}
		name, err := b.nameOf(it, parts)
		if err != nil {
			return err
		}
		if err := b.column(name, parts, it.Span, selected); err != nil {
			return err
		}
	}
	if len(b.view.Features) == 0 {
		return b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "feature view %q has no feature besides its keys", b.view.Name), b.body.Span)
	}
	missing := slices.Index(selected, false)
	if missing < 0 {
		return nil
	}
	if len(b.view.Request) == 0 {
		k := b.view.Keys[missing].Name
		return b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "key %q of entity %q is not in the SELECT list", k, b.view.Entity).
			WithHint("Select the column %s.", catalog.QuoteIdent(k)), b.body.Span)
	}
	var keys []catalog.ViewColumn
	for i, k := range b.view.Keys {
		if !selected[i] {
			keys = append(keys, catalog.ViewColumn{Name: k.Name, Type: k.Type, Key: i, Feature: -1})
		}
	}
	b.view.Columns = append(keys, b.view.Columns...)
	return nil
}

// star adds all columns of the views, or of one, as they are now: the keys once, then the features.
func (b *derivedBody) star(it ast.Item, selected []bool) error {
	if it.Span.Last-it.Span.First > 3 {
		return b.err(sqlerr.New(sqlerr.FeatureNotSupported, "a modified * is not supported in a feature view").WithHint("Name the columns."), it.Span)
	}
	found := false
	for i, ref := range b.refs {
		if it.Of != "" && it.Of != ref.Alias {
			continue
		}
		found = true
		for _, c := range b.views[i].Columns {
			name, part := c.Name, catalog.Part{Kind: catalog.PartColumn, Index: i, Text: c.Name}
			if c.Feature < 0 {
				name = ref.Key(b.views[i], c.Key)
				part = catalog.Part{Kind: catalog.PartKey, Index: b.key(name)}
				if selected[part.Index] {
					continue
				}
			}
			if err := b.column(name, []catalog.Part{part}, it.Span, selected); err != nil {
				return err
			}
		}
	}
	if !found {
		return b.err(sqlerr.New(sqlerr.UndefinedTable, "missing FROM-clause entry for table %q", it.Of), it.Span)
	}
	return nil
}

// column adds an output column: a key under its own name, else a feature.
func (b *derivedBody) column(name string, parts []catalog.Part, span ast.Span, selected []bool) error {
	if slices.ContainsFunc(b.view.Columns, func(c catalog.ViewColumn) bool { return catalog.SameName(c.Name, name) }) {
		return b.err(sqlerr.New(sqlerr.DuplicateColumn, "column %q specified more than once", name), span)
	}
	if k := b.key(name); k >= 0 {
		if !b.isKey(parts, k) {
			return b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "column %q has the name of a key but is another expression", name).
				WithHint("Give it another name with AS."), span)
		}
		selected[k] = true
		b.view.Columns = append(b.view.Columns, catalog.ViewColumn{Name: name, Type: b.view.Keys[k].Type, Key: k, Feature: -1})
		return nil
	}
	b.view.Columns = append(b.view.Columns, catalog.ViewColumn{Name: name, Key: -1, Feature: len(b.view.Features)})
	f := catalog.Feature{Expr: parts, Pos: b.text.Pos(span)}
	f.Name = name
	b.view.Features = append(b.view.Features, f)
	return nil
}

// isKey says whether an expression is the key number k, of whatever view.
func (b *derivedBody) isKey(parts []catalog.Part, k int) bool {
	if len(parts) != 1 {
		return false
	}
	switch p := parts[0]; p.Kind {
	case catalog.PartKey:
		return p.Index == k
	case catalog.PartColumn:
		v := b.views[p.Index]
		n := slices.IndexFunc(v.Keys, func(key catalog.Key) bool { return key.Name == p.Text })
		return n >= 0 && b.refs[p.Index].Key(v, n) == b.view.Keys[k].Name && !b.refs[p.Index].Left
	}
	return false
}

// where takes WHERE apart.
func (b *derivedBody) where() error {
	if b.body.Where.Empty() {
		return nil
	}
	var err error
	b.view.Filter, err = b.parts(b.body.Where)
	b.view.WherePos = b.text.Pos(b.body.Where)
	return err
}
