package planner

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/planner/ast"
	"asof/planner/parser"
	"asof/planner/plan"
)

// createTest plans CREATE FEATURE TEST. That it fits its view is checked here, that it passes at COMMIT.
func (p *planner) createTest(s *ast.CreateTest) (plan.Node, error) {
	if skip, err := p.taken(&s.Create, "CREATE FEATURE TEST", catalog.KindTest); skip != nil || err != nil {
		return skip, err
	}
	o, err := p.named(ast.ObjectView, s.View, s.SQL)
	if err != nil {
		return nil, err
	}
	v := o.(*catalog.FeatureView)
	if err := p.mustOwn(v); err != nil {
		return nil, err
	}
	if base := p.snapshotBelow(v); base != "" {
		return nil, at(sqlerr.New(sqlerr.FeatureNotSupported, "a feature test of a snapshot view is not supported").
			WithHint("%s is computed at ticks; test the views that are computed at any time.", base), s.SQL, s.View.Pos)
	}
	if len(v.Request) > 0 {
		return nil, at(sqlerr.New(sqlerr.FeatureNotSupported, "a feature test of a request-time view is not supported").
			WithHint("Test the views that it reads."), s.SQL, s.View.Pos)
	}
	t := &catalog.FeatureTest{Meta: p.meta(&s.Create), View: v.Name}
	if err := metaOptions(&t.Meta).apply("feature test", s.SQL, s.Options); err != nil {
		return nil, err
	}
	for _, g := range s.Given {
		if g.Source.Schema != "" {
			if err := schemaOf(g.Source, s.SQL); err != nil {
				return nil, err
			}
		}
		r := testRows(g)
		r.Source = g.Source.Name
		if err := p.givenFits(v, &r, g, s.SQL); err != nil {
			return nil, err
		}
		t.Given = append(t.Given, r)
	}
	for _, e := range s.Expects {
		us, err := sqltype.ParseText(sqltype.Of(sqltype.TimestampTZ), e.Time.Text, sqltype.ISO)
		if err != nil {
			return nil, at(sqlerr.From(err), s.SQL, e.Time.Pos)
		}
		micros, ok := us.(sqltype.Micros)
		if !ok || micros == sqltype.Infinity || micros == sqltype.NegInfinity {
			return nil, at(sqlerr.New(sqlerr.InvalidDatetimeFormat, "AS OF of a feature test is a time"), s.SQL, e.Time.Pos)
		}
		x := catalog.TestExpect{AsOf: int64(micros), Strict: e.Strict, TestRows: testRows(e.TestRows)}
		if err := expectFits(v, &x, e, s.SQL); err != nil {
			return nil, err
		}
		t.Expects = append(t.Expects, x)
	}
	old, ok := p.snap.Test(t.Name)
	if err := p.replaces(objectOrNil(old, ok), &t.Meta, s.Options); err != nil {
		return nil, err
	}
	c := catalog.Change{New: t}
	if ok {
		c.Old = old
	}
	return &plan.Define{Tag: "CREATE FEATURE TEST", Changes: []catalog.Change{c}}, nil
}

// snapshotBelow is the first snapshot view that v is or reads, "" if there is none.
func (p *planner) snapshotBelow(v *catalog.FeatureView) string {
	for _, o := range p.snap.ReadBy(v) {
		if b, ok := o.(*catalog.FeatureView); ok && b.Kind == catalog.SnapshotView {
			return b.Name
		}
	}
	return ""
}

// testRows are written rows as the catalog keeps them.
func testRows(r ast.TestRows) catalog.TestRows {
	var out catalog.TestRows
	for _, c := range r.Columns {
		out.Columns = append(out.Columns, c.Text)
	}
	for _, row := range r.Rows {
		values := make([]catalog.TestValue, len(row))
		for i, c := range row {
			if !c.Null {
				values[i] = &row[i].Text
			}
		}
		out.Rows = append(out.Rows, values)
	}
	return out
}

// givenFits checks rows that a source is given: the view reads it, it has the columns, and the values are of their types.
func (p *planner) givenFits(v *catalog.FeatureView, r *catalog.TestRows, g ast.TestRows, text string) error {
	var have []string
	var src *catalog.Source
	for _, o := range p.snap.ReadBy(v) {
		if s, ok := o.(*catalog.Source); ok {
			have = append(have, s.Name)
			if s.Name == r.Source {
				src = s
			}
		}
	}
	if src == nil {
		return at(sqlerr.New(sqlerr.InvalidObjectDefinition, "feature view %q does not read source %q", v.Name, r.Source).
			WithHint("It reads %s.", strings.Join(have, ", ")), text, g.Source.Pos)
	}
	if r.Columns == nil {
		for _, c := range src.Columns {
			r.Columns = append(r.Columns, c.Name)
		}
	}
	types, err := typesOf(r.Columns, src.Columns)
	if err != nil {
		return at(err, text, g.Source.Pos)
	}
	return valuesFit(types, g, text)
}

// expectFits checks rows that a view is expected to have: its keys are among the columns.
func expectFits(v *catalog.FeatureView, x *catalog.TestExpect, e ast.TestExpect, text string) error {
	cols := viewColumns(v)
	if x.Columns == nil {
		for _, c := range cols {
			x.Columns = append(x.Columns, c.Name)
		}
	}
	for _, k := range v.Keys {
		if x.Rows != nil && !slices.Contains(x.Columns, k.Name) {
			return at(sqlerr.New(sqlerr.InvalidColumnReference, "EXPECT does not have the key %q", k.Name).
				WithHint("Rows are told apart by their keys: list them among the columns."), text, e.Pos)
		}
	}
	types, err := typesOf(x.Columns, cols)
	if err != nil {
		return at(err, text, e.Pos)
	}
	return valuesFit(types, e.TestRows, text)
}

func viewColumns(v *catalog.FeatureView) []plan.Column {
	var cols []plan.Column
	for _, c := range v.Columns {
		cols = append(cols, plan.Column{Name: c.Name, Type: c.Type})
	}
	return cols
}

// typesOf are the types of columns, which are there once each.
func typesOf(names []string, cols []plan.Column) ([]sqltype.Type, *sqlerr.Error) {
	var types []sqltype.Type
	for n, name := range names {
		i := slices.IndexFunc(cols, func(c plan.Column) bool { return c.Name == name })
		if i < 0 {
			return nil, sqlerr.New(sqlerr.UndefinedColumn, "column %q does not exist", name)
		}
		if slices.Contains(names[:n], name) {
			return nil, sqlerr.New(sqlerr.DuplicateColumn, "column %q specified more than once", name)
		}
		types = append(types, cols[i].Type)
	}
	return types, nil
}

// valuesFit checks that written values are of their columns' types.
func valuesFit(types []sqltype.Type, r ast.TestRows, text string) error {
	for _, row := range r.Rows {
		if len(row) != len(types) {
			return at(sqlerr.New(sqlerr.SyntaxError, "a row has %d values for %d columns", len(row), len(types)), text, row[0].Pos)
		}
		for i, c := range row {
			if c.Null {
				continue
			}
			if _, err := sqltype.ParseText(types[i], c.Text, sqltype.ISO); err != nil {
				e := *sqlerr.From(err)
				return at(&e, text, c.Pos)
			}
		}
	}
	return nil
}

// runTests plans RUN FEATURE TESTS.
func (p *planner) runTests(s *ast.RunTests) (plan.Node, error) {
	tests := p.snap.Tests()
	if s.View.Name != "" {
		v, err := p.named(ast.ObjectView, s.View, s.SQL)
		if err != nil {
			return nil, err
		}
		tests = p.snap.TestsOf(v.ObjectName())
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
	v, ok := p.snap.View(t.View)
	if !ok {
		return out, sqlerr.New(sqlerr.UndefinedTable, "feature view %q does not exist", t.View)
	}
	for _, o := range p.snap.ReadBy(v) {
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
			return out, sqlerr.New(sqlerr.InvalidObjectDefinition, "feature view %q does not read source %q", v.Name, r.Source)
		}
	}
	for i := range t.Expects {
		x, err := p.expectation(v, &t.Expects[i])
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

// expectation plans the query of what a view has as of a time: its keys, then the other columns that are looked at.
func (p *planner) expectation(v *catalog.FeatureView, e *catalog.TestExpect) (plan.TestExpect, error) {
	x := plan.TestExpect{AsOf: e.AsOf, Strict: e.Strict, Keys: len(v.Keys)}
	cols := viewColumns(v)
	var names, list []string
	for _, k := range v.Keys {
		names = append(names, k.Name)
	}
	for _, c := range e.Columns {
		if !slices.Contains(names, c) {
			names = append(names, c)
		}
	}
	types, bad := typesOf(names, cols)
	if bad != nil {
		return x, bad
	}
	for i, n := range names {
		x.Columns = append(x.Columns, plan.Column{Name: n, Type: types[i]})
		list = append(list, quoted(n))
	}
	written, bad := typesOf(e.Columns, cols)
	if bad != nil {
		return x, bad
	}
	values, err := e.Parse(written)
	if err != nil {
		return x, err
	}
	for _, row := range values {
		ordered := make([]any, len(names))
		for i, n := range names {
			ordered[i] = row[slices.Index(e.Columns, n)]
		}
		x.Rows = append(x.Rows, ordered)
	}
	sql := fmt.Sprintf("SELECT %s FROM %s AS OF TIMESTAMPTZ '%s'", strings.Join(list, ", "), quoted(v.Name), time.UnixMicro(e.AsOf).UTC().Format("2006-01-02 15:04:05.000000+00"))
	if e.Strict {
		sql += " STRICT"
	}
	tree, err := parser.Parse(sql)
	if err != nil {
		return x, err
	}
	node, err := Plan(p.snap, tree, p.env)
	if err != nil {
		return x, err
	}
	x.Query = node.(*plan.Query)
	return x, nil
}
