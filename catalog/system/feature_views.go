package system

import (
	"strings"

	"asof/catalog"
	"asof/catalog/sqltype"
)

var featureViews = Table{Name: "feature_views", Comment: "features of one entity over one source",
	Columns: append([]sqltype.Column{text("name"), count("version"), count("pending_version"), text("entity"), text("source"), texts("keys"), count("features"),
		span("ttl"), flag("online"), span("longest_window"), count("max_rows_per_key"), text("filter"), flag("materialized")}, metaColumns...),
	Rows: func(s *catalog.Snapshot, _ Env) ([][]any, error) {
		var rows [][]any
		for _, newest := range s.Views() {
			v := newest.Serving()
			var pending, ttl, window any
			if v != newest {
				pending = int64(newest.Version)
			}
			if v.TTL > 0 {
				ttl = spanValue(v.TTL)
			}
			if w := v.MaxWindow(); w > 0 {
				window = spanValue(w)
			}
			_, ok := s.Materialization(v.Name, v.Version)
			rows = append(rows, append([]any{v.Name, int64(v.Version), pending, orNull(v.Entity), orNull(strings.Join(v.Sources(), ", ")), keyNames(v.Keys), int64(len(v.Features)),
				ttl, v.Online, window, v.MaxRows, orNull(v.Where), ok}, metaValues(s, newest, &newest.Meta)...))
		}
		return rows, nil
	}}
