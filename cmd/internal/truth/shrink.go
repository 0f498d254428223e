package truth

import (
	"context"
	"slices"
)

// shrink makes a scenario smaller as long as something in it is wrong, in at most so many tries.
func shrink(ctx context.Context, server Server, s *scenario, found *Mismatch, most int) (*Mismatch, error) {
	tries := 0
	for smaller := true; smaller; {
		smaller = false
		for _, c := range candidates(s) {
			if tries++; tries > most {
				return found, nil
			}
			out, err := check(ctx, server, c)
			if err != nil {
				return found, err
			}
			if out.mismatch != nil {
				s, found, smaller = c, out.mismatch, true
				break
			}
		}
	}
	return found, nil
}

// candidates are scenarios with something left out, the largest parts first.
func candidates(s *scenario) []*scenario {
	var out []*scenario
	with := func(change func(c *scenario)) {
		c := s.clone()
		change(c)
		out = append(out, c)
	}
	s.fewerObjects(with)
	s.fewerRows(with)
	s.plainerViews(with)
	s.plainerRows(with)
	return out
}

// change adds a candidate.
type change func(func(c *scenario))

func (s *scenario) fewerObjects(with change) {
	for i, a := range s.above {
		if !s.reads(a.name) {
			with(func(c *scenario) { c.above = slices.Delete(c.above, i, i+1) })
		}
	}
	if len(s.snapshots) > 0 && !s.reads(s.snapshots[0].name) && len(s.views) > 0 {
		with(func(c *scenario) { c.snapshots = nil })
	}
	for i, v := range s.views {
		if len(s.views)+len(s.snapshots) > 1 && !s.reads(v.name) {
			with(func(c *scenario) { c.views = slices.Delete(c.views, i, i+1) })
		}
	}
	for n, a := range s.above {
		for i := range a.cols {
			if i > 0 && !s.reads(a.name) {
				with(func(c *scenario) { c.above[n].cols = slices.Delete(c.above[n].cols, i, i+1) })
			}
		}
		if a.where != nil {
			with(func(c *scenario) { c.above[n].where = nil })
		}
	}
	for n, sn := range s.snapshots {
		for i := range sn.items {
			if i > 0 && !s.reads(sn.name) {
				with(func(c *scenario) { c.snapshots[n].items = slices.Delete(c.snapshots[n].items, i, i+1) })
			}
		}
	}
}

func (s *scenario) fewerRows(with change) {
	for n, src := range s.sources {
		for size := len(src.rows); size > 0; size /= 2 {
			for from := 0; from < len(src.rows); from += size {
				with(func(c *scenario) {
					c.sources[n].rows = slices.Delete(c.sources[n].rows, from, min(from+size, len(src.rows)))
				})
			}
		}
	}
}

func (s *scenario) plainerViews(with change) {
	for n, v := range s.views {
		for i := range v.items {
			if len(v.items) > 1 && !s.reads(v.name) && !(v.global && i == 0) {
				with(func(c *scenario) { c.views[n].items = slices.Delete(c.views[n].items, i, i+1) })
			}
			if v.items[i].agg != nil && v.items[i].agg.filter != nil {
				with(func(c *scenario) { c.views[n].items[i].agg.filter = nil })
			}
		}
		if v.where != nil {
			with(func(c *scenario) { c.views[n].where = nil })
		}
		if v.ttl > 0 {
			with(func(c *scenario) { c.views[n].ttl = 0 })
		}
		if v.start != 0 {
			with(func(c *scenario) { c.views[n].start = 0 })
		}
		for i, w := range v.windows {
			if w.hop > 0 {
				with(func(c *scenario) { c.views[n].windows[i].hop = 0 })
			}
		}
		if i := unused(v); i >= 0 && i == len(v.windows)-1 {
			with(func(c *scenario) { c.views[n].windows = c.views[n].windows[:i] })
		}
	}
}

func (s *scenario) plainerRows(with change) {
	for n, src := range s.sources {
		for i, r := range src.rows {
			if r.dup {
				with(func(c *scenario) { c.sources[n].rows[i].dup = false })
			}
			if r.late {
				with(func(c *scenario) { c.sources[n].rows[i].late = false })
			}
		}
	}
	for i := range s.domain {
		if len(s.domain) > 1 {
			with(func(c *scenario) {
				key := c.domain[i]
				c.domain = slices.Delete(c.domain, i, i+1)
				for _, src := range c.sources {
					src.rows = slices.DeleteFunc(src.rows, func(r *row) bool { return sameKey(r.key, key) })
				}
			})
		}
	}
}

// reads says whether something above reads an object: its columns are counted from there.
func (s *scenario) reads(name string) bool {
	return slices.ContainsFunc(s.above, func(a *above) bool {
		return slices.ContainsFunc(a.from, func(b below) bool { return b.name == name })
	})
}

// unused is the last window that no item reads, or -1.
func unused(v *view) int {
	var read func(i *item) []int
	read = func(i *item) []int {
		switch {
		case i == nil:
			return nil
		case i.agg != nil:
			return []int{i.agg.window}
		case i.post != nil:
			return append(read(i.post.a), read(i.post.b)...)
		}
		return nil
	}
	var used []int
	for _, i := range v.items {
		used = append(used, read(i)...)
	}
	for i := len(v.windows) - 1; i > 0; i-- {
		if !slices.Contains(used, i) {
			return i
		}
	}
	return -1
}

// clone copies what candidates changes.
func (s *scenario) clone() *scenario {
	c := *s
	c.sources, c.views, c.snapshots, c.above, c.domain = nil, nil, nil, nil, slices.Clone(s.domain)
	for _, a := range s.above {
		n := *a
		n.cols = slices.Clone(a.cols)
		c.above = append(c.above, &n)
	}
	for _, sn := range s.snapshots {
		n := *sn
		n.items = slices.Clone(sn.items)
		c.snapshots = append(c.snapshots, &n)
	}
	for _, src := range s.sources {
		n := *src
		n.rows = nil
		for _, r := range src.rows {
			row := *r
			n.rows = append(n.rows, &row)
		}
		c.sources = append(c.sources, &n)
	}
	for _, v := range s.views {
		n := *v
		n.items, n.windows = nil, nil
		for _, i := range v.items {
			it := *i
			if it.agg != nil {
				a := *it.agg
				it.agg = &a
			}
			n.items = append(n.items, &it)
		}
		for _, w := range v.windows {
			win := *w
			n.windows = append(n.windows, &win)
		}
		c.views = append(c.views, &n)
	}
	return &c
}
