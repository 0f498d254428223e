package duckdb

import (
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
)

func TestDialect(t *testing.T) {
	s := openSession(t, openEngine(t))
	datadriven.RunTest(t, "testdata/dialect", func(t *testing.T, td *datadriven.TestData) string {
		var b strings.Builder
		for _, line := range strings.Split(td.Input, "\n") {
			text := dialect(line, 0)
			b.WriteString(text.sql + "\n")
			if td.Cmd == "runs" {
				if _, err := all(t, s, line); err != nil {
					b.WriteString("  " + err.Error() + "\n")
				}
			}
			// Every byte outside of what was replaced is at its place.
			for _, sp := range text.spans {
				if sp.verbatim && text.sql[sp.at:sp.end] != line[sp.pos:sp.pos+sp.end-sp.at] {
					t.Errorf("%s: %+v is not at its place", line, sp)
				}
			}
		}
		return b.String()
	})
}
