package pgcatalog

import (
	"context"
	"fmt"
	"testing"
	"time"

	"asof/catalog"
	"asof/catalog/sqltype"
)

// wide is a catalog of n views of 20 columns.
func wide(b *testing.B, n int) *catalog.Catalog {
	cat, err := catalog.Open(context.Background(), nowhere{}, func() time.Time { return time.UnixMicro(0) })
	if err != nil {
		b.Fatal(err)
	}
	key := column("id", sqltype.Int8)
	changes := []catalog.Change{{New: &catalog.Source{Meta: catalog.Meta{Name: "s"}, Columns: []sqltype.Column{key}, EventTime: "id"}},
		{New: &catalog.Entity{Meta: catalog.Meta{Name: "e"}, Keys: []sqltype.Column{key}}}}
	for i := range n {
		v := &catalog.FeatureView{Meta: catalog.Meta{Name: fmt.Sprint("view", i), Text: "CREATE FEATURE VIEW x AS SELECT 1"}, Source: "s", Entity: "e", EventTime: "id",
			Keys: []catalog.Key{{Column: key}}, Columns: []catalog.ViewColumn{{Name: "id", Type: key.Type, Feature: -1}}}
		for k := range 19 {
			c := column(fmt.Sprint("c", k), sqltype.Float8)
			v.Features = append(v.Features, catalog.Feature{Column: c})
			v.Columns = append(v.Columns, catalog.ViewColumn{Name: c.Name, Type: c.Type, Key: -1, Feature: k})
		}
		changes = append(changes, catalog.Change{New: v})
	}
	if err := cat.Apply(context.Background(), "ann", changes...); err != nil {
		b.Fatal(err)
	}
	return cat
}

// BenchmarkFirstRead reads the columns of 300 views for the first time after a definition has changed.
func BenchmarkFirstRead(b *testing.B) {
	cat := wide(b, 300)
	table, _ := Lookup("", "pg_attribute")
	table.Rows(cat.Snapshot(), Env{})
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		e := &catalog.Entity{Meta: catalog.Meta{Name: fmt.Sprint("e", i)}}
		if err := cat.Apply(context.Background(), "ann", catalog.Change{New: e}); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		table.Rows(cat.Snapshot(), Env{User: "ann"})
	}
}

// BenchmarkRead reads them again.
func BenchmarkRead(b *testing.B) {
	s := wide(b, 300).Snapshot()
	table, _ := Lookup("", "pg_attribute")
	for b.Loop() {
		table.Rows(s, Env{User: "ann"})
	}
}

// BenchmarkVisible asks what psql asks of each relation.
func BenchmarkVisible(b *testing.B) {
	s := wide(b, 300).Snapshot()
	r, _ := sessionOf(s, Env{User: "ann"}).named("public", "view7")
	args := []any{r.oid}
	for b.Loop() {
		if v, err := Functions["pg_table_is_visible"](s, Env{User: "ann"}, args); err != nil || v != true {
			b.Fatal(v, err)
		}
	}
}
