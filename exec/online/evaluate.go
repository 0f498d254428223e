package online

import (
	"slices"

	"asof/catalog"
)

// Clock is the time of a read. Live says that T is a running clock, not one that the session has set: gateways' clocks
// differ, so an entry that is a little ahead of T answers for its own time (R22).
type Clock struct {
	T    int64 // microseconds
	Live bool
}

// clockSlack is how far an entry may be ahead of a live clock, microseconds.
const clockSlack = 10_000_000

// Outcome is what became of the read of a key.
type Outcome uint8

// The outcomes.
const (
	Absent     Outcome = iota // the key has no row in the view (R13)
	Found                     // the values are here
	Overflowed                // more rows than max_rows_per_key: ask offline (R25)
	Ahead                     // the entry holds rows newer than t: ask offline (R21)
)

// Result is what the store answers for a key.
type Result struct {
	Outcome   Outcome
	Inputs    []any // of the newest row, those that plain columns need; by index of the view's inputs
	Aggs      []any // by index of the view's aggregates, those that were wanted
	EventTime int64 // of the newest row, microseconds
	AsOf      int64 // the t answered for: the clock's, or a little later (R22); microseconds
}

// evaluation is the memory of one read of one entry.
type evaluation struct {
	head   entry
	due    []row
	dueN   int
	line   row // the row that streams by
	states []state
	needed []bool  // by aggregate: its value is asked for
	lo, hi []int64 // by aggregate: the least and the greatest e of its RANGE frame
}

func newEvaluation(c *Codec) *evaluation {
	n := len(c.inputs)
	in := make([]datum, 2*n)
	ev := &evaluation{states: make([]state, len(c.aggs)), needed: make([]bool, len(c.aggs)), lo: make([]int64, len(c.aggs)), hi: make([]int64, len(c.aggs))}
	ev.head.newest.in, ev.line.in = in[:n:n], in[n:]
	return ev
}

// Evaluate answers for the entry b as of t, with the aggregates that are wanted, by index of the view's; nil: all. It allocates
// what it returns. A damaged entry is 58030, a wanted sum out of range 22003.
func (c *Codec) Evaluate(b []byte, t Clock, wanted []bool) (Result, error) {
	ev := c.scratch.Get().(*evaluation)
	defer c.scratch.Put(ev)
	res := Result{AsOf: t.T}
	rd := reader{b: b}
	head := &ev.head
	c.readHead(&rd, head)
	switch {
	case rd.bad:
		return Result{}, c.damaged()
	case head.overflowed:
		res.Outcome = Overflowed
		return res, nil
	case head.f > t.T && t.Live && minus(head.f, clockSlack) <= t.T:
		res.AsOf = head.f
	case head.f > t.T:
		res.Outcome = Ahead
		return res, nil
	}

	// The states are read before it is known whether rows are due, so the members of sets are read again if some are.
	states := rd
	c.readStates(&rd, ev, false)
	n := rd.count()
	later := reader{b: rd.bytes()}
	ev.dueN = 0
	for range n {
		r := ev.dueRow(c)
		if c.readWaiting(&later, r); later.bad || r.v > res.AsOf {
			break
		}
		ev.dueN++
	}
	due := ev.due[:ev.dueN]
	if len(due) > 0 {
		slices.SortStableFunc(due, func(a, b row) int { return compareRows(&a, &b) })
		c.readStates(&states, ev, true)
	}
	if rd.bad || later.bad {
		return Result{}, c.damaged()
	}

	newest := &head.newest
	if n := len(due); n > 0 && (!head.folded || compareRows(&due[n-1], newest) >= 0) {
		newest = &due[n-1]
	} else if !head.folded {
		return res, nil
	}
	if res.EventTime = newest.e; c.view.TTL > 0 && minus(res.AsOf, c.view.TTL) > newest.e {
		return res, nil
	}

	c.aim(ev, res.AsOf, wanted)
	if !c.frames(&rd, ev) {
		return Result{}, c.damaged()
	}
	out := make([]any, len(c.inputs)+len(c.values))
	res.Outcome, res.Inputs, res.Aggs = Found, out[:len(c.inputs):len(c.inputs)], out[len(c.inputs):]
	for _, i := range c.newest.inputs {
		res.Inputs[i] = newest.in[i].value(c.inputs[i])
	}
	for i, at := range c.values {
		if wanted != nil && !wanted[i] {
			continue
		}
		var err error
		if res.Aggs[i], err = c.aggs[at].result(&c.view.Aggs[i], &ev.states[at]); err != nil {
			return Result{}, err
		}
	}
	return res, nil
}

// aim sets up what the rows will be given to.
func (c *Codec) aim(ev *evaluation, t int64, wanted []bool) {
	for i := range c.aggs {
		ev.needed[i] = wanted == nil
		ev.lo[i], ev.hi[i] = c.aggs[i].frame.Lo(t), c.aggs[i].frame.Hi(t)
	}
	for i, w := range wanted {
		ev.needed[c.values[i]] = ev.needed[c.values[i]] || w
	}
}

func (c *Codec) readStates(rd *reader, ev *evaluation, members bool) {
	for i := range c.aggs {
		if g := &c.aggs[i]; g.frame.Mode == catalog.Unbounded {
			g.read(rd, &ev.states[i], members)
		} else {
			ev.states[i].reset()
		}
	}
}

// dueRow is the memory for the next due row.
func (ev *evaluation) dueRow(c *Codec) *row {
	if ev.dueN == len(ev.due) {
		ev.due = append(ev.due, row{in: make([]datum, len(c.inputs))})
	}
	return &ev.due[ev.dueN]
}

// frames streams the kept rows, merged with the due ones, through the aggregates. It is false if the entry is damaged.
func (c *Codec) frames(rd *reader, ev *evaluation) bool {
	due := ev.due[:ev.dueN]
	kept := rd.count()
	if kept+len(due) == 0 {
		return !rd.bad && len(rd.b) == 0
	}
	left := kept + len(due) // rows from this one to the newest
	line, at := &ev.line, int64(0)
	for i := range kept {
		if i == 0 {
			at = rd.varint()
		} else {
			at += int64(rd.uvarint())
		}
		line.e = at
		if c.readRow(rd, &c.kept, line); rd.bad {
			return false
		}
		for len(due) > 0 && compareRows(&due[0], line) < 0 {
			c.pass(ev, &due[0], left, true)
			due, left = due[1:], left-1
		}
		c.pass(ev, line, left, false)
		left--
	}
	for i := range due {
		c.pass(ev, &due[i], left, true)
		left--
	}
	return !rd.bad && len(rd.b) == 0
}

// pass gives a row to every aggregate whose frame it is in: left says how many rows it is from the end, itself counted. The
// states of unbounded frames have seen all folded rows already.
func (c *Codec) pass(ev *evaluation, r *row, left int, due bool) {
	for i := range c.aggs {
		g := &c.aggs[i]
		in := due
		switch g.frame.Mode {
		case catalog.Range:
			in = ev.lo[i] <= r.e && r.e <= ev.hi[i]
		case catalog.RowsFrame:
			in = int64(left-1) <= g.frame.Preceding
		}
		if !in || !ev.needed[i] {
			continue
		}
		g.add(&ev.states[i], r)
	}
}
