package main_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"

	"asof/catalog"
	"asof/catalog/sqltype"
	"asof/exec/online/naive"
	"asof/exec/rows"
)

// Random views, written as SQL, over random rows, written with SQL: what a client reads online at a clock, and AS OF that time along a
// spine, is what the naive loop says (R20), from the text of the definition to the text of the values.
func TestRandomDefinitions(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *redis.Client, args ...string) {
		s := startServer(t, newData(t), args...)
		const logs = 15
		compared := map[string]int{}
		for seed := range uint64(logs) {
			conn := s.connect(t)
			g := &randomLog{t: t, conn: conn, seed: seed, r: rand.New(rand.NewPCG(seed, 9)), compared: compared}
			g.define()
			g.read()
			mustExec(t, conn, "DROP FEATURE VIEW v", "DROP ENTITY e", "DROP SOURCE events")
		}
		t.Logf("values compared: %v", compared)
		if compared["online"] < 1000 || compared["offline"] < 1000 {
			t.Error("too little was compared")
		}
		settled(t, s, s.connect(t), r)
	})
}

// randomLog is a view and its rows.
type randomLog struct {
	t        *testing.T
	conn     *pgx.Conn
	seed     uint64
	r        *rand.Rand
	def      *catalog.FeatureView
	keys     [][]any
	log      []rows.Row
	sql      string // the view's definition
	compared map[string]int
}

func (g *randomLog) define() {
	g.def = naive.View(g.r)
	for slices.ContainsFunc(g.def.Aggs, func(a catalog.Aggregate) bool {
		return (a.Func == catalog.Min || a.Func == catalog.Max) && (g.input(a).ID == sqltype.Bool || g.input(a).ID == sqltype.UUID)
	}) {
		g.def = naive.View(g.r) // SQL has no min and max of these
	}
	g.def.MaxRows = 10_000
	g.keys = naive.Keys(g.def)
	g.write()
	ttl := ""
	if g.def.TTL > 0 {
		ttl = fmt.Sprintf(" WITH (ttl = '%d microseconds')", g.def.TTL)
	}
	var names, types, list []string
	for i, k := range g.def.Keys {
		names = append(names, fmt.Sprintf("key%d", i))
		types = append(types, fmt.Sprintf("key%d %s", i, k.Type))
	}
	for _, f := range g.def.Features {
		p, _ := f.Simple()
		expr := fmt.Sprintf("in%d", p.Index)
		if p.Kind == catalog.PartAgg {
			expr = aggregateText(g.def.Aggs[p.Index])
		}
		list = append(list, expr+" AS "+f.Name)
	}
	g.sql = fmt.Sprintf("CREATE FEATURE VIEW v ENTITY e%s AS SELECT %s FROM events WHERE ok", ttl, strings.Join(append(names, list...), ", "))
	mustExec(g.t, g.conn, fmt.Sprintf("CREATE SOURCE events FROM PARQUET 'events%d.parquet' WITH (event_time = ts, tie_break = seq)", g.seed),
		"CREATE ENTITY e ("+strings.Join(types, ", ")+")", g.sql)
}

func (g *randomLog) input(a catalog.Aggregate) sqltype.Type { return g.def.Inputs[a.Arg].Type }

// aggregateText is an aggregate as a definition writes it.
func aggregateText(a catalog.Aggregate) string {
	arg := "*"
	if a.Arg >= 0 {
		arg = fmt.Sprintf("in%d", a.Arg)
	}
	text := fmt.Sprintf("%s(%s)", a.Func, arg)
	if a.Func == catalog.CountDistinct {
		text = fmt.Sprintf("count(DISTINCT %s)", arg)
	}
	if a.Filter >= 0 {
		text += fmt.Sprintf(" FILTER (WHERE in%d)", a.Filter)
	}
	if a.IgnoreNulls {
		text += " IGNORE NULLS"
	}
	switch a.Frame.Mode {
	case catalog.Range:
		return fmt.Sprintf("%s OVER (RANGE INTERVAL '%d microseconds' PRECEDING)", text, a.Frame.Preceding)
	case catalog.RowsFrame:
		return fmt.Sprintf("%s OVER (ROWS %d PRECEDING)", text, a.Frame.Preceding)
	}
	return text + " OVER ()"
}

// write makes the log and its file. The tie_break decides between all rows that differ; rows that ok leaves out are among them.
func (g *randomLog) write() {
	var list []string
	ranks := map[string]uint32{}
	put := func(row rows.Row, seq uint32, ok string) {
		var vals []string
		for i, k := range g.def.Keys {
			vals = append(vals, sqlText(k.Type, row.Key[i]))
		}
		vals = append(vals, sqlText(sqltype.Of(sqltype.TimestampTZ), sqltype.Micros(row.EventTime)), fmt.Sprintf("%d::bigint", seq))
		for i, in := range g.def.Inputs {
			vals = append(vals, sqlText(in.Type, row.Inputs[i]))
		}
		list = append(list, "("+strings.Join(append(vals, ok), ", ")+")")
	}
	for _, row := range naive.Log(g.r, g.def) {
		row.Key, row.Available = withoutZeros(row.Key), row.EventTime
		same := fmt.Sprint(row.Key, row.EventTime, row.Inputs)
		if _, ok := ranks[same]; !ok {
			ranks[same] = g.r.Uint32()
		}
		row.Order = fmt.Appendf(nil, "%08x", ranks[same])
		g.log = append(g.log, row)
		put(row, ranks[same], "true")
		if g.r.IntN(6) == 0 {
			put(row, g.r.Uint32(), []string{"false", "NULL"}[g.r.IntN(2)])
		}
	}
	for i := range g.keys {
		g.keys[i] = withoutZeros(g.keys[i])
	}
	names := g.keyNames("")
	names = append(names, "ts", "seq")
	for i := range g.def.Inputs {
		names = append(names, fmt.Sprintf("in%d", i))
	}
	mustExec(g.t, g.conn, fmt.Sprintf("COPY (SELECT * FROM (VALUES %s) AS v(%s, ok)) TO 'events%d.parquet'", strings.Join(list, ", "), strings.Join(names, ", "), g.seed))
}

func (g *randomLog) keyNames(prefix string) []string {
	var names []string
	for i := range g.def.Keys {
		names = append(names, fmt.Sprintf("%skey%d", prefix, i))
	}
	return names
}

// withoutZeros replaces zero bytes, which SQL text cannot have.
func withoutZeros(key []any) []any {
	out := slices.Clone(key)
	for i, v := range out {
		if s, ok := v.(string); ok {
			out[i] = strings.ReplaceAll(s, "\x00", "'")
		}
	}
	return out
}

// sqlText is a value as a typed constant.
func sqlText(t sqltype.Type, v any) string {
	if v == nil {
		return "NULL::" + t.String()
	}
	text := string(sqltype.AppendText(nil, t, v, sqltype.ISO))
	return "'" + strings.ReplaceAll(text, "'", "''") + "'::" + t.String()
}

// read compares both routes with the loop.
func (g *randomLog) read() {
	var edges []int64
	for _, r := range g.log {
		for _, a := range append(slices.Clone(g.def.Aggs), catalog.Aggregate{Frame: catalog.Frame{Mode: catalog.Range, Preceding: g.def.TTL}}) {
			edge := r.EventTime
			if a.Frame.Mode == catalog.Range {
				edge += a.Frame.Preceding * g.r.Int64N(2)
			}
			edges = append(edges, edge-1, edge, edge+1)
		}
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	on := make([]string, len(g.def.Keys))
	for i := range on {
		on[i] = fmt.Sprintf("v.key%[1]d = l.key%[1]d", i)
	}
	join := " ON " + strings.Join(on, " AND ")

	var spine []string
	for _, t := range edges {
		for _, key := range g.keys {
			spine = append(spine, "("+g.constants(key)+", "+sqlText(sqltype.Of(sqltype.TimestampTZ), sqltype.Micros(t))+")")
		}
	}
	got := g.text(fmt.Sprintf("SELECT v.* FROM (VALUES %s) l(%s, at) LEFT JOIN v AS OF l.at AS v%s", strings.Join(spine, ", "), strings.Join(g.keyNames(""), ", "), join))
	for i, row := range got {
		g.compare("offline", i%len(g.keys), edges[i/len(g.keys)], row)
	}

	clock := g.r.IntN(len(edges))
	mustExec(g.t, g.conn, setNow(time.UnixMicro(edges[clock]).UTC()), "REFRESH FEATURE VIEW v", "SET asof.route = 'online'")
	var list []string
	for _, key := range g.keys {
		list = append(list, "("+g.constants(key)+")")
	}
	for n := clock; n < len(edges); n += 1 + g.r.IntN(6) {
		mustExec(g.t, g.conn, setNow(time.UnixMicro(edges[n]).UTC()))
		got := g.text(fmt.Sprintf("SELECT v.* FROM (VALUES %s) l(%s) LEFT JOIN v%s", strings.Join(list, ", "), strings.Join(g.keyNames(""), ", "), join))
		for i, row := range got {
			g.compare("online", i, edges[n], row)
		}
	}
}

func (g *randomLog) constants(key []any) string {
	var vals []string
	for i, k := range g.def.Keys {
		vals = append(vals, sqlText(k.Type, key[i]))
	}
	return strings.Join(vals, ", ")
}

// text runs a query and returns its rows as the text that was sent.
func (g *randomLog) text(sql string) [][][]byte {
	g.t.Helper()
	results, err := g.conn.PgConn().Exec(context.Background(), sql).ReadAll()
	if err != nil {
		g.t.Fatalf("seed %d: %v\n%s\n%.400s", g.seed, err, g.sql, sql)
	}
	return results[0].Rows
}

// compare holds a row of the view, its keys first, against the loop.
func (g *randomLog) compare(path string, key int, t int64, row [][]byte) {
	g.t.Helper()
	want, err := naive.AsOf(g.def, g.log, g.keys[key], t)
	if err != nil {
		g.t.Fatal(err)
	}
	differ := func(what string, got, want any) {
		g.t.Helper()
		g.t.Fatalf("seed %d, %s, key %v at %d: %s is %v, the loop says %v\n%s", g.seed, path, g.keys[key], t-naive.Origin, what, got, want, g.sql)
	}
	g.compared[path]++
	if exists := row[0] != nil; exists != want.Exists {
		differ("existence", exists, want.Exists)
	} else if !exists {
		return
	}
	for i, f := range g.def.Features {
		g.compared[path]++
		var got any
		if text := row[len(g.def.Keys)+i]; text != nil {
			if got, err = sqltype.ParseText(f.Type, string(text), sqltype.ISO); err != nil {
				g.t.Fatalf("seed %d: %s: %v", g.seed, f.Name, err)
			}
		}
		p, _ := f.Simple()
		if p.Kind == catalog.PartInput {
			if !naive.SameInput(got, want.Inputs[p.Index]) {
				differ(f.Name, got, want.Inputs[p.Index])
			}
			continue
		}
		a, arg := g.def.Aggs[p.Index], sqltype.Type{}
		if a.Arg >= 0 {
			arg = g.input(a)
		}
		if !naive.Same(a.Func, arg, got, want.Aggs[p.Index]) {
			differ(f.Name, got, want.Aggs[p.Index])
		}
	}
}
