package planner

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/planner/ast"
	"asof/planner/plan"
)

// version is the version of a view that at names, or the current one (R19, R35). The error has no position yet.
func (p *planner) version(v *catalog.FeatureView, at string) (*catalog.FeatureView, *sqlerr.Error) {
	if at == "" {
		return v.Serving(), nil
	}
	n, err := strconv.Atoi(at)
	if got, ok := v.At(n); ok && err == nil {
		return got, nil
	}
	var have []string
	for _, o := range v.Versions() {
		have = append(have, strconv.Itoa(o.Version))
	}
	return nil, sqlerr.New(sqlerr.UndefinedTable, "version %s of feature view %q does not exist", at, v.Name).
		WithHint("Its versions are %s.", strings.Join(have, ", "))
}

// versionOf finds the version of a view that a statement names.
func (p *planner) versionOf(n ast.Versioned, text string) (view, version *catalog.FeatureView, err error) {
	o, err := p.named(ast.ObjectView, n.Name, text)
	if err != nil {
		return nil, nil, err
	}
	view = o.(*catalog.FeatureView)
	version, bad := p.version(view, n.At)
	if bad != nil {
		return nil, nil, at(bad, text, n.Name.Pos)
	}
	return view, version, nil
}

// forget plans ALTER FEATURE VIEW v DROP VERSION n.
func (p *planner) forget(s *ast.Alter, v *catalog.FeatureView) (plan.Node, error) {
	gone, bad := p.version(v, s.Forget)
	if bad != nil {
		return nil, at(bad, s.SQL, s.ForgetAt)
	}
	pins := p.snap.Pins(v.Name, gone.Version)
	switch {
	case gone == v:
		return nil, at(sqlerr.New(sqlerr.FeatureNotSupported, "cannot drop version %d of feature view %q: it is the newest", gone.Version, v.Name).
			WithHint("CREATE OR REPLACE FEATURE VIEW makes another one first."), s.SQL, s.ForgetAt)
	case gone == v.Serving():
		return nil, at(sqlerr.New(sqlerr.DependentObjects, "cannot drop version %d of feature view %q: it serves until version %d is materialised", gone.Version, v.Name, v.Version).
			WithHint("REFRESH FEATURE VIEW %s first.", catalog.QuoteIdent(v.Name)), s.SQL, s.ForgetAt)
	case len(pins) > 0:
		return nil, at(sqlerr.New(sqlerr.DependentObjects, "cannot drop version %d of feature view %q: %s %q has pinned it", gone.Version, v.Name, pins[0].ObjectKind(), pins[0].ObjectName()).
			WithHint("ALTER FEATURE SERVICE … USE %s@%d moves a service.", catalog.QuoteIdent(v.Name), v.Version), s.SQL, s.ForgetAt)
	}
	n := *v
	n.Older = slices.DeleteFunc(slices.Clone(v.Older), func(o *catalog.FeatureView) bool { return o == gone })
	n.Altered = p.env.Now
	return &plan.Define{Tag: "ALTER FEATURE VIEW", Changes: []catalog.Change{{Old: v, New: &n}}}, nil
}

// use plans ALTER FEATURE SERVICE s USE v@n: the service, in a new version, reads that version of the view.
func (p *planner) use(s *ast.Alter, old *catalog.Service) (plan.Node, error) {
	n := *old
	n.Version, n.Altered, n.Views = old.Version+1, p.env.Now, slices.Clone(old.Views)
	for _, u := range s.Use {
		view, version, err := p.versionOf(u, s.SQL)
		if err != nil {
			return nil, err
		}
		found := false
		for i, sv := range n.Views {
			if sv.Name != view.Name {
				continue
			}
			found = true
			if was, ok := p.snap.Referred(sv); ok {
				if bad := fits(&n, i, was, version); bad != nil {
					return nil, at(bad, s.SQL, u.Name.Pos)
				}
			}
			n.Views[i].Version = version.Version
		}
		if !found {
			return nil, at(sqlerr.New(sqlerr.UndefinedTable, "feature service %q does not read feature view %q", n.Name, view.Name), s.SQL, u.Name.Pos)
		}
		if err := p.mayRead(view, n.Owner); err != nil {
			return nil, err
		}
	}
	return &plan.Define{Tag: "ALTER FEATURE SERVICE", Changes: []catalog.Change{{Old: old, New: &n}}}, nil
}

// fits says what is missing in a version of view number i of a service in the place of the one that it has pinned: its keys and the
// features that the service reads must be there, with their types.
func fits(s *catalog.Service, i int, was, is *catalog.FeatureView) *sqlerr.Error {
	keys := func(v *catalog.FeatureView) string {
		var b strings.Builder
		for _, k := range v.Keys {
			fmt.Fprintf(&b, ", %s %s", catalog.QuoteIdent(k.Name), k.Type)
		}
		return strings.TrimPrefix(b.String(), ", ")
	}
	if keys(was) != keys(is) {
		return sqlerr.New(sqlerr.DatatypeMismatch, "version %d of feature view %q has the keys (%s), but the service reads it by (%s)", is.Version, is.Name, keys(is), keys(was)).
			WithHint("CREATE OR REPLACE FEATURE SERVICE %s.", catalog.QuoteIdent(s.Name))
	}
	types := func(v *catalog.FeatureView) map[string]sqltype.Type {
		out := map[string]sqltype.Type{}
		for _, k := range v.Keys {
			out[k.Name] = k.Type
		}
		for _, f := range v.Features {
			out[f.Name] = f.Type
		}
		return out
	}
	had, has := types(was), types(is)
	for _, c := range s.Columns {
		for _, p := range c.Reads() {
			t, ok := has[p.Text]
			switch {
			case p.Index != i:
			case !ok:
				return sqlerr.New(sqlerr.UndefinedColumn, "version %d of feature view %q has no column %q, which feature service %q reads", is.Version, is.Name, p.Text, s.Name).
					WithHint("CREATE OR REPLACE FEATURE SERVICE %s.", catalog.QuoteIdent(s.Name))
			case t != had[p.Text]:
				return sqlerr.New(sqlerr.DatatypeMismatch, "column %q of version %d of feature view %q is %s, but feature service %q reads it as %s", p.Text, is.Version, is.Name, t, s.Name, had[p.Text]).
					WithHint("CREATE OR REPLACE FEATURE SERVICE %s.", catalog.QuoteIdent(s.Name))
			}
		}
	}
	return nil
}
