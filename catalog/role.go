package catalog

import (
	"log/slog"
	"slices"
	"strings"
)

// Role is a user or a group of users, as in Postgres one thing. A role may be a member of others.
type Role struct {
	Name        string
	OID         uint32 // unique in the catalog, the same for ever, also under another name
	Superuser   bool   `json:",omitempty"`
	Login       bool   `json:",omitempty"`
	Inherit     bool   // it has the rights of the roles that it is a member of without SET ROLE
	CreateRole  bool   `json:",omitempty"`
	CreateDB    bool   `json:",omitempty"` // kept and shown: there is one database
	Replication bool   `json:",omitempty"` // kept and shown: there is no replication
	BypassRLS   bool   `json:",omitempty"` // kept and shown: there are no row policies
	ConnLimit   int    // most connections at the same time; -1: no limit of its own
	ValidUntil  *int64 `json:",omitempty"` // microseconds since 1970, when its password ends; nil: never
	Verifier    Secret `json:",omitempty"` // what proves a password, as Postgres keeps it; "" without one
	Token       Secret `json:",omitempty"` // the hash of the bearer token that HTTP requests may be the role's by (password.TokenHash); "" without one
	MemberOf    []Membership
	Settings    []RoleSetting `json:",omitempty"` // of ALTER ROLE … SET, by name
	Comment     string        `json:",omitempty"`
}

// Membership is a role that another is a member of.
type Membership struct {
	Role    string
	Admin   bool   `json:",omitempty"` // WITH ADMIN OPTION
	Grantor string `json:",omitempty"`
}

// RoleSetting is a run-time parameter that a role's sessions begin with.
type RoleSetting struct{ Name, Value string }

// Secret is a text that no log, error or print shows. Only what must compare or keep it converts it to a string.
type Secret string

// String hides the secret, as Postgres' pg_roles does.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "********"
}

// GoString hides the secret.
func (s Secret) GoString() string { return s.String() }

// LogValue hides the secret.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// RoleOID makes an OID of a number that the catalog handed out.
func RoleOID(id uint64) uint32 { return 16384 + uint32(id%(1<<31-16384)) }

// ObjectKind implements Object.
func (*Role) ObjectKind() Kind { return KindRole }

// ObjectName implements Object.
func (r *Role) ObjectName() string { return r.Name }

// The predefined roles that something here asks for.
const (
	BootstrapRole   = "asof"                  // owns what nobody else does
	ReadServerFiles = "pg_read_server_files"  // may read files in SQL
	WriteFiles      = "pg_write_server_files" // may write files with COPY
	ReadAllData     = "pg_read_all_data"      // may read every view, service and source
	DefineRole      = "asof_define"           // may define in schema public, as with CREATE on it
	DatabaseOwner   = "pg_database_owner"     // owns schema public
	Monitor         = "pg_monitor"            // may see what all sessions do
)

// predefined are the roles that are always there and cannot be dropped: those of Postgres 15 with their OIDs, and ours. The
// bootstrap role is a superuser without a password.
var predefined = func() map[string]*Role {
	m := map[string]*Role{}
	add := func(name string, oid uint32, of ...string) {
		r := &Role{Name: name, OID: oid, Inherit: true, ConnLimit: -1}
		for _, g := range of {
			r.MemberOf = append(r.MemberOf, Membership{Role: g, Grantor: BootstrapRole})
		}
		m[name] = r
	}
	add(BootstrapRole, 10)
	boot := m[BootstrapRole]
	boot.Login, boot.Superuser, boot.CreateRole, boot.CreateDB, boot.Replication, boot.BypassRLS = true, true, true, true, true, true
	add(Monitor, 3373, "pg_read_all_settings", "pg_read_all_stats", "pg_stat_scan_tables")
	add("pg_read_all_settings", 3374)
	add("pg_read_all_stats", 3375)
	add("pg_stat_scan_tables", 3377)
	add("pg_signal_backend", 4200)
	add("pg_checkpoint", 4544)
	add(ReadServerFiles, 4569)
	add(WriteFiles, 4570)
	add("pg_execute_server_program", 4571)
	add(DatabaseOwner, 6171)
	add(ReadAllData, 6181)
	add("pg_write_all_data", 6182)
	add(DefineRole, 16383)
	return m
}()

// Predefined says whether a role of this name is always there.
func Predefined(name string) bool { return predefined[name] != nil }

// ReservedRole says whether a name is kept for the server: Postgres' "pg_…", ours, and the words that mean something else
// where a role is named.
func ReservedRole(name string) bool {
	return strings.HasPrefix(name, "pg_") || name == DefineRole || name == "public" || name == "none"
}

// Role returns the role called name: one that was made, else a predefined one.
func (s *Snapshot) Role(name string) (*Role, bool) {
	if r, ok := lookup[*Role](s, KindRole, name); ok {
		return r, true
	}
	r, ok := predefined[name]
	return r, ok
}

// Made says whether r is in the catalog: a predefined role is not before it was altered.
func (s *Snapshot) Made(r *Role) bool { return s.objects[KindRole][r.Name] == Object(r) }

// Roles returns all roles by name, the predefined ones among them.
func (s *Snapshot) Roles() []*Role {
	out := list[*Role](s, KindRole)
	for name, r := range predefined {
		if _, made := s.objects[KindRole][name]; !made {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b *Role) int { return byName(a, b) })
	return out
}

// MemberOf says whether role is of, or a member of it directly or through others, whatever it inherits: it may SET ROLE to it.
// A superuser is a member of every role.
func (s *Snapshot) MemberOf(role, of string) bool {
	r, ok := s.Role(role)
	return ok && (r.Superuser || s.reaches(r, of, false))
}

// HasRightsOf says whether role has the rights of another without SET ROLE: it is that role, or a member of it through roles
// that inherit.
func (s *Snapshot) HasRightsOf(role, of string) bool {
	r, ok := s.Role(role)
	return ok && (r.Superuser || s.reaches(r, of, true))
}

// AdminOf says whether role may grant membership in another: it is a superuser, or has ADMIN OPTION on it.
func (s *Snapshot) AdminOf(role, of string) bool {
	r, ok := s.Role(role)
	if !ok {
		return false
	}
	if r.Superuser {
		return true
	}
	found := false
	s.walk(r, false, func(m *Role) bool {
		found = slices.ContainsFunc(m.MemberOf, func(g Membership) bool { return g.Role == of && g.Admin })
		return !found
	})
	return found
}

func (s *Snapshot) reaches(from *Role, to string, inherit bool) bool {
	found := false
	s.walk(from, inherit, func(r *Role) bool {
		found = r.Name == to
		return !found
	})
	return found
}

// walk calls fn for a role and for all that it is a member of, each once, until fn returns false. With inherit the way ends at
// roles that do not inherit.
func (s *Snapshot) walk(from *Role, inherit bool, fn func(*Role) bool) {
	seen := map[string]bool{from.Name: true}
	for queue := []*Role{from}; len(queue) > 0; queue = queue[1:] {
		r := queue[0]
		if !fn(r) {
			return
		}
		if inherit && !r.Inherit {
			continue
		}
		for _, m := range r.MemberOf {
			if g, ok := s.Role(m.Role); ok && !seen[g.Name] {
				seen[g.Name] = true
				queue = append(queue, g)
			}
		}
	}
}
