package parser

import (
	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// copy parses COPY table [(columns)] | (query) FROM | TO 'file' | STDIN | STDOUT [[WITH] options] [WHERE condition]. What a copy
// to or from a file may say behind that is the engine's.
func (p *parser) copy() (ast.Statement, error) {
	p.next++
	q := &ast.Query{Text: p.text, Verb: "copy", Copy: &ast.Copy{}}
	c := q.Copy
	query, binary := p.words("("), false
	if query {
		end, err := p.closing(p.next)
		if err != nil {
			return nil, err
		}
		c.Query, p.next = ast.Span{First: p.next + 1, Last: end}, end+1
	} else {
		binary = p.accept("binary")
		var err error
		if c.Table, err = p.qname(); err != nil {
			return nil, err
		}
		if p.words("(") {
			if c.Columns, err = p.names(); err != nil {
				return nil, err
			}
		}
	}
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
	if c.ClientEnd {
		return q, p.clientCopy(c, binary)
	}
	p.accept("with")
	c.Options = ast.Span{First: p.next, Last: p.end}
	return q, nil
}

// clientCopy parses what follows STDIN or STDOUT.
func (p *parser) clientCopy(c *ast.Copy, binary bool) error {
	if binary {
		c.With = append(c.With, ast.CopyOption{Name: "format", Value: "binary", Kind: ast.CopyValue})
	}
	if c.Query.Empty() && (p.accept("delimiters") || p.accept("using", "delimiters")) {
		if err := p.legacyValue(c, "delimiter", p.next-1); err != nil {
			return err
		}
	}
	p.accept("with")
	var err error
	if p.words("(") {
		p.next++
		err = p.list(func() error { return p.copyOption(c) })
	} else {
		err = p.legacyOptions(c)
	}
	if err != nil {
		return err
	}
	if at := p.next; p.accept("where") {
		if c.To {
			return p.errorAt(at, "WHERE clause not allowed with COPY TO")
		}
		if c.Where = (ast.Span{First: p.next, Last: p.end}); c.Where.Empty() {
			return p.unexpected()
		}
		if err := p.matchBrackets(); err != nil {
			return err
		}
		p.next = p.end
	}
	return p.finish()
}

// copyOption takes name [value | * | (column, …)].
func (p *parser) copyOption(c *ast.Copy) error {
	name, err := p.label()
	if err != nil {
		return err
	}
	o := ast.CopyOption{Name: name.Text, Pos: name.Pos}
	sign := ""
	if t := p.peek(0); (t.Is("-") || t.Is("+")) && p.peek(1).Kind == ast.Number {
		sign = t.Value
		p.next++
	}
	switch t := p.peek(0); {
	case t.Is(","), t.Is(")"):
	case t.Is("*"):
		o.Kind = ast.CopyStar
		p.next++
	case t.Is("("):
		o.Kind = ast.CopyList
		p.next++
		err = p.list(func() error {
			t := p.peek(0)
			if t.Kind != ast.String && t.Kind != ast.Ident && t.Kind != ast.Quoted {
				return p.unexpected()
			}
			p.next++
			o.List = append(o.List, t.Value)
			return nil
		})
	case t.Kind == ast.String, t.Kind == ast.Number, t.Kind == ast.Ident, t.Kind == ast.Quoted:
		o.Kind, o.Value = ast.CopyValue, sign+t.Value
		p.next++
	default:
		err = p.unexpected()
	}
	c.With = append(c.With, o)
	return err
}

// legacyOptions takes the options as they were written before 9.0, in any order.
func (p *parser) legacyOptions(c *ast.Copy) error {
	for !p.done() && !p.words("where") {
		at := p.next
		var err error
		switch {
		case p.accept("binary"), p.accept("csv"):
			c.With = append(c.With, ast.CopyOption{Name: "format", Value: p.token(at).Value, Kind: ast.CopyValue, Pos: p.offset(at)})
		case p.accept("freeze"), p.accept("header"):
			c.With = append(c.With, ast.CopyOption{Name: p.token(at).Value, Pos: p.offset(at)})
		case p.accept("delimiter"), p.accept("null"), p.accept("quote"), p.accept("escape"):
			err = p.legacyValue(c, p.token(at).Value, at)
		case p.accept("encoding"):
			err = p.legacyText(c, "encoding", at)
		case p.accept("force", "quote"):
			err = p.legacyColumns(c, "force_quote", at)
		case p.accept("force", "not", "null"):
			err = p.legacyColumns(c, "force_not_null", at)
		case p.accept("force", "null"):
			err = p.legacyColumns(c, "force_null", at)
		default:
			err = p.unexpected()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// legacyValue takes [AS] 'text'.
func (p *parser) legacyValue(c *ast.Copy, name string, at int) error {
	p.accept("as")
	return p.legacyText(c, name, at)
}

func (p *parser) legacyText(c *ast.Copy, name string, at int) error {
	t := p.peek(0)
	if t.Kind != ast.String {
		return p.unexpected()
	}
	p.next++
	c.With = append(c.With, ast.CopyOption{Name: name, Value: t.Value, Kind: ast.CopyValue, Pos: p.offset(at)})
	return nil
}

// legacyColumns takes column, … or, for FORCE QUOTE, *.
func (p *parser) legacyColumns(c *ast.Copy, name string, at int) error {
	o := ast.CopyOption{Name: name, Kind: ast.CopyList, Pos: p.offset(at)}
	if name == "force_quote" && p.accept("*") {
		o.Kind = ast.CopyStar
		c.With = append(c.With, o)
		return nil
	}
	for {
		n, err := p.name()
		if err != nil {
			return err
		}
		o.List = append(o.List, n.Text)
		if !p.accept(",") {
			c.With = append(c.With, o)
			return nil
		}
	}
}
