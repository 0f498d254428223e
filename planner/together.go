package planner

import (
	"slices"

	"asof/planner/ast"
	"asof/planner/plan"
)

// readTogether says that views which are joined to each other are not looked up row by row, if constants bind every key of each: a
// key of its own, or one of a view before it that it is joined by. Each is then read by its keys, and the engine joins the rows
// (R24). If one of them is bound to rows, all stay as they are.
func (q *query) readTogether(b *ast.Block, entries []entry) {
	bound := make([]plan.KeyList, len(entries))
	for i := range entries {
		e := &entries[i]
		if e.target == nil || e.spine && (e.rel.AsOf != nil || len(e.args) > 0) {
			return
		}
		if bound[i] = q.impliedKeys(b, entries, i, bound); bound[i] == nil {
			return
		}
	}
	for i := range entries {
		entries[i].spine, entries[i].bound = false, bound[i]
	}
}

// impliedKeys are the constants that the keys of entry i are bound to: by WHERE, or by what the keys of a view before it are bound to
// that they are equated with. It is nil if one is bound to none.
func (q *query) impliedKeys(b *ast.Block, entries []entry, i int, before []plan.KeyList) plan.KeyList {
	e := &entries[i]
	own, _ := q.boundKeys(b, e)
	if own != nil || i == 0 || e.nested || e.join.Kind == "right" || e.join.Kind == "full" {
		return own
	}
	k, _, err := q.joinKeys(b, entries, i)
	if err != nil {
		return nil
	}
	keys := plan.KeyList{}
	bound := make([]bool, len(e.target.Keys))
	add := func(t plan.KeyTerm) {
		if len(t.Cols) == 0 || slices.ContainsFunc(t.Cols, func(n int) bool { return bound[n] }) {
			return
		}
		keys = append(keys, t)
		for _, n := range t.Cols {
			bound[n] = true
		}
	}
	for _, c := range q.conjuncts(b.Where) {
		if t, ok := q.keyTerm(c, e); ok {
			add(t)
		}
	}
	for j := range entries[:i] {
		equated := q.equated(&entries[j], e, k)
		for _, t := range before[j] {
			add(projected(t, equated))
		}
	}
	if slices.Contains(bound, false) {
		return nil
	}
	return keys
}

// equated is, for each key of e, the key of a view that it is joined by, -1 if it is by none. Keys of different types are not taken
// for equal: their constants may be written differently.
func (q *query) equated(view, e *entry, k joinKeys) []int {
	out := make([]int, len(e.target.Keys))
	for n, key := range e.target.Keys {
		name := ""
		switch other := q.toks(q.unwrap(k.spans[n])); {
		case slices.Contains(k.using, key.Name):
			name = key.Name
		case len(other) == 3 && other[0].Kind <= ast.Quoted && other[0].Value == view.alias && other[1].Is("."):
			name = other[2].Value
		}
		out[n] = slices.IndexFunc(view.target.Keys, func(c plan.Column) bool { return c.Name == name && c.Type == key.Type })
	}
	return out
}

// projected is a term about the keys of one view as one about the keys that are equated with them.
func projected(t plan.KeyTerm, equated []int) plan.KeyTerm {
	out := plan.KeyTerm{Tuples: make([][]plan.KeyValue, len(t.Tuples))}
	for n, m := range equated {
		at := slices.Index(t.Cols, m)
		if at < 0 {
			continue
		}
		out.Cols = append(out.Cols, n)
		for i, tuple := range t.Tuples {
			out.Tuples[i] = append(out.Tuples[i], tuple[at])
		}
	}
	return out
}
