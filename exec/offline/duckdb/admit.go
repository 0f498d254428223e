package duckdb

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	bind "github.com/duckdb/duckdb-go-bindings"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/planner/plan"
)

// admission is the check of one statement against the walls (R36). It is made from the engine's own parse of the text, with
// relations of ours left out: what those read is ours to say.
type admission struct {
	s     *session
	temps []string // the session's temp tables, once asked for
	ctes  map[string]bool
	files map[int]file   // client's file names, by their place in the text
	reads *offline.Reads // what it reads is noted here, if that is asked for
}

// file is a file name that stands for another one.
type file struct {
	tok  token
	path string
}

// admit checks q against the walls and returns it with its file names resolved: to the engine, relative ones lie outside. Texts that
// are written to columns become values of their types.
func (s *session) admit(ctx context.Context, q *plan.Query, in offline.Input) (*plan.Query, *statement, error) {
	r := s.newRun(q, offline.Input{Types: unknowns(q.Params, in.Types)})
	r.describing = true
	texts := [][]plan.Piece{q.Pieces}
	for _, list := range expressions(q) {
		texts = append(texts, append(append([]plan.Piece{plan.Text("SELECT (")}, list...), plan.Text(")")))
	}
	a := &admission{s: s}
	edits := map[int]edit{} // by byte offset in the client's text
	var main *statement
	for _, pieces := range texts {
		text, err := r.render(ctx, pieces)
		if err != nil {
			return nil, nil, err
		}
		stmt, err := takeApart(text.sql)
		if err == nil {
			a.files, a.ctes = map[int]file{}, map[string]bool{}
			err = a.check(ctx, stmt)
		}
		if err != nil {
			return nil, nil, r.place(err, text, 0)
		}
		for at, f := range a.files {
			if pos := text.locate(at); pos >= 0 {
				edits[pos] = edit{len(f.tok.low), quoteString(f.path)}
			}
		}
		if main != nil {
			continue
		}
		main = stmt
		texts, err := s.written(ctx, stmt, in)
		if err != nil {
			return nil, nil, r.place(err, text, 0)
		}
		for at, e := range texts {
			if pos := text.locate(at); pos >= 0 {
				edits[pos] = e
			}
		}
	}
	return resolved(q, edits), main, nil
}

// expressions are the texts of q that stand in no other: what relations of ours are looked up by.
func expressions(q *plan.Query) [][]plan.Piece {
	var list [][]plan.Piece
	add := func(pieces []plan.Piece) {
		if len(pieces) > 0 {
			list = append(list, pieces)
		}
	}
	for _, rel := range q.Relations {
		switch rel := rel.(type) {
		case *plan.At:
			add(rel.Moment.Expr)
			add(rel.Moment.Within)
			add(rel.Moment.Known)
		case *plan.Spine:
			for _, j := range rel.Joins {
				for _, k := range j.Keys {
					add(k)
				}
				add(j.On)
				add(j.Moment.Expr)
				add(j.Moment.Within)
				add(j.Moment.Known)
			}
		}
	}
	return list
}

// check checks one statement.
func (a *admission) check(ctx context.Context, s *statement) error {
	if err := deniedCalls(s); err != nil {
		return err
	}
	if err := ownTables(s); err != nil {
		return err
	}
	if s.file != nil {
		name, ok := s.file.content()
		if !ok {
			return &failure{sqlerr.New(sqlerr.FeatureNotSupported, "a file name must be written as '…'"), s.file.at}
		}
		if err := a.file(*s.file, name, s.fileWritten); err != nil {
			return err
		}
	}
	if !slices.ContainsFunc(s.toks, readsRelations) {
		return nil
	}
	for _, sel := range s.selects {
		tree, err := a.s.e.parse(ctx, sel)
		if err != nil {
			return err
		}
		if err := a.walk(ctx, s, tree); err != nil {
			return err
		}
	}
	return nil
}

// readsRelations says whether t can begin what reads a relation: without one, a statement has nothing to resolve.
func readsRelations(t token) bool {
	switch t.low {
	case "from", "table", "describe", "desc", "summarize", "show", "pivot", "unpivot", "using", "join", "in":
		return t.kind == word
	}
	return false
}

// parse is the engine's parse tree of a SELECT.
func (e *Engine) parse(ctx context.Context, sel string) (map[string]any, error) {
	c, release, err := e.internal(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	row, err := queryRow(ctx, c, "SELECT json_serialize_sql("+literal(sqltype.Of(sqltype.Text), sel)+")")
	if err != nil {
		return nil, err
	}
	var doc map[string]any
	if err := decodeTree(row[0].(string), &doc); err != nil {
		return nil, err
	}
	if doc["error"] != true {
		return doc, nil
	}
	msg, _ := doc["error_message"].(string)
	f := &failure{sqlerr.New(sqlerr.SyntaxError, "%s", msg), -1}
	_, placed := doc["position"]
	switch t, _ := doc["error_type"].(string); {
	case !placed && strings.Contains(msg, "not supported"): // as FOR UPDATE; the grammar's own errors have a place
		f.err = sqlerr.New(sqlerr.FeatureNotSupported, "%s", strings.TrimSuffix(msg, "!"))
	case t == "not implemented":
		f.err = sqlerr.New(sqlerr.FeatureNotSupported, "this statement is not supported")
	}
	if pos, ok := doc["position"].(string); ok {
		if n, err := strconv.Atoi(pos); err == nil {
			f.offset = n
		}
	}
	return nil, f
}

// withQueries checks the queries of a node's WITH and returns the names that are visible in the rest of it: each in those after it, and in
// itself where it is recursive.
func (a *admission) withQueries(ctx context.Context, s *statement, node map[string]any) error {
	ctes, _ := node["cte_map"].(map[string]any)
	list, _ := ctes["map"].([]any)
	if len(list) == 0 {
		return nil
	}
	a.ctes = maps.Clone(a.ctes)
	for _, e := range list {
		entry, _ := e.(map[string]any)
		if err := a.walk(ctx, s, entry["value"]); err != nil {
			return err
		}
		name, _ := entry["key"].(string)
		a.ctes[strings.ToLower(name)] = true
	}
	return nil
}

// walk checks a part of a parse tree.
func (a *admission) walk(ctx context.Context, s *statement, node any) error {
	switch n := node.(type) {
	case map[string]any:
		var err error
		switch n["type"] {
		case "BASE_TABLE":
			err = a.table(ctx, s, n)
		case "TABLE_FUNCTION":
			err = a.tableFunction(s, n)
		case "SHOW_REF":
			if n["query"] == nil {
				err = catalogError(placeOf(n))
			}
		}
		if name, ok := n["function_name"].(string); ok && err == nil && deniedFunctions[strings.ToLower(name)] {
			err = &failure{sqlerr.New(sqlerr.FeatureNotSupported, "function %s is not supported", name), placeOf(n)}
		}
		if err != nil {
			return err
		}
		outer := a.ctes
		defer func() { a.ctes = outer }()
		if err := a.withQueries(ctx, s, n); err != nil {
			return err
		}
		for key, v := range n {
			if key == "cte_map" {
				continue
			}
			inner := a.ctes
			if name, ok := n["cte_name"].(string); ok && n["type"] == "RECURSIVE_CTE_NODE" && key == "right" {
				a.ctes = maps.Clone(inner)
				a.ctes[strings.ToLower(name)] = true
			}
			if err := a.walk(ctx, s, v); err != nil {
				return err
			}
			a.ctes = inner
		}
	case []any:
		for _, v := range n {
			if err := a.walk(ctx, s, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// placeOf is where a node is in the text, -1 if that is not known.
func placeOf(n map[string]any) int {
	if num, ok := n["query_location"].(json.Number); ok {
		if at, err := strconv.Atoi(num.String()); err == nil {
			return at
		}
	}
	return -1
}

func catalogError(at int) error {
	return &failure{sqlerr.New(sqlerr.FeatureNotSupported, "the engine's own catalog cannot be read").
		WithHint("The catalog is in schema asof: asof.sources, asof.feature_views, asof.features, asof.freshness and others."), at}
}

// knownSchemas and knownCatalogs may qualify a table; of some of them the error says more than that there is none.
var (
	knownSchemas  = []string{"main", "temp", "pg_temp", "public", "information_schema", "pg_catalog", "system", "pg_toast"}
	knownCatalogs = []string{"temp", "memory", "system"}
)

// table checks a table name in FROM: it may be a file.
func (a *admission) table(ctx context.Context, s *statement, n map[string]any) error {
	name, _ := n["table_name"].(string)
	schema, _ := n["schema_name"].(string)
	cat, _ := n["catalog_name"].(string)
	low := strings.ToLower(name)
	inside := strings.EqualFold(cat, "system") || strings.HasPrefix(low, "duckdb_") || strings.HasPrefix(low, "pg_") ||
		strings.HasPrefix(low, "sqlite_") || strings.HasPrefix(low, "pragma_")
	// The engine takes a name that it does not know for a file's, with what qualifies it.
	const ofFiles = "./\\*?"
	if strings.ContainsAny(schema+cat, ofFiles) || schema != "" && !slices.Contains(knownSchemas, strings.ToLower(schema)) ||
		cat != "" && !slices.Contains(knownCatalogs, strings.ToLower(cat)) {
		return &failure{sqlerr.New(sqlerr.UndefinedTable, "relation %q does not exist", strings.TrimPrefix(cat+"."+schema+"."+name, ".")), placeOf(n)}
	}
	file := strings.ContainsAny(name, ofFiles)
	if (inside || file) && schema == "" && cat == "" {
		if a.ctes[low] {
			return nil
		}
		if temp, err := a.isTemp(ctx, low); temp || err != nil {
			return errors.Join(err, a.noteTable(ctx, low))
		}
	}
	switch strings.ToLower(schema) {
	case "information_schema", "pg_catalog", "system", "pg_toast":
		return catalogError(placeOf(n))
	}
	if inside {
		return catalogError(placeOf(n))
	}
	if strings.HasPrefix(low, tempPrefix) {
		return &failure{sqlerr.New(sqlerr.UndefinedTable, "relation %q does not exist", name), placeOf(n)}
	}
	if !file {
		if schema == "" && cat == "" && a.ctes[low] {
			return nil
		}
		return a.noteTable(ctx, low)
	}
	if err := a.mayName(false, placeOf(n)); err != nil {
		return err
	}
	i := slices.IndexFunc(s.toks, func(t token) bool { return t.at == placeOf(n) })
	if i < 0 || schema != "" {
		return &failure{sqlerr.New(sqlerr.UndefinedTable, "relation %q does not exist", name), placeOf(n)}
	}
	return a.file(s.toks[i], name, false)
}

// noteTable notes that the statement reads a temp table.
func (a *admission) noteTable(ctx context.Context, name string) error {
	if a.reads == nil {
		return nil
	}
	if temp, err := a.isTemp(ctx, name); !temp || err != nil {
		return err
	}
	i := slices.IndexFunc(a.temps, func(t string) bool { return strings.ToLower(t) == name })
	if !slices.Contains(a.reads.Tables, a.temps[i]) {
		a.reads.Tables = append(a.reads.Tables, a.temps[i])
	}
	return nil
}

// isTemp says whether the session has a temp table called name.
func (a *admission) isTemp(ctx context.Context, name string) (bool, error) {
	if a.temps == nil {
		names, err := a.s.TempTables(ctx)
		if err != nil {
			return false, err
		}
		a.temps = append([]string{""}, names...)
	}
	return slices.ContainsFunc(a.temps, func(t string) bool { return strings.ToLower(t) == name }), nil
}

// ownTables refuses the names of the runs' own temp tables as targets of statements; as relations, table does.
func ownTables(s *statement) error {
	if len(s.toks) == 0 || !slices.Contains([]string{"drop", "truncate", "insert", "update", "delete", "copy", "create", "alter"}, s.word(0)) {
		return nil
	}
	for _, t := range s.toks {
		if t.is("(") || t.kind == word && slices.Contains([]string{"as", "select", "values", "with", "set", "using", "where", "to"}, t.low) {
			return nil // the targets are over
		}
		if t.kind == quoted && strings.HasPrefix(strings.ToLower(t.name()), tempPrefix) {
			return &failure{sqlerr.New(sqlerr.ReservedName, "names that begin with %q are the server's", tempPrefix), t.at}
		}
	}
	return nil
}

// admitType refuses a statement by the type that the engine itself gives it: the last word, whatever the text looked like.
func admitType(t bind.StatementType) error {
	switch t {
	case bind.StatementTypeSelect, bind.StatementTypeInsert, bind.StatementTypeUpdate, bind.StatementTypeDelete, bind.StatementTypeCreate,
		bind.StatementTypeDrop, bind.StatementTypeAlter, bind.StatementTypeCopy, bind.StatementTypeExplain:
		return nil
	}
	return sqlerr.New(sqlerr.FeatureNotSupported, "this statement is not supported").
		WithHint("Settings of the engine, its files and its extensions are the server's.")
}

// hidden is msg without the paths of the server's own folders; client files are named as a client would.
func (e *Engine) hidden(msg string) string {
	for _, dir := range []string{e.history, filepath.Dir(e.history), e.tempDir} {
		msg = strings.ReplaceAll(msg, dir, "…")
	}
	if len(e.allowed) > 0 {
		msg = strings.ReplaceAll(msg, e.allowed[0]+string(filepath.Separator), "")
	}
	return msg
}
