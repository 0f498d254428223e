package parser

import "asof/planner/ast"

// createView parses what follows the name: [ENTITY name] [REQUEST (columns)] [WITH (…)] AS SELECT …. The clauses before AS may
// stand in any order. ENTITY may be left out where the grammar is concerned (R17); Entity is empty then. The query of a snapshot view
// may be any: of its Body there is only the Span, and Blocks takes it apart.
func (p *parser) createView(c ast.Create) (ast.Statement, error) {
	v := &ast.CreateView{Create: c}
	for !p.accept("as") {
		var err error
		switch {
		case v.Entity.Text == "" && p.accept("entity"):
			v.Entity, err = p.name()
		case v.Request == nil && p.accept("request"):
			v.Request, err = p.columns()
		case v.Options == nil && p.words("with"):
			v.Options, err = p.with()
		default:
			err = p.unexpected()
		}
		if err != nil {
			return nil, err
		}
	}
	if v.Scheduled() || p.words("with") || p.words("(") || p.words("values") || p.words("table") {
		v.Body, p.next = &ast.Body{Span: ast.Span{First: p.next, Last: p.end}}, p.end
		if v.Body.Span.Empty() {
			return nil, p.unexpected()
		}
		return v, p.matchBrackets()
	}
	var err error
	v.Body, err = p.body()
	return v, err
}
