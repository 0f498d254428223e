package parser

import "asof/planner/ast"

// showCreate parses SHOW CREATE object name[@version].
func (p *parser) showCreate() (ast.Statement, error) {
	p.next += 2
	s := &ast.ShowCreate{Text: p.text}
	var err error
	if s.Object, err = p.object(); err != nil {
		return nil, err
	}
	if s.Versioned, err = p.version(); err != nil {
		return nil, err
	}
	return s, p.finish()
}

// show parses SHOW name, SHOW ALL, SHOW TIME ZONE and SHOW TRANSACTION ISOLATION LEVEL.
func (p *parser) show() (ast.Statement, error) {
	p.next++
	s := &ast.Show{Text: p.text}
	name, err := p.resettable()
	if err != nil {
		return nil, err
	}
	s.Name = name
	return s, p.finish()
}

// resettable takes what SHOW and RESET name.
func (p *parser) resettable() (ast.Name, error) {
	pos := p.offset(p.next)
	switch {
	case p.accept("all"):
		return ast.Name{Text: "all", Pos: pos}, nil
	case p.accept("time", "zone"):
		return ast.Name{Text: "timezone", Pos: pos}, nil
	case p.accept("transaction", "isolation", "level"):
		return ast.Name{Text: "transaction_isolation", Pos: pos}, nil
	case p.accept("session", "authorization"):
		return ast.Name{Text: "session_authorization", Pos: pos}, nil
	}
	return p.setting()
}
