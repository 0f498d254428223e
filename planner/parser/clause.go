package parser

import (
	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// clause is one clause of a SELECT: Span with its key words, args without.
type clause struct {
	word string // the first key word
	ast.Span
	args ast.Span
}

// clauseRank is the order in which clauses stand. Those of one rank may be in any order.
var clauseRank = map[string]int{"select": 0, "from": 1, "where": 2, "group": 3, "having": 4, "window": 5, "qualify": 6, "using": 7,
	"order": 8, "limit": 9, "offset": 9, "fetch": 9, "for": 10}

// clauses takes one SELECT apart, which begins with SELECT or is what is left of one. Brackets are passed over: what they hold
// belongs to the clause around them.
func (p *parser) clauses(s ast.Span) ([]clause, error) {
	var list []clause
	for i := s.First; i < s.Last; i = p.after(i) {
		word := p.clauseWord(i, s.First)
		if n := len(list); word == "from" && n > 0 && list[n-1].word == "from" && p.text.Tokens[i-1].Is("rows") {
			word = "" // ROWS FROM (…)
		}
		if word == "" {
			if len(list) == 0 {
				return nil, p.unexpectedAt(i)
			}
			continue
		}
		if word == "into" {
			return nil, p.codeAt(i, sqlerr.FeatureNotSupported, "SELECT INTO is not supported").
				WithHint("Use CREATE TEMP TABLE … AS SELECT ….")
		}
		if n := len(list); n > 0 {
			before := &list[n-1]
			before.Last, before.args.Last = i, i
			if rank := clauseRank[word]; rank < clauseRank[before.word] || rank == clauseRank[before.word] && (rank < 9 || word == before.word && rank == 9) {
				return nil, p.unexpectedAt(i)
			}
		}
		words := 1
		if word == "group" || word == "order" || word == "using" {
			words = 2
		}
		list = append(list, clause{word, ast.Span{First: i, Last: s.Last}, ast.Span{First: i + words, Last: s.Last}})
	}
	for _, c := range list {
		if c.word != "select" && c.args.Empty() {
			return nil, p.unexpectedAt(c.Last)
		}
	}
	return list, nil
}

// clauseWord returns the key word of the clause that begins at token i, outside of brackets, of a SELECT that begins at first.
func (p *parser) clauseWord(i, first int) string {
	t := p.text.Tokens[i]
	if t.Kind != ast.Ident {
		return ""
	}
	var before, next ast.Token
	if i > first {
		before = p.text.Tokens[i-1]
	}
	if i+1 < len(p.text.Tokens) {
		next = p.text.Tokens[i+1]
	}
	if before.Is(".") || before.Is("as") {
		return ""
	}
	switch t.Value {
	case "select":
		if i == first {
			return t.Value
		}
	case "where", "having", "limit", "offset", "fetch", "window", "into":
		return t.Value
	case "from":
		// x IS [NOT] DISTINCT FROM y
		if !before.Is("distinct") || i < first+2 || !p.text.Tokens[i-2].Is("is") && !p.text.Tokens[i-2].Is("not") {
			return t.Value
		}
	case "group", "order":
		if next.Is("by") {
			return t.Value
		}
	case "for":
		if !next.Is("system_time") {
			return t.Value
		}
	case "qualify":
		// A word that Postgres does not know: it is one only between two operands.
		if i > first && p.endsOperand(before) && p.beginsOperand(next) {
			return t.Value
		}
	case "using":
		if next.Is("sample") {
			return t.Value
		}
	}
	return ""
}

// setOp says whether token i, outside of brackets, is UNION, INTERSECT or EXCEPT.
func (p *parser) setOp(i, first int) bool {
	t := p.text.Tokens[i]
	if !t.Is("union") && !t.Is("intersect") && !t.Is("except") {
		return false
	}
	return i == first || !p.text.Tokens[i-1].Is(".") && !p.text.Tokens[i-1].Is("as")
}

// endsOperand says whether an expression may end with t.
func (p *parser) endsOperand(t ast.Token) bool {
	switch t.Kind {
	case ast.Op:
		return t.Value == ")" || t.Value == "]" || t.Value == "}" || t.Value == "*"
	case ast.Ident:
		return !reserved[t.Value] || operandWord[t.Value] || t.Value == "end"
	}
	return t.Kind != 0
}

// beginsOperand says whether an expression may begin with t.
func (p *parser) beginsOperand(t ast.Token) bool {
	switch t.Kind {
	case ast.Op:
		return opens(t) || t.Value == "+" || t.Value == "-"
	case ast.Ident:
		return !joinWord[t.Value] && (!reserved[t.Value] || operandWord[t.Value] || t.Value == "case" || t.Value == "not")
	}
	return t.Kind != 0
}
