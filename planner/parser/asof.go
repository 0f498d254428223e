package parser

import (
	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// asOf reads [FOR SYSTEM_TIME] AS OF time [STRICT] [WITHIN interval] [KNOWN AS OF time], the last three in any order (R30).
func (f *from) asOf() (*ast.AsOf, error) {
	a := &ast.AsOf{Span: ast.Span{First: f.next}}
	f.accept("for", "system_time")
	f.next += 2
	f.noiseWord()
	var err error
	if a.Time, err = f.moment(); err != nil {
		return nil, err
	}
	for {
		switch {
		case !a.Strict && f.accept("strict"):
			a.Strict = true
		case a.Within.Empty() && f.accept("within"):
			a.Within, err = f.moment()
		case a.Known.Empty() && f.accept("known", "as", "of"):
			f.noiseWord()
			a.Known, err = f.moment()
		case f.words("strict"), f.words("within"), f.words("known"):
			return nil, f.unexpected()
		default:
			a.Span.Last = f.next
			return a, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// noiseWord passes the TIMESTAMP that may stand before a time that is no constant: AS OF TIMESTAMP l.ts.
func (f *from) noiseWord() {
	if !f.words("timestamp") {
		return
	}
	switch t := f.peek(1); {
	case t.Kind == ast.Param, t.Kind == ast.Quoted:
		f.next++
	case t.Kind == ast.Ident && (!reserved[t.Value] || operandWord[t.Value]) && !joinWord[t.Value]:
		switch t.Value {
		case "strict", "within", "known", "at", "with", "without", "match_condition", "tablesample":
			return
		}
		if n, _ := f.joinAt(f.next + 1); n == 0 {
			f.next++
		}
	case t.Is("("):
		// TIMESTAMP(3) '…' is a constant, TIMESTAMP (x) a time in parentheses.
		if after := f.token(f.match[f.next+1] + 1); after.Kind != ast.String && !after.Is("with") && !after.Is("without") {
			f.next++
		}
	}
}

// moment reads a b_expr and the subqueries in it.
func (f *from) moment() (ast.Span, error) {
	s := ast.Span{First: f.next}
	if err := f.expr(bExpr); err != nil {
		return s, err
	}
	s.Last = f.next
	return s, f.subqueries(s, f.scope())
}

// matchCondition reads MATCH_CONDITION (time >= relation.column) of an ASOF JOIN (R31).
func (f *from) matchCondition() (*ast.AsOf, error) {
	first := f.next
	inside := ast.Span{First: first + 2, Last: f.match[first+1]}
	a := &ast.AsOf{Joined: true, Span: ast.Span{First: first, Last: inside.Last + 1}}
	compare := 0
	for i := inside.First; i < inside.Last; i = f.after(i) {
		switch t := f.text.Tokens[i]; t.Value {
		case ">=", ">", "<", "<=", "=", "<>", "!=":
			if t.Kind != ast.Op {
				continue
			}
			if compare != 0 || t.Value[0] != '>' {
				return nil, f.codeAt(i, sqlerr.FeatureNotSupported, "MATCH_CONDITION compares with >= or > only").
					WithHint("Write MATCH_CONDITION (spine.time >= view._event_time).")
			}
			compare = i
			a.Strict = t.Value == ">"
		}
	}
	if compare == 0 {
		return nil, f.unexpectedAt(inside.Last)
	}
	a.Time = ast.Span{First: inside.First, Last: compare}
	right := ast.Span{First: compare + 1, Last: inside.Last}
	if a.Time.Empty() {
		return nil, f.unexpectedAt(compare)
	}
	if right.Empty() {
		return nil, f.unexpectedAt(inside.Last)
	}
	err := f.within(right, func() (err error) {
		for {
			if a.Match, err = f.label(); err != nil || !f.accept(".") {
				return err
			}
		}
	})
	if err != nil {
		return nil, f.codeAt(right.First, sqlerr.FeatureNotSupported, "the right side of MATCH_CONDITION must be a column of the view").
			WithHint("Write MATCH_CONDITION (spine.time >= view._event_time).")
	}
	if err := f.subqueries(a.Time, f.scope()); err != nil {
		return nil, err
	}
	f.next = a.Span.Last
	return a, nil
}
