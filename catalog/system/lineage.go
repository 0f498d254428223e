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
			switch v = v.Serving(); v.Kind {
			case catalog.DerivedView:
				rows = append(rows, once(derivedLineage(v))...)
			case catalog.SnapshotView:
				rows = append(rows, once(snapshotLineage(v))...)
			default:
				rows = append(rows, once(viewLineage(v))...)
			}
		}
		for _, o := range s.Services() {
			rows = append(rows, once(serviceLineage(s, o))...)
		}
		return rows, nil
	}}

// once leaves out rows that are there already: a definition may name a column several times, and a view under several aliases.
func once(rows [][]any) [][]any {
	out := rows[:0]
	for _, row := range rows {
		if !slices.ContainsFunc(out, func(r []any) bool { return slices.Equal(r, row) }) {
			out = append(out, row)
		}
	}
	return out
}

func viewLineage(v *catalog.FeatureView) [][]any {
	var rows [][]any
	add := func(kind catalog.Kind, name, from string, to any, role string) {
		rows = append(rows, []any{string(kind), name, from, string(catalog.KindView), v.Name, to, role})
	}
	of := func(expr string, to any, role string) {
		for _, c := range mentioned(expr, v.Reads) {
			for _, from := range beneath(v, c) {
				add(catalog.KindSource, from.source, from.column, to, role)
			}
		}
	}
	for _, k := range v.Keys {
		add(catalog.KindEntity, v.Entity, k.Name, k.Name, "key")
		of(k.Expr, k.Name, "key")
	}
	for _, f := range v.Features {
		for _, in := range inputs(v, f.Expr) {
			of(in, f.Name, "value")
		}
	}
	of(v.Where, nil, "filter")
	times := func(source, event, tie, available string) {
		for _, t := range [][2]string{{event, "event time"}, {tie, "tie break"}, {available, "available time"}} {
			if t[0] != "" {
				add(catalog.KindSource, source, t[0], nil, t[1])
			}
		}
	}
	if v.Branches == nil {
		times(v.Source, v.EventTime, v.TieBreak, v.AvailableAt)
	}
	for _, b := range v.Branches {
		for _, c := range mentioned(b.Where, b.Reads) {
			add(catalog.KindSource, b.Source, c, nil, "filter")
		}
		times(b.Source, b.EventTime, b.TieBreak, b.AvailableAt)
	}
	return rows
}

// sourceColumn is a column of a source.
type sourceColumn struct{ source, column string }

// beneath are the columns of sources that a column, as the view's expressions name it, is made of: itself, or what the branches of a
// UNION ALL select under its place.
func beneath(v *catalog.FeatureView, column string) []sourceColumn {
	if v.Branches == nil {
		return []sourceColumn{{v.Source, column}}
	}
	var out []sourceColumn
	at := slices.IndexFunc(v.Branches[0].Columns, func(c catalog.BranchColumn) bool { return c.Name == column })
	for _, b := range v.Branches {
		if at >= 0 {
			for _, c := range mentioned(b.Columns[at].Expr, b.Reads) {
				out = append(out, sourceColumn{b.Source, c})
			}
		}
	}
	return out
}

// derivedLineage tells of a view over views: its columns are made of theirs.
func derivedLineage(v *catalog.FeatureView) [][]any {
	var rows [][]any
	add := func(kind catalog.Kind, name, from string, to any, role string) {
		rows = append(rows, []any{string(kind), name, from, string(catalog.KindView), v.Name, to, role})
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

// snapshotLineage tells of a view computed at ticks: its SELECT, which the engine alone understands, reads its sources.
func snapshotLineage(v *catalog.FeatureView) [][]any {
	var rows [][]any
	for _, k := range v.Keys {
		rows = append(rows, []any{string(catalog.KindEntity), v.Entity, k.Name, string(catalog.KindView), v.Name, k.Name, "key"})
	}
	for _, name := range v.Scans {
		rows = append(rows, []any{string(catalog.KindSource), name, nil, string(catalog.KindView), v.Name, nil, "query"})
	}
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
		for _, p := range c.Reads() {
			add(o.Views[p.Index].Name, p.Text, c.Name, "value")
		}
	}
	return rows
}
