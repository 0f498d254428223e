package pgwire

import (
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"asof/catalog/sqlerr"
)

// names is the connection's portals, as the session sees them.
type names struct{ c *conn }

var _ Portals = names{}

// Portals implements Client.
func (cl client) Portals() Portals { return names(cl) }

func (n names) Put(name string, bound Portal) error {
	p := &portal{name: name, bound: bound, columns: bound.Columns(), scope: n.c.newScope()}
	p.formats = make([]int16, len(p.columns))
	if b, ok := bound.(BinaryRows); ok && b.Binary() {
		for i := range p.formats {
			p.formats[i] = 1
		}
	}
	if err := n.c.keep(p); err != nil {
		p.scope.end()
		return err
	}
	return nil
}

func (n names) Get(name string) (Cursor, error) {
	if p := n.c.portals[name]; p != nil && p.bound != nil {
		return handle{n.c, p}, nil
	}
	return nil, noCursor(name)
}

func (n names) Close(name string) error {
	if n.c.portals[name] == nil {
		return noCursor(name)
	}
	n.c.dropPortal(name)
	return nil
}

func noCursor(name string) error {
	return sqlerr.New(sqlerr.InvalidCursorName, "cursor \"%s\" does not exist", name)
}

func (n names) CloseAll() {
	for name, p := range n.c.portals {
		if p != n.c.active {
			n.c.dropPortal(name)
		}
	}
}

func (n names) All() []Cursor {
	var all []Cursor
	for _, p := range n.c.portals {
		if p.name != "" && p.bound != nil {
			all = append(all, handle{n.c, p})
		}
	}
	slices.SortFunc(all, func(a, b Cursor) int { return strings.Compare(a.Name(), b.Name()) })
	return all
}

func (n names) Mark() uint64 { return n.c.made }

func (n names) CloseSince(mark uint64) {
	for name, p := range n.c.portals {
		if p.number > mark && p != n.c.active {
			n.c.dropPortal(name)
		}
	}
}

// handle is a portal, as the session sees it.
type handle struct {
	c *conn
	p *portal
}

func (h handle) Name() string       { return h.p.name }
func (h handle) Bound() Portal      { return h.p.bound }
func (h handle) Created() time.Time { return h.p.created }

func (h handle) SQL() string {
	if h.p.stmt == nil {
		return ""
	}
	return h.p.stmt.sql
}

func (h handle) Position() (int64, bool) { return h.p.drawn, h.p.opened && h.p.rows.rows == nil }

// Rows implements Cursor. The portal runs under its own scope, so what ends ctx ends that.
func (h handle) Rows(ctx context.Context) (Rows, error) {
	p := h.p
	if p.failed {
		return nil, sqlerr.New(sqlerr.ObjectNotInState, "portal \"%s\" cannot be run", p.name)
	}
	unlink := context.AfterFunc(ctx, func() { p.scope.cancel(context.Cause(ctx)) })
	if err := h.c.open(p); err != nil {
		unlink()
		return nil, err
	}
	return &drawn{p, unlink}, nil
}

// drawn are the rows that SQL draws from a bound portal.
type drawn struct {
	p      *portal
	unlink func() bool
}

func (d *drawn) Next(context.Context) ([]any, error) {
	chunk, i, err := d.p.rows.next(d.p.scope.ctx)
	switch err {
	case nil:
	case io.EOF:
		d.p.closeRows()
		return nil, err
	default:
		d.p.fail()
		return nil, err
	}
	d.p.drawn++
	row := make([]any, len(chunk.Columns))
	for j := range row {
		row[j] = chunk.Columns[j].Value(i)
	}
	return row, nil
}

func (d *drawn) Close() error {
	d.unlink()
	d.p.rows.settle()
	return nil
}
