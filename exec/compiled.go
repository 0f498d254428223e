package exec

import (
	"slices"
	"strconv"

	"asof/catalog/sqltype"
	"asof/exec/expr"
	"asof/exec/online"
	"asof/exec/rows"
	"asof/planner/plan"
)

// compiled is what a lookup computes of what it fetched (R29).
type compiled struct {
	exists *expr.Program   // nil if a row is there by its views having one
	output []*expr.Program // by column; nil for a value that needs no computing
}

// compile compiles the expressions of a lookup, or says that the engine has to compute them.
func compile(l *plan.Lookup) (c *compiled, ok bool) {
	c = &compiled{output: make([]*expr.Program, len(l.Output))}
	plain := func(t plan.Term) bool { return t.Kind == plan.TermFound || t.Text == " AND " }
	if slices.ContainsFunc(l.Target.Exists, func(t plan.Term) bool { return !plain(t) }) {
		if c.exists, ok = expr.Compile(exprParts(l.Target, l.Target.Exists)); !ok || c.exists.Type != sqltype.Of(sqltype.Bool) {
			return nil, false
		}
	}
	for i, o := range l.Output {
		if len(o.Expr) == 1 {
			continue
		}
		if c.output[i], ok = expr.Compile(exprParts(l.Target, o.Expr)); !ok || c.output[i].Type != o.Type {
			return nil, false
		}
	}
	return c, true
}

// exprParts is a target's expression with the types of its terms.
func exprParts(t *plan.Target, e plan.Expr) []expr.Part {
	parts := make([]expr.Part, len(e))
	for i, term := range e {
		switch term.Kind {
		case plan.TermText:
			parts[i].Text = term.Text
		case plan.TermInput:
			parts[i].Type = t.Views[term.View].View.Inputs[term.Index].Type
		case plan.TermAgg:
			parts[i].Type = t.Views[term.View].View.Aggs[term.Index].Type
		case plan.TermFound:
			parts[i].Type = sqltype.Of(sqltype.Bool)
		case plan.TermNow:
			parts[i].Type = sqltype.Of(sqltype.TimestampTZ)
		case plan.TermKey:
			parts[i].Type = t.Keys[term.Index].Type
		case plan.TermRequest:
			parts[i].Type = t.Request[term.Index].Type
		}
	}
	return parts
}

// compute is an expression for key i; not ok if the engine has to compute it.
func (f *fetched) compute(p *expr.Program, e plan.Expr, keys [][]any, i int) (any, bool) {
	var vars []any
	for _, t := range e {
		if t.Kind != plan.TermText {
			vars = append(vars, f.value(t, keys, i))
		}
	}
	return p.Eval(vars)
}

// exists says whether key i has a row: where its views have one (R13), or always (R17, R18).
func (f *fetched) exists(c *compiled, keys [][]any, i int) (exists, ok bool) {
	if c.exists != nil {
		v, ok := f.compute(c.exists, f.target.Exists, keys, i)
		return v == true, ok
	}
	for _, t := range f.target.Exists {
		if t.Kind == plan.TermFound && f.result(t.View, i).Outcome != online.Found {
			return false, true
		}
	}
	return true, true
}

// arguments are the request parameters of a lookup. They are not ok if the engine has to convert one, or to refuse it.
func arguments(l *plan.Lookup, in rows.Input) ([]any, bool) {
	out := make([]any, len(l.Args))
	for i, a := range l.Args {
		v, from, ok := argument(a, l.Target.Request[i].Type, in)
		if !ok {
			return nil, false
		}
		if v == nil {
			continue
		}
		to := l.Target.Request[i].Type
		cast, ok := expr.Compile([]expr.Part{{Text: "CAST("}, {Type: from}, {Text: " AS " + to.DuckDB() + ")"}})
		if !ok {
			return nil, false
		}
		if out[i], ok = cast.Eval([]any{v}); !ok {
			return nil, false
		}
	}
	return out, true
}

// argument is a constant with its type. A text takes the parameter's.
func argument(kv plan.KeyValue, to sqltype.Type, in rows.Input) (any, sqltype.Type, bool) {
	switch {
	case kv.Null:
		return nil, to, true
	case kv.Cast != "" || kv.Array:
		return nil, to, false
	case kv.Param > 0:
		return typedNumber(in.Args[kv.Param-1], in.Types[kv.Param-1])
	case kv.Bool:
		return kv.Literal == "true", sqltype.Of(sqltype.Bool), true
	case kv.Quoted:
		t := to
		if t.ID == sqltype.Numeric {
			t.Precision, t.Scale = 0, 0
		}
		v, err := sqltype.ParseText(t, kv.Literal, sqltype.ISO)
		if err != nil {
			return nil, to, false
		}
		return typedNumber(v, t)
	}
	if n, err := strconv.ParseInt(kv.Literal, 10, 64); err == nil {
		return n, sqltype.Of(sqltype.Int8), true
	}
	v, err := sqltype.ParseText(sqltype.Of(sqltype.Numeric), kv.Literal, sqltype.ISO)
	if err != nil {
		return nil, to, false
	}
	return typedNumber(v, sqltype.Of(sqltype.Numeric))
}

// typedNumber gives a numeric of no precision that of its digits.
func typedNumber(v any, t sqltype.Type) (any, sqltype.Type, bool) {
	d, ok := v.(sqltype.Decimal)
	if !ok || t.Precision > 0 {
		return v, t, true
	}
	if d.Special != sqltype.Finite || d.Scale < 0 || d.Scale > 38 {
		return nil, t, false
	}
	width := max(len(d.Int.Text(10)), int(d.Scale)) // a sign may count as a digit
	return v, sqltype.DecimalOf(uint8(min(width, 39)), uint8(d.Scale)), width <= 38
}
