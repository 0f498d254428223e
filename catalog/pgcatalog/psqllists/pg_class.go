package psqllists

import "asof/catalog"

var pgClass = Table{Name: "pg_class",
	Columns: columns(`oid oid, relname name, relnamespace oid, reltype oid, reloftype oid, relowner oid, relam oid, relfilenode oid,
		reltablespace oid, relpages int4, reltuples float4, relallvisible int4, reltoastrelid oid, relhasindex bool, relisshared bool,
		relpersistence char, relkind char, relnatts int2, relchecks int2, relhasrules bool, relhastriggers bool, relhassubclass bool,
		relrowsecurity bool, relforcerowsecurity bool, relispopulated bool, relreplident char, relispartition bool, relrewrite oid,
		relfrozenxid int8, relminmxid int8, relacl text[], reloptions text[], relpartbound text`),
	Rows: func(s *catalog.Snapshot, env Env) [][]any {
		var rows [][]any
		const none = int64(0)
		for _, r := range relations(s, env) {
			am, persistence, identity := none, "p", "n"
			if r.kind == kindTable {
				am, identity = heapAM, "d"
			}
			if r.temp {
				persistence = "t"
			}
			rows = append(rows, []any{r.oid, r.name, schema(r.schema), none, none, role(r.owner), am, none,
				none, none, float32(-1), none, none, false, false,
				persistence, r.kind, int64(len(r.columns)), none, r.kind == kindView, false, false,
				false, false, true, identity, false, none,
				none, none, nil, nil, nil})
		}
		return rows
	}}
