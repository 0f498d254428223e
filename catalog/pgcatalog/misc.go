package pgcatalog

import (
	"fmt"

	"asof/catalog"
	"asof/catalog/sqlerr"
)

// events of pg_relation_is_updatable: what a statement may do, as bits.
const allEvents = 1<<2 | 1<<3 | 1<<4 // UPDATE, INSERT, DELETE

func init() {
	register(map[string]Function{
		"pg_get_userbyid": func(s *catalog.Snapshot, env Env, args []any) (any, error) {
			if name, ok := sessionOf(s, env).roleName(args[0].(int64)); ok {
				return name, nil
			}
			return fmt.Sprintf("unknown (OID=%d)", args[0]), nil
		},
		"pg_get_serial_sequence": func(s *catalog.Snapshot, env Env, args []any) (any, error) {
			ses := sessionOf(s, env)
			oid, err := ses.regclass(args[0].(string))
			if err != nil {
				return nil, err
			}
			r, _ := ses.relation(oid)
			_, err = r.columnCalled(args[1].(string))
			return nil, err
		},
		"pg_partition_root":                    func(*catalog.Snapshot, Env, []any) (any, error) { return nil, nil },
		"pg_sequence_last_value":               func(*catalog.Snapshot, Env, []any) (any, error) { return nil, nil },
		"row_security_active":                  noRowSecurity,
		"row_security_active_name":             noRowSecurity,
		"pg_trigger_depth":                     func(*catalog.Snapshot, Env, []any) (any, error) { return int64(0), nil },
		"pg_blocking_pids":                     func(*catalog.Snapshot, Env, []any) (any, error) { return []any{}, nil },
		"pg_safe_snapshot_blocking_pids":       func(*catalog.Snapshot, Env, []any) (any, error) { return []any{}, nil },
		"pg_collation_actual_version":          func(*catalog.Snapshot, Env, []any) (any, error) { return nil, nil },
		"pg_database_collation_actual_version": func(*catalog.Snapshot, Env, []any) (any, error) { return nil, nil },
		"pg_relation_is_publishable": func(s *catalog.Snapshot, env Env, args []any) (any, error) {
			if _, ok := sessionOf(s, env).relation(args[0].(int64)); !ok {
				return nil, nil
			}
			return false, nil // temp tables are not either
		},
		"pg_relation_is_updatable": func(s *catalog.Snapshot, env Env, args []any) (any, error) {
			r, ok := sessionOf(s, env).relation(args[0].(int64))
			return updatable(r, ok), nil
		},
		"pg_column_is_updatable": func(s *catalog.Snapshot, env Env, args []any) (any, error) {
			r, ok := sessionOf(s, env).relation(args[0].(int64))
			n := args[1].(int64)
			return n > 0 && updatable(r, ok) == allEvents && (r.kind == KindTable || n <= writableViews[r.name].columns), nil
		},
	})
}

// updatable says what may be done to a relation: all to a table, nothing to a feature view, a service or a source, and to few of the
// server's views something.
func updatable(r *relation, ok bool) int64 {
	switch {
	case !ok:
		return 0
	case r.kind == KindTable:
		return allEvents
	case r.kind == KindView && r.oid < firstNormal:
		return writableViews[r.name].events
	}
	return 0
}

// writable is a view of the server that can be written to, and how many of its columns, from the first, are plain ones.
type writable struct{ events, columns int64 }

var writableViews = map[string]writable{"pg_settings": {1 << 2, 0}, "enabled_roles": {1 << 4, 0}, "pg_group": {allEvents, 2},
	"pg_stat_database_conflicts": {allEvents, 2}}

func noRowSecurity(s *catalog.Snapshot, env Env, args []any) (any, error) {
	ses := sessionOf(s, env)
	oid, ok := args[0].(int64)
	if !ok {
		var err error
		if oid, err = ses.regclass(args[0].(string)); err != nil {
			return nil, err
		}
	}
	if _, ok := ses.relation(oid); !ok {
		return nil, sqlerr.New(sqlerr.UndefinedTable, "relation with OID %d does not exist", oid)
	}
	return false, nil
}
