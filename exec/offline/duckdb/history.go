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
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/exec/rows"
)

// A history is one Parquet file of a view's rows, in the order of key and R5: k0 …, e (microseconds), i0 …, and for views whose
// values depend on R5, tie, h (16 bytes of MD5, only of rows that have their key, e and tie in common with others) and o,
// the row's rank among those of its key and e, 0 for the greatest.

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

// WriteHistory implements offline.Engine.
func (e *Engine) WriteHistory(ctx context.Context, srcs []*catalog.Source, v *catalog.FeatureView, m *catalog.Materialization) error {
	c, release, err := e.internal(ctx)
	if err != nil {
		return err
	}
	defer release()
	src := srcs[0]
	const attempts = 2
	for range attempts {
		before, err := e.stamps(ctx, src)
		if err != nil {
			return err
		}
		if err := e.writeHistory(ctx, c, src, v, m); err != nil {
			return err
		}
		after, err := e.stamps(ctx, src)
		if err != nil {
			return errors.Join(err, e.FreeHistory(ctx, m.Generation))
		}
		if slices.Equal(before, after) {
			m.History.Inputs = before
			return nil
		}
		if err := e.FreeHistory(ctx, m.Generation); err != nil {
			return err
		}
	}
	return sqlerr.New(sqlerr.ObjectNotInState, "the files of source %q changed while they were read", src.Name).
		WithHint("Write new files under a name that the source's path does not match, and rename them.")
}

// Unchanged implements offline.Engine.
func (e *Engine) Unchanged(ctx context.Context, srcs []*catalog.Source, h catalog.History) (bool, error) {
	var now []catalog.FileStamp
	for _, src := range srcs {
		files, err := e.stamps(ctx, src)
		if err != nil {
			return false, err
		}
		now = append(now, files...)
	}
	return slices.Equal(now, h.Inputs), nil
}

func (e *Engine) writeHistory(ctx context.Context, c *conn, src *catalog.Source, v *catalog.FeatureView, m *catalog.Materialization) error {
	var n int
	d := &viewReader{e: e, c: c, temps: &temps{n: &n}, v: v, src: src}
	defer d.temps.drop(context.WithoutCancel(ctx), c)
	rows, order := d.rows(everything, false), ""
	if needsOrder(v) {
		var err error
		if rows, err = d.rankedRows(ctx); err != nil {
			return err
		}
		order = ", o DESC"
	}
	name := historyName(m.Generation)
	path := filepath.Join(e.history, name)
	m.History = catalog.History{Files: []string{name}}
	err := c.exec(ctx, fmt.Sprintf("COPY (SELECT %s FROM (%s) ORDER BY %s, e%s) TO %s (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE %d)",
		d.storedColumns(), rows, strings.Join(d.keys(""), ", "), order, quoteString(path), rowGroup))
	if err == nil {
		err = d.count(ctx, path, m)
	}
	if err != nil {
		return errors.Join(e.blame(ctx, src, err), e.FreeHistory(ctx, m.Generation))
	}
	return nil
}

// rankedRows is the SELECT of all rows with tie, h and o. Rows alone at their event time are not hashed.
func (d *viewReader) rankedRows(ctx context.Context) (string, error) {
	cols := strings.Join(d.keys(""), ", ") + ", e" + d.inputList("")
	tied, err := d.tied(ctx, everything)
	if err != nil {
		return "", err
	}
	single := "SELECT " + cols + ", tie, CAST(NULL AS BLOB) AS h, 0 AS o FROM (" + d.rowsWithTie(everything) + ") AS r"
	if tied == "" {
		return single, nil
	}
	ties := d.rows(bounds{lo: math.MinInt64, hi: math.MaxInt64, semi: tied, semiTime: true}, true)
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
	row, err := queryRow(ctx, d.c, fmt.Sprintf("SELECT count(*), max(e), max(e) FILTER (WHERE e <= %s) FROM read_parquet(%s)", bigint(m.Clock), quoteString(path)))
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
	lost := []string{fmt.Sprintf("epoch_us(%s) IS NULL", d.eventColumn())}
	for i := range d.v.Keys {
		lost = append(lost, d.keyExpr(i)+" IS NULL")
	}
	m.Skipped, err = queryInt(ctx, d.c, "SELECT count(*) FROM "+d.scan()+" WHERE "+strings.Join(lost, " OR "))
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
	d := &viewReader{e: e, c: c, v: v}
	for _, f := range h.Files {
		d.history = append(d.history, filepath.Join(e.history, f))
	}
	sel := strings.Join(d.keys("h."), ", ") + ", h.e" + d.inputList("h.")
	s := &historyScan{release: release, keys: len(v.Keys), ordered: needsOrder(v)}
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
	keys    int
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
	end := len(vals)
	s.row.Order = s.row.Order[:0]
	if s.ordered {
		end -= 2
		s.row.Order = appendOrder(s.row.Order, s.tie, vals[end], vals[end+1])
	}
	e, _ := vals[s.keys].(int64)
	s.row.Key, s.row.EventTime, s.row.Available, s.row.Inputs = vals[:s.keys:s.keys], e, e, vals[s.keys+1:end:end]
	return &s.row, nil
}

// appendOrder writes what follows (e) in R5: NULL or the tie, then the hash; rows that need no hash have zeros.
func appendOrder(dst []byte, t sqltype.Type, tie, hash any) []byte {
	if tie == nil {
		dst = append(dst, 0)
	} else {
		dst = sqltype.AppendOrdered(append(dst, 1), t, tie)
	}
	h, _ := hash.([]byte)
	var md5 [16]byte
	copy(md5[:], h)
	return append(dst, md5[:]...)
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
