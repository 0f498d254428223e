package gateway

import (
	"slices"
	"time"

	"asof/planner/plan"
)

// Meter finds what the runs of a statement are counted by, once, when the statement is planned.
type Meter interface {
	// Statement is given the route of a statement, and the views and services that it reads.
	Statement(route string, objects []string) Counters
}

// Counters count the runs of one statement. Several sessions may call them at once.
type Counters interface {
	// Done counts a run. sqlstate is that of its error, "" without one.
	Done(took time.Duration, sqlstate string)
}

// The routes as they are counted: where the rows come from.
const (
	routeOnline   = "online"
	routeOffline  = "offline"
	routeDuckDB   = "duckdb"   // plain SQL
	routeCatalogs = "catalogs" // the system catalogs
	routeOther    = "other"    // definitions, REFRESH and the like
)

// counters are those of a plan; nil if nobody counts.
func (b *Backend) counters(n plan.Node) Counters {
	if b.Meter == nil {
		return nil
	}
	switch n := n.(type) {
	case *plan.Query:
		route := routeDuckDB
		switch n.Route {
		case plan.Online:
			route = routeOnline
		case plan.Offline:
			route = routeOffline
		}
		return b.Meter.Statement(route, read(n))
	case *plan.SystemQuery:
		return b.Meter.Statement(routeCatalogs, nil)
	}
	return b.Meter.Statement(routeOther, nil)
}

// read are the views and services that a query reads, each once.
func read(q *plan.Query) []string {
	var names []string
	add := func(t *plan.Target) {
		if !slices.Contains(names, t.Name) {
			names = append(names, t.Name)
		}
	}
	for _, r := range q.Relations {
		switch r := r.(type) {
		case *plan.At:
			add(r.Target)
		case *plan.Spine:
			for _, j := range r.Joins {
				add(j.Target)
			}
		}
	}
	return names
}

// measured is one run of a statement, from its first step to its last row. One whose rows are not read to their end is not counted: how
// long it took is up to its client.
type measured struct {
	count Counters
	begun time.Time
}

func (r *measured) begin(now func() time.Time) {
	if r.count != nil {
		r.begun = now()
	}
}

// end counts the run, once, if it was begun.
func (r *measured) end(now func() time.Time, sqlstate string) {
	if r.count == nil || r.begun.IsZero() {
		return
	}
	r.count.Done(now().Sub(r.begun), sqlstate)
	r.count = nil
}
