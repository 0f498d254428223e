package http

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"asof/catalog"
	"asof/catalog/sqltype"
)

// statement is the SELECT that a read is. Its text depends on the columns and, coarsely, on how many entities there are, so that few texts
// serve all reads of a view.
type statement struct {
	sql  string
	oids []uint32
	args []any

	keyed   bool // the rows are a set, with their keys in front of the features: they have to be put in order by them
	ordered bool // there is a row for each entity, in their order
}

// make writes the statement:
//
//	one entity                SELECT f, … FROM v WHERE k1 = $1 AND k2 = $2
//	one key that differs      SELECT k1, k2, f, … FROM v WHERE k1 = $1 AND k2 = ANY($2)
//	several keys that differ  SELECT k1, k2, f, … FROM v WHERE (k1, k2) IN (($1, $2), ($3, $4), …)
//	parameters that differ    SELECT f, … FROM (VALUES (0, $1, $2), …) AS e LEFT JOIN v(p => e.p) ON v.k = e.k ORDER BY 1
func makeStatement(sh *shape, r *request) *statement {
	st := &statement{}
	var each []int // keys that differ
	for i := range r.keys {
		if r.keys[i].each {
			each = append(each, i)
		}
	}
	for i := range r.params {
		if r.params[i].each && r.n != 1 {
			st.ordered = true
		}
	}
	if st.ordered {
		st.joined(sh, r)
		return st
	}
	st.keyed = r.n != 1 && len(r.keys) > 0
	var b strings.Builder
	b.WriteString("SELECT ")
	if st.keyed {
		for _, k := range sh.keys {
			b.WriteString(catalog.QuoteIdent(k.Name) + ", ")
		}
	}
	b.WriteString(r.features.sql)
	b.WriteString("_event_time, _as_of FROM " + catalog.QuoteIdent(sh.name))
	st.call(&b, sh, func(i int) string { return st.param(r.params[i].column.Type, r.params[i].of(0)) })
	word := " WHERE "
	for i, k := range sh.keys {
		if st.keyed && r.keys[i].each {
			continue
		}
		b.WriteString(word + catalog.QuoteIdent(k.Name) + " = " + st.param(k.Type, r.keys[i].of(0)))
		word = " AND "
	}
	if st.keyed {
		b.WriteString(word)
		st.list(&b, r, each)
	}
	st.sql = b.String()
	return st
}

// param adds a parameter and returns what stands for it.
func (st *statement) param(t sqltype.Type, v any) string {
	st.oids = append(st.oids, bare(t).OID())
	st.args = append(st.args, v)
	return "$" + strconv.Itoa(len(st.args))
}

// call writes the request parameters of a FROM item.
func (st *statement) call(b *strings.Builder, sh *shape, value func(i int) string) {
	for i, p := range sh.request {
		sep := ", "
		if i == 0 {
			sep = "("
		}
		b.WriteString(sep + catalog.QuoteIdent(p.Name) + " => " + value(i))
	}
	if len(sh.request) > 0 {
		b.WriteString(")")
	}
}

// list writes the condition on the keys that differ.
func (st *statement) list(b *strings.Builder, r *request, each []int) {
	if len(each) == 1 {
		k := &r.keys[each[0]]
		b.WriteString(catalog.QuoteIdent(k.column.Name) + " = ANY(" + st.param(sqltype.ArrayOf(k.column.Type), k.list) + ")")
		return
	}
	names := make([]string, len(each))
	for i, at := range each {
		names[i] = catalog.QuoteIdent(r.keys[at].column.Name)
	}
	fmt.Fprintf(b, "(%s) IN (", strings.Join(names, ", "))
	for i := range padded(r.n) {
		if i > 0 {
			b.WriteString(", ")
		}
		sep := "("
		for _, at := range each {
			b.WriteString(sep + st.param(r.keys[at].column.Type, r.keys[at].of(min(i, r.n-1))))
			sep = ", "
		}
		b.WriteString(")")
	}
	b.WriteString(")")
}

// padded is n taken up to a power of two: lists are filled up with their last entry, so that there are few texts.
func padded(n int) int {
	p := 1
	for p < n {
		p *= 2
	}
	return p
}

// joined writes the statement whose request parameters differ.
func (st *statement) joined(sh *shape, r *request) {
	var b strings.Builder
	b.WriteString("SELECT e.n, ")
	for _, f := range r.features.columns {
		b.WriteString("v." + catalog.QuoteIdent(f.Name) + ", ")
	}
	b.WriteString("v._event_time, v._as_of FROM (VALUES ")
	for i := range padded(r.n) {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "(%d", i)
		for j := range r.keys {
			t := full(r.keys[j].column.Type)
			b.WriteString(", " + st.param(t, keyValue(t, r.keys[j].of(min(i, r.n-1)))) + "::" + t.String())
		}
		for j := range r.params {
			t := full(r.params[j].column.Type)
			b.WriteString(", " + st.param(t, r.params[j].of(min(i, r.n-1))) + "::" + t.String())
		}
		b.WriteString(")")
	}
	b.WriteString(") AS e(n")
	for i := range sh.keys {
		fmt.Fprintf(&b, ", k%d", i)
	}
	for i := range sh.request {
		fmt.Fprintf(&b, ", p%d", i)
	}
	b.WriteString(") LEFT JOIN " + catalog.QuoteIdent(sh.name))
	st.call(&b, sh, func(i int) string { return fmt.Sprintf("e.p%d", i) })
	b.WriteString(" AS v ON ")
	for i, k := range sh.keys {
		fmt.Fprintf(&b, "v.%s = e.k%d AND ", catalog.QuoteIdent(k.Name), i)
	}
	st.sql = strings.TrimSuffix(b.String(), " AND ")
	if len(sh.keys) == 0 {
		st.sql += "true"
	}
	st.sql += " ORDER BY e.n"
}

// full is a type as a cast to it keeps all its values: numeric without precision is that of a declared column (R6).
func full(t sqltype.Type) sqltype.Type {
	if t.ID == sqltype.Numeric && t.Precision == 0 {
		t.Precision, t.Scale = 38, 9
	}
	return t
}

// keyValue is a value that a key of type t may be equal to, NULL for one that no key can be: a cast to t would round it to another.
func keyValue(t sqltype.Type, v any) any {
	d, ok := v.(sqltype.Decimal)
	if !ok {
		return v
	}
	held, err := d.Constrain(t.Precision, t.Scale)
	if err != nil || !bytes.Equal(sqltype.AppendOrdered(nil, t, held), sqltype.AppendOrdered(nil, t, d)) {
		return nil
	}
	return held
}
