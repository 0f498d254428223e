package pgcatalog

import (
	"sync"

	"asof/catalog"
)

var serverObjects struct {
	once sync.Once
	o    *objects
}

// staticObjects are the server's own relations and schemas.
func staticObjects() *objects {
	serverObjects.once.Do(func() { serverObjects.o = loadObjects() })
	return serverObjects.o
}

func loadObjects() *objects {
	o := newObjects(nil)
	n := view("pg_namespace")
	names := map[int64]string{}
	for _, r := range n.rows {
		o.schemas[n.str(r, "nspname")] = n.int(r, "oid")
		names[n.int(r, "oid")] = n.str(r, "nspname")
	}
	columns := map[int64][]attribute{}
	a := view("pg_attribute")
	for _, r := range a.rows {
		if n := int(a.int(r, "attnum")); n > 0 {
			rel := a.int(r, "attrelid")
			for len(columns[rel]) < n {
				columns[rel] = append(columns[rel], attribute{})
			}
			columns[rel][n-1] = attribute{name: a.str(r, "attname"), typ: a.oid(r, "atttypid"), mod: int32(a.int(r, "atttypmod")),
				notNull: a.bool(r, "attnotnull"), collate: a.int(r, "attcollation")}
		}
	}
	c := view("pg_class")
	for _, r := range c.rows {
		rel := &relation{oid: c.int(r, "oid"), schema: names[c.int(r, "relnamespace")], name: c.str(r, "relname"), kind: c.char(r, "relkind"),
			owner: catalog.BootstrapRole, acl: parseACL(c.get(r, "relacl")), rowType: c.int(r, "reltype")}
		rel.columns = columns[rel.oid]
		if t, ok := Lookup(rel.schema, rel.name); ok {
			rel.definition, rel.pretty = t.Definition, t.Pretty
		}
		o.know(rel)
	}
	i := view("pg_index")
	for _, r := range i.rows {
		o.byOID[i.int(r, "indexrelid")].table = o.byOID[i.int(r, "indrelid")]
	}
	return o
}
