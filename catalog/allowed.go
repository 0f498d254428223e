package catalog

// User is who asks: the current role of a session. Trusted says that the login was by trust: then a name that is no role has
// every right, so that a server without roles asks nobody for any.
type User struct {
	Name    string
	Trusted bool
}

// Free says whether nothing is asked of u: a superuser, or a trusted user that is no role.
func (s *Snapshot) Free(u User) bool {
	r, ok := s.Role(u.Name)
	if !ok {
		return u.Trusted
	}
	return r.Superuser
}

// Has says whether u has the rights of a role, without SET ROLE.
func (s *Snapshot) Has(u User, role string) bool { return s.Free(u) || s.HasRightsOf(u.Name, role) }

// Owns says whether u may change and drop a target: it has the rights of the owner.
func (s *Snapshot) Owns(u User, t Target) bool { return s.Has(u, s.Owner(t)) }

// Allowed says whether u has all of the rights on a target.
func (s *Snapshot) Allowed(u User, t Target, rights Rights) bool {
	return s.Holds(u, t, false)&rights == rights
}

// Holds returns the rights that u has on a target; with option, those that it may grant on. Who owns may grant.
func (s *Snapshot) Holds(u User, t Target, option bool) Rights {
	if s.Free(u) {
		return t.All()
	}
	var have Rights
	if option && s.Owns(u, t) {
		return t.All()
	}
	grants, _ := s.Grants(t)
	for _, g := range grants {
		r := g.Rights
		if option {
			r = g.Options
		}
		if have|r != have && (g.Grantee == "" && !option || g.Grantee != "" && s.HasRightsOf(u.Name, g.Grantee)) {
			have |= r
		}
	}
	if option {
		return have
	}
	switch {
	case t.Class == OnRelation && s.HasRightsOf(u.Name, ReadAllData):
		have |= Select
	case t == Target{OnSchema, "public"} && s.HasRightsOf(u.Name, DefineRole):
		have |= Create | Usage
	case t.Class == OnSchema && s.HasRightsOf(u.Name, ReadAllData):
		have |= Usage
	}
	return have
}

// Sees says whether a definition is shown to u in lists: u owns it or has some right on it. An entity, which holds no data, is
// seen by whoever sees a view of it, and a test by whoever sees its view.
func (s *Snapshot) Sees(u User, o Object) bool {
	t := TargetOf(o)
	if s.Owns(u, t) || s.Holds(u, t, false) != 0 {
		return true
	}
	if t, ok := o.(*FeatureTest); ok {
		v, there := s.View(t.View)
		return there && s.Sees(u, v)
	}
	if o.ObjectKind() == KindEntity {
		for _, d := range s.Dependents(o) {
			if s.Sees(u, d) {
				return true
			}
		}
	}
	return false
}

// RoleUse is where a role is named besides in its own definition.
type RoleUse struct {
	Object Object // a definition, Privileges, or a Role that is a member
	Owner  bool   // it owns the object
	Grant  bool   // it was granted something on the object
}

// RoleUses lists what names a role: what it owns, what it was granted, what it granted to others.
func (s *Snapshot) RoleUses(role string) []RoleUse {
	var out []RoleUse
	add := func(o Object, owner bool, grants []Grant) {
		granted := false
		for _, g := range grants {
			own := owner && g.Grantee == role
			granted = granted || (g.Grantee == role || g.Grantor == role && !owner) && !own
		}
		if owner || granted {
			out = append(out, RoleUse{o, owner, granted})
		}
	}
	for _, o := range s.Definitions() {
		m := MetaOf(o)
		add(o, m.Owner == role, m.Grants)
	}
	for _, p := range list[*Privileges](s, KindPrivileges) {
		add(p, false, p.Grants)
	}
	return out
}

// Definitions are all definitions, kind by kind, by name.
func (s *Snapshot) Definitions() []Object {
	var out []Object
	for _, o := range s.Sources() {
		out = append(out, o)
	}
	for _, o := range s.Entities() {
		out = append(out, o)
	}
	for _, o := range s.Views() {
		out = append(out, o)
	}
	for _, o := range s.Services() {
		out = append(out, o)
	}
	for _, o := range s.TrainingSets() {
		out = append(out, o)
	}
	for _, o := range s.Tests() {
		out = append(out, o)
	}
	return out
}
