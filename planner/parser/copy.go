package parser

import (
	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// copy parses COPY table [(columns)] | (query) FROM | TO 'file' | STDIN | STDOUT [[WITH] options].
func (p *parser) copy() (ast.Statement, error) {
	p.next++
	q := &ast.Query{Text: p.text, Verb: "copy", Copy: &ast.Copy{}}
	query := p.words("(")
	if !query {
		p.accept("binary")
		if _, err := p.qname(); err != nil {
			return nil, err
		}
	}
	if p.words("(") {
		end, err := p.closing(p.next)
		if err != nil {
			return nil, err
		}
		p.next = end + 1
	}
	c := q.Copy
	if c.To = p.accept("to"); !c.To && (query || !p.accept("from")) {
		return nil, p.unexpected()
	}
	switch t := p.peek(0); {
	case t.Kind == ast.String:
		c.Target, c.Path = ast.Span{First: p.next, Last: p.next + 1}, t.Value
	case t.Is("stdin"), t.Is("stdout"):
		c.ClientEnd = true
	case t.Is("program"):
		return nil, p.codeAt(p.next, sqlerr.FeatureNotSupported, "COPY to or from a program is not supported").
			WithHint("Copy to a file in an allowed folder, or to the client.")
	default:
		return nil, p.unexpected()
	}
	p.next++
	p.accept("with")
	c.Options = ast.Span{First: p.next, Last: p.end}
	return q, nil
}
