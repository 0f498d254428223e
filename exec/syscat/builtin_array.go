package syscat

import (
	"slices"
	"strconv"
	"strings"

	"asof/catalog/sqlerr"
)

// This file has the functions of arrays.

func init() {
	register(map[string]Func{
		"array_ndims": func(_ *Call, a []any) (any, error) { return orNull(int64(len(a[0].(*Array).Dims))) },
		"array_dims": func(_ *Call, a []any) (any, error) {
			var b strings.Builder
			for _, d := range a[0].(*Array).Dims {
				b.WriteString("[" + strconv.Itoa(d.Lower) + ":" + strconv.Itoa(d.Lower+d.Len-1) + "]")
			}
			if b.Len() == 0 {
				return nil, nil
			}
			return b.String(), nil
		},
		"array_lower":       ofDimension(func(d Dim) int64 { return int64(d.Lower) }),
		"array_upper":       ofDimension(func(d Dim) int64 { return int64(d.Lower + d.Len - 1) }),
		"array_length":      ofDimension(func(d Dim) int64 { return int64(d.Len) }),
		"array_cardinality": fn1(func(a *Array) int64 { return int64(len(a.Items)) }),
		"array_append": func(c *Call, a []any) (any, error) {
			arr, err := c.oneDimension(a[0])
			if err != nil {
				return nil, err
			}
			return withItems(arr, append(slices.Clone(arr.Items), a[1]), lowerOf(arr)), nil
		},
		"array_prepend": func(c *Call, a []any) (any, error) {
			arr, err := c.oneDimension(a[1])
			if err != nil {
				return nil, err
			}
			return withItems(arr, append([]any{a[0]}, arr.Items...), lowerOf(arr)), nil
		},
		"array_cat":            arrayCat,
		"array_position":       arrayPosition,
		"array_position_start": arrayPosition,
		"array_positions":      arrayPositions,
		"array_remove": func(c *Call, a []any) (any, error) {
			if a[0] == nil {
				return nil, nil
			}
			return c.replaceItems(a[0].(*Array), a[1], nil, true)
		},
		"array_replace": func(c *Call, a []any) (any, error) {
			if a[0] == nil {
				return nil, nil
			}
			return c.replaceItems(a[0].(*Array), a[1], a[2], false)
		},
		"trim_array":     fn2e(trimArray),
		"arraycontains":  fn2c(func(c *Call, a, b *Array) (bool, error) { return c.containsAll(a, b) }),
		"arraycontained": fn2c(func(c *Call, a, b *Array) (bool, error) { return c.containsAll(b, a) }),
		"arrayoverlap": fn2c(func(c *Call, a, b *Array) (bool, error) {
			for _, v := range b.Items {
				if ok, err := c.holds(a, v); ok || err != nil {
					return ok, err
				}
			}
			return false, nil
		}),
		"array_to_text":      func(c *Call, a []any) (any, error) { return c.joinArray(a) },
		"array_to_text_null": func(c *Call, a []any) (any, error) { return c.joinArray(a) },
		"array_fill":         arrayFill, "array_fill_with_lower_bounds": arrayFill,
		"oidvectortypes": fn1c(func(c *Call, a *Array) (string, error) {
			names := make([]string, len(a.Items))
			for i, v := range a.Items {
				names[i] = typeText(uint32(v.(int64)))
			}
			return strings.Join(names, ", "), nil
		}),
	})
}

// orNull makes NULL of 0.
func orNull(n int64) (any, error) {
	if n == 0 {
		return nil, nil
	}
	return n, nil
}

func ofDimension(f func(Dim) int64) Func {
	return func(_ *Call, a []any) (any, error) {
		arr, n := a[0].(*Array), a[1].(int64)
		if n < 1 || n > int64(len(arr.Dims)) {
			return nil, nil
		}
		return f(arr.Dims[n-1]), nil
	}
}

// oneDimension takes NULL for the empty array.
func (c *Call) oneDimension(v any) (*Array, error) {
	if v == nil {
		return &Array{Elem: elemType(c.Result)}, nil
	}
	arr := v.(*Array)
	if len(arr.Dims) > 1 {
		return nil, sqlerr.New("22000", "argument must be empty or one-dimensional array")
	}
	return arr, nil
}

func lowerOf(a *Array) int {
	if len(a.Dims) == 0 {
		return 1
	}
	return a.Dims[0].Lower
}

func withItems(a *Array, items []any, lower int) *Array {
	out := NewArray(a.Elem, items)
	if len(items) > 0 {
		out.Dims[0].Lower = lower
	}
	return out
}

func incompatible(detail string) error {
	return sqlerr.New(codeArray, "cannot concatenate incompatible arrays").WithDetail("%s", detail)
}

// arrayCat joins two arrays of one shape, or one to another as a further item of it.
func arrayCat(_ *Call, args []any) (any, error) {
	if args[0] == nil {
		return args[1], nil
	}
	if args[1] == nil {
		return args[0], nil
	}
	a, b := args[0].(*Array), args[1].(*Array)
	switch {
	case len(a.Dims) == 0:
		return b, nil
	case len(b.Dims) == 0:
		return a, nil
	}
	items := append(slices.Clone(a.Items), b.Items...)
	same := func(x, y []Dim) bool {
		return slices.EqualFunc(x, y, func(d, e Dim) bool { return d.Len == e.Len && d.Lower == e.Lower })
	}
	const differ = "Arrays with differing element dimensions are not compatible for concatenation."
	var dims []Dim
	switch len(a.Dims) - len(b.Dims) {
	case 0:
		if !same(a.Dims[1:], b.Dims[1:]) {
			return nil, incompatible(differ)
		}
		dims = slices.Clone(a.Dims)
		dims[0].Len += b.Dims[0].Len
	case 1:
		if !same(a.Dims[1:], b.Dims) {
			return nil, incompatible("Arrays with differing dimensions are not compatible for concatenation.")
		}
		dims = slices.Clone(a.Dims)
		dims[0].Len++
	case -1:
		if !same(b.Dims[1:], a.Dims) {
			return nil, incompatible("Arrays with differing dimensions are not compatible for concatenation.")
		}
		dims = slices.Clone(b.Dims)
		dims[0].Len++
	default:
		return nil, incompatible("Arrays of " + strconv.Itoa(len(a.Dims)) + " and " + strconv.Itoa(len(b.Dims)) + " dimensions are not compatible for concatenation.")
	}
	return &Array{Elem: a.Elem, Dims: dims, Items: items}, nil
}

// equalItems holds two NULLs for equal.
func (c *Call) equalItems(elem uint32, a, b any) (bool, error) {
	n, err := c.compareItems(elem, a, b)
	return n == 0, err
}

func arrayPosition(c *Call, args []any) (any, error) {
	if args[0] == nil {
		return nil, nil
	}
	a := args[0].(*Array)
	if len(a.Dims) > 1 {
		return nil, sqlerr.New(sqlerr.FeatureNotSupported, "searching for elements in multidimensional arrays is not supported")
	}
	from := int64(lowerOf(a))
	if len(args) > 2 {
		if args[2] == nil {
			return nil, sqlerr.New(codeNullValue, "initial position must not be null")
		}
		from = args[2].(int64)
	}
	for i, v := range a.Items {
		at := int64(lowerOf(a) + i)
		if at < from {
			continue
		}
		if ok, err := c.equalItems(a.Elem, v, args[1]); ok || err != nil {
			return at, err
		}
	}
	return nil, nil
}

func arrayPositions(c *Call, args []any) (any, error) {
	if args[0] == nil {
		return nil, nil
	}
	a := args[0].(*Array)
	if len(a.Dims) > 1 {
		return nil, sqlerr.New(sqlerr.FeatureNotSupported, "searching for elements in multidimensional arrays is not supported")
	}
	var out []any
	for i, v := range a.Items {
		ok, err := c.equalItems(a.Elem, v, args[1])
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, int64(lowerOf(a)+i))
		}
	}
	return NewArray(oidInt4, out), nil
}

// replaceItems replaces items equal to from, or leaves them out.
func (c *Call) replaceItems(a *Array, from, to any, remove bool) (any, error) {
	if remove && len(a.Dims) > 1 {
		return nil, sqlerr.New(sqlerr.FeatureNotSupported, "removing elements from multidimensional arrays is not supported")
	}
	var out []any
	for _, v := range a.Items {
		ok, err := c.equalItems(a.Elem, v, from)
		if err != nil {
			return nil, err
		}
		switch {
		case !ok:
			out = append(out, v)
		case !remove:
			out = append(out, to)
		}
	}
	if !remove {
		return &Array{Elem: a.Elem, Dims: a.Dims, Items: out}, nil
	}
	return withItems(a, out, lowerOf(a)), nil
}

func trimArray(a *Array, n int64) (*Array, error) {
	have := 0
	if len(a.Dims) > 0 {
		have = a.Dims[0].Len
	}
	if n < 0 || n > int64(have) {
		return nil, sqlerr.New(codeArray, "number of elements to trim must be between 0 and %d", have)
	}
	if int(n) == have {
		return &Array{Elem: a.Elem}, nil
	}
	dims := slices.Clone(a.Dims)
	each := len(a.Items) / have
	for i := range dims {
		dims[i].Lower = 1
	}
	dims[0].Len = have - int(n)
	return &Array{Elem: a.Elem, Dims: dims, Items: a.Items[:each*dims[0].Len]}, nil
}

// holds says whether an array has an item equal to v; NULL equals nothing.
func (c *Call) holds(a *Array, v any) (bool, error) {
	if v == nil {
		return false, nil
	}
	for _, x := range a.Items {
		if x == nil {
			continue
		}
		if n, err := c.compare(a.Elem, x, v); n == 0 || err != nil {
			return err == nil, err
		}
	}
	return false, nil
}

func (c *Call) containsAll(a, b *Array) (bool, error) {
	for _, v := range b.Items {
		if ok, err := c.holds(a, v); !ok || err != nil {
			return false, err
		}
	}
	return true, nil
}

// joinArray is array_to_string: NULL items are left out, unless a text for them is given.
func (c *Call) joinArray(args []any) (any, error) {
	if args[0] == nil || args[1] == nil {
		return nil, nil
	}
	a := args[0].(*Array)
	var parts []string
	for _, v := range a.Items {
		if v == nil {
			if len(args) > 2 && args[2] != nil {
				parts = append(parts, args[2].(string))
			}
			continue
		}
		s, err := c.output(a.Elem, v)
		if err != nil {
			return nil, err
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, args[1].(string)), nil
}

// arrayFill makes an array of the given lengths, of one value.
func arrayFill(c *Call, args []any) (any, error) {
	if args[1] == nil || len(args) > 2 && args[2] == nil {
		return nil, sqlerr.New(codeNullValue, "dimension array or low bound array cannot be null")
	}
	lens := args[1].(*Array)
	out := &Array{Elem: elemType(c.Result)}
	if len(lens.Dims) > 1 {
		return nil, sqlerr.New(codeArray, "wrong number of array subscripts").WithDetail("Dimension array must be one dimensional.")
	}
	if len(lens.Items) > maxDims {
		return nil, sqlerr.New(sqlerr.ProgramLimitExceeded, "number of array dimensions (%d) exceeds the maximum allowed (%d)", len(lens.Items), maxDims)
	}
	n := int64(1)
	for i, v := range lens.Items {
		if v == nil {
			return nil, sqlerr.New(codeNullValue, "dimension values cannot be null")
		}
		d := Dim{int(v.(int64)), 1}
		if len(args) > 2 {
			lowers := args[2].(*Array)
			if len(lowers.Items) != len(lens.Items) {
				return nil, sqlerr.New(codeArray, "wrong number of array subscripts").WithDetail("Low bound array has different size than dimensions array.")
			}
			if lowers.Items[i] == nil {
				return nil, sqlerr.New(codeNullValue, "dimension values cannot be null")
			}
			d.Lower = int(lowers.Items[i].(int64))
		}
		if n *= v.(int64); n < 0 || n > maxText/16 {
			return nil, sqlerr.New(sqlerr.ProgramLimitExceeded, "array size exceeds the maximum allowed (%d)", 134217727)
		}
		out.Dims = append(out.Dims, d)
	}
	if len(out.Dims) == 0 || n == 0 {
		out.Dims = nil
		return out, nil
	}
	out.Items = make([]any, n)
	for i := range out.Items {
		out.Items[i] = args[0]
	}
	return out, nil
}
