package main_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Views joined in every way, their keys bound here and there (R24): online, offline, and the same statement over tables that hold all
// rows of the views give the same rows. The service has all keys that the statements name: the rows of one that has not depend on what
// is asked (R18).
func TestJoinsOfViewsAreTheSameOnBothRoutes(t *testing.T) {
	conn := startServer(t, newData(t)).connect(t)
	mustExec(t, conn,
		"COPY (SELECT * FROM (VALUES (1, 1, 10), (1, 2, 20), (2, 1, 30), (3, 3, 40)) v(k, n, x), (SELECT TIMESTAMPTZ '2024-01-01 12:00:00Z' AS ts)) TO 'p.parquet'",
		"COPY (SELECT * FROM (VALUES (1, 1), (2, NULL), (4, 3)) v(k, x), (SELECT TIMESTAMPTZ '2024-01-01 12:00:00Z' AS ts)) TO 'q.parquet'",
		"COPY (SELECT k::int AS k, 10 * k AS x, TIMESTAMPTZ '2024-01-01 12:00:00Z' AS ts FROM range(1, 6) v(k)) TO 'z.parquet'",
		"CREATE SOURCE ps FROM PARQUET 'p.parquet' WITH (event_time = ts)", "CREATE SOURCE qs FROM PARQUET 'q.parquet' WITH (event_time = ts)",
		"CREATE SOURCE zs FROM PARQUET 'z.parquet' WITH (event_time = ts)",
		"CREATE ENTITY pair (k int, n int)", "CREATE ENTITY one (k int)",
		"CREATE FEATURE VIEW p ENTITY pair AS SELECT k, n, x FROM ps", "CREATE FEATURE VIEW q ENTITY one AS SELECT k, x FROM qs",
		"CREATE FEATURE VIEW z ENTITY one AS SELECT k, x FROM zs", "CREATE FEATURE SERVICE s AS SELECT x FROM z",
		"REFRESH FEATURE VIEW p", "REFRESH FEATURE VIEW q", "REFRESH FEATURE VIEW z",
		"CREATE TEMP TABLE tp AS SELECT * FROM p", "CREATE TEMP TABLE tq AS SELECT * FROM q",
		"CREATE TEMP TABLE ts AS SELECT * FROM s", "CREATE TEMP TABLE plain AS SELECT * FROM p")
	g := &joinGenerator{Rand: rand.New(rand.NewPCG(24, 18))}
	online, asked := map[string]int{}, 0
	for range 300 {
		statement, kinds := g.statement()
		over := strings.NewReplacer("‹p›", "tp", "‹q›", "tq", "‹s›", "ts", "‹plain›", "plain").Replace(statement)
		want, err := sortedRows(t, conn, over)
		if err != nil {
			continue // an ambiguous name
		}
		asked++
		statement = strings.NewReplacer("‹", "", "›", "").Replace(statement)
		for _, route := range []string{"auto", "offline", "online"} {
			mustExec(t, conn, "SET asof.route = "+route)
			got, err := sortedRows(t, conn, statement)
			switch {
			case err != nil && (strings.Contains(err.Error(), "0A000") || strings.Contains(err.Error(), "42P10")):
			case err != nil:
				t.Errorf("%s, %s: %v", route, statement, err)
			case !slices.Equal(got, want):
				t.Errorf("%s, %s:\n%s\nand over the rows of the views:\n%s", route, statement, strings.Join(got, "\n"), strings.Join(want, "\n"))
			case route == "online":
				for _, kind := range kinds {
					online[fmt.Sprint(kind, len(kinds)+1)]++
				}
			}
		}
	}
	t.Logf("%d statements; joins that were answered online: %v", asked, online)
	for _, kind := range joinKinds {
		for n := 2; n <= 3; n++ {
			if online[fmt.Sprint(kind, n)] < 3 {
				t.Errorf("%s of %d relations: only %d were answered online", kind, n, online[fmt.Sprint(kind, n)])
			}
		}
	}
}

// sortedRows are the rows of a statement as text.
func sortedRows(t *testing.T, conn *pgx.Conn, statement string) ([]string, error) {
	t.Helper()
	results, err := conn.PgConn().Exec(t.Context(), statement).ReadAll()
	if err != nil {
		return nil, err
	}
	var out []string
	for _, row := range results[0].Rows {
		out = append(out, line(row))
	}
	slices.Sort(out)
	return out, nil
}

var joinKinds = []string{"JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "CROSS JOIN"}

// joinGenerator makes statements that join two or three of the views p (k, n), q (k), the service s (k) and another table.
type joinGenerator struct {
	*rand.Rand
	names  []string // the relations under their aliases a, b and c
	merged bool     // a join has USING
}

func (g *joinGenerator) chance(percent int) bool { return g.IntN(100) < percent }

func pick[T any](g *joinGenerator, of ...T) T { return of[g.IntN(len(of))] }

func (g *joinGenerator) statement() (string, []string) {
	g.names, g.merged = nil, false
	for range 2 + g.IntN(2) {
		g.names = append(g.names, pick(g, "p", "p", "q", "q", "s", "plain"))
	}
	item := func(i int) string { return fmt.Sprintf("‹%s› %c", g.names[i], 'a'+i) }
	kinds := []string{pick(g, joinKinds...)}
	from := item(0) + g.join(kinds[0], item(1), []int{0, 1})
	if len(g.names) == 3 {
		kinds = append(kinds, pick(g, joinKinds...))
		if g.chance(25) {
			from = item(0) + g.join(kinds[0], "("+item(1)+g.join(kinds[1], item(2), []int{1, 2})+")", []int{0, 1, 2})
		} else {
			from += g.join(kinds[1], item(2), []int{0, 1, 2})
		}
	}
	all := []int{0, 1, 2}[:len(g.names)]
	var list, where []string
	for _, i := range all {
		list = append(list, g.column(i, "k"), g.column(i, "x"))
	}
	for range 1 + g.IntN(3) {
		where = append(where, g.condition(all))
	}
	return "SELECT " + strings.Join(list, ", ") + " FROM " + from + " WHERE " + strings.Join(where, " AND "), kinds
}

// join is a join to right; its condition is about the relations in of.
func (g *joinGenerator) join(kind, right string, of []int) string {
	switch {
	case kind == "CROSS JOIN":
		return pick(g, " CROSS JOIN ", ", ") + right
	case g.chance(30) && !g.merged:
		g.merged = true
		return " " + kind + " " + right + " USING (k)"
	}
	conditions := []string{g.equality(of)}
	for g.chance(50) {
		conditions = append(conditions, pick(g, g.equality, g.condition)(of))
	}
	on := strings.Join(conditions, " AND ")
	if g.chance(30) {
		on = "(" + on + ")"
	}
	return " " + kind + " " + right + " ON " + on
}

func (g *joinGenerator) column(i int, name string) string { return fmt.Sprintf("%c.%s", 'a'+i, name) }

// key is a key of one of the relations.
func (g *joinGenerator) key(of []int) string {
	i := pick(g, of...)
	if g.names[i] == "p" || g.names[i] == "plain" {
		return g.column(i, pick(g, "k", "n"))
	}
	return g.column(i, "k")
}

func (g *joinGenerator) equality(of []int) string {
	i := g.IntN(len(of) - 1)
	two := []string{g.key(of[i : i+1]), g.key(of[i+1:])}
	if g.chance(60) {
		two = []string{g.column(of[i], "k"), g.column(of[len(of)-1], "k")}
	}
	g.Shuffle(2, func(i, j int) { two[i], two[j] = two[j], two[i] })
	return two[0] + " = " + two[1]
}

func (g *joinGenerator) condition(of []int) string {
	c := func() int { return 1 + g.IntN(5) }
	switch g.IntN(9) {
	case 0:
		return fmt.Sprintf("%s IN (%d, %d, %d)", g.key(of), c(), c(), c())
	case 1:
		return fmt.Sprintf("(%s, %s) IN ((%d, %d), (%d, %d))", g.key(of), g.key(of), c(), c(), c(), c())
	case 2:
		return fmt.Sprintf("%s = ANY(ARRAY[%d, NULL, %d])", g.key(of), c(), c())
	case 3:
		return fmt.Sprintf("(%s IN (1, 2) AND %s = %d)", g.key(of), g.key(of), c())
	case 4:
		return g.column(pick(g, of...), "x") + pick(g, " IS NULL", " > 1", " IS NOT NULL")
	case 5:
		return fmt.Sprintf("%s IN (%d, %d)", pick(g, "k", "n"), c(), c())
	default:
		return fmt.Sprintf("%s = %d", g.key(of), c())
	}
}
