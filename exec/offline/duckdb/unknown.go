package duckdb

import (
	"context"
	"slices"
	"strings"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/offline"
)

// unknowns of a statement that writes: texts in INSERT … VALUES and in SET, which Postgres reads as values of their columns. The
// engine would read some of them otherwise (bytea), and others not at all (arrays, times as people write them).

// written reads these texts. Its edits are by their place in the statement's text; they also name the columns of an INSERT that has
// fewer values than the table.
func (s *session) written(ctx context.Context, stmt *statement, in offline.Input) (map[int]edit, error) {
	w := &writtenTexts{stmt: stmt, format: in.Format, edits: map[int]edit{}}
	var table string
	switch stmt.word(0) {
	case "insert":
		if table = w.insertTarget(); w.values < 0 {
			return nil, nil
		}
	case "update":
		table, w.set = stmt.name(1), stmt.find(1, "set")
	}
	if table == "" || !slices.ContainsFunc(stmt.toks, func(t token) bool { return t.kind == str }) && w.values <= 0 {
		return nil, nil
	}
	columns, err := s.c.columns(ctx, "SELECT * FROM temp."+quoteIdent(table))
	if err != nil {
		return nil, nil // the statement's own error is told when it is bound
	}
	w.columns = columns
	if err := w.readValues(); err != nil {
		return nil, err
	}
	return w.edits, w.readSet()
}

type writtenTexts struct {
	stmt    *statement
	format  *sqltype.Format  // nil: the statement is only described, and a NULL will do
	columns []sqltype.Column // of the table
	names   []string         // of the columns that are written; nil: the table's, in their order
	values  int              // the token VALUES, 0 without
	set     int              // the token SET, 0 without
	edits   map[int]edit
}

// name is the table named at token i, in whatever schema.
func (s *statement) name(i int) string {
	if s.is(i+1, ".") {
		i += 2
	}
	if i >= len(s.toks) || s.toks[i].kind != word && s.toks[i].kind != quoted {
		return ""
	}
	return s.toks[i].name()
}

// insertTarget finds the table, the columns that are named, VALUES and SET.
func (w *writtenTexts) insertTarget() string {
	s := w.stmt
	if w.values = s.find(0, "values"); w.values < 0 || s.word(w.values-1) == "default" || s.find(0, "select", "with") >= 0 {
		w.values = -1
		return ""
	}
	if open := s.find(2, "("); open < 0 || open > w.values {
		for i := 2; i < w.values; i++ {
			if s.is(i, "(") {
				for j := i + 1; j < s.closing(i); j++ {
					if !s.is(j, ",") {
						w.names = append(w.names, s.toks[j].name())
					}
				}
				break
			}
		}
	}
	if conflict := s.find(w.values, "conflict"); conflict >= 0 {
		w.set = max(0, s.find(conflict, "set"))
	}
	return s.name(2)
}

// column is the column that value i of a row is for.
func (w *writtenTexts) column(i int) (sqltype.Column, bool) {
	if w.names == nil {
		if i < len(w.columns) {
			return w.columns[i], true
		}
		return sqltype.Column{}, false
	}
	if i < len(w.names) {
		return w.named(w.names[i])
	}
	return sqltype.Column{}, false
}

func (w *writtenTexts) named(name string) (sqltype.Column, bool) {
	i := slices.IndexFunc(w.columns, func(c sqltype.Column) bool { return strings.EqualFold(c.Name, name) })
	if i < 0 {
		return sqltype.Column{}, false
	}
	return w.columns[i], true
}

// readValues reads the rows of VALUES.
func (w *writtenTexts) readValues() error {
	if w.values <= 0 {
		return nil
	}
	s, width := w.stmt, 0
	for i := w.values + 1; s.is(i, "("); i++ {
		end := s.closing(i)
		column := 0
		for from, j := i+1, i+1; j <= end; j++ {
			if j < end && !s.is(j, ",") {
				if s.is(j, "(") || s.is(j, "[") || s.is(j, "{") {
					j = s.bracket(j)
				}
				continue
			}
			if c, ok := w.column(column); ok && j == from+1 {
				if err := w.read(s.toks[from], c); err != nil {
					return err
				}
			}
			from, column = j+1, column+1
		}
		if width = max(width, column); !s.is(end+1, ",") {
			break
		}
		i = end + 1
	}
	if w.names == nil && width < len(w.columns) {
		list := make([]string, width)
		for i := range list {
			list[i] = quoteIdent(w.columns[i].Name)
		}
		t := s.toks[w.values]
		w.edits[t.at] = edit{t.end - t.at, "(" + strings.Join(list, ", ") + ") VALUES"}
	}
	return nil
}

// bracket is the token that closes the bracket at i, of any kind.
func (s *statement) bracket(i int) int {
	depth := 0
	for ; i < len(s.toks); i++ {
		switch t := s.toks[i]; {
		case t.is("("), t.is("["), t.is("{"):
			depth++
		case t.is(")"), t.is("]"), t.is("}"):
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return i
}

// readSet reads column = 'text' behind SET.
func (w *writtenTexts) readSet() error {
	if w.set <= 0 {
		return nil
	}
	s := w.stmt
	for i := w.set + 1; i+2 < len(s.toks); i++ {
		if s.word(i) == "where" || s.word(i) == "from" || s.word(i) == "returning" {
			break
		}
		next := s.word(i + 3)
		alone := i+3 == len(s.toks) || s.is(i+3, ",") || next == "where" || next == "from" || next == "returning"
		if c, ok := w.named(s.toks[i].name()); ok && alone && s.is(i+1, "=") && (i == w.set+1 || s.is(i-1, ",")) {
			if err := w.read(s.toks[i+2], c); err != nil {
				return err
			}
		}
	}
	return nil
}

// read reads a text as a value of its column.
func (w *writtenTexts) read(t token, c sqltype.Column) error {
	content, ok := t.content()
	if !ok || !c.Type.Array && (c.Type.ID == sqltype.Text || c.Type.ID == sqltype.JSON) {
		return nil
	}
	var v any
	if w.format != nil {
		var err error
		if v, err = sqltype.ParseText(c.Type, content, w.format); err != nil {
			return &failure{sqlerr.From(err), t.at}
		}
	}
	w.edits[t.at] = edit{t.end - t.at, literal(c.Type, v)}
	return nil
}
