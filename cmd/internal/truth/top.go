package truth

import (
	"fmt"
	"strings"
)

// top is an object over the scenario's views.
type top struct {
	kind string // "service", "derived", "derived left"
	cols []topColumn
}

// topColumn is a feature of a view by another name.
type topColumn struct{ view, item int }

func (g *generator) drawTop() *top {
	t := &top{kind: pick(g, "service", "derived", "derived left")}
	for n, v := range g.s.views {
		for i := range v.items {
			if g.one(2) || i == 0 {
				t.cols = append(t.cols, topColumn{n, i})
			}
		}
	}
	return t
}

const topName = "t"

// createTop is its definition.
func (s *scenario) createTop() string {
	var list []string
	if s.top.kind != "service" {
		for _, k := range s.keyNames() {
			list = append(list, "v0."+k)
		}
	}
	for i, c := range s.top.cols {
		v := s.views[c.view]
		list = append(list, fmt.Sprintf("%s.%s AS c%d", v.name, v.items[c.item].name, i))
	}
	from := "v0"
	for _, v := range s.views[1:] {
		switch using := fmt.Sprintf(" USING (%s)", strings.Join(s.keyNames(), ", ")); s.top.kind {
		case "service":
			from += ", " + v.name
		case "derived":
			from += " JOIN " + v.name + using
		default:
			from += " LEFT JOIN " + v.name + using
		}
	}
	what := "FEATURE VIEW t ENTITY e"
	if s.top.kind == "service" {
		what = "FEATURE SERVICE t"
	}
	return fmt.Sprintf("CREATE %s AS SELECT %s FROM %s", what, strings.Join(list, ", "), from)
}

// object is what is read: a view, or what is above the views.
type object struct {
	name  string
	types []typ
	asOf  func(rows []*row, m moment) ([]want, bool)
}

func (s *scenario) objects() []object {
	var out []object
	for _, v := range s.views {
		o := object{name: v.name, asOf: v.asOf}
		for _, i := range v.items {
			o.types = append(o.types, i.of())
		}
		out = append(out, o)
	}
	if s.top != nil {
		o := object{name: topName, asOf: s.topAsOf}
		for _, c := range s.top.cols {
			o.types = append(o.types, s.views[c.view].items[c.item].of())
		}
		out = append(out, o)
	}
	return out
}

// topAsOf is the row of what is above the views. A service has one for every key asked; a view over views where all of them have
// one, or the left one has (R16, R18).
func (s *scenario) topAsOf(rows []*row, m moment) ([]want, bool) {
	vals, has := make([][]want, len(s.views)), make([]bool, len(s.views))
	exists := true
	for i, v := range s.views {
		vals[i], has[i] = v.asOf(rows, m)
		exists = exists && (has[i] || i > 0 && s.top.kind == "derived left")
	}
	var out []want
	for _, c := range s.top.cols {
		if has[c.view] {
			out = append(out, vals[c.view][c.item])
		} else {
			out = append(out, want{typ: s.views[c.view].items[c.item].of()})
		}
	}
	return out, exists || s.top.kind == "service"
}
