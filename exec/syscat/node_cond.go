package syscat

import "asof/catalog/sqlerr"

// caseExpr is CASE; conditions are boolean, also of CASE x WHEN y.
type caseExpr struct {
	typed
	when, then []expr
	otherwise  expr // nil: NULL
}

func (e *caseExpr) kids(fn func(*expr)) {
	for i := range e.when {
		fn(&e.when[i])
		fn(&e.then[i])
	}
	if e.otherwise != nil {
		fn(&e.otherwise)
	}
}

func (e *caseExpr) eval(f *frame) (any, error) {
	for i, w := range e.when {
		v, err := w.eval(f)
		if err != nil {
			return nil, err
		}
		if v == true {
			return e.then[i].eval(f)
		}
	}
	if e.otherwise == nil {
		return nil, nil
	}
	return e.otherwise.eval(f)
}

type coalesceExpr struct {
	typed
	args []expr
}

func (e *coalesceExpr) kids(fn func(*expr)) {
	for i := range e.args {
		fn(&e.args[i])
	}
}

func (e *coalesceExpr) eval(f *frame) (any, error) {
	for _, a := range e.args {
		if v, err := a.eval(f); v != nil || err != nil {
			return v, err
		}
	}
	return nil, nil
}

// minmaxExpr is GREATEST and LEAST.
type minmaxExpr struct {
	typed
	args     []expr
	greatest bool
}

func (e *minmaxExpr) kids(fn func(*expr)) {
	for i := range e.args {
		fn(&e.args[i])
	}
}

func (e *minmaxExpr) eval(f *frame) (any, error) {
	var best any
	for _, a := range e.args {
		v, err := a.eval(f)
		if err != nil {
			return nil, err
		}
		if v == nil {
			continue
		}
		if best == nil {
			best = v
			continue
		}
		c, err := compareValues(v, best)
		if err != nil {
			return nil, err
		}
		if (c > 0) == e.greatest && c != 0 {
			best = v
		}
	}
	return best, nil
}

// nullIf is NULLIF(a, b); eq compares the two.
type nullIf struct {
	typed
	arg expr
	eq  expr
}

func (e *nullIf) kids(fn func(*expr)) { fn(&e.arg); fn(&e.eq) }

func (e *nullIf) eval(f *frame) (any, error) {
	v, err := e.arg.eval(f)
	if err != nil || v == nil {
		return nil, err
	}
	same, err := e.eq.eval(f)
	if err != nil || same == true {
		return nil, err
	}
	return v, nil
}

// arrayExpr is ARRAY[…], nested for further dimensions.
type arrayExpr struct {
	typed
	elem   uint32
	args   []expr
	nested bool // the arguments are arrays of the same type
}

func (e *arrayExpr) kids(fn func(*expr)) {
	for i := range e.args {
		fn(&e.args[i])
	}
}

func (e *arrayExpr) eval(f *frame) (any, error) {
	items := make([]any, 0, len(e.args))
	for _, a := range e.args {
		v, err := a.eval(f)
		if err != nil {
			return nil, err
		}
		items = append(items, v)
	}
	if !e.nested {
		return NewArray(e.elem, items), nil
	}
	out := &Array{Elem: e.elem}
	n := 0
	for i, v := range items {
		sub, ok := v.(*Array)
		if !ok || len(sub.Dims) == 0 {
			continue
		}
		if n > 0 && !sameLengths(out.Dims[1:], sub.Dims) || n == 0 && i > 0 {
			return nil, sqlerr.New("2202E", "multidimensional arrays must have array expressions with matching dimensions")
		}
		if n == 0 {
			out.Dims = []Dim{{0, 1}}
			for _, d := range sub.Dims {
				out.Dims = append(out.Dims, Dim{d.Len, d.Lower})
			}
		}
		n++
		out.Items = append(out.Items, sub.Items...)
	}
	if n > 0 {
		if n != len(items) {
			return nil, sqlerr.New("2202E", "multidimensional arrays must have array expressions with matching dimensions")
		}
		out.Dims[0].Len = n
	}
	return out, nil
}

func sameLengths(a, b []Dim) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Len != b[i].Len {
			return false
		}
	}
	return true
}

// anyExpr is x op ANY (array) and x op ALL (array): op is an operator's call over the left side and an itemExpr-like slot.
type anyExpr struct {
	typed
	left, array expr
	op          *funcExpr // its arguments are read from two columns of a frame of its own
	all         bool
}

func (e *anyExpr) kids(fn func(*expr)) { fn(&e.left); fn(&e.array) }

func (e *anyExpr) eval(f *frame) (any, error) {
	v, err := e.array.eval(f)
	if err != nil || v == nil {
		return nil, err
	}
	arr := v.(*Array)
	if len(arr.Items) == 0 {
		return e.all, nil
	}
	l, err := e.left.eval(f)
	if err != nil || l == nil && e.op.proc.Strict {
		return nil, err
	}
	inner := &frame{run: f.run, row: []any{l, nil}}
	unknown := false
	for _, item := range arr.Items {
		inner.row[1] = item
		got, err := e.op.eval(inner)
		switch {
		case err != nil:
			return nil, err
		case got == nil:
			unknown = true
		case got.(bool) != e.all:
			return !e.all, nil
		}
	}
	if unknown {
		return nil, nil
	}
	return e.all, nil
}
