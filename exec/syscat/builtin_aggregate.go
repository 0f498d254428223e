package syscat

import (
	"math/big"
	"strings"
)

// This file has the aggregates that count, add up and pick.

// folding is an aggregate that keeps one value: the first that is not NULL, then what step makes of it and each further one.
type folding struct {
	value any
	step  func(c *Call, a, b any) (any, error)
}

func (f *folding) Add(c *Call, args []any) (err error) {
	switch {
	case args[0] == nil:
	case f.value == nil:
		f.value = args[0]
	default:
		f.value, err = f.step(c, f.value, args[0])
	}
	return err
}

func (f *folding) Result(*Call) (any, error) { return f.value, nil }

// counting is count(*) and count(x).
type counting struct{ n int64 }

func (a *counting) Add(_ *Call, args []any) error {
	for _, v := range args {
		if v == nil {
			return nil
		}
	}
	a.n++
	return nil
}

func (a *counting) Result(*Call) (any, error) { return a.n, nil }

func aggregate(names string, make func() Aggregate) {
	for _, name := range strings.Fields(names) {
		name = strings.ReplaceAll(name, ",", ", ")
		if aggregates[name] != nil {
			panic("syscat: two builtins " + name)
		}
		aggregates[name] = make
	}
}

// foldBy makes aggregates of a function of two values of the registry.
func foldBy(src, names string) {
	aggregate(names, func() Aggregate {
		return &folding{step: func(c *Call, a, b any) (any, error) { return scalars[src](c, []any{a, b}) }}
	})
}

func init() {
	aggregate("count() count(any)", func() Aggregate { return &counting{} })
	aggregate("regr_count(float8,float8)", func() Aggregate { return &counting{} })
	extreme := func(sign int) func() Aggregate {
		return func() Aggregate {
			return &folding{step: func(c *Call, a, b any) (any, error) {
				n, err := c.compare(c.Args[0], a, b)
				if err != nil || n*sign > 0 || n == 0 && c.Args[0] == oidBpchar {
					return a, err
				}
				return b, nil
			}}
		}
	}
	for _, typ := range strings.Fields("anyarray bpchar date float8 int4 interval numeric oid float4 int2 text time timetz timestamp timestamptz int8 anyenum xid8 pg_lsn") {
		aggregate("max("+typ+")", extreme(1))
		aggregate("min("+typ+")", extreme(-1))
	}
	for _, op := range [...]string{"and", "or", "xor"} {
		foldBy("int2"+op, "bit_"+op+"(int2)")
		foldBy("int4"+op, "bit_"+op+"(int4)")
		foldBy("int8"+op, "bit_"+op+"(int8)")
	}
	foldBy("booland_statefunc", "bool_and(bool) every(bool)")
	foldBy("boolor_statefunc", "bool_or(bool)")
	foldBy("int8pl", "sum(int2) sum(int4)")
	foldBy("float4pl", "sum(float4)")
	foldBy("float8pl", "sum(float8)")
	foldBy("interval_pl", "sum(interval)")
	aggregate("sum(int8) sum(numeric)", func() Aggregate { return &decimalSum{} })
	aggregate("avg(int2) avg(int4) avg(int8) avg(numeric)", func() Aggregate { return &decimalSum{mean: true} })
	aggregate("avg(interval)", func() Aggregate { return &spanMean{} })
}

// decimalSum adds up exactly.
type decimalSum struct {
	sum  decimal
	n    int64
	mean bool
}

// toDecimal takes an integer for a numeric.
func toDecimal(v any) decimal {
	if n, ok := v.(int64); ok {
		return decimalOf(n)
	}
	return v.(decimal)
}

func (a *decimalSum) Add(_ *Call, args []any) (err error) {
	if args[0] == nil {
		return nil
	}
	d := toDecimal(args[0])
	if a.n++; a.n == 1 {
		a.sum = d
		return nil
	}
	if finite(a.sum) && finite(d) && a.sum.Scale == d.Scale { // the usual case, without a copy
		a.sum = decimal{Int: new(big.Int).Add(a.sum.Int, d.Int), Scale: d.Scale}
		return nil
	}
	a.sum, err = addDecimal(a.sum, d)
	return err
}

func (a *decimalSum) Result(*Call) (any, error) {
	switch {
	case a.n == 0:
		return nil, nil
	case a.mean:
		return result(divDecimal(a.sum, decimalOf(a.n)))
	}
	return result(bounded(a.sum))
}

type spanMean struct {
	sum span
	n   int64
}

func (a *spanMean) Add(_ *Call, args []any) (err error) {
	if args[0] == nil {
		return nil
	}
	a.n++
	a.sum, err = addSpans(a.sum, args[0].(span))
	return err
}

func (a *spanMean) Result(*Call) (any, error) {
	if a.n == 0 {
		return nil, nil
	}
	return result(scaleSpan(a.sum, func(v float64) float64 { return v / float64(a.n) }))
}
