package system

import (
	"asof/catalog"
	"asof/catalog/sqltype"
)

var serviceFeatures = Table{Name: "service_features", Comment: "the columns of feature services, keys left out",
	Columns: []sqltype.Column{text("service"), count("position"), text("name"), text("type"), text("view"), count("view_version"), text("feature")},
	Rows: func(s *catalog.Snapshot, _ Env) ([][]any, error) {
		var rows [][]any
		for _, o := range s.Services() {
			for i, c := range o.Columns {
				v := o.Views[c.View]
				rows = append(rows, []any{o.Name, int64(i + 1), c.Name, c.Type.String(), v.Name, int64(v.Version), c.Feature})
			}
		}
		return rows, nil
	}}
