package syscat

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v6"

	"asof/catalog/sqlerr"
)

// subLink is a subquery in an expression: EXISTS, a single value, ARRAY(…), or a comparison with ANY or ALL of its rows. Its answer
// is kept for each set of values that it uses of the levels around it.
type subLink struct {
	typed
	kind   pg.SubLinkType
	q      query
	outer  []*varExpr
	test   expr // of ANY and ALL: over a frame whose row begins with lefts and goes on with the subquery's columns
	lefts  []expr
	fields []outCol // of a value that is a record
	volat  bool
}

func (e *subLink) kids(fn func(*expr)) {
	for i := range e.lefts {
		fn(&e.lefts[i])
	}
	// What the subquery uses of this level belongs to this level's expressions.
	for i := range e.outer {
		x := expr(e.outer[i])
		fn(&x)
	}
}

func (e *subLink) eval(f *frame) (any, error) {
	memo, _ := f.run.built[e].(map[string]any)
	k := ""
	if !e.volat {
		var b []byte
		for _, v := range e.outer {
			x, err := v.eval(f)
			if err != nil {
				return nil, err
			}
			b = appendKey(b, x)
		}
		k = string(b)
		if memo == nil {
			memo = map[string]any{}
			f.run.built[e] = memo
		}
	}
	got, ok := memo[k]
	if !ok || e.volat {
		var err error
		if got, err = e.answer(f); err != nil {
			return nil, err
		}
		if !e.volat {
			memo[k] = got
		}
	}
	if e.test == nil {
		return got, nil
	}
	return e.quantify(f, got.([][]any))
}

// answer runs the subquery: to its rows where they are compared, else to the value.
func (e *subLink) answer(f *frame) (any, error) {
	var out any
	var list []any
	var rows [][]any
	err := e.q.rows(f, nil, func(row []any) error {
		switch e.kind {
		case pg.SubLinkType_EXISTS_SUBLINK:
			out = true
			return errStop
		case pg.SubLinkType_ARRAY_SUBLINK:
			list = append(list, row[0])
		case pg.SubLinkType_EXPR_SUBLINK:
			if rows != nil {
				return sqlerr.New("21000", "more than one row returned by a subquery used as an expression")
			}
			rows = [][]any{row}
			if out = row[0]; e.fields != nil && len(row) > 1 {
				out = append([]any(nil), row...)
			}
		default:
			rows = append(rows, append([]any(nil), row...))
		}
		return nil
	})
	if err != nil && err != errStop {
		return nil, err
	}
	switch e.kind {
	case pg.SubLinkType_EXISTS_SUBLINK:
		return out == true, nil
	case pg.SubLinkType_ARRAY_SUBLINK:
		return arrayOf(e.typ, list)
	case pg.SubLinkType_EXPR_SUBLINK:
		return out, nil
	}
	return rows, nil
}

// arrayOf is the array of a subquery's values; of arrays, an array with one dimension more.
func arrayOf(typ uint32, list []any) (any, error) {
	elem := elemType(typ)
	for _, v := range list {
		if _, ok := v.(*Array); ok {
			args := make([]expr, len(list))
			for i, v := range list {
				args[i] = &constExpr{typed{typ, -1, -1}, v}
			}
			return (&arrayExpr{typed: typed{typ, -1, -1}, elem: elem, args: args, nested: true}).eval(nil)
		}
	}
	return NewArray(elem, list), nil
}

func (e *subLink) quantify(f *frame, rows [][]any) (any, error) {
	all := e.kind == pg.SubLinkType_ALL_SUBLINK
	inner := &frame{run: f.run, up: f}
	left := make([]any, len(e.lefts))
	for i, l := range e.lefts {
		v, err := l.eval(f)
		if err != nil {
			return nil, err
		}
		left[i] = v
	}
	unknown := false
	for _, row := range rows {
		inner.row = append(left[:len(left):len(left)], row...)
		got, err := e.test.eval(inner)
		switch {
		case err != nil:
			return nil, err
		case got == nil:
			unknown = true
		case got.(bool) != all:
			return !all, nil
		}
	}
	if unknown {
		return nil, nil
	}
	return all, nil
}

// subquery analyzes a query inside an expression of s.
func (s *scope) subquery(n *pg.Node) (query, []*varExpr, error) {
	sel := n.GetSelectStmt()
	if sel == nil {
		return nil, nil, unsupported("this kind of subquery")
	}
	var outer []*varExpr
	inner := &scope{a: s.a, up: s, outer: &outer}
	q, err := s.a.queryIn(sel, inner)
	if err == nil {
		q.finish()
	}
	return q, outer, err
}

func (s *scope) subLink(n *pg.SubLink) (expr, error) {
	a := s.a
	before := a.volatil
	a.volatil = false
	q, outer, err := s.subquery(n.Subselect)
	if err != nil {
		return nil, err
	}
	out := &subLink{typed: typed{oidBool, -1, n.Location}, kind: n.SubLinkType, q: q, outer: outer, volat: a.volatil}
	a.volatil = a.volatil || before
	cols := q.columns()
	switch n.SubLinkType {
	case pg.SubLinkType_EXISTS_SUBLINK:
		return out, nil
	case pg.SubLinkType_EXPR_SUBLINK, pg.SubLinkType_ARRAY_SUBLINK:
		if len(cols) != 1 {
			return nil, a.errAt(sqlerr.New(sqlerr.SyntaxError, "subquery must return only one column"), n.Location)
		}
		out.typ, out.mod = cols[0].typ, cols[0].mod
		if sel, ok := q.(*selectQuery); ok && out.typ == oidRecord {
			out.fields = fieldsOf(sel.targets[0].expr)
		}
		if n.SubLinkType == pg.SubLinkType_ARRAY_SUBLINK {
			if elemType(out.typ) == 0 {
				out.typ = arrayType(cols[0].typ)
			}
			if out.typ == 0 {
				return nil, a.errAt(sqlerr.New(sqlerr.UndefinedObject, "could not find array type for data type %s", typeText(cols[0].typ)), n.Location)
			}
		}
		return out, nil
	}
	list := []string{"="}
	if len(n.OperName) > 0 {
		list = names(n.OperName)
	}
	lefts := []*pg.Node{n.Testexpr}
	if r := rowArgs(n.Testexpr); r != nil {
		lefts = r
	}
	return s.compareSubLink(out, list, lefts, n.Location)
}

// rowSubLink is (a, b) = (SELECT …).
func (s *scope) rowSubLink(list []string, n *pg.A_Expr) (expr, error) {
	q, outer, err := s.subquery(n.Rexpr.GetSubLink().Subselect)
	if err != nil {
		return nil, err
	}
	out := &subLink{typed: typed{oidBool, -1, n.Location}, kind: pg.SubLinkType_ROWCOMPARE_SUBLINK, q: q, outer: outer}
	return s.compareSubLink(out, list, rowArgs(n.Lexpr), n.Location)
}

// compareSubLink makes the comparison of the left side with each row of the subquery.
func (s *scope) compareSubLink(out *subLink, list []string, lefts []*pg.Node, pos int32) (expr, error) {
	a := s.a
	cols := out.q.columns()
	if len(cols) < len(lefts) {
		return nil, a.errAt(sqlerr.New(sqlerr.SyntaxError, "subquery has too few columns"), pos)
	}
	if len(cols) > len(lefts) {
		return nil, a.errAt(sqlerr.New(sqlerr.SyntaxError, "subquery has too many columns"), pos)
	}
	var l, r []expr
	for i, n := range lefts {
		e, err := s.expr(n)
		if err != nil {
			return nil, err
		}
		if typeOf(e) == oidUnknown { // it takes the type of the subquery's column here and now: the slot below cannot
			if e, err = a.coerceType(e, cols[i].typ, -1, implicit, pos); err != nil {
				return nil, err
			}
		}
		out.lefts = append(out.lefts, e)
		l = append(l, &slotVar{typed{typeOf(e), e.info().mod, pos}, i})
	}
	for i, c := range cols {
		r = append(r, &slotVar{typed{c.typ, c.mod, pos}, len(lefts) + i})
	}
	var err error
	out.test, err = a.compareRows(list, l, r, pos)
	if err != nil {
		return nil, err
	}
	if typeOf(out.test) != oidBool {
		return nil, a.errAt(sqlerr.New(sqlerr.DatatypeMismatch, "row comparison operator must yield type boolean, not type %s", typeText(typeOf(out.test))), pos)
	}
	if strings.HasPrefix(list[len(list)-1], "<>") && out.kind == pg.SubLinkType_ALL_SUBLINK && len(l) > 1 {
		return out, nil
	}
	return out, nil
}
