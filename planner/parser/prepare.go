package parser

import "asof/planner/ast"

// prepare parses PREPARE name [(type, …)] AS statement.
func (p *parser) prepare() (ast.Statement, error) {
	p.next++
	s := &ast.Prepare{Text: p.text}
	var err error
	if s.Name, err = p.name(); err != nil {
		return nil, err
	}
	if p.words("(") {
		end, err := p.closing(p.next)
		if err != nil {
			return nil, err
		}
		types, err := p.split(ast.Span{First: p.next + 1, Last: end})
		if err != nil {
			return nil, err
		}
		for _, t := range types {
			s.Types = append(s.Types, p.text.Of(t))
			s.At = append(s.At, p.offset(t.First))
		}
		p.next = end + 1
	}
	if err := p.expect("as"); err != nil {
		return nil, err
	}
	s.Body, s.Offset, err = p.rest()
	return s, err
}

// rest is the text of the statement that follows.
func (p *parser) rest() (string, int, error) {
	if p.done() {
		return "", 0, p.unexpected()
	}
	return p.text.Of(ast.Span{First: p.next, Last: p.end}), p.offset(p.next), nil
}

// execute parses EXECUTE name [(argument, …)].
func (p *parser) execute() (ast.Statement, error) {
	p.next++
	s := &ast.Execute{Text: p.text}
	var err error
	if s.Name, err = p.name(); err != nil {
		return nil, err
	}
	if p.words("(") {
		end, err := p.closing(p.next)
		if err != nil {
			return nil, err
		}
		if s.Args, err = p.split(ast.Span{First: p.next + 1, Last: end}); err != nil {
			return nil, err
		}
		p.next = end + 1
	}
	return s, p.finish()
}

// deallocate parses DEALLOCATE [PREPARE] name | ALL.
func (p *parser) deallocate() (ast.Statement, error) {
	p.next++
	// PREPARE may itself be the statement's name.
	if p.words("prepare") && p.next+1 < p.end {
		p.next++
	}
	s := &ast.Deallocate{Text: p.text}
	if s.All = p.accept("all"); !s.All {
		var err error
		if s.Name, err = p.name(); err != nil {
			return nil, err
		}
	}
	return s, p.finish()
}
