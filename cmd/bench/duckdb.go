package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"

	_ "github.com/duckdb/duckdb-go/v2" // the engine of the data, of the rival and of the comparisons
)

// openDuckDB opens an engine in memory, with instants in UTC.
func openDuckDB() (*sql.DB, error) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // settings are a connection's
	if _, err := db.Exec("SET TimeZone = 'UTC'"); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// makeParquet writes the rows of query into a file of the folder files, unless it is there from an earlier run. Data are
// drawn with hash(), so every run of the program has the same.
func (b *bench) makeParquet(ctx context.Context, name, query string) (string, error) {
	if err := os.MkdirAll(b.path("files"), 0o755); err != nil {
		return "", err
	}
	path := b.path("files", name)
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	db, err := openDuckDB()
	if err != nil {
		return "", err
	}
	defer db.Close()
	unfinished := path + ".part"
	if _, err := db.ExecContext(ctx, fmt.Sprintf("COPY (%s) TO '%s' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)", query, unfinished)); err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return path, os.Rename(unfinished, path)
}

// draw is SQL for a pseudo-random whole number from 0 to below n that depends on column and salt alone.
func draw(column string, salt, n int) string {
	return fmt.Sprintf("(hash(%s * 31 + %d) %% %d)::BIGINT", column, salt, n)
}

// differences counts rows that only one of two relations has, in either direction, duplicates counted.
func differences(ctx context.Context, db *sql.DB, a, b string) (int64, error) {
	var n int64
	query := fmt.Sprintf("SELECT (SELECT count(*) FROM (%[1]s EXCEPT ALL %[2]s)) + (SELECT count(*) FROM (%[2]s EXCEPT ALL %[1]s))", a, b)
	err := db.QueryRowContext(ctx, query).Scan(&n)
	return n, err
}
