package pgwire

import (
	"io"
	"time"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// portal is a bound statement on its way through its rows.
type portal struct {
	name    string
	stmt    *prepared // nil in a simple query
	bound   Portal    // nil for a text without a statement
	columns []sqltype.Column
	formats []int16 // of each column
	copy    *Copy   // of COPY to or from the client
	scope   *scope

	number  uint64    // of the connection's portals, in the order they were made
	created time.Time // for pg_cursors

	opened bool
	rows   chunks // without any before Open and after the last row
	drawn  int64  // rows
	failed bool   // it failed
}

// closeRows ends the reading of rows.
func (p *portal) closeRows() { p.rows.close() }

func (p *portal) close() {
	p.closeRows()
	if p.bound != nil {
		p.bound.Close()
		p.bound = nil
	}
	if p.stmt != nil {
		p.stmt.release()
		p.stmt = nil
	}
	if p.scope != nil {
		p.scope.end()
	}
}

func (c *conn) portal(name string) (*portal, error) {
	if p := c.portals[name]; p != nil {
		return p, nil
	}
	return nil, sqlerr.New(sqlerr.InvalidCursorName, "portal \"%s\" does not exist", name)
}

func (c *conn) dropPortal(name string) {
	if p := c.portals[name]; p != nil {
		delete(c.portals, name)
		p.close()
	}
}

// closePortals closes every portal but the active one and those that are held.
func (c *conn) closePortals() {
	for name, p := range c.portals {
		if p == c.active {
			continue
		}
		if h, ok := p.bound.(Held); ok && h.Held() {
			continue
		}
		c.dropPortal(name)
	}
}

// keep gives a portal its name.
func (c *conn) keep(p *portal) error {
	if p.name != "" && c.portals[p.name] != nil {
		return sqlerr.New(sqlerr.DuplicateCursor, "cursor \"%s\" already exists", p.name)
	}
	if len(c.portals) >= maxPortals {
		return sqlerr.New(sqlerr.LimitExceeded, "too many portals").WithHint("Close cursors that are not needed any more; a connection may have %d.", maxPortals)
	}
	c.made++
	p.number, p.created = c.made, c.server.now()
	c.portals[p.name] = p
	return nil
}

// open runs the portal's statement, if that was not done yet.
func (c *conn) open(p *portal) error {
	if p.opened {
		return nil
	}
	p.opened = true
	rows, err := p.bound.Open(p.scope.ctx)
	if err != nil {
		p.failed = true
	}
	p.rows = chunks{rows: rows, columns: p.columns}
	if of, ok := p.bound.(CopyPortal); ok && err == nil {
		if p.copy = of.Copy(); p.copy != nil {
			p.rows.columns = p.copy.Columns
		}
	}
	return err
}

// fail notes that the portal's rows ended in an error: it cannot be run on.
func (p *portal) fail() {
	p.closeRows()
	p.failed = true
}

// sendRows sends rows, up to limit if that is not 0, and says whether there may be more, and how many it sent. Rows of a
// statement that gives none are drawn and counted all the same.
func (c *conn) sendRows(p *portal, limit int64) (more bool, n int64, err error) {
	if p.copy != nil {
		n, err := c.copy(p)
		return false, n, err
	}
	enc := rowEncoder{p.formats, c.session.Format()}
	for limit == 0 || n < limit {
		chunk, i, err := p.rows.next(p.scope.ctx)
		if err == io.EOF {
			return false, n, nil
		}
		if err != nil {
			p.fail()
			return false, n, err
		}
		n++
		p.drawn++
		if p.columns == nil {
			continue
		}
		if c.out, err = enc.append(c.out, chunk, i); err != nil {
			p.fail()
			return false, n, err
		}
		if len(c.out) > flushSize {
			if err := c.flush(); err != nil {
				return false, n, err
			}
		}
	}
	return true, n, nil
}
