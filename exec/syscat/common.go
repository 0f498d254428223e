package syscat

import "asof/catalog/sqlerr"

// commonType is the type that the branches of a CASE, a UNION and the like agree on: by category and preference, not by what
// could hold the values. what names the construct in the error; "" gives 0 instead of an error.
func (a *analyzer) commonType(exprs []expr, what string) (uint32, error) {
	first := typeOf(exprs[0])
	same := first != oidUnknown
	for _, e := range exprs[1:] {
		same = same && typeOf(e) == first
	}
	if same {
		return first, nil
	}
	typ, cat := baseType(first), category(baseType(first))
	preferred := isPreferred(cat, typ)
	for _, e := range exprs[1:] {
		next := baseType(typeOf(e))
		if next == oidUnknown || next == typ {
			continue
		}
		ncat := category(next)
		switch {
		case typ == oidUnknown:
			typ, cat, preferred = next, ncat, isPreferred(ncat, next)
		case ncat != cat:
			if what == "" {
				return 0, nil
			}
			return 0, a.errAt(sqlerr.New(sqlerr.DatatypeMismatch, "%s types %s and %s cannot be matched", what, typeText(typ), typeText(next)), e.info().pos)
		case !preferred && canCoerce([]uint32{typ}, []uint32{next}, implicit) && !canCoerce([]uint32{next}, []uint32{typ}, implicit):
			typ, preferred = next, isPreferred(ncat, next)
		}
	}
	if typ == oidUnknown {
		typ = oidText
	}
	return typ, nil
}

// toCommon makes e a value of the common type.
func (a *analyzer) toCommon(e expr, typ uint32, what string) (expr, error) {
	if typeOf(e) == typ {
		return e, nil
	}
	if canCoerce([]uint32{typeOf(e)}, []uint32{typ}, implicit) {
		return a.coerceType(e, typ, -1, implicit, e.info().pos)
	}
	return nil, a.errAt(sqlerr.New(sqlerr.CannotCoerce, "%s could not convert type %s to %s", what, typeText(typeOf(e)), typeText(typ)), e.info().pos)
}

// unify makes expressions values of their common type, in place.
func (a *analyzer) unify(exprs []*expr, what string) (uint32, error) {
	list := make([]expr, len(exprs))
	for i, e := range exprs {
		list[i] = *e
	}
	typ, err := a.commonType(list, what)
	if err != nil {
		return 0, err
	}
	for _, e := range exprs {
		if *e, err = a.toCommon(*e, typ, what); err != nil {
			return 0, err
		}
	}
	return typ, nil
}

// commonMod is the modifier that all expressions share, else -1.
func commonMod(exprs []expr, typ uint32) int32 {
	mod := int32(-1)
	for i, e := range exprs {
		t := e.info()
		switch {
		case t.typ != typ || t.mod < 0:
			return -1
		case i == 0:
			mod = t.mod
		case t.mod != mod:
			return -1
		}
	}
	return mod
}
