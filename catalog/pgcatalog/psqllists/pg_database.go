package psqllists

import "asof/catalog"

const utf8Encoding = 6

// The one database has whatever name the client connected with.
var pgDatabase = Table{Name: "pg_database",
	Columns: columns(`oid oid, datname name, datdba oid, encoding int4, datlocprovider char, datistemplate bool, datallowconn bool,
		datconnlimit int4, datfrozenxid int8, datminmxid int8, dattablespace oid, datcollate text, datctype text, daticulocale text,
		datcollversion text, datacl text[]`),
	Rows: func(_ *catalog.Snapshot, env Env) [][]any {
		return [][]any{{oids{}.of("database", env.Database), env.Database, int64(bootstrapRole), int64(utf8Encoding), "c", false, true,
			int64(-1), int64(0), int64(0), int64(0), "C.UTF-8", "C.UTF-8", nil, nil, nil}}
	}}
