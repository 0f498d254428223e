package exec_test

import (
	"context"
	"crypto/md5"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"asof/catalog"
	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/exec/offline/duckdb"
	"asof/exec/online"
	"asof/exec/online/embedded"
	"asof/exec/online/naive"
	"asof/exec/rows"
	"asof/planner/plan"
)

// TestOneLogAllPaths is R20 across the engines: a random view and a random log of rows in a file answer the same on every path,
// and as the naive loop does, at every event, every time that a row becomes known and every edge of a window or of ttl, and a microsecond
// to both sides of it: as of a constant moment and along a spine, from the file and from the history that REFRESH makes of it; and
// from the online entries folded from that history.
//
// R5's last tie is an MD5 over the engine's own text of the columns that the view reads. The loop takes that text from the
// engine (each column's, cast to varchar), and computes the hash itself: so the order among rows that differ in nothing but
// their values is compared too.
func TestOneLogAllPaths(t *testing.T) {
	const values, logs = 200_000, 40
	b := newBench(t)
	compared := map[string]int{} // by path
	offlineValues := func() (n int) {
		for path, c := range compared {
			if path != "online" {
				n += c
			}
		}
		return n
	}
	seed := uint64(1)
	for ; seed <= logs || offlineValues() < values; seed++ {
		g := b.play(seed)
		if _, err := g.judge(naive.Loop{}, compared); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
	t.Logf("%d values of %d logs agree: %v", offlineValues()+compared["online"], seed-1, compared)
	for _, path := range paths {
		if compared[path] == 0 {
			t.Errorf("nothing was compared of %s", path)
		}
	}
}

// TestMutantsOfTheLoopAreSeenOffline is the test of the one above: the offline engine's answers contradict every mutant of the
// loop.
func TestMutantsOfTheLoopAreSeenOffline(t *testing.T) {
	const most = 400
	left := slices.Clone(naive.Mutants)
	b := newBench(t)
	for seed := uint64(1); len(left) > 0; seed++ {
		if seed > most {
			t.Fatalf("in %d logs nobody noticed %q", most, left)
		}
		g := b.play(seed)
		g.answers = slices.DeleteFunc(g.answers, func(a answer) bool { return a.path == "online" })
		left = slices.DeleteFunc(left, func(m naive.Mutant) bool {
			_, err := g.judge(naive.Loop{Mutant: m}, map[string]int{})
			if err != nil {
				t.Logf("%s: caught with seed %d", m, seed)
			}
			return err != nil
		})
	}
}

// paths are the ways to an answer: where rows come from, and how it is asked.
var paths = []string{"files, at", "history, at", "history, now", "files, spine", "history, spine", "files, second spine join", "history, second spine join", "online"}

// bench is an offline engine and an online store, for many logs.
type bench struct {
	t       *testing.T
	files   string
	engine  offline.Engine
	session offline.Session
	store   online.Store
}

func newBench(t *testing.T) *bench {
	t.Helper()
	dir := t.TempDir()
	b := &bench{t: t, files: filepath.Join(dir, "files")}
	engine, err := duckdb.Open(duckdb.Config{HistoryDir: filepath.Join(dir, "state", "history"), TempDir: filepath.Join(dir, "state", "temp"), FilesDir: b.files, Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { engine.Close() })
	if b.session, err = engine.Session(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.session.Close() })
	if b.store, err = embedded.Open(filepath.Join(dir, "online"), slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.store.Close() })
	b.engine = engine
	return b
}

// game is one log, and what the paths answered.
type game struct {
	*bench
	seed    uint64
	r       *rand.Rand
	def     *catalog.FeatureView
	src     *catalog.Source
	keys    [][]any             // of the log, and one that it has no rows of
	name    func(string) string // of the source's columns
	file    [][]any             // rows by src.Columns
	log     []rows.Row          // those that count
	place   []int               // of each of them in file
	skipped int                 // rows of file without a key or a finite time
	state   *catalog.Materialization
	answers []answer
}

// question is a key and a moment that it is asked of.
type question struct {
	key    int // of game.keys
	t      int64
	strict bool
	within int64 // microseconds; -1: the view's ttl
}

// answer is what a path says to a question: the features in order, nil if the key does not exist then.
type answer struct {
	path   string
	q      question
	exists bool
	values []any
}

// play makes the log of a seed and asks every path.
func (b *bench) play(seed uint64) *game {
	g := &game{bench: b, seed: seed, r: rand.New(rand.NewPCG(seed, 5))}
	g.define()
	g.write()
	for step, do := range []func(context.Context) error{g.check, g.order, g.refresh, g.askAt, g.askSpine, g.askOnline} {
		if err := do(b.t.Context()); err != nil {
			b.t.Fatalf("seed %d, step %d: %v\n%+v", seed, step, err, g.def)
		}
	}
	return g
}

// define makes the view and its source.
func (g *game) define() {
	g.def = naive.View(g.r)
	v := g.def
	g.keys = naive.Keys(v)
	g.name = sourceNames(g.r)
	g.src = &catalog.Source{Meta: catalog.Meta{Name: "events"}, Format: "parquet", EventTime: g.name("ts"), Columns: []sqltype.Column{{Name: "nr", Type: sqltype.Of(sqltype.Int8)}}}
	column := func(name string, t sqltype.Type) string {
		g.src.Columns = append(g.src.Columns, sqltype.Column{Name: g.name(name), Type: t})
		return g.name(name)
	}
	var cols []catalog.ViewColumn
	for i := range v.Keys {
		t := v.Keys[i].Type
		if t.ID == sqltype.Int8 && g.r.IntN(2) == 0 {
			t = sqltype.Of(sqltype.Int4) // widens to the entity's
		}
		name := column(fmt.Sprintf("key%d", i), t)
		v.Keys[i].Expr = catalog.QuoteIdent(name)
		v.Reads = append(v.Reads, name)
		cols = append(cols, catalog.ViewColumn{Name: v.Keys[i].Name, Key: i, Feature: -1})
	}
	v.Columns = append(cols, v.Columns...)
	column("ts", []sqltype.Type{sqltype.Of(sqltype.TimestampTZ), sqltype.Of(sqltype.Timestamp)}[g.r.IntN(2)])
	column("seq", []sqltype.Type{sqltype.Of(sqltype.Int4), sqltype.Of(sqltype.Text)}[g.r.IntN(2)])
	for i := range v.Inputs {
		name := column(fmt.Sprintf("in%d", i), v.Inputs[i].Type)
		v.Inputs[i].Expr = catalog.QuoteIdent(name)
		v.Reads = append(v.Reads, name)
	}
	v.Entity, v.Source, v.EventTime = "e", g.src.Name, g.src.EventTime
	if len(v.Keys) == 0 {
		v.Entity = ""
	}
	switch g.r.IntN(4) {
	case 0:
		v.AvailableAfter = 1 + g.r.Int64N(40)
	case 1, 2:
		v.AvailableAt = column("known", sqltype.Of(sqltype.TimestampTZ))
	}
	g.src.AvailableAt, g.src.AvailableAfter = v.AvailableAt, v.AvailableAfter
	if g.r.IntN(3) > 0 {
		v.TieBreak, g.src.TieBreak = g.name("seq"), g.name("seq")
	}
	if condition := column("ok", sqltype.Of(sqltype.Bool)); g.r.IntN(3) > 0 {
		v.Where = catalog.QuoteIdent(condition)
		v.Reads = append(v.Reads, condition)
	}
	if g.r.IntN(6) == 0 {
		start := naive.Origin + g.r.Int64N(60)
		v.Start = &start
	}
	slices.Sort(v.Reads)
}

// sourceNames names columns: as people do, or as the engine's own SQL calls things, which must not disturb it.
func sourceNames(r *rand.Rand) func(string) string {
	hostile := map[string]string{"key0": "id", "key1": "k0", "ts": "e", "seq": "o", "in0": "t", "in1": "i0", "in2": "h", "in3": "tie", "in4": "a0", "in5": `a "b"`, "ok": "found", "known": "a"}
	if r.IntN(3) > 0 {
		return func(name string) string { return name }
	}
	return func(name string) string { return hostile[name] }
}

// write makes the rows and puts them into the source's file: those of the log, and among them rows that belong to no entity
// or do not pass WHERE.
func (g *game) write() {
	all := naive.Log(g.r, g.def)
	for i := range all {
		if g.def.AvailableAt == "" {
			all[i].Available = all[i].EventTime + g.def.AvailableAfter
		}
	}
	if g.r.IntN(2) == 0 {
		slices.SortStableFunc(all, func(a, b rows.Row) int { return int(a.EventTime - b.EventTime) })
	}
	seq, _ := g.src.Column(g.name("seq"))
	put := func(vals []any, ok any) {
		g.file = append(g.file, append(append([]any{int64(len(g.file))}, vals...), ok))
	}
	for _, row := range all {
		var tie any
		if row.Order[0] == 1 {
			tie = int64(row.Order[1])
			if seq.Type.ID == sqltype.Text {
				tie = []string{"", "Z", "a"}[row.Order[1]] // ascending by bytes
			}
		}
		vals := append(append(slices.Clone(row.Key), sqltype.Micros(row.EventTime), tie), row.Inputs...)
		if g.def.AvailableAt != "" {
			vals = append(vals, sqltype.Micros(row.Available))
		}
		if g.r.IntN(8) == 0 {
			put(g.outsider(vals))
		}
		if g.def.Start == nil || row.EventTime >= *g.def.Start {
			if g.def.TieBreak == "" {
				row.Order = []byte{0}
			}
			g.log, g.place = append(g.log, row), append(g.place, len(g.file))
		}
		put(vals, true)
	}
	g.src.Path = filepath.Join(g.files, fmt.Sprintf("events%d.parquet", g.seed))
	format := "FORMAT parquet"
	if !g.keyedByText() && g.r.IntN(4) == 0 { // these texts have zero bytes in them
		g.src.Path, g.src.Format, g.src.Declared = strings.TrimSuffix(g.src.Path, "parquet")+"csv", "csv", true
		g.src.Options = map[string]string{"null": "nothing", "header": "true"}
		format = "FORMAT csv, HEADER, NULLSTR 'nothing'"
	}
	g.src.Location = g.src.Path
	g.sql("copy", fmt.Sprintf("COPY (SELECT * FROM %s AS v(%s)) TO '%s' (%s)", values(g.src.Columns, g.file), columnList(g.src.Columns), g.src.Path, format))
}

func (g *game) keyedByText() bool {
	return len(g.def.Keys) > 0 && g.def.Keys[0].Type.ID == sqltype.Text
}

// outsider is a row made of another one, that does not count: without a key or a time, at no finite time, or outside of WHERE.
func (g *game) outsider(vals []any) (row []any, ok any) {
	row, ok = slices.Clone(vals), true
	at := len(g.def.Keys)
	n := g.r.IntN(5)
	if g.def.Where == "" {
		n %= 3
	}
	switch {
	case n == 0 && at > 0:
		row[g.r.IntN(at)] = nil
		g.skipped++
	case n == 0 && g.def.AvailableAt != "":
		row[len(row)-1] = nil // never known
		g.skipped++
	case n <= 1:
		row[at] = nil
		g.skipped++
	case n == 2:
		row[at] = []sqltype.Micros{sqltype.Infinity, sqltype.NegInfinity}[g.r.IntN(2)]
		g.skipped++
	case n == 3:
		ok = nil
	default:
		ok = false
	}
	return row, ok
}

// check is what CREATE does: it freezes the source's columns, and types the view. The types are those that the view was made with.
func (g *game) check(ctx context.Context) error {
	cols, err := g.engine.Columns(ctx, g.src)
	if err != nil {
		return err
	}
	if !slices.Equal(cols, g.src.Columns) {
		return fmt.Errorf("the file's columns are %v, not %v", cols, g.src.Columns)
	}
	ent := &catalog.Entity{Meta: catalog.Meta{Name: "e"}}
	for _, k := range g.def.Keys {
		ent.Keys = append(ent.Keys, k.Column)
	}
	want := fmt.Sprintf("%+v", g.def)
	if err := g.engine.Check(ctx, []*catalog.Source{g.src}, ent, g.def); err != nil {
		return err
	}
	for i, c := range g.def.Columns {
		if c.Feature < 0 {
			g.def.Columns[i].Type = sqltype.Type{} // View leaves them open
		}
	}
	if got := fmt.Sprintf("%+v", g.def); got != want {
		return fmt.Errorf("the view is typed\n%s, not\n%s", got, want)
	}
	return nil
}

// order completes the rows' order bytes, by the engine's text of what the view reads.
func (g *game) order(ctx context.Context) error {
	var sel []string
	for _, name := range g.def.Reads {
		sel = append(sel, "CAST("+catalog.QuoteIdent(name)+" AS VARCHAR)")
	}
	texts, err := g.query(ctx, &plan.Query{Verb: "select", Relations: []plan.Relation{&plan.SourceScan{Source: g.src, Alias: plan.Alias{Name: "s"}}},
		Pieces: []plan.Piece{plan.Text("SELECT " + strings.Join(sel, ", ") + " FROM "), {Kind: plan.PieceRelation, Pos: -1}, plan.Text(" ORDER BY nr")}}, offline.Input{})
	if err != nil {
		return err
	}
	if len(texts) != len(g.file) {
		return fmt.Errorf("the source has %d rows, not %d", len(texts), len(g.file))
	}
	for i := range g.log {
		var canonical strings.Builder
		for _, text := range texts[g.place[i]] {
			if text == nil {
				canonical.WriteByte('N')
			} else {
				fmt.Fprintf(&canonical, "%d:%s", len(text.(string)), text)
			}
		}
		hash := md5.Sum([]byte(canonical.String()))
		tie := g.log[i].Order[:1]
		if tie[0] == 1 {
			tie = g.log[i].Order[:2]
		}
		var known []byte
		if g.def.AvailableAt != "" {
			known = binary.BigEndian.AppendUint64(nil, uint64(g.log[i].Available)^1<<63)
		}
		g.log[i].Order = slices.Concat(tie, known, hash[:])
	}
	return nil
}

// refresh writes the history.
func (g *game) refresh(ctx context.Context) error {
	g.state = &catalog.Materialization{View: g.def.Name, Version: g.def.Version, Generation: g.seed}
	if err := g.engine.WriteHistory(ctx, []*catalog.Source{g.src}, g.def, nil, g.state); err != nil {
		return err
	}
	if g.state.Rows != int64(len(g.log)) || g.state.Skipped != int64(g.skipped) {
		return fmt.Errorf("the history has %d rows, %d were left out; want %d and %d", g.state.Rows, g.state.Skipped, len(g.log), g.skipped)
	}
	return nil
}

// target is the view, materialised or not.
func (g *game) target(state *catalog.Materialization) *plan.Target {
	return plan.ViewTarget(plan.TargetView{View: g.def, Sources: []*catalog.Source{g.src}, State: state})
}

// edges are the moments at which something may change: events, and where they leave a window or outlive the ttl; with a
// microsecond to both sides.
func (g *game) edges() []int64 {
	seen := map[int64]bool{naive.Origin: true}
	for _, r := range g.log {
		ages := []int64{0, g.def.TTL, r.Available - r.EventTime}
		for _, a := range g.def.Aggs {
			if a.Frame.Mode == catalog.Range {
				ages = append(ages, a.Frame.Preceding, a.Frame.Until, a.Frame.Until+a.Frame.Hop)
			}
		}
		for _, age := range ages {
			for d := int64(-1); d <= 1; d++ {
				seen[r.EventTime+age+d] = true
			}
		}
	}
	var edges []int64
	for t := range seen {
		edges = append(edges, t)
	}
	slices.Sort(edges)
	return edges
}

// askAt asks for all keys as of some moments.
func (g *game) askAt(ctx context.Context) error {
	edges := g.edges()
	for _, path := range []string{"files, at", "history, at", "history, now"} {
		for range 4 {
			q := question{t: edges[g.r.IntN(len(edges))], strict: g.r.IntN(3) == 0, within: -1}
			at := &plan.At{Target: g.target(g.state), Alias: plan.Alias{Name: "v"}}
			in := offline.Input{TimeZone: g.zone()}
			if path == "history, now" {
				in.Now = q.t
			} else {
				at.Moment.Expr = []plan.Piece{plan.Text(literal(sqltype.Of(sqltype.TimestampTZ), sqltype.Micros(q.t)))}
			}
			if path == "files, at" {
				at.Target = g.target(nil)
			}
			if at.Moment.Strict = q.strict; g.r.IntN(3) == 0 {
				q.within = 1 + g.r.Int64N(60)
				at.Moment.Within = []plan.Piece{plan.Text(fmt.Sprintf("to_microseconds(%d)", q.within))}
			}
			keys, asked := g.r.Perm(len(g.keys)), [][]any(nil)
			if g.r.IntN(2) == 0 && !g.keyedByText() && len(g.def.Keys) > 0 {
				keys = keys[:1+g.r.IntN(2)]
				at.Keys = plan.KeyList{{}}
				for _, k := range keys {
					asked = append(asked, g.keys[k])
				}
			}
			stmt := &plan.Query{Verb: "select", Relations: []plan.Relation{at}, Pieces: []plan.Piece{plan.Text("SELECT * FROM "), {Kind: plan.PieceRelation, Pos: -1}}}
			if err := g.describe(ctx, stmt); err != nil {
				return err
			}
			got, err := g.query(ctx, stmt, in, asked...)
			if err != nil {
				return err
			}
			if err := g.answerAt(path, q, keys, got); err != nil {
				return err
			}
		}
	}
	return nil
}

// describe checks that a statement that selects all of the view says so before it runs.
func (g *game) describe(ctx context.Context, q *plan.Query) error {
	d, err := g.session.Describe(ctx, q, nil)
	if err != nil {
		return err
	}
	for i, c := range g.target(nil).Columns {
		if len(d.Columns) != len(g.def.Columns) || d.Columns[i].Name != c.Name || d.Columns[i].Type != c.Type {
			return fmt.Errorf("the columns are described as %v, not %v", d.Columns, g.def.Columns)
		}
	}
	return nil
}

// answerAt takes the rows that the keys asked have at a moment.
func (g *game) answerAt(path string, q question, keys []int, got [][]any) error {
	found := map[int]bool{}
	for _, q.key = range keys {
		a := answer{path: path, q: q}
		for i, row := range got {
			if sameKey(row[:len(g.def.Keys)], g.keys[q.key]) {
				if a.exists {
					return fmt.Errorf("%s: two rows of key %v", path, g.keys[q.key])
				}
				found[i], a.exists, a.values = true, true, row[len(g.def.Keys):]
			}
		}
		g.answers = append(g.answers, a)
	}
	if len(found) != len(got) {
		return fmt.Errorf("%s: rows of keys that there are not: %v", path, got)
	}
	return nil
}

// askSpine asks for every key at every edge, with three joins of the view to one spine: from the files, from the history, and
// with STRICT, WITHIN or an inner join. The spine has the moments in no order, some twice, and rows without a key or a time.
func (g *game) askSpine(ctx context.Context) error {
	columns := []sqltype.Column{{Name: "n", Type: sqltype.Of(sqltype.Int8)}, {Name: "at", Type: sqltype.Of([]sqltype.ID{sqltype.Timestamp, sqltype.TimestampTZ}[g.r.IntN(2)])}, {Name: "w", Type: sqltype.Of(sqltype.Int8)}}
	for i, k := range g.def.Keys {
		columns = append(columns, sqltype.Column{Name: fmt.Sprintf("key%d", i), Type: k.Type})
	}
	labels := g.labels()
	g.sql("create", fmt.Sprintf("CREATE TEMP TABLE labels AS SELECT * FROM %s AS v(%s)", values(columns, labels), columnList(columns)))
	defer g.sql("drop", "DROP TABLE labels")

	second, secondState := "files, second spine join", (*catalog.Materialization)(nil)
	if g.r.IntN(2) == 0 {
		second, secondState = "history, second spine join", g.state
	}
	join := func(alias string, state *catalog.Materialization) plan.SpineJoin {
		j := plan.SpineJoin{Target: g.target(state), Alias: alias, Moment: plan.Moment{Expr: []plan.Piece{plan.Text(`l."at"`)}}}
		for i := range g.def.Keys {
			j.Keys = append(j.Keys, []plan.Piece{plan.Text(fmt.Sprintf("l.key%d", i))})
		}
		return j
	}
	third := join("c", secondState)
	third.Moment.Strict, third.Inner = g.r.IntN(2) == 0, g.r.IntN(3) == 0
	within := !third.Moment.Strict || g.r.IntN(2) == 0
	if within {
		third.Moment.Within = []plan.Piece{plan.Text("to_microseconds(l.w)")}
	}
	got, err := g.query(ctx, &plan.Query{Verb: "select", Pieces: []plan.Piece{plan.Text("SELECT l.n, a.*, b.*, c.* FROM "), {Kind: plan.PieceRelation, Pos: -1}},
		Relations: []plan.Relation{&plan.Spine{Left: []plan.Piece{plan.Text("labels AS l")}, Aliases: []string{"l"},
			Joins: []plan.SpineJoin{join("a", nil), join("b", g.state), third}}}}, offline.Input{TimeZone: g.zone()})
	if err != nil {
		return err
	}
	return g.answerSpine(labels, got, third, second)
}

// labels are the spine's rows: n, at, w and the keys.
func (g *game) labels() [][]any {
	var out [][]any
	for _, t := range g.edges() {
		for k := range g.keys {
			row := append([]any{int64(k), sqltype.Micros(t), 1 + g.r.Int64N(60)}, g.keys[k]...)
			switch g.r.IntN(25) {
			case 0:
				row[1+g.r.IntN(len(row)-1)] = nil // no time, no bound or no key
			case 1:
				out = append(out, slices.Clone(row))
			}
			out = append(out, row)
		}
	}
	g.r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	for i := range out {
		out[i][0] = out[i][0].(int64) + int64(i*len(g.keys)) // n tells the row, and the key that it asks for
	}
	return out
}

// answerSpine takes the rows of a spine with its three joins.
func (g *game) answerSpine(labels, got [][]any, third plan.SpineJoin, second string) error {
	width := len(g.def.Columns)
	at := 0
	for i, label := range labels {
		var row []any
		if at < len(got) && got[at][0] == label[0] {
			row = got[at]
			at++
		}
		asked := !slices.Contains(label[3:], nil) && label[1] != nil
		joins := []struct {
			path   string
			strict bool
			within any
			asked  bool
		}{{"files, spine", false, int64(-1), asked}, {"history, spine", false, int64(-1), asked}, {second, third.Moment.Strict, int64(-1), asked}}
		if third.Moment.Within != nil {
			joins[2].within, joins[2].asked = label[2], asked && label[2] != nil
		}
		for j, join := range joins {
			if row == nil && (!third.Inner || j < 2) {
				if third.Inner {
					continue // the third join dropped the row
				}
				return fmt.Errorf("the spine's row %d is missing", i)
			}
			a := answer{path: join.path}
			if row != nil {
				cols := row[1+j*width : 1+(j+1)*width]
				a.values = cols[len(g.def.Keys):]
				a.exists = slices.ContainsFunc(cols, func(v any) bool { return v != nil }) // a global view has no key to tell
				if a.exists && !sameKey(cols[:len(g.def.Keys)], label[3:]) {
					return fmt.Errorf("%s: row %d asks for %v and gets %v", join.path, i, label[3:], cols)
				}
				if third.Inner && j == 2 && !a.exists && len(g.def.Keys) > 0 {
					return fmt.Errorf("an inner join left row %d without a match", i)
				}
				if !a.exists && slices.ContainsFunc(cols, func(v any) bool { return v != nil }) {
					return fmt.Errorf("%s: row %d has no match and values %v", join.path, i, cols)
				}
			}
			if !join.asked {
				if a.exists {
					return fmt.Errorf("%s: row %d, %v, asks for nothing and gets %v", join.path, i, label, a.values)
				}
				continue
			}
			a.q = question{key: int(label[0].(int64)) % len(g.keys), t: int64(label[1].(sqltype.Micros)), strict: join.strict, within: join.within.(int64)}
			g.answers = append(g.answers, a)
		}
	}
	if at != len(got) {
		return fmt.Errorf("of %d rows %d were not asked for, or are out of order", len(got), len(got)-at)
	}
	return nil
}

// askOnline folds the history into the online store as of a clock somewhere in the log, and reads every key at every edge from
// then on: rows that waited come due with no new data.
func (g *game) askOnline(ctx context.Context) error {
	view, err := online.NewView(g.store, online.Space{Namespace: "paths", Generation: g.seed}, g.def)
	if err != nil {
		return err
	}
	scan, err := g.engine.ReadHistory(ctx, g.def, g.state.History)
	if err != nil {
		return err
	}
	defer scan.Close()
	edges := g.edges()
	clock := edges[g.r.IntN(len(edges))]
	built, err := view.Build(ctx, scan, clock)
	if err != nil {
		return err
	}
	if built.Rows != int64(len(g.log)) {
		return fmt.Errorf("%d rows were folded, not %d", built.Rows, len(g.log))
	}
	for _, t := range edges {
		got, err := view.Read(ctx, g.keys, online.Clock{T: t})
		if err != nil {
			return err
		}
		for k, r := range got {
			a := answer{path: "online", q: question{key: k, t: t, within: -1}, exists: r.Outcome == online.Found}
			switch r.Outcome {
			case online.Ahead:
				folded := func(row rows.Row) bool {
					v := max(row.EventTime, row.Available)
					return sameKey(row.Key, g.keys[k]) && v <= clock && v > t
				}
				if !slices.ContainsFunc(g.log, folded) {
					return fmt.Errorf("key %v at %d: ahead, but no later row is folded", g.keys[k], t-naive.Origin)
				}
				continue
			case online.Overflowed:
				if int64(len(g.log)*(1+len(g.def.Aggs))) <= g.def.MaxRows {
					return fmt.Errorf("key %v overflowed with %d rows of %d", g.keys[k], len(g.log), g.def.MaxRows)
				}
				continue
			case online.Found:
				for _, f := range g.def.Features {
					if p, _ := f.Simple(); p.Kind == catalog.PartInput {
						a.values = append(a.values, r.Inputs[p.Index])
					} else {
						a.values = append(a.values, r.Aggs[p.Index])
					}
				}
			}
			g.answers = append(g.answers, a)
		}
	}
	return view.Free(ctx)
}

// judge holds the answers against a loop, and counts the values that agree, by path.
func (g *game) judge(loop naive.Loop, compared map[string]int) (int, error) {
	said := map[question]naive.Answer{}
	n := 0
	for _, a := range g.answers {
		want, ok := said[a.q]
		if !ok {
			var err error
			if want, err = g.loop(loop, a.q); err != nil {
				return n, err
			}
			said[a.q] = want
		}
		differ := func(what string, got, want any) error {
			return fmt.Errorf("%s: key %v at %d (strict %v, within %d, ttl %d): %s is %v (%T), the loop says %v (%T)\n%s", a.path, g.keys[a.q.key],
				a.q.t-naive.Origin, a.q.strict, a.q.within, g.def.TTL, what, got, got, want, want, g.story(a.q.key))
		}
		compared[a.path]++
		if len(g.def.Keys) == 0 && !a.exists && strings.Contains(a.path, "spine") {
			a.exists = want.Exists // no column tells: all are NULL either way
		}
		if n++; a.exists != want.Exists {
			return n, differ("existence", a.exists, want.Exists)
		} else if !a.exists {
			continue
		}
		for i, f := range g.def.Features {
			compared[a.path]++
			n++
			p, _ := f.Simple()
			if p.Kind == catalog.PartInput {
				if !naive.SameInput(a.values[i], want.Inputs[p.Index]) {
					return n, differ(fmt.Sprintf("input %d, a %s", p.Index, g.def.Inputs[p.Index].Type), a.values[i], want.Inputs[p.Index])
				}
				continue
			}
			spec := g.def.Aggs[p.Index]
			arg := sqltype.Type{}
			if spec.Arg >= 0 {
				arg = g.def.Inputs[spec.Arg].Type
			}
			if !naive.Same(spec.Func, arg, a.values[i], want.Aggs[p.Index]) {
				return n, differ(fmt.Sprintf("%+v of %s", spec, arg), a.values[i], want.Aggs[p.Index])
			}
		}
	}
	return n, nil
}

// loop is what the loop says to q.
func (g *game) loop(loop naive.Loop, q question) (naive.Answer, error) {
	asked := naive.Question{Key: g.keys[q.key], T: q.t, Strict: q.strict}
	if q.within >= 0 {
		asked.Within = &q.within
	}
	return loop.Answer(g.def, g.log, asked)
}

// story is the rows of a key, for people.
func (g *game) story(key int) string {
	out := fmt.Sprintf("in %s, reads %q, tie_break %q", g.src.Path, g.def.Reads, g.def.TieBreak)
	if g.def.Start != nil {
		out += fmt.Sprintf(", start %d", *g.def.Start-naive.Origin)
	}
	out += "\n"
	for _, r := range g.log {
		if sameKey(r.Key, g.keys[key]) {
			out += fmt.Sprintf("  e %d order %x %v\n", r.EventTime-naive.Origin, r.Order, r.Inputs)
		}
	}
	return out
}

// zone is a session's time zone, which must change nothing (R1).
func (g *game) zone() string {
	return []string{"UTC", "America/New_York", "Asia/Kolkata"}[g.r.IntN(3)]
}

func sameKey(a, b []any) bool { return fmt.Sprint(a) == fmt.Sprint(b) }

// sql runs a statement that is not ours.
func (g *game) sql(verb, text string) {
	g.t.Helper()
	if _, err := g.query(g.t.Context(), &plan.Query{Verb: verb, Route: plan.Plain, Pieces: []plan.Piece{plan.Text(text)}}, offline.Input{}); err != nil {
		g.t.Fatalf("seed %d: %v\n%.2000s", g.seed, err, text)
	}
}

// query runs q and reads all its rows. A view with a history is read from it, any other from its files.
func (g *game) query(ctx context.Context, q *plan.Query, in offline.Input, keys ...[]any) ([][]any, error) {
	run, err := g.session.Start(ctx, q, in)
	if err != nil {
		return nil, err
	}
	defer run.Close()
	run.SupplyKeys(0, keys)
	res, err := run.Rows(ctx)
	if err != nil {
		return nil, err
	}
	var out [][]any
	for {
		row, err := res.Next(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		out = append(out, slices.Clone(row))
	}
	var states, histories int
	for _, rel := range q.Relations {
		switch rel := rel.(type) {
		case *plan.At:
			if rel.Target.Views[0].State != nil {
				states++
			}
		case *plan.Spine:
			for _, j := range rel.Joins {
				if j.Target.Views[0].State != nil {
					states++
				}
			}
		}
	}
	for _, r := range run.Reports() {
		if r.History {
			histories++
		}
	}
	if states != histories {
		return nil, fmt.Errorf("%d views have a history, %d were read from it", states, histories)
	}
	return out, res.Close()
}

// values is a VALUES list of rows, as a FROM item.
func values(cols []sqltype.Column, rows [][]any) string {
	var list []string
	for _, row := range rows {
		var vals []string
		for i, c := range cols {
			vals = append(vals, literal(c.Type, row[i]))
		}
		list = append(list, "("+strings.Join(vals, ", ")+")")
	}
	return "(VALUES " + strings.Join(list, ", ") + ")"
}

func columnList(cols []sqltype.Column) string {
	var names []string
	for _, c := range cols {
		names = append(names, catalog.QuoteIdent(c.Name))
	}
	return strings.Join(names, ", ")
}

// literal is a value as SQL of the engine.
func literal(t sqltype.Type, v any) string {
	switch v := v.(type) {
	case nil:
		return "CAST(NULL AS " + t.DuckDB() + ")"
	case string:
		return fmt.Sprintf("decode(unhex('%x'))", v) // it may hold a zero byte
	case []byte:
		return fmt.Sprintf("unhex('%x')", v)
	}
	return "CAST('" + textOf(t, v) + "' AS " + t.DuckDB() + ")"
}

// textOf is a value's text.
func textOf(t sqltype.Type, v any) string {
	switch v := v.(type) {
	case sqltype.Micros:
		switch v {
		case sqltype.Infinity:
			return "infinity"
		case sqltype.NegInfinity:
			return "-infinity"
		}
		layout := "2006-01-02 15:04:05.000000"
		if t.ID == sqltype.TimestampTZ {
			layout += "Z"
		}
		return time.UnixMicro(int64(v)).UTC().Format(layout)
	case sqltype.Days:
		return time.Unix(int64(v)*86_400, 0).UTC().Format(time.DateOnly)
	case sqltype.Decimal:
		return new(big.Rat).SetFrac(v.Int, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(v.Scale)), nil)).FloatString(int(v.Scale))
	case sqltype.TimeOfDay:
		if v == 86_400_000_000 {
			return "24:00:00"
		}
		return time.UnixMicro(int64(v)).UTC().Format("15:04:05.000000")
	case sqltype.Span:
		return fmt.Sprintf("%d months %d days %d microseconds", v.Months, v.Days, v.Micros)
	case [16]byte:
		return fmt.Sprintf("%x", v)
	}
	return fmt.Sprint(v)
}
