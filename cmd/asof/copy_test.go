package main_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/jackc/pgx/v5/pgconn"

	"asof/catalog/sqltype/sqltypetest"
)

// copyCase is a COPY with the data that go in, or none.
type copyCase struct{ sql, data string }

// copyTables are made on both sides; a row or two stand in them.
var copyTables = []string{
	`CREATE TEMP TABLE labels (id bigint, x numeric(12,2), ts timestamptz, note text)`,
	`INSERT INTO labels VALUES (1, 1.5, '2001-03-01 12:00:00+00', 'plain'), (2, NULL, 'infinity', E'tab\tnew\nline\\back"quote,comma'), (3, -0.01, '1999-12-31', '')`,
	`CREATE TEMP TABLE one (a text)`,
	`INSERT INTO one VALUES ('\.'), ('x'), (NULL), (''), ('\N')`,
	`CREATE TEMP TABLE kinds (b bool, i2 int2, i4 int4, f4 float4, f8 float8, d date, t time, u uuid, y bytea, iv interval, a int4[], ta text[], j json)`,
	`INSERT INTO kinds (b) VALUES (NULL)`,
}

// copyOptionCases are statements whose options go together or not.
var copyOptionCases = func() []copyCase {
	var list []copyCase
	for _, o := range []string{
		"", "(FORMAT text)", "(FORMAT csv)", "(FORMAT 'csv', HEADER)", "(FORMAT csv, HEADER true)", "(FORMAT csv, HEADER off)", "(FORMAT csv, HEADER 1)", "(FORMAT csv, HEADER maybe)",
		"(FORMAT csv, HEADER match)", "(HEADER)", "(FORMAT xml)", "(FORMAT csv, FORMAT csv)", "(NONSENSE)", "(FORMAT)", "(DELIMITER '|')", "(DELIMITER 'ab')", "(DELIMITER '')",
		"(DELIMITER 'a')", "(DELIMITER '\\')", "(DELIMITER E'\\n')", "(FORMAT csv, DELIMITER 'a')", "(FORMAT csv, DELIMITER '\"')", "(NULL 'nil')", "(NULL '')", "(NULL E'a\\nb')", "(NULL E'\\t')",
		"(FORMAT csv, NULL '\"')", "(QUOTE '''')", "(FORMAT csv, QUOTE '''')", "(FORMAT csv, QUOTE 'ab')", "(ESCAPE '\\')", "(FORMAT csv, ESCAPE '\\')", "(FORMAT csv, ESCAPE '')",
		"(FORMAT csv, QUOTE '''', ESCAPE '\\', DELIMITER ';', NULL 'nil')", "(FORMAT csv, FORCE_QUOTE *)", "(FORMAT csv, FORCE_QUOTE (note, id))", "(FORMAT csv, FORCE_QUOTE (nope))", "(FORCE_QUOTE *)",
		"(FORMAT csv, FORCE_QUOTE note)", "(FORMAT csv, FORCE_NOT_NULL (note))", "(FORMAT csv, FORCE_NULL (note))", "(FORCE_NULL (note))", "(FORCE_NOT_NULL (note))", "(FORMAT csv, FORCE_NULL *)",
		"(FORMAT binary, DELIMITER '|')", "(FORMAT binary, NULL '')", "(FORMAT binary, HEADER)", "(FORMAT binary, QUOTE 'x')", "(ENCODING 'utf-8')", "(ENCODING 'nope')", "(ENCODING 'latin1')", "(FREEZE off)",
		"(FREEZE maybe)", "CSV", "CSV HEADER", "WITH CSV HEADER", "WITH DELIMITER AS '|' NULL AS 'nil'", "DELIMITERS '|'", "USING DELIMITERS '|' CSV", "CSV QUOTE AS '''' ESCAPE AS '\\'", "CSV FORCE QUOTE note",
		"CSV FORCE QUOTE *", "CSV FORCE NOT NULL note", "CSV FORCE NULL note, id", "CSV CSV", "WITH ENCODING 'UTF8'", "WITH NONSENSE", "WITH (FORMAT csv", "WITH () ",
	} {
		list = append(list, copyCase{"COPY labels TO STDOUT " + o, ""}, copyCase{"COPY (SELECT id, note FROM labels ORDER BY id) TO STDOUT " + o, ""},
			copyCase{"COPY labels (note, id) FROM STDIN " + o, "note,id\nab,7\n"})
	}
	return list
}()

// copyDataCases are data, good and bad.
var copyDataCases = []copyCase{
	{"COPY labels FROM STDIN", ""},
	{"COPY labels FROM STDIN", "1\t1\t2001-01-01\tx"},
	{"COPY labels FROM STDIN", "1\t1\t2001-01-01\tx\n2\t\\N\t\\N\t\\N\n"},
	{"COPY labels FROM STDIN", "1\t1\t2001-01-01\tx\r\n2\t2\t2001-01-01\ty\r\n"},
	{"COPY labels FROM STDIN", "1\t1\t2001-01-01\tx\r2\t2\t2001-01-01\ty\r"},
	{"COPY labels FROM STDIN", "1\t1\t2001-01-01\tx\r\n2\t2\t2001-01-01\ty\n"},
	{"COPY labels FROM STDIN", "1\t1\t2001-01-01\tx\n2\t2\t2001-01-01\ty\r\n"},
	{"COPY labels FROM STDIN", "1\t1\t2001-01-01\tx\n2\t2\t2001-01-01\ty\rz\n"},
	{"COPY labels FROM STDIN", "1\t1\t2001-01-01\tx\n\\.\nthis is forgotten\n"},
	{"COPY labels FROM STDIN", "1\t1\t2001-01-01\tx\n\\."},
	{"COPY labels FROM STDIN", "1\t1\t2001-01-01\tx\r\n\\.\r\nrest"},
	{"COPY labels FROM STDIN", "1\t1\t2001-01-01\tx\r\n\\.\nrest"},
	{"COPY labels FROM STDIN", "1\t1\t2001-01-01\tx\n\\.\r\nrest"},
	{"COPY labels FROM STDIN", "1\t1\t2001-01-01\tx\n\\.x\n"},
	{"COPY one FROM STDIN", "abc\\.\ndef\n"},
	{"COPY one FROM STDIN", "abc\\.x\n"},
	{"COPY one FROM STDIN", "\n\nx\n"},
	{"COPY one FROM STDIN", "\\\n\n"},
	{"COPY one FROM STDIN", "a\\"},
	{"COPY one FROM STDIN", `\a\b\f\n\r\t\v\\\0\1` + "\n"},
	{"COPY one FROM STDIN", `\101\1012\x41\x4\xg\q\é` + "\n"},
	{"COPY one FROM STDIN", `\303\251 \xc3\xa9` + "\n"},
	{"COPY one FROM STDIN", `\303` + "\n"},
	{"COPY one FROM STDIN", `x\000y` + "\n"},
	{"COPY one FROM STDIN", "x\x00y\n"},
	{"COPY one FROM STDIN", "ok\nb\xffd\n"},
	{"COPY one FROM STDIN", "\\N\n\\\\N\n\\Nx\n"},
	{"COPY one FROM STDIN (NULL 'nil')", "nil\n\\N\nnilly\n"},
	{"COPY one FROM STDIN (NULL '')", "\nx\n"},
	{"COPY labels FROM STDIN", "1\t1\t2001-01-01\n"},
	{"COPY labels FROM STDIN", "1\t1\t2001-01-01\tx\ty\n"},
	{"COPY labels FROM STDIN", "1\t1\t2001-01-01\tx\none\t1\t2001-01-01\tx\n"},
	{"COPY labels FROM STDIN", "1\tmuch\t2001-01-01\tx\n"},
	{"COPY labels FROM STDIN", "1\t1\tyesterday or so\tx\n"},
	{"COPY labels FROM STDIN", "99999999999999999999\t1\t2001-01-01\tx\n"},
	{"COPY labels FROM STDIN", "1\t99999999999.5\t2001-01-01\tx\n"},
	{"COPY labels FROM STDIN", "1\t1\t2001-01-01\n" + strings.Repeat("long ", 60) + "\n"},
	{"COPY labels FROM STDIN", strings.Repeat("é", 120) + "\t1\t2001-01-01\tx\n"},
	{"COPY labels (id) FROM STDIN", "\n"},
	{"COPY labels (id, note) FROM STDIN CSV", "1,x\n2,\"a,\"\"b\nc\"\n3,\n,\"\"\n"},
	{"COPY labels (id, note) FROM STDIN CSV", "1,x\r\n2,\"a\nb\"\r\n"},
	{"COPY labels (id, note) FROM STDIN CSV", "1,x\n2,y\r\n"},
	{"COPY labels (id, note) FROM STDIN CSV", "1,x\r\n2,y\n"},
	{"COPY labels (id, note) FROM STDIN CSV", "1,\"x\n2,y\n"},
	{"COPY labels (id, note) FROM STDIN CSV", "1,\"a\nb\"\n2,\"c\nd\"\nx,\"e\"\n"},
	{"COPY labels (id, note) FROM STDIN CSV", "1,a\"b\"c\"d,\"\n"},
	{"COPY labels (id, note) FROM STDIN CSV", "1,\n2\n"},
	{"COPY labels (id, note) FROM STDIN CSV", "1,\n\n2,\n"},
	{"COPY labels (id, note) FROM STDIN CSV", "1,x\n\\.\n2,y\n"},
	{"COPY labels (id, note) FROM STDIN CSV", "1,\\.\n2,y\\.\n\\.x,y\n"},
	{"COPY one FROM STDIN CSV", "\"\\.\"\n\\.\nx\n"},
	{"COPY one FROM STDIN CSV", "\n\"\"\nx\n"},
	{"COPY labels (id, note) FROM STDIN CSV HEADER", "anything at all\n1,x\n"},
	{"COPY labels (id, note) FROM STDIN CSV HEADER", ""},
	{"COPY labels (id, note) FROM STDIN (HEADER, DELIMITER ',')", "id,note\n1,x\n"},
	{"COPY labels (id, note) FROM STDIN (FORMAT csv, HEADER match)", "id,note\n1,x\n"},
	{"COPY labels (id, note) FROM STDIN (FORMAT csv, HEADER match)", "id,Note\n1,x\n"},
	{"COPY labels (id, note) FROM STDIN (FORMAT csv, HEADER match)", "id\n1\n"},
	{"COPY labels (id, note) FROM STDIN (FORMAT csv, HEADER match)", "id,\n1,x\n"},
	{"COPY labels (id, note) FROM STDIN (FORMAT csv, QUOTE '''', ESCAPE '\\')", "1,'a\\'b\\\\c'\n2,'x\\y'\n"},
	{"COPY labels (id, note) FROM STDIN (FORMAT csv, ESCAPE '\\')", "1,\"a\\\"b,\nc\"\n"},
	{"COPY labels (id, note) FROM STDIN (FORMAT csv, FORCE_NOT_NULL (note), FORCE_NULL (id))", "\"\",\n2,x\n"},
	{"COPY labels (id, note) FROM STDIN (FORMAT csv, FORCE_NULL (note), NULL 'nil')", "1,\"nil\"\n2,nil\n3,\"\"\n"},
	{"COPY labels (id, note) FROM STDIN (FORMAT csv, FORCE_NULL (x))", "1,x\n"},
	{"COPY labels (id, note) FROM STDIN (FORMAT csv, ENCODING 'latin1')", "1,caf\xe9\n"},
	{"COPY labels (id, note) FROM STDIN CSV WHERE id > 1 AND note <> 'no'", "1,x\n2,yes\n3,no\n4,\n"},
	{"COPY labels (id, note) FROM STDIN CSV WHERE nope > 1", "1,x\n"},
	{"COPY labels (id, note) FROM STDIN CSV WHERE id IN (SELECT 1)", "1,x\n"},
	{"COPY labels (id, nope) FROM STDIN", ""},
	{"COPY labels (id, id) FROM STDIN", ""},
	{"COPY nope TO STDOUT", ""},
	{"COPY labels (nope) TO STDOUT", ""},
	{"COPY (SELECT nope FROM labels) TO STDOUT", ""},
	{"COPY (DROP TABLE labels) TO STDOUT", ""},
	{"COPY (INSERT INTO one VALUES ('i')) TO STDOUT", ""},
	{"COPY (INSERT INTO one VALUES ('i') RETURNING a, 1 AS n) TO STDOUT", ""},
	{"COPY (VALUES (1, 'a'), (2, NULL)) TO STDOUT CSV HEADER", ""},
	{"COPY (SELECT 1) FROM STDIN", ""},
	{"COPY labels TO STDOUT WHERE id = 1", ""},
	{"COPY labels TO", ""},
	{"COPY labels", ""},
	{"COPY (SELECT 'x'::int) TO STDOUT", ""},
	{"COPY one TO STDOUT CSV", ""},
	{"COPY one TO STDOUT (FORMAT csv, NULL 'x')", ""},
	{"COPY one TO STDOUT (DELIMITER 'N')", ""},
	{"COPY kinds TO STDOUT", ""},
	{"COPY kinds TO STDOUT CSV", ""},
	{"COPY kinds TO STDOUT BINARY", ""},
	{"COPY BINARY labels TO STDOUT", ""},
	{"COPY (SELECT 1 WHERE false) TO STDOUT (FORMAT binary)", ""},
	{"COPY kinds (b, i2, a, ta) FROM STDIN", "t\t7\t{1,2}\t{x,\"y z\"}\nf\t-7\t{}\t\\N\n"},
	{"COPY kinds (a) FROM STDIN", "{1,{2}}\n"},
	{"COPY kinds (u, y) FROM STDIN", "zz\t\\\\x00\n"},
	{"COPY labels FROM STDIN BINARY", ""},
	{"COPY labels FROM STDIN BINARY", "PGCOPY"},
	{"COPY labels FROM STDIN BINARY", "PGCOPX\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff"},
	{"COPY labels FROM STDIN BINARY", binaryHead},
	{"COPY labels FROM STDIN BINARY", binaryHead + "\xff\xff"},
	{"COPY labels FROM STDIN BINARY", binaryHead + "\xff\xffx"},
	{"COPY labels FROM STDIN BINARY", "PGCOPY\n\xff\r\n\x00"},
	{"COPY labels FROM STDIN BINARY", "PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00"},
	{"COPY labels FROM STDIN BINARY", "PGCOPY\n\xff\r\n\x00\x00\x01\x00\x00\x00\x00\x00\x00\xff\xff"},
	{"COPY labels FROM STDIN BINARY", "PGCOPY\n\xff\r\n\x00\x00\x02\x00\x00\x00\x00\x00\x00\xff\xff"},
	{"COPY labels FROM STDIN BINARY", "PGCOPY\n\xff\r\n\x00\x00\x00\x00\x01\x00\x00\x00\x03abc\xff\xff"},
	{"COPY labels FROM STDIN BINARY", "PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x09abc"},
	{"COPY labels (id) FROM STDIN BINARY", binaryHead + "\x00\x01\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00\x00\x05\x00\x01\xff\xff\xff\xff\xff\xff"},
	{"COPY labels (id) FROM STDIN BINARY", binaryHead + "\x00\x02\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00\x00\x05"},
	{"COPY labels (id) FROM STDIN BINARY", binaryHead + "\x00\x01\x00\x00\x00\x04\x00\x00\x00\x05\xff\xff"},
	{"COPY labels (id) FROM STDIN BINARY", binaryHead + "\x00\x01\x00\x00\x00\x09\x00\x00\x00\x00\x00\x00\x00\x00\x05\xff\xff"},
	{"COPY labels (id) FROM STDIN BINARY", binaryHead + "\x00\x01\xff\xff\xff\xfe\xff\xff"},
	{"COPY labels (id) FROM STDIN BINARY", binaryHead + "\x00\x01\x00\x00\x00\x08\x00"},
	{"COPY labels (id) FROM STDIN BINARY", binaryHead + "\x00"},
	{"COPY one FROM STDIN BINARY", binaryHead + "\x00\x01\x00\x00\x00\x02\xc3\xa9\xff\xff"},
	{"COPY one FROM STDIN BINARY", binaryHead + "\x00\x01\x00\x00\x00\x02\xc3\x28\xff\xff"},
}

const binaryHead = "PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00"

// copyDiffers are the cases that answer otherwise than Postgres does, with the reason.
var copyDiffers = map[string]string{
	"COPY kinds (a) FROM STDIN": "the DETAIL of an array whose elements are not alike says why, not at which character",
}

// Every COPY to and from the client does what Postgres does, and says what it says.
func TestCopyIsPostgres(t *testing.T) {
	theirs := sqltypetest.StartPostgres(t)
	ours := startServer(t, newData(t)).connect(t).PgConn()
	for _, side := range []*pgconn.PgConn{theirs.PgConn, ours} {
		for _, sql := range append([]string{"SET TimeZone = 'UTC'"}, copyTables...) {
			if _, err := side.Exec(t.Context(), sql).ReadAll(); err != nil {
				t.Fatalf("%s: %v", sql, err)
			}
		}
	}
	kinds := strings.Join([]string{"t", "1", "-2", "0.1", "1e300", "2001-03-01", "12:00:00.5", "00000000-0000-0000-0000-000000000001", `\\x00ff`, "1 day 02:00",
		"{1,NULL,3}", `{"a,b",NULL,"q\\""}`, `{"k": [1, 2]}`}, "\t")
	for _, side := range []*pgconn.PgConn{theirs.PgConn, ours} {
		if _, err := side.CopyFrom(t.Context(), strings.NewReader(kinds), "COPY kinds FROM STDIN"); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range append(copyOptionCases, copyDataCases...) {
		for _, piecemeal := range []bool{false, true} {
			got, want := copyOutcome(t, ours, c, piecemeal), copyOutcome(t, theirs.PgConn, c, piecemeal)
			if why, differs := copyDiffers[c.sql]; got != want && !differs {
				t.Errorf("%s\n%q\ngot  %s\nwant %s", c.sql, c.data, got, want)
			} else if differs && got == want {
				t.Errorf("%s does not differ: %s", c.sql, why)
			}
			if c.data == "" {
				break
			}
		}
	}
}

// copyOutcome runs a COPY in a block that is undone, and tells everything that came of it.
func copyOutcome(t *testing.T, conn *pgconn.PgConn, c copyCase, piecemeal bool) string {
	t.Helper()
	ctx := context.Background()
	exec := func(sql string) {
		if _, err := conn.Exec(ctx, sql).ReadAll(); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	exec("BEGIN")
	defer exec("ROLLBACK")
	var out bytes.Buffer
	var tag pgconn.CommandTag
	var err error
	if strings.Contains(c.sql, "FROM STDIN") {
		var data io.Reader = strings.NewReader(c.data)
		if piecemeal {
			data = iotest.OneByteReader(data)
		}
		tag, err = conn.CopyFrom(ctx, data, c.sql)
	} else {
		tag, err = conn.CopyTo(ctx, &out, c.sql)
	}
	var pgErr *pgconn.PgError
	switch {
	case errors.As(err, &pgErr):
		if pgErr.Code == "42703" {
			pgErr.Hint = "" // each suggests what it thinks is like it
		}
		return fmt.Sprintf("%s %s|detail %s|hint %s|context %s", pgErr.Code, pgErr.Message, pgErr.Detail, pgErr.Hint, pgErr.Where)
	case err != nil:
		t.Fatalf("%s: %v", c.sql, err)
	}
	result := fmt.Sprintf("%s %q", tag, out.String())
	if strings.Contains(c.sql, "FROM STDIN") {
		for _, table := range []string{"labels", "one", "kinds"} {
			if strings.HasPrefix(c.sql, "COPY "+table) {
				if _, err := conn.CopyTo(ctx, &out, "COPY "+table+" TO STDOUT"); err != nil {
					t.Fatal(err)
				}
				result += out.String()
			}
		}
	}
	return result
}
