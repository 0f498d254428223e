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
	ticks  map[tickOf]*catalog.Ticks  // of snapshot views, as far as they were read
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
	r.given, r.ticks = map[string]*catalog.Source{}, map[tickOf]*catalog.Ticks{}
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
	have := map[string][][]any{}
	for _, g := range got {
		key := testKey(x, g)
		have[key] = append(have[key], g)
	}
	for _, want := range x.Rows {
		key := testKey(x, want)
		same := have[key]
		if len(same) == 0 {
			r.note(route, x, key, nil, row, none)
			continue
		}
		g := same[0]
		have[key] = same[1:]
		for i := x.Keys; i < len(want); i++ {
			if c := x.Columns[i]; !sameValue(c.Type, want[i], g[i]) {
				r.note(route, x, key, c.Name, valueText(c.Type, want[i]), valueText(c.Type, g[i]))
			}
		}
	}
	for _, g := range got {
		if key := testKey(x, g); len(have[key]) > 0 {
			have[key] = have[key][1:]
			r.note(route, x, key, nil, none, row)
		}
	}
}

// testKey is a row's key, and its request parameters, for people.
func testKey(x *plan.TestExpect, row []any) string {
	parts := make([]string, x.Keys)
	for i := range parts {
		parts[i] = x.Columns[i].Name + " = NULL"
		if v := valueText(x.Columns[i].Type, row[i]); v != nil {
			parts[i] = fmt.Sprint(x.Columns[i].Name, " = ", v)
		}
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
