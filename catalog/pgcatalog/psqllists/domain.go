package psqllists

import (
	"fmt"

	"asof/catalog"
	"asof/catalog/sqltype"
)

// Domain lists the arguments for which a function has something to say: the objects, roles, types and encodings that the
// relations of this package show. A tuple may be shorter than the function's arguments: the rest do not matter.
func Domain(s *catalog.Snapshot, env Env, function string) [][]any {
	switch function {
	case "pg_encoding_to_char":
		return [][]any{{int64(6)}}
	case "pg_get_userbyid":
		return values(s, env, "pg_roles", "oid")
	case "format_type":
		return values(s, env, "pg_attribute", "atttypid", "atttypmod")
	case "pg_size_pretty":
		var out [][]any
		for _, oid := range values(s, env, "pg_class", "oid") {
			out = append(out, []any{tableSize(s, env, oid)})
		}
		return distinct(out)
	}
	oids := values(s, env, "pg_class", "oid")
	if function == "obj_description" {
		for i := range oids {
			oids[i] = append(oids[i], "pg_class")
		}
	}
	return oids
}

// values lists the distinct values of columns of a relation.
func values(s *catalog.Snapshot, env Env, table string, names ...string) [][]any {
	t, _ := Lookup(table)
	var at []int
	for _, name := range names {
		for i, c := range t.Columns {
			if c.Name == name {
				at = append(at, i)
			}
		}
	}
	var out [][]any
	for _, row := range t.Rows(s, env) {
		tuple := make([]any, len(at))
		for i, n := range at {
			tuple[i] = row[n]
		}
		out = append(out, tuple)
	}
	return distinct(out)
}

func distinct(tuples [][]any) [][]any {
	seen := map[string]bool{}
	var out [][]any
	for _, t := range tuples {
		if k := fmt.Sprint(t...); !seen[k] {
			seen[k] = true
			out = append(out, t)
		}
	}
	return out
}

// Literal writes a value of a function as an SQL constant.
func Literal(v any) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case bool:
		return fmt.Sprint(v)
	case int64:
		return fmt.Sprint(v)
	case string:
		return catalog.QuoteLiteral(v)
	}
	return catalog.QuoteLiteral(string(sqltype.AppendText(nil, sqltype.Of(sqltype.Text), v, sqltype.ISO)))
}
