package planner

import (
	"slices"
	"strconv"
	"strings"

	"asof/catalog"
	"asof/catalog/password"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/planner/ast"
	"asof/planner/plan"
)

// superuser says whether the user is one; mayCreateRoles whether it may make and change the roles that are none.
func (p *planner) superuser() bool { return p.snap.Free(p.env.User) }

func (p *planner) mayCreateRoles() bool {
	r, ok := p.snap.Role(p.env.User.Name)
	return p.superuser() || ok && r.CreateRole
}

func forbidden(format string, args ...any) *sqlerr.Error {
	return sqlerr.New(sqlerr.InsufficientPrivilege, format, args...)
}

// roleName is the name that a statement means; PUBLIC is no role.
func (p *planner) roleName(n ast.RoleName) (string, error) {
	switch n.Word {
	case "current_user":
		return p.env.User.Name, nil
	case "session_user":
		return p.env.Session, nil
	case "public":
		return "", noRole("public")
	}
	return n.Name.Text, nil
}

func noRole(name string) *sqlerr.Error {
	return sqlerr.New(sqlerr.UndefinedObject, "role %q does not exist", name)
}

// role finds the role that a statement names.
func (p *planner) role(n ast.RoleName) (*catalog.Role, error) {
	name, err := p.roleName(n)
	if err != nil {
		return nil, err
	}
	r, ok := p.snap.Role(name)
	if !ok {
		return nil, noRole(name)
	}
	return r, nil
}

// newRoleName refuses a name that a role cannot have.
func (p *planner) newRoleName(name string) error {
	if catalog.ReservedRole(name) {
		err := sqlerr.New(sqlerr.ReservedName, "role name %q is reserved", name)
		if strings.HasPrefix(name, "pg_") {
			err.Detail = `Role names starting with "pg_" are reserved.`
		}
		return err
	}
	if _, ok := p.snap.Role(name); ok {
		return sqlerr.New(sqlerr.DuplicateObject, "role %q already exists", name)
	}
	return nil
}

// createRole plans CREATE ROLE.
func (p *planner) createRole(s *ast.CreateRole) (plan.Node, error) {
	r := &catalog.Role{Name: s.Name.Text, Inherit: true, ConnLimit: -1}
	n := &plan.DefineRole{Define: plan.Define{Tag: "CREATE ROLE"}, New: r}
	if err := p.roleOptions(s.Text, s.Options, r, n); err != nil {
		return nil, err
	}
	switch {
	case r.Superuser && !p.superuser():
		return nil, forbidden("must be superuser to create superusers")
	case r.Replication && !p.superuser():
		return nil, forbidden("must be superuser to create replication users")
	case r.BypassRLS && !p.superuser():
		return nil, forbidden("must be superuser to create bypassrls users")
	case !p.mayCreateRoles():
		return nil, forbidden("permission denied to create role")
	}
	if err := p.newRoleName(r.Name); err != nil {
		return nil, err
	}
	return n, p.newMemberships(s, n)
}

// newMemberships reads IN ROLE, ROLE and ADMIN of a new role.
func (p *planner) newMemberships(s *ast.CreateRole, n *plan.DefineRole) error {
	for _, o := range s.Options {
		for _, name := range o.Roles {
			other, err := p.role(name)
			if err != nil {
				return err
			}
			if o.Name == "in role" {
				if err := p.mayGrantRole(other); err != nil {
					return err
				}
				n.New.MemberOf = addMembership(n.New.MemberOf, other.Name, false, p.env.User.Name)
				continue
			}
			if slices.ContainsFunc(n.New.MemberOf, func(m catalog.Membership) bool { return p.snap.MemberOf(m.Role, other.Name) }) {
				return circular(other.Name, n.New.Name)
			}
			member := *other
			member.MemberOf = addMembership(slices.Clone(other.MemberOf), n.New.Name, o.Name == "admin", p.env.User.Name)
			n.Changes = append(n.Changes, p.roleChange(other, &member))
		}
	}
	return nil
}

// roleChange puts a changed role in the catalog: a predefined one is there only once it was changed.
func (p *planner) roleChange(old, changed *catalog.Role) catalog.Change {
	c := catalog.Change{New: changed}
	if p.snap.Made(old) {
		c.Old = old
	}
	return c
}

// roleOptions sets what options say. Memberships are left to the caller.
func (p *planner) roleOptions(text ast.Text, options []ast.RoleOption, r *catalog.Role, n *plan.DefineRole) error {
	for _, o := range options {
		switch o.Name {
		case "superuser":
			r.Superuser = o.On
		case "login":
			r.Login = o.On
		case "inherit":
			r.Inherit = o.On
		case "createrole":
			r.CreateRole = o.On
		case "createdb":
			r.CreateDB = o.On
		case "replication":
			r.Replication = o.On
		case "bypassrls":
			r.BypassRLS = o.On
		case "connection limit":
			limit, err := strconv.ParseInt(o.Value, 10, 32)
			if err != nil || limit < -1 {
				return sqlerr.New(sqlerr.InvalidParameterValue, "invalid connection limit: %s", o.Value)
			}
			r.ConnLimit = int(limit)
		case "valid until":
			if err := validUntil(o.Value, r); err != nil {
				return err
			}
		case "password":
			if err := rolePassword(o, r, n); err != nil {
				return at(err, text.SQL, o.Pos)
			}
		case "token":
			if err := p.roleToken(o, r); err != nil {
				return at(err, text.SQL, o.Pos)
			}
		}
	}
	return nil
}

// roleToken takes a bearer token, or its hash that the client made. The error never has it in it.
func (p *planner) roleToken(o ast.RoleOption, r *catalog.Role) *sqlerr.Error {
	r.Token = ""
	switch {
	case o.Null:
		return nil
	case password.IsTokenHash(o.Value):
		r.Token = catalog.Secret(o.Value)
	case len(o.Value) < password.MinToken:
		return sqlerr.New(sqlerr.InvalidParameterValue, "a token has at least %d characters", password.MinToken).
			WithHint("Let a machine make it, as openssl rand -hex 32 does.")
	default:
		r.Token = catalog.Secret(password.TokenHash(o.Value))
	}
	for _, other := range p.snap.Roles() {
		if other.Token == r.Token && other.Name != r.Name {
			return sqlerr.New(sqlerr.DuplicateObject, "another role has this token")
		}
	}
	return nil
}

func validUntil(text string, r *catalog.Role) error {
	v, err := sqltype.ParseText(sqltype.Of(sqltype.TimestampTZ), text, sqltype.ISO)
	if err != nil {
		return err
	}
	at := int64(v.(sqltype.Micros))
	r.ValidUntil = &at
	return nil
}

// rolePassword takes a password, or a verifier that the client made of one. The error never has it in it.
func rolePassword(o ast.RoleOption, r *catalog.Role, n *plan.DefineRole) *sqlerr.Error {
	r.Verifier, n.Password = "", ""
	_, hashed := password.Parse(o.Value)
	switch {
	case o.Null:
	case o.Value == "":
		n.Notices = append(n.Notices, sqlerr.Notice("empty string is not a valid password, clearing password"))
	case hashed:
		r.Verifier = catalog.Secret(o.Value)
	case len(o.Value) == 35 && strings.HasPrefix(o.Value, "md5"):
		return sqlerr.New(sqlerr.FeatureNotSupported, "MD5 passwords are not supported").
			WithHint("Give the password itself, or a SCRAM-SHA-256 verifier.")
	default:
		n.Password = catalog.Secret(o.Value)
	}
	return nil
}

// alterRole plans ALTER ROLE.
func (p *planner) alterRole(s *ast.AlterRole) (plan.Node, error) {
	if s.All {
		return nil, sqlerr.New(sqlerr.FeatureNotSupported, "ALTER ROLE ALL is not supported").WithHint("Set the parameter for each role.")
	}
	old, err := p.role(s.Role)
	if err != nil {
		return nil, err
	}
	if catalog.ReservedRole(old.Name) {
		e := sqlerr.New(sqlerr.ReservedName, "role name %q is reserved", old.Name)
		e.Detail = "Cannot alter reserved roles."
		return nil, e
	}
	if s.RenameTo.Text != "" {
		return p.renameRole(old, s.RenameTo.Text)
	}
	r := *old
	n := &plan.DefineRole{Define: plan.Define{Tag: "ALTER ROLE"}, New: &r}
	if p.snap.Made(old) {
		n.Old = old
	}
	if err := p.roleOptions(s.Text, s.Options, &r, n); err != nil {
		return nil, err
	}
	return n, p.alterRoleRest(s, old, n)
}

// alterRoleRest checks that the user may alter a role, and reads what is no attribute.
func (p *planner) alterRoleRest(s *ast.AlterRole, old *catalog.Role, n *plan.DefineRole) error {
	onlySecret := len(s.Options) == 1 && (s.Options[0].Name == "password" || s.Options[0].Name == "token")
	self := old.Name == p.env.User.Name && (onlySecret || s.Set != nil)
	switch {
	case (old.Superuser || n.New.Superuser) && !p.superuser() && !self:
		return forbidden("must be superuser to alter superuser roles or change superuser attribute")
	case (old.Replication || n.New.Replication) && !p.superuser() && !self:
		return forbidden("must be superuser to alter replication roles or change replication attribute")
	case old.BypassRLS != n.New.BypassRLS && !p.superuser():
		return forbidden("must be superuser to change bypassrls attribute")
	case !p.mayCreateRoles() && !self:
		return forbidden("permission denied")
	}
	for _, o := range s.Options {
		for _, name := range o.Roles { // ALTER ROLE group USER member, …: the old way to add members
			member, err := p.role(name)
			if err != nil {
				return err
			}
			if err := p.addMember(&n.Define, old, member, false); err != nil {
				return err
			}
		}
	}
	if s.Set == nil {
		return nil
	}
	r := n.New
	r.Settings = slices.Clone(r.Settings)
	if s.Set.Default && s.Set.Name.Text == "all" {
		r.Settings = nil
		return nil
	}
	r.Settings = slices.DeleteFunc(r.Settings, func(x catalog.RoleSetting) bool { return x.Name == s.Set.Name.Text })
	if !s.Set.Default {
		r.Settings = append(r.Settings, catalog.RoleSetting{Name: s.Set.Name.Text, Value: strings.Join(s.Set.Values, ", ")})
		slices.SortFunc(r.Settings, func(a, b catalog.RoleSetting) int { return strings.Compare(a.Name, b.Name) })
	}
	return nil
}

// commentRole plans COMMENT ON ROLE.
func (p *planner) commentRole(s *ast.Comment) (plan.Node, error) {
	old, err := p.role(ast.RoleName{Name: s.Role})
	if err != nil {
		return nil, err
	}
	switch {
	case old.Superuser && !p.superuser():
		return nil, forbidden("must be superuser to comment on superuser roles")
	case !p.mayCreateRoles():
		return nil, forbidden("must have CREATEROLE privilege")
	}
	r := *old
	r.Comment = s.Comment
	return &plan.Define{Tag: "COMMENT", Changes: []catalog.Change{p.roleChange(old, &r)}}, nil
}
