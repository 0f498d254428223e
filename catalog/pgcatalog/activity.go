package pgcatalog

import (
	"math/big"

	"asof/catalog"
	"asof/catalog/sqltype"
)

func zero() *big.Int { return new(big.Int) }

func init() {
	of := func(value func(a *Activity) any) Function { // of the backend that a number names: its process id
		return func(s *catalog.Snapshot, env Env, args []any) (any, error) {
			ses := sessionOf(s, env)
			for _, a := range activity(env) {
				if a.PID == args[0] {
					if !ses.seesActivity(&a) {
						return nil, nil
					}
					return value(&a), nil
				}
			}
			return nil, nil
		}
	}
	register(map[string]Function{
		"pg_stat_get_activity": getActivity,
		"pg_stat_get_backend_idset": func(_ *catalog.Snapshot, env Env, _ []any) (any, error) {
			var rows [][]any
			for _, a := range activity(env) {
				rows = append(rows, []any{a.PID})
			}
			return rows, nil
		},
		"pg_stat_get_backend_pid":             of(func(a *Activity) any { return a.PID }),
		"pg_stat_get_backend_dbid":            of(func(*Activity) any { return int64(postgresDatabase) }),
		"pg_stat_get_backend_activity":        of(func(a *Activity) any { return a.Query }),
		"pg_stat_get_backend_activity_start":  of(func(a *Activity) any { return orNever(a.QueryStart) }),
		"pg_stat_get_backend_start":           of(func(a *Activity) any { return orNever(a.Begun) }),
		"pg_stat_get_backend_xact_start":      of(func(a *Activity) any { return orNever(a.Transaction) }),
		"pg_stat_get_backend_client_addr":     of(func(a *Activity) any { return orNull(a.Client) }),
		"pg_stat_get_backend_client_port":     of(func(a *Activity) any { return a.Port }),
		"pg_stat_get_backend_wait_event":      of(func(*Activity) any { return nil }),
		"pg_stat_get_backend_wait_event_type": of(func(*Activity) any { return nil }),
		"pg_stat_get_backend_userid": func(s *catalog.Snapshot, env Env, args []any) (any, error) {
			for _, a := range activity(env) {
				if a.PID == args[0] {
					return sessionOf(s, env).owner(a.User), nil
				}
			}
			return nil, nil
		},
	})
}

// activity are the sessions of the server, at least the one that asks.
func activity(env Env) []Activity {
	if env.Activity != nil {
		return env.Activity()
	}
	return []Activity{{PID: env.PID, User: env.User, Database: env.Database, State: "active", Port: -1}}
}

// seesActivity says whether the session's role sees what another session does.
func (s *session) seesActivity(a *Activity) bool {
	me := s.env.User
	return a.User == me || s.superuser(me) || s.hasRightsOf(me, "pg_read_all_stats") || s.hasRightsOf(me, a.User)
}

// getActivity has the columns of pg_stat_get_activity. Of a session that it may not see a role is told who it is of, as in Postgres.
func getActivity(snap *catalog.Snapshot, env Env, args []any) (any, error) {
	s := sessionOf(snap, env)
	rows := [][]any{}
	for _, a := range activity(env) {
		if len(args) > 0 && args[0] != nil && args[0] != a.PID {
			continue
		}
		user := s.owner(a.User)
		if !s.seesActivity(&a) {
			row := make([]any, 30)
			row[0], row[1], row[2], row[3] = int64(postgresDatabase), a.PID, user, a.Application
			row[5] = "<insufficient privilege>"
			rows = append(rows, row)
			continue
		}
		row := []any{int64(postgresDatabase), a.PID, user, a.Application, a.State, a.Query, nil, nil, orNever(a.Transaction), orNever(a.QueryStart),
			orNever(a.Begun), orNever(a.Changed), orNull(a.Client), nil, a.Port, nil, nil, "client backend"}
		rows = append(rows, append(append(row, tlsColumns(a.TLS)...), false, nil, false, nil, nil))
	}
	return rows, nil
}

func tlsColumns(t *TLS) []any {
	if t == nil {
		return []any{false, nil, nil, nil, nil, nil, nil}
	}
	var serial any
	if n, ok := new(big.Int).SetString(t.ClientSerial, 10); ok {
		serial = sqltype.Decimal{Int: n}
	}
	return []any{true, t.Version, t.Cipher, t.Bits, orNull(t.ClientDN), serial, orNull(t.IssuerDN)}
}
