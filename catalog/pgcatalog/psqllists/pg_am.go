package psqllists

import "asof/catalog"

var pgAm = Table{Name: "pg_am", Columns: columns("oid oid, amname name, amhandler text, amtype char"),
	Rows: func(*catalog.Snapshot, Env) [][]any {
		return [][]any{{int64(heapAM), "heap", "heap_tableam_handler", "t"}}
	}}
