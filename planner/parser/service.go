package parser

import "asof/planner/ast"

// createService parses what follows the name: [WITH (…)] AS SELECT ….
func (p *parser) createService(c ast.Create) (ast.Statement, error) {
	s := &ast.CreateService{Create: c}
	var err error
	if s.Options, err = p.with(); err != nil {
		return nil, err
	}
	if err := p.expect("as"); err != nil {
		return nil, err
	}
	s.Body, err = p.body()
	return s, err
}
