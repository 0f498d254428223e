package parser

import (
	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// grant parses GRANT and REVOKE, of privileges and of roles: which of the two they are is known only at ON, or its absence.
func (p *parser) grant() (ast.Statement, error) {
	revoke := p.words("revoke")
	p.next++
	option := revoke && p.accept("grant", "option", "for")
	admin := revoke && !option && p.accept("admin", "option", "for")
	var words []ast.Name
	if p.accept("all") {
		p.accept("privileges")
		if p.words("(") {
			return nil, p.columnPrivileges()
		}
	} else {
		for {
			n, err := p.privilege()
			if err != nil {
				return nil, err
			}
			if words = append(words, n); !p.accept(",") {
				break
			}
		}
	}
	if !p.accept("on") {
		if words == nil || option {
			return nil, p.unexpected()
		}
		return p.grantRole(words, revoke, admin)
	}
	if admin {
		return nil, p.unexpected()
	}
	g := &ast.Grant{Text: p.text, Revoke: revoke, Option: option, Privileges: words}
	if err := p.grantObjects(g); err != nil {
		return nil, err
	}
	if err := p.grantees(revoke, &g.Roles); err != nil {
		return nil, err
	}
	if !revoke {
		g.Option = p.accept("with", "grant", "option")
	}
	if err := p.grantedBy(); err != nil {
		return nil, err
	}
	if g.Cascade = revoke && p.accept("cascade"); !g.Cascade && revoke {
		p.accept("restrict")
	}
	return g, p.finish()
}

// privilege takes a privilege or a role: what it is shows later. SELECT and others are reserved words.
func (p *parser) privilege() (ast.Name, error) {
	t := p.peek(0)
	if t.Kind == ast.Ident && (t.Value == "select" || t.Value == "references" || t.Value == "create") {
		p.next++
		if p.words("(") {
			return ast.Name{}, p.columnPrivileges()
		}
		return ast.Name{Text: t.Value, Pos: t.Pos}, nil
	}
	n, err := p.name()
	if err == nil && p.words("(") {
		err = p.columnPrivileges()
	}
	return n, err
}

func (p *parser) columnPrivileges() error {
	return p.codeAt(p.next, sqlerr.FeatureNotSupported, "privileges on columns are not supported").
		WithHint("Grant SELECT on a view that has these columns only.")
}

// grantObjects takes what stands behind ON.
func (p *parser) grantObjects(g *ast.Grant) error {
	switch {
	case p.accept("all", "tables", "in", "schema"):
		g.On = "all tables"
	case p.accept("schema"):
		g.On = "schema"
	case p.accept("database"):
		g.On = "database"
	case p.accept("feature", "view"), p.accept("feature", "service"), p.accept("table"), p.kindWord("source") && p.accept("source"):
		g.On = "table"
	default:
		for _, w := range []string{"function", "procedure", "routine", "sequence", "language", "type", "domain", "tablespace", "foreign", "large", "parameter", "all", "entity"} {
			if p.kindWord(w) {
				return p.codeAt(p.next, sqlerr.FeatureNotSupported, "privileges on objects of this kind are not supported").
					WithHint("Grant on feature views, services, sources, tables of schema asof, SCHEMA public and DATABASE asof.")
			}
		}
		g.On = "table"
	}
	for {
		n, err := p.qname()
		if err != nil {
			return err
		}
		if g.Objects = append(g.Objects, n); !p.accept(",") {
			return nil
		}
	}
}

// kindWord says whether the next token is w and says of which kind the object is that is named behind it, and is no name itself.
func (p *parser) kindWord(w string) bool {
	next := p.peek(1)
	return p.words(w) && (next.Kind == ast.Ident || next.Kind == ast.Quoted) && !next.Is("to") && !next.Is("from")
}

// grantRole takes the rest of GRANT role, … TO role, ….
func (p *parser) grantRole(groups []ast.Name, revoke, admin bool) (ast.Statement, error) {
	g := &ast.GrantRole{Text: p.text, Revoke: revoke, Admin: admin, Groups: groups}
	if err := p.grantees(revoke, &g.Members); err != nil {
		return nil, err
	}
	if !revoke {
		g.Admin = p.accept("with", "admin", "option")
	}
	if err := p.grantedBy(); err != nil {
		return nil, err
	}
	if revoke && !p.accept("cascade") {
		p.accept("restrict")
	}
	return g, p.finish()
}

func (p *parser) grantees(revoke bool, into *[]ast.RoleName) error {
	word := "to"
	if revoke {
		word = "from"
	}
	if err := p.expect(word); err != nil {
		return err
	}
	for {
		p.accept("group")
		n, err := p.roleName()
		if err != nil {
			return err
		}
		if *into = append(*into, n); !p.accept(",") {
			return nil
		}
	}
}

// grantedBy takes GRANTED BY, which in Postgres may name the current user only.
func (p *parser) grantedBy() error {
	at := p.next
	if !p.accept("granted", "by") {
		return nil
	}
	n, err := p.roleName()
	if err == nil && n.Word != "current_user" {
		return p.codeAt(at, sqlerr.FeatureNotSupported, "grantor must be current user")
	}
	return err
}

// owned parses REASSIGN OWNED BY role, … TO role and DROP OWNED BY role, ….
func (p *parser) owned() (ast.Statement, error) {
	o := &ast.Owned{Text: p.text, Drop: p.words("drop")}
	p.next++
	if err := p.expect("owned", "by"); err != nil {
		return nil, err
	}
	var err error
	if o.Roles, err = p.roleNames(); err != nil {
		return nil, err
	}
	if o.Drop {
		if o.Cascade = p.accept("cascade"); !o.Cascade {
			p.accept("restrict")
		}
		return o, p.finish()
	}
	if err := p.expect("to"); err != nil {
		return nil, err
	}
	if o.To, err = p.roleName(); err != nil {
		return nil, err
	}
	return o, p.finish()
}
