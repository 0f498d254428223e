package planner

import (
	"cmp"
	"fmt"
	"sort"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/plan"
)

// printNode prints a plan as the golden files have it.
func printNode(n plan.Node) string {
	var b strings.Builder
	switch n := n.(type) {
	case *plan.CreateSource:
		fmt.Fprintf(&b, "create source %s from %s %q event_time=%s tie_break=%s\n", n.Source.Name, n.Source.Format, n.Source.Location, n.Source.EventTime, n.Source.TieBreak)
	case *plan.CreateView:
		printView(&b, n.View)
	case *plan.Define:
		printDefine(&b, n)
	case *plan.DefineService:
		printDefine(&b, &n.Define)
	case *plan.Refresh:
		fmt.Fprintf(&b, "refresh %s, version %d\n", n.View.Name, n.Version)
	case *plan.Values:
		for _, r := range n.Rows {
			fmt.Fprintln(&b, r...)
		}
	case *plan.SystemQuery:
		if n.Instead == nil {
			return "system catalogs\n"
		}
		return "system catalogs if they know it, else " + printNode(n.Instead)
	case *plan.Query:
		printQuery(&b, n)
	default:
		fmt.Fprintf(&b, "%T\n", n)
	}
	return b.String()
}

func printDefine(b *strings.Builder, n *plan.Define) {
	fmt.Fprintln(b, n.Tag)
	for _, e := range n.Notices {
		fmt.Fprintf(b, "  notice: %s\n", sqlerr.From(e).Message)
	}
	for _, c := range n.Changes {
		fmt.Fprintf(b, "  %s %s %s\n", c.Verb(), c.Object().ObjectKind(), c.Object().ObjectName())
		if s, ok := c.New.(*catalog.Service); ok {
			fmt.Fprintf(b, "    keys %v\n", s.Keys)
			for _, col := range s.Columns {
				fmt.Fprintf(b, "    %s =", col.Name)
				for _, p := range col.Expr {
					if p.Kind == catalog.PartColumn {
						p.Text = s.Views[p.Index].Name + "." + p.Text
					}
					fmt.Fprintf(b, " %s", cmp.Or(p.Text, fmt.Sprintf("%s %d", p.Kind, p.Index)))
				}
				fmt.Fprintln(b)
			}
		}
	}
}

func printView(b *strings.Builder, v *catalog.FeatureView) {
	fmt.Fprintf(b, "create view %s of %s from %s\n", v.Name, v.Entity, v.Source)
	if v.TTL > 0 {
		fmt.Fprintf(b, "  ttl %s\n", catalog.Interval(v.TTL))
	}
	if v.AvailableAt != "" || v.AvailableAfter != 0 || v.Loaded {
		fmt.Fprintf(b, "  available %s %s %t\n", v.AvailableAt, catalog.Interval(v.AvailableAfter), v.Loaded)
	}
	if v.Start != nil {
		fmt.Fprintf(b, "  start %d\n", *v.Start)
	}
	for _, br := range v.Branches {
		fmt.Fprintf(b, "  branch of %s %s by %s, %s, reads %v", br.Source, br.Alias, br.EventTime, br.TieBreak, br.Reads)
		if br.Where != "" {
			fmt.Fprintf(b, ", where %s", br.Where)
		}
		for _, c := range br.Columns {
			fmt.Fprintf(b, "; %s = %s", c.Name, c.Expr)
		}
		fmt.Fprintln(b)
	}
	for _, k := range v.Keys {
		fmt.Fprintf(b, "  key %s %s = %s\n", k.Name, k.Type, k.Expr)
	}
	if v.Where != "" {
		fmt.Fprintf(b, "  where %s\n", v.Where)
	}
	for i, in := range v.Inputs {
		fmt.Fprintf(b, "  i%d = %s\n", i, in.Expr)
	}
	for i, a := range v.Aggs {
		fmt.Fprintf(b, "  a%d = %s", i, a.Func)
		if a.Arg >= 0 {
			fmt.Fprintf(b, "(i%d)", a.Arg)
		}
		if a.Filter >= 0 {
			fmt.Fprintf(b, " filter i%d", a.Filter)
		}
		if a.IgnoreNulls {
			fmt.Fprint(b, " ignore nulls")
		}
		switch a.Func {
		case catalog.NthValue, catalog.ArrayAgg:
			fmt.Fprintf(b, " n %d", a.N)
		case catalog.ApproxPercentile:
			fmt.Fprintf(b, " fraction %g", a.Fraction)
		case catalog.StringAgg:
			fmt.Fprintf(b, " delimiter %q", a.Delimiter)
		}
		fmt.Fprintf(b, " over %s", a.Frame.Mode)
		switch a.Frame.Mode {
		case catalog.Range:
			fmt.Fprintf(b, " %s", catalog.Interval(a.Frame.Preceding))
			if a.Frame.Until > 0 {
				fmt.Fprintf(b, " until %s", catalog.Interval(a.Frame.Until))
			}
			if a.Frame.Hop > 0 {
				fmt.Fprintf(b, " hop %s", catalog.Interval(a.Frame.Hop))
			}
		case catalog.RowsFrame:
			fmt.Fprintf(b, " %d", a.Frame.Preceding)
		}
		fmt.Fprintln(b)
	}
	for _, f := range v.Features {
		fmt.Fprintf(b, "  %s = ", f.Name)
		for _, p := range f.Expr {
			switch p.Kind {
			case catalog.PartText:
				fmt.Fprint(b, p.Text)
			case catalog.PartNow:
				fmt.Fprint(b, "‹t›")
			case catalog.PartInput:
				fmt.Fprintf(b, "‹i%d›", p.Index)
			case catalog.PartAgg:
				fmt.Fprintf(b, "‹a%d›", p.Index)
			}
		}
		fmt.Fprintln(b)
	}
	fmt.Fprintf(b, "  reads %s\n", strings.Join(v.Reads, ", "))
}

func printQuery(b *strings.Builder, q *plan.Query) {
	fmt.Fprintf(b, "%s", q.Route)
	if q.Why != "" {
		fmt.Fprintf(b, " (%s)", q.Why)
	}
	fmt.Fprintln(b)
	for _, e := range q.Notices {
		fmt.Fprintf(b, "notice: %s\n", sqlerr.From(e).Message)
	}
	if l := q.Lookup; l != nil {
		fmt.Fprintf(b, "lookup %s %s ->", l.Target.Name, printKeys(l.Target, l.Keys))
		if l.List != nil {
			fmt.Fprintf(b, " list %s outer=%t", printValue(*l.List), l.Outer)
		}
		for _, o := range l.Output {
			fmt.Fprintf(b, " %s:%s", o.Name, printExpr(o.Expr))
		}
		if l.Limit >= 0 {
			fmt.Fprintf(b, " limit %d", l.Limit)
		}
		fmt.Fprintln(b)
	}
	fmt.Fprintf(b, "sql: %s\n", printPieces(q.Pieces))
	for i, r := range q.Relations {
		fmt.Fprintf(b, "R%d: ", i)
		switch r := r.(type) {
		case *plan.SourceScan:
			fmt.Fprintf(b, "source %s as %s\n", r.Source.Name, printAlias(r.Alias))
		case *plan.SystemTable:
			fmt.Fprintf(b, "system %s.%s as %s\n", r.Schema, r.Name, printAlias(r.Alias))
		case *plan.At:
			fmt.Fprintf(b, "at %s %s %s online=%t as %s\n", r.Target.Name, printMoment(r.Moment), printKeys(r.Target, r.Keys), r.Online, printAlias(r.Alias))
		case *plan.Spine:
			fmt.Fprintf(b, "spine %s%s aliases=%v\n", printPieces(append(append([]plan.Piece(nil), r.With...), plan.Text(" "))), printPieces(r.Left), r.Aliases)
			for _, j := range r.Joins {
				printJoin(b, j)
			}
		}
	}
}

// printExpr prints a target's expression, on one line.
func printExpr(e plan.Expr) string {
	var b strings.Builder
	for _, t := range e {
		switch t.Kind {
		case plan.TermText:
			b.WriteString(t.Text)
		case plan.TermInput:
			fmt.Fprintf(&b, "‹v%d.i%d›", t.View, t.Index)
		case plan.TermAgg:
			fmt.Fprintf(&b, "‹v%d.a%d›", t.View, t.Index)
		case plan.TermFound:
			fmt.Fprintf(&b, "‹v%d›", t.View)
		case plan.TermNow:
			fmt.Fprintf(&b, "‹t%d›", t.View)
		case plan.TermKey:
			fmt.Fprintf(&b, "‹k%d›", t.Index)
		case plan.TermRequest:
			fmt.Fprintf(&b, "‹r%d›", t.Index)
		case plan.TermEventTime:
			b.WriteString("‹event time›")
		case plan.TermAsOf:
			b.WriteString("‹as of›")
		case plan.TermElem:
			b.WriteString("‹element›")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func printJoin(b *strings.Builder, j plan.SpineJoin) {
	fmt.Fprintf(b, "  join %s as %s %s", j.Target.Name, j.Alias, printMoment(j.Moment))
	for i, k := range j.Target.Keys {
		fmt.Fprintf(b, " %s=%s", k.Name, printPieces(j.Keys[i]))
	}
	fmt.Fprintf(b, " inner=%t online=%t", j.Inner, j.Online)
	if j.On != nil {
		fmt.Fprintf(b, " on %s", printPieces(j.On))
	}
	var names []string
	for k, v := range j.Rename {
		names = append(names, k+"→"+v)
	}
	sort.Strings(names)
	if names != nil {
		fmt.Fprintf(b, " rename %s", strings.Join(names, ","))
	}
	fmt.Fprintln(b)
}

func printMoment(m plan.Moment) string {
	s := "now"
	if m.Expr != nil {
		s = "as of " + printPieces(m.Expr)
	}
	if m.Strict {
		s += " strict"
	}
	if m.Within != nil {
		s += " within " + printPieces(m.Within)
	}
	if m.Known != nil {
		s += " known as of " + printPieces(m.Known)
	}
	return s
}

func printAlias(a plan.Alias) string {
	if a.Columns != nil {
		return fmt.Sprintf("%s%v", a.Name, a.Columns)
	}
	return a.Name
}

func printKeys(t *plan.Target, l plan.KeyList) string {
	var terms []string
	for _, term := range l {
		var cols, tuples []string
		for _, c := range term.Cols {
			cols = append(cols, t.Keys[c].Name)
		}
		for _, tu := range term.Tuples {
			var vs []string
			for _, v := range tu {
				vs = append(vs, printValue(v))
			}
			tuples = append(tuples, strings.Join(vs, ","))
		}
		terms = append(terms, strings.Join(cols, ",")+"="+strings.Join(tuples, "|"))
	}
	return "[" + strings.Join(terms, "; ") + "]"
}

func printValue(v plan.KeyValue) string {
	s := v.Literal
	switch {
	case v.Null:
		s = "null"
	case v.Param > 0:
		s = fmt.Sprintf("$%d", v.Param)
	case v.Quoted:
		s = "'" + s + "'"
	}
	if v.Cast != "" {
		s += "::" + v.Cast
	}
	for i, e := range v.Elems {
		if i > 0 {
			s += ","
		}
		s += printValue(e)
	}
	if v.Array {
		s = "any(" + s + ")"
	}
	return s
}

func printPieces(ps []plan.Piece) string {
	var b strings.Builder
	for _, p := range ps {
		switch p.Kind {
		case plan.PieceText:
			b.WriteString(p.Text)
		case plan.PieceParam:
			fmt.Fprintf(&b, "‹$%d›", p.Index)
		case plan.PieceNow:
			fmt.Fprintf(&b, "‹%s›", p.Text)
		case plan.PieceCall:
			fmt.Fprintf(&b, "‹call %s›", strings.Join(p.Names, " "))
		case plan.PieceRelation:
			fmt.Fprintf(&b, "‹R%d›", p.Index)
		case plan.PieceStar:
			fmt.Fprintf(&b, "‹* first %v hide %v›", p.Names, p.Hide)
		case plan.PieceColumn:
			fmt.Fprintf(&b, "‹column %s %v›", p.Text, p.Names)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
