package system

import (
	"asof/catalog"
	"asof/catalog/sqltype"
)

var featureViewVersions = Table{Name: "feature_view_versions", Comment: "the versions of feature views that are kept",
	Columns: []sqltype.Column{text("view"), count("version"), text("state"), when("created"), flag("materialized"), texts("pinned_by"), text("definition")},
	Rows: func(s *catalog.Snapshot, _ Env) ([][]any, error) {
		var rows [][]any
		for _, newest := range s.Views() {
			for _, v := range newest.Versions() {
				state := "old"
				switch {
				case v == newest.Serving():
					state = "current"
				case v == newest:
					state = "pending"
				}
				pins := []any{}
				for _, o := range s.Pins(v.Name, v.Version) {
					pins = append(pins, o.ObjectName())
				}
				_, ok := s.Materialization(v.Name, v.Version)
				rows = append(rows, []any{v.Name, int64(v.Version), state, sqltype.Micros(v.Created), ok, pins, catalog.ShowVersion(newest, v)})
			}
		}
		return rows, nil
	}}
