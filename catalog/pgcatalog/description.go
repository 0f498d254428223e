package pgcatalog

import "asof/catalog"

func init() {
	register(map[string]Function{
		"obj_description": func(s *catalog.Snapshot, env Env, args []any) (any, error) {
			class := int64(-1) // any: the deprecated form without a catalog
			if len(args) > 1 {
				oid, ok := catalogNamed(args[1])
				if !ok {
					return nil, nil
				}
				class = oid
			}
			return sessionOf(s, env).comment(class, args[0].(int64), 0), nil
		},
		"col_description": func(s *catalog.Snapshot, env Env, args []any) (any, error) {
			return sessionOf(s, env).comment(pgClassClass, args[0].(int64), args[1].(int64)), nil
		},
		"shobj_description": func(s *catalog.Snapshot, env Env, args []any) (any, error) {
			class, ok := catalogNamed(args[1])
			if !ok {
				return nil, nil
			}
			for _, r := range sessionOf(s, env).table("pg_shdescription") {
				if r[0] == args[0] && r[1] == class {
					return r[2], nil
				}
			}
			return nil, nil
		},
	})
}

// catalogNamed is the OID of a table of pg_catalog.
func catalogNamed(name any) (int64, bool) {
	t, ok := Lookup("", name.(string))
	if !ok {
		return 0, false
	}
	return int64(t.OID), true
}

// commented is what a comment is about; class -1 is any.
type commented struct{ class, oid, sub int64 }

// comment is the comment on something, NULL without one.
func (s *session) comment(class, oid, sub int64) any {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.comments == nil {
		s.comments = map[commented]any{}
		for _, r := range s.whole("pg_description") {
			k := commented{r[1].(int64), r[0].(int64), r[2].(int64)}
			s.comments[k] = r[3]
			if k.class = -1; s.comments[k] == nil {
				s.comments[k] = r[3]
			}
		}
	}
	return s.comments[commented{class, oid, sub}]
}
