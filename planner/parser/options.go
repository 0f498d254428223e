package parser

import (
	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// with takes WITH (option, …) if it is there.
func (p *parser) with() ([]ast.Option, error) {
	if !p.accept("with") {
		return nil, nil
	}
	return p.options()
}

// options takes (name = value, …). A name given twice is 42601, as in Postgres.
func (p *parser) options() ([]ast.Option, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	var options []ast.Option
	seen := map[string]bool{}
	err := p.list(func() error {
		at := p.next
		o, err := p.option()
		if err != nil {
			return err
		}
		if seen[o.Name.Text] {
			return p.errorAt(at, "option \"%s\" provided more than once", o.Name.Text)
		}
		seen[o.Name.Text] = true
		options = append(options, o)
		return nil
	})
	return options, err
}

// option takes name = value: a string, a number with its sign, or a name (true and false are names).
func (p *parser) option() (ast.Option, error) {
	name, err := p.label()
	if err != nil {
		return ast.Option{}, err
	}
	if err := p.expect("="); err != nil {
		return ast.Option{}, err
	}
	o := ast.Option{Name: name, Pos: p.offset(p.next)}
	sign := ""
	if t := p.peek(0); (t.Is("-") || t.Is("+")) && p.peek(1).Kind == ast.Number {
		if t.Is("-") {
			sign = "-"
		}
		p.next++
	}
	t := p.peek(0)
	switch t.Kind {
	case ast.String, ast.Number, ast.Quoted, ast.Ident:
		o.Value, o.Kind = sign+t.Value, t.Kind
	case ast.Param:
		return o, p.codeAt(p.next, sqlerr.FeatureNotSupported, "a definition cannot hold a parameter").
			WithHint("Write the value as a constant.")
	default:
		return o, p.unexpected()
	}
	p.next++
	return o, nil
}

// columns takes (name type, …).
func (p *parser) columns() ([]ast.ColumnDef, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	var columns []ast.ColumnDef
	err := p.list(func() error {
		c, err := p.column()
		columns = append(columns, c)
		return err
	})
	return columns, err
}

// column takes name type. The type is what stands before the next comma or the closing parenthesis: one or more words, with
// modifiers and array brackets.
func (p *parser) column() (ast.ColumnDef, error) {
	name, err := p.newName()
	if err != nil {
		return ast.ColumnDef{}, err
	}
	first := p.next
	if t := p.peek(0); t.Kind != ast.Ident && t.Kind != ast.Quoted {
		return ast.ColumnDef{}, p.unexpected()
	}
	for !p.done() && !p.peek(0).Is(",") && !p.peek(0).Is(")") {
		switch t := p.peek(0); {
		case t.Is("("), t.Is("["):
			close, err := p.closing(p.next)
			if err != nil {
				return ast.ColumnDef{}, err
			}
			p.next = close + 1
		case t.Kind == ast.Quoted, t.Is("."), t.Kind == ast.Ident && (!reserved[t.Value] || t.Value == "with" || t.Value == "array"):
			p.next++
		default:
			return ast.ColumnDef{}, p.unexpected()
		}
	}
	return ast.ColumnDef{Name: name, Type: p.text.Of(ast.Span{First: first, Last: p.next}), TypePos: p.offset(first)}, nil
}
