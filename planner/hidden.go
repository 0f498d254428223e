package planner

import (
	"slices"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/plan"
)

// hidden finds where a block names a column that * leaves out, _event_time or _as_of, bare or behind the alias of a view or a
// service, and gives it to that target. Who does not name one does not pay for it.
func (q *query) hidden(b *ast.Block, entries []entry) error {
	for i := b.Span.First; i < b.Span.Last; i++ {
		t := q.stmt.Tokens[i]
		if t.Kind > ast.Quoted || !slices.Contains(hiddenNames, t.Value) || q.isLabel(b, entries, i) {
			continue
		}
		first, e, err := q.hiddenOf(b, entries, i)
		switch {
		case err != nil:
			return err
		case e == nil:
			continue
		case t.Value == "_status":
			return q.err(sqlerr.New(sqlerr.FeatureNotSupported, "the column _status is not supported").
				WithHint("_as_of says what time a read answers for."), ast.Span{First: i, Last: i + 1})
		}
		q.hiddenColumn(b, e, ast.Span{First: first, Last: i + 1}, plan.Hidden(t.Value))
	}
	return nil
}

var hiddenNames = []string{string(plan.EventTime), string(plan.AsOf), "_status"}

// isLabel says whether token i names something else: an alias, a function, a relation, or the view's time in MATCH_CONDITION.
func (q *query) isLabel(b *ast.Block, entries []entry, i int) bool {
	t := q.stmt.Tokens[i]
	if next := i + 1; next < b.Span.Last && (q.stmt.Tokens[next].Is("(") || q.stmt.Tokens[next].Is(".")) {
		return true
	}
	is := func(n ast.Name) bool { return n.Text == t.Value && n.Pos == t.Pos }
	for _, it := range b.Items {
		if is(it.Alias) {
			return true
		}
	}
	for _, e := range entries {
		if is(e.rel.Alias) || slices.ContainsFunc(e.rel.Columns, is) || e.rel.AsOf != nil && is(e.rel.AsOf.Match) || e.rel.Name.Pos == t.Pos && e.rel.Name.Name == t.Value {
			return true
		}
	}
	return false
}

// hiddenOf finds whose hidden column token i names, and where its name begins. It is nil if it is a column of something else.
func (q *query) hiddenOf(b *ast.Block, entries []entry, i int) (first int, of *entry, err error) {
	toks := q.stmt.Tokens
	name, in := toks[i].Value, q.blockAt(b, i)
	if i >= 2 && toks[i-1].Is(".") {
		n := slices.IndexFunc(entries, func(e entry) bool { return e.alias == toks[i-2].Value && e.hides(name) })
		if n < 0 || in != b && slices.ContainsFunc(flatten(in.From, nil, false), func(e entry) bool { return e.alias == toks[i-2].Value }) {
			return 0, nil, nil
		}
		if first = i - 2; first >= 2 && toks[first-1].Is(".") {
			first -= 2
		}
		return first, &entries[n], nil
	}
	if in != b || slices.ContainsFunc(entries, func(e entry) bool { return e.target != nil && !e.hides(name) }) {
		return 0, nil, nil
	}
	for n := range entries {
		switch {
		case !entries[n].hides(name):
		case of != nil:
			return 0, nil, q.err(sqlerr.New(sqlerr.AmbiguousColumn, "column reference %q is ambiguous", name).
				WithHint("Write the alias of the view before it: %s.%s.", of.alias, name), ast.Span{First: i, Last: i + 1})
		default:
			of = &entries[n]
		}
	}
	return i, of, nil
}

// hides says whether a relation has a hidden column of this name: one of ours, unless it is the name of a feature.
func (e *entry) hides(name string) bool {
	return e.target != nil && !slices.ContainsFunc(e.target.Columns, func(c plan.TargetColumn) bool { return c.Name == name })
}

// blockAt is the innermost block inside b, or b, that token i belongs to.
func (q *query) blockAt(b *ast.Block, i int) *ast.Block {
	in := b
	for _, o := range q.stmt.Blocks {
		if o.Span.First <= i && i < o.Span.Last && o.Span.First >= in.Span.First && o.Span.Last <= in.Span.Last {
			in = o
		}
	}
	return in
}

// hiddenColumn puts a hidden column of e in the place of its name. In the relation it has a name that no other column has.
func (q *query) hiddenColumn(b *ast.Block, e *entry, span ast.Span, h plan.Hidden) {
	column := h.Column("asof." + e.alias + "." + string(h))
	if !slices.ContainsFunc(e.target.Hidden, func(o plan.HiddenColumn) bool { return o.Of == h }) {
		e.target.Hidden = append(e.target.Hidden, column)
	}
	p := plan.Piece{Kind: plan.PieceColumn, Names: []string{e.alias}, Text: column.Name, Pos: q.stmt.Pos(span)}
	for _, it := range b.Items {
		if it.Alias.Text != "" || it.Star || it.Span.First != span.First {
			continue
		}
		if it.Span == span {
			p.Names = append(p.Names, string(h))
		} else if q.stmt.Tokens[span.Last].Is("::") { // a cast has the name of its column
			q.replace(span, p)
			q.replace(it.Span, append(q.pieces(it.Span), plan.Text(" AS "+catalog.QuoteIdent(string(h))))...)
			return
		}
	}
	q.replace(span, p)
}

// hiddenStars keeps the hidden columns that a block names out of its stars. Those of a spine are written out already.
func (q *query) hiddenStars(b *ast.Block, entries []entry) error {
	var names []string
	for _, e := range entries {
		names = append(names, e.hiddenColumns()...)
	}
	if names == nil {
		return nil
	}
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = catalog.QuoteIdent(n)
	}
	for _, it := range b.Items {
		switch n := it.Span.Last - it.Span.First; {
		case !it.Star:
		case it.Of == "" && n == 1:
			q.replace(it.Span, plan.Text("* EXCLUDE ("+strings.Join(quoted, ", ")+")"))
		case it.Of != "" && n == 3:
			i := slices.IndexFunc(entries, func(e entry) bool { return e.alias == it.Of })
			if i >= 0 && entries[i].target != nil {
				q.replace(it.Span, targetColumns(&entries[i])...)
			}
		default:
			return q.err(sqlerr.New(sqlerr.FeatureNotSupported, "a modified * beside a hidden column is not supported").
				WithHint("Name the columns."), it.Span)
		}
	}
	return nil
}

// hiddenColumns are the names that the hidden columns of e have in its relation.
func (e *entry) hiddenColumns() []string {
	if e.target == nil {
		return nil
	}
	var names []string
	for _, h := range e.target.Hidden {
		names = append(names, h.Name)
	}
	return names
}
