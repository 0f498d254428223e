package expr

import "asof/catalog/sqltype"

// node is a compiled expression with its type; the type is Invalid for a NULL of none. literal says that it is a constant as
// written: what is made of constants alone, or decided by one, the engine folds, with types of its own, and is left to it.
type node struct {
	t       sqltype.Type
	literal bool
	eval    eval
}

func constant(t sqltype.Type, v any) node {
	return node{t: t, literal: true, eval: func([]any) (any, bool) { return v, true }}
}

var boolean = sqltype.Of(sqltype.Bool)

// parser reads an expression by precedence, the loosest operator first.
type parser struct {
	toks  []token
	at    int
	zoned bool // the value depends on the session's time zone
}

func (p *parser) peek() token {
	if p.at < len(p.toks) {
		return p.toks[p.at]
	}
	return token{kind: op}
}

// take takes words or operators if they come next.
func (p *parser) take(words ...string) bool {
	for i, w := range words {
		if p.at+i >= len(p.toks) {
			return false
		}
		if t := p.toks[p.at+i]; t.kind != word && t.kind != op || t.text != w {
			return false
		}
	}
	p.at += len(words)
	return true
}

// oneOf takes one of several operators.
func (p *parser) oneOf(ops ...string) (string, bool) {
	for _, o := range ops {
		if p.take(o) {
			return o, true
		}
	}
	return "", false
}

func (p *parser) expr() (node, bool) {
	n, ok := p.and()
	for ok && p.take("or") {
		var right node
		if right, ok = p.and(); ok {
			n, ok = logical(n, right, true)
		}
	}
	return n, ok
}

func (p *parser) and() (node, bool) {
	n, ok := p.not()
	for ok && p.take("and") {
		var right node
		if right, ok = p.not(); ok {
			n, ok = logical(n, right, false)
		}
	}
	return n, ok
}

// logical is AND or OR, by three values; decides is the value that decides alone. Both sides are computed, as the engine computes them,
// so that an error of one is an error.
func logical(a, b node, decides bool) (node, bool) {
	if a.t != boolean || b.t != boolean || a.literal || b.literal {
		return node{}, false
	}
	return node{t: boolean, eval: func(vars []any) (any, bool) {
		x, ok1 := a.eval(vars)
		y, ok2 := b.eval(vars)
		switch {
		case !ok1 || !ok2:
			return nil, false
		case x == decides || y == decides:
			return decides, true
		case x == nil || y == nil:
			return nil, true
		}
		return !decides, true
	}}, true
}

func (p *parser) not() (node, bool) {
	if !p.take("not") {
		return p.is()
	}
	n, ok := p.not()
	if !ok || n.t != boolean || n.literal {
		return node{}, false
	}
	return negate(n), true
}

func negate(n node) node {
	return node{t: boolean, eval: func(vars []any) (any, bool) {
		v, ok := n.eval(vars)
		if b, is := v.(bool); ok && is {
			return !b, true
		}
		return nil, ok
	}}
}

// is reads IS [NOT] NULL, TRUE, FALSE and DISTINCT FROM.
func (p *parser) is() (node, bool) {
	n, ok := p.comparison()
	for ok && p.take("is") {
		if n.literal {
			return node{}, false
		}
		not := p.take("not")
		switch {
		case p.take("null"):
			of := n
			n = node{t: boolean, eval: func(vars []any) (any, bool) { v, ok := of.eval(vars); return v == nil, ok }}
		case p.take("true"), p.take("false"):
			want := p.toks[p.at-1].text == "true"
			if n.t != boolean {
				return node{}, false
			}
			of := n
			n = node{t: boolean, eval: func(vars []any) (any, bool) { v, ok := of.eval(vars); return v == want, ok }}
		case p.take("distinct", "from"):
			right, ok := p.comparison()
			if !ok {
				return node{}, false
			}
			if n, ok = p.distinct(n, right); !ok {
				return node{}, false
			}
		default:
			return node{}, false
		}
		if not {
			n = negate(n)
		}
	}
	return n, ok
}

func (p *parser) comparison() (node, bool) {
	n, ok := p.between()
	if !ok {
		return n, false
	}
	o, found := p.oneOf("=", "<>", "!=", "<=", ">=", "<", ">")
	if !found {
		return n, true
	}
	right, ok := p.between()
	if !ok {
		return node{}, false
	}
	return p.compare(o, n, right)
}

// between reads [NOT] BETWEEN a AND b, [NOT] IN (list) and [NOT] [I]LIKE pattern.
func (p *parser) between() (node, bool) {
	n, ok := p.joined()
	if !ok {
		return n, false
	}
	start := p.at
	not := p.take("not")
	var out node
	switch {
	case p.take("between"):
		lo, ok1 := p.joined()
		ok2 := ok1 && p.take("and")
		hi, ok3 := p.joined()
		if !ok1 || !ok2 || !ok3 {
			return node{}, false
		}
		ge, ok1 := p.compare(">=", n, lo)
		le, ok2 := p.compare("<=", n, hi)
		if !ok1 || !ok2 {
			return node{}, false
		}
		out, ok = logical(ge, le, false)
	case p.take("in", "("):
		out, ok = p.in(n)
	case p.take("like"), p.take("ilike"):
		fold := p.toks[p.at-1].text == "ilike"
		var pattern node
		if pattern, ok = p.joined(); ok {
			out, ok = like(n, pattern, fold)
		}
	default:
		p.at = start
		return n, true
	}
	if ok && not {
		out = negate(out)
	}
	return out, ok
}

func (p *parser) in(n node) (node, bool) {
	var out node
	for first := true; ; first = false {
		e, ok := p.expr()
		if !ok || e.t.ID == sqltype.Invalid {
			return node{}, false
		}
		eq, ok := p.compare("=", n, e)
		if !ok {
			return node{}, false
		}
		if first {
			out = eq
		} else if out, ok = logical(out, eq, true); !ok {
			return node{}, false
		}
		if p.take(")") {
			return out, true
		}
		if !p.take(",") {
			return node{}, false
		}
	}
}

func (p *parser) joined() (node, bool) {
	n, ok := p.sum()
	for ok && p.take("||") {
		var right node
		if right, ok = p.sum(); ok {
			n, ok = p.join(n, right)
		}
	}
	return n, ok
}

func (p *parser) sum() (node, bool) {
	n, ok := p.product()
	for ok {
		o, found := p.oneOf("+", "-")
		if !found {
			return n, true
		}
		var right node
		if right, ok = p.product(); ok {
			n, ok = p.arithmetic(o, n, right)
		}
	}
	return n, ok
}

func (p *parser) product() (node, bool) {
	n, ok := p.powers()
	for ok {
		o, found := p.oneOf("*", "/", "%")
		if !found {
			return n, true
		}
		var right node
		if right, ok = p.powers(); ok {
			n, ok = p.arithmetic(o, n, right)
		}
	}
	return n, ok
}

func (p *parser) powers() (node, bool) {
	n, ok := p.unary()
	for ok && p.take("^") {
		var right node
		if right, ok = p.unary(); ok && n.literal && right.literal {
			return node{}, false
		}
		if ok {
			n, ok = power(p, []node{n, right})
		}
	}
	return n, ok
}

// unary reads a sign, which binds looser than a cast: of a number as written it is a part.
func (p *parser) unary() (node, bool) {
	if !p.take("-") {
		return p.postfix()
	}
	if p.peek().kind == number && (p.at+1 >= len(p.toks) || p.toks[p.at+1].text != "::") {
		p.toks[p.at].text = "-" + p.toks[p.at].text
		return p.postfix()
	}
	n, ok := p.unary()
	if !ok {
		return node{}, false
	}
	return opposite(n)
}

func (p *parser) postfix() (node, bool) {
	n, ok := p.primary()
	for ok && p.take("::") {
		var t sqltype.Type
		if t, ok = p.typeName(); ok {
			n, ok = p.cast(n, t)
		}
	}
	return n, ok
}

func (p *parser) primary() (node, bool) {
	t := p.peek()
	p.at++
	switch t.kind {
	case variable:
		return node{t: t.t, eval: func(vars []any) (any, bool) { return vars[t.n], sure(vars[t.n]) }}, known(t.t)
	case number:
		return literalNumber(t.text)
	case str:
		return constant(sqltype.Of(sqltype.Text), t.text), true
	case op:
		if t.text != "(" {
			return node{}, false
		}
		n, ok := p.expr()
		return n, ok && p.take(")")
	}
	switch t.text {
	case "true", "false":
		return constant(boolean, t.text == "true"), true
	case "null":
		return constant(sqltype.Type{}, nil), true
	case "case":
		return p.caseWhen()
	case "interval":
		return p.interval()
	case "date", "timestamp", "timestamptz":
		if p.peek().kind == str {
			p.at++
			typ, _ := sqltype.Parse(t.text)
			return p.cast(constant(text, p.toks[p.at-1].text), typ)
		}
	}
	return p.call(t.text)
}
