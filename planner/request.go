package planner

import (
	"slices"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/plan"
)

// given finds the values of a target's request parameters among the arguments of its call (R17): by position, then by name. The
// span of one that is left out is empty.
func (q *query) given(e *entry) ([]ast.Span, error) {
	t := e.target
	out := make([]ast.Span, len(t.Request))
	named := false
	for i, a := range e.rel.Args {
		toks := q.toks(a)
		n := i
		if len(toks) > 2 && toks[0].Kind <= ast.Quoted && (toks[1].Is("=>") || toks[1].Is(":=")) {
			named = true
			name := toks[0].Value
			n = slices.IndexFunc(t.Request, func(c plan.Column) bool { return c.Name == name })
			if n < 0 {
				return nil, q.err(sqlerr.New(sqlerr.UndefinedFunction, "%q has no request parameter %q", t.Name, name).
					WithHint("%s", requestHint(t)), a)
			}
			a.First += 2
		} else if named {
			return nil, q.err(sqlerr.New(sqlerr.SyntaxError, "positional argument cannot follow named argument"), a)
		}
		switch {
		case n >= len(out):
			return nil, q.err(sqlerr.New(sqlerr.UndefinedFunction, "too many arguments for %q", t.Name).WithHint("%s", requestHint(t)), a)
		case !out[n].Empty():
			return nil, q.err(sqlerr.New(sqlerr.SyntaxError, "argument name %q used more than once", t.Request[n].Name), a)
		}
		out[n] = a
	}
	return out, nil
}

func requestHint(t *plan.Target) string {
	if len(t.Request) == 0 {
		return "It takes no arguments: write its name alone."
	}
	s := "Its request parameters are "
	for i, r := range t.Request {
		if i > 0 {
			s += ", "
		}
		s += catalog.QuoteIdent(r.Name) + " " + r.Type.String()
	}
	return s + "."
}

// perRow says whether a target's arguments depend on the rows that it is joined to: those that read columns, and those that are
// left out and captured.
func (q *query) perRow(e *entry) bool {
	return slices.ContainsFunc(e.args, func(a ast.Span) bool { return a.Empty() || !q.constant(a) })
}

// fixedArguments are those of a target that is read at one moment: constants.
func (q *query) fixedArguments(e *entry) ([]plan.Argument, error) {
	var out []plan.Argument
	for i, a := range e.args {
		r := e.target.Request[i]
		switch {
		case a.Empty():
			return nil, q.err(sqlerr.New(sqlerr.InvalidColumnReference, "%q needs its request parameter %q", e.target.Name, r.Name).
				WithHint("Write %s(%s => value), or join it to rows that have a column of that name.", catalog.QuoteIdent(e.target.Name), catalog.QuoteIdent(r.Name)), e.rel.Span)
		case !q.constant(a):
			return nil, q.err(sqlerr.New(sqlerr.InvalidColumnReference, "the argument %q of %q must be a constant here", r.Name, e.target.Name).
				WithHint("It may read the columns of rows in … FROM rows LEFT JOIN %s(…) USING (key).", catalog.QuoteIdent(e.target.Name)), a)
		}
		out = append(out, q.argument(a, r))
	}
	return out, nil
}

// argument is the value of a request parameter as written. A text or a parameter alone takes its type.
func (q *query) argument(a ast.Span, r plan.Column) plan.Argument {
	arg := plan.Argument{Expr: q.pieces(a)}
	s := &scan{q: q, at: a.First, end: a.Last}
	if v, ok := s.value(); ok && s.done() {
		arg.Constant = &v
		if v.Cast == "" && (v.Quoted || v.Param > 0 || v.Null) {
			arg.Expr = slices.Concat([]plan.Piece{plan.Text("CAST(")}, arg.Expr, []plan.Piece{plan.Text(" AS " + r.Type.DuckDB() + ")")})
		}
	}
	return arg
}

// rowArguments are those of a target that is looked up for rows: expressions over their columns. One that is left out is captured
// by name from the relation that AS OF refers to, or from the only one there is.
func (q *query) rowArguments(entries []entry, i int) ([]plan.Argument, error) {
	e := &entries[i]
	var out []plan.Argument
	for n, a := range e.args {
		r := e.target.Request[n]
		if !a.Empty() {
			out = append(out, q.argument(a, r))
			continue
		}
		from, err := q.captureFrom(entries, i, r.Name)
		if err != nil {
			return nil, err
		}
		out = append(out, plan.Argument{Captured: from.alias, Pos: q.stmt.Pos(e.rel.Span),
			Expr: []plan.Piece{{Kind: plan.PieceColumn, Names: []string{from.alias}, Text: r.Name, Pos: -1}}})
	}
	return out, nil
}

// captureFrom finds the relation that a request parameter is captured from.
func (q *query) captureFrom(entries []entry, i int, name string) (*entry, error) {
	e := &entries[i]
	var from []*entry
	if e.rel.AsOf != nil {
		for n := range entries[:i] {
			if q.mentions(e.rel.AsOf.Time, entries[n].alias) {
				from = append(from, &entries[n])
			}
		}
	}
	if from == nil {
		for n := range entries[:i] {
			if entries[n].target == nil {
				from = append(from, &entries[n])
			}
		}
	}
	write := "Write it: " + catalog.QuoteIdent(e.target.Name) + "(" + catalog.QuoteIdent(name) + " => relation." + catalog.QuoteIdent(name) + ")."
	if len(from) != 1 {
		return nil, q.err(sqlerr.New(sqlerr.AmbiguousColumn, "it is ambiguous which relation the request parameter %q of %q is captured from", name, e.target.Name).
			WithHint("%s", write), e.rel.Span)
	}
	if t := from[0].target; t != nil && !slices.ContainsFunc(t.Columns, func(c plan.TargetColumn) bool { return c.Name == name }) {
		return nil, q.err(sqlerr.New(sqlerr.InvalidColumnReference, "the request parameter %q of %q is not given, and %q has no column of that name", name, e.target.Name, from[0].alias).
			WithHint("%s", write), e.rel.Span)
	}
	return from[0], nil
}
