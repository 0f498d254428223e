package psqllists

import "asof/catalog"

// Whoever owns something or is connected is a role.
var pgRoles = Table{Name: "pg_roles",
	Columns: columns(`rolname name, rolsuper bool, rolinherit bool, rolcreaterole bool, rolcreatedb bool, rolcanlogin bool,
		rolreplication bool, rolconnlimit int4, rolpassword text, rolvaliduntil timestamptz, rolbypassrls bool, rolconfig text[], oid oid`),
	Rows: func(s *catalog.Snapshot, env Env) [][]any {
		var rows [][]any
		for _, n := range roles(s, env) {
			rows = append(rows, []any{n, n == bootstrapName, true, false, false, true, false, int64(-1), "********", nil, false, nil, role(n)})
		}
		return rows
	}}
