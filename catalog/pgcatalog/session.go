package pgcatalog

import (
	"slices"
	"strings"
	"sync"

	"asof/catalog"
)

// session is a catalog as one session sees it: the server's own objects, our catalog's, and the session's.
type session struct {
	*objects // the session's own; its parents are the others
	env      Env

	mu       sync.Mutex
	rows     map[string][][]any         // whole tables, as far as they were read
	oids     map[string]map[int64][]any // and their rows by OID
	comments map[commented]any
}

// sessionKey is what a session's objects depend on. A list of temp tables is compared by its place: whoever makes it keeps it while
// nothing changes.
type sessionKey struct {
	snapshot             *catalog.Snapshot
	user, database, temp string
	path                 string
	trusted              bool
	first                *TempTable
	n                    int
}

// How many catalogs and sessions are remembered.
const (
	keptCatalogs = 4
	keptSessions = 64
)

var known struct {
	mu       sync.Mutex
	catalogs []*objects // the newest last
	sessions map[sessionKey]*session
	order    []sessionKey
}

// sessionOf returns the catalog of a session, remembered from earlier statements.
func sessionOf(s *catalog.Snapshot, env Env) *session {
	key := sessionKey{snapshot: s, user: env.User, database: env.Database, temp: env.TempSchema, trusted: env.Trusted, n: len(env.Temp),
		path: strings.Join(env.SearchPath, "\x00")}
	if key.n > 0 {
		key.first = &env.Temp[0]
	}
	known.mu.Lock()
	defer known.mu.Unlock()
	if got, ok := known.sessions[key]; ok {
		return got
	}
	got := newSession(catalogOf(s), env)
	if known.sessions == nil {
		known.sessions = map[sessionKey]*session{}
	}
	if len(known.order) == keptSessions {
		delete(known.sessions, known.order[0])
		known.order = known.order[1:]
	}
	known.sessions[key] = got
	known.order = append(known.order, key)
	return got
}

// catalogOf returns what our catalog adds; known.mu is held.
func catalogOf(s *catalog.Snapshot) *objects {
	for _, o := range known.catalogs {
		if o.snapshot == s {
			return o
		}
	}
	o := newObjects(staticObjects())
	o.snapshot = s
	o.schemas["asof"] = schemaOID("asof")
	for _, r := range catalogRelations(s) {
		o.add(r)
	}
	for _, r := range s.Roles() {
		o.addRole(r)
	}
	for _, r := range o.relations { // owners need not be roles
		if _, ok := o.role(r.owner); !ok {
			o.owners = append(o.owners, r.owner)
			o.knowRole(r.owner, 0)
		}
	}
	if len(known.catalogs) == keptCatalogs {
		known.catalogs = known.catalogs[1:]
	}
	known.catalogs = append(known.catalogs, o)
	return o
}

func newSession(base *objects, env Env) *session {
	o := newObjects(base)
	o.env = env
	names := base.owners
	if _, ok := o.role(env.User); !ok && env.User != "" {
		o.knowRole(env.User, 0)
		names = append(slices.Clone(names), env.User)
	}
	for _, name := range names { // who is trusted and no role has every right
		o.roles = append(o.roles, &catalog.Role{Name: name, Superuser: env.Trusted, CreateRole: env.Trusted, CreateDB: env.Trusted, Login: true,
			Inherit: true, ConnLimit: -1})
	}
	if env.TempSchema != "" {
		o.schemas[env.TempSchema] = schemaOID(env.TempSchema)
	}
	for _, r := range tempRelations(env) {
		o.add(r)
	}
	return &session{objects: o, env: env, rows: map[string][][]any{}, oids: map[string]map[int64][]any{}}
}

// table is all rows of a table: the server's, our catalog's, the session's.
func (s *session) table(name string) [][]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.whole(name)
}

// whole is table; s.mu is held.
func (s *session) whole(name string) [][]any {
	rows, ok := s.rows[name]
	if !ok {
		if !replaced[name] {
			rows = staticRows(name)
		}
		if makers[name] != nil {
			rows = slices.Concat(rows, s.parent.made(name), s.made(name))
		}
		s.rows[name] = rows
	}
	return rows
}

// rowByOID returns the row of a table whose first column is oid.
func (s *session) rowByOID(table string, oid int64) ([]any, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rows, ok := s.oids[table]
	if !ok {
		rows = map[int64][]any{}
		for _, r := range s.whole(table) {
			rows[r[0].(int64)] = r
		}
		s.oids[table] = rows
	}
	r, ok := rows[oid]
	return r, ok
}

// path is the search path with what Postgres searches first: temp tables and pg_catalog, unless the path names them.
func (s *session) path() []string {
	path := s.env.SearchPath
	if len(path) == 0 {
		path = []string{"public"}
	}
	if !slices.Contains(path, "pg_catalog") {
		path = append([]string{"pg_catalog"}, path...)
	}
	if s.env.TempSchema != "" && !slices.Contains(path, s.env.TempSchema) {
		path = append([]string{s.env.TempSchema}, path...)
	}
	return path
}

// visible says whether a relation can be named without its schema: it is in the search path, and no earlier schema of it has
// another of that name.
func (s *session) visible(r *relation) bool {
	for _, schema := range s.path() {
		if schema == r.schema {
			return true
		}
		if _, ok := s.named(schema, r.name); ok {
			return false
		}
	}
	return false
}

// find returns the relation that a name means, in the search path without a schema.
func (s *session) find(schema, name string) (*relation, bool) {
	if schema == "pg_temp" {
		schema = s.env.TempSchema
	}
	if schema != "" {
		return s.named(schema, name)
	}
	for _, schema := range s.path() {
		if r, ok := s.named(schema, name); ok {
			return r, true
		}
	}
	return nil, false
}

// user is who asks for rights.
func (s *session) user() catalog.User { return catalog.User{Name: s.env.User, Trusted: s.env.Trusted} }
