package main_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"asof/catalog"
	"asof/catalog/sqltype"
	"asof/catalog/system"
)

// twinSQL are the statements that make, in a new database of a Postgres server whose bootstrap role is asof, the twin of a catalog:
// every feature view, service and table of schema asof an ordinary view over constants, every source a foreign table, with the same
// names, types, keys, comments, owners and rights. The superuser runs them; the catalog's own tables are written where Postgres has no
// statement for what asof shows (a primary key of a view).
func twinSQL(s *catalog.Snapshot) []string {
	w := &twinWriter{s: s}
	w.plain()
	w.roles()
	w.add("CREATE SCHEMA asof")
	w.add("COMMENT ON SCHEMA asof IS 'the catalog of features'")
	w.schemaRights("asof")
	for _, t := range system.Tables {
		v := twinView{schema: "asof", name: t.Name, cols: t.Columns, comment: t.Comment, target: catalog.Target{Class: catalog.OnSystem, Name: t.Name}}
		w.view(v)
	}
	w.wrapper()
	for _, o := range s.Sources() {
		w.source(o)
	}
	for _, o := range s.Views() {
		w.featureView(o)
	}
	for _, o := range s.Services() {
		w.service(o)
	}
	w.add("UPDATE pg_attribute SET attoptions = NULL WHERE attrelid >= %d", firstUserOID)
	return w.out
}

// plain takes out what a build of Postgres adds: the collations of its ICU (and some builds note a version with each column that is
// made: the last statement takes that out).
func (w *twinWriter) plain() {
	const icu = "collprovider = 'i' AND collname <> 'und-x-icu'"
	w.add("DELETE FROM pg_description WHERE classoid = 'pg_collation'::regclass AND objoid IN (SELECT oid FROM pg_collation WHERE " + icu + ")")
	w.add("DELETE FROM pg_collation WHERE " + icu)
}

func (w *twinWriter) featureView(o *catalog.FeatureView) {
	v := twinView{schema: "public", name: o.Name, comment: described(&o.Meta), target: catalog.TargetOf(o)}
	for _, c := range o.Columns {
		v.cols = append(v.cols, sqltype.Column{Name: c.Name, Type: c.Type})
		v.comments = append(v.comments, "")
		if c.Feature >= 0 {
			v.comments[len(v.comments)-1] = o.Features[c.Feature].Comment
		}
	}
	for _, k := range o.Keys {
		v.keys = append(v.keys, k.Name)
	}
	for _, name := range o.Reads {
		v.reads = append(v.reads, twinColumn{o.Source, name})
	}
	if !slices.Contains(o.Reads, o.EventTime) {
		v.reads = append(v.reads, twinColumn{o.Source, o.EventTime})
	}
	w.view(v)
}

func (w *twinWriter) service(o *catalog.Service) {
	v := twinView{schema: "public", name: o.Name, cols: slices.Clone(o.Keys), comment: described(&o.Meta), target: catalog.TargetOf(o)}
	v.comments = make([]string, len(o.Keys))
	entities := map[string]bool{}
	for _, sv := range o.Views {
		if view, ok := w.s.View(sv.Name); ok {
			entities[view.Entity] = true
		}
	}
	for _, c := range o.Columns {
		v.cols = append(v.cols, sqltype.Column{Name: c.Name, Type: c.Type})
		comment := ""
		if p, ok := c.Plain(); ok {
			if of, ok := w.s.View(o.Views[p.Index].Name); ok {
				for _, f := range of.Features {
					if f.Name == p.Text {
						comment = f.Comment
					}
				}
			}
		}
		v.comments = append(v.comments, comment)
		for _, p := range c.Reads() {
			v.reads = append(v.reads, twinColumn{o.Views[p.Index].Name, p.Text})
		}
	}
	if len(entities) == 1 { // of several, it has a row for each combination that is asked for, which is no key
		for _, k := range o.Keys {
			v.keys = append(v.keys, k.Name)
		}
	}
	w.view(v)
}

type twinWriter struct {
	s   *catalog.Snapshot
	out []string
}

// twinView is a view to be made. That it reads columns is written into pg_depend: a view that did read a foreign table would ask the
// handler for rows.
type twinView struct {
	schema, name, comment string
	cols                  []sqltype.Column
	comments              []string // of the columns
	keys                  []string
	reads                 []twinColumn
	target                catalog.Target
}

// twinColumn is a column of a relation of schema public.
type twinColumn struct{ relation, column string }

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

// roles makes the roles that Postgres does not have: the catalog's, and owners that are no roles there. Those of the server itself
// have an OID of their own.
func (w *twinWriter) roles() {
	seen := map[string]bool{"": true}
	for _, r := range w.s.Roles() {
		seen[r.Name] = true
		if r.Name == catalog.BootstrapRole || strings.HasPrefix(r.Name, "pg_") {
			continue
		}
		w.add("CREATE ROLE %s %s CONNECTION LIMIT %d", ident(r.Name), attributes(r), r.ConnLimit)
		if r.Verifier != "" {
			w.add("ALTER ROLE %s PASSWORD %s", ident(r.Name), catalog.QuoteLiteral(string(r.Verifier)))
		}
		if catalog.Predefined(r.Name) {
			w.add("UPDATE pg_authid SET oid = %d WHERE rolname = %s", r.OID, catalog.QuoteLiteral(r.Name))
		}
		if r.Comment != "" {
			w.add("COMMENT ON ROLE %s IS %s", ident(r.Name), catalog.QuoteLiteral(r.Comment))
		}
	}
	for _, r := range w.s.Roles() {
		for _, m := range r.MemberOf {
			if !strings.HasPrefix(r.Name, "pg_") {
				w.add("GRANT %s TO %s%s", ident(m.Role), ident(r.Name), map[bool]string{true: " WITH ADMIN OPTION"}[m.Admin])
			}
		}
	}
	for _, t := range w.targets() {
		if owner := w.s.Owner(t); !seen[owner] {
			seen[owner] = true
			w.add("CREATE ROLE %s LOGIN", ident(owner))
		}
	}
}

// targets are the definitions that somebody owns.
func (w *twinWriter) targets() []catalog.Target {
	var out []catalog.Target
	for _, o := range w.s.Sources() {
		out = append(out, catalog.TargetOf(o))
	}
	for _, o := range w.s.Views() {
		out = append(out, catalog.TargetOf(o))
	}
	for _, o := range w.s.Services() {
		out = append(out, catalog.TargetOf(o))
	}
	return out
}

func attributes(r *catalog.Role) string {
	var out []string
	for _, a := range []struct {
		has  bool
		name string
	}{{r.Superuser, "SUPERUSER"}, {r.Login, "LOGIN"}, {r.Inherit, "INHERIT"}, {r.CreateRole, "CREATEROLE"}, {r.CreateDB, "CREATEDB"},
		{r.Replication, "REPLICATION"}, {r.BypassRLS, "BYPASSRLS"}} {
		if a.has {
			out = append(out, a.name)
		} else {
			out = append(out, "NO"+a.name)
		}
	}
	return strings.Join(out, " ")
}

// rights writes down what was granted on a target, as the catalog shows it.
func (w *twinWriter) rights(t catalog.Target, relation string) {
	grants, written := w.s.Grants(t)
	if acl := aclSQL(grants); written || t.Class == catalog.OnSystem { // whose defaults are not those of a view
		w.add("UPDATE pg_class SET relacl = %s WHERE oid = %s::regclass", acl, catalog.QuoteLiteral(relation))
	}
}

// schemaRights writes down the rights on a schema, the defaults too: initdb does that for public.
func (w *twinWriter) schemaRights(name string) {
	t := catalog.Target{Class: catalog.OnSchema, Name: name}
	grants, _ := w.s.Grants(t)
	w.add("UPDATE pg_namespace SET nspacl = %s WHERE nspname = %s", aclSQL(grants), catalog.QuoteLiteral(name))
}

func aclSQL(grants []catalog.Grant) string {
	items := make([]string, len(grants))
	for i, g := range grants {
		items[i] = catalog.QuoteLiteral(g.String()) + "::aclitem"
	}
	return "ARRAY[" + strings.Join(items, ", ") + "]::aclitem[]"
}

// wrapper makes the foreign-data wrapper. Postgres asks its handler whether a foreign table can be written, so it needs one: that of
// file_fdw, moved to a schema that does not exist, where no list of functions shows it.
func (w *twinWriter) wrapper() {
	w.add("CREATE FUNCTION public.twin_handler() RETURNS fdw_handler LANGUAGE c STRICT AS '$libdir/file_fdw', 'file_fdw_handler'")
	w.add("CREATE FOREIGN DATA WRAPPER asof HANDLER public.twin_handler")
	w.add("CREATE SERVER asof FOREIGN DATA WRAPPER asof")
	const handler = "(SELECT fdwhandler FROM pg_foreign_data_wrapper)"
	w.add("UPDATE pg_proc SET pronamespace = 1 WHERE oid = %s", handler)
	w.add("DELETE FROM pg_depend WHERE %s IN (objid, refobjid)", handler)
}

func (w *twinWriter) source(o *catalog.Source) {
	options := []string{"format " + catalog.QuoteLiteral(o.Format), "location " + catalog.QuoteLiteral(o.Location), "event_time " + catalog.QuoteLiteral(o.EventTime)}
	if o.TieBreak != "" {
		options = append(options, "tie_break "+catalog.QuoteLiteral(o.TieBreak))
	}
	for _, name := range slices.Sorted(maps.Keys(o.Options)) {
		options = append(options, ident(name)+" "+catalog.QuoteLiteral(o.Options[name]))
	}
	full := "public." + ident(o.Name)
	w.add("CREATE FOREIGN TABLE %s (%s) SERVER asof OPTIONS (%s)", full, columnsSQL(o.Columns), strings.Join(options, ", "))
	w.add("ALTER FOREIGN TABLE %s OWNER TO %s", full, ident(w.s.Owner(catalog.TargetOf(o))))
	if c := described(&o.Meta); c != "" {
		w.add("COMMENT ON FOREIGN TABLE %s IS %s", full, catalog.QuoteLiteral(c))
	}
	w.rights(catalog.TargetOf(o), full)
}

// view makes a view without rows. Its key is taken from a table of the same columns, since a view
// cannot be given one.
func (w *twinWriter) view(v twinView) {
	items := make([]string, len(v.cols))
	for i, c := range v.cols {
		items[i] = fmt.Sprintf("NULL::%s AS %s", c.Type, ident(c.Name))
	}
	full := ident(v.schema) + "." + ident(v.name)
	w.add("CREATE VIEW %s AS SELECT %s WHERE false", full, strings.Join(items, ", "))
	for _, r := range v.reads {
		w.add(`INSERT INTO pg_depend SELECT 'pg_rewrite'::regclass, r.oid, 0, 'pg_class'::regclass, a.attrelid, a.attnum, 'n' FROM pg_rewrite r, pg_attribute a
			WHERE r.ev_class = %s::regclass AND a.attrelid = %s::regclass AND a.attname = %s`, catalog.QuoteLiteral(full),
			catalog.QuoteLiteral("public."+ident(r.relation)), catalog.QuoteLiteral(r.column))
	}
	w.add("ALTER VIEW %s OWNER TO %s", full, ident(w.s.Owner(v.target)))
	if v.keys != nil {
		w.primaryKey(full, v.name, v.cols, v.keys)
	}
	if v.comment != "" {
		w.add("COMMENT ON VIEW %s IS %s", full, catalog.QuoteLiteral(v.comment))
	}
	for i, c := range v.comments {
		if c != "" {
			w.add("COMMENT ON COLUMN %s.%s IS %s", full, ident(v.cols[i].Name), catalog.QuoteLiteral(c))
		}
	}
	w.rights(v.target, full)
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
	w.add("UPDATE pg_class SET relowner = (SELECT relowner FROM pg_class WHERE oid = %s) WHERE relname = %s", v, catalog.QuoteLiteral(name+"_pkey"))
	w.add("DROP TABLE %s", table)
}

func columnsSQL(cols []sqltype.Column) string {
	items := make([]string, len(cols))
	for i, c := range cols {
		items[i] = ident(c.Name) + " " + c.Type.String()
	}
	return strings.Join(items, ", ")
}
