package psqllists

import (
	"asof/catalog"
	"asof/catalog/sqltype"
)

// pgType has the types of package sqltype and their arrays.
var pgType = Table{Name: "pg_type",
	Columns: columns(`oid oid, typname name, typnamespace oid, typowner oid, typlen int2, typtype char, typcategory char, typisdefined bool,
		typdelim char, typrelid oid, typelem oid, typarray oid, typbasetype oid, typtypmod int4, typnotnull bool, typndims int4, typcollation oid`),
	Rows: func(*catalog.Snapshot, Env) [][]any {
		var rows [][]any
		add := func(oid uint32, name string, length int16, kind, category string, elem, array uint32, collation int64) {
			rows = append(rows, []any{int64(oid), name, int64(pgCatalogSchema), int64(bootstrapRole), int64(length), kind, category, true,
				",", int64(0), int64(elem), int64(array), int64(0), int64(-1), false, int64(0), collation})
		}
		for id := sqltype.Bool; id <= sqltype.Void; id++ {
			in := sqltype.Of(id).Info()
			kind, collation := "b", int64(0)
			switch id {
			case sqltype.Void:
				kind = "p"
			case sqltype.Text:
				collation = defaultCollation
			}
			add(in.OID, in.Name, in.Len, kind, category(id), 0, in.ArrayOID, collation)
			if in.ArrayOID != 0 {
				add(in.ArrayOID, "_"+in.Name, -1, "b", "A", in.OID, 0, collation)
			}
		}
		return rows
	}}

// category is pg_type.typcategory.
func category(id sqltype.ID) string {
	switch id {
	case sqltype.Bool:
		return "B"
	case sqltype.Int2, sqltype.Int4, sqltype.Int8, sqltype.Float4, sqltype.Float8, sqltype.Numeric, sqltype.OID:
		return "N"
	case sqltype.Text, sqltype.Name:
		return "S"
	case sqltype.Date, sqltype.Time, sqltype.TimeTZ, sqltype.Timestamp, sqltype.TimestampTZ:
		return "D"
	case sqltype.Interval:
		return "T"
	case sqltype.Char:
		return "Z"
	case sqltype.Void:
		return "P"
	}
	return "U"
}
