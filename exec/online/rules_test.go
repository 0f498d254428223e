package online_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/online"
	"asof/exec/online/naive"
	"asof/exec/online/onlinetest"
	"asof/exec/rows"
)

// TestRules runs the truth tables in testdata/rules. Times are small numbers of microseconds. The commands:
//
//	view [ttl=N] [max_rows=N]     key, input and agg lines: a new view, with nothing built
//	build clock=N                 rows: REFRESH into a new generation
//	apply clock=N                 rows: a row-by-row update
//	read t=N [live] [want=(agg,…)] keys, one to a line
//	lose [what]                   the store forgets everything, markers, or the entry of a key
//	away                          the store is out of contact for a moment
//
// A row is a key and then e=N, a=N, o=N (its place among rows of equal e) and inputs, NULL where left out; the key of a view without
// keys is written -. An agg is name func[:constant] argument frame [filter input] [ignore nulls], a frame unbounded, rows N or range
// W[-U][/H]: up to U ago, on a grid of H.
func TestRules(t *testing.T) {
	datadriven.Walk(t, "testdata/rules", func(t *testing.T, path string) {
		table := &rules{t: t, store: newMemory()}
		datadriven.RunTest(t, path, table.run)
	})
}

type rules struct {
	t          *testing.T
	store      *memory
	def        *catalog.FeatureView
	names      []string // of inputs
	aggs       []string
	view       *online.View
	generation uint64
	given      []rows.Row // since the build: what the loop is asked about
}

func (x *rules) run(t *testing.T, d *datadriven.TestData) string {
	x.t = t
	lines := strings.Split(strings.TrimSpace(d.Input), "\n")
	if d.Input == "" {
		lines = nil
	}
	switch d.Cmd {
	case "view":
		return x.define(d, lines)
	case "build":
		x.generation++
		var err error
		if x.view, err = online.NewView(x.store, online.Space{Namespace: "t", Generation: x.generation}, x.def); err != nil {
			return say(err)
		}
		x.given = x.rows(lines)
		built, err := x.view.Build(t.Context(), onlinetest.Scan(onlinetest.ByKey(x.given)), arg(t, d, "clock"))
		if err != nil {
			return say(err)
		}
		return fmt.Sprintf("%d rows, %d keys, %d overflowed\n", built.Rows, built.Keys, built.Overflowed)
	case "apply":
		list := x.rows(lines)
		err := x.view.Apply(t.Context(), list, arg(t, d, "clock"))
		if err == nil {
			x.given = append(x.given, list...)
		}
		return say(err)
	case "read":
		return x.read(d, lines)
	case "lose":
		return x.lose(lines)
	case "away":
		x.store.epoch++
		return "ok\n"
	}
	t.Fatalf("no command %q", d.Cmd)
	return ""
}

func say(err error) string {
	if err == nil {
		return "ok\n"
	}
	e := sqlerr.From(err)
	out := fmt.Sprintf("%s: %s\n", e.Code, e.Message)
	if e.Hint != "" {
		out += "hint: " + e.Hint + "\n"
	}
	return out
}

func arg(t *testing.T, d *datadriven.TestData, name string) int64 {
	a, ok := d.Arg(name)
	if !ok {
		t.Fatalf("%s: no %s", d.Cmd, name)
	}
	n, err := strconv.ParseInt(a.Vals[0], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (x *rules) define(d *datadriven.TestData, lines []string) string {
	v := &catalog.FeatureView{Meta: catalog.Meta{Name: "v"}}
	if d.HasArg("ttl") {
		v.TTL = arg(x.t, d, "ttl")
	}
	if d.HasArg("max_rows") {
		v.MaxRows = arg(x.t, d, "max_rows")
	}
	x.names, x.aggs, x.def, x.view = nil, nil, v, nil
	for _, line := range lines {
		f := strings.Fields(line)
		switch f[0] {
		case "key":
			v.Keys = append(v.Keys, catalog.Key{Column: sqltype.Column{Name: f[1], Type: x.typ(f[2])}})
		case "input", "plain":
			if f[0] == "plain" {
				v.Features = append(v.Features, catalog.Feature{Expr: []catalog.Part{{Kind: catalog.PartInput, Index: len(v.Inputs)}}})
			}
			x.names = append(x.names, f[1])
			v.Inputs = append(v.Inputs, catalog.Input{Type: x.typ(f[2])})
		case "agg":
			x.aggs = append(x.aggs, f[1])
			v.Aggs = append(v.Aggs, x.agg(f[2:]))
		default:
			x.t.Fatalf("a view has no %q", f[0])
		}
	}
	_, err := online.NewCodec(v)
	return say(err)
}

func (x *rules) typ(name string) sqltype.Type {
	t, ok := sqltype.Parse(name)
	if !ok {
		x.t.Fatalf("no type %q", name)
	}
	return t
}

func (x *rules) input(name string) int {
	i := slices.Index(x.names, name)
	if i < 0 {
		x.t.Fatalf("no input %q", name)
	}
	return i
}

func (x *rules) agg(f []string) catalog.Aggregate {
	name, constant, _ := strings.Cut(f[0], ":")
	a := catalog.Aggregate{Func: catalog.Func(name), Arg: -1, Filter: -1, Delimiter: constant}
	if f[1] != "*" {
		a.Arg = x.input(f[1])
		a.Type = x.def.Inputs[a.Arg].Type
	}
	a.Frame.Mode = catalog.FrameMode(f[2])
	rest := f[3:]
	if a.Frame.Mode != catalog.Unbounded {
		edges, hop, _ := strings.Cut(rest[0], "/")
		preceding, until, _ := strings.Cut(edges, "-")
		a.Frame.Preceding, a.Frame.Until, a.Frame.Hop = x.number(preceding), x.number(until), x.number(hop)
		rest = rest[1:]
	}
	if len(rest) > 1 && rest[0] == "filter" {
		a.Filter, rest = x.input(rest[1]), rest[2:]
	}
	a.IgnoreNulls = len(rest) == 2 && rest[0] == "ignore"
	switch a.Func {
	case catalog.NthValue:
		a.N = x.number(constant)
	case catalog.ArrayAgg:
		a.N, a.Type = x.number(constant), sqltype.ArrayOf(a.Type)
	case catalog.Count, catalog.CountDistinct, catalog.ApproxCountDistinct:
		a.Type = sqltype.Of(sqltype.Int8)
	case catalog.Avg, catalog.StddevSamp, catalog.StddevPop, catalog.VarSamp, catalog.VarPop:
		a.Type = sqltype.Of(sqltype.Float8)
	case catalog.ApproxPercentile:
		var err error
		if a.Fraction, err = strconv.ParseFloat(constant, 64); err != nil {
			x.t.Fatal(err)
		}
		a.Type = sqltype.Of(sqltype.Float8)
	case catalog.Sum:
		switch a.Type.ID {
		case sqltype.Int2, sqltype.Int4:
			a.Type = sqltype.Of(sqltype.Int8)
		case sqltype.Int8:
			a.Type = sqltype.Of(sqltype.Numeric)
		}
	}
	return a
}

// number is a whole number, 0 if it is left out.
func (x *rules) number(text string) int64 {
	if text == "" {
		return 0
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		x.t.Fatal(err)
	}
	return n
}

func (x *rules) key(text string) []any {
	key := []any{}
	if len(x.def.Keys) == 0 {
		return key
	}
	for i, part := range strings.Split(text, "/") {
		key = append(key, x.value(x.def.Keys[i].Type, part))
	}
	return key
}

func (x *rules) value(t sqltype.Type, text string) any {
	if text == "NULL" {
		return nil
	}
	v, err := sqltype.ParseText(t, text, sqltype.ISO)
	if err != nil {
		x.t.Fatal(err)
	}
	return v
}

func (x *rules) rows(lines []string) []rows.Row {
	var out []rows.Row
	for _, line := range lines {
		f := strings.Fields(line)
		r := rows.Row{Key: x.key(f[0]), Inputs: make([]any, len(x.names)), Order: []byte{0}}
		known := false
		for _, field := range f[1:] {
			name, text, _ := strings.Cut(field, "=")
			n, _ := strconv.ParseInt(text, 10, 64)
			switch name {
			case "e":
				r.EventTime = n
			case "a":
				r.Available, known = n, true
			case "o":
				r.Order = []byte{1, byte(n)}
			default:
				i := x.input(name)
				r.Inputs[i] = x.value(x.def.Inputs[i].Type, text)
			}
		}
		if !known {
			r.Available = r.EventTime
		}
		out = append(out, r)
	}
	return out
}

func (x *rules) read(d *datadriven.TestData, lines []string) string {
	keys := make([][]any, len(lines))
	for i, line := range lines {
		keys[i] = x.key(line)
	}
	clock := online.Clock{T: arg(x.t, d, "t"), Live: d.HasArg("live")}
	request := online.Request{View: x.view, Keys: keys}
	if want, ok := d.Arg("want"); ok {
		request.Wanted = make([]bool, len(x.aggs))
		for _, name := range want.Vals {
			request.Wanted[slices.Index(x.aggs, name)] = true
		}
	}
	got, err := online.ReadMany(x.t.Context(), []online.Request{request}, clock)
	if err != nil {
		return say(err)
	}
	var out strings.Builder
	for i, r := range got.Results[0] {
		x.agree(keys[i], &r, request.Wanted)
		fmt.Fprintf(&out, "%s:", lines[i])
		if r.AsOf != clock.T {
			fmt.Fprintf(&out, " as of %d", r.AsOf)
		}
		switch r.Outcome {
		case online.Absent:
			out.WriteString(" absent")
		case online.Overflowed:
			out.WriteString(" overflowed")
		case online.Ahead:
			out.WriteString(" ahead")
		}
		if r.Outcome == online.Found {
			fmt.Fprintf(&out, " e=%d", r.EventTime)
			for _, f := range x.def.Features {
				p := f.Expr[0]
				fmt.Fprintf(&out, " %s=%s", x.names[p.Index], show(x.def.Inputs[p.Index].Type, r.Inputs[p.Index]))
			}
			for j, a := range x.def.Aggs {
				if request.Wanted != nil && !request.Wanted[j] {
					continue
				}
				fmt.Fprintf(&out, " %s=%s", x.aggs[j], show(a.Type, r.Aggs[j]))
			}
		}
		out.WriteString("\n")
	}
	if d.HasArg("trips") {
		fmt.Fprintf(&out, "%d round trips for %d entries\n", got.RoundTrips, got.Keys)
	}
	return out.String()
}

// agree holds an answer against the naive loop, so that the tables are true of it as well.
func (x *rules) agree(key []any, r *online.Result, wanted []bool) {
	if r.Outcome != online.Found && r.Outcome != online.Absent {
		return
	}
	want, err := naive.AsOf(x.def, x.given, key, r.AsOf)
	if err != nil && wanted != nil {
		return // a sum that was not asked for
	}
	if err != nil || want.Exists != (r.Outcome == online.Found) {
		x.t.Errorf("%v as of %d: the loop says %+v, %v", key, r.AsOf, want, err)
		return
	}
	if !want.Exists {
		return
	}
	for _, f := range x.def.Features {
		if i := f.Expr[0].Index; !naive.SameInput(r.Inputs[i], want.Inputs[i]) {
			x.t.Errorf("%v as of %d: %s is %v in the loop", key, r.AsOf, x.names[i], want.Inputs[i])
		}
	}
	for i, a := range x.def.Aggs {
		arg := sqltype.Type{}
		if a.Arg >= 0 {
			arg = x.def.Inputs[a.Arg].Type
		}
		if (wanted == nil || wanted[i]) && !naive.Same(a.Func, arg, r.Aggs[i], want.Aggs[i]) {
			x.t.Errorf("%v as of %d: %s is %v in the loop", key, r.AsOf, x.aggs[i], want.Aggs[i])
		}
	}
}

func show(t sqltype.Type, v any) string {
	if v == nil {
		return "NULL"
	}
	return string(sqltype.AppendText(nil, t, v, sqltype.ISO))
}

func (x *rules) lose(lines []string) string {
	n := 0
	for k := range x.store.m {
		isMarker := strings.HasSuffix(k, "}")
		for _, what := range lines {
			key := false
			if what != "everything" && what != "markers" {
				want, _, _ := online.EncodeKey(nil, online.Space{Namespace: "t", Generation: x.generation}, []sqltype.Type{x.def.Keys[0].Type}, x.key(what))
				key = k == string(want)
			}
			if what == "everything" || what == "markers" && isMarker || key {
				delete(x.store.m, k)
				n++
				break
			}
		}
	}
	return fmt.Sprintf("%d lost\n", n)
}
