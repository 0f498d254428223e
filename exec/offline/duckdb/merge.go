package duckdb

import (
	"context"
	"fmt"
	"io"
	"strings"

	"asof/catalog/sqltype"
)

// A history lies in the order of keys and times. The engine's ASOF join does not use that: it sorts both of its sides, with all columns.
// For many probes a merge is cheaper: the probes are sorted, the history's keys and times are read once, in a stream, and what a
// probe finds is told by the number of the row, by which the values are fetched. Memory is bounded whatever the sizes.

// slab is how many probes are merged before what they found is stored.
const slab = 1 << 20

// mergeable says whether the newest rows of p are found by a merge. Few probes read only the history of their keys.
func (d *viewReader) mergeable(p *probes) bool {
	return len(d.history) == 1 && !d.late && !p.few
}

// merge makes a table of the newest row of each probe that has one, expired or not: id, e and x, the number of the row.
func (d *viewReader) merge(ctx context.Context, p *probes) (string, error) {
	keys := strings.Join(d.keys(""), ", ")
	if p.sorted == "" {
		var err error
		p.sorted, err = d.temps.create(ctx, d.c, fmt.Sprintf("SELECT %[1]s, cut, id FROM %[2]s ORDER BY %[1]s, cut", keys, quoteIdent(p.table)))
		if err != nil {
			return "", err
		}
		d.temps.keep(p.sorted)
	}
	found, err := d.temps.declare(ctx, d.c, []sqltype.Column{
		{Name: "id", Type: sqltype.Of(sqltype.Int8)}, {Name: "e", Type: sqltype.Of(sqltype.Int8)}, {Name: "x", Type: sqltype.Of(sqltype.Int8)}})
	if err != nil {
		return "", err
	}
	h, release, err := d.openHistory(ctx, keys+", e")
	if err != nil {
		return "", err
	}
	defer release()
	out := make([][]int64, 3)
	for from := int64(0); from < p.rows; from += slab {
		res, err := d.c.query(ctx, fmt.Sprintf("SELECT %s, cut, id FROM %s LIMIT %d OFFSET %d", keys, quoteIdent(p.sorted), slab, from))
		if err != nil {
			return "", err
		}
		err = mergeNewest(ctx, h, &cursor{res: res, keys: len(d.keys(""))}, out)
		res.Close()
		if err == nil {
			err = d.c.appendInts(ctx, found, out)
		}
		if err != nil {
			return "", err
		}
	}
	return found, nil
}

// openHistory streams columns of the history, keys and e first, through a connection of its own. The cursor is at the first row.
func (d *viewReader) openHistory(ctx context.Context, columns string) (*historyCursor, func(), error) {
	c, release, err := d.e.internal(ctx)
	if err != nil {
		return nil, nil, err
	}
	res, err := c.query(ctx, "SELECT "+columns+" FROM "+d.historyFiles())
	if err != nil {
		release()
		return nil, nil, err
	}
	end := func() {
		res.Close()
		release()
	}
	h := &historyCursor{cursor: cursor{res: res, keys: len(d.keys(""))}}
	if err := h.advance(ctx); err != nil {
		end()
		return nil, nil, err
	}
	return h, end, nil
}

// mergeNewest puts id, e and x of what probes find into out, whose memory is used again. The probe's id is the column after the time.
func mergeNewest(ctx context.Context, h *historyCursor, probes *cursor, out [][]int64) error {
	ids, events, numbers := out[0][:0], out[1][:0], out[2][:0]
	for {
		err := probes.next(ctx)
		if err == io.EOF {
			break
		}
		if err == nil {
			err = h.pass(ctx, &probes.key, probes.time)
		}
		if err != nil {
			return err
		}
		if h.passed > 0 && h.before.compare(&probes.key) == 0 {
			ids = append(ids, probes.int(probes.keys+1))
			events = append(events, h.last)
			numbers = append(numbers, h.passed-1)
		}
	}
	out[0], out[1], out[2] = ids, events, numbers
	return nil
}
