package syscat

import (
	pg "github.com/pganalyze/pg_query_go/v6"

	"asof/catalog/sqlerr"
)

// finishGroups makes the level grouped if it has GROUP BY or aggregates: what stands above reads keys and aggregates by slots, and
// no column that the group does not decide.
func (s *scope) finishGroups() error {
	q, g := s.sel, s.sel.group
	used := g.any || g.having != nil
	for _, t := range q.targets {
		used = used || findAgg(t.expr) != nil
	}
	if !used {
		q.group = nil
		return nil
	}
	r := &regroup{s: s, g: g, keys: map[string]int{}, aggs: map[string]int{}}
	for i, k := range g.keys {
		r.keys[key(k)] = i
	}
	for i := range q.targets {
		if err := r.rewrite(&q.targets[i].expr); err != nil {
			return err
		}
	}
	if g.having != nil {
		return r.rewrite(&g.having)
	}
	return nil
}

// regroup replaces what a group decides by slots.
type regroup struct {
	s          *scope
	g          *grouping
	keys, aggs map[string]int
}

func (r *regroup) rewrite(e *expr) error {
	return rewrite(e, func(x expr) (expr, bool, error) {
		switch x := x.(type) {
		case *constExpr, *paramExpr:
			return x, true, nil
		case *slotExpr:
			return x, true, nil
		case *groupingExpr:
			return x, true, r.grouping(x)
		case *aggExpr:
			k := key(x)
			i, ok := r.aggs[k]
			if !ok {
				i = len(r.g.aggs)
				r.aggs[k] = i
				r.g.aggs = append(r.g.aggs, x)
			}
			return &slotExpr{x.typed, slotAgg, 0, i, x}, true, nil
		}
		if i, ok := r.keys[key(x)]; ok {
			t := *x.info()
			return &slotExpr{t, slotKey, 0, i, x}, true, nil
		}
		switch x := x.(type) {
		case *varExpr:
			return x, true, r.check(x, false)
		case *subLink:
			for _, v := range x.outer {
				if err := r.check(v, true); err != nil {
					return nil, false, err
				}
			}
		}
		return nil, false, nil
	})
}

// check refuses a column of the level that is neither a key nor decided by the keys: the primary key of its relation.
func (r *regroup) check(v *varExpr, inside bool) error {
	if v.up > 0 {
		return nil
	}
	if _, ok := r.keys[key(v)]; ok {
		return nil
	}
	if v.item != nil && v.item.table != nil && v.item.sysBase < len(v.item.cols) {
		for i, c := range v.item.cols[:v.item.sysBase] {
			if c.name == "oid" && i == 0 {
				if _, ok := r.keys[key(&varExpr{i: v.item.off})]; ok {
					return nil
				}
			}
		}
	}
	name := r.s.nameOf(v)
	if inside {
		return r.s.a.errAt(sqlerr.New(sqlerr.GroupingError, "subquery uses ungrouped column %q from outer query", name), v.pos)
	}
	return r.s.a.errAt(sqlerr.New(sqlerr.GroupingError, "column %q must appear in the GROUP BY clause or be used in an aggregate function", name), v.pos)
}

// nameOf is a column as error messages call it: item.column.
func (s *scope) nameOf(v *varExpr) string {
	for _, it := range s.items {
		if it.rel == v.item && v.item != nil {
			return it.name + "." + v.name
		}
	}
	return v.name
}

// groupingExpr is GROUPING(…): which of its arguments a row's grouping set leaves out, as bits.
type groupingExpr struct {
	typed
	args []expr
	at   []int // keys
}

func (e *groupingExpr) eval(f *frame) (any, error) {
	n := int64(0)
	for _, i := range e.at {
		n <<= 1
		if f.mask != nil && !f.mask[i] {
			n |= 1
		}
	}
	return n, nil
}

func (s *scope) grouping(n *pg.GroupingFunc) (expr, error) {
	args, err := s.exprs(n.Args)
	return &groupingExpr{typed: typed{oidInt4, -1, n.Location}, args: args}, err
}

func (r *regroup) grouping(e *groupingExpr) error {
	for _, a := range e.args {
		i, ok := r.keys[key(a)]
		if !ok {
			return r.s.a.errAt(sqlerr.New(sqlerr.GroupingError, "arguments to GROUPING must be grouping expressions of the associated query level"), e.pos)
		}
		e.at = append(e.at, i)
	}
	return nil
}

// finishSets puts slots in the place of set-returning functions of the select list, in levels: those inside others come first.
func (s *scope) finishSets() error {
	q := s.sel
	var depth func(e *setExpr) int
	seen := map[string]*slotExpr{}
	count := 0
	place := func(e *setExpr) *slotExpr {
		k := key(e)
		if got, ok := seen[k]; ok {
			return got
		}
		d := depth(e)
		for len(q.sets) <= d {
			q.sets = append(q.sets, nil)
		}
		q.sets[d] = append(q.sets[d], e)
		e.slot = count
		got := &slotExpr{e.typed, slotSet, 0, count, e}
		count++
		seen[k] = got
		return got
	}
	replace := func(x expr) (expr, bool, error) {
		if e, ok := x.(*setExpr); ok {
			return place(e), true, nil
		}
		return nil, false, nil
	}
	depth = func(e *setExpr) int {
		d := 0
		for i := range e.args {
			walk(e.args[i], func(x expr) bool {
				if in, ok := x.(*setExpr); ok {
					d = max(d, 1+depth(in))
				}
				return true
			})
			if err := rewrite(&e.args[i], replace); err != nil {
				return 0
			}
		}
		if e.level > 0 {
			return e.level
		}
		e.level = d
		return d
	}
	for i := range q.targets {
		if err := rewrite(&q.targets[i].expr, replace); err != nil {
			return err
		}
	}
	return nil
}
