package syscat

import (
	"asof/catalog/sqlerr"
)

// generic is what the polymorphic parameters of one call stand for.
type generic struct {
	elem, array   uint32 // anyelement, anyarray
	rng           uint32
	compat        uint32 // anycompatible
	compatDecided bool
}

// polymorphicFits says whether the arguments agree on what the polymorphic parameters stand for.
func polymorphicFits(inputs, targets []uint32) bool {
	_, err := solve(inputs, targets)
	return err == nil
}

// solve finds what polymorphic parameters stand for; unknown literals and parameters take part in nothing.
func solve(inputs, targets []uint32) (generic, *sqlerr.Error) {
	var g generic
	var compat []uint32
	notArray, isEnum, compatNotArray := false, false, false
	for i, t := range targets {
		in := inputs[i]
		switch t {
		case oidAnyNonArray:
			notArray = true
		case oidAnyEnum:
			isEnum = true
		case oidAnyCompatNonArr:
			compatNotArray = true
		}
		if in == oidUnknown {
			continue
		}
		switch t {
		case oidAnyElement, oidAnyNonArray, oidAnyEnum:
			if g.elem != 0 && g.elem != in {
				return g, sqlerr.New(sqlerr.DatatypeMismatch, "arguments declared \"anyelement\" are not all alike").WithDetail("%s versus %s", typeText(g.elem), typeText(in))
			}
			g.elem = in
		case oidAnyArray:
			in = baseType(in)
			if g.array != 0 && g.array != in {
				return g, sqlerr.New(sqlerr.DatatypeMismatch, "arguments declared \"anyarray\" are not all alike").WithDetail("%s versus %s", typeText(g.array), typeText(in))
			}
			g.array = in
		case oidAnyRange, oidAnyCompatRange, oidAnyMultirange, oidAnyCompatMultirg:
			kind, name := byte('r'), "a range"
			if t == oidAnyMultirange || t == oidAnyCompatMultirg {
				kind, name = 'm', "a multirange"
			}
			if g.rng = baseType(in); pgType(g.rng).Kind != kind {
				return g, sqlerr.New(sqlerr.DatatypeMismatch, "argument declared %s is not %s type but type %s", pgType(t).Name, name, typeText(in))
			}
		case oidAnyCompat, oidAnyCompatNonArr:
			compat = append(compat, in)
		case oidAnyCompatArray:
			e := elemType(baseType(in))
			if e == 0 {
				return g, sqlerr.New(sqlerr.DatatypeMismatch, "argument declared %s is not an array but type %s", "anycompatiblearray", typeText(in))
			}
			compat = append(compat, e)
		}
	}
	if err := g.agree(); err != nil {
		return g, err
	}
	if notArray && g.elem != 0 && elemType(g.elem) != 0 {
		return g, sqlerr.New(sqlerr.DatatypeMismatch, "type matched to anynonarray is an array type: %s", typeText(g.elem))
	}
	if isEnum && g.elem != 0 && pgType(g.elem).Kind != 'e' {
		return g, sqlerr.New(sqlerr.DatatypeMismatch, "type matched to anyenum is not an enum type: %s", typeText(g.elem))
	}
	if err := g.agreeCompatible(compat); err != nil {
		return g, err
	}
	if compatNotArray && g.compat != 0 && elemType(g.compat) != 0 {
		return g, sqlerr.New(sqlerr.DatatypeMismatch, "type matched to anycompatiblenonarray is an array type: %s", typeText(g.compat))
	}
	return g, nil
}

// agree makes anyelement and anyarray fit each other.
func (g *generic) agree() *sqlerr.Error {
	if g.array == 0 {
		return nil
	}
	if g.array == oidAnyArray {
		if g.elem == 0 {
			g.elem = oidAnyElement
		}
		return nil
	}
	e := elemType(g.array)
	switch {
	case e == 0:
		return sqlerr.New(sqlerr.DatatypeMismatch, "argument declared %s is not an array but type %s", "anyarray", typeText(g.array))
	case g.elem == 0:
		g.elem = e
	case g.elem != e:
		return sqlerr.New(sqlerr.DatatypeMismatch, "argument declared %s is not consistent with argument declared %s", "anyarray", "anyelement").
			WithDetail("%s versus %s", typeText(g.array), typeText(g.elem))
	}
	return nil
}

func (g *generic) agreeCompatible(list []uint32) *sqlerr.Error {
	if len(list) == 0 {
		return nil
	}
	exprs := make([]expr, len(list))
	for i, t := range list {
		exprs[i] = &itemExpr{typed{t, -1, -1}}
	}
	typ, _ := (*analyzer)(nil).commonType(exprs, "")
	if typ == 0 {
		return sqlerr.New(sqlerr.DatatypeMismatch, "arguments of anycompatible family cannot be cast to a common type")
	}
	for _, t := range list {
		if !canCoerce([]uint32{t}, []uint32{typ}, implicit) {
			return sqlerr.New(sqlerr.DatatypeMismatch, "arguments of anycompatible family cannot be cast to a common type")
		}
	}
	g.compat, g.compatDecided = typ, true
	return nil
}

// actual is the type that a declared one stands for in this call; ok is false if nothing decides it.
func (g *generic) actual(declared uint32) (uint32, bool) {
	switch declared {
	case oidAnyElement, oidAnyNonArray, oidAnyEnum:
		return g.elem, g.elem != 0
	case oidAnyArray:
		if g.array != 0 {
			return g.array, true
		}
		arr := arrayType(g.elem)
		return arr, arr != 0
	case oidAnyRange:
		return g.rng, g.rng != 0
	case oidAnyCompat, oidAnyCompatNonArr:
		return g.compat, g.compat != 0
	case oidAnyCompatArray:
		arr := arrayType(g.compat)
		return arr, arr != 0
	}
	return declared, true
}

// resolveGeneric replaces polymorphic parameter types by what they stand for, and gives the result's type. Where only unknown
// literals were given, anycompatible is text and anyelement an error.
func (a *analyzer) resolveGeneric(inputs, declared []uint32, result uint32, pos int32) (generic, []uint32, uint32, error) {
	any := false
	for _, t := range declared {
		any = any || isPolymorphic(t)
	}
	if !any {
		return generic{}, declared, result, nil
	}
	g, err := solve(inputs, declared)
	if err != nil {
		return g, nil, 0, a.errAt(err, pos)
	}
	if g.compat == 0 {
		g.compat = oidText
	}
	out := make([]uint32, len(declared))
	for i, t := range declared {
		typ, ok := g.actual(t)
		if !ok {
			return g, nil, 0, a.errAt(sqlerr.New(sqlerr.DatatypeMismatch, "could not determine polymorphic type because input has type %s", "unknown"), pos)
		}
		out[i] = typ
		if typ == oidAnyElement {
			out[i] = inputs[i]
		}
	}
	res, ok := g.actual(result)
	if !ok {
		return g, nil, 0, a.errAt(sqlerr.New(sqlerr.DatatypeMismatch, "could not determine polymorphic type because input has type %s", "unknown"), pos)
	}
	return g, out, res, nil
}
