package parser

import "asof/planner/ast"

// create parses CREATE [OR REPLACE] of an object of ours.
func (p *parser) create() (ast.Statement, error) {
	p.next++
	c := ast.Create{Text: p.text, Replace: p.accept("or", "replace")}
	object, err := p.object()
	if err != nil {
		return nil, err
	}
	if p.words("if", "not", "exists") {
		if c.Replace {
			return nil, p.unexpected()
		}
		p.next += 3
		c.IfNotExists = true
	}
	if c.Name, err = p.newQName(); err != nil {
		return nil, err
	}
	var s ast.Statement
	switch object {
	case ast.ObjectSource:
		s, err = p.createSource(c)
	case ast.ObjectEntity:
		s, err = p.createEntity(c)
	case ast.ObjectView:
		s, err = p.createView(c)
	case ast.ObjectTest:
		s, err = p.createTest(c)
	case ast.ObjectSet:
		s, err = p.createTrainingSet(c)
	default:
		s, err = p.createService(c)
	}
	if err != nil {
		return nil, err
	}
	return s, p.finish()
}

// createSource parses what follows the name: [(columns)] FROM format ['location'] [WITH (…)].
func (p *parser) createSource(c ast.Create) (ast.Statement, error) {
	s := &ast.CreateSource{Create: c}
	var err error
	if p.peek(0).Is("(") {
		if s.Columns, err = p.columns(); err != nil {
			return nil, err
		}
	}
	if err := p.expect("from"); err != nil {
		return nil, err
	}
	if s.Format, err = p.label(); err != nil {
		return nil, err
	}
	s.LocationPos = p.offset(p.next)
	if t := p.peek(0); t.Kind == ast.String {
		s.Location = t.Value
		p.next++
	} else if s.Format.Text != "push" {
		return nil, p.unexpected()
	}
	s.Options, err = p.with()
	return s, err
}
