package exec

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"asof/catalog"
	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/exec/rows"
	"asof/exec/syscat"
	"asof/planner/plan"
)

// describeExplain binds the statement inside, whose parameters EXPLAIN shares.
func (s *Session) describeExplain(ctx context.Context, n *plan.Explain, types []sqltype.Type) (*rows.Description, error) {
	var inside plan.Node = n.Query
	if n.System != nil {
		inside = n.System
	}
	inner, err := s.Describe(ctx, inside, types)
	if err != nil {
		return nil, err
	}
	t := sqltype.Of(sqltype.Text)
	if n.JSON {
		t = sqltype.Of(sqltype.JSON)
	}
	return &rows.Description{Params: inner.Params, Columns: []sqltype.Column{{Name: "QUERY PLAN", Type: t}}, Tag: "EXPLAIN"}, nil
}

// explained is what EXPLAIN tells of a statement.
type explained struct {
	Route    plan.Route      `json:"route"`
	Why      string          `json:"why,omitempty"`
	Engine   bool            `json:"engine"` // false: answered in Go, without the offline engine
	Views    []explainedView `json:"views,omitempty"`
	Commands []string        `json:"engine_plan,omitempty"`
	Trips    *int            `json:"round_trips,omitempty"`
	Rows     *int64          `json:"rows,omitempty"`
	Millis   *float64        `json:"execution_time_ms,omitempty"`
	Advice   []explainedHint `json:"advice,omitempty"`
}

// explainedView is how one view is read.
type explainedView struct {
	View       string   `json:"view"`
	Version    int      `json:"version"`
	Newest     int      `json:"newest_version,omitempty"` // if it is another one
	Service    string   `json:"service,omitempty"`
	Read       string   `json:"read"` // "online", "as of", "spine"
	Store      string   `json:"store,omitempty"`
	Derived    string   `json:"derived,omitempty"` // the view over views that reads it
	Keys       []string `json:"keys"`
	Request    []string `json:"request,omitempty"`
	KeyCount   *int     `json:"key_count,omitempty"`
	Time       string   `json:"time"`
	Windows    []string `json:"windows,omitempty"`
	TTL        string   `json:"ttl,omitempty"`
	Hidden     []string `json:"hidden_columns,omitempty"` // those that the statement names
	Data       string   `json:"data,omitempty"`           // "history" or "files"
	Refreshed  string   `json:"refreshed,omitempty"`
	Expression string   `json:"expressions,omitempty"` // where expressions above aggregates are computed
	Files      *int     `json:"files,omitempty"`
	RowGroups  string   `json:"row_groups,omitempty"`
}

// explain shows a statement's plan; with ANALYZE it runs it first.
func (s *Session) explain(ctx context.Context, n *plan.Explain, in rows.Input) (rows.Rows, error) {
	in.Promised = nil // those are EXPLAIN's
	if n.System != nil {
		if st, err := s.analyzeSystem(n.System, in.Types, sqltype.ISO); err == nil {
			return s.explainSystem(ctx, n, st, in)
		} else if !isForeign(n.System, err) {
			return nil, err
		}
	}
	if err := s.permit(n.Query); err != nil {
		return nil, err
	}
	ex := s.describePlan(n.Query)
	var err error
	switch {
	case n.Analyze:
		err = s.analyze(ctx, n.Query, in, ex)
	case n.Query.Route == plan.Plain:
		err = s.enginePlan(ctx, n.Query, in, ex)
	}
	if err == nil {
		err = s.explainAdvice(ctx, n, in, ex)
	}
	if err != nil {
		return nil, err
	}
	return ex.rows(n.JSON)
}

// rows is EXPLAIN's result.
func (ex *explained) rows(asJSON bool) (rows.Rows, error) {
	if asJSON {
		b, err := json.MarshalIndent([]*explained{ex}, "", "  ")
		return &rows.Slice{Rows: [][]any{{string(b)}}}, err
	}
	out := &rows.Slice{}
	for _, line := range ex.lines() {
		out.Rows = append(out.Rows, []any{line})
	}
	return out, nil
}

// explainSystem is EXPLAIN of a query that the system catalogs answer.
func (s *Session) explainSystem(ctx context.Context, n *plan.Explain, st *syscat.Statement, in rows.Input) (rows.Rows, error) {
	if err := s.permitSystem(n.System, st); err != nil {
		return nil, err
	}
	ex := &explained{Route: plan.Catalogs}
	if n.Analyze {
		began := s.engine.Now()
		got, err := s.systemAnswer(ctx, n.System, in)
		if err != nil {
			return nil, err
		}
		ex.finish(int64(len(got)), 0, s.engine.Now().Sub(began))
	}
	return ex.rows(n.JSON)
}

// describePlan is what is known before a run.
func (s *Session) describePlan(q *plan.Query) *explained {
	ex := &explained{Route: q.Route, Why: q.Why, Engine: !direct(q, nil)}
	for _, rel := range q.Relations {
		switch rel := rel.(type) {
		case *plan.At:
			how := "as of"
			if rel.Intervals != nil {
				how = "intervals"
			}
			t := rel.Target
			if !ex.Engine {
				t = q.Lookup.Target // without the views that are not read
			}
			ex.Views = append(ex.Views, s.describeTarget(t, rel.Online, how, rel.Moment, keyTexts(rel.Target, rel.Keys), argTexts(rel.Target, rel.Args))...)
		case *plan.Spine:
			for _, j := range rel.Joins {
				var keys []string
				for i, k := range j.Target.Keys {
					keys = append(keys, k.Name+" = "+pieceText(j.Keys[i]))
				}
				t := j.Target
				if !ex.Engine {
					t = q.Lookup.Target
				}
				ex.Views = append(ex.Views, s.describeTarget(t, j.Online, "spine", j.Moment, keys, argTexts(j.Target, j.Args))...)
			}
		}
	}
	for i, v := range ex.Views {
		if !ex.Engine && (v.Expression != "" || v.Derived != "" || v.Service != "" && computes(q.Lookup)) {
			ex.Views[i].Expression = "compiled"
		}
	}
	return ex
}

// computes says whether a lookup has a column that is more than a value that was fetched.
func computes(l *plan.Lookup) bool {
	return slices.ContainsFunc(l.Output, func(c plan.TargetColumn) bool { return len(c.Expr) > 1 })
}

func (s *Session) describeTarget(t *plan.Target, isOnline bool, how string, m plan.Moment, keys, args []string) []explainedView {
	var out []explainedView
	for _, tv := range t.Views {
		v := tv.View
		e := explainedView{View: v.Name, Version: v.Version, Read: how, Keys: keys, Time: "now()", Data: "files"}
		switch {
		case t.Service != nil:
			e.Service = t.Name
		case t.Name != v.Name:
			e.Derived = t.Name
		}
		if newest, ok := s.Snapshot().View(v.Name); ok && newest.Version != v.Version {
			e.Newest = newest.Version
		}
		e.Request = args
		if m.Expr != nil {
			e.Time = pieceText(m.Expr)
		}
		if how == "intervals" {
			e.Time = "every time"
		}
		if isOnline {
			e.Read, e.Store, e.Data = "online", s.engine.Online.Name(), ""
		} else if tv.State != nil {
			e.Data = "history"
			if m.Expr != nil {
				e.Data = "history while the files are unchanged"
			}
		}
		if tv.State != nil {
			e.Refreshed = stamp(tv.State.Clock)
		}
		e.Windows, e.Expression = windows(v, m.Strict)
		for _, h := range t.Hidden {
			e.Hidden = append(e.Hidden, string(h.Of))
		}
		switch {
		case m.Within != nil:
			e.TTL = pieceText(m.Within) + " (WITHIN)"
		case v.TTL > 0:
			e.TTL = catalog.Interval(v.TTL)
		}
		out = append(out, e)
	}
	return out
}

// windows lists the edges of a view's frames at the time t of the read.
func windows(v *catalog.FeatureView, strict bool) (edges []string, expressions string) {
	upper := "t]"
	if strict {
		upper = "t)"
	}
	for _, f := range v.Features {
		p, simple := f.Simple()
		if !simple {
			expressions = "computed by the engine over the fetched values"
			continue
		}
		if p.Kind != catalog.PartAgg {
			continue
		}
		switch a := v.Aggs[p.Index]; a.Frame.Mode {
		case catalog.Range:
			edges = append(edges, f.Name+" "+rangeEdges(a.Frame, upper))
		case catalog.RowsFrame:
			edges = append(edges, fmt.Sprintf("%s the %d newest rows", f.Name, a.Frame.Preceding+1))
		default:
			edges = append(edges, f.Name+" (-infinity, "+upper)
		}
	}
	return edges, expressions
}

func stamp(us int64) string {
	return string(sqltype.AppendText(nil, sqltype.Of(sqltype.TimestampTZ), sqltype.Micros(us), sqltype.ISO))
}

// analyze runs the statement and adds what it took.
func (s *Session) analyze(ctx context.Context, q *plan.Query, in rows.Input, ex *explained) error {
	began := s.engine.Now()
	if direct(q, in.Types) {
		got, err := s.lookUp(ctx, q, in)
		switch {
		case err != nil:
			return err
		case got.offline != "":
			return s.analyzeOffline(ctx, q, in, ex, got.offline)
		case !got.engine:
			n := int64(len(got.rows.Rows))
			for i := range ex.Views {
				ex.Views[i].KeyCount = &got.keys
			}
			ex.finish(n, got.trips, s.engine.Now().Sub(began))
			return nil
		}
		ex.Engine = true
	}
	started, err := s.start(ctx, q, in)
	if err != nil {
		return err
	}
	defer started.close()
	if started.offline != "" {
		return s.analyzeOffline(ctx, q, in, ex, started.offline)
	}
	r, err := started.run.Rows(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	n, err := drain(ctx, r)
	if err != nil {
		return err
	}
	trips := 0
	for _, t := range started.trips {
		trips += t.trips
		for i := range ex.Views {
			if name := ex.Views[i]; name.Read == "online" && (name.View == t.target.Name || name.Service == t.target.Name) {
				ex.Views[i].KeyCount = &t.keys
			}
		}
	}
	addReports(ex, started.run.Reports())
	ex.finish(n, trips, s.engine.Now().Sub(began))
	return nil
}

// analyzeOffline runs a statement offline that was planned online.
func (s *Session) analyzeOffline(ctx context.Context, q *plan.Query, in rows.Input, ex *explained, why string) error {
	off := offlineOnly(q, why)
	*ex = *s.describePlan(off)
	return s.analyze(ctx, off, in, ex)
}

func (ex *explained) finish(n int64, trips int, took time.Duration) {
	ms := float64(took.Microseconds()) / 1000
	ex.Rows, ex.Millis = &n, &ms
	if ex.Route == plan.Online {
		ex.Trips = &trips
	}
}

// drain reads rows to their end and counts them.
func drain(ctx context.Context, r rows.Rows) (n int64, err error) {
	for {
		_, err := r.Next(ctx)
		switch {
		case errors.Is(err, io.EOF):
			return n, nil
		case err != nil:
			return n, err
		}
		n++
	}
}

// addReports adds what the engine read of each view, in the order of the plan.
func addReports(ex *explained, reports []offline.Report) {
	used := make([]bool, len(reports))
	for i := range ex.Views {
		v := &ex.Views[i]
		for j, r := range reports {
			if used[j] || r.View != v.View || v.Read == "online" {
				continue
			}
			used[j] = true
			if v.Data = "files"; r.History {
				v.Data = "history"
			}
			v.Files = &r.Files
			v.RowGroups = fmt.Sprintf("%d of %d", r.RowGroups, r.AllRowGroups)
			break
		}
	}
}

// enginePlan adds the engine's own EXPLAIN of a plain statement.
func (s *Session) enginePlan(ctx context.Context, q *plan.Query, in rows.Input, ex *explained) error {
	e := *q
	e.Verb = "explain"
	e.Pieces = append([]plan.Piece{plan.Text("EXPLAIN ")}, q.Pieces...)
	r, err := s.query(ctx, &e, in)
	if err != nil {
		return err
	}
	defer r.Close()
	for {
		row, err := r.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		text, _ := row[len(row)-1].(string)
		ex.Commands = append(ex.Commands, strings.Split(strings.TrimRight(text, "\n"), "\n")...)
	}
}
