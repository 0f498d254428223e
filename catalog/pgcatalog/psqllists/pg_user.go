package psqllists

import "asof/catalog"

var pgUser = Table{Name: "pg_user",
	Columns: columns(`usename name, usesysid oid, usecreatedb bool, usesuper bool, userepl bool, usebypassrls bool, passwd text,
		valuntil timestamptz, useconfig text[]`),
	Rows: func(s *catalog.Snapshot, env Env) [][]any {
		var rows [][]any
		for _, n := range roles(s, env) {
			rows = append(rows, []any{n, role(n), false, n == bootstrapName, false, false, "********", nil, nil})
		}
		return rows
	}}
