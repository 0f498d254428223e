package syscat

import (
	pg "github.com/pganalyze/pg_query_go/v6"

	"asof/catalog/sqlerr"
)

// setQuery is UNION, INTERSECT or EXCEPT of two queries.
type setQuery struct {
	op          pg.SetOperation
	all         bool
	left, right query
	cols        []outCol
	ctes        []*cte
}

func (q *setQuery) columns() []outCol { return q.cols }

func (q *setQuery) finish() {
	q.left.finish()
	q.right.finish()
}

// setOperation analyzes a set operation with what follows it: ORDER BY by names and numbers, LIMIT.
func (s *scope) setOperation(sel *pg.SelectStmt) (query, error) {
	a := s.a
	if len(sel.LockingClause) > 0 {
		return nil, sqlerr.New(sqlerr.FeatureNotSupported, "FOR UPDATE is not allowed with UNION/INTERSECT/EXCEPT")
	}
	q := &setQuery{op: sel.Op, all: sel.All, ctes: s.ctes}
	var err error
	// Both sides are levels of their own under one in which nothing is named but WITH queries.
	side := func(n *pg.SelectStmt) (query, error) {
		return a.queryIn(n, &scope{a: a, up: s, open: true})
	}
	if q.left, err = side(sel.Larg); err != nil {
		return nil, err
	}
	if q.right, err = side(sel.Rarg); err != nil {
		return nil, err
	}
	if err := s.matchColumns(q); err != nil {
		return nil, err
	}
	if len(sel.SortClause) == 0 && sel.LimitCount == nil && sel.LimitOffset == nil {
		return q, nil
	}
	return s.ordered(q, sel)
}

// opName is a set operation as error messages call it.
func opName(op pg.SetOperation) string {
	switch op {
	case pg.SetOperation_SETOP_INTERSECT:
		return "INTERSECT"
	case pg.SetOperation_SETOP_EXCEPT:
		return "EXCEPT"
	}
	return "UNION"
}

// matchColumns makes the columns of both sides of common types.
func (s *scope) matchColumns(q *setQuery) error {
	a := s.a
	l, r := q.left.columns(), q.right.columns()
	if len(l) != len(r) {
		return a.errAt(sqlerr.New(sqlerr.SyntaxError, "each %s query must have the same number of columns", opName(q.op)), firstPos(q.right))
	}
	for i := range l {
		le, re := columnExpr(q.left, i), columnExpr(q.right, i)
		typ, err := a.commonType([]expr{le, re}, opName(q.op))
		if err != nil {
			return err
		}
		for side, e := range []expr{le, re} {
			if typeOf(e) != typ && !canCoerce([]uint32{typeOf(e)}, []uint32{typ}, implicit) {
				return a.errAt(sqlerr.New(sqlerr.CannotCoerce, "%s could not convert type %s to %s", opName(q.op), typeText(typeOf(e)), typeText(typ)), e.info().pos)
			}
			target := &q.left
			if side == 1 {
				target = &q.right
			}
			if err := a.coerceColumn(target, i, typ); err != nil {
				return err
			}
		}
		mod := int32(-1)
		if l[i].typ == r[i].typ && l[i].mod == r[i].mod {
			mod = l[i].mod
		}
		q.cols = append(q.cols, outCol{l[i].name, typ, mod})
	}
	return nil
}

// columnExpr is an expression of the type, and at the place, of a query's column.
func columnExpr(q query, i int) expr {
	c := q.columns()[i]
	out := &itemExpr{typed{c.typ, c.mod, -1}}
	if t := targetOf(q, i); t != nil {
		out.pos = t.expr.info().pos
	}
	return out
}

// targetOf is the target of a plain SELECT's column i; nil of other queries.
func targetOf(q query, i int) *target {
	sel, ok := q.(*selectQuery)
	if !ok {
		return nil
	}
	for j := range sel.targets {
		if t := &sel.targets[j]; !t.junk {
			if i == 0 {
				return t
			}
			i--
		}
	}
	return nil
}

func firstPos(q query) int32 {
	if len(q.columns()) == 0 {
		return -1
	}
	return columnExpr(q, 0).info().pos
}

// coerceColumn makes column i of a query another type.
func (a *analyzer) coerceColumn(q *query, i int, typ uint32) error {
	if (*q).columns()[i].typ == typ {
		return nil
	}
	sel, ok := (*q).(*selectQuery)
	if !ok || sel.distinct != nil || len(sel.order) > 0 || sel.limit != nil || sel.offset != nil {
		sel = around(*q)
		*q = sel
	}
	t := targetOf(sel, i)
	e, err := a.coerceType(t.expr, typ, -1, implicit, t.expr.info().pos)
	if err == nil {
		t.expr = e
	}
	return err
}

// around is SELECT * of a query that stays at the level where it was analyzed.
func around(q query) *selectQuery {
	cols := q.columns()
	out := &selectQuery{}
	l := &leaf{q: q, skip: true, item: &rangeItem{cols: cols, used: make([]bool, len(cols)), sysBase: len(cols)}}
	out.leaves, out.width, out.trees = []*leaf{l}, len(cols), []*fromTree{{leaf: l, to: 1}}
	for j, c := range cols {
		l.item.used[j] = true
		out.targets = append(out.targets, target{name: c.name, expr: &varExpr{typed: typed{c.typ, c.mod, -1}, i: j, item: l.item, name: c.name}})
	}
	return out
}

// ordered is a query with ORDER BY and LIMIT around a set operation or VALUES.
func (s *scope) ordered(q query, sel *pg.SelectStmt) (query, error) {
	a := s.a
	out, cols := around(q), q.columns()
	l := out.leaves[0]
	inner := &scope{a: a, up: s.up, sel: out, outer: s.outer}
	_, isValues := q.(*valuesQuery)
	if !isValues {
		for _, n := range sel.SortClause {
			node := n.GetSortBy().Node
			byName := node.GetColumnRef() != nil && len(node.GetColumnRef().Fields) == 1
			if byName {
				name := names(node.GetColumnRef().Fields)
				found := false
				for _, c := range cols {
					found = found || len(name) == 1 && c.name == name[0]
				}
				if !found {
					return nil, a.errAt(sqlerr.New(sqlerr.UndefinedColumn, "column %q does not exist", name[0]), node.GetColumnRef().Location)
				}
			}
			if !byName && node.GetAConst() == nil {
				return nil, sqlerr.New(sqlerr.FeatureNotSupported, "invalid UNION/INTERSECT/EXCEPT ORDER BY clause").
					WithDetail("Only result column names can be used, not expressions or functions.").
					WithHint("Add the expression/function to every SELECT, or move the UNION into a FROM clause.")
			}
		}
	} else {
		it := &nsItem{name: "*VALUES*", rel: l.item, colVisible: true, relVisible: true}
		for _, t := range out.targets {
			it.cols = append(it.cols, nsCol{t.name, t.expr})
		}
		inner.items = []*nsItem{it}
	}
	if err := inner.orderBy(sel.SortClause); err != nil {
		return nil, err
	}
	return out, inner.limits(sel)
}
