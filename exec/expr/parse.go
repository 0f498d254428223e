package expr

import (
	"math/big"
	"strconv"
	"strings"

	"asof/catalog/sqltype"
)

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
	toks []token
	at   int
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

// logical is AND or OR, by three values; decides is the value that decides alone.
func logical(a, b node, decides bool) (node, bool) {
	if a.t != boolean || b.t != boolean || a.literal || b.literal {
		return node{}, false
	}
	return node{t: boolean, eval: func(vars []any) (any, bool) {
		x, ok := a.eval(vars)
		if !ok || x == decides {
			return x, ok
		}
		y, ok := b.eval(vars)
		if !ok || y == decides {
			return y, ok
		}
		if x == nil || y == nil {
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
			if n, ok = distinct(n, right); !ok {
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
	return compare(o, n, right)
}

// between reads [NOT] BETWEEN a AND b, and [NOT] IN (list).
func (p *parser) between() (node, bool) {
	n, ok := p.sum()
	if !ok {
		return n, false
	}
	start := p.at
	not := p.take("not")
	var out node
	switch {
	case p.take("between"):
		lo, ok1 := p.sum()
		ok2 := ok1 && p.take("and")
		hi, ok3 := p.sum()
		if !ok1 || !ok2 || !ok3 {
			return node{}, false
		}
		ge, ok1 := compare(">=", n, lo)
		le, ok2 := compare("<=", n, hi)
		if !ok1 || !ok2 {
			return node{}, false
		}
		out, ok = logical(ge, le, false)
	case p.take("in", "("):
		out, ok = p.in(n)
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
		eq, ok := compare("=", n, e)
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

func (p *parser) sum() (node, bool) {
	n, ok := p.product()
	for ok {
		o, found := p.oneOf("+", "-")
		if !found {
			return n, true
		}
		var right node
		if right, ok = p.product(); ok {
			n, ok = arithmetic(o, n, right)
		}
	}
	return n, ok
}

func (p *parser) product() (node, bool) {
	n, ok := p.unary()
	for ok {
		o, found := p.oneOf("*", "/", "%")
		if !found {
			return n, true
		}
		var right node
		if right, ok = p.unary(); ok {
			n, ok = arithmetic(o, n, right)
		}
	}
	return n, ok
}

// unary reads a sign, which binds looser than a cast: only of a number as written.
func (p *parser) unary() (node, bool) {
	if !p.take("-") {
		return p.postfix()
	}
	if p.peek().kind != number || p.at+1 < len(p.toks) && p.toks[p.at+1].text == "::" {
		return node{}, false
	}
	p.toks[p.at].text = "-" + p.toks[p.at].text
	return p.postfix()
}

func (p *parser) postfix() (node, bool) {
	n, ok := p.primary()
	for ok && p.take("::") {
		var t sqltype.Type
		if t, ok = p.typeName(); ok {
			n, ok = cast(n, t)
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
	}
	return p.call(t.text)
}

// literalNumber is a number as written: an integer, or a decimal of its own digits.
func literalNumber(text string) (node, bool) {
	whole, fraction, point := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	if !point {
		v, err := strconv.ParseInt(text, 10, 32)
		return constant(sqltype.Of(sqltype.Int4), v), err == nil
	}
	whole = strings.TrimLeft(whole, "0")
	if fraction == "" || len(whole)+len(fraction) > 18 {
		return node{}, false
	}
	i, ok := new(big.Int).SetString(whole+fraction, 10)
	if strings.HasPrefix(text, "-") && ok {
		i.Neg(i)
	}
	d := sqltype.Decimal{Int: i, Scale: int32(len(fraction))}
	return constant(sqltype.DecimalOf(uint8(max(len(whole), 1)+len(fraction)), uint8(len(fraction))), d), ok
}

// typeName reads a type of one or more words, with its digits.
func (p *parser) typeName() (sqltype.Type, bool) {
	var text []string
	for p.peek().kind == word && p.peek().text != "and" && p.peek().text != "or" {
		text = append(text, p.peek().text)
		p.at++
	}
	name := strings.Join(text, " ")
	if p.take("(") {
		name += "("
		for !p.take(")") {
			if p.at >= len(p.toks) {
				return sqltype.Type{}, false
			}
			name += p.peek().text
			p.at++
		}
		name += ")"
	}
	t, ok := sqltype.Parse(name)
	return t, ok && !(t.ID == sqltype.Numeric && t.Precision == 0)
}
