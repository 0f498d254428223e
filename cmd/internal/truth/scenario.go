package truth

import (
	"fmt"
	"slices"
	"strings"
)

// scenario is sources, views and snapshot views over them, and what may stand above those.
type scenario struct {
	seed      uint64
	sources   []*source
	keys      []typ
	domain    [][]any // the keys that are asked for, some of which have no rows
	views     []*view
	snapshots []*snapshot
	above     []*above
}

// source is a file of events.
type source struct {
	name      string
	file      string // of its files, which no other source ever had
	time      typ    // of ts: a timestamp or a date
	tie       *typ
	available string // "", "at" or "after"
	after     int64  // microseconds, of available_after
	cols      []column
	rows      []*row
}

// row is a row of a source.
type row struct {
	key    []any
	e      int64  // event time
	noTime string // "NULL" or 'infinity', in the place of e
	a      int64  // available time; of a source that has a column for it also without one
	noAt   bool   // available time is NULL
	tie    any
	vals   []any
	late   bool // its file comes after the first REFRESH
	branch int  // of UNION ALL
	rank   int  // stands for the last of R5's criteria, among rows that are equal up to there
	dup    bool // said twice in the file
}

// window is a frame by name.
type window struct {
	name   string
	mode   string // "range", "rows", "unbounded"
	w1, w2 int64  // range: from t - w1 to t - w2
	n      int    // rows
	hop    int64
	named  bool   // written by its name
	keys   string // as PARTITION BY may say them
}

func (w *window) spec() string {
	switch {
	case w.mode == "rows":
		return fmt.Sprintf("(ROWS %d PRECEDING)", w.n)
	case w.mode == "unbounded":
		partition := "PARTITION BY " + w.keys + " "
		if w.keys == "" {
			partition = ""
		}
		return []string{"()", "(RANGE UNBOUNDED PRECEDING)", "(ROWS UNBOUNDED PRECEDING)", "(" + partition + "ORDER BY ts)"}[w.n]
	case w.w2 > 0:
		return fmt.Sprintf("(RANGE BETWEEN INTERVAL '%s' PRECEDING AND INTERVAL '%s' PRECEDING)", interval(w.w1), interval(w.w2))
	}
	return fmt.Sprintf("(RANGE INTERVAL '%s' PRECEDING)", interval(w.w1))
}

func (w *window) over() string {
	if w.named || w.hop > 0 {
		return w.name
	}
	return w.spec()
}

// item is an output column of a view.
type item struct {
	name string
	expr expr       // plain column
	agg  *aggregate // or a window aggregate
	post *post      // or an expression above them
}

// view is a feature view over the scenario's sources.
type view struct {
	name    string
	global  bool // it has no keys
	ttl     int64
	where   expr
	windows []*window
	items   []*item
	start   int64 // or 0
}

// post is an expression above aggregates and plain columns: its form says which.
type post struct {
	form string // "now", "isnull", "more", "case", "coalesce"
	a, b *item
	to   any
}

func (p *post) sql(v *view) string {
	switch p.form {
	case "now":
		return "now() - ts"
	case "isnull":
		return p.a.sql(v) + " IS NULL"
	case "more":
		return p.a.sql(v) + " - " + p.b.sql(v)
	case "case":
		return fmt.Sprintf("CASE WHEN %s > %d THEN %s END", p.b.sql(v), p.to, p.a.sql(v))
	}
	return fmt.Sprintf("coalesce(%s, %s)", p.a.sql(v), p.a.of().literal(p.to))
}

func (i *item) sql(v *view) string {
	switch {
	case i.agg != nil:
		return i.agg.sql(v)
	case i.post != nil:
		return i.post.sql(v)
	}
	return i.expr.sql()
}

func (i *item) of() typ {
	switch {
	case i.agg != nil:
		return i.agg.of()
	case i.expr != nil:
		return i.expr.of()
	}
	switch i.post.form {
	case "now":
		return tInterval
	case "isnull":
		return tBool
	case "more":
		return tInt8
	}
	return i.post.a.of()
}

func keyName(i int) string { return fmt.Sprintf("k%d", i) }

func (s *scenario) keyNames() []string {
	var names []string
	for i := range s.keys {
		names = append(names, keyName(i))
	}
	return names
}

// create is the view's definition.
func (s *scenario) create(v *view) string {
	var b strings.Builder
	b.WriteString("CREATE FEATURE VIEW " + v.name)
	if !v.global {
		b.WriteString(" ENTITY e")
	}
	var options, hops []string
	if v.ttl > 0 {
		options = append(options, fmt.Sprintf("ttl = '%s'", interval(v.ttl)))
	}
	if v.start != 0 {
		options = append(options, "start = "+quote(timeText(v.start)+"+00"))
	}
	for _, w := range v.windows {
		if w.hop > 0 {
			hops = append(hops, w.name+": "+interval(w.hop))
		}
	}
	if len(v.windows) == 1 && hops != nil && slices.ContainsFunc(v.items, func(i *item) bool { return i.agg != nil }) {
		options = append(options, "hop = "+quote(interval(v.windows[0].hop))) // one value for all
	} else if hops != nil {
		options = append(options, "hop = "+quote(strings.Join(hops, ", ")))
	}
	if options != nil {
		fmt.Fprintf(&b, " WITH (%s)", strings.Join(options, ", "))
	}
	var list []string
	if !v.global {
		list = s.keyNames()
	}
	for _, i := range v.items {
		list = append(list, i.sql(v)+" AS "+i.name)
	}
	fmt.Fprintf(&b, "\nAS SELECT %s\nFROM %s", strings.Join(list, ",\n  "), s.from())
	if v.where != nil {
		b.WriteString("\nWHERE " + v.where.sql())
	}
	var named []string
	for _, w := range v.windows {
		if w.named || w.hop > 0 {
			named = append(named, w.name+" AS "+w.spec())
		}
	}
	if named != nil {
		b.WriteString("\nWINDOW " + strings.Join(named, ", "))
	}
	return b.String()
}

// from is the source, or all of them as one.
func (s *scenario) from() string {
	if len(s.sources) == 1 {
		return s.sources[0].name
	}
	var arms []string
	for _, src := range s.sources {
		arms = append(arms, "SELECT * FROM "+src.name)
	}
	return "(" + strings.Join(arms, " UNION ALL ") + ") u"
}

// definition is the source's CREATE.
func (src *source) definition() string {
	options := []string{"event_time = ts"}
	if src.tie != nil {
		options = append(options, "tie_break = tie")
	}
	switch src.available {
	case "at":
		options = append(options, "available_at = av")
	case "after":
		options = append(options, fmt.Sprintf("available_after = '%s'", interval(src.after)))
	}
	return fmt.Sprintf("CREATE SOURCE %s FROM PARQUET '%s.*.parquet' WITH (%s)", src.name, src.file, strings.Join(options, ", "))
}

// write is the COPY of the rows that come early, or of those that come late.
func (s *scenario) write(src *source, late bool) string {
	var list []string
	for _, r := range src.rows {
		if r.late != late {
			continue
		}
		line := "(" + strings.Join(s.literals(src, r), ", ") + ")"
		list = append(list, line)
		if r.dup {
			list = append(list, line)
		}
	}
	names := append(s.keyNames(), "ts", "av", "tie")
	types := make([]string, 0, len(s.keys))
	for _, t := range s.keys {
		types = append(types, "NULL::"+t.name)
	}
	tie := tInt8
	if src.tie != nil {
		tie = *src.tie
	}
	types = append(types, "NULL::"+src.time.name, "NULL::timestamptz", "NULL::"+tie.name)
	for _, c := range src.cols {
		names, types = append(names, c.name), append(types, "NULL::"+c.typ.name)
	}
	query := fmt.Sprintf("SELECT * FROM (VALUES\n  %s) v(%s)", strings.Join(list, ",\n  "), strings.Join(names, ", "))
	if list == nil {
		query = fmt.Sprintf("SELECT * FROM (VALUES (%s)) v(%s) WHERE false", strings.Join(types, ", "), strings.Join(names, ", "))
	}
	return fmt.Sprintf("COPY (%s) TO '%s.%d.parquet'", query, src.file, map[bool]int{true: 1}[late])
}

func (s *scenario) literals(src *source, r *row) []string {
	var out []string
	for i, t := range s.keys {
		out = append(out, t.literal(r.key[i]))
	}
	ts := src.time.literal(src.time.fromInstant(r.e))
	if r.noTime != "" {
		ts = r.noTime + "::" + src.time.name
	}
	av := "NULL::timestamptz"
	if src.available == "at" && !r.noAt {
		av = instant(r.a)
	}
	tie := "NULL::bigint"
	if src.tie != nil {
		tie = src.tie.literal(r.tie)
	}
	out = append(out, ts, av, tie)
	for i, c := range src.cols {
		out = append(out, c.typ.literal(r.vals[i]))
	}
	return out
}

// allLate says whether some rows come after the first REFRESH.
func (s *scenario) hasLate() bool {
	for _, src := range s.sources {
		for _, r := range src.rows {
			if r.late {
				return true
			}
		}
	}
	return false
}
