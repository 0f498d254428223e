package parser

import (
	"strings"

	"asof/planner/ast"
)

// listen parses LISTEN channel, UNLISTEN channel | * and NOTIFY channel [, payload].
func (p *parser) listen() (ast.Statement, error) {
	s := &ast.Listen{Text: p.text, Op: strings.ToUpper(p.peek(0).Value)}
	p.next++
	if s.Op == "UNLISTEN" && p.accept("*") {
		return s, p.finish()
	}
	n, err := p.name()
	if err != nil {
		return nil, err
	}
	s.Channel = n.Text
	if s.Op == "NOTIFY" && p.accept(",") {
		t := p.peek(0)
		if t.Kind != ast.String {
			return nil, p.unexpected()
		}
		s.Payload = t.Value
		p.next++
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
