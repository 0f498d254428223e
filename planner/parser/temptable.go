package parser

import (
	"strings"

	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// tempTable parses CREATE [LOCAL | GLOBAL] TEMP TABLE [IF NOT EXISTS] name (columns) | [(names)] AS query, as far as the engine
// takes it in other words than Postgres. It returns nil for any other statement.
func (p *parser) tempTable() (ast.Statement, error) {
	q := &ast.Query{Text: p.text, Verb: "create", Temp: &ast.TempTable{}}
	at := 1
	if p.words("create", "or", "replace") {
		at = 3
	}
	if t := p.peek(at); t.Is("local") || t.Is("global") {
		q.Rewrites = append(q.Rewrites, ast.Rewrite{Span: ast.Span{First: at, Last: at + 1}})
		at++
	}
	if t := p.peek(at); t.Is("temp") || t.Is("temporary") {
		q.Temp.Temporary = true
		at++
	}
	if !p.peek(at).Is("table") {
		return nil, nil
	}
	p.next = at + 1
	q.Temp.IfNotExists = p.accept("if", "not", "exists")
	name := p.next
	var err error
	if q.Temp.Name, err = p.newQName(); err != nil {
		return nil, err
	}
	if q.Temp.Name.Schema == "pg_temp" {
		// A table there is a temporary one, whether the statement says so or not.
		if !q.Temp.Temporary {
			q.Rewrites = append(q.Rewrites, ast.Rewrite{Span: ast.Span{First: at, Last: at + 1}, Text: "TEMP TABLE"})
		}
		q.Rewrites = append(q.Rewrites, ast.Rewrite{Span: ast.Span{First: name, Last: name + 2}})
		q.Temp.Temporary = true
	}
	if !q.Temp.Temporary {
		p.next = 0
		return nil, nil // the engine's walls say what there is instead
	}
	if p.words("(") && !p.namesOnly() {
		p.next++
		if err := p.list(func() error { return p.tableElement(q) }); err != nil {
			return nil, err
		}
	} else if p.words("(") {
		first := p.next
		if q.Temp.Columns, err = p.names(); err != nil {
			return nil, err
		}
		q.Rewrites = append(q.Rewrites, ast.Rewrite{Span: ast.Span{First: first, Last: p.next}})
	}
	if err := p.tableOptions(q); err != nil {
		return nil, err
	}
	if q.Temp.Filled = p.words("as"); !q.Temp.Filled {
		return q, p.finish()
	}
	if q.Temp.Columns != nil {
		// The engine has no names there: the planner closes the parenthesis, and gives the names behind it.
		q.Rewrites = append(q.Rewrites, ast.Rewrite{Span: ast.Span{First: p.next, Last: p.next + 1}, Text: "AS SELECT * FROM ("})
		p.withData(q)
	}
	return q, nil
}

// withData leaves WITH [NO] DATA out.
func (p *parser) withData(q *ast.Query) {
	first := p.end - 2
	if p.token(first).Is("no") {
		q.Temp.NoData = true
		first--
	}
	if p.token(p.end-1).Is("data") && p.token(first).Is("with") {
		q.Rewrites = append(q.Rewrites, ast.Rewrite{Span: ast.Span{First: first, Last: p.end}})
	}
}

// namesOnly says whether the parenthesis holds but names: those of the columns of CREATE TABLE … (a, b) AS.
func (p *parser) namesOnly() bool {
	for i := 1; ; i += 2 {
		if t := p.peek(i); t.Kind != ast.Ident && t.Kind != ast.Quoted {
			return false
		}
		switch t := p.peek(i + 1); {
		case t.Is(")"):
			return true
		case !t.Is(","):
			return false
		}
	}
}

// tableOptions takes what may stand behind the columns.
func (p *parser) tableOptions(q *ast.Query) error {
	for {
		first := p.next
		switch {
		case p.accept("on", "commit"):
			switch {
			case p.accept("preserve", "rows"):
			case p.accept("delete", "rows"):
				q.Temp.OnCommit = "delete rows"
			case p.accept("drop"):
				q.Temp.OnCommit = "drop"
			default:
				return p.unexpected()
			}
		case p.accept("without", "oids"):
		case p.accept("using"), p.accept("tablespace"):
			if _, err := p.name(); err != nil {
				return err
			}
		case p.words("with", "("):
			end, err := p.closing(p.next + 1)
			if err != nil {
				return err
			}
			p.next = end + 1
		default:
			return nil
		}
		q.Rewrites = append(q.Rewrites, ast.Rewrite{Span: ast.Span{First: first, Last: p.next}})
	}
}

// tableElement takes a column, a constraint, or LIKE table.
func (p *parser) tableElement(q *ast.Query) error {
	t := p.peek(0)
	switch {
	case t.Is("like"):
		return p.tableLike(q)
	case t.Is("constraint"), t.Is("primary"), t.Is("unique"), t.Is("check"), t.Is("foreign"):
		return p.toElementEnd(nil)
	case t.Is("exclude"):
		return p.codeAt(p.next, sqlerr.FeatureNotSupported, "exclusion constraints are not supported")
	}
	name, err := p.newName()
	if err != nil {
		return err
	}
	return p.columnType(q, name.Text, true)
}

// tableLike takes LIKE table [INCLUDING | EXCLUDING what]….
func (p *parser) tableLike(q *ast.Query) error {
	at := p.next
	p.next++
	var err error
	if q.Temp.Like, err = p.qname(); err != nil {
		return err
	}
	for p.accept("including") || p.accept("excluding") {
		if _, err := p.label(); err != nil {
			return err
		}
	}
	if !p.words(")") || !p.token(at-1).Is("(") {
		return p.codeAt(at, sqlerr.FeatureNotSupported, "LIKE beside other columns is not supported").
			WithHint("Write CREATE TEMP TABLE … (LIKE …), then ALTER TABLE … ADD COLUMN.")
	}
	return nil
}

// columnType takes a column's type and its constraints. checked says that a CHECK may stand in the place of a length.
func (p *parser) columnType(q *ast.Query, column string, checked bool) error {
	first := p.next
	for !p.done() && !p.peek(0).Is(",") && !p.peek(0).Is(")") && !columnConstraint[p.peek(0).Value] {
		if opens(p.peek(0)) {
			end, err := p.closing(p.next)
			if err != nil {
				return err
			}
			p.next = end
		}
		p.next++
	}
	span := ast.Span{First: first, Last: p.next}
	if span.Empty() {
		return p.unexpected()
	}
	typ, err := tempType(p.text.Of(span), column, checked)
	if err != nil {
		return err.At(Position(p.text.SQL, p.offset(first)))
	}
	if typ != "" {
		q.Rewrites = append(q.Rewrites, ast.Rewrite{Span: span, Text: typ})
	}
	return p.toElementEnd(q)
}

// columnConstraint are the words that may follow a column's type.
var columnConstraint = map[string]bool{
	"not": true, "null": true, "default": true, "primary": true, "unique": true, "check": true, "references": true, "generated": true,
	"collate": true, "constraint": true, "deferrable": true, "initially": true, "compression": true, "storage": true, "using": true, "set": true, "drop": true,
}

// toElementEnd goes to the comma or the parenthesis behind an element. q is given for a column: what only Postgres has there is
// left out or refused.
func (p *parser) toElementEnd(q *ast.Query) error {
	for !p.done() && !p.peek(0).Is(",") && !p.peek(0).Is(")") {
		at := p.next
		switch t := p.peek(0); {
		case opens(t):
			end, err := p.closing(p.next)
			if err != nil {
				return err
			}
			p.next = end
		case q == nil:
		case p.words("as", "identity"):
			return p.codeAt(at, sqlerr.FeatureNotSupported, "identity columns are not supported").WithHint("%s", numberHint)
		case t.Is("stored"):
			q.Rewrites = append(q.Rewrites, ast.Rewrite{Span: ast.Span{First: at, Last: at + 1}}) // it is computed when it is read
		}
		p.next++
	}
	return nil
}

const numberHint = "Declare the column bigint, and number the rows when they are read or inserted: row_number() OVER ()."

// selectInto finds SELECT … INTO [TEMP] [TABLE] name …; nil in any other query.
func (p *parser) selectInto() (ast.Statement, error) {
	at := p.intoWord()
	if at < 0 {
		return nil, nil
	}
	s := &ast.SelectInto{Text: p.text, Into: ast.TempTable{Filled: true}}
	p.next = at + 1
	if !p.accept("local") {
		p.accept("global")
	}
	s.Into.Temporary = p.accept("temp") || p.accept("temporary")
	if !s.Into.Temporary {
		p.accept("unlogged")
	}
	p.accept("table")
	var err error
	if s.Into.Name, err = p.newQName(); err != nil {
		return nil, err
	}
	s.Into.Temporary = s.Into.Temporary || s.Into.Name.Schema == "pg_temp"
	if !s.Into.Temporary {
		return nil, p.codeAt(at, sqlerr.FeatureNotSupported, "tables that are not temporary cannot be made").
			WithHint("Only temporary tables can be made here: SELECT … INTO TEMP.")
	}
	from, to := p.text.Tokens[at].Pos, p.token(p.next-1).End
	inner, err := Parse(p.text.SQL[:from] + strings.Repeat(" ", to-from) + p.text.SQL[to:])
	if err != nil {
		return nil, err
	}
	q, ok := inner.(*ast.Query)
	if !ok {
		return nil, p.unexpectedAt(at)
	}
	s.Query = q
	return s, nil
}

// intoWord is the token INTO of the outermost SELECT, -1 without one.
func (p *parser) intoWord() int {
	depth := 0
	for i, t := range p.text.Tokens {
		switch {
		case opens(t):
			depth++
		case t.Is(")"), t.Is("]"), t.Is("}"):
			depth--
		case depth != 0:
		case t.Is("into") && i > 0:
			return i
		case t.Is("insert"), t.Is("update"), t.Is("delete"), t.Is("merge"), t.Is("from"):
			return -1
		}
	}
	return -1
}
