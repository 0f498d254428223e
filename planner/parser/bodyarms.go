package parser

import "asof/planner/ast"

// bodyArms takes a derived table of a definition apart: its one SELECT, or the SELECTs of its UNION ALL. It is nil for any other
// query: what that may be is for those to say who run it.
func (p *parser) bodyArms(s ast.Span) []*ast.Body {
	next, end := p.next, p.end
	defer func() { p.next, p.end = next, end }()
	var arms []*ast.Body
	first := s.First
	for i := s.First; ; i = p.after(i) {
		if i < s.Last && !p.setOp(i, first) {
			continue
		}
		arm := p.bodyArm(ast.Span{First: first, Last: i})
		if arm == nil {
			return nil
		}
		arms = append(arms, arm)
		if i >= s.Last {
			return arms
		}
		if !p.text.Tokens[i].Is("union") || !p.text.Tokens[i+1].Is("all") {
			return nil
		}
		i++
		first = i + 1
	}
}

// bodyArm takes one SELECT apart, nil if it is none.
func (p *parser) bodyArm(s ast.Span) *ast.Body {
	if s.Empty() || !p.text.Tokens[s.First].Is("select") {
		return nil
	}
	clauses, err := p.clauses(s)
	if err != nil {
		return nil
	}
	b := &ast.Body{Span: s}
	for _, c := range clauses {
		if p.bodyClause(b, c) != nil {
			return nil
		}
	}
	return b
}
