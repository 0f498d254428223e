package syscat

import (
	"strconv"
	"strings"

	"asof/catalog/pgcatalog"
	"asof/catalog/sqlerr"
)

// Contexts of a coercion, as pg_cast.castcontext has them; a wider one allows what a narrower one does.
const (
	implicit   = 'i'
	assignment = 'a'
	explicit   = 'e'
)

var contextRank = map[byte]int{implicit: 0, assignment: 1, explicit: 2}

// pathKind is how a value of one type becomes one of another.
type pathKind uint8

const (
	pathNone pathKind = iota
	pathRelabel
	pathFunc
	pathText
	pathArray
)

// pathway finds how source becomes target in a context.
func pathway(target, source uint32, ctx byte) (pathKind, uint32) {
	source, target = baseType(source), baseType(target)
	if source == target {
		return pathRelabel, 0
	}
	if c, ok := pgcatalog.CastBetween(source, target); ok {
		if contextRank[ctx] < contextRank[c.Context] {
			return pathNone, 0
		}
		switch c.Method {
		case 'f':
			return pathFunc, c.Func
		case 'i':
			return pathText, 0
		}
		return pathRelabel, 0
	}
	if target != oidOIDVector && target != oidInt2Vector {
		if te, se := elemType(target), elemType(source); te != 0 && se != 0 {
			switch kind, _ := pathway(te, se, ctx); kind {
			case pathNone:
				return pathNone, 0
			case pathRelabel:
				if te == se {
					return pathRelabel, 0
				}
				return pathArray, 0
			default:
				return pathArray, 0
			}
		}
	}
	if contextRank[ctx] >= contextRank[assignment] && category(target) == 'S' {
		return pathText, 0
	}
	if ctx == explicit && category(source) == 'S' {
		return pathText, 0
	}
	return pathNone, 0
}

// binaryCompatible says whether a value of source is one of target without any change.
func binaryCompatible(source, target uint32) bool {
	if source == target || target == oidAny || target == oidAnyElement || target == oidAnyCompat {
		return true
	}
	source = baseType(source)
	if source == target {
		return true
	}
	switch target {
	case oidAnyArray, oidAnyCompatArray:
		return elemType(source) != 0
	case oidAnyNonArray, oidAnyCompatNonArr:
		return elemType(source) == 0
	case oidAnyEnum:
		return pgType(source).Kind == 'e'
	case oidAnyRange, oidAnyCompatRange:
		return pgType(source).Kind == 'r'
	case oidRecord:
		return isComposite(source)
	}
	c, ok := pgcatalog.CastBetween(source, target)
	return ok && c.Method == 'b' && c.Context == implicit
}

// canCoerce says whether values of the given types can be passed where targets are asked for.
func canCoerce(inputs, targets []uint32, ctx byte) bool {
	generic := false
	for i, target := range targets {
		in := inputs[i]
		switch {
		case in == target, target == oidAny:
			continue
		case isPolymorphic(target):
			generic = true
			continue
		case in == oidUnknown:
			continue
		}
		if kind, _ := pathway(target, in, ctx); kind != pathNone {
			continue
		}
		if in == oidRecord && isComposite(target) || target == oidRecord && isComposite(in) {
			continue
		}
		if in == oidRecordArray && isComposite(elemType(target)) || target == oidRecordArray && isComposite(elemType(in)) {
			continue
		}
		return false
	}
	return !generic || polymorphicFits(inputs, targets)
}

// coerceTo makes e a value of a type and modifier, as a cast or an assignment does; nil if there is no way.
func (a *analyzer) coerceTo(e expr, target uint32, mod int32, ctx byte, pos int32) (expr, error) {
	if !canCoerce([]uint32{typeOf(e)}, []uint32{target}, ctx) {
		return nil, nil
	}
	out, err := a.coerceType(e, target, mod, ctx, pos)
	if err != nil {
		return nil, err
	}
	return a.coerceMod(out, target, mod, ctx, pos, out != e)
}

// mustCoerce is coerceTo where a failure is an error of the cast.
func (a *analyzer) mustCoerce(e expr, target uint32, mod int32, ctx byte, pos int32) (expr, error) {
	out, err := a.coerceTo(e, target, mod, ctx, pos)
	if err == nil && out == nil {
		return nil, a.errAt(sqlerr.New(sqlerr.CannotCoerce, "cannot cast type %s to %s", typeText(typeOf(e)), typeText(target)), pos)
	}
	return out, err
}

// coerceType changes the type of e by the way that canCoerce found.
func (a *analyzer) coerceType(e expr, target uint32, mod int32, ctx byte, pos int32) (expr, error) {
	source := typeOf(e)
	if source == target {
		return e, nil
	}
	switch target {
	case oidAny, oidAnyElement, oidAnyNonArray, oidAnyCompat, oidAnyCompatNonArr:
		return e, nil
	case oidAnyArray, oidAnyEnum, oidAnyRange, oidAnyMultirange, oidAnyCompatArray, oidAnyCompatRange, oidAnyCompatMultirg:
		if source != oidUnknown {
			return e, nil
		}
	}
	if c, ok := e.(*constExpr); ok && source == oidUnknown {
		return a.literal(c, target, mod, pos)
	}
	if p, ok := e.(*paramExpr); ok {
		if done, err := a.fixParam(p, target, pos); done || err != nil {
			return e, err
		}
	}
	if source == oidUnknown { // a subquery's column of no known type
		return &castExpr{typed: typed{target, -1, pos}, arg: e, how: castText}, nil
	}
	kind, fn := pathway(target, source, ctx)
	base, baseMod := baseTypeMod(target, mod)
	switch kind {
	case pathRelabel, pathText, pathFunc, pathArray:
		out, err := a.convert(e, base, baseMod, kind, fn, ctx, pos)
		if err == nil && base != target {
			out, err = a.coerceMod(out, base, baseMod, ctx, pos, true)
			out = &castExpr{typed: typed{target, mod, pos}, arg: out}
		}
		return out, err
	}
	if r, ok := e.(*rowExpr); ok && isComposite(target) && target != oidRecord {
		return a.rowTo(r, target, ctx, pos)
	}
	return &castExpr{typed: typed{target, -1, pos}, arg: e}, nil
}

// convert applies a pathway.
func (a *analyzer) convert(e expr, target uint32, mod int32, kind pathKind, fn uint32, ctx byte, pos int32) (expr, error) {
	switch kind {
	case pathFunc:
		p, ok := pgcatalog.ProcByOID(fn)
		if !ok {
			return nil, a.errAt(unsupported("the cast from %s to %s", typeText(typeOf(e)), typeText(target)), pos)
		}
		return a.castCall(p, e, target, mod, ctx, pos)
	case pathText:
		return &castExpr{typed: typed{target, mod, pos}, arg: e, how: castText}, nil
	case pathArray:
		holder := &itemExpr{typed{elemType(typeOf(e)), -1, pos}}
		item, err := a.coerceTo(holder, elemType(target), mod, ctx, pos)
		if err != nil || item == nil {
			return nil, err
		}
		return &castExpr{typed: typed{target, mod, pos}, arg: e, how: castArray, item: item, holder: holder}, nil
	}
	if typeOf(e) == target {
		return e, nil
	}
	return &castExpr{typed: typed{target, -1, pos}, arg: e}, nil
}

// castCall calls the function of a cast: with the modifier and whether the cast was asked for, if it takes them.
func (a *analyzer) castCall(p *pgcatalog.Proc, e expr, target uint32, mod int32, ctx byte, pos int32) (expr, error) {
	args := []expr{e}
	if len(p.Args) > 1 {
		args = append(args, &constExpr{typed{oidInt4, -1, pos}, int64(mod)})
	}
	if len(p.Args) > 2 {
		args = append(args, &constExpr{typed{oidBool, -1, pos}, ctx == explicit})
	}
	types := make([]uint32, len(args))
	for i, x := range args {
		types[i] = typeOf(x)
	}
	out, err := a.call(p, args, types, target, pos)
	if err != nil {
		return nil, err
	}
	if f, ok := out.(*funcExpr); ok {
		f.call.Mod = mod
	}
	if len(p.Args) > 1 {
		out.info().mod = mod
	}
	return out, nil
}

// coerceMod applies a modifier, as varchar(3)'s length.
func (a *analyzer) coerceMod(e expr, target uint32, mod int32, ctx byte, pos int32, coerced bool) (expr, error) {
	if mod < 0 || e.info().mod == mod && (coerced || typeOf(e) == target) {
		return e, nil
	}
	base := baseType(target)
	if el := elemType(base); el != 0 {
		holder := &itemExpr{typed{el, -1, pos}}
		item, err := a.coerceMod(holder, el, mod, ctx, pos, false)
		if err != nil || item == expr(holder) {
			return e, err
		}
		return &castExpr{typed: typed{target, mod, pos}, arg: e, how: castArray, item: item, holder: holder}, nil
	}
	c, ok := pgcatalog.CastBetween(base, base)
	if !ok || c.Func == 0 {
		return e, nil
	}
	p, ok := pgcatalog.ProcByOID(c.Func)
	if !ok {
		return e, nil
	}
	return a.castCall(p, e, target, mod, ctx, pos)
}

// literal reads a literal of no type yet as a value of target.
func (a *analyzer) literal(c *constExpr, target uint32, mod int32, pos int32) (expr, error) {
	if c.pos >= 0 {
		pos = c.pos
	}
	if c.value == nil {
		return &constExpr{typed{target, mod, pos}, nil}, nil
	}
	base, baseMod := baseTypeMod(target, mod)
	inMod := int32(-1)
	if base == oidInterval || base == oidNumeric && false {
		inMod = baseMod
	}
	text := c.value.(string)
	if base == oidInterval {
		text = withUnit(text, baseMod)
	}
	if dependsOnSession(base, text) {
		out := expr(&castExpr{typed: typed{target, -1, pos}, arg: &constExpr{typed{oidCstring, -1, pos}, text}, how: castText})
		return &placed{typed{target, -1, pos}, out, a}, nil
	}
	v, err := readText(a.env, base, inMod, text)
	if err != nil {
		return nil, a.placeAt(err, pos)
	}
	return &constExpr{typed{target, inMod, pos}, v}, nil
}

// withUnit gives a bare number the unit that an interval's fields say: INTERVAL '1' DAY.
func withUnit(text string, mod int32) string {
	if mod < 0 {
		return text
	}
	if _, err := strconv.ParseFloat(strings.TrimSpace(text), 64); err != nil {
		return text
	}
	fields := mod >> 16 & 0x7fff
	for _, f := range []struct {
		bit  int
		unit string
	}{{12, "seconds"}, {11, "minutes"}, {10, "hours"}, {3, "days"}, {1, "months"}, {2, "years"}} {
		if fields&(1<<f.bit) != 0 && fields != 0x7fff {
			return text + " " + f.unit
		}
	}
	return text
}

// dependsOnSession says whether a literal means something else each time it is read: 'now', or the name of a relation.
func dependsOnSession(typ uint32, text string) bool {
	switch typ {
	case oidDate, oidTime, oidTimeTZ, oidTimestamp, oidTimestampTZ:
		s := strings.ToLower(text)
		return strings.Contains(s, "now") || strings.Contains(s, "today") || strings.Contains(s, "tomorrow") || strings.Contains(s, "yesterday")
	}
	return false
}

// placed gives an error of what is inside the place of its text.
type placed struct {
	typed
	arg expr
	a   *analyzer
}

func (e *placed) kids(fn func(*expr)) { fn(&e.arg) }

func (e *placed) eval(f *frame) (any, error) {
	v, err := e.arg.eval(f)
	if err != nil {
		return nil, e.a.placeAt(err, e.pos)
	}
	return v, nil
}

// rowTo makes ROW(…) a row of a named type.
func (a *analyzer) rowTo(r *rowExpr, target uint32, ctx byte, pos int32) (expr, error) {
	cols, ok := compositeColumns(target)
	if !ok || len(cols) != len(r.args) {
		return nil, a.errAt(sqlerr.New(sqlerr.CannotCoerce, "cannot cast type record to %s", typeText(target)), pos)
	}
	out := &rowExpr{typed: typed{target, -1, pos}}
	for i, c := range cols {
		e, err := a.mustCoerce(r.args[i], c.Type, c.Mod, ctx, pos)
		if err != nil {
			return nil, err
		}
		out.args, out.names = append(out.args, e), append(out.names, c.Name)
	}
	return out, nil
}

// boolean checks that e is boolean, for a condition.
func (a *analyzer) boolean(e expr, what string) (expr, error) {
	if typeOf(e) == oidBool {
		return e, nil
	}
	out, err := a.coerceTo(e, oidBool, -1, assignment, e.info().pos)
	if err == nil && out == nil {
		err = a.errAt(sqlerr.New(sqlerr.DatatypeMismatch, "argument of %s must be type boolean, not type %s", what, typeText(typeOf(e))), e.info().pos)
	}
	return out, err
}
