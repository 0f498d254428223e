package duckdb

import (
	"context"
	"io"

	bind "github.com/duckdb/duckdb-go-bindings"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// result is the rows of one statement. It implements rows.Rows. While it streams, it holds at most one chunk of the engine's
// (2048 rows); once spooled, what the spool holds.
type result struct {
	c    *conn
	stmt bind.PreparedStatement
	res  bind.Result
	sql  string

	cols    []sqltype.Column
	readers []*reader
	chunk   bind.DataChunk // whose memory rows is made of
	rows    sqltype.Chunk
	at      int // rows of the chunk that were read
	row     []any

	affected int64
	ended    bool // the engine has no more rows
	released bool
	err      error  // met while spooling, reported after the rows before it
	spool    *spool // what is left, once another statement ran
}

// init reads the shape of a result that has begun.
func (r *result) init() error {
	switch bind.ResultReturnType(r.res) {
	case bind.ResultTypeQueryResult:
	case bind.ResultTypeChangedRows:
		r.affected = int64(bind.RowsChanged(&r.res))
		r.finish()
		return nil
	default:
		r.affected = r.counted()
		r.finish()
		return nil
	}
	n := bind.ColumnCount(&r.res)
	for i := range n {
		lt := bind.ColumnLogicalType(&r.res, i)
		rd, err := newReader(lt)
		bind.DestroyLogicalType(&lt)
		if err != nil {
			return err
		}
		r.readers = append(r.readers, rd)
		r.cols = append(r.cols, sqltype.Column{Name: bind.ColumnName(&r.res, i), Type: rd.typ})
		r.rows.Columns = append(r.rows.Columns, sqltype.Vector{})
	}
	r.row = make([]any, n)
	return nil
}

// counted is the number in a result that is not meant for the client: CREATE TABLE AS gives its rows so.
func (r *result) counted() int64 {
	if bind.ColumnCount(&r.res) != 1 || bind.ColumnName(&r.res, 0) != "Count" {
		return 0
	}
	chunk := bind.FetchChunk(r.res)
	if chunk.Ptr == nil {
		return 0
	}
	defer bind.DestroyDataChunk(&chunk)
	lt := bind.ColumnLogicalType(&r.res, 0)
	defer bind.DestroyLogicalType(&lt)
	rd, err := newReader(lt)
	if err != nil || bind.DataChunkGetSize(chunk) != 1 {
		return 0
	}
	rd.bind(bind.DataChunkGetVector(chunk, 0))
	n, _ := rd.value(0).(int64)
	return n
}

// Columns are the result's columns, by the engine's own names; nil if the statement gives no rows.
func (r *result) Columns() []sqltype.Column { return r.cols }

// Affected tells how many rows a statement without a result changed.
func (r *result) Affected() int64 { return r.affected }

// Next returns the next row, which is valid until the call after, or io.EOF.
func (r *result) Next(ctx context.Context) ([]any, error) {
	if r.spool != nil {
		row, err := r.spool.next()
		if err == io.EOF && r.err != nil {
			return nil, r.err
		}
		return row, err
	}
	for r.at == r.rows.Rows {
		if err := r.advance(ctx); err != nil {
			return nil, err
		}
	}
	for j := range r.rows.Columns {
		r.row[j] = r.rows.Columns[j].Value(r.at)
	}
	r.at++
	return r.row, nil
}

// NextChunk returns the rows that were not read yet, as many as come at once; they are valid until the next call.
func (r *result) NextChunk(ctx context.Context) (*sqltype.Chunk, error) {
	if r.spool != nil || r.at != 0 && r.at != r.rows.Rows {
		return r.boxed(ctx)
	}
	for r.at == r.rows.Rows {
		if err := r.advance(ctx); err != nil {
			return nil, err
		}
	}
	r.at = r.rows.Rows
	return &r.rows, nil
}

// boxed gathers rows that do not stand in a chunk of the engine's from their beginning.
func (r *result) boxed(ctx context.Context) (*sqltype.Chunk, error) {
	out := &sqltype.Chunk{Columns: make([]sqltype.Vector, len(r.cols))}
	for j, c := range r.cols {
		out.Columns[j].Type = c.Type
	}
	for out.Rows < vectorSize && (out.Rows == 0 || r.spool != nil || r.at < r.rows.Rows) {
		row, err := r.Next(ctx)
		if err != nil && out.Rows > 0 {
			return out, nil // the next call meets it again
		}
		if err != nil {
			return nil, err
		}
		for j, v := range row {
			out.Columns[j].Boxed = append(out.Columns[j].Boxed, v)
		}
		out.Rows++
	}
	return out, nil
}

// advance goes to the next chunk; at the end it is the error of the result, or io.EOF.
func (r *result) advance(ctx context.Context) error {
	if r.err != nil {
		return r.err
	}
	if r.ended {
		return io.EOF
	}
	err := r.fetch(ctx)
	if err != nil {
		r.err = err
		r.finish()
	}
	return err
}

// fetch reads the next chunk.
func (r *result) fetch(ctx context.Context) error {
	r.drop()
	if err := r.c.guard(ctx, func() { r.chunk = bind.FetchChunk(r.res) }); err != nil {
		return err
	}
	if r.chunk.Ptr == nil {
		// The end and an error look alike.
		if msg := bind.ResultError(&r.res); msg != "" {
			err := cancelled(ctx, r.c.e.translate(msg, r.sql))
			r.finish()
			return r.c.reason(ctx, r.sql, err)
		}
		r.finish()
		return nil
	}
	r.rows.Rows = int(bind.DataChunkGetSize(r.chunk))
	for j, rd := range r.readers {
		rd.bind(bind.DataChunkGetVector(r.chunk, bind.IdxT(j)))
		rd.fill(&r.rows.Columns[j], r.rows.Rows)
	}
	if err := ctx.Err(); err != nil {
		return cancelled(ctx, nil)
	}
	return nil
}

// drop forgets the rows of the chunk.
func (r *result) drop() {
	r.at, r.rows.Rows = 0, 0
	bind.DestroyDataChunk(&r.chunk)
}

// drain reads to the end.
func (r *result) drain(ctx context.Context) error {
	defer r.Close()
	for !r.ended {
		if err := r.fetch(ctx); err != nil {
			return err
		}
	}
	return nil
}

// spoolRest reads what is left of the result into a spool, so that the connection is free. An error met on the way is told
// when the reader gets there; only a cancelled ctx fails the call.
func (r *result) spoolRest(ctx context.Context) error {
	if r.ended && r.at == r.rows.Rows || r.spool != nil {
		return nil
	}
	sp := newSpool(r.c.e.tempDir, r.types())
	for {
		row, err := r.Next(ctx)
		if err == nil {
			err = sp.add(row)
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			if sqlerr.Code(err) == sqlerr.QueryCanceled {
				sp.close()
				return err
			}
			r.err = err
			break
		}
	}
	r.finish()
	r.spool = sp
	return nil
}

func (r *result) types() []sqltype.Type {
	ts := make([]sqltype.Type, len(r.cols))
	for i, c := range r.cols {
		ts[i] = c.Type
	}
	return ts
}

// finish gives back what the engine holds: the rows already read stay readable.
func (r *result) finish() {
	r.ended = true
	r.release()
}

func (r *result) release() {
	if r.released {
		return
	}
	r.released = true
	bind.DestroyResult(&r.res)
	bind.DestroyPrepare(&r.stmt)
	if r.c.open == r {
		r.c.open = nil
	}
}

// Close ends the result.
func (r *result) Close() error {
	r.finish()
	r.drop()
	r.err = nil
	if r.spool != nil {
		return r.spool.close()
	}
	return nil
}
