package syscat

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v6"

	"asof/catalog/pgcatalog"
	"asof/catalog/sqlerr"
)

// operator finds the operator that a call means and makes the call. l is nil of a prefix operator.
func (a *analyzer) operator(name []*pg.Node, l, r expr, pos int32) (expr, error) {
	list := names(name)
	return a.operatorNamed(list, l, r, pos)
}

func (a *analyzer) operatorNamed(list []string, l, r expr, pos int32) (expr, error) {
	op, err := a.findOperator(list, l, r, pos)
	if err != nil {
		return nil, err
	}
	p, ok := pgcatalog.ProcByOID(op.Code)
	if !ok {
		return nil, a.errAt(unsupported("operator %s", list[len(list)-1]), pos)
	}
	args, declared := []expr{r}, []uint32{op.Right}
	if l != nil {
		args, declared = []expr{l, r}, []uint32{op.Left, op.Right}
	}
	e, err := a.invoke(p, args, declared, op.Result, pos)
	if err != nil {
		return nil, err
	}
	if f, ok := e.(*funcExpr); ok {
		f.op = op
	}
	return e, nil
}

func (a *analyzer) findOperator(list []string, l, r expr, pos int32) (*pgcatalog.Operator, error) {
	name := list[len(list)-1]
	var right, left uint32 = typeOf(r), 0
	if l != nil {
		left = typeOf(l)
	}
	schemas := a.searchPath()
	if len(list) > 1 {
		ns, ok := a.namespace(list[len(list)-2])
		if !ok {
			return nil, a.errAt(sqlerr.New(sqlerr.InvalidSchemaName, "schema %q does not exist", list[len(list)-2]), pos)
		}
		schemas = []uint32{ns}
	}
	var cands []*candidate
	for path, ns := range schemas {
		for _, o := range pgcatalog.OperatorsByName(name) {
			if o.Namespace != ns || (l == nil) != (o.Left == 0) {
				continue
			}
			c := &candidate{op: o, args: []uint32{o.Right}, path: path}
			if l != nil {
				c.args = []uint32{o.Left, o.Right}
			}
			cands = append(cands, c)
		}
	}
	inputs := []uint32{right}
	if l != nil {
		inputs = []uint32{left, right}
	}
	if op := exactOperator(cands, inputs); op != nil {
		return op, nil
	}
	fitting := slices.Clone(inputs)
	if c, several := choose(cands, fitting); c != nil {
		return c.op, nil
	} else if several {
		return nil, a.errAt(sqlerr.New(sqlerr.AmbiguousFunction, "operator is not unique: %s", operatorText(list, l, left, right)).
			WithHint("Could not choose a best candidate operator. You might need to add explicit type casts."), pos)
	}
	hint := "No operator matches the given name and argument types. You might need to add explicit type casts."
	if l == nil {
		hint = "No operator matches the given name and argument type. You might need to add an explicit type cast."
	}
	return nil, a.errAt(sqlerr.New(sqlerr.UndefinedFunction, "operator does not exist: %s", operatorText(list, l, left, right)).WithHint("%s", hint), pos)
}

// exactOperator is the operator for just these types; an unknown literal is taken to be of the other side's type, and a domain
// to be what it stands for.
func exactOperator(cands []*candidate, inputs []uint32) *pgcatalog.Operator {
	want := slices.Clone(inputs)
	wasUnknown := false
	if len(want) == 2 {
		switch {
		case want[0] == oidUnknown && want[1] != 0:
			want[0], wasUnknown = want[1], true
		case want[1] == oidUnknown && want[0] != 0:
			want[1], wasUnknown = want[0], true
		}
	}
	find := func() *pgcatalog.Operator {
		for _, c := range cands {
			if slices.Equal(c.args, want) {
				return c.op
			}
		}
		return nil
	}
	if op := find(); op != nil {
		return op
	}
	if wasUnknown {
		if b := baseType(want[0]); b != want[0] {
			want[0], want[1] = b, b
			return find()
		}
	}
	return nil
}

func operatorText(list []string, l expr, left, right uint32) string {
	name := list[len(list)-1]
	if len(list) > 1 {
		name = list[len(list)-2] + "." + name
	}
	if l == nil {
		return name + " " + typeText(right)
	}
	return typeText(left) + " " + name + " " + typeText(right)
}

// quantified is x op ANY (array) and x op ALL (array).
func (a *analyzer) quantified(list []string, l, r expr, all bool, pos int32) (expr, error) {
	right := baseType(typeOf(r))
	elem := uint32(oidUnknown)
	if right != oidUnknown {
		if elem = elemType(right); elem == 0 {
			return nil, a.errAt(sqlerr.New(sqlerr.WrongObjectType, "op ANY/ALL (array) requires array on right side"), pos)
		}
	}
	var lslot, rslot expr = &slotVar{typed{typeOf(l), l.info().mod, l.info().pos}, 0}, &slotVar{typed{elem, -1, r.info().pos}, 1}
	op, err := a.findOperator(list, lslot, rslot, pos)
	if err != nil {
		return nil, err
	}
	if op.Result != oidBool {
		return nil, a.errAt(sqlerr.New(sqlerr.WrongObjectType, "op ANY/ALL (array) requires operator to yield boolean"), pos)
	}
	p, ok := pgcatalog.ProcByOID(op.Code)
	if !ok {
		return nil, a.errAt(unsupported("operator %s", op.Name), pos)
	}
	inputs := []uint32{typeOf(l), elem}
	_, want, _, err := a.resolveGeneric(inputs, []uint32{op.Left, op.Right}, op.Result, pos)
	if err != nil {
		return nil, err
	}
	if l, err = a.coerceType(l, want[0], -1, implicit, l.info().pos); err != nil {
		return nil, err
	}
	target := want[1]
	if target == elem && right != oidUnknown {
		target = right
	} else if arr := arrayType(target); arr != 0 {
		target = arr
	} else {
		return nil, a.errAt(sqlerr.New(sqlerr.UndefinedObject, "could not find array type for data type %s", typeText(want[1])), pos)
	}
	if r, err = a.coerceType(r, target, -1, implicit, r.info().pos); err != nil {
		return nil, err
	}
	args := []expr{&slotVar{typed{want[0], -1, pos}, 0}, &slotVar{typed{want[1], -1, pos}, 1}}
	call, err := a.call(p, args, want, oidBool, pos)
	if err != nil {
		return nil, err
	}
	fe, ok := call.(*funcExpr)
	if !ok {
		return nil, a.errAt(unsupported("operator %s", op.Name), pos)
	}
	fe.op = op
	return &anyExpr{typed: typed{oidBool, -1, pos}, left: l, array: r, op: fe, all: all}, nil
}

// slotVar is column i of a frame that an expression makes for itself.
type slotVar struct {
	typed
	i int
}

func (e *slotVar) eval(f *frame) (any, error) { return f.row[e.i], nil }
