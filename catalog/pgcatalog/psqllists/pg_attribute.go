package psqllists

import (
	"asof/catalog"
	"asof/catalog/sqltype"
)

var pgAttribute = Table{Name: "pg_attribute",
	Columns: columns(`attrelid oid, attname name, atttypid oid, attstattarget int4, attlen int2, attnum int2, attndims int4,
		attcacheoff int4, atttypmod int4, attbyval bool, attalign char, attstorage char, attcompression char, attnotnull bool,
		atthasdef bool, atthasmissing bool, attidentity char, attgenerated char, attisdropped bool, attislocal bool, attinhcount int4,
		attcollation oid, attacl text[], attoptions text[], attfdwoptions text[], attmissingval text`),
	Rows: func(s *catalog.Snapshot, env Env) [][]any {
		var rows [][]any
		for _, r := range relations(s, env) {
			for i, c := range r.columns {
				rows = append(rows, attribute(r.oid, i+1, c))
			}
		}
		return rows
	}}

func attribute(rel int64, n int, c sqltype.Column) []any {
	dims, collation := int64(0), int64(0)
	if c.Type.Array {
		dims = 1
	}
	if c.Type.ID == sqltype.Text {
		collation = defaultCollation
	}
	length := int64(c.Type.Len())
	byValue := length > 0 && length <= 8
	align, storage := "i", "p"
	switch {
	case length == 8:
		align = "d"
	case length == 2:
		align = "s"
	case length == 1:
		align = "c"
	case length < 0:
		storage = "x"
	}
	return []any{rel, c.Name, int64(c.Type.OID()), int64(-1), length, int64(n), dims,
		int64(-1), int64(c.Type.Mod()), byValue, align, storage, "", false,
		false, false, "", "", false, true, int64(0),
		collation, nil, nil, nil, nil}
}

// defaultCollation is pg_collation's "default".
const defaultCollation = 100
