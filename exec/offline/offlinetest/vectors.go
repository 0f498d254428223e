package offlinetest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"asof/catalog"
	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/planner/plan"
)

// vector is a case of another project's tests: testdata/vectors/README.md.
type vector struct {
	ID     string
	Tables map[string]struct {
		Columns []vectorColumn
		Rows    [][]any
	}
	View struct {
		Tables   []string
		Keys     []string
		TS       string
		TSType   string `json:"ts_type"`
		Created  string
		TTL      *float64
		Features []struct {
			Name string
			Args []struct{ Col string }
		}
	} `json:"feature_view"`
	Spine struct {
		Columns []vectorColumn
		Rows    [][]any
		Keys    []string
		TS      string
	}
	Semantics struct {
		Bound string `json:"time_bound"`
		Join  string
	}
	Expected []struct {
		Row    int
		Values map[string]any
		Absent bool `json:"absent_in_inner_join"`
	}
	Kind      string
	Tags      []string
	Ambiguous bool `json:"ambiguous_rows"`
}

// sayable says whether an AS OF join over plain columns says the case as it is; the others are said in SQL, by the program's own test.
func (c *vector) sayable(text []byte) bool {
	return slices.Contains(c.Tags, "gateway") && c.Kind != "window" && !bytes.Contains(text, []byte("created_bound")) && !bytes.Contains(text, []byte("infinity"))
}

type vectorColumn struct{ Name, Type string }

func testVectors(t *testing.T, open func(t *testing.T) Fixture) {
	_, here, _, _ := callerFile()
	files, err := filepath.Glob(filepath.Join(filepath.Dir(here), "testdata", "vectors", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no vectors: %v", err)
	}
	fx := open(t)
	s, err := fx.Engine.Session(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var cases []json.RawMessage
		if err := json.Unmarshal(text, &cases); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for i, raw := range cases {
			var c vector
			if err := json.Unmarshal(raw, &c); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			if !c.sayable(raw) {
				continue
			}
			t.Run(c.ID, func(t *testing.T) { c.run(t, fx, s, fmt.Sprintf("%s%d", filepath.Base(file), i)) })
		}
	}
}

// relation is the SQL of rows: columns c0 … as they come, then key0 …, and at, the time.
func (c *vector) relation(cols []vectorColumn, rows [][]any, keys []string, ts, created string) string {
	var arms []string
	for n, row := range append([][]any{make([]any, len(cols))}, rows...) {
		var sel []string
		for i, col := range cols {
			sel = append(sel, vectorLiteral(col.Type, row[i])+fmt.Sprintf(" AS c%d", i))
		}
		for i, k := range keys {
			for j, col := range cols {
				if col.Name == k {
					sel = append(sel, fmt.Sprintf("%s AS key%d", vectorLiteral(col.Type, row[j]), i))
				}
			}
		}
		if len(keys) == 0 {
			sel = append(sel, "CAST(1 AS BIGINT) AS key0")
		}
		tie := fmt.Sprintf("CAST(%d AS BIGINT) AS tie", n)
		for j, col := range cols {
			if col.Name == ts {
				sel = append(sel, vectorTime(col.Type, row[j])+` AS "at"`)
			}
			if created != "" && col.Name == created {
				tie = vectorTime(col.Type, row[j]) + " AS tie"
			}
		}
		arm := "SELECT " + strings.Join(append(sel, tie), ", ")
		if n == 0 {
			arm += " WHERE false" // gives the types if there are no rows
		}
		arms = append(arms, arm)
	}
	return strings.Join(arms, " UNION ALL ")
}

var vectorTypes = map[string]sqltype.ID{"int8": sqltype.Int2, "int16": sqltype.Int2, "int32": sqltype.Int8, "int64": sqltype.Int8, "float32": sqltype.Float8,
	"float64": sqltype.Float8, "string": sqltype.Text, "bool": sqltype.Bool, "timestamp": sqltype.TimestampTZ}

func vectorLiteral(typ string, v any) string {
	t := sqltype.Of(vectorTypes[typ])
	switch {
	case v == nil:
		return "CAST(NULL AS " + t.DuckDB() + ")"
	case typ == "timestamp":
		return vectorTime(typ, v)
	}
	return fmt.Sprintf("CAST('%s' AS %s)", strings.ReplaceAll(fmt.Sprint(v), "'", "''"), t.DuckDB())
}

func vectorTime(typ string, v any) string {
	switch v := v.(type) {
	case nil:
		return "CAST(NULL AS TIMESTAMPTZ)"
	case string:
		return "CAST('" + v + "' AS TIMESTAMPTZ)"
	case float64:
		if typ != "timestamp" {
			v *= second
		}
		return micros(int64(math.Round(v)))
	}
	return "error('no time')"
}

func (c *vector) run(t *testing.T, fx Fixture, s offline.Session, name string) {
	table := c.Tables[c.View.Tables[0]]
	path := filepath.Join(fx.Files, name+".parquet")
	sql(t, s, "copy", fmt.Sprintf("COPY (%s) TO '%s' (FORMAT parquet)", c.relation(table.Columns, table.Rows, c.View.Keys, c.View.TS, c.View.Created), path))
	ctx := context.Background()
	src := &catalog.Source{Meta: catalog.Meta{Name: "s"}, Format: "parquet", Path: path, EventTime: "at", TieBreak: "tie"}
	var err error
	if src.Columns, err = fx.Engine.Columns(ctx, src); err != nil {
		t.Fatal(err)
	}
	v := &catalog.FeatureView{Meta: catalog.Meta{Name: "v"}, Version: 1, Source: "s", EventTime: "at", TieBreak: "tie"}
	ent := &catalog.Entity{}
	var join plan.SpineJoin
	for i := range max(1, len(c.View.Keys)) {
		key, _ := src.Column(fmt.Sprintf("key%d", i))
		ent.Keys = append(ent.Keys, key)
		v.Keys = append(v.Keys, catalog.Key{Column: key, Expr: key.Name})
		v.Columns = append(v.Columns, catalog.ViewColumn{Name: key.Name, Key: i, Feature: -1})
		join.Keys = append(join.Keys, []plan.Piece{plan.Text("l." + key.Name)})
	}
	// Beside the case's columns the time of the row that was found: it tells a row of NULLs from none.
	exprs, names := []string{"at"}, map[string]int{}
	for i, f := range c.View.Features {
		for j, col := range table.Columns {
			if col.Name == f.Args[0].Col {
				exprs = append(exprs, fmt.Sprintf("c%d", j))
			}
		}
		names[f.Name] = i + 1
	}
	for i, e := range exprs {
		v.Inputs = append(v.Inputs, catalog.Input{Expr: `"` + e + `"`})
		v.Features = append(v.Features, catalog.Feature{Column: sqltype.Column{Name: fmt.Sprintf("f%d", i)}, Expr: []catalog.Part{{Kind: catalog.PartInput, Index: i}}})
		v.Columns = append(v.Columns, catalog.ViewColumn{Name: fmt.Sprintf("f%d", i), Feature: i})
	}
	for _, col := range src.Columns {
		v.Reads = append(v.Reads, col.Name)
	}
	if c.View.TTL != nil {
		if v.TTL = int64(*c.View.TTL); c.View.TSType != "timestamp" {
			v.TTL *= second
		}
	}
	if err := fx.Engine.Check(ctx, []*catalog.Source{src}, ent, v); err != nil {
		t.Fatal(err)
	}
	sql(t, s, "create", "CREATE TEMP TABLE labels AS "+c.relation(c.Spine.Columns, c.Spine.Rows, c.Spine.Keys, c.Spine.TS, ""))
	defer sql(t, s, "drop", "DROP TABLE labels")
	join.Target, join.Alias = viewTarget(v, src, nil), "v"
	join.Moment = plan.Moment{Expr: []plan.Piece{plan.Text(`l."at"`)}, Strict: c.Semantics.Bound == ">"}
	join.Inner = c.Semantics.Join == "inner"
	got, err := query(ctx, s, &plan.Query{Verb: "select", Pieces: []plan.Piece{plan.Text("SELECT l.tie, v.* FROM "), {Kind: plan.PieceRelation, Pos: -1}},
		Relations: []plan.Relation{&plan.Spine{Left: []plan.Piece{plan.Text("labels AS l")}, Aliases: []string{"l"}, Joins: []plan.SpineJoin{join}}}}, offline.Input{})
	if err != nil {
		t.Fatal(err)
	}
	c.compare(t, got, names, len(v.Keys))
}

func (c *vector) compare(t *testing.T, got [][]any, names map[string]int, keys int) {
	byRow := map[int][]any{}
	for _, row := range got {
		byRow[int(row[0].(int64))-1] = row[1+keys:]
	}
	for _, want := range c.Expected {
		row, ok := byRow[want.Row]
		if absent := c.Semantics.Join == "inner" && want.Absent; ok == absent {
			t.Fatalf("row %d of the spine: in the result %v, want %v", want.Row, ok, !absent)
		} else if absent {
			continue
		}
		for name, w := range want.Values {
			if g := row[names[name]]; !sameVector(g, w) {
				t.Errorf("row %d, %s: got %v, want %v", want.Row, name, g, w)
			}
		}
	}
}

// sameVector compares with a JSON value; peers compute in single precision.
func sameVector(got, want any) bool {
	switch g := got.(type) {
	case nil:
		return want == nil
	case int64:
		w, ok := want.(float64)
		return ok && float64(g) == w
	case float64:
		w, ok := want.(float64)
		return ok && math.Abs(g-w) <= 2e-5*math.Max(1, math.Abs(w))
	case sqltype.Micros:
		w, ok := want.(float64)
		return ok && float64(g) == w || want == "infinity" && g == sqltype.Infinity
	}
	return got == want
}
