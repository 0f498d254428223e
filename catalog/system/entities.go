package system

import (
	"asof/catalog"
	"asof/catalog/sqltype"
)

var entities = Table{Name: "entities", Comment: "the join keys that features are about",
	Columns: append([]sqltype.Column{text("name"), texts("keys"), texts("types"), count("views")}, metaColumns...),
	Rows: func(s *catalog.Snapshot, _ Env) ([][]any, error) {
		var rows [][]any
		for _, o := range s.Entities() {
			types := make([]any, len(o.Keys))
			for i, k := range o.Keys {
				types[i] = k.Type.String()
			}
			rows = append(rows, append([]any{o.Name, names(o.Keys), types, int64(len(s.Dependents(o)))}, metaValues(s, o, &o.Meta)...))
		}
		return rows, nil
	}}
