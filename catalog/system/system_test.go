package system

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// log is a catalog.Log that keeps nothing but what History shows.
type log struct{ entries []catalog.Entry }

func (l *log) Append(_ context.Context, e catalog.Entry) error {
	l.entries = append(l.entries, e)
	return nil
}
func (l *log) Replay(_ context.Context, fn func(catalog.Entry) error) error {
	for _, e := range l.entries {
		if err := fn(e); err != nil {
			return err
		}
	}
	return nil
}
func (l *log) TakeIDs(context.Context, uint64) (uint64, error) { return 1, nil }
func (l *log) ID() string                                      { return "0123456789abcdef" }

const hour = 3_600_000_000

// flights is a catalog with something of everything.
func flights(t *testing.T) *catalog.Catalog {
	t.Helper()
	ctx := context.Background()
	cat, err := catalog.Open(ctx, &log{}, func() time.Time { return time.UnixMicro(hour) })
	if err != nil {
		t.Fatal(err)
	}
	col := func(name string, id sqltype.ID) sqltype.Column {
		return sqltype.Column{Name: name, Type: sqltype.Of(id)}
	}
	src := &catalog.Source{Meta: catalog.Meta{Name: "flights", Owner: "ops", Tags: []string{"us", "dot"}, Created: 1}, Format: "parquet",
		Location: "f/*.parquet", Path: "/data/f/*.parquet", EventTime: "departed_at", TieBreak: "flight_id",
		Columns: []sqltype.Column{col("flight_id", sqltype.Int8), col("departed_at", sqltype.TimestampTZ), col("origin", sqltype.Text), col("delay", sqltype.Int4), col("distance", sqltype.Int4)}}
	ent := &catalog.Entity{Meta: catalog.Meta{Name: "airport", Created: 2}, Keys: []sqltype.Column{col("origin", sqltype.Text)}}
	v := &catalog.FeatureView{Meta: catalog.Meta{Name: "airport_delay", Status: "production", Comment: "how late", Created: 3, Altered: 4,
		Text: "CREATE FEATURE VIEW airport_delay ENTITY airport AS SELECT origin, delay AS last_delay FROM flights"},
		ID: 1, Version: 2, Entity: "airport", Source: "flights", TTL: 50 * hour, Online: true, MaxRows: 10000,
		Keys: []catalog.Key{{Column: ent.Keys[0], Expr: "upper(origin)"}}, Where: "distance > 0 AND delay IS NOT NULL",
		Inputs: []catalog.Input{{Expr: "delay", Type: sqltype.Of(sqltype.Int4)}, {Expr: "delay > 15", Type: sqltype.Of(sqltype.Bool)}},
		Aggs: []catalog.Aggregate{
			{Func: catalog.Sum, Arg: 0, Filter: 1, Frame: catalog.Frame{Mode: catalog.Range, Preceding: 30 * 60_000_000}, Type: sqltype.Of(sqltype.Int8)},
			{Func: catalog.Count, Arg: -1, Filter: -1, Frame: catalog.Frame{Mode: catalog.RowsFrame, Preceding: 9}, Type: sqltype.Of(sqltype.Int8)},
			{Func: catalog.CountDistinct, Arg: 0, Filter: -1, Frame: catalog.Frame{Mode: catalog.Unbounded}, Type: sqltype.Of(sqltype.Int8)},
			{Func: catalog.LastValue, Arg: 0, Filter: -1, IgnoreNulls: true, Frame: catalog.Frame{Mode: catalog.Unbounded}, Type: sqltype.Of(sqltype.Int4)}},
		Features: []catalog.Feature{
			{Column: col("last_delay", sqltype.Int4), Expr: []catalog.Part{{Kind: catalog.PartInput, Index: 0}}, Comment: "minutes"},
			{Column: col("late_30m", sqltype.Int8), Expr: []catalog.Part{{Kind: catalog.PartAgg, Index: 0}}},
			{Column: col("ratio", sqltype.Float8), Expr: []catalog.Part{{Kind: catalog.PartAgg, Index: 1}, {Kind: catalog.PartText, Text: " / nullif("},
				{Kind: catalog.PartAgg, Index: 2}, {Kind: catalog.PartText, Text: ", 0) + "}, {Kind: catalog.PartAgg, Index: 3}}},
			{Column: col("asked_at", sqltype.TimestampTZ), Expr: []catalog.Part{{Kind: catalog.PartNow}}}},
		Reads: []string{"delay", "departed_at", "distance", "origin"}, EventTime: "departed_at", TieBreak: "flight_id"}
	bare := &catalog.FeatureView{Meta: catalog.Meta{Name: "bare", Text: "CREATE FEATURE VIEW bare ENTITY airport AS SELECT origin, delay FROM flights"},
		ID: 2, Version: 1, Entity: "airport", Source: "flights", Keys: []catalog.Key{{Column: ent.Keys[0], Expr: "origin"}}, EventTime: "departed_at"}
	svc := &catalog.Service{Meta: catalog.Meta{Name: "model", Text: "CREATE FEATURE SERVICE model AS SELECT d.late_30m FROM airport_delay d"}, Version: 1,
		Views: []catalog.ViewRef{{Name: "airport_delay", Alias: "d", Version: 2}}, Keys: ent.Keys,
		Columns: []catalog.ServiceColumn{{Name: "late", Type: sqltype.Of(sqltype.Int8), Expr: []catalog.Part{{Kind: catalog.PartColumn, Text: "late_30m"}}}}}
	m := &catalog.Materialization{View: "airport_delay", Version: 2, Generation: 7, Clock: 9 * hour, Rows: 100, Keys: 3, Overflowed: 1, Skipped: 2,
		MaxEvent: 8 * hour, Finished: 10 * hour, Duration: 1_500_000, OnlineBytes: 4096, History: catalog.History{Files: []string{"a", "b"}, Bytes: 999}}
	empty := &catalog.Materialization{View: "bare", Version: 1, Generation: 8, MaxEvent: math.MinInt64}
	set := &catalog.TrainingSet{Meta: catalog.Meta{Name: "labels", Text: "CREATE TRAINING SET labels AS SELECT 2 AS n"}, Keep: catalog.DefaultKeep, Versions: []catalog.SetVersion{
		{Version: 1, Generation: 20, Query: "SELECT 1 AS n", Columns: []sqltype.Column{col("n", sqltype.Int4)}, Rows: 1, Bytes: 99, Hash: "1-2", TimeZone: "UTC", Server: "0.1.0"},
		{Version: 2, Generation: 21, Query: "SELECT 2 AS n", Columns: []sqltype.Column{col("n", sqltype.Int4)}, Rows: 1, Bytes: 99, Hash: "3-4", TimeZone: "UTC", Route: "offline",
			Now: hour, NowSet: true, Finished: 2 * hour, Duration: 5_000_000, Server: "0.1.0",
			Definitions: []catalog.SetDefinition{{Kind: catalog.KindView, Name: "airport_delay", Version: 2, Text: "CREATE …"}, {Kind: catalog.KindEntity, Name: "airport", Text: "CREATE …"}},
			Files:       []catalog.SetFile{{FileStamp: catalog.FileStamp{Path: "/data/f/1.parquet", Size: 10, MTime: hour * 1000}, Source: "flights", SHA256: "ab"}},
			Tables:      []catalog.SetTable{{Name: "spine", Generation: 22, Rows: 7, Hash: "5-6"}}}}}
	late := "15"
	test := &catalog.FeatureTest{Meta: catalog.Meta{Name: "ties", Owner: "ops", Created: 5}, View: "airport_delay",
		Given:   []catalog.TestRows{{Source: "flights", Columns: []string{"delay"}, Rows: [][]catalog.TestValue{{&late}, {nil}}}},
		Expects: []catalog.TestExpect{{AsOf: hour}}}
	for _, o := range []catalog.Object{src, ent, v, bare, svc, m, empty, set, test} {
		if err := cat.Apply(ctx, "ann", catalog.Change{New: o}); err != nil {
			t.Fatal(err)
		}
	}
	if err := cat.Apply(ctx, "bob", catalog.Change{Old: svc, New: svc}, catalog.Change{Old: empty}); err != nil {
		t.Fatal(err)
	}
	return cat
}

func env(cat *catalog.Catalog) Env {
	return Env{Now: 12 * hour, Store: "embedded", Settings: []Setting{{"asof.route", "online", "where views are read"}},
		Jobs: []catalog.Job{{ID: 7, Kind: catalog.JobRefresh, Object: "airport_delay", Owner: "ops", State: catalog.JobRunning, Attempts: 2, Progress: 0.5,
			Error: "the server stopped while the job ran", Due: hour, Created: hour, Started: 2 * hour}},
		History: func(fn func(catalog.Entry) error) error { return cat.History(context.Background(), fn) }}
}

// TestTables prints every table over one catalog.
func TestTables(t *testing.T) {
	cat := flights(t)
	datadriven.RunTest(t, "testdata/tables", func(t *testing.T, d *datadriven.TestData) string {
		table, err := Lookup(d.Input)
		if err != nil {
			return err.Error()
		}
		rows, err := table.Rows(cat.Snapshot(), env(cat))
		if err != nil {
			return err.Error()
		}
		var b strings.Builder
		fmt.Fprintf(&b, "-- %s\n", table.Comment)
		for n, row := range rows {
			if len(row) != len(table.Columns) {
				t.Fatalf("%s: %d values in %d columns", table.Name, len(row), len(table.Columns))
			}
			fmt.Fprintf(&b, "row %d\n", n+1)
			for i, v := range row {
				if v == nil {
					continue
				}
				// The type's own output function panics on a value of another Go type.
				out := sqltype.AppendText(nil, table.Columns[i].Type, v, sqltype.ISO)
				fmt.Fprintf(&b, "  %s: %s\n", table.Columns[i].Name, strings.ReplaceAll(string(out), "\n", " ⏎ "))
			}
		}
		return b.String()
	})
}

func TestEveryTableIsInTheGolden(t *testing.T) {
	golden, err := os.ReadFile("testdata/tables")
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range Tables {
		if !strings.Contains(string(golden), "\n"+table.Name+"\n----") {
			t.Errorf("testdata/tables does not print %s", table.Name)
		}
	}
	if !slices.IsSortedFunc(Tables, func(a, b Table) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("Tables are not in order")
	}
}

func TestHistoryThatCannotBeRead(t *testing.T) {
	want := errors.New("unreadable")
	_, err := changes.Rows(catalog.Empty(), Env{History: func(func(catalog.Entry) error) error { return want }})
	if err != want {
		t.Errorf("got %v", err)
	}
}

func TestEmptyCatalog(t *testing.T) {
	for _, table := range Tables {
		rows, err := table.Rows(catalog.Empty(), Env{History: func(func(catalog.Entry) error) error { return nil }})
		if err != nil || len(rows) != 0 {
			t.Errorf("%s: %d rows, %v", table.Name, len(rows), err)
		}
	}
}

func TestLookup(t *testing.T) {
	for name, code := range map[string]string{"dead_letters": sqlerr.FeatureNotSupported, "jobs": "", "nothing": sqlerr.UndefinedTable, "sources": ""} {
		if _, err := Lookup(name); sqlerr.Code(err) != code {
			t.Errorf("%s: %v", name, err)
		}
	}
}
