package pgcatalog

// noTree is a pg_node_tree that holds nothing, as it is written.
const noTree = "<>"

func init() {
	make1("pg_rewrite", func(o *objects) [][]any {
		var rows [][]any
		for _, r := range o.relations {
			if r.rule != 0 {
				rows = append(rows, []any{r.rule, "_RETURN", r.oid, "1", "O", true, noTree, noTree})
			}
		}
		return rows
	})
}
