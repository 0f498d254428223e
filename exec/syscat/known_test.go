package syscat

import "testing"

func TestKnowsAll(t *testing.T) {
	for text, want := range map[string]bool{
		"SELECT 1/2, now(), lower('A'), 1 BETWEEN 0 AND 2, 'a' LIKE 'b', 1 IN (1, 2)": true,
		"SELECT 'x'::int, NULLIF(1, 2), text('a'), current_user":                      true,
		"SELECT nope('a')":         false,
		"SELECT 1::hugeint":        false,
		"SELECT 5 // 2":            false,
		"SELECT [1, 2]":            false,
		"SELECT (SELECT range(3))": false,
	} {
		if got := KnowsAll(text); got != want {
			t.Errorf("%s: %t", text, got)
		}
	}
}
