package duckdb

import (
	"context"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	bind "github.com/duckdb/duckdb-go-bindings"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/offline"
	"asof/exec/rows"
	"asof/planner/plan"
)

// copyIn takes rows into a temp table; it implements rows.Sink. The rows of a chunk go in by an INSERT … SELECT from them, so
// that defaults, casts and constraints are the engine's, and so that a condition may leave rows out.
type copyIn struct {
	s     *session
	table string
	cols  []sqltype.Column
	types []bind.LogicalType
	dims  []int
	app   bind.Appender
	chunk bind.DataChunk
	text  rendered
	sql   string // the INSERT
	r     *run   // whose text the condition is of

	counting bool // rows may be left out: the table's rows are counted
	before   int64
	n        int64
}

// copyRows is what the INSERT calls the rows of a chunk.
const copyRows = "asof_copied_rows"

// CopyIn implements offline.Session.
func (s *session) CopyIn(ctx context.Context, c *plan.CopyIn, cols []sqltype.Column, in offline.Input) (rows.Sink, error) {
	w := &copyIn{s: s, table: "temp." + quoteIdent(c.Table), cols: cols, counting: len(c.Where) > 0}
	names := make([]string, len(cols))
	quoted := make([]string, len(cols))
	for i, col := range cols {
		names[i], quoted[i] = col.Name, quoteIdent(col.Name)
	}
	list := strings.Join(quoted, ", ")
	if err := w.bind(ctx, c, list, in); err != nil {
		return nil, err
	}
	if err := w.columns(ctx, "SELECT "+list+" FROM "+w.table); err != nil {
		w.Close()
		return nil, err
	}
	if err := s.setTimeZone(ctx, in.TimeZone); err != nil {
		w.Close()
		return nil, err
	}
	w.sql = "INSERT INTO " + w.table + " (" + list + ") SELECT " + list + " FROM " + copyRows + " AS " + quoteIdent(c.Table)
	if w.counting {
		w.sql += " WHERE " + w.text.sql
	}
	if bind.AppenderCreateQuery(s.c.db, w.sql, w.types, copyRows, names, &w.app) == bind.StateError {
		err := s.c.e.translate(bind.AppenderError(w.app), "")
		w.Close()
		return nil, err
	}
	w.chunk = bind.CreateDataChunk(w.types)
	return w, nil
}

// bind checks the condition against the walls and the table, and counts the rows that are there before.
func (w *copyIn) bind(ctx context.Context, c *plan.CopyIn, list string, in offline.Input) error {
	if err := w.s.c.settle(ctx); err != nil {
		return err
	}
	if !w.counting {
		return nil
	}
	q := &plan.Query{SQL: c.SQL, Verb: "select", Route: plan.Plain}
	q.Pieces = append([]plan.Piece{plan.Text("SELECT " + list + " FROM " + w.table + " WHERE (")}, c.Where...)
	q.Pieces = append(q.Pieces, plan.Text(")"))
	w.r = w.s.newRun(q, in)
	checked, _, err := w.s.admit(ctx, q, in)
	if err != nil {
		return err
	}
	w.r.q = checked
	whole, err := w.r.render(ctx, checked.Pieces)
	if err != nil {
		return err
	}
	if _, err := w.s.c.columns(ctx, whole.sql); err != nil {
		return w.r.place(err, whole, 0)
	}
	if w.text, err = w.r.render(ctx, append(append([]plan.Piece{plan.Text("(")}, checked.Pieces[1:len(checked.Pieces)-1]...), plan.Text(")"))); err != nil {
		return err
	}
	w.before, err = queryInt(ctx, w.s.c, "SELECT count(*) FROM "+w.table)
	return err
}

// columns finds how the rows are to be handed over.
func (w *copyIn) columns(ctx context.Context, sql string) error {
	stmt, err := w.s.c.prepare(ctx, sql)
	if err != nil {
		return err
	}
	defer bind.DestroyPrepare(&stmt)
	for i, col := range w.cols {
		lt := bind.PreparedStatementColumnLogicalType(stmt, bind.IdxT(i))
		n := 0
		if col.Type.Array {
			n = dimensions(lt)
		}
		bind.DestroyLogicalType(&lt)
		w.dims = append(w.dims, n)
		w.types = append(w.types, logicalType(col.Type, n))
	}
	return nil
}

// dimensions is how deep a LIST or an ARRAY is nested.
func dimensions(lt bind.LogicalType) int {
	var elem bind.LogicalType
	switch bind.GetTypeId(lt) {
	case bind.TypeList:
		elem = bind.ListTypeChildType(lt)
	case bind.TypeArray:
		elem = bind.ArrayTypeChildType(lt)
	default:
		return 0
	}
	defer bind.DestroyLogicalType(&elem)
	return 1 + dimensions(elem)
}

// Add implements rows.Sink.
func (w *copyIn) Add(ctx context.Context, list [][]any) (bad int, err error) {
	for from := 0; from < len(list); from += vectorSize {
		part := list[from:min(from+vectorSize, len(list))]
		bind.DataChunkReset(w.chunk)
		if bad, err := w.fill(part); err != nil {
			return from + bad, err
		}
		bind.DataChunkSetSize(w.chunk, bind.IdxT(len(part)))
		var failed bool
		// Appended rows are kept until they are flushed, which runs the INSERT.
		err := w.s.c.guard(ctx, func() {
			failed = bind.AppendDataChunk(w.app, w.chunk) == bind.StateError || bind.AppenderFlush(w.app) == bind.StateError
		})
		if err != nil {
			return -1, err
		}
		if failed {
			err := cancelled(ctx, w.s.c.e.translate(bind.AppenderError(w.app), w.sql))
			bind.AppenderClear(w.app) // or the end of the appender would try again
			return w.blamed(err, part, from), err
		}
		w.n += int64(len(part))
	}
	return -1, nil
}

// fill writes rows into the chunk.
func (w *copyIn) fill(part [][]any) (bad int, err error) {
	for j, col := range w.cols {
		wr := newWriter(bind.DataChunkGetVector(w.chunk, bind.IdxT(j)), col.Type)
		for i, row := range part {
			if list, ok := row[j].([]any); ok && !deep(list, w.dims[j]) {
				return i, sqlerr.New("2202E", "column %q holds arrays of %d dimensions", col.Name, w.dims[j])
			}
			if err := wr.set(i, row[j]); err != nil {
				return i, err
			}
		}
	}
	return -1, nil
}

// deep says whether an array has so many dimensions; an empty one may be of any number.
func deep(list []any, dims int) bool {
	for _, v := range list {
		inner, nested := v.([]any)
		if nested != (dims > 1) && v != nil || nested && !deep(inner, dims-1) {
			return false
		}
	}
	return true
}

// blamed is the row that violates NOT NULL or the length of a column, -1 for other errors.
func (w *copyIn) blamed(err error, part [][]any, from int) int {
	e := sqlerr.From(err)
	long := -1
	if e.Code == sqlerr.StringTooLong {
		fmt.Sscanf(e.Message[strings.IndexByte(e.Message, '('):], "(%d)", &long)
	}
	for i, row := range part {
		for j, col := range w.cols {
			text, isText := row[j].(string)
			if row[j] == nil && e.Code == sqlerr.NotNullViolation && strings.Contains(e.Message, `"`+col.Name+`"`) ||
				isText && long >= 0 && utf8.RuneCountInString(text) > long {
				return from + i
			}
		}
	}
	if e.Code == sqlerr.NotNullViolation {
		return from // of a column that is not copied and has no default
	}
	return -1
}

// Finish implements rows.Sink.
func (w *copyIn) Finish(ctx context.Context) error {
	if !w.counting {
		return ctx.Err()
	}
	bind.AppenderDestroy(&w.app)
	after, err := queryInt(ctx, w.s.c, "SELECT count(*) FROM "+w.table)
	w.n = after - w.before
	return err
}

// Next implements rows.Rows.
func (w *copyIn) Next(context.Context) ([]any, error) { return nil, io.EOF }

// Affected implements rows.Rows.
func (w *copyIn) Affected() int64 { return w.n }

// Close implements rows.Rows.
func (w *copyIn) Close() error {
	bind.AppenderDestroy(&w.app)
	bind.DestroyDataChunk(&w.chunk)
	for i := range w.types {
		bind.DestroyLogicalType(&w.types[i])
	}
	w.types = nil
	err := w.s.setTimeZone(context.Background(), "UTC")
	if sqlerr.Code(err) == sqlerr.InFailedTransaction {
		return nil
	}
	return err
}
