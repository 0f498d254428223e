package gateway

import (
	"context"
	"io"

	"asof/catalog/sqltype"
	"asof/exec/rows"
	"asof/gateway/pgwire"
	"asof/planner/ast"
)

// fetch is FETCH and MOVE.
type fetch struct {
	session *Session
	tree    *ast.Fetch
	columns []sqltype.Column
}

func (s *Session) fetch(t *ast.Fetch) *fetch { return &fetch{s, t, s.fetchColumns(t)} }

// fetchColumns are the cursor's; nil for MOVE, and if there is no such cursor, which the run will tell.
func (s *Session) fetchColumns(t *ast.Fetch) []sqltype.Column {
	if t.Move {
		return nil
	}
	named, err := s.client.Portals().Get(t.Cursor.Text)
	if err != nil {
		return nil
	}
	return named.Bound().Columns()
}

func (f *fetch) Params() []sqltype.Type    { return nil }
func (f *fetch) Columns() []sqltype.Column { return f.columns }
func (f *fetch) Close()                    {}

func (f *fetch) Bind(context.Context, []any) (pgwire.Portal, error) {
	if err := f.session.refuseInFailedBlock(f.tree); err != nil {
		return nil, err
	}
	p := &fetchPortal{fetch: *f}
	p.columns = f.session.fetchColumns(f.tree)
	if named, err := f.session.client.Portals().Get(f.tree.Cursor.Text); err == nil {
		c, ok := named.Bound().(*cursor)
		p.binary = ok && c.binary
	}
	return p, nil
}

type fetchPortal struct {
	fetch
	binary bool
	moved  int64
}

// Binary implements pgwire.BinaryRows.
func (p *fetchPortal) Binary() bool { return p.binary }

func (p *fetchPortal) Tag(n int64) string {
	if p.tree.Move {
		return commandTag("MOVE", p.moved)
	}
	return commandTag("FETCH", n)
}

// Close implements pgwire.Portal: its rows were closed before.
func (p *fetchPortal) Close() {}

// Open moves the cursor to where the rows begin, and gives them. MOVE counts them instead.
func (p *fetchPortal) Open(ctx context.Context) (pgwire.Rows, error) {
	s := p.session
	if err := s.refuseInFailedBlock(p.tree); err != nil {
		return nil, err
	}
	named, err := s.client.Portals().Get(p.tree.Cursor.Text)
	if err != nil {
		return nil, err
	}
	c, unlink, err := s.cursorOf(ctx, named)
	if err != nil {
		return nil, err
	}
	f := &fetched{c: c, unlink: unlink}
	if err := f.begin(p.tree); err != nil {
		c.broken = true // whatever the error: it cannot be run any more
		f.Close()
		return nil, err
	}
	if !p.tree.Move {
		c.fetching = f
		return f, nil
	}
	defer f.Close()
	if f.instead != nil {
		p.moved = *f.instead
		return &rows.Slice{}, nil
	}
	p.moved, err = f.skip()
	return &rows.Slice{}, err
}

// cursorOf is the cursor behind a name. A portal that Bind made goes forward only, and keeps its own position.
func (s *Session) cursorOf(ctx context.Context, named pgwire.Cursor) (*cursor, func() bool, error) {
	if c, ok := named.Bound().(*cursor); ok {
		if f := c.fetching; f != nil {
			if err := f.finish(); err != nil {
				return nil, nil, err
			}
		}
		return c, context.AfterFunc(ctx, func() { c.cancel(context.Cause(ctx)) }), nil
	}
	c := &cursor{session: s, name: named.Name(), columns: named.Bound().Columns(), scope: ctx}
	c.pos, c.end = named.Position()
	if c.end {
		c.ended = true
		return c, func() bool { return true }, nil
	}
	drawn, err := named.Rows(ctx)
	if err != nil {
		return nil, nil, err
	}
	c.source = drawn
	return c, func() bool { drawn.Close(); return true }, nil
}

// fetched are the rows of a FETCH: count of them, or all there are, in one direction.
type fetched struct {
	c       *cursor
	back    bool
	count   int64
	all     bool
	instead *int64 // what a MOVE answers without moving
	rest    *kept  // what was left when the cursor moved on under another statement
	at      int64
	done    bool
	unlink  func() bool
}

// begin moves to where the rows begin, as Postgres goes about it: what it cannot do on a cursor that only goes forward, this
// cannot either.
func (f *fetched) begin(t *ast.Fetch) error {
	if f.c.broken {
		return f.c.cannotRun()
	}
	n := t.Count
	switch t.Direction {
	case "absolute":
		return f.absolute(n)
	case "relative":
		switch {
		case n > 0:
			return f.leg(false, n)
		case n < 0:
			return f.leg(true, -n)
		}
		return f.here(t.Move)
	}
	back := t.Direction == "backward"
	if n < 0 {
		back, n = !back, -n
	}
	if t.All {
		f.back, f.all = back, true
		if back && t.Move {
			return f.moveAllBack()
		}
		return f.may()
	}
	if n == 0 {
		return f.here(t.Move)
	}
	f.back, f.count = back, n
	return f.may()
}

// may checks that the direction is open.
func (f *fetched) may() error {
	if f.back && !f.c.scroll {
		return forwardOnly()
	}
	return nil
}

// leg moves n - 1 rows, and lets one be given.
func (f *fetched) leg(back bool, n int64) error {
	f.back, f.count = back, n-1
	if err := f.may(); err != nil {
		return err
	}
	_, err := f.skip()
	f.count, f.done = 1, false
	return err
}

// here gives the row at the position again; MOVE says whether there is one.
func (f *fetched) here(move bool) error {
	onRow := f.c.pos > 0 && !f.c.end
	if move {
		n := int64(0)
		if onRow {
			n = 1
		}
		f.instead = &n
		return nil
	}
	if !onRow {
		f.done = true
		return nil
	}
	f.back, f.count = true, 1
	if err := f.may(); err != nil {
		return err
	}
	_, err := f.skip()
	f.back, f.count, f.done = false, 1, false
	return err
}

// moveAllBack goes before the first row. What MOVE answers is the number of rows that a FETCH would have given.
func (f *fetched) moveAllBack() error {
	n := f.c.pos
	if n > 0 && !f.c.end {
		n--
	}
	f.instead = &n
	return f.c.rewind()
}

func (f *fetched) absolute(n int64) error {
	c := f.c
	pos := c.pos
	switch {
	case n > 0 && n-1 <= pos/2:
		if err := c.rewind(); err != nil {
			return err
		}
		return f.leg(false, n)
	case n > 0:
		if c.end {
			pos++
		}
		f.back, f.count = n <= pos, max(pos-n+1, n-pos-1)
		if f.count > 0 {
			if err := f.may(); err != nil {
				return err
			}
			if _, err := f.skip(); err != nil {
				return err
			}
		}
		f.back, f.count, f.done = false, 1, false
		return nil
	case n < 0:
		f.all = true
		if _, err := f.skip(); err != nil {
			return err
		}
		f.all, f.done = false, false
		return f.leg(true, -n)
	}
	f.done = true
	return c.rewind()
}

// skip moves over the rows and counts them.
func (f *fetched) skip() (n int64, err error) {
	for {
		if _, err := f.step(); err == io.EOF {
			return n, nil
		} else if err != nil {
			return n, err
		}
		n++
	}
}

// step moves by a row, if there is one to be given.
func (f *fetched) step() (row []any, err error) {
	if f.done || !f.all && f.count == 0 {
		f.done = true
		return nil, io.EOF
	}
	f.count--
	if f.back {
		row, err = f.c.backward()
	} else {
		row, err = f.c.forward()
	}
	if err != nil {
		f.done = true
	}
	return row, err
}

// Next implements pgwire.Rows.
func (f *fetched) Next(context.Context) ([]any, error) {
	if f.rest == nil {
		return f.step()
	}
	if f.at == f.rest.n {
		return nil, io.EOF
	}
	f.at++
	return f.rest.get(f.at - 1)
}

// Close implements pgwire.Rows. The cursor stands where the FETCH said, however many rows the client took.
func (f *fetched) Close() error {
	if f.rest != nil {
		f.rest.close()
	} else if f.c.fetching == f && !f.c.broken {
		f.skip()
	}
	if f.c.fetching == f {
		f.c.fetching = nil
	}
	f.unlink()
	return nil
}

// finish reads the rows that the client has not taken yet, since the cursor is about to move.
func (f *fetched) finish() error {
	f.c.fetching = nil
	rest := f.c.session.newKept(len(f.c.columns))
	for {
		row, err := f.step()
		if err == nil {
			err = rest.add(row)
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			rest.close()
			return err
		}
	}
	f.rest = rest
	return nil
}
