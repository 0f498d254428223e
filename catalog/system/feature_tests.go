package system

import (
	"asof/catalog"
	"asof/catalog/sqltype"
)

var featureTests = Table{Name: "feature_tests", Comment: "rows given to the sources of a feature view, and the rows that it then has",
	Columns: append([]sqltype.Column{text("name"), text("view"), texts("sources"), count("expectations")}, metaColumns...),
	Rows: func(s *catalog.Snapshot, _ Env) ([][]any, error) {
		var rows [][]any
		for _, t := range s.Tests() {
			sources := make([]any, len(t.Given))
			for i, g := range t.Given {
				sources[i] = g.Source
			}
			rows = append(rows, append([]any{t.Name, t.View, sources, int64(len(t.Expects))}, metaValues(s, t, &t.Meta)...))
		}
		return rows, nil
	}}
