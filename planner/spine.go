package planner

import (
	"slices"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/planner/ast"
	"asof/planner/plan"
)

// joinKeys is what a join says about a target's keys.
type joinKeys struct {
	exprs [][]plan.Piece // for each key; made lazily from spans, as the edits inside them must be there
	spans []ast.Span     // the other side of each key's equality; empty for a key of USING
	using []string
	rest  []ast.Span // conjuncts of ON that equate no key
}

// joinKeys finds the equality of each key of entry i in USING, in ON, and, for joins that drop rows, in WHERE (R33). missing
// is the first key without one.
func (q *query) joinKeys(b *ast.Block, entries []entry, i int) (k joinKeys, missing string, err error) {
	e := &entries[i]
	k.spans = make([]ast.Span, len(e.target.Keys))
	found := make([]bool, len(e.target.Keys))
	for _, u := range e.join.Using {
		n := slices.IndexFunc(e.target.Keys, func(c plan.Column) bool { return c.Name == u.Text })
		if n < 0 {
			return k, "", at(sqlerr.New(sqlerr.FeatureNotSupported, "USING (%s) is no key of %q", u.Text, e.target.Name).
				WithHint("Compare features with ON, or after the join with WHERE."), q.stmt.SQL, u.Pos)
		}
		found[n] = true
		k.using = append(k.using, u.Text)
	}
	equate := func(c ast.Span) bool {
		n, other, ok := q.equality(c, e)
		if ok && !found[n] {
			found[n], k.spans[n] = true, other
			return true
		}
		return false
	}
	for _, c := range q.conjuncts(e.join.On) {
		if !equate(c) {
			k.rest = append(k.rest, c)
		}
	}
	if e.join.Kind != "left" {
		for _, c := range q.conjuncts(b.Where) {
			equate(c)
		}
	}
	if n := slices.Index(found, false); n >= 0 {
		return k, e.target.Keys[n].Name, nil
	}
	return k, "", nil
}

// conjuncts splits a condition at its ANDs, also those in parentheses around the whole of it or of one of them. A condition with an
// outermost OR is one conjunct.
func (q *query) conjuncts(cond ast.Span) []ast.Span {
	if cond.Empty() {
		return nil
	}
	if inner := q.unwrap(cond); inner != cond {
		if t := q.stmt.Tokens[inner.First]; t.Is("select") || t.Is("with") || t.Is("values") {
			return []ast.Span{cond}
		}
		return q.conjuncts(inner)
	}
	var out []ast.Span
	depth, between, first := 0, 0, cond.First
	for i := cond.First; i < cond.Last; i++ {
		switch t := q.stmt.Tokens[i]; {
		case t.Is("(") || t.Is("[") || t.Is("case"):
			depth++
		case t.Is(")") || t.Is("]") || t.Is("end"):
			depth--
		case depth > 0:
		case t.Is("or"):
			return []ast.Span{cond}
		case t.Is("between"):
			between++
		case t.Is("and") && between > 0:
			between--
		case t.Is("and"):
			out = append(out, q.conjuncts(ast.Span{First: first, Last: i})...)
			first = i + 1
		}
	}
	if last := (ast.Span{First: first, Last: cond.Last}); first > cond.First {
		return append(out, q.conjuncts(last)...)
	}
	return []ast.Span{cond}
}

// equality reads a conjunct "d.key = expression" or the other way round: the number of the key, and the other side, which does
// not mention d.
func (q *query) equality(c ast.Span, e *entry) (int, ast.Span, bool) {
	c = q.unwrap(c)
	eq, depth := -1, 0
	for i := c.First; i < c.Last; i++ {
		t := q.stmt.Tokens[i]
		switch {
		case t.Is("(") || t.Is("[") || t.Is("case"):
			depth++
		case t.Is(")") || t.Is("]") || t.Is("end"):
			depth--
		case depth > 0:
		case t.Is("=") && eq < 0:
			eq = i
		case eq == i-1 && t.Kind == ast.Ident && quantifier[t.Value]:
			return 0, ast.Span{}, false
		case t.Kind == ast.Op && comparison[t.Value] || t.Kind == ast.Ident && lowOperator[t.Value]:
			return 0, ast.Span{}, false
		}
	}
	if eq < 0 {
		return 0, ast.Span{}, false
	}
	if t := q.stmt.Tokens[min(eq+1, c.Last-1)]; t.Is("any") || t.Is("some") || t.Is("all") {
		return 0, ast.Span{}, false // a comparison with each of a list
	}
	left, right := ast.Span{First: c.First, Last: eq}, ast.Span{First: eq + 1, Last: c.Last}
	for range 2 {
		if n, ok := q.keyRef(left, right, e); ok && !q.mentions(right, e.alias) {
			return n, right, true
		}
		left, right = right, left
	}
	return 0, ast.Span{}, false
}

var (
	comparison  = map[string]bool{"=": true, "<": true, ">": true, "<=": true, ">=": true, "<>": true, "!=": true}
	lowOperator = map[string]bool{"or": true, "not": true, "is": true, "isnull": true, "notnull": true, "in": true, "between": true,
		"like": true, "ilike": true, "similar": true, "and": true}
	quantifier = map[string]bool{"any": true, "some": true, "all": true}
)

// unwrap takes parentheses around the whole of a span off.
func (q *query) unwrap(s ast.Span) ast.Span {
	for s.Last-s.First > 2 && q.stmt.Tokens[s.First].Is("(") && q.closing(s.First) == s.Last-1 {
		s = ast.Span{First: s.First + 1, Last: s.Last - 1}
	}
	return s
}

// closing is the index of the parenthesis that closes the one at i.
func (q *query) closing(i int) int {
	depth := 0
	for ; i < len(q.stmt.Tokens); i++ {
		switch t := q.stmt.Tokens[i]; {
		case t.Is("(") || t.Is("["):
			depth++
		case t.Is(")") || t.Is("]"):
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// keyRef says which key of e a side of an equality names: qualified, or bare where the other side is qualified by another name.
func (q *query) keyRef(side, other ast.Span, e *entry) (int, bool) {
	toks := q.toks(q.unwrap(side))
	name := ""
	switch {
	case len(toks) == 3 && toks[0].Kind <= ast.Quoted && toks[0].Value == e.alias && toks[1].Is("."):
		name = toks[2].Value
	case len(toks) == 1 && toks[0].Kind <= ast.Quoted:
		o := q.toks(other)
		if !(len(o) >= 3 && o[0].Kind <= ast.Quoted && o[1].Is(".") && o[0].Value != e.alias) {
			return 0, false
		}
		name = toks[0].Value
	default:
		return 0, false
	}
	n := slices.IndexFunc(e.target.Keys, func(c plan.Column) bool { return c.Name == name })
	return n, n >= 0
}

// mentions says whether a span has the qualifier alias.
func (q *query) mentions(span ast.Span, alias string) bool {
	for i := span.First; i+1 < span.Last; i++ {
		if t := q.stmt.Tokens[i]; t.Kind <= ast.Quoted && t.Value == alias && q.stmt.Tokens[i+1].Is(".") && !(i > 0 && q.stmt.Tokens[i-1].Is(".")) {
			return true
		}
	}
	return false
}

// spine replaces the FROM clause up to its last looked-up view. What stands before the first is the spine; what stands between
// them can only be views.
func (q *query) spine(b *ast.Block, entries []entry, last int) error {
	first := slices.IndexFunc(entries, func(e entry) bool { return e.spine })
	sp := &plan.Spine{}
	for _, e := range entries[:first] {
		sp.Aliases = append(sp.Aliases, e.alias)
	}
	for i := first; i <= last; i++ {
		if !entries[i].spine {
			return q.err(sqlerr.New(sqlerr.FeatureNotSupported, "%q stands between two views that are joined AS OF", entries[i].alias).
				WithHint("Join other relations before the views, or in a subquery: FROM (SELECT … JOIN …) AS spine LEFT JOIN …."), entries[i].rel.Span)
		}
	}
	leftSpan := ast.Span{First: b.FromSpan.First, Last: entries[first-1].rel.Span.Last}
	if j := entries[first-1].join; j != nil {
		leftSpan.Last = j.Span.Last
	}
	q.renamed(b, entries)
	var err error
	if sp.With, err = q.with(b, leftSpan); err != nil {
		return err
	}
	sp.Left = q.pieces(leftSpan)
	online := q.listSpine(entries[:first])
	var merged []string
	for i := first; i <= last; i++ {
		j, err := q.spineJoin(entries, i, online)
		if err != nil {
			return err
		}
		for _, u := range entries[i].keys.using {
			if !slices.Contains(merged, u) {
				merged = append(merged, u)
			}
		}
		sp.Joins = append(sp.Joins, j)
	}
	q.stars(b, entries, merged, last < len(entries)-1)
	end := entries[last].join.Span.Last
	q.replace(ast.Span{First: b.FromSpan.First, Last: end}, q.relation(sp))
	if len(entries) == 2 && last == 1 {
		q.lookupList(b, entries, sp)
	}
	return nil
}

// spineJoin makes the join of one entry.
func (q *query) spineJoin(entries []entry, i int, list bool) (plan.SpineJoin, error) {
	e := &entries[i]
	j := plan.SpineJoin{Target: e.target, Alias: e.alias, Inner: e.join.Kind != "left", Rename: map[string]string{}}
	if e.rel.AsOf != nil && e.rel.AsOf.Joined && j.Inner {
		q.out.Notices = append(q.out.Notices, sqlerr.Notice("ASOF JOIN drops rows without a match").WithHint("ASOF LEFT JOIN keeps them."))
	}
	var err error
	if j.Moment, err = q.moment(e.rel.AsOf); err != nil {
		return j, err
	}
	if j.Args, err = q.rowArguments(entries, i); err != nil {
		return j, err
	}
	for n, k := range e.target.Keys {
		if slices.Contains(e.keys.using, k.Name) {
			j.Keys = append(j.Keys, []plan.Piece{{Kind: plan.PieceColumn, Text: k.Name, Pos: -1}})
			j.Rename[k.Name] = "asof." + e.alias + "." + k.Name
			continue
		}
		j.Keys = append(j.Keys, q.pieces(e.keys.spans[n]))
	}
	for n, c := range e.keys.rest {
		if n > 0 {
			j.On = append(j.On, plan.Text(" AND "))
		}
		j.On = append(append(append(j.On, plan.Text("(")), q.pieces(c)...), plan.Text(")"))
	}
	j.Online, err = q.route(e.target, e.rel.AsOf != nil, list, e.rel.Span)
	return j, err
}

// moment reads AS OF.
func (q *query) moment(a *ast.AsOf) (plan.Moment, error) {
	if a == nil {
		return plan.Moment{}, nil
	}
	m := plan.Moment{Strict: a.Strict}
	var err error
	if m.Expr, err = q.time(a.Time); err != nil {
		return m, err
	}
	if !a.Known.Empty() {
		if m.Known, err = q.time(a.Known); err != nil {
			return m, err
		}
	}
	if !a.Within.Empty() {
		if !q.constant(a.Within) {
			return m, q.err(sqlerr.New(sqlerr.FeatureNotSupported, "WITHIN needs a constant interval").
				WithHint("WITHIN INTERVAL '1 day'"), a.Within)
		}
		m.Within = q.pieces(a.Within)
	}
	return m, nil
}

// time is the expression of a time.
func (q *query) time(span ast.Span) ([]plan.Piece, error) {
	pieces := q.pieces(span)
	if us, ok, err := q.timeLiteral(span); err != nil {
		return nil, err
	} else if ok {
		return []plan.Piece{plan.Text("TIMESTAMPTZ '" + us + "'")}, nil
	}
	if len(pieces) == 1 && pieces[0].Kind == plan.PieceParam { // an untyped parameter is a time here
		return []plan.Piece{plan.Text("CAST("), pieces[0], plan.Text(" AS TIMESTAMPTZ)")}, nil
	}
	return pieces, nil
}

// timeLiteral reads a time written as one literal, by Postgres' rules and in UTC (R1), into a form that every engine reads.
func (q *query) timeLiteral(span ast.Span) (string, bool, error) {
	s := &scan{q: q, at: span.First, end: span.Last}
	v, ok := s.value()
	if !ok || !s.done() || !v.Quoted {
		return "", false, nil
	}
	if v.Cast != "" {
		if t, ok := sqltype.Parse(v.Cast); !ok || t.Array || t.ID != sqltype.Timestamp && t.ID != sqltype.TimestampTZ && t.ID != sqltype.Date {
			return "", false, nil
		}
	}
	tz := sqltype.Of(sqltype.TimestampTZ)
	us, err := sqltype.ParseText(tz, v.Literal, sqltype.ISO)
	if err != nil {
		return "", false, q.err(sqlerr.From(err), span)
	}
	return string(sqltype.AppendText(nil, tz, us, sqltype.ISO)), true, nil
}

// stars rewrites * where the FROM clause is a spine.
func (q *query) stars(b *ast.Block, entries []entry, merged []string, tail bool) {
	var hide []string
	for _, e := range entries {
		for _, u := range e.keys.using {
			hide = append(hide, "asof."+e.alias+"."+u)
		}
		hide = append(hide, e.hiddenColumns()...)
	}
	for _, it := range b.Items {
		plainStar := it.Star && it.Span.Last-it.Span.First == 1
		switch {
		case plainStar && (len(merged) > 0 || !tail):
			q.replace(it.Span, plan.Piece{Kind: plan.PieceStar, Names: merged, Hide: hide, Pos: q.stmt.Pos(it.Span)})
		case it.Star && it.Of != "" && it.Span.Last-it.Span.First == 3:
			if i := slices.IndexFunc(entries, func(e entry) bool { return e.spine && e.alias == it.Of }); i >= 0 {
				q.replace(it.Span, targetColumns(&entries[i])...)
			}
		}
	}
}

// renamed rewrites the names of keys that USING merged, where they are called by a view's alias.
func (q *query) renamed(b *ast.Block, entries []entry) {
	for i := b.Span.First; i+2 < b.Span.Last; i++ {
		t, dot, col := q.stmt.Tokens[i], q.stmt.Tokens[i+1], q.stmt.Tokens[i+2]
		if t.Kind > ast.Quoted || !dot.Is(".") || col.Kind > ast.Quoted {
			continue
		}
		for _, e := range entries {
			if e.spine && e.alias == t.Value && slices.Contains(e.keys.using, col.Value) {
				p := plan.Piece{Kind: plan.PieceColumn, Names: []string{e.alias}, Text: "asof." + e.alias + "." + col.Value, Pos: t.Pos}
				span := ast.Span{First: i, Last: i + 3}
				if slices.ContainsFunc(b.Items, func(it ast.Item) bool { return it.Span == span }) {
					p.Names = append(p.Names, col.Value)
				}
				q.replace(span, p)
			}
		}
	}
}

// targetColumns spells out alias.*.
func targetColumns(e *entry) []plan.Piece {
	var out []plan.Piece
	for i, c := range e.target.Columns {
		if i > 0 {
			out = append(out, plan.Text(", "))
		}
		p := plan.Piece{Kind: plan.PieceColumn, Names: []string{e.alias}, Text: c.Name, Pos: -1}
		if slices.Contains(e.keys.using, c.Name) {
			p.Text, p.Names = "asof."+e.alias+"."+c.Name, []string{e.alias, c.Name}
		}
		out = append(out, p)
	}
	return out
}

// listSpine says whether the spine is a list of values: unnest(…) or VALUES (R24).
func (q *query) listSpine(left []entry) bool {
	if len(left) != 1 {
		return false
	}
	r := left[0].rel
	return r.Values || r.Func.Text == "unnest" && !slices.ContainsFunc(r.Args, func(a ast.Span) bool { return !q.constant(a) })
}
