package duckdb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/exec/rows"
)

// A history is one Parquet file of a view's rows, in the order of key and R5: k0 …, e (microseconds), i0 …, and for views whose
// values depend on R5, tie, h (16 bytes of MD5, only of rows that have their key, e and tie in common with others) and o,
// the row's rank among those of its key and e, 0 for the greatest. Where rows have available times of their own it has a too, NULL
// for those that came in with the load that wrote it (catalog.History.Loaded).

// storedAsText says whether inputs of type t stand in the history as text: Parquet has no negative intervals and none finer than
// milliseconds, no zone of a time of day, and no JSON that comes back as such.
func storedAsText(t sqltype.Type) bool {
	return t.ID == sqltype.Interval || t.ID == sqltype.TimeTZ || t.ID == sqltype.JSON
}

// storedColumns replaces the inputs of a select over view rows that have to be stored as text.
func (d *viewReader) storedColumns() string {
	var list []string
	for i, in := range d.v.Inputs {
		if storedAsText(in.Type) {
			text := sqltype.Type{ID: sqltype.Text, Array: in.Type.Array}
			list = append(list, fmt.Sprintf("CAST(i%d AS %s) AS i%d", i, text.DuckDB(), i))
		}
	}
	if list == nil {
		return "*"
	}
	return "* REPLACE (" + strings.Join(list, ", ") + ")"
}

// rowGroup is how many rows a row group has: the unit that statistics on k0 and e can skip.
const rowGroup = 122_880

// stored is how files of histories and ticks are written. Bloom filters would add nothing to the statistics, and are wrong for bytea.
var stored = fmt.Sprintf("(FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE %d, WRITE_BLOOM_FILTER false)", rowGroup)

// WriteHistory implements offline.Engine.
func (e *Engine) WriteHistory(ctx context.Context, srcs []*catalog.Source, v *catalog.FeatureView, old, m *catalog.Materialization) error {
	return e.settledHistory(ctx, srcs, v, old, m, nil)
}

// settledHistory writes a history of files that do not change meanwhile.
func (e *Engine) settledHistory(ctx context.Context, srcs []*catalog.Source, v *catalog.FeatureView, old, m *catalog.Materialization, only *period) error {
	c, release, err := e.internal(ctx)
	if err != nil {
		return err
	}
	defer release()
	if old != nil && (old.Version != v.Version || len(old.History.Files) == 0) {
		old = nil // nothing to compare with
	}
	const attempts = 2
	for range attempts {
		before, err := e.stamps(ctx, srcs)
		if err != nil {
			return err
		}
		if err := e.writeHistory(ctx, c, srcs, v, old, m, only); err != nil {
			return err
		}
		after, err := e.stamps(ctx, srcs)
		if err != nil {
			return errors.Join(err, e.FreeHistory(ctx, m.Generation))
		}
		if slices.Equal(before, after) {
			if m.History.Inputs = before; only != nil && !slices.Equal(before, old.History.Inputs) {
				m.History.Inputs = nil
			}
			return e.countLate(ctx, c, v, old, m)
		}
		if err := e.FreeHistory(ctx, m.Generation); err != nil {
			return err
		}
	}
	names := make([]string, len(srcs))
	for i, src := range srcs {
		names[i] = strconv.Quote(src.Name)
	}
	return sqlerr.New(sqlerr.ObjectNotInState, "the files of source %s changed while they were read", strings.Join(names, " or ")).
		WithHint("Write new files under a name that the source's path does not match, and rename them.")
}

// Unchanged implements offline.Engine.
func (e *Engine) Unchanged(ctx context.Context, srcs []*catalog.Source, h catalog.History) (bool, error) {
	now, err := e.stamps(ctx, srcs)
	return slices.Equal(now, h.Inputs), err
}

func (e *Engine) writeHistory(ctx context.Context, c *conn, srcs []*catalog.Source, v *catalog.FeatureView, old, m *catalog.Materialization, only *period) error {
	var n int
	d := newViewReader(e, c, &temps{n: &n}, v, srcs)
	d.loading = true
	defer d.temps.drop(context.WithoutCancel(ctx), c)
	rows, order, err := d.allRows(ctx, old, m, only)
	if err != nil {
		return err
	}
	name := historyName(m.Generation)
	path := filepath.Join(e.history, name)
	m.History = catalog.History{Files: []string{name}}
	err = c.exec(ctx, fmt.Sprintf("COPY (SELECT %s FROM (%s) ORDER BY %s, e%s) TO %s %s",
		d.storedColumns(), rows, strings.Join(d.keys(""), ", "), order, quoteString(path), stored))
	if err == nil {
		err = d.count(ctx, path, m)
	}
	if err != nil {
		for _, src := range srcs {
			if named := e.blame(ctx, src, err); named != err {
				err = named
				break
			}
		}
		return errors.Join(err, e.FreeHistory(ctx, m.Generation))
	}
	return nil
}

// allRows is the SELECT of the rows of a history, and what orders those of a key and event time.
func (d *viewReader) allRows(ctx context.Context, old, m *catalog.Materialization, only *period) (rows, order string, err error) {
	b := everything
	if only != nil {
		b = d.reach(*only)
	}
	switch {
	case d.v.IsLoaded():
		rows, err = d.loadedRows(ctx, old, b)
		order = ", o DESC"
	case needsOrder(d.v):
		rows, err = d.rankedRows(ctx, b)
		order = ", o DESC"
	default:
		rows = d.rows(b, false)
	}
	if err == nil && only != nil {
		rows, err = d.reloaded(rows, old, m.Clock, *only)
	}
	return rows, order, err
}

// rankedRows is the SELECT of all rows within b with tie, h and o. Rows alone at their event time are not hashed.
func (d *viewReader) rankedRows(ctx context.Context, b bounds) (string, error) {
	cols := d.rowColumns()
	tied, err := d.tied(ctx, b)
	if err != nil {
		return "", err
	}
	single := "SELECT " + cols + ", tie, CAST(NULL AS BLOB) AS h, 0 AS o FROM (" + d.rowsWithTie(b) + ") AS r"
	if tied == "" {
		return single, nil
	}
	ties := d.rows(b.ties(tied), true)
	return fmt.Sprintf("%s ANTI JOIN %s AS x ON %s AND r.e = x.e UNION ALL SELECT %s, tie, h, %s AS o FROM (%s)",
		single, quoteIdent(tied), d.equalKeys("r", "x"), cols, d.rank(), ties), nil
}

// count fills the counts of m from the history and its source.
func (d *viewReader) count(ctx context.Context, path string, m *catalog.Materialization) error {
	info, err := os.Stat(path)
	if err != nil {
		return sqlerr.New(sqlerr.StoreUnreachable, "cannot read the history: %v", err)
	}
	m.History.Bytes = info.Size()
	due := "e <= " + bigint(earlier(m.Clock, d.delay))
	if d.late {
		due += " AND (a IS NULL OR a <= " + bigint(m.Clock) + ")"
	}
	row, err := queryRow(ctx, d.c, fmt.Sprintf("SELECT count(*), max(e), max(e) FILTER (WHERE %s) FROM read_parquet(%s)", due, quoteString(path)))
	if err != nil {
		return err
	}
	m.Rows, _ = row[0].(int64)
	m.MaxEvent, m.MaxDue = math.MinInt64, math.MinInt64
	if t, ok := row[1].(int64); ok {
		m.MaxEvent = t
	}
	if t, ok := row[2].(int64); ok {
		m.MaxDue = t
	}
	m.Skipped, err = queryInt(ctx, d.c, d.lost())
	return err
}

// historyName is the file of a generation's history. The engine writes it under a name that ends in this one and renames it
// when it is complete.
func historyName(generation uint64) string { return fmt.Sprintf("%016x.parquet", generation) }

// FreeHistory implements offline.Engine.
func (e *Engine) FreeHistory(_ context.Context, generation uint64) error {
	for _, name := range []string{historyName(generation), "tmp_" + historyName(generation)} {
		if err := os.Remove(filepath.Join(e.history, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return sqlerr.New(sqlerr.StoreUnreachable, "cannot remove a history: %v", err)
		}
	}
	return nil
}

// ReadHistory implements offline.Engine.
func (e *Engine) ReadHistory(ctx context.Context, v *catalog.FeatureView, h catalog.History) (offline.Scan, error) {
	c, release, err := e.internal(ctx)
	if err != nil {
		return nil, err
	}
	d := newViewReader(e, c, nil, v, nil)
	d.from(h)
	sel := strings.Join(d.keys("h."), ", ") + ", " + d.times("h.") + d.inputList("h.")
	s := &historyScan{release: release, columns: len(d.keys("")), keys: len(v.Keys), ordered: needsOrder(v), late: d.late, delay: d.delay}
	if s.ordered {
		sel += ", h.tie, h.h"
	}
	res, err := c.query(ctx, "SELECT "+sel+" FROM "+d.historyFiles()+" AS h")
	if err != nil {
		release()
		return nil, err
	}
	s.res = res
	if s.ordered {
		s.tie = res.Columns()[len(res.Columns())-2].Type
	}
	return s, nil
}

// historyScan implements offline.Scan.
type historyScan struct {
	res     *result
	release func()
	columns int // of the key, in the history
	keys    int // of the view
	late    bool
	delay   int64
	ordered bool
	tie     sqltype.Type
	row     rows.Row
}

// Next implements offline.Scan.
func (s *historyScan) Next(ctx context.Context) (*rows.Row, error) {
	vals, err := s.res.Next(ctx)
	if err != nil {
		return nil, err
	}
	r := &s.row
	r.Key, r.Order = vals[:s.keys:s.keys], r.Order[:0]
	rest := vals[s.columns:]
	r.EventTime, _ = rest[0].(int64)
	r.Available = later(r.EventTime, s.delay)
	rest = rest[1:]
	if s.late {
		r.Available, _ = rest[0].(int64)
		rest = rest[1:]
	}
	end := len(rest)
	if s.ordered {
		end -= 2
		r.Order = s.appendOrder(r.Order, rest[end], rest[end+1])
	}
	r.Inputs = rest[:end:end]
	return r, nil
}

// appendOrder writes what follows (e) in R5: NULL or the tie, a where it does not follow from e, then the hash; rows that need no hash
// have zeros.
func (s *historyScan) appendOrder(dst []byte, tie, hash any) []byte {
	if tie == nil {
		dst = append(dst, 0)
	} else {
		dst = sqltype.AppendOrdered(append(dst, 1), s.tie, tie)
	}
	if s.late {
		dst = sqltype.AppendOrdered(dst, sqltype.Of(sqltype.Int8), s.row.Available)
	}
	h, ok := hash.([]byte)
	if !ok {
		h = make([]byte, 16)
	}
	return append(dst, h...)
}

// Close implements offline.Scan.
func (s *historyScan) Close() error {
	if s.release == nil {
		return nil
	}
	err := s.res.Close()
	s.release()
	s.release = nil
	return err
}
