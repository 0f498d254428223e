package pgcatalog

import "sync"

// rowView reads the rows of a table of pg_catalog by the names of its columns.
type rowView struct {
	table string
	at    map[string]int
	rows  [][]any // the static ones
}

var views sync.Map // rowViews by table

// view returns a table's columns and static rows.
func view(table string) rowView {
	if v, ok := views.Load(table); ok {
		return v.(rowView)
	}
	t, _ := Lookup("", table)
	v := rowView{table, map[string]int{}, staticRows(table)}
	for i, c := range t.Columns {
		v.at[c.Name] = i
	}
	views.Store(table, v)
	return v
}

func (v rowView) get(r []any, col string) any {
	i, ok := v.at[col]
	if !ok {
		panic("pgcatalog: " + v.table + " has no column " + col) // a name in our own code
	}
	return r[i]
}

func (v rowView) int(r []any, col string) int64     { n, _ := v.get(r, col).(int64); return n }
func (v rowView) oid(r []any, col string) uint32    { return uint32(v.int(r, col)) }
func (v rowView) str(r []any, col string) string    { s, _ := v.get(r, col).(string); return s }
func (v rowView) bool(r []any, col string) bool     { b, _ := v.get(r, col).(bool); return b }
func (v rowView) float(r []any, col string) float32 { f, _ := v.get(r, col).(float32); return f }

// char is the first byte of a "char", 0 for NULL and the empty one.
func (v rowView) char(r []any, col string) byte {
	if s := v.str(r, col); s != "" {
		return s[0]
	}
	return 0
}

func (v rowView) oids(r []any, col string) []uint32 {
	items, _ := v.get(r, col).([]any)
	out := make([]uint32, len(items))
	for i, n := range items {
		out[i] = uint32(n.(int64))
	}
	return out
}

func (v rowView) strs(r []any, col string) []string {
	items, _ := v.get(r, col).([]any)
	out := make([]string, len(items))
	for i, s := range items {
		out[i], _ = s.(string)
	}
	return out
}
