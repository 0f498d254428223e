package duckdb

import (
	"context"
	"fmt"
	"strings"

	"asof/catalog"
)

// newestRow is where the newest row of each probe stands: SQL for a FROM clause over b, the asks with their numbers as id.
type newestRow struct {
	join  string // goes on with the FROM clause
	found string // the condition that there is a row and that it is not expired
	event string // its event time
	input string // the prefix of its inputs
}

// newest finds the newest row of each probe (R7), of those that are not expired (R13).
//
// From the history it is found by its number (merge.go), or for few probes by the engine's ASOF join. That takes any one of the rows that
// share an event time: it looks only at the greatest by R5. From files it finds only the time (over narrow columns), and an
// equi-join back the row, which tells at once whether there is a choice at all.
func (d *viewReader) newest(ctx context.Context, p *probes) (newestRow, error) {
	if d.mergeable(p) {
		hits, err := d.hits.table(ctx, d, p, d.merge)
		n := newestRow{join: fmt.Sprintf(" LEFT JOIN %s AS n ON n.id = b.id", quoteIdent(hits)), found: d.aliveAt(p, "n.e"), event: "n.e", input: "r."}
		if len(plainInputs(d.v)) > 0 {
			n.join += " LEFT JOIN " + d.numberedHistory() + " AS r ON r.file_row_number = n.x"
		}
		return n, err
	}
	table, err := d.newestTable(ctx, p)
	return newestRow{fmt.Sprintf(" LEFT JOIN %s AS n ON n.id = b.id", quoteIdent(table)), "n.id IS NOT NULL", "n.e", "n."}, err
}

// newestTable makes a table of the newest rows that are not expired: id, e and, where features need them, the inputs.
func (d *viewReader) newestTable(ctx context.Context, p *probes) (string, error) {
	if d.v.Kind == catalog.SnapshotView {
		return d.tickOf(ctx, p)
	}
	if d.late {
		return d.newestKnown(ctx, p)
	}
	inputs := plainInputs(d.v)
	if d.history == nil && len(inputs) > 0 {
		hits, err := d.hits.table(ctx, d, p, d.newestTimes)
		if err != nil {
			return "", err
		}
		_, b := d.alive(p)
		return d.rejoin(ctx, hits, b, inputs)
	}
	alive, b := d.alive(p)
	rows := d.rows(b, false)
	if len(inputs) > 0 {
		rows = "SELECT * FROM (" + rows + ") WHERE o = 0"
	}
	return d.temps.create(ctx, d.c, fmt.Sprintf("SELECT p.id, r.e%s FROM %s AS p ASOF JOIN (%s) AS r ON %s AND p.cut >= r.e%s",
		inputColumns("r.", inputs), quoteIdent(p.table), rows, d.sameKeys("p", "r"), alive))
}

// newestTimes makes a table of the times of the newest rows that are not expired: id, k0 … and e.
func (d *viewReader) newestTimes(ctx context.Context, p *probes) (string, error) {
	alive, b := d.alive(p)
	return d.temps.create(ctx, d.c, fmt.Sprintf("SELECT p.id, %s, r.e FROM %s AS p ASOF JOIN (SELECT %s, e FROM (%s)) AS r ON %s AND p.cut >= r.e%s",
		strings.Join(d.keys("p."), ", "), quoteIdent(p.table), strings.Join(d.keys(""), ", "), d.rows(b, false), d.sameKeys("p", "r"), alive))
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

// aliveAt is alive of a row with event time e, NULL without one, for a spine row b.
func (d *viewReader) aliveAt(p *probes, e string) string {
	switch {
	case p.within:
		return fmt.Sprintf("coalesce(%s >= %s, false)", e, back("b.t", "b.w"))
	case d.v.TTL > 0:
		return fmt.Sprintf("coalesce(%s >= %s, false)", e, back("b.t", bigint(d.v.TTL)))
	}
	return e + " IS NOT NULL"
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
