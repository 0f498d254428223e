package pgcatalog

import (
	"slices"

	"asof/catalog"
	"asof/catalog/sqlerr"
)

func init() {
	size := func(of func(s *session, r *relation) int64) Function {
		return func(s *catalog.Snapshot, env Env, args []any) (any, error) {
			ses := sessionOf(s, env)
			r, ok := ses.relation(args[0].(int64))
			if !ok {
				return nil, nil
			}
			return of(ses, r), nil
		}
	}
	register(map[string]Function{
		"pg_table_size":          size((*session).bytes),
		"pg_total_relation_size": size((*session).bytes),
		"pg_indexes_size":        size(func(*session, *relation) int64 { return 0 }),
		"pg_relation_size": func(s *catalog.Snapshot, env Env, args []any) (any, error) {
			fork := "main"
			if len(args) > 1 {
				fork = args[1].(string)
			}
			if !slices.Contains([]string{"main", "fsm", "vm", "init"}, fork) {
				return nil, sqlerr.New(sqlerr.InvalidParameterValue, "invalid fork name").
					WithHint("Valid fork names are \"main\", \"fsm\", \"vm\", and \"init\".")
			}
			ses := sessionOf(s, env)
			r, ok := ses.relation(args[0].(int64))
			switch {
			case !ok:
				return nil, nil
			case fork != "main":
				return int64(0), nil
			}
			return ses.bytes(r), nil
		},
		"pg_database_size_oid":    databaseSize,
		"pg_database_size_name":   databaseSize,
		"pg_tablespace_size_oid":  tablespaceSize,
		"pg_tablespace_size_name": tablespaceSize,
		"pg_relation_filenode": func(s *catalog.Snapshot, env Env, args []any) (any, error) {
			row, ok := sessionOf(s, env).rowByOID("pg_class", args[0].(int64))
			v := view("pg_class")
			if !ok || v.int(row, "relam") == 0 {
				return nil, nil
			}
			return row[0], nil
		},
		"pg_relation_filepath": func(*catalog.Snapshot, Env, []any) (any, error) { return nil, nil }, // nothing is in a file of its own
		"pg_tablespace_location": func(s *catalog.Snapshot, env Env, args []any) (any, error) {
			oid := args[0].(int64)
			if _, ok := sessionOf(s, env).rowByOID("pg_tablespace", oid); !ok && oid != 0 {
				return nil, sqlerr.New(sqlerr.UndefinedFile, "could not stat file \"pg_tblspc/%d\": No such file or directory", oid)
			}
			return "", nil
		},
	})
}

// bytes is what a view's history and online entries take; anything else takes none here.
func (s *session) bytes(r *relation) int64 {
	var n int64
	if v, ok := r.object.(*catalog.FeatureView); ok {
		for _, m := range s.snapshot.MaterializationsOf(v) {
			n += m.History.Bytes + m.OnlineBytes
		}
	}
	return n
}

func (s *session) allBytes() int64 {
	var n int64
	for _, m := range s.snapshot.Materializations() {
		n += m.History.Bytes + m.OnlineBytes
	}
	return n
}

func databaseSize(snap *catalog.Snapshot, env Env, args []any) (any, error) {
	s := sessionOf(snap, env)
	k := securables["database"]
	oid, err := s.securableCalled("database", k, args[0])
	if err != nil {
		return nil, err
	}
	if _, ok := s.rowByOID("pg_database", oid); !ok {
		return nil, nil
	}
	if oid != postgresDatabase {
		return int64(0), nil
	}
	return s.allBytes(), nil
}

func tablespaceSize(snap *catalog.Snapshot, env Env, args []any) (any, error) {
	s := sessionOf(snap, env)
	oid, err := s.securableCalled("tablespace", securables["tablespace"], args[0])
	if err != nil {
		return nil, err
	}
	switch _, ok := s.rowByOID("pg_tablespace", oid); {
	case !ok:
		return nil, nil
	case oid == defaultSpace:
		return s.allBytes(), nil
	}
	return int64(0), nil
}
