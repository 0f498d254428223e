package expr

import (
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"asof/catalog/sqltype"
)

// cast converts to another type.
func (p *parser) cast(n node, t sqltype.Type) (node, bool) {
	f, to := familyOf(n.t), familyOf(t)
	switch {
	case n.t == t:
		return n, true
	case t.Array || n.t.Array || n.t.ID == sqltype.Invalid:
		return node{}, false
	case f != other && to != other:
		return castNumber(n, t)
	case n.t == boolean && to == integer:
		return of(t, n, func(b bool) (any, bool) { return int64(bit(b)), true })
	case f == integer && t == boolean:
		return of(t, n, func(i int64) (any, bool) { return i != 0, true })
	case t == text:
		return p.toText(n)
	case n.t == text:
		return p.fromText(n, t)
	case isTime(n.t) && isTime(t):
		return p.castTime(n, t)
	case (n.t.ID == sqltype.Int2) && to != other:
		return castNumber(node{t: sqltype.Of(sqltype.Int4), eval: n.eval}, t)
	case n.t.ID == sqltype.Float4 && to == double:
		return of(t, n, func(f float32) (any, bool) { z := float64(f); return z, sure(z) })
	}
	return node{}, false
}

// castNumber converts between numbers. What rounds to a whole number rounds halves of decimals away from zero, those of doubles to even.
func castNumber(n node, t sqltype.Type) (node, bool) {
	convert := func(f func(v any) (any, bool)) (node, bool) { return of(t, n, f) }
	f := familyOf(n.t)
	switch familyOf(t) {
	case double:
		return convert(func(v any) (any, bool) { z, ok := toDouble(v); return z, ok && sure(z) })
	case decimal:
		limit, scale := pow10(int32(t.Precision)), int32(t.Scale)
		if f == double {
			return node{}, false
		}
		return convert(func(v any) (any, bool) {
			d := toDecimal(v)
			i := d.Int
			if d.Scale <= scale {
				i = rescaled(d, scale)
			} else {
				i = halfAway(i, d.Scale-scale)
			}
			return sqltype.Decimal{Int: i, Scale: scale}, i.CmpAbs(limit) < 0
		})
	}
	if n.t == t || f == integer && t.ID == sqltype.Int8 {
		return node{t: t, eval: n.eval}, true
	}
	return convert(func(v any) (any, bool) { return toInteger(v, t) })
}

func toInteger(v any, t sqltype.Type) (any, bool) {
	var i int64
	switch v := v.(type) {
	case int64:
		i = v
	case float64:
		if math.Abs(v) >= 1<<53 {
			return nil, false
		}
		i = int64(math.RoundToEven(v))
	case sqltype.Decimal:
		whole := halfAway(v.Int, v.Scale)
		if !whole.IsInt64() {
			return nil, false
		}
		i = whole.Int64()
	}
	return i, t.ID == sqltype.Int8 || i == int64(int32(i))
}

// castTime converts between dates and times. A date is its midnight.
func (p *parser) castTime(n node, t sqltype.Type) (node, bool) {
	p.inZone(n, node{t: t})
	return of(t, n, func(v any) (any, bool) {
		us := micros(v)
		if t.ID == sqltype.Date {
			return sqltype.Days(floorDays(us)), plainTime(us)
		}
		return sqltype.Micros(us), plainTime(us)
	})
}

// toText prints a value as the engine does.
func (p *parser) toText(n node) (node, bool) {
	switch {
	case familyOf(n.t) == integer, n.t.ID == sqltype.Int2:
		return of(text, n, func(v int64) (any, bool) { return strconv.FormatInt(v, 10), true })
	case familyOf(n.t) == decimal, n.t.ID == sqltype.Date:
		return of(text, n, func(v any) (any, bool) {
			d, is := v.(sqltype.Days)
			return string(sqltype.AppendText(nil, n.t, v, sqltype.ISO)), !is || plainTime(int64(d)*day)
		})
	case n.t.ID == sqltype.Timestamp, n.t.ID == sqltype.TimestampTZ:
		p.inZone(n)
		return of(text, n, func(v sqltype.Micros) (any, bool) {
			return string(sqltype.AppendText(nil, n.t, v, sqltype.ISO)), plainTime(int64(v))
		})
	case n.t == boolean:
		return of(text, n, func(v bool) (any, bool) { return strconv.FormatBool(v), true })
	case familyOf(n.t) == double:
		return of(text, n, func(v float64) (any, bool) { return doubleText(v), true })
	}
	return node{}, false
}

// doubleText prints the shortest digits that read back as v, with an exponent from 1e16 on and below 1e-4.
func doubleText(v float64) string {
	if a := math.Abs(v); a != 0 && (a < 1e-4 || a >= 1e16) {
		return strconv.FormatFloat(v, 'e', -1, 64)
	}
	s := strconv.FormatFloat(v, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// What is read of a text is the common spelling; another is the engine's to read or to refuse.
var (
	integerText = regexp.MustCompile(`^-?[0-9]{1,18}$`)
	decimalText = regexp.MustCompile(`^-?[0-9]{1,30}(\.[0-9]{1,30})?$`)
	floatText   = regexp.MustCompile(`^-?[0-9]{1,30}(\.[0-9]{1,30})?(e[+-]?[0-9]{1,3})?$`)
	dateText    = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
	timeText    = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?)?$`)
)

// fromText reads a value out of a text.
func (p *parser) fromText(n node, t sqltype.Type) (node, bool) {
	switch {
	case familyOf(t) == integer:
		return of(t, n, func(s string) (any, bool) {
			i, err := strconv.ParseInt(s, 10, 64)
			return i, err == nil && integerText.MatchString(s) && (t.ID == sqltype.Int8 || i == int64(int32(i)))
		})
	case familyOf(t) == decimal:
		limit := pow10(int32(t.Precision))
		return of(t, n, func(s string) (any, bool) {
			whole, fraction, _ := strings.Cut(s, ".")
			i, ok := new(big.Int).SetString(whole+fraction, 10)
			if !ok || !decimalText.MatchString(s) || len(fraction) > int(t.Scale) {
				return nil, false
			}
			i = rescaled(sqltype.Decimal{Int: i, Scale: int32(len(fraction))}, int32(t.Scale))
			return sqltype.Decimal{Int: i, Scale: int32(t.Scale)}, i.CmpAbs(limit) < 0
		})
	case familyOf(t) == double:
		return of(t, n, func(s string) (any, bool) {
			z, err := strconv.ParseFloat(s, 64)
			return z, err == nil && floatText.MatchString(s) && sure(z)
		})
	case t == boolean:
		return of(t, n, func(s string) (any, bool) { return s == "true", s == "true" || s == "false" })
	case isTime(t):
		form := timeText
		if t.ID == sqltype.Date {
			form = dateText
		}
		p.inZone(node{t: t})
		return of(t, n, func(s string) (any, bool) {
			if !form.MatchString(s) {
				return nil, false
			}
			v, err := sqltype.ParseText(t, s, sqltype.ISO)
			return v, err == nil && plainTime(micros(v))
		})
	}
	return node{}, false
}
