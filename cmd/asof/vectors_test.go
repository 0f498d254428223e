package main_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// vectors is where the cases of other systems' own tests are, with a page on their format.
var vectors = filepath.Join("..", "..", "exec", "offline", "offlinetest", "testdata", "vectors")

// otherReading names the cases that the rules decide otherwise than the system they come from, with the rule, and what we say for the rows of
// the spine that differ: nothing found, or these values.
var otherReading = map[string]struct {
	rule string
	rows map[int]map[string]any
}{
	// R1: an event at infinity belongs to no entity; that system finds it.
	"duckdb/test/sql/join/asof/test_asof_join_inequalities.test#q1": {"R1", map[int]map[string]any{0: nil, 1: nil}},
	"duckdb/test/sql/join/asof/test_asof_join_inequalities.test#q2": {"R1", map[int]map[string]any{0: nil, 1: nil}},
	"duckdb/test/sql/join/asof/test_asof_join_inequalities.test#q4": {"R1", map[int]map[string]any{5: nil, 6: nil, 7: nil, 8: nil, 9: nil, 11: nil}},
	"duckdb/test/sql/join/asof/test_asof_join_inequalities.test#q5": {"R1", map[int]map[string]any{5: nil, 6: nil, 7: nil, 8: nil, 9: nil, 11: nil}},
	"duckdb/test/sql/join/asof/test_asof_join_inequalities.test#q7": {"R1", map[int]map[string]any{4: nil, 5: nil, 6: nil, 7: nil, 8: nil, 9: nil}},
	"duckdb/test/sql/join/asof/test_asof_join_inequalities.test#q8": {"R1", map[int]map[string]any{4: nil, 5: nil, 6: nil, 7: nil, 8: nil, 9: nil}},
	"duckdb/test/sql/join/asof/test_asof_join_timestamps.test#q1":   {"R1", map[int]map[string]any{11: {"value": 3.0}}},
	"duckdb/test/sql/join/asof/test_asof_join_timestamps.test#q2":   {"R1", map[int]map[string]any{11: {"value": 3.0}}},
	"duckdb/test/sql/join/asof/test_asof_join_timestamps.test#q3":   {"R1", map[int]map[string]any{11: {"value": 3.0}}},
	"duckdb/test/sql/join/asof/test_asof_join_timestamps.test#q4":   {"R1", map[int]map[string]any{11: {"value": 3.0}}},
}

// Cases from the tests of DuckDB, Spark, Calcite, Feast and PostgreSQL, each said in SQL over the wire: as they are, or in the nearest
// spelling. >= is AS OF, > is STRICT; <= and < are the same with the clock running backwards; a join without a bound is AS OF the end
// of time; a key where NULL matches NULL is coalesced; filters on the table stand in the view's WHERE, those on the spine in ON.
func TestVectors(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(vectors, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no vectors: %v", err)
	}
	s := startServer(t, newData(t))
	conn := s.connect(t)
	ran := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var cases []vectorCase
		if err := json.Unmarshal(text, &cases); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for _, c := range cases {
			ran++
			t.Run(c.ID, func(t *testing.T) { c.run(t, conn, fmt.Sprintf("vector%d", ran)) })
		}
	}
	if ran != 88 {
		t.Errorf("%d cases, there are 88", ran)
	}
}

type vectorCase struct {
	ID     string
	Kind   string
	Tables map[string]vectorRows
	View   struct {
		Tables   []string
		Keys     []string
		TS       string
		TSType   string `json:"ts_type"`
		Created  string
		TTL      *float64
		Features []struct {
			Name, Func string
			Args       []struct{ Col string }
			Frame      struct{ Start, End struct{ Offset *float64 } }
		}
	} `json:"feature_view"`
	Spine struct {
		vectorRows
		Keys []string
		TS   string
	}
	Semantics struct {
		Bound        string  `json:"time_bound"`
		Join         string  `json:"join"`
		NullSafe     []bool  `json:"null_safe_keys"`
		TableFilters [][]any `json:"table_filters"`
		SpineFilters [][]any `json:"spine_filters"`
		Declared     struct {
			Created string `json:"created_bound"`
		}
	}
	Expected []struct {
		Row    int
		Values map[string]any
		Absent bool `json:"absent_in_inner_join"`
	}
}

type vectorRows struct {
	Columns []struct{ Name, Type string }
	Rows    [][]any
}

func (c *vectorCase) run(t *testing.T, conn *pgx.Conn, name string) {
	table := c.Tables[c.View.Tables[0]]
	options := "event_time = at, tie_break = tie"
	if c.Semantics.Declared.Created != "" {
		options += ", available_at = created"
	}
	statements := []string{
		fmt.Sprintf("COPY (%s) TO '%s.parquet'", c.relation(table, c.View.Keys, c.View.TS), name),
		fmt.Sprintf("CREATE SOURCE vector FROM PARQUET '%s.parquet' WITH (%s)", name, options),
		fmt.Sprintf("CREATE ENTITY vector_key (%s)", strings.Join(c.keys(table, "key%d %s"), ", ")),
		c.view(table),
		"CREATE TEMP TABLE labels AS " + c.relation(c.Spine.vectorRows, c.Spine.Keys, c.Spine.TS),
	}
	defer mustExec(t, conn, "DROP ENTITY IF EXISTS vector_key CASCADE", "DROP SOURCE IF EXISTS vector CASCADE", "DROP TABLE IF EXISTS labels")
	mustExec(t, conn, statements...)
	join, strict := "LEFT JOIN", ""
	if c.Semantics.Join == "inner" {
		join = "JOIN"
	}
	if b := c.Semantics.Bound; b == ">" || b == "<" {
		strict = " STRICT"
	}
	on := c.keys(table, "v.key%[1]d = l.key%[1]d")
	for _, f := range c.Semantics.SpineFilters {
		on = append(on, "l."+condition(c.Spine.vectorRows, f))
	}
	query := fmt.Sprintf("SELECT l.n, v.* FROM labels l %s v AS OF l.at%s AS v ON %s", join, strict, strings.Join(on, " AND "))
	results, err := conn.PgConn().Exec(context.Background(), query).ReadAll()
	if err != nil {
		t.Fatalf("%v\n%s", err, strings.Join(append(statements, query), ";\n"))
	}
	got := map[int][][]byte{}
	for _, row := range results[0].Rows {
		n, _ := strconv.Atoi(string(row[0]))
		if _, twice := got[n]; twice {
			t.Errorf("row %d of the spine comes twice", n)
		}
		got[n] = row[1+max(1, len(c.View.Keys)):]
	}
	c.compare(t, got)
	if t.Failed() {
		t.Log(strings.Join(append(statements, query), ";\n"))
	}
}

func (c *vectorCase) compare(t *testing.T, got map[int][][]byte) {
	other := otherReading[c.ID]
	differed := false
	for _, want := range c.Expected {
		values, absent := want.Values, c.Semantics.Join == "inner" && want.Absent
		if ours, ok := other.rows[want.Row]; ok {
			differed, values, absent = true, ours, ours == nil && c.Semantics.Join == "inner"
		}
		row, found := got[want.Row]
		if found == absent {
			t.Errorf("row %d of the spine: in the result %v, want %v", want.Row, found, !absent)
			continue
		}
		for i, f := range c.View.Features {
			if w := values[f.Name]; found && !sameVector(row[i], w) {
				t.Errorf("row %d, %s: got %s, want %v", want.Row, f.Name, row[i], w)
			}
		}
	}
	if other.rows != nil && !differed {
		t.Errorf("no row is read otherwise (%s)", other.rule)
	}
}

// view is the definition: the row's columns, or window aggregates.
func (c *vectorCase) view(table vectorRows) string {
	with, where := "", ""
	unit := time.Microsecond
	if c.View.TSType != "timestamp" {
		unit = time.Second
	}
	micros := func(n float64) int64 { return int64(math.Round(n * float64(unit.Microseconds()))) }
	if c.View.TTL != nil {
		with = fmt.Sprintf(" WITH (ttl = '%d microseconds')", micros(*c.View.TTL))
	}
	list := c.keys(table, "key%d")
	for i, f := range c.View.Features {
		column := "c" + strconv.Itoa(slices.IndexFunc(table.Columns, func(col struct{ Name, Type string }) bool { return col.Name == f.Args[0].Col }))
		if f.Func == "last_row" {
			list = append(list, fmt.Sprintf("%s AS f%d", column, i))
			continue
		}
		frame := ""
		switch start, end := f.Frame.Start.Offset, f.Frame.End.Offset; {
		case start != nil && end != nil && *end > 0:
			frame = fmt.Sprintf("RANGE BETWEEN INTERVAL '%d microseconds' PRECEDING AND INTERVAL '%d microseconds' PRECEDING", micros(*start), micros(*end))
		case start != nil:
			frame = fmt.Sprintf("RANGE INTERVAL '%d microseconds' PRECEDING", micros(*start))
		}
		list = append(list, fmt.Sprintf("%s(%s) OVER (%s) AS f%d", f.Func, column, frame, i))
	}
	var conditions []string
	for _, f := range c.Semantics.TableFilters {
		conditions = append(conditions, condition(table, f))
	}
	if conditions != nil {
		where = " WHERE " + strings.Join(conditions, " AND ")
	}
	return fmt.Sprintf("CREATE FEATURE VIEW v ENTITY vector_key%s AS SELECT %s FROM vector%s", with, strings.Join(list, ", "), where)
}

// condition is a filter of a case: a column, an operator, a literal.
func condition(table vectorRows, f []any) string {
	i := slices.IndexFunc(table.Columns, func(col struct{ Name, Type string }) bool { return col.Name == f[0] })
	if f[1] == "notnull" {
		return fmt.Sprintf("c%d IS NOT NULL", i)
	}
	return fmt.Sprintf("c%d %s %v", i, f[1], f[2])
}

// keys formats a text for each key, with its number and type. A case without keys has one that is the same in all rows.
func (c *vectorCase) keys(table vectorRows, format string) []string {
	types := []string{"bigint"}
	if len(c.View.Keys) > 0 {
		types = nil
	}
	for _, k := range c.View.Keys {
		for _, col := range table.Columns {
			if col.Name == k {
				types = append(types, keyType(col.Type))
			}
		}
	}
	var out []string
	for i, typ := range types {
		if strings.Contains(format, "%s") {
			out = append(out, fmt.Sprintf(format, i, typ))
		} else {
			out = append(out, fmt.Sprintf(format, i))
		}
	}
	return out
}

// keyType is the type of a key: doubles cannot be keys (R6), the cases that have one hold whole numbers.
func keyType(typ string) string {
	if typ == "float64" {
		return "bigint"
	}
	return vectorTypes[typ]
}

var vectorTypes = map[string]string{"int32": "int", "int64": "bigint", "float32": "double precision", "float64": "double precision", "string": "text", "bool": "boolean", "timestamp": "timestamptz"}

// relation is the SQL of rows: their number n, columns c0 … as they come, key0 …, at, tie and created.
func (c *vectorCase) relation(table vectorRows, keys []string, ts string) string {
	var arms []string
	for n, row := range append([][]any{make([]any, len(table.Columns))}, table.Rows...) {
		sel := []string{fmt.Sprintf("%d AS n", n-1)}
		tie, created, at := fmt.Sprintf("%d::bigint AS tie", n), "NULL::timestamptz AS created", "'9999-01-01 00:00:00+00'::timestamptz AS at"
		for i, col := range table.Columns {
			sel = append(sel, fmt.Sprintf("%s AS c%d", vectorLiteral(vectorTypes[col.Type], row[i]), i))
			switch col.Name {
			case ts:
				at = c.instant(col.Type, row[i]) + " AS at"
			case c.View.Created:
				tie, created = vectorLiteral("timestamptz", row[i])+" AS tie", vectorLiteral("timestamptz", row[i])+" AS created"
			}
		}
		for i, k := range keys {
			for j, col := range table.Columns {
				if col.Name == k {
					sel = append(sel, fmt.Sprintf("%s AS key%d", c.key(i, keyType(col.Type), row[j]), i))
				}
			}
		}
		if len(keys) == 0 {
			sel = append(sel, "1::bigint AS key0")
		}
		arm := "SELECT " + strings.Join(append(sel, at, tie, created), ", ")
		if n == 0 {
			arm += " WHERE false" // gives the types if there are no rows
		}
		arms = append(arms, arm)
	}
	return strings.Join(arms, " UNION ALL ")
}

// key is a key's value; where NULL is to match NULL, another that no row has.
func (c *vectorCase) key(i int, typ string, v any) string {
	if v == nil && i < len(c.Semantics.NullSafe) && c.Semantics.NullSafe[i] {
		v = "-999999"
	}
	return vectorLiteral(typ, v)
}

// instant is a time of the case: numbers are seconds, and the clock runs backwards for joins to what comes after.
func (c *vectorCase) instant(typ string, v any) string {
	backwards := strings.HasPrefix(c.Semantics.Bound, "<")
	n, ok := v.(float64)
	switch {
	case !ok && backwards && v == "infinity":
		v = "-infinity"
	case !ok && backwards && v == "-infinity":
		v = "infinity"
	}
	if !ok {
		return vectorLiteral("timestamptz", v)
	}
	if typ != "timestamp" {
		n *= 1e6
	}
	if backwards {
		n = -n
	}
	return vectorLiteral("timestamptz", n)
}

func vectorLiteral(typ string, v any) string {
	n, number := v.(float64)
	switch {
	case v == nil:
		return "NULL::" + typ
	case number && typ == "timestamptz":
		return "'" + time.UnixMicro(int64(math.Round(n))).UTC().Format("2006-01-02 15:04:05.000000") + "+00'::timestamptz"
	case number:
		return "'" + strconv.FormatFloat(n, 'f', -1, 64) + "'::" + typ
	}
	return "'" + strings.ReplaceAll(fmt.Sprint(v), "'", "''") + "'::" + typ
}

// sameVector compares a text of the wire with a JSON value; other systems compute in single precision.
func sameVector(got []byte, want any) bool {
	if got == nil || want == nil {
		return got == nil && want == nil
	}
	switch w := want.(type) {
	case float64:
		if t, err := time.Parse("2006-01-02 15:04:05.999999-07", string(got)); err == nil {
			return t.UnixMicro() == int64(w)
		}
		g, err := strconv.ParseFloat(string(got), 64)
		return err == nil && math.Abs(g-w) <= 2e-5*math.Max(1, math.Abs(w))
	case bool:
		return (string(got) == "t") == w
	}
	return string(got) == want
}
