package truth

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
)

// generator draws a scenario.
type generator struct {
	*rand.Rand
	s    *scenario
	unit int64 // distance of the grid on which events happen
}

// origin is near the clocks' change in Chicago, not at midnight, and not a multiple of most hops.
const origin = 1710057600*second + 7*hour // 2024-03-10 15:00Z

func generate(seed uint64) *scenario {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 0x7275746874)), s: &scenario{seed: seed}}
	g.unit = pick(g, second, minute, hour, day, 7)
	g.drawKeys()
	g.drawSources()
	g.drawRows()
	for n := range 1 + g.IntN(3)/2 {
		g.s.views = append(g.s.views, g.drawView(n))
	}
	if g.one(4) {
		g.s.snapshots = append(g.s.snapshots, g.drawSnapshot())
	}
	for n := range pick(g, 0, 0, 1, 2, 3) {
		if a := g.drawAbove(fmt.Sprintf("t%d", n), g.s.objects()); a != nil {
			g.s.above = append(g.s.above, a)
		}
	}
	g.settleTies()
	return g.s
}

func pick[T any](g *generator, of ...T) T { return of[g.IntN(len(of))] }

// one is true once in n.
func (g *generator) one(n int) bool { return g.IntN(n) == 0 }

// values of each type, the extremes among them.
var values = map[string][]any{
	tBool.name:     {true, false},
	tInt2.name:     {int64(0), int64(1), int64(2), int64(-3), int64(32767), int64(-32768)},
	tInt4.name:     {int64(0), int64(1), int64(2), int64(-7), int64(2147483647), int64(-2147483648)},
	tInt8.name:     {int64(0), int64(1), int64(2), int64(-7), int64(math.MaxInt64), int64(math.MinInt64), int64(1) << 53},
	tNumeric.name:  {decimal(0, 2), decimal(1, 2), decimal(150, 2), decimal(-725, 2), decimal(999999999, 2), decimal(10, 2)},
	tWide.name:     {decimal(0, 6), decimal(1, 6), decimal(-1500000, 6), decimal(123456789012345678, 6), decimal(-999999999999999999, 6)},
	tFloat4.name:   {0.0, 1.5, -2.25, float64(float32(0.1)), math.NaN(), math.Inf(1), float64(float32(1e10))},
	tFloat8.name:   {0.0, math.Copysign(0, -1), 1.5, -2.25, 0.1, 0.2, 1e10, 1e-3, math.NaN(), math.Inf(1), math.Inf(-1)},
	tText.name:     {"", "a", "b", "B", "é", "it's", "{x,\"y\"}", "NULL", "a b\\c", "zz\U0001F600"},
	tUUID.name:     {"00000000-0000-0000-0000-000000000000", "7d444840-9dc0-11d1-b245-5ffdce74fad2", "ffffffff-ffff-4fff-8fff-ffffffffffff"},
	tBytea.name:    {"", "\x00\xff", "a\\b", "'"},
	tDate.name:     {int64(0), int64(19792), int64(-1), int64(19793)},
	tTime.name:     {int64(0), origin, origin + 1, int64(-1)},
	tLocal.name:    {int64(0), origin, origin + 1, int64(-1)},
	tOfDay.name:    {int64(0), int64(1), 12 * hour, day - 1},
	tInterval.name: {int64(0), 90 * minute, day, 2*day + 1500*second/1000},
	tJSON.name:     {`{"a": [1, null]}`, `[]`, `"x"`, `null`},
	tInts.name:     {[]any{}, []any{int64(1), nil, int64(-3)}, []any{int64(2)}},
	tTexts.name:    {[]any{}, []any{"a", "", nil}, []any{"x,y", "NULL"}},
}

func decimal(n int64, scale int) *big.Rat {
	return new(big.Rat).SetFrac(big.NewInt(n), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil))
}

var (
	keyTypes   = []typ{tText, tText, tInt8, tInt4, tInt2, tUUID, tBool, tNumeric, tDate, tTime, tBytea}
	valueTypes = []typ{tInt4, tInt8, tFloat8, tText, tBool, tNumeric, tInt2, tWide, tFloat4, tUUID, tDate, tTime, tLocal, tBytea, tOfDay, tInterval, tJSON, tInts, tTexts}
)

func (g *generator) value(t typ) any {
	list := values[t.name]
	v := pick(g, list...)
	if f, ok := v.(float64); ok && (math.IsNaN(f) || math.IsInf(f, 0)) && !g.one(4) {
		return g.value(t)
	}
	return v
}

func (g *generator) valueOrNull(t typ) any {
	if g.one(6) {
		return nil
	}
	return g.value(t)
}

func (g *generator) drawKeys() {
	for range pick(g, 1, 1, 1, 2, 3) {
		g.s.keys = append(g.s.keys, pick(g, keyTypes...))
	}
	seen := map[string]bool{}
	for range 40 {
		var key []any
		for _, t := range g.s.keys {
			key = append(key, g.value(t))
		}
		if id := fmt.Sprint(key...); !seen[id] && len(g.s.domain) < 4 {
			seen[id] = true
			g.s.domain = append(g.s.domain, key)
		}
	}
}

func (g *generator) drawSources() {
	n := 1
	if g.one(6) {
		n = 2
	}
	var cols []column
	for i := range 2 + g.IntN(4) {
		cols = append(cols, column{name: fmt.Sprintf("x%d", i), index: i, typ: pick(g, valueTypes...)})
	}
	cols = append(cols, column{name: "ok", index: len(cols), typ: tBool})
	time := tTime
	if g.one(6) {
		time = pick(g, tLocal, tDate)
	}
	var tie *typ
	if !g.one(4) {
		t := pick(g, tInt8, tText, tInt4)
		tie = &t
	}
	for i := range n {
		src := &source{name: fmt.Sprintf("s%d", i), cols: cols, time: time, tie: tie}
		switch g.IntN(4) {
		case 0:
			src.available = "at"
		case 1:
			src.available, src.after = "after", g.unit*int64(g.IntN(5))+int64(g.IntN(2))
		}
		g.s.sources = append(g.s.sources, src)
	}
}

// drawRows draws the events: on a coarse grid, so that many are equal in time, and some a microsecond beside it.
func (g *generator) drawRows() {
	late := g.one(3)
	for branch, src := range g.s.sources {
		for range g.IntN(24) {
			r := &row{branch: branch, e: origin + g.unit*g.Int64N(20), late: late && g.one(3), dup: g.one(12)}
			if g.one(6) {
				r.e += pick(g, int64(-1), int64(1))
			}
			if g.one(25) {
				r.e -= 400 * day
			}
			if src.time.kind == kDate {
				r.e = floor(r.e, day)
			}
			if g.one(25) {
				r.noTime = pick(g, "NULL", "'infinity'", "'-infinity'")
			}
			r.a = r.e + src.after
			if src.available == "at" {
				r.a = r.e + pick(g, 0, 0, 1, g.unit, 3*g.unit, 12*g.unit, -g.unit, g.unit*g.Int64N(20))
				r.noAt = g.one(20)
			}
			r.key = slices.Clone(pick(g, g.s.domain...))
			if g.one(20) {
				r.key[g.IntN(len(r.key))] = nil
			}
			if src.tie != nil {
				r.tie = g.drawTie(src.tie.kind)
			}
			for _, c := range src.cols {
				r.vals = append(r.vals, g.valueOrNull(c.typ))
			}
			if !g.one(5) {
				r.vals[len(r.vals)-1] = true
			}
			src.rows = append(src.rows, r)
		}
	}
}

func (g *generator) drawTie(k kind) any {
	switch {
	case g.one(10):
		return nil
	case k == kText:
		return pick[any](g, "", "a", "B", "b", "é", "z")
	}
	return int64(g.IntN(1000)) - 500
}

func (g *generator) drawView(n int) *view {
	v := &view{name: fmt.Sprintf("v%d", n), global: g.one(8)}
	if g.one(2) {
		v.ttl = g.unit * pick(g, int64(1), 3, 10, 25)
	}
	if g.one(12) {
		v.start = origin + g.unit*5
	}
	if g.one(2) {
		v.where = g.condition()
	}
	for i := range 1 + g.IntN(4) {
		w := g.drawWindow(i)
		if v.global {
			w.keys = ""
		}
		v.windows = append(v.windows, w)
	}
	if v.global { // says whether there is a row
		v.windows = append(v.windows, &window{mode: "unbounded"})
		v.items = append(v.items, &item{name: "here", agg: &aggregate{fn: "count", window: len(v.windows) - 1}})
	}
	for i := range 1 + g.IntN(7) {
		it := &item{name: fmt.Sprintf("f%d", i)}
		switch g.IntN(8) {
		case 0, 1:
			it.expr = g.value1()
		case 2:
			it.post = g.drawPost(v)
		default:
			it.agg = g.drawAggregate(v)
		}
		v.items = append(v.items, it)
	}
	return v
}

func (g *generator) drawWindow(i int) *window {
	w := &window{name: fmt.Sprintf("w%d", i), named: g.one(2), keys: strings.Join(g.s.keyNames(), ", ")}
	switch g.IntN(6) {
	case 0:
		w.mode, w.n = "rows", g.IntN(5)
	case 1:
		w.mode, w.n = "unbounded", g.IntN(4)
	default:
		w.mode, w.w1 = "range", g.unit*pick(g, int64(1), 2, 5, 8, 30)
		if g.one(4) {
			w.w2 = w.w1
			if w.w1 > g.unit && g.one(2) {
				w.w2 = w.w1 / 2
			} else {
				w.w1 *= 2
			}
		}
		if g.one(4) && w.w1 >= 4 {
			w.hop = max(1, w.w1/pick(g, int64(4), 5, 10))
		}
	}
	return w
}

// condition is a row expression that is true, false or NULL.
func (g *generator) condition() expr {
	cols := g.s.sources[0].cols
	c := pick(g, cols...)
	switch g.IntN(6) {
	case 0, 1:
		return cols[len(cols)-1]
	case 2:
		return isNull{c}
	case 3:
		if c.typ.odd() {
			return isNull{c}
		}
		return either{comparison{c, pick(g, "=", "<>", "<", ">="), g.finite(c.typ)}, cols[len(cols)-1]}
	}
	if c.typ.odd() {
		return isNull{c}
	}
	return comparison{c, pick(g, "=", "<>", "<", ">="), g.finite(c.typ)}
}

func (g *generator) finite(t typ) any {
	for {
		if v := g.value(t); t.kind != kFloat || !math.IsNaN(v.(float64)) {
			return v
		}
	}
}

// value1 is a row expression of any type.
func (g *generator) value1() expr {
	c := pick(g, g.s.sources[0].cols...)
	switch g.IntN(8) {
	case 0:
		return eventTime{g.s.sources[0].time}
	case 1:
		if !c.typ.odd() {
			return coalesced{c, g.finite(c.typ)}
		}
	case 2:
		return when{g.condition(), c}
	}
	return c
}

// argument is a row expression whose type suits, or nil if there is none.
func (g *generator) argument(suits func(typ) bool) expr {
	for range 20 {
		if e := g.value1(); suits(e.of()) {
			return e
		}
	}
	return nil
}

func number(t typ) bool  { return t.kind == kInt || t.kind == kNumeric || t.kind == kFloat }
func ordered(t typ) bool { return equal(t) && t.kind != kBool && t.kind != kUUID }
func equal(t typ) bool   { return !t.odd() }
func anything(typ) bool  { return true }
func single(t typ) bool  { return t.kind != kArray }

// odd types have values, but are not compared.
func (t typ) odd() bool { return t.kind == kArray || t.kind == kInterval || t.kind == kJSON }

func isBool(t typ) bool { return t.kind == kBool }
func isText(t typ) bool { return t.kind == kText }

var functions = []struct {
	name  string
	suits func(typ) bool
}{
	{"count", anything}, {"sum", number}, {"avg", number}, {"min", ordered}, {"max", ordered}, {"stddev_samp", number}, {"stddev_pop", number},
	{"var_samp", number}, {"var_pop", number}, {"bool_and", isBool}, {"bool_or", isBool}, {"first_value", anything}, {"last_value", anything},
	{"nth_value", anything}, {"count distinct", equal}, {"approx_count_distinct", equal}, {"approx_percentile", number},
	{"array_agg", single}, {"string_agg", isText}, {"mode", equal},
}

func (g *generator) drawAggregate(v *view) *aggregate {
	a := &aggregate{fn: "count", window: g.IntN(len(v.windows))}
	if !g.one(8) {
		f := pick(g, functions...)
		if arg := g.argument(f.suits); arg != nil {
			a.fn, a.arg = f.name, arg
		}
	}
	switch a.fn {
	case "nth_value", "array_agg":
		a.n = 1 + g.IntN(4)
	case "string_agg":
		a.sep = pick(g, ",", "", "; ", "'")
	case "approx_percentile":
		a.p = pick(g, 0, 0.25, 0.5, 0.9, 1)
	}
	switch a.fn {
	case "first_value", "last_value", "nth_value":
		a.ignoreNulls = g.one(2)
	}
	if g.one(3) {
		a.filter = g.condition()
	}
	return a
}

func (g *generator) drawPost(v *view) *post {
	count := &item{agg: &aggregate{fn: "count", window: g.IntN(len(v.windows))}}
	any := &item{agg: g.drawAggregate(v)}
	switch g.IntN(5) {
	case 0:
		if g.s.sources[0].time.oid == tTime.oid {
			return &post{form: "now"}
		}
		return &post{form: "isnull", a: any}
	case 1:
		return &post{form: "isnull", a: any}
	case 2:
		return &post{form: "more", a: count, b: &item{agg: &aggregate{fn: "count", window: g.IntN(len(v.windows))}}}
	case 3:
		return &post{form: "case", a: any, b: count, to: int64(g.IntN(3))}
	}
	c := pick(g, g.s.sources[0].cols...)
	if c.typ.odd() {
		return &post{form: "isnull", a: any}
	}
	return &post{form: "coalesce", a: &item{expr: c}, to: g.finite(c.typ)}
}
