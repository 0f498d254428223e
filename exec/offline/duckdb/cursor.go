package duckdb

import (
	"bytes"
	"cmp"
	"context"
	"io"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// cursor reads the rows of a result whose leading columns are a key, none of it NULL, and a time in microseconds. The rows come in
// the order of both.
type cursor struct {
	res   *result
	keys  int // columns of the key
	chunk *sqltype.Chunk
	at    int

	key  mergeKey // of the current row, valid until the next one
	time int64
}

// mergeKey is a key that can be compared. A single integer, which most keys are, stands as it is, all others as
// sqltype.AppendOrdered writes them.
type mergeKey struct {
	bytes []byte
	n     int64
}

func (k *mergeKey) compare(other *mergeKey) int {
	if c := cmp.Compare(k.n, other.n); c != 0 || k.bytes == nil {
		return c
	}
	return bytes.Compare(k.bytes, other.bytes)
}

// set makes k a copy of other.
func (k *mergeKey) set(other *mergeKey) {
	k.n = other.n
	if other.bytes != nil {
		k.bytes = append(k.bytes[:0], other.bytes...)
	}
}

// next goes to the next row, or is io.EOF.
func (c *cursor) next(ctx context.Context) error {
	if c.chunk == nil || c.at+1 >= c.chunk.Rows {
		var err error
		if c.chunk, err = c.res.NextChunk(ctx); err != nil {
			return err
		}
		c.at = -1
	}
	c.at++
	c.time = c.int(c.keys)
	if v := &c.chunk.Columns[0]; c.keys == 1 && v.Kind == sqltype.VectorInts {
		c.key.n = v.Ints[c.at]
		return nil
	}
	c.key.bytes = c.key.bytes[:0]
	for i := range c.keys {
		c.key.bytes = c.chunk.Columns[i].AppendOrdered(c.key.bytes, c.at)
	}
	return nil
}

// int is column i of the current row, an integer that is not NULL.
func (c *cursor) int(i int) int64 { return c.chunk.Columns[i].Ints[c.at] }

// historyCursor reads a history. What is built on its order would be wrong without a sign if it were in another one, so that is
// looked at.
type historyCursor struct {
	cursor
	passed int64 // rows before the current one
	ended  bool  // there is no current one
	before mergeKey
	last   int64 // the time of the row before
}

// advance goes to the next row.
func (h *historyCursor) advance(ctx context.Context) error {
	if h.chunk != nil {
		h.before.set(&h.key)
		h.last = h.time
		h.passed++
	}
	switch err := h.next(ctx); {
	case err == io.EOF:
		h.ended = true
		return nil
	case err != nil:
		return err
	}
	if h.passed == 0 {
		return nil
	}
	if c := h.before.compare(&h.key); c > 0 || c == 0 && h.last > h.time {
		return sqlerr.New(sqlerr.DataCorrupted, "a history is not in the order of its keys and times").WithHint("REFRESH the feature view.")
	}
	return nil
}

// pass goes to the first row behind key and time.
func (h *historyCursor) pass(ctx context.Context, key *mergeKey, time int64) error {
	for !h.ended {
		if c := h.key.compare(key); c > 0 || c == 0 && h.time > time {
			return nil
		}
		if err := h.advance(ctx); err != nil {
			return err
		}
	}
	return nil
}
