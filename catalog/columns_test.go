package catalog

import (
	"slices"
	"testing"
)

func TestColumns(t *testing.T) {
	have := []string{"delay", "Arrived At", "q\"x", "date"}
	for expr, want := range map[string][]string{
		"delay":                          {"delay"},
		"f.DELAY + delay * 2":            {"delay", "delay"},
		`"Arrived At"::date - '"delay"'`: {"Arrived At", "date"},
		`"q""x" > 1 -- delay`:            {`q"x`},
		"date (1) /* delay */":           nil,
		`"DELAY"`:                        nil,
		"delayed || $$ delay $$":         nil,
		`"`:                              nil,
		"":                               nil,
	} {
		if got := Columns(expr, have); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", expr, got, want)
		}
	}
}
