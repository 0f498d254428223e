package pgcatalog

import (
	"strings"

	"asof/catalog"
)

func init() {
	register(map[string]Function{
		"pg_get_indexdef": func(s *catalog.Snapshot, env Env, args []any) (any, error) {
			return sessionOf(s, env).indexdef(args[0].(int64), false), nil
		},
		"pg_get_indexdef_ext": func(s *catalog.Snapshot, env Env, args []any) (any, error) {
			ses, oid, column, pretty := sessionOf(s, env), args[0].(int64), args[1].(int64), args[2].(bool)
			if column == 0 {
				return ses.indexdef(oid, pretty), nil
			}
			r, ok := ses.relation(oid)
			switch {
			case !ok || r.table == nil:
				return nil, nil
			case column < 1 || int(column) > len(r.columns):
				return "", nil
			}
			return QuoteIdent(r.columns[column-1].name), nil
		},
		"pg_get_constraintdef": func(s *catalog.Snapshot, env Env, args []any) (any, error) {
			return sessionOf(s, env).constraintdef(args[0].(int64), false), nil
		},
		"pg_get_constraintdef_ext": func(s *catalog.Snapshot, env Env, args []any) (any, error) {
			return sessionOf(s, env).constraintdef(args[0].(int64), args[1].(bool)), nil
		},
	})
}

// indexdef is the CREATE INDEX of an index, NULL of what is none.
func (s *session) indexdef(oid int64, pretty bool) any {
	x, ok := s.relation(oid)
	row, found := s.rowByOID("pg_index", oid)
	if !ok || !found || x.table == nil {
		return nil
	}
	v := view("pg_index")
	class, _ := s.rowByOID("pg_class", oid)
	am, _ := s.rowByOID("pg_am", view("pg_class").int(class, "relam"))
	table := qualify(x.table.schema, x.table.name)
	if x.table.temp {
		table = qualify("pg_temp", x.table.name)
	}
	if pretty {
		table = qualifyUnless(s.visible(x.table), x.table.schema, x.table.name)
	}
	unique := ""
	if v.bool(row, "indisunique") {
		unique = "UNIQUE "
	}
	columns := make([]string, len(x.columns))
	keys, classes, collations := v.oids(row, "indkey"), v.oids(row, "indclass"), v.oids(row, "indcollation")
	for i, c := range x.columns {
		columns[i] = QuoteIdent(c.name)
		if own := x.table.columns[keys[i]-1].collate; own != 0 {
			columns[i] += s.collate(own, collations[i])
		}
		columns[i] += s.opclass(classes[i])
	}
	return "CREATE " + unique + "INDEX " + QuoteIdent(x.name) + " ON " + table + " USING " + QuoteIdent(view("pg_am").str(am, "amname")) + " (" +
		strings.Join(columns, ", ") + ")"
}

// collate is what an index says of a column whose collation is not that of the table's column.
func (s *session) collate(own int64, collation uint32) string {
	if collation == 0 || int64(collation) == own {
		return ""
	}
	name, _ := regKinds["regcollation"].out(s, int64(collation))
	return " COLLATE " + name
}

// opclass is what an index says of a column whose operator class is not its type's default.
func (s *session) opclass(class uint32) string {
	row, ok := s.rowByOID("pg_opclass", int64(class))
	v := view("pg_opclass")
	if !ok || v.bool(row, "opcdefault") {
		return ""
	}
	return " " + QuoteIdent(v.str(row, "opcname"))
}

// constraintdef is what a constraint says, NULL if there is none.
func (s *session) constraintdef(oid int64, pretty bool) any {
	row, ok := s.rowByOID("pg_constraint", oid)
	if !ok {
		return nil
	}
	v := view("pg_constraint")
	kind := "UNIQUE"
	switch v.str(row, "contype") {
	case "p":
		kind = "PRIMARY KEY"
	case "u":
	default:
		return storedDefinition("pg_get_constraintdef", oid, pretty)
	}
	r, ok := s.relation(v.int(row, "conrelid"))
	if !ok {
		return nil
	}
	var names []string
	for _, n := range v.oids(row, "conkey") {
		names = append(names, QuoteIdent(r.columns[n-1].name))
	}
	return kind + " (" + strings.Join(names, ", ") + ")"
}
