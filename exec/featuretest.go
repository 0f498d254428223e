package exec

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/exec/online"
	"asof/exec/rows"
	"asof/planner/plan"
)

// testColumns are those of RUN FEATURE TESTS.
var testColumns = []sqltype.Column{
	{Name: "test", Type: sqltype.Of(sqltype.Text)}, {Name: "view", Type: sqltype.Of(sqltype.Text)}, {Name: "route", Type: sqltype.Of(sqltype.Text)},
	{Name: "as_of", Type: sqltype.Of(sqltype.TimestampTZ)}, {Name: "key", Type: sqltype.Of(sqltype.Text)}, {Name: "column", Type: sqltype.Of(sqltype.Text)},
	{Name: "expected", Type: sqltype.Of(sqltype.Text)}, {Name: "actual", Type: sqltype.Of(sqltype.Text)}}

// DueTests are the tests that have to pass before the session's transaction commits.
func (s *Session) DueTests() []*catalog.FeatureTest {
	if s.tx.definitions == nil {
		return nil
	}
	return s.tx.definitions.DueTests()
}

// runTests runs feature tests on both routes and gives the values that differ.
func (s *Session) runTests(ctx context.Context, n *plan.RunTests, notify func(error)) (rows.Rows, error) {
	for _, need := range n.Need {
		if err := s.allowed(need); err != nil {
			return nil, err
		}
	}
	if s.tx.building == nil {
		s.tx.building = &building{}
	}
	off, err := s.engine.Offline.Session(ctx)
	if err != nil {
		return nil, err
	}
	defer off.Close()
	out := &rows.Slice{}
	failed := 0
	for i := range n.Tests {
		r := &testRun{s: s, off: off, test: &n.Tests[i]}
		if err := r.run(ctx); err != nil {
			return nil, err
		}
		if len(r.differ) > 0 {
			failed++
		}
		out.Rows = append(out.Rows, r.differ...)
	}
	if n.Notice {
		notify(sqlerr.Notice("feature tests run: %d, failed: %d", len(n.Tests), failed))
	}
	return out, nil
}

// testRun is the run of one test.
type testRun struct {
	s      *Session
	off    offline.Session
	test   *plan.Test
	given  map[string]*catalog.Source // with the rows that they are given
	differ [][]any
}

// note notes a difference.
func (r *testRun) note(route plan.Route, x *plan.TestExpect, key, column, expected, actual any) {
	var at any
	if x != nil {
		at = sqltype.Micros(x.AsOf)
	}
	r.differ = append(r.differ, []any{r.test.Test.Name, r.test.Test.View, string(route), at, key, column, expected, actual})
}

// run runs every expectation. What is wrong with the view for these rows is a difference; what is wrong with the server is an error.
func (r *testRun) run(ctx context.Context) error {
	if r.test.Err != nil {
		r.note(plan.Offline, nil, nil, nil, nil, "ERROR: "+sqlerr.From(r.test.Err).Message)
		return nil
	}
	r.given = map[string]*catalog.Source{}
	for _, g := range r.test.Sources {
		generation, err := r.s.newGeneration(ctx, r.test.Test.View, 0)
		if err != nil {
			return err
		}
		src := *g.Source
		src.Format, src.Options = "parquet", nil
		if src.Path, err = r.s.engine.Offline.KeepRows(ctx, generation, g.Columns, g.Rows); err != nil {
			return err
		}
		r.given[src.Name] = &src
	}
	for i := range r.test.Expects {
		x := &r.test.Expects[i]
		got, err := r.offline(ctx, x)
		if err = r.outcome(plan.Offline, x, got, err); err != nil {
			return err
		}
		if x.Strict || !onlineToo(x.Query) {
			continue
		}
		got, skip, err := r.online(ctx, x, got)
		if skip {
			continue
		}
		if err = r.outcome(plan.Online, x, got, err); err != nil {
			return err
		}
	}
	return nil
}

// outcome compares what a route gave with what was expected.
func (r *testRun) outcome(route plan.Route, x *plan.TestExpect, got [][]any, err error) error {
	switch sqlerr.Code(err) {
	case "":
		r.compare(route, x, got)
		return nil
	case sqlerr.QueryCanceled, sqlerr.Internal, sqlerr.DiskFull, sqlerr.OutOfMemory, sqlerr.StoreUnreachable, sqlerr.UndefinedFile:
		return err
	}
	r.note(route, x, nil, nil, nil, "ERROR: "+sqlerr.From(err).Message)
	return nil
}

// onlineToo says whether every view below may be read online.
func onlineToo(q *plan.Query) bool {
	for _, v := range q.Relations[0].(*plan.At).Target.Views {
		if !v.View.Online {
			return false
		}
	}
	return true
}

// reading is a query's plan with the given rows in the place of files, and with state as what is materialised of each view.
func (r *testRun) reading(q *plan.Query, state func(v *plan.TargetView) error) (*plan.Query, *plan.At, error) {
	c := *q
	at := *q.Relations[0].(*plan.At)
	target := *at.Target
	target.Views = slices.Clone(target.Views)
	for i := range target.Views {
		v := &target.Views[i]
		v.Sources = slices.Clone(v.Sources)
		for j, src := range v.Sources {
			v.Sources[j] = r.given[src.Name]
		}
		v.State = nil
		if err := state(v); err != nil {
			return nil, nil, err
		}
	}
	at.Target = &target
	c.Relations = append([]plan.Relation{&at}, q.Relations[1:]...)
	return &c, &at, nil
}

// offline is what AS OF gives.
func (r *testRun) offline(ctx context.Context, x *plan.TestExpect) ([][]any, error) {
	q, _, err := r.reading(x.Query, func(*plan.TargetView) error { return nil })
	if err != nil {
		return nil, err
	}
	run, err := r.off.Start(ctx, q, rows.Input{Now: x.AsOf, NowSet: true})
	if err != nil {
		return nil, err
	}
	defer run.Close()
	return collect(ctx, run)
}

// online is what a store gives, at the time, that the rows were folded into until then. It is asked for the keys of both sides. skip
// says that the store would send the read to the offline engine.
func (r *testRun) online(ctx context.Context, x *plan.TestExpect, got [][]any) (out [][]any, skip bool, err error) {
	e := &Engine{Catalog: r.s.engine.Catalog, Online: online.NewScratch(), Offline: r.s.engine.Offline, Now: r.s.engine.Now, Log: r.s.engine.Log}
	q, at, err := r.reading(x.Query, func(v *plan.TargetView) error { return r.fold(ctx, e, v, x.AsOf) })
	if err != nil {
		return nil, false, err
	}
	at.Online = true
	var keys [][]any
	for _, row := range append(slices.Clone(got), x.Rows...) {
		keys = append(keys, row[:x.Keys:x.Keys])
	}
	in := rows.Input{Now: x.AsOf, NowSet: true}
	session := &Session{engine: e, user: r.s.user, off: r.off}
	started := &running{}
	defer started.close()
	if started.run, err = r.off.Start(ctx, q, in); err != nil {
		return nil, false, err
	}
	if err := session.supplyTarget(ctx, started, 0, -1, at.Target, withoutNulls(keys), in); err != nil || started.offline != "" {
		return nil, err == nil, err
	}
	out, err = collect(ctx, started.run)
	return out, false, err
}

// fold materialises a view in a scratch store as of a time.
func (r *testRun) fold(ctx context.Context, e *Engine, v *plan.TargetView, clock int64) error {
	m := &catalog.Materialization{View: v.View.Name, Version: v.View.Version, Clock: clock}
	var err error
	if m.Generation, err = r.s.newGeneration(ctx, v.View.Name, 0); err != nil {
		return err
	}
	e.generations.builds(&building{}, m.Generation)
	if err := e.Offline.WriteHistory(ctx, v.Sources, v.View, nil, m); err != nil {
		return err
	}
	scan, err := e.Offline.ReadHistory(ctx, v.View, m.History)
	if err != nil {
		return err
	}
	defer scan.Close()
	h, err := online.NewView(e.Online, e.space(m.Generation), v.View)
	if err != nil {
		return err
	}
	v.State = m
	_, err = h.Build(ctx, scan, clock)
	return err
}

// collect runs a query and keeps its rows.
func collect(ctx context.Context, run offline.Run) ([][]any, error) {
	in, err := run.Rows(ctx)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	var out [][]any
	for {
		row, err := in.Next(ctx)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		out = append(out, slices.Clone(row))
	}
}

// compare notes where rows differ from those that were expected, key by key.
func (r *testRun) compare(route plan.Route, x *plan.TestExpect, got [][]any) {
	const row, none = "a row", "no row"
	have := map[string][]any{}
	for _, g := range got {
		have[testKey(x, g)] = g
	}
	for _, want := range x.Rows {
		key := testKey(x, want)
		g, ok := have[key]
		delete(have, key)
		if !ok {
			r.note(route, x, key, nil, row, none)
			continue
		}
		for i := x.Keys; i < len(want); i++ {
			if c := x.Columns[i]; !sameValue(c.Type, want[i], g[i]) {
				r.note(route, x, key, c.Name, valueText(c.Type, want[i]), valueText(c.Type, g[i]))
			}
		}
	}
	for _, g := range got {
		if key := testKey(x, g); have[key] != nil {
			delete(have, key)
			r.note(route, x, key, nil, none, row)
		}
	}
}

// testKey is a row's key for people.
func testKey(x *plan.TestExpect, row []any) string {
	parts := make([]string, x.Keys)
	for i := range parts {
		parts[i] = x.Columns[i].Name + " = " + fmt.Sprint(valueText(x.Columns[i].Type, row[i]))
	}
	return strings.Join(parts, ", ")
}

// valueText is a value as text, nil for NULL. Numbers have no zeros behind their last digit, which say nothing.
func valueText(t sqltype.Type, v any) any {
	if v == nil {
		return nil
	}
	text := string(sqltype.AppendText(nil, t, v, sqltype.ISO))
	if t.ID == sqltype.Numeric && !t.Array && strings.Contains(text, ".") {
		text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// sameValue compares two values: doubles as R12 does, all else exactly.
func sameValue(t sqltype.Type, a, b any) bool {
	x, ok := asFloat(a)
	y, also := asFloat(b)
	if ok && also && !math.IsInf(x, 0) && !math.IsInf(y, 0) && !math.IsNaN(x) && !math.IsNaN(y) {
		return math.Abs(x-y) <= 1e-9*max(math.Abs(x), math.Abs(y))
	}
	return valueText(t, a) == valueText(t, b)
}

func asFloat(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case float32:
		return float64(v), true
	}
	return 0, false
}
