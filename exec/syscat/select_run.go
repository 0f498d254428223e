package syscat

import (
	"slices"

	"asof/catalog/sqlerr"
)

// begin makes the WITH queries of a level ready: they are run when they are first read.
func begin(f *frame, ctes []*cte) {
	for _, c := range ctes {
		f.run.ctes[c] = &cteRows{at: f}
	}
}

// rows runs a SELECT: FROM and WHERE, groups, windows, sets, the select list, DISTINCT, ORDER BY, LIMIT.
func (q *selectQuery) rows(up *frame, need []bool, yield func([]any) error) error {
	f := &frame{run: up.run, up: up, row: make([]any, q.width)}
	begin(f, q.ctes)
	lim, err := q.bounds(f)
	if err != nil || lim.limit == 0 {
		return err
	}
	if q.distinct != nil {
		need = nil
	}
	emit := lim.emit(yield)
	width := len(q.columns())
	if len(q.order) > 0 {
		return q.ordered(f, need, lim, emit, width)
	}
	seen := map[string]bool{}
	row := make([]any, len(q.targets))
	err = q.produce(f, func() error {
		if err := q.evaluate(f, need, row); err != nil {
			return err
		}
		if q.distinct != nil {
			k := q.distinctKey(row)
			if seen[k] {
				return nil
			}
			seen[k] = true
		}
		return emit(row[:width])
	})
	return lim.end(err)
}

// evaluate computes the targets of one row.
func (q *selectQuery) evaluate(f *frame, need []bool, row []any) error {
	for i := range q.targets {
		if need != nil && i < len(need) && !need[i] && !q.targets[i].junk && !q.sorts(i) {
			row[i] = nil
			continue
		}
		v, err := q.targets[i].expr.eval(f)
		if err != nil {
			return err
		}
		row[i] = v
	}
	return nil
}

func (q *selectQuery) sorts(i int) bool {
	return slices.ContainsFunc(q.order, func(k sortKey) bool { return k.i == i })
}

func (q *selectQuery) distinctKey(row []any) string {
	var b []byte
	for _, i := range q.distinct {
		b = appendKey(b, row[i])
	}
	return string(b)
}

// ordered sorts all rows, and drops what DISTINCT drops: of equal rows the first.
func (q *selectQuery) ordered(f *frame, need []bool, lim *limiter, emit func([]any) error, width int) error {
	var rows [][]any
	err := q.produce(f, func() error {
		row := make([]any, len(q.targets))
		rows = append(rows, row)
		return q.evaluate(f, need, row)
	})
	if err != nil {
		return err
	}
	if err := sortRows(rows, q.order); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, row := range rows {
		if q.distinct != nil {
			k := q.distinctKey(row)
			if seen[k] {
				continue
			}
			seen[k] = true
		}
		if q.ties && lim.full() {
			if same, err := sameOrder(lim.last, row, q.order); err != nil || !same {
				return err
			}
			if err := lim.tie(row[:width]); err != nil {
				return err
			}
			continue
		}
		lim.last = row
		if err := emit(row[:width]); err != nil {
			if q.ties && lim.stopped {
				continue
			}
			return lim.end(err)
		}
	}
	return nil
}

// produce runs everything below the select list: f is filled in, and next called for each row of the result.
func (q *selectQuery) produce(f *frame, next func() error) error {
	if len(q.sets) > 0 {
		below := next
		n := 0
		for _, level := range q.sets {
			n += len(level)
		}
		next = func() error {
			f.sets = make([]any, n)
			return q.expandSets(f, 0, below)
		}
	}
	if len(q.wins) > 0 {
		below := next
		return q.windowed(f, func(fn func() error) error { return q.grouped(f, fn) }, below)
	}
	return q.grouped(f, next)
}

// grouped runs FROM and WHERE, and makes groups of the rows.
func (q *selectQuery) grouped(f *frame, next func() error) error {
	if q.group != nil {
		return q.group.run(f, q.fromRows, next)
	}
	return q.fromRows(f, next)
}

func (q *selectQuery) fromRows(f *frame, next func() error) error {
	check := func() error {
		ok, err := holds(q.where, f)
		if err != nil || !ok {
			return err
		}
		return next()
	}
	if q.source == nil {
		return check()
	}
	return q.source.each(f, check)
}

// expandSets calls the sets of a level side by side: as many rows as the longest has, NULL where another ended before.
func (q *selectQuery) expandSets(f *frame, level int, next func() error) error {
	if level == len(q.sets) {
		return next()
	}
	list := q.sets[level]
	all := make([][][]any, len(list))
	longest := 0
	for i, e := range list {
		rows, err := e.rows(f)
		if err != nil {
			return err
		}
		all[i] = rows
		longest = max(longest, len(rows))
	}
	for n := range longest {
		if err := f.run.tick(); err != nil {
			return err
		}
		for i, e := range list {
			f.sets[e.slot] = nil
			if n < len(all[i]) {
				f.sets[e.slot] = e.value(all[i][n])
			}
		}
		if err := q.expandSets(f, level+1, next); err != nil {
			return err
		}
	}
	return nil
}

// limiter counts rows for LIMIT and OFFSET.
type limiter struct {
	limit, offset int64 // limit -1: none
	n             int64
	stopped       bool // the limit is reached
	last          []any
	yield         func([]any) error
}

func (q *selectQuery) bounds(f *frame) (*limiter, error) {
	l := &limiter{limit: -1}
	if q.limit != nil {
		v, err := q.limit.eval(f)
		if err != nil {
			return nil, err
		}
		if n, ok := v.(int64); ok {
			if n < 0 {
				return nil, sqlerr.New("2201W", "LIMIT must not be negative")
			}
			l.limit = n
		}
	}
	if q.offset != nil {
		v, err := q.offset.eval(f)
		if err != nil {
			return nil, err
		}
		if n, ok := v.(int64); ok {
			if n < 0 {
				return nil, sqlerr.New("2201X", "OFFSET must not be negative")
			}
			l.offset = n
		}
	}
	return l, nil
}

func (l *limiter) full() bool { return l.limit >= 0 && l.n >= l.limit+l.offset }

func (l *limiter) emit(yield func([]any) error) func([]any) error {
	l.yield = yield
	return func(row []any) error {
		l.n++
		if l.n <= l.offset {
			return nil
		}
		if err := yield(row); err != nil {
			return err
		}
		if l.full() {
			l.stopped = true
			return errStop
		}
		return nil
	}
}

// tie gives a row beyond the limit that sorts like the last one.
func (l *limiter) tie(row []any) error { return l.yield(row) }

// end takes the limit's own stop back.
func (l *limiter) end(err error) error {
	if err == errStop && l.stopped {
		return nil
	}
	return err
}

// rows runs a set operation.
func (q *setQuery) rows(up *frame, _ []bool, yield func([]any) error) error {
	f := &frame{run: up.run, up: up}
	begin(f, q.ctes)
	if opName(q.op) == "UNION" {
		seen := map[string]bool{}
		for _, side := range []query{q.left, q.right} {
			err := side.rows(f, nil, func(row []any) error {
				if !q.all {
					k := rowKey(row)
					if seen[k] {
						return nil
					}
					seen[k] = true
				}
				return yield(row)
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
	right := map[string]int{}
	err := q.right.rows(f, nil, func(row []any) error {
		right[rowKey(row)]++
		return f.run.tick()
	})
	if err != nil {
		return err
	}
	intersect := opName(q.op) == "INTERSECT"
	given := map[string]bool{}
	return q.left.rows(f, nil, func(row []any) error {
		k := rowKey(row)
		n := right[k]
		switch {
		case !q.all:
			if given[k] || (n > 0) != intersect {
				return nil
			}
			given[k] = true
		case n > 0:
			right[k]--
			if !intersect {
				return nil
			}
		case intersect:
			return nil
		}
		return yield(row)
	})
}
