package parser

import (
	"strings"

	"asof/planner/ast"
)

// tables parses DROP TABLE [IF EXISTS] name, … [CASCADE | RESTRICT] and TRUNCATE [TABLE] name, ….
func (p *parser) tables() (ast.Statement, error) {
	t := &ast.Tables{Text: p.text, Drop: p.accept("drop")}
	if !t.Drop {
		p.accept("truncate")
	}
	p.accept("table")
	t.IfExists = t.Drop && p.accept("if", "exists")
	for {
		if !t.Drop {
			p.accept("only")
		}
		n, err := p.qname()
		if err != nil {
			return nil, err
		}
		t.Names = append(t.Names, n)
		if !t.Drop {
			p.accept("*")
		}
		if !p.accept(",") {
			break
		}
	}
	if !t.Drop && !p.accept("restart", "identity") {
		p.accept("continue", "identity")
	}
	if !p.accept("cascade") {
		p.accept("restrict")
	}
	return t, p.finish()
}

// alterTable parses ALTER TABLE [IF EXISTS] [ONLY] name action as far as the engine takes it in other words; what it does not know
// the engine refuses.
func (p *parser) alterTable() (ast.Statement, error) {
	q := &ast.Query{Text: p.text, Verb: "alter", Temp: &ast.TempTable{Temporary: true}}
	p.next = 2
	q.Temp.IfNotExists = p.accept("if", "exists")
	p.accept("only")
	var err error
	if q.Temp.Name, err = p.qname(); err != nil {
		return nil, err
	}
	switch {
	case p.accept("rename", "to"):
		n, err := p.newName()
		if err != nil {
			return nil, err
		}
		q.Temp.NewName = n.Text
		return q, p.finish()
	case p.accept("add"):
		if p.words("constraint") || p.words("primary") || p.words("unique") || p.words("check") || p.words("foreign") {
			return q, nil
		}
		p.accept("column")
		p.accept("if", "not", "exists")
		name, err := p.newName()
		if err != nil {
			return nil, err
		}
		return q, p.columnType(q, name.Text, false)
	case p.accept("alter"):
		p.accept("column")
		name, err := p.name()
		if err != nil {
			return nil, err
		}
		if p.accept("type") || p.accept("set", "data", "type") {
			return q, p.columnType(q, name.Text, false)
		}
	}
	return q, nil
}

// createIndex parses CREATE [UNIQUE] INDEX [CONCURRENTLY] [[IF NOT EXISTS] name] ON [ONLY] table [USING method] (…), nil for any
// other statement. The engine needs a name, and has one kind of index.
func (p *parser) createIndex() (ast.Statement, error) {
	q := &ast.Query{Text: p.text, Verb: "create"}
	leave := func(words ...string) {
		if first := p.next; p.accept(words...) {
			q.Rewrites = append(q.Rewrites, ast.Rewrite{Span: ast.Span{First: first, Last: p.next}})
		}
	}
	p.next = 1
	p.accept("unique")
	if !p.accept("index") {
		p.next = 0
		return nil, nil
	}
	leave("concurrently")
	p.accept("if", "not", "exists")
	named := !p.words("on")
	if named {
		if _, err := p.newName(); err != nil {
			return nil, err
		}
	}
	on := p.next
	if err := p.expect("on"); err != nil {
		return nil, err
	}
	leave("only")
	table, err := p.qname()
	if err != nil {
		return nil, err
	}
	q.Temp = &ast.TempTable{Name: table, Temporary: true, Index: true}
	if first := p.next; p.accept("using") {
		if _, err := p.name(); err != nil {
			return nil, err
		}
		q.Rewrites = append(q.Rewrites, ast.Rewrite{Span: ast.Span{First: first, Last: p.next}})
	}
	if !p.words("(") {
		return nil, p.unexpected()
	}
	if !named {
		column := "expr"
		if t := p.peek(1); t.Kind == ast.Ident || t.Kind == ast.Quoted {
			column = t.Value
		}
		name := table.Name + "_" + column + "_idx"
		q.Rewrites = append(q.Rewrites, ast.Rewrite{Span: ast.Span{First: on, Last: on + 1}, Text: `"` + strings.ReplaceAll(name, `"`, `""`) + `" ON`})
	}
	return q, nil
}
