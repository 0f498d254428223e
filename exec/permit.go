package exec

import (
	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/plan"
)

// permit decides whether a query may run: it is the only place that does. It is asked when a statement is described and again
// whenever it runs, so that what was revoked meanwhile is refused to statements prepared before. The planner has noted what a
// query needs, of its user and of the owners of what it reads through; the rest is here: schemas, temp tables, files.
func (s *Session) permit(q *plan.Query) error {
	snap := s.Snapshot()
	s.files(q.User)
	for _, n := range q.Needs {
		if schema := (catalog.Target{Class: catalog.OnSchema, Name: n.Schema()}); !snap.Allowed(n.User, schema, catalog.Usage) {
			return snap.Denied(schema)
		}
		if !snap.Allowed(n.User, n.On, n.Rights) {
			return snap.Denied(n.On)
		}
	}
	if q.Verb == "create" && !snap.Allowed(q.User, catalog.Target{Class: catalog.OnDatabase, Name: "asof"}, catalog.Temporary) {
		return sqlerr.New(sqlerr.InsufficientPrivilege, "permission denied to create temporary tables in database %q", "asof")
	}
	return nil
}

// files tells the engine which files the statements that follow may name. It is told before each: the session may have had another
// role before.
func (s *Session) files(u catalog.User) {
	snap := s.Snapshot()
	s.off.Files(snap.Has(u, catalog.ReadServerFiles), snap.Has(u, catalog.WriteFiles))
}
