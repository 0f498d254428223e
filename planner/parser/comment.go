package parser

import "asof/planner/ast"

// comment parses COMMENT ON object name IS …, COMMENT ON COLUMN [schema.]view.column IS ….
func (p *parser) comment() (ast.Statement, error) {
	p.next += 2
	c := &ast.Comment{Text: p.text}
	var err error
	if p.accept("column") {
		c.Object = ast.ObjectView
		if c.Name, err = p.qname(); err != nil {
			return nil, err
		}
		if p.accept(".") {
			c.Column, err = p.label()
		} else {
			c.Name, c.Column, err = p.cutColumn(c.Name)
		}
	} else if p.accept("role") {
		c.Role, err = p.name()
	} else if c.Object, err = p.object(); err == nil {
		c.Name, err = p.qname()
	}
	if err != nil {
		return nil, err
	}
	if err := p.expect("is"); err != nil {
		return nil, err
	}
	switch t := p.peek(0); {
	case t.Kind == ast.String:
		c.Comment = t.Value
	case t.Is("null"):
		c.Null = true
	default:
		return nil, p.unexpected()
	}
	p.next++
	return c, p.finish()
}

// cutColumn takes view.column, read as a name with a schema, apart.
func (p *parser) cutColumn(q ast.QName) (ast.QName, ast.Name, error) {
	if q.Schema == "" {
		return q, ast.Name{}, p.errorAt(p.next-1, "column name must be qualified")
	}
	column := ast.Name{Text: q.Name, Pos: p.token(p.next - 1).Pos}
	return ast.QName{Name: q.Schema, Pos: q.Pos, End: p.token(p.next - 3).End}, column, nil
}
