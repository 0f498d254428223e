package pgcatalog

import (
	"slices"

	"asof/catalog"
)

// foreignName names the one foreign server and its wrapper: sources are foreign tables of it.
const foreignName = "asof"

func foreignWrapper() int64 { return int64(hashed("foreign data wrapper", foreignName)) }
func foreignServer() int64  { return int64(hashed("foreign server", foreignName)) }

func init() {
	once := func(row func() []any) maker { // belongs to our catalog, not to a session
		return func(o *objects) [][]any {
			if o.parent != staticObjects() {
				return nil
			}
			return [][]any{row()}
		}
	}
	make1("pg_foreign_data_wrapper", once(func() []any {
		return []any{foreignWrapper(), foreignName, int64(bootstrapRole), int64(0), int64(0), nil, nil}
	}))
	make1("pg_foreign_server", once(func() []any {
		return []any{foreignServer(), foreignName, int64(bootstrapRole), foreignWrapper(), nil, nil, nil, nil}
	}))
	make1("pg_foreign_table", func(o *objects) [][]any {
		var rows [][]any
		for _, r := range o.relations {
			if src, ok := r.object.(*catalog.Source); ok {
				rows = append(rows, []any{r.oid, foreignServer(), foreignOptions(src)})
			}
		}
		return rows
	})
}

// foreignOptions are a source's options as CREATE SOURCE has them.
func foreignOptions(src *catalog.Source) []any {
	out := []any{"format=" + src.Format, "location=" + src.Location, "event_time=" + src.EventTime}
	if src.TieBreak != "" {
		out = append(out, "tie_break="+src.TieBreak)
	}
	names := make([]string, 0, len(src.Options))
	for name := range src.Options {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		out = append(out, name+"="+src.Options[name])
	}
	return out
}
