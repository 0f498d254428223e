// Package offlinetest is the conformance suite of offline engines: what every engine must answer, by text truth tables and
// by random comparison with a loop over the rows.
package offlinetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"

	"asof/catalog"
	"asof/exec/offline"
	"asof/planner/plan"
)

// Fixture is an engine under test.
type Fixture struct {
	Engine offline.Engine
	Files  string // absolute: the folder of client files
}

// Run runs the suite; open makes an engine with folders of its own.
func Run(t *testing.T, open func(t *testing.T) Fixture) {
	t.Run("truth", func(t *testing.T) { testTruth(t, open) })
	t.Run("supply", func(t *testing.T) { testSupply(t, open(t)) })
	t.Run("zone", func(t *testing.T) { testZone(t, open(t)) })
	t.Run("history", func(t *testing.T) { testHistoryChoice(t, open(t)) })
	t.Run("keys", func(t *testing.T) { testKeys(t, open(t)) })
	t.Run("copyin", func(t *testing.T) { testCopyIn(t, open(t)) })
	t.Run("vectors", func(t *testing.T) { testVectors(t, open) })
	t.Run("flights", func(t *testing.T) { testFlights(t, open(t)) })
	t.Run("random", func(t *testing.T) { testRandom(t, open(t)) })
}

// query runs q in s, whose first relation asks for keys if it is an At that has some, and reads all its rows.
func query(ctx context.Context, s offline.Session, q *plan.Query, in offline.Input, keys ...[]any) ([][]any, error) {
	r, err := s.Start(ctx, q, in)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	r.SupplyKeys(0, keys)
	res, err := r.Rows(ctx)
	if err != nil {
		return nil, err
	}
	var out [][]any
	for {
		row, err := res.Next(ctx)
		if errors.Is(err, io.EOF) {
			return out, res.Close()
		}
		if err != nil {
			return nil, err
		}
		out = append(out, append([]any(nil), row...))
	}
}

// sql runs a statement of plain SQL.
func sql(t *testing.T, s offline.Session, verb, text string) [][]any {
	t.Helper()
	out, err := query(context.Background(), s, &plan.Query{SQL: text, Verb: verb, Pieces: []plan.Piece{{Text: text}}, Route: plan.Plain}, offline.Input{})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return out
}

// viewTarget is a view as a statement's target.
func viewTarget(v *catalog.FeatureView, src *catalog.Source, state *catalog.Materialization) *plan.Target {
	return plan.ViewTarget(plan.TargetView{View: v, Sources: []*catalog.Source{src}, State: state})
}

// micros is a moment's text.
func micros(t int64) string { return fmt.Sprintf("make_timestamptz(%d)", t) }
