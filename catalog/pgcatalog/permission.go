package pgcatalog

import (
	"sync"

	"asof/catalog"
	"asof/catalog/sqlerr"
)

// MayRead says whether the session may read a system table or view that its statement names: the error is 42501. A view reads what is
// below it by its owner's rights.
func MayRead(snap *catalog.Snapshot, env Env, t *Table) error {
	s := sessionOf(snap, env)
	row, ok := s.rowByOID("pg_class", int64(t.OID))
	if !ok {
		return nil
	}
	me := grantee{name: env.User}
	if held, _ := s.held(me, securables["table"], row); held&aclSelect != 0 {
		return nil
	}
	for _, acl := range s.columnACLs(int64(t.OID)) {
		if held, _ := s.granted(me, acl); held&aclSelect != 0 {
			return nil
		}
	}
	what := "table"
	if t.Kind == KindView {
		what = "view"
	}
	return sqlerr.New(sqlerr.InsufficientPrivilege, "permission denied for %s %s", what, t.Name)
}

var restricted struct {
	once  sync.Once
	procs map[uint32]bool
}

// MayExecute says whether the session may call a function: all may be called by everybody but for a few, which look at files and at
// the server.
func MayExecute(snap *catalog.Snapshot, env Env, p *Proc) error {
	v := view("pg_proc")
	restricted.once.Do(func() {
		restricted.procs = map[uint32]bool{}
		for _, r := range v.rows {
			if v.get(r, "proacl") != nil {
				restricted.procs[v.oid(r, "oid")] = true
			}
		}
	})
	if !restricted.procs[p.OID] {
		return nil
	}
	s := sessionOf(snap, env)
	row, _ := s.rowByOID("pg_proc", int64(p.OID))
	if held, _ := s.held(grantee{name: env.User}, securables["function"], row); held&aclExecute != 0 {
		return nil
	}
	return sqlerr.New(sqlerr.InsufficientPrivilege, "permission denied for function %s", p.Name)
}
