package duckdb

import (
	"context"
	"fmt"
	"strings"

	"asof/catalog/sqlerr"
)

// allowed refuses what a definition's expression must not have: subqueries, aggregates and windows of the client's own,
// parameters, and functions whose value is not decided by their arguments (R14). It judges by the engine's own parse tree
// and function catalog. place maps an offset in "SELECT (expr)" to one in the definition.
func (k *checker) allowed(ctx context.Context, expr string, place func(int) int) error {
	row, err := queryRow(ctx, k.c, "SELECT json_serialize_sql("+quoteString("SELECT ("+onLines(expr)+")")+")")
	if err != nil {
		return k.err(err, place(offsetOf(err)))
	}
	text, _ := row[0].(string)
	var tree any
	if err := decodeTree(text, &tree); err != nil {
		return err
	}
	w := &treeWalk{}
	w.visit(tree)
	for _, n := range w.nodes {
		if err := k.node(ctx, n); err != nil {
			return k.err(err, place(n.at))
		}
	}
	return nil
}

// treeNode is an expression in a parse tree that may be refused.
type treeNode struct {
	class, name string // name: of a function or an unqualified column
	args, at    int
}

type treeWalk struct {
	nodes   []treeNode
	selects int
}

func (w *treeWalk) visit(v any) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			w.visit(e)
		}
	case map[string]any:
		if class, ok := v["class"].(string); ok {
			n := treeNode{class: class}
			n.name, _ = v["function_name"].(string)
			n.at = max(placeOf(v), 0)
			if args, ok := v["children"].([]any); ok {
				n.args = len(args)
			}
			if names, ok := v["column_names"].([]any); ok && len(names) == 1 {
				n.name, _ = names[0].(string)
			}
			w.nodes = append(w.nodes, n)
		}
		for _, e := range v {
			w.visit(e)
		}
	}
}

// sessionFunctions depend on the session or the clock although the engine's catalog calls them consistent, or expands them as
// macros; the number is that of the arguments with which they do, -1 for any.
var sessionFunctions = map[string]int{
	"age": 1, "getvariable": -1, "current_setting": -1, "current_localtimestamp": -1, "current_localtime": -1, "getenv": -1,
	"current_user": -1, "current_role": -1, "session_user": -1, "user": -1, "current_catalog": -1, "current_database": -1,
	"current_schema": -1, "current_schemas": -1, "current_query": -1, "version": -1, "current_connection_id": -1,
	"current_query_id": -1, "current_transaction_id": -1, "pg_backend_pid": -1, "in_search_path": -1, "error": -1,
	"current_date": -1, "current_time": -1, "current_timestamp": -1, "localtime": -1, "localtimestamp": -1,
}

func (k *checker) node(ctx context.Context, n treeNode) error {
	switch n.class {
	case "SUBQUERY":
		return sqlerr.New(sqlerr.InvalidObjectDefinition, "a feature view's expressions cannot contain subqueries").
			WithHint("Join the relations where the features are read, or prepare the columns in the source.")
	case "WINDOW":
		return sqlerr.New(sqlerr.InvalidObjectDefinition, "window functions are not allowed here")
	case "PARAMETER":
		return sqlerr.New(sqlerr.InvalidObjectDefinition, "a definition cannot have parameters")
	case "STAR":
		return sqlerr.New(sqlerr.SyntaxError, "* is not allowed here")
	case "COLUMN_REF":
		// Some functions are called without parentheses; a column of that name hides them.
		if args, ok := sessionFunctions[strings.ToLower(n.name)]; ok && args < 0 && !k.hasColumn(n.name) {
			return volatileError(n.name)
		}
	case "FUNCTION":
		return k.function(ctx, n)
	}
	return nil
}

func (k *checker) hasColumn(name string) bool {
	for _, c := range k.columns {
		if strings.EqualFold(c.Name, name) {
			return true
		}
	}
	return false
}

// function looks n up in the engine's function catalog.
func (k *checker) function(ctx context.Context, n treeNode) error {
	name := strings.ToLower(n.name)
	if args, ok := sessionFunctions[name]; ok && (args < 0 || args == n.args) {
		return volatileError(name)
	}
	row, err := queryRow(ctx, k.c, fmt.Sprintf(`SELECT count(*) FILTER (WHERE function_type = 'aggregate'),
		count(*) FILTER (WHERE stability <> 'CONSISTENT' AND (len(parameters) = %d OR varargs IS NOT NULL)), count(*) FILTER (WHERE function_type = 'macro' AND NOT internal)
		FROM duckdb_functions() WHERE function_name = %s`, n.args, quoteString(name)))
	if err != nil {
		return err
	}
	switch {
	case row[0] != int64(0):
		return sqlerr.New(sqlerr.GroupingError, "aggregate function %s needs OVER in a feature view", name).
			WithHint("Write %s(…) OVER (RANGE INTERVAL '7 days' PRECEDING).", name)
	case row[1] != int64(0):
		return volatileError(name)
	case row[2] != int64(0):
		return sqlerr.New(sqlerr.InvalidObjectDefinition, "function %s is not the engine's own", name)
	case name == "unnest":
		return sqlerr.New(sqlerr.InvalidObjectDefinition, "a set-returning function is not allowed here")
	}
	return nil
}

func volatileError(name string) error {
	return sqlerr.New(sqlerr.InvalidObjectDefinition, "function %s is not allowed in a feature view: its value depends on more than its arguments", name).
		WithHint("A definition gives the same values whenever and wherever it is evaluated; above aggregates, now() is the time asked for.")
}
