package exec

import (
	"asof/catalog"
	"asof/catalog/pgcatalog"
	"asof/catalog/sqlerr"
	"asof/exec/syscat"
	"asof/planner/plan"
)

// permit decides whether a query may run: it is the only place that does. It is asked when a statement is described and again
// whenever it runs, so that what was revoked meanwhile is refused to statements prepared before. The planner has noted what a
// query needs, of its user and of the owners of what it reads through; the rest is here: schemas, temp tables, files.
func (s *Session) permit(q *plan.Query) error {
	snap := s.Snapshot()
	s.files(q.User)
	for _, n := range q.Needs {
		if err := s.allowed(n); err != nil {
			return err
		}
	}
	if q.Verb == "create" && !snap.Allowed(q.User, catalog.Target{Class: catalog.OnDatabase, Name: "asof"}, catalog.Temporary) {
		return sqlerr.New(sqlerr.InsufficientPrivilege, "permission denied to create temporary tables in database %q", "asof")
	}
	return nil
}

// permitSystem decides the same for a query over the system catalogs: what Postgres lets everybody read, and the tables of schema
// asof as they were granted.
func (s *Session) permitSystem(n *plan.SystemQuery, st *syscat.Statement) error {
	snap := s.Snapshot()
	user := catalog.User{Name: n.Session.User, Trusted: n.Session.Trusted}
	for _, t := range st.Reads {
		if t.Schema == "asof" {
			if err := s.allowed(plan.Need{User: user, On: catalog.Target{Class: catalog.OnSystem, Name: t.Name}, Rights: catalog.Select}); err != nil {
				return err
			}
			continue
		}
		if err := pgcatalog.MayRead(snap, n.Session, t); err != nil {
			return err
		}
	}
	return nil
}

// allowed is the error of a need that is not met.
func (s *Session) allowed(n plan.Need) error {
	snap := s.Snapshot()
	if schema := (catalog.Target{Class: catalog.OnSchema, Name: n.Schema()}); !snap.Allowed(n.User, schema, catalog.Usage) {
		return snap.Denied(schema)
	}
	if !snap.Allowed(n.User, n.On, n.Rights) {
		return snap.Denied(n.On)
	}
	return nil
}

// files tells the engine which files the statements that follow may name. It is told before each: the session may have had another
// role before.
func (s *Session) files(u catalog.User) {
	snap := s.Snapshot()
	s.off.Files(snap.Has(u, catalog.ReadServerFiles), snap.Has(u, catalog.WriteFiles))
}
