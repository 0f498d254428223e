package syscat

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/reflect/protoreflect"

	"asof/catalog/pgcatalog"
)

// KnowsAll says whether Postgres has all functions, operators and types that a text names, whatever it thinks of their use. A text
// that its grammar does not take names what it does not have.
func KnowsAll(text string) bool {
	sel, err := parse(text)
	if err != nil {
		return false
	}
	known := true
	var visit func(protoreflect.Message)
	visit = func(m protoreflect.Message) {
		switch n := m.Interface().(type) {
		case *pg.FuncCall:
			known = known && hasFunction(names(n.Funcname))
		case *pg.TypeName:
			known = known && hasType(names(n.Names))
		case *pg.A_Expr:
			list := names(n.Name)
			known = known && (len(list) == 0 || namedByGrammar(n.Kind) || len(pgcatalog.OperatorsByName(list[len(list)-1])) > 0)
		}
		if known {
			visitMessages(m, visit)
		}
	}
	visit(sel.ProtoReflect())
	return known
}

// hasFunction takes a type's name too: text(x) is a cast.
func hasFunction(list []string) bool {
	return len(list) > 0 && (len(pgcatalog.ProcsByName(list[len(list)-1])) > 0 || hasType(list))
}

func hasType(list []string) bool {
	return len(list) > 0 && len(pgcatalog.TypesByName(list[len(list)-1])) > 0
}

// namedByGrammar are the kinds of expression whose names are words, as BETWEEN.
func namedByGrammar(k pg.A_Expr_Kind) bool {
	return slices.Contains([]pg.A_Expr_Kind{pg.A_Expr_Kind_AEXPR_BETWEEN, pg.A_Expr_Kind_AEXPR_NOT_BETWEEN, pg.A_Expr_Kind_AEXPR_BETWEEN_SYM,
		pg.A_Expr_Kind_AEXPR_NOT_BETWEEN_SYM}, k)
}
