package pgcatalog

import "asof/catalog"

func init() {
	visible := func(is func(s *session, oid int64) (visible, known bool)) Function {
		return func(s *catalog.Snapshot, env Env, args []any) (any, error) {
			v, known := is(sessionOf(s, env), args[0].(int64))
			if !known {
				return nil, nil
			}
			return v, nil
		}
	}
	inPath := func(table, column string) Function { // of kinds of which the server alone has any
		return visible(func(s *session, oid int64) (bool, bool) {
			r, ok := s.rowByOID(table, oid)
			return ok && s.inPath(view(table).int(r, column)), ok
		})
	}
	register(map[string]Function{
		"pg_table_is_visible": visible(func(s *session, oid int64) (bool, bool) {
			r, ok := s.relation(oid)
			return ok && s.visible(r), ok
		}),
		"pg_type_is_visible": visible((*session).typeOIDVisible),
		"pg_function_is_visible": visible(func(s *session, oid int64) (bool, bool) {
			p, ok := ProcByOID(uint32(oid))
			return ok && s.procVisible(p), ok
		}),
		"pg_operator_is_visible": visible(func(s *session, oid int64) (bool, bool) {
			o, ok := OperatorByOID(uint32(oid))
			return ok && s.operatorVisible(o), ok
		}),
		"pg_opclass_is_visible":        inPath("pg_opclass", "opcnamespace"),
		"pg_opfamily_is_visible":       inPath("pg_opfamily", "opfnamespace"),
		"pg_collation_is_visible":      inPath("pg_collation", "collnamespace"),
		"pg_conversion_is_visible":     inPath("pg_conversion", "connamespace"),
		"pg_statistics_obj_is_visible": inPath("pg_statistic_ext", "stxnamespace"),
		"pg_ts_config_is_visible":      inPath("pg_ts_config", "cfgnamespace"),
		"pg_ts_dict_is_visible":        inPath("pg_ts_dict", "dictnamespace"),
		"pg_ts_parser_is_visible":      inPath("pg_ts_parser", "prsnamespace"),
		"pg_ts_template_is_visible":    inPath("pg_ts_template", "tmplnamespace"),
		"pg_my_temp_schema": func(s *catalog.Snapshot, env Env, _ []any) (any, error) {
			if env.TempSchema == "" {
				return int64(0), nil
			}
			return schemaOID(env.TempSchema), nil
		},
		// no session sees another's temp schema
		"pg_is_other_temp_schema": func(*catalog.Snapshot, Env, []any) (any, error) { return false, nil },
	})
}

func (s *session) typeOIDVisible(oid int64) (visible, known bool) {
	if t, ok := TypeByOID(uint32(oid)); ok {
		schema, _ := s.schemaName(int64(t.Namespace))
		return s.typeVisible(schema, t.Name), true
	}
	r, ok := s.rowType(oid)
	return ok && s.typeVisible(r.schema, r.name), ok
}
