package exec

import (
	"context"

	"asof/catalog/sqlerr"
	"asof/exec/offline"
	"asof/exec/rows"
	"asof/planner/plan"
)

// query runs a statement in the offline engine: plain SQL as it is; what reads views with their relations made there, from
// files, from history, or from what the online store holds.
func (s *Session) query(ctx context.Context, q *plan.Query, in rows.Input) (rows.Rows, error) {
	r, err := s.start(ctx, q, in)
	if err != nil {
		return nil, err
	}
	if r.offline != "" {
		r.close()
		return s.queryOffline(ctx, q, in, r.offline)
	}
	out, err := r.run.Rows(ctx)
	if makesTables(q) {
		s.temp.forget()
		if err == nil {
			s.made(q.Temp)
		}
	}
	if err != nil {
		r.close()
		return nil, err
	}
	s.wrote(q, in)
	if chunks, ok := out.(rows.Chunks); ok {
		return &queryChunks{queryRows{out, r}, chunks}, nil
	}
	return &queryRows{out, r}, nil
}

// running is a query that was started: what it holds is let go when its rows are closed.
type running struct {
	run     offline.Run
	handles []*handle
	trips   []trip
	offline string // why it has to be started again without the online store
}

// trip is what one target cost in the online store, for EXPLAIN.
type trip struct {
	target *plan.Target
	keys   int
	rows   int
	trips  int
}

func (r *running) close() {
	for _, h := range r.handles {
		h.release()
	}
	r.handles = nil
	if r.run != nil {
		r.run.Close()
		r.run = nil
	}
}

type queryRows struct {
	rows.Rows
	*running
}

// queryChunks are rows that the engine gives many at a time.
type queryChunks struct {
	queryRows
	rows.Chunks
}

func (q *queryRows) Close() error {
	err := q.Rows.Close()
	q.close()
	return err
}

// start begins a run and supplies what the engine does not have itself: the rows of system tables, and online entries.
func (s *Session) start(ctx context.Context, q *plan.Query, in rows.Input) (*running, error) {
	if err := s.beginEngine(ctx, q); err != nil {
		return nil, err
	}
	s.files(q.User)
	r := &running{}
	if err := s.holdAll(q, r); err != nil {
		r.close()
		return nil, err
	}
	var err error
	if r.run, err = s.off.Start(ctx, q, in); err != nil {
		r.close()
		return nil, err
	}
	for i := range q.Relations {
		if err = s.supply(ctx, r, q, i, in); err != nil || r.offline != "" {
			break
		}
	}
	if err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

// holdAll keeps the generations that a query reads from being freed.
func (s *Session) holdAll(q *plan.Query, r *running) error {
	for _, rel := range q.Relations {
		k, ok := rel.(*plan.KeptScan)
		if !ok {
			continue
		}
		h := s.engine.holdKept(k.Generation)
		if h == nil {
			return sqlerr.New(sqlerr.SerializationFailure, "version %d of training set %q was dropped while the statement began", k.Version, k.Set).
				WithHint("Run the statement again.")
		}
		r.handles = append(r.handles, h)
	}
	for _, t := range targets(q) {
		for _, tv := range t.Views {
			if tv.State == nil {
				continue
			}
			h, err := s.engine.hold(tv.View, tv.State)
			if err != nil {
				return err
			}
			if h == nil || h.state.Generation != tv.State.Generation {
				if h != nil {
					h.release()
				}
				return sqlerr.New(sqlerr.SerializationFailure, "feature view %q was materialised anew while the statement began", tv.View.Name).
					WithHint("Run the statement again.")
			}
			r.handles = append(r.handles, h)
		}
	}
	return nil
}

// targets are the views and services that a query reads.
func targets(q *plan.Query) []*plan.Target {
	var out []*plan.Target
	for _, rel := range q.Relations {
		switch rel := rel.(type) {
		case *plan.At:
			out = append(out, rel.Target)
		case *plan.Spine:
			for _, j := range rel.Joins {
				out = append(out, j.Target)
			}
		}
	}
	return out
}

// supply hands over what relation i of q needs.
func (s *Session) supply(ctx context.Context, r *running, q *plan.Query, i int, in rows.Input) error {
	switch rel := q.Relations[i].(type) {
	case *plan.SystemTable:
		data, err := s.systemRows(ctx, rel, in)
		if err != nil {
			return err
		}
		r.run.SupplyTable(i, data)
	case *plan.At:
		keys, err := keyTuples(q, rel.Target, rel.Keys, in)
		if err != nil {
			return err
		}
		if len(rel.Keys) > 0 {
			r.run.SupplyKeys(i, keys)
		}
		if !rel.Online {
			return nil
		}
		return s.supplyTarget(ctx, r, i, -1, rel.Target, keys, in)
	case *plan.Spine:
		for j, join := range rel.Joins {
			if !join.Online {
				continue
			}
			keys, err := r.run.SpineKeys(ctx, i, j)
			if err != nil {
				return err
			}
			if err := s.supplyTarget(ctx, r, i, j, join.Target, withoutNulls(keys), in); err != nil || r.offline != "" {
				return err
			}
		}
	}
	return nil
}

func (s *Session) supplyTarget(ctx context.Context, r *running, rel, join int, t *plan.Target, keys [][]any, in rows.Input) error {
	keys, err := distinctKeys(keyTypes(t), keys)
	if err != nil {
		return err
	}
	f, err := s.fetch(ctx, t, keys, in, nil)
	if err != nil {
		return err
	}
	if r.offline = f.offline; r.offline != "" {
		return nil
	}
	n := trip{target: t, keys: len(keys), trips: f.trips}
	for v := range t.Views {
		table := f.table(v)
		n.rows += len(table.Rows)
		r.run.Supply(rel, join, v, table)
	}
	r.trips = append(r.trips, n)
	return nil
}

// withoutNulls drops keys with a NULL: they match nothing.
func withoutNulls(keys [][]any) [][]any {
	out := make([][]any, 0, len(keys))
next:
	for _, k := range keys {
		for _, v := range k {
			if v == nil {
				continue next
			}
		}
		out = append(out, k)
	}
	return out
}
