package duckdb

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"asof/planner/plan"
)

// exprPlace says where the terms of a target's expressions stand: what its view number n has in a relation called vn (its newest
// row's inputs i0 …, its aggregates a0 …, the time t in microseconds), the rest in the expressions given here. Expressions are
// evaluated with TimeZone UTC (R1).
type exprPlace struct {
	found    string   // whether view number %d has the key; it may hold for all of them, without a number
	time     string   // the row's time, in microseconds
	event    string   // the event time of the newest row, in microseconds
	keys     []string // by key of the target
	requests []string // by request parameter
	mark     string   // begins the names of the relations and of their columns
}

// column is a column of what view number n has.
func (p *exprPlace) column(n int, name string) string {
	if p.mark == "" {
		return fmt.Sprintf("v%d.%s", n, name)
	}
	return quoteIdent(fmt.Sprintf("%sv%d", p.mark, n)) + "." + quoteIdent(p.mark+name)
}

// sql is an expression over what stands there.
func (p *exprPlace) sql(e plan.Expr) string {
	var b strings.Builder
	for _, t := range e {
		b.WriteString(p.term(t))
	}
	return onLines(b.String())
}

func (p *exprPlace) term(t plan.Term) string {
	switch t.Kind {
	case plan.TermInput:
		return p.column(t.View, fmt.Sprintf("i%d", t.Index))
	case plan.TermAgg:
		return p.column(t.View, fmt.Sprintf("a%d", t.Index))
	case plan.TermFound:
		return strings.ReplaceAll(p.found, "%d", strconv.Itoa(t.View))
	case plan.TermNow:
		if t.View < 0 {
			return "make_timestamptz(" + p.time + ")"
		}
		return "make_timestamptz(" + p.column(t.View, "t") + ")"
	case plan.TermEventTime:
		return "make_timestamptz(" + p.event + ")"
	case plan.TermAsOf:
		return fmt.Sprintf("CASE WHEN %[1]s >= %[2]s THEN TIMESTAMPTZ 'infinity' WHEN %[1]s <= %[3]s THEN TIMESTAMPTZ '-infinity' ELSE make_timestamptz(%[1]s) END",
			p.time, bigint(infinite), bigint(-infinite))
	case plan.TermKey:
		return p.keys[t.Index]
	case plan.TermRequest:
		return p.requests[t.Index]
	}
	return t.Text
}

// numbered are columns c0 … of a relation, n of them.
func numbered(prefix string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("%s%d", prefix, i)
	}
	return out
}

// columnsOf are the columns of a target's relation, in a select list.
func (p *exprPlace) columnsOf(t *plan.Target) string {
	var sel []string
	for _, c := range relationColumns(t) {
		sel = append(sel, p.sql(c.Expr)+" AS "+quoteIdent(c.Name))
	}
	return strings.Join(sel, ", ")
}

// relationColumns are the columns of a target's relation: its output, and what * leaves out.
func relationColumns(t *plan.Target) []plan.TargetColumn {
	cols := slices.Clone(t.Columns)
	for _, h := range t.Hidden {
		cols = append(cols, h.TargetColumn)
	}
	return cols
}

// newestOf is the greatest of a column of n relations v0, v1 …, and of what else is given, those that are NULL left out.
func newestOf(column string, n int, more ...string) string {
	of := more
	for i := range n {
		of = append(of, fmt.Sprintf("v%d.%s", i, column))
	}
	if len(of) == 0 {
		return "CAST(NULL AS BIGINT)"
	}
	return "greatest(" + strings.Join(of, ", ") + ")"
}
