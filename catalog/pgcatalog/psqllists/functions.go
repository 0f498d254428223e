package psqllists

import (
	"fmt"
	"strings"

	"asof/catalog"
	"asof/catalog/sqltype"
)

// Function is a function of pg_catalog that psql calls. Call gets arguments as package sqltype lists values, NULL as nil, as
// many as Args or fewer; a Strict function is NULL if an argument is.
type Function struct {
	Name   string
	Args   []sqltype.Type
	Result sqltype.Type
	Strict bool
	Call   func(s *catalog.Snapshot, env Env, args []any) any
}

var (
	boolT, int4T, int8T, oidT = sqltype.Of(sqltype.Bool), sqltype.Of(sqltype.Int4), sqltype.Of(sqltype.Int8), sqltype.Of(sqltype.OID)
	textT, nameT              = sqltype.Of(sqltype.Text), sqltype.Of(sqltype.Name)
)

// Functions are the functions by name, each callable with and without pg_catalog before its name.
var Functions = []Function{
	{"array_to_string", []sqltype.Type{sqltype.ArrayOf(textT), textT}, textT, true, arrayToString},
	{"format_type", []sqltype.Type{oidT, int4T}, textT, false, formatType},
	{"obj_description", []sqltype.Type{oidT, nameT}, textT, true, objDescription},
	{"pg_encoding_to_char", []sqltype.Type{int4T}, nameT, true, encodingName},
	{"pg_get_expr", []sqltype.Type{textT, oidT, boolT}, textT, true, func(*catalog.Snapshot, Env, []any) any { return nil }},
	{"pg_get_userbyid", []sqltype.Type{oidT}, nameT, true, userByID},
	{"pg_get_viewdef", []sqltype.Type{oidT, boolT}, textT, true, viewDefinition},
	{"pg_size_pretty", []sqltype.Type{int8T}, textT, true, sizePretty},
	{"pg_table_is_visible", []sqltype.Type{oidT}, boolT, true, tableIsVisible},
	{"pg_table_size", []sqltype.Type{oidT}, int8T, true, tableSize},
}

// find returns the relation with an OID.
func find(s *catalog.Snapshot, env Env, oid any) (relation, []relation, bool) {
	all := relations(s, env)
	for _, r := range all {
		if r.oid == oid.(int64) {
			return r, all, true
		}
	}
	return relation{}, nil, false
}

func tableIsVisible(s *catalog.Snapshot, env Env, args []any) any {
	r, all, ok := find(s, env, args[0])
	if !ok {
		return nil
	}
	return visible(r, all, env)
}

func userByID(s *catalog.Snapshot, env Env, args []any) any {
	for _, n := range roles(s, env) {
		if role(n) == args[0].(int64) {
			return n
		}
	}
	return fmt.Sprintf("unknown (OID=%d)", args[0])
}

func encodingName(_ *catalog.Snapshot, _ Env, args []any) any {
	if args[0].(int64) == utf8Encoding {
		return "UTF8"
	}
	return ""
}

// arrayToString leaves NULL elements out, as Postgres does without a third argument.
func arrayToString(_ *catalog.Snapshot, _ Env, args []any) any {
	var parts []string
	for _, v := range args[0].([]any) {
		if v != nil {
			parts = append(parts, v.(string))
		}
	}
	return strings.Join(parts, args[1].(string))
}

func formatType(_ *catalog.Snapshot, _ Env, args []any) any {
	if args[0] == nil {
		return nil
	}
	t, ok := sqltype.ByOID(uint32(args[0].(int64)))
	if !ok {
		return "???"
	}
	if len(args) > 1 && args[1] != nil && t.ID == sqltype.Numeric {
		if mod := args[1].(int64) - 4; mod >= 0 {
			t.Precision, t.Scale = uint8(mod>>16), uint8(mod)
		}
	}
	return t.String()
}

func objDescription(s *catalog.Snapshot, env Env, args []any) any {
	if args[1] != "pg_class" {
		return nil
	}
	if r, _, ok := find(s, env, args[0]); ok && r.comment != "" {
		return r.comment
	}
	return nil
}

func viewDefinition(s *catalog.Snapshot, env Env, args []any) any {
	r, _, ok := find(s, env, args[0])
	if !ok {
		return nil
	}
	switch o := r.object.(type) {
	case *catalog.FeatureView:
		return " " + catalog.Body(o.Text) + ";"
	case *catalog.Service:
		return " " + catalog.Body(o.Text) + ";"
	}
	return nil
}

// tableSize is the bytes that a view's history and online entries take; anything else takes none here.
func tableSize(s *catalog.Snapshot, env Env, args []any) any {
	r, _, ok := find(s, env, args[0])
	if !ok {
		return nil
	}
	if m, ok := s.Materialization(r.name); ok && r.kind == kindView {
		if _, view := r.object.(*catalog.FeatureView); view {
			return m.History.Bytes + m.OnlineBytes
		}
	}
	return int64(0)
}

// sizePretty divides by 1024, rounding half away from zero, as long as the number would be 10 * 1024 or more.
func sizePretty(_ *catalog.Snapshot, _ Env, args []any) any {
	n := args[0].(int64)
	units := []string{"bytes", "kB", "MB", "GB", "TB", "PB"}
	i, half := 0, false // half: n is twice the value, one bit kept to round by
	for limit := int64(10 * 1024); i+1 < len(units); i++ {
		if v := max(n, -n); v < limit {
			break
		}
		if !half {
			n, half, limit = n/512, true, 20*1024-1
		} else {
			n /= 1024
		}
	}
	if half {
		if n >= 0 {
			n = (n + 1) / 2
		} else {
			n = (n - 1) / 2
		}
	}
	return fmt.Sprintf("%d %s", n, units[i])
}
