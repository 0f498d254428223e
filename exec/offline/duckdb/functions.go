package duckdb

import (
	"slices"
	"strings"

	"asof/catalog/sqlerr"
)

// The functions that a client's statement may call, and the files that it may name.

// mayName refuses to name a file, whether it is there or not, to those without the right.
func (a *admission) mayName(write bool, at int) error {
	role, what := "pg_read_server_files", "read files"
	if write {
		role, what = "pg_write_server_files", "write files"
	}
	if write && a.s.noWrite || !write && a.s.noRead {
		return &failure{sqlerr.New(sqlerr.InsufficientPrivilege, "must be superuser or have privileges of the %s role to %s of the server", role, what).
			WithHint("Anyone can COPY to stdout or from stdin. psql's \\copy command also works for anyone."), at}
	}
	return nil
}

// file resolves a file name of the client's, written as token tok.
func (a *admission) file(tok token, name string, write bool) error {
	if err := a.mayName(write, tok.at); err != nil {
		return err
	}
	path, err := a.s.e.Resolve(name)
	if err != nil {
		return &failure{sqlerr.From(err), tok.at}
	}
	if a.reads != nil && !write {
		a.reads.Files = append(a.reads.Files, path)
	}
	if path != name {
		a.files[tok.at] = file{tok, path}
	}
	return nil
}

// fileFunctions read the files that their first argument names.
var fileFunctions = map[string]bool{
	"read_parquet": true, "parquet_scan": true, "parquet_metadata": true, "parquet_schema": true, "parquet_file_metadata": true,
	"parquet_kv_metadata": true, "parquet_full_metadata": true, "parquet_bloom_probe": true,
	"read_csv": true, "read_csv_auto": true, "sniff_csv": true,
	"read_json": true, "read_json_auto": true, "read_json_objects": true, "read_json_objects_auto": true, "read_ndjson": true,
	"read_ndjson_auto": true, "read_ndjson_objects": true, "read_text": true, "read_blob": true, "glob": true,
}

// plainFunctions are the other table functions that clients may call. Those left out show the engine's inside, run SQL
// given as text, or change the instance.
var plainFunctions = map[string]bool{
	"unnest": true, "range": true, "generate_series": true, "repeat": true, "repeat_row": true, "summary": true, "json_each": true,
	"json_tree": true, "pg_timezone_names": true, "icu_calendar_names": true, "histogram": true, "histogram_values": true,
}

// deniedFunctions are the scalar functions that show the engine's inside.
var deniedFunctions = map[string]bool{
	"current_setting": true, "getenv": true, "current_query": true, "write_log": true, "parse_duckdb_log_message": true, "query": true,
	"query_table": true, "json_execute_serialized_sql": true, "json_serialize_plan": true, "nextval": true, "currval": true, "getvariable": true,
	"sleep_ms": true,
	// Table functions that change the instance or show it: refused by name also where a statement is not read.
	"enable_logging": true, "disable_logging": true, "enable_profiling": true, "disable_profiling": true, "truncate_duckdb_logs": true,
	"checkpoint": true, "force_checkpoint": true, "set_variable": true,
}

// deniedCalls refuses them by name in what is not serialised, too.
func deniedCalls(s *statement) error {
	for i, t := range s.toks {
		if t.kind != word && t.kind != quoted || !s.is(i+1, "(") {
			continue
		}
		name := strings.ToLower(t.name())
		if strings.HasPrefix(name, "duckdb_") || strings.HasPrefix(name, "pragma_") {
			return catalogError(t.at)
		}
		if deniedFunctions[name] {
			return &failure{sqlerr.New(sqlerr.FeatureNotSupported, "function %s is not supported", t.name()), t.at}
		}
	}
	return nil
}

// tableFunction checks a function in FROM.
func (a *admission) tableFunction(s *statement, n map[string]any) error {
	fn, _ := n["function"].(map[string]any)
	name, _ := fn["function_name"].(string)
	name = strings.ToLower(name)
	switch {
	case plainFunctions[name]:
		return nil
	case strings.HasPrefix(name, "duckdb_"), strings.HasPrefix(name, "pragma_"):
		return catalogError(placeOf(n))
	case !fileFunctions[name]:
		return &failure{sqlerr.New(sqlerr.FeatureNotSupported, "table function %s is not supported", name).
			WithHint("Table functions are unnest, generate_series, read_parquet and read_csv; a request-time view is called by its name."), placeOf(n)}
	}
	if err := a.mayName(false, placeOf(n)); err != nil {
		return err
	}
	args, _ := fn["children"].([]any)
	if len(args) == 0 {
		return nil // the engine says what is missing
	}
	first, _ := args[0].(map[string]any)
	if first["function_name"] == "list_value" || first["type"] == "ARRAY_CONSTRUCTOR" {
		list, _ := first["children"].([]any)
		for _, e := range list {
			elem, _ := e.(map[string]any)
			if err := a.fileArgument(s, elem, name); err != nil {
				return err
			}
		}
		return nil
	}
	return a.fileArgument(s, first, name)
}

// fileArgument resolves an argument that names a file. Only literals are let through: of an expression nobody could tell
// here what file it names.
func (a *admission) fileArgument(s *statement, arg map[string]any, fn string) error {
	at := placeOf(arg)
	i := slices.IndexFunc(s.toks, func(t token) bool { return t.at == at && t.kind == str })
	value, _ := arg["value"].(map[string]any)
	name, ok := value["value"].(string)
	if arg["class"] != "CONSTANT" || !ok || i < 0 {
		return &failure{sqlerr.New(sqlerr.FeatureNotSupported, "the file of %s must be written as a literal", fn), at}
	}
	return a.file(s.toks[i], name, false)
}
