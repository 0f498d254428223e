package http

import (
	"slices"
	"strings"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// request is what a body asks for.
type request struct {
	keys     []values // of shape.keys
	params   []values // of shape.request
	n        int      // entities
	features *selection
	text     bool // bigint and numeric as strings
}

// values are those of a key or of a request parameter: one for all entities, or one for each.
type values struct {
	column sqltype.Column
	list   []any
	each   bool
	pos    int
}

// of is the value for entity i.
func (v *values) of(i int) any {
	if !v.each {
		return v.list[0]
	}
	return v.list[i]
}

// readRequest takes a body apart: {"entities": {…}, "request": {…}, "features": […], "numbers": "text"}. What it does not know is an error.
func (s *Server) readRequest(sh *shape, body string) (*request, error) {
	root, err := scan(body)
	if err != nil {
		return nil, err
	}
	r := &request{features: sh.all, n: 1}
	fields, err := fieldsOf(body, &root, "the body", []string{"entities", "request", "features", "numbers"})
	if err != nil {
		return nil, err
	}
	if r.keys, err = columns(body, &root, fields["entities"], sh.keys, "entities", "key"); err != nil {
		return nil, err
	}
	if r.params, err = columns(body, &root, fields["request"], sh.request, "request", "request parameter"); err != nil {
		return nil, err
	}
	if f := fields["features"]; f != nil {
		if r.features, err = chosen(body, f, sh); err != nil {
			return nil, err
		}
	}
	if f := fields["numbers"]; f != nil {
		if f.kind != '"' || f.text != "exact" && f.text != "text" {
			return nil, wrong(body, f.pos, sqlerr.InvalidParameterValue, `"numbers" is "exact" or "text"`)
		}
		r.text = f.text == "text"
	}
	return r, r.count(body, s.MaxEntities)
}

// fieldsOf are the members of an object by name, which must be among those that are known, and not be there twice.
func fieldsOf(body string, n *node, what string, known []string) (map[string]*node, error) {
	if n.kind != '{' {
		return nil, wrong(body, n.pos, sqlerr.DatatypeMismatch, "%s is a JSON object", what)
	}
	fields := make(map[string]*node, len(n.members))
	for i := range n.members {
		m := &n.members[i]
		if !slices.Contains(known, m.name) {
			e := wrong(body, m.pos, sqlerr.UndefinedColumn, "%s has no field %q", what, m.name)
			if len(known) > 0 {
				return nil, e.WithHint("It has %s.", strings.Join(known, ", "))
			}
			return nil, e
		}
		if fields[m.name] != nil {
			return nil, wrong(body, m.pos, sqlerr.DuplicateColumn, "%s has %q twice", what, m.name)
		}
		fields[m.name] = &m.value
	}
	return fields, nil
}

// columns reads the values of keys or of request parameters. An array is one value for each entity, anything else one for all.
func columns(body string, root, n *node, want []sqltype.Column, field, what string) ([]values, error) {
	if n == nil {
		if len(want) == 0 {
			return nil, nil
		}
		n = &node{kind: '{', pos: root.pos}
	}
	known := make([]string, len(want))
	for i, c := range want {
		known[i] = c.Name
	}
	fields, err := fieldsOf(body, n, `"`+field+`"`, known)
	if err != nil {
		return nil, err
	}
	out := make([]values, len(want))
	for i, c := range want {
		f := fields[c.Name]
		if f == nil {
			return nil, wrong(body, n.pos, sqlerr.InvalidColumnReference, "%s %q is missing", what, c.Name).
				WithHint("Give it in %q: one value, or an array with one for each entity.", field)
		}
		out[i] = values{column: c, pos: f.pos, each: f.kind == '[' && (!c.Type.Array || len(f.items) == 0 || f.items[0].kind == '[')}
		items := []node{*f}
		if out[i].each {
			items = f.items
		}
		out[i].list = make([]any, len(items))
		for j := range items {
			if out[i].list[j], err = decode(body, &items[j], bare(c.Type), what+` "`+c.Name+`"`); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// bare is a type as parameters have it: without precision, so that a value that is too long for a key is none of its values, and is not
// rounded to one.
func bare(t sqltype.Type) sqltype.Type { return sqltype.Type{ID: t.ID, Array: t.Array} }

// chosen are the features that the body names, in its order.
func chosen(body string, n *node, sh *shape) (*selection, error) {
	if n.kind != '[' {
		return nil, wrong(body, n.pos, sqlerr.DatatypeMismatch, `"features" is an array of names`)
	}
	out := make([]sqltype.Column, len(n.items))
	for i := range n.items {
		f := &n.items[i]
		if f.kind != '"' {
			return nil, wrong(body, f.pos, sqlerr.DatatypeMismatch, "the name of a feature is a string")
		}
		at := slices.IndexFunc(sh.all.columns, func(c sqltype.Column) bool { return c.Name == f.text })
		if at < 0 {
			return nil, wrong(body, f.pos, sqlerr.UndefinedColumn, "%s has no feature %q", sh.name, f.text).
				WithHint("GET /openapi.json lists the features of each view and service.")
		}
		if slices.Contains(out[:i], sh.all.columns[at]) {
			return nil, wrong(body, f.pos, sqlerr.DuplicateColumn, "feature %q is asked twice", f.text)
		}
		out[i] = sh.all.columns[at]
	}
	if len(out) == 0 {
		return nil, wrong(body, n.pos, sqlerr.InvalidParameterValue, `"features" is empty`).WithHint("Leave it out to get all of them.")
	}
	return newSelection(out), nil
}

// count finds how many entities are asked: all arrays must be of one length.
func (r *request) count(body string, most int) error {
	counted := false
	for _, v := range slices.Concat(r.keys, r.params) {
		switch {
		case !v.each:
		case len(v.list) > most:
			return wrong(body, v.pos, sqlerr.ProgramLimitExceeded, "%d entities are more than the %d of one request", len(v.list), most).
				WithHint("Ask for them in several requests.")
		case counted && len(v.list) != r.n:
			return wrong(body, v.pos, sqlerr.InvalidParameterValue, "%q has %d values, another array has %d", v.column.Name, len(v.list), r.n).
				WithHint("Arrays have a value for each entity; a value that is the same for all may be given alone.")
		default:
			counted, r.n = true, len(v.list)
		}
	}
	return nil
}
