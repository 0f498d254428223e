//go:build postgres

package pgcatalog

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"asof/catalog"
	"asof/catalog/sqlerr"
)

// connect connects to the server that ASOF_POSTGRES names: a new one, whose superuser is called postgres.
func connect(t *testing.T) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), os.Getenv("ASOF_POSTGRES"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// superuser is called asof here.
var superuser = regexp.MustCompile(`\bpostgres\b`)

// lookup runs a query and returns its rows as text; NULL is "NULL".
func lookup(t *testing.T, conn *pgx.Conn, sql string) [][]string {
	t.Helper()
	results, err := conn.PgConn().Exec(context.Background(), sql).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	var out [][]string
	for _, row := range results[0].Rows {
		line := make([]string, len(row))
		for i, v := range row {
			if line[i] = "NULL"; v != nil {
				line[i] = superuser.ReplaceAllString(string(v), "asof")
			}
		}
		out = append(out, line)
	}
	return out
}

// volatile are columns that differ from server to server: what VACUUM counted, what the snapshot leaves out, what initdb's locale decides.
var volatile = map[string]bool{"pg_class.relpages": true, "pg_class.reltuples": true, "pg_class.relallvisible": true, "pg_class.relfrozenxid": true,
	"pg_class.relminmxid": true, "pg_class.relfilenode": true, "pg_attribute.attoptions": true, "pg_rewrite.ev_action": true, "pg_rewrite.ev_qual": true}

// ours are tables whose rows are about our own objects, and those that the snapshot leaves out in part.
var ours = map[string]bool{"pg_database": true, "pg_statistic": true, "pg_collation": true, "pg_authid": true, "pg_namespace": true, "pg_tablespace": true}

func TestRowsAgainstPostgres(t *testing.T) {
	conn := connect(t)
	n := 0
	for _, table := range Tables() {
		if table.Kind == KindView {
			got := lookup(t, conn, fmt.Sprintf("SELECT pg_get_viewdef(%d), pg_get_viewdef(%[1]d, true)", table.OID))
			if got[0][0] != table.Definition || got[0][1] != table.Pretty {
				t.Errorf("view %s.%s: %q", table.Schema, table.Name, got[0])
			}
		}
		cols := lookup(t, conn, fmt.Sprintf("SELECT attname, atttypid, atttypmod, attnotnull FROM pg_attribute WHERE attrelid = %d AND attnum > 0 ORDER BY attnum", table.OID))
		var mine [][]string
		for _, c := range table.Columns {
			mine = append(mine, []string{c.Name, fmt.Sprint(c.Type), fmt.Sprint(c.Mod), text(c.NotNull)})
		}
		if fmt.Sprint(cols) != fmt.Sprint(mine) {
			t.Errorf("columns of %s.%s: %v, Postgres %v", table.Schema, table.Name, mine, cols)
		}
		if table.Kind == KindTable && !ours[table.Name] {
			n += compareRows(t, conn, table)
		}
	}
	if n < 15000 {
		t.Errorf("%d rows", n)
	}
}

// kept leaves out the rows of collations that the snapshot has not.
const kept = `(%s) NOT IN (SELECT oid::int8 FROM pg_collation WHERE collprovider = 'i' AND collname <> 'und-x-icu')`

func compareRows(t *testing.T, conn *pgx.Conn, table *Table) int {
	var exprs []string
	for _, c := range table.Columns {
		name := `"` + c.Name + `"`
		switch {
		case volatile[table.Name+"."+c.Name]:
			name = "NULL"
		case c.Type == regprocOID || c.Type == regtypeOID || c.Type == regclassOID:
			name += "::oid"
		case c.Name == "proargdefaults" || c.Name == "typdefaultbin" || c.Name == "conbin":
			name = fmt.Sprintf("pg_get_expr(%s, 0)", name)
		case c.Name == "prosqlbody":
			name = "pg_get_function_sqlbody(oid)"
		case c.Type == float4OID:
			name += "::float8"
		}
		exprs = append(exprs, name)
	}
	where := "true"
	switch table.Name {
	case "pg_description":
		where = "classoid <> 3456 OR " + fmt.Sprintf(kept, "objoid::int8")
	case "pg_depend":
		where = "classid <> 3456 OR " + fmt.Sprintf(kept, "objid::int8")
	}
	theirs := lookup(t, conn, fmt.Sprintf(`SELECT %s FROM "%s"."%s" WHERE %s`, strings.Join(exprs, ", "), table.Schema, table.Name, where))
	var mine []string
	for _, row := range static().rows[qualified{table.Schema, table.Name}]() {
		var line []string
		for i, v := range row {
			if volatile[table.Name+"."+table.Columns[i].Name] {
				v = nil
			}
			line = append(line, asText(v, table.Columns[i].Type))
		}
		mine = append(mine, strings.Join(line, "|"))
	}
	var others []string
	for _, line := range theirs {
		others = append(others, strings.Join(line, "|"))
	}
	slices.Sort(mine)
	slices.Sort(others)
	bad := 0
	for _, line := range mine {
		if _, found := slices.BinarySearch(others, line); !found && bad < 3 {
			bad++
			t.Errorf("%s: ours alone: %s", table.Name, line)
		}
	}
	for _, line := range others {
		if _, found := slices.BinarySearch(mine, line); !found && bad < 6 {
			bad++
			t.Errorf("%s: Postgres' alone: %s", table.Name, line)
		}
	}
	if len(mine) != len(others) {
		t.Errorf("%s: %d rows, Postgres %d", table.Name, len(mine), len(others))
	}
	return len(mine)
}

// asText prints a value as the server does.
func asText(v any, typ uint32) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case bool:
		return fmt.Sprint(v)[:1]
	case []any:
		items := make([]string, len(v))
		for i, item := range v {
			items[i] = asText(item, 0)
			if s, ok := item.(string); ok && (s == "" || strings.ContainsAny(s, "{}, \\\"") || strings.EqualFold(s, "null")) {
				items[i] = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
			}
		}
		if typ == int2vectorOID || typ == oidvectorOID {
			return strings.Join(items, " ")
		}
		return "{" + strings.Join(items, ",") + "}"
	}
	return fmt.Sprint(v)
}

// TestFunctionsAgainstPostgres compares functions over all objects that every server has.
func TestFunctionsAgainstPostgres(t *testing.T) {
	conn := connect(t)
	lookup(t, conn, "DROP ROLE IF EXISTS eve; CREATE ROLE eve")
	db := lookup(t, conn, "SELECT current_database()")[0][0]
	session := Env{User: "asof", Database: db, SearchPath: []string{"public"}}
	nobody := Env{User: "eve", Database: db}
	snap := flights(t)
	n := 0
	for _, c := range functionCases {
		for _, row := range lookup(t, conn, c.sql) {
			n++
			args := make([]any, len(c.args))
			for i, kind := range c.args {
				args[i] = argument(kind, row[i])
			}
			env := session
			if c.nobody {
				env = nobody
			}
			f := Functions[c.src]
			if f == nil {
				t.Fatalf("no function %s", c.src)
			}
			got, err := f(snap, env, args)
			if err != nil {
				t.Errorf("%s(%v): %v", c.src, args, err)
				continue
			}
			if want := row[len(c.args)]; asText(got, c.result) != want {
				t.Errorf("%s(%v) is %q, Postgres %q", c.src, args, asText(got, c.result), want)
			}
		}
	}
	t.Log(n, "calls")
}

// argument reads an argument: i an integer, t a text, b a bool, "n" NULL.
func argument(kind rune, s string) any {
	if s == "NULL" {
		return nil
	}
	switch kind {
	case 'i':
		return number(s)
	case 'b':
		return s == "t"
	}
	return s
}

// functionCases are queries whose first columns are a function's arguments and whose last is its result.
var functionCases = []struct {
	src    string
	args   []rune
	sql    string
	result uint32
	nobody bool
}{
	{src: "format_type", args: []rune("ii"), sql: "SELECT oid, m, format_type(oid, m) FROM pg_type, (VALUES (-1), (NULL), (5), (655366), (458751), (470351871), (470286339), (2147418115)) v(m) WHERE typmodin = 0 OR oid IN (1042, 1043, 1560, 1562, 1700, 1083, 1114, 1184, 1266) OR oid = 1186 AND m NOT IN (5, 655366)"},
	{src: "regtypeout", args: []rune("i"), sql: "SELECT oid, oid::regtype FROM pg_type"},
	{src: "regclassout", args: []rune("i"), sql: "SELECT oid, oid::regclass FROM pg_class"},
	{src: "regprocout", args: []rune("i"), sql: "SELECT oid, oid::regproc FROM pg_proc"},
	{src: "regprocedureout", args: []rune("i"), sql: "SELECT oid, oid::regprocedure FROM pg_proc"},
	{src: "regoperout", args: []rune("i"), sql: "SELECT oid, oid::regoper FROM pg_operator"},
	{src: "regoperatorout", args: []rune("i"), sql: "SELECT oid, oid::regoperator FROM pg_operator"},
	{src: "regcollationout", args: []rune("i"), sql: "SELECT oid, oid::regcollation FROM pg_collation WHERE collprovider <> 'i'"},
	{src: "regconfigout", args: []rune("i"), sql: "SELECT oid, oid::regconfig FROM pg_ts_config"},
	{src: "regnamespaceout", args: []rune("i"), sql: "SELECT oid, oid::regnamespace FROM pg_namespace"},
	{src: "regroleout", args: []rune("i"), sql: "SELECT oid, oid::regrole FROM pg_authid WHERE oid < 16384"},
	{src: "regclassin", args: []rune("t"), sql: "SELECT oid::regclass::text, oid FROM pg_class"},
	{src: "regtypein", args: []rune("t"), sql: "SELECT format_type(oid, NULL), oid FROM pg_type WHERE oid NOT IN (1560)"},
	{src: "regprocedurein", args: []rune("t"), sql: "SELECT oid::regprocedure::text, oid FROM pg_proc"},
	{src: "regoperatorin", args: []rune("t"), sql: "SELECT oid::regoperator::text, oid FROM pg_operator"},
	{src: "to_regtype", args: []rune("t"), sql: `SELECT x, to_regtype(x)::oid FROM (VALUES ('int'), ('INTEGER[]'), ('numeric(3,2)'), ('timestamp(3) with time zone'), ('double  precision'), ('char'), ('"char"'), ('pg_catalog.text'), ('nosuch'), ('nosuch.t'), ('interval day to second'), ('bit varying(3)'), ('information_schema.sql_identifier'), ('int4 array'), ('pg_class'), ('_int4'), ('national character varying')) v(x)`},
	{src: "to_regclass", args: []rune("t"), sql: `SELECT x, to_regclass(x)::oid FROM (VALUES ('pg_class'), ('PG_CLASS'), ('"PG_CLASS"'), ('nosuch'), ('nosuch.x'), ('information_schema.tables'), (' pg_catalog . pg_type '), ('1259')) v(x)`},
	{src: "to_regproc", args: []rune("t"), sql: `SELECT x, to_regproc(x)::oid FROM (VALUES ('now'), ('abs'), ('pg_catalog.now'), ('nosuch')) v(x)`},
	{src: "pg_get_indexdef", args: []rune("i"), sql: "SELECT indexrelid, pg_get_indexdef(indexrelid) FROM pg_index"},
	{src: "pg_get_indexdef_ext", args: []rune("iib"), sql: "SELECT indexrelid, n, true, pg_get_indexdef(indexrelid, n, true) FROM pg_index, generate_series(-1, 4) n"},
	{src: "pg_get_constraintdef", args: []rune("i"), sql: "SELECT oid, pg_get_constraintdef(oid) FROM pg_constraint"},
	{src: "pg_get_constraintdef_ext", args: []rune("ib"), sql: "SELECT oid, true, pg_get_constraintdef(oid, true) FROM pg_constraint"},
	{src: "pg_get_viewdef", args: []rune("i"), sql: "SELECT oid, pg_get_viewdef(oid) FROM pg_class"},
	{src: "pg_get_viewdef_ext", args: []rune("ib"), sql: "SELECT oid, true, pg_get_viewdef(oid, true) FROM pg_class"},
	{src: "pg_get_ruledef", args: []rune("i"), sql: "SELECT oid, pg_get_ruledef(oid) FROM pg_rewrite"},
	{src: "pg_get_ruledef_ext", args: []rune("ib"), sql: "SELECT oid, true, pg_get_ruledef(oid, true) FROM pg_rewrite"},
	{src: "pg_get_function_arguments", args: []rune("i"), sql: "SELECT oid, pg_get_function_arguments(oid) FROM pg_proc"},
	{src: "pg_get_function_identity_arguments", args: []rune("i"), sql: "SELECT oid, pg_get_function_identity_arguments(oid) FROM pg_proc"},
	{src: "pg_get_function_result", args: []rune("i"), sql: "SELECT oid, pg_get_function_result(oid) FROM pg_proc"},
	{src: "pg_get_function_sqlbody", args: []rune("i"), sql: "SELECT oid, pg_get_function_sqlbody(oid) FROM pg_proc"},
	{src: "pg_get_functiondef", args: []rune("i"), sql: "SELECT oid, pg_get_functiondef(oid) FROM pg_proc WHERE prokind <> 'a'"},
	{src: "pg_get_function_arg_default", args: []rune("ii"), sql: "SELECT oid, n, pg_get_function_arg_default(oid, n) FROM pg_proc, generate_series(0, 14) n"},
	{src: "pg_table_is_visible", args: []rune("i"), sql: "SELECT oid, pg_table_is_visible(oid) FROM pg_class"},
	{src: "pg_type_is_visible", args: []rune("i"), sql: "SELECT oid, pg_type_is_visible(oid) FROM pg_type"},
	{src: "pg_function_is_visible", args: []rune("i"), sql: "SELECT oid, pg_function_is_visible(oid) FROM pg_proc"},
	{src: "pg_operator_is_visible", args: []rune("i"), sql: "SELECT oid, pg_operator_is_visible(oid) FROM pg_operator"},
	{src: "obj_description", args: []rune("it"), sql: "SELECT oid, 'pg_proc', obj_description(oid, 'pg_proc') FROM pg_proc"},
	{src: "col_description", args: []rune("ii"), sql: "SELECT attrelid, attnum, col_description(attrelid, attnum) FROM pg_attribute"},
	{src: "shobj_description", args: []rune("it"), sql: "SELECT oid, 'pg_database', shobj_description(oid, 'pg_database') FROM pg_database WHERE datname LIKE 'template_'"},
	{src: "pg_describe_object", args: []rune("iii"), sql: "SELECT classid, objid, objsubid, pg_describe_object(classid, objid, objsubid) FROM pg_depend WHERE classid IN (1247, 1259, 1255, 2618, 2606)"},
	{src: "pg_describe_object", args: []rune("iii"), sql: "SELECT 1259, attrelid, attnum, pg_describe_object(1259, attrelid, attnum) FROM pg_attribute WHERE attnum > 0"},
	{src: "PG_encoding_to_char", args: []rune("i"), sql: "SELECT n, pg_encoding_to_char(n) FROM generate_series(-1, 45) n"},
	{src: "PG_char_to_encoding", args: []rune("t"), sql: "SELECT x, pg_char_to_encoding(x) FROM (SELECT pg_encoding_to_char(n)::text FROM generate_series(0, 41) n UNION VALUES ('utf-8'), ('unicode'), ('iso-8859-1'), ('windows-1252'), ('nosuch'), ('mskanji'), ('alt'), ('tcvn')) v(x)"},
	{src: "pg_encoding_max_length_sql", args: []rune("i"), sql: "SELECT n, pg_encoding_max_length(n) FROM generate_series(-1, 45) n"},
	{src: "_pg_interval_type", args: []rune("ii"), sql: "SELECT 1186, m, information_schema._pg_interval_type(1186, m) FROM (VALUES (-1), (458751), (470351871), (470286339), (2147418115)) v(m)"},
	{src: "_pg_char_octet_length", args: []rune("ii"), sql: "SELECT t, m, information_schema._pg_char_octet_length(t, m) FROM (VALUES (25), (1042), (1043), (1560), (23)) a(t), (VALUES (-1), (14)) b(m)"},
	{src: "_pg_numeric_precision", args: []rune("ii"), sql: "SELECT t, m, information_schema._pg_numeric_precision(t::oid, m) FROM generate_series(15, 1800) a(t), (VALUES (-1), (786438)) b(m)"},
	{src: "_pg_datetime_precision", args: []rune("ii"), sql: "SELECT t, m, information_schema._pg_datetime_precision(t::oid, m) FROM generate_series(1080, 1300) a(t), (VALUES (-1), (3), (2147418111)) b(m)"},
	{src: "_pg_index_position", args: []rune("ii"), sql: "SELECT indexrelid, n, information_schema._pg_index_position(indexrelid, n::int2) FROM pg_index, generate_series(1, 4) n"},
	{src: "pg_relation_is_updatable", args: []rune("ib"), sql: "SELECT oid, true, pg_relation_is_updatable(oid, true) FROM pg_class"},
	{src: "pg_column_is_updatable", args: []rune("iib"), sql: "SELECT attrelid, attnum, true, pg_column_is_updatable(attrelid, attnum, true) FROM pg_attribute"},
	{src: "acldefault_sql", args: []rune("ti"), sql: `SELECT k, 10, acldefault(k::"char", 10) FROM regexp_split_to_table('crsdfLlntFSTp', '') k`},
	{src: "pg_size_pretty", args: []rune("i"), sql: "SELECT n, pg_size_pretty(n) FROM (SELECT (s * 2 ^ p + d)::int8 FROM generate_series(0, 62) p, (VALUES (-1), (1)) a(s), generate_series(-2, 2) b(d) UNION VALUES (10239), (10240), (10485247), (10485248)) v(n)"},
	{src: "pg_size_bytes", args: []rune("t"), sql: "SELECT x, pg_size_bytes(x) FROM (VALUES ('1'), ('1.5 kB'), (' 7TB '), ('1e2 mb'), ('-1.5MB'), ('.5 kb'), ('0.4 bytes'), ('0.5'), ('-0.5')) v(x)"},
	// a role without rights
	{src: "has_table_privilege_id", args: []rune("it"), sql: "SELECT oid, p, has_table_privilege('eve', oid, p) FROM pg_class, (VALUES ('select'), ('INSERT, update'), ('SELECT with grant option')) v(p)", nobody: true},
	{src: "has_table_privilege_name_id", args: []rune("tit"), sql: "SELECT 'asof', oid, 'insert', has_table_privilege(oid, 'insert') FROM pg_class", nobody: true},
	{src: "has_any_column_privilege_id", args: []rune("it"), sql: "SELECT oid, 'SELECT', has_any_column_privilege('eve', oid, 'SELECT') FROM pg_class", nobody: true},
	{src: "has_column_privilege_id_attnum", args: []rune("iit"), sql: "SELECT attrelid, attnum, 'SELECT', has_column_privilege('eve', attrelid, attnum, 'SELECT') FROM pg_attribute WHERE attnum > 0", nobody: true},
	{src: "has_schema_privilege_id", args: []rune("it"), sql: "SELECT oid, p, has_schema_privilege('eve', oid, p) FROM pg_namespace, (VALUES ('usage'), ('create')) v(p)", nobody: true},
	{src: "has_function_privilege_id", args: []rune("it"), sql: "SELECT oid, 'execute', has_function_privilege('eve', oid, 'execute') FROM pg_proc", nobody: true},
	{src: "has_type_privilege_id", args: []rune("it"), sql: "SELECT oid, 'usage', has_type_privilege('eve', oid, 'usage') FROM pg_type", nobody: true},
	{src: "has_language_privilege_id", args: []rune("it"), sql: "SELECT oid, 'usage', has_language_privilege('eve', oid, 'usage') FROM pg_language", nobody: true},
	{src: "has_tablespace_privilege_id", args: []rune("it"), sql: "SELECT oid, 'create', has_tablespace_privilege('eve', oid, 'create') FROM pg_tablespace", nobody: true},
	{src: "has_database_privilege_id", args: []rune("it"), sql: "SELECT oid, p, has_database_privilege('eve', oid, p) FROM pg_database, (VALUES ('connect'), ('create'), ('temp')) v(p)", nobody: true},
	{src: "pg_has_role_id", args: []rune("it"), sql: "SELECT oid, p, pg_has_role('eve', oid, p) FROM pg_roles, (VALUES ('member'), ('usage'), ('member with admin option')) v(p) WHERE oid < 16384 ", nobody: true},
}

// TestErrorsAgainstPostgres compares the errors of texts that name nothing.
func TestErrorsAgainstPostgres(t *testing.T) {
	conn := connect(t)
	db := lookup(t, conn, "SELECT current_database()")[0][0]
	snap := flights(t)
	for _, kind := range []string{"regclass", "regtype", "regproc", "regprocedure", "regoper", "regoperator", "regrole", "regnamespace", "regcollation", "regconfig"} {
		for _, input := range []string{"", " ", "nosuch", "nosuch.t", "a.b.c", "a.b.c.d", "a b", `"a`, "-", "0", "99999", "99999999999", "format", "now", "format(", "nosuch(int)", "f(nosuch)",
			"abs(int4,)", "+", "foo", "+(int4)", "-(none,int4)", "+(int4,int4,int4)", "int4[", "int4,int4", "setof int", "A", `"A"`, "public", "default", "now()"} {
			_, err := Functions[kind+"in"](snap, Env{User: "asof", Database: db}, []any{input})
			var theirs *pgconn.PgError
			_, err2 := conn.Exec(context.Background(), fmt.Sprintf("SELECT %s::%s", catalog.QuoteLiteral(input), kind), pgx.QueryExecModeSimpleProtocol)
			errors.As(err2, &theirs)
			switch {
			case err == nil && theirs == nil:
			case err == nil || theirs == nil:
				t.Errorf("%s %q: %v, Postgres %v", kind, input, err, err2)
			default:
				if e := sqlerr.From(err); e.Code != theirs.Code || e.Message != theirs.Message || e.Hint != theirs.Hint {
					t.Errorf("%s %q: %v, Postgres %v", kind, input, err, err2)
				}
			}
		}
	}
}
