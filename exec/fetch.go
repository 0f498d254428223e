package exec

import (
	"context"
	"slices"

	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/exec/online"
	"asof/exec/rows"
	"asof/planner/plan"
)

// fetched is what the online store holds of a target's views for keys.
type fetched struct {
	target  *plan.Target
	keys    [][][]any         // by view: what was asked for, in the view's own order of keys
	results [][]online.Result // by view, by what was asked for
	index   [][]int           // by view, by the target's key: which of these it is; nil: the same
	args    []any             // the request parameters
	now     int64             // the clock
	trips   int
	offline string // why a key has to be answered offline; "" if none has
}

// fetch reads every view of a target for keys (values of Target.Keys) in one round trip. wanted says, by view, which aggregates
// are read; nil: all.
func (s *Session) fetch(ctx context.Context, t *plan.Target, keys [][]any, in rows.Input, wanted [][]bool) (*fetched, error) {
	f := &fetched{target: t}
	reqs := make([]online.Request, len(t.Views))
	for i, tv := range t.Views {
		h, why, err := s.engine.holdAt(tv, in.Now)
		if err != nil {
			return nil, err
		}
		if f.offline = why; h == nil {
			return f, nil
		}
		defer h.release()
		own, index, err := viewKeys(t, tv, keys)
		if err != nil {
			return nil, err
		}
		f.keys, f.index = append(f.keys, own), append(f.index, index)
		reqs[i] = online.Request{View: h.view, Keys: own}
		if wanted != nil {
			reqs[i].Wanted = wanted[i]
		}
	}
	got, err := online.ReadMany(ctx, reqs, online.Clock{T: in.Now, Live: !in.NowSet})
	if err != nil {
		return nil, err
	}
	f.results, f.trips = got.Results, got.RoundTrips
	for i, rs := range f.results {
		for _, r := range rs {
			switch r.Outcome {
			case online.Overflowed:
				f.offline = "a key of view " + t.Views[i].View.Name + " has more rows than max_rows_per_key"
			case online.Ahead:
				f.offline = "the store holds rows of view " + t.Views[i].View.Name + " that are newer than the time asked for"
			}
		}
	}
	return f, nil
}

// viewKeys picks a view's keys, in its own order, out of a target's. Several keys of a service may be one of a view: index says
// which; nil: they are the target's, one by one.
func viewKeys(t *plan.Target, tv plan.TargetView, keys [][]any) (own [][]any, index []int, err error) {
	if slices.IsSorted(tv.Keys) && len(tv.Keys) == len(t.Keys) {
		return keys, nil, nil
	}
	types := make([]sqltype.Type, len(tv.Keys))
	for j, n := range tv.Keys {
		types[j] = t.Keys[n].Type
	}
	seen := map[string]int{}
	var buf []byte
	for _, k := range keys {
		key := make([]any, len(tv.Keys))
		for j, n := range tv.Keys {
			key[j] = k[n]
		}
		if buf, _, err = online.EncodeKey(buf[:0], online.Space{}, types, key); err != nil {
			return nil, nil, err
		}
		n, ok := seen[string(buf)]
		if !ok {
			n = len(own)
			seen[string(buf)] = n
			own = append(own, key)
		}
		index = append(index, n)
	}
	return own, index, nil
}

// result is what view v has for key i of the target.
func (f *fetched) result(v, i int) *online.Result {
	if f.index[v] != nil {
		i = f.index[v][i]
	}
	return &f.results[v][i]
}

// value is a term for key i.
func (f *fetched) value(t plan.Term, keys [][]any, i int) any {
	switch t.Kind {
	case plan.TermKey:
		return keys[i][t.Index]
	case plan.TermEventTime:
		return f.time(i, true)
	case plan.TermAsOf:
		return f.time(i, false)
	case plan.TermRequest:
		return f.args[t.Index]
	case plan.TermNow:
		if t.View < 0 {
			return f.time(i, false)
		}
	}
	r := f.result(t.View, i)
	switch {
	case t.Kind == plan.TermFound:
		return r.Outcome == online.Found
	case r.Outcome != online.Found:
		return nil
	case t.Kind == plan.TermNow:
		return sqltype.Micros(r.AsOf)
	case t.Kind == plan.TermAgg:
		return r.Aggs[t.Index]
	}
	return r.Inputs[t.Index]
}

// time is the time that key i was read as of, or, with event, the event time of its newest row; of several views the newest.
func (f *fetched) time(i int, event bool) any {
	var newest any
	for v := range f.results {
		r := f.result(v, i)
		us := r.AsOf
		if event {
			us = r.EventTime
		}
		if (!event || r.Outcome == online.Found) && (newest == nil || sqltype.Micros(us) > newest.(sqltype.Micros)) {
			newest = sqltype.Micros(us)
		}
	}
	if newest == nil && !event {
		return sqltype.Micros(f.now)
	}
	return newest
}

// table is the state of view v in the form that the offline engine takes: each key once.
func (f *fetched) table(v int) offline.Table {
	var t offline.Table
	own := f.keys[v]
	for i, r := range f.results[v] {
		if r.Outcome != online.Found {
			continue
		}
		row := make([]any, 0, len(own[i])+len(r.Inputs)+len(r.Aggs)+2)
		row = append(append(append(row, own[i]...), r.Inputs...), r.Aggs...)
		t.Rows = append(t.Rows, append(row, sqltype.Micros(r.EventTime), sqltype.Micros(r.AsOf)))
	}
	return t
}
