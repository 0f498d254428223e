package parser

import "asof/planner/ast"

// alter parses ALTER object [IF EXISTS] name SET (…) | RESET (…) | RENAME TO name | OWNER TO role | USE view@version, … |
// DROP VERSION number.
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
	case a.Object == ast.ObjectView && p.accept("drop", "version"):
		t := p.peek(0)
		if t.Kind != ast.Number || !isVersion(t.Value) {
			return nil, p.unexpected()
		}
		a.Forget, a.ForgetAt = t.Value, t.Pos
		p.next++
	default:
		err = p.unexpected()
	}
	if err != nil {
		return nil, err
	}
	return a, p.finish()
}

// versions takes view[@version], ….
func (p *parser) versions() ([]ast.Versioned, error) {
	var out []ast.Versioned
	for {
		v, err := p.version()
		if err != nil {
			return nil, err
		}
		out = append(out, v)
		if !p.accept(",") {
			return out, nil
		}
	}
}

// version takes name[@version], or "name@version".
func (p *parser) version() (v ast.Versioned, err error) {
	v.Name, v.At, err = p.versioned()
	return v, err
}
