package planner

import (
	"slices"

	"asof/planner/ast"
	"asof/planner/plan"
)

// bindKeys finds the constants that conditions bind the keys of a block's views to, by =, IN and = ANY, or by way of keys that they
// are equated with (R24). n is the block's FROM tree. Of a view no other rows are needed then: the whole block gives the same.
func (q *query) bindKeys(b *ast.Block, entries []entry, n *joined) {
	if n == nil {
		return
	}
	n.each(n.withHeld(q.facts(b.Where, n, entries)), func(i int, facts []fact) {
		if e := &entries[i]; e.target != nil {
			e.bind(i, facts)
		}
	})
}

// bind binds the keys of e, which is entry i, by facts. What is said of the keys themselves goes before what is said of keys that
// they are equal to.
func (e *entry) bind(i int, facts []fact) {
	e.bound, e.used = nil, nil
	keys, bound := plan.KeyList{}, make([]bool, len(e.target.Keys))
	same := make([][]operand, len(bound))
	for n := range same {
		same[n] = sameAs(keyColumn{i, n}, facts)
	}
	var used []fact
	for _, own := range []bool{true, false} {
		for _, f := range facts {
			term, at := plan.KeyTerm{}, []int(nil)
			for n := range bound {
				p := slices.IndexFunc(f.of, func(o operand) bool {
					return own && slices.Contains(o, keyColumn{i, n}) || !own && slices.ContainsFunc(same[n], func(s operand) bool { return slices.Equal(o, s) })
				})
				if f.tuples != nil && p >= 0 && !bound[n] {
					term.Cols, at, bound[n] = append(term.Cols, n), append(at, p), true
				}
			}
			if len(at) == 0 {
				continue
			}
			keys = append(keys, terms(f, term.Cols, at)...)
			if own && len(at) == len(f.of) && !slices.ContainsFunc(f.of, func(o operand) bool { return len(o) > 1 }) {
				used = append(used, f)
			}
		}
	}
	if !slices.Contains(bound, false) {
		e.bound, e.used = keys, used
	}
}

// sameAs are the operands that a key is equal to, given facts, itself among them.
func sameAs(k keyColumn, facts []fact) []operand {
	out := []operand{{k}}
	add := func(o operand) {
		if !slices.ContainsFunc(out, func(s operand) bool { return slices.Equal(s, o) }) {
			out = append(out, o)
		}
	}
	for i := 0; i < len(out); i++ {
		for _, f := range facts {
			for n, o := range f.of {
				if len(out[i]) == 1 && slices.Contains(o, out[i][0]) {
					add(o)
				}
				if f.tuples == nil && slices.Equal(o, out[i]) {
					add(f.of[1-n])
				}
			}
		}
	}
	return out
}

// terms are what f says of the keys cols of a view, which stand at these places in it.
func terms(f fact, cols, at []int) (out []plan.KeyTerm) {
	if len(f.of) == 1 {
		for _, c := range cols {
			out = append(out, plan.KeyTerm{Cols: []int{c}, Tuples: f.tuples})
		}
		return out
	}
	term := plan.KeyTerm{Cols: cols, Tuples: make([][]plan.KeyValue, len(f.tuples))}
	for i, tuple := range f.tuples {
		for _, n := range at {
			term.Tuples[i] = append(term.Tuples[i], tuple[n])
		}
	}
	return []plan.KeyTerm{term}
}

// dropBound takes the conditions that bound the keys of e out of the text: what is read for the keys needs no comparing again, and
// not every engine compares as Postgres does. If e is not all that the block reads, a join may still have filled it with NULLs.
func (q *query) dropBound(b *ast.Block, e *entry) {
	for _, f := range e.used {
		if b.From == ast.FromItem(e.rel) {
			q.replace(f.cond, plan.Text("true"))
			continue
		}
		before := "("
		var pieces []plan.Piece
		for _, name := range f.names {
			pieces = append(pieces, plan.Text(before), plan.Piece{Text: q.text(name), Pos: q.stmt.Pos(name)}, plan.Text(" IS NOT NULL"))
			before = " AND "
		}
		q.replace(f.cond, append(pieces, plan.Text(")"))...)
	}
}

// readTogether says that views which are joined are not looked up row by row, if constants bind every key of each. Each is then
// read by its keys, and the engine joins the rows. If one of them is not, all stay as they are; so do those that are joined to a
// list of values, whose order and duplicates count (R18).
func (q *query) readTogether(entries []entry) {
	first := slices.IndexFunc(entries, func(e entry) bool { return e.spine })
	if first < 0 || q.listSpine(entries[:first]) {
		return
	}
	for i := range entries {
		if e := &entries[i]; e.target != nil && (e.bound == nil || e.spine && (e.rel.AsOf != nil || q.perRow(e))) {
			return
		}
	}
	for i := range entries {
		entries[i].spine = false
	}
}
