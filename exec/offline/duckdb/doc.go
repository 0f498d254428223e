// Package duckdb is the offline engine on DuckDB: one in-memory instance for the server, one connection for each session.
//
// It speaks to DuckDB through the C bindings, not through database/sql: the standard driver materialises every result, and
// reads values one by one through interfaces. Here results stream, chunk by chunk, and values are read from the engine's
// vectors. There is one way in, conn.go, and one place where DuckDB's errors become SQLSTATEs, errors.go.
package duckdb
