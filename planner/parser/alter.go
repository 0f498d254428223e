package parser

import "asof/planner/ast"

// alter parses ALTER object [IF EXISTS] name SET (…) | RESET (…) | RENAME TO name | OWNER TO role | USE view@version, ….
func (p *parser) alter() (ast.Statement, error) {
	p.next++
	a := &ast.Alter{Text: p.text}
	var err error
	if a.Object, err = p.object(); err != nil {
		return nil, err
	}
	a.IfExists = p.accept("if", "exists")
	if a.Name, err = p.qname(); err != nil {
		return nil, err
	}
	switch {
	case p.accept("set"):
		a.Set, err = p.options()
	case p.accept("reset"):
		a.Reset, err = p.names()
	case p.accept("owner", "to"):
		var to ast.RoleName
		to, err = p.roleName()
		a.OwnerTo = &to
	case p.accept("rename", "to"):
		a.RenameTo, err = p.newName()
	case a.Object == ast.ObjectService && p.accept("use"):
		a.Use, err = p.versions()
	default:
		err = p.unexpected()
	}
	if err != nil {
		return nil, err
	}
	return a, p.finish()
}

// versions takes view@version, ….
func (p *parser) versions() (ast.Span, error) {
	s := ast.Span{First: p.next}
	for {
		if _, err := p.qname(); err != nil {
			return s, err
		}
		if p.accept("@") {
			if p.peek(0).Kind != ast.Number {
				return s, p.unexpected()
			}
			p.next++
		}
		s.Last = p.next
		if !p.accept(",") {
			return s, nil
		}
	}
}
