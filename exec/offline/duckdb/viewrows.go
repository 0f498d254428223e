package duckdb

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"asof/catalog"
	"asof/catalog/sqltype"
)

// The names of columns in the SQL that this package writes: k0, k1 … are a view's keys, e the event time in microseconds, o the
// rank of a row among those of its key with the same e (0 is the greatest by R5), i0 … the inputs, a0 … the aggregates, t
// the time asked for, id the number of a spine row.

// viewReader reads the rows of one view, from its source's files or from the server's history of them.
type viewReader struct {
	e       *Engine
	c       *conn // its TimeZone is UTC (R1)
	temps   *temps
	v       *catalog.FeatureView
	src     *catalog.Source
	history []string // absolute paths; nil: the source's files
	lo, hi  int64    // the widest bounds read so far
	asked   bool     // lo and hi are set
}

// bounds prune the rows that are read: only rows with lo <= e <= hi, and with keys (and event times, if semiTime) in the
// table semi. All of it is pushed into the scan.
type bounds struct {
	lo, hi   int64
	semi     string
	semiTime bool
}

// everything is bounds that leave nothing out.
var everything = bounds{lo: math.MinInt64, hi: math.MaxInt64}

// needsOrder says whether a value of v depends on the order of rows with equal event times (R5).
func needsOrder(v *catalog.FeatureView) bool {
	return len(plainInputs(v)) > 0 || ordersFrames(v)
}

// ordersFrames says whether an aggregate of v depends on R5 beyond the event time.
func ordersFrames(v *catalog.FeatureView) bool {
	for _, a := range v.Aggs {
		if a.Func.Ordered() || a.Frame.Mode == catalog.RowsFrame {
			return true
		}
	}
	return false
}

// plainInputs are the inputs that features take from the newest row, ascending.
func plainInputs(v *catalog.FeatureView) []int {
	var in []int
	for _, f := range v.Features {
		for _, p := range f.Expr {
			if p.Kind == catalog.PartInput && !slices.Contains(in, p.Index) {
				in = append(in, p.Index)
			}
		}
	}
	slices.Sort(in)
	return in
}

// rows is the SELECT of the view's rows within b: keys, e and inputs; with order also tie and h, the rest of R5 as far as files
// tell (h is computed for every row that comes out).
func (d *viewReader) rows(b bounds, order bool) string {
	if !d.asked {
		d.lo, d.hi, d.asked = b.lo, b.hi, true
	}
	d.lo, d.hi = min(d.lo, b.lo), max(d.hi, b.hi)
	if d.history != nil {
		return d.historyRows(b)
	}
	event := d.eventColumn()
	var sel []string
	for i := range d.v.Keys {
		sel = append(sel, fmt.Sprintf("%s AS k%d", d.keyExpr(i), i))
	}
	sel = append(sel, fmt.Sprintf("epoch_us(%s) AS e", event))
	for i, in := range d.v.Inputs {
		sel = append(sel, fmt.Sprintf("CAST((%s) AS %s) AS i%d", onLines(in.Expr), in.Type.DuckDB(), i))
	}
	if order {
		sel = append(sel, d.tieExpr()+" AS tie", d.hashExpr()+" AS h")
	}
	return "SELECT " + strings.Join(sel, ", ") + " FROM " + d.scan() + d.semiJoin(b) + " WHERE " + strings.Join(d.conditions(b), " AND ")
}

// rowsWithTie is rows of files with the column tie; the hash is dropped before it is computed.
func (d *viewReader) rowsWithTie(b bounds) string {
	return "SELECT * EXCLUDE (h) FROM (" + d.rows(b, true) + ")"
}

// conditions are the WHERE of the view and what b and R1 leave out.
func (d *viewReader) conditions(b bounds) []string {
	event := d.eventColumn()
	conds := []string{fmt.Sprintf("epoch_us(%s) IS NOT NULL", event)}
	for i := range d.v.Keys {
		conds = append(conds, d.keyExpr(i)+" IS NOT NULL")
	}
	if d.v.Where != "" {
		conds = append(conds, "("+onLines(d.v.Where)+")")
	}
	if lo := max(b.lo, d.start()); lo > -sane {
		conds = append(conds, fmt.Sprintf("%s >= %s", event, d.edge(lo, false)), fmt.Sprintf("epoch_us(%s) >= %s", event, bigint(lo)))
	}
	if b.hi < sane {
		conds = append(conds, fmt.Sprintf("%s <= %s", event, d.edge(b.hi, true)))
	}
	if b.hi < math.MaxInt64 {
		conds = append(conds, fmt.Sprintf("epoch_us(%s) <= %s", event, bigint(b.hi)))
	}
	return conds
}

// sane bounds the times that the engine's timestamps can say, in microseconds: about 290,000 years.
const sane = 9_000_000_000_000_000_000

// start is the view's start (R4), or the beginning of time.
func (d *viewReader) start() int64 {
	if d.v.Start == 0 {
		return math.MinInt64
	}
	return d.v.Start
}

// historyRows is rows from the history, whose columns have the names that rows gives: see writeHistory.
func (d *viewReader) historyRows(b bounds) string {
	sel := []string{"h.*"}
	var conds []string
	if b.lo > math.MinInt64 {
		conds = append(conds, "h.e >= "+bigint(b.lo))
	}
	if b.hi < math.MaxInt64 {
		conds = append(conds, "h.e <= "+bigint(b.hi))
	}
	join := ""
	if b.semi != "" {
		var on []string
		for i := range d.v.Keys {
			on = append(on, fmt.Sprintf("h.k%d = s.k%d", i, i))
		}
		if b.semiTime {
			on = append(on, "h.e = s.e")
		}
		join = fmt.Sprintf(" SEMI JOIN %s AS s ON %s", quoteIdent(b.semi), strings.Join(on, " AND "))
	}
	where := ""
	if len(conds) > 0 {
		where = " WHERE " + strings.Join(conds, " AND ")
	}
	return "SELECT " + strings.Join(sel, ", ") + " FROM " + d.historyFiles() + " AS h" + join + where
}

// historyFiles is the history's files as a relation, with the view's types.
func (d *viewReader) historyFiles() string {
	files := make([]string, len(d.history))
	for i, f := range d.history {
		files[i] = quoteString(f)
	}
	cols := "*"
	var typed []string
	for i, in := range d.v.Inputs {
		if storedAsText(in.Type) {
			typed = append(typed, fmt.Sprintf("CAST(i%d AS %s) AS i%d", i, in.Type.DuckDB(), i))
		}
	}
	if typed != nil {
		cols = "* REPLACE (" + strings.Join(typed, ", ") + ")"
	}
	return "(SELECT " + cols + " FROM read_parquet([" + strings.Join(files, ", ") + "]))"
}

// scan is the source's files under the name that the row expressions use.
func (d *viewReader) scan() string {
	cols := slices.Clone(d.v.Reads)
	for _, c := range []string{d.v.EventTime, d.v.TieBreak} {
		if c != "" && !slices.Contains(cols, c) {
			cols = append(cols, c)
		}
	}
	return "(" + d.e.scanFiles(d.src, cols) + ") AS " + quoteIdent(d.alias())
}

func (d *viewReader) alias() string {
	if d.v.Alias != "" {
		return d.v.Alias
	}
	return d.src.Name
}

func (d *viewReader) eventColumn() string { return d.column(d.v.EventTime) }

func (d *viewReader) column(name string) string {
	return quoteIdent(d.alias()) + "." + quoteIdent(name)
}

func (d *viewReader) keyExpr(i int) string {
	k := d.v.Keys[i]
	if c, ok := d.src.Column(strings.Trim(k.Expr, `"`)); ok && c.Type == k.Type {
		return d.column(c.Name) // bare, so that the scan is pruned by it
	}
	return fmt.Sprintf("CAST((%s) AS %s)", onLines(k.Expr), k.Type.DuckDB())
}

// edge is a literal of the event-time column's type that is not after (up: not before) us, for the scan's statistics.
func (d *viewReader) edge(us int64, up bool) string {
	c, _ := d.src.Column(d.v.EventTime)
	if c.Type.ID != sqltype.Date {
		if c.Type.ID == sqltype.Timestamp {
			return fmt.Sprintf("make_timestamp(%s)", bigint(us))
		}
		return fmt.Sprintf("make_timestamptz(%s)", bigint(us))
	}
	const day = 86_400_000_000
	days := us / day
	if us%day < 0 {
		days--
	}
	if up {
		days++
	}
	return fmt.Sprintf("(DATE '1970-01-01' + CAST(%d AS INTEGER))", days)
}

// semiJoin keeps the rows whose keys are in b.semi. Its columns are renamed, since a source may have columns called k0 or e.
func (d *viewReader) semiJoin(b bounds) string {
	if b.semi == "" {
		return ""
	}
	return " SEMI JOIN " + d.matching(b.semi, b.semiTime)
}

// matching is table under reserved names and the condition that a source row has its keys (and event time).
func (d *viewReader) matching(table string, withTime bool) string {
	var cols, on []string
	for i := range d.v.Keys {
		cols = append(cols, fmt.Sprintf(`k%d AS "asof.k%d"`, i, i))
		on = append(on, fmt.Sprintf(`%s = "asof.semi"."asof.k%d"`, d.keyExpr(i), i))
	}
	if withTime {
		cols = append(cols, `e AS "asof.e"`)
		on = append(on, fmt.Sprintf(`epoch_us(%s) = "asof.semi"."asof.e"`, d.eventColumn()))
	}
	return fmt.Sprintf(`(SELECT %s FROM %s) AS "asof.semi" ON %s`, strings.Join(cols, ", "), quoteIdent(table), strings.Join(on, " AND "))
}

func (d *viewReader) tieExpr() string {
	if d.v.TieBreak == "" {
		return "CAST(NULL AS INTEGER)"
	}
	return d.column(d.v.TieBreak)
}

// hashExpr is R5's last resort: MD5 over the text of the columns that the view reads. Each text goes with its length, so that
// no two rows of different columns have the same text; N stands for NULL.
func (d *viewReader) hashExpr() string {
	parts := []string{"''"}
	for _, c := range d.v.Reads {
		text := fmt.Sprintf("CAST(%s AS VARCHAR)", d.column(c))
		parts = append(parts, fmt.Sprintf("CASE WHEN %s IS NULL THEN 'N' ELSE CAST(strlen(%s) AS VARCHAR) || ':' || %s END", text, text, text))
	}
	return "unhex(md5(" + strings.Join(parts, " || ") + "))"
}

// ordered is the SELECT of the view's rows within b with their rank o among rows of equal keys and event times (R5). From files
// it first finds the event times that several rows share: only those are ranked, and only those hashed.
func (d *viewReader) ordered(ctx context.Context, b bounds) (string, error) {
	if d.history != nil {
		return d.rows(b, false), nil
	}
	tied, err := d.tied(ctx, b)
	if err != nil || tied == "" {
		return "SELECT *, 0 AS o FROM (" + d.rows(b, false) + ")", err
	}
	keys := d.keys("")
	var anti []string
	for i := range d.v.Keys {
		anti = append(anti, fmt.Sprintf("r.k%d = x.k%d", i, i))
	}
	ties := d.rows(bounds{lo: b.lo, hi: b.hi, semi: tied, semiTime: true}, true)
	cols := strings.Join(append(slices.Clone(keys), "e"), ", ") + d.inputList("")
	return fmt.Sprintf("SELECT %s, 0 AS o FROM (%s) AS r ANTI JOIN %s AS x ON %s AND r.e = x.e UNION ALL SELECT %s, %s AS o FROM (%s)",
		cols, d.rows(b, false), quoteIdent(tied), strings.Join(anti, " AND "), cols, d.rank(), ties), nil
}

// rank is o of rows that have tie and h.
func (d *viewReader) rank() string {
	return fmt.Sprintf("row_number() OVER (PARTITION BY %s, e ORDER BY tie DESC NULLS LAST, h DESC) - 1", strings.Join(d.keys(""), ", "))
}

// tied makes a temp table of the keys and event times that several rows within b share; "" if there are none.
func (d *viewReader) tied(ctx context.Context, b bounds) (string, error) {
	keys := strings.Join(d.keys(""), ", ")
	name, err := d.temps.create(ctx, d.c, fmt.Sprintf("SELECT %s, e FROM (%s) GROUP BY %s, e HAVING count(*) > 1", keys, d.rows(b, false), keys))
	if err != nil {
		return "", err
	}
	n, err := queryInt(ctx, d.c, "SELECT count(*) FROM "+quoteIdent(name))
	if n == 0 {
		return "", err
	}
	return name, err
}

// keys are the view's key columns, each with a prefix such as "p.".
func (d *viewReader) keys(prefix string) []string {
	names := make([]string, len(d.v.Keys))
	for i := range names {
		names[i] = fmt.Sprintf("%sk%d", prefix, i)
	}
	return names
}

// inputList is the view's inputs to go behind other columns of a select list.
func (d *viewReader) inputList(prefix string) string {
	var b strings.Builder
	for i := range d.v.Inputs {
		fmt.Fprintf(&b, ", %si%d", prefix, i)
	}
	return b.String()
}

// equalKeys is the condition that two relations have the same keys.
func (d *viewReader) equalKeys(left, right string) string {
	on := make([]string, len(d.v.Keys))
	for i := range on {
		on[i] = fmt.Sprintf("%s.k%d = %s.k%d", left, i, right, i)
	}
	return strings.Join(on, " AND ")
}

// onLines is an expression of a definition in the engine's dialect. It guards the rest of our SQL from a comment at its end.
func onLines(expr string) string {
	sql := dialect(expr, -1).sql
	if strings.Contains(sql, "--") {
		return sql + "\n"
	}
	return sql
}
