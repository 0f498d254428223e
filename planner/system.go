package planner

import (
	"slices"
	"strings"

	"asof/catalog"
	"asof/catalog/pgcatalog/psqllists"
	"asof/catalog/sqlerr"
	"asof/catalog/system"
	"asof/planner/ast"
	"asof/planner/plan"
)

// systemTable replaces a table of schema asof or pg_catalog. Any other read of the system catalogs is refused: the engine's
// own are never shown.
func (q *query) systemTable(e *entry, alias plan.Alias) error {
	name := e.rel.Name
	schema := name.Schema
	if schema == "" && strings.HasPrefix(name.Name, "pg_") {
		schema = "pg_catalog"
	}
	switch schema {
	case "asof":
		t, err := system.Lookup(name.Name)
		if err != nil {
			return q.err(sqlerr.From(err), e.rel.Span)
		}
		q.replace(e.rel.Span, q.relation(&plan.SystemTable{Schema: schema, Name: t.Name, Columns: t.Columns, Alias: alias}))
		return nil
	case "pg_catalog":
		if t, ok := psqllists.Lookup(name.Name); ok {
			q.postgres = true
			q.replace(e.rel.Span, q.relation(&plan.SystemTable{Schema: schema, Name: t.Name, Columns: t.Columns, Alias: alias}))
			return nil
		}
	case "information_schema":
	default:
		return nil
	}
	return q.err(sqlerr.New(sqlerr.FeatureNotSupported, "%s.%s is not supported", schema, name.Name).
		WithHint("The catalog is in asof.sources, asof.entities, asof.feature_views, asof.features and asof.feature_services."), e.rel.Span)
}

// sessionCatalog adapts a statement that reads pg_catalog (catalog/pgcatalog/psqllists/DESIGN.md says how): functions become CASEs over
// the few values that there are, regular expressions match a part as in Postgres, and what only qualifies a name is left out.
// Tokens are gone through backwards, so that what is inside a call is replaced before the call.
func (q *query) sessionCatalog() {
	toks := q.stmt.Tokens
	if !q.postgres && !q.callsCatalog() {
		return
	}
	for i := len(toks) - 1; i >= 0; i-- {
		t := toks[i]
		qualified := i >= 2 && toks[i-1].Is(".") && toks[i-2].Is("pg_catalog")
		first := i
		if qualified {
			first = i - 2
		}
		before := ast.Token{}
		if first > 0 {
			before = toks[first-1]
		}
		next := ast.Token{}
		if i+1 < len(toks) {
			next = toks[i+1]
		}
		switch {
		case t.Is("operator") && next.Is("("):
			if end := q.closing(i + 1); end > i+2 {
				q.replace(ast.Span{First: i, Last: end + 1}, plan.Text(toks[end-1].Value))
				q.pattern(end - 1)
			}
		case t.Kind <= ast.Quoted && next.Is("("):
			q.catalogCall(first, i, qualified)
		case qualified && before.Is("::"):
			q.replace(ast.Span{First: first, Last: i + 1}, plan.Text(catalogType(t.Value)))
		case before.Is("collate"):
			q.replace(ast.Span{First: first - 1, Last: i + 1})
		case t.Is("~") || t.Is("!~"):
			q.pattern(i)
		}
	}
}

// callsCatalog says whether a statement calls a function of pg_catalog, whatever it reads.
func (q *query) callsCatalog() bool {
	toks := q.stmt.Tokens
	for i := 2; i < len(toks); i++ {
		if toks[i-1].Is(".") && toks[i-2].Is("pg_catalog") && isCatalogFunction(toks[i].Value) {
			return true
		}
	}
	return false
}

func isCatalogFunction(name string) bool {
	return slices.ContainsFunc(psqllists.Functions, func(f psqllists.Function) bool { return f.Name == name })
}

// pattern makes the regular expression behind the operator at i match a part of a text.
func (q *query) pattern(i int) {
	toks := q.stmt.Tokens
	if i+1 < len(toks) && toks[i+1].Is(")") { // OPERATOR(pg_catalog.~)
		i++
	}
	if i+1 < len(toks) && toks[i+1].Kind == ast.String {
		q.replace(ast.Span{First: i + 1, Last: i + 2}, plan.Text(catalog.QuoteLiteral("(?s).*(?:"+toks[i+1].Value+").*")))
	}
}

func catalogType(name string) string {
	switch name {
	case "text", "name", "regtype", "regclass", "regnamespace", "regproc", "char":
		return "VARCHAR"
	case "oid":
		return "BIGINT"
	}
	return name
}

// catalogCall replaces a call of a function of pg_catalog; any other loses its qualifier.
func (q *query) catalogCall(first, i int, qualified bool) {
	toks := q.stmt.Tokens
	end := q.closing(i + 1)
	for _, f := range psqllists.Functions {
		if f.Name == toks[i].Value && f.Name != "array_to_string" && end > 0 {
			q.replace(ast.Span{First: first, Last: end + 1}, q.caseOf(f, q.arguments(i+1, end))...)
			return
		}
	}
	if qualified {
		q.replace(ast.Span{First: first, Last: i + 1}, plan.Text(toks[i].Value))
	}
}

// arguments cuts what is between parentheses at its outer commas.
func (q *query) arguments(open, end int) []ast.Span {
	var args []ast.Span
	from := open + 1
	for i := from; i < end; i++ {
		switch t := q.stmt.Tokens[i]; {
		case t.Is("(") || t.Is("["):
			i = q.closing(i)
		case t.Is(","):
			args = append(args, ast.Span{First: from, Last: i})
			from = i + 1
		}
	}
	return append(args, ast.Span{First: from, Last: end})
}

// caseOf is a function's value as an expression: CASE over the arguments that occur.
func (q *query) caseOf(f psqllists.Function, args []ast.Span) []plan.Piece {
	env := psqllists.Env{User: q.env.User.Name}
	if q.env.Catalog != nil {
		env = q.env.Catalog()
	}
	out := []plan.Piece{plan.Text("(CASE")}
	for _, tuple := range psqllists.Domain(q.snap, env, f.Name) {
		value := f.Call(q.snap, env, tuple)
		if value == nil {
			continue
		}
		out = append(out, plan.Text(" WHEN "))
		for n, v := range tuple {
			if n >= len(args) {
				break
			}
			if n > 0 {
				out = append(out, plan.Text(" AND "))
			}
			out = append(append(out, plan.Text("(")), q.pieces(args[n])...)
			out = append(out, plan.Text(") = "+psqllists.Literal(v)))
		}
		out = append(out, plan.Text(" THEN "+psqllists.Literal(value)))
	}
	if len(out) == 1 {
		return []plan.Piece{plan.Text("CAST(NULL AS " + f.Result.DuckDB() + ")")}
	}
	return append(out, plan.Text(" ELSE NULL END)"))
}
