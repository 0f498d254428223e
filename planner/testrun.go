package planner

import (
	"slices"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/plan"
)

// runTests plans RUN FEATURE TESTS.
func (p *planner) runTests(s *ast.RunTests) (plan.Node, error) {
	tests := p.snap.Tests()
	if s.View.Name != "" {
		o, err := p.tested(s.View, s.SQL)
		if err != nil {
			return nil, err
		}
		tests = p.snap.TestsOf(o.ObjectName())
	}
	n := Tests(p.snap, tests, p.env)
	n.Notice = true
	for _, t := range tests {
		n.Need = append(n.Need, plan.Need{User: p.env.User, On: catalog.Target{Class: catalog.OnRelation, Name: t.View}, Rights: catalog.Select})
	}
	return n, nil
}

// Tests plans a run of tests. One that does not fit its view any more says why.
func Tests(snap *catalog.Snapshot, tests []*catalog.FeatureTest, env Env) *plan.RunTests {
	env.Route, env.Temp, snap = "offline", nil, snap.Newest()
	n := &plan.RunTests{}
	for _, t := range tests {
		test, err := (&planner{snap: snap, env: env}).test(t)
		test.Test, test.Err = t, err
		n.Tests = append(n.Tests, test)
	}
	return n
}

// test makes a test ready to run.
func (p *planner) test(t *catalog.FeatureTest) (plan.Test, error) {
	var out plan.Test
	tested := p.snap.Tested(t)
	if tested == nil {
		return out, sqlerr.New(sqlerr.UndefinedTable, "relation %q does not exist", t.View)
	}
	for _, o := range p.snap.ReadBy(tested) {
		src, ok := o.(*catalog.Source)
		if !ok {
			continue
		}
		g := plan.GivenSource{Source: src, Columns: src.Columns}
		for _, r := range t.Given {
			if r.Source != src.Name {
				continue
			}
			rows, err := fullRows(&r, src.Columns)
			if err != nil {
				return out, err
			}
			g.Rows = append(g.Rows, rows...)
		}
		out.Sources = append(out.Sources, g)
	}
	for _, r := range t.Given {
		if !slices.ContainsFunc(out.Sources, func(g plan.GivenSource) bool { return g.Source.Name == r.Source }) {
			return out, sqlerr.New(sqlerr.InvalidObjectDefinition, "%s %q does not read source %q", tested.ObjectKind(), tested.ObjectName(), r.Source)
		}
	}
	of := p.asked(tested)
	for i := range t.Expects {
		x, err := of.expectation(&t.Expects[i])
		if err != nil {
			return out, err
		}
		out.Expects = append(out.Expects, x)
	}
	return out, nil
}

// fullRows are given rows with all columns of their source.
func fullRows(r *catalog.TestRows, cols []plan.Column) ([][]any, error) {
	types, bad := typesOf(r.Columns, cols)
	if bad != nil {
		return nil, bad
	}
	values, err := r.Parse(types)
	if err != nil {
		return nil, err
	}
	out := make([][]any, len(values))
	for i, row := range values {
		out[i] = make([]any, len(cols))
		for j, name := range r.Columns {
			out[i][slices.IndexFunc(cols, func(c plan.Column) bool { return c.Name == name })] = row[j]
		}
	}
	return out, nil
}
