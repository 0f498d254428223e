package syscat

// rowExpr is ROW(…), and a whole row of a relation.
type rowExpr struct {
	typed
	names []string
	args  []expr
	of    string // the FROM item that it is a whole row of
	whole bool   // a whole row: NULL where all its columns come from the empty side of an outer join
}

func (e *rowExpr) kids(fn func(*expr)) {
	for i := range e.args {
		fn(&e.args[i])
	}
}

func (e *rowExpr) eval(f *frame) (any, error) {
	r := &Record{Names: e.names, Types: make([]uint32, len(e.args)), Fields: make([]any, len(e.args))}
	empty := e.whole
	for i, a := range e.args {
		v, err := a.eval(f)
		if err != nil {
			return nil, err
		}
		r.Types[i], r.Fields[i] = typeOf(a), v
		empty = empty && v == nil
	}
	if empty && len(e.args) > 0 {
		return nil, nil
	}
	return r, nil
}

// rowCompare is (a, b) < (c, d): by the first pair that differs.
type rowCompare struct {
	typed
	l, r []expr
	op   string
}

func (e *rowCompare) kids(fn func(*expr)) {
	for i := range e.l {
		fn(&e.l[i])
		fn(&e.r[i])
	}
}

func (e *rowCompare) eval(f *frame) (any, error) {
	for i := range e.l {
		l, err := e.l[i].eval(f)
		if err != nil {
			return nil, err
		}
		r, err := e.r[i].eval(f)
		if err != nil {
			return nil, err
		}
		if l == nil || r == nil {
			return nil, nil
		}
		c, err := compareValues(l, r)
		if err != nil {
			return nil, err
		}
		if c != 0 {
			return c < 0 == (e.op[0] == '<'), nil
		}
	}
	return len(e.op) == 2, nil // <= and >= of equal rows
}

// fieldExpr is (record).field.
type fieldExpr struct {
	typed
	arg expr
	i   int
}

func (e *fieldExpr) kids(fn func(*expr)) { fn(&e.arg) }

func (e *fieldExpr) eval(f *frame) (any, error) {
	v, err := e.arg.eval(f)
	if err != nil || v == nil {
		return nil, err
	}
	return v.(*Record).Fields[e.i], nil
}

// subscriptExpr is a[i][j] and a[i:j].
type subscriptExpr struct {
	typed
	arg          expr
	lower, upper []expr // of one subscript only upper is set; a bound left out of a slice is nil
	slice        bool
}

func (e *subscriptExpr) kids(fn func(*expr)) {
	fn(&e.arg)
	for i := range e.upper {
		if e.upper[i] != nil {
			fn(&e.upper[i])
		}
		if e.lower[i] != nil {
			fn(&e.lower[i])
		}
	}
}

func (e *subscriptExpr) eval(f *frame) (any, error) {
	v, err := e.arg.eval(f)
	if err != nil || v == nil {
		return nil, err
	}
	arr := v.(*Array)
	bounds := make([][2]int, len(e.upper))
	for i := range e.upper {
		lo, hi := 1, 0
		if i < len(arr.Dims) {
			lo, hi = arr.Dims[i].Lower, arr.Dims[i].Lower+arr.Dims[i].Len-1
		}
		for side, x := range []expr{e.lower[i], e.upper[i]} {
			if x == nil {
				continue
			}
			n, err := x.eval(f)
			if err != nil || n == nil {
				return nil, err
			}
			if side == 0 {
				lo = int(n.(int64))
			} else {
				hi = int(n.(int64))
			}
		}
		bounds[i] = [2]int{lo, hi}
	}
	if e.slice {
		return slice(arr, bounds, e.lower), nil
	}
	return item(arr, bounds), nil
}

// item is the item at the upper ones of bounds; NULL outside.
func item(arr *Array, bounds [][2]int) any {
	if len(bounds) != len(arr.Dims) {
		return nil
	}
	at := 0
	for i, d := range arr.Dims {
		n := bounds[i][1] - d.Lower
		if n < 0 || n >= d.Len {
			return nil
		}
		at = at*d.Len + n
	}
	return arr.Items[at]
}

// slice is the part of an array within bounds, which begins at 1 again. Where some subscript was a slice, one without a colon
// means from 1.
func slice(arr *Array, bounds [][2]int, lower []expr) any {
	empty := &Array{Elem: arr.Elem}
	if len(bounds) > len(arr.Dims) {
		return empty
	}
	out := &Array{Elem: arr.Elem}
	from := make([]int, len(arr.Dims))
	for i, d := range arr.Dims {
		lo, hi := d.Lower, d.Lower+d.Len-1
		if i < len(bounds) {
			lo, hi = max(bounds[i][0], lo), min(bounds[i][1], hi)
		}
		if lo > hi {
			return empty
		}
		from[i] = lo - d.Lower
		out.Dims = append(out.Dims, Dim{hi - lo + 1, 1})
	}
	var copyDim func(dim, at int)
	copyDim = func(dim, at int) {
		if dim == len(arr.Dims) {
			out.Items = append(out.Items, arr.Items[at])
			return
		}
		for n := range out.Dims[dim].Len {
			copyDim(dim+1, at*arr.Dims[dim].Len+from[dim]+n)
		}
	}
	copyDim(0, 0)
	return out
}
