package planner

import (
	"slices"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// viewOf finds a feature view that a view or a service selects from: the version that is named, or the current one.
func (p *planner) viewOf(name ast.QName, version string, span ast.Span, text ast.Text) (*catalog.FeatureView, error) {
	fail := func(e *sqlerr.Error) error { return at(e, text.SQL, text.Pos(span)) }
	if name.Name == "" {
		return nil, fail(sqlerr.New(sqlerr.FeatureNotSupported, "a relation that is not a feature view is not supported here").
			WithHint("Select from feature views by their names."))
	}
	if err := schemaOf(name, text.SQL); err != nil {
		return nil, err
	}
	v, ok := p.snap.View(name.Name)
	if !ok {
		if o, ok := p.snap.Relation(name.Name); ok {
			code := sqlerr.InvalidObjectDefinition
			if o.ObjectKind() == catalog.KindService {
				code = sqlerr.FeatureNotSupported
			}
			return nil, fail(sqlerr.New(code, "%q is a %s, not a feature view", name.Name, o.ObjectKind()).
				WithHint("Select from the feature views."))
		}
		return nil, fail(sqlerr.New(sqlerr.UndefinedTable, "feature view %q does not exist", name.Name))
	}
	got, bad := p.version(v, version)
	if bad != nil {
		return nil, fail(bad)
	}
	return got, nil
}

// viewRef is how a view or a service reads v, beside those that it reads already. KEY (…) renames the keys. Without a version in the
// text it follows the current one.
func viewRef(f ast.BodyFrom, v *catalog.FeatureView, have []catalog.ViewRef, text ast.Text) (catalog.ViewRef, error) {
	fail := func(e *sqlerr.Error) error { return at(e, text.SQL, text.Pos(f.Span)) }
	ref := catalog.ViewRef{Name: v.Name, Alias: f.Alias.Text}
	if ref.Alias == "" {
		ref.Alias = v.Name
	}
	if f.At != "" {
		ref.Version = v.Version
	}
	if slices.ContainsFunc(have, func(o catalog.ViewRef) bool { return o.Alias == ref.Alias }) {
		return ref, fail(sqlerr.New(sqlerr.DuplicateAlias, "table name %q specified more than once", ref.Alias))
	}
	if f.Key == nil {
		return ref, nil
	}
	if len(f.Key) != len(v.Keys) {
		return ref, fail(sqlerr.New(sqlerr.InvalidColumnReference, "KEY names %d columns but the keys of feature view %q are %s", len(f.Key), v.Name, keyList(v)))
	}
	for _, k := range f.Key {
		if slices.ContainsFunc(ref.Keys, func(o string) bool { return catalog.SameName(o, k.Text) }) {
			return ref, at(sqlerr.New(sqlerr.DuplicateColumn, "key %q specified more than once", k.Text), text.SQL, k.Pos)
		}
		ref.Keys = append(ref.Keys, k.Text)
	}
	return ref, nil
}

func keyList(v *catalog.FeatureView) string {
	names := make([]string, len(v.Keys))
	for i, k := range v.Keys {
		names[i] = catalog.QuoteIdent(k.Name)
	}
	return strings.Join(names, ", ")
}
