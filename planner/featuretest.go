package planner

import (
	"slices"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/planner/ast"
	"asof/planner/plan"
)

// createTest plans CREATE FEATURE TEST. That it fits its view is checked here, that it passes at COMMIT.
func (p *planner) createTest(s *ast.CreateTest) (plan.Node, error) {
	if skip, err := p.taken(&s.Create, "CREATE FEATURE TEST", catalog.KindTest); skip != nil || err != nil {
		return skip, err
	}
	o, err := p.tested(s.View, s.SQL)
	if err != nil {
		return nil, err
	}
	if err := p.mustOwn(o); err != nil {
		return nil, err
	}
	t := &catalog.FeatureTest{Meta: p.meta(&s.Create), View: o.ObjectName(), Service: o.ObjectKind() == catalog.KindService}
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
		if err := p.givenFits(o, &r, g, s.SQL); err != nil {
			return nil, err
		}
		t.Given = append(t.Given, r)
	}
	of := p.asked(o)
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
		if err := of.fits(&x, e, s.SQL); err != nil {
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

// tested finds the feature view or service that a test is of.
func (p *planner) tested(name ast.QName, text string) (catalog.Object, error) {
	if _, ok := p.snap.Service(name.Name); ok {
		return p.named(ast.ObjectService, name, text)
	}
	return p.named(ast.ObjectView, name, text)
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

// givenFits checks rows that a source is given: what is tested reads it, it has the columns, and the values are of their types.
func (p *planner) givenFits(of catalog.Object, r *catalog.TestRows, g ast.TestRows, text string) error {
	var have []string
	var src *catalog.Source
	for _, o := range p.snap.ReadBy(of) {
		if s, ok := o.(*catalog.Source); ok {
			have = append(have, s.Name)
			if s.Name == r.Source {
				src = s
			}
		}
	}
	if src == nil {
		return at(sqlerr.New(sqlerr.InvalidObjectDefinition, "%s %q does not read source %q", of.ObjectKind(), of.ObjectName(), r.Source).
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
