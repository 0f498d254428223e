package duckdb

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"asof/catalog"
	"asof/catalog/sqltype"
)

// feed is one source of an event view as its files are read: the view's own, or a branch of its UNION ALL.
type feed struct {
	e              *Engine
	src            *catalog.Source
	alias          string
	eventTime      string
	tieBreak       string
	availableAt    string
	availableAfter int64
	loaded         bool
	columns        []string // of the source, that the definition mentions
}

// feeds are those of a view over its sources.
func feeds(e *Engine, v *catalog.FeatureView, srcs []*catalog.Source) []feed {
	named := func(alias string, src *catalog.Source) string {
		if alias == "" {
			return src.Name
		}
		return alias
	}
	if srcs == nil {
		return nil // of a history
	}
	if v.Branches == nil {
		return []feed{{e, srcs[0], named(v.Alias, srcs[0]), v.EventTime, v.TieBreak, v.AvailableAt, v.AvailableAfter, v.Loaded, v.Reads}}
	}
	out := make([]feed, len(v.Branches))
	for i, b := range v.Branches {
		out[i] = feed{e, srcs[i], named(b.Alias, srcs[i]), b.EventTime, b.TieBreak, b.AvailableAt, b.AvailableAfter, b.Loaded, b.Reads}
	}
	return out
}

// scan is the source's files under the name that the row expressions use.
func (f *feed) scan() string {
	cols := slices.Clone(f.columns)
	for _, c := range []string{f.eventTime, f.tieBreak, f.availableAt} {
		if c != "" && !slices.Contains(cols, c) {
			cols = append(cols, c)
		}
	}
	return "(" + f.e.scanFiles(f.src, cols) + ") AS " + quoteIdent(f.alias)
}

func (f *feed) column(name string) string { return quoteIdent(f.alias) + "." + quoteIdent(name) }

// event is e; NULL for what is no moment.
func (f *feed) event() string { return fmt.Sprintf("epoch_us(%s)", f.column(f.eventTime)) }

func (f *feed) tie() string {
	if f.tieBreak == "" {
		return "CAST(NULL AS INTEGER)"
	}
	return f.column(f.tieBreak)
}

// available is a of a row. Rows of a source whose rows are known once they are loaded have none before.
func (f *feed) available() string {
	switch {
	case f.loaded:
		return "CAST(NULL AS BIGINT)"
	case f.availableAt == "":
		return ahead(f.event(), f.availableAfter)
	}
	c := f.column(f.availableAt)
	return fmt.Sprintf("coalesce(epoch_us(%[1]s), CASE WHEN %[1]s > 'epoch' THEN %[2]s WHEN %[1]s < 'epoch' THEN %[3]s END)", c, bigint(infinite), bigint(-infinite))
}

// conditions are what R1 leaves out, and the rows that b bounds, so that the scan is pruned by it.
func (f *feed) conditions(lo, hi int64) []string {
	event := f.column(f.eventTime)
	conds := []string{f.event() + " IS NOT NULL"}
	if f.availableAt != "" {
		conds = append(conds, f.column(f.availableAt)+" IS NOT NULL")
	}
	if lo > -sane {
		conds = append(conds, fmt.Sprintf("%s >= %s", event, f.edge(lo, false)), fmt.Sprintf("%s >= %s", f.event(), bigint(lo)))
	}
	if hi < sane {
		conds = append(conds, fmt.Sprintf("%s <= %s", event, f.edge(hi, true)))
	}
	if hi < math.MaxInt64 {
		conds = append(conds, fmt.Sprintf("%s <= %s", f.event(), bigint(hi)))
	}
	return conds
}

// sane bounds the times that the engine's timestamps can say, in microseconds: about 290,000 years.
const sane = 9_000_000_000_000_000_000

// edge is a literal of the event-time column's type that is not after (up: not before) us, for the scan's statistics.
func (f *feed) edge(us int64, up bool) string {
	c, _ := f.src.Column(f.eventTime)
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

// The hidden columns of a UNION ALL of sources.
const (
	unionEvent     = "asof.e"
	unionAvailable = "asof.a"
	unionTie       = "asof.tie"
	unionBranch    = "asof.branch"
	unionAlias     = "asof.union" // without one of the client
)

// relation is the view's source rows within lo and hi as a FROM item, with the conditions that are left to its WHERE. loading
// says that rows which no history holds are wanted too.
func (d *viewReader) relation(lo, hi int64, loading bool) (string, []string) {
	lo = max(lo, d.start())
	if d.v.Branches == nil {
		f := &d.feeds[0]
		conds := f.conditions(lo, hi)
		if f.loaded && !loading {
			conds = append(conds, "false") // no history: nothing is loaded yet
		}
		return f.scan(), conds
	}
	return d.unionAll(func(f *feed) []string {
		conds := f.conditions(lo, hi)
		if f.loaded && !loading {
			conds = append(conds, "false")
		}
		return conds
	}), []string{"true"}
}

// unionAll is the branches' rows that meet the conditions of their feeds, under the name that the view's expressions use.
func (d *viewReader) unionAll(where func(*feed) []string) string {
	arms := make([]string, len(d.v.Branches))
	for i, b := range d.v.Branches {
		f := &d.feeds[i]
		sel := []string{
			f.event() + " AS " + quoteIdent(unionEvent), f.available() + " AS " + quoteIdent(unionAvailable),
			fmt.Sprintf("CAST(%d AS UTINYINT) AS %s", i, quoteIdent(unionBranch)),
		}
		if d.v.TieBreak != "" {
			sel = append(sel, f.tie()+" AS "+quoteIdent(unionTie))
		}
		for j, c := range b.Columns {
			sel = append(sel, fmt.Sprintf("CAST((%s) AS %s) AS %s", onLines(c.Expr), d.v.Branches[0].Columns[j].Type.DuckDB(), quoteIdent(d.v.Branches[0].Columns[j].Name)))
		}
		conds := where(f)
		if b.Where != "" {
			conds = append(conds, "("+onLines(b.Where)+")")
		}
		if len(conds) == 0 {
			conds = []string{"true"}
		}
		arms[i] = "SELECT " + strings.Join(sel, ", ") + " FROM " + f.scan() + " WHERE " + strings.Join(conds, " AND ")
	}
	return "(" + strings.Join(arms, " UNION ALL ") + ") AS " + quoteIdent(d.alias())
}

// lost counts the source rows that belong to no entity (R1): without event time, available time or key.
func (d *viewReader) lost() string {
	var conds []string
	from := ""
	if d.v.Branches == nil {
		f := &d.feeds[0]
		from = f.scan()
		conds = append(conds, f.event()+" IS NULL")
		if f.availableAt != "" {
			conds = append(conds, f.column(f.availableAt)+" IS NULL")
		}
	} else {
		from = d.unionAll(func(*feed) []string { return nil })
		conds = append(conds, d.eventExpr()+" IS NULL")
		if !d.v.IsLoaded() {
			conds = append(conds, quoteIdent(unionAvailable)+" IS NULL")
		}
	}
	for i := range d.v.Keys {
		conds = append(conds, d.keyExpr(i)+" IS NULL")
	}
	return "SELECT count(*) FROM " + from + " WHERE " + strings.Join(conds, " OR ")
}

// eventExpr, availableExpr and tieExpr are e, a and tie_break of a row of relation.
func (d *viewReader) eventExpr() string {
	if d.v.Branches == nil {
		return d.feeds[0].event()
	}
	return d.column(unionEvent)
}

func (d *viewReader) availableExpr() string {
	if d.v.Branches == nil {
		return d.feeds[0].available()
	}
	return d.column(unionAvailable)
}

func (d *viewReader) tieExpr() string {
	switch {
	case d.v.TieBreak == "":
		return "CAST(NULL AS INTEGER)"
	case d.v.Branches == nil:
		return d.feeds[0].tie()
	}
	return d.column(unionTie)
}

// columnType is the type of a column that the view's expressions may name.
func (d *viewReader) columnType(name string) (sqltype.Type, bool) {
	if d.v.Branches == nil {
		c, ok := d.feeds[0].src.Column(name)
		return c.Type, ok
	}
	for _, c := range d.v.Branches[0].Columns {
		if c.Name == name {
			return c.Type, true
		}
	}
	return sqltype.Type{}, false
}

func (d *viewReader) alias() string {
	switch {
	case d.v.Branches == nil:
		return d.feeds[0].alias
	case d.v.Alias != "":
		return d.v.Alias
	}
	return unionAlias
}

func (d *viewReader) column(name string) string {
	return quoteIdent(d.alias()) + "." + quoteIdent(name)
}

// start is the view's start (R4), or the beginning of time.
func (d *viewReader) start() int64 {
	if d.v.Start == nil {
		return math.MinInt64
	}
	return *d.v.Start
}
