package syscat

import (
	pg "github.com/pganalyze/pg_query_go/v6"
)

// figureName is the name that Postgres gives a column without one.
func figureName(n *pg.Node) string {
	if name, _ := figure(n); name != "" {
		return name
	}
	return "?column?"
}

// figure gives a name and how good it is: a type's name of a cast gives way to a better one.
func figure(n *pg.Node) (string, int) {
	if n == nil {
		return "", 0
	}
	switch n := n.Node.(type) {
	case *pg.Node_ColumnRef:
		if list := names(n.ColumnRef.Fields); len(list) > 0 {
			return list[len(list)-1], 2
		}
	case *pg.Node_AIndirection:
		if list := names(n.AIndirection.Indirection); len(list) > 0 {
			return list[len(list)-1], 2
		}
		return figure(n.AIndirection.Arg)
	case *pg.Node_FuncCall:
		list := names(n.FuncCall.Funcname)
		return list[len(list)-1], 2
	case *pg.Node_AExpr:
		if n.AExpr.Kind == pg.A_Expr_Kind_AEXPR_NULLIF {
			return "nullif", 2
		}
	case *pg.Node_TypeCast:
		name, strength := figure(n.TypeCast.Arg)
		if strength <= 1 {
			list := names(n.TypeCast.TypeName.Names)
			return list[len(list)-1], 1
		}
		return name, strength
	case *pg.Node_CollateClause:
		return figure(n.CollateClause.Arg)
	case *pg.Node_GroupingFunc:
		return "grouping", 2
	case *pg.Node_SubLink:
		return figureSubLink(n.SubLink)
	case *pg.Node_CaseExpr:
		if name, strength := figure(n.CaseExpr.Defresult); strength > 1 {
			return name, strength
		}
		return "case", 1
	case *pg.Node_AArrayExpr:
		return "array", 2
	case *pg.Node_RowExpr:
		return "row", 2
	case *pg.Node_CoalesceExpr:
		return "coalesce", 2
	case *pg.Node_MinMaxExpr:
		if n.MinMaxExpr.Op == pg.MinMaxOp_IS_GREATEST {
			return "greatest", 2
		}
		return "least", 2
	case *pg.Node_SqlvalueFunction:
		return sqlValueNames[n.SqlvalueFunction.Op], 2
	}
	return "", 0
}

func figureSubLink(n *pg.SubLink) (string, int) {
	switch n.SubLinkType {
	case pg.SubLinkType_EXISTS_SUBLINK:
		return "exists", 2
	case pg.SubLinkType_ARRAY_SUBLINK:
		return "array", 2
	case pg.SubLinkType_EXPR_SUBLINK:
		sel := n.Subselect.GetSelectStmt()
		for sel.Larg != nil {
			sel = sel.Larg
		}
		if len(sel.TargetList) > 0 {
			rt := sel.TargetList[0].GetResTarget()
			if rt.Name != "" {
				return rt.Name, 2
			}
			return figureName(rt.Val), 2
		}
		if len(sel.ValuesLists) > 0 {
			return "column1", 2
		}
	}
	return "", 0
}

var sqlValueNames = map[pg.SQLValueFunctionOp]string{
	pg.SQLValueFunctionOp_SVFOP_CURRENT_DATE:        "current_date",
	pg.SQLValueFunctionOp_SVFOP_CURRENT_TIME:        "current_time",
	pg.SQLValueFunctionOp_SVFOP_CURRENT_TIME_N:      "current_time",
	pg.SQLValueFunctionOp_SVFOP_CURRENT_TIMESTAMP:   "current_timestamp",
	pg.SQLValueFunctionOp_SVFOP_CURRENT_TIMESTAMP_N: "current_timestamp",
	pg.SQLValueFunctionOp_SVFOP_LOCALTIME:           "localtime",
	pg.SQLValueFunctionOp_SVFOP_LOCALTIME_N:         "localtime",
	pg.SQLValueFunctionOp_SVFOP_LOCALTIMESTAMP:      "localtimestamp",
	pg.SQLValueFunctionOp_SVFOP_LOCALTIMESTAMP_N:    "localtimestamp",
	pg.SQLValueFunctionOp_SVFOP_CURRENT_ROLE:        "current_role",
	pg.SQLValueFunctionOp_SVFOP_CURRENT_USER:        "current_user",
	pg.SQLValueFunctionOp_SVFOP_USER:                "user",
	pg.SQLValueFunctionOp_SVFOP_SESSION_USER:        "session_user",
	pg.SQLValueFunctionOp_SVFOP_CURRENT_CATALOG:     "current_catalog",
	pg.SQLValueFunctionOp_SVFOP_CURRENT_SCHEMA:      "current_schema",
}
