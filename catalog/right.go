package catalog

import (
	"slices"
	"strings"
)

// Rights is a set of privileges, those of Postgres.
type Rights uint16

// The privileges, in the order in which an aclitem writes them. Only Select, Usage, Create, Connect and Temporary open
// anything; the others are kept and shown.
const (
	Insert Rights = 1 << iota
	Select
	Update
	Delete
	Truncate
	References
	Trigger
	Usage
	Create
	Temporary
	Connect
)

const (
	rightLetters = "arwdDxtUCTc"

	relationRights = Insert | Select | Update | Delete | Truncate | References | Trigger
	schemaRights   = Usage | Create
	databaseRights = Create | Temporary | Connect
)

var rightNames = [...]string{"INSERT", "SELECT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "USAGE", "CREATE", "TEMPORARY", "CONNECT"}

// RightNamed returns the privilege called name, written in capitals; TEMP is TEMPORARY.
func RightNamed(name string) (Rights, bool) {
	if name == "TEMP" {
		return Temporary, true
	}
	i := slices.Index(rightNames[:], name)
	if i < 0 {
		return 0, false
	}
	return 1 << i, true
}

// Names are the privileges of r in words.
func (r Rights) Names() []string {
	var out []string
	for i, n := range rightNames {
		if r&(1<<i) != 0 {
			out = append(out, n)
		}
	}
	return out
}

// Grant is what a role was granted on an object.
type Grant struct {
	Grantee string `json:",omitempty"` // a role; "" is PUBLIC
	Grantor string
	Rights  Rights
	Options Rights `json:",omitempty"` // those of Rights that the grantee may grant on
}

// String writes g as Postgres writes an aclitem: alice=r*/bob.
func (g Grant) String() string {
	var b strings.Builder
	b.WriteString(aclName(g.Grantee) + "=")
	for i := range rightNames {
		if g.Rights&(1<<i) == 0 {
			continue
		}
		b.WriteByte(rightLetters[i])
		if g.Options&(1<<i) != 0 {
			b.WriteByte('*')
		}
	}
	b.WriteString("/" + aclName(g.Grantor))
	return b.String()
}

// aclName quotes a role's name in an aclitem if it has other characters than letters, digits and underscores.
func aclName(name string) string {
	if strings.IndexFunc(name, func(r rune) bool {
		return r < 128 && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}) < 0 {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// Class is a class of things that rights are about.
type Class string

// The classes. A relation is a feature view, a service, a source or a training set.
const (
	OnRelation Class = "relation"
	OnEntity   Class = "entity"
	OnTest     Class = "feature test"
	OnSystem   Class = "table" // of schema asof
	OnSchema   Class = "schema"
	OnDatabase Class = "database"
)

// Target is a thing that rights are about. A system table is named without its schema.
type Target struct {
	Class Class
	Name  string
}

// All are the privileges that a target has.
func (t Target) All() Rights {
	switch t.Class {
	case OnRelation, OnSystem:
		return relationRights
	case OnSchema:
		return schemaRights
	case OnDatabase:
		return databaseRights
	}
	return 0
}

// TargetOf is the target that an object is.
func TargetOf(o Object) Target {
	switch o.ObjectKind() {
	case KindEntity:
		return Target{OnEntity, o.ObjectName()}
	case KindTest:
		return Target{OnTest, o.ObjectName()}
	}
	return Target{OnRelation, o.ObjectName()}
}

// Privileges are the grants on a target that is no definition: a schema, the database, a system table. It is in the catalog
// once somebody granted or revoked something there.
type Privileges struct {
	On     Target
	Grants []Grant
}

// ObjectKind implements Object.
func (*Privileges) ObjectKind() Kind { return KindPrivileges }

// ObjectName implements Object.
func (p *Privileges) ObjectName() string { return string(p.On.Class) + " " + p.On.Name }

// Privileges returns the grants kept for a target that is no definition; without any the defaults are in force.
func (s *Snapshot) Privileges(t Target) (*Privileges, bool) {
	return lookup[*Privileges](s, KindPrivileges, string(t.Class)+" "+t.Name)
}

// MetaOf returns what a definition has in common with the others, nil for what is no definition.
func MetaOf(o Object) *Meta {
	switch o := o.(type) {
	case *Source:
		return &o.Meta
	case *Entity:
		return &o.Meta
	case *FeatureView:
		return &o.Meta
	case *Service:
		return &o.Meta
	case *TrainingSet:
		return &o.Meta
	case *FeatureTest:
		return &o.Meta
	}
	return nil
}

// WithMeta returns a copy of a definition whose Meta change has altered; nil for what is no definition.
func WithMeta(o Object, change func(*Meta)) Object {
	switch o := o.(type) {
	case *Source:
		c := *o
		change(&c.Meta)
		return &c
	case *Entity:
		c := *o
		change(&c.Meta)
		return &c
	case *FeatureView:
		c := *o
		change(&c.Meta)
		return &c
	case *Service:
		c := *o
		change(&c.Meta)
		return &c
	case *TrainingSet:
		c := *o
		change(&c.Meta)
		return &c
	case *FeatureTest:
		c := *o
		change(&c.Meta)
		return &c
	}
	return nil
}

// definition is the definition that a target is, nil for one that is none.
func (s *Snapshot) definition(t Target) Object {
	switch t.Class {
	case OnRelation:
		if o, ok := s.Relation(t.Name); ok {
			return o
		}
	case OnEntity:
		if o, ok := s.Entity(t.Name); ok {
			return o
		}
	case OnTest:
		if o, ok := s.Test(t.Name); ok {
			return o
		}
	}
	return nil
}

// Owner returns the role that owns a target: for a definition its owner, which need not be a role, else the bootstrap role.
func (s *Snapshot) Owner(t Target) string {
	if t.Class == OnSchema && t.Name == "public" {
		return DatabaseOwner
	}
	if o := s.definition(t); o != nil {
		if owner := MetaOf(o).Owner; owner != "" {
			return owner
		}
	}
	return BootstrapRole
}

// Grants returns the grants in force on a target, and whether they are what somebody wrote (else they are the defaults, which
// Postgres shows as NULL where they are those that it would make itself).
func (s *Snapshot) Grants(t Target) (grants []Grant, written bool) {
	if o := s.definition(t); o != nil {
		if m := MetaOf(o); m.Grants != nil {
			return m.Grants, true
		}
	} else if p, ok := s.Privileges(t); ok {
		return p.Grants, true
	}
	return s.defaults(t), false
}

// defaults are the grants on a target before anybody granted or revoked: the owner has all. PUBLIC may use the schemas, connect
// to the database and make temp tables in it, and read the tables of schema asof, which show each role what it may see.
func (s *Snapshot) defaults(t Target) []Grant {
	owner := s.Owner(t)
	own := Grant{Grantee: owner, Grantor: owner, Rights: t.All()}
	switch t.Class {
	case OnSystem:
		return []Grant{own, {Grantor: owner, Rights: Select}}
	case OnSchema:
		return []Grant{own, {Grantor: owner, Rights: Usage}}
	case OnDatabase:
		return []Grant{{Grantor: owner, Rights: Temporary | Connect}, own}
	}
	return []Grant{own}
}
