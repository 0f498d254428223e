package parser

import (
	"strings"

	"asof/planner/ast"
)

// listen parses LISTEN name, UNLISTEN name | *, CLOSE name | ALL.
func (p *parser) listen() (ast.Statement, error) {
	s := &ast.Listen{Text: p.text, Op: strings.ToUpper(p.peek(0).Value)}
	p.next++
	switch {
	case s.Op == "UNLISTEN" && p.accept("*"):
		s.Target = "*"
	case s.Op == "CLOSE" && p.accept("all"):
		s.Target = "all"
	default:
		n, err := p.name()
		if err != nil {
			return nil, err
		}
		s.Target = n.Text
	}
	return s, p.finish()
}

// discard parses DISCARD ALL | PLANS | TEMP | TEMPORARY | SEQUENCES.
func (p *parser) discard() (ast.Statement, error) {
	p.next++
	s := &ast.Discard{Text: p.text}
	switch {
	case p.accept("all"):
		s.What = "all"
	case p.accept("plans"):
		s.What = "plans"
	case p.accept("sequences"):
		s.What = "sequences"
	case p.accept("temp"), p.accept("temporary"):
		s.What = "temp"
	default:
		return nil, p.unexpected()
	}
	return s, p.finish()
}
