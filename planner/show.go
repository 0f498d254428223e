package planner

import (
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
