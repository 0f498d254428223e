package parser

import "asof/planner/ast"

// drop parses DROP object [IF EXISTS] name, … [CASCADE | RESTRICT].
func (p *parser) drop() (ast.Statement, error) {
	p.next++
	d := &ast.Drop{Text: p.text}
	var err error
	if d.Object, err = p.object(); err != nil {
		return nil, err
	}
	d.IfExists = p.accept("if", "exists")
	for {
		n, err := p.qname()
		if err != nil {
			return nil, err
		}
		d.Names = append(d.Names, n)
		if !p.accept(",") {
			break
		}
	}
	if d.Cascade = p.accept("cascade"); !d.Cascade {
		p.accept("restrict")
	}
	return d, p.finish()
}
