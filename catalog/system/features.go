package system

import (
	"fmt"
	"strconv"
	"strings"

	"asof/catalog"
	"asof/catalog/sqltype"
)

var features = Table{Name: "features", Comment: "the columns of feature views, keys left out",
	Columns: []sqltype.Column{text("view"), count("position"), text("name"), text("type"), text("kind"), text("expression"),
		text("function"), text("argument"), text("filter"), text("frame"), text("comment")},
	Rows: func(s *catalog.Snapshot, _ Env) ([][]any, error) {
		var rows [][]any
		for _, newest := range s.Views() {
			v := newest.Serving()
			for i := range v.Features {
				rows = append(rows, featureRow(v, i))
			}
		}
		return rows, nil
	}}

// featureRow tells one feature. Function, argument, filter and frame are those of a feature that is a window aggregate and
// nothing else.
func featureRow(v *catalog.FeatureView, i int) []any {
	f := &v.Features[i]
	kind := "expression"
	var function, argument, filter, frame any
	switch p, simple := f.Simple(); {
	case simple && p.Kind == catalog.PartInput:
		kind = "column"
	case simple:
		kind = "aggregate"
		a := v.Aggs[p.Index]
		function, frame = string(a.Func), frameText(a.Frame)
		if a.Arg >= 0 {
			argument = v.Inputs[a.Arg].Expr
		}
		if a.Filter >= 0 {
			filter = v.Inputs[a.Filter].Expr
		}
	}
	return []any{v.Name, int64(i + 1), f.Name, f.Type.String(), kind, expression(v, f), function, argument, filter, frame, orNull(f.Comment)}
}

// expression writes a feature as SQL, its windows in full.
func expression(v *catalog.FeatureView, f *catalog.Feature) string {
	var b strings.Builder
	for _, p := range f.Expr {
		switch p.Kind {
		case catalog.PartText:
			b.WriteString(p.Text)
		case catalog.PartInput:
			b.WriteString(v.Inputs[p.Index].Expr)
		case catalog.PartAgg:
			b.WriteString(aggregateText(v, v.Aggs[p.Index]))
		case catalog.PartKey:
			b.WriteString(catalog.QuoteIdent(v.Keys[p.Index].Name))
		default:
			b.WriteString(readPart(p, v.Views, v.Request))
		}
	}
	return b.String()
}

// readPart writes what an expression reads that is no source's: of views, of the request, the time.
func readPart(p catalog.Part, views []catalog.ViewRef, request []sqltype.Column) string {
	switch p.Kind {
	case catalog.PartNow:
		return "now()"
	case catalog.PartColumn:
		return catalog.QuoteIdent(views[p.Index].Alias) + "." + catalog.QuoteIdent(p.Text)
	case catalog.PartRequest:
		return catalog.QuoteIdent(request[p.Index].Name)
	}
	return p.Text
}

func aggregateText(v *catalog.FeatureView, a catalog.Aggregate) string {
	name, arg := string(a.Func), "*"
	if a.Arg >= 0 {
		arg = v.Inputs[a.Arg].Expr
	}
	if a.Func == catalog.CountDistinct {
		name, arg = "count", "DISTINCT "+arg
	}
	switch a.Func {
	case catalog.NthValue:
		arg += fmt.Sprintf(", %d", a.N)
	case catalog.ArrayAgg:
		arg += fmt.Sprintf(" LIMIT %d", a.N)
	case catalog.StringAgg:
		arg += ", " + catalog.QuoteLiteral(a.Delimiter)
	case catalog.ApproxPercentile:
		arg += ", " + strconv.FormatFloat(a.Fraction, 'g', -1, 64)
	}
	s := name + "(" + arg + ")"
	if a.IgnoreNulls {
		s += " IGNORE NULLS"
	}
	if a.Filter >= 0 {
		s += " FILTER (WHERE " + v.Inputs[a.Filter].Expr + ")"
	}
	return s + " OVER (" + frameText(a.Frame) + ")"
}

func frameText(f catalog.Frame) string {
	switch f.Mode {
	case catalog.Range:
		edge := func(w int64) string {
			return "INTERVAL " + catalog.QuoteLiteral(catalog.Interval(w)) + " PRECEDING"
		}
		text := "RANGE " + edge(f.Preceding)
		if f.Until > 0 {
			text = "RANGE BETWEEN " + edge(f.Preceding) + " AND " + edge(f.Until)
		}
		if f.Hop > 0 {
			text += " /* hop " + catalog.Interval(f.Hop) + " */"
		}
		return text
	case catalog.RowsFrame:
		return fmt.Sprintf("ROWS %d PRECEDING", f.Preceding)
	}
	return "RANGE UNBOUNDED PRECEDING"
}
