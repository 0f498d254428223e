package system

import (
	"asof/catalog"
	"asof/catalog/sqltype"
)

var settings = Table{Name: "settings", Comment: "the parameters of this session",
	Columns: []sqltype.Column{text("name"), text("setting"), text("description")},
	Rows: func(_ *catalog.Snapshot, env Env) ([][]any, error) {
		var rows [][]any
		for _, s := range env.Settings {
			rows = append(rows, []any{s.Name, s.Value, s.Description})
		}
		return rows, nil
	}}
