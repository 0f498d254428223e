package planner

import (
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/parser"
	"asof/planner/plan"
)

// tempTable notes in a plan what the engine does not keep of a temp table.
func (q *query) tempTable() error {
	t := q.stmt.Temp
	switch {
	case t == nil:
		return nil
	case t.Index:
		return q.mayWrite("CREATE INDEX", t.Name, false, q.stmt.SQL)
	}
	if err := tempSchema(t.Name, q.stmt.SQL); err != nil && q.stmt.Verb == "create" {
		return err
	}
	q.out.Temp = &plan.TempTable{Name: t.Name.Name, IfNotExists: t.IfNotExists, OnCommit: t.OnCommit, NewName: t.NewName}
	return nil
}

// columnNames is what stands behind the query of CREATE TEMP TABLE … (names) AS.
func (q *query) columnNames() []plan.Piece {
	t := q.stmt.Temp
	if t == nil || !t.Filled || t.Columns == nil {
		return nil
	}
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = catalog.QuoteIdent(c.Text)
	}
	text := ") AS q(" + strings.Join(names, ", ") + ")"
	if t.NoData {
		text += " LIMIT 0"
	}
	return []plan.Piece{plan.Text(text)}
}

// tempSchema refuses a temp table in a schema.
func tempSchema(n ast.QName, text string) error {
	if n.Schema == "" || n.Schema == "pg_temp" {
		return nil
	}
	return at(sqlerr.New("42P16", "cannot create temporary relation in non-temporary schema"), text, n.Pos)
}

// likeTable plans CREATE TEMP TABLE … (LIKE table) as that of a query without rows.
func (p *planner) likeTable(s *ast.Query) (plan.Node, error) {
	t := s.Temp
	like := catalog.QuoteIdent(t.Like.Name)
	if t.Like.Schema != "" {
		like = catalog.QuoteIdent(t.Like.Schema) + "." + like
	}
	if err := tempSchema(t.Name, s.SQL); err != nil {
		return nil, err
	}
	tree, err := parser.Parse("CREATE TEMP TABLE " + catalog.QuoteIdent(t.Name.Name) + " AS SELECT * FROM " + like + " LIMIT 0")
	if err != nil {
		return nil, err
	}
	node, err := Plan(p.snap, tree, p.env)
	if err != nil {
		return nil, err
	}
	q, ok := node.(*plan.Query)
	if !ok {
		return nil, at(sqlerr.New(sqlerr.FeatureNotSupported, "LIKE of a system catalog is not supported"), s.SQL, t.Like.Pos)
	}
	q.Temp = &plan.TempTable{Name: t.Name.Name, IfNotExists: t.IfNotExists, OnCommit: t.OnCommit, Tag: "CREATE TABLE"}
	return q, nil
}

// selectInto plans SELECT … INTO TEMP as CREATE TEMP TABLE … AS.
func (p *planner) selectInto(s *ast.SelectInto) (plan.Node, error) {
	if err := tempSchema(s.Into.Name, s.SQL); err != nil {
		return nil, err
	}
	node, err := Plan(p.snap, s.Query, p.env)
	if err != nil {
		return nil, err
	}
	if sys, ok := node.(*plan.SystemQuery); ok && sys.Instead != nil {
		node = sys.Instead // it reads nothing, and so may run in either engine
	}
	q, ok := node.(*plan.Query)
	if !ok {
		return nil, at(sqlerr.New(sqlerr.FeatureNotSupported, "SELECT INTO from system catalogs is not supported"), s.SQL, s.Into.Name.Pos)
	}
	q.Pieces = append([]plan.Piece{plan.Text("CREATE TEMP TABLE " + catalog.QuoteIdent(s.Into.Name.Name) + " AS ")}, q.Pieces...)
	q.SQL, q.Verb, q.Lookup = s.SQL, "create", nil
	q.Temp = &plan.TempTable{Name: s.Into.Name.Name}
	return q, nil
}

// tables plans DROP TABLE and TRUNCATE of temp tables.
func (p *planner) tables(s *ast.Tables) (plan.Node, error) {
	out := &plan.Tables{Drop: s.Drop}
	verb, what := "TRUNCATE", "relation"
	if s.Drop {
		verb, what = "DROP", "table"
	}
	for _, n := range s.Names {
		if (n.Schema == "" || n.Schema == "pg_temp") && p.env.Temp != nil && p.env.Temp(n.Name) {
			out.Names = append(out.Names, n.Name)
			continue
		}
		if err := p.mayWrite(verb, n, false, s.SQL); err != nil {
			return nil, err
		}
		name := n.Name
		if n.Schema != "" {
			name = n.Schema + "." + name
		}
		if !s.IfExists {
			return nil, sqlerr.New(sqlerr.UndefinedTable, "%s %q does not exist", what, name)
		}
		out.Notices = append(out.Notices, sqlerr.Notice("table %q does not exist, skipping", name))
	}
	return out, nil
}
