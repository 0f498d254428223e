package exec

import (
	"context"
	"fmt"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/exec/rows"
	"asof/planner/plan"
)

// advise sends advice as notices.
func advise(list []plan.Advice, notify func(error)) {
	for _, a := range list {
		notify(sqlerr.Notice("%s", a.Message).WithDetail("Advice %s.", a.Code).WithHint("%s", a.Hint))
	}
}

// keptRows is from how many rows of a key on a window is worth a word.
const keptRows = 1000

// adviseWindows says that a window is estimated to keep many rows of each key: they are in memory and are read whenever the key is,
// with a hop too. The estimate is one of the source's first rows.
func (s *Session) adviseWindows(ctx context.Context, v *catalog.FeatureView, sources []*catalog.Source) []plan.Advice {
	longest := -1
	for i, a := range v.Aggs {
		if a.Frame.Mode == catalog.Range && (longest < 0 || a.Frame.Preceding > v.Aggs[longest].Frame.Preceding) {
			longest = i
		}
	}
	if longest < 0 || !v.Online || v.Kind != catalog.EventView {
		return nil
	}
	rate, err := s.engine.Offline.Rate(ctx, sources, v)
	if err != nil {
		s.engine.Log.Debug("the rows of a key cannot be estimated", "view", v.Name, "error", err)
		return nil // advice is no reason to refuse
	}
	w := v.Aggs[longest].Frame.Preceding
	n := int64(rate * float64(w))
	if n < keptRows {
		return nil
	}
	a := plan.Advice{Code: plan.LongWindow,
		Message: fmt.Sprintf("a window of %s keeps about %d rows of each key online", catalog.Interval(w), n),
		Hint:    "A shorter window keeps fewer. A hop does not: it only moves the window's edges in steps."}
	if n > v.MaxRows {
		a.Message += fmt.Sprintf("; keys with more than %d are answered offline", v.MaxRows)
	}
	return []plan.Advice{a}
}

// adviseSpines says that a spine asks for later times than the newest event that a view had when it was materialised.
func (s *Session) adviseSpines(ctx context.Context, off offline.Session, q *plan.Query, in rows.Input) ([]plan.Advice, error) {
	var out []plan.Advice
	for _, rel := range q.Relations {
		if _, system := rel.(*plan.SystemTable); system {
			return nil, nil
		}
	}
	in.Promised = nil
	for _, rel := range q.Relations {
		sp, ok := rel.(*plan.Spine)
		if !ok {
			continue
		}
		for _, j := range sp.Joins {
			v := earliest(j.Target)
			if v == nil || j.Moment.Expr == nil {
				continue
			}
			late, all, err := s.later(ctx, off, q, sp, &j, v.State.MaxEvent, in)
			if err != nil {
				return nil, err
			}
			if late == 0 {
				continue
			}
			out = append(out, plan.Advice{Code: plan.BeyondData,
				Message: fmt.Sprintf("%d of %d rows of the spine are later than the newest event of feature view %q, %s", late, all, v.View.Name, stamp(v.State.MaxEvent)),
				Hint:    fmt.Sprintf("Their features are older than they would have been. Add the files that are missing and REFRESH FEATURE VIEW %s, or end the spine there.", catalog.QuoteIdent(v.View.Name))})
		}
	}
	return out, nil
}

// earliest is the view of a target whose newest event is the oldest, nil if none is materialised.
func earliest(t *plan.Target) *plan.TargetView {
	var out *plan.TargetView
	for i := range t.Views {
		v := &t.Views[i]
		if v.State != nil && v.State.Rows > 0 && (out == nil || v.State.MaxEvent < out.State.MaxEvent) {
			out = v
		}
	}
	return out
}

// later counts the rows of a spine that ask for a time after horizon, and all of them.
func (s *Session) later(ctx context.Context, off offline.Session, q *plan.Query, sp *plan.Spine, j *plan.SpineJoin, horizon int64, in rows.Input) (late, all int64, err error) {
	count := *q
	count.Verb, count.Lookup, count.Temp = "select", nil, nil
	count.Pieces = append(append([]plan.Piece{}, sp.With...), plan.Text(" SELECT count(*) FILTER (WHERE CAST("))
	count.Pieces = append(count.Pieces, j.Moment.Expr...)
	edge := sqltype.AppendText(nil, sqltype.Of(sqltype.TimestampTZ), sqltype.Micros(horizon), sqltype.ISO)
	count.Pieces = append(count.Pieces, plan.Text(" AS TIMESTAMPTZ) > TIMESTAMPTZ '"+string(edge)+"'), count(*) FROM "))
	count.Pieces = append(count.Pieces, sp.Left...)
	run, err := off.Start(ctx, &count, in)
	if err != nil {
		return 0, 0, err
	}
	defer run.Close()
	got, err := collect(ctx, run)
	if err != nil {
		return 0, 0, err
	}
	late, _ = got[0][0].(int64)
	all, _ = got[0][1].(int64)
	return late, all, nil
}

// explainedHint is advice.
type explainedHint struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

// explainAdvice adds what the statement would be better with; what takes a look at the spine only with ANALYZE.
func (s *Session) explainAdvice(ctx context.Context, n *plan.Explain, in rows.Input, ex *explained) error {
	list := n.Advice
	if n.Advise && n.Analyze {
		late, err := s.adviseSpines(ctx, s.off, n.Query, in)
		if err != nil {
			return err
		}
		list = append(list, late...)
	}
	for _, a := range list {
		ex.Advice = append(ex.Advice, explainedHint(a))
	}
	return nil
}
