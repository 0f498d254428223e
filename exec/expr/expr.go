// Package expr compiles expressions of definitions, what stands above aggregates and what request-time views compute, so that an
// online read needs no engine (R29). It takes only what it computes just as the engine does: another construct is not compiled, and
// a value that it is not sure of (an overflow, a division by zero, a NaN) is left to the engine too. A test holds the two equal.
//
//	expr.go     the interface
//	lex.go      text and variables to tokens
//	parse.go    tokens to typed nodes, by precedence
//	literal.go  constants and the names of types
//	number.go   arithmetic and its types
//	compare.go  comparison, and the type that several expressions have in common
//	call.go     calls and CASE
//	math.go, text.go, time.go  functions of numbers, texts and times
//	cast.go     casts
package expr

import "asof/catalog/sqltype"

// Part is a piece of an expression: text, or a variable if Type is not Invalid.
type Part struct {
	Text string
	Type sqltype.Type
}

// Program is a compiled expression.
type Program struct {
	Type  sqltype.Type
	Zoned bool // it takes times apart as they are in UTC: right where the session's time zone is that
	eval  eval
}

// eval computes a value, nil for NULL, from the variables. It is not ok if the engine has to.
type eval func(vars []any) (v any, ok bool)

// Compile compiles an expression, or says that the engine has to run it.
func Compile(parts []Part) (*Program, bool) {
	toks, ok := lex(parts)
	if !ok {
		return nil, false
	}
	p := &parser{toks: toks}
	n, ok := p.expr()
	if !ok || p.at != len(toks) || n.t.ID == sqltype.Invalid {
		return nil, false
	}
	return &Program{Type: n.t, Zoned: p.zoned, eval: n.eval}, true
}

// Eval computes the value for variables, in the order of the parts that are variables; it is not ok if the engine has to.
func (p *Program) Eval(vars []any) (any, bool) { return p.eval(vars) }
