package planner

import (
	"slices"

	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// nameColumns gives the columns of a view or service the names of AS d (k, y), the first ones first; the others keep theirs, as in Postgres.
// A key is bound by its new name.
func (q *query) nameColumns(e *entry) error {
	names, t := e.rel.Columns, e.target
	if len(names) > len(t.Columns) {
		return q.err(sqlerr.New(sqlerr.InvalidColumnReference, "%q has %d columns available but %d columns specified", e.alias, len(t.Columns), len(names)), e.rel.Span)
	}
	t.Keys, t.Columns = slices.Clone(t.Keys), slices.Clone(t.Columns)
	for i, name := range names {
		if slices.Contains(hiddenNames, name.Text) {
			return at(sqlerr.New(sqlerr.DuplicateColumn, "every feature view has a column %q", name.Text).WithHint("Give the column another name."), q.stmt.SQL, name.Pos)
		}
		t.Columns[i].Name = name.Text
		if k, ok := t.Columns[i].Key(); ok {
			t.Keys[k].Name = name.Text
		}
	}
	for i, c := range t.Columns {
		for _, other := range t.Columns[:i] {
			if c.Name == other.Name {
				return at(sqlerr.New(sqlerr.DuplicateColumn, "column name %q is used more than once in %q", c.Name, e.alias).
					WithHint("Name all columns that would collide."), q.stmt.SQL, positionOf(names, c.Name))
			}
		}
	}
	return nil
}

// positionOf is where a name was written.
func positionOf(names []ast.Name, text string) int {
	i := slices.IndexFunc(names, func(n ast.Name) bool { return n.Text == text })
	return names[i].Pos
}
