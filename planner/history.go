package planner

import (
	"slices"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/plan"
)

// history plans history.v, the view as intervals (R35): a relation like any other, of which WHERE may ask for keys and for times.
func (q *query) history(b *ast.Block, e *entry) error {
	fail := func(code, hint, message string, args ...any) error {
		return q.err(sqlerr.New(code, message, args...).WithHint("%s", hint), e.rel.Span)
	}
	name := e.rel.Name.Name
	o, ok := q.snap.Relation(name)
	v, isView := o.(*catalog.FeatureView)
	switch {
	case !ok:
		return fail(sqlerr.UndefinedTable, "history.v is the feature view v as intervals.", "relation \"history.%s\" does not exist", name)
	case !isView:
		return fail(sqlerr.FeatureNotSupported, "Read the history of its feature views.", "the history of a %s is not supported", o.ObjectKind())
	case e.rel.AsOf != nil:
		return fail(sqlerr.FeatureNotSupported, "WHERE valid_from <= time AND (valid_to > time OR valid_to IS NULL) gives the intervals of a time.", "AS OF is for feature views and services; a history has all times")
	}
	version, bad := q.version(v, e.rel.At)
	if bad != nil {
		return q.err(bad, e.rel.Span)
	}
	q.need(q.env.User, version)
	t := q.makeTarget(version)
	if why := noHistory(t); why != "" {
		return fail(sqlerr.FeatureNotSupported, "Read the view AS OF a moment instead.", "feature view %q has no history: %s", name, why)
	}
	if q.env.Route == "online" {
		return fail(sqlerr.FeatureNotSupported, "RESET asof.route lets the planner choose.", "history.%s cannot be read online", name)
	}
	r := &plan.At{Target: t, Intervals: &plan.Intervals{}, Alias: plan.Alias{Name: e.alias}}
	for _, c := range e.rel.Columns {
		r.Alias.Columns = append(r.Alias.Columns, c.Text)
	}
	if len(e.rel.Columns) == 0 {
		of := []entry{*e}
		of[0].target = t
		q.bindKeys(b, of, &joined{last: 1})
		if r.Keys = of[0].bound; b.From == ast.FromItem(e.rel) {
			q.dropBound(b, &of[0])
		}
		r.Intervals.From, r.Intervals.To = q.intervalRange(b, e)
	}
	q.setRoute(plan.Offline, "a history is read")
	if r.Keys == nil && len(t.Keys) > 0 && r.Intervals.From == nil && r.Intervals.To == nil {
		q.out.Notices = append(q.out.Notices, wholeHistory(t))
	}
	q.replace(e.rel.Span, q.relation(r))
	return nil
}

// noHistory says why a target is no sequence of intervals, or "".
func noHistory(t *plan.Target) string {
	exprs := []plan.Expr{t.Exists}
	for _, c := range t.Columns {
		if c.Name == "valid_from" || c.Name == "valid_to" {
			return "its column " + c.Name + " has the name of a bound"
		}
		exprs = append(exprs, c.Expr)
	}
	switch {
	case len(t.Request) > 0:
		return "it has request parameters"
	case slices.ContainsFunc(exprs, func(x plan.Expr) bool {
		return slices.ContainsFunc(x, func(t plan.Term) bool { return t.Kind == plan.TermNow })
	}):
		return "it uses now(), so its values change all the time"
	}
	return ""
}

// wholeHistory says how much a history is of which neither keys nor times are asked.
func wholeHistory(t *plan.Target) error {
	rows := int64(0)
	for _, v := range t.Views {
		for _, file := range v.Ticks {
			for i := range file.Ticks {
				rows += file.Ticks[i].Rows
			}
		}
		if v.View.Kind == catalog.SnapshotView {
			continue
		}
		if v.State == nil {
			return sqlerr.Notice("all intervals of all keys of %q are computed", t.Name).
				WithHint("Ask for keys, or for a range of valid_from, to get fewer.")
		}
		rows += v.State.Rows * int64(1+len(v.View.Edges()))
	}
	return sqlerr.Notice("all intervals of all keys of %q are computed: at most %d", t.Name, rows).
		WithHint("Ask for keys, or for a range of valid_from, to get fewer.")
}

// intervalRange finds in WHERE from when on intervals begin, and until when they end: a comparison of valid_from or valid_to with a
// constant. It stays in WHERE; an interval is only whole if the bounds of the others are known, so valid_from <= … and valid_to >= …
// leave nothing out.
func (q *query) intervalRange(b *ast.Block, e *entry) (from, to []plan.Piece) {
	for _, c := range q.conjuncts(b.Where) {
		c = q.unwrap(c)
		for _, side := range []struct {
			column, less, flipped string
			out                   *[]plan.Piece
		}{{"valid_from", ">", "<", &from}, {"valid_to", "<", ">", &to}} {
			if *side.out == nil {
				*side.out = q.boundOf(c, e, side.column, side.less, side.flipped)
			}
		}
	}
	return from, to
}

// boundOf reads column op constant, constant flipped-op column, and column BETWEEN constant AND constant, for one of the operators
// op, op= and =.
func (q *query) boundOf(c ast.Span, e *entry, column, op, flipped string) []plan.Piece {
	toks := q.stmt.Tokens
	named := func(s ast.Span) bool {
		t := q.toks(s)
		return len(t) == 1 && t[0].Value == column && t[0].Kind <= ast.Quoted ||
			len(t) == 3 && t[0].Value == e.alias && t[0].Kind <= ast.Quoted && t[1].Is(".") && t[2].Value == column
	}
	bound := func(s ast.Span) []plan.Piece {
		if s.Empty() || !q.constant(s) {
			return nil
		}
		return q.pieces(s)
	}
	depth, between := 0, -1
	for i := c.First; i < c.Last; i++ {
		t := toks[i]
		left, right := ast.Span{First: c.First, Last: i}, ast.Span{First: i + 1, Last: c.Last}
		switch {
		case t.Is("(") || t.Is("["):
			depth++
		case t.Is(")") || t.Is("]"):
			depth--
		case depth > 0:
		case t.Is("between") && named(left):
			between = i
		case between >= 0 && t.Is("and"):
			if column == "valid_from" {
				return bound(ast.Span{First: between + 1, Last: i})
			}
			return bound(right)
		case t.Kind != ast.Op || between >= 0:
			continue
		case named(left) && (t.Is(op) || t.Is(op+"=") || t.Is("=")):
			return bound(right)
		case named(right) && (t.Is(flipped) || t.Is(flipped+"=") || t.Is("=")):
			return bound(left)
		}
	}
	return nil
}

// historySchema refuses CREATE SCHEMA history, whose relations are the histories of views.
func (q *query) historySchema() error {
	toks := q.stmt.Tokens
	if len(toks) < 3 || !toks[0].Is("create") || !toks[1].Is("schema") {
		return nil
	}
	i := 2
	if toks[i].Is("if") {
		i += 3
	}
	if i >= len(toks) || toks[i].Value != "history" || toks[i].Kind > ast.Quoted {
		return nil
	}
	return q.err(sqlerr.New(sqlerr.ReservedName, "schema history is the intervals of feature views").
		WithHint("history.v is the feature view v as intervals."), ast.Span{First: i, Last: i + 1})
}
