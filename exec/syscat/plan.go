package syscat

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v6"
)

// planner orders the joins of one level and puts conditions where they can be asked first.
type planner struct {
	q *selectQuery
}

// planFrom makes the plan of FROM and WHERE; rest is the conditions that could be put nowhere: those of a SELECT without FROM.
func planFrom(q *selectQuery, trees []*fromTree, where []expr) (source node, rest []expr) {
	for _, l := range q.leaves {
		l.prepare()
	}
	if len(trees) == 0 {
		return nil, where
	}
	p := &planner{q}
	var parts []*fromTree
	conds := where
	for _, t := range trees {
		parts, conds = flattenInner(t, parts, conds)
	}
	return p.inner(parts, conds), nil
}

// flattenInner takes inner joins apart: their sides and conditions can be taken in any order.
func flattenInner(t *fromTree, parts []*fromTree, conds []expr) ([]*fromTree, []expr) {
	if t.leaf == nil && t.kind == pg.JoinType_JOIN_INNER {
		parts, conds = flattenInner(t.left, parts, conds)
		parts, conds = flattenInner(t.right, parts, conds)
		return parts, append(slices.Clip(conds), t.on...)
	}
	return append(parts, t), conds
}

// uses is what an expression reads: leaves of its level, and levels further out.
type uses struct {
	leaves []int
	outer  bool
}

func usesOf(list ...expr) uses {
	var u uses
	add := func(v *varExpr) {
		switch {
		case v.up > 0:
			u.outer = true
		case v.item != nil && !slices.Contains(u.leaves, v.item.index):
			u.leaves = append(u.leaves, v.item.index)
		}
	}
	for _, e := range list {
		walk(e, func(x expr) bool {
			switch x := x.(type) {
			case *varExpr:
				add(x)
			case *slotExpr:
				u.outer = u.outer || x.up > 0
			case *subLink:
				for _, v := range x.outer {
					add(v)
				}
			}
			return true
		})
	}
	return u
}

// within says whether all leaves are in [from, to).
func (u uses) within(from, to int) bool {
	for _, i := range u.leaves {
		if i < from || i >= to {
			return false
		}
	}
	return true
}

// cond is a condition that is still to be placed.
type cond struct {
	e expr
	uses
	done bool
}

// inner joins parts in an order in which each is found by an equality with what is there already, if there is one.
func (p *planner) inner(parts []*fromTree, list []expr) node {
	conds := make([]*cond, len(list))
	for i, e := range list {
		conds[i] = &cond{e: e, uses: usesOf(e)}
	}
	var cur node = unit{}
	var first []expr // what can be asked before any row
	for _, c := range conds {
		if len(c.leaves) == 0 {
			first, c.done = append(first, c.e), true
		}
	}
	if len(first) > 0 {
		cur = &filterNode{cur, first}
	}
	have := make([]bool, len(p.q.leaves))
	left := slices.Clone(parts)
	for len(left) > 0 {
		i := p.next(left, conds, have)
		part := left[i]
		left = slices.Delete(left, i, i+1)
		cur = p.add(cur, part, conds, have)
		for k := part.from; k < part.to; k++ {
			have[k] = true
		}
	}
	var rest []expr
	for _, c := range conds {
		if !c.done {
			rest = append(rest, c.e)
		}
	}
	if len(rest) > 0 {
		return &filterNode{cur, rest}
	}
	return cur
}

// next picks the part to join next.
func (p *planner) next(parts []*fromTree, conds []*cond, have []bool) int {
	first := -1
	none := !slices.Contains(have, true)
	for i, part := range parts {
		if !p.ready(part, have) {
			continue
		}
		if first < 0 {
			first = i
		}
		for _, c := range conds {
			l, _, ok := equality(c.e)
			if !ok || c.done {
				continue
			}
			if none && c.within(part.from, part.to) && len(c.leaves) > 0 && part.leaf != nil && part.leaf.table != nil {
				return i // one that a constant restricts
			}
			if !none && p.joins(c, part, have) {
				return i
			}
			_ = l
		}
	}
	return max(first, 0)
}

// ready says whether what a part depends on, being LATERAL, is there.
func (p *planner) ready(t *fromTree, have []bool) bool {
	for _, l := range p.q.leaves[t.from:t.to] {
		for _, i := range l.needs {
			if (i < t.from || i >= t.to) && !have[i] {
				return false
			}
		}
	}
	return true
}

// joins says whether an equality connects a part with what is there.
func (p *planner) joins(c *cond, t *fromTree, have []bool) bool {
	l, r, _ := equality(c.e)
	for range 2 {
		lu, ru := usesOf(l), usesOf(r)
		if len(ru.leaves) > 0 && ru.within(t.from, t.to) && len(lu.leaves) > 0 && allIn(lu, have) {
			return true
		}
		l, r = r, l
	}
	return false
}

func allIn(u uses, have []bool) bool {
	for _, i := range u.leaves {
		if !have[i] {
			return false
		}
	}
	return true
}

// add joins a part to what is there.
func (p *planner) add(cur node, part *fromTree, conds []*cond, have []bool) node {
	var own []expr
	for _, c := range conds {
		if !c.done && !c.outer && len(c.leaves) > 0 && c.within(part.from, part.to) {
			own, c.done = append(own, c.e), true
		}
	}
	j := &joinNode{left: cur, right: p.tree(part, own), kind: pg.JoinType_JOIN_INNER}
	p.span(j, part)
	for _, c := range conds {
		if c.done {
			continue
		}
		known := true
		for _, i := range c.leaves {
			known = known && (have[i] || i >= part.from && i < part.to)
		}
		if !known {
			continue
		}
		if j.key(c.e, part, func(u uses) bool { return allIn(u, have) }) {
			c.done = true
			continue
		}
		j.cond, c.done = append(j.cond, c.e), true
	}
	if _, ok := cur.(unit); ok && len(j.keysL) == 0 && len(j.cond) == 0 {
		return j.right
	}
	return j
}

// span notes which part of the row a join's right side is, and whether its rows are the same for every row of the left side.
func (p *planner) span(j *joinNode, right *fromTree) {
	first, last := p.q.leaves[right.from].item, p.q.leaves[right.to-1].item
	j.from, j.to = first.off, last.off+len(last.cols)
	j.closed = true
	for _, l := range p.q.leaves[right.from:right.to] {
		for _, i := range l.needs {
			if i < right.from || i >= right.to {
				j.dependent = true
			}
		}
		j.closed = j.closed && !l.outside
	}
}

// tree plans a part with the conditions that concern it alone.
func (p *planner) tree(t *fromTree, conds []expr) node {
	switch {
	case t.leaf != nil:
		if t.leaf.q != nil {
			conds = push(t.leaf.q, t.leaf.item, conds)
			t.leaf.q.finish()
		}
		return &leafNode{leaf: t.leaf, filter: conds}
	case t.kind == pg.JoinType_JOIN_INNER:
		parts, all := flattenInner(t, nil, conds)
		return p.inner(parts, all)
	case t.kind == pg.JoinType_JOIN_RIGHT:
		t = &fromTree{left: t.right, right: t.left, kind: pg.JoinType_JOIN_LEFT, on: t.on, from: t.from, to: t.to}
	}
	var above, toLeft, toRight []expr
	for _, c := range conds {
		if u := usesOf(c); t.kind == pg.JoinType_JOIN_LEFT && u.within(t.left.from, t.left.to) {
			toLeft = append(toLeft, c)
		} else {
			above = append(above, c)
		}
	}
	j := &joinNode{kind: t.kind}
	p.span(j, t.right)
	for _, c := range t.on {
		u := usesOf(c)
		switch {
		case t.kind == pg.JoinType_JOIN_LEFT && !u.outer && len(u.leaves) > 0 && u.within(t.right.from, t.right.to):
			toRight = append(toRight, c)
		case j.key(c, t.right, func(u uses) bool { return u.within(t.left.from, t.left.to) }):
		default:
			j.cond = append(j.cond, c)
		}
	}
	j.left, j.right = p.tree(t.left, toLeft), p.tree(t.right, toRight)
	first, last := p.q.leaves[t.left.from].item, p.q.leaves[t.left.to-1].item
	j.leftFrom, j.leftTo = first.off, last.off+len(last.cols)
	if len(above) > 0 {
		return &filterNode{j, above}
	}
	return j
}

// key makes an equality between the two sides of a join a key of its index, if it can be one.
func (j *joinNode) key(e expr, right *fromTree, isLeft func(uses) bool) bool {
	l, r, ok := equality(e)
	if !ok || j.dependent {
		return false
	}
	for range 2 {
		lu, ru := usesOf(l), usesOf(r)
		if len(ru.leaves) > 0 && ru.within(right.from, right.to) && !ru.outer && isLeft(lu) && (len(lu.leaves) > 0 || lu.outer) {
			j.keysL, j.keysR = append(j.keysL, l), append(j.keysR, r)
			return true
		}
		l, r = r, l
	}
	return false
}

// equality takes l = r apart where equal values have equal keys.
func equality(e expr) (l, r expr, ok bool) {
	f, ok := e.(*funcExpr)
	if !ok || f.op == nil || f.op.Name != "=" || len(f.args) != 2 {
		return nil, nil, false
	}
	if !hashable(f.op.Left) || !hashable(f.op.Right) {
		return nil, nil, false
	}
	return f.args[0], f.args[1], true
}

// hashable says whether values of a type are equal just if their Go values are.
func hashable(typ uint32) bool {
	switch typ {
	case oidBool, oidChar, oidName, oidInt8, oidInt2, oidInt4, oidText, oidOID, oidXID, oidRegproc:
		return true
	}
	return false
}

// prepare notes what a leaf depends on and which of its columns are read.
func (l *leaf) prepare() {
	note := func(u uses) {
		l.needs = append(l.needs, u.leaves...)
		l.outside = l.outside || u.outer
	}
	for _, v := range l.outer {
		note(usesOf(v))
	}
	for _, fn := range l.funcs {
		if fn.set != nil {
			note(usesOf(fn.set.args...))
		} else {
			note(usesOf(fn.one))
		}
	}
	for i, used := range l.item.used {
		if used {
			l.read = append(l.read, i)
		}
	}
}
