package system

import (
	"asof/catalog"
	"asof/catalog/sqltype"
)

var freshness = Table{Name: "freshness", Comment: "what REFRESH has materialised of each feature view, and how old it is",
	Columns: []sqltype.Column{text("view"), flag("materialized"), count("version"), count("generation"), when("refreshed_at"), span("duration"),
		when("clock"), when("newest_event"), span("staleness"), count("rows"), count("keys"), count("skipped_rows"), count("late_rows"), count("overflowed_keys"),
		count("history_files"), count("history_bytes"), count("online_bytes"), text("store")},
	Rows: func(s *catalog.Snapshot, env Env) ([][]any, error) {
		var rows [][]any
		for _, v := range s.Views() {
			if v.Kind == catalog.DerivedView {
				continue // it has no rows of its own
			}
			ms := s.MaterializationsOf(v)
			for _, m := range ms {
				rows = append(rows, materialized(s, v, m, env))
			}
			if len(ms) == 0 {
				row := make([]any, 18)
				row[0], row[1] = v.Name, false
				rows = append(rows, row)
			}
		}
		return rows, nil
	}}

// materialized is the row of a version with a materialization. Staleness is the clock less the newest event that counts (R28).
func materialized(s *catalog.Snapshot, v *catalog.FeatureView, m *catalog.Materialization, env Env) []any {
	var newest, stale, store any
	if counting, ok := m.Newest(int64(env.Now)); ok {
		newest = sqltype.Micros(counting)
		if counting <= int64(env.Now) {
			stale = spanValue(int64(env.Now) - counting)
		}
	}
	if !m.Offline {
		store = orNull(env.Store)
	}
	files, bytes := int64(len(m.History.Files)), m.History.Bytes
	if version, ok := v.At(m.Version); ok {
		for _, t := range s.Ticks(version) {
			files, bytes = files+1, bytes+t.Bytes
		}
	}
	return []any{v.Name, true, int64(m.Version), int64(m.Generation), sqltype.Micros(m.Finished), spanValue(m.Duration),
		sqltype.Micros(m.Clock), newest, stale, m.Rows, m.Keys, m.Skipped, m.LateRows, m.Overflowed,
		files, bytes, m.OnlineBytes, store}
}
