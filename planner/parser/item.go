package parser

import "asof/planner/ast"

// items takes a select list apart. An empty list is none.
func (p *parser) items(s ast.Span) ([]ast.Item, error) {
	if s.Empty() {
		return nil, nil
	}
	spans, err := p.split(s)
	if err != nil {
		return nil, err
	}
	items := make([]ast.Item, len(spans))
	for i, s := range spans {
		if items[i], err = p.item(s); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// item reads one item: a star with what the engine lets follow it, or an expression with an alias.
func (p *parser) item(s ast.Span) (ast.Item, error) {
	item := ast.Item{Span: s, Expr: s}
	if item.Star, item.Of = p.star(s); item.Star {
		return item, nil
	}
	last := p.text.Tokens[s.Last-1]
	if last.Is("as") {
		return item, p.unexpectedAt(s.Last)
	}
	if last.Kind != ast.Ident && last.Kind != ast.Quoted || s.Last-s.First < 2 {
		return item, nil
	}
	alias := ast.Name{Text: last.Value, Pos: last.Pos}
	if p.text.Tokens[s.Last-2].Is("as") {
		item.Expr.Last, item.Alias = s.Last-2, alias
		if item.Expr.Empty() {
			return item, p.unexpectedAt(s.First)
		}
		return item, nil
	}
	if last.Kind == ast.Ident && labelNeedsAs[last.Value] {
		return item, nil
	}
	// A bare alias is what an expression leaves over. If that is more than a word, the text is the engine's own SQL.
	end := p.end
	p.next, p.end = s.First, s.Last
	err := p.expr(aExpr)
	stopped := p.next
	p.next, p.end = s.Last, end
	if err == nil && stopped == s.Last-1 {
		item.Expr.Last, item.Alias = s.Last-1, alias
	}
	return item, nil
}

// star says whether an item is * or qualifier.*, and gives the last name of the qualifier.
func (p *parser) star(s ast.Span) (bool, string) {
	of, i := "", s.First
	for i+1 < s.Last && p.text.Tokens[i+1].Is(".") && (p.text.Tokens[i].Kind == ast.Ident || p.text.Tokens[i].Kind == ast.Quoted) {
		of = p.text.Tokens[i].Value
		i += 2
	}
	if i >= s.Last || !p.text.Tokens[i].Is("*") {
		return false, ""
	}
	// Only a word may follow, as in * EXCLUDE (…). *COLUMNS(…) is the engine's unpacking.
	if i+1 < s.Last && (p.text.Tokens[i+1].Kind != ast.Ident || p.text.Tokens[i+1].Value == "columns") {
		return false, ""
	}
	return true, of
}
