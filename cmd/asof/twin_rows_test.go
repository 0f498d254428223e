package main_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"asof/catalog"
)

// holdRows gives the twin's connection the rows of the sources: temp tables of their names, which hide the foreign tables, hold what
// asof reads of them. (That asof reads its files rightly is for other tests; here the SQL around them is compared.) Only the corpus
// of standard SQL has them, since a temp table would show in the catalogs.
func holdRows(t *testing.T, ours, theirs *side, s *catalog.Snapshot) {
	t.Helper()
	ctx := context.Background()
	for _, o := range s.Sources() {
		if _, err := theirs.conn.Exec(ctx, fmt.Sprintf("CREATE TEMP TABLE %s (%s)", ident(o.Name), columnsSQL(o.Columns))).ReadAll(); err != nil {
			t.Fatal(err)
		}
		a := ours.run(t, statement{text: "SELECT * FROM " + ident(o.Name)}, false)
		if a.code != "" {
			t.Fatalf("%s: %s", o.Name, a.message)
		}
		for _, row := range a.replies[0].rows {
			values := make([]string, len(row))
			for i, v := range row {
				values[i] = "NULL"
				if v != nil {
					values[i] = catalog.QuoteLiteral(string(v))
				}
			}
			insert := fmt.Sprintf("INSERT INTO %s VALUES (%s)", ident(o.Name), strings.Join(values, ", "))
			if _, err := theirs.conn.Exec(ctx, insert).ReadAll(); err != nil {
				t.Fatalf("%s: %v", insert, err)
			}
		}
	}
}
