package pgcatalog

import "asof/catalog"

// maker makes the rows that objects have in a table, without what their parents have there.
type maker = func(o *objects) [][]any

var (
	makers   = map[string]maker{}
	replaced = map[string]bool{} // tables whose static rows are left out: our catalog has them all
)

// make1 adds rows to a table of pg_catalog. It is called from init, since what makes rows reads other tables.
func make1(table string, m maker) {
	t, _ := Lookup("", table)
	makers[table] = m
	t.Rows = func(s *catalog.Snapshot, env Env) [][]any { return sessionOf(s, env).table(table) }
}

// replace is make1 for a table that has no static rows of its own.
func replace(table string, m maker) {
	replaced[table] = true
	make1(table, m)
}

// orNull is a text, NULL if it is empty.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func ints[T int | int64 | uint32](list []T) []any {
	out := make([]any, len(list))
	for i, n := range list {
		out[i] = int64(n)
	}
	return out
}
