package exec

import (
	"context"
	"slices"
	"strings"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/rows"
	"asof/planner/plan"
)

// describeLookup describes an online read: every parameter is compared with a key.
func describeLookup(q *plan.Query, types []sqltype.Type) (*rows.Description, error) {
	params, err := keyParams(q, types)
	if err != nil {
		return nil, err
	}
	for i, t := range params {
		if t.ID == sqltype.Invalid {
			params[i] = sqltype.Of(sqltype.Text)
		}
	}
	cols := make([]plan.Column, len(q.Lookup.Output))
	for i, o := range q.Lookup.Output {
		cols[i] = o.Column
	}
	return &rows.Description{Columns: cols, Tag: "SELECT", Params: params}, nil
}

// keyParams types the parameters that are compared with keys, and that the client left open, by those keys.
func keyParams(q *plan.Query, types []sqltype.Type) ([]sqltype.Type, error) {
	params := make([]sqltype.Type, q.Params)
	copy(params, types)
	var err error
	var visit func(kv plan.KeyValue, key plan.Column)
	visit = func(kv plan.KeyValue, key plan.Column) {
		for _, e := range kv.Elems {
			visit(e, key)
		}
		if kv.Param == 0 || params[kv.Param-1].ID != sqltype.Invalid {
			return
		}
		t := key.Type
		if kv.Array {
			t = sqltype.ArrayOf(t)
		}
		if kv.Cast != "" {
			var ok bool
			if t, ok = sqltype.Parse(kv.Cast); !ok && err == nil {
				err = sqlerr.New(sqlerr.UndefinedObject, "type %q does not exist", kv.Cast)
			}
		}
		params[kv.Param-1] = t
	}
	list := func(t *plan.Target, keys plan.KeyList) {
		for _, term := range keys {
			for _, tuple := range term.Tuples {
				for i, kv := range tuple {
					visit(kv, t.Keys[term.Cols[i]])
				}
			}
		}
	}
	if q.Lookup != nil {
		for i, a := range q.Lookup.Args {
			visit(a, q.Lookup.Target.Request[i])
		}
	}
	if q.Lookup != nil && q.Lookup.List != nil {
		visit(*q.Lookup.List, q.Lookup.Target.Keys[0])
	}
	for _, rel := range q.Relations {
		if at, ok := rel.(*plan.At); ok {
			list(at.Target, at.Keys)
		}
	}
	return params, err
}

// direct says whether a query is an online read that needs no engine: it is planned as one, and a list of keys that it gives back
// has the keys' own type. types are those of the parameters that are known.
func direct(q *plan.Query, types []sqltype.Type) bool {
	if q.Lookup == nil {
		return false
	}
	if _, ok := compile(q.Lookup); !ok || q.Lookup.List == nil {
		return ok
	}
	key, list := q.Lookup.Target.Keys[0].Type, q.Lookup.List
	same := func(t sqltype.Type) bool { return t == key || isInt(t.ID) && isInt(key.ID) }
	for _, e := range list.Elems {
		switch {
		case e.Null, e.Cast == "" && (e.Quoted || e.Param > 0):
		case e.Cast != "":
			if t, ok := sqltype.Parse(e.Cast); ok && !same(t) {
				return false
			}
		case !isInt(key.ID) || strings.Trim(e.Literal, "+-0123456789") != "":
			return false
		}
	}
	t, known := sqltype.Type{}, false
	switch {
	case list.Cast != "":
		t, known = sqltype.Parse(list.Cast)
	case list.Param > 0 && list.Param <= len(types):
		t, known = types[list.Param-1], types[list.Param-1].ID != sqltype.Invalid
	}
	return !known || same(t.Elem())
}

// lookup answers an online read. A key that the store cannot answer for sends the whole statement to the offline engine.
func (s *Session) lookup(ctx context.Context, q *plan.Query, in rows.Input) (rows.Rows, error) {
	got, err := s.lookUp(ctx, q, in)
	switch {
	case err != nil:
		return nil, err
	case got.offline != "":
		return s.queryOffline(ctx, q, in, got.offline)
	case got.engine:
		return s.query(ctx, q, in)
	}
	return got.rows, nil
}

// lookedUp is what an online read found, and what it took.
type lookedUp struct {
	rows        *rows.Slice
	keys, trips int
	offline     string // why a key has to be answered offline; "" if none has
	engine      bool   // the engine has to compute an expression
}

// lookUp does it: keys, one round trip, rows.
func (s *Session) lookUp(ctx context.Context, q *plan.Query, in rows.Input) (*lookedUp, error) {
	l := q.Lookup
	var keys [][]any
	var list []any
	var err error
	if l.List != nil {
		if list, err = arrayValues(*l.List, l.Target.Keys[0], in); err != nil {
			return nil, placed(q, *l.List, err)
		}
		for _, v := range list {
			if v != nil {
				keys = append(keys, []any{v})
			}
		}
	} else if keys, err = keyTuples(q, l.Target, l.Keys, in); err != nil {
		return nil, err
	}
	c, ok := compile(l)
	args, converted := arguments(l, in)
	if !ok || !converted {
		return &lookedUp{engine: true}, nil
	}
	f, err := s.fetch(ctx, l.Target, keys, in, wanted(l))
	if err != nil {
		return nil, err
	}
	f.args, f.now = args, in.Now
	out := &rows.Slice{Rows: make([][]any, 0, len(keys))}
	got := &lookedUp{rows: out, keys: len(keys), trips: f.trips, offline: f.offline}
	if f.offline != "" {
		return got, nil
	}
	var room []any // for the rows, many at a time
	emit := func(i int, elem any) {
		if l.Limit >= 0 && int64(len(out.Rows)) >= l.Limit {
			return
		}
		if i >= 0 {
			there, ok := f.exists(c, keys, i)
			got.engine = got.engine || !ok
			if !there {
				i = -1
			}
		}
		if i >= 0 || l.Outer {
			width := len(l.Output)
			if len(room) < width {
				room = make([]any, width*min(max(len(keys), 1), rowsAtOnce))
			}
			ok := f.row(room[:width:width], c, l, keys, i, elem)
			got.engine = got.engine || !ok
			out.Rows = append(out.Rows, room[:width:width])
			room = room[width:]
		}
	}
	if l.List == nil {
		for i := range keys {
			emit(i, nil)
		}
		return got, nil
	}
	next := 0
	for _, v := range list {
		if v == nil {
			emit(-1, nil)
			continue
		}
		emit(next, v)
		next++
	}
	return got, nil
}

// rowsAtOnce is for how many rows room is made at a time.
const rowsAtOnce = 64

// wanted are the aggregates that a lookup reads, by view: the others cost nothing.
func wanted(l *plan.Lookup) [][]bool {
	out := make([][]bool, len(l.Target.Views))
	for i, tv := range l.Target.Views {
		out[i] = make([]bool, len(tv.View.Aggs))
	}
	note := func(e plan.Expr) {
		for _, t := range e {
			if t.Kind == plan.TermAgg {
				out[t.View][t.Index] = true
			}
		}
	}
	note(l.Target.Exists)
	for _, o := range l.Output {
		note(o.Expr)
	}
	return out
}

// row fills row i of a lookup's result; i is -1 for a key without one. It is not ok if the engine has to compute it.
func (f *fetched) row(row []any, c *compiled, l *plan.Lookup, keys [][]any, i int, elem any) (ok bool) {
	for n, o := range l.Output {
		switch t := o.Expr[0]; {
		case t.Kind == plan.TermElem:
			row[n] = elem
		case i < 0:
		case c.output[n] == nil:
			row[n] = f.value(t, keys, i)
		default:
			if row[n], ok = f.compute(c.output[n], o.Expr, keys, i); !ok {
				return false
			}
		}
	}
	return true
}

// queryOffline runs a statement that was planned online by the offline engine.
func (s *Session) queryOffline(ctx context.Context, q *plan.Query, in rows.Input, why string) (rows.Rows, error) {
	if q.Forced {
		return nil, sqlerr.New(sqlerr.FeatureNotSupported, "the statement cannot be answered online: %s", why).
			WithHint("RESET asof.route lets it be answered offline.")
	}
	return s.query(ctx, offlineOnly(q, why), in)
}

// offlineOnly is a query with every relation read offline.
func offlineOnly(q *plan.Query, why string) *plan.Query {
	c := *q
	c.Lookup, c.Route, c.Why = nil, plan.Offline, why
	c.Relations = slices.Clone(q.Relations)
	for i, r := range c.Relations {
		switch r := r.(type) {
		case *plan.At:
			at := *r
			at.Online = false
			c.Relations[i] = &at
		case *plan.Spine:
			sp := *r
			sp.Joins = slices.Clone(r.Joins)
			for j := range sp.Joins {
				sp.Joins[j].Online = false
			}
			c.Relations[i] = &sp
		}
	}
	return &c
}
