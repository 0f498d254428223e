package syscat

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"asof/catalog/pgcatalog"
)

const aggregateGolden = "testdata/aggregates"

// aggregateCase is an aggregate over rows of arguments.
type aggregateCase struct {
	key    string
	types  []uint32
	result uint32
	rows   [][]string
}

// orderedSets have their first argument before WITHIN GROUP.
var orderedSets = []string{"mode", "percentile_cont", "percentile_disc"}

func (ac *aggregateCase) name() string {
	name, _, _ := strings.Cut(ac.key, "(")
	return name
}

// aggregateCases runs each aggregate over no row, one, several with NULL, and all edge values.
func aggregateCases(t *testing.T) []*aggregateCase {
	var keys []string
	for key := range aggregates {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	var out []*aggregateCase
	for _, key := range keys {
		name, list, _ := strings.Cut(strings.TrimSuffix(key, ")"), "(")
		if strings.Contains(list, "anyenum") || strings.Contains(list, "pg_lsn") {
			continue
		}
		for _, pair := range polymorphic {
			var types []uint32
			changed := false
			for _, typ := range strings.Split(list, ", ") {
				switch typ {
				case "":
					continue
				case "any", "anyelement", "anynonarray":
					types, changed = append(types, pair[0]), true
				case "anyarray":
					types, changed = append(types, pair[1]), true
				default:
					types = append(types, pgcatalog.TypesByName(typ)[0].OID)
				}
			}
			out = append(out, casesOf(key, name, types)...)
			if !changed {
				break
			}
		}
	}
	return out
}

func casesOf(key, name string, types []uint32) []*aggregateCase {
	var rows [][]string
	for i := range 12 {
		var row []string
		for n, typ := range types {
			pool := edgeValues[typ]
			switch {
			case slices.Contains(orderedSets, name) && n == 0 && len(types) == 2:
				row = append(row, "")
				continue
			case strings.HasPrefix(name, "regr_") || name == "corr" || strings.HasPrefix(name, "covar"):
				pool = []string{"1", "2", "4.5", "-3", "0.25", "10", "7"}
			}
			row = append(row, pool[(i*(n+1))%len(pool)])
		}
		rows = append(rows, row)
	}
	null := slices.Clone(rows[0])
	for i := range null {
		null[i] = nullArg
	}
	sets := [][][]string{{}, rows[:1], {rows[1]}, {rows[0], null, rows[2%len(rows)]}, rows[:3], rows[:5], rows}
	var out []*aggregateCase
	for _, set := range sets {
		if slices.Contains(orderedSets, name) && len(types) == 2 {
			fractions := []string{"0", "0.5", "0.3", "1", "1.5"}
			if types[0] != oidFloat8 {
				fractions = []string{"{0,0.5,1}", "{0.25,NULL}"}
			}
			for _, f := range fractions {
				var with [][]string
				for _, row := range set {
					with = append(with, []string{f, row[1]})
				}
				out = append(out, &aggregateCase{key: key, types: types, rows: with})
			}
			continue
		}
		out = append(out, &aggregateCase{key: key, types: types, rows: set})
	}
	return out
}

func (ac *aggregateCase) sql(types map[uint32]string) string {
	lit := func(i int, s string) string {
		if s == nullArg {
			return "NULL::" + types[ac.types[i]]
		}
		return "E'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'::" + types[ac.types[i]]
	}
	var cols, args, values []string
	for i, typ := range ac.types {
		cols = append(cols, fmt.Sprintf("NULL::%s AS a%d", types[typ], i))
		args = append(args, fmt.Sprintf("a%d", i))
	}
	for _, row := range ac.rows {
		var cells []string
		for i, s := range row {
			cells = append(cells, lit(i, s))
		}
		values = append(values, "SELECT "+strings.Join(cells, ", "))
	}
	if len(ac.types) == 0 {
		for i := range values {
			values[i] = "SELECT 1"
		}
		cols, args = []string{"1"}, []string{"*"}
	}
	from := "SELECT " + strings.Join(cols, ", ") + " WHERE false"
	if len(values) > 0 {
		from += " UNION ALL " + strings.Join(values, " UNION ALL ")
	}
	switch {
	case !slices.Contains(orderedSets, ac.name()):
		return "SELECT " + ac.name() + "(" + strings.Join(args, ", ") + ")::text FROM (" + from + ") AS t"
	case len(ac.types) == 1:
		return "SELECT mode() WITHIN GROUP (ORDER BY a0)::text FROM (" + from + ") AS t"
	}
	direct := "NULL::" + types[ac.types[0]]
	if len(ac.rows) > 0 {
		direct = lit(0, ac.rows[0][0])
	}
	return "SELECT " + ac.name() + "(" + direct + ") WITHIN GROUP (ORDER BY a1)::text FROM (" + from + ") AS t"
}

func (ac *aggregateCase) answer(env *Env) (got string) {
	defer func() {
		if p := recover(); p != nil {
			got = fmt.Sprint("panic: ", p)
		}
	}()
	c := &Call{Env: env, Args: ac.types, Result: ac.result, Mod: -1}
	agg := aggregates[ac.key]()
	var rows [][]any
	for _, row := range ac.rows {
		values := make([]any, len(row))
		for i, s := range row {
			if s == nullArg {
				continue
			}
			v, err := env.input(ac.types[i], -1, s)
			if err != nil {
				return errorLine(err)
			}
			values[i] = v
		}
		rows = append(rows, values)
	}
	if last := len(ac.types) - 1; slices.Contains(orderedSets, ac.name()) {
		slices.SortStableFunc(rows, func(a, b []any) int {
			n, _ := env.compareItems(ac.types[last], a[last], b[last])
			return n
		})
	}
	for _, values := range rows {
		if err := agg.Add(c, values); err != nil {
			return errorLine(err)
		}
	}
	v, err := agg.Result(c)
	if b, ok := v.(bool); ok && err == nil {
		return fmt.Sprint("=", b)
	}
	if s, ok := v.(string); ok && ac.result == oidBpchar {
		v = trimmed(s)
	}
	return (&builtinCase{result: ac.result}).text(env, v, err)
}

// TestAggregates compares the aggregates with their golden, and that with a real Postgres where there is one.
func TestAggregates(t *testing.T) {
	env := testEnv(t)
	cases := aggregateCases(t)
	results := map[string]uint32{}
	if *rewriteGolden {
		c := builtinOracle(t)
		types := map[uint32]string{}
		for _, row := range serverRows(t, c, "SELECT oid::text, oid::regtype::text FROM pg_type") {
			n, _ := strconv.Atoi(row[0])
			types[uint32(n)] = row[1]
		}
		types[oidBpchar] = "bpchar"
		var b bytes.Buffer
		for _, ac := range cases {
			row := serverRows(t, c, "SELECT answer($1)", ac.sql(types))[0]
			typ := serverRows(t, c, "SELECT pg_typeof(x)::oid::text FROM (SELECT NULL::int) AS n LEFT JOIN LATERAL ("+strings.Replace(ac.sql(types), ")::text FROM", ") AS x FROM", 1)+" LIMIT 0) AS s ON true")[0]
			fmt.Fprintf(&b, "%s %s %s\n", goldenText(ac.key), typ[0], goldenText(row[0]))
		}
		if err := os.WriteFile(aggregateGolden, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile(aggregateGolden)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(golden)), "\n")
	if len(lines) != len(cases) {
		t.Fatalf("%d cases, %d lines in the golden", len(cases), len(lines))
	}
	for i, ac := range cases {
		words := goldenWords(t, lines[i])
		n, _ := strconv.Atoi(words[1])
		ac.result = uint32(n)
		results[ac.key] = ac.result
		want := words[2]
		if want == nullArg {
			want = "NULL"
		}
		if got := ac.answer(env); got != want {
			t.Errorf("%s of %q\ngot  %s\nwant %s", ac.key, ac.rows, got, want)
		}
	}
	t.Logf("%d aggregates", len(results))
}
