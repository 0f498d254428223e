package pgcatalog

import (
	"strings"

	"asof/catalog"
)

func init() {
	byOID := func(pretty func(args []any) bool) Function {
		return func(s *catalog.Snapshot, env Env, args []any) (any, error) {
			r, ok := sessionOf(s, env).relation(args[0].(int64))
			if !ok {
				return nil, nil
			}
			return r.viewdef(pretty(args)), nil
		}
	}
	byName := func(pretty func(args []any) bool) Function {
		return func(s *catalog.Snapshot, env Env, args []any) (any, error) {
			ses := sessionOf(s, env)
			oid, err := ses.regclass(args[0].(string))
			if err != nil {
				return nil, err
			}
			r, _ := ses.relation(oid)
			return r.viewdef(pretty(args)), nil
		}
	}
	plain := func([]any) bool { return false }
	asked := func(args []any) bool { return args[1].(bool) }
	rule := func(pretty func(args []any) bool) Function {
		return func(s *catalog.Snapshot, env Env, args []any) (any, error) {
			return sessionOf(s, env).ruledef(args[0].(int64), pretty(args)), nil
		}
	}
	register(map[string]Function{
		"pg_get_viewdef":          byOID(plain),
		"pg_get_viewdef_ext":      byOID(asked),
		"pg_get_viewdef_wrap":     byOID(func([]any) bool { return true }), // lines are not broken at a column
		"pg_get_viewdef_name":     byName(plain),
		"pg_get_viewdef_name_ext": byName(asked),
		"pg_get_ruledef":          rule(plain),
		"pg_get_ruledef_ext":      rule(asked),
		"pg_get_expr":             expression, // a pg_node_tree is the text of its expression here
		"pg_get_expr_ext":         expression,
	})
	for _, none := range []string{"pg_get_triggerdef", "pg_get_triggerdef_ext", "pg_get_statisticsobjdef", "pg_get_statisticsobjdef_columns",
		"pg_get_statisticsobjdef_expressions", "pg_get_partkeydef", "pg_get_partition_constraintdef", "pg_get_replica_identity_index"} {
		register(map[string]Function{none: func(*catalog.Snapshot, Env, []any) (any, error) { return nil, nil }})
	}
}

func expression(_ *catalog.Snapshot, _ Env, args []any) (any, error) {
	if args[0] == noTree {
		return nil, nil
	}
	return args[0], nil
}

// viewdef is a view's SELECT, NULL of what is none.
func (r *relation) viewdef(pretty bool) any {
	if r.kind != KindView {
		return nil
	}
	if pretty {
		return r.pretty
	}
	return r.definition
}

// ruledef is the rule that makes a view, or one of the few others that the server has.
func (s *session) ruledef(oid int64, pretty bool) any {
	row, ok := s.rowByOID("pg_rewrite", oid)
	if !ok {
		return nil
	}
	v := view("pg_rewrite")
	if v.str(row, "rulename") != "_RETURN" {
		return storedDefinition("pg_get_ruledef", oid, pretty)
	}
	r, ok := s.relation(v.int(row, "ev_class"))
	if !ok {
		return nil
	}
	name := qualify(r.schema, r.name)
	if pretty {
		name = qualifyUnless(s.visible(r), r.schema, r.name)
	}
	def, _ := r.viewdef(pretty).(string)
	return "CREATE RULE \"_RETURN\" AS\n    ON SELECT TO " + name + " DO INSTEAD " + def
}

// storedDefinition is a definition that the snapshot keeps as a text.
func storedDefinition(set string, oid int64, pretty bool) any {
	for _, f := range static().sets[set]() {
		if number(f[0]) == oid {
			if pretty {
				return f[2]
			}
			return f[1]
		}
	}
	return nil
}

// splitList cuts a list of expressions at the commas that are in no quotes and no parentheses.
func splitList(s string) []string {
	var out []string
	depth, quote, from := 0, byte(0), 0
	for i := range len(s) {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			depth--
		case c == ',' && depth == 0:
			out = append(out, strings.TrimSpace(s[from:i]))
			from = i + 1
		}
	}
	return append(out, strings.TrimSpace(s[from:]))
}
