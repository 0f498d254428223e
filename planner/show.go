package planner

import (
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/planner/ast"
	"asof/planner/plan"
)

// showCreate plans SHOW CREATE: one row, the statement that defines the object as it is now.
func (p *planner) showCreate(s *ast.ShowCreate) (plan.Node, error) {
	o, err := p.named(s.Object, s.Name, s.SQL)
	if err != nil {
		return nil, err
	}
	if !p.snap.Sees(p.env.User, o) {
		return nil, p.snap.Denied(catalog.TargetOf(o))
	}
	statement := catalog.ShowCreate(p.snap, o)
	switch v, isView := o.(*catalog.FeatureView); {
	case s.At == "":
	case isView:
		version, bad := p.version(v, s.At)
		if bad != nil {
			return nil, at(bad, s.SQL, s.Name.Pos)
		}
		statement = catalog.ShowVersion(v, version)
	default:
		return nil, at(sqlerr.New(sqlerr.FeatureNotSupported, "earlier versions of a %s are not kept", o.ObjectKind()), s.SQL, s.Name.Pos)
	}
	text := sqltype.Of(sqltype.Text)
	return &plan.Values{Tag: "SHOW",
		Columns: []plan.Column{{Name: "name", Type: text}, {Name: "create_statement", Type: text}},
		Rows:    [][]any{{o.ObjectName(), statement}}}, nil
}

// refresh plans REFRESH FEATURE VIEW: of one version, or of the newest and all that services have pinned (R19).
func (p *planner) refresh(s *ast.Refresh) (plan.Node, error) {
	o, err := p.named(ast.ObjectView, s.Name, s.SQL)
	if err != nil {
		return nil, err
	}
	if !s.Range.Empty() {
		return nil, at(sqlerr.New(sqlerr.FeatureNotSupported, "REFRESH of a range is not supported").
			WithHint("REFRESH FEATURE VIEW %s reads everything.", catalog.QuoteIdent(s.Name.Name)), s.SQL, s.Pos(s.Range))
	}
	v := o.(*catalog.FeatureView)
	if err := p.mustOwn(v); err != nil {
		return nil, err
	}
	if v.Kind == catalog.DerivedView {
		return nil, at(sqlerr.New(sqlerr.WrongObjectType, "feature view %q has no rows of its own", v.Name).
			WithHint("%s", refreshBelow(v)), s.SQL, s.Name.Pos)
	}
	n := &plan.Refresh{View: v}
	if s.At != "" {
		version, bad := p.version(v, s.At)
		switch {
		case bad != nil:
			return nil, at(bad, s.SQL, s.Name.Pos)
		case !p.snap.Materialises(v, version.Version):
			return nil, at(sqlerr.New(sqlerr.ObjectNotInState, "version %d of feature view %q is not kept materialised", version.Version, v.Name).
				WithHint("The newest and the current version are, and those that a feature service has pinned. Others are read from the files."), s.SQL, s.Name.Pos)
		}
		n.Version = version.Version
	}
	for _, version := range p.snap.ToRefresh(v, n.Version) {
		sources, missing := p.snap.SourcesOf(version)
		if missing != "" {
			return nil, sqlerr.New(sqlerr.UndefinedTable, "source %q does not exist", missing)
		}
		for _, src := range sources {
			if err := p.mayRead(src, v.Owner); err != nil {
				return nil, err
			}
		}
	}
	return n, nil
}

// refreshBelow says what to refresh in the place of a derived view.
func refreshBelow(v *catalog.FeatureView) string {
	if len(v.Views) == 0 {
		return "It is computed from its request parameters when it is read."
	}
	var names []string
	for _, r := range v.Views {
		names = append(names, "REFRESH FEATURE VIEW "+catalog.QuoteIdent(r.Name))
	}
	return "It is computed when it is read. " + strings.Join(names, "; ") + "."
}
