package system

import (
	"asof/catalog"
	"asof/catalog/sqltype"
)

var ticks = Table{Name: "ticks", Comment: "the ticks of snapshot views: when each was computed, from when on it is used, and what failed",
	Columns: []sqltype.Column{text("view"), when("tick"), when("usable_from"), when("committed_at"), flag("backfill"), count("rows"), text("error"), flag("online")},
	Rows: func(s *catalog.Snapshot, _ Env) ([][]any, error) {
		var rows [][]any
		for _, v := range s.Views() {
			online := map[uint64]bool{}
			for _, m := range s.MaterializationsOf(v) {
				for _, o := range m.Online {
					online[o.ID] = true
				}
			}
			for _, file := range s.AllTicks(v.Name) {
				for _, t := range file.Ticks {
					row := []any{v.Name, sqltype.Micros(t.T), sqltype.Micros(t.Usable), sqltype.Micros(t.Commit), t.Backfill, t.Rows, nil, online[t.ID]}
					if t.Failed != "" {
						row[2], row[5], row[6] = nil, nil, t.Failed
					}
					rows = append(rows, row)
				}
			}
		}
		return rows, nil
	}}
