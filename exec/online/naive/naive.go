// Package naive is the loop that every other path of asof is compared with (R20): the values of a view for one key as of t, in
// the most obvious code, from all rows at once. It shares nothing with the code it judges. Its mutants are wrong on purpose:
// a test that compares with the loop is worth something if it notices each of them.
package naive

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"

	"asof/catalog"
	"asof/exec/rows"
)

// Answer is what a view has for a key as of t. Inputs and Aggs mean something only if Exists.
type Answer struct {
	Exists bool
	Inputs []any // of the newest row, all of them
	Aggs   []any
	Event  int64 // of the newest row
}

// Question is what a view is asked for a key.
type Question struct {
	Key    []any
	T      int64
	Strict bool   // e < T (R31)
	Within *int64 // in place of the view's ttl
	Known  *int64 // a <= Known in place of a <= T (R32)
}

// AsOf is the loop without a fault. A sum beyond its type is an error.
func AsOf(v *catalog.FeatureView, log []rows.Row, key []any, t int64) (Answer, error) {
	return Loop{}.AsOf(v, log, key, t)
}

// Loop is the loop with a fault, or without one.
type Loop struct{ Mutant Mutant }

// AsOf is the values of v for key as of t.
func (l Loop) AsOf(v *catalog.FeatureView, log []rows.Row, key []any, t int64) (Answer, error) {
	return l.Answer(v, log, Question{Key: key, T: t})
}

// Answer is the values of v for a question, by RULES R3, R5, R7 to R13, R31 and R32. The rows are those that pass the view's WHERE,
// in the order in which they came.
func (l Loop) Answer(v *catalog.FeatureView, log []rows.Row, q Question) (Answer, error) {
	t, known, ttl, expires := q.T, q.T, v.TTL, v.TTL > 0
	if q.Known != nil {
		known = *q.Known
	}
	if q.Within != nil {
		ttl, expires = *q.Within, true
	}
	var counting []rows.Row
	for _, r := range log {
		if !reflect.DeepEqual(r.Key, q.Key) || r.EventTime > t || r.Available > known && l.Mutant != KnownTooEarly || q.Strict && r.EventTime == t {
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
	case expires && age > ttl, expires && age == ttl && l.Mutant == TTLEdgeOutside:
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
		in = slices.DeleteFunc(in, func(r rows.Row) bool { return !l.inRange(a.Frame, r.EventTime, to) })
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

// inRange says whether e is in a RANGE frame at t (R8).
func (l Loop) inRange(f catalog.Frame, e, t int64) bool {
	from, hop := t-f.Preceding, f.Hop
	if l.Mutant == HopIgnored {
		hop = 0
	}
	if hop > 0 {
		from -= (from%hop + hop) % hop // the grid's point before
	}
	switch {
	case e < from || e > t, l.Mutant == OpenLowerEdge && e == from, l.Mutant == OpenUpperEdge && e == t:
		return false
	case f.Until == 0 || l.Mutant == UntilIgnored:
		return true
	case hop == 0:
		return e <= t-f.Until && !(l.Mutant == OpenUntil && e == t-f.Until)
	}
	end := t - f.Until
	end -= (end%hop + hop) % hop
	return e < end || l.Mutant == ClosedGrid && e == end
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
	case catalog.ApproxCountDistinct:
		return approxCount(some), nil
	case catalog.FirstValue, catalog.LastValue, catalog.NthValue:
		n := map[catalog.Func]int{catalog.FirstValue: 1, catalog.LastValue: len(respected), catalog.NthValue: int(a.N)}[a.Func]
		if l.Mutant == NthFromNewest && a.Func == catalog.NthValue {
			n = len(respected) + 1 - n
		}
		if n < 1 || n > len(respected) {
			return nil, nil
		}
		return respected[n-1], nil
	case catalog.ArrayAgg:
		return l.newest(all, some, int(a.N)), nil
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
	case catalog.StddevSamp, catalog.StddevPop, catalog.VarSamp, catalog.VarPop:
		return l.spread(a.Func, t, some), nil
	case catalog.BoolAnd:
		return !slices.Contains(some, any(false)) && !(l.Mutant == NullIsFalse && len(some) < len(all)), nil
	case catalog.BoolOr:
		return slices.Contains(some, any(true)), nil
	case catalog.StringAgg:
		return l.join(some, a.Delimiter), nil
	case catalog.Mode:
		return l.mode(some), nil
	case catalog.ApproxPercentile:
		return l.percentile(some, a.Fraction), nil
	}
	return nil, fmt.Errorf("naive: no aggregate %s", a.Func)
}
