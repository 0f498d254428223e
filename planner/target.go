package planner

import (
	"slices"
	"strings"

	"asof/catalog"
	"asof/catalog/pgcatalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/plan"
)

// written refuses a statement that would write to, or reshape, something of ours as if it were a table: rows come from files,
// definitions have statements of their own.
func (q *query) written() error {
	toks := q.stmt.Tokens
	i, verb := q.verb()
	for i < len(toks) && (toks[i].Is("into") || toks[i].Is("from") || toks[i].Is("only") || toks[i].Is("table") || toks[i].Is("view") ||
		toks[i].Is("materialized") || toks[i].Is("if") || toks[i].Is("exists") || toks[i].Is("binary")) {
		i++
	}
	if verb == "" || i >= len(toks) || toks[i].Kind > ast.Quoted {
		return nil
	}
	name := ast.QName{Name: toks[i].Value, Pos: toks[i].Pos}
	if i+2 < len(toks) && toks[i+1].Is(".") {
		name.Schema, name.Name = name.Name, toks[i+2].Value
	}
	return q.mayWrite(verb, name, q.stmt.Copy != nil && q.stmt.Copy.To, q.stmt.SQL)
}

// mayWrite refuses verb of something of ours; out says that it is a COPY that only reads.
func (p *planner) mayWrite(verb string, n ast.QName, out bool, text string) error {
	refuse := func(code, what, hint string, args ...any) error {
		return at(sqlerr.New(code, "%s", what).WithHint(hint, args...), text, n.Pos)
	}
	switch n.Schema {
	case "asof", "pg_catalog", "information_schema":
		return refuse(sqlerr.FeatureNotSupported, verb+" of "+n.Schema+"."+n.Name+" is not supported", "It shows what is defined; CREATE, ALTER and DROP change that.")
	case "":
		if p.env.Temp != nil && p.env.Temp(n.Name) {
			return nil
		}
	case "public":
	default:
		return nil
	}
	o, ok := p.snap.Relation(n.Name)
	if !ok {
		return nil
	}
	preposition := " of a "
	if verb == "INSERT" || verb == "MERGE" || verb == "COPY" {
		preposition = " into a "
	}
	kind, quoted := o.ObjectKind(), catalog.QuoteIdent(n.Name)
	switch {
	case verb == "DROP" || verb == "ALTER":
		return refuse(sqlerr.WrongObjectType, quoted+" is a "+string(kind), "Write %s %s %s.", verb, strings.ToUpper(string(kind)), quoted)
	case out:
		return refuse(sqlerr.FeatureNotSupported, "COPY of a "+string(kind)+" by its name is not supported", "Write COPY (SELECT * FROM %s) TO 'file'.", quoted)
	case verb == "DESCRIBE" || verb == "SUMMARIZE":
		return refuse(sqlerr.FeatureNotSupported, verb+" of a "+string(kind)+" is not supported", "Its columns are in asof.features, a source's in SELECT * FROM %s LIMIT 0; psql shows both with \\d.", quoted)
	case kind == catalog.KindSource:
		return refuse(sqlerr.FeatureNotSupported, verb+preposition+"source is not supported", "Its rows are those of its files: write another file, and REFRESH the feature views that read it.")
	}
	if kind == catalog.KindTrainingSet {
		return refuse(sqlerr.FeatureNotSupported, verb+preposition+"training set is not supported", "Its rows are those of its query: REFRESH TRAINING SET %s derives them anew.", quoted)
	}
	return refuse(sqlerr.FeatureNotSupported, verb+preposition+string(kind)+" is not supported", "Its rows come from the files of its source.")
}

// verb finds the word that says what a statement does to a table that it names next, also behind WITH; "" for any other
// statement. i is the token behind the word.
func (q *query) verb() (i int, verb string) {
	toks := q.stmt.Tokens
	switch q.stmt.Verb {
	case "insert", "update", "delete", "merge", "truncate", "drop", "alter", "describe", "summarize":
		return 1, strings.ToUpper(q.stmt.Verb)
	case "desc":
		return 1, "DESCRIBE"
	case "copy":
		return 1, "COPY"
	case "with":
	default:
		return 0, ""
	}
	depth := 0
	for i, t := range toks {
		switch {
		case t.Is("("):
			depth++
		case t.Is(")"):
			depth--
		case depth == 0 && (t.Is("insert") || t.Is("update") || t.Is("delete") || t.Is("merge")):
			return i + 1, strings.ToUpper(t.Value)
		case depth == 0 && t.Is("select"):
			return 0, ""
		}
	}
	return 0, ""
}

// tempSchema takes out pg_temp, Postgres' name for the schema of the session's temporary tables. A table that is made in it is temporary
// without the word.
func (q *query) tempSchema() {
	toks := q.stmt.Tokens
	for i := 0; i+2 < len(toks); i++ {
		if !toks[i].Is("pg_temp") || !toks[i+1].Is(".") || i > 0 && toks[i-1].Is(".") {
			continue
		}
		q.replace(ast.Span{First: i, Last: i + 2})
		if q.stmt.Verb == "create" && toks[1].Is("table") {
			q.replace(ast.Span{First: 1, Last: 2}, plan.Text("TEMP TABLE"))
		}
	}
}

// ownCalls refuses functions of schema asof that there are not, and those that stand in a query over other relations than the
// catalogs': callsOwn has taken the others.
func (q *query) ownCalls() error {
	i := q.ownCall()
	if i < 0 {
		return nil
	}
	span := ast.Span{First: i, Last: i + 1}
	if name := q.stmt.Tokens[i].Value; !pgcatalog.IsOwnFunction(name) {
		return q.err(sqlerr.New(sqlerr.UndefinedFunction, "function asof.%s does not exist", name), span)
	}
	return q.err(sqlerr.New(sqlerr.FeatureNotSupported, "function asof.%s is not supported here", q.stmt.Tokens[i].Value).
		WithHint("Call it in a query of its own, or over tables of schema asof: SELECT asof.%s(id) FROM asof.jobs WHERE ….", q.stmt.Tokens[i].Value), span)
}

// ownCall finds a call of a function of schema asof: the token of its name, or -1.
func (q *query) ownCall() int {
	toks := q.stmt.Tokens
	for i := 2; i+1 < len(toks); i++ {
		if toks[i+1].Is("(") && toks[i].Kind <= ast.Quoted && toks[i-1].Is(".") && toks[i-2].Is("asof") {
			return i
		}
	}
	return -1
}

// callsOwn says whether a statement calls a function of schema asof and reads nothing but tables of that schema.
func (q *query) callsOwn() bool {
	i := q.ownCall()
	return i >= 0 && pgcatalog.IsOwnFunction(q.stmt.Tokens[i].Value) && !slices.ContainsFunc(q.stmt.Blocks, func(b *ast.Block) bool {
		return b.From != nil && slices.ContainsFunc(flatten(b.From, nil, false), func(e entry) bool {
			return e.rel.Name.Name != "" && e.rel.Name.Schema != "asof"
		})
	})
}
