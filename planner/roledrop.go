package planner

import (
	"slices"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/plan"
)

// dropRole plans DROP ROLE. What a role owns or was granted must be gone before; its memberships go with it.
func (p *planner) dropRole(s *ast.DropRole) (plan.Node, error) {
	if !p.mayCreateRoles() {
		return nil, forbidden("permission denied to drop role")
	}
	n := &plan.Define{Tag: "DROP ROLE"}
	gone := map[string]bool{}
	for _, name := range s.Names {
		if name.Word != "" {
			return nil, at(sqlerr.New(sqlerr.InvalidParameterValue, "cannot use special role specifier in DROP ROLE"), s.SQL, name.Name.Pos)
		}
		r, ok := p.snap.Role(name.Name.Text)
		switch {
		case !ok && s.IfExists:
			n.Notices = append(n.Notices, sqlerr.Notice("role %q does not exist, skipping", name.Name.Text))
			continue
		case !ok:
			return nil, noRole(name.Name.Text)
		case r.Name == p.env.User.Name:
			return nil, sqlerr.New(sqlerr.ObjectInUse, "current user cannot be dropped")
		case r.Name == p.env.Session:
			return nil, sqlerr.New(sqlerr.ObjectInUse, "session user cannot be dropped")
		case r.Superuser && !p.superuser():
			return nil, forbidden("must be superuser to drop superusers")
		case catalog.Predefined(r.Name):
			return nil, sqlerr.New(sqlerr.DependentObjects, "cannot drop role %s because it is required by the database system", r.Name)
		}
		if err := p.stillUsed(r); err != nil {
			return nil, err
		}
		if !gone[r.Name] {
			gone[r.Name] = true
			n.Changes = append(n.Changes, catalog.Change{Old: r})
		}
	}
	for _, m := range p.snap.Roles() {
		left := slices.DeleteFunc(slices.Clone(m.MemberOf), func(x catalog.Membership) bool { return gone[x.Role] })
		if len(left) < len(m.MemberOf) && !gone[m.Name] {
			r := *m
			r.MemberOf = left
			n.Changes = append([]catalog.Change{p.roleChange(m, &r)}, n.Changes...)
		}
	}
	return n, nil
}

// stillUsed is the error that a role owns something or was granted something.
func (p *planner) stillUsed(r *catalog.Role) error {
	var lines []string
	for _, u := range p.snap.RoleUses(r.Name) {
		what := catalog.KindWord(u.Object) + " " + useName(u.Object)
		if u.Owner {
			lines = append(lines, "owner of "+what)
		}
		if u.Grant {
			lines = append(lines, "privileges for "+what)
		}
	}
	if lines == nil {
		return nil
	}
	return sqlerr.New(sqlerr.DependentObjects, "role %q cannot be dropped because some objects depend on it", r.Name).
		WithDetail("%s", strings.Join(lines, "\n")).
		WithHint("REASSIGN OWNED BY %s TO another role and DROP OWNED BY %s first.", catalog.QuoteIdent(r.Name), catalog.QuoteIdent(r.Name))
}

func useName(o catalog.Object) string {
	if p, ok := o.(*catalog.Privileges); ok {
		if p.On.Class == catalog.OnSystem {
			return "asof." + p.On.Name
		}
		return p.On.Name
	}
	return o.ObjectName()
}

// renameRole plans ALTER ROLE … RENAME TO: all that names the role names it anew.
func (p *planner) renameRole(old *catalog.Role, name string) (plan.Node, error) {
	switch {
	case old.Name == p.env.Session:
		return nil, sqlerr.New(sqlerr.FeatureNotSupported, "session user cannot be renamed")
	case old.Name == p.env.User.Name:
		return nil, sqlerr.New(sqlerr.FeatureNotSupported, "current user cannot be renamed")
	case catalog.Predefined(old.Name):
		return nil, sqlerr.New(sqlerr.ReservedName, "role name %q is reserved", old.Name).WithDetail("Cannot rename the predefined superuser.")
	}
	if err := p.newRoleName(name); err != nil {
		return nil, err
	}
	if old.Superuser && !p.superuser() {
		return nil, forbidden("must be superuser to rename superusers")
	}
	if !p.mayCreateRoles() {
		return nil, forbidden("permission denied to rename role")
	}
	r := *old
	r.Name = name
	n := &plan.Define{Tag: "ALTER ROLE", Changes: []catalog.Change{{New: &r}}}
	for _, m := range p.snap.Roles() {
		c := *m
		c.MemberOf = slices.Clone(m.MemberOf)
		changed := false
		for i := range c.MemberOf {
			for _, who := range []*string{&c.MemberOf[i].Role, &c.MemberOf[i].Grantor} {
				if *who == old.Name {
					*who, changed = name, true
				}
			}
		}
		switch {
		case changed && m.Name == old.Name:
			r.MemberOf = c.MemberOf
		case changed:
			n.Changes = append(n.Changes, p.roleChange(m, &c))
		}
	}
	for _, u := range p.snap.RoleUses(old.Name) {
		n.Changes = append(n.Changes, p.handOver(u.Object, old.Name, name))
	}
	n.Changes = append(n.Changes, catalog.Change{Old: old})
	return n, nil
}

// handOver puts one role in the place of another in what an object says of its owner and of who may use it.
func (p *planner) handOver(o catalog.Object, from, to string) catalog.Change {
	if pr, ok := o.(*catalog.Privileges); ok {
		c := *pr
		c.Grants = newOwner(pr.Grants, from, to)
		return catalog.Change{Old: o, New: &c}
	}
	return catalog.Change{Old: o, New: catalog.WithMeta(o, func(m *catalog.Meta) {
		if m.Owner == from {
			m.Owner = to
		}
		m.Grants = newOwner(m.Grants, from, to)
	})}
}

// owned plans REASSIGN OWNED and DROP OWNED.
func (p *planner) owned(s *ast.Owned) (plan.Node, error) {
	n := &plan.Define{Tag: "REASSIGN OWNED"}
	of := map[string]bool{}
	for _, name := range s.Roles {
		r, err := p.role(name)
		switch {
		case err != nil:
			return nil, err
		case !p.snap.Has(p.env.User, r.Name) && s.Drop:
			return nil, forbidden("permission denied to drop objects")
		case !p.snap.Has(p.env.User, r.Name):
			return nil, forbidden("permission denied to reassign objects")
		case catalog.Predefined(r.Name):
			return nil, sqlerr.New(sqlerr.DependentObjects, "cannot reassign or drop objects owned by role %s because they are required by the database system", r.Name)
		}
		of[r.Name] = true
	}
	if s.Drop {
		return p.dropOwned(s, of)
	}
	to, err := p.role(s.To)
	if err != nil {
		return nil, err
	}
	if !p.snap.Has(p.env.User, to.Name) {
		return nil, forbidden("permission denied to reassign objects")
	}
	for role := range of {
		for _, u := range p.snap.RoleUses(role) {
			if u.Owner {
				n.Changes = append(n.Changes, catalog.Change{Old: u.Object, New: catalog.WithMeta(u.Object, func(m *catalog.Meta) {
					m.Grants = newOwner(m.Grants, m.Owner, to.Name)
					m.Owner = to.Name
				})})
			}
		}
	}
	return n, nil
}

// dropOwned drops what roles own, and revokes what they were granted on what others own.
func (p *planner) dropOwned(s *ast.Owned, of map[string]bool) (plan.Node, error) {
	n := &plan.Define{Tag: "DROP OWNED"}
	gone := map[catalog.Object]bool{}
	var roots []catalog.Object
	uses := map[catalog.Object]bool{}
	for role := range of {
		for _, u := range p.snap.RoleUses(role) {
			if u.Owner {
				gone[u.Object] = true
				roots = append(roots, u.Object)
			} else {
				uses[u.Object] = true
			}
		}
	}
	if err := p.dropAll(n, roots, gone, s.Cascade, s.SQL, func(int) int { return s.Roles[0].Name.Pos }); err != nil {
		return nil, err
	}
	without := func(grants []catalog.Grant) []catalog.Grant {
		return slices.DeleteFunc(slices.Clone(grants), func(g catalog.Grant) bool { return of[g.Grantee] || of[g.Grantor] })
	}
	for o := range uses {
		if gone[o] {
			continue
		}
		if pr, ok := o.(*catalog.Privileges); ok {
			n.Changes = append(n.Changes, catalog.Change{Old: o, New: &catalog.Privileges{On: pr.On, Grants: without(pr.Grants)}})
			continue
		}
		n.Changes = append(n.Changes, catalog.Change{Old: o, New: catalog.WithMeta(o, func(m *catalog.Meta) { m.Grants = without(m.Grants) })})
	}
	return n, nil
}
