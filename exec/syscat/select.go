package syscat

import (
	pg "github.com/pganalyze/pg_query_go/v6"

	"asof/catalog/sqlerr"
)

// query is something with rows: a SELECT, a VALUES list, a set operation, a WITH query.
type query interface {
	columns() []outCol
	// rows gives the rows to yield; f is the frame of the level around. A row is valid until yield returns. Columns that need says
	// false of may be left NULL; a nil need wants all.
	rows(f *frame, need []bool, yield func([]any) error) error
	// finish plans the query, once nothing more will be asked of it.
	finish()
}

// selectQuery is one SELECT.
type selectQuery struct {
	ctes     []*cte
	leaves   []*leaf
	width    int
	trees    []*fromTree
	conds    []expr // of WHERE
	source   node   // FROM and WHERE as planned; nil: one row without columns
	where    []expr // what WHERE asks beyond source
	group    *grouping
	wins     []*winExpr
	sets     [][]*setExpr // set-returning functions of the select list, the innermost first
	targets  []target
	order    []sortKey
	distinct []int // the targets that DISTINCT compares; nil without
	limit    expr
	offset   expr
	ties     bool
}

// target is a column of the select list, or with junk an expression that only ORDER BY and its like need.
type target struct {
	name string
	expr expr
	junk bool
}

// sortKey orders by a target.
type sortKey struct {
	i          int
	desc       bool
	nullsFirst bool
}

func (q *selectQuery) columns() []outCol {
	var out []outCol
	for _, t := range q.targets {
		if !t.junk {
			out = append(out, outCol{t.name, typeOf(t.expr), t.expr.info().mod})
		}
	}
	return out
}

func (q *selectQuery) finish() { q.source, q.where = planFrom(q, q.trees, q.conds) }

// query analyzes a whole statement, or the body of a view or a function.
func (a *analyzer) query(sel *pg.SelectStmt, up *scope) (query, error) {
	q, err := a.queryIn(sel, &scope{a: a, up: up})
	if err == nil {
		q.finish()
	}
	return q, err
}

// queryIn analyzes a query whose names are those of s, an empty scope.
func (a *analyzer) queryIn(sel *pg.SelectStmt, s *scope) (query, error) {
	if err := a.enter(); err != nil {
		return nil, err
	}
	defer a.leave()
	if sel.IntoClause != nil {
		return nil, a.errAt(unsupported("SELECT INTO from system catalogs"), sel.IntoClause.Rel.GetLocation())
	}
	if sel.WithClause != nil {
		if err := s.with(sel.WithClause); err != nil {
			return nil, err
		}
	}
	switch {
	case sel.Op != pg.SetOperation_SETOP_NONE:
		return s.setOperation(sel)
	case len(sel.ValuesLists) > 0:
		return s.values(sel)
	}
	return s.selectQuery(sel)
}

// selectQuery analyzes a plain SELECT, its clauses in the order in which Postgres does.
func (s *scope) selectQuery(sel *pg.SelectStmt) (query, error) {
	a := s.a
	q := &selectQuery{ctes: s.ctes}
	s.sel = q
	trees, err := s.from(sel.FromClause)
	if err != nil {
		return nil, err
	}
	if err := s.defineWindows(sel.WindowClause); err != nil {
		return nil, err
	}
	if q.targets, err = s.targetList(sel.TargetList); err != nil {
		return nil, err
	}
	var where []expr
	if sel.WhereClause != nil {
		if where, err = s.in("WHERE").conjuncts(sel.WhereClause, "WHERE"); err != nil {
			return nil, err
		}
	}
	var having expr
	if sel.HavingClause != nil {
		h, err := s.in("HAVING").conjuncts(sel.HavingClause, "HAVING")
		if err != nil {
			return nil, err
		}
		having = &boolExpr{typed: typed{oidBool, -1, -1}, op: '&', args: h}
	}
	if err := s.orderBy(sel.SortClause); err != nil {
		return nil, err
	}
	if err := s.groupBy(sel, having); err != nil {
		return nil, err
	}
	if err := s.distinct(sel.DistinctClause); err != nil {
		return nil, err
	}
	if err := s.limits(sel); err != nil {
		return nil, err
	}
	for i := range q.targets {
		if t := &q.targets[i]; typeOf(t.expr) == oidUnknown && !t.junk && !s.open {
			if t.expr, err = a.coerceType(t.expr, oidText, -1, implicit, t.expr.info().pos); err != nil {
				return nil, err
			}
		}
	}
	if err := s.finishGroups(); err != nil {
		return nil, err
	}
	s.finishWindows()
	if err := s.finishSets(); err != nil {
		return nil, err
	}
	q.trees, q.conds = trees, where
	return q, nil
}

// targetList analyzes what SELECT lists.
func (s *scope) targetList(list []*pg.Node) ([]target, error) {
	var out []target
	for _, n := range list {
		rt := n.GetResTarget()
		if c := rt.Val.GetColumnRef(); c != nil && isStar(c) {
			cols, err := s.star(c)
			if err != nil {
				return nil, err
			}
			out = append(out, cols...)
			continue
		}
		if ind := rt.Val.GetAIndirection(); ind != nil && endsInStar(ind.Indirection) {
			cols, err := s.fieldStar(ind)
			if err != nil {
				return nil, err
			}
			out = append(out, cols...)
			continue
		}
		e, err := s.expr(rt.Val)
		if err != nil {
			return nil, err
		}
		name := rt.Name
		if name == "" {
			name = figureName(rt.Val)
		}
		out = append(out, target{name: name, expr: e})
	}
	return out, nil
}

func isStar(c *pg.ColumnRef) bool { return endsInStar(c.Fields) }

func endsInStar(list []*pg.Node) bool {
	return len(list) > 0 && list[len(list)-1].GetAStar() != nil
}

// star is * and item.*.
func (s *scope) star(c *pg.ColumnRef) ([]target, error) {
	a := s.a
	fields := names(c.Fields)
	var out []target
	if len(fields) == 0 {
		any := false
		for _, it := range s.items {
			any = true
			if !it.colVisible {
				continue
			}
			for _, col := range it.cols {
				out = append(out, target{name: col.name, expr: s.use(col, 0, c.Location)})
			}
		}
		if !any {
			return nil, a.errAt(sqlerr.New(sqlerr.SyntaxError, "SELECT * with no tables specified is not valid"), c.Location)
		}
		return out, nil
	}
	if len(fields) == 3 && fields[0] == a.env.Session.Database {
		fields = fields[1:]
	}
	schema := ""
	if len(fields) == 2 {
		schema = fields[0]
	}
	name := fields[len(fields)-1]
	it, levels, err := s.relation(schema, name, c.Location)
	if err != nil {
		return nil, err
	}
	if it == nil {
		if len(fields) == 1 {
			e, err := s.column(name, c.Location)
			if err != nil {
				return nil, err
			}
			if e != nil {
				return s.expand(e, c.Location)
			}
		}
		return nil, s.noRelation(name, c.Location)
	}
	for _, col := range it.cols {
		out = append(out, target{name: col.name, expr: s.use(col, levels, c.Location)})
	}
	return out, nil
}

// fieldStar is (x).*.
func (s *scope) fieldStar(ind *pg.A_Indirection) ([]target, error) {
	var e expr
	var err error
	if rest := ind.Indirection[:len(ind.Indirection)-1]; len(rest) > 0 {
		e, err = s.indirection(&pg.A_Indirection{Arg: ind.Arg, Indirection: rest})
	} else {
		e, err = s.expr(ind.Arg)
	}
	if err != nil {
		return nil, err
	}
	return s.expand(e, e.info().pos)
}

// expand is a record's fields, each as a column.
func (s *scope) expand(e expr, pos int32) ([]target, error) {
	if !isComposite(typeOf(e)) {
		return nil, s.a.errAt(sqlerr.New(sqlerr.WrongObjectType, "type %s is not composite", typeText(typeOf(e))), pos)
	}
	fields := fieldsOf(e)
	if len(fields) == 0 {
		return nil, s.a.errAt(sqlerr.New(sqlerr.FeatureNotSupported, "record type has not been registered"), pos)
	}
	var out []target
	for i, f := range fields {
		out = append(out, target{name: f.name, expr: &fieldExpr{typed{f.typ, f.mod, pos}, e, i}})
	}
	return out, nil
}

// limits analyzes LIMIT, OFFSET and FETCH.
func (s *scope) limits(sel *pg.SelectStmt) error {
	var err error
	q := s.sel
	if q.offset, err = s.limitExpr(sel.LimitOffset, "OFFSET"); err != nil {
		return err
	}
	if q.limit, err = s.limitExpr(sel.LimitCount, "LIMIT"); err != nil {
		return err
	}
	q.ties = sel.LimitOption == pg.LimitOption_LIMIT_OPTION_WITH_TIES
	if q.ties && len(q.order) == 0 {
		return sqlerr.New(sqlerr.SyntaxError, "WITH TIES cannot be specified without ORDER BY clause")
	}
	return nil
}

func (s *scope) limitExpr(n *pg.Node, what string) (expr, error) {
	if n == nil {
		return nil, nil
	}
	e, err := s.in(what).expr(n)
	if err != nil {
		return nil, err
	}
	out, err := s.a.coerceTo(e, oidInt8, -1, assignment, e.info().pos)
	if err == nil && out == nil {
		err = s.a.errAt(sqlerr.New(sqlerr.DatatypeMismatch, "argument of %s must be type %s, not type %s", what, "bigint", typeText(typeOf(e))), e.info().pos)
	}
	if err == nil && hasVar(out) {
		err = s.a.errAt(sqlerr.New(sqlerr.InvalidColumnReference, "argument of %s must not contain variables", what), e.info().pos)
	}
	return out, err
}
