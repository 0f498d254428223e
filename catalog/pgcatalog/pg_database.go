package pgcatalog

import (
	"slices"

	"asof/catalog"
)

// postgresDatabase is the OID of the database that initdb makes for users; the one database here has it whatever it is called.
const postgresDatabase = 5

func init() {
	make1("pg_database", func(o *objects) [][]any {
		name := o.env.Database
		if name == "" || o.parent == staticObjects() {
			return nil
		}
		v := view("pg_database")
		row := slices.Clone(v.rows[0])
		set := func(column string, value any) { row[v.at[column]] = value }
		t := catalog.Target{Class: catalog.OnDatabase, Name: name}
		set("oid", int64(postgresDatabase))
		set("datname", name)
		set("datdba", o.owner(o.snapshot.Owner(t)))
		set("datistemplate", false)
		set("datallowconn", true)
		set("datacl", grantsOf(o.snapshot, t))
		return [][]any{row}
	})
}
