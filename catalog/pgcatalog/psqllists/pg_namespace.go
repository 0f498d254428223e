package psqllists

import "asof/catalog"

var pgNamespace = Table{Name: "pg_namespace", Columns: columns("oid oid, nspname name, nspowner oid, nspacl text[]"),
	Rows: func(_ *catalog.Snapshot, env Env) [][]any {
		names := []string{"pg_catalog", "public", "information_schema", "asof"}
		if env.TempSchema != "" {
			names = append(names, env.TempSchema)
		}
		var rows [][]any
		for _, n := range names {
			rows = append(rows, []any{schema(n), n, int64(bootstrapRole), nil})
		}
		return rows
	}}
