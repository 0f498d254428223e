package pgcatalog

import (
	"asof/catalog"
	"asof/catalog/sqlerr"
)

func init() {
	register(map[string]Function{
		"pg_describe_object": func(s *catalog.Snapshot, env Env, args []any) (any, error) {
			class, oid, sub := args[0].(int64), args[1].(int64), args[2].(int64)
			if class == 0 && oid == 0 {
				return nil, nil
			}
			text, err := sessionOf(s, env).describe(class, oid, sub)
			return orNull(text), err
		},
	})
}

// described are the kinds of object that are described by a word and a name: the column of the name, that of the schema if it may stand
// before it, and the word.
var described = map[string]struct{ name, schema, word string }{
	"pg_namespace":            {"nspname", "", "schema "},
	"pg_am":                   {"amname", "", "access method "},
	"pg_authid":               {"rolname", "", "role "},
	"pg_database":             {"datname", "", "database "},
	"pg_tablespace":           {"spcname", "", "tablespace "},
	"pg_language":             {"lanname", "", "language "},
	"pg_extension":            {"extname", "", "extension "},
	"pg_foreign_data_wrapper": {"fdwname", "", "foreign-data wrapper "},
	"pg_foreign_server":       {"srvname", "", "server "},
	"pg_collation":            {"collname", "collnamespace", "collation "},
	"pg_conversion":           {"conname", "connamespace", "conversion "},
	"pg_ts_config":            {"cfgname", "cfgnamespace", "text search configuration "},
	"pg_ts_dict":              {"dictname", "dictnamespace", "text search dictionary "},
	"pg_ts_parser":            {"prsname", "prsnamespace", "text search parser "},
	"pg_ts_template":          {"tmplname", "tmplnamespace", "text search template "},
}

// relationWords are the kinds of relation.
var relationWords = map[byte]string{KindTable: "table ", KindView: "view ", KindForeign: "foreign table ", KindIndex: "index ", 't': "toast table "}

// describe says what an object is in words, "" if there is none.
func (s *session) describe(class, oid, sub int64) (string, error) {
	switch class {
	case pgClassClass:
		return s.describeRelation(oid, sub), nil
	case pgTypeClass:
		if name, ok := s.typeName(oid); ok {
			return "type " + name, nil
		}
		return "", nil
	case pgProcClass:
		if name, ok := s.procedureName(oid); ok {
			return "function " + name, nil
		}
		return "", nil
	case pgConstraintClass:
		if row, ok := s.rowByOID("pg_constraint", oid); ok {
			v := view("pg_constraint")
			out := "constraint " + v.str(row, "conname")
			if rel := s.describeRelation(v.int(row, "conrelid"), 0); rel != "" {
				out += " on " + rel
			}
			return out, nil
		}
		return "", nil
	case pgRewriteClass:
		if row, ok := s.rowByOID("pg_rewrite", oid); ok {
			v := view("pg_rewrite")
			return "rule " + v.str(row, "rulename") + " on " + s.describeRelation(v.int(row, "ev_class"), 0), nil
		}
		return "", nil
	}
	for _, t := range Tables() {
		d, ok := described[t.Name]
		if !ok || int64(t.OID) != class || t.Schema != "pg_catalog" {
			continue
		}
		row, ok := s.rowByOID(t.Name, oid)
		if !ok {
			return "", nil
		}
		v := view(t.Name)
		name := v.str(row, d.name)
		if d.schema != "" {
			schema, _ := s.schemaName(v.int(row, d.schema))
			name = qualifyUnless(s.inPath(v.int(row, d.schema)), schema, name)
		}
		return d.word + name, nil
	}
	if r, ok := s.relation(class); ok && r.schema == "pg_catalog" {
		return "", nil
	}
	return "", sqlerr.New(sqlerr.Internal, "unrecognized object class: %d", class)
}

func (s *session) describeRelation(oid, sub int64) string {
	r, ok := s.relation(oid)
	if !ok {
		return ""
	}
	name := relationWords[r.kind] + qualifyUnless(s.visible(r), r.schema, r.name)
	if sub == 0 {
		return name
	}
	if sub < 0 || int(sub) > len(r.columns) {
		return ""
	}
	return "column " + QuoteIdent(r.columns[sub-1].name) + " of " + name
}
