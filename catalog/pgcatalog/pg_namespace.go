package pgcatalog

import (
	"slices"

	"asof/catalog"
)

func init() {
	replace("pg_namespace", func(o *objects) [][]any {
		var rows [][]any
		if o.parent == staticObjects() {
			rows = serverSchemas(o.snapshot)
		}
		names := make([]string, 0, len(o.schemas))
		for name := range o.schemas {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			var acl any
			owner := o.env.User
			if name == "asof" {
				t := catalog.Target{Class: catalog.OnSchema, Name: name}
				owner, acl = o.snapshot.Owner(t), grantsInForce(o.snapshot, t)
			}
			rows = append(rows, []any{o.schemas[name], name, o.owner(owner), acl})
		}
		return rows
	})
}

// serverSchemas are the schemas that every server has, with what was granted on public.
func serverSchemas(s *catalog.Snapshot) [][]any {
	var rows [][]any
	public := catalog.Target{Class: catalog.OnSchema, Name: "public"}
	for _, r := range staticRows("pg_namespace") {
		if r[1] == "public" {
			r = slices.Clone(r)
			r[3] = grantsInForce(s, public)
		}
		rows = append(rows, r)
	}
	return rows
}

// grantsInForce is grantsOf with the defaults spelled out: initdb writes down those of its schemas.
func grantsInForce(s *catalog.Snapshot, t catalog.Target) any {
	grants, _ := s.Grants(t)
	out := make([]any, len(grants))
	for i, g := range grants {
		out[i] = g.String()
	}
	return out
}
