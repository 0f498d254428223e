package planner

import (
	"slices"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/plan"
)

// grantOn grants or revokes on one target. Who has the owner's rights grants as the owner; others as themselves, what they were
// granted with the option to. What they cannot is left out, with a warning.
func (p *planner) grantOn(n *plan.Define, s *ast.Grant, t catalog.Target, grantees []string) error {
	rights, err := p.grantRights(s, t)
	if err != nil {
		return err
	}
	may := p.snap.Holds(p.env.User, t, true)
	if may == 0 && p.snap.Holds(p.env.User, t, false) == 0 {
		return p.snap.Denied(t)
	}
	if w := notAll(s, rights, may, t.Name); w != nil {
		n.Notices = append(n.Notices, w)
	}
	if rights &= may; rights == 0 {
		return nil
	}
	grantor := p.env.User.Name
	if p.snap.Owns(p.env.User, t) {
		grantor = p.snap.Owner(t)
	}
	have, _ := p.snap.Grants(t)
	grants := slices.Clone(have)
	for _, who := range grantees {
		if s.Revoke {
			if grants, err = p.revoke(grants, t, who, grantor, rights, s); err != nil {
				return err
			}
			continue
		}
		g := catalog.Grant{Grantee: who, Grantor: grantor, Rights: rights}
		if s.Option {
			g.Options = rights
		}
		grants = addGrant(grants, g)
	}
	grants = slices.DeleteFunc(grants, func(g catalog.Grant) bool { return g.Rights == 0 })
	if grants == nil {
		grants = []catalog.Grant{}
	}
	n.Changes = append(n.Changes, p.setGrants(t, grants))
	return nil
}

// notAll is the warning that the user cannot grant all that the statement says.
func notAll(s *ast.Grant, rights, may catalog.Rights, name string) error {
	all := len(s.Privileges) == 0
	switch {
	case rights&may == 0 && s.Revoke:
		return warning(sqlerr.PrivilegeNotRevoked, "no privileges could be revoked for %q", name)
	case rights&may == 0:
		return warning(sqlerr.PrivilegeNotGranted, "no privileges were granted for %q", name)
	case rights&may != rights && !all && s.Revoke:
		return warning(sqlerr.PrivilegeNotRevoked, "not all privileges could be revoked for %q", name)
	case rights&may != rights && !all:
		return warning(sqlerr.PrivilegeNotGranted, "not all privileges were granted for %q", name)
	}
	return nil
}

// grantRights are the privileges that a statement names.
func (p *planner) grantRights(s *ast.Grant, t catalog.Target) (catalog.Rights, error) {
	if len(s.Privileges) == 0 {
		return t.All(), nil
	}
	var out catalog.Rights
	for _, word := range s.Privileges {
		r, ok := catalog.RightNamed(strings.ToUpper(word.Text))
		if !ok {
			return 0, sqlerr.New(sqlerr.SyntaxError, "unrecognized privilege type %q", word.Text)
		}
		if r&t.All() == 0 {
			kind := string(t.Class)
			if t.Class == catalog.OnRelation || t.Class == catalog.OnSystem {
				kind = "table"
			}
			return 0, sqlerr.New(sqlerr.InvalidGrant, "invalid privilege type %s for %s", r.Names()[0], kind)
		}
		out |= r
	}
	return out, nil
}

// revoke takes rights, or the option to grant them on, from who was granted them by grantor. What a role has granted on goes too
// with CASCADE; without, it is an error.
func (p *planner) revoke(grants []catalog.Grant, t catalog.Target, who, grantor string, rights catalog.Rights, s *ast.Grant) ([]catalog.Grant, error) {
	i := slices.IndexFunc(grants, func(g catalog.Grant) bool { return g.Grantee == who && g.Grantor == grantor })
	if i < 0 {
		return grants, nil
	}
	lost := grants[i].Options & rights
	grants[i].Options &^= rights
	if !s.Option {
		grants[i].Rights &^= rights
	}
	if who == "" || who == p.snap.Owner(t) {
		return grants, nil
	}
	for _, g := range grants { // it may have the option from another
		if g.Grantee == who {
			lost &^= g.Options
		}
	}
	for _, g := range slices.Clone(grants) {
		if g.Grantor != who || g.Rights&lost == 0 {
			continue
		}
		if !s.Cascade {
			return nil, sqlerr.New(sqlerr.DependentObjects, "dependent privileges exist").WithHint("Use CASCADE to revoke them too.")
		}
		all := *s
		all.Option = false
		var err error
		if grants, err = p.revoke(grants, t, g.Grantee, who, lost, &all); err != nil {
			return nil, err
		}
	}
	return grants, nil
}

// targetObject is what keeps a target's grants in the catalog, if it is there.
func (p *planner) targetObject(t catalog.Target) (catalog.Object, bool) {
	if t.Class == catalog.OnRelation {
		return p.snap.Relation(t.Name)
	}
	if pr, ok := p.snap.Privileges(t); ok {
		return pr, true
	}
	return nil, false
}

func (p *planner) setGrants(t catalog.Target, grants []catalog.Grant) catalog.Change {
	old, ok := p.targetObject(t)
	switch {
	case t.Class == catalog.OnRelation:
		return catalog.Change{Old: old, New: catalog.WithMeta(old, func(m *catalog.Meta) { m.Grants = grants })}
	case ok:
		return catalog.Change{Old: old, New: &catalog.Privileges{On: t, Grants: grants}}
	}
	return catalog.Change{New: &catalog.Privileges{On: t, Grants: grants}}
}
