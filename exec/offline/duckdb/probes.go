package duckdb

import (
	"context"
	"fmt"
	"math"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/plan"
)

// probes are the questions that a spine asks of a view: a table of id, k0 …, t, cut (the greatest event time that counts) and, with
// WITHIN, w. None is NULL.
//
// If all rows of the view are available the same time after they happened, cut says all about what counts: also what is known. If
// rows have times of their own, known says which of these count.
type probes struct {
	table    string
	sql      string // what table was made by
	sorted   string // a table of its keys, cut and id in the order of keys and cut; "" until one is made
	rows     int64
	few      bool  // the rows are first reduced to their keys
	min, max int64 // of t
	maxCut   int64
	within   bool  // the table has w, microseconds, in place of the view's ttl
	earliest int64 // least t - w, with within
	strict   bool
	known    knowing
	asked    bool  // KNOWN AS OF was said
	delay    int64 // of the view
}

// knowing says which available times count for probes (R32): those up to t + lag; or up to one time; or, with each, up to the
// probe's own, in the column known.
type knowing struct {
	lag  int64
	upTo *int64
	each bool
}

// fewProbes is up to how many probes the rows are first reduced to their keys.
const fewProbes = 20_000

// probes is the table of what join j asks of a view, rows that cannot match left out (R33).
func (s *spine) probes(ctx context.Context, j int, d *viewReader, v plan.TargetView) (*probes, error) {
	join, asks := &s.plan.Joins[j], quoteIdent(s.asks[j])
	p := &probes{within: join.Moment.Within != nil, strict: join.Moment.Strict, delay: d.delay}
	where := "t > " + bigint(-sane)
	for i := range join.Target.Keys {
		where += fmt.Sprintf(" AND k%d IS NOT NULL", i)
	}
	if p.within {
		where += " AND w IS NOT NULL"
	}
	if join.Moment.Known != nil {
		where += " AND kn IS NOT NULL"
		if err := s.knowing(ctx, asks+" WHERE "+where, p); err != nil {
			return nil, err
		}
	}
	sel := append(append([]string{"rowid AS id"}, viewKeys(v)...), "t", p.cutSQL(d.late)+" AS cut")
	earliest := "NULL"
	if p.within {
		sel = append(sel, "w")
		earliest = "min(" + back("p.t", "p.w") + ")"
	}
	if p.asked = join.Moment.Known != nil; p.asked && (p.known.each && d.late || v.View.Kind == catalog.SnapshotView) {
		sel = append(sel, "kn AS known")
		if s.r.in.Notify != nil {
			s.r.in.Notify(sqlerr.Notice("KNOWN AS OF differs from row to row: each is joined with all rows of its key in %q", d.v.Name).
				WithHint("One time, or the AS OF time and a constant interval, is found without such a join."))
		}
	}
	p.sql = fmt.Sprintf("SELECT %s FROM %s WHERE %s", strings.Join(sel, ", "), asks, where)
	if l := s.last; l != nil && l.sql == p.sql && l.strict == p.strict && l.delay == p.delay && l.asked == p.asked && l.known == p.known {
		return l, nil
	}
	if err := s.forgetProbes(ctx); err != nil {
		return nil, err
	}
	temps := &s.r.views.temps
	var err error
	if p.table, err = temps.create(ctx, s.r.c, p.sql); err != nil {
		return nil, err
	}
	temps.keep(p.table)
	s.last = p
	row, err := queryRow(ctx, s.r.c, fmt.Sprintf("SELECT count(*), min(p.t), max(p.t), max(p.cut), %s FROM %s AS p", earliest, quoteIdent(p.table)))
	if err != nil {
		return nil, err
	}
	p.rows, _ = row[0].(int64)
	p.few = p.rows <= s.r.e.few
	p.min, _ = row[1].(int64)
	p.max, _ = row[2].(int64)
	p.maxCut, _ = row[3].(int64)
	p.earliest, _ = row[4].(int64)
	return p, nil
}

// forgetProbes drops the probes of the view before: the next one asks otherwise.
func (s *spine) forgetProbes(ctx context.Context) error {
	l := s.last
	if l == nil {
		return nil
	}
	s.last = nil
	for _, table := range []string{l.table, l.sorted} {
		if table == "" {
			continue
		}
		if err := s.r.views.temps.discard(ctx, s.r.c, table); err != nil {
			return err
		}
	}
	return nil
}

// knowing finds out how the times of KNOWN AS OF lie to those of AS OF.
func (s *spine) knowing(ctx context.Context, from string, p *probes) error {
	row, err := queryRow(ctx, s.r.c, fmt.Sprintf("SELECT min(kn) = max(kn), min(kn), min(CAST(kn AS HUGEINT) - t) = max(CAST(kn AS HUGEINT) - t), CAST(greatest(least(min(CAST(kn AS HUGEINT) - t), %[1]d), -%[1]d) AS BIGINT) FROM %[2]s", int64(sane), from))
	if err != nil {
		return err
	}
	upTo, _ := row[1].(int64)
	lag, _ := row[3].(int64)
	switch {
	case row[0] == true:
		p.known.upTo = &upTo
	case row[2] == true && lag > -sane && lag < sane:
		p.known.lag = lag
	default:
		p.known.each = row[0] != nil
	}
	return nil
}

// cutSQL is cut, from the columns of the asks. late says that the rows have available times of their own.
func (p *probes) cutSQL(late bool) string {
	cut := "t"
	if p.strict {
		cut = "t - 1"
	}
	switch {
	case late:
	case p.known.each:
		cut = fmt.Sprintf("least(%s, %s)", cut, back("kn", bigint(p.delay)))
	case p.known.upTo != nil:
		cut = fmt.Sprintf("least(%s, %s)", cut, bigint(earlier(*p.known.upTo, p.delay)))
	case p.behind() > 0:
		cut = back("t", bigint(p.behind()))
	}
	return cut
}

// behind is how far cut is before t; only if that is the same for all probes (steady).
func (p *probes) behind() int64 {
	behind := max(0, p.delay-p.known.lag)
	if p.strict {
		behind = max(1, behind)
	}
	return behind
}

func (p *probes) steady() bool { return !p.known.each && p.known.upTo == nil }

// bounds are those of the source rows that any probe can see, looking back at most w (-1: without end).
func (p *probes) bounds(w int64) bounds {
	b := bounds{lo: math.MinInt64, hi: p.maxCut, known: math.MaxInt64}
	if w >= 0 {
		b.lo = earlier(p.min, w)
	}
	switch {
	case p.known.upTo != nil:
		b.known = *p.known.upTo
	case !p.known.each:
		b.known = later(p.max, p.known.lag)
	}
	if p.few {
		b.semi = p.table
	}
	return b
}

// later is t + w, inside the range of times.
func later(t, w int64) int64 {
	switch {
	case w < 0:
		return earlier(t, -w)
	case t > math.MaxInt64-w:
		return math.MaxInt64
	}
	return t + w
}

// back is the SQL of t - w, or the beginning of time.
func back(t, w string) string {
	return fmt.Sprintf("CASE WHEN %[1]s < %[2]s + %[3]s THEN %[2]s ELSE %[1]s - %[3]s END", t, bigint(math.MinInt64), w)
}

// ahead is the SQL of t + w, or the end of time.
func ahead(t string, w int64) string {
	switch {
	case w == 0:
		return t
	case w < 0:
		return back(t, bigint(-w))
	}
	return fmt.Sprintf("CASE WHEN %[1]s > %[2]s THEN %[3]s ELSE %[1]s + %[4]s END", t, bigint(math.MaxInt64-w), bigint(math.MaxInt64), bigint(w))
}

// gridSQL is the SQL of the greatest multiple of hop that is not after t: catalog.Frame's edges.
func gridSQL(t string, hop int64) string {
	if hop == 0 {
		return t
	}
	return fmt.Sprintf("CASE WHEN %[1]s < %[2]s THEN %[3]s ELSE %[1]s - ((%[1]s %% %[4]s) + %[4]s) %% %[4]s END", t, bigint(math.MinInt64+hop), bigint(math.MinInt64+1), bigint(hop))
}
