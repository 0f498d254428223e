package truth

import (
	"fmt"
	"strings"
)

// object is what a statement reads: a view over rows, a snapshot view, or what is above them.
type object struct {
	name    string
	keys    []key
	cols    []outCol
	request bool                              // it has the parameters p and q
	always  bool                              // it has a row for every key that is asked
	scans   bool                              // it can be read without keys
	spans   bool                              // it has a history
	plain   bool                              // it is a view over rows: its time can stand in MATCH_CONDITION
	ticks   bool                              // a snapshot view is in it
	rows    func(key []any, late bool) []*row // of a key, whose order decides; nil of a service
	asOf    func(key []any, m moment, late bool) ([]want, bool)
	known   func(key []any, m moment, late bool) bool // of a service: that one of its views has the key
}

// key is a key column: its name in the object, and the column of the spine that has it.
type key struct {
	name, column string
	typ          typ
}

// outCol is a column behind the keys.
type outCol struct {
	name  string
	typ   typ
	loose bool // it depends on the order in which doubles are added
	small bool // a count
}

// objects are all that the scenario defines, each after those that it reads.
func (s *scenario) objects() []object {
	var out []object
	for _, v := range s.views {
		out = append(out, s.viewObject(v))
	}
	for _, n := range s.snapshots {
		out = append(out, s.snapshotObject(n))
	}
	for _, a := range s.above {
		out = append(out, s.aboveObject(a, out))
	}
	return out
}

// entityKeys are the keys of what is not global.
func (s *scenario) entityKeys(global bool) []key {
	var out []key
	for i, t := range s.keys {
		if !global {
			out = append(out, key{keyName(i), keyName(i), t})
		}
	}
	return out
}

func (s *scenario) viewObject(v *view) object {
	o := object{name: v.name, keys: s.entityKeys(v.global), scans: true, spans: true, plain: true, rows: s.of}
	for _, i := range v.items {
		o.cols = append(o.cols, outCol{i.name, i.of(), i.loose(), i.small()})
		o.spans = o.spans && (i.post == nil || i.post.form != "now")
	}
	o.asOf = func(key []any, m moment, late bool) ([]want, bool) { return v.asOf(s.of(key, late), m) }
	return o
}

// small says whether an item is a count.
func (i *item) small() bool { return i.agg != nil && strings.HasPrefix(i.agg.fn, "count") }

// loose says whether an item is a sum of doubles, or made of one.
func (i *item) loose() bool {
	if i.post != nil && i.post.a != nil {
		i = i.post.a
	}
	if i.agg == nil || i.agg.arg == nil {
		return false
	}
	switch i.agg.fn {
	case "sum", "avg":
		return i.agg.arg.of().kind == kFloat
	case "var_samp", "var_pop", "stddev_samp", "stddev_pop":
		t := i.agg.arg.of()
		return t.kind == kFloat || t.oid == tInt8.oid || t.name == tWide.name
	}
	return false
}

// The spine and the lists of keys have the entity's keys (k0, k1, …), those of the next row (j0, j1, …), and parameters.

// key is the object's key in the i-th row of the domain.
func (s *scenario) key(o object, i int) []any {
	var out []any
	for n := range o.keys {
		out = append(out, s.keyValue(o.keys[n].column, i))
	}
	return out
}

// keyValue is a column of keys in the i-th row of the domain; nil of no row.
func (s *scenario) keyValue(column string, i int) any {
	if i < 0 {
		return nil
	}
	var n int
	fmt.Sscanf(column[1:], "%d", &n)
	if column[0] == 'j' {
		i = (i + 1) % len(s.domain)
	}
	return s.domain[i][n]
}

// spineKeys are the columns of keys of the spine.
func (s *scenario) spineKeys() []key {
	out := s.entityKeys(false)
	for i, t := range s.keys {
		name := fmt.Sprintf("j%d", i)
		out = append(out, key{name, name, t})
	}
	return out
}

func (s *scenario) spineNames() string {
	var names []string
	for _, k := range s.spineKeys() {
		names = append(names, k.name)
	}
	return strings.Join(append(names, "p", "q"), ", ")
}

// spineRow is the columns of spineNames in the i-th row of the domain, at a time.
func (s *scenario) spineRow(i int, t int64) string {
	var out []string
	for _, k := range s.spineKeys() {
		out = append(out, k.typ.literal(s.keyValue(k.column, i)))
	}
	p, q := parameters(t)
	return strings.Join(append(out, tInt8.literal(p), tText.literal(q)), ", ")
}

// parameters are those that a read at t gives to request-time views: so every path gives the same.
func parameters(t int64) (p, q any) {
	if n := t & 7; n != 7 {
		p = n
	}
	return p, []any{"a", "", nil, "it's"}[t>>1&3]
}

// on is the condition of a join of the spine l to the object v.
func (o object) on() string {
	var out []string
	for _, k := range o.keys {
		out = append(out, fmt.Sprintf("v.%s = l.%s", k.name, k.column))
	}
	if out == nil {
		return "true"
	}
	return strings.Join(out, " AND ")
}

// where is the condition on the object's key in the i-th row of the domain.
func (s *scenario) where(o object, i int) string {
	var out []string
	for n, v := range s.key(o, i) {
		out = append(out, o.keys[n].name+" = "+o.keys[n].typ.constant(v))
	}
	if out == nil {
		return ""
	}
	return " WHERE " + strings.Join(out, " AND ")
}

// call is the object with the parameters of a time as constants.
func (o object) call(t int64) string {
	if !o.request {
		return o.name
	}
	p, q := parameters(t)
	return fmt.Sprintf("%s(p => %s, q => %s)", o.name, tInt8.literal(p), tText.literal(q))
}

// rowsOf is the rows of the domain that differ for the object: one if it has no keys.
func (s *scenario) rowsOf(o object) int {
	if len(o.keys) == 0 {
		return 1
	}
	return len(s.domain)
}
