package duckdb

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/exec/rows"
)

// A file of ticks is Parquet: id (the tick's), k0 …, e (the tick's time, microseconds) and i0 …, in the order of id and key.

// WriteTicks implements offline.Engine.
func (e *Engine) WriteTicks(ctx context.Context, srcs []*catalog.Source, v *catalog.FeatureView, t *catalog.Ticks, done func(ticks int)) error {
	c, release, err := e.internal(ctx)
	if err != nil {
		return err
	}
	defer release()
	var n int
	w := &tickWriter{snapshot: snapshot{e: e, c: c, srcs: srcs, v: v}, temps: &temps{n: &n}}
	defer w.temps.drop(context.WithoutCancel(ctx), c)
	cols := []sqltype.Column{{Name: "id", Type: sqltype.Of(sqltype.Int8)}, {Name: "e", Type: sqltype.Of(sqltype.Int8)}}
	for i, k := range v.Keys {
		cols = append(cols, sqltype.Column{Name: fmt.Sprintf("k%d", i), Type: k.Type})
	}
	for i, in := range v.Inputs {
		cols = append(cols, sqltype.Column{Name: fmt.Sprintf("i%d", i), Type: in.Type})
	}
	if w.table, err = w.temps.declare(ctx, c, cols); err != nil {
		return err
	}
	for i := range t.Ticks {
		if err := w.compute(ctx, &t.Ticks[i]); err != nil {
			return err
		}
		done(i + 1)
	}
	t.File = historyName(t.Generation)
	path := filepath.Join(e.history, t.File)
	d := &viewReader{v: v}
	err = c.exec(ctx, fmt.Sprintf("COPY (SELECT %s FROM %s ORDER BY id, %s) TO %s %s",
		d.storedColumns(), quoteIdent(w.table), strings.Join(d.keys(""), ", "), quoteString(path), stored))
	if err != nil {
		return errors.Join(err, e.FreeHistory(ctx, t.Generation))
	}
	info, err := os.Stat(path)
	if err != nil {
		return sqlerr.New(sqlerr.StoreUnreachable, "cannot read the history: %v", err)
	}
	t.Bytes = info.Size()
	return nil
}

// tickWriter computes ticks into a table.
type tickWriter struct {
	snapshot
	temps *temps
	table string
}

// compute adds the result of a tick, or says why it has none.
func (w *tickWriter) compute(ctx context.Context, t *catalog.Tick) error {
	result, err := w.temps.build(ctx, w.c, func() (string, error) { return w.temps.create(ctx, w.c, w.result(t)) })
	if err == nil {
		err = w.unique(ctx, result)
	}
	switch code := sqlerr.Code(err); {
	case err == nil:
	case strings.HasPrefix(code, "22"), strings.HasPrefix(code, "21"):
		t.Failed = sqlerr.From(w.blame(ctx, err)).Message
		return nil
	default:
		return err
	}
	if t.Rows, err = queryInt(ctx, w.c, "SELECT count(*) FROM "+quoteIdent(result)); err != nil {
		return err
	}
	return w.c.exec(ctx, fmt.Sprintf("INSERT INTO %s BY NAME SELECT * FROM %s; DROP TABLE temp.%[2]s", quoteIdent(w.table), quoteIdent(result)))
}

// result is the SELECT of a tick's rows. A row with a NULL key belongs to no entity (R1).
func (w *tickWriter) result(t *catalog.Tick) string {
	sel := []string{fmt.Sprintf("%s AS id, %s AS e", bigint(int64(t.ID)), bigint(t.T))}
	var conds []string
	for i, k := range w.v.Keys {
		sel = append(sel, fmt.Sprintf("CAST(s.%s AS %s) AS k%d", quoteIdent(k.Name), k.Type.DuckDB(), i))
		conds = append(conds, fmt.Sprintf("s.%s IS NOT NULL", quoteIdent(k.Name)))
	}
	for i, in := range w.v.Inputs {
		sel = append(sel, fmt.Sprintf("CAST(s.%s AS %s) AS i%d", in.Expr, in.Type.DuckDB(), i))
	}
	text := w.query(t.T, func(src *catalog.Source) string { return w.knownAt(src, t.T) })
	return fmt.Sprintf("SELECT %s FROM (%s\n) AS s WHERE %s", strings.Join(sel, ", "), text.sql, strings.Join(conds, " AND "))
}

// knownAt is the rows of a source that count at a tick: e <= T and a <= T (R3), from the view's start on (R4).
func (w *tickWriter) knownAt(src *catalog.Source, t int64) string {
	cols := make([]string, len(src.Columns))
	for i, c := range src.Columns {
		cols[i] = c.Name
	}
	event := "epoch_us(" + quoteIdent(src.EventTime) + ")"
	conds := []string{event + " <= " + bigint(t)}
	switch {
	case src.AvailableAt != "":
		conds = append(conds, "epoch_us("+quoteIdent(src.AvailableAt)+") <= "+bigint(t))
	case src.AvailableAfter != 0:
		conds = append(conds, event+" <= "+bigint(t-src.AvailableAfter))
	}
	if w.v.Start != nil {
		conds = append(conds, event+" >= "+bigint(*w.v.Start))
	}
	return "(SELECT * FROM (" + w.e.scanFiles(src, cols) + ") WHERE " + strings.Join(conds, " AND ") + ")"
}

// unique refuses a result with several rows for a key.
func (w *tickWriter) unique(ctx context.Context, result string) error {
	d := &viewReader{v: w.v}
	keys := strings.Join(d.keys(""), ", ")
	row, err := queryRow(ctx, w.c, fmt.Sprintf("SELECT count(*), min(k) FROM (SELECT concat_ws(', ', %s) AS k FROM %s GROUP BY %[1]s HAVING count(*) > 1)", keys, quoteIdent(result)))
	if err != nil || row[0] == int64(0) {
		return err
	}
	return sqlerr.New(sqlerr.CardinalityViolation, "key (%v) has more than one row (%d such keys)", row[1], row[0]).
		WithHint("GROUP BY the keys, or SELECT DISTINCT ON them.")
}

// blame names the file that does not fit a source, if it is that.
func (w *tickWriter) blame(ctx context.Context, err error) error {
	for _, src := range w.srcs {
		if told := w.e.blame(ctx, src, err); told != err { //nolint:errorlint // the same error comes back
			return told
		}
	}
	return err
}

// ReadTick implements offline.Engine.
func (e *Engine) ReadTick(ctx context.Context, v *catalog.FeatureView, in *catalog.Ticks, t catalog.Tick) (offline.Scan, error) {
	c, release, err := e.internal(ctx)
	if err != nil {
		return nil, err
	}
	d := &viewReader{e: e, c: c, v: v, history: []string{filepath.Join(e.history, in.File)}}
	res, err := c.query(ctx, fmt.Sprintf("SELECT %s, h.e%s FROM %s AS h WHERE h.id = %s",
		strings.Join(d.keys("h."), ", "), d.inputList("h."), d.historyFiles(), bigint(int64(t.ID))))
	if err != nil {
		release()
		return nil, err
	}
	return &tickScan{historyScan{res: res, release: release, columns: len(v.Keys), keys: len(v.Keys)}, t.Usable}, nil
}

// tickScan gives the rows of a tick, which count from when it may be used.
type tickScan struct {
	historyScan
	usable int64
}

// Next implements offline.Scan.
func (s *tickScan) Next(ctx context.Context) (*rows.Row, error) {
	row, err := s.historyScan.Next(ctx)
	if row != nil {
		row.Available = s.usable
	}
	return row, err
}

// tickFile is a tick with the file that it is in.
type tickFile struct {
	catalog.Tick
	file string // absolute
}

// ticksOf are the ticks of a snapshot view that have a result.
func (r *run) ticksOf(all []*catalog.Ticks) []tickFile {
	out := []tickFile{}
	for _, file := range all {
		for _, t := range file.Ticks {
			if t.Failed == "" {
				out = append(out, tickFile{Tick: t, file: filepath.Join(r.e.history, file.File)})
			}
		}
	}
	return out
}

// tickAt is newestAt of a snapshot view: the rows of the one tick that serves at m.
func (d *viewReader) tickAt(m moment, keys string) string {
	var best *tickFile
	for i := range d.ticks {
		t := &d.ticks[i]
		seen := t.SeenFrom(d.v.TickDelay, m.strict) <= m.t
		if m.asked {
			seen = t.SeenKnowing(d.v.TickDelay, m.strict) <= m.t && t.Commit <= m.known
		}
		if seen && (best == nil || catalog.CompareTicks(best.Tick, t.Tick) < 0) {
			best = t
		}
	}
	cond := "false"
	if best != nil && best.T >= m.expiry(d.v) {
		cond = "h.id = " + bigint(int64(best.ID))
		d.history = []string{best.file}
	}
	return fmt.Sprintf("SELECT %s, h.e%s FROM %s AS h%s WHERE %s", strings.Join(d.keys("h."), ", "), inputColumns("h.", plainInputs(d.v)),
		d.tickRows(), d.semiKeys(keys), cond)
}

// tickRows is the files of ticks as a relation, empty without one.
func (d *viewReader) tickRows() string {
	if len(d.history) > 0 {
		return d.historyFiles()
	}
	cols := []sqltype.Column{{Name: "id", Type: sqltype.Of(sqltype.Int8)}, {Name: "e", Type: sqltype.Of(sqltype.Int8)}}
	for i, k := range d.v.Keys {
		cols = append(cols, sqltype.Column{Name: fmt.Sprintf("k%d", i), Type: k.Type})
	}
	for i, in := range d.v.Inputs {
		cols = append(cols, sqltype.Column{Name: fmt.Sprintf("i%d", i), Type: in.Type})
	}
	return emptyRelation(cols)
}

// semiKeys keeps the rows h whose keys are in a table.
func (d *viewReader) semiKeys(keys string) string {
	if keys == "" {
		return ""
	}
	return " SEMI JOIN " + quoteIdent(keys) + " AS s ON " + d.equalKeys("h", "s")
}

// tickOf is newest of a snapshot view: for each probe the row of its key in the one tick that serves at its time.
func (d *viewReader) tickOf(ctx context.Context, p *probes) (string, error) {
	find := d.ticksKnown
	if !p.asked {
		find = d.ticksServing
	}
	asked, err := find(ctx, p)
	if err != nil {
		return "", err
	}
	alive, _ := d.alive(p)
	return d.temps.create(ctx, d.c, fmt.Sprintf("SELECT p.id, r.e%s FROM %s AS p JOIN %s AS r ON r.id = p.tick AND %s%s",
		inputColumns("r.", plainInputs(d.v)), quoteIdent(asked), d.tickRows(), d.equalKeys("p", "r"), alive))
}

// ticksServing makes a table of the probes with their ticks: from each of few moments on another tick serves.
func (d *viewReader) ticksServing(ctx context.Context, p *probes) (string, error) {
	from := func(t *tickFile) int64 { return t.SeenFrom(d.v.TickDelay, p.strict) }
	ticks := slices.Clone(d.ticks)
	slices.SortFunc(ticks, func(a, b tickFile) int {
		return cmp.Or(cmp.Compare(from(&a), from(&b)), catalog.CompareTicks(a.Tick, b.Tick))
	})
	var serving []tickFile
	for _, t := range ticks {
		n := len(serving)
		if from(&t) > p.max || n > 0 && catalog.CompareTicks(t.Tick, serving[n-1].Tick) < 0 {
			continue
		}
		if n > 0 && (from(&serving[n-1]) == from(&t) || from(&t) <= p.min) {
			serving = serving[:n-1]
		}
		serving = append(serving, t)
	}
	var steps [][]any
	for i := range serving {
		steps = append(steps, []any{from(&serving[i]), int64(serving[i].ID)})
	}
	return d.askTicks(ctx, serving, steps, []string{"f", "tick"},
		fmt.Sprintf("SELECT p.*, s.tick FROM %s AS p ASOF JOIN %%s AS s ON p.t >= s.f", quoteIdent(p.table)))
}

// ticksKnown makes a table of the probes with their ticks as they were known (R32): a range join.
func (d *viewReader) ticksKnown(ctx context.Context, p *probes) (string, error) {
	ticks := slices.Clone(d.ticks)
	slices.SortFunc(ticks, func(a, b tickFile) int { return catalog.CompareTicks(a.Tick, b.Tick) })
	ticks = slices.DeleteFunc(ticks, func(t tickFile) bool { return t.SeenKnowing(d.v.TickDelay, p.strict) > p.max })
	var list [][]any
	for i := range ticks {
		list = append(list, []any{ticks[i].SeenKnowing(d.v.TickDelay, p.strict), int64(ticks[i].ID), ticks[i].Commit, int64(i)})
	}
	return d.askTicks(ctx, ticks, list, []string{"f", "tick", "c", "n"}, fmt.Sprintf(
		"SELECT p.*, x.tick FROM %[1]s AS p JOIN (SELECT p.id, arg_max(s.tick, s.n) AS tick FROM %[1]s AS p JOIN %%s AS s ON s.f <= p.t AND s.c <= p.known GROUP BY p.id) AS x ON x.id = p.id",
		quoteIdent(p.table)))
}

// askTicks makes a table of a query over a table of integers. The files that hold the ticks become the reader's.
func (d *viewReader) askTicks(ctx context.Context, ticks []tickFile, list [][]any, names []string, query string) (string, error) {
	for _, t := range ticks {
		if !slices.Contains(d.history, t.file) {
			d.history = append(d.history, t.file)
		}
	}
	cols := make([]sqltype.Column, len(names))
	for i, name := range names {
		cols[i] = sqltype.Column{Name: name, Type: sqltype.Of(sqltype.Int8)}
	}
	table, err := d.temps.declare(ctx, d.c, cols)
	if err != nil {
		return "", err
	}
	if err := d.c.append(ctx, table, cols, list); err != nil {
		return "", err
	}
	return d.temps.create(ctx, d.c, fmt.Sprintf(query, quoteIdent(table)))
}
