package online_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"asof/catalog"
	"asof/catalog/sqltype"
	"asof/exec/online"
	"asof/exec/online/onlinetest"
	"asof/exec/rows"
)

// BenchmarkBuild folds rows of 100 to a key; its unit is a row.
func BenchmarkBuild(b *testing.B) {
	def := benchView()
	v, err := online.NewView(newMemory(), online.Space{Namespace: "b", Generation: 1}, def)
	if err != nil {
		b.Fatal(err)
	}
	list := make([]rows.Row, b.N)
	for i := range list {
		list[i] = rows.Row{Key: []any{int64(i / 100)}, EventTime: int64(i), Available: int64(i), Inputs: []any{int64(i % 50), float64(i)}}
	}
	b.ReportAllocs()
	b.ResetTimer()
	if _, err := v.Build(b.Context(), onlinetest.Scan(list), 1<<40); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkRead reads 1 and 100 keys with 20 features, without a store's time.
func BenchmarkRead(b *testing.B) {
	v, err := online.NewView(newMemory(), online.Space{Namespace: "b", Generation: 1}, benchView())
	if err != nil {
		b.Fatal(err)
	}
	var list []rows.Row
	for i := range 100_000 {
		list = append(list, rows.Row{Key: []any{int64(i / 20)}, EventTime: int64(i % 20), Available: int64(i % 20), Inputs: []any{int64(i % 50), float64(i)}})
	}
	if _, err := v.Build(b.Context(), onlinetest.Scan(list), 100); err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{1, 100} {
		b.Run(fmt.Sprint(n, " keys"), func(b *testing.B) {
			b.ReportAllocs()
			keys := make([][]any, n)
			for b.Loop() {
				for i := range keys {
					keys[i] = []any{r.Int64N(5000)}
				}
				if _, err := v.Read(b.Context(), keys, online.Clock{T: 100}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// benchView has 20 aggregates over four windows of two inputs.
func benchView() *catalog.FeatureView {
	v := &catalog.FeatureView{
		Meta:   catalog.Meta{Name: "b"},
		Keys:   []catalog.Key{{Column: sqltype.Column{Name: "k", Type: sqltype.Of(sqltype.Int8)}}},
		Inputs: []catalog.Input{{Type: sqltype.Of(sqltype.Int4)}, {Type: sqltype.Of(sqltype.Float8)}},
	}
	for i, f := range []catalog.Func{catalog.Count, catalog.Sum, catalog.Avg, catalog.Min, catalog.Max} {
		for j := range 4 {
			v.Aggs = append(v.Aggs, catalog.Aggregate{Func: f, Arg: i % 2, Filter: -1, Frame: catalog.Frame{Mode: catalog.Range, Preceding: int64(50 + 25*j)}})
		}
	}
	return v
}
