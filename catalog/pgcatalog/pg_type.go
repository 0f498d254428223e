package pgcatalog

func init() {
	make1("pg_type", func(o *objects) [][]any {
		var rows [][]any
		for _, r := range o.relations {
			if r.rowType != 0 {
				rows = append(rows, rowTypeRow(o, r), arrayTypeRow(o, r))
			}
		}
		return rows
	})
}

// typeFunctions are the functions of a type, in the order of pg_type's columns.
func typeFunctions(names ...string) []any {
	out := make([]any, len(names))
	for i, name := range names {
		out[i] = int64(0)
		if name != "" {
			out[i] = int64(ProcsByName(name)[0].OID)
		}
	}
	return out
}

func rowTypeRow(o *objects, r *relation) []any {
	schema, _ := o.schema(r.schema)
	row := []any{r.rowType, r.name, schema, o.owner(r.owner), int64(-1), false, "c", "C", false, true, ",", r.oid}
	row = append(row, typeFunctions("")...)
	row = append(row, int64(0), r.arrayType)
	row = append(row, typeFunctions("record_in", "record_out", "record_recv", "record_send", "", "", "")...)
	return append(row, "d", "x", false, int64(0), int64(-1), int64(0), int64(0), nil, nil, nil)
}

func arrayTypeRow(o *objects, r *relation) []any {
	schema, _ := o.schema(r.schema)
	row := []any{r.arrayType, cut("_"+r.name, 63), schema, o.owner(r.owner), int64(-1), false, "b", "A", false, true, ",", int64(0)}
	row = append(row, typeFunctions("array_subscript_handler")...)
	row = append(row, r.rowType, int64(0))
	row = append(row, typeFunctions("array_in", "array_out", "array_recv", "array_send", "", "", "array_typanalyze")...)
	return append(row, "d", "x", false, int64(0), int64(-1), int64(0), int64(0), nil, nil, nil)
}
