package pgcatalog

import "asof/catalog"

func init() {
	make1("pg_class", func(o *objects) [][]any {
		rows := make([][]any, len(o.relations))
		for i, r := range o.relations {
			rows[i] = classRow(o, r)
		}
		return rows
	})
}

// classRow has the values that a new relation of its kind has in Postgres: nothing was ever counted by VACUUM.
func classRow(o *objects, r *relation) []any {
	schema, _ := o.schema(r.schema)
	am, filenode, tuples, frozen, identity := int64(0), int64(0), float32(-1), int64(0), "n"
	var acl any
	switch r.kind {
	case KindTable:
		am, filenode, frozen, identity = heapAM, r.oid, 3, "d"
	case KindIndex:
		am, filenode, tuples = btreeAM, r.oid, 0
	}
	switch {
	case r.kind == KindIndex:
	case r.target.Class == catalog.OnSystem: // its defaults are not those of a table
		acl = grantsInForce(o.snapshot, r.target)
	case r.target.Class != "":
		acl = grantsOf(o.snapshot, r.target)
	}
	persistence := "p"
	if r.temp {
		persistence = "t"
	}
	minMulti := int64(0)
	if frozen > 0 {
		minMulti = 1
	}
	return []any{r.oid, r.name, schema, r.rowType, int64(0), o.owner(r.owner), am, filenode, int64(0), int64(0), tuples, int64(0), int64(0),
		r.index != nil, false, persistence, string(r.kind), int64(len(r.columns)), int64(0), r.kind == KindView, false, false, false, false,
		true, identity, false, int64(0), frozen, minMulti, acl, nil, nil}
}
