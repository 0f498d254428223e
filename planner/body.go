package planner

import (
	"slices"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/planner/ast"
)

// body takes the SELECT of a feature view apart (catalog.FeatureView says into what). Expressions stay the client's own text:
// only window calls, column names and now() are recognised among the tokens, everything between them is copied.
type body struct {
	text    ast.Text
	body    *ast.Body
	src     *catalog.Source
	ent     *catalog.Entity
	view    *catalog.FeatureView
	reads   map[string]bool // source columns mentioned
	windows map[string]ast.Window
	hops    map[string]int64 // the option hop, by window; "" for all
}

// refuse looks for what no definition may have.
func refuse(text ast.Text, span ast.Span) error {
	for i := span.First; i < span.Last; i++ {
		t := text.Tokens[i]
		fail := func(e *sqlerr.Error) error { return at(e, text.SQL, t.Pos) }
		switch {
		case t.Kind == ast.Param:
			return fail(sqlerr.New(sqlerr.UndefinedParameter, "there is no parameter $%s in a definition", t.Value))
		case t.Kind == ast.Ident && t.Value == "select" && i > span.First:
			return fail(sqlerr.New(sqlerr.FeatureNotSupported, "a subquery in a feature view is not supported").
				WithHint("A view's expressions read the row of its own source."))
		case t.Kind == ast.Ident && t.Value == "clock_timestamp":
			return fail(sqlerr.New(sqlerr.InvalidObjectDefinition, "volatile functions are not allowed in a feature view").
				WithHint("now() is the time that the view is read as of."))
		}
	}
	return nil
}

// nowTokens is how many tokens from i on are now() or one of its synonyms, 0 for none.
func nowTokens(toks []ast.Token, i int) int {
	t := toks[i]
	if t.Kind != ast.Ident || i > 0 && toks[i-1].Is(".") && !(i > 1 && toks[i-2].Is("pg_catalog")) {
		return 0
	}
	call := i+2 < len(toks) && toks[i+1].Is("(") && toks[i+2].Is(")")
	switch t.Value {
	case "now", "transaction_timestamp", "statement_timestamp":
		if call {
			return 3
		}
	case "current_timestamp":
		if i+3 < len(toks) && toks[i+1].Is("(") && toks[i+2].Kind == ast.Number && toks[i+3].Is(")") {
			return 0 // a precision: left to the engine, and refused in definitions
		}
		return 1
	}
	return 0
}

// otherClock says whether a token is a synonym of now() that gives another type, or rounds: definitions refuse it.
func otherClock(toks []ast.Token, i int) bool {
	switch t := toks[i]; {
	case t.Kind != ast.Ident || i > 0 && toks[i-1].Is("."):
		return false
	case t.Value == "current_date" || t.Value == "current_time" || t.Value == "localtime" || t.Value == "localtimestamp" || t.Value == "current_timestamp":
		return true
	default:
		return t.Value == "today" && i+1 < len(toks) && toks[i+1].Is("(")
	}
}

// rowExpr checks an expression over one source row and notes the columns it reads. The clock is not part of a row (R14).
func (b *body) rowExpr(span ast.Span, what string) error {
	toks := b.text.Tokens[:span.Last]
	for i := span.First; i < span.Last; i++ {
		if nowTokens(toks, i) > 0 || otherClock(toks, i) {
			return b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "now() is not allowed in %s of a feature view", what).
				WithHint("It is allowed above aggregates and plain columns, where it is the time that the view is read as of."), ast.Span{First: i, Last: i + 1})
		}
		if c, _, ok := b.columnAt(toks, i); ok {
			b.reads[c.Name] = true
		}
	}
	return nil
}

// mayName says whether token i can be the first of a column's name. A type name in a cast, a field of extract() and a function
// are not columns.
func mayName(toks []ast.Token, i int) bool {
	t := toks[i]
	if t.Kind != ast.Ident && t.Kind != ast.Quoted || i > 0 && (toks[i-1].Is("::") || toks[i-1].Is(".") || toks[i-1].Is("as")) {
		return false
	}
	if t.Kind != ast.Ident || i+1 == len(toks) {
		return true
	}
	next := toks[i+1]
	return !next.Is("(") && next.Kind != ast.String && !(next.Is("from") && isField(toks, i))
}

// isField says whether the word before FROM is one of the grammar: extract(year from t), trim(both from t). In substring(t from 2) it is a name.
func isField(toks []ast.Token, i int) bool {
	if i < 2 || !toks[i-1].Is("(") {
		return false
	}
	t := toks[i]
	return toks[i-2].Is("extract") || toks[i-2].Is("trim") && (t.Is("both") || t.Is("leading") || t.Is("trailing"))
}

// columnAt says whether the tokens at i name a column of the source, and how many tokens do.
func (b *body) columnAt(toks []ast.Token, i int) (sqltype.Column, int, bool) {
	if !mayName(toks, i) {
		return sqltype.Column{}, 0, false
	}
	t := toks[i]
	next := func(n int) ast.Token {
		if i+n < len(toks) {
			return toks[i+n]
		}
		return ast.Token{}
	}
	qualifier := b.view.Alias
	if qualifier == "" {
		qualifier = b.src.Name
	}
	if t.Value == qualifier && next(1).Is(".") {
		if c, ok := b.find(next(2)); ok {
			return c, 3, true
		}
	}
	c, ok := b.find(t)
	return c, 1, ok
}

// find looks a column up as R6 says: exactly, else without case if that is unique.
func (b *body) find(t ast.Token) (sqltype.Column, bool) {
	if t.Kind != ast.Ident && t.Kind != ast.Quoted {
		return sqltype.Column{}, false
	}
	if c, ok := b.src.Column(t.Value); ok {
		return c, true
	}
	var found []sqltype.Column
	for _, c := range b.src.Columns {
		if strings.EqualFold(c.Name, t.Value) {
			found = append(found, c)
		}
	}
	if len(found) == 1 {
		return found[0], true
	}
	return sqltype.Column{}, false
}

// feature takes one item apart.
func (b *body) feature(it item) (catalog.Feature, error) {
	f := catalog.Feature{Column: sqltype.Column{Name: it.name}, Pos: b.text.Pos(it.Span)}
	if it.col != "" {
		b.reads[it.col] = true
		f.Expr = []catalog.Part{{Kind: catalog.PartInput, Index: b.input(catalog.QuoteIdent(it.col), f.Pos)}}
		return f, nil
	}
	f.Pos = b.text.Pos(it.Expr)
	if len(it.Calls) == 0 && !b.mentionsNow(it.Expr) {
		if err := b.plain(it.Expr); err != nil {
			return f, err
		}
		f.Expr = []catalog.Part{{Kind: catalog.PartInput, Index: b.input(b.text.Of(it.Expr), f.Pos)}}
		return f, nil
	}
	var err error
	f.Expr, err = b.parts(it)
	return f, err
}

func (b *body) mentionsNow(span ast.Span) bool {
	for i := span.First; i < span.Last; i++ {
		if nowTokens(b.text.Tokens[:span.Last], i) > 0 || otherClock(b.text.Tokens[:span.Last], i) {
			return true
		}
	}
	return false
}

// plain checks an expression that is wholly over the newest row.
func (b *body) plain(span ast.Span) error {
	for i := span.First; i < span.Last-1; i++ {
		t := b.text.Tokens[i]
		if t.Kind == ast.Ident && b.text.Tokens[i+1].Is("(") && aggregateName(t.Value) {
			return b.err(sqlerr.New(sqlerr.InvalidObjectDefinition, "aggregate function %s needs a window in a feature view", t.Value).
				WithHint("Write %s(…) OVER (RANGE INTERVAL '7 days' PRECEDING).", t.Value), ast.Span{First: i, Last: i + 1})
		}
	}
	return b.rowExpr(span, "a plain column")
}

// parts copies an item's text, with its window calls, the columns outside them, and now() taken out.
func (b *body) parts(it item) ([]catalog.Part, error) {
	var parts []catalog.Part
	toks := b.text.Tokens[:it.Expr.Last]
	from := b.text.Pos(it.Expr)
	cut := func(i, n int, p catalog.Part) {
		if text := b.text.SQL[from:toks[i].Pos]; text != "" {
			parts = append(parts, catalog.Part{Kind: catalog.PartText, Text: text})
		}
		parts = append(parts, p)
		from = toks[i+n-1].End
	}
	for i := it.Expr.First; i < it.Expr.Last; {
		if k := slices.IndexFunc(it.Calls, func(c ast.WindowCall) bool { return c.Span.First == i }); k >= 0 {
			n, err := b.aggregate(it.Calls[k])
			if err != nil {
				return nil, err
			}
			cut(i, it.Calls[k].Span.Last-i, catalog.Part{Kind: catalog.PartAgg, Index: n})
			i = it.Calls[k].Span.Last
			continue
		}
		if n := nowTokens(toks, i); n > 0 {
			cut(i, n, catalog.Part{Kind: catalog.PartNow})
			i += n
			continue
		}
		here := ast.Span{First: i, Last: i + 1}
		if otherClock(toks, i) {
			return nil, b.err(sqlerr.New(sqlerr.FeatureNotSupported, "%s is not supported in a feature view", toks[i].Value).
				WithHint("Use now(), or a cast of it: now()::date."), here)
		}
		if toks[i].Kind == ast.Ident && i+1 < it.Expr.Last && toks[i+1].Is("(") && aggregateName(toks[i].Value) {
			return nil, b.plain(ast.Span{First: i, Last: it.Expr.Last})
		}
		if c, n, ok := b.columnAt(toks, i); ok {
			b.reads[c.Name] = true
			cut(i, n, catalog.Part{Kind: catalog.PartInput, Index: b.input(b.text.Of(ast.Span{First: i, Last: i + n}), toks[i].Pos)})
			i += n
			continue
		}
		i++
	}
	if text := b.text.SQL[from:toks[it.Expr.Last-1].End]; text != "" {
		parts = append(parts, catalog.Part{Kind: catalog.PartText, Text: text})
	}
	return parts, nil
}

// input returns the index of a row expression among the view's inputs.
func (b *body) input(expr string, pos int) int {
	for i, in := range b.view.Inputs {
		if in.Expr == expr {
			return i
		}
	}
	b.view.Inputs = append(b.view.Inputs, catalog.Input{Expr: expr, Pos: pos})
	return len(b.view.Inputs) - 1
}
