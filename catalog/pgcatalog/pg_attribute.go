package pgcatalog

import (
	"slices"
	"sync"
)

func init() {
	make1("pg_attribute", func(o *objects) [][]any {
		var rows [][]any
		for _, r := range o.relations {
			if r.kind == KindTable || r.kind == KindForeign {
				rows = append(rows, systemColumns(r.oid)...)
			}
			for i, a := range r.columns {
				rows = append(rows, attributeRow(r, i+1, a))
			}
		}
		return rows
	})
}

func attributeRow(r *relation, n int, a attribute) []any {
	t := storageOf(a.typ)
	dims := int64(0)
	if r.kind == KindForeign && t.category == "A" { // a view's columns have none in Postgres
		dims = 1
	}
	return []any{r.oid, a.name, int64(a.typ), int64(-1), t.length, int64(n), dims, int64(-1), int64(a.mod), t.byVal, t.align, t.storage, "",
		a.notNull && r.kind != KindIndex, false, false, "", "", false, true, int64(0), t.collation, nil, nil, nil, nil}
}

var systemRows struct {
	once sync.Once
	rows [][]any
}

// systemColumns are those that pg_attribute lists of every table, as of pg_class itself.
func systemColumns(relation int64) [][]any {
	systemRows.once.Do(func() {
		v := view("pg_attribute")
		for _, r := range v.rows {
			if v.int(r, "attrelid") == pgClassClass && v.int(r, "attnum") < 0 {
				systemRows.rows = append(systemRows.rows, r)
			}
		}
	})
	var rows [][]any
	for _, r := range systemRows.rows {
		row := slices.Clone(r)
		row[0] = relation
		rows = append(rows, row)
	}
	return rows
}

// storage is what pg_attribute copies from a column's type.
type storage struct {
	length, collation        int64
	byVal                    bool
	align, storage, category string
}

var storages struct {
	once sync.Once
	of   map[uint32]storage
}

func storageOf(typ uint32) storage {
	storages.once.Do(func() {
		storages.of = map[uint32]storage{}
		t := view("pg_type")
		for _, r := range t.rows {
			storages.of[t.oid(r, "oid")] = storage{t.int(r, "typlen"), t.int(r, "typcollation"), t.bool(r, "typbyval"), t.str(r, "typalign"),
				t.str(r, "typstorage"), t.str(r, "typcategory")}
		}
	})
	return storages.of[typ]
}
