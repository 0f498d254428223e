package parser

import "asof/planner/ast"

// refresh parses REFRESH FEATURE VIEW name[@version] [FROM t1 TO t2].
func (p *parser) refresh() (ast.Statement, error) {
	p.next++
	if err := p.expect("feature", "view"); err != nil {
		return nil, err
	}
	r := &ast.Refresh{Text: p.text}
	var err error
	if r.Versioned, err = p.version(); err != nil {
		return nil, err
	}
	first := p.next
	if p.accept("from") {
		if err := p.expr(aExpr); err != nil {
			return nil, err
		}
		if err := p.expect("to"); err != nil {
			return nil, err
		}
		if err := p.expr(aExpr); err != nil {
			return nil, err
		}
		r.Range = ast.Span{First: first, Last: p.next}
	}
	return r, p.finish()
}
