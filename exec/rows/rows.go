// Package rows is what flows through exec: result rows on the way out, view rows on the way in. The Go values that carry SQL
// values are those of catalog/sqltype.
package rows

import (
	"context"
	"io"

	"asof/catalog/sqltype"
)

// Rows yields result rows until io.EOF. A row is valid until the next call of Next. After io.EOF, Affected tells how many
// rows a statement without a result changed.
type Rows interface {
	Next(ctx context.Context) ([]any, error)
	Affected() int64
	Close() error
}

// Chunks is implemented by Rows that come many at a time, without a box for each value: what only passes them on is faster by
// it. The rows are valid until the next call of either Next; what one gave the other does not give again.
type Chunks interface {
	NextChunk(ctx context.Context) (*sqltype.Chunk, error)
}

// Sink takes rows from a client. As Rows it has none; Affected tells, after Finish, how many were kept.
type Sink interface {
	Rows
	// Add takes rows, whose values are not kept. bad is the row that an error is about, -1 if that is not known.
	Add(ctx context.Context, rows [][]any) (bad int, err error)
	// Finish follows the last Add. Without it the rows must not stay: the caller undoes the transaction.
	Finish(ctx context.Context) error
}

// Row is a source row as a view sees it: what passed WHERE, with its row expressions evaluated (R29).
type Row struct {
	Key       []any  // in the order of the view's keys, none NULL
	EventTime int64  // e, microseconds
	Available int64  // a, microseconds; equal to e where the source declares none
	Order     []byte // what follows e in R5, comparable by bytes (sqltype.AppendOrdered); nil where the view needs no order
	Inputs    []any  // the view's inputs
}

// Slice is Rows over rows in memory.
type Slice struct {
	Rows [][]any
	N    int64 // what Affected answers
	at   int
}

// Next implements Rows.
func (s *Slice) Next(context.Context) ([]any, error) {
	if s.at >= len(s.Rows) {
		return nil, io.EOF
	}
	s.at++
	return s.Rows[s.at-1], nil
}

// Affected implements Rows.
func (s *Slice) Affected() int64 { return s.N }

// Close implements Rows.
func (s *Slice) Close() error { return nil }
