package pgcatalog

import (
	"strconv"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// SessionFunctions are those of Functions, by prosrc, whose answer depends on what a session or the server is doing at this moment: it
// may not be kept for a later statement.
var SessionFunctions = map[string]bool{"show_all_settings": true, "pg_cursor": true, "pg_prepared_statement": true, "pg_stat_get_activity": true,
	"pg_lock_status": true, "pg_stat_get_backend_idset": true, "pg_timezone_names": true, "pg_timezone_abbrevs": true}

func init() {
	fixed := func(types ...uint32) func(set string) Function { // rows that every server has
		return func(set string) Function {
			return func(*catalog.Snapshot, Env, []any) (any, error) { return typed(static().sets[set](), types), nil }
		}
	}
	register(map[string]Function{
		"pg_get_keywords": fixed(textOID, charOID, boolOID, textOID, textOID)("pg_get_keywords"),
		"pg_available_extension_versions": fixed(nameOID, textOID, boolOID, boolOID, boolOID, nameOID, 1003, textOID)(
			"pg_available_extension_versions"),
		"pg_get_catalog_foreign_keys": fixed(regclassOID, 1009, regclassOID, 1009, boolOID, boolOID)("pg_get_catalog_foreign_keys"),
		"pg_available_extensions":     availableExtensions,
		"ts_token_type_byid":          tokenTypes,
		"ts_token_type_byname":        tokenTypes,
		"pg_timezone_abbrevs":         zoneAbbreviations,
		"pg_cursor":                   cursors,
		"pg_lock_status":              locks,
		"pg_listening_channels":       listeningChannels,
		"pg_prepared_statement":       preparedStatements,
		"pg_options_to_table":         optionsToTable,
		"pg_partition_tree":           partitionTree,
		"pg_tablespace_databases": func(_ *catalog.Snapshot, _ Env, args []any) (any, error) {
			if args[0] == int64(defaultSpace) {
				return [][]any{{int64(1)}, {int64(4)}, {int64(postgresDatabase)}}, nil
			}
			return [][]any{}, nil
		},
	})
	// what a server without replication, archive, subscriptions and configuration files has none of
	for _, src := range strings.Fields(`pg_config pg_get_publication_tables pg_get_replication_slots pg_get_shmem_allocations
		pg_get_backend_memory_contexts pg_hba_file_rules pg_ident_file_mappings pg_prepared_xact
		pg_show_replication_origin_status pg_stat_get_progress_info pg_stat_get_subscription pg_stat_get_wal_senders show_all_file_settings
		pg_partition_ancestors pg_extension_update_paths pg_stats_ext_mcvlist_items`) {
		register(map[string]Function{src: func(*catalog.Snapshot, Env, []any) (any, error) { return [][]any{}, nil }})
	}
}

// typed reads texts as values of types.
func typed(lines [][]string, types []uint32) [][]any {
	rows := make([][]any, len(lines))
	for i, line := range lines {
		rows[i] = make([]any, len(types))
		for k, typ := range types {
			if line[k] != null {
				rows[i][k] = decode(typ, line[k])
			}
		}
	}
	return rows
}

// tokenTypes are those of the only parser of texts.
func tokenTypes(_ *catalog.Snapshot, _ Env, args []any) (any, error) {
	v := view("pg_ts_parser")
	for _, r := range v.rows {
		if r[0] == args[0] || v.get(r, "prsname") == args[0] {
			return typed(static().sets["ts_token_type"](), []uint32{int4OID, textOID, textOID}), nil
		}
	}
	if name, ok := args[0].(string); ok {
		return nil, sqlerr.New(sqlerr.UndefinedObject, "text search parser \"%s\" does not exist", name)
	}
	return nil, sqlerr.New(sqlerr.Internal, "cache lookup failed for text search parser %d", args[0])
}

func availableExtensions(*catalog.Snapshot, Env, []any) (any, error) {
	var rows [][]any
	for _, f := range static().sets["pg_available_extension_versions"]() {
		rows = append(rows, []any{f[0], f[1], f[7]})
	}
	return rows, nil
}

// zoneAbbreviations are Postgres' own, whatever zone database the machine has.
func zoneAbbreviations(*catalog.Snapshot, Env, []any) (any, error) {
	var rows [][]any
	for _, f := range static().sets["pg_timezone_abbrevs"]() {
		offset, err := sqltype.ParseText(sqltype.Of(sqltype.Interval), f[1], sqltype.ISO)
		if err != nil {
			return nil, err
		}
		rows = append(rows, []any{f[0], offset, f[2] == "t"})
	}
	return rows, nil
}

// locks are those that a running statement has on its own transaction: nothing else here is locked for others to wait for.
func locks(_ *catalog.Snapshot, env Env, _ []any) (any, error) {
	rows := [][]any{}
	for _, a := range activity(env) {
		if a.State == "idle" {
			continue
		}
		own := strconv.FormatInt(a.PID, 10) + "/1"
		rows = append(rows, []any{"virtualxid", nil, nil, nil, nil, own, nil, nil, nil, nil, own, a.PID, "ExclusiveLock", true, true, nil})
	}
	return rows, nil
}

func cursors(_ *catalog.Snapshot, env Env, _ []any) (any, error) {
	rows := [][]any{}
	if env.Cursors == nil {
		return rows, nil
	}
	for _, c := range env.Cursors() {
		rows = append(rows, []any{c.Name, c.Statement, c.Hold, c.Binary, c.Scroll, c.Created})
	}
	return rows, nil
}

func listeningChannels(_ *catalog.Snapshot, env Env, _ []any) (any, error) {
	rows := [][]any{}
	if env.Listening == nil {
		return rows, nil
	}
	for _, channel := range env.Listening() {
		rows = append(rows, []any{channel})
	}
	return rows, nil
}

func preparedStatements(_ *catalog.Snapshot, env Env, _ []any) (any, error) {
	rows := [][]any{}
	if env.Prepared == nil {
		return rows, nil
	}
	for _, p := range env.Prepared() {
		rows = append(rows, []any{p.Name, p.Statement, p.Created, ints(p.Types), p.SQL, int64(0), int64(0)})
	}
	return rows, nil
}

// optionsToTable takes "name=value" apart, one row each.
func optionsToTable(_ *catalog.Snapshot, _ Env, args []any) (any, error) {
	rows := [][]any{}
	for _, v := range args[0].([]any) {
		text, ok := v.(string)
		if !ok {
			continue
		}
		name, value, set := strings.Cut(text, "=")
		row := []any{name, nil}
		if set {
			row[1] = value
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// partitionTree is of a relation without partitions, as all are: none if it could not have any.
func partitionTree(s *catalog.Snapshot, env Env, args []any) (any, error) {
	return [][]any{}, nil
}
