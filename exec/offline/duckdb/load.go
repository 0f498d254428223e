package duckdb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
)

// What a REFRESH finds by comparing the rows with those of the history that it replaces: which of them are new (R2, available =
// 'loaded'), and which of them came later than they said (R23).

// loadedRows is the SELECT of all rows within b with a, tie, h and o. A row that the history before had keeps its a; of rows that are equal
// in all that the view reads, as many as there were. The others have none: they are being loaded.
func (d *viewReader) loadedRows(ctx context.Context, old *catalog.Materialization, b bounds) (string, error) {
	rows := d.rows(b, true)
	k := strings.Join(d.keys(""), ", ")
	if old != nil {
		before := newViewReader(d.e, d.c, d.temps, d.v, nil)
		before.from(old.History)
		for _, f := range before.history {
			if _, err := os.Stat(f); errors.Is(err, fs.ErrNotExist) {
				return "", sqlerr.New(sqlerr.StoreUnreachable, "the history of feature view %q is gone, and with it when its rows were loaded", d.v.Name).
					WithHint("DROP FEATURE VIEW and create it again: its rows then count from the next REFRESH on.")
			}
		}
		numbered := func(from, order string) string {
			return fmt.Sprintf("SELECT *, row_number() OVER (PARTITION BY %s, e, h%s) AS n FROM (%s)", k, order, from)
		}
		rows = fmt.Sprintf("SELECT r.* REPLACE (coalesce(r.a, x.a) AS a) FROM (%s) AS r LEFT JOIN (%s) AS x ON %s AND r.e = x.e AND r.h = x.h AND r.n = x.n",
			numbered(rows, ""), numbered("SELECT "+k+", e, a, h FROM "+before.historyFiles(), " ORDER BY a"), d.equalKeys("r", "x"))
	}
	table, err := d.temps.create(ctx, d.c, rows)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("SELECT %s, tie, h, %s AS o FROM %s", d.rowColumns(), d.rank(), quoteIdent(table)), nil
}

// countLate counts the rows that the history before did not have although they said that they were available by its clock, and how
// long after the event the latest of them came.
func (e *Engine) countLate(ctx context.Context, c *conn, v *catalog.FeatureView, old, m *catalog.Materialization) error {
	if old == nil || v.IsLoaded() { // a row is known when it comes
		return nil
	}
	m.LateRows, m.LateBy = old.LateRows, old.LateBy
	now, before := newViewReader(e, c, nil, v, nil), newViewReader(e, c, nil, v, nil)
	now.from(m.History)
	before.from(old.History)
	for _, f := range before.history {
		if _, err := os.Stat(f); errors.Is(err, fs.ErrNotExist) {
			return nil
		}
	}
	due := "e <= " + bigint(earlier(old.Clock, now.delay))
	if now.late {
		due = "a <= " + bigint(old.Clock)
	}
	same := fmt.Sprintf("SELECT e, hash(%s%s) FROM ", strings.Join(now.keys(""), ", "), now.inputList(""))
	row, err := queryRow(ctx, c, fmt.Sprintf("SELECT count(*), %s - min(e) FROM (%s%s WHERE %s EXCEPT ALL %s%s)",
		bigint(m.Clock), same, now.historyFiles(), due, same, before.historyFiles()))
	if err != nil {
		return err
	}
	if n, _ := row[0].(int64); n > 0 {
		by, _ := row[1].(int64)
		m.LateRows, m.LateBy = m.LateRows+n, max(m.LateBy, by)
	}
	return nil
}
