package syscat

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v6"

	"asof/catalog/sqlerr"
)

// join is JOIN of any kind.
func (s *scope) join(n *pg.JoinExpr) (*fromTree, []*nsItem, error) {
	a := s.a
	left, litems, err := s.fromItem(n.Larg)
	if err != nil {
		return nil, nil, err
	}
	// The right side sees the left one when it is LATERAL, if every row of the left one has its own right rows.
	ok := n.Jointype == pg.JoinType_JOIN_INNER || n.Jointype == pg.JoinType_JOIN_LEFT
	for _, it := range litems {
		it.lateralOnly, it.lateralOK = true, ok
	}
	before := s.items
	s.items = append(slices.Clip(s.items), litems...)
	right, ritems, err := s.fromItem(n.Rarg)
	s.items = before
	if err != nil {
		return nil, nil, err
	}
	for _, it := range litems {
		it.lateralOnly, it.lateralOK = false, true
	}
	if err := s.checkNames(litems, ritems); err != nil {
		return nil, nil, err
	}
	tree := &fromTree{left: left, right: right, kind: n.Jointype, from: left.from, to: right.to}
	items := append(slices.Clone(litems), ritems...)
	using := names(n.UsingClause)
	lcols, rcols := visibleColumns(litems), visibleColumns(ritems)
	if n.IsNatural {
		using = nil
		for _, c := range lcols {
			if slices.ContainsFunc(rcols, func(r nsCol) bool { return r.name == c.name }) {
				using = append(using, c.name)
			}
		}
	}
	var cols []nsCol
	switch {
	case n.UsingClause != nil || n.IsNatural:
		if cols, err = s.using(tree, using, lcols, rcols); err != nil {
			return nil, nil, err
		}
	default:
		cols = append(slices.Clone(lcols), rcols...)
		if n.Quals != nil {
			on := s.in("JOIN/ON")
			on.items = items
			if tree.on, err = on.conjuncts(n.Quals, "JOIN/ON"); err != nil {
				return nil, nil, err
			}
		}
	}
	return s.joinItem(n, tree, items, cols, using, a)
}

// joinItem makes the join's own name: its columns are those without a qualifier; with an alias they hide what is inside.
func (s *scope) joinItem(n *pg.JoinExpr, tree *fromTree, items []*nsItem, cols []nsCol, using []string, a *analyzer) (*fromTree, []*nsItem, error) {
	it := &nsItem{cols: cols, colVisible: true}
	if n.Alias != nil {
		given := names(n.Alias.Colnames)
		if len(given) > len(cols) {
			return nil, nil, sqlerr.New(sqlerr.SyntaxError, "column alias list for %q has too many entries", n.Alias.Aliasname)
		}
		it.cols = slices.Clone(cols)
		for i, name := range given {
			it.cols[i].name = name
		}
		it.name, it.relVisible = n.Alias.Aliasname, true
		return tree, []*nsItem{it}, nil
	}
	for _, x := range items {
		x.colVisible = false
	}
	if n.JoinUsingAlias != nil {
		items = append(items, &nsItem{name: n.JoinUsingAlias.Aliasname, relVisible: true, cols: cols[:len(using)]})
	}
	return tree, append(items, it), nil
}

func visibleColumns(items []*nsItem) []nsCol {
	var out []nsCol
	for _, it := range items {
		if it.colVisible {
			out = append(out, it.cols...)
		}
	}
	return out
}

// using merges the columns that both sides have: they come first, once.
func (s *scope) using(tree *fromTree, using []string, lcols, rcols []nsCol) ([]nsCol, error) {
	a := s.a
	var out []nsCol
	find := func(cols []nsCol, name, side string) (int, error) {
		at := -1
		for i, c := range cols {
			if c.name != name {
				continue
			}
			if at >= 0 {
				return 0, sqlerr.New(sqlerr.AmbiguousColumn, "common column name %q appears more than once in %s table", name, side)
			}
			at = i
		}
		if at < 0 {
			return 0, sqlerr.New(sqlerr.UndefinedColumn, "column %q specified in USING clause does not exist in %s table", name, side)
		}
		return at, nil
	}
	lused, rused := map[int]bool{}, map[int]bool{}
	for i, name := range using {
		if slices.Contains(using[:i], name) {
			return nil, sqlerr.New(sqlerr.DuplicateColumn, "column name %q appears more than once in USING clause", name)
		}
		li, err := find(lcols, name, "left")
		if err != nil {
			return nil, err
		}
		ri, err := find(rcols, name, "right")
		if err != nil {
			return nil, err
		}
		lused[li], rused[ri] = true, true
		l, r := shift(lcols[li].e, 0), shift(rcols[ri].e, 0)
		s.note(l)
		s.note(r)
		eq, err := a.operatorNamed([]string{"="}, l, r, -1)
		if err != nil {
			return nil, err
		}
		tree.on = append(tree.on, eq)
		merged, err := a.merge(tree.kind, l, r)
		if err != nil {
			return nil, err
		}
		out = append(out, nsCol{name, merged})
	}
	for i, c := range lcols {
		if !lused[i] {
			out = append(out, c)
		}
	}
	for i, c := range rcols {
		if !rused[i] {
			out = append(out, c)
		}
	}
	return out, nil
}

// merge is a merged column: the side that has a value.
func (a *analyzer) merge(kind pg.JoinType, l, r expr) (expr, error) {
	l, r = shift(l, 0), shift(r, 0)
	typ, err := a.unify([]*expr{&l, &r}, "JOIN/USING")
	if err != nil {
		return nil, err
	}
	mod := commonMod([]expr{l, r}, typ)
	switch kind {
	case pg.JoinType_JOIN_RIGHT:
		return r, nil
	case pg.JoinType_JOIN_FULL:
		return &coalesceExpr{typed{typ, mod, -1}, []expr{l, r}}, nil
	}
	return l, nil
}

// conjuncts analyzes a condition and takes its ANDs apart.
func (s *scope) conjuncts(n *pg.Node, what string) ([]expr, error) {
	e, err := s.expr(n)
	if err != nil {
		return nil, err
	}
	if e, err = s.a.boolean(e, what); err != nil {
		return nil, err
	}
	return flattenAnd(e), nil
}

func flattenAnd(e expr) []expr {
	b, ok := e.(*boolExpr)
	if !ok || b.op != '&' {
		return []expr{e}
	}
	var out []expr
	for _, x := range b.args {
		out = append(out, flattenAnd(x)...)
	}
	return out
}
