package planner

import (
	"slices"
	"strings"

	"asof/catalog"
	"asof/catalog/pgcatalog"
	"asof/catalog/sqlerr"
	"asof/catalog/system"
	"asof/planner/ast"
	"asof/planner/plan"
)

// systemQuery decides whether a statement is answered from the system catalogs alone, by Postgres' rules. It is a query that reads a
// relation of pg_catalog or information_schema; or one that reads no relation at all, which goes to the engine if Postgres does not
// know what is in it.
func (q *query) systemQuery() *plan.SystemQuery {
	if !slices.Contains(queryVerbs, q.stmt.Verb) {
		return nil
	}
	out := &plan.SystemQuery{SQL: q.stmt.SQL, Session: pgcatalog.Env{User: q.env.User.Name, Trusted: q.env.User.Trusted}}
	if q.env.Catalog != nil {
		out.Session = q.env.Catalog()
	}
	for _, t := range q.stmt.Tokens {
		if t.Kind == ast.Param {
			out.Params = max(out.Params, paramNumber(t.Value))
		}
	}
	named := q.namesSystem()
	if err := q.takeApart(); err != nil {
		if named { // grammar that only Postgres has
			return out
		}
		return nil
	}
	switch {
	case named && slices.ContainsFunc(q.stmt.Blocks, q.readsSystem), q.callsOwn():
		return out
	case !slices.ContainsFunc(q.stmt.Blocks, q.readsRelation):
		out.Optional = true
		return out
	}
	return nil
}

// queryVerbs begin the statements that the system catalogs can answer.
var queryVerbs = []string{"select", "with", "values", "table"}

// namesSystem is a quick look at the tokens: is a system relation named?
func (q *query) namesSystem() bool {
	toks := q.stmt.Tokens
	for i, t := range toks {
		if t.Kind > ast.Quoted {
			continue
		}
		schema := ""
		if i >= 2 && toks[i-1].Is(".") {
			schema = toks[i-2].Value
		}
		if q.isSystem(ast.QName{Schema: schema, Name: t.Value}) {
			return true
		}
	}
	return false
}

// isSystem says whether a name of FROM means a relation of a system schema. pg_catalog is searched before all other schemas,
// temp tables apart.
func (q *query) isSystem(name ast.QName) bool {
	_, schema, qualified := strings.Cut(name.Schema, ".") // a database's name stands before it
	if !qualified {
		schema = name.Schema
	}
	switch schema {
	case "pg_catalog", "information_schema":
		return true
	case "":
		if q.env.Temp != nil && q.env.Temp(name.Name) {
			return false
		}
		_, ok := pgcatalog.Lookup("pg_catalog", name.Name)
		return ok
	}
	return false
}

// readsSystem says whether a block reads a system relation.
func (q *query) readsSystem(b *ast.Block) bool {
	if b.From == nil {
		return false
	}
	return slices.ContainsFunc(flatten(b.From, nil, false), func(e entry) bool {
		name := e.rel.Name
		if name.Name == "" || name.Schema == "" && slices.ContainsFunc(b.CTEs, func(c ast.CTE) bool { return c.Text == name.Name }) {
			return false
		}
		return q.isSystem(name)
	})
}

// readsRelation says whether a block reads anything but its own WITH queries, subqueries, and functions that Postgres has.
func (q *query) readsRelation(b *ast.Block) bool {
	if b.From == nil {
		return false
	}
	return slices.ContainsFunc(flatten(b.From, nil, false), func(e entry) bool {
		r := e.rel
		switch {
		case r.AsOf != nil, r.IsFile, r.At != "", !r.Sample.Empty():
			return true
		case r.Func.Text != "":
			return len(pgcatalog.ProcsByName(r.Func.Text)) == 0
		case r.Name.Name != "":
			return r.Name.Schema != "" || !slices.ContainsFunc(b.CTEs, func(c ast.CTE) bool { return c.Text == r.Name.Name })
		}
		return false
	})
}

// systemTable replaces a table of schema asof.
func (q *query) systemTable(b *ast.Block, e *entry, alias plan.Alias) error {
	name := e.rel.Name
	switch name.Schema {
	case "asof":
		t, err := system.Lookup(name.Name)
		if err != nil {
			return q.err(sqlerr.From(err), e.rel.Span)
		}
		q.out.Needs = append(q.out.Needs, plan.Need{User: q.env.User, On: catalog.Target{Class: catalog.OnSystem, Name: t.Name}, Rights: catalog.Select})
		q.replace(e.rel.Span, q.relation(&plan.SystemTable{Schema: name.Schema, Name: t.Name, Columns: t.Columns, Alias: alias}))
	case "pg_catalog", "information_schema":
		return q.mixed(e)
	case "":
		if q.isSystem(name) && q.unknown(b, e.rel) {
			return q.mixed(e)
		}
	}
	return nil
}

// mixed is the error for a system catalog in a statement that is no query of its own.
func (q *query) mixed(e *entry) error {
	return q.err(sqlerr.New(sqlerr.FeatureNotSupported, "reading system catalogs in this statement is not supported").
		WithHint("Read %s in a SELECT of its own.", e.rel.Name.Name), e.rel.Span)
}

// unqualify takes the qualifier pg_catalog off functions, types, operators and collations: the engine has them without a schema.
func (q *query) unqualify() {
	toks := q.stmt.Tokens
	for i := len(toks) - 1; i >= 2; i-- {
		if !toks[i-1].Is(".") || !toks[i-2].Is("pg_catalog") {
			continue
		}
		first, t := i-2, toks[i]
		before := ast.Token{}
		if first > 0 {
			before = toks[first-1]
		}
		next := ast.Token{}
		if i+1 < len(toks) {
			next = toks[i+1]
		}
		switch {
		case before.Is("(") && first >= 2 && toks[first-2].Is("operator") && next.Is(")"):
			q.replace(ast.Span{First: first - 2, Last: i + 2}, plan.Text(t.Value))
		case before.Is("collate"):
			q.replace(ast.Span{First: first - 1, Last: i + 1})
		case next.Is("("), before.Is("::"), before.Is("as"):
			q.replace(ast.Span{First: first, Last: i + 1}, plan.Text(strings.ToLower(t.Value)))
		}
	}
}
