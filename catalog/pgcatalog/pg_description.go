package pgcatalog

func init() {
	make1("pg_description", func(o *objects) [][]any {
		var rows [][]any
		add := func(oid, class int64, sub int, text string) {
			if text != "" {
				rows = append(rows, []any{oid, class, int64(sub), text})
			}
		}
		for _, r := range o.relations {
			add(r.oid, pgClassClass, 0, r.comment)
			for i, a := range r.columns {
				add(r.oid, pgClassClass, i+1, a.comment)
			}
		}
		if oid, ok := o.schemas["asof"]; ok {
			add(oid, pgNamespaceClass, 0, "the catalog of features")
		}
		return rows
	})
	make1("pg_shdescription", func(o *objects) [][]any {
		var rows [][]any
		for _, r := range o.roles {
			if r.Comment != "" {
				rows = append(rows, []any{o.owner(r.Name), int64(pgAuthidClass), r.Comment})
			}
		}
		return rows
	})
}
