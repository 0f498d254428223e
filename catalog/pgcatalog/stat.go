package pgcatalog

import (
	"strings"

	"asof/catalog"
	"asof/catalog/sqltype"
)

// Counters that stand at 0 for ever: nothing here is scanned, vacuumed or written as Postgres does it. By the type of their result.
const (
	zeroCounts = `analyze_count autoanalyze_count autovacuum_count vacuum_count blocks_fetched blocks_hit dead_tuples live_tuples
		ins_since_vacuum mod_since_analyze numscans tuples_deleted tuples_fetched tuples_hot_updated tuples_inserted tuples_returned
		tuples_updated xact_blocks_fetched xact_blocks_hit xact_numscans xact_tuples_deleted xact_tuples_fetched xact_tuples_hot_updated
		xact_tuples_inserted xact_tuples_returned xact_tuples_updated bgwriter_buf_written_checkpoints bgwriter_buf_written_clean
		bgwriter_maxwritten_clean bgwriter_requested_checkpoints bgwriter_timed_checkpoints buf_alloc buf_fsync_backend buf_written_backend
		db_blocks_fetched db_blocks_hit db_conflict_all db_conflict_bufferpin db_conflict_lock db_conflict_snapshot
		db_conflict_startup_deadlock db_conflict_tablespace db_deadlocks db_sessions db_sessions_abandoned db_sessions_fatal
		db_sessions_killed db_temp_bytes db_temp_files db_tuples_deleted db_tuples_fetched db_tuples_inserted db_tuples_returned
		db_tuples_updated db_xact_commit db_xact_rollback`
	zeroTimes = `checkpoint_sync_time checkpoint_write_time db_active_time db_blk_read_time db_blk_write_time db_idle_in_transaction_time
		db_session_time`
	neverSet = `last_analyze_time last_autoanalyze_time last_autovacuum_time last_vacuum_time db_checksum_failures db_checksum_last_failure
		db_stat_reset_time function_calls function_self_time function_total_time xact_function_calls xact_function_self_time
		xact_function_total_time snapshot_timestamp wal_receiver replication_slot subscription_stats recovery_prefetch`
	sharedCaches = "CommitTs MultiXactMember MultiXactOffset Notify Serial Subtrans Xact other"
)

func init() {
	constant := func(names string, value any) {
		for _, name := range strings.Fields(names) {
			register(map[string]Function{"pg_stat_get_" + name: func(*catalog.Snapshot, Env, []any) (any, error) { return value, nil }})
		}
	}
	constant(zeroCounts, int64(0))
	constant(zeroTimes, float64(0))
	constant(neverSet, nil)
	register(map[string]Function{
		"pg_stat_get_bgwriter_stat_reset_time": func(_ *catalog.Snapshot, env Env, _ []any) (any, error) { return orNever(env.Started), nil },
		"pg_stat_get_db_numbackends": func(_ *catalog.Snapshot, env Env, args []any) (any, error) {
			if args[0] != int64(postgresDatabase) {
				return int64(0), nil
			}
			return int64(len(activity(env))), nil
		},
		"pg_stat_get_slru": func(_ *catalog.Snapshot, env Env, _ []any) (any, error) {
			var rows [][]any
			for _, name := range strings.Fields(sharedCaches) {
				row := []any{name}
				for range 7 {
					row = append(row, int64(0))
				}
				rows = append(rows, append(row, orNever(env.Started)))
			}
			return rows, nil
		},
		"pg_stat_get_archiver": func(_ *catalog.Snapshot, env Env, _ []any) (any, error) {
			return Row{int64(0), nil, nil, int64(0), nil, nil, orNever(env.Started)}, nil
		},
		"pg_stat_get_wal": func(_ *catalog.Snapshot, env Env, _ []any) (any, error) {
			return Row{int64(0), int64(0), sqltype.Decimal{Int: zero()}, int64(0), int64(0), int64(0), float64(0), float64(0),
				orNever(env.Started)}, nil
		},
		"pg_stat_have_stats": func(*catalog.Snapshot, Env, []any) (any, error) { return false, nil },
	})
}

// orNever is a time, NULL if it has not come.
func orNever(t sqltype.Micros) any {
	if t == 0 {
		return nil
	}
	return t
}
