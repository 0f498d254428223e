package pgwire

import (
	"context"
	"io"

	"asof/catalog/sqltype"
)

// chunks draws rows many at a time where they come so, else one by one. The zero value has none.
type chunks struct {
	rows    Rows
	columns []sqltype.Column // as the client was told
	chunk   *sqltype.Chunk
	at      int           // the row of the chunk that comes next
	own     sqltype.Chunk // made of a row that came alone, or of vectors of another type than was told
	settled bool          // chunk is own, and nobody else's
}

// next steps to the next row, which is row i of chunk until the call after; io.EOF behind the last.
func (c *chunks) next(ctx context.Context) (chunk *sqltype.Chunk, i int, err error) {
	for c.chunk == nil || c.at == c.chunk.Rows {
		if err := c.advance(ctx); err != nil {
			return nil, 0, err
		}
	}
	c.at++
	return c.chunk, c.at - 1, nil
}

func (c *chunks) advance(ctx context.Context) error {
	c.chunk, c.at = nil, 0
	if c.settled {
		c.own, c.settled = sqltype.Chunk{}, false
	}
	if c.rows == nil {
		return io.EOF
	}
	if many, ok := c.rows.(Chunks); ok {
		chunk, err := many.NextChunk(ctx)
		if err != nil {
			return err
		}
		c.chunk = c.promised(chunk)
		return nil
	}
	row, err := c.rows.Next(ctx)
	if err != nil {
		return err
	}
	if c.own.Columns == nil {
		c.own = sqltype.Chunk{Rows: 1, Columns: make([]sqltype.Vector, len(c.columns))}
		for j := range c.own.Columns {
			c.own.Columns[j].Type = c.columns[j].Type
		}
	}
	for j := range c.own.Columns {
		c.own.Columns[j].Boxed = row[j : j+1]
	}
	c.chunk = &c.own
	return nil
}

// promised is the chunk with the types that the client was told: a parameter may have given a column another one.
func (c *chunks) promised(chunk *sqltype.Chunk) *sqltype.Chunk {
	same := true
	for j := range c.columns {
		t := chunk.Columns[j].Type
		same = same && t.ID == c.columns[j].Type.ID && t.Array == c.columns[j].Type.Array
	}
	if same {
		return chunk
	}
	c.own = sqltype.Chunk{Rows: chunk.Rows, Columns: make([]sqltype.Vector, len(c.columns))}
	for j, col := range c.columns {
		boxed := make([]any, chunk.Rows)
		for i := range boxed {
			boxed[i] = chunk.Columns[j].Value(i)
		}
		c.own.Columns[j] = sqltype.Vector{Type: col.Type, Boxed: boxed}
	}
	return &c.own
}

// settle copies the rows of the chunk that were not taken, which another statement would make invalid.
func (c *chunks) settle() {
	if c.chunk == nil || c.settled {
		return
	}
	rest := sqltype.Chunk{Rows: c.chunk.Rows - c.at, Columns: make([]sqltype.Vector, len(c.columns))}
	for j := range rest.Columns {
		boxed := make([]any, rest.Rows)
		for i := range boxed {
			boxed[i] = c.chunk.Columns[j].Value(c.at + i)
		}
		rest.Columns[j] = sqltype.Vector{Type: c.columns[j].Type, Boxed: boxed}
	}
	c.own = rest
	c.chunk, c.at, c.settled = &c.own, 0, true
}

// close closes the rows.
func (c *chunks) close() {
	if c.rows != nil {
		c.rows.Close()
		*c = chunks{columns: c.columns}
	}
}
