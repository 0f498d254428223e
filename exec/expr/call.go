package expr

import (
	"maps"
	"slices"

	"asof/catalog/sqltype"
)

// caseWhen reads CASE [x] WHEN … THEN … [ELSE …] END.
func (p *parser) caseWhen() (node, bool) {
	var subject *node
	if p.peek().text != "when" || p.peek().kind != word {
		n, ok := p.expr()
		if !ok {
			return node{}, false
		}
		subject = &n
	}
	var conds, values []node
	for p.take("when") {
		c, ok := p.expr()
		if ok && subject != nil {
			c, ok = p.compare("=", *subject, c)
		}
		if !ok || c.t != boolean || c.literal || !p.take("then") {
			return node{}, false
		}
		v, ok := p.expr()
		if !ok {
			return node{}, false
		}
		conds, values = append(conds, c), append(values, v)
	}
	last := constant(sqltype.Type{}, nil)
	if p.take("else") {
		var ok bool
		if last, ok = p.expr(); !ok {
			return node{}, false
		}
	}
	values, t, ok := common(append(values, last), true)
	if !ok || len(conds) == 0 || !p.take("end") {
		return node{}, false
	}
	return node{t: t, eval: func(vars []any) (any, bool) {
		for i, c := range conds {
			v, ok := c.eval(vars)
			if !ok || v == true {
				if !ok {
					return nil, false
				}
				return values[i].eval(vars)
			}
		}
		return values[len(conds)].eval(vars)
	}}, true
}

// call reads a function and its arguments.
func (p *parser) call(name string) (node, bool) {
	if !p.take("(") {
		return node{}, false
	}
	switch name {
	case "cast":
		n, ok := p.expr()
		if !ok || !p.take("as") {
			return node{}, false
		}
		t, ok := p.typeName()
		if !ok || !p.take(")") {
			return node{}, false
		}
		return p.cast(n, t)
	case "extract":
		return p.extract()
	}
	args, ok := p.arguments(name == "substring")
	f := functions[name]
	if !ok || f == nil || !slices.ContainsFunc(args, func(n node) bool { return !n.literal }) {
		return node{}, false
	}
	return f(p, args)
}

// arguments reads what stands in a call's parentheses; fields says that FROM and FOR may stand for commas.
func (p *parser) arguments(fields bool) (args []node, ok bool) {
	for {
		n, ok := p.expr()
		if !ok {
			return nil, false
		}
		args = append(args, n)
		switch {
		case p.take(")"):
			return args, true
		case p.take(","), fields && len(args) == 1 && p.take("from"), fields && len(args) == 2 && p.take("for"):
		default:
			return nil, false
		}
	}
}

// function makes a call of arguments that are not all constants.
type function func(p *parser, args []node) (node, bool)

// functions are those that are compiled, by name.
var functions = map[string]function{
	"coalesce": func(_ *parser, args []node) (node, bool) {
		return firstOf(args, func(best, v any) (bool, bool) { return best == nil, true }, true)
	},
	"greatest": func(_ *parser, args []node) (node, bool) { return extreme(args, 1) },
	"least":    func(_ *parser, args []node) (node, bool) { return extreme(args, -1) },
	"nullif":   nullIf,
}

func init() {
	for _, more := range []map[string]function{numberFunctions, textFunctions, timeFunctions} {
		maps.Copy(functions, more)
	}
}

// strict is a function that is NULL if an argument is.
func strict(t sqltype.Type, args []node, f func(v []any) (any, bool)) (node, bool) {
	return node{t: t, eval: func(vars []any) (any, bool) {
		values := make([]any, len(args))
		for i, a := range args {
			var ok bool
			if values[i], ok = a.eval(vars); !ok {
				return nil, false
			}
		}
		if slices.Contains(values, nil) {
			return nil, true
		}
		return f(values)
	}}, true
}

// of is a strict function of one argument.
func of[T any](t sqltype.Type, a node, f func(v T) (any, bool)) (node, bool) {
	return node{t: t, eval: func(vars []any) (any, bool) {
		v, ok := a.eval(vars)
		if !ok || v == nil {
			return nil, ok
		}
		return f(v.(T))
	}}, true
}

// better says whether v goes before best, by sign.
func better(best, v any, sign int) (bool, bool) {
	switch {
	case v == nil:
		return false, true
	case best == nil:
		return true, true
	}
	c, ok := order(v, best)
	return c*sign > 0, ok
}

// extreme is greatest or least.
func extreme(args []node, sign int) (node, bool) {
	if len(args) < 2 {
		return node{}, false
	}
	return firstOf(args, func(best, v any) (bool, bool) { return better(best, v, sign) }, false)
}

// firstOf picks one of several values; with stop the first that is not NULL, and the rest is not computed.
func firstOf(args []node, takes func(best, v any) (bool, bool), stop bool) (node, bool) {
	if slices.ContainsFunc(args, func(n node) bool { return n.t.ID == sqltype.Invalid }) {
		return node{}, false
	}
	args, t, ok := common(args, false)
	if !ok || t.ID == sqltype.Invalid || t.ID == sqltype.Interval && !stop {
		return node{}, false
	}
	return node{t: t, eval: func(vars []any) (any, bool) {
		var best any
		for _, a := range args {
			v, ok := a.eval(vars)
			if !ok {
				return nil, false
			}
			take, ok := takes(best, v)
			if !ok {
				return nil, false
			}
			if take {
				best = v
			}
			if stop && best != nil {
				return best, true
			}
		}
		return best, true
	}}, true
}

func nullIf(p *parser, args []node) (node, bool) {
	if len(args) != 2 || args[0].literal {
		return node{}, false
	}
	a := args[0]
	eq, ok := p.compare("=", a, args[1])
	if !ok {
		return node{}, false
	}
	return node{t: a.t, eval: func(vars []any) (any, bool) {
		if same, ok := eq.eval(vars); !ok || same == true {
			return nil, ok
		}
		return a.eval(vars)
	}}, true
}
