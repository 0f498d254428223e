package expr

import (
	"math"
	"math/big"
	"slices"

	"asof/catalog/sqltype"
)

// caseWhen reads CASE [x] WHEN … THEN … [ELSE …] END.
func (p *parser) caseWhen() (node, bool) {
	var subject *node
	if p.peek().text != "when" || p.peek().kind != word {
		n, ok := p.expr()
		if !ok {
			return node{}, false
		}
		subject = &n
	}
	var conds, values []node
	for p.take("when") {
		c, ok := p.expr()
		if ok && subject != nil {
			c, ok = compare("=", *subject, c)
		}
		if !ok || c.t != boolean || c.literal || !p.take("then") {
			return node{}, false
		}
		v, ok := p.expr()
		if !ok {
			return node{}, false
		}
		conds, values = append(conds, c), append(values, v)
	}
	last := constant(sqltype.Type{}, nil)
	if p.take("else") {
		var ok bool
		if last, ok = p.expr(); !ok {
			return node{}, false
		}
	}
	values, t, ok := common(append(values, last), true)
	if !ok || len(conds) == 0 || !p.take("end") {
		return node{}, false
	}
	return node{t: t, eval: func(vars []any) (any, bool) {
		for i, c := range conds {
			v, ok := c.eval(vars)
			if !ok || v == true {
				if !ok {
					return nil, false
				}
				return values[i].eval(vars)
			}
		}
		return values[len(conds)].eval(vars)
	}}, true
}

// call reads a function and its arguments.
func (p *parser) call(name string) (node, bool) {
	if !p.take("(") {
		return node{}, false
	}
	if name == "cast" {
		n, ok := p.expr()
		if !ok || !p.take("as") {
			return node{}, false
		}
		t, ok := p.typeName()
		if !ok || !p.take(")") {
			return node{}, false
		}
		return cast(n, t)
	}
	if name == "extract" {
		if !p.take("epoch", "from") {
			return node{}, false
		}
		n, ok := p.expr()
		if !ok || !p.take(")") {
			return node{}, false
		}
		return epoch(n)
	}
	var args []node
	for {
		n, ok := p.expr()
		if !ok {
			return node{}, false
		}
		args = append(args, n)
		if p.take(")") {
			break
		}
		if !p.take(",") {
			return node{}, false
		}
	}
	switch {
	case name == "coalesce":
		return firstOf(args, func(best, v any) (bool, bool) { return best == nil, true }, true)
	case name == "greatest" && len(args) > 1:
		return firstOf(args, func(best, v any) (bool, bool) { return better(best, v, 1) }, false)
	case name == "least" && len(args) > 1:
		return firstOf(args, func(best, v any) (bool, bool) { return better(best, v, -1) }, false)
	case name == "nullif" && len(args) == 2:
		return nullIf(args[0], args[1])
	case name == "epoch" && len(args) == 1:
		return epoch(args[0])
	case len(args) == 1:
		return single(name, args[0])
	}
	return node{}, false
}

// better says whether v goes before best, by sign.
func better(best, v any, sign int) (bool, bool) {
	switch {
	case v == nil:
		return false, true
	case best == nil:
		return true, true
	}
	c, ok := order(v, best)
	return c*sign > 0, ok
}

// firstOf picks one of several values; with stop the first that is not NULL, and the rest is not computed.
func firstOf(args []node, takes func(best, v any) (bool, bool), stop bool) (node, bool) {
	if slices.ContainsFunc(args, func(n node) bool { return n.t.ID == sqltype.Invalid }) {
		return node{}, false
	}
	args, t, ok := common(args, false)
	if !ok || t.ID == sqltype.Invalid || t.ID == sqltype.Interval && !stop {
		return node{}, false
	}
	return node{t: t, eval: func(vars []any) (any, bool) {
		var best any
		for _, a := range args {
			v, ok := a.eval(vars)
			if !ok {
				return nil, false
			}
			take, ok := takes(best, v)
			if !ok {
				return nil, false
			}
			if take {
				best = v
			}
			if stop && best != nil {
				return best, true
			}
		}
		return best, true
	}}, true
}

func nullIf(a, b node) (node, bool) {
	eq, ok := compare("=", a, b)
	if !ok || a.literal {
		return node{}, false
	}
	return node{t: a.t, eval: func(vars []any) (any, bool) {
		if same, ok := eq.eval(vars); !ok || same == true {
			return nil, ok
		}
		return a.eval(vars)
	}}, true
}

// single is a function of one number, or of a text of ASCII.
func single(name string, a node) (node, bool) {
	one := func(t sqltype.Type, f func(v any) (any, bool)) (node, bool) {
		return node{t: t, eval: func(vars []any) (any, bool) {
			v, ok := a.eval(vars)
			if !ok || v == nil {
				return nil, ok
			}
			return f(v)
		}}, true
	}
	if a.literal {
		return node{}, false
	}
	functions := map[string]func(float64) float64{"floor": math.Floor, "ceil": math.Ceil, "ceiling": math.Ceil, "round": math.Round, "sqrt": math.Sqrt, "abs": math.Abs}
	switch f := functions[name]; {
	case f != nil && familyOf(a.t) == double:
		return one(a.t, func(v any) (any, bool) { z := f(v.(float64)); return z, sure(z) })
	case name == "abs" && familyOf(a.t) == integer && !a.literal:
		return one(a.t, func(v any) (any, bool) {
			if i := v.(int64); i < 0 {
				return -i, i != math.MinInt64 && !(a.t.ID == sqltype.Int4 && i == math.MinInt32)
			}
			return v, true
		})
	case name == "abs" && familyOf(a.t) == decimal && !a.literal:
		return one(a.t, func(v any) (any, bool) {
			d := v.(sqltype.Decimal)
			return sqltype.Decimal{Int: new(big.Int).Abs(d.Int), Scale: d.Scale}, true
		})
	case a.t == sqltype.Of(sqltype.Text) && (name == "upper" || name == "lower" || name == "length"):
		t := a.t
		if name == "length" {
			t = sqltype.Of(sqltype.Int8)
		}
		return one(t, func(v any) (any, bool) { return asciiText(name, v.(string)) })
	}
	return node{}, false
}

// asciiText is upper, lower or length; other letters are the engine's to know.
func asciiText(name, s string) (any, bool) {
	b := []byte(s)
	for i, c := range b {
		switch {
		case c >= 0x80:
			return nil, false
		case name == "upper" && c >= 'a' && c <= 'z', name == "lower" && c >= 'A' && c <= 'Z':
			b[i] = c ^ 0x20
		}
	}
	if name == "length" {
		return int64(len(b)), true
	}
	return string(b), true
}

// epoch is the seconds of an interval without months, or of a time.
func epoch(a node) (node, bool) {
	if a.t.Array || a.t.ID != sqltype.Interval && a.t.ID != sqltype.TimestampTZ {
		return node{}, false
	}
	return node{t: sqltype.Of(sqltype.Float8), eval: func(vars []any) (any, bool) {
		v, ok := a.eval(vars)
		if !ok || v == nil {
			return nil, ok
		}
		us := int64(0)
		switch v := v.(type) {
		case sqltype.Micros:
			us = int64(v)
		case sqltype.Span:
			us, ok = v.Micros+int64(v.Days)*86_400_000_000, v.Months == 0 && v.Days < 1_000_000 && v.Days > -1_000_000
		}
		return float64(us) / 1e6, ok && us >= 0 && us < 1<<53
	}}, true
}

// cast converts to a type that holds every value of the expression's.
func cast(n node, t sqltype.Type) (node, bool) {
	f, to := familyOf(n.t), familyOf(t)
	convert := func(f func(v any) (any, bool)) (node, bool) {
		return node{t: t, eval: func(vars []any) (any, bool) {
			v, ok := n.eval(vars)
			if !ok || v == nil {
				return nil, ok
			}
			return f(v)
		}}, true
	}
	switch {
	case n.t == t:
		return n, true
	case f == integer && to == integer && t.ID == sqltype.Int8:
		return node{t: t, eval: n.eval}, true
	case f != other && to == double:
		return convert(func(v any) (any, bool) { z, ok := toDouble(v); return z, ok && sure(z) })
	case (f == integer || f == decimal) && to == decimal && digits(n.t).scale <= digits(t).scale:
		limit := pow10(int32(t.Precision))
		return convert(func(v any) (any, bool) {
			i := rescaled(toDecimal(v), int32(t.Scale))
			return sqltype.Decimal{Int: i, Scale: int32(t.Scale)}, i.CmpAbs(limit) < 0
		})
	}
	return node{}, false
}
