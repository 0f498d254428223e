package syscat

import (
	"math"
	"strings"

	"asof/catalog/sqlerr"
)

// This file has the aggregates that keep their rows: arrays, texts, JSON, and those of an order.

// arrayAgg keeps values, NULLs too.
type arrayAgg struct{ items []any }

func (a *arrayAgg) Add(_ *Call, args []any) error {
	a.items = append(a.items, args[0])
	return nil
}

func (a *arrayAgg) Result(c *Call) (any, error) {
	if a.items == nil {
		return nil, nil
	}
	return NewArray(elemType(c.Result), a.items), nil
}

// arrayOfArrays joins arrays of one shape to one with a dimension more.
type arrayOfArrays struct {
	out *Array
}

func (a *arrayOfArrays) Add(_ *Call, args []any) error {
	if args[0] == nil {
		return sqlerr.New(codeNullValue, "cannot accumulate null arrays")
	}
	v := args[0].(*Array)
	if len(v.Dims) == 0 {
		return sqlerr.New(codeArray, "cannot accumulate empty arrays")
	}
	if a.out == nil {
		a.out = &Array{Elem: v.Elem, Dims: append([]Dim{{0, 1}}, v.Dims...)}
	}
	if len(v.Dims)+1 != len(a.out.Dims) {
		return sqlerr.New(codeArray, "cannot accumulate arrays of different dimensionality")
	}
	for i, d := range v.Dims {
		if a.out.Dims[i+1] != d {
			return sqlerr.New(codeArray, "cannot accumulate arrays of different dimensionality")
		}
	}
	a.out.Dims[0].Len++
	a.out.Items = append(a.out.Items, v.Items...)
	return nil
}

func (a *arrayOfArrays) Result(*Call) (any, error) {
	if a.out == nil {
		return nil, nil
	}
	return a.out, nil
}

// stringAgg joins texts or byteas, each with its own separator before it but the first.
type stringAgg struct {
	b     strings.Builder
	any   bool
	bytes bool
}

func (a *stringAgg) Add(_ *Call, args []any) error {
	if args[0] == nil {
		return nil
	}
	text := func(v any) string {
		if b, ok := v.([]byte); ok {
			a.bytes = true
			return string(b)
		}
		s, _ := v.(string)
		return s
	}
	if a.any {
		a.b.WriteString(text(args[1]))
	}
	a.any = true
	a.b.WriteString(text(args[0]))
	if a.b.Len() > maxText {
		return tooLong()
	}
	return nil
}

func (a *stringAgg) Result(*Call) (any, error) {
	switch {
	case !a.any:
		return nil, nil
	case a.bytes:
		return []byte(a.b.String()), nil
	}
	return a.b.String(), nil
}

// jsonAgg makes an array or, of keys and values, an object.
type jsonAgg struct {
	b              strings.Builder
	object, binary bool
}

func (a *jsonAgg) Add(c *Call, args []any) error {
	switch {
	case a.b.Len() > 0:
		a.b.WriteString(", ")
	case a.object && !a.binary:
		a.b.WriteString("{ ")
	case a.object:
		a.b.WriteString("{")
	default:
		a.b.WriteString("[")
	}
	value := 0
	if a.object {
		if args[0] == nil {
			return invalidParameter("field name must not be null")
		}
		if err := c.appendKey(&a.b, c.Args[0], args[0]); err != nil {
			return err
		}
		a.b.WriteString(" : ")
		value = 1
	} else if a.b.Len() > 1 && (elemType(c.Args[0]) != 0 || isComposite(c.Args[0])) && !a.binary {
		text := a.b.String()
		a.b.Reset()
		a.b.WriteString(strings.TrimSuffix(text, " ") + "\n ")
	}
	return c.appendAsJSON(&a.b, c.Args[value], args[value], false)
}

func (a *jsonAgg) Result(*Call) (any, error) {
	switch {
	case a.b.Len() == 0:
		return nil, nil
	case a.binary && a.object:
		return result(canonicalJSON(a.b.String() + "}"))
	case a.binary:
		return result(canonicalJSON(a.b.String() + "]"))
	case a.object:
		return a.b.String() + " }", nil
	}
	return a.b.String() + "]", nil
}

// ordered is an ordered-set aggregate. Add is given the direct arguments, then the value, in the aggregate's order.
type ordered struct {
	direct []any
	values []any
	of     func(o *ordered, c *Call) (any, error)
	count  int // of direct arguments
}

func (o *ordered) Add(_ *Call, args []any) error {
	o.direct = args[:o.count]
	if v := args[o.count]; v != nil {
		o.values = append(o.values, v)
	}
	return nil
}

func (o *ordered) Result(c *Call) (any, error) { return o.of(o, c) }

func init() {
	aggregate("array_agg(anynonarray)", func() Aggregate { return &arrayAgg{} })
	aggregate("array_agg(anyarray)", func() Aggregate { return &arrayOfArrays{} })
	aggregate("string_agg(text,text) string_agg(bytea,bytea)", func() Aggregate { return &stringAgg{} })
	aggregate("json_agg(anyelement)", func() Aggregate { return &jsonAgg{} })
	aggregate("jsonb_agg(anyelement)", func() Aggregate { return &jsonAgg{binary: true} })
	aggregate("json_object_agg(any,any)", func() Aggregate { return &jsonAgg{object: true} })
	aggregate("jsonb_object_agg(any,any)", func() Aggregate { return &jsonAgg{object: true, binary: true} })
	aggregate("mode(anyelement)", func() Aggregate { return &ordered{of: (*ordered).mode} })
	one := func(pick func(o *ordered, c *Call, f float64) (any, error)) func() Aggregate {
		return func() Aggregate {
			return &ordered{count: 1, of: func(o *ordered, c *Call) (any, error) {
				if len(o.values) == 0 || o.direct[0] == nil {
					return nil, nil
				}
				return pick(o, c, o.direct[0].(float64))
			}}
		}
	}
	many := func(pick func(o *ordered, c *Call, f float64) (any, error)) func() Aggregate {
		return func() Aggregate {
			return &ordered{count: 1, of: func(o *ordered, c *Call) (any, error) { return o.eachFraction(c, pick) }}
		}
	}
	aggregate("percentile_disc(float8,anyelement)", one((*ordered).discrete))
	aggregate("percentile_cont(float8,float8) percentile_cont(float8,interval)", one((*ordered).continuous))
	aggregate("percentile_disc(_float8,anyelement)", many((*ordered).discrete))
	aggregate("percentile_cont(_float8,float8) percentile_cont(_float8,interval)", many((*ordered).continuous))
}

func (o *ordered) eachFraction(c *Call, pick func(o *ordered, c *Call, f float64) (any, error)) (any, error) {
	if len(o.values) == 0 || o.direct[0] == nil {
		return nil, nil
	}
	fractions := o.direct[0].(*Array)
	out := &Array{Elem: elemType(c.Result), Dims: fractions.Dims, Items: make([]any, len(fractions.Items))}
	for i, f := range fractions.Items {
		if f == nil {
			continue
		}
		v, err := pick(o, c, f.(float64))
		if err != nil {
			return nil, err
		}
		out.Items[i] = v
	}
	return out, nil
}

// mode is the most frequent value, of several the first.
func (o *ordered) mode(c *Call) (any, error) {
	var best any
	most := 0
	typ := c.Args[len(c.Args)-1]
	for i := 0; i < len(o.values); {
		j := i + 1
		for ; j < len(o.values); j++ {
			if n, err := c.compare(typ, o.values[i], o.values[j]); n != 0 || err != nil {
				if err != nil {
					return nil, err
				}
				break
			}
		}
		if j-i > most {
			best, most = o.values[i], j-i
		}
		i = j
	}
	return best, nil
}

func checkFraction(f float64) error {
	if f < 0 || f > 1 || math.IsNaN(f) {
		return sqlerr.New(sqlerr.NumericValueOutOfRange, "percentile value %s is not between 0 and 1", strings.TrimSuffix(floatText(f), ".0"))
	}
	return nil
}

func (o *ordered) discrete(_ *Call, f float64) (any, error) {
	if err := checkFraction(f); err != nil {
		return nil, err
	}
	i := int(math.Ceil(f * float64(len(o.values))))
	return o.values[max(i-1, 0)], nil
}

func (o *ordered) continuous(_ *Call, f float64) (any, error) {
	if err := checkFraction(f); err != nil {
		return nil, err
	}
	at := f * float64(len(o.values)-1)
	low, high := int(math.Floor(at)), int(math.Ceil(at))
	if low == high {
		return o.values[low], nil
	}
	part := at - float64(low)
	switch x := o.values[low].(type) {
	case float64:
		return x + part*(o.values[high].(float64)-x), nil
	case span:
		diff, err := subSpans(o.values[high].(span), x)
		if err != nil {
			return nil, err
		}
		if diff, err = mulSpan(diff, part); err != nil {
			return nil, err
		}
		return result(addSpans(diff, x))
	}
	return nil, nil
}
