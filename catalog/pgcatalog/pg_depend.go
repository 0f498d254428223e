package pgcatalog

import (
	"slices"

	"asof/catalog"
)

func init() { make1("pg_depend", depends) }

// depends lists what depends on what, as Postgres records it: a row type on its relation, a relation on its schema, a view's rule on
// the columns that the view reads, an index on its constraint, a foreign table on its server.
func depends(o *objects) [][]any {
	var rows [][]any
	add := func(class, oid, refClass, ref int64, column int, kind string) {
		rows = append(rows, []any{class, oid, int64(0), refClass, ref, int64(column), kind})
	}
	if o.parent == staticObjects() {
		add(pgForeignServerClass, foreignServer(), pgForeignDataWrapperClass, foreignWrapper(), 0, "n")
	}
	for _, r := range o.relations {
		if r.kind == KindIndex {
			add(pgClassClass, r.oid, pgConstraintClass, r.table.constraint, 0, "i")
			continue
		}
		add(pgTypeClass, r.rowType, pgClassClass, r.oid, 0, "i")
		add(pgTypeClass, r.arrayType, pgTypeClass, r.rowType, 0, "i")
		schema, _ := o.schema(r.schema)
		add(pgClassClass, r.oid, pgNamespaceClass, schema, 0, "n")
		if r.kind == KindForeign {
			add(pgClassClass, r.oid, pgForeignServerClass, foreignServer(), 0, "n")
		}
		if r.rule != 0 {
			add(pgRewriteClass, r.rule, pgClassClass, r.oid, 0, "i")
			add(pgRewriteClass, r.rule, pgClassClass, r.oid, 0, "n")
		}
		reads(o, r, func(of *relation, column int) { add(pgRewriteClass, r.rule, pgClassClass, of.oid, column, "n") })
		if r.constraint != 0 {
			for _, n := range r.key {
				add(pgConstraintClass, r.constraint, pgClassClass, r.oid, n, "a")
			}
		}
	}
	return rows
}

// reads calls fn for each column that a view or a service reads.
func reads(o *objects, r *relation, fn func(of *relation, column int)) {
	column := func(relation, name string) {
		of, ok := o.named("public", relation)
		if !ok {
			return
		}
		if i := slices.IndexFunc(of.columns, func(a attribute) bool { return a.name == name }); i >= 0 {
			fn(of, i+1)
		}
	}
	switch d := r.object.(type) {
	case *catalog.FeatureView:
		for i, source := range d.Sources() {
			if slices.Index(d.Sources(), source) < i {
				continue // a UNION ALL may read one source twice
			}
			for _, name := range d.ReadsOf(source) {
				column(source, name)
			}
		}
	case *catalog.Service:
		for _, c := range d.Columns {
			for _, p := range c.Reads() {
				column(d.Views[p.Index].Name, p.Text)
			}
		}
	}
}
