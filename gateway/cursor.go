package gateway

import (
	"context"
	"io"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/rows"
	"asof/gateway/pgwire"
	"asof/planner/ast"
)

// cursor is what DECLARE makes: a portal with a position among its rows. FETCH and MOVE go by it, and so does the protocol's
// Execute. A portal that Bind made is seen as one that only goes forward.
type cursor struct {
	session *Session
	name    string
	sql     string
	columns []sqltype.Column
	binary  bool
	hold    bool
	scroll  bool // may go back: its rows are kept
	fresh   bool // declared in the transaction that runs

	source pgwire.Rows // nil when all rows are kept or were read
	bound  pgwire.Portal
	kept   *kept // of a scroll or held cursor
	base   int64 // rows before those kept: a held cursor that only goes forward keeps what was left
	ended  bool  // the source has no more rows
	pos    int64 // rows before the position, that of the current row included
	end    bool  // behind the last row
	broken bool  // an error ended it

	fetching *fetched // a FETCH that is not through
	scope    context.Context
	cancel   context.CancelCauseFunc
}

var (
	_ pgwire.Portal     = (*cursor)(nil)
	_ pgwire.Held       = (*cursor)(nil)
	_ pgwire.BinaryRows = (*cursor)(nil)
)

// Columns implements pgwire.Portal.
func (c *cursor) Columns() []sqltype.Column { return c.columns }

// Held implements pgwire.Held.
func (c *cursor) Held() bool { return c.hold }

// Binary implements pgwire.BinaryRows.
func (c *cursor) Binary() bool { return c.binary }

// Tag implements pgwire.Portal.
func (c *cursor) Tag(n int64) string { return commandTag("SELECT", n) }

// Open gives the rows that are left to the protocol's Execute.
func (c *cursor) Open(ctx context.Context) (pgwire.Rows, error) {
	return &left{c, context.AfterFunc(ctx, func() { c.cancel(context.Cause(ctx)) })}, nil
}

// left are the rows from where a cursor stands, wherever that is when one is asked for.
type left struct {
	c      *cursor
	unlink func() bool
}

func (l *left) Next(context.Context) ([]any, error) { return l.c.forward() }

func (l *left) Close() error {
	l.unlink()
	return nil
}

// Close implements pgwire.Portal.
func (c *cursor) Close() {
	c.broken = true
	c.closeSource()
	if c.kept != nil {
		c.kept.close()
	}
	c.cancel(context.Canceled)
	c.session.forgetCursor(c)
}

func (c *cursor) closeSource() {
	if c.source != nil {
		c.source.Close()
		c.source = nil
	}
	if c.bound != nil {
		c.bound.Close()
		c.bound = nil
	}
}

// forward moves to the next row and returns it; io.EOF behind the last.
func (c *cursor) forward() ([]any, error) {
	switch {
	case c.broken:
		return nil, c.cannotRun()
	case c.end:
		return nil, io.EOF
	case c.kept != nil && c.pos-c.base < c.kept.n:
		c.pos++
		row, err := c.kept.get(c.pos - c.base - 1)
		return row, c.check(err)
	}
	row, err := c.draw()
	if err == io.EOF {
		c.end = true
		return nil, err
	}
	if err != nil {
		return nil, err
	}
	c.pos++
	return row, nil
}

// draw reads a row of the source, and keeps it if the cursor may go back.
func (c *cursor) draw() ([]any, error) {
	if c.ended {
		return nil, io.EOF
	}
	row, err := c.source.Next(c.scope)
	if err == io.EOF {
		c.ended = true
		c.closeSource()
		return nil, err
	}
	if err == nil && c.kept != nil {
		err = c.kept.add(row)
	}
	return row, c.check(err)
}

// check notes an error that ends the cursor.
func (c *cursor) check(err error) error {
	if err != nil {
		c.broken = true
	}
	return err
}

// backward moves to the row before and returns it; io.EOF before the first.
func (c *cursor) backward() ([]any, error) {
	switch {
	case c.broken:
		return nil, c.cannotRun()
	case !c.scroll:
		return nil, forwardOnly()
	case c.end:
		c.end = false
	case c.pos > 0:
		c.pos--
	}
	if c.pos == 0 {
		return nil, io.EOF
	}
	row, err := c.kept.get(c.pos - 1)
	return row, c.check(err)
}

func (c *cursor) cannotRun() error {
	return sqlerr.New(sqlerr.ObjectNotInState, "portal \"%s\" cannot be run", c.name)
}

func forwardOnly() error {
	return sqlerr.New(sqlerr.ObjectNotInState, "cursor can only scan forward").WithHint("Declare it with SCROLL option to enable backward scan.")
}

// rewind moves before the first row.
func (c *cursor) rewind() error {
	if c.pos == 0 && !c.end {
		return nil
	}
	if !c.scroll {
		return forwardOnly()
	}
	c.pos, c.end = 0, false
	return nil
}

// persist reads what is left, so that the cursor outlives the transaction.
func (c *cursor) persist(ctx context.Context) error {
	if c.broken {
		return c.cannotRun()
	}
	defer context.AfterFunc(ctx, func() { c.cancel(context.Cause(ctx)) })()
	if c.kept == nil {
		c.kept, c.base = c.session.newKept(len(c.columns)), c.pos
	}
	for {
		if _, err := c.draw(); err == io.EOF {
			break
		} else if err != nil {
			return err
		}
	}
	c.fresh = false
	return nil
}

func (s *Session) newKept(columns int) *kept { return &kept{dir: s.backend.TempDir, columns: columns} }

// declare is DECLARE: its query's parameters are its own.
type declare struct {
	session *Session
	tree    *ast.Declare
	query   *statement
}

func (s *Session) declare(ctx context.Context, t *ast.Declare, oids []uint32) (pgwire.Statement, error) {
	inner, err := s.Prepare(ctx, blank(t.SQL[:t.Offset])+t.Body, oids)
	if err != nil {
		return nil, err
	}
	st, ok := inner.(*statement)
	if !ok || st.desc.Columns == nil || st.desc.Tag != "SELECT" {
		return nil, sqlerr.New(sqlerr.FeatureNotSupported, "DECLARE CURSOR must not contain data-modifying statements in WITH")
	}
	return &declare{s, t, st}, nil
}

func (d *declare) Params() []sqltype.Type    { return d.query.Params() }
func (d *declare) Columns() []sqltype.Column { return nil }
func (d *declare) Close()                    {}

func (d *declare) Bind(ctx context.Context, args []any) (pgwire.Portal, error) {
	p, err := d.query.Bind(ctx, args)
	if err != nil {
		return nil, err
	}
	return &declarePortal{declare: d, bound: p}, nil
}

// FirstParameter is that of the query.
func (d *declare) FirstParameter() (string, int) { return d.query.FirstParameter() }

type declarePortal struct {
	*declare
	bound pgwire.Portal // nil once it belongs to the cursor
}

// Open makes the cursor. Its query begins at once, so that it sees what is there now.
func (p *declarePortal) Open(ctx context.Context) (pgwire.Rows, error) {
	s, t := p.session, p.tree
	if !t.Hold && !s.inBlock() {
		return nil, sqlerr.New(sqlerr.NoActiveTransaction, "DECLARE CURSOR can only be used in transaction blocks")
	}
	if err := s.refuseInFailedBlock(t); err != nil {
		return nil, err
	}
	s.tx.queried = true
	c := &cursor{session: s, name: t.Name.Text, sql: t.SQL, columns: p.bound.Columns(), binary: t.Binary, hold: t.Hold, fresh: true,
		scroll: t.Scroll || t.Hold && !t.NoScroll}
	c.scope, c.cancel = context.WithCancelCause(context.WithoutCancel(ctx))
	if c.scroll {
		c.kept = s.newKept(len(c.columns))
	}
	if err := s.client.Portals().Put(c.name, c); err != nil {
		c.cancel(context.Canceled)
		return nil, err
	}
	c.bound, p.bound = p.bound, nil
	defer context.AfterFunc(ctx, func() { c.cancel(context.Cause(ctx)) })()
	var err error
	if c.source, err = c.bound.Open(c.scope); err != nil {
		s.client.Portals().Close(c.name)
		return nil, err
	}
	s.cursors = append(s.cursors, c)
	return &rows.Slice{}, nil
}

func (p *declarePortal) Tag(int64) string { return "DECLARE CURSOR" }

func (p *declarePortal) Close() {
	if p.bound != nil {
		p.bound.Close()
	}
}

// forgetCursor takes a cursor off the list of those that COMMIT has to see to.
func (s *Session) forgetCursor(c *cursor) {
	for i, known := range s.cursors {
		if known == c {
			s.cursors = append(s.cursors[:i], s.cursors[i+1:]...)
			return
		}
	}
}

// holdCursors makes the transaction's WITH HOLD cursors outlive it.
func (s *Session) holdCursors(ctx context.Context) error {
	for _, c := range s.cursors {
		if c.hold && c.fresh {
			if err := c.persist(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// dropFreshCursors closes the cursors of a transaction that failed, those WITH HOLD too.
func (s *Session) dropFreshCursors() {
	for _, c := range append([]*cursor(nil), s.cursors...) {
		if c.fresh {
			s.client.Portals().Close(c.name)
		}
	}
}
