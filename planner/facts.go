package planner

import (
	"slices"
	"strings"

	"asof/catalog/sqltype"
	"asof/planner/ast"
	"asof/planner/plan"
)

// fact is what a condition says of keys: that they are one of some constants, or that two of them are equal.
type fact struct {
	of     []operand
	tuples [][]plan.KeyValue // the values of all of them; nil: they are equal
	cond   ast.Span          // the conjunct that says it
	names  []ast.Span        // the keys in it
}

// operand is a key as a condition names it: of one view, or, where FULL JOIN … USING merged several, of one of them that has a row.
type operand []keyColumn

// keyColumn is a key of an entry.
type keyColumn struct{ entry, key int }

// elsewhere stands for a column of which nothing is known.
var elsewhere = keyColumn{-1, -1}

func typeOf(entries []entry, o operand) sqltype.Type {
	i := slices.IndexFunc(o, func(k keyColumn) bool { return k != elsewhere })
	return entries[o[i].entry].target.Keys[o[i].key].Type
}

// equalKeys is the fact that two keys are equal. Keys of different types are not taken for equal: their constants may be written
// differently.
func equalKeys(entries []entry, a, b operand) (fact, bool) {
	if a == nil || b == nil || typeOf(entries, a) != typeOf(entries, b) {
		return fact{}, false
	}
	return fact{of: []operand{a, b}}, true
}

// facts are what the conjuncts of a condition say of the keys of n's views.
func (q *query) facts(cond ast.Span, n *joined, entries []entry) (out []fact) {
	for _, c := range q.conjuncts(cond) {
		out = append(out, q.conjunctFacts(c, n, entries)...)
	}
	return out
}

// conjunctFacts reads one conjunct: k = c, c = k, k IN (c, …), k = ANY (list), (k1, k2) = (c1, c2), (k1, k2) IN ((…), …), and k = k.
func (q *query) conjunctFacts(c ast.Span, n *joined, entries []entry) []fact {
	inner := q.unwrap(c)
	s := &scan{q: q, at: inner.First, end: inner.Last}
	keys := &keyScan{scan: s, find: func(alias, name string) operand { return n.key(entries, alias, name) }}
	f := fact{cond: c}
	ok := false
	if f.of, f.names, ok = keys.several(); !ok {
		s.at = inner.First
		v, ok := s.value()
		if ok = ok && s.take("="); ok {
			f.of, f.names, ok = keys.several()
		}
		f.tuples = [][]plan.KeyValue{{v}}
		if !ok || !s.done() || len(f.of) > 1 {
			return nil
		}
		return []fact{f}
	}
	switch {
	case s.take("="):
		from := s.at
		if others, _, ok := keys.several(); ok && s.done() && len(others) == len(f.of) {
			var out []fact
			for i := range others {
				if equal, ok := equalKeys(entries, f.of[i], others[i]); ok {
					out = append(out, equal)
				}
			}
			return out
		}
		s.at = from
		f.tuples, ok = s.equalTo(len(f.of))
	case s.take("in"):
		f.tuples, ok = s.oneOf(len(f.of))
	default:
		return nil
	}
	if !ok || !s.done() {
		return nil
	}
	return []fact{f}
}

// equalTo reads what stands behind = for n keys: constants, or ANY (list).
func (s *scan) equalTo(n int) ([][]plan.KeyValue, bool) {
	if n == 1 && s.take("any") {
		v, ok := s.list()
		return elements(v), ok
	}
	t, ok := s.tuple(n)
	return [][]plan.KeyValue{t}, ok
}

// oneOf reads what stands behind IN for n keys.
func (s *scan) oneOf(n int) (tuples [][]plan.KeyValue, ok bool) {
	if !s.take("(") {
		return nil, false
	}
	for {
		t, ok := s.tuple(n)
		if !ok {
			return nil, false
		}
		tuples = append(tuples, t)
		if !s.take(",") {
			return tuples, s.take(")")
		}
	}
}

// elements are the tuples of = ANY: those of ARRAY[…] one by one, any other array as one.
func elements(v plan.KeyValue) [][]plan.KeyValue {
	if v.Elems == nil {
		return [][]plan.KeyValue{{v}}
	}
	tuples := make([][]plan.KeyValue, len(v.Elems))
	for i, e := range v.Elems {
		if e.Cast == "" {
			e.Cast = strings.TrimSuffix(v.Cast, "[]")
		}
		tuples[i] = []plan.KeyValue{e}
	}
	return tuples
}

// keyScan reads the names of keys.
type keyScan struct {
	*scan
	find func(alias, name string) operand
}

// several reads a key, or several in parentheses, and where they stand.
func (s *keyScan) several() (keys []operand, names []ast.Span, ok bool) {
	if s.take("row"); !s.take("(") {
		k, name := s.one()
		return []operand{k}, []ast.Span{name}, k != nil
	}
	for {
		k, name := s.one()
		if k == nil || slices.ContainsFunc(keys, func(o operand) bool { return slices.Equal(o, k) }) {
			return nil, nil, false
		}
		keys, names = append(keys, k), append(names, name)
		if !s.take(",") {
			return keys, names, s.take(")")
		}
	}
}

// one reads one name.
func (s *keyScan) one() (operand, ast.Span) {
	first, alias := s.at, ""
	t := s.peek()
	if t.Kind > ast.Quoted {
		return nil, ast.Span{}
	}
	if s.at++; s.take(".") {
		alias = t.Value
		if t = s.peek(); t.Kind > ast.Quoted {
			return nil, ast.Span{}
		}
		s.at++
	}
	return s.find(alias, t.Value), ast.Span{First: first, Last: s.at}
}
