package duckdb

import (
	"context"
	"fmt"

	"asof/catalog"
)

// sharedHits are the tables of what probes found, for views of a statement whose rows have the same keys and times and that are
// asked for the same: views over one source share one search.
type sharedHits struct {
	left   map[string]int    // by rowsOf: how many views are still to be joined
	tables map[string]string // by the rows and the question
}

// expect counts a view that will be joined.
func (s *sharedHits) expect(v *catalog.FeatureView) {
	if s.left == nil {
		s.left, s.tables = map[string]int{}, map[string]string{}
	}
	s.left[rowsOf(v)]++
}

// table is what probes found in the rows of d, found by search if no view before did.
func (s *sharedHits) table(ctx context.Context, d *viewReader, p *probes, search func(context.Context, *probes) (string, error)) (string, error) {
	rows := rowsOf(d.v)
	if rows == "" || s.left[rows] == 0 { // nobody asked for it but a join of the run's own
		return search(ctx, p)
	}
	s.left[rows]--
	question := rows + "\n" + d.content + "\n" + p.sql
	if d.history == nil {
		question += fmt.Sprintf("\n%d", d.v.TTL) // by which the files are searched no further than rows can be alive
	}
	if name, ok := s.tables[question]; ok {
		return name, nil
	}
	name, err := search(ctx, p)
	if err == nil && s.left[rows] > 0 {
		s.tables[question] = name
		d.temps.keep(name)
	}
	return name, err
}

// rowsOf tells event views whose rows have the same keys and event times, and so the same order in a history of the same files,
// except among rows that share both: there the order depends on all that a view reads (R5). It is "" of a view that shares with none.
func rowsOf(v *catalog.FeatureView) string {
	if v.Kind != catalog.EventView || v.Branches != nil || v.AvailableAt != "" || v.Loaded {
		return ""
	}
	start := "-"
	if v.Start != nil {
		start = fmt.Sprint(*v.Start)
	}
	s := fmt.Sprintf("%q %q %s %q %q", v.Source, v.EventTime, start, v.Alias, v.Where)
	for _, k := range v.Keys {
		s += fmt.Sprintf(" %q %s", k.Expr, k.Type)
	}
	return s
}
