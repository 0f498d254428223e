package planner

import (
	"slices"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/system"
	"asof/planner/ast"
	"asof/planner/plan"
)

// mayGrantRole checks that the user may make others members of a role. As in Postgres, CREATEROLE is enough for a role that is
// no superuser; but not for the predefined ones, which open the server's files: these need ADMIN OPTION, as in later versions.
func (p *planner) mayGrantRole(group *catalog.Role) error {
	switch {
	case p.superuser():
	case group.Superuser:
		return forbidden("must be superuser to alter superusers")
	case p.snap.AdminOf(p.env.User.Name, group.Name), p.mayCreateRoles() && !catalog.Predefined(group.Name):
	default:
		return forbidden("must have admin option on role %q", group.Name)
	}
	return nil
}

func circular(group, member string) error {
	return sqlerr.New(sqlerr.InvalidGrant, "role %q is a member of role %q", group, member)
}

func addMembership(in []catalog.Membership, group string, admin bool, grantor string) []catalog.Membership {
	i := slices.IndexFunc(in, func(m catalog.Membership) bool { return m.Role == group })
	if i < 0 {
		return append(in, catalog.Membership{Role: group, Admin: admin, Grantor: grantor})
	}
	in[i].Admin = in[i].Admin || admin
	return in
}

// grantRole plans GRANT and REVOKE of roles.
func (p *planner) grantRole(s *ast.GrantRole) (plan.Node, error) {
	n := &plan.Define{Tag: "GRANT ROLE"}
	if s.Revoke {
		n.Tag = "REVOKE ROLE"
	}
	for _, name := range s.Groups {
		group, err := p.role(ast.RoleName{Name: name})
		if err != nil {
			return nil, err
		}
		if err := p.mayGrantRole(group); err != nil {
			return nil, err
		}
		for _, m := range s.Members {
			member, err := p.role(m)
			if err != nil {
				return nil, err
			}
			if s.Revoke {
				p.removeMember(n, group, member, s.Admin)
			} else if err := p.addMember(n, group, member, s.Admin); err != nil {
				return nil, err
			}
		}
	}
	return n, nil
}

// latest is a role as the changes of a plan so far leave it, and what puts another in its place.
func (p *planner) latest(n *plan.Define, r *catalog.Role) (now *catalog.Role, put func(*catalog.Role)) {
	for i := range n.Changes {
		if c, ok := n.Changes[i].New.(*catalog.Role); ok && c.Name == r.Name {
			return c, func(changed *catalog.Role) { n.Changes[i].New = changed }
		}
	}
	return r, func(changed *catalog.Role) { n.Changes = append(n.Changes, p.roleChange(r, changed)) }
}

func (p *planner) addMember(n *plan.Define, group, member *catalog.Role, admin bool) error {
	if group.Name == catalog.DatabaseOwner {
		return sqlerr.New(sqlerr.InvalidGrant, "role %q cannot have explicit members", group.Name)
	}
	if group.Name == member.Name || p.reaches(group, member.Name) {
		return circular(group.Name, member.Name)
	}
	now, put := p.latest(n, member)
	if i := slices.IndexFunc(now.MemberOf, func(m catalog.Membership) bool { return m.Role == group.Name }); i >= 0 && (now.MemberOf[i].Admin || !admin) {
		n.Notices = append(n.Notices, sqlerr.Notice("role %q is already a member of role %q", member.Name, group.Name))
		return nil
	}
	r := *now
	r.MemberOf = addMembership(slices.Clone(now.MemberOf), group.Name, admin, p.env.User.Name)
	put(&r)
	return nil
}

// reaches says whether role is a member of another by grants: a superuser is not by that alone.
func (p *planner) reaches(role *catalog.Role, of string) bool {
	for _, m := range role.MemberOf {
		if g, ok := p.snap.Role(m.Role); m.Role == of || ok && p.reaches(g, of) {
			return true
		}
	}
	return false
}

func (p *planner) removeMember(n *plan.Define, group, member *catalog.Role, adminOnly bool) {
	now, put := p.latest(n, member)
	i := slices.IndexFunc(now.MemberOf, func(m catalog.Membership) bool { return m.Role == group.Name })
	if i < 0 {
		n.Notices = append(n.Notices, warning(sqlerr.Warning, "role %q is not a member of role %q", member.Name, group.Name))
		return
	}
	r := *now
	r.MemberOf = slices.Clone(now.MemberOf)
	if adminOnly {
		r.MemberOf[i].Admin = false
	} else {
		r.MemberOf = slices.Delete(r.MemberOf, i, i+1)
	}
	put(&r)
}

func warning(code, format string, args ...any) *sqlerr.Error {
	w := sqlerr.New(code, format, args...)
	w.Severity = sqlerr.SeverityWarning
	return w
}

// grant plans GRANT and REVOKE of privileges.
func (p *planner) grant(s *ast.Grant) (plan.Node, error) {
	n := &plan.Define{Tag: "GRANT"}
	if s.Revoke {
		n.Tag = "REVOKE"
	}
	grantees, err := p.grantees(s)
	if err != nil {
		return nil, err
	}
	targets, err := p.grantTargets(s)
	if err != nil {
		return nil, err
	}
	for _, t := range targets {
		if err := p.grantOn(n, s, t, grantees); err != nil {
			return nil, err
		}
	}
	return n, nil
}

// grantees are the names of the roles, "" for PUBLIC.
func (p *planner) grantees(s *ast.Grant) ([]string, error) {
	var out []string
	for _, name := range s.Roles {
		if name.Word == "public" {
			if s.Option && !s.Revoke {
				return nil, sqlerr.New(sqlerr.InvalidGrant, "grant options can only be granted to roles")
			}
			out = append(out, "")
			continue
		}
		r, err := p.role(name)
		if err != nil {
			return nil, err
		}
		out = append(out, r.Name)
	}
	return out, nil
}

// grantTargets are what a statement grants on.
func (p *planner) grantTargets(s *ast.Grant) ([]catalog.Target, error) {
	var out []catalog.Target
	for _, o := range s.Objects {
		switch s.On {
		case "database":
			if o.Name != "asof" && !(p.env.Catalog != nil && o.Name == p.env.Catalog().Database) {
				return nil, sqlerr.New(sqlerr.InvalidCatalogName, "database %q does not exist", o.Name)
			}
			out = append(out, catalog.Target{Class: catalog.OnDatabase, Name: "asof"})
		case "schema", "all tables":
			if o.Name != "public" && o.Name != "asof" {
				return nil, sqlerr.New(sqlerr.InvalidSchemaName, "schema %q does not exist", o.Name)
			}
			if s.On == "schema" {
				out = append(out, catalog.Target{Class: catalog.OnSchema, Name: o.Name})
			} else {
				out = append(out, p.allTables(o.Name)...)
			}
		default:
			t, err := p.grantRelation(s, o)
			if err != nil {
				return nil, err
			}
			out = append(out, t)
		}
	}
	return out, nil
}

func (p *planner) allTables(schema string) []catalog.Target {
	var out []catalog.Target
	if schema == "asof" {
		for _, t := range system.Tables {
			out = append(out, catalog.Target{Class: catalog.OnSystem, Name: t.Name})
		}
		return out
	}
	for _, o := range p.snap.Definitions() {
		if o.ObjectKind() != catalog.KindEntity {
			out = append(out, catalog.TargetOf(o))
		}
	}
	return out
}

func (p *planner) grantRelation(s *ast.Grant, name ast.QName) (catalog.Target, error) {
	switch name.Schema {
	case "asof":
		if _, err := system.Lookup(name.Name); err != nil {
			return catalog.Target{}, err
		}
		return catalog.Target{Class: catalog.OnSystem, Name: name.Name}, nil
	case "", "public":
		if name.Schema == "" && p.env.Temp != nil && p.env.Temp(name.Name) {
			return catalog.Target{}, at(sqlerr.New(sqlerr.FeatureNotSupported, "privileges on temporary tables are not supported").
				WithHint("No other session can see them."), s.SQL, name.Pos)
		}
		if o, ok := p.snap.Relation(name.Name); ok {
			return catalog.TargetOf(o), nil
		}
	default:
		if err := schemaOf(name, s.SQL); err != nil {
			return catalog.Target{}, err
		}
	}
	full := strings.TrimPrefix(name.Schema+"."+name.Name, ".")
	return catalog.Target{}, sqlerr.New(sqlerr.UndefinedTable, "relation %q does not exist", full)
}
