package offlinetest

import (
	"context"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"asof/catalog"
	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/exec/online/naive"
	"asof/exec/rows"
	"asof/planner/plan"
)

// The source of the random tests. Its values are few, so that everything ties.
var randomColumns = []sqltype.Column{
	{Name: "uid", Type: sqltype.Of(sqltype.Int8)},
	{Name: "region", Type: sqltype.Of(sqltype.Text)},
	{Name: "ts", Type: sqltype.Of(sqltype.TimestampTZ)},
	{Name: "seq", Type: sqltype.Of(sqltype.Int4)},
	{Name: "x", Type: sqltype.Of(sqltype.Int4)},
	{Name: "y", Type: sqltype.Of(sqltype.Int8)},
	{Name: "d", Type: sqltype.DecimalOf(9, 2)},
	{Name: "w", Type: sqltype.DecimalOf(30, 4)},
	{Name: "f", Type: sqltype.Of(sqltype.Float8)},
	{Name: "s", Type: sqltype.Of(sqltype.Text)},
	{Name: "b", Type: sqltype.Of(sqltype.Bool)},
	{Name: "avail", Type: sqltype.Of(sqltype.TimestampTZ)},
}

const second = 1_000_000

// epoch is where the random tests' times begin: before 1970, so that both signs occur.
const epoch = -500 * second

func randomEvent(r *rand.Rand) event {
	e := event{"branch": r.IntN(2)}
	put := func(name string, v any) {
		if r.IntN(8) > 0 {
			e[name] = v
		}
	}
	put("uid", int64(r.IntN(4)))
	put("region", []string{"eu", "us", "", "ü"}[r.IntN(4)])
	switch r.IntN(20) {
	case 0:
	case 1:
		e["ts"] = sqltype.Infinity
	default:
		e["ts"] = sqltype.Micros(epoch + int64(r.IntN(100))*10*second + int64(r.IntN(5)/4))
	}
	if ts, ok := e["ts"].(sqltype.Micros); ok && ts != sqltype.Infinity {
		switch r.IntN(8) {
		case 0:
		case 1:
			e["avail"] = []sqltype.Micros{sqltype.Infinity, sqltype.NegInfinity}[r.IntN(2)]
		case 2, 3:
			e["avail"] = ts - sqltype.Micros(r.IntN(20))*second
		default:
			e["avail"] = ts + sqltype.Micros(r.IntN(30))*10*second
		}
	}
	put("seq", int64(r.IntN(3)))
	put("x", int64(r.IntN(9))-4)
	put("y", int64(r.IntN(5)-2)*(1<<62))
	put("d", sqltype.Decimal{Int: big.NewInt(int64(r.IntN(2001) - 1000)), Scale: 2})
	put("w", sqltype.Decimal{Int: new(big.Int).Mul(big.NewInt(int64(r.IntN(9)-4)), new(big.Int).Exp(big.NewInt(10), big.NewInt(28), nil)), Scale: 4})
	put("f", float64(r.IntN(41)-20)/4)
	put("s", []string{"a", "b", "B", "ab", ""}[r.IntN(5)])
	put("b", r.IntN(2) == 0)
	return e
}

// testRandom compares the engine with the loop, on views, rows and times of chance: as of one moment, along a spine, from files
// and from the history.
func testRandom(t *testing.T, fx Fixture) {
	ctx := context.Background()
	s, err := fx.Engine.Session(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 7))
		c := &randomCase{fx: fx, s: s, r: r, v: randomView(r)}
		for range r.IntN(120) + 1 {
			e := randomEvent(r)
			c.events = append(c.events, e)
			if r.IntN(6) == 0 {
				c.events = append(c.events, e)
			}
		}
		c.write(t, seed)
		ent := &catalog.Entity{Meta: catalog.Meta{Name: "ent"}}
		for _, k := range c.v.Keys {
			ent.Keys = append(ent.Keys, k.Column)
		}
		if err := fx.Engine.Check(ctx, c.srcs, ent, c.v); err != nil {
			t.Fatalf("seed %d: Check: %v", seed, err)
		}
		c.log = log(c.v, c.events, func(e event) bool { return c.v.Where == "" || e["x"] != int64(3) })
		c.history = &catalog.Materialization{View: c.v.Name, Version: 1, Generation: seed + 1}
		if err := fx.Engine.WriteHistory(ctx, c.srcs, c.v, nil, c.history); err != nil {
			t.Fatalf("seed %d: WriteHistory: %v", seed, err)
		}
		for _, state := range []*catalog.Materialization{nil, c.history} {
			t.Run(fmt.Sprintf("seed=%d,history=%v", seed, state != nil), func(t *testing.T) {
				c.target = plan.ViewTarget(plan.TargetView{View: c.v, Sources: c.srcs, State: state})
				c.testAt(t)
				c.testSpine(t)
			})
		}
	}
}

type randomCase struct {
	fx      Fixture
	s       offline.Session
	r       *rand.Rand
	v       *catalog.FeatureView
	srcs    []*catalog.Source
	events  []event
	log     []rows.Row
	history *catalog.Materialization
	target  *plan.Target
}

// time is a moment where something may change: an event's time or the edge of a window, or a microsecond from it.
func (c *randomCase) time() int64 {
	e := c.events[c.r.IntN(len(c.events))]
	ts, ok := e["ts"].(sqltype.Micros)
	if !ok || ts == sqltype.Infinity {
		return epoch + int64(c.r.IntN(1000))*second
	}
	t := int64(ts) + int64(c.r.IntN(3)-1)
	if a, ok := e["avail"].(sqltype.Micros); ok && a != sqltype.Infinity && a != sqltype.NegInfinity && c.r.IntN(3) == 0 {
		t = int64(a) + int64(c.r.IntN(3)-1)
	}
	if len(c.v.Aggs) > 0 && c.r.IntN(2) == 0 {
		f := c.v.Aggs[c.r.IntN(len(c.v.Aggs))].Frame
		if t += f.Preceding; f.Until > 0 && c.r.IntN(2) == 0 {
			t += f.Until - f.Preceding
		}
		if f.Hop > 0 && c.r.IntN(2) == 0 {
			t -= t%f.Hop + int64(c.r.IntN(3)-1)
		}
	} else if c.r.IntN(2) == 0 {
		t += c.v.TTL
	}
	return t
}

// asked is a question: a key and a time.
type asked struct {
	key    []any
	t      int64
	strict bool
	ttl    int64  // of WITHIN, or -1
	known  *int64 // of KNOWN AS OF
}

// answer is the features of the view for q by the loop, nil if the key has no row.
func (c *randomCase) answer(t *testing.T, q asked) []any {
	t.Helper()
	question := naive.Question{Key: q.key, T: q.t, Strict: q.strict, Known: q.known}
	if q.ttl >= 0 {
		question.Within = &q.ttl
	}
	a, err := naive.Loop{}.Answer(c.v, c.log, question)
	if err != nil {
		t.Fatal(err)
	}
	if !a.Exists {
		return nil
	}
	var out []any
	for _, f := range c.v.Features {
		if p, _ := f.Simple(); p.Kind == catalog.PartInput {
			out = append(out, a.Inputs[p.Index])
		} else {
			out = append(out, a.Aggs[p.Index])
		}
	}
	return out
}

// keys are all keys that there could be.
func (c *randomCase) keys() [][]any {
	var out [][]any
	for uid := range int64(5) {
		if len(c.v.Keys) == 0 {
			return [][]any{nil}
		}
		if len(c.v.Keys) == 1 {
			out = append(out, []any{uid})
			continue
		}
		for _, region := range []string{"eu", "us", "", "ü", "none"} {
			out = append(out, []any{uid, region})
		}
	}
	return out
}

func (c *randomCase) testAt(t *testing.T) {
	for range 3 {
		q := asked{t: c.time(), strict: c.r.IntN(3) == 0, ttl: -1}
		m := plan.Moment{Expr: []plan.Piece{plan.Text(micros(q.t))}, Strict: q.strict}
		if c.r.IntN(4) == 0 {
			q.ttl = int64(c.r.IntN(20)) * 10 * second
			m.Within = []plan.Piece{plan.Text(fmt.Sprintf("to_microseconds(%d)", q.ttl))}
		}
		if c.r.IntN(4) == 0 {
			known := c.time()
			q.known, m.Known = &known, []plan.Piece{plan.Text(micros(known))}
		}
		got, err := query(context.Background(), c.s, &plan.Query{Verb: "select",
			Pieces:    []plan.Piece{plan.Text("SELECT * FROM "), {Kind: plan.PieceRelation, Pos: -1}},
			Relations: []plan.Relation{&plan.At{Target: c.target, Moment: m, Alias: plan.Alias{Name: "v"}}}}, offline.Input{})
		if err != nil {
			t.Fatalf("as of %d: %v", q.t, err)
		}
		rows := map[string][]any{}
		for _, row := range got {
			rows[fmt.Sprint(row[:len(c.v.Keys)])] = row[len(c.v.Keys):]
		}
		if len(rows) != len(got) {
			t.Fatalf("as of %d: a key has several rows: %v", q.t, got)
		}
		found := 0
		for _, q.key = range c.keys() {
			want := c.answer(t, q)
			if want != nil {
				found++
			}
			c.compare(t, q, rows[fmt.Sprint(q.key)], want)
		}
		if found != len(rows) {
			t.Fatalf("as of %d: %d keys, want %d: %v", q.t, len(rows), found, rows)
		}
	}
}

func (c *randomCase) testSpine(t *testing.T) {
	var questions []asked
	rows := []string{}
	strict := c.r.IntN(3) == 0
	within := int64(-1)
	if c.r.IntN(4) == 0 {
		within = int64(c.r.IntN(20)) * 10 * second
	}
	keys := c.keys()
	known := c.r.IntN(6) // 0: one time, 1: t and so much, 2: each its own, else none
	upTo, lag := c.time(), int64(c.r.IntN(100)-50)*second
	for range 1 + c.r.IntN(60) {
		q := asked{key: keys[c.r.IntN(len(keys))], t: c.time(), strict: strict, ttl: within}
		if known < 3 {
			k := []int64{upTo, q.t + lag, c.time()}[known]
			q.known = &k
		}
		for range 1 + c.r.IntN(5)/4 {
			questions = append(questions, q)
			vals := []string{literal(sqltype.Of(sqltype.TimestampTZ), sqltype.Micros(q.t))}
			if q.t == 0 {
				vals[0] = "NULL"
			}
			vals = append(vals, "NULL")
			if q.known != nil {
				vals[1] = micros(*q.known)
			}
			for i, k := range q.key {
				vals = append(vals, literal(c.v.Keys[i].Type, k))
			}
			rows = append(rows, "("+strings.Join(vals, ", ")+")")
		}
	}
	rows = append(rows, "("+strings.Repeat("NULL, ", len(c.v.Keys))+"NULL, NULL)") // at, kn and the keys
	names := "at, kn"
	join := plan.SpineJoin{Target: c.target, Alias: "v", Moment: plan.Moment{Expr: []plan.Piece{plan.Text(`l."at"`)}, Strict: strict}}
	if within >= 0 {
		join.Moment.Within = []plan.Piece{plan.Text(fmt.Sprintf("to_microseconds(%d)", within))}
	}
	if known < 3 {
		join.Moment.Known = []plan.Piece{plan.Text("CAST(l.kn AS TIMESTAMPTZ)")}
	}
	for i := range c.v.Keys {
		names += fmt.Sprintf(", key%d", i)
		join.Keys = append(join.Keys, []plan.Piece{plan.Text(fmt.Sprintf("l.key%d", i))})
	}
	sql(t, c.s, "create", fmt.Sprintf(`CREATE TEMP TABLE labels AS SELECT * FROM (VALUES %s) AS v(%s)`, strings.Join(rows, ", "), strings.Replace(names, "at", `"at"`, 1)))
	defer sql(t, c.s, "drop", "DROP TABLE labels")
	got, err := query(context.Background(), c.s, &plan.Query{Verb: "select",
		Pieces:    []plan.Piece{plan.Text("SELECT v.* FROM "), {Kind: plan.PieceRelation, Pos: -1}},
		Relations: []plan.Relation{&plan.Spine{Left: []plan.Piece{plan.Text("labels AS l")}, Aliases: []string{"l"}, Joins: []plan.SpineJoin{join}}}}, offline.Input{})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(questions)+1 {
		t.Fatalf("%d rows out for %d in", len(got), len(questions)+1)
	}
	for i, q := range questions {
		want := c.answer(t, q)
		if q.t == 0 {
			want = nil
		}
		row := got[i][len(c.v.Keys):]
		if want == nil && !slices.ContainsFunc(got[i], func(v any) bool { return v != nil }) {
			row = nil
		}
		if want != nil && fmt.Sprint(got[i][:len(c.v.Keys)]) != fmt.Sprint(q.key) {
			t.Fatalf("row %d: keys %v, want %v", i, got[i][:len(c.v.Keys)], q.key)
		}
		c.compare(t, q, row, want)
	}
	for _, v := range got[len(questions)] {
		if v != nil {
			t.Fatalf("NULL keys match: %v", got[len(questions)])
		}
	}
}

func (c *randomCase) compare(t *testing.T, q asked, got, want []any) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("key %v as of %d (%+v): got %v, want %v\n%+v", q.key, q.t, q, got, want, c.v)
	}
	for i := range want {
		same := naive.SameInput(got[i], want[i])
		if p, _ := c.v.Features[i].Simple(); p.Kind == catalog.PartAgg {
			a, arg := c.v.Aggs[p.Index], sqltype.Type{}
			if a.Arg >= 0 {
				arg = c.v.Inputs[a.Arg].Type
			}
			same = naive.Same(a.Func, arg, got[i], want[i])
		}
		if !same {
			t.Fatalf("key %v as of %d: feature %d (%s): got %v, want %v\nview %+v", q.key, q.t, i, c.describe(i), got[i], want[i], c.v)
		}
	}
}

func (c *randomCase) describe(i int) string {
	p, _ := c.v.Features[i].Simple()
	if p.Kind == catalog.PartInput {
		return c.v.Inputs[p.Index].Expr
	}
	a := c.v.Aggs[p.Index]
	arg := "*"
	if a.Arg >= 0 {
		arg = c.v.Inputs[a.Arg].Expr
	}
	return fmt.Sprintf("%s(%s) filter %d %+v nulls ignored %v", a.Func, arg, a.Filter, a.Frame, a.IgnoreNulls)
}
