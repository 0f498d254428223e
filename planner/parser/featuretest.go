package parser

import (
	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// createTest parses what follows the name: ON {view | service} [WITH (…)] GIVEN … EXPECT ….
func (p *parser) createTest(c ast.Create) (ast.Statement, error) {
	s := &ast.CreateTest{Create: c}
	var err error
	if err = p.expect("on"); err == nil {
		s.View, err = p.qname()
	}
	if err == nil {
		s.Options, err = p.with()
	}
	for err == nil && p.accept("given") {
		var g ast.TestRows
		if g.Source, err = p.qname(); err == nil {
			err = p.testRows(&g)
		}
		s.Given = append(s.Given, g)
	}
	if err != nil {
		return nil, err
	}
	if err := p.expect("expect"); err != nil {
		return nil, err
	}
	for {
		e, err := p.testExpect()
		if err != nil {
			return nil, err
		}
		s.Expects = append(s.Expects, e)
		if !p.accept("expect") {
			return s, nil
		}
	}
}

// testExpect takes [STRICT] AS OF 'time' [(columns)] VALUES … | NO ROWS.
func (p *parser) testExpect() (ast.TestExpect, error) {
	e := ast.TestExpect{Pos: p.offset(p.next - 1), Strict: p.accept("strict")}
	if err := p.expect("as", "of"); err != nil {
		return e, err
	}
	if p.peek(1).Kind == ast.String {
		_ = p.accept("timestamptz") || p.accept("timestamp")
	}
	if p.peek(0).Kind != ast.String {
		return e, p.unexpected()
	}
	var err error
	if e.Time, err = p.constant(); err != nil {
		return e, err
	}
	if p.accept("no", "rows") {
		return e, nil
	}
	return e, p.testRows(&e.TestRows)
}

// testRows takes [(columns)] VALUES (…), ….
func (p *parser) testRows(r *ast.TestRows) error {
	if p.peek(0).Is("(") {
		p.next++
		err := p.list(func() error {
			n, err := p.label()
			r.Columns = append(r.Columns, n)
			return err
		})
		if err != nil {
			return err
		}
	}
	if err := p.expect("values"); err != nil {
		return err
	}
	for {
		if err := p.expect("("); err != nil {
			return err
		}
		var row []ast.Constant
		err := p.list(func() error {
			c, err := p.constant()
			row = append(row, c)
			return err
		})
		if err != nil {
			return err
		}
		r.Rows = append(r.Rows, row)
		if !p.accept(",") {
			return nil
		}
	}
}

// constant takes a string, a number with its sign, TRUE, FALSE or NULL.
func (p *parser) constant() (ast.Constant, error) {
	c := ast.Constant{Pos: p.offset(p.next)}
	sign := ""
	if t := p.peek(0); (t.Is("-") || t.Is("+")) && p.peek(1).Kind == ast.Number {
		if t.Is("-") {
			sign = "-"
		}
		p.next++
	}
	switch t := p.peek(0); {
	case t.Kind == ast.String, t.Kind == ast.Number, t.Is("true"), t.Is("false"):
		c.Text = sign + t.Value
	case t.Is("null"):
		c.Null = true
	case p.done():
		return c, p.unexpected()
	default:
		return c, p.codeAt(p.next, sqlerr.FeatureNotSupported, "values of a feature test are constants").
			WithHint("Write a string, a number, TRUE, FALSE or NULL; a string becomes a value of its column's type: '2001-03-01 12:00Z', '{1,2}'.")
	}
	p.next++
	return c, nil
}

// runTests parses RUN FEATURE TESTS [ON {view | service}].
func (p *parser) runTests() (ast.Statement, error) {
	if err := p.expect("run", "feature", "tests"); err != nil {
		return nil, err
	}
	s := &ast.RunTests{Text: p.text}
	if p.accept("on") {
		var err error
		if s.View, err = p.qname(); err != nil {
			return nil, err
		}
	}
	return s, p.finish()
}
