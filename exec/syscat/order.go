package syscat

import (
	pg "github.com/pganalyze/pg_query_go/v6"

	"asof/catalog/sqlerr"
)

// orderBy analyzes ORDER BY: each item is a column of the result by name or number, or an expression, which becomes a target of
// its own if the select list does not have it.
func (s *scope) orderBy(list []*pg.Node) error {
	for _, n := range list {
		by := n.GetSortBy()
		i, err := s.sortTarget(by.Node, "ORDER BY")
		if err != nil {
			return err
		}
		k, err := s.direction(by, i)
		if err != nil {
			return err
		}
		s.sel.order = append(s.sel.order, k)
	}
	return nil
}

// direction reads ASC, DESC, USING and NULLS.
func (s *scope) direction(by *pg.SortBy, i int) (sortKey, error) {
	k := sortKey{i: i, desc: by.SortbyDir == pg.SortByDir_SORTBY_DESC}
	if by.SortbyDir == pg.SortByDir_SORTBY_USING {
		list := names(by.UseOp)
		switch op := list[len(list)-1]; op {
		case "<":
		case ">":
			k.desc = true
		default:
			return k, s.a.errAt(sqlerr.New(sqlerr.WrongObjectType, "operator %s is not a valid ordering operator", op).
				WithHint("Ordering operators must be \"<\" or \">\" members of btree operator families."), by.Location)
		}
	}
	k.nullsFirst = k.desc
	switch by.SortbyNulls {
	case pg.SortByNulls_SORTBY_NULLS_FIRST:
		k.nullsFirst = true
	case pg.SortByNulls_SORTBY_NULLS_LAST:
		k.nullsFirst = false
	}
	return k, nil
}

// sortTarget finds the target that an item of ORDER BY, GROUP BY or DISTINCT ON means, adding one if it is none yet.
func (s *scope) sortTarget(n *pg.Node, clause string) (int, error) {
	a, q := s.a, s.sel
	if c := n.GetColumnRef(); c != nil && len(c.Fields) == 1 && c.Fields[0].GetString_() != nil {
		name := c.Fields[0].GetString_().Sval
		if clause == "GROUP BY" { // a column of FROM goes before a column of the result
			if e, err := s.peek(name); err != nil || e {
				name = ""
				if err != nil && err != errAmbiguous {
					return 0, err
				}
			}
		}
		found := -1
		for i, t := range q.targets {
			if t.junk || t.name != name || name == "" {
				continue
			}
			if found >= 0 && key(q.targets[found].expr) != key(t.expr) {
				return 0, a.errAt(sqlerr.New(sqlerr.AmbiguousColumn, "%s %q is ambiguous", clause, name), c.Location)
			}
			if found < 0 {
				found = i
			}
		}
		if found >= 0 {
			return found, nil
		}
	}
	if c := n.GetAConst(); c != nil {
		i, ok := c.Val.(*pg.A_Const_Ival)
		if !ok {
			return 0, a.errAt(sqlerr.New(sqlerr.SyntaxError, "non-integer constant in %s", clause), c.Location)
		}
		at := 0
		for j, t := range q.targets {
			if !t.junk {
				if at++; at == int(i.Ival.Ival) {
					return j, nil
				}
			}
		}
		return 0, a.errAt(sqlerr.New(sqlerr.InvalidColumnReference, "%s position %d is not in select list", clause, i.Ival.Ival), c.Location)
	}
	e, err := s.in(clause).expr(n)
	if err != nil {
		return 0, err
	}
	k := key(e)
	for i, t := range q.targets {
		if key(t.expr) == k {
			return i, nil
		}
	}
	if typeOf(e) == oidUnknown {
		if e, err = a.coerceType(e, oidText, -1, implicit, e.info().pos); err != nil {
			return 0, err
		}
	}
	q.targets = append(q.targets, target{expr: e, junk: true})
	return len(q.targets) - 1, nil
}

var errAmbiguous = sqlerr.New(sqlerr.AmbiguousColumn, "ambiguous")

// peek says whether a name is a column of FROM, at this level.
func (s *scope) peek(name string) (bool, error) {
	n := 0
	for _, it := range s.items {
		if !it.colVisible {
			continue
		}
		for _, c := range it.cols {
			if c.name == name {
				n++
			}
		}
	}
	return n > 0, nil
}

// distinct analyzes DISTINCT and DISTINCT ON.
func (s *scope) distinct(list []*pg.Node) error {
	if list == nil {
		return nil
	}
	q := s.sel
	if len(list) == 1 && list[0].GetNode() == nil { // plain DISTINCT
		q.distinct = []int{}
		for i, t := range q.targets {
			if !t.junk {
				q.distinct = append(q.distinct, i)
				continue
			}
			for _, k := range q.order {
				if k.i == i {
					return s.a.errAt(sqlerr.New(sqlerr.InvalidColumnReference, "for SELECT DISTINCT, ORDER BY expressions must appear in select list"), t.expr.info().pos)
				}
			}
		}
		return nil
	}
	on := map[int]bool{}
	for _, n := range list {
		i, err := s.sortTarget(n, "DISTINCT ON")
		if err != nil {
			return err
		}
		if !on[i] {
			on[i] = true
			q.distinct = append(q.distinct, i)
		}
	}
	left := len(on)
	for _, k := range q.order {
		if left == 0 {
			break
		}
		if !on[k.i] {
			return s.a.errAt(sqlerr.New(sqlerr.InvalidColumnReference, "SELECT DISTINCT ON expressions must match initial ORDER BY expressions"), q.targets[q.distinct[0]].expr.info().pos)
		}
		left--
	}
	return nil
}
