// Package naive is the loop that every other path of asof is compared with (R20): the values of a view for one key as of t, in
// the most obvious code, from all rows at once. It shares nothing with the code it judges. Its mutants are wrong on purpose:
// a test that compares with the loop is worth something if it notices each of them.
package naive

import (
	"bytes"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"slices"

	"asof/catalog"
	"asof/catalog/sqltype"
	"asof/exec/rows"
)

// Answer is what a view has for a key as of t. Inputs and Aggs mean something only if Exists.
type Answer struct {
	Exists bool
	Inputs []any // of the newest row, all of them
	Aggs   []any
	Event  int64 // of the newest row
}

// AsOf is the loop without a fault. A sum beyond its type is an error.
func AsOf(v *catalog.FeatureView, log []rows.Row, key []any, t int64) (Answer, error) {
	return Loop{}.AsOf(v, log, key, t)
}

// Loop is the loop with a fault, or without one.
type Loop struct{ Mutant Mutant }

// AsOf is the values of v for key as of t, by RULES R3, R5 and R7 to R13. The rows are those that pass the view's WHERE, in
// the order in which they came.
func (l Loop) AsOf(v *catalog.FeatureView, log []rows.Row, key []any, t int64) (Answer, error) {
	var counting []rows.Row
	for _, r := range log {
		if !reflect.DeepEqual(r.Key, key) || r.EventTime > t || r.Available > t && l.Mutant != KnownTooEarly {
			continue
		}
		if l.Mutant == DuplicatesOnce && slices.ContainsFunc(counting, func(o rows.Row) bool { return reflect.DeepEqual(o, r) }) {
			continue
		}
		counting = append(counting, r)
	}
	if len(counting) == 0 {
		return Answer{}, nil
	}
	arrival := slices.Clone(counting)
	slices.SortStableFunc(counting, l.compare)
	newest := counting[len(counting)-1]
	switch age := t - newest.EventTime; {
	case v.TTL > 0 && age > v.TTL, v.TTL > 0 && age == v.TTL && l.Mutant == TTLEdgeOutside:
		return Answer{}, nil
	}
	out := Answer{Exists: true, Inputs: slices.Clone(newest.Inputs), Event: newest.EventTime}
	if l.Mutant == SkipNullNewest {
		for i := range out.Inputs {
			for j := len(counting) - 1; j >= 0 && out.Inputs[i] == nil; j-- {
				out.Inputs[i] = counting[j].Inputs[i]
			}
		}
	}
	for _, a := range v.Aggs {
		frame := counting
		if l.Mutant == LastIgnoresOrder && a.Func == catalog.LastValue {
			frame = arrival
		}
		value, err := l.aggregate(v, a, l.frame(v, a, frame, t, newest.EventTime))
		if err != nil {
			return Answer{}, err
		}
		out.Aggs = append(out.Aggs, value)
	}
	return out, nil
}

func (l Loop) compare(a, b rows.Row) int {
	if a.EventTime != b.EventTime {
		if a.EventTime < b.EventTime {
			return -1
		}
		return 1
	}
	if l.Mutant == TiesReversed {
		a, b = b, a
	}
	return bytes.Compare(a.Order, b.Order)
}

// frame is the rows of a's frame that pass its filter, in order.
func (l Loop) frame(v *catalog.FeatureView, a catalog.Aggregate, counting []rows.Row, t, newest int64) []rows.Row {
	var in []rows.Row
	for _, r := range counting {
		if l.Mutant != FilterBeforeRows || a.Frame.Mode != catalog.RowsFrame || l.passes(a, r) {
			in = append(in, r)
		}
	}
	switch a.Frame.Mode {
	case catalog.Range:
		to := t
		if l.Mutant == EdgeAtNewestRow {
			to = newest
		}
		in = slices.DeleteFunc(in, func(r rows.Row) bool {
			e := r.EventTime
			switch {
			case l.Mutant == OpenLowerEdge && e == to-a.Frame.Preceding, l.Mutant == OpenUpperEdge && e == to:
				return true
			}
			return e < to-a.Frame.Preceding || e > to
		})
	case catalog.RowsFrame:
		n := int(a.Frame.Preceding) + 1
		if l.Mutant == OneRowLess {
			n--
		}
		in = in[max(0, len(in)-n):]
	}
	return slices.DeleteFunc(in, func(r rows.Row) bool {
		return !l.passes(a, r) || l.Mutant == TTLClipsWindows && v.TTL > 0 && r.EventTime < t-v.TTL
	})
}

func (l Loop) passes(a catalog.Aggregate, r rows.Row) bool {
	if a.Filter < 0 {
		return true
	}
	if r.Inputs[a.Filter] == nil {
		return l.Mutant == NullPassesFilter
	}
	return r.Inputs[a.Filter].(bool)
}

// aggregate is the function over the rows of its frame.
func (l Loop) aggregate(v *catalog.FeatureView, a catalog.Aggregate, frame []rows.Row) (any, error) {
	if a.Func == catalog.Count && (a.Arg < 0 || l.Mutant == NullsCounted) {
		if len(frame) == 0 && l.Mutant == EmptyCountNull {
			return nil, nil
		}
		return int64(len(frame)), nil
	}
	var all, some []any // the arguments, and those that are not NULL
	for _, r := range frame {
		x := r.Inputs[a.Arg]
		if all = append(all, x); x != nil {
			some = append(some, x)
		}
	}
	respected := all
	if a.IgnoreNulls || l.Mutant == NullsIgnored {
		respected = some
	}
	switch a.Func {
	case catalog.Count:
		if len(some) == 0 && l.Mutant == EmptyCountNull {
			return nil, nil
		}
		return int64(len(some)), nil
	case catalog.CountDistinct:
		n := int64(len(l.distinct(some)))
		if l.Mutant == DistinctCountsNull && len(some) < len(all) {
			n++
		}
		return n, nil
	case catalog.FirstValue:
		if len(respected) == 0 {
			return nil, nil
		}
		return respected[0], nil
	case catalog.LastValue:
		if len(respected) == 0 {
			return nil, nil
		}
		return respected[len(respected)-1], nil
	}
	if len(some) == 0 {
		return nil, nil
	}
	t := v.Inputs[a.Arg].Type
	switch a.Func {
	case catalog.Min:
		return slices.MinFunc(some, l.order), nil
	case catalog.Max:
		return slices.MaxFunc(some, l.order), nil
	case catalog.Sum, catalog.Avg:
		n := float64(len(some))
		if l.Mutant == AvgCountsNull {
			n = float64(len(all))
		}
		return sum(a.Func, t, some, n)
	case catalog.StddevSamp:
		return stddev(t, some), nil
	}
	return nil, fmt.Errorf("naive: no aggregate %s", a.Func)
}

func (l Loop) distinct(some []any) []any {
	var seen []any
	for _, x := range some {
		if !slices.ContainsFunc(seen, func(y any) bool { return l.order(x, y) == 0 }) {
			seen = append(seen, x)
		}
	}
	return seen
}

// order compares two values of a type: NaN is the greatest number, -0 equals 0, text goes by bytes.
func (l Loop) order(a, b any) int {
	switch a := a.(type) {
	case bool:
		return boolInt(a) - boolInt(b.(bool))
	case int64:
		return big.NewInt(a).Cmp(big.NewInt(b.(int64)))
	case sqltype.Micros:
		return big.NewInt(int64(a)).Cmp(big.NewInt(int64(b.(sqltype.Micros))))
	case sqltype.Days:
		return int(a) - int(b.(sqltype.Days))
	case sqltype.Decimal: // of one column: of one scale
		return a.Int.Cmp(b.(sqltype.Decimal).Int)
	case string:
		return bytes.Compare([]byte(a), []byte(b.(string)))
	case [16]byte:
		c := b.([16]byte)
		return bytes.Compare(a[:], c[:])
	case float64:
		x, y := a, b.(float64)
		switch {
		case math.IsNaN(x) && math.IsNaN(y):
			return 0
		case math.IsNaN(x) != math.IsNaN(y):
			if math.IsNaN(x) != (l.Mutant == NaNLeast) {
				return 1
			}
			return -1
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	}
	panic(fmt.Sprintf("naive: no order of %T", a))
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
