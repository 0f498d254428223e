package psqllists

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"asof/catalog"
	"asof/catalog/sqltype"
)

// nowhere is a catalog.Log that keeps nothing.
type nowhere struct{}

func (nowhere) Append(context.Context, catalog.Entry) error             { return nil }
func (nowhere) Replay(context.Context, func(catalog.Entry) error) error { return nil }
func (nowhere) TakeIDs(context.Context, uint64) (uint64, error)         { return 1, nil }
func (nowhere) ID() string                                              { return "0123456789abcdef" }

var session = Env{User: "ann", Database: "asof", TempSchema: "pg_temp_3",
	Temp: []TempTable{{Name: "labels", Columns: []sqltype.Column{column("ts", sqltype.TimestampTZ)}}, {Name: "delays"}}}

// flights is a catalog with a source, a view (whose name a temp table has too: delays) and a service.
func flights(t *testing.T) *catalog.Snapshot {
	t.Helper()
	cat, err := catalog.Open(context.Background(), nowhere{}, func() time.Time { return time.UnixMicro(0) })
	if err != nil {
		t.Fatal(err)
	}
	key := column("origin", sqltype.Text)
	for _, o := range []catalog.Object{
		&catalog.Source{Meta: catalog.Meta{Name: "flights", Owner: "ops", Description: "US flights"}, EventTime: "ts",
			Columns: []sqltype.Column{key, column("ts", sqltype.TimestampTZ), {Name: "price", Type: sqltype.DecimalOf(12, 2)}}},
		&catalog.Entity{Meta: catalog.Meta{Name: "airport"}, Keys: []sqltype.Column{key}},
		&catalog.FeatureView{Meta: catalog.Meta{Name: "delays", Owner: "ann", Comment: "how late", Text: "CREATE FEATURE VIEW delays ENTITY airport AS SELECT origin, 1 AS n FROM flights"},
			Version: 1, Source: "flights", Entity: "airport",
			Columns: []catalog.ViewColumn{{Name: "origin", Type: key.Type, Feature: -1}, {Name: "n", Type: sqltype.ArrayOf(sqltype.Of(sqltype.Int8)), Key: -1}}},
		&catalog.Service{Meta: catalog.Meta{Name: "model", Text: "CREATE FEATURE SERVICE model AS SELECT n FROM delays"}, Keys: []sqltype.Column{key},
			Views: []catalog.ServiceView{{Name: "delays", Alias: "delays", Version: 1}}, Columns: []catalog.ServiceColumn{{Name: "n", Type: sqltype.Of(sqltype.Int8)}}},
		&catalog.Materialization{View: "delays", Version: 1, OnlineBytes: 30000, History: catalog.History{Bytes: 720}},
	} {
		if err := cat.Apply(context.Background(), "ann", catalog.Change{New: o}); err != nil {
			t.Fatal(err)
		}
	}
	return cat.Snapshot()
}

// TestTables prints some columns of a table's rows, for all or for the rows whose column "where" begins with "is".
func TestTables(t *testing.T) {
	s := flights(t)
	datadriven.RunTest(t, "testdata/tables", func(t *testing.T, d *datadriven.TestData) string {
		table, ok := Lookup(d.Cmd)
		if !ok {
			return "no such table"
		}
		var where, is string
		d.MaybeScanArgs(t, "where", &where)
		d.MaybeScanArgs(t, "is", &is)
		var b strings.Builder
		for _, row := range table.Rows(s, session) {
			cells := map[string]string{}
			for i, c := range table.Columns {
				cells[c.Name] = "NULL"
				if row[i] != nil { // AppendText panics on a value of another Go type than the column's
					cells[c.Name] = string(sqltype.AppendText(nil, c.Type, row[i], sqltype.ISO))
				}
			}
			if len(row) != len(table.Columns) {
				t.Fatalf("%d values in %d columns", len(row), len(table.Columns))
			}
			if !strings.HasPrefix(cells[where], is) {
				continue
			}
			var out []string
			for _, name := range strings.Fields(d.Input) {
				v, ok := cells[name]
				if !ok {
					t.Fatalf("%s has no column %s", d.Cmd, name)
				}
				out = append(out, v)
			}
			fmt.Fprintln(&b, strings.Join(out, " | "))
		}
		if b.Len() == 0 {
			return "no rows"
		}
		return b.String()
	})
}

func TestOIDs(t *testing.T) {
	s := flights(t)
	seen := map[int64]string{}
	for _, r := range relations(s, session) {
		if r.oid < firstNormal || r.oid >= 1<<31 || seen[r.oid] != "" {
			t.Errorf("%s.%s has OID %d, which is of %q", r.schema, r.name, r.oid, seen[r.oid])
		}
		seen[r.oid] = r.name
	}
	for _, r := range relations(s, Env{User: "bob", Database: "asof"}) { // another session, without temp tables
		if seen[r.oid] != r.name {
			t.Errorf("%s has OID %d in another session", r.name, r.oid)
		}
	}
	taken := oids{}
	first := taken.of("relation", "x")
	again := oids{uint32(first): true}
	if second := again.of("relation", "x"); second == first {
		t.Error("two objects with one OID")
	}
}

func TestFunctions(t *testing.T) {
	s := flights(t)
	oid := func(name string) int64 {
		for _, r := range relations(s, session) {
			if r.schema+"."+r.name == name {
				return r.oid
			}
		}
		t.Fatalf("no relation %s", name)
		return 0
	}
	call := func(name string, args ...any) any {
		t.Helper()
		for _, f := range Functions {
			if f.Name == name {
				return f.Call(s, session, args)
			}
		}
		t.Fatalf("no function %s", name)
		return nil
	}
	for _, c := range []struct {
		got, want any
	}{
		{call("pg_table_is_visible", oid("public.flights")), true},
		{call("pg_table_is_visible", oid("pg_temp_3.labels")), true},
		{call("pg_table_is_visible", oid("pg_temp_3.delays")), true},
		{call("pg_table_is_visible", oid("public.delays")), false}, // behind the temp table
		{call("pg_table_is_visible", oid("pg_catalog.pg_class")), true},
		{call("pg_table_is_visible", oid("asof.sources")), false},
		{call("pg_table_is_visible", int64(1)), nil},
		{call("pg_get_userbyid", int64(10)), "asof"},
		{call("pg_get_userbyid", role("ops")), "ops"},
		{call("pg_get_userbyid", role("ann")), "ann"},
		{call("pg_get_userbyid", int64(7)), "unknown (OID=7)"},
		{call("pg_encoding_to_char", int64(6)), "UTF8"},
		{call("pg_encoding_to_char", int64(-1)), ""},
		{call("array_to_string", []any{"a", nil, "b"}, "\n"), "a\nb"},
		{call("format_type", int64(1700), int64(12<<16|2+4)), "numeric(12,2)"},
		{call("format_type", int64(1700), int64(-1)), "numeric"},
		{call("format_type", int64(1184), nil), "timestamp with time zone"},
		{call("format_type", int64(1016), int64(-1)), "bigint[]"},
		{call("format_type", nil, nil), nil},
		{call("format_type", int64(99999), int64(-1)), "???"},
		{call("obj_description", oid("public.flights"), "pg_class"), "US flights"},
		{call("obj_description", oid("public.delays"), "pg_class"), "how late"},
		{call("obj_description", oid("public.model"), "pg_class"), nil},
		{call("obj_description", int64(2200), "pg_namespace"), nil},
		{call("pg_get_viewdef", oid("public.model"), true), " SELECT n FROM delays;"},
		{call("pg_table_size", oid("public.delays")), int64(30720)},
		{call("pg_table_size", oid("public.flights")), int64(0)},
		// as Postgres 15 answers
		{call("pg_size_pretty", int64(0)), "0 bytes"},
		{call("pg_size_pretty", int64(10239)), "10239 bytes"},
		{call("pg_size_pretty", int64(10240)), "10 kB"},
		{call("pg_size_pretty", int64(-10240)), "-10 kB"},
		{call("pg_size_pretty", int64(10485247)), "10239 kB"},
		{call("pg_size_pretty", int64(10485248)), "10 MB"},
		{call("pg_size_pretty", int64(30720)), "30 kB"},
	} {
		if c.got != c.want {
			t.Errorf("got %v, want %v", c.got, c.want)
		}
	}
}
