package duckdb

import (
	"fmt"
	"strings"

	"asof/catalog"
	"asof/catalog/sqltype"
)

// scanFiles is the SQL of a subquery over the files of src: the columns cols, with their frozen types (R37). A column that no
// file has is NULL.
func (e *Engine) scanFiles(src *catalog.Source, cols []string) string {
	var absent, sel []string
	for _, name := range cols {
		c, _ := src.Column(name)
		absent = append(absent, "NULL AS "+quoteIdent(name))
		sel = append(sel, frozen(quoteIdent(name), c.Type)+" AS "+quoteIdent(name))
	}
	if len(cols) == 0 {
		absent, sel = []string{"NULL"}, []string{"1"}
	}
	return fmt.Sprintf("SELECT %s FROM (SELECT %s WHERE false UNION ALL BY NAME SELECT * FROM %s)",
		strings.Join(sel, ", "), strings.Join(absent, ", "), readFiles(src, true))
}

// readFiles is the table function over the files of src. With text, the columns of CSV are all text.
func readFiles(src *catalog.Source, text bool) string {
	return "read_parquet(" + quoteString(src.Path) + ", union_by_name = true)"
}

// frozen is expr as a value of type t.
func frozen(expr string, t sqltype.Type) string {
	return "CAST(" + expr + " AS " + t.DuckDB() + ")"
}
