package pgcatalog

import (
	"time"

	"asof/catalog"
	"asof/catalog/sqltype"
)

func init() {
	register(map[string]Function{"pg_timezone_names": zoneNames})
}

// zoneNames are the zones with their offsets at this moment. A name that this machine's zone database lacks is left out.
func zoneNames(*catalog.Snapshot, Env, []any) (any, error) {
	now := time.Now()
	var rows [][]any
	for _, f := range static().sets["pg_timezone_names"]() {
		loc, err := time.LoadLocation(f[0])
		if err != nil {
			continue
		}
		at := now.In(loc)
		abbreviation, east := at.Zone()
		rows = append(rows, []any{f[0], abbreviation, sqltype.Span{Micros: int64(east) * 1_000_000}, at.IsDST()})
	}
	return rows, nil
}
