package expr

import (
	"cmp"
	"slices"
	"strings"

	"asof/catalog/sqltype"
)

// comparable gives two expressions that can be compared here a type in which they are. A text as written that is compared with a time
// is one.
func (p *parser) comparable(a, b node) (x, y node, ok bool) {
	if a.literal && b.literal {
		return a, b, false
	}
	fa, fb := familyOf(a.t), familyOf(b.t)
	switch {
	case fa != other && fb != other:
		return a, b, true
	case isTime(a.t) && b.literal && b.t == text:
		b, ok = p.cast(b, a.t)
		return a, b, ok
	case isTime(b.t) && a.literal && a.t == text:
		a, ok = p.cast(a, b.t)
		return a, b, ok
	case isTime(a.t) && isTime(b.t):
		return p.sameTime(a, b)
	}
	return a, b, a.t == b.t && (a.t == boolean || a.t == text || isSpan(a.t))
}

// order compares two values that are not NULL. Numbers of different types are compared as what both can be.
func order(x, y any) (int, bool) {
	switch x := x.(type) {
	case bool:
		return cmp.Compare(bit(x), bit(y.(bool))), true
	case string:
		return strings.Compare(x, y.(string)), true
	case sqltype.Micros:
		return cmp.Compare(x, y.(sqltype.Micros)), true
	case sqltype.Days:
		return cmp.Compare(x, y.(sqltype.Days)), true
	case sqltype.Span:
		a, ok1 := spanOrder(x)
		b, ok2 := spanOrder(y.(sqltype.Span))
		return cmp.Compare(a, b), ok1 && ok2
	}
	_, dx := x.(float64)
	_, dy := y.(float64)
	if dx || dy {
		a, ok1 := toDouble(x)
		b, ok2 := toDouble(y)
		return cmp.Compare(a, b), ok1 && ok2
	}
	a, b := toDecimal(x), toDecimal(y)
	scale := max(a.Scale, b.Scale)
	return rescaled(a, scale).Cmp(rescaled(b, scale)), true
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (p *parser) compare(o string, a, b node) (node, bool) {
	a, b, ok := p.comparable(a, b)
	if !ok {
		return node{}, false
	}
	return binary(boolean, a, b, func(x, y any) (any, bool) {
		c, ok := order(x, y)
		switch o {
		case "=":
			return c == 0, ok
		case "<>", "!=":
			return c != 0, ok
		case "<":
			return c < 0, ok
		case "<=":
			return c <= 0, ok
		case ">":
			return c > 0, ok
		}
		return c >= 0, ok
	}), true
}

// distinct is IS DISTINCT FROM.
func (p *parser) distinct(a, b node) (node, bool) {
	a, b, ok := p.comparable(a, b)
	if !ok {
		return node{}, false
	}
	return node{t: boolean, eval: func(vars []any) (any, bool) {
		x, ok := a.eval(vars)
		if !ok {
			return nil, false
		}
		y, ok := b.eval(vars)
		if !ok || x == nil || y == nil {
			return x != nil || y != nil, ok
		}
		c, ok := order(x, y)
		return c != 0, ok
	}}, true
}

// common gives expressions one type, as CASE and coalesce do: of numbers one that holds all. literals says that all may be constants.
func common(nodes []node, literals bool) ([]node, sqltype.Type, bool) {
	var t sqltype.Type
	if !literals && !slices.ContainsFunc(nodes, func(n node) bool { return !n.literal }) {
		return nil, t, false
	}
	for _, n := range nodes {
		var ok bool
		if t, ok = union(t, n.t); !ok {
			return nil, t, false
		}
	}
	out := make([]node, len(nodes))
	for i, n := range nodes {
		if n.t.ID == sqltype.Invalid {
			out[i] = node{t: t, literal: true, eval: n.eval}
			continue
		}
		var ok bool
		if out[i], ok = n, n.t == t; ok {
			continue
		}
		if out[i], ok = castNumber(n, t); !ok {
			return nil, t, false
		}
	}
	return out, t, true
}

func union(a, b sqltype.Type) (sqltype.Type, bool) {
	fa, fb := familyOf(a), familyOf(b)
	switch {
	case a == b || b.ID == sqltype.Invalid:
		return a, true
	case a.ID == sqltype.Invalid:
		return b, true
	case fa == other || fb == other:
		return a, false
	case fa == double || fb == double:
		return sqltype.Of(sqltype.Float8), true
	case fa == integer && fb == integer:
		return sqltype.Of(sqltype.Int8), true
	}
	da, db := digits(a), digits(b)
	scale := max(da.scale, db.scale)
	width := max(da.whole(), db.whole()) + scale
	return sqltype.DecimalOf(uint8(min(width, 38)), uint8(scale)), width <= 38
}
