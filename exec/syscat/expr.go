package syscat

import (
	"strconv"

	pg "github.com/pganalyze/pg_query_go/v6"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// expr analyzes one expression.
func (s *scope) expr(n *pg.Node) (expr, error) {
	a := s.a
	if err := a.enter(); err != nil {
		return nil, err
	}
	defer a.leave()
	switch n := n.Node.(type) {
	case *pg.Node_AConst:
		return a.constant(n.AConst)
	case *pg.Node_ColumnRef:
		return s.columnRef(n.ColumnRef)
	case *pg.Node_ParamRef:
		return a.param(n.ParamRef)
	case *pg.Node_TypeCast:
		return s.typeCast(n.TypeCast)
	case *pg.Node_FuncCall:
		return s.funcCall(n.FuncCall)
	case *pg.Node_AExpr:
		return s.aExpr(n.AExpr)
	case *pg.Node_BoolExpr:
		return s.boolean(n.BoolExpr)
	case *pg.Node_NullTest:
		return s.nullTest(n.NullTest)
	case *pg.Node_BooleanTest:
		return s.boolTest(n.BooleanTest)
	case *pg.Node_SubLink:
		return s.subLink(n.SubLink)
	case *pg.Node_CaseExpr:
		return s.caseExpr(n.CaseExpr)
	case *pg.Node_CoalesceExpr:
		return s.coalesce(n.CoalesceExpr)
	case *pg.Node_MinMaxExpr:
		return s.minmax(n.MinMaxExpr)
	case *pg.Node_AArrayExpr:
		return s.array(n.AArrayExpr, 0, 0, -1)
	case *pg.Node_RowExpr:
		return s.row(n.RowExpr)
	case *pg.Node_AIndirection:
		return s.indirection(n.AIndirection)
	case *pg.Node_SqlvalueFunction:
		return s.sqlValue(n.SqlvalueFunction)
	case *pg.Node_CollateClause:
		return s.collate(n.CollateClause)
	case *pg.Node_GroupingFunc:
		return s.grouping(n.GroupingFunc)
	case *pg.Node_NamedArgExpr:
		return s.expr(n.NamedArgExpr.Arg)
	case *pg.Node_SetToDefault:
		return nil, a.errAt(sqlerr.New(sqlerr.SyntaxError, "DEFAULT is not allowed in this context"), n.SetToDefault.Location)
	case *pg.Node_CurrentOfExpr:
		return nil, unsupported("WHERE CURRENT OF")
	}
	return nil, unsupported("this expression over system catalogs")
}

// constant is a literal: whole numbers are int4, int8 or numeric by their size, strings are of no type yet.
func (a *analyzer) constant(c *pg.A_Const) (expr, error) {
	t := typed{oidUnknown, -1, c.Location}
	if c.Isnull {
		return &constExpr{t, nil}, nil
	}
	switch v := c.Val.(type) {
	case *pg.A_Const_Ival:
		t.typ = oidInt4
		return &constExpr{t, int64(v.Ival.Ival)}, nil
	case *pg.A_Const_Fval:
		if n, err := strconv.ParseInt(v.Fval.Fval, 0, 64); err == nil {
			if t.typ = oidInt8; n == int64(int32(n)) { // only the least int4 is too long without its sign
				t.typ = oidInt4
			}
			return &constExpr{t, n}, nil
		}
		d, err := sqltype.ParseText(sqltype.Of(sqltype.Numeric), v.Fval.Fval, sqltype.ISO)
		if err != nil {
			return nil, a.placeAt(err, c.Location)
		}
		t.typ = oidNumeric
		return &constExpr{t, d}, nil
	case *pg.A_Const_Boolval:
		t.typ = oidBool
		return &constExpr{t, v.Boolval.Boolval}, nil
	case *pg.A_Const_Sval:
		return &constExpr{t, v.Sval.Sval}, nil
	case *pg.A_Const_Bsval:
		return nil, a.errAt(unsupported("a bit string"), c.Location)
	}
	return nil, a.errAt(unsupported("this literal"), c.Location)
}

func (s *scope) typeCast(n *pg.TypeCast) (expr, error) {
	a := s.a
	typ, mod, err := a.typeName(n.TypeName)
	if err != nil {
		return nil, err
	}
	var e expr
	if arr := n.Arg.GetAArrayExpr(); arr != nil {
		base, baseMod := baseTypeMod(typ, mod)
		if el := elemType(base); el != 0 {
			e, err = s.array(arr, base, el, baseMod)
		} else {
			e, err = s.array(arr, 0, 0, -1)
		}
	} else {
		e, err = s.expr(n.Arg)
	}
	if err != nil {
		return nil, err
	}
	pos := n.Location
	if pos < 0 {
		pos = n.TypeName.Location
	}
	return a.mustCoerce(e, typ, mod, explicit, pos)
}

func (s *scope) boolean(n *pg.BoolExpr) (expr, error) {
	out := &boolExpr{typed: typed{oidBool, -1, n.Location}}
	what := "AND"
	switch n.Boolop {
	case pg.BoolExprType_AND_EXPR:
		out.op = '&'
	case pg.BoolExprType_OR_EXPR:
		out.op, what = '|', "OR"
	default:
		out.op, what = '!', "NOT"
	}
	for _, x := range n.Args {
		e, err := s.expr(x)
		if err != nil {
			return nil, err
		}
		if e, err = s.a.boolean(e, what); err != nil {
			return nil, err
		}
		out.args = append(out.args, e)
	}
	return out, nil
}

func (s *scope) nullTest(n *pg.NullTest) (expr, error) {
	e, err := s.expr(n.Arg)
	if err != nil {
		return nil, err
	}
	return &nullTest{typed: typed{oidBool, -1, n.Location}, arg: e, not: n.Nulltesttype == pg.NullTestType_IS_NOT_NULL}, nil
}

func (s *scope) boolTest(n *pg.BooleanTest) (expr, error) {
	e, err := s.expr(n.Arg)
	if err != nil {
		return nil, err
	}
	out := &boolTest{typed: typed{oidBool, -1, n.Location}}
	what := ""
	switch n.Booltesttype {
	case pg.BoolTestType_IS_TRUE:
		out.want, what = true, "IS TRUE"
	case pg.BoolTestType_IS_NOT_TRUE:
		out.want, out.not, what = true, true, "IS NOT TRUE"
	case pg.BoolTestType_IS_FALSE:
		out.want, what = false, "IS FALSE"
	case pg.BoolTestType_IS_NOT_FALSE:
		out.want, out.not, what = false, true, "IS NOT FALSE"
	case pg.BoolTestType_IS_UNKNOWN:
		what = "IS UNKNOWN"
	default:
		out.not, what = true, "IS NOT UNKNOWN"
	}
	out.arg, err = s.a.boolean(e, what)
	return out, err
}

// caseExpr is CASE. The first common type is that of ELSE, as in Postgres.
func (s *scope) caseExpr(n *pg.CaseExpr) (expr, error) {
	a := s.a
	out := &caseExpr{typed: typed{0, -1, n.Location}}
	var test expr
	var err error
	if n.Arg != nil {
		if test, err = s.expr(n.Arg); err != nil {
			return nil, err
		}
		if typeOf(test) == oidUnknown {
			if test, err = a.mustCoerce(test, oidText, -1, implicit, n.Location); err != nil {
				return nil, err
			}
		}
	}
	for _, wn := range n.Args {
		w := wn.GetCaseWhen()
		cond, err := s.expr(w.Expr)
		if err != nil {
			return nil, err
		}
		if test != nil {
			if cond, err = a.operatorNamed([]string{"="}, test, cond, w.Location); err != nil {
				return nil, err
			}
		}
		if cond, err = a.boolean(cond, "CASE/WHEN"); err != nil {
			return nil, err
		}
		then, err := s.expr(w.Result)
		if err != nil {
			return nil, err
		}
		out.when, out.then = append(out.when, cond), append(out.then, then)
	}
	out.otherwise = &constExpr{typed{oidUnknown, -1, -1}, nil}
	if n.Defresult != nil {
		if out.otherwise, err = s.expr(n.Defresult); err != nil {
			return nil, err
		}
	}
	parts := []*expr{&out.otherwise}
	for i := range out.then {
		parts = append(parts, &out.then[i])
	}
	if out.typ, err = a.unify(parts, "CASE"); err != nil {
		return nil, err
	}
	out.mod = commonMod(append([]expr{out.otherwise}, out.then...), out.typ)
	return out, nil
}

func (s *scope) exprs(list []*pg.Node) ([]expr, error) {
	out := make([]expr, 0, len(list))
	for _, n := range list {
		e, err := s.expr(n)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

func pointers(list []expr) []*expr {
	out := make([]*expr, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out
}

func (s *scope) coalesce(n *pg.CoalesceExpr) (expr, error) {
	args, err := s.exprs(n.Args)
	if err != nil {
		return nil, err
	}
	typ, err := s.a.unify(pointers(args), "COALESCE")
	if err != nil {
		return nil, err
	}
	return &coalesceExpr{typed{typ, commonMod(args, typ), n.Location}, args}, nil
}

func (s *scope) minmax(n *pg.MinMaxExpr) (expr, error) {
	args, err := s.exprs(n.Args)
	if err != nil {
		return nil, err
	}
	greatest := n.Op == pg.MinMaxOp_IS_GREATEST
	what := "LEAST"
	if greatest {
		what = "GREATEST"
	}
	typ, err := s.a.unify(pointers(args), what)
	if err != nil {
		return nil, err
	}
	return &minmaxExpr{typed{typ, commonMod(args, typ), n.Location}, args, greatest}, nil
}

// collate checks that a collation exists: text compares by bytes under all of them.
func (s *scope) collate(n *pg.CollateClause) (expr, error) {
	e, err := s.expr(n.Arg)
	if err != nil {
		return nil, err
	}
	switch category(typeOf(e)) {
	case 'S', 'A':
	case 'X':
		if typeOf(e) == oidUnknown {
			if e, err = s.a.coerceType(e, oidText, -1, implicit, n.Location); err != nil {
				return nil, err
			}
		}
	default:
		return nil, s.a.errAt(sqlerr.New(sqlerr.DatatypeMismatch, "collations are not supported by type %s", typeText(typeOf(e))), n.Location)
	}
	list := names(n.Collname)
	if name := list[len(list)-1]; !s.a.hasCollation(name) {
		return nil, s.a.errAt(sqlerr.New(sqlerr.UndefinedObject, "collation %q for encoding \"UTF8\" does not exist", name), n.Location)
	}
	return e, nil
}

// sqlValue is current_user, current_timestamp and their like, which are called without parentheses.
func (s *scope) sqlValue(n *pg.SQLValueFunction) (expr, error) {
	typ, mod := uint32(oidName), int32(-1)
	name := ""
	switch n.Op {
	case pg.SQLValueFunctionOp_SVFOP_CURRENT_ROLE, pg.SQLValueFunctionOp_SVFOP_CURRENT_USER, pg.SQLValueFunctionOp_SVFOP_USER:
		name = "current_user"
	case pg.SQLValueFunctionOp_SVFOP_SESSION_USER:
		name = "session_user"
	case pg.SQLValueFunctionOp_SVFOP_CURRENT_CATALOG:
		name = "current_database"
	case pg.SQLValueFunctionOp_SVFOP_CURRENT_SCHEMA:
		name = "current_schema"
	default:
		return s.a.clock(n)
	}
	s.a.session = true
	return &valueExpr{typed{typ, mod, n.Location}, sessionFuncs[name]}, nil
}

// valueExpr is a function without arguments that is no row of pg_proc.
type valueExpr struct {
	typed
	fn Func
}

func (e *valueExpr) eval(f *frame) (any, error) {
	return e.fn(&Call{Env: f.run.env, Result: e.typ, Mod: e.mod}, nil)
}

// clock is current_date, current_time, current_timestamp, localtime and localtimestamp, with a precision.
func (s *analyzer) clock(n *pg.SQLValueFunction) (expr, error) {
	s.session = true
	now := expr(&valueExpr{typed{oidTimestampTZ, -1, n.Location}, sessionFuncs["now"]})
	typ := uint32(oidTimestampTZ)
	switch n.Op {
	case pg.SQLValueFunctionOp_SVFOP_CURRENT_DATE:
		typ = oidDate
	case pg.SQLValueFunctionOp_SVFOP_CURRENT_TIME, pg.SQLValueFunctionOp_SVFOP_CURRENT_TIME_N:
		typ = oidTimeTZ
	case pg.SQLValueFunctionOp_SVFOP_LOCALTIME, pg.SQLValueFunctionOp_SVFOP_LOCALTIME_N:
		typ = oidTime
	case pg.SQLValueFunctionOp_SVFOP_LOCALTIMESTAMP, pg.SQLValueFunctionOp_SVFOP_LOCALTIMESTAMP_N:
		typ = oidTimestamp
	}
	return s.mustCoerce(now, typ, n.Typmod, explicit, n.Location)
}
