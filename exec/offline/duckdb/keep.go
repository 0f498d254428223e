package duckdb

import (
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
	"asof/planner/plan"
)

// What is kept stands beside the histories, in one Parquet file under its generation. Its columns are called c0, c1, …: the names
// that a client gave are the catalog's.

// Keep implements offline.Run.
func (r *run) Keep(ctx context.Context, generation uint64) (offline.Kept, error) {
	text, err := r.render(ctx, r.q.Pieces)
	if err != nil {
		return offline.Kept{}, r.blame(ctx, err)
	}
	text, _, err = r.named(ctx, r.postgresText(ctx, text))
	if err != nil {
		return offline.Kept{}, err
	}
	if err := r.s.setTimeZone(ctx, r.in.TimeZone); err != nil {
		return offline.Kept{}, err
	}
	cols, err := r.c.columns(ctx, text.sql)
	if err != nil {
		return offline.Kept{}, r.blame(ctx, r.place(err, text, 0))
	}
	if err := distinctNames(cols); err != nil {
		return offline.Kept{}, err
	}
	path := filepath.Join(r.e.history, historyName(generation))
	beside := filepath.Join(r.e.history, "tmp_"+historyName(generation))
	copied := wrap("COPY (SELECT "+keptColumns(cols)+" FROM (", text, fmt.Sprintf("\n) AS q(%s)) TO %s (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE %d, USE_TMP_FILE false)",
		ordinals(cols), quoteString(beside), rowGroup))
	err = r.c.exec(ctx, copied.sql)
	if err != nil {
		err = r.blame(ctx, r.place(err, copied, 0))
	} else {
		err = publish(beside, path)
	}
	var kept offline.Kept
	if err == nil {
		kept, err = r.e.Recount(ctx, generation, cols)
	}
	if err != nil {
		return offline.Kept{}, errors.Join(err, r.e.FreeHistory(ctx, generation))
	}
	return kept, nil
}

// distinctNames refuses two columns of one name: a relation has one of each.
func distinctNames(cols []sqltype.Column) error {
	for i, c := range cols {
		if slices.ContainsFunc(cols[:i], func(o sqltype.Column) bool { return catalog.SameName(o.Name, c.Name) }) {
			return sqlerr.New(sqlerr.DuplicateColumn, "column %q specified more than once", c.Name).WithHint("Give each column of the query a name of its own, with AS.")
		}
	}
	return nil
}

// publish makes a file durable and gives it its name.
func publish(beside, path string) error {
	failed := func(err error) error {
		return sqlerr.New(sqlerr.StoreUnreachable, "cannot keep rows: %v", errors.Unwrap(err))
	}
	f, err := os.OpenFile(beside, os.O_RDWR, 0)
	if err != nil {
		return failed(err)
	}
	err = f.Sync()
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return failed(err)
	}
	if err := os.Rename(beside, path); err != nil {
		return failed(err)
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return failed(err)
	}
	defer dir.Close()
	if err := dir.Sync(); err != nil {
		return failed(err)
	}
	return nil
}

// ordinals are the columns' names in the file.
func ordinals(cols []sqltype.Column) string {
	names := make([]string, len(cols))
	for i := range cols {
		names[i] = fmt.Sprintf("c%d", i)
	}
	return strings.Join(names, ", ")
}

// storedType is the type that values of t have in a file.
func storedType(t sqltype.Type) sqltype.Type {
	if storedAsText(t) {
		return sqltype.Type{ID: sqltype.Text, Array: t.Array}
	}
	return t
}

// keptColumns are the columns as they are stored. A cast makes of the engine's wider integers what Parquet keeps exactly.
func keptColumns(cols []sqltype.Column) string {
	sel := make([]string, len(cols))
	for i, c := range cols {
		sel[i] = fmt.Sprintf("CAST(c%d AS %s) AS c%d", i, storedType(c.Type).DuckDB(), i)
	}
	return strings.Join(sel, ", ")
}

// KeepRows implements offline.Engine.
func (e *Engine) KeepRows(ctx context.Context, generation uint64, cols []sqltype.Column, rows [][]any) (string, error) {
	c, release, err := e.internal(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	var n int
	t := &temps{n: &n}
	defer t.drop(context.WithoutCancel(ctx), c)
	table, err := t.declare(ctx, c, cols)
	if err != nil {
		return "", err
	}
	if err := c.append(ctx, table, cols, rows); err != nil {
		return "", err
	}
	sel := make([]string, len(cols))
	for i, col := range cols {
		sel[i] = fmt.Sprintf("CAST(%[1]s AS %[2]s) AS %[1]s", quoteIdent(col.Name), storedType(col.Type).DuckDB())
	}
	path := filepath.Join(e.history, historyName(generation))
	return path, c.exec(ctx, "COPY (SELECT "+strings.Join(sel, ", ")+" FROM "+quoteIdent(table)+") TO "+quoteString(path)+" (FORMAT parquet)")
}

// keptScan is what was kept as a relation, with the columns' own names and types.
func (e *Engine) keptScan(generation uint64, cols []sqltype.Column) string {
	sel := make([]string, len(cols))
	for i, c := range cols {
		sel[i] = fmt.Sprintf("CAST(c%d AS %s) AS %s", i, c.Type.DuckDB(), quoteIdent(c.Name))
	}
	return "(SELECT " + strings.Join(sel, ", ") + " FROM read_parquet(" + quoteString(filepath.Join(e.history, historyName(generation))) + "))"
}

// keptRelation is what stands for a KeptScan.
func (r *run) keptRelation(rel *plan.KeptScan) string {
	if r.describing {
		return emptyRelation(rel.Columns)
	}
	return r.e.keptScan(rel.Generation, rel.Columns)
}

// Recount implements offline.Engine. The hash is the sum of the halves of each row's MD5: a sum knows no order, and a row that is
// there twice counts twice. Each value's text goes with its length, N stands for NULL, and zero has no sign.
func (e *Engine) Recount(ctx context.Context, generation uint64, cols []sqltype.Column) (offline.Kept, error) {
	path := filepath.Join(e.history, historyName(generation))
	info, err := os.Stat(path)
	if err != nil {
		return offline.Kept{}, sqlerr.New(sqlerr.UndefinedFile, "the rows that were kept are gone")
	}
	c, release, err := e.internal(ctx)
	if err != nil {
		return offline.Kept{}, err
	}
	defer release()
	parts := []string{"''"}
	for i, col := range cols {
		value := fmt.Sprintf("c%d", i)
		if id := col.Type.ID; (id == sqltype.Float4 || id == sqltype.Float8) && !col.Type.Array {
			value = fmt.Sprintf("(c%d + 0.0::%s)", i, col.Type.DuckDB())
		}
		text := "CAST(" + value + " AS VARCHAR)"
		parts = append(parts, fmt.Sprintf("CASE WHEN c%d IS NULL THEN 'N' ELSE CAST(strlen(%s) AS VARCHAR) || ':' || %s END", i, text, text))
	}
	row, err := queryRow(ctx, c, fmt.Sprintf("SELECT count(*), CAST(coalesce(sum(md5_number_upper(h)), 0) AS VARCHAR), CAST(coalesce(sum(md5_number_lower(h)), 0) AS VARCHAR) FROM (SELECT %s AS h FROM read_parquet(%s))",
		strings.Join(parts, " || "), quoteString(path)))
	if err != nil {
		return offline.Kept{}, err
	}
	n, _ := row[0].(int64)
	return offline.Kept{Columns: cols, Rows: n, Bytes: info.Size(), Hash: fmt.Sprintf("%v-%v", row[1], row[2])}, nil
}

// Reads implements offline.Session.
func (s *session) Reads(ctx context.Context, q *plan.Query, in offline.Input) (offline.Reads, error) {
	r := s.newRun(q, offline.Input{Types: unknowns(q.Params, in.Types)})
	r.describing = true
	a := &admission{s: s, reads: &offline.Reads{}}
	texts := append([][]plan.Piece{q.Pieces}, expressions(q)...)
	for i, pieces := range texts {
		if i > 0 {
			pieces = append(append([]plan.Piece{plan.Text("SELECT (")}, pieces...), plan.Text(")"))
		}
		text, err := r.render(ctx, pieces)
		if err != nil {
			return offline.Reads{}, err
		}
		stmt, err := takeApart(text.sql)
		if err == nil {
			a.files, a.ctes = map[int]file{}, map[string]bool{}
			err = a.check(ctx, stmt)
		}
		if err != nil {
			return offline.Reads{}, r.place(err, text, 0)
		}
	}
	return *a.reads, nil
}
