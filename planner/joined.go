package planner

import (
	"slices"

	"asof/planner/ast"
	"asof/planner/plan"
)

// joined is a node of a block's FROM tree, with what its conditions say of keys.
type joined struct {
	first, last int // the entries that stand in it: [first, last)
	join        *ast.Join
	left, right *joined // of a join
	on          []fact  // what ON and USING say
}

// joinTree is the FROM tree of a block, whose relations are entries, in their order. It is nil if it has a join of which it is
// not known what it keeps.
func (q *query) joinTree(item ast.FromItem, entries []entry, first int) *joined {
	j, ok := item.(*ast.Join)
	if !ok {
		return &joined{first: first, last: first + 1}
	}
	left := q.joinTree(j.Left, entries, first)
	if left == nil || !slices.Contains(knownJoins, j.Kind) || j.Natural && j.Kind != "inner" {
		return nil
	}
	right := q.joinTree(j.Right, entries, left.last)
	if right == nil {
		return nil
	}
	n := &joined{first: first, last: right.last, join: j, left: left, right: right}
	for _, u := range j.Using {
		l, r := left.key(entries, "", u.Text), right.key(entries, "", u.Text)
		if equal, ok := equalKeys(entries, l, r); ok {
			n.on = append(n.on, equal)
		}
	}
	n.on = append(n.on, q.facts(j.On, n, entries)...)
	return n
}

var knownJoins = []string{"inner", "cross", "comma", "left", "right", "full", "semi", "anti"}

// key is the key of a view that a name in a condition stands for; nil if it is none. A column that USING merged is that of the side
// that the join keeps, and of either if it keeps both.
func (n *joined) key(entries []entry, alias, name string) operand {
	if n.join == nil {
		e := &entries[n.first]
		if e.target == nil || alias != "" && alias != e.alias {
			return nil
		}
		if k := slices.IndexFunc(e.target.Keys, func(c plan.Column) bool { return c.Name == name }); k >= 0 {
			return operand{{n.first, k}}
		}
		return nil
	}
	left, right := n.left.key(entries, alias, name), n.right.key(entries, alias, name)
	if alias == "" && slices.ContainsFunc(n.join.Using, func(u ast.Name) bool { return u.Text == name }) {
		switch n.join.Kind {
		case "left", "semi", "anti":
			return left
		case "right":
			return right
		case "full":
			return merged(entries, left, right)
		}
	}
	if left != nil {
		return left
	}
	return right
}

// merged is the column that a FULL JOIN … USING makes of two, one of which may be that of another relation than a view.
func merged(entries []entry, left, right operand) operand {
	switch {
	case left == nil && right == nil:
		return nil
	case left == nil:
		left = operand{elsewhere}
	case right == nil:
		right = operand{elsewhere}
	case typeOf(entries, left) != typeOf(entries, right):
		return nil
	}
	return slices.Concat(left, right)
}

// there says of which sides of a join the rows that matter always have a row, given facts about them: those that it keeps, and
// those of which something is known, as NULL is equal to nothing.
func (n *joined) there(facts []fact) (left, right bool) {
	kind := n.join.Kind
	inner := kind == "inner" || kind == "cross" || kind == "comma"
	return kind != "right" && kind != "full" || n.left.mentioned(facts), inner || kind == "right" || n.right.mentioned(facts)
}

// mentioned says whether a fact is about a key of a relation of n, and of no other.
func (n *joined) mentioned(facts []fact) bool {
	within := func(k keyColumn) bool { return k.entry >= n.first && k.entry < n.last }
	for i := range facts {
		for _, o := range facts[i].of {
			if !slices.ContainsFunc(o, func(k keyColumn) bool { return !within(k) }) {
				return true
			}
		}
	}
	return false
}

// held are the conditions of the joins of n that hold for all rows that matter, given facts about them.
func (n *joined) held(facts []fact) (out []fact) {
	if n.join == nil {
		return nil
	}
	left, right := n.there(facts)
	if left {
		out = append(out, n.left.held(facts)...)
	}
	if right {
		out = append(out, n.right.held(facts)...)
	}
	if left && right {
		out = append(out, n.on...)
	}
	return out
}

// withHeld adds to facts those that are held, until they tell no more.
func (n *joined) withHeld(facts []fact) []fact {
	all := facts
	for {
		held := n.held(all)
		if len(facts)+len(held) == len(all) {
			return all
		}
		all = slices.Concat(facts, held)
	}
}

// each calls visit for each relation of n with the facts that hold for those of its rows that matter: without the others every
// condition of the block would drop or keep the same. facts are those of n's rows. Of one side of a join only rows that match the
// other matter if that one is always there; what they match by holds for them then.
func (n *joined) each(facts []fact, visit func(entry int, facts []fact)) {
	if n.join == nil {
		visit(n.first, facts)
		return
	}
	left, right := n.there(facts)
	n.left.side(facts, n.on, left, right, visit)
	n.right.side(facts, n.on, right, left, visit)
}

// side is each for one side of a join: it itself is there, or the other is.
func (n *joined) side(facts, on []fact, itself, other bool, visit func(entry int, facts []fact)) {
	if !itself {
		if other {
			facts = slices.Concat(facts, on)
		}
		facts = n.withHeld(facts)
	}
	n.each(facts, visit)
}
