package syscat

import (
	"strings"
	"testing"

	"asof/catalog/sqlerr"
)

// TestDepth: text that nests without bound is refused, whatever nests; a crash of the parser would be one of the server.
func TestDepth(t *testing.T) {
	shapes := map[string]func(n int) string{
		"+":        func(n int) string { return "SELECT 1" + strings.Repeat("+1", n) },
		"()":       func(n int) string { return "SELECT " + strings.Repeat("(", n) + "1" + strings.Repeat(")", n) },
		"NOT":      func(n int) string { return "SELECT " + strings.Repeat("NOT ", n) + "true" },
		"ARRAY":    func(n int) string { return "SELECT " + strings.Repeat("ARRAY[", n) + "1" + strings.Repeat("]", n) },
		"call":     func(n int) string { return "SELECT " + strings.Repeat("abs(", n) + "1" + strings.Repeat(")", n) },
		"subquery": func(n int) string { return "SELECT " + strings.Repeat("(SELECT ", n) + "1" + strings.Repeat(")", n) },
		"UNION":    func(n int) string { return "SELECT 1" + strings.Repeat(" UNION ALL SELECT 1", n) },
		"::":       func(n int) string { return "SELECT 1" + strings.Repeat("::int", n) },
		"IS":       func(n int) string { return "SELECT 1" + strings.Repeat(" IS NULL", n) },
		"COLLATE":  func(n int) string { return "SELECT 'a'" + strings.Repeat(` COLLATE "C"`, n) },
		"JOIN":     func(n int) string { return "SELECT 1 FROM pg_am a" + strings.Repeat(" CROSS JOIN pg_am", n) },
		"in quotes": func(n int) string {
			return `SELECT E'\'' || ''` + strings.Repeat("||''", n)
		},
	}
	for name, make := range shapes {
		if _, err := Analyze(make(150_000), nil, sampleEnv()); sqlerr.Code(err) != sqlerr.StatementTooComplex {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"+", "NOT", "UNION", "::", "IS"} {
		if _, err := Analyze(shapes[name](1000), nil, sampleEnv()); err != nil {
			t.Errorf("%s, a thousand: %v", name, err)
		}
	}
	if _, err := Analyze("SELECT 1 IN (1"+strings.Repeat(",1", 100_000)+") AND true"+strings.Repeat(" AND true", 20_000), nil, sampleEnv()); err != nil {
		t.Error(err)
	}
}
