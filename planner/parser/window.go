package parser

import (
	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// windowCalls finds the calls with OVER in an expression, at any depth. A window call inside another's arguments is 42P17.
func (p *parser) windowCalls(s ast.Span) ([]ast.WindowCall, error) {
	var calls []ast.WindowCall
	for i := s.First; i+1 < s.Last; i++ {
		t := p.text.Tokens[i]
		if t.Kind != ast.Ident && t.Kind != ast.Quoted || !p.text.Tokens[i+1].Is("(") {
			continue
		}
		call, found, err := p.windowCall(i, s.Last)
		if err != nil {
			return nil, err
		}
		if found {
			calls = append(calls, call)
			i = call.Span.Last - 1
		}
	}
	return calls, nil
}

// windowCall reads the call whose function's last name is token i, if OVER follows it.
func (p *parser) windowCall(i, end int) (call ast.WindowCall, found bool, err error) {
	t := p.text.Tokens[i]
	call.Func = ast.Name{Text: t.Value, Pos: t.Pos}
	first := i
	for first >= 2 && p.text.Tokens[first-1].Is(".") {
		first -= 2
	}
	args := ast.Span{First: i + 2, Last: p.match[i+1]}
	outer := p.end
	p.next, p.end = args.Last+1, end
	defer func() { p.end = outer }()
	if p.words("filter", "(") {
		close := p.match[p.next+1]
		if !p.peek(2).Is("where") {
			return call, false, p.unexpectedAt(p.next + 2)
		}
		call.Filter = ast.Span{First: p.next + 3, Last: close}
		if call.Filter.Empty() {
			return call, false, p.unexpectedAt(close)
		}
		p.next = close + 1
	}
	call.IgnoreNulls = p.accept("ignore", "nulls")
	if !call.IgnoreNulls {
		p.accept("respect", "nulls")
	}
	if !p.accept("over") {
		return call, false, nil
	}
	if call.Over, err = p.over(); err != nil {
		return call, false, err
	}
	call.Span = ast.Span{First: first, Last: p.next}
	nested, err := p.windowCalls(args)
	if err == nil && len(nested) > 0 {
		err = p.codeAt(nested[0].Span.First, sqlerr.InvalidObjectDefinition, "window function calls cannot be nested")
	}
	if err == nil {
		err = p.arguments(&call, args)
	}
	return call, true, err
}

// over takes a window's name, or (…).
func (p *parser) over() (ast.Window, error) {
	if p.words("(") {
		return p.window()
	}
	w := ast.Window{Span: ast.Span{First: p.next, Last: p.next + 1}}
	var err error
	w.Ref, err = p.name()
	return w, err
}

// arguments reads what stands in a call's parentheses: [DISTINCT] arguments [ORDER BY …] [LIMIT n] [IGNORE NULLS].
func (p *parser) arguments(call *ast.WindowCall, s ast.Span) error {
	if s.Empty() {
		return nil
	}
	switch t := p.text.Tokens[s.First]; {
	case t.Is("*") && s.Last == s.First+1:
		call.Star = true
		return nil
	case t.Is("distinct"):
		call.Distinct = true
		s.First++
	case t.Is("all"):
		s.First++
	}
	if s.Last-s.First >= 2 && p.text.Tokens[s.Last-1].Is("nulls") {
		switch t := p.text.Tokens[s.Last-2]; {
		case t.Is("ignore"):
			call.IgnoreNulls = true
			s.Last -= 2
		case t.Is("respect"):
			s.Last -= 2
		}
	}
	args := s
	for i := s.First; i < s.Last; i = p.after(i) {
		switch word := p.clauseWord(i, s.First); word {
		case "order":
			call.OrderBy = ast.Span{First: i + 2, Last: s.Last}
			args.Last = min(args.Last, i)
		case "limit":
			call.Limit = ast.Span{First: i + 1, Last: s.Last}
			if call.OrderBy.Empty() {
				args.Last = min(args.Last, i)
			} else {
				call.OrderBy.Last = i
			}
		}
	}
	var err error
	call.Args, err = p.split(args)
	return err
}

// windowClause reads name AS (…), ….
func (p *parser) windowClause(s ast.Span) (windows []ast.Window, err error) {
	err = p.within(s, func() error {
		for {
			name, err := p.name()
			if err != nil {
				return err
			}
			for _, w := range windows {
				if w.Name.Text == name.Text {
					return p.errorAt(p.next-1, "window \"%s\" is already defined", name.Text)
				}
			}
			if err := p.expect("as"); err != nil {
				return err
			}
			if !p.words("(") {
				return p.unexpected()
			}
			w, err := p.window()
			if err != nil {
				return err
			}
			w.Name = name
			windows = append(windows, w)
			if !p.accept(",") {
				return nil
			}
		}
	})
	return windows, err
}

// window reads ([name] [PARTITION BY …] [ORDER BY …] [frame]).
func (p *parser) window() (ast.Window, error) {
	close := p.match[p.next]
	w := ast.Window{Span: ast.Span{First: p.next, Last: close + 1}}
	err := p.within(ast.Span{First: p.next + 1, Last: close}, func() error { return p.windowSpec(&w) })
	p.next = close + 1
	return w, err
}

func (p *parser) windowSpec(w *ast.Window) (err error) {
	if t := p.peek(0); t.Kind == ast.Quoted || t.Kind == ast.Ident && !p.words("partition", "by") && !p.words("order", "by") && !p.frameWord(p.next) {
		if w.Ref, err = p.name(); err != nil {
			return err
		}
	}
	if p.accept("partition", "by") {
		if w.Partition, err = p.split(p.windowPart()); err != nil {
			return err
		}
	}
	if p.accept("order", "by") {
		spans, err := p.split(p.windowPart())
		if err != nil {
			return err
		}
		for _, s := range spans {
			w.OrderBy = append(w.OrderBy, p.orderItem(s))
		}
	}
	if p.frameWord(p.next) {
		w.Frame, err = p.frame()
	}
	return err
}

// windowPart takes what belongs to PARTITION BY or ORDER BY of a window.
func (p *parser) windowPart() ast.Span {
	s := ast.Span{First: p.next}
	for p.next < p.end && !p.words("order", "by") && !p.frameWord(p.next) {
		p.next = p.after(p.next)
	}
	s.Last = p.next
	return s
}

// frameWord says whether a frame begins at token i. RANGE, ROWS and GROUPS may be columns, too.
func (p *parser) frameWord(i int) bool {
	t, before, next := p.token(i), p.token(i-1), p.token(i+1)
	if !t.Is("range") && !t.Is("rows") && !t.Is("groups") {
		return false
	}
	return !before.Is("by") && !before.Is(",") && !before.Is(".") && !(before.Kind == ast.Op && isOpChar(before.Value[0])) &&
		(next.Kind != ast.Op || next.Is("(") || next.Is("+") || next.Is("-")) && next.Kind != 0
}

// orderItem reads an expression with ASC, DESC and NULLS FIRST or LAST.
func (p *parser) orderItem(s ast.Span) ast.OrderItem {
	o := ast.OrderItem{Expr: s, Span: s}
	if n := o.Expr.Last; n-o.Expr.First > 2 && p.text.Tokens[n-2].Is("nulls") && (p.text.Tokens[n-1].Is("first") || p.text.Tokens[n-1].Is("last")) {
		o.Expr.Last -= 2
	}
	if n := o.Expr.Last; n-o.Expr.First > 1 {
		if t := p.text.Tokens[n-1]; t.Is("asc") || t.Is("desc") {
			o.Desc = t.Is("desc")
			o.Expr.Last--
		}
	}
	return o
}

// frame reads RANGE | ROWS | GROUPS bound, or BETWEEN bound AND bound, and EXCLUDE.
func (p *parser) frame() (*ast.Frame, error) {
	f := &ast.Frame{Mode: p.peek(0).Value, Span: ast.Span{First: p.next}}
	p.next++
	var err error
	if p.accept("between") {
		if f.Start, err = p.bound(); err != nil {
			return nil, err
		}
		if err := p.expect("and"); err != nil {
			return nil, err
		}
		if f.End, err = p.bound(); err != nil {
			return nil, err
		}
	} else {
		if f.Start, err = p.bound(); err != nil {
			return nil, err
		}
		f.End = ast.Bound{Kind: "current row"}
	}
	if first := p.next; p.accept("exclude") {
		if !p.accept("current", "row") && !p.accept("no", "others") && !p.accept("group") && !p.accept("ties") {
			return nil, p.unexpected()
		}
		f.Exclude = ast.Span{First: first, Last: p.next}
	}
	f.Span.Last = p.next
	return f, nil
}

// bound reads an edge of a frame.
func (p *parser) bound() (ast.Bound, error) {
	for _, kind := range [][]string{{"unbounded", "preceding"}, {"unbounded", "following"}, {"current", "row"}} {
		if p.accept(kind...) {
			return ast.Bound{Kind: kind[0] + " " + kind[1]}, nil
		}
	}
	b := ast.Bound{Value: ast.Span{First: p.next}}
	if err := p.expr(bExpr); err != nil {
		return b, err
	}
	b.Value.Last = p.next
	switch {
	case p.accept("preceding"):
		b.Kind = "preceding"
	case p.accept("following"):
		b.Kind = "following"
	default:
		return b, p.unexpected()
	}
	return b, nil
}
