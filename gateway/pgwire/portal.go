package pgwire

import (
	"io"

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
	scope   *scope

	opened bool
	rows   chunks // without any before Open and after the last row
	failed bool   // a statement failed while the rows were open
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

// closePortals closes every portal but the active one.
func (c *conn) closePortals() {
	for name, p := range c.portals {
		if p != c.active {
			c.dropPortal(name)
		}
	}
}

// failPortals closes the rows of portals that were open when a statement failed: they cannot be run on. Those that were not
// run yet stay, a ROLLBACK among them.
func (c *conn) failPortals() {
	for _, p := range c.portals {
		if p.opened {
			p.closeRows()
			p.failed = true
		}
	}
}

// open runs the portal's statement, if that was not done yet.
func (c *conn) open(p *portal) error {
	if p.opened {
		return nil
	}
	p.opened = true
	rows, err := p.bound.Open(p.scope.ctx)
	p.rows = chunks{rows: rows, columns: p.columns}
	return err
}

// sendRows sends rows, up to limit if that is not 0, and says whether there may be more, and how many it sent. Rows of a
// statement that gives none are drawn and counted all the same.
func (c *conn) sendRows(p *portal, limit int64) (more bool, n int64, err error) {
	enc := rowEncoder{p.formats, c.session.Format()}
	for limit == 0 || n < limit {
		chunk, i, err := p.rows.next(p.scope.ctx)
		if err == io.EOF {
			return false, n, nil
		}
		if err != nil {
			return false, n, err
		}
		n++
		if p.columns == nil {
			continue
		}
		if c.out, err = enc.append(c.out, chunk, i); err != nil {
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
