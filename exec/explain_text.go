package exec

import (
	"fmt"
	"strings"

	"asof/planner/plan"
)

// lines is EXPLAIN for people.
func (ex *explained) lines() []string {
	if ex.Route == plan.Catalogs {
		return append([]string{"System catalogs: answered without the engine"}, ex.actual()...)
	}
	if ex.Route == plan.Plain && len(ex.Views) == 0 {
		out := append([]string{"Plain SQL: no feature view is read"}, ex.Commands...)
		return append(out, ex.actual()...)
	}
	out := []string{fmt.Sprintf("Route: %s (%s)", ex.Route, ex.Why)}
	if ex.Engine {
		out = append(out, "  the rest of the statement runs in the offline engine")
	} else {
		out = append(out, "  answered from the online store alone")
	}
	for _, v := range ex.Views {
		out = append(out, v.lines()...)
	}
	return append(out, ex.actual()...)
}

func (v *explainedView) lines() []string {
	name := fmt.Sprintf("-> %s version %d", v.View, v.Version)
	if v.Newest != 0 {
		name += fmt.Sprintf(" (the newest is %d)", v.Newest)
	}
	if v.Service != "" {
		name += " of service " + v.Service
	}
	if v.Derived != "" {
		name += " of feature view " + v.Derived
	}
	switch v.Read {
	case "online":
		name = "Online read " + name
	case "spine":
		name = "Point-in-time join " + name
	case "intervals":
		name = "Intervals " + name
	default:
		name = "Read at one time " + name
	}
	out := []string{name}
	add := func(label, value string) {
		if value != "" {
			out = append(out, "     "+label+": "+value)
		}
	}
	add("Store", v.Store)
	keys := strings.Join(v.Keys, ", ")
	if v.KeyCount != nil {
		keys += fmt.Sprintf(" (%d read)", *v.KeyCount)
	}
	add("Keys", keys)
	add("Request", strings.Join(v.Request, ", "))
	add("Time t", v.Time)
	add("Windows", strings.Join(v.Windows, ", "))
	add("TTL", v.TTL)
	add("Hidden columns", strings.Join(v.Hidden, ", "))
	add("Expressions", v.Expression)
	add("Data", v.Data)
	add("Materialised as of", v.Refreshed)
	if v.Files != nil {
		add("Files", fmt.Sprintf("%d, row groups %s", *v.Files, v.RowGroups))
	}
	return out
}

// actual is what ANALYZE measured, and advice.
func (ex *explained) actual() []string {
	var out []string
	for _, a := range ex.Advice {
		out = append(out, fmt.Sprintf("Advice %s: %s", a.Code, a.Message), "     Hint: "+a.Hint)
	}
	if ex.Trips != nil {
		out = append(out, fmt.Sprintf("Round trips: %d", *ex.Trips))
	}
	if ex.Rows != nil {
		out = append(out, fmt.Sprintf("Rows: %d", *ex.Rows), fmt.Sprintf("Execution Time: %.3f ms", *ex.Millis))
	}
	return out
}
