package duckdb

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"asof/catalog"
	"asof/catalog/sqltype"
)

// The names of columns in the SQL that this package writes: k0, k1 … are a view's keys (a view without keys has one that is the
// same in all rows), e the event time in microseconds, a the available time if it does not follow from e, o the rank of a row
// among those of its key with the same e (0 is the greatest by R5), i0 … the inputs, a0 … the aggregates, t the time asked for, id
// the number of a spine row.

// viewReader reads the rows of one view, from its sources' files or from the server's history of them.
type viewReader struct {
	e       *Engine
	c       *conn // its TimeZone is UTC (R1)
	temps   *temps
	v       *catalog.FeatureView
	feeds   []feed
	late    bool       // rows have an a of their own
	delay   int64      // otherwise: a = e + delay
	loading bool       // rows that no history holds are read too
	history []string   // absolute paths; nil: the sources' files
	ticks   []tickFile // of a snapshot view
	loaded  int64      // a of the history's rows that have none
	lo, hi  int64      // the widest bounds read so far
	asked   bool       // lo and hi are set
	content string     // what the history was made from: equal for histories of the same source rows
	hits    *sharedHits
}

// newViewReader is a reader of a view's files.
func newViewReader(e *Engine, c *conn, temps *temps, v *catalog.FeatureView, srcs []*catalog.Source) *viewReader {
	delay, same := v.Delay()
	return &viewReader{e: e, c: c, temps: temps, v: v, feeds: feeds(e, v, srcs), delay: delay, late: !same}
}

// from makes the reader read a history.
func (d *viewReader) from(h catalog.History) {
	for _, f := range h.Files {
		d.history = append(d.history, filepath.Join(d.e.history, f))
	}
	d.loaded = h.Loaded
}

// bounds prune the rows that are read: only rows with lo <= e <= hi and, where rows have an a of their own, a <= known; and with
// keys (and event times, if semiTime) in the table semi. All of it is pushed into the scan.
type bounds struct {
	lo, hi   int64
	known    int64
	semi     string
	semiTime bool
}

// everything is bounds that leave nothing out.
var everything = bounds{lo: math.MinInt64, hi: math.MaxInt64, known: math.MaxInt64}

// ties is b for the keys and event times in a table.
func (b bounds) ties(table string) bounds {
	b.semi, b.semiTime = table, true
	return b
}

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

// rows is the SELECT of the view's rows within b: keys, e, a and inputs; with order also tie and h, the rest of R5 as far as files
// tell (h is computed for every row that comes out).
func (d *viewReader) rows(b bounds, order bool) string {
	if !d.asked {
		d.lo, d.hi, d.asked = b.lo, b.hi, true
	}
	d.lo, d.hi = min(d.lo, b.lo), max(d.hi, b.hi)
	if d.history != nil {
		return d.historyRows(b)
	}
	from, conds := d.relation(b.lo, b.hi, d.loading)
	var sel []string
	for i := range d.keys("") {
		sel = append(sel, fmt.Sprintf("%s AS k%d", d.keyExpr(i), i))
	}
	sel = append(sel, d.eventExpr()+" AS e")
	if d.late {
		sel = append(sel, d.availableExpr()+" AS a")
	}
	for i, in := range d.v.Inputs {
		sel = append(sel, fmt.Sprintf("CAST((%s) AS %s) AS i%d", onLines(in.Expr), in.Type.DuckDB(), i))
	}
	if order {
		sel = append(sel, d.tieExpr()+" AS tie", d.hashExpr()+" AS h")
	}
	return "SELECT " + strings.Join(sel, ", ") + " FROM " + from + d.semiJoin(b) + " WHERE " + strings.Join(append(conds, d.conditions(b)...), " AND ")
}

// rowsWithTie is rows of files with the column tie; the hash is dropped before it is computed.
func (d *viewReader) rowsWithTie(b bounds) string {
	return "SELECT * EXCLUDE (h) FROM (" + d.rows(b, true) + ")"
}

// conditions are the WHERE of the view and what b and R1 leave out beside the event times.
func (d *viewReader) conditions(b bounds) []string {
	var conds []string
	for i := range d.v.Keys {
		conds = append(conds, d.keyExpr(i)+" IS NOT NULL")
	}
	if d.v.Where != "" {
		conds = append(conds, "("+onLines(d.v.Where)+")")
	}
	if d.late && b.known < math.MaxInt64 {
		conds = append(conds, d.availableExpr()+" <= "+bigint(b.known))
	}
	return conds
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
	if d.late && b.known < math.MaxInt64 {
		conds = append(conds, "h.a <= "+bigint(b.known))
	}
	join := ""
	if b.semi != "" {
		on := d.equalKeys("h", "s")
		if b.semiTime {
			on += " AND h.e = s.e"
		}
		join = fmt.Sprintf(" SEMI JOIN %s AS s ON %s", quoteIdent(b.semi), on)
	}
	where := ""
	if len(conds) > 0 {
		where = " WHERE " + strings.Join(conds, " AND ")
	}
	return "SELECT " + strings.Join(sel, ", ") + " FROM " + d.historyFiles() + " AS h" + join + where
}

// historyFiles is the history's files as a relation, with the view's types.
func (d *viewReader) historyFiles() string { return d.readHistory("") }

// numberedHistory is historyFiles with the number of each row in its file, file_row_number.
func (d *viewReader) numberedHistory() string { return d.readHistory(", file_row_number = true") }

func (d *viewReader) readHistory(options string) string {
	files := make([]string, len(d.history))
	for i, f := range d.history {
		files[i] = quoteString(f)
	}
	cols := "*"
	var typed []string
	if d.v.IsLoaded() {
		typed = append(typed, "coalesce(a, "+bigint(d.loaded)+") AS a")
	}
	for i, in := range d.v.Inputs {
		if storedAsText(in.Type) {
			typed = append(typed, fmt.Sprintf("CAST(i%d AS %s) AS i%d", i, in.Type.DuckDB(), i))
		}
	}
	if typed != nil {
		cols = "* REPLACE (" + strings.Join(typed, ", ") + ")"
	}
	return "(SELECT " + cols + " FROM read_parquet([" + strings.Join(files, ", ") + "]" + options + "))"
}

func (d *viewReader) keyExpr(i int) string {
	if len(d.v.Keys) == 0 {
		return noKey
	}
	k := d.v.Keys[i]
	name := strings.Trim(k.Expr, `"`)
	if t, ok := d.columnType(name); ok && t == k.Type {
		return d.column(name) // bare, so that the scan is pruned by it
	}
	return fmt.Sprintf("CAST((%s) AS %s)", onLines(k.Expr), k.Type.DuckDB())
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
	for i := range d.keys("") {
		cols = append(cols, fmt.Sprintf(`k%d AS "asof.k%d"`, i, i))
		on = append(on, fmt.Sprintf(`%s = "asof.semi"."asof.k%d"`, d.keyExpr(i), i))
	}
	if withTime {
		cols = append(cols, `e AS "asof.e"`)
		on = append(on, d.eventExpr()+` = "asof.semi"."asof.e"`)
	}
	return fmt.Sprintf(`(SELECT %s FROM %s) AS "asof.semi" ON %s`, strings.Join(cols, ", "), quoteIdent(table), strings.Join(on, " AND "))
}

// hashExpr is R5's last resort: MD5 over the text of the columns that the view reads. Each text goes with its length, so that
// no two rows of different columns have the same text; N stands for NULL. Before it stands the branch of a UNION ALL (R16).
func (d *viewReader) hashExpr() string {
	parts := []string{"''"}
	for _, c := range d.v.Reads {
		text := fmt.Sprintf("CAST(%s AS VARCHAR)", d.column(c))
		parts = append(parts, fmt.Sprintf("CASE WHEN %s IS NULL THEN 'N' ELSE CAST(strlen(%s) AS VARCHAR) || ':' || %s END", text, text, text))
	}
	hash := "md5(" + strings.Join(parts, " || ") + ")"
	if d.v.Branches != nil {
		hash = "printf('%02x', " + d.column(unionBranch) + ") || " + hash
	}
	return "unhex(" + hash + ")"
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
	ties := d.rows(b.ties(tied), true)
	cols := d.rowColumns()
	return fmt.Sprintf("SELECT %s, 0 AS o FROM (%s) AS r ANTI JOIN %s AS x ON %s AND r.e = x.e UNION ALL SELECT %s, %s AS o FROM (%s)",
		cols, d.rows(b, false), quoteIdent(tied), d.equalKeys("r", "x"), cols, d.rank(), ties), nil
}

// rowColumns are the columns of rows: keys, e, a and inputs.
func (d *viewReader) rowColumns() string {
	return strings.Join(d.keys(""), ", ") + ", " + d.times("") + d.inputList("")
}

// times are the time columns of rows, each with a prefix.
func (d *viewReader) times(prefix string) string {
	if d.late {
		return prefix + "e, " + prefix + "a"
	}
	return prefix + "e"
}

// rank is o of rows that have tie and h.
func (d *viewReader) rank() string {
	order := "tie DESC NULLS LAST, "
	if d.late {
		order += "a DESC NULLS FIRST, " // those that are just being loaded come last
	}
	return fmt.Sprintf("row_number() OVER (PARTITION BY %s, e ORDER BY %sh DESC) - 1", strings.Join(d.keys(""), ", "), order)
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

// noKey is the key of a view without keys.
const noKey = "CAST(0 AS UTINYINT)"

// keys are the view's key columns, each with a prefix such as "p.".
func (d *viewReader) keys(prefix string) []string {
	names := make([]string, max(1, len(d.v.Keys)))
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
	on := make([]string, max(1, len(d.v.Keys)))
	for i := range on {
		on[i] = fmt.Sprintf("%s.k%d = %s.k%d", left, i, right, i)
	}
	return strings.Join(on, " AND ")
}

// sameKeys is equalKeys for the ON of an ASOF JOIN. The engine's ASOF JOIN takes blobs for equal that are not (1.5.6), its
// other joins do not: here they are compared as text.
func (d *viewReader) sameKeys(left, right string) string {
	if !slices.ContainsFunc(d.v.Keys, func(k catalog.Key) bool { return k.Type.ID == sqltype.Bytea }) {
		return d.equalKeys(left, right)
	}
	on := make([]string, len(d.v.Keys))
	for i, k := range d.v.Keys {
		l, r := fmt.Sprintf("%s.k%d", left, i), fmt.Sprintf("%s.k%d", right, i)
		if k.Type.ID == sqltype.Bytea {
			l, r = "hex("+l+")", "hex("+r+")"
		}
		on[i] = l + " = " + r
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
