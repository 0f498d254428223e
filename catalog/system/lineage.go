package system

import (
	"slices"

	"asof/catalog"
	"asof/catalog/sqltype"
)

// A column that a feature or key is computed from has the role value or key; what decides which rows count, and in which
// order, concerns all features of a view: its rows have no to_column.
var lineage = Table{Name: "lineage", Comment: "which column is made of which: source to view, entity to view, view to view, view to service",
	Columns: []sqltype.Column{text("from_kind"), text("from_name"), text("from_column"), text("to_kind"), text("to_name"), text("to_column"), text("role")},
	Rows: func(s *catalog.Snapshot, _ Env) ([][]any, error) {
		var rows [][]any
		for _, v := range s.Views() {
			if v = v.Serving(); v.Kind == catalog.DerivedView {
				rows = append(rows, derivedLineage(v)...)
				continue
			}
			rows = append(rows, viewLineage(v)...)
		}
		for _, o := range s.Services() {
			rows = append(rows, serviceLineage(s, o)...)
		}
		return rows, nil
	}}

func viewLineage(v *catalog.FeatureView) [][]any {
	var rows [][]any
	add := func(kind catalog.Kind, name, from string, to any, role string) {
		row := []any{string(kind), name, from, string(catalog.KindView), v.Name, to, role}
		if !slices.ContainsFunc(rows, func(r []any) bool { return slices.Equal(r, row) }) {
			rows = append(rows, row)
		}
	}
	for _, k := range v.Keys {
		add(catalog.KindEntity, v.Entity, k.Name, k.Name, "key")
		for _, c := range mentioned(k.Expr, v.Reads) {
			add(catalog.KindSource, v.Source, c, k.Name, "key")
		}
	}
	for _, f := range v.Features {
		for _, in := range inputs(v, f.Expr) {
			for _, c := range mentioned(in, v.Reads) {
				add(catalog.KindSource, v.Source, c, f.Name, "value")
			}
		}
	}
	for _, c := range mentioned(v.Where, v.Reads) {
		add(catalog.KindSource, v.Source, c, nil, "filter")
	}
	add(catalog.KindSource, v.Source, v.EventTime, nil, "event time")
	if v.TieBreak != "" {
		add(catalog.KindSource, v.Source, v.TieBreak, nil, "tie break")
	}
	return rows
}

// derivedLineage tells of a view over views: its columns are made of theirs.
func derivedLineage(v *catalog.FeatureView) [][]any {
	var rows [][]any
	add := func(kind catalog.Kind, name, from string, to any, role string) {
		row := []any{string(kind), name, from, string(catalog.KindView), v.Name, to, role}
		if !slices.ContainsFunc(rows, func(r []any) bool { return slices.Equal(r, row) }) {
			rows = append(rows, row)
		}
	}
	for _, k := range v.Keys {
		add(catalog.KindEntity, v.Entity, k.Name, k.Name, "key")
	}
	columns := func(parts []catalog.Part, to any, role string) {
		for _, p := range parts {
			if p.Kind == catalog.PartColumn {
				add(catalog.KindView, v.Views[p.Index].Name, p.Text, to, role)
			}
		}
	}
	for _, f := range v.Features {
		columns(f.Expr, f.Name, "value")
	}
	columns(v.Filter, nil, "filter")
	return rows
}

// inputs are the row expressions below a feature.
func inputs(v *catalog.FeatureView, expr []catalog.Part) []string {
	var out []string
	for _, p := range expr {
		switch p.Kind {
		case catalog.PartInput:
			out = append(out, v.Inputs[p.Index].Expr)
		case catalog.PartAgg:
			a := v.Aggs[p.Index]
			for _, i := range []int{a.Arg, a.Filter} {
				if i >= 0 {
					out = append(out, v.Inputs[i].Expr)
				}
			}
		}
	}
	return out
}

// mentioned are the columns that a row expression names.
func mentioned(expr string, columns []string) []string {
	var out []string
	for _, c := range catalog.Columns(expr, columns) {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

func serviceLineage(s *catalog.Snapshot, o *catalog.Service) [][]any {
	var rows [][]any
	add := func(view, from, to, role string) {
		rows = append(rows, []any{string(catalog.KindView), view, from, string(catalog.KindService), o.Name, to, role})
	}
	for _, sv := range o.Views {
		if v, ok := s.Referred(sv); ok {
			for i, k := range v.Keys {
				add(v.Name, k.Name, sv.Key(v, i), "key")
			}
		}
	}
	for _, c := range o.Columns {
		add(o.Views[c.View].Name, c.Feature, c.Name, "value")
	}
	return rows
}
