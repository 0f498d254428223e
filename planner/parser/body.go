package parser

import (
	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// body parses the SELECT of a definition, which ends the statement.
func (p *parser) body() (*ast.Body, error) {
	if err := p.matchBrackets(); err != nil {
		return nil, err
	}
	if p.words("with") || p.words("values") || p.words("(") || p.words("table") {
		return nil, p.codeAt(p.next, sqlerr.FeatureNotSupported, "the query of a definition must begin with SELECT").
			WithHint("Write a subquery in FROM in place of WITH.")
	}
	if !p.words("select") {
		return nil, p.unexpected()
	}
	b := &ast.Body{Span: ast.Span{First: p.next, Last: p.end}}
	end := p.end
	for i := p.next; i < p.end; i = p.after(i) {
		if p.setOp(i, p.next) {
			b.SetOp, end = ast.Span{First: i, Last: p.end}, i
			break
		}
	}
	clauses, err := p.clauses(ast.Span{First: p.next, Last: end})
	if err != nil {
		return nil, err
	}
	for _, c := range clauses {
		if err := p.bodyClause(b, c); err != nil {
			return nil, err
		}
	}
	p.next = p.end
	return b, nil
}

// bodyClause fills in one clause of a definition's SELECT.
func (p *parser) bodyClause(b *ast.Body, c clause) (err error) {
	switch c.word {
	case "select":
		args := p.distinct(c.args, &b.Distinct)
		if b.Items, err = p.items(args); err != nil {
			return err
		}
		if len(b.Items) == 0 {
			return p.unexpectedAt(args.Last)
		}
		for i, item := range b.Items {
			// An alias names a feature.
			if item.Alias.Text != "" {
				if err := p.checkNew(item.Span.Last-1, item.Alias.Text); err != nil {
					return err
				}
			}
			if b.Items[i].Calls, err = p.windowCalls(b.Items[i].Expr); err != nil {
				return err
			}
		}
	case "from":
		return p.within(c.args, func() error { return p.bodyFrom(b) })
	case "where":
		b.Where = c.args
	case "group", "having":
		if b.GroupBy.Empty() {
			b.GroupBy.First = c.First
		}
		b.GroupBy.Last = c.Last
	case "window":
		b.Windows, err = p.windowClause(c.args)
		return err
	default:
		if b.Rest.Empty() {
			b.Rest.First = c.First
		}
		b.Rest.Last = c.Last
	}
	return nil
}

// distinct takes ALL, DISTINCT or DISTINCT ON (…) off a select list.
func (p *parser) distinct(s ast.Span, distinct *bool) ast.Span {
	if s.Empty() {
		return s
	}
	switch t := p.text.Tokens[s.First]; {
	case t.Is("all"):
		s.First++
	case t.Is("distinct"):
		*distinct = true
		s.First++
		if s.First+1 < s.Last && p.text.Tokens[s.First].Is("on") && p.text.Tokens[s.First+1].Is("(") {
			s.First = p.after(s.First + 1)
		}
	}
	return s
}

// bodyFrom parses FROM item, … of a definition.
func (p *parser) bodyFrom(b *ast.Body) error {
	for {
		f, err := p.bodyItem()
		if err != nil {
			return err
		}
		b.From = append(b.From, f)
		if n, _ := p.joinAt(p.next); n > 0 {
			b.Joins = ast.Span{First: p.next, Last: p.end}
			p.bodyJoins(b)
			p.next = p.end
			return nil
		}
		if p.done() {
			return nil
		}
		if err := p.expect(","); err != nil {
			return err
		}
	}
}

// bodyJoins reads what stands from the first JOIN on: relations joined by USING or ON one after another, as views over views have
// them. Where it ends before the clause does, the joins are of a kind that only the engine reads.
func (p *parser) bodyJoins(b *ast.Body) {
	for !p.done() {
		var join *ast.Join
		if n, j := p.joinAt(p.next); n > 0 {
			join = &j
			join.Span.First = p.next
			p.next += n
		} else if !p.accept(",") {
			return
		}
		f, err := p.bodyItem()
		if err != nil {
			return
		}
		if f.Join = join; join != nil {
			if p.accept("using") {
				if join.Using, err = p.names(); err != nil {
					return
				}
			} else if p.words("on") {
				join.On.First = p.next + 1
				for p.next++; !p.done() && !p.words(","); p.next = p.after(p.next) {
					if n, _ := p.joinAt(p.next); n > 0 {
						break
					}
				}
				join.On.Last = p.next
			}
			join.Span.Last = p.next
		}
		b.From = append(b.From, f)
	}
}

// bodyItem parses name[@version] | (query) | function(…), with an alias and KEY (…).
func (p *parser) bodyItem() (ast.BodyFrom, error) {
	f := ast.BodyFrom{Span: ast.Span{First: p.next}}
	if p.words("(") {
		f.Arms = p.bodyArms(ast.Span{First: p.next + 1, Last: p.after(p.next) - 1})
		p.next = p.after(p.next)
	} else {
		name, version, err := p.versioned()
		if err != nil {
			return f, err
		}
		if p.words("(") {
			p.next = p.after(p.next)
		} else {
			f.Name, f.At = name, version
		}
	}
	for {
		var err error
		switch {
		case p.words("as", "of"), p.words("for", "system_time"):
			return f, p.codeAt(p.next, sqlerr.FeatureNotSupported, "a definition cannot hold AS OF").
				WithHint("The query that reads it says the time.")
		case f.Key == nil && p.words("key", "("):
			p.next++
			f.Key, err = p.names()
		case f.Alias.Text == "" && p.accept("as"):
			f.Alias, err = p.name()
		case f.Alias.Text == "" && p.bareAlias(false):
			f.Alias, err = p.name()
		default:
			f.Span.Last = p.next
			return f, nil
		}
		if err != nil {
			return f, err
		}
	}
}
