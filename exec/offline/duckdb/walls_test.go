package duckdb

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"asof/catalog/sqlerr"
)

// walled is a session whose engine has a client file, a history that is secret, and a file outside of all folders.
func walled(t *testing.T) (s *session, secret, outside string) {
	e := openEngine(t)
	s = openSession(t, e)
	c, release, err := e.internal(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	secret = filepath.Join(e.history, "h.parquet")
	if err := c.exec(context.Background(), "COPY (SELECT 42 AS a) TO "+quoteString(secret)+
		"; COPY (SELECT i AS a FROM range(3) t(i)) TO "+quoteString(filepath.Join(e.allowed[0], "labels.parquet"))+
		"; COPY (SELECT 7 AS a) TO "+quoteString(filepath.Join(e.allowed[0], "l.csv"))); err != nil {
		t.Fatal(err)
	}
	outside = filepath.Join(filepath.Dir(e.allowed[0]), "outside.csv")
	if err := os.WriteFile(outside, []byte("a\n1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return s, secret, outside
}

func TestWallsLetThrough(t *testing.T) {
	s, _, _ := walled(t)
	for _, text := range []string{
		"SELECT * FROM 'labels.parquet'",
		"SELECT * FROM \"labels.parquet\" AS l",
		"SELECT * FROM read_parquet('labels.parquet') WHERE a > 1",
		"SELECT * FROM read_parquet(['labels.parquet', '*.parquet'])",
		"SELECT * FROM read_csv('l.csv', header = true)",
		"SELECT file FROM glob('*.parquet')",
		"WITH x AS (SELECT * FROM 'labels.parquet') SELECT count(*) FROM x JOIN 'labels.parquet' USING (a)",
		"CREATE TEMP TABLE t AS SELECT * FROM 'labels.parquet'",
		"INSERT INTO t SELECT a + 10 FROM 'labels.parquet'",
		"INSERT INTO t (a) VALUES (1), (2) RETURNING a",
		"INSERT INTO t (SELECT 1)",
		"UPDATE t SET a = a + 1 FROM (SELECT 1 AS one) o WHERE t.a = o.one RETURNING t.a",
		"DELETE FROM t USING 'labels.parquet' l WHERE t.a = l.a",
		"WITH y AS (SELECT 1 AS a) INSERT INTO t SELECT a FROM y",
		"COPY (SELECT * FROM t) TO 'out.parquet' (FORMAT parquet)",
		"COPY t TO 'out.csv' (FORMAT csv, HEADER)",
		"COPY t FROM 'l.csv' (FORMAT csv, HEADER)",
		"CREATE TEMPORARY TABLE u (a int DEFAULT 1, b text, c numeric(12,2) CHECK (c > 0))",
		"CREATE TEMP TABLE \"q.x\" AS SELECT 1 AS a",
		"SELECT * FROM \"q.x\"",
		"EXPLAIN SELECT * FROM 'labels.parquet'",
		"EXPLAIN ANALYZE SELECT 1",
		"DESCRIBE SELECT 1 AS x",
		"TRUNCATE t", "DROP TABLE t", "DROP TABLE IF EXISTS t",
		"VALUES (1, 'a')", "(SELECT 1)", "SELECT 1;",
		"WITH \"a.b\" AS (SELECT 1 AS a) SELECT * FROM \"a.b\"",
		"WITH RECURSIVE \"a.b\" AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM \"a.b\" WHERE a < 3) SELECT * FROM \"a.b\", (SELECT * FROM \"a.b\") x",
		"SELECT 1 IS DISTINCT FROM 2",
		"SELECT * FROM generate_series(1, 3) g(x)",
		"SELECT * FROM unnest([1, 2]) u(x)",
	} {
		if _, err := all(t, s, text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestWallsRefuse(t *testing.T) {
	s, secret, outside := walled(t)
	if _, err := all(t, s, "CREATE TEMP TABLE t AS SELECT 1 AS a"); err != nil {
		t.Fatal(err)
	}
	q := quoteString
	up := q("../state/history/" + filepath.Base(filepath.Dir(secret)) + "/h.parquet")
	link := filepath.Join(s.e.allowed[0], "link")
	if err := os.Symlink(filepath.Dir(secret), link); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ code, text string }{
		// files
		{"42501", "SELECT * FROM " + q(secret)},
		{"42501", "SELECT * FROM " + quoteIdent(secret)},
		{"42501", "SELECT * FROM read_parquet(" + q(secret) + ")"},
		{"42501", "SELECT * FROM READ_PARQUET(" + q(secret) + ")"},
		{"42501", "SELECT * FROM \"read_parquet\"(" + q(secret) + ")"},
		{"42501", "SELECT * FROM system.main.read_parquet(" + q(secret) + ")"},
		{"42501", "SELECT * FROM read_parquet([" + q(secret) + "])"},
		{"42501", "SELECT * FROM read_blob(" + up + ")"},
		{"42501", "SELECT * FROM read_text('./x/../" + strings.Trim(up, "'") + "')"},
		{"42501", "SELECT * FROM glob(" + q(filepath.Dir(secret)+"/*") + ")"},
		{"42501", "SELECT * FROM glob('../state/*/*')"},
		{"42501", "SELECT * FROM 'link/h.parquet'"},
		{"42501", "SELECT * FROM read_parquet('link/*.parquet')"},
		{"42501", "SELECT * FROM " + q(outside)},
		{"42501", "SELECT * FROM read_csv('/etc/passwd')"},
		{"42501", "SELECT (SELECT count(*) FROM " + q(secret) + ")"},
		{"42501", "WITH x AS (SELECT * FROM " + q(secret) + ") SELECT * FROM x"},
		{"42501", "SELECT 1 UNION ALL SELECT a FROM " + q(secret)},
		{"42501", "CREATE TEMP TABLE x AS SELECT * FROM " + q(secret)},
		{"42501", "CREATE TEMP TABLE x AS (SELECT * FROM " + q(secret) + ")"},
		{"42501", "INSERT INTO t SELECT a FROM " + q(secret)},
		{"42501", "INSERT INTO t (SELECT a FROM " + q(secret) + ")"},
		{"42501", "INSERT INTO t VALUES ((SELECT a FROM " + q(secret) + "))"},
		{"42501", "INSERT INTO t VALUES (1) RETURNING (SELECT a FROM " + q(secret) + ")"},
		{"42501", "WITH x AS (SELECT a FROM " + q(secret) + ") INSERT INTO t SELECT a FROM x"},
		{"42501", "INSERT INTO t (TABLE " + quoteIdent(secret) + ")"},
		{"42501", "INSERT INTO t TABLE " + quoteIdent(secret)},
		{"42501", "INSERT INTO t (a) (TABLE t UNION ALL SELECT a FROM " + q(secret) + ")"},
		{"42501", "INSERT INTO t BY NAME (TABLE " + quoteIdent(secret) + ")"},
		{"42501", "INSERT INTO t AS x (a) FROM " + q(secret)},
		{"42501", "INSERT INTO t (DESCRIBE " + q(secret) + ")"},
		{"42501", "INSERT INTO t (SUMMARIZE " + q(secret) + ")"},
		{"0A000", "INSERT INTO t (TABLE t UNION ALL SELECT 1 FROM enable_logging('QueryLog'))"},
		{"0A000", "INSERT INTO t (TABLE t UNION ALL SELECT 1 FROM duckdb_settings())"},
		{"0A000", "INSERT INTO t (TABLE t UNION ALL SELECT 1 FROM checkpoint())"},
		// a WITH query's name hides a file's only where it is visible
		{"42501", "SELECT * FROM (WITH " + quoteIdent(secret) + " AS (SELECT 1 a) SELECT a FROM " + quoteIdent(secret) + ") x, " + quoteIdent(secret) + " y"},
		{"42501", "WITH " + quoteIdent(secret) + " AS (SELECT * FROM " + quoteIdent(secret) + ") SELECT * FROM " + quoteIdent(secret)},
		{"42501", "WITH q AS (WITH " + quoteIdent(secret) + " AS (SELECT 1) SELECT 1) SELECT * FROM " + quoteIdent(secret)},
		{"42501", "SELECT * FROM " + quoteIdent(secret) + " WHERE 1 IN (WITH " + quoteIdent(secret) + " AS (SELECT 1 a) SELECT a FROM " + quoteIdent(secret) + ")"},
		{"0A000", "SELECT * FROM (WITH duckdb_databases AS (SELECT 1 a) SELECT a FROM duckdb_databases) x, duckdb_databases y"},
		// a file's name in two parts
		{"42P01", "SELECT * FROM " + quoteIdent(strings.TrimSuffix(secret, ".parquet")) + ".parquet"},
		{"42P01", "SELECT * FROM main." + quoteIdent(strings.TrimSuffix(secret, ".parquet")) + ".parquet"},
		{"42P01", "SELECT * FROM h.parquet"},
		{"42501", "UPDATE t SET a = (SELECT a FROM " + q(secret) + ")"},
		{"42501", "UPDATE t SET a = h.a FROM " + q(secret) + " h"},
		{"42501", "DELETE FROM t WHERE a IN (SELECT a FROM " + q(secret) + ")"},
		{"42501", "DELETE FROM t USING " + q(secret) + " h WHERE h.a = t.a"},
		{"42501", "COPY (SELECT * FROM " + q(secret) + ") TO 'x.csv'"},
		{"42501", "COPY (SELECT 1) TO " + q(secret)},
		{"42501", "COPY (SELECT 1) TO " + up},
		{"42501", "COPY t TO '/tmp/x.csv'"},
		{"42501", "COPY t FROM " + q(secret)},
		{"42501", "EXPLAIN SELECT * FROM " + q(secret)},
		{"42501", "EXPLAIN (ANALYZE) SELECT * FROM " + q(secret)},
		{"42501", "DESCRIBE SELECT * FROM " + q(secret)},
		{"42501", "COPY (SELECT 1 AS a) TO 'd' (FORMAT csv, PARTITION_BY (a), FILENAME_PATTERN '../../x')"},
		{"0A000", "SELECT * FROM read_parquet('/' || 'x')"},
		{"0A000", "COPY (SELECT 1) TO ('a' || 'b')"},
		{"0A000", "SELECT * FROM query('SELECT * FROM ''" + secret + "''')"},
		{"0A000", "SELECT * FROM query_table('" + secret + "')"},
		{"0A000", "SELECT * FROM read_duckdb('x.db')"},
		{"0A000", "SELECT * FROM json_execute_serialized_sql('{}')"},
		{"42501", "SELECT * FROM 's3://bucket/x.parquet'"},
		{"42501", "SELECT * FROM read_csv('http://127.0.0.1/x.csv')"},
		{"58P01", "SELECT * FROM 'nope.parquet'"},
		// the engine's inside
		{"0A000", "SELECT * FROM duckdb_settings()"},
		{"0A000", "SELECT * FROM duckdb_tables"},
		{"0A000", "SELECT * FROM pragma_version()"},
		{"0A000", "SELECT * FROM information_schema.tables"},
		{"0A000", "SELECT * FROM pg_catalog.pg_class"},
		{"0A000", "SELECT * FROM \"pg_catalog\".\"pg_class\""},
		{"0A000", "SELECT * FROM pg_settings"},
		{"0A000", "SELECT * FROM system.information_schema.tables"},
		{"0A000", "SELECT * FROM sqlite_master"},
		{"0A000", "SELECT current_setting('allowed_directories')"},
		{"0A000", "SELECT \"current_setting\"('allowed_directories')"},
		{"0A000", "SELECT 1 WHERE system.main.current_setting('allowed_directories') IS NULL"},
		{"0A000", "CREATE TEMP TABLE x (a text DEFAULT current_setting('allowed_directories'))"},
		{"0A000", "CREATE TEMP TABLE x (a text GENERATED ALWAYS AS (getenv('HOME')))"},
		{"0A000", "INSERT INTO t VALUES (1) ON CONFLICT DO UPDATE SET a = current_setting('threads')"},
		{"0A000", "SHOW TABLES"}, {"0A000", "SHOW ALL TABLES"}, {"0A000", "DESCRIBE"},
		{"0A000", "SELECT * FROM checkpoint()"},
		{"0A000", "SELECT * FROM enable_logging()"},
		// statements
		{"0A000", "SET threads = 1"}, {"0A000", "RESET threads"}, {"0A000", "SET VARIABLE x = 1"},
		{"0A000", "SET file_search_path = '/'"},
		{"0A000", "ATTACH 'x.db'"}, {"0A000", "DETACH memory"}, {"0A000", "USE memory"},
		{"0A000", "INSTALL httpfs"}, {"0A000", "LOAD httpfs"}, {"0A000", "UPDATE EXTENSIONS"},
		{"0A000", "EXPORT DATABASE 'd'"}, {"0A000", "IMPORT DATABASE 'd'"}, {"0A000", "COPY FROM DATABASE memory TO temp"},
		{"0A000", "CHECKPOINT"}, {"0A000", "FORCE CHECKPOINT"}, {"0A000", "VACUUM"}, {"0A000", "ANALYZE"},
		{"0A000", "PRAGMA version"}, {"0A000", "PRAGMA threads = 1"}, {"0A000", "CALL pragma_version()"},
		{"0A000", "CREATE TABLE x (a int)"}, {"0A000", "CREATE OR REPLACE TABLE x AS SELECT 1"},
		{"0A000", "CREATE VIEW x AS SELECT 1"}, {"0A000", "CREATE TEMP VIEW x AS SELECT 1"},
		{"0A000", "CREATE TEMP MACRO f(a) AS a"}, {"0A000", "CREATE MACRO f(a) AS TABLE SELECT * FROM 'x'"},
		{"0A000", "CREATE TEMP SEQUENCE s"}, {"0A000", "CREATE SCHEMA s"}, {"0A000", "CREATE TYPE e AS ENUM ('a')"},
		{"0A000", "CREATE SECRET s (TYPE s3)"}, {"0A000", "CREATE INDEX i ON t (getenv('HOME'))"}, {"0A000", "CREATE INDEX i ON t ((SELECT 1))"},
		{"0A000", "DROP VIEW x"}, {"0A000", "DROP SCHEMA main"}, {"0A000", "ALTER TABLE t ADD COLUMN b text DEFAULT getenv('HOME')"}, {"0A000", "ALTER TABLE t ALTER a TYPE text USING (SELECT 1)"},
		{"0A000", "ALTER SCHEMA main RENAME TO x"}, {"0A000", "ALTER DATABASE x"}, {"0A000", "ALTER VIEW x RENAME TO y"},
		{"0A000", "PREPARE p AS SELECT 1"}, {"0A000", "EXECUTE p"}, {"0A000", "BEGIN"}, {"0A000", "COMMIT"},
		{"0A000", "MERGE INTO t USING t AS s ON true WHEN MATCHED THEN DELETE"},
		{"0A000", "PIVOT t ON a USING count(*)"},
		{"0A000", "/* SELECT */ PRAGMA version"}, {"0A000", "-- SELECT\nSET threads = 1"},
		{"42P01", "SELECT * FROM \"asof.1\""}, {"42939", "DROP TABLE \"asof.1\""}, {"42939", "CREATE TEMP TABLE \"ASOF.1\" (a int)"},
		{"42601", "SELECT 1; SET threads = 1"},
		{"42601", "SELECT 1; DROP TABLE t"},
	} {
		_, err := all(t, s, tt.text)
		if code := sqlerr.Code(err); code != tt.code {
			t.Errorf("%s: %q, want %s (%v)", tt.text, code, tt.code, err)
		}
		if err != nil && strings.Contains(sqlerr.From(err).Message, filepath.Dir(filepath.Dir(secret))) && !strings.Contains(tt.text, filepath.Dir(secret)) {
			t.Errorf("%s: the message tells the history's folder: %v", tt.text, err)
		}
	}
	if _, err := os.Stat(outside); err != nil {
		t.Error(err)
	}
}
