package offlinetest

import (
	"fmt"
	"math/rand/v2"

	"asof/catalog"
	"asof/catalog/sqltype"
	"asof/exec/online/naive"
)

// randomView is a view of a random choice of features.
func randomView(r *rand.Rand) *catalog.FeatureView {
	v := &catalog.FeatureView{Meta: catalog.Meta{Name: "v"}, Version: 1, Entity: "ent", Source: "events", EventTime: "ts"}
	v.Keys = []catalog.Key{{Column: sqltype.Column{Name: "uid", Type: sqltype.Of(sqltype.Int8)}, Expr: "uid"}}
	switch r.IntN(9) {
	case 0:
		v.Keys, v.Entity = nil, ""
	case 1, 2, 3, 4:
		v.Keys = append(v.Keys, catalog.Key{Column: sqltype.Column{Name: "region", Type: sqltype.Of(sqltype.Text)}, Expr: "region"})
	}
	if r.IntN(2) == 0 {
		v.TieBreak = "seq"
	}
	if r.IntN(3) == 0 {
		v.TTL = int64(r.IntN(20)) * 10 * second
	}
	if r.IntN(2) == 0 {
		v.Where = "x IS NULL OR x <> 3"
	}
	if r.IntN(5) == 0 {
		start := epoch + int64(r.IntN(60))*10*second
		v.Start = &start
	}
	v.AvailableAt, v.AvailableAfter = randomAvailability(r)
	if r.IntN(4) == 0 {
		v.Source, v.AvailableAt, v.AvailableAfter = "", "", 0
		for i := range 2 {
			b := catalog.Branch{Source: fmt.Sprintf("events%d", i), EventTime: "ts", TieBreak: v.TieBreak}
			b.AvailableAt, b.AvailableAfter = randomAvailability(r)
			for _, c := range randomColumns {
				b.Columns = append(b.Columns, catalog.BranchColumn{Column: sqltype.Column{Name: c.Name}, Expr: c.Name})
				b.Reads = append(b.Reads, c.Name)
			}
			v.Branches = append(v.Branches, b)
		}
		v.Branches[1].Where = "y IS NULL OR y >= 0"
	}
	for i := range v.Keys {
		v.Columns = append(v.Columns, catalog.ViewColumn{Name: v.Keys[i].Name, Key: i, Feature: -1})
	}
	input := func(expr string) int {
		for i, in := range v.Inputs {
			if in.Expr == expr {
				return i
			}
		}
		v.Inputs = append(v.Inputs, catalog.Input{Expr: expr})
		return len(v.Inputs) - 1
	}
	feature := func(p catalog.Part) {
		name := fmt.Sprintf("f%d", len(v.Features))
		v.Columns = append(v.Columns, catalog.ViewColumn{Name: name, Feature: len(v.Features)})
		v.Features = append(v.Features, catalog.Feature{Column: sqltype.Column{Name: name}, Expr: []catalog.Part{p}})
	}
	kinds := r.IntN(4) // 0: plain columns only, 1: windows only, else both
	if kinds != 1 {
		for _, c := range []string{"x", "s", "f", "d"}[r.IntN(4):] {
			feature(catalog.Part{Kind: catalog.PartInput, Index: input(c)})
		}
	}
	if kinds != 0 {
		for range 1 + r.IntN(8) {
			v.Aggs = append(v.Aggs, randomAggregate(r, input))
			feature(catalog.Part{Kind: catalog.PartAgg, Index: len(v.Aggs) - 1})
		}
	}
	v.Reads = []string{"b", "d", "f", "region", "s", "seq", "uid", "w", "x", "y"}
	return v
}

// randomAvailability says when rows are known.
func randomAvailability(r *rand.Rand) (at string, after int64) {
	switch r.IntN(5) {
	case 0:
		return "", int64(r.IntN(10)) * 5 * second
	case 1, 2:
		return "avail", 0
	}
	return "", 0
}

func randomAggregate(r *rand.Rand, input func(string) int) catalog.Aggregate {
	column := randomColumns[4+r.IntN(7)]
	a := naive.Call(r, column.Type)
	if a.Func == catalog.Count && r.IntN(2) == 0 {
		a.Arg = -1
	} else {
		a.Arg = input(column.Name)
	}
	if r.IntN(3) == 0 {
		a.Filter = input("b")
	}
	switch r.IntN(4) {
	case 0:
		a.Frame.Mode = catalog.Unbounded
	case 1:
		a.Frame = catalog.Frame{Mode: catalog.RowsFrame, Preceding: int64(r.IntN(4))}
	default:
		a.Frame = catalog.Frame{Mode: catalog.Range, Preceding: int64(r.IntN(30)) * 10 * second}
		if r.IntN(3) == 0 {
			a.Frame.Until = r.Int64N(a.Frame.Preceding + 1)
			a.Frame.Until -= a.Frame.Until % (10 * second) * int64(r.IntN(2))
		}
		if r.IntN(3) == 0 {
			a.Frame.Hop = r.Int64N(a.Frame.Preceding/4+1) / second * second
		}
	}
	return a
}
