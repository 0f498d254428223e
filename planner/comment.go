package planner

import (
	"slices"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/plan"
)

// comment plans COMMENT ON. A comment is no change of meaning: versions stay.
func (p *planner) comment(s *ast.Comment) (plan.Node, error) {
	if s.Role.Text != "" {
		return p.commentRole(s)
	}
	old, err := p.named(s.Object, s.Name, s.SQL)
	if err != nil {
		return nil, err
	}
	if err := p.mustOwn(old); err != nil {
		return nil, err
	}
	text := s.Comment
	if s.Null {
		text = ""
	}
	var n catalog.Object
	switch o := old.(type) {
	case *catalog.Source:
		c := *o
		c.Comment, n = text, &c
	case *catalog.Entity:
		c := *o
		c.Comment, n = text, &c
	case *catalog.Service:
		c := *o
		c.Comment, n = text, &c
	case *catalog.TrainingSet:
		c := *o
		c.Comment, n = text, &c
	case *catalog.FeatureTest:
		c := *o
		c.Comment, n = text, &c
	case *catalog.FeatureView:
		c := *o
		n = &c
		if s.Column.Text == "" {
			c.Comment = text
			break
		}
		i := slices.IndexFunc(c.Features, func(f catalog.Feature) bool { return f.Name == s.Column.Text })
		if i < 0 {
			return nil, at(sqlerr.New(sqlerr.UndefinedColumn, "column %q of feature view %q is not a feature", s.Column.Text, c.Name), s.SQL, s.Column.Pos)
		}
		c.Features = slices.Clone(c.Features)
		c.Features[i].Comment = text
	}
	return &plan.Define{Tag: "COMMENT", Changes: []catalog.Change{{Old: old, New: n}}}, nil
}
