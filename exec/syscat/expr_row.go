package syscat

import (
	pg "github.com/pganalyze/pg_query_go/v6"

	"asof/catalog/pgcatalog"
	"asof/catalog/sqlerr"
)

// array is ARRAY[…]; typ, elem and mod are what a cast around it asks for, 0 without one.
func (s *scope) array(n *pg.A_ArrayExpr, typ, elem uint32, mod int32) (expr, error) {
	a := s.a
	out := &arrayExpr{typed: typed{typ, mod, n.Location}}
	for _, x := range n.Elements {
		var e expr
		var err error
		if sub := x.GetAArrayExpr(); sub != nil {
			e, err = s.array(sub, typ, elem, mod)
			out.nested = true
		} else if e, err = s.expr(x); err == nil && elemType(typeOf(e)) != 0 && typeOf(e) != oidInt2Vector && typeOf(e) != oidOIDVector {
			out.nested = true
		}
		if err != nil {
			return nil, err
		}
		out.args = append(out.args, e)
	}
	coerced := typ
	if typ == 0 {
		if len(n.Elements) == 0 {
			return nil, a.errAt(sqlerr.New(sqlerr.IndeterminateDatatype, "cannot determine type of empty array").
				WithHint("Explicitly cast to the desired type, for example ARRAY[]::integer[]."), n.Location)
		}
		common, err := a.commonType(out.args, "ARRAY")
		if err != nil {
			return nil, err
		}
		if out.nested {
			typ, elem, coerced = common, elemType(common), common
		} else {
			typ, elem, coerced = arrayType(common), common, common
		}
		if typ == 0 || elem == 0 {
			return nil, a.errAt(sqlerr.New(sqlerr.UndefinedObject, "could not find array type for data type %s", typeText(common)), n.Location)
		}
		for i, e := range out.args {
			if out.args[i], err = a.toCommon(e, coerced, "ARRAY"); err != nil {
				return nil, err
			}
		}
	} else {
		to := elem
		if out.nested {
			to = typ
		}
		for i, e := range out.args {
			c, err := a.mustCoerce(e, to, mod, explicit, e.info().pos)
			if err != nil {
				return nil, err
			}
			out.args[i] = c
		}
	}
	out.typ, out.elem = typ, elem
	return out, nil
}

// row is ROW(…).
func (s *scope) row(n *pg.RowExpr) (expr, error) {
	out := &rowExpr{typed: typed{oidRecord, -1, n.Location}}
	for _, x := range n.Args {
		if c := x.GetColumnRef(); c != nil && isStar(c) {
			list, err := s.star(c)
			if err != nil {
				return nil, err
			}
			for _, t := range list {
				out.args = append(out.args, t.expr)
			}
			continue
		}
		e, err := s.expr(x)
		if err != nil {
			return nil, err
		}
		out.args = append(out.args, e)
	}
	for i := range out.args {
		out.names = append(out.names, "f"+itoa(i+1))
	}
	return out, nil
}

// indirection is (x).field, x[i] and x[i:j], one after another.
func (s *scope) indirection(n *pg.A_Indirection) (expr, error) {
	e, err := s.expr(n.Arg)
	if err != nil {
		return nil, err
	}
	list := n.Indirection
	for len(list) > 0 {
		switch x := list[0].Node.(type) {
		case *pg.Node_AIndices:
			k := 0
			for k < len(list) && list[k].GetAIndices() != nil {
				k++
			}
			if e, err = s.subscript(e, list[:k]); err != nil {
				return nil, err
			}
			list = list[k:]
			continue
		case *pg.Node_String_:
			f := s.field(e, x.String_.Sval, e.info().pos)
			if f == nil {
				return nil, s.a.noField(e, x.String_.Sval, e.info().pos)
			}
			e = f
		default:
			return nil, s.a.errAt(sqlerr.New(sqlerr.FeatureNotSupported, "row expansion via \"*\" is not supported here"), e.info().pos)
		}
		list = list[1:]
	}
	return e, nil
}

func (s *scope) subscript(e expr, list []*pg.Node) (expr, error) {
	a := s.a
	base, mod := baseTypeMod(typeOf(e), e.info().mod)
	elem := elemType(base)
	if elem == 0 {
		if base == oidName || pgType(base).Elem == 0 {
			return nil, a.errAt(sqlerr.New(sqlerr.DatatypeMismatch, "cannot subscript type %s because it does not support subscripting", typeText(typeOf(e))), e.info().pos)
		}
		return nil, a.errAt(unsupported("subscripting type %s", typeText(base)), e.info().pos)
	}
	switch base { // like Postgres: their slices are arrays
	case oidInt2Vector:
		base = arrayType(oidInt2)
	case oidOIDVector:
		base = arrayType(oidOID)
	}
	out := &subscriptExpr{typed: typed{elem, mod, e.info().pos}, arg: e}
	for _, n := range list {
		out.slice = out.slice || n.GetAIndices().IsSlice
	}
	if out.slice {
		out.typ = base
	}
	for _, n := range list {
		ai := n.GetAIndices()
		var lo, hi expr
		var err error
		if lo, err = s.subscriptBound(ai.Lidx); err != nil {
			return nil, err
		}
		if hi, err = s.subscriptBound(ai.Uidx); err != nil {
			return nil, err
		}
		if out.slice && !ai.IsSlice {
			lo = &constExpr{typed{oidInt4, -1, -1}, int64(1)}
		}
		out.lower, out.upper = append(out.lower, lo), append(out.upper, hi)
	}
	return out, nil
}

func (s *scope) subscriptBound(n *pg.Node) (expr, error) {
	if n == nil {
		return nil, nil
	}
	e, err := s.expr(n)
	if err != nil {
		return nil, err
	}
	out, err := s.a.coerceTo(e, oidInt4, -1, assignment, e.info().pos)
	if err == nil && out == nil {
		err = s.a.errAt(sqlerr.New(sqlerr.DatatypeMismatch, "array subscript must have type integer"), e.info().pos)
	}
	return out, err
}

// field is (e).name; nil if e has no such field.
func (s *scope) field(e expr, name string, pos int32) expr {
	if r, ok := e.(*rowExpr); ok && r.whole {
		for i, n := range r.names {
			if n == name {
				return r.args[i]
			}
		}
		return nil
	}
	for i, c := range fieldsOf(e) {
		if c.name == name {
			return &fieldExpr{typed{c.typ, c.mod, pos}, e, i}
		}
	}
	return nil
}

// fieldsOf are the fields of a composite value, as far as the statement tells.
func fieldsOf(e expr) []outCol {
	switch e := e.(type) {
	case *rowExpr:
		var out []outCol
		for i, x := range e.args {
			out = append(out, outCol{e.names[i], typeOf(x), x.info().mod})
		}
		return out
	case *setExpr:
		return e.cols
	case *slotExpr:
		return fieldsOf(e.of)
	case *varExpr:
		if e.item != nil && e.i-e.item.off < len(e.item.records) {
			if f := e.item.records[e.i-e.item.off]; f != nil {
				return f
			}
		}
	case *funcExpr:
		if typeOf(e) == oidRecord {
			return outColumns(e.proc, e.call.Args)
		}
	case *subLink:
		if len(e.fields) > 0 {
			return e.fields
		}
	}
	cols, _ := compositeColumns(typeOf(e))
	var out []outCol
	for _, c := range cols {
		out = append(out, outCol{c.Name, c.Type, c.Mod})
	}
	return out
}

// compositeColumns are the columns of a named row type: that of a system catalog.
func compositeColumns(typ uint32) ([]pgcatalog.Col, bool) {
	t := pgType(typ)
	if t.Kind != 'c' {
		return nil, false
	}
	ns, _ := schemaName(t.Namespace)
	table, ok := pgcatalog.Lookup(ns, t.Name)
	if !ok {
		return nil, false
	}
	return table.Columns, true
}

func (a *analyzer) noField(e expr, name string, pos int32) error {
	typ := typeOf(e)
	if r, ok := e.(*rowExpr); ok && r.whole && r.of != "" {
		return a.errAt(sqlerr.New(sqlerr.UndefinedColumn, "column %s.%s does not exist", r.of, name), pos)
	}
	switch {
	case typ == oidRecord:
		return a.errAt(sqlerr.New(sqlerr.UndefinedColumn, "could not identify column %q in record data type", name), pos)
	case isComposite(typ):
		return a.errAt(sqlerr.New(sqlerr.UndefinedColumn, "column %q not found in data type %s", name, typeText(typ)), pos)
	}
	return a.errAt(sqlerr.New(sqlerr.WrongObjectType, "column notation .%s applied to type %s, which is not a composite type", name, typeText(typ)), pos)
}
