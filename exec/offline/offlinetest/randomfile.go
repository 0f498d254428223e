package offlinetest

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"asof/catalog"
	"asof/catalog/sqltype"
	"asof/exec/offline"
)

// literal is v as SQL of the engines' dialect.
func literal(t sqltype.Type, v any) string {
	text := ""
	switch v := v.(type) {
	case nil:
		return "CAST(NULL AS " + t.DuckDB() + ")"
	case sqltype.Micros:
		switch v {
		case sqltype.Infinity:
			return "TIMESTAMPTZ 'infinity'"
		case sqltype.NegInfinity:
			return "TIMESTAMPTZ '-infinity'"
		}
		return micros(int64(v))
	case sqltype.Decimal:
		text = decimalText(v)
	default:
		text = fmt.Sprint(v)
	}
	return "CAST('" + strings.ReplaceAll(text, "'", "''") + "' AS " + t.DuckDB() + ")"
}

// writeEvents writes a source's file with the session's COPY.
func writeEvents(t *testing.T, s offline.Session, cols []sqltype.Column, events []event, path string) {
	t.Helper()
	var rows []string
	for _, e := range events {
		var vals []string
		for _, c := range cols {
			vals = append(vals, literal(c.Type, e[c.Name]))
		}
		rows = append(rows, "("+strings.Join(vals, ", ")+")")
	}
	var names []string
	for _, c := range cols {
		names = append(names, c.Name)
	}
	sql(t, s, "copy", fmt.Sprintf("COPY (SELECT * FROM (VALUES %s) AS v(%s)) TO '%s' (FORMAT parquet)", strings.Join(rows, ", "), strings.Join(names, ", "), path))
}

// write makes the files of the view's sources.
func (c *randomCase) write(t *testing.T, seed uint64) {
	for i := range max(1, len(c.v.Branches)) {
		var own []event
		for _, e := range c.events {
			if len(c.v.Branches) == 0 || e["branch"] == i {
				own = append(own, e)
			}
		}
		if own == nil {
			own = []event{{}}
		}
		name := fmt.Sprintf("events%d", i)
		if c.v.Branches == nil {
			name = c.v.Source
		}
		path := filepath.Join(c.fx.Files, fmt.Sprintf("%s_%d.parquet", name, seed))
		writeEvents(t, c.s, randomColumns, own, path)
		c.srcs = append(c.srcs, &catalog.Source{Meta: catalog.Meta{Name: name}, Format: "parquet", Path: path, Columns: randomColumns, EventTime: "ts"})
	}
}
