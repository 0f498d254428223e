package psqllists

import (
	"slices"

	"asof/catalog"
	"asof/catalog/sqltype"
	"asof/catalog/system"
)

// The kinds of relation that pg_class.relkind tells: feature views and services are views, sources are foreign tables.
const (
	kindTable   = "r"
	kindView    = "v"
	kindForeign = "f"
)

// relation is a row of pg_class.
type relation struct {
	oid     int64
	schema  string
	name    string
	kind    string
	temp    bool
	owner   string // "" is the bootstrap role
	comment string
	columns []sqltype.Column
	object  catalog.Object // nil for what is not in the catalog
}

// relations are all relations that the session may name.
func relations(s *catalog.Snapshot, env Env) []relation {
	var out []relation
	given := oids{}
	add := func(r relation) {
		r.oid = given.of("relation", r.schema+"\x00"+r.name)
		out = append(out, r)
	}
	define := func(kind string, o catalog.Object, m *catalog.Meta, cols []sqltype.Column) {
		comment := m.Comment
		if comment == "" {
			comment = m.Description
		}
		add(relation{schema: "public", name: m.Name, kind: kind, owner: m.Owner, comment: comment, columns: cols, object: o})
	}
	for _, t := range system.Tables {
		add(relation{schema: "asof", name: t.Name, kind: kindView, comment: t.Comment, columns: t.Columns})
	}
	for _, t := range Tables {
		add(relation{schema: "pg_catalog", name: t.Name, kind: kindTable, columns: t.Columns})
	}
	for _, o := range s.Sources() {
		define(kindForeign, o, &o.Meta, o.Columns)
	}
	for _, o := range s.Views() {
		define(kindView, o, &o.Meta, viewColumns(o))
	}
	for _, o := range s.Services() {
		define(kindView, o, &o.Meta, serviceColumns(o))
	}
	for _, t := range env.Temp {
		add(relation{schema: env.TempSchema, name: t.Name, kind: kindTable, temp: true, owner: env.User, columns: t.Columns})
	}
	return out
}

func viewColumns(v *catalog.FeatureView) []sqltype.Column {
	var cols []sqltype.Column
	for _, c := range v.Columns {
		cols = append(cols, sqltype.Column{Name: c.Name, Type: c.Type})
	}
	return cols
}

// serviceColumns are the keys, then the features.
func serviceColumns(o *catalog.Service) []sqltype.Column {
	cols := slices.Clone(o.Keys)
	for _, c := range o.Columns {
		cols = append(cols, sqltype.Column{Name: c.Name, Type: c.Type})
	}
	return cols
}

// visible says whether r can be named without its schema: it is in the search path, which begins with the temp tables and
// pg_catalog, and no earlier schema of it has another of that name.
func visible(r relation, all []relation, env Env) bool {
	path := append([]string{env.TempSchema, "pg_catalog"}, env.SearchPath...)
	if len(env.SearchPath) == 0 {
		path = append(path, "public")
	}
	mine := slices.Index(path, r.schema)
	return mine >= 0 && !slices.ContainsFunc(all, func(o relation) bool {
		at := slices.Index(path, o.schema)
		return o.name == r.name && at >= 0 && at < mine
	})
}
