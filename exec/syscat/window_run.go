package syscat

import "asof/catalog/sqlerr"

// windowed gathers all rows, computes each window function over them, and goes on row by row.
func (q *selectQuery) windowed(f *frame, from func(func() error) error, next func() error) error {
	var saved []frame
	err := from(func() error {
		s := *f
		s.row = append([]any(nil), f.row...)
		s.built = nil
		s.wins = make([]any, len(q.wins))
		saved = append(saved, s)
		return nil
	})
	if err != nil {
		return err
	}
	for i, w := range q.wins {
		if err := w.compute(saved, i); err != nil {
			return err
		}
	}
	for i := range saved {
		built := f.built
		*f = saved[i]
		f.built = built
		if err := next(); err != nil {
			return err
		}
	}
	return nil
}

// partition is the rows of one partition in the window's order.
type partition struct {
	w     *winExpr
	rows  []*frame
	peers []int // for each row, the first row that sorts like it
	env   *Env
}

// compute fills slot i of all rows.
func (w *winExpr) compute(saved []frame, i int) error {
	groups := map[string][]*frame{}
	keys := map[*frame][]any{}
	var names []string
	for n := range saved {
		f := &saved[n]
		var b []byte
		for _, p := range w.spec.partition {
			v, err := p.eval(f)
			if err != nil {
				return err
			}
			b = appendKey(b, v)
		}
		row := make([]any, 0, len(w.spec.sort))
		for _, s := range w.spec.sort {
			v, err := s.eval(f)
			if err != nil {
				return err
			}
			row = append(row, v)
		}
		keys[f] = row
		if groups[string(b)] == nil {
			names = append(names, string(b))
		}
		groups[string(b)] = append(groups[string(b)], f)
	}
	for _, name := range names {
		p := &partition{w: w, env: saved[0].run.env}
		if err := p.sort(groups[name], keys); err != nil {
			return err
		}
		if err := p.fill(i); err != nil {
			return err
		}
	}
	return nil
}

func (p *partition) sort(rows []*frame, keys map[*frame][]any) error {
	order := make([][]any, len(rows))
	for i, f := range rows {
		order[i] = append(append([]any(nil), keys[f]...), i)
	}
	if err := sortRows(order, p.w.spec.order); err != nil {
		return err
	}
	for i, o := range order {
		p.rows = append(p.rows, rows[o[len(o)-1].(int)])
		first := i
		if i > 0 {
			same, err := sameOrder(order[i-1], o, p.w.spec.order)
			if err != nil {
				return err
			}
			if same {
				first = p.peers[i-1]
			}
		}
		p.peers = append(p.peers, first)
	}
	return nil
}

func (p *partition) fill(slot int) error {
	w := p.w
	var fn func(p *partition, i int) (any, error)
	if w.agg == nil {
		fn = windowFuncs[w.proc.Src]
	} else {
		fn = aggregateWindow()
	}
	for i, f := range p.rows {
		if err := f.run.tick(); err != nil {
			return err
		}
		v, err := fn(p, i)
		if err != nil {
			return err
		}
		f.wins[slot] = v
	}
	return nil
}

// frameOf is the first row of row i's frame, and the one behind its last.
func (p *partition) frameOf(i int) (from, to int, err error) {
	o, n := p.w.spec.frame, len(p.rows)
	offset := func(e expr) (int, error) {
		v, err := e.eval(p.rows[i])
		if err != nil {
			return 0, err
		}
		k, ok := v.(int64)
		if !ok || k < 0 {
			return 0, sqlerr.New("22013", "frame starting offset must not be negative")
		}
		return int(min(k, int64(n))), nil
	}
	last := func(i int) int { // behind the last row that sorts like i
		for i++; i < n && p.peers[i] == p.peers[i-1]; i++ {
		}
		return i
	}
	var k int
	switch {
	case o&frameStartUnbounded != 0:
	case o&frameStartCurrent != 0 && o&frameRows != 0:
		from = i
	case o&frameStartCurrent != 0:
		from = p.peers[i]
	default:
		if k, err = offset(p.w.spec.start); err != nil {
			return 0, 0, err
		}
		if from = i - k; o&frameStartFollowing != 0 {
			from = i + k
		}
	}
	switch {
	case o&frameEndUnbounded != 0:
		to = n
	case o&frameEndCurrent != 0 && o&frameRows != 0:
		to = i + 1
	case o&frameEndCurrent != 0:
		to = last(i)
	default:
		if k, err = offset(p.w.spec.end); err != nil {
			return 0, 0, err
		}
		if to = i - k + 1; o&frameEndFollowing != 0 {
			to = i + k + 1
		}
	}
	from, to = max(from, 0), min(to, n)
	return min(from, n), max(to, min(from, n)), nil
}

// aggregateWindow computes an aggregate over each row's frame; a frame that only grows is added to.
func aggregateWindow() func(p *partition, i int) (any, error) {
	var state *aggState
	var from, to int
	return func(p *partition, i int) (any, error) {
		lo, hi, err := p.frameOf(i)
		if err != nil {
			return nil, err
		}
		if state == nil || lo != from || hi < to || p.w.agg.distinct {
			state, from, to = &aggState{agg: p.w.agg.make()}, lo, lo
		}
		for ; to < hi; to++ {
			if err := state.add(p.w.agg, p.rows[to]); err != nil {
				return nil, err
			}
		}
		return state.result(p.w.agg, p.rows[i].run)
	}
}

// arg is an argument of the function, on row i.
func (p *partition) arg(n, i int) (any, error) { return p.w.args[n].eval(p.rows[i]) }

// windowFuncs are the window functions by pg_proc.prosrc.
var windowFuncs map[string]func(p *partition, i int) (any, error)

func init() {
	windowFuncs = map[string]func(p *partition, i int) (any, error){
		"window_row_number": func(p *partition, i int) (any, error) { return int64(i + 1), nil },
		"window_rank":       func(p *partition, i int) (any, error) { return int64(p.peers[i] + 1), nil },
		"window_dense_rank": func(p *partition, i int) (any, error) {
			n := int64(0)
			for k := range i + 1 {
				if p.peers[k] == k {
					n++
				}
			}
			return n, nil
		},
		"window_percent_rank": func(p *partition, i int) (any, error) {
			if len(p.rows) <= 1 {
				return float64(0), nil
			}
			return float64(p.peers[i]) / float64(len(p.rows)-1), nil
		},
		"window_cume_dist": func(p *partition, i int) (any, error) {
			k := i + 1
			for k < len(p.rows) && p.peers[k] == p.peers[i] {
				k++
			}
			return float64(k) / float64(len(p.rows)), nil
		},
		"window_ntile":                        ntile,
		"window_lag":                          shifted(-1),
		"window_lag_with_offset":              shifted(-1),
		"window_lag_with_offset_and_default":  shifted(-1),
		"window_lead":                         shifted(1),
		"window_lead_with_offset":             shifted(1),
		"window_lead_with_offset_and_default": shifted(1),
		"window_first_value":                  frameValue(func(from, _ int) int { return from }),
		"window_last_value":                   frameValue(func(_, to int) int { return to - 1 }),
		"window_nth_value":                    nthValue,
	}
}

func ntile(p *partition, i int) (any, error) {
	v, err := p.arg(0, 0)
	if err != nil || v == nil {
		return nil, err
	}
	n, rows := v.(int64), int64(len(p.rows))
	if n <= 0 {
		return nil, sqlerr.New("22014", "argument of ntile must be greater than zero")
	}
	size, more := rows/n, rows%n
	if at := int64(i); at < more*(size+1) {
		return at/(size+1) + 1, nil
	} else if size == 0 {
		return at + 1, nil
	} else {
		return more + (at-more*(size+1))/size + 1, nil
	}
}

func shifted(sign int) func(p *partition, i int) (any, error) {
	return func(p *partition, i int) (any, error) {
		by := 1
		if len(p.w.args) > 1 {
			v, err := p.arg(1, i)
			if err != nil || v == nil {
				return nil, err
			}
			by = int(v.(int64))
		}
		at := i + sign*by
		if at >= 0 && at < len(p.rows) {
			return p.arg(0, at)
		}
		if len(p.w.args) > 2 {
			return p.arg(2, i)
		}
		return nil, nil
	}
}

func frameValue(pick func(from, to int) int) func(p *partition, i int) (any, error) {
	return func(p *partition, i int) (any, error) {
		from, to, err := p.frameOf(i)
		if err != nil || from >= to {
			return nil, err
		}
		return p.arg(0, pick(from, to))
	}
}

func nthValue(p *partition, i int) (any, error) {
	v, err := p.arg(1, i)
	if err != nil || v == nil {
		return nil, err
	}
	if v.(int64) <= 0 {
		return nil, sqlerr.New("22016", "argument of nth_value must be greater than zero")
	}
	from, to, err := p.frameOf(i)
	if at := from + int(v.(int64)) - 1; err == nil && at < to {
		return p.arg(0, at)
	}
	return nil, err
}
