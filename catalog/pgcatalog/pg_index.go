package pgcatalog

import "sync"

func init() {
	make1("pg_index", func(o *objects) [][]any {
		var rows [][]any
		for _, r := range o.relations {
			if r.index != nil {
				rows = append(rows, indexRow(r))
			}
		}
		return rows
	})
	make1("pg_constraint", func(o *objects) [][]any {
		var rows [][]any
		for _, r := range o.relations {
			if r.index != nil {
				rows = append(rows, constraintRow(o, r))
			}
		}
		return rows
	})
}

// indexRow is the index of a primary key.
func indexRow(r *relation) []any {
	n := len(r.key)
	collations, classes, options := make([]int64, n), make([]int64, n), make([]int64, n)
	for i, a := range r.index.columns {
		collations[i] = storageOf(a.typ).collation
		classes[i] = btreeClass(a.typ)
	}
	return []any{r.index.oid, r.oid, int64(n), int64(n), true, false, true, false, true, false, true, false, true, true, false, ints(r.key),
		ints(collations), ints(classes), ints(options), nil, nil}
}

// constraintRow is a primary key.
func constraintRow(o *objects, r *relation) []any {
	schema, _ := o.schema(r.schema)
	return []any{r.constraint, r.index.name, schema, "p", false, false, true, r.oid, int64(0), r.index.oid, int64(0), int64(0), " ", " ", " ",
		true, int64(0), true, ints(r.key), nil, nil, nil, nil, nil, nil, nil}
}

var btree struct {
	once    sync.Once
	classes map[uint32]int64
}

// btreeClass is the default operator class of a type's btree indexes.
func btreeClass(typ uint32) int64 {
	btree.once.Do(func() {
		btree.classes = map[uint32]int64{}
		c := view("pg_opclass")
		for _, r := range c.rows {
			if c.int(r, "opcmethod") == btreeAM && c.bool(r, "opcdefault") {
				btree.classes[c.oid(r, "opcintype")] = c.int(r, "oid")
			}
		}
	})
	return btree.classes[typ]
}
