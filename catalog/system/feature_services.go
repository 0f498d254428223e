package system

import (
	"fmt"

	"asof/catalog"
	"asof/catalog/sqltype"
)

var featureServices = Table{Name: "feature_services", Comment: "what models read: features of views, whose versions are pinned",
	Columns: append([]sqltype.Column{text("name"), count("version"), texts("keys"), texts("views"), count("features")}, metaColumns...),
	Rows: func(s *catalog.Snapshot, _ Env) ([][]any, error) {
		var rows [][]any
		for _, o := range s.Services() {
			views := make([]any, len(o.Views))
			for i, v := range o.Views {
				views[i] = fmt.Sprintf("%s@%d", v.Name, v.Version)
			}
			rows = append(rows, append([]any{o.Name, int64(o.Version), names(o.Keys), views, int64(len(o.Columns))}, metaValues(s, o, &o.Meta)...))
		}
		return rows, nil
	}}
