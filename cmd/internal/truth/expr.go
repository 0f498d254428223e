package truth

import "fmt"

// expr is a row expression: an expression over one row of the source.
type expr interface {
	sql() string
	eval(r *row) any
	of() typ
}

// column is a column of the source.
type column struct {
	name  string
	index int
	typ   typ
}

func (c column) sql() string     { return c.name }
func (c column) eval(r *row) any { return r.vals[c.index] }
func (c column) of() typ         { return c.typ }

// eventTime is the source's own time as a value.
type eventTime struct{ typ typ }

func (eventTime) sql() string       { return "ts" }
func (e eventTime) of() typ         { return e.typ }
func (e eventTime) eval(r *row) any { return e.typ.fromInstant(r.e) }

// fromInstant is a time as a value of a date or timestamp type.
func (t typ) fromInstant(us int64) any {
	if t.kind == kDate {
		return us / day
	}
	return us
}

// comparison is x op constant; NULL if x is.
type comparison struct {
	x  expr
	op string
	to any
}

func (c comparison) sql() string {
	return fmt.Sprintf("%s %s %s", c.x.sql(), c.op, c.x.of().literal(c.to))
}
func (comparison) of() typ { return tBool }
func (c comparison) eval(r *row) any {
	v := c.x.eval(r)
	if v == nil {
		return nil
	}
	switch n := compare(v, c.to); c.op {
	case "=":
		return n == 0
	case "<>":
		return n != 0
	case "<":
		return n < 0
	default:
		return n >= 0
	}
}

// isNull is x IS NULL.
type isNull struct{ x expr }

func (n isNull) sql() string     { return n.x.sql() + " IS NULL" }
func (isNull) of() typ           { return tBool }
func (n isNull) eval(r *row) any { return n.x.eval(r) == nil }

// either is a OR b, in the logic of three values.
type either struct{ a, b expr }

func (o either) sql() string { return "(" + o.a.sql() + " OR " + o.b.sql() + ")" }
func (either) of() typ       { return tBool }
func (o either) eval(r *row) any {
	a, b := o.a.eval(r), o.b.eval(r)
	switch {
	case a == true || b == true:
		return true
	case a == nil || b == nil:
		return nil
	}
	return false
}

// coalesced is coalesce(x, constant).
type coalesced struct {
	x  expr
	to any
}

func (c coalesced) sql() string {
	return fmt.Sprintf("coalesce(%s, %s)", c.x.sql(), c.x.of().literal(c.to))
}
func (c coalesced) of() typ { return c.x.of() }
func (c coalesced) eval(r *row) any {
	if v := c.x.eval(r); v != nil {
		return v
	}
	return c.to
}

// when is CASE WHEN cond THEN x END.
type when struct{ cond, x expr }

func (c when) sql() string { return fmt.Sprintf("CASE WHEN %s THEN %s END", c.cond.sql(), c.x.sql()) }
func (c when) of() typ     { return c.x.of() }
func (c when) eval(r *row) any {
	if c.cond.eval(r) == true {
		return c.x.eval(r)
	}
	return nil
}
