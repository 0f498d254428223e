package planner

import (
	"slices"
	"strings"

	"asof/catalog"
	"asof/catalog/pgcatalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/parser"
	"asof/planner/plan"
)

// clientCopy plans COPY … TO STDOUT and COPY … FROM STDIN.
func (p *planner) clientCopy(s *ast.Query) (plan.Node, error) {
	c := s.Copy
	format, err := copyFormat(s)
	if err != nil {
		return nil, err
	}
	if !c.Query.Empty() {
		return p.copyQuery(s, format)
	}
	format.Table = c.Table.Name
	for i, name := range c.Columns {
		if slices.Contains(format.Columns, name.Text) {
			return nil, at(sqlerr.New(sqlerr.DuplicateColumn, "column %q specified more than once", name.Text), s.SQL, c.Columns[i].Pos)
		}
		format.Columns = append(format.Columns, name.Text)
	}
	if err := p.copyable(c); err != nil {
		return nil, err
	}
	if !c.To {
		where, err := p.copyWhere(s)
		if err != nil {
			return nil, err
		}
		return &plan.CopyIn{Copy: format, SQL: s.SQL, Where: where}, nil
	}
	name := catalog.QuoteIdent(c.Table.Name)
	if c.Table.Schema != "" {
		name = catalog.QuoteIdent(c.Table.Schema) + "." + name
	}
	list := "*"
	if format.Columns != nil {
		quoted := make([]string, len(format.Columns))
		for i, c := range format.Columns {
			quoted[i] = catalog.QuoteIdent(c)
		}
		list = strings.Join(quoted, ", ")
	}
	tree, err := parser.Parse("SELECT " + list + " FROM " + name)
	if err != nil {
		return nil, err
	}
	node, err := Plan(p.snap, tree, p.env)
	if err != nil {
		return nil, err
	}
	return &plan.CopyOut{Copy: format, Query: node}, nil
}

// fileCopy refuses the formats of Postgres that the engine does not write to files.
func (q *query) fileCopy() error {
	c := q.stmt.Copy
	if c == nil {
		return nil
	}
	for i := c.Options.First; i < c.Options.Last; i++ {
		t := q.stmt.Tokens[i]
		named := i > c.Options.First && q.stmt.Tokens[i-1].Is("format") && t.Kind <= ast.String
		if named && (strings.EqualFold(t.Value, "text") || strings.EqualFold(t.Value, "binary")) || i == c.Options.First && t.Is("binary") {
			return q.err(sqlerr.New(sqlerr.FeatureNotSupported, "COPY format \"%s\" is not supported for files of the server", strings.ToLower(t.Value)).
				WithHint("Use csv or parquet, or copy to the client: psql's \\copy, COPY … TO STDOUT."), ast.Span{First: i, Last: i + 1})
		}
	}
	return nil
}

// copyQuery plans COPY (query) TO STDOUT: the query as if it stood alone, at its place.
func (p *planner) copyQuery(s *ast.Query, format plan.Copy) (plan.Node, error) {
	first := s.Tokens[s.Copy.Query.First]
	verb := first.Value
	for i := s.Copy.Query.First; verb == "(" && i < s.Copy.Query.Last; i++ {
		verb = s.Tokens[i].Value
	}
	switch {
	case first.Kind != ast.Ident && !first.Is("("), !slices.Contains([]string{"select", "with", "values", "table", "from", "insert", "update", "delete"}, verb):
		return nil, at(sqlerr.New(sqlerr.SyntaxError, "syntax error at or near \"%s\"", s.SQL[first.Pos:first.End]), s.SQL, first.Pos)
	}
	for _, t := range s.Tokens[s.Copy.Query.First:s.Copy.Query.Last] {
		if t.Kind == ast.Param {
			return nil, at(sqlerr.New(sqlerr.UndefinedParameter, "there is no parameter $%s", t.Value), s.SQL, t.Pos)
		}
	}
	tree, err := parser.Parse(blank(s.SQL[:first.Pos]) + s.Of(s.Copy.Query))
	if err != nil {
		return nil, err
	}
	node, err := Plan(p.snap, tree, p.env)
	if err != nil {
		return nil, err
	}
	return &plan.CopyOut{Copy: format, Query: node}, nil
}

// blank is as many spaces as s has characters: what follows keeps its positions.
func blank(s string) string { return strings.Repeat(" ", len([]rune(s))) }

// copyable says whether a table can be copied by its name, as Postgres decides: views and foreign tables by a query only.
func (p *planner) copyable(c *ast.Copy) error {
	t := c.Table
	temp := t.Schema == "" && p.env.Temp != nil && p.env.Temp(t.Name)
	if temp {
		return nil
	}
	kind, foreign := "view", false
	switch t.Schema {
	case "asof", "pg_catalog", "information_schema":
		if c.To {
			return systemView(t.Schema, t.Name)
		}
		return sqlerr.New(sqlerr.InsufficientPrivilege, "permission denied for table %s", t.Name).
			WithHint("It shows what is defined; CREATE, ALTER and DROP change that.")
	case "", "public":
		o, ok := p.snap.Relation(t.Name)
		if !ok {
			break
		}
		if foreign = o.ObjectKind() == catalog.KindSource; foreign {
			kind = "foreign table"
		}
		switch {
		case c.To:
			return sqlerr.New(sqlerr.WrongObjectType, "cannot copy from %s %q", kind, t.Name).WithHint("Try the COPY (SELECT ...) TO variant.")
		case foreign:
			return sqlerr.New(sqlerr.FeatureNotSupported, "COPY into a source is not supported").
				WithHint("Its rows are those of its files: write another file, and REFRESH the feature views that read it.")
		}
		return sqlerr.New(sqlerr.WrongObjectType, "cannot copy to view %q", t.Name).
			WithHint("Copy into a temporary table, and join the view AS OF.")
	}
	if c.To && t.Schema == "" && strings.HasPrefix(t.Name, "pg_") {
		return systemView("pg_catalog", t.Name)
	}
	if t.Schema != "" && t.Schema != "pg_temp" {
		return sqlerr.New(sqlerr.UndefinedTable, "relation \"%s.%s\" does not exist", t.Schema, t.Name)
	}
	if t.Schema == "pg_temp" && p.env.Temp != nil && p.env.Temp(t.Name) {
		return nil
	}
	e := sqlerr.New(sqlerr.UndefinedTable, "relation %q does not exist", t.Name)
	if !c.To {
		e.WithHint("Make it first: CREATE TEMP TABLE %s (…).", catalog.QuoteIdent(t.Name))
	}
	return e
}

// systemView refuses to copy a view of the system catalogs by its name.
func systemView(schema, name string) error {
	if t, ok := pgcatalog.Lookup(schema, name); ok && t.Kind == pgcatalog.KindView && schema != "asof" {
		return sqlerr.New(sqlerr.WrongObjectType, "cannot copy from view %q", name).WithHint("Try the COPY (SELECT ...) TO variant.")
	}
	return nil
}

// copyWhere is the condition of COPY … FROM, with the clock taken out.
func (p *planner) copyWhere(s *ast.Query) ([]plan.Piece, error) {
	for i := s.Copy.Where.First; i < s.Copy.Where.Last; i++ {
		switch t := s.Tokens[i]; {
		case t.Is("select"), t.Is("values") && i+1 < s.Copy.Where.Last && s.Tokens[i+1].Is("("):
			return nil, at(sqlerr.New(sqlerr.FeatureNotSupported, "cannot use subquery in COPY FROM WHERE condition"), s.SQL, t.Pos)
		case t.Kind == ast.Param:
			return nil, at(sqlerr.New(sqlerr.UndefinedParameter, "there is no parameter $%s", t.Value), s.SQL, t.Pos)
		}
	}
	q := &query{planner: p, stmt: s, out: &plan.Query{SQL: s.SQL}}
	return q.pieces(s.Copy.Where), nil
}
