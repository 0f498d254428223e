package syscat

import (
	"fmt"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v6"

	"asof/catalog/pgcatalog"
	"asof/catalog/sqlerr"
)

// scope is the names that expressions of one query level can use.
type scope struct {
	a     *analyzer
	up    *scope
	sel   *selectQuery // that the expressions belong to; nil where there is none yet
	items []*nsItem
	ctes  []*cte

	open     bool        // a side of a set operation: literals of no type stay so
	lateral  bool        // LATERAL is being analyzed: items to the left are visible
	clause   string      // "WHERE", "JOIN/ON", … where aggregates or sets are refused; "" in the select list
	outer    *[]*varExpr // columns of levels further out that the level uses, as seen from the level around it
	windows  []*windowSpec
	defining bool // the WINDOW clause is analyzed: a window's name is its own
}

// nsItem is a name of FROM: a relation, or a join, whose columns expressions can use.
type nsItem struct {
	name        string
	table       *pgcatalog.Table // of a relation that has no alias: schema-qualified names mean it too
	rel         *rangeItem
	cols        []nsCol
	relVisible  bool // item.column
	colVisible  bool // column
	lateralOnly bool
	lateralOK   bool
}

type nsCol struct {
	name string
	e    expr // as seen from the item's level
}

// rangeItem is a FROM item that has rows: a part of its level's row.
type rangeItem struct {
	index   int
	off     int
	cols    []outCol
	used    []bool
	table   *pgcatalog.Table
	scalar  bool // a function with one column: the whole row is that column
	rowType uint32
	sysBase int        // where the system columns begin, among cols
	records [][]outCol // fields of the columns that are records, where they are known
}

// outCol is a column of a relation or of a result.
type outCol struct {
	name string
	typ  uint32
	mod  int32
}

// clone is a scope for expressions of the same level, whose differences do not outlive it.
func (s *scope) clone() *scope { c := *s; return &c }

func (s *scope) in(clause string) *scope {
	c := s.clone()
	c.clause = clause
	return c
}

// inCall is the scope of a call's arguments.
func (s *scope) inCall(*pg.FuncCall) *scope { return s }

// shift is e as seen from levels further in. It is a copy.
func shift(e expr, levels int) expr {
	switch e := e.(type) {
	case *varExpr:
		c := *e
		c.up += levels
		return &c
	case *coalesceExpr:
		c := &coalesceExpr{typed: e.typed}
		for _, x := range e.args {
			c.args = append(c.args, shift(x, levels))
		}
		return c
	case *castExpr:
		c := *e
		c.arg = shift(e.arg, levels)
		return &c
	}
	return e
}

// use gives a column's expression at s, found at owner, levels out.
func (s *scope) use(col nsCol, levels int, pos int32) expr {
	e := shift(col.e, levels)
	e.info().pos = pos
	s.note(e)
	return e
}

// note marks the columns of e as used, and as used from outside by the levels between.
func (s *scope) note(e expr) {
	walk(e, func(x expr) bool {
		v, ok := x.(*varExpr)
		if !ok {
			return true
		}
		if v.item != nil {
			v.item.used[v.i-v.item.off] = true
		}
		at := s
		for n := v.up; n > 0 && at != nil; n-- {
			if at.outer != nil {
				c := *v
				c.up = n - 1
				*at.outer = append(*at.outer, &c)
			}
			at = at.up
		}
		return true
	})
}

// column resolves an unqualified name; nil if there is none.
func (s *scope) column(name string, pos int32) (expr, error) {
	levels := 0
	for at := s; at != nil; at = at.up {
		var got *nsCol
		for _, it := range at.items {
			if !it.colVisible || it.lateralOnly && !at.lateral {
				continue
			}
			for i := range it.cols {
				if it.cols[i].name != name {
					continue
				}
				if got != nil {
					return nil, s.a.errAt(sqlerr.New(sqlerr.AmbiguousColumn, "column reference %q is ambiguous", name), pos)
				}
				if it.lateralOnly && !it.lateralOK {
					return nil, s.a.errAt(sqlerr.New(sqlerr.InvalidColumnReference, "invalid reference to FROM-clause entry for table %q", it.name).
						WithDetail("The combining JOIN type must be INNER or LEFT for a LATERAL reference."), pos)
				}
				got = &it.cols[i]
			}
		}
		if got == nil {
			for _, it := range at.items {
				if it.colVisible && !(it.lateralOnly && !at.lateral) && it.rel != nil && it.rel.table != nil {
					if e := systemColumn(it, name); e != nil {
						if got != nil {
							return nil, s.a.errAt(sqlerr.New(sqlerr.AmbiguousColumn, "column reference %q is ambiguous", name), pos)
						}
						got = &nsCol{name, e}
					}
				}
			}
		}
		if got != nil {
			return s.use(*got, levels, pos), nil
		}
		levels++
	}
	return nil, nil
}

// relation resolves the name of a FROM item.
func (s *scope) relation(schema, name string, pos int32) (*nsItem, int, error) {
	levels := 0
	for at := s; at != nil; at = at.up {
		var got *nsItem
		for _, it := range at.items {
			if !it.relVisible || it.lateralOnly && !at.lateral || it.name != name {
				continue
			}
			if schema != "" && (it.table == nil || it.table.Schema != schema) {
				continue
			}
			if got != nil {
				return nil, 0, s.a.errAt(sqlerr.New("42P09", "table reference %q is ambiguous", name), pos)
			}
			if it.lateralOnly && !it.lateralOK {
				return nil, 0, s.a.errAt(sqlerr.New(sqlerr.InvalidColumnReference, "invalid reference to FROM-clause entry for table %q", it.name).
					WithDetail("The combining JOIN type must be INNER or LEFT for a LATERAL reference."), pos)
			}
			got = it
		}
		if got != nil {
			return got, levels, nil
		}
		levels++
	}
	return nil, 0, nil
}

// systemColumn is tableoid, ctid, xmin and their like of a relation.
func systemColumn(it *nsItem, name string) expr {
	rel := it.rel
	for i := rel.sysBase; i < len(rel.cols); i++ {
		if rel.cols[i].name == name {
			return &varExpr{typed: typed{rel.cols[i].typ, -1, -1}, i: rel.off + i, item: rel, name: name}
		}
	}
	return nil
}

// columnRef is a name in an expression: column, item.column, schema.item.column, item.*, or a whole row.
func (s *scope) columnRef(n *pg.ColumnRef) (expr, error) {
	a := s.a
	fields := names(n.Fields)
	if isStar(n) {
		return s.rowStar(fields, n)
	}
	switch len(fields) {
	case 1:
		e, err := s.column(fields[0], n.Location)
		if e != nil || err != nil {
			return e, err
		}
		if e := a.argument(fields[0], n.Location); e != nil {
			return e, nil
		}
		it, levels, err := s.relation("", fields[0], n.Location)
		if err != nil {
			return nil, err
		}
		if it != nil {
			return s.wholeRow(it, levels, n.Location), nil
		}
		return nil, s.noColumn("", fields[0], n.Location)
	case 2, 3, 4:
		if len(fields) == 4 {
			if fields[0] != a.env.Session.Database {
				return nil, a.errAt(sqlerr.New(sqlerr.FeatureNotSupported, "cross-database references are not implemented: %s", strings.Join(fields, ".")), n.Location)
			}
			fields = fields[1:]
		}
		schema := ""
		if len(fields) == 3 {
			schema = fields[0]
		}
		name, col := fields[len(fields)-2], fields[len(fields)-1]
		it, levels, err := s.relation(schema, name, n.Location)
		if err != nil {
			return nil, err
		}
		if it != nil {
			return s.columnOf(it, levels, col, n.Location)
		}
		if len(fields) == 2 { // a field of a composite column
			e, err := s.column(name, n.Location)
			if err != nil {
				return nil, err
			}
			if e != nil {
				if f := s.field(e, col, n.Location); f != nil {
					return f, nil
				}
				return nil, a.noField(e, col, n.Location)
			}
		}
		return nil, s.noRelation(name, n.Location)
	}
	return nil, a.errAt(sqlerr.New(sqlerr.SyntaxError, "improper qualified name (too many dotted names): %s", strings.Join(fields, ".")), n.Location)
}

// rowStar is item.* where one value is wanted: the whole row.
func (s *scope) rowStar(fields []string, n *pg.ColumnRef) (expr, error) {
	if len(fields) == 0 || len(fields) > 2 {
		return nil, s.a.errAt(sqlerr.New(sqlerr.FeatureNotSupported, "row expansion via \"*\" is not supported here"), n.Location)
	}
	schema, name := "", fields[len(fields)-1]
	if len(fields) == 2 {
		schema = fields[0]
	}
	it, levels, err := s.relation(schema, name, n.Location)
	if err != nil {
		return nil, err
	}
	if it == nil {
		return nil, s.noRelation(name, n.Location)
	}
	return s.wholeRow(it, levels, n.Location), nil
}

// columnOf is item.column; a function name in the column's place is a call with the row.
func (s *scope) columnOf(it *nsItem, levels int, name string, pos int32) (expr, error) {
	var got *nsCol
	for i := range it.cols {
		if it.cols[i].name == name {
			if got != nil {
				return nil, s.a.errAt(sqlerr.New(sqlerr.AmbiguousColumn, "column reference %q is ambiguous", name), pos)
			}
			got = &it.cols[i]
		}
	}
	if got == nil && it.rel != nil {
		if e := systemColumn(it, name); e != nil {
			got = &nsCol{name, e}
		}
	}
	if got != nil {
		return s.use(*got, levels, pos), nil
	}
	return nil, s.noColumn(it.name, name, pos)
}

// wholeRow is a FROM item as a value: its only column where it is a function that returns one, else a record.
func (s *scope) wholeRow(it *nsItem, levels int, pos int32) expr {
	if it.rel != nil && it.rel.scalar {
		return s.use(it.cols[0], levels, pos)
	}
	r := &rowExpr{typed: typed{oidRecord, -1, pos}, whole: true, of: it.name}
	if it.rel != nil && it.rel.rowType != 0 {
		r.typ = it.rel.rowType
	}
	for _, c := range it.cols {
		r.args = append(r.args, s.use(c, levels, pos))
		r.names = append(r.names, c.name)
	}
	return r
}

// noColumn is the error for an unknown column, with Postgres' hint of one that reads alike or belongs to a hidden item.
func (s *scope) noColumn(rel, name string, pos int32) error {
	shown := fmt.Sprintf("%q", name)
	if rel != "" {
		shown = rel + "." + name
	}
	err := sqlerr.New(sqlerr.UndefinedColumn, "column %s does not exist", shown)
	s.hintColumn(err, rel, name)
	return s.a.errAt(err, pos)
}

// noRelation is the error for an unknown FROM item.
func (s *scope) noRelation(name string, pos int32) error {
	for at := s; at != nil; at = at.up {
		for _, it := range at.items {
			switch {
			case it.name == name && it.lateralOnly:
				return s.a.errAt(sqlerr.New(sqlerr.UndefinedTable, "invalid reference to FROM-clause entry for table %q", name).
					WithHint("There is an entry for table %q, but it cannot be referenced from this part of the query.", name), pos)
			case it.rel != nil && it.rel.table != nil && it.rel.table.Name == name && it.name != name && it.relVisible:
				return s.a.errAt(sqlerr.New(sqlerr.UndefinedTable, "invalid reference to FROM-clause entry for table %q", name).
					WithHint("Perhaps you meant to reference the table alias %q.", it.name), pos)
			}
		}
	}
	return s.a.errAt(sqlerr.New(sqlerr.UndefinedTable, "missing FROM-clause entry for table %q", name), pos)
}

// argument is a parameter of the function whose body is analyzed, called by name.
func (a *analyzer) argument(name string, pos int32) expr {
	for i, n := range a.names {
		if n == name && i < len(a.params) {
			return &paramExpr{typed{a.params[i], -1, pos}, i + 1}
		}
	}
	return nil
}
