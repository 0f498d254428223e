package duckdb

import (
	"fmt"
	"strings"

	"asof/catalog"
)

// featureSQL is a feature over a relation that has the newest row's inputs (i0 …), the aggregates (a0 …) and the time t in
// microseconds, each prefixed with from. It is evaluated with TimeZone UTC (R1).
func featureSQL(f *catalog.Feature, from string) string {
	if p, ok := f.Simple(); ok {
		return partSQL(p, from)
	}
	var b strings.Builder
	for _, p := range f.Expr {
		b.WriteString(partSQL(p, from))
	}
	return fmt.Sprintf("CAST((%s) AS %s)", onLines(b.String()), f.Type.DuckDB())
}

func partSQL(p catalog.Part, from string) string {
	switch p.Kind {
	case catalog.PartInput:
		return fmt.Sprintf("%si%d", from, p.Index)
	case catalog.PartAgg:
		return fmt.Sprintf("%sa%d", from, p.Index)
	case catalog.PartNow:
		return fmt.Sprintf("make_timestamptz(%st)", from)
	}
	return p.Text
}
