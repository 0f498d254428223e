package pgcatalog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"asof/catalog"
	"asof/catalog/sqlerr"
)

// TestFunctions calls functions over our own objects, one a line: its name and its arguments, separated by " | ". An argument is a number,
// true, false or NULL, @schema.name for a relation's OID, #schema.name for that of its row type, {a,b} for an array, else a text.
func TestFunctions(t *testing.T) {
	s := flights(t)
	users := map[string]Env{"ann": ann, "trusted": {User: "who", Trusted: true, Database: "demo"}, "bob": {User: "bob", Database: "demo"},
		"eve": {User: "eve", Database: "demo", SearchPath: []string{"asof", "public"}}}
	datadriven.RunTest(t, "testdata/functions", func(t *testing.T, d *datadriven.TestData) string {
		env, ok := users[d.Cmd]
		if !ok {
			t.Fatalf("no user %s", d.Cmd)
		}
		var b strings.Builder
		for _, line := range strings.Split(d.Input, "\n") {
			parts := strings.Split(line, " | ")
			f := Functions[parts[0]]
			if f == nil {
				t.Fatalf("no function %s", parts[0])
			}
			args := make([]any, len(parts)-1)
			for i, p := range parts[1:] {
				args[i] = value(t, s, env, p)
			}
			got, err := f(s, env, args)
			if err != nil {
				fmt.Fprintln(&b, sqlerr.Code(err), sqlerr.From(err).Message)
				continue
			}
			if rows, ok := got.([][]any); ok {
				for _, row := range rows {
					fmt.Fprintln(&b, text(row))
				}
				continue
			}
			fmt.Fprintln(&b, text(got))
		}
		return b.String()
	})
}

func value(t *testing.T, s *catalog.Snapshot, env Env, word string) any {
	if n, err := strconv.ParseInt(word, 10, 64); err == nil {
		return n
	}
	switch {
	case word == "true" || word == "false":
		return word == "true"
	case word == "NULL":
		return nil
	case word[0] == '{':
		items := []any{}
		for _, item := range arrayItems(word) {
			items = append(items, item)
		}
		return items
	case word[0] != '@' && word[0] != '#':
		return word
	}
	schema, name, _ := strings.Cut(word[1:], ".")
	for _, e := range []Env{env, ann} {
		if r, ok := sessionOf(s, e).named(schema, name); ok {
			if word[0] == '#' {
				return r.rowType
			}
			return r.oid
		}
	}
	t.Fatalf("no relation %s", word)
	return nil
}

// TestPermissions says what is refused to a role without rights.
func TestPermissions(t *testing.T) {
	s := flights(t)
	for _, c := range []struct {
		user    Env
		refused string
	}{
		{Env{User: "eve"}, "pg_authid pg_shadow pg_hba_file_rules pg_statistic pg_user_mapping pg_largeobject pg_backend_memory_contexts " +
			"pg_shmem_allocations pg_config pg_file_settings pg_ident_file_mappings pg_replication_origin_status pg_statistic_ext_data " +
			"sql_parts transforms _pg_foreign_table_columns _pg_foreign_data_wrappers _pg_foreign_servers _pg_foreign_tables _pg_user_mappings"},
		{Env{User: "asof"}, ""},
		{Env{User: "who", Trusted: true}, ""},
	} {
		var got []string
		for _, table := range Tables() {
			if err := MayRead(s, c.user, table); err != nil {
				got = append(got, table.Name)
				if sqlerr.Code(err) != sqlerr.InsufficientPrivilege {
					t.Error(err)
				}
			}
		}
		want := strings.Fields(c.refused)
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s may not read %v, want %v", c.user.User, got, want)
		}
	}
	for name, refused := range map[string]bool{"pg_ls_dir": true, "pg_read_file": true, "pg_table_is_visible": false, "pg_show_all_settings": false} {
		if err := MayExecute(s, Env{User: "eve"}, ProcsByName(name)[0]); (err != nil) != refused {
			t.Errorf("%s: %v", name, err)
		}
	}
}
