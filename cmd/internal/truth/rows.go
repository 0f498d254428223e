package truth

import (
	"fmt"
	"slices"
	"strings"
)

// settleTies leaves at most three ties of two contents to a key, so that each of their orders can be tried; none if several views
// read the rows, each of which has its own order.
func (g *generator) settleTies() {
	most, keys := 3, g.s.domain
	for _, v := range g.s.views {
		if v.global {
			keys = append(slices.Clone(keys), nil)
		}
	}
	if len(g.s.views) > 1 || len(keys) > len(g.s.domain) || slices.ContainsFunc(g.s.above, func(a *above) bool { return a.kind == "service" }) {
		most = 0
	}
	for _, key := range keys {
		for {
			groups := ties(g.s.of(key, true))
			var drop *row
			for i, group := range groups {
				contents := map[string]bool{}
				for _, r := range group {
					contents[content(r)] = true
				}
				if i >= most || len(contents) > 2 {
					drop = group[0]
				}
			}
			if drop == nil {
				break
			}
			g.s.remove(drop)
		}
	}
}

func (s *scenario) remove(r *row) {
	for _, src := range s.sources {
		src.rows = slices.DeleteFunc(src.rows, func(o *row) bool { return o == r })
	}
}

// of is the rows of a key that belong to an entity at all (R1), or of no key: those of the first files, or of all.
func (s *scenario) of(key []any, late bool) []*row {
	var out []*row
	for _, src := range s.sources {
		for _, r := range src.rows {
			if r.late && !late || r.noTime != "" || r.noAt || key != nil && !sameKey(r.key, key) {
				continue
			}
			out = append(out, r)
			if r.dup {
				out = append(out, r)
			}
		}
	}
	return out
}

func sameKey(a, b []any) bool {
	return !slices.ContainsFunc(b, func(v any) bool { return v == nil }) &&
		slices.EqualFunc(a, b, func(x, y any) bool { return x != nil && compare(x, y) == 0 })
}

// features names what is in the scenario, for the report.
func (s *scenario) features() []string {
	set := map[string]bool{}
	for _, src := range s.sources {
		set["available "+src.available] = true
		set["event time "+src.time.name] = true
	}
	set[fmt.Sprintf("%d sources", len(s.sources))] = true
	set["late file"] = s.hasLate()
	for _, k := range s.keys {
		set["key "+k.name] = true
	}
	for _, v := range s.views {
		set["global"] = set["global"] || v.global
		set["ttl"], set["where"], set["start"] = set["ttl"] || v.ttl > 0, set["where"] || v.where != nil, set["start"] || v.start != 0
		for _, w := range v.windows {
			name := "frame " + w.mode
			if w.w2 > 0 {
				name += " offset"
			}
			if w.hop > 0 {
				name += " hop"
			}
			set[name] = true
		}
		for _, i := range v.items {
			switch {
			case i.agg != nil:
				set["aggregate "+strings.ReplaceAll(i.agg.fn, " ", "_")] = true
				set["filter"] = set["filter"] || i.agg.filter != nil
			case i.post != nil:
				set["expression "+i.post.form] = true
			default:
				set["plain "+i.expr.of().name] = true
			}
		}
	}
	for _, n := range s.snapshots {
		set["snapshot"], set["snapshot join"], set["snapshot cron"] = true, n.joined, n.cron != nil
	}
	for _, a := range s.above {
		set["above "+a.kind] = true
		for _, b := range a.from {
			set["above "+a.kind+" over "+s.kindOf(b.name)] = true
			set["KEY"] = set["KEY"] || b.rename != ""
		}
	}
	var out []string
	for f, has := range set {
		if has {
			out = append(out, f)
		}
	}
	return out
}

// kindOf is the kind of an object that is not a service.
func (s *scenario) kindOf(name string) string {
	for _, v := range s.views {
		if v.name == name && v.global {
			return "global"
		}
	}
	for _, a := range s.above {
		if a.name == name {
			return a.kind
		}
	}
	if strings.HasPrefix(name, "sn") {
		return "snapshot"
	}
	return "view"
}
