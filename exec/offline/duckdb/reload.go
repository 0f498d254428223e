package duckdb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"asof/catalog"
	"asof/catalog/sqlerr"
)

// period is the rows with v in [from, to).
type period struct{ from, to int64 }

// ReloadHistory implements offline.Engine.
func (e *Engine) ReloadHistory(ctx context.Context, srcs []*catalog.Source, v *catalog.FeatureView, old, m *catalog.Materialization, from, to int64) error {
	return e.settledHistory(ctx, srcs, v, old, m, &period{from, to})
}

// reach is the event times that rows of a period can have.
func (d *viewReader) reach(s period) bounds {
	b := everything
	if d.late { // a row may be known long after its event, not before
		b.hi = s.to - 1
		return b
	}
	b.lo, b.hi = earlier(s.from, d.delay), earlier(s.to, d.delay)-1
	return b
}

// within is the condition that a row is in a period: SQL over rows, of which those that are just being loaded have no a.
func (d *viewReader) within(s period, clock int64) string {
	if !d.late {
		b := d.reach(s)
		return fmt.Sprintf("e BETWEEN %s AND %s", bigint(b.lo), bigint(b.hi))
	}
	v := "greatest(e, coalesce(a, " + bigint(clock) + "))"
	return fmt.Sprintf("%[1]s >= %[2]s AND %[1]s < %[3]s", v, bigint(s.from), bigint(s.to))
}

// reloaded is the SELECT of the rows of a period out of rows, and of the others out of the history of old (R27). Rows on both sides that share a
// key and an event time differ in a, which is before the hash in R5: rows that were alone on their side need none.
func (d *viewReader) reloaded(rows string, old *catalog.Materialization, clock int64, s period) (string, error) {
	before := newViewReader(d.e, d.c, d.temps, d.v, nil)
	before.from(old.History)
	for _, f := range before.history {
		if _, err := os.Stat(f); errors.Is(err, fs.ErrNotExist) {
			return "", sqlerr.New(sqlerr.StoreUnreachable, "the history of feature view %q is gone", d.v.Name).
				WithHint("REFRESH FEATURE VIEW without a range reads everything.")
		}
	}
	cols, rank := d.rowColumns(), "*"
	if d.v.IsLoaded() || needsOrder(d.v) {
		cols, rank = cols+", tie, h", "*, "+d.rank()+" AS o"
	}
	within := d.within(s, clock)
	return fmt.Sprintf("SELECT %s FROM (SELECT %s FROM (%s) WHERE %s UNION ALL SELECT %[2]s FROM %[5]s WHERE NOT (%[4]s))",
		rank, cols, rows, within, before.historyFiles()), nil
}
