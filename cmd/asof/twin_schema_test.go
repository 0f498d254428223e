package main_test

import (
	"fmt"
	"slices"
	"strings"

	"asof/catalog"
	"asof/catalog/sqltype"
	"asof/catalog/system"
)

// twinSQL are the statements that make, in an empty database of a Postgres server whose bootstrap role is asof, the twin of a catalog:
// every feature view, service and table of schema asof an ordinary view over constants, every source a foreign table, with the same
// names, types, keys, comments, owners and rights. The superuser runs them; the catalog's own tables are written where Postgres has no
// statement for what asof shows (a primary key of a view).
func twinSQL(s *catalog.Snapshot) []string {
	w := &twinWriter{}
	w.roles(s)
	w.add("CREATE SCHEMA asof")
	for _, t := range system.Tables {
		w.view("asof", t.Name, t.Columns, nil, "", t.Comment)
	}
	w.wrapper()
	w.add("CREATE SERVER files FOREIGN DATA WRAPPER asof")
	for _, o := range s.Sources() {
		w.source(o)
	}
	for _, o := range s.Views() {
		var cols []sqltype.Column
		for _, c := range o.Columns {
			cols = append(cols, sqltype.Column{Name: c.Name, Type: c.Type})
		}
		var keys []string
		for _, k := range o.Keys {
			keys = append(keys, k.Name)
		}
		w.view("public", o.Name, cols, keys, o.Owner, described(&o.Meta))
		for _, f := range o.Features {
			if f.Comment != "" {
				w.add("COMMENT ON COLUMN public.%s.%s IS %s", ident(o.Name), ident(f.Name), catalog.QuoteLiteral(f.Comment))
			}
		}
	}
	for _, o := range s.Services() {
		cols := slices.Clone(o.Keys)
		for _, c := range o.Columns {
			cols = append(cols, sqltype.Column{Name: c.Name, Type: c.Type})
		}
		w.view("public", o.Name, cols, nil, o.Owner, described(&o.Meta))
	}
	return w.out
}

type twinWriter struct{ out []string }

func (w *twinWriter) add(format string, args ...any) {
	w.out = append(w.out, fmt.Sprintf(format, args...))
}

// described is the comment that the catalog shows: COMMENT ON's, else the option's.
func described(m *catalog.Meta) string {
	if m.Comment != "" {
		return m.Comment
	}
	return m.Description
}

// ident is an identifier, always quoted: what asof need not quote, Postgres may have to.
func ident(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// roles makes the roles that own something, besides who is connected.
func (w *twinWriter) roles(s *catalog.Snapshot) {
	seen := map[string]bool{"": true, "asof": true, "tester": true}
	w.add("CREATE ROLE tester LOGIN SUPERUSER")
	own := func(name string) {
		if !seen[name] {
			seen[name] = true
			w.add("CREATE ROLE %s", ident(name))
		}
	}
	for _, o := range s.Sources() {
		own(o.Owner)
	}
	for _, o := range s.Views() {
		own(o.Owner)
	}
	for _, o := range s.Services() {
		own(o.Owner)
	}
}

// wrapper makes the foreign-data wrapper. Postgres asks its handler whether a foreign table can be written, so it needs one: that of
// file_fdw, moved to a schema that does not exist, where no list of functions shows it.
func (w *twinWriter) wrapper() {
	w.add("CREATE FUNCTION public.twin_handler() RETURNS fdw_handler LANGUAGE c STRICT AS '$libdir/file_fdw', 'file_fdw_handler'")
	w.add("CREATE FOREIGN DATA WRAPPER asof HANDLER public.twin_handler")
	const handler = "(SELECT fdwhandler FROM pg_foreign_data_wrapper)"
	w.add("UPDATE pg_proc SET pronamespace = 1 WHERE oid = %s", handler)
	w.add("DELETE FROM pg_depend WHERE %s IN (objid, refobjid)", handler)
}

func (w *twinWriter) source(o *catalog.Source) {
	w.add("CREATE FOREIGN TABLE public.%s (%s) SERVER files", ident(o.Name), columnsSQL(o.Columns))
	w.owner("FOREIGN TABLE", o.Name, o.Owner)
	if c := described(&o.Meta); c != "" {
		w.add("COMMENT ON FOREIGN TABLE public.%s IS %s", ident(o.Name), catalog.QuoteLiteral(c))
	}
}

// view makes a view without rows. Its key is taken from a table of the same columns, since a view cannot be given one.
func (w *twinWriter) view(schema, name string, cols []sqltype.Column, keys []string, owner, comment string) {
	items := make([]string, len(cols))
	for i, c := range cols {
		items[i] = fmt.Sprintf("NULL::%s AS %s", c.Type, ident(c.Name))
	}
	full := ident(schema) + "." + ident(name)
	w.add("CREATE VIEW %s AS SELECT %s WHERE false", full, strings.Join(items, ", "))
	if keys != nil {
		w.primaryKey(full, name, cols, keys)
	}
	if owner != "" {
		w.owner("VIEW", name, owner)
	}
	if comment != "" {
		w.add("COMMENT ON VIEW %s IS %s", full, catalog.QuoteLiteral(comment))
	}
}

func (w *twinWriter) primaryKey(view, name string, cols []sqltype.Column, keys []string) {
	for i, k := range keys {
		keys[i] = ident(k)
	}
	const table = "public.twin_key"
	w.add("CREATE TABLE %s (%s, CONSTRAINT %s PRIMARY KEY (%s))", table, columnsSQL(cols), ident(name+"_pkey"), strings.Join(keys, ", "))
	v, t := catalog.QuoteLiteral(view)+"::regclass", "'"+table+"'::regclass"
	w.add("UPDATE pg_attribute a SET attnotnull = true FROM pg_index i WHERE i.indrelid = %s AND a.attrelid = %s AND a.attnum = ANY(i.indkey)", t, v)
	w.add("UPDATE pg_class SET relhasindex = true WHERE oid = %s", v)
	w.add("UPDATE pg_index SET indrelid = %s WHERE indrelid = %s", v, t)
	w.add("UPDATE pg_constraint SET conrelid = %s WHERE conrelid = %s", v, t)
	w.add("UPDATE pg_depend SET refobjid = %s WHERE refobjid = %s AND classid = 'pg_constraint'::regclass", v, t)
	w.add("DROP TABLE %s", table)
}

func (w *twinWriter) owner(kind, name, owner string) {
	w.add("ALTER %s public.%s OWNER TO %s", kind, ident(name), ident(owner))
}

func columnsSQL(cols []sqltype.Column) string {
	items := make([]string, len(cols))
	for i, c := range cols {
		items[i] = ident(c.Name) + " " + c.Type.String()
	}
	return strings.Join(items, ", ")
}
