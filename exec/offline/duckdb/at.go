package duckdb

import (
	"context"
	"fmt"
	"math"
	"strings"

	"asof/catalog"
)

// moment is a constant time that views are read as of, in microseconds.
type moment struct {
	t      int64
	strict bool  // e < t instead of e <= t; the far edges of frames stay (R31)
	known  int64 // the greatest a that counts: t, or what KNOWN AS OF says (R32)
	asked  bool  // KNOWN AS OF was said
	ttl    int64 // of WITHIN; -1: the view's own
}

// hi is the greatest event time that counts (R3).
func (m moment) hi() int64 {
	if m.strict && m.t > math.MinInt64 {
		return m.t - 1
	}
	return m.t
}

// earlier is t - w, or the beginning of time.
func earlier(t, w int64) int64 {
	if t < math.MinInt64+w {
		return math.MinInt64
	}
	return t - w
}

// expiry is the least event time of a newest row that is not expired (R13).
func (m moment) expiry(v *catalog.FeatureView) int64 {
	switch {
	case m.ttl >= 0:
		return earlier(m.t, m.ttl)
	case v.TTL > 0:
		return earlier(m.t, v.TTL)
	}
	return math.MinInt64
}

// asOf is the SELECT of the view as of m: k0 …, e, t, the inputs of the newest row and the aggregates, a row for each key that
// exists then (R13). keys, if not empty, is a table that restricts it.
func (d *viewReader) asOf(ctx context.Context, m moment, keys string) (string, error) {
	newest, err := d.newestAt(ctx, m, keys)
	if err != nil {
		return "", err
	}
	if len(d.v.Aggs) == 0 {
		return fmt.Sprintf("SELECT n.*, %s AS t FROM (%s) AS n", bigint(m.t), newest), nil
	}
	grouped, err := d.groupedAt(ctx, m, keys)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("SELECT n.*, %s AS t, %s FROM (%s) AS n LEFT JOIN (%s) AS g ON %s",
		bigint(m.t), strings.Join(d.aggregatesOf("g."), ", "), newest, grouped, d.equalKeys("n", "g")), nil
}

// aggregatesOf are all aggregates from a relation that may have no row for the key: counts are 0 then, the rest NULL.
func (d *viewReader) aggregatesOf(prefix string) []string {
	out := make([]string, len(d.v.Aggs))
	for i, a := range d.v.Aggs {
		out[i] = aggregateOf(a, fmt.Sprintf("%sa%d", prefix, i)) + fmt.Sprintf(" AS a%d", i)
	}
	return out
}

func aggregateOf(a catalog.Aggregate, column string) string {
	if a.Func.Counts() {
		return "coalesce(" + column + ", 0)"
	}
	return column
}

// until are the bounds of the rows that count at m.
func (d *viewReader) until(m moment, keys string) bounds {
	b := bounds{lo: math.MinInt64, hi: m.hi(), known: m.known, semi: keys}
	if !d.late {
		b.hi = min(b.hi, earlier(m.known, d.delay))
	}
	return b
}

// newestAt is the SELECT of the newest row of each key (R7): k0 …, e and, where features need them, the inputs. First the
// greatest event time is found; the order of R5 is only worked out among the rows that have it.
func (d *viewReader) newestAt(ctx context.Context, m moment, keys string) (string, error) {
	if d.v.Kind == catalog.SnapshotView {
		return d.tickAt(m, keys), nil
	}
	k := strings.Join(d.keys(""), ", ")
	b := d.until(m, keys)
	b.lo = m.expiry(d.v)
	times := fmt.Sprintf("SELECT %s, max(e) AS e FROM (%s) GROUP BY %s", k, d.rows(b, false), k)
	inputs := plainInputs(d.v)
	if len(inputs) == 0 {
		return times, nil
	}
	newest, err := d.temps.create(ctx, d.c, times)
	if err != nil {
		return "", err
	}
	rows, err := d.ordered(ctx, b.ties(newest))
	if err != nil {
		return "", err
	}
	if d.late && d.history != nil { // o ranks rows among which some are not known yet
		return fmt.Sprintf("SELECT %[1]s, e%[2]s FROM (SELECT %[1]s, e, arg_min(struct_pack(%[3]s), o) AS s FROM (%[4]s) GROUP BY %[1]s, e)",
			k, inputColumns("s.", inputs), strings.TrimPrefix(packed(inputs), ", "), rows), nil
	}
	return fmt.Sprintf("SELECT %s, e%s FROM (%s) WHERE o = 0", k, inputColumns("", inputs), rows), nil
}

// groupedAt is the SELECT of the aggregates over the rows of each key that counts at m, in one pass.
func (d *viewReader) groupedAt(ctx context.Context, m moment, keys string) (string, error) {
	b := d.until(m, keys)
	if !d.v.HasUnbounded() && d.v.MaxRowsFrame() == 0 {
		b.lo = earlier(m.t, d.v.MaxWindow())
	}
	rows := d.rows(b, false)
	if ordersFrames(d.v) {
		var err error
		if rows, err = d.ordered(ctx, b); err != nil {
			return "", err
		}
	}
	k := strings.Join(d.keys(""), ", ")
	if d.v.MaxRowsFrame() > 0 {
		rows = fmt.Sprintf("SELECT *, row_number() OVER (PARTITION BY %s ORDER BY e DESC, o) AS rn FROM (%s)", k, rows)
	}
	sel := []string{k}
	for i := range d.v.Aggs {
		a := &d.v.Aggs[i]
		sel = append(sel, fmt.Sprintf("%s AS a%d", aggregateSQL(d.v, a, frameAt(a, m), rowOrder), i))
	}
	return fmt.Sprintf("SELECT %s FROM (%s) GROUP BY %s", strings.Join(sel, ", "), rows, k), nil
}

// rowOrder grows with R5: by e, then by falling rank.
const rowOrder = "CAST(e AS HUGEINT) * 4294967296 - o"

// frameAt is a's frame and filter as of m, for a GROUP BY over rows with e <= m.hi.
func frameAt(a *catalog.Aggregate, m moment) frameSQL {
	var conds []string
	switch a.Frame.Mode {
	case catalog.Range:
		if lo := a.Frame.Lo(m.t); lo > math.MinInt64 {
			conds = append(conds, "e >= "+bigint(lo))
		}
		if a.Frame.Until > 0 {
			conds = append(conds, "e <= "+bigint(a.Frame.Hi(m.t)))
		}
	case catalog.RowsFrame:
		conds = append(conds, fmt.Sprintf("rn <= %d", a.Frame.Preceding+1))
	}
	if a.Filter >= 0 {
		conds = append(conds, fmt.Sprintf("i%d", a.Filter))
	}
	return frameSQL{filter: strings.Join(conds, " AND ")}
}

// inputColumns are some inputs to go behind other columns of a select list.
func inputColumns(prefix string, inputs []int) string {
	var b strings.Builder
	for _, i := range inputs {
		fmt.Fprintf(&b, ", %si%d", prefix, i)
	}
	return b.String()
}
