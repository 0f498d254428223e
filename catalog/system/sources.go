package system

import (
	"asof/catalog"
	"asof/catalog/sqltype"
)

var sources = Table{Name: "sources", Comment: "event rows in files, as CREATE SOURCE declared them",
	Columns: append([]sqltype.Column{text("name"), text("format"), text("location"), text("path"), text("event_time"), text("tie_break"), text("available_at"), span("available_after"),
		texts("columns"), texts("types"), count("views")}, metaColumns...),
	Rows: func(s *catalog.Snapshot, _ Env) ([][]any, error) {
		var rows [][]any
		for _, o := range s.Sources() {
			types := make([]any, len(o.Columns))
			for i, c := range o.Columns {
				types[i] = c.Type.String()
			}
			rows = append(rows, append([]any{o.Name, o.Format, o.Location, o.Path, o.EventTime, orNull(o.TieBreak), availableAt(o), availableAfter(o),
				names(o.Columns), types, int64(len(s.Dependents(o)))}, metaValues(s, o, &o.Meta)...))
		}
		return rows, nil
	}}

// availableAt is the column that says when a row is known, or 'loaded'.
func availableAt(o *catalog.Source) any {
	if o.Loaded {
		return "loaded"
	}
	return orNull(o.AvailableAt)
}

// availableAfter is how long after it happened a row is known; NULL if a column or REFRESH says it.
func availableAfter(o *catalog.Source) any {
	if o.Loaded || o.AvailableAt != "" {
		return nil
	}
	return spanValue(o.AvailableAfter)
}
