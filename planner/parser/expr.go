package parser

import (
	"strings"

	"asof/planner/ast"
)

// exprKind is one of Postgres' two kinds of expression.
type exprKind bool

// A b_expr has no AND, OR, NOT, IN, LIKE, BETWEEN and IS NULL at its top, so that what follows it may begin with such a word.
const (
	aExpr exprKind = false
	bExpr exprKind = true
)

// expr passes one expression: operands with operators between them. It finds where the expression ends and leaves its meaning
// to the engine that runs it. AT TIME ZONE is taken after a b_expr too (R30). The text's brackets must match.
func (p *parser) expr(kind exprKind) error {
	if err := p.matchBrackets(); err != nil {
		return err
	}
	for {
		if err := p.operand(kind); err != nil {
			return err
		}
		if !p.infix(kind) {
			return nil
		}
	}
}

// operand passes prefix operators, a primary, and what may follow one.
func (p *parser) operand(kind exprKind) error {
	for p.operator() || kind == aExpr && p.accept("not") {
	}
	if err := p.primary(); err != nil {
		return err
	}
	for p.postfix(kind) {
	}
	return nil
}

// operator takes an operator symbol, or OPERATOR(schema.symbol).
func (p *parser) operator() bool {
	if t := p.peek(0); t.Kind == ast.Op && isOpChar(t.Value[0]) && t.Value != "=>" {
		p.next++
		return true
	}
	if p.words("operator", "(") {
		p.next = p.after(p.next + 1)
		return true
	}
	return false
}

// infix takes an operator after which another operand must come.
func (p *parser) infix(kind exprKind) bool {
	if p.operator() || p.accept("at", "time", "zone") ||
		p.accept("is", "distinct", "from") || p.accept("is", "not", "distinct", "from") {
		return true
	}
	// The last word of all is no operator but an alias: SELECT 1 like.
	if kind == bExpr || p.next+1 >= p.end {
		return false
	}
	if p.accept("and") || p.accept("or") || p.accept("escape") || p.accept("overlaps") {
		return true
	}
	start := p.next
	p.accept("not")
	switch {
	case p.accept("like"), p.accept("ilike"), p.accept("in"), p.accept("similar", "to"), p.accept("glob"):
		return true
	case p.accept("between"):
		if !p.accept("symmetric") {
			p.accept("asymmetric")
		}
		return true
	}
	p.next = start
	return false
}

// primary passes a constant, a name, a call, a parenthesis or a CASE.
func (p *parser) primary() error {
	t := p.peek(0)
	switch t.Kind {
	case ast.String, ast.BitString, ast.Number, ast.Param:
		p.next++
		return nil
	case ast.Quoted:
		p.next++
		p.named()
		return nil
	case ast.Op:
		if opens(t) {
			p.next = p.after(p.next)
			return nil
		}
	case ast.Ident:
		switch {
		case t.Value == "case":
			return p.caseExpr()
		case t.Value == "interval" && p.interval():
			return nil
		case t.Value == "array" && p.peek(1).Is("["):
			p.next = p.after(p.next + 1)
			return nil
		case !reserved[t.Value] || operandWord[t.Value]:
			if !p.typedString() {
				p.next++
				p.named()
			}
			return nil
		}
	}
	return p.unexpected()
}

// operandWord are the reserved words that an operand may begin with.
var operandWord = set(`all any array cast current_catalog current_date current_role current_time current_timestamp current_user
	default false localtime localtimestamp null session_user some true user`)

// named passes what may follow a name: more of it, arguments, and what belongs to a call. name 'text' is a constant.
func (p *parser) named() {
	for p.words(".") && (p.peek(1).Kind == ast.Ident || p.peek(1).Kind == ast.Quoted || p.peek(1).Is("*")) {
		p.next += 2
	}
	if p.peek(0).Kind == ast.String {
		p.next++
		return
	}
	if !p.words("(") {
		return
	}
	p.next = p.after(p.next)
	if p.peek(0).Kind == ast.String {
		p.next++
		return
	}
	if p.words("within", "group", "(") {
		p.next = p.after(p.next + 2)
	}
	if p.words("filter", "(") {
		p.next = p.after(p.next + 1)
	}
	if !p.accept("ignore", "nulls") {
		p.accept("respect", "nulls")
	}
	if p.words("over", "(") {
		p.next = p.after(p.next + 1)
	} else if p.words("over") && (p.peek(1).Kind == ast.Ident || p.peek(1).Kind == ast.Quoted) {
		p.next += 2
	}
}

// typedString takes a constant whose type has more than one word: TIMESTAMP WITH TIME ZONE '…', DOUBLE PRECISION '…'.
func (p *parser) typedString() bool {
	start := p.next
	if p.typeName(); p.next > start+1 && p.peek(0).Kind == ast.String {
		p.next++
		return true
	}
	p.next = start
	return false
}

// interval takes INTERVAL '…' [fields], INTERVAL(p) '…', and the engine's INTERVAL 1 DAY and INTERVAL (x) DAY.
func (p *parser) interval() bool {
	n := 1
	if p.peek(1).Is("(") {
		n = p.after(p.next+1) - p.next
	}
	switch t := p.peek(n); {
	case t.Kind == ast.String:
		n++
	case t.Kind == ast.Number || t.Kind == ast.Param:
		n++
	case n == 1 || !intervalField[strings.TrimSuffix(t.Value, "s")]:
		return false
	}
	p.next += n
	p.intervalFields()
	return true
}

func (p *parser) intervalFields() {
	field := func(n int) bool {
		t := p.peek(n)
		return t.Kind == ast.Ident && intervalField[strings.TrimSuffix(t.Value, "s")]
	}
	if !field(0) {
		return
	}
	p.next++
	if p.words("to") && field(1) {
		p.next += 2
	}
	if p.words("(") && p.peek(-1).Is("second") {
		p.next = p.after(p.next)
	}
}

var intervalField = set("year month day hour minute second week quarter decade century millennium millisecond microsecond")

// caseExpr passes CASE … END.
func (p *parser) caseExpr() error {
	depth := 0
	for i := p.next; i < p.end; i = p.after(i) {
		t := p.text.Tokens[i]
		if i > 0 && p.text.Tokens[i-1].Is(".") {
			continue
		}
		if t.Is("case") {
			depth++
		} else if t.Is("end") {
			if depth--; depth == 0 {
				p.next = i + 1
				return nil
			}
		}
	}
	return p.unexpectedAt(p.end)
}

// postfix takes what may follow an operand.
func (p *parser) postfix(kind exprKind) bool {
	switch {
	case p.words("["):
		p.next = p.after(p.next)
	case p.words(".") && (p.peek(1).Kind == ast.Ident || p.peek(1).Kind == ast.Quoted || p.peek(1).Is("*")):
		p.next += 2
		if p.words("(") {
			p.next = p.after(p.next)
		}
	case p.accept("::"):
		start := p.next
		p.typeName()
		return p.next > start
	case p.words("collate") && (p.peek(1).Kind == ast.Ident || p.peek(1).Kind == ast.Quoted):
		p.next += 2
	case kind == aExpr && (p.accept("isnull") || p.accept("notnull")):
	case kind == aExpr && p.words("is"):
		return p.isTest()
	default:
		return false
	}
	return true
}

// isTest takes IS [NOT] NULL, TRUE, FALSE, UNKNOWN, DOCUMENT, [form] NORMALIZED. IS DISTINCT FROM is an infix operator.
func (p *parser) isTest() bool {
	n := 1
	if p.peek(n).Is("not") {
		n++
	}
	if t := p.peek(n); t.Kind == ast.Ident && strings.HasPrefix(t.Value, "nf") && p.peek(n+1).Is("normalized") {
		n++
	}
	switch p.peek(n).Value {
	case "null", "true", "false", "unknown", "document", "normalized":
		p.next += n + 1
		return true
	}
	return false
}

// typeName passes a type's name: its words, modifiers and array brackets.
func (p *parser) typeName() {
	t := p.peek(0)
	if t.Kind != ast.Quoted && t.Kind != ast.Ident {
		return
	}
	p.next++
	second := ""
	if t.Kind == ast.Ident {
		switch t.Value {
		case "double":
			second = "precision"
		case "character", "char", "bit", "nchar":
			second = "varying"
		case "national":
			if !p.accept("character") {
				p.accept("char")
			}
			second = "varying"
		case "interval":
			p.intervalFields()
		}
	}
	if second != "" {
		p.accept(second)
	}
	for p.words(".") && (p.peek(1).Kind == ast.Ident || p.peek(1).Kind == ast.Quoted) {
		p.next += 2
	}
	if p.words("(") {
		p.next = p.after(p.next)
	}
	if t.Value == "timestamp" || t.Value == "time" {
		if !p.accept("with", "time", "zone") {
			p.accept("without", "time", "zone")
		}
	}
	p.accept("array")
	for p.words("[") {
		p.next = p.after(p.next)
	}
}
