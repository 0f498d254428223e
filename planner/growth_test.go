package planner

import (
	"fmt"
	"testing"
	"time"

	"asof/catalog"
)

// What planning a read or a definition allocates does not depend on how many views the catalog has.
func TestPlanningDoesNotGrow(t *testing.T) {
	statements := []string{
		"SELECT n FROM v0 WHERE k = 1",
		"SELECT l.k, v.n FROM (VALUES (1)) l(k) LEFT JOIN v0 AS OF now() AS v USING (k)",
		"CREATE FEATURE VIEW one_more ENTITY e AS SELECT k, count(*) OVER (RANGE INTERVAL '1 hour' PRECEDING) AS n FROM s",
	}
	allocated := func(views int) (out []float64) {
		c, err := catalog.Open(t.Context(), noLog{}, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		w := &world{tx: c.Begin("tester"), temp: map[string]bool{}}
		w.source(t, "s (k bigint, ts timestamptz) ts")
		definitions := []string{"CREATE ENTITY e (k bigint)"}
		for i := range views {
			definitions = append(definitions, fmt.Sprintf("CREATE FEATURE VIEW v%d ENTITY e AS SELECT k, count(*) OVER (RANGE INTERVAL '1 hour' PRECEDING) AS n FROM s", i))
		}
		for _, sql := range definitions {
			if err := w.do(t, sql); err != nil {
				t.Fatal(err)
			}
		}
		for _, sql := range statements {
			out = append(out, testing.AllocsPerRun(20, func() {
				if _, err := w.plan(sql, w.env()); err != nil {
					t.Fatal(err)
				}
			}))
		}
		return out
	}
	few, many := allocated(1), allocated(1000)
	for i, sql := range statements {
		if many[i] > few[i]+10 {
			t.Errorf("%s: %v allocations with a view, %v with a thousand", sql, few[i], many[i])
		}
	}
}
