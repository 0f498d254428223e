package parser

import "asof/planner/ast"

// createEntity parses what follows the name: [(column type, …)] [WITH (…)].
func (p *parser) createEntity(c ast.Create) (ast.Statement, error) {
	e := &ast.CreateEntity{Create: c}
	var err error
	switch {
	case p.accept("(", ")"), p.done(), p.words("with"): // without keys; the planner says what it thinks of that
	default:
		if e.Keys, err = p.columns(); err != nil {
			return nil, err
		}
	}
	e.Options, err = p.with()
	return e, err
}
