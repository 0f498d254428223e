package planner

import (
	"slices"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/plan"
)

var publicSchema = catalog.Target{Class: catalog.OnSchema, Name: "public"}

// mayCreate refuses a definition by somebody without the right to define.
func (p *planner) mayCreate() error {
	if p.snap.Allowed(p.env.User, publicSchema, catalog.Create) {
		return nil
	}
	return p.snap.Denied(publicSchema).WithHint("GRANT CREATE ON SCHEMA public or GRANT %s gives the right to define.", catalog.DefineRole)
}

// mustOwn refuses to change what belongs to others.
func (p *planner) mustOwn(o catalog.Object) error {
	if p.snap.Owns(p.env.User, catalog.TargetOf(o)) {
		return nil
	}
	return sqlerr.New(sqlerr.InsufficientPrivilege, "must be owner of %s %s", catalog.KindWord(o), o.ObjectName())
}

// mayRead refuses to build a definition on what its maker, or its owner, who is asked whenever it is read, cannot read.
func (p *planner) mayRead(o catalog.Object, owner string) error {
	for _, u := range []catalog.User{p.env.User, {Name: owner, Trusted: true}} {
		if !p.snap.Allowed(u, catalog.TargetOf(o), catalog.Select) {
			return p.snap.Denied(catalog.TargetOf(o))
		}
	}
	return nil
}

// replaces gives a definition that takes the place of another its owner, grants and comment, and checks that it may. old is nil for a new
// one, which must not be given to somebody else's role.
func (p *planner) replaces(old catalog.Object, m *catalog.Meta, given []ast.Option) error {
	if old == nil {
		return p.mayOwn(m.Owner)
	}
	if err := p.mustOwn(old); err != nil {
		return err
	}
	was := catalog.MetaOf(old)
	m.Grants, m.Comment = was.Grants, was.Comment
	for _, o := range given {
		if o.Name.Text == "owner" {
			m.Grants = newOwner(m.Grants, was.Owner, m.Owner)
			return p.mayOwn(m.Owner)
		}
	}
	m.Owner = was.Owner
	return nil
}

// mayOwn refuses to make another the owner, unless the user is a member of that role, which may define.
func (p *planner) mayOwn(owner string) error {
	switch {
	case owner == p.env.User.Name || p.snap.Free(p.env.User):
		return nil
	case !p.snap.MemberOf(p.env.User.Name, owner):
		return sqlerr.New(sqlerr.InsufficientPrivilege, "must be member of role %q", owner)
	case !p.snap.Allowed(catalog.User{Name: owner}, publicSchema, catalog.Create):
		return p.snap.Denied(publicSchema)
	}
	return nil
}

// need notes that a user reads o. What o is made of its owner reads, as with a view in Postgres: who may read a view need not be
// able to read its source.
func (q *query) need(u catalog.User, o catalog.Object) {
	n := plan.Need{User: u, On: catalog.TargetOf(o), Rights: catalog.Select}
	if !slices.Contains(q.out.Needs, n) {
		q.out.Needs = append(q.out.Needs, n)
	}
	owner := catalog.User{Name: q.snap.Owner(n.On), Trusted: true} // who owned it before there were roles is none
	switch o := o.(type) {
	case *catalog.FeatureView:
		sources, _ := q.snap.SourcesOf(o)
		for _, src := range sources {
			q.need(owner, src)
		}
		for _, ref := range o.Views {
			if v, ok := q.snap.Referred(ref); ok {
				q.need(owner, v)
			}
		}
	case *catalog.Service:
		for _, sv := range o.Views {
			if v, ok := q.snap.Referred(sv); ok {
				q.need(owner, v)
			}
		}
	}
}

// newOwner puts a new owner in the place of the old one in an object's grants, as who was granted and as who granted.
func newOwner(grants []catalog.Grant, old, new string) []catalog.Grant {
	if grants == nil || old == new {
		return grants
	}
	out := []catalog.Grant{}
	for _, g := range grants {
		if g.Grantee == old {
			g.Grantee = new
		}
		if g.Grantor == old {
			g.Grantor = new
		}
		out = addGrant(out, g)
	}
	return out
}

// addGrant adds a grant to what the same grantor has granted to the same role before.
func addGrant(grants []catalog.Grant, g catalog.Grant) []catalog.Grant {
	for i := range grants {
		if grants[i].Grantee == g.Grantee && grants[i].Grantor == g.Grantor {
			grants[i].Rights |= g.Rights
			grants[i].Options |= g.Options
			return grants
		}
	}
	return append(grants, g)
}

// objectOrNil is o as an object, nil if there is none: a nil pointer is no nil interface.
func objectOrNil(o catalog.Object, there bool) catalog.Object {
	if !there {
		return nil
	}
	return o
}
