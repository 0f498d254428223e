package pgcatalog

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

func column(name string, id sqltype.ID) sqltype.Column {
	return sqltype.Column{Name: name, Type: sqltype.Of(id)}
}

var ann = Env{User: "ann", Database: "demo", TempSchema: "pg_temp_3",
	Temp: []TempTable{{Name: "labels", Columns: []sqltype.Column{column("ts", sqltype.TimestampTZ)}}, {Name: "delays"}}}

// flights is a catalog with roles, a source, an entity, views (the name of one a temp table has too: delays) and a service.
func flights(t testing.TB) *catalog.Snapshot {
	t.Helper()
	cat, err := catalog.Open(context.Background(), nowhere{}, func() time.Time { return time.UnixMicro(0) })
	if err != nil {
		t.Fatal(err)
	}
	origin, ts := column("origin", sqltype.Text), column("ts", sqltype.TimestampTZ)
	select1 := []catalog.Grant{{Grantee: "ann", Grantor: "ann", Rights: catalog.Select | catalog.Insert}, {Grantee: "readers", Grantor: "ann", Rights: catalog.Select}}
	for _, o := range []catalog.Object{
		&catalog.Role{Name: "ann", OID: 20001, Login: true, Inherit: true, ConnLimit: -1, Verifier: "SCRAM-SHA-256$4096:x"},
		&catalog.Role{Name: "bob", OID: 20002, Login: true, Inherit: true, ConnLimit: 5, MemberOf: []catalog.Membership{{Role: "readers", Admin: true, Grantor: "asof"}},
			Settings: []catalog.RoleSetting{{Name: "TimeZone", Value: "UTC"}}},
		&catalog.Role{Name: "readers", OID: 20003, Inherit: true, ConnLimit: -1, Comment: "who may read"},
		&catalog.Role{Name: "eve", OID: 20004, Login: true, Inherit: true, ConnLimit: -1},
		&catalog.Source{Meta: catalog.Meta{Name: "flights", Owner: "ops", Description: "US flights"}, Format: "csv", Location: "f/*.csv", EventTime: "ts",
			Options: map[string]string{"header": "true"}, Columns: []sqltype.Column{origin, ts, {Name: "price", Type: sqltype.DecimalOf(12, 2)},
				{Name: "tags", Type: sqltype.ArrayOf(sqltype.Of(sqltype.Text))}}},
		&catalog.Entity{Meta: catalog.Meta{Name: "airport"}, Keys: []sqltype.Column{origin}},
		&catalog.Entity{Meta: catalog.Meta{Name: "planet"}},
		&catalog.FeatureView{Meta: catalog.Meta{Name: "delays", Owner: "ann", Comment: "how late", Grants: select1,
			Text: "CREATE FEATURE VIEW delays ENTITY airport AS SELECT array_agg(price) OVER w AS n, origin FROM flights"},
			Version: 1, Source: "flights", Entity: "airport", EventTime: "ts", Reads: []string{"origin", "price"}, Keys: []catalog.Key{{Column: origin}},
			Features: []catalog.Feature{{Column: sqltype.Column{Name: "n"}, Comment: "the prices"}},
			Columns:  []catalog.ViewColumn{{Name: "n", Type: sqltype.ArrayOf(sqltype.DecimalOf(12, 2)), Key: -1}, {Name: "origin", Type: origin.Type, Feature: -1}}},
		&catalog.FeatureView{Meta: catalog.Meta{Name: "delays_pkey", Owner: "ann", Text: "CREATE FEATURE VIEW delays_pkey AS SELECT count(*) AS c FROM flights"},
			Version: 1, Source: "flights", Entity: "planet", EventTime: "ts", Features: []catalog.Feature{{Column: column("c", sqltype.Int8)}},
			Columns: []catalog.ViewColumn{{Name: "c", Type: sqltype.Of(sqltype.Int8), Key: -1}}},
		&catalog.Service{Meta: catalog.Meta{Name: "Model 1", Text: "CREATE FEATURE SERVICE \"Model 1\" AS SELECT n FROM delays"}, Keys: []sqltype.Column{origin},
			Views:   []catalog.ViewRef{{Name: "delays", Alias: "delays", Version: 1}},
			Columns: []catalog.ServiceColumn{{Name: "n", Type: sqltype.ArrayOf(sqltype.DecimalOf(12, 2)), Expr: []catalog.Part{{Kind: catalog.PartColumn, Text: "n"}}}}},
		&catalog.Materialization{View: "delays", Version: 1, OnlineBytes: 30000, History: catalog.History{Bytes: 720}},
	} {
		if err := cat.Apply(context.Background(), "ann", catalog.Change{New: o}); err != nil {
			t.Fatal(err)
		}
	}
	return cat.Snapshot()
}

// text prints a value as the tables' goldens show it.
func text(v any) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case bool:
		return fmt.Sprint(v)[:1]
	case []any:
		items := make([]string, len(v))
		for i, item := range v {
			items[i] = text(item)
		}
		return "{" + strings.Join(items, ",") + "}"
	case int64:
		if v >= firstNormal && v != 20001 && v != 20002 && v != 20003 && v != 20004 {
			return "#" + fmt.Sprint(v)
		}
	}
	return fmt.Sprint(v)
}

// aboutAsof says whether a row is about a table of schema asof: package system has goldens of those.
func aboutAsof(s *catalog.Snapshot, row []any) bool {
	for _, r := range sessionOf(s, ann).parent.relations {
		if r.schema != "asof" {
			continue
		}
		for _, oid := range []int64{r.oid, r.rowType, r.arrayType, r.rule} {
			if row[0] == oid || len(row) > 1 && row[1] == oid {
				return true
			}
		}
	}
	return false
}

// TestTables prints some columns of a table's rows: those that every server has too ("all"), or those that a snapshot and a session add.
func TestTables(t *testing.T) {
	s := flights(t)
	datadriven.RunTest(t, "testdata/tables", func(t *testing.T, d *datadriven.TestData) string {
		table, ok := Lookup("", d.Cmd)
		if !ok {
			return "no such table"
		}
		skip := len(staticRows(d.Cmd))
		if replaced[d.Cmd] || d.HasArg("all") {
			skip = 0
		}
		var b strings.Builder
		for _, row := range table.Rows(s, ann)[skip:] {
			if aboutAsof(s, row) && d.Cmd != "pg_namespace" {
				continue
			}
			var out []string
			for _, name := range strings.Fields(d.Input) {
				found := false
				for i, c := range table.Columns {
					if c.Name == name {
						out, found = append(out, text(row[i])), true
					}
				}
				if !found {
					t.Fatalf("%s has no column %s", d.Cmd, name)
				}
			}
			fmt.Fprintln(&b, strings.Join(out, " | "))
		}
		if b.Len() == 0 {
			return "no rows"
		}
		return b.String()
	})
}
