package syscat

// group is one group of rows while it is gathered.
type group struct {
	keys   []any
	mask   []bool
	row    []any // the first row: what the keys decide is the same in all
	states []*aggState
	any    bool // it has rows
}

// aggState is one aggregate of one group.
type aggState struct {
	agg  Aggregate
	rows [][]any // arguments, then sort keys, of an aggregate with ORDER BY or DISTINCT
	seen map[string]bool
}

// run gathers the groups and calls next for each, with the frame's keys and aggregates set.
func (g *grouping) run(f *frame, from func(*frame, func() error) error, next func() error) error {
	sets := g.sets
	if sets == nil {
		sets = [][]bool{nil}
	}
	known := make([]map[string]*group, len(sets))
	var list []*group
	for i, mask := range sets {
		known[i] = map[string]*group{}
		if empty(mask, len(g.keys)) { // there is a group even without rows
			one := g.newGroup(make([]any, len(g.keys)), mask, make([]any, len(f.row)))
			known[i][""] = one
			list = append(list, one)
		}
	}
	keys := make([]any, len(g.keys))
	err := from(f, func() error {
		for i, k := range g.keys {
			v, err := k.eval(f)
			if err != nil {
				return err
			}
			keys[i] = v
		}
		for i, mask := range sets {
			var b []byte
			own := make([]any, len(keys))
			for j, v := range keys {
				if mask == nil || mask[j] {
					b = appendKey(b, v)
					own[j] = v
				}
			}
			in := known[i][string(b)]
			switch {
			case in == nil:
				in = g.newGroup(own, mask, append([]any(nil), f.row...))
				known[i][string(b)] = in
				list = append(list, in)
			case !in.any:
				copy(in.row, f.row)
			}
			in.any = true
			for j, a := range g.aggs {
				if err := in.states[j].add(a, f); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return g.finish(f, list, next)
}

func empty(mask []bool, keys int) bool {
	for _, m := range mask {
		if m {
			return false
		}
	}
	return mask != nil || keys == 0
}

func (g *grouping) newGroup(keys []any, mask []bool, row []any) *group {
	out := &group{keys: keys, mask: mask, row: row}
	for _, a := range g.aggs {
		out.states = append(out.states, &aggState{agg: a.make()})
	}
	return out
}

func (g *grouping) finish(f *frame, list []*group, next func() error) error {
	for _, in := range list {
		if err := f.run.tick(); err != nil {
			return err
		}
		f.row, f.keys, f.mask = in.row, in.keys, in.mask
		f.aggs = make([]any, len(g.aggs))
		for i, a := range g.aggs {
			v, err := in.states[i].result(a, f.run)
			if err != nil {
				return err
			}
			f.aggs[i] = v
		}
		if g.having != nil {
			ok, err := holds([]expr{g.having}, f)
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
		}
		if err := next(); err != nil {
			return err
		}
	}
	return nil
}

// add takes one row into an aggregate.
func (s *aggState) add(a *aggExpr, f *frame) error {
	if a.filter != nil {
		ok, err := holds([]expr{a.filter}, f)
		if err != nil || !ok {
			return err
		}
	}
	args := make([]any, 0, len(a.args)+len(a.sort))
	for _, e := range append(a.args[:len(a.args):len(a.args)], a.sort...) {
		v, err := e.eval(f)
		if err != nil {
			return err
		}
		args = append(args, v)
	}
	if a.distinct {
		if s.seen == nil {
			s.seen = map[string]bool{}
		}
		k := rowKey(args[:len(a.args)])
		if s.seen[k] {
			return nil
		}
		s.seen[k] = true
	}
	if a.distinct || len(a.sort) > 0 {
		s.rows = append(s.rows, args)
		return nil
	}
	call := a.call
	call.Env = f.run.env
	return s.agg.Add(&call, args)
}

// result is the aggregate's value once all rows were added. DISTINCT sorts its values, as in Postgres.
func (s *aggState) result(a *aggExpr, r *run) (any, error) {
	call := a.call
	call.Env = r.env
	if s.rows != nil {
		order := make([]sortKey, 0, len(a.order))
		for _, k := range a.order {
			order = append(order, sortKey{len(a.args) + k.i, k.desc, k.nullsFirst})
		}
		if a.distinct && len(order) == 0 {
			for i := range a.args {
				order = append(order, sortKey{i: i})
			}
		}
		if err := sortRows(s.rows, order); err != nil {
			return nil, err
		}
		for _, row := range s.rows {
			if err := s.agg.Add(&call, row[:len(a.args)]); err != nil {
				return nil, err
			}
		}
		s.rows = nil
	}
	return s.agg.Result(&call)
}
