package main_test

import (
	"path/filepath"
	"testing"
)

func TestPsycopg3(t *testing.T) { runClient(t, pythonClient(t, "psycopg3.py", "psycopg")) }
func TestPsycopg2(t *testing.T) { runClient(t, pythonClient(t, "psycopg2_client.py", "psycopg2")) }
func TestAsyncpg(t *testing.T)  { runClient(t, pythonClient(t, "asyncpg_client.py", "asyncpg")) }
func TestADBC(t *testing.T) {
	runClient(t, pythonClient(t, "adbc_client.py", "adbc_driver_postgresql", "pyarrow"))
}
func TestPolars(t *testing.T) {
	runClient(t, pythonClient(t, "polars_client.py", "polars", "connectorx", "adbc_driver_postgresql", "pyarrow", "psycopg"))
}

func TestSQLAlchemy2(t *testing.T) {
	runClient(t, pythonClient(t, "sqlalchemy_client.py", "sqlalchemy", "pandas", "psycopg2", "psycopg"))
}

func TestSQLAlchemy14(t *testing.T) {
	runClient(t, olderPythonClient(t, "sqlalchemy_client.py", "sqlalchemy", "pandas", "psycopg2"))
}

func TestDuckDBAttaches(t *testing.T) {
	runClient(t, olderPythonClient(t, "duckdb_client.py", "duckdb", "duckdb_extension_postgres_scanner"))
}

func TestPsqlODBC(t *testing.T) {
	if drivers, _ := filepath.Glob("/usr/lib/*/odbc/psqlodbcw.so"); len(drivers) == 0 {
		missing(t, "no psqlODBC (Debian package odbc-postgresql)")
	}
	runClient(t, pythonClient(t, "psqlodbc_client.py", "pyodbc"))
}
