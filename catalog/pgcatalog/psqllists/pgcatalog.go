// Package psqllists is the part of Postgres' system catalog that psql's lists and descriptions read, made from a snapshot and
// a session when a statement reads it. DESIGN.md has psql's queries and what answers them.
package psqllists

import (
	"slices"
	"strings"

	"asof/catalog"
	"asof/catalog/pgcatalog"
	"asof/catalog/sqltype"
)

// Table is a table of schema pg_catalog, with the columns of Postgres 15 (xid is bigint here, aclitem and pg_node_tree are
// text: all NULL or 0). Rows gives values as package sqltype lists them, one per column.
type Table struct {
	Name    string
	Columns []sqltype.Column
	Rows    func(s *catalog.Snapshot, env Env) [][]any
}

// Env is the session that reads, TempTable a temp table of it.
type (
	Env       = pgcatalog.Env
	TempTable = pgcatalog.TempTable
)

// Tables are the tables by name. They describe themselves, so they are filled in when the package is: Go has no other order
// for that.
var Tables []Table

func init() {
	Tables = append([]Table{pgAm, pgAttribute, pgClass, pgDatabase, pgNamespace, pgRoles, pgType, pgUser}, empty...)
	slices.SortFunc(Tables, func(a, b Table) int { return strings.Compare(a.Name, b.Name) })
}

// Lookup returns the table called name.
func Lookup(name string) (*Table, bool) {
	i, ok := slices.BinarySearchFunc(Tables, name, func(t Table, name string) int { return strings.Compare(t.Name, name) })
	if !ok {
		return nil, false
	}
	return &Tables[i], true
}

func column(name string, id sqltype.ID) sqltype.Column {
	return sqltype.Column{Name: name, Type: sqltype.Of(id)}
}

// columns reads a list "name type, …" in which "char" is char and text[] an array.
func columns(list string) []sqltype.Column {
	var out []sqltype.Column
	for _, c := range strings.Split(list, ",") {
		name, typ, _ := strings.Cut(strings.TrimSpace(c), " ")
		t, ok := sqltype.Parse(typ)
		if !ok {
			panic("psqllists: no type " + typ) // of this package's own text
		}
		out = append(out, sqltype.Column{Name: name, Type: t})
	}
	return out
}
