package syscat

import "slices"

// This file takes conditions into the subqueries and views that they are about, where they can be asked before the joins inside.

// push takes of conds, which read columns of item alone, those that q can ask itself; it gives back the others.
func push(q query, item *rangeItem, conds []expr) []expr {
	var rest []expr
	for _, c := range conds {
		if !pushes(q, item, c) {
			rest = append(rest, c)
		}
	}
	return rest
}

// pushes gives one condition to q, if q gives the same rows without those that the condition drops.
func pushes(q query, item *rangeItem, c expr) bool {
	switch q := q.(type) {
	case *setQuery:
		if opName(q.op) != "UNION" || !takes(q.left, item, c) || !takes(q.right, item, c) {
			return false
		}
		return pushes(q.left, item, c) && pushes(q.right, item, c)
	case *selectQuery:
		if !takes(q, item, c) {
			return false
		}
		inside, _ := substitute(c, item, q)
		q.conds = append(slices.Clip(q.conds), flattenAnd(inside)...)
		return true
	}
	return false
}

// takes says whether q can ask a condition.
func takes(q query, item *rangeItem, c expr) bool {
	switch q := q.(type) {
	case *setQuery:
		return opName(q.op) == "UNION" && takes(q.left, item, c) && takes(q.right, item, c)
	case *selectQuery:
		if q.group != nil || len(q.wins) > 0 || len(q.sets) > 0 || q.limit != nil || q.offset != nil || q.distinct != nil || len(q.trees) == 0 {
			return false
		}
		_, ok := substitute(c, item, q)
		return ok
	}
	return false
}

// substitute is a condition on an item's columns as one on what the item's query makes them of.
func substitute(e expr, item *rangeItem, q *selectQuery) (expr, bool) {
	if v, ok := e.(*varExpr); ok {
		if v.up != 0 || v.item != item {
			return nil, false
		}
		t := targetOf(q, v.i-item.off)
		if t == nil || !plainExpr(t.expr) {
			return nil, false
		}
		if typeOf(t.expr) == v.typ {
			return t.expr, true
		}
		return &castExpr{typed: v.typed, arg: t.expr}, true
	}
	c := copyOf(e)
	if c == nil {
		return nil, false
	}
	ok := true
	c.kids(func(k *expr) {
		if !ok {
			return
		}
		*k, ok = substitute(*k, item, q)
	})
	return c, ok
}

// plainExpr says whether an expression can be computed once more, at another place of its level.
func plainExpr(e expr) bool {
	ok := true
	walk(e, func(x expr) bool {
		switch x := x.(type) {
		case *funcExpr:
			ok = ok && !x.volatile
		case *subLink, *setExpr, *aggExpr, *winExpr, *slotExpr:
			ok = false
		}
		return ok
	})
	return ok
}

// copyOf is a copy of an expression that shares what is inside; nil of kinds that stay where they are.
func copyOf(e expr) expr {
	switch e := e.(type) {
	case *constExpr, *paramExpr, *valueExpr:
		return e
	case *funcExpr:
		if e.volatile {
			return nil
		}
		c := *e
		c.args = slices.Clone(e.args)
		return &c
	case *boolExpr:
		c := *e
		c.args = slices.Clone(e.args)
		return &c
	case *castExpr:
		c := *e
		return &c
	case *nullTest:
		c := *e
		return &c
	case *boolTest:
		c := *e
		return &c
	case *arrayExpr:
		c := *e
		c.args = slices.Clone(e.args)
		return &c
	case *coalesceExpr:
		c := *e
		c.args = slices.Clone(e.args)
		return &c
	case *anyExpr:
		c := *e
		return &c
	}
	return nil
}
