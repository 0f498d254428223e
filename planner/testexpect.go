package planner

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/parser"
	"asof/planner/plan"
)

// asked is what a test asks of a view or service. What has a row for every key asked (R17, R18) is asked for the keys of the expected
// rows, with the request parameters that stand beside them: they are captured by name. Of any other view all rows are looked at.
type asked struct {
	*planner
	name    string
	kind    catalog.Kind
	perRow  bool
	columns []plan.Column // of EXPECT: the keys and request parameters, which tell rows apart, then the features
	keys    int           // of the target: the first of columns
	given   int           // keys and request parameters
}

func (p *planner) asked(o catalog.Object) *asked {
	t := p.makeTarget(o)
	a := &asked{planner: p, name: t.Name, kind: o.ObjectKind(), perRow: t.Exists == nil, keys: len(t.Keys), given: len(t.Keys) + len(t.Request)}
	a.columns = slices.Concat(t.Keys, t.Request)
	for _, c := range t.Columns {
		if _, err := typesOf([]string{c.Name}, a.columns); err != nil { // a feature called as a parameter is hidden by it
			a.columns = append(a.columns, c.Column)
		}
	}
	return a
}

// fits checks rows that are expected: the keys and request parameters are among the columns.
func (a *asked) fits(x *catalog.TestExpect, e ast.TestExpect, text string) error {
	if x.Rows == nil && a.perRow {
		return at(sqlerr.New(sqlerr.InvalidObjectDefinition, "%s %q has a row for every key asked", a.kind, a.name).
			WithHint("EXPECT … VALUES asks for the keys that it lists; what is not known of one is NULL."), text, e.Pos)
	}
	if x.Columns == nil {
		for _, c := range a.columns {
			x.Columns = append(x.Columns, c.Name)
		}
	}
	for i, k := range a.columns[:a.given] {
		if x.Rows == nil || slices.Contains(x.Columns, k.Name) {
			continue
		}
		err := sqlerr.New(sqlerr.InvalidColumnReference, "EXPECT does not have the key %q", k.Name).
			WithHint("Rows are told apart by their keys: list them among the columns.")
		if i >= a.keys {
			err = sqlerr.New(sqlerr.InvalidColumnReference, "EXPECT does not have the request parameter %q", k.Name).
				WithHint("List it among the columns: each row says what is asked, and what the answer is.")
		}
		return at(err, text, e.Pos)
	}
	types, err := typesOf(x.Columns, a.columns)
	if err != nil {
		return at(err, text, e.Pos)
	}
	return valuesFit(types, e.TestRows, text)
}

// expectation plans the query of what there is as of a time: keys and request parameters, then the other columns that are looked at.
func (a *asked) expectation(e *catalog.TestExpect) (plan.TestExpect, error) {
	x := plan.TestExpect{AsOf: e.AsOf, Strict: e.Strict, Keys: a.given}
	var names []string
	for _, c := range a.columns[:a.given] {
		names = append(names, c.Name)
	}
	for _, c := range e.Columns {
		if !slices.Contains(names, c) {
			names = append(names, c)
		}
	}
	types, bad := typesOf(names, a.columns)
	if bad != nil {
		return x, bad
	}
	for i, n := range names {
		x.Columns = append(x.Columns, plan.Column{Name: n, Type: types[i]})
	}
	written, bad := typesOf(e.Columns, a.columns)
	if bad != nil {
		return x, bad
	}
	values, err := e.Parse(written)
	if err != nil {
		return x, err
	}
	for _, row := range values {
		ordered := make([]any, len(names))
		for i, n := range names {
			j := slices.Index(e.Columns, n)
			if j < 0 {
				return x, sqlerr.New(sqlerr.InvalidColumnReference, "EXPECT does not have the column %q", n)
			}
			ordered[i] = row[j]
		}
		x.Rows = append(x.Rows, ordered)
	}
	tree, err := parser.Parse(a.sql(&x))
	if err != nil {
		return x, err
	}
	node, err := Plan(a.snap, tree, a.env)
	if err != nil {
		return x, err
	}
	x.Query = node.(*plan.Query)
	return x, nil
}

// sql is the text of the query of an expectation.
func (a *asked) sql(x *plan.TestExpect) string {
	asOf := " AS OF TIMESTAMPTZ '" + time.UnixMicro(x.AsOf).UTC().Format("2006-01-02 15:04:05.000000+00") + "'"
	if x.Strict {
		asOf += " STRICT"
	}
	list := make([]string, len(x.Columns))
	for i, c := range x.Columns {
		if list[i] = quoted(c.Name); a.perRow && i >= a.given {
			list[i] = "told." + list[i]
		} else if a.perRow {
			list[i] = "asked." + list[i]
		}
	}
	if !a.perRow {
		return fmt.Sprintf("SELECT %s FROM %s%s", strings.Join(list, ", "), quoted(a.name), asOf)
	}
	names, on := []string{`"asof.row"`}, []string{"true"}
	for i, c := range a.columns[:a.given] {
		names = append(names, quoted(c.Name))
		if i < a.keys {
			on = append(on, fmt.Sprintf("asked.%[1]s = told.%[1]s", quoted(c.Name)))
		}
	}
	rows := make([]string, len(x.Rows))
	for i, row := range x.Rows {
		cells := []string{fmt.Sprint(i)}
		for j, v := range row[:a.given] {
			x.Args, x.Types = append(x.Args, v), append(x.Types, x.Columns[j].Type)
			cells = append(cells, fmt.Sprintf("$%d", len(x.Args)))
		}
		rows[i] = "(" + strings.Join(cells, ", ") + ")"
	}
	return fmt.Sprintf("SELECT %s FROM (VALUES %s) AS asked(%s) LEFT JOIN %s%s AS told ON %s",
		strings.Join(list, ", "), strings.Join(rows, ", "), strings.Join(names, ", "), quoted(a.name), asOf, strings.Join(on, " AND "))
}
