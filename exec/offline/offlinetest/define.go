package offlinetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cockroachdb/datadriven"

	"asof/catalog"
	"asof/catalog/sqltype"
	"asof/planner/plan"
)

func callerFile() (uintptr, string, int, bool) { return runtime.Caller(0) }

func ignoreEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// view defines a feature view from the notation of the truth tables.
func (tr *truth) view(d *datadriven.TestData) error {
	src := tr.sources[arg(d, "source")]
	v := &catalog.FeatureView{Meta: catalog.Meta{Name: arg(d, "name"), Text: d.Input}, Version: 1, Entity: "e", Source: src.Name, Where: arg(d, "where"),
		EventTime: src.EventTime, TieBreak: src.TieBreak, Reads: args(d, "reads")}
	if v.Reads == nil {
		for _, c := range src.Columns {
			v.Reads = append(v.Reads, c.Name)
		}
		slices.Sort(v.Reads)
	}
	if ttl := arg(d, "ttl"); ttl != "" {
		w, err := time.ParseDuration(ttl)
		if err != nil {
			return err
		}
		v.TTL = w.Microseconds()
	}
	ent := &catalog.Entity{Meta: catalog.Meta{Name: "e"}}
	for i, k := range args(d, "keys") {
		name, expr, ok := strings.Cut(k, "=")
		if !ok {
			expr = name
		}
		name, typ, typed := strings.Cut(name, " ")
		col, _ := src.Column(name)
		col.Name = name
		if typed {
			if col.Type, ok = sqltype.Parse(typ); !ok {
				return fmt.Errorf("no type %q", typ)
			}
			if expr == k {
				expr = name
			}
		}
		ent.Keys = append(ent.Keys, col)
		v.Keys = append(v.Keys, catalog.Key{Column: col, Expr: expr})
		v.Columns = append(v.Columns, catalog.ViewColumn{Name: name, Key: i, Feature: -1})
	}
	offset := 0
	for _, line := range strings.Split(d.Input, "\n") {
		if err := addFeature(v, line, offset); err != nil {
			return err
		}
		offset += len(line) + 1
	}
	if err := tr.fx.Engine.Check(context.Background(), []*catalog.Source{src}, ent, v); err != nil {
		return err
	}
	tr.views[v.Name] = v
	return nil
}

var aggregateText = regexp.MustCompile(`^(count|sum|avg|min|max|first_value|last_value|nth_value|stddev_samp|stddev_pop|var_samp|var_pop|` +
	`count_distinct|bool_and|bool_or|array_agg|string_agg|mode|approx_count_distinct|approx_percentile)` +
	`\((.*?)(?: (?:with|limit) ([^)]*))?\)( ignore nulls)?( where (.+?))?( range (\S+)| rows (\d+)| unbounded)$`)

func addFeature(v *catalog.FeatureView, line string, offset int) error {
	f := catalog.Feature{Pos: offset}
	name, text, above := strings.Cut(line, " : ")
	if above {
		f.Name = name
		if err := addParts(v, &f, text, offset+len(name)+3); err != nil {
			return err
		}
	} else {
		var ok bool
		if f.Name, text, ok = strings.Cut(line, " = "); !ok {
			return fmt.Errorf("no feature: %q", line)
		}
		p, err := addPart(v, text, offset+len(f.Name)+3)
		if err != nil {
			return err
		}
		f.Expr = []catalog.Part{p}
	}
	v.Columns = append(v.Columns, catalog.ViewColumn{Name: f.Name, Feature: len(v.Features)})
	v.Features = append(v.Features, f)
	return nil
}

// addParts reads an expression above what stands in < >.
func addParts(v *catalog.FeatureView, f *catalog.Feature, text string, offset int) error {
	for text != "" {
		i := strings.IndexByte(text, '<')
		j := strings.IndexByte(text, '>')
		if i < 0 {
			f.Expr = append(f.Expr, catalog.Part{Kind: catalog.PartText, Text: text})
			return nil
		}
		if i > 0 {
			f.Expr = append(f.Expr, catalog.Part{Kind: catalog.PartText, Text: text[:i]})
		}
		p, err := addPart(v, text[i+1:j], offset+i+1)
		if err != nil {
			return err
		}
		f.Expr = append(f.Expr, p)
		text, offset = text[j+1:], offset+j+1
	}
	return nil
}

func addPart(v *catalog.FeatureView, text string, offset int) (catalog.Part, error) {
	input := func(expr string, pos int) int {
		for i, in := range v.Inputs {
			if in.Expr == expr {
				return i
			}
		}
		v.Inputs = append(v.Inputs, catalog.Input{Expr: expr, Pos: pos})
		return len(v.Inputs) - 1
	}
	if text == "now" {
		return catalog.Part{Kind: catalog.PartNow}, nil
	}
	m := aggregateText.FindStringSubmatchIndex(text)
	if m == nil {
		return catalog.Part{Kind: catalog.PartInput, Index: input(text, offset)}, nil
	}
	group := func(i int) string {
		if m[2*i] < 0 {
			return ""
		}
		return text[m[2*i]:m[2*i+1]]
	}
	a := catalog.Aggregate{Func: catalog.Func(group(1)), Arg: -1, Filter: -1, IgnoreNulls: group(4) != ""}
	if group(2) != "*" {
		a.Arg = input(group(2), offset+m[4])
	}
	if group(6) != "" {
		a.Filter = input(group(6), offset+m[12])
	}
	var err error
	switch a.Func {
	case catalog.NthValue, catalog.ArrayAgg:
		a.N, err = strconv.ParseInt(group(3), 10, 64)
	case catalog.ApproxPercentile:
		a.Fraction, err = strconv.ParseFloat(group(3), 64)
	case catalog.StringAgg:
		a.Delimiter = group(3)
	}
	if err != nil {
		return catalog.Part{}, err
	}
	switch {
	case group(8) != "":
		a.Frame, err = rangeFrame(group(8))
	case group(9) != "":
		a.Frame.Mode = catalog.RowsFrame
		a.Frame.Preceding, err = strconv.ParseInt(group(9), 10, 64)
	default:
		a.Frame.Mode = catalog.Unbounded
	}
	if err != nil {
		return catalog.Part{}, err
	}
	v.Aggs = append(v.Aggs, a)
	return catalog.Part{Kind: catalog.PartAgg, Index: len(v.Aggs) - 1}, nil
}

// rangeFrame reads W, or W-U for an older slice, and /H behind it for a hop.
func rangeFrame(text string) (catalog.Frame, error) {
	f := catalog.Frame{Mode: catalog.Range}
	text, hop, _ := strings.Cut(text, "/")
	preceding, until, _ := strings.Cut(text, "-")
	for i, part := range []string{preceding, until, hop} {
		if part == "" {
			continue
		}
		w, err := time.ParseDuration(part)
		if err != nil {
			return f, err
		}
		*[]*int64{&f.Preceding, &f.Until, &f.Hop}[i] = w.Microseconds()
	}
	return f, nil
}

// service puts views together; its keys are the union of theirs.
func (tr *truth) service(d *datadriven.TestData) error {
	t := &plan.Target{Name: arg(d, "name"), Service: &catalog.Service{Meta: catalog.Meta{Name: arg(d, "name")}, Version: 1}}
	var features []plan.TargetColumn
	for i, name := range args(d, "views") {
		v := tr.views[name]
		tv := plan.TargetView{View: v, Sources: []*catalog.Source{tr.sources[v.Source]}}
		for _, k := range v.Keys {
			n := slices.IndexFunc(t.Keys, func(c sqltype.Column) bool { return c.Name == k.Name })
			if n < 0 {
				n = len(t.Keys)
				t.Keys = append(t.Keys, k.Column)
			}
			tv.Keys = append(tv.Keys, n)
		}
		t.Views = append(t.Views, tv)
		for j, f := range v.Features {
			features = append(features, plan.TargetColumn{Column: sqltype.Column{Name: name + "_" + f.Name, Type: f.Type},
				Expr: plan.FeatureExpr(&v.Features[j], i).Guarded(plan.Expr{{Kind: plan.TermFound, View: i}})})
		}
	}
	for i, k := range t.Keys {
		t.Columns = append(t.Columns, plan.TargetColumn{Column: k, Expr: plan.Expr{{Kind: plan.TermKey, Index: i}}})
	}
	t.Columns = append(t.Columns, features...)
	tr.services[t.Name] = t
	return nil
}
