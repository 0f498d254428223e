package truth

import (
	"fmt"
	"slices"
	"strings"
)

// above is an object over others: a service (R18), a view over views (R16), or a request-time view (R17).
type above struct {
	name  string
	kind  string // "service", "derived", "derived left", "request"
	from  []below
	cols  []*upper
	where *upper // of a derived view, or nil
}

// below is an object that another one reads, with its keys renamed or not.
type below struct{ name, rename string }

// alias is the name of the i-th object below.
func alias(i int) string { return fmt.Sprintf("f%d", i) }

// upper is an expression over the columns of what is below, and over parameters: its form says which.
type upper struct {
	form string // "column", "coalesce", "isnull", "minus", "case", "now", "p", "p plus", "p case", "q"; "notnull", "more" in WHERE
	a, b ref
	to   any
}

// ref is a column of what is below.
type ref struct {
	from int
	col  outCol
	n    int // of its columns
}

func (r ref) sql() string { return alias(r.from) + "." + r.col.name }

func (u *upper) sql() string {
	switch u.form {
	case "coalesce":
		return fmt.Sprintf("coalesce(%s, %s)", u.a.sql(), u.a.col.typ.literal(u.to))
	case "isnull":
		return u.a.sql() + " IS NULL"
	case "notnull":
		return u.a.sql() + " IS NOT NULL"
	case "more":
		return fmt.Sprintf("%s > %d", u.a.sql(), u.to)
	case "minus":
		return u.a.sql() + " - " + u.b.sql()
	case "case":
		return fmt.Sprintf("CASE WHEN %s > %d THEN %s END", u.b.sql(), u.to, u.a.sql())
	case "now":
		return "now()"
	case "p":
		return "p"
	case "p plus":
		return "p + " + u.a.sql()
	case "p case":
		return fmt.Sprintf("CASE WHEN p > %d THEN %s END", u.to, u.a.sql())
	case "q":
		return "q || '!'"
	}
	return u.a.sql()
}

func (u *upper) of() typ {
	switch u.form {
	case "isnull":
		return tBool
	case "minus", "p", "p plus":
		return tInt8
	case "now":
		return tTime
	case "q":
		return tText
	}
	return u.a.col.typ
}

// eval is the expression over the rows below, of which some may be absent.
func (u *upper) eval(rows [][]want, m moment) want {
	of := func(r ref) want {
		if rows[r.from] == nil {
			return want{typ: r.col.typ}
		}
		return rows[r.from][r.n]
	}
	out := want{typ: u.of()}
	p, q := parameters(m.t)
	greater := func(v any) bool { return v != nil && v.(int64) > u.to.(int64) }
	switch u.form {
	case "column":
		return of(u.a)
	case "coalesce":
		a := of(u.a)
		if a.val == nil {
			a = want{typ: a.typ, val: u.to}
		}
		return a
	case "isnull":
		out.val = of(u.a).val == nil
	case "notnull":
		out.val = of(u.a).val != nil
	case "more":
		out.val = greater(of(u.a).val)
	case "minus", "p plus":
		left, right := p, of(u.a).val
		if u.form == "minus" {
			left, right = right, of(u.b).val
		}
		switch {
		case left == nil || right == nil:
		case u.form == "minus":
			out.val = left.(int64) - right.(int64)
		default:
			out.val = left.(int64) + right.(int64)
		}
	case "case":
		if greater(of(u.b).val) {
			return of(u.a)
		}
	case "p case":
		if greater(p) {
			return of(u.a)
		}
	case "now":
		out.val = m.t
	case "p":
		out.val = p
	case "q":
		if q != nil {
			out.val = q.(string) + "!"
		}
	}
	return out
}

// drawAbove draws an object over some of those that are there; nil if its kind does not go with them.
func (g *generator) drawAbove(name string, there []object) *above {
	a := &above{name: name, kind: pick(g, "service", "service", "derived", "derived left", "request", "request")}
	var suit []object
	global := g.one(4)
	for _, o := range there {
		if o.rows == nil || strings.HasPrefix(a.kind, "derived") && (o.request || (len(o.keys) == 0) != global) {
			continue // a service, or what a view over views cannot read
		}
		suit = append(suit, o)
	}
	if len(suit) == 0 {
		return nil
	}
	var refs []ref
	for range 1 + g.IntN(3) {
		o := pick(g, suit...)
		b := below{name: o.name}
		if a.kind == "service" && len(o.keys) > 0 && g.one(3) {
			b.rename = pick(g, "a", "b")
		}
		if b.rename == "" && slices.ContainsFunc(a.from, func(f below) bool { return f == b }) {
			continue
		}
		for n, c := range o.cols {
			refs = append(refs, ref{len(a.from), c, n})
		}
		a.from = append(a.from, b)
	}
	g.drawUppers(a, refs)
	return a
}

func (g *generator) drawUppers(a *above, refs []ref) {
	a.cols = []*upper{{form: "column", a: refs[0]}} // the first of a global view is never NULL
	var counts []ref
	for _, r := range refs {
		if r.col.small {
			counts = append(counts, r)
		}
	}
	forms := []string{"column", "column", "coalesce", "isnull", "now"}
	if counts != nil {
		forms = append(forms, "minus", "case")
	}
	if a.kind == "request" {
		forms = append(forms, "p", "q", "p case")
		if counts != nil {
			forms = append(forms, "p plus")
		}
	}
	for range 1 + g.IntN(5) {
		u := &upper{form: pick(g, forms...), a: pick(g, refs...), to: int64(g.IntN(4))}
		switch u.form {
		case "minus", "p plus":
			u.a, u.b = pick(g, counts...), pick(g, counts...)
		case "case":
			u.b = pick(g, counts...)
		case "coalesce":
			if values[u.a.col.typ.name] == nil || u.a.col.typ.odd() || u.a.col.loose {
				u.form = "column"
			} else {
				u.to = g.finite(u.a.col.typ)
			}
		}
		a.cols = append(a.cols, u)
	}
	if strings.HasPrefix(a.kind, "derived") && g.one(3) {
		if a.where = (&upper{form: "notnull", a: pick(g, refs...)}); counts != nil && g.one(2) {
			a.where = &upper{form: "more", a: pick(g, counts...), to: int64(g.IntN(3))}
		}
	}
}

// renamed is a key under a service's KEY (…): those called b are the next row's.
func (b below) renamed(k key) key {
	switch b.rename {
	case "a":
		k.name = "a" + k.name
	case "b":
		k.name, k.column = "b"+k.name, "j"+k.column[1:]
	}
	return k
}

func (s *scenario) createAbove(a *above, there []object) string {
	objects := a.below(there)
	self := s.aboveObject(a, there)
	var list []string
	if strings.HasPrefix(a.kind, "derived") {
		for _, k := range self.keys {
			list = append(list, "f0."+k.name)
		}
	}
	for i, u := range a.cols {
		list = append(list, fmt.Sprintf("%s AS c%d", u.sql(), i))
	}
	var from strings.Builder
	for i, o := range objects {
		item := o.name + " " + alias(i)
		if a.from[i].rename != "" {
			var names []string
			for _, k := range o.keys {
				names = append(names, a.from[i].renamed(k).name)
			}
			item += " KEY (" + strings.Join(names, ", ") + ")"
		}
		using := " USING (" + strings.Join(s.keyNames(), ", ") + ")"
		switch {
		case i == 0:
			from.WriteString(item)
		case !strings.HasPrefix(a.kind, "derived") || len(self.keys) == 0:
			from.WriteString(", " + item)
		case a.kind == "derived":
			from.WriteString(" JOIN " + item + using)
		default:
			from.WriteString(" LEFT JOIN " + item + using)
		}
	}
	head := "FEATURE SERVICE " + a.name
	if a.kind != "service" {
		head = "FEATURE VIEW " + a.name
		if len(self.keys) > 0 {
			head += " ENTITY e"
		}
	}
	if a.kind == "request" {
		head += " REQUEST (p bigint, q text)"
	}
	where := ""
	if a.where != nil {
		where = " WHERE " + a.where.sql()
	}
	return fmt.Sprintf("CREATE %s AS SELECT %s FROM %s%s", head, strings.Join(list, ", "), &from, where)
}

// below are the objects that it reads.
func (a *above) below(there []object) []object {
	var out []object
	for _, b := range a.from {
		i := slices.IndexFunc(there, func(o object) bool { return o.name == b.name })
		out = append(out, there[i])
	}
	return out
}

func (s *scenario) aboveObject(a *above, there []object) object {
	objects := a.below(there)
	o := object{name: a.name, always: a.kind == "service" || a.kind == "request", request: a.kind == "request", scans: a.kind != "request", spans: !slices.Contains([]string{"service", "request"}, a.kind)}
	for i, b := range objects {
		o.request, o.ticks, o.spans = o.request || b.request, o.ticks || b.ticks, o.spans && b.spans
		for _, k := range b.keys {
			if k = a.from[i].renamed(k); !slices.Contains(o.keys, k) {
				o.keys = append(o.keys, k)
			}
		}
	}
	if a.kind != "service" {
		o.rows = s.of
	} else { // without keys it can be read over one set of keys (R18)
		for _, b := range objects {
			o.scans = o.scans && !b.request && !b.always && len(b.keys) == len(o.keys) && len(o.keys) > 0
		}
		o.known = func(key []any, m moment, late bool) bool {
			return slices.ContainsFunc(objects, func(b object) bool { _, has := b.asOf(key, m, late); return has })
		}
	}
	for i, u := range a.cols {
		o.cols = append(o.cols, outCol{fmt.Sprintf("c%d", i), u.of(), u.form != "isnull" && u.a.col.loose, u.form == "column" && u.a.col.small || u.form == "minus"})
		o.spans = o.spans && u.form != "now"
	}
	o.asOf = func(key []any, m moment, late bool) ([]want, bool) { return a.asOf(o, objects, key, m, late) }
	return o
}

// asOf is its row: a service and a request-time view have one for every key asked; a view over views has one where all of them have,
// or the left one (R16, R17, R18).
func (a *above) asOf(o object, objects []object, of []any, m moment, late bool) ([]want, bool) {
	rows, exists := make([][]want, len(objects)), true
	for i, b := range objects {
		var theirs []any
		for _, k := range b.keys {
			theirs = append(theirs, of[slices.Index(o.keys, a.from[i].renamed(k))])
		}
		row, has := b.asOf(theirs, m, late)
		if rows[i] = row; !has {
			rows[i] = nil
			exists = exists && i > 0 && a.kind == "derived left" && len(o.keys) > 0
		}
	}
	if !o.always && (!exists || a.where != nil && a.where.eval(rows, m).val != true) {
		return nil, false
	}
	var out []want
	for _, u := range a.cols {
		out = append(out, u.eval(rows, m))
	}
	return out, true
}
