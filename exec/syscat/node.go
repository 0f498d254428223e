package syscat

import (
	"context"

	"asof/catalog/pgcatalog"
	"asof/catalog/sqlerr"
)

// expr is a typed expression.
type expr interface {
	info() *typed
	eval(f *frame) (any, error)
	// kids calls fn with a pointer to each expression directly inside, which fn may replace.
	kids(fn func(*expr))
}

// typed is what every expression has: its type, the type's modifier, and where it stands in the text (byte offset, -1 unknown).
type typed struct {
	typ uint32
	mod int32
	pos int32
}

func (t *typed) info() *typed     { return t }
func (t *typed) kids(func(*expr)) {}

func typeOf(e expr) uint32 { return e.info().typ }

// run is one execution of a statement.
type run struct {
	ctx   context.Context
	env   *Env
	args  []any
	ctes  map[*cte]*cteRows
	built map[any]any // what is made once per run: indexes of joins, results of subqueries
	steps int
}

// frame is the row that an expression is evaluated on. Each query level has one; up is that of the query around it.
type frame struct {
	run   *run
	up    *frame
	row   []any       // the columns of all FROM items of the level, side by side
	keys  []any       // of a grouped level: the values of its GROUP BY expressions
	aggs  []any       // and of its aggregates
	wins  []any       // of its window functions
	sets  []any       // of its set-returning functions in the select list
	mask  []bool      // of grouping sets: the keys that this set has; nil: all
	built map[any]any // what is made once for this frame
}

// tick notices now and then that the statement was cancelled.
func (r *run) tick() error {
	if r.steps++; r.steps&1023 == 0 {
		return r.ctx.Err()
	}
	return nil
}

type constExpr struct {
	typed
	value any // a string while the type is unknown
}

func (e *constExpr) eval(*frame) (any, error) { return e.value, nil }

type paramExpr struct {
	typed
	n int // $n
}

func (e *paramExpr) eval(f *frame) (any, error) {
	if e.n > len(f.run.args) {
		return nil, sqlerr.New(sqlerr.UndefinedParameter, "there is no parameter $%d", e.n)
	}
	return f.run.args[e.n-1], nil
}

// varExpr is column i of the level's row, up levels out.
type varExpr struct {
	typed
	up, i int
	item  *rangeItem // that it is a column of; nil of what is made by the engine
	name  string
}

func (e *varExpr) eval(f *frame) (any, error) {
	for range e.up {
		f = f.up
	}
	return f.row[e.i], nil
}

// slotExpr is a value that an earlier step of the same level, or of one further out, computed: a group's key, an aggregate, a window function.
type slotExpr struct {
	typed
	kind slotKind
	up   int
	i    int
	of   expr // what was computed
}

type slotKind uint8

const (
	slotKey slotKind = iota
	slotAgg
	slotWin
	slotSet
)

func (e *slotExpr) eval(f *frame) (any, error) {
	for range e.up {
		f = f.up
	}
	switch e.kind {
	case slotKey:
		return f.keys[e.i], nil
	case slotAgg:
		return f.aggs[e.i], nil
	case slotWin:
		return f.wins[e.i], nil
	}
	return f.sets[e.i], nil
}

// funcExpr is a call of a function with one result, of an operator too.
type funcExpr struct {
	typed
	proc     *pgcatalog.Proc
	op       *pgcatalog.Operator // of an operator
	args     []expr
	call     Call
	fn       Func
	spread   bool // VARIADIC array of a function that takes "any": its items are the last arguments
	volatile bool
}

func (e *funcExpr) kids(fn func(*expr)) {
	for i := range e.args {
		fn(&e.args[i])
	}
}

func (e *funcExpr) eval(f *frame) (any, error) {
	var space [4]any
	args := space[:0]
	for _, a := range e.args {
		v, err := a.eval(f)
		if err != nil {
			return nil, err
		}
		if v == nil && e.proc.Strict {
			return nil, nil
		}
		args = append(args, v)
	}
	call := e.call
	call.Env = f.run.env
	if e.spread {
		args, call.Args = spread(args, call.Args)
	}
	v, err := e.fn(&call, args)
	if err != nil {
		return nil, err
	}
	return v, nil
}

// spread puts the items of the last argument, an array, in its place.
func spread(args []any, types []uint32) ([]any, []uint32) {
	last := len(args) - 1
	arr, ok := args[last].(*Array)
	args, types = args[:last:last], types[:last:last]
	if !ok {
		return args, types
	}
	for _, v := range arr.Items {
		args, types = append(args, v), append(types, arr.Elem)
	}
	return args, types
}

type boolExpr struct {
	typed
	op   byte // '&', '|', '!'
	args []expr
}

func (e *boolExpr) kids(fn func(*expr)) {
	for i := range e.args {
		fn(&e.args[i])
	}
}

func (e *boolExpr) eval(f *frame) (any, error) {
	unknown := false
	for _, a := range e.args {
		v, err := a.eval(f)
		if err != nil {
			return nil, err
		}
		b, ok := v.(bool)
		switch {
		case !ok:
			unknown = true
		case e.op == '!':
			return !b, nil
		case b == (e.op == '|'):
			return b, nil
		}
	}
	if unknown {
		return nil, nil
	}
	return e.op == '&', nil
}

// castExpr changes a value's type: by reading its text, or by making its items another type; a relabelling changes nothing but
// the type's name.
type castExpr struct {
	typed
	arg    expr
	how    castKind
	item   expr // of castArray: the cast of one item, over an itemExpr
	holder *itemExpr
}

type castKind uint8

const (
	castRelabel castKind = iota
	castText             // by output and input functions
	castArray            // item by item
)

func (e *castExpr) kids(fn func(*expr)) { fn(&e.arg) }

func (e *castExpr) eval(f *frame) (any, error) {
	v, err := e.arg.eval(f)
	if err != nil || v == nil {
		return nil, err
	}
	switch e.how {
	case castText:
		s, err := valueText(f.run.env, typeOf(e.arg), v)
		if err != nil {
			return nil, err
		}
		return readText(f.run.env, e.typ, e.mod, s)
	case castArray:
		return e.items(f, v)
	}
	return v, nil
}

func (e *castExpr) items(f *frame, v any) (any, error) {
	arr := v.(*Array)
	out := &Array{Elem: elemType(e.typ), Dims: arr.Dims, Items: make([]any, len(arr.Items))}
	if len(arr.Items) == 0 { // a vector of no items still has a dimension, an array has none
		out.Dims = nil
	}
	inner := &frame{run: f.run, row: make([]any, 1)}
	for i, item := range arr.Items {
		inner.row[0] = item
		got, err := e.item.eval(inner)
		if err != nil {
			return nil, err
		}
		out.Items[i] = got
	}
	return out, nil
}

// itemExpr is the value in the only column of its frame: an item of an array that is cast.
type itemExpr struct{ typed }

func (e *itemExpr) eval(f *frame) (any, error) { return f.row[0], nil }

// nullTest is IS [NOT] NULL. Of a row it asks each field.
type nullTest struct {
	typed
	arg expr
	not bool
}

func (e *nullTest) kids(fn func(*expr)) { fn(&e.arg) }

func (e *nullTest) eval(f *frame) (any, error) {
	v, err := e.arg.eval(f)
	if err != nil {
		return nil, err
	}
	if r, ok := v.(*Record); ok {
		for _, x := range r.Fields {
			if (x == nil) == e.not {
				return false, nil
			}
		}
		return true, nil
	}
	return (v == nil) != e.not, nil
}

// boolTest is IS [NOT] TRUE, FALSE, UNKNOWN.
type boolTest struct {
	typed
	arg  expr
	want any // true, false or nil
	not  bool
}

func (e *boolTest) kids(fn func(*expr)) { fn(&e.arg) }

func (e *boolTest) eval(f *frame) (any, error) {
	v, err := e.arg.eval(f)
	return (v == e.want) != e.not, err
}

// distinctExpr is IS [NOT] DISTINCT FROM; eq compares two values that are not NULL.
type distinctExpr struct {
	typed
	eq   expr // an operator's funcExpr, whose arguments are the two sides
	not  bool
	l, r expr
}

func (e *distinctExpr) kids(fn func(*expr)) { fn(&e.eq); fn(&e.l); fn(&e.r) }

func (e *distinctExpr) eval(f *frame) (any, error) {
	l, err := e.l.eval(f)
	if err != nil {
		return nil, err
	}
	r, err := e.r.eval(f)
	if err != nil {
		return nil, err
	}
	if l == nil || r == nil {
		return ((l == nil) != (r == nil)) != e.not, nil
	}
	same, err := e.eq.eval(f)
	return (same != true) != e.not, err
}

// walk calls fn with e and all expressions inside; fn false stops the descent. Subqueries are not entered.
func walk(e expr, fn func(expr) bool) {
	if e == nil || !fn(e) {
		return
	}
	e.kids(func(k *expr) { walk(*k, fn) })
}

// rewrite replaces expressions from the outside in: where fn gives one, that stands in for e and is not entered.
func rewrite(e *expr, fn func(expr) (expr, bool, error)) error {
	if *e == nil {
		return nil
	}
	got, done, err := fn(*e)
	if err != nil {
		return err
	}
	if done {
		*e = got
		return nil
	}
	(*e).kids(func(k *expr) {
		if err == nil {
			err = rewrite(k, fn)
		}
	})
	return err
}
