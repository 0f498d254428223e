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
	values  [][]any // of the chunk, by column
	row     []any
	at, n   int // rows of the chunk: read, all

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
		r.values = append(r.values, nil)
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
	value := []any{nil}
	rd.fill(value)
	n, _ := value[0].(int64)
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
	for r.at == r.n {
		if r.err != nil {
			return nil, r.err
		}
		if r.ended {
			return nil, io.EOF
		}
		if err := r.fetch(ctx); err != nil {
			r.err = err
			r.finish()
			return nil, err
		}
	}
	for j, col := range r.values {
		r.row[j] = col[r.at]
	}
	r.at++
	return r.row, nil
}

// fetch reads the next chunk.
func (r *result) fetch(ctx context.Context) error {
	r.at, r.n = 0, 0
	var chunk bind.DataChunk
	if err := r.c.guard(ctx, func() { chunk = bind.FetchChunk(r.res) }); err != nil {
		return err
	}
	if chunk.Ptr == nil {
		// The end and an error look alike.
		if msg := bind.ResultError(&r.res); msg != "" {
			err := cancelled(ctx, r.c.e.translate(msg, r.sql))
			r.finish()
			return r.c.reason(ctx, r.sql, err)
		}
		r.finish()
		return nil
	}
	defer bind.DestroyDataChunk(&chunk)
	r.n = int(bind.DataChunkGetSize(chunk))
	for j, rd := range r.readers {
		if cap(r.values[j]) < r.n {
			r.values[j] = make([]any, max(r.n, vectorSize))
		}
		r.values[j] = r.values[j][:r.n]
		rd.bind(bind.DataChunkGetVector(chunk, bind.IdxT(j)))
		rd.fill(r.values[j])
	}
	if err := ctx.Err(); err != nil {
		return cancelled(ctx, nil)
	}
	return nil
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
	if r.ended && r.at == r.n || r.spool != nil {
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
	r.at, r.n, r.err = 0, 0, nil
	if r.spool != nil {
		return r.spool.close()
	}
	return nil
}
