package syscat

import (
	pg "github.com/pganalyze/pg_query_go/v6"

	"asof/catalog/sqlerr"
)

// aExpr is an operator, and what Postgres' grammar writes like one: IN, BETWEEN, LIKE, NULLIF, IS DISTINCT FROM, op ANY.
func (s *scope) aExpr(n *pg.A_Expr) (expr, error) {
	list := names(n.Name)
	switch n.Kind {
	case pg.A_Expr_Kind_AEXPR_OP, pg.A_Expr_Kind_AEXPR_LIKE, pg.A_Expr_Kind_AEXPR_ILIKE, pg.A_Expr_Kind_AEXPR_SIMILAR:
		return s.plainOp(n, list)
	case pg.A_Expr_Kind_AEXPR_OP_ANY, pg.A_Expr_Kind_AEXPR_OP_ALL:
		l, r, err := s.sides(n)
		if err != nil {
			return nil, err
		}
		return s.a.quantified(list, l, r, n.Kind == pg.A_Expr_Kind_AEXPR_OP_ALL, n.Location)
	case pg.A_Expr_Kind_AEXPR_DISTINCT, pg.A_Expr_Kind_AEXPR_NOT_DISTINCT:
		return s.distinctFrom(n, list)
	case pg.A_Expr_Kind_AEXPR_NULLIF:
		return s.nullIf(n, list)
	case pg.A_Expr_Kind_AEXPR_IN:
		return s.inList(n, list)
	}
	return s.between(n)
}

func (s *scope) sides(n *pg.A_Expr) (l, r expr, err error) {
	if n.Lexpr != nil {
		if l, err = s.expr(n.Lexpr); err != nil {
			return nil, nil, err
		}
	}
	r, err = s.expr(n.Rexpr)
	return l, r, err
}

func (s *scope) plainOp(n *pg.A_Expr, list []string) (expr, error) {
	lr, rr := rowArgs(n.Lexpr), rowArgs(n.Rexpr)
	if lr != nil && n.Rexpr.GetSubLink() != nil && n.Rexpr.GetSubLink().SubLinkType == pg.SubLinkType_EXPR_SUBLINK {
		return s.rowSubLink(list, n)
	}
	if lr != nil && rr != nil {
		l, err := s.exprs(lr)
		if err != nil {
			return nil, err
		}
		r, err := s.exprs(rr)
		if err != nil {
			return nil, err
		}
		return s.a.compareRows(list, l, r, n.Location)
	}
	l, r, err := s.sides(n)
	if err != nil {
		return nil, err
	}
	return s.a.operatorNamed(list, l, r, n.Location)
}

func rowArgs(n *pg.Node) []*pg.Node {
	if n == nil || n.GetRowExpr() == nil {
		return nil
	}
	return n.GetRowExpr().Args
}

// compareRows is (a, b) op (c, d).
func (a *analyzer) compareRows(list []string, l, r []expr, pos int32) (expr, error) {
	if len(l) != len(r) {
		return nil, a.errAt(sqlerr.New(sqlerr.SyntaxError, "unequal number of entries in row expressions"), pos)
	}
	if len(l) == 0 {
		return nil, a.errAt(sqlerr.New(sqlerr.FeatureNotSupported, "cannot compare rows of zero length"), pos)
	}
	op := list[len(list)-1]
	if op == "=" || op == "<>" || len(l) == 1 {
		out := &boolExpr{typed: typed{oidBool, -1, pos}, op: '&'}
		if op == "<>" {
			out.op = '|'
		}
		for i := range l {
			e, err := a.operatorNamed(list, l[i], r[i], pos)
			if err != nil {
				return nil, err
			}
			out.args = append(out.args, e)
		}
		if len(out.args) == 1 {
			return out.args[0], nil
		}
		return out, nil
	}
	switch op {
	case "<", "<=", ">", ">=":
	default:
		return nil, a.errAt(sqlerr.New(sqlerr.FeatureNotSupported, "could not determine interpretation of row comparison operator %s", op).
			WithHint("Row comparison operators must be associated with btree operator families."), pos)
	}
	out := &rowCompare{typed: typed{oidBool, -1, pos}, op: op}
	for i := range l {
		e, err := a.operatorNamed(list, l[i], r[i], pos)
		if err != nil {
			return nil, err
		}
		f := e.(*funcExpr)
		out.l, out.r = append(out.l, f.args[0]), append(out.r, f.args[1])
	}
	return out, nil
}

func (s *scope) distinctFrom(n *pg.A_Expr, list []string) (expr, error) {
	a := s.a
	not := n.Kind == pg.A_Expr_Kind_AEXPR_NOT_DISTINCT
	for _, side := range [][2]*pg.Node{{n.Lexpr, n.Rexpr}, {n.Rexpr, n.Lexpr}} {
		if c := side[0].GetAConst(); c != nil && c.Isnull {
			e, err := s.expr(side[1])
			return &nullTest{typed: typed{oidBool, -1, n.Location}, arg: e, not: !not}, err
		}
	}
	l, r, err := s.sides(n)
	if err != nil {
		return nil, err
	}
	eq, err := a.operatorNamed(list, l, r, n.Location)
	if err != nil {
		return nil, err
	}
	f, ok := eq.(*funcExpr)
	if !ok || typeOf(eq) != oidBool {
		return nil, a.errAt(sqlerr.New(sqlerr.DatatypeMismatch, "IS DISTINCT FROM requires = operator to yield boolean"), n.Location)
	}
	return &distinctExpr{typed: typed{oidBool, -1, n.Location}, eq: eq, not: not, l: f.args[0], r: f.args[1]}, nil
}

func (s *scope) nullIf(n *pg.A_Expr, list []string) (expr, error) {
	l, r, err := s.sides(n)
	if err != nil {
		return nil, err
	}
	eq, err := s.a.operatorNamed(list, l, r, n.Location)
	if err != nil {
		return nil, err
	}
	arg := eq.(*funcExpr).args[0]
	return &nullIf{typed: typed{typeOf(arg), arg.info().mod, n.Location}, arg: arg, eq: eq}, nil
}

// inList is x IN (list). Values of one type make an array, as in Postgres; rows and columns are compared one by one.
func (s *scope) inList(n *pg.A_Expr, list []string) (expr, error) {
	a := s.a
	not := list[0] == "<>"
	lr := rowArgs(n.Lexpr)
	var l expr
	var err error
	if lr == nil {
		if l, err = s.expr(n.Lexpr); err != nil {
			return nil, err
		}
	}
	var consts, others []expr
	var rows [][]expr
	for _, x := range n.Rexpr.GetList().Items {
		if lr != nil && x.GetRowExpr() != nil {
			r, err := s.exprs(x.GetRowExpr().Args)
			if err != nil {
				return nil, err
			}
			rows = append(rows, r)
			continue
		}
		e, err := s.expr(x)
		if err != nil {
			return nil, err
		}
		if hasVar(e) {
			others = append(others, e)
		} else {
			consts = append(consts, e)
		}
	}
	out := &boolExpr{typed: typed{oidBool, -1, n.Location}, op: '|'}
	if not {
		out.op = '&'
	}
	for _, r := range rows {
		left, err := s.exprs(lr)
		if err != nil {
			return nil, err
		}
		e, err := a.compareRows(list, left, r, n.Location)
		if err != nil {
			return nil, err
		}
		out.args = append(out.args, e)
	}
	if len(consts) > 1 {
		e, err := a.inArray(list, l, consts, not, n.Location)
		if err != nil {
			return nil, err
		}
		if e != nil {
			out.args, consts = append(out.args, e), nil
		}
	}
	for _, c := range append(consts, others...) {
		e, err := a.operatorNamed(list, l, c, n.Location)
		if err != nil {
			return nil, err
		}
		if e, err = a.boolean(e, "IN"); err != nil {
			return nil, err
		}
		out.args = append(out.args, e)
	}
	if len(out.args) == 1 {
		return out.args[0], nil
	}
	return out, nil
}

// inArray compares with an array of values; nil if they have no common type.
func (a *analyzer) inArray(list []string, l expr, consts []expr, not bool, pos int32) (expr, error) {
	typ, err := a.commonType(append([]expr{l}, consts...), "")
	if err != nil || typ == 0 || typ == oidRecord || arrayType(typ) == 0 || !allCoerce(consts, typ) {
		return nil, err
	}
	arr := &arrayExpr{typed: typed{arrayType(typ), -1, -1}, elem: typ}
	for _, c := range consts {
		e, err := a.toCommon(c, typ, "IN")
		if err != nil {
			return nil, err
		}
		arr.args = append(arr.args, e)
	}
	return a.quantified(list, l, arr, not, pos)
}

func allCoerce(list []expr, typ uint32) bool {
	for _, e := range list {
		if !canCoerce([]uint32{typeOf(e)}, []uint32{typ}, implicit) {
			return false
		}
	}
	return true
}

// hasVar says whether an expression reads a column of its own level.
func hasVar(e expr) bool {
	found := false
	walk(e, func(x expr) bool {
		if v, ok := x.(*varExpr); ok && v.up == 0 {
			found = true
		}
		return !found
	})
	return found
}

// between is x [NOT] BETWEEN [SYMMETRIC] a AND b.
func (s *scope) between(n *pg.A_Expr) (expr, error) {
	bounds := n.Rexpr.GetList().Items
	compare := func(op string, r *pg.Node) (expr, error) {
		return s.aExpr(&pg.A_Expr{Kind: pg.A_Expr_Kind_AEXPR_OP, Name: []*pg.Node{pg.MakeStrNode(op)}, Lexpr: n.Lexpr, Rexpr: r, Location: n.Location})
	}
	pair := func(lo, hi *pg.Node, op1, op2 string, join byte) (expr, error) {
		l, err := compare(op1, lo)
		if err != nil {
			return nil, err
		}
		r, err := compare(op2, hi)
		return &boolExpr{typed: typed{oidBool, -1, n.Location}, op: join, args: []expr{l, r}}, err
	}
	lo, hi := bounds[0], bounds[1]
	switch n.Kind {
	case pg.A_Expr_Kind_AEXPR_BETWEEN:
		return pair(lo, hi, ">=", "<=", '&')
	case pg.A_Expr_Kind_AEXPR_NOT_BETWEEN:
		return pair(lo, hi, "<", ">", '|')
	}
	op1, op2, join, outer := ">=", "<=", byte('&'), byte('|')
	if n.Kind == pg.A_Expr_Kind_AEXPR_NOT_BETWEEN_SYM {
		op1, op2, join, outer = "<", ">", '|', '&'
	}
	one, err := pair(lo, hi, op1, op2, join)
	if err != nil {
		return nil, err
	}
	two, err := pair(hi, lo, op1, op2, join)
	return &boolExpr{typed: typed{oidBool, -1, n.Location}, op: outer, args: []expr{one, two}}, err
}
