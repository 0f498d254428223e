package catalog_test

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	"asof/catalog"
	"asof/catalog/sqltype"
	"asof/planner"
	"asof/planner/parser"
	"asof/planner/plan"
)

// nowhere is a catalog.Log that keeps nothing.
type nowhere struct{}

func (nowhere) Append(context.Context, catalog.Entry) error             { return nil }
func (nowhere) Replay(context.Context, func(catalog.Entry) error) error { return nil }
func (nowhere) TakeIDs(context.Context, uint64) (uint64, error)         { return 1, nil }
func (nowhere) ID() string                                              { return "0123456789abcdef" }

// define plans a CREATE over s and returns the object that it makes, what only data can tell left open.
func define(t *testing.T, s *catalog.Snapshot, sql string) catalog.Object {
	t.Helper()
	stmt, err := parser.Parse(sql)
	if err != nil {
		t.Fatalf("%v\n%s", err, sql)
	}
	node, err := planner.Plan(s, stmt, planner.Env{User: catalog.User{Name: "ann", Trusted: true}, MaxRows: 10000})
	if err != nil {
		t.Fatalf("%v\n%s", err, sql)
	}
	switch n := node.(type) {
	case *plan.CreateSource:
		return n.Source
	case *plan.CreateView:
		return n.View
	case *plan.Define:
		return n.Changes[0].New
	case *plan.DefineService:
		return n.Service
	}
	t.Fatalf("%T is no definition", node)
	return nil
}

// withoutText clears what another spelling of a definition changes: its text and the positions in it.
func withoutText(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			switch f := v.Type().Field(i); {
			case strings.HasSuffix(f.Name, "Pos") || v.Type() == reflect.TypeFor[catalog.Meta]() && f.Name == "Text":
				v.Field(i).SetZero()
			default:
				withoutText(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			withoutText(v.Index(i))
		}
	case reflect.Pointer:
		withoutText(v.Elem())
	}
}

// TestShowCreateReadsBack defines objects, shows them, and defines what was shown: the same objects, shown alike.
func TestShowCreateReadsBack(t *testing.T) {
	cat, err := catalog.Open(context.Background(), nowhere{}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	tx := cat.Begin("ann")
	col := func(name string, id sqltype.ID) sqltype.Column {
		return sqltype.Column{Name: name, Type: sqltype.Of(id)}
	}
	for _, o := range []catalog.Object{
		&catalog.Source{Meta: catalog.Meta{Name: "flights"}, Format: "parquet", EventTime: "departed_at",
			Columns: []sqltype.Column{col("origin", sqltype.Text), col("departed_at", sqltype.TimestampTZ), col("delay", sqltype.Int4), col("Odd \"one\"", sqltype.Text)}},
		&catalog.Entity{Meta: catalog.Meta{Name: "airport"}, Keys: []sqltype.Column{col("origin", sqltype.Text)}},
		&catalog.FeatureView{Meta: catalog.Meta{Name: "a"}, Version: 3, Source: "flights", Entity: "airport", Keys: []catalog.Key{{Column: col("origin", sqltype.Text)}},
			Features: []catalog.Feature{{Column: col("x", sqltype.Int8)}, {Column: col("Y", sqltype.Int8)}}},
	} {
		if err := tx.Apply(catalog.Change{New: o}); err != nil {
			t.Fatal(err)
		}
	}
	s := tx.Snapshot()
	for _, sql := range []string{
		`CREATE SOURCE s FROM PARQUET 'f/*.parquet' WITH (event_time = departed_at)`,
		`create source "S 1" from csv 'it''s.csv' with (event_time = "When", tie_break = id, delimiter = ';', header = false, "null" = 'NA', tags = 'b, a', description = E'two\nlines', status = production, owner = 'bob')`,
		`CREATE SOURCE t (ts timestamptz, amount numeric(12,2), plain numeric, tags text[], "order" bigint, d double precision) FROM CSV 't.csv' WITH (event_time = ts)`,
		`CREATE ENTITY pair ("Left" bigint, "at" text, u uuid) WITH (description = 'as (is)')`,
		`CREATE OR REPLACE FEATURE VIEW v ENTITY airport WITH (ttl = '36 hours 1 microsecond', online = off, tags = 'as,of', description = 'as is') AS /* as */ SELECT origin,
		   delay AS last, -- the newest
		   sum(delay) FILTER (WHERE delay > 15) OVER w + 1 AS late, "Odd ""one""" AS "As"
		 FROM flights AS f WHERE delay IS NOT NULL WINDOW w AS (RANGE INTERVAL '7 days' PRECEDING)`,
		`CREATE FEATURE VIEW "as" ENTITY airport AS SELECT *, $as$ as $as$ AS doc FROM flights`,
		`CREATE FEATURE VIEW IF NOT EXISTS u ENTITY airport WITH (ttl = '-1 day 48 hours', status = experimental) AS SELECT origin, delay FROM flights;`,
		`CREATE FEATURE SERVICE model WITH (owner = 'team "a"') AS SELECT v.x AS first, v."Y" FROM a v`,
	} {
		first := define(t, s, sql)
		shown := catalog.ShowCreate(s, first)
		second := define(t, s, shown)
		if again := catalog.ShowCreate(s, second); again != shown {
			t.Errorf("shown as\n%s\nand then as\n%s", shown, again)
		}
		withoutText(reflect.ValueOf(first))
		withoutText(reflect.ValueOf(second))
		if !reflect.DeepEqual(first, second) {
			t.Errorf("%s\nshown as\n%s\nis\n%+v\ninstead of\n%+v", sql, shown, second, first)
		}
	}
}
