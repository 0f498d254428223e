package parser

import (
	"strings"

	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// roleWord says whether the word at offset n is one of those for a role.
func (p *parser) roleWord(n int) bool {
	t := p.peek(n)
	return t.Is("role") || t.Is("user") || t.Is("group")
}

// createRole parses CREATE ROLE | USER | GROUP name [WITH] options. A user is a role that may log in.
func (p *parser) createRole() (ast.Statement, error) {
	r := &ast.CreateRole{Text: p.text}
	if p.peek(1).Is("user") {
		r.Options = append(r.Options, ast.RoleOption{Name: "login", On: true, Pos: -1})
	}
	p.next += 2
	var err error
	if r.Name, err = p.roleID(); err != nil {
		return nil, err
	}
	p.accept("with")
	r.Options, err = p.roleOptions(r.Options)
	return r, err
}

// alterRole parses ALTER ROLE | USER name and ALTER GROUP name ADD | DROP USER.
func (p *parser) alterRole() (ast.Statement, error) {
	group := p.peek(1).Is("group")
	p.next += 2
	r := &ast.AlterRole{Text: p.text}
	if r.All = p.accept("all"); !r.All {
		var err error
		if r.Role, err = p.roleName(); err != nil {
			return nil, err
		}
	}
	if p.words("in", "database") {
		return nil, p.codeAt(p.next, sqlerr.FeatureNotSupported, "ALTER ROLE … IN DATABASE is not supported").WithHint("Leave it out: there is one database.")
	}
	var err error
	switch {
	case group && (p.words("add", "user") || p.words("drop", "user")):
		return p.alterGroup(r.Role)
	case p.accept("rename", "to"):
		if r.RenameTo, err = p.roleID(); err != nil {
			return nil, err
		}
		return r, p.finish()
	case p.words("set"), p.words("reset"):
		return p.alterRoleSetting(r)
	}
	p.accept("with")
	r.Options, err = p.roleOptions(nil)
	return r, err
}

// alterRoleSetting parses SET and RESET behind ALTER ROLE name, which are as the statements of these names.
func (p *parser) alterRoleSetting(r *ast.AlterRole) (ast.Statement, error) {
	parse := p.set
	if p.words("reset") {
		parse = p.reset
	}
	s, err := parse()
	if err != nil {
		return nil, err
	}
	r.Set = s.(*ast.Set)
	return r, nil
}

// alterGroup parses ADD USER and DROP USER, the old words for GRANT and REVOKE of a role.
func (p *parser) alterGroup(group ast.RoleName) (ast.Statement, error) {
	g := &ast.GrantRole{Text: p.text, Revoke: p.words("drop"), Groups: []ast.Name{group.Name}}
	p.next += 2
	var err error
	if g.Members, err = p.roleNames(); err != nil {
		return nil, err
	}
	return g, p.finish()
}

// dropRole parses DROP ROLE | USER | GROUP [IF EXISTS] name, ….
func (p *parser) dropRole() (ast.Statement, error) {
	p.next += 2
	d := &ast.DropRole{Text: p.text, IfExists: p.accept("if", "exists")}
	var err error
	if d.Names, err = p.roleNames(); err != nil {
		return nil, err
	}
	return d, p.finish()
}

// roleFlags are the options that are on, or off with NO before them.
var roleFlags = set(`superuser createdb createrole inherit login replication bypassrls`)

// roleOptions takes options up to the end. One that is given twice is 42601.
func (p *parser) roleOptions(given []ast.RoleOption) ([]ast.RoleOption, error) {
	seen := map[string]bool{}
	for !p.done() {
		at := p.next
		o, err := p.roleOption()
		if err != nil {
			return nil, err
		}
		if seen[o.Name] {
			return nil, p.errorAt(at, "conflicting or redundant options")
		}
		seen[o.Name] = true
		given = append(given, o)
	}
	return given, nil
}

func (p *parser) roleOption() (ast.RoleOption, error) {
	t := p.peek(0)
	o := ast.RoleOption{Name: t.Value, On: true, Pos: t.Pos}
	var err error
	switch off, isOff := strings.CutPrefix(t.Value, "no"); {
	case t.Kind != ast.Ident:
		return o, p.unexpected()
	case roleFlags[t.Value]:
		p.next++
	case isOff && roleFlags[off]:
		p.next++
		o.Name, o.On = off, false
	case p.accept("encrypted", "password"), p.accept("password"):
		o.Name = "password"
		if o.Null = p.accept("null"); !o.Null {
			o.Value, err = p.stringValue()
		}
	case p.accept("token"):
		o.Name = "token"
		if o.Null = p.accept("null"); !o.Null {
			o.Value, err = p.stringValue()
		}
	case p.words("unencrypted", "password"):
		return o, p.codeAt(p.next, sqlerr.FeatureNotSupported, "UNENCRYPTED PASSWORD is no longer supported").
			WithHint("Remove UNENCRYPTED to store the password in encrypted form instead.")
	case p.accept("connection", "limit"):
		o.Name = "connection limit"
		if p.accept("-") {
			o.Value = "-"
		}
		if p.peek(0).Kind != ast.Number {
			return o, p.unexpected()
		}
		o.Value += p.peek(0).Value
		p.next++
	case p.accept("valid", "until"):
		o.Name = "valid until"
		o.Value, err = p.stringValue()
	case p.accept("in", "role"), p.accept("in", "group"):
		o.Name = "in role"
		o.Roles, err = p.roleNames()
	case p.accept("role"), p.accept("user"):
		o.Name = "role"
		o.Roles, err = p.roleNames()
	case p.accept("admin"):
		o.Roles, err = p.roleNames()
	case p.accept("sysid"):
		p.next++
	default:
		return o, p.errorAt(p.next, "unrecognized role option \"%s\"", t.Value)
	}
	return o, err
}

// stringValue takes a string.
func (p *parser) stringValue() (string, error) {
	t := p.peek(0)
	if t.Kind != ast.String {
		return "", p.unexpected()
	}
	p.next++
	return t.Value, nil
}

// roleName takes a role's name, or a word for one.
func (p *parser) roleName() (ast.RoleName, error) {
	t := p.peek(0)
	switch {
	case t.Is("current_user"), t.Is("current_role"):
		p.next++
		return ast.RoleName{Name: ast.Name{Pos: t.Pos}, Word: "current_user"}, nil
	case t.Is("session_user"), t.Is("public"):
		p.next++
		return ast.RoleName{Name: ast.Name{Pos: t.Pos}, Word: t.Value}, nil
	case t.Kind == ast.Ident && t.Value == "none":
		return ast.RoleName{}, p.codeAt(p.next, sqlerr.ReservedName, "role name \"none\" is reserved")
	}
	n, err := p.name()
	return ast.RoleName{Name: n}, err
}

func (p *parser) roleNames() ([]ast.RoleName, error) {
	var names []ast.RoleName
	for {
		n, err := p.roleName()
		if err != nil {
			return nil, err
		}
		if names = append(names, n); !p.accept(",") {
			return names, nil
		}
	}
}

// roleID takes the name of a role that is being made.
func (p *parser) roleID() (ast.Name, error) {
	at := p.next
	n, err := p.roleName()
	switch {
	case err != nil:
		return ast.Name{}, err
	case n.Word == "public":
		return ast.Name{}, p.codeAt(at, sqlerr.ReservedName, "role name \"public\" is reserved")
	case n.Word != "":
		return ast.Name{}, p.codeAt(at, sqlerr.ReservedName, "%s cannot be used as a role name here", strings.ToUpper(p.token(at).Value))
	}
	return n.Name, nil
}
