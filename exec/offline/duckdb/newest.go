package duckdb

import (
	"context"
	"fmt"
	"strings"

	"asof/catalog"
)

// newest makes a table of the newest row of each probe that finds one which is not expired (R7, R13): id, e and, where features
// need them, the inputs.
//
// The engine's ASOF join takes any one of the rows that share an event time, so it finds only the time (over narrow columns); the
// row is found by an equi-join back, which tells at once whether there is a choice at all. The history is sorted by R5
// already: there the join takes the row itself.
func (d *viewReader) newest(ctx context.Context, p *probes) (string, error) {
	if d.v.Kind == catalog.SnapshotView {
		return d.tickOf(ctx, p)
	}
	if d.late {
		return d.newestKnown(ctx, p)
	}
	alive, b := d.alive(p)
	inputs := plainInputs(d.v)
	k := strings.Join(d.keys("p."), ", ")
	if d.history != nil || len(inputs) == 0 {
		rows, cols := fmt.Sprintf("SELECT %s, e FROM (%s)", strings.Join(d.keys(""), ", "), d.rows(b, false)), ""
		if len(inputs) > 0 {
			rows, cols = fmt.Sprintf("SELECT * FROM (%s) WHERE o = 0", d.rows(b, false)), inputColumns("r.", inputs)
		}
		return d.temps.create(ctx, d.c, fmt.Sprintf("SELECT p.id, r.e%s FROM %s AS p ASOF JOIN (%s) AS r ON %s AND p.cut >= r.e%s",
			cols, quoteIdent(p.table), rows, d.equalKeys("p", "r"), alive))
	}
	hits, err := d.temps.create(ctx, d.c, fmt.Sprintf("SELECT p.id, %s, r.e FROM %s AS p ASOF JOIN (SELECT %s, e FROM (%s)) AS r ON %s AND p.cut >= r.e%s",
		k, quoteIdent(p.table), strings.Join(d.keys(""), ", "), d.rows(b, false), d.equalKeys("p", "r"), alive))
	if err != nil {
		return "", err
	}
	return d.rejoin(ctx, hits, b, inputs)
}

// alive is the condition that a row r is not expired for its probe, and the bounds that follow from it.
func (d *viewReader) alive(p *probes) (string, bounds) {
	switch {
	case p.within:
		b := p.bounds(-1)
		b.lo = p.earliest
		return " WHERE r.e >= " + back("p.t", "p.w"), b
	case d.v.TTL > 0:
		return " WHERE r.e >= " + back("p.t", bigint(d.v.TTL)), p.bounds(d.v.TTL)
	}
	return "", p.bounds(-1)
}

// rejoin finds the rows of hits, a table of id, k0 … and e, and picks the greatest by R5 where several have the time.
func (d *viewReader) rejoin(ctx context.Context, hits string, b bounds, inputs []int) (string, error) {
	rows, cols := d.rows(b, false), "h.id, h.e"+inputColumns("r.", inputs)
	if d.v.TieBreak != "" {
		rows, cols = d.rowsWithTie(b), cols+", r.tie"
	}
	found, err := d.temps.create(ctx, d.c, fmt.Sprintf("SELECT %s FROM (%s) AS r JOIN %s AS h ON %s AND r.e = h.e",
		cols, rows, quoteIdent(hits), d.equalKeys("r", "h")))
	if err != nil {
		return "", err
	}
	row, err := queryRow(ctx, d.c, fmt.Sprintf("SELECT (SELECT count(*) FROM %s), (SELECT count(*) FROM %s)", quoteIdent(found), quoteIdent(hits)))
	if err != nil || row[0] == row[1] {
		return found, err
	}
	tied, err := d.temps.create(ctx, d.c, fmt.Sprintf("SELECT id FROM %s GROUP BY id HAVING count(*) > 1", quoteIdent(found)))
	if err != nil {
		return "", err
	}
	picked, err := d.pick(ctx, found, hits, tied, b, inputs)
	if err != nil {
		return "", err
	}
	return found, d.c.exec(ctx, fmt.Sprintf("DELETE FROM %s WHERE id IN (SELECT id FROM %s); INSERT INTO %[1]s BY NAME SELECT * FROM %[3]s",
		quoteIdent(found), quoteIdent(tied), quoteIdent(picked)))
}

// pick makes a table of the greatest row for each of the ids in tied: by the source's tie_break if that decides, else by R5's
// hash, for which the source is read once more.
func (d *viewReader) pick(ctx context.Context, found, hits, tied string, b bounds, inputs []int) (string, error) {
	if d.v.TieBreak != "" {
		best, err := d.temps.create(ctx, d.c, fmt.Sprintf(
			"SELECT f.* FROM %s AS f SEMI JOIN %s AS x ON f.id = x.id QUALIFY rank() OVER (PARTITION BY f.id ORDER BY f.tie DESC NULLS LAST) = 1",
			quoteIdent(found), quoteIdent(tied)))
		if err != nil {
			return "", err
		}
		row, err := queryRow(ctx, d.c, fmt.Sprintf("SELECT (SELECT count(*) FROM %s), (SELECT count(*) FROM %s)", quoteIdent(best), quoteIdent(tied)))
		if err != nil || row[0] == row[1] {
			return best, err
		}
	}
	times, err := d.temps.create(ctx, d.c, fmt.Sprintf("SELECT DISTINCT %s, h.e FROM %s AS h SEMI JOIN %s AS x ON h.id = x.id",
		strings.Join(d.keys("h."), ", "), quoteIdent(hits), quoteIdent(tied)))
	if err != nil {
		return "", err
	}
	ranked := fmt.Sprintf("SELECT *, %s AS o FROM (%s)", d.rank(), d.rows(b.ties(times), true))
	return d.temps.create(ctx, d.c, fmt.Sprintf(
		"SELECT h.id, h.e%s FROM (%s) AS r JOIN %s AS h ON %s AND r.e = h.e SEMI JOIN %s AS x ON h.id = x.id WHERE r.o = 0",
		inputColumns("r.", inputs), ranked, quoteIdent(hits), d.equalKeys("r", "h"), quoteIdent(tied)))
}
