package syscat

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v6"

	"asof/catalog/pgcatalog"
	"asof/catalog/sqlerr"
)

// funcCall is f(…), whatever f is: a function, an aggregate, a window function, a set, a cast written as a call, or a column.
func (s *scope) funcCall(n *pg.FuncCall) (expr, error) {
	a := s.a
	list := names(n.Funcname)
	var args []expr
	var argNames []string
	for _, node := range n.Args {
		if na := node.GetNamedArgExpr(); na != nil {
			if slices.Contains(argNames, na.Name) {
				return nil, a.errAt(sqlerr.New(sqlerr.SyntaxError, "argument name %q used more than once", na.Name), na.Location)
			}
			argNames = append(argNames, na.Name)
			node = na.Arg
		} else if len(argNames) > 0 {
			return nil, a.errAt(sqlerr.New(sqlerr.SyntaxError, "positional argument cannot follow named argument"), n.Location)
		}
		e, err := s.inCall(n).expr(node)
		if err != nil {
			return nil, err
		}
		args = append(args, e)
	}
	if len(list) == 1 && len(args) == 1 && len(argNames) == 0 && isComposite(typeOf(args[0])) && plainCall(n) {
		if f := s.field(args[0], list[0], n.Location); f != nil {
			return f, nil
		}
	}
	c, err := s.findFunction(list, args, argNames, n)
	if err != nil {
		return nil, err
	}
	if c.cast != 0 {
		return a.mustCoerce(args[0], c.cast, -1, explicit, n.Location)
	}
	return s.callCandidate(c.candidate, args, n)
}

// plainCall says whether a call has nothing that only aggregates and window functions have.
func plainCall(n *pg.FuncCall) bool {
	return !n.AggStar && !n.AggDistinct && !n.FuncVariadic && n.Over == nil && n.AggOrder == nil && n.AggFilter == nil && !n.AggWithinGroup
}

// found is what a name called with arguments means: a function, or a cast to a type of that name.
type found struct {
	*candidate
	cast uint32
}

func (s *scope) findFunction(list []string, args []expr, argNames []string, n *pg.FuncCall) (found, error) {
	a := s.a
	name := list[len(list)-1]
	schemas := a.searchPath()
	if len(list) == 3 {
		if list[0] != a.env.Session.Database {
			return found{}, a.errAt(sqlerr.New(sqlerr.FeatureNotSupported, "cross-database references are not implemented: %s", strings.Join(list, ".")), n.Location)
		}
		list = list[1:]
	}
	if len(list) == 2 {
		ns, ok := a.namespace(list[0])
		if !ok {
			return found{}, a.errAt(sqlerr.New(sqlerr.InvalidSchemaName, "schema %q does not exist", list[0]), n.Location)
		}
		schemas = []uint32{ns}
	}
	inputs := make([]uint32, len(args))
	for i, e := range args {
		inputs[i] = typeOf(e)
	}
	nargs := len(args)
	if n.AggWithinGroup {
		for _, o := range n.AggOrder {
			e, err := s.expr(o.GetSortBy().Node)
			if err != nil {
				return found{}, err
			}
			inputs = append(inputs, typeOf(e))
		}
		nargs = len(inputs)
	}
	cands := a.functions(schemas, name, nargs, argNames, !n.FuncVariadic)
	for _, c := range cands {
		if slices.Equal(c.args[:nargs], inputs) {
			return found{candidate: c}, nil
		}
	}
	if nargs == 1 && len(argNames) == 0 && plainCall(n) {
		if t, err := a.typeCalled(list); err == nil && t.RelID == 0 {
			kind, _ := pathway(t.OID, inputs[0], explicit)
			if inputs[0] == oidUnknown || kind == pathRelabel || kind == pathText && (!isComposite(inputs[0]) || category(t.OID) != 'S') {
				return found{cast: t.OID}, nil
			}
		}
	}
	c, several := choose(cands, inputs)
	if c != nil {
		return found{candidate: c}, nil
	}
	return found{}, a.noFunction(list, inputs, argNames, several, n)
}

func (a *analyzer) noFunction(list []string, inputs []uint32, argNames []string, several bool, n *pg.FuncCall) error {
	types := make([]string, len(inputs))
	for i, t := range inputs {
		types[i] = typeText(t)
		if j := i - (len(inputs) - len(argNames)); j >= 0 && len(argNames) > 0 {
			types[i] = argNames[j] + " => " + types[i]
		}
	}
	shown := strings.Join(list, ".") + "(" + strings.Join(types, ", ") + ")"
	if several {
		return a.errAt(sqlerr.New(sqlerr.AmbiguousFunction, "function %s is not unique", shown).
			WithHint("Could not choose a best candidate function. You might need to add explicit type casts."), n.Location)
	}
	err := sqlerr.New(sqlerr.UndefinedFunction, "function %s does not exist", shown)
	if len(n.AggOrder) > 0 && !n.AggWithinGroup {
		return a.errAt(err.WithHint("No aggregate function matches the given name and argument types. Perhaps you misplaced ORDER BY; ORDER BY must appear after all regular arguments of the aggregate."), n.Location)
	}
	return a.errAt(err.WithHint("No function matches the given name and argument types. You might need to add explicit type casts."), n.Location)
}

// callCandidate makes the call of the function that was found.
func (s *scope) callCandidate(c *candidate, args []expr, n *pg.FuncCall) (expr, error) {
	a, p := s.a, c.proc
	args, declared, err := a.arguments(c, args, n.Location)
	if err != nil {
		return nil, err
	}
	name := p.Name
	switch {
	case p.Kind == 'a' && n.Over == nil:
		return s.aggregate(p, args, declared, n)
	case p.Kind == 'p':
		return nil, a.errAt(sqlerr.New(sqlerr.WrongObjectType, "%s(%s) is a procedure", name, typesText(p.Args)).WithHint("To call a procedure, use CALL."), n.Location)
	case n.Over != nil:
		if p.Kind == 'f' {
			return nil, a.errAt(sqlerr.New(sqlerr.WrongObjectType, "OVER specified, but %s is not a window function nor an aggregate function", name), n.Location)
		}
		return s.window(p, args, declared, n)
	case p.Kind == 'w':
		return nil, a.errAt(sqlerr.New(sqlerr.WrongObjectType, "window function %s requires an OVER clause", name), n.Location)
	}
	for _, m := range []struct {
		on   bool
		what string
	}{{n.AggStar, "%s(*) specified, but %[1]s is not an aggregate function"}, {n.AggDistinct, "DISTINCT specified, but %s is not an aggregate function"},
		{n.AggWithinGroup, "WITHIN GROUP specified, but %s is not an aggregate function"},
		{n.AggOrder != nil, "ORDER BY specified, but %s is not an aggregate function"}, {n.AggFilter != nil, "FILTER specified, but %s is not an aggregate function"}} {
		if m.on {
			return nil, a.errAt(sqlerr.New(sqlerr.WrongObjectType, m.what, name), n.Location)
		}
	}
	if p.RetSet {
		return s.set(c, p, args, declared, n)
	}
	e, err := a.invoke(p, args, declared, p.Result, n.Location)
	if f, ok := e.(*funcExpr); ok && err == nil {
		f.spread = n.FuncVariadic && p.Variadic == oidAny
	}
	return e, err
}

// arguments puts a call's arguments in the order of the function's parameters, adds those left to their defaults, and makes the
// array of VARIADIC.
func (a *analyzer) arguments(c *candidate, args []expr, pos int32) ([]expr, []uint32, error) {
	p := c.proc
	declared := slices.Clone(c.args[:len(args)])
	if c.defaults > 0 {
		defs, err := a.defaults(p)
		if err != nil {
			return nil, nil, err
		}
		for i := range c.defaults {
			at := len(args) // parameter that is left out
			if c.order != nil {
				at = c.order[len(args)]
			}
			args = append(args, defs[at-(len(p.Args)-len(defs))])
			declared = append(declared, p.Args[at])
			_ = i
		}
	}
	if c.order != nil {
		inOrder, types := make([]expr, len(args)), make([]uint32, len(args))
		for i, at := range c.order {
			inOrder[at], types[at] = args[i], declared[i]
		}
		args, declared = inOrder, types
	}
	if c.variadic > 0 && p.Variadic != oidAny {
		return a.variadicArray(c, args, declared, pos)
	}
	return args, declared, nil
}

// variadicArray gathers the last arguments in an array.
func (a *analyzer) variadicArray(c *candidate, args []expr, declared []uint32, pos int32) ([]expr, []uint32, error) {
	p := c.proc
	inputs := make([]uint32, len(args))
	for i, e := range args {
		inputs[i] = typeOf(e)
	}
	_, want, _, err := a.resolveGeneric(inputs, declared, oidVoid, pos)
	if err != nil {
		return nil, nil, err
	}
	n := len(args) - c.variadic
	list := &arrayExpr{typed: typed{0, -1, pos}, elem: want[n]}
	for i := n; i < len(args); i++ {
		e, err := a.coerceType(args[i], want[i], -1, implicit, pos)
		if err != nil {
			return nil, nil, err
		}
		list.args = append(list.args, e)
	}
	list.typ = arrayType(want[n])
	return append(slices.Clone(args[:n]), list), p.Args, nil
}

// defaults are the expressions of a function's parameters that may be left out, the last of its parameters.
func (a *analyzer) defaults(p *pgcatalog.Proc) ([]expr, error) {
	sel, err := parse("SELECT " + p.DefaultsText)
	if err != nil {
		return nil, err
	}
	inner := &analyzer{env: a.env, inside: 1}
	var out []expr
	for _, n := range sel.TargetList {
		e, err := (&scope{a: inner}).expr(n.GetResTarget().Val)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// invoke resolves polymorphic parameters, coerces the arguments and makes the call.
func (a *analyzer) invoke(p *pgcatalog.Proc, args []expr, declared []uint32, result uint32, pos int32) (expr, error) {
	args, types, res, err := a.coerceArgs(args, declared, result, pos)
	if err != nil {
		return nil, err
	}
	return a.call(p, args, types, res, pos)
}

func (a *analyzer) coerceArgs(args []expr, declared []uint32, result uint32, pos int32) ([]expr, []uint32, uint32, error) {
	inputs := make([]uint32, len(args))
	for i, e := range args {
		inputs[i] = typeOf(e)
	}
	_, want, res, err := a.resolveGeneric(inputs, declared, result, pos)
	if err != nil {
		return nil, nil, 0, err
	}
	out, types := make([]expr, len(args)), make([]uint32, len(args))
	for i, e := range args {
		at := e.info().pos
		if _, ok := e.(*paramExpr); !ok && at < 0 {
			at = pos
		}
		if out[i], err = a.coerceType(e, want[i], -1, implicit, at); err != nil {
			return nil, nil, 0, err
		}
		if types[i] = want[i]; want[i] == oidAny {
			types[i] = typeOf(out[i])
		}
	}
	return out, types, res, nil
}
