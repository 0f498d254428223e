package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"
)

// resultReader is a client that does nothing with rows but count them, so that what is measured is the server. It is the same
// for both sides.
type resultReader struct {
	conn net.Conn
	r    *bufio.Reader
	sum  bool // add up what rows hash to
	seed maphash.Seed
}

// seen is what came of a statement.
type seen struct {
	rows, bytes int64
	sum         uint64 // of the rows' hashes, whatever their order
}

// dialResults logs in, and prepares the session with statements.
func dialResults(ctx context.Context, addr, database string, statements ...string) (*resultReader, error) {
	c, err := pgconn.Connect(ctx, "postgres://bench@"+addr+"/"+database+"?sslmode=disable")
	if err != nil {
		return nil, err
	}
	for _, s := range statements {
		if _, err := c.Exec(ctx, s).ReadAll(); err != nil {
			c.Close(ctx)
			return nil, fmt.Errorf("%s: %w", s, err)
		}
	}
	h, err := c.Hijack()
	if err != nil {
		return nil, err
	}
	return &resultReader{conn: h.Conn, r: bufio.NewReaderSize(h.Conn, 256<<10), seed: maphash.MakeSeed()}, nil
}

func (c *resultReader) close() { c.conn.Close() }

// way is how rows are asked for.
type way struct {
	format int16 // of the columns
	fetch  uint32
	copy   bool
	cursor bool
}

// run reads the whole result of a statement.
func (c *resultReader) run(statement string, w way) (seen, error) {
	switch {
	case w.copy:
		return c.read((&pgproto3.Query{String: statement}).Encode(nil))
	case w.cursor:
		return c.cursor(statement, w)
	}
	out, err := (&pgproto3.Parse{Query: statement}).Encode(nil)
	if err != nil {
		return seen{}, err
	}
	for _, m := range []pgproto3.FrontendMessage{&pgproto3.Bind{ResultFormatCodes: []int16{w.format}}, &pgproto3.Execute{MaxRows: w.fetch}} {
		if out, err = m.Encode(out); err != nil {
			return seen{}, err
		}
	}
	if w.fetch == 0 {
		return c.read((&pgproto3.Sync{}).Encode(out))
	}
	return c.portions(out, w)
}

// portions reads a result in a transaction, some rows for each Execute.
func (c *resultReader) portions(out []byte, w way) (seen, error) {
	if _, err := c.read((&pgproto3.Query{String: "BEGIN"}).Encode(nil)); err != nil {
		return seen{}, err
	}
	total, err := c.read((&pgproto3.Flush{}).Encode(out))
	for err == nil && total.rows%int64(w.fetch) == 0 {
		if out, err = (&pgproto3.Execute{MaxRows: w.fetch}).Encode(nil); err != nil {
			break
		}
		var more seen
		if more, err = c.read((&pgproto3.Flush{}).Encode(out)); more.rows == 0 {
			break
		}
		total.add(more)
	}
	if err != nil {
		return total, err
	}
	if _, err = c.read((&pgproto3.Sync{}).Encode(nil)); err != nil {
		return total, err
	}
	_, err = c.read((&pgproto3.Query{String: "COMMIT"}).Encode(nil))
	return total, err
}

// cursor reads a result by FETCH.
func (c *resultReader) cursor(statement string, w way) (total seen, err error) {
	if _, err = c.read((&pgproto3.Query{String: "BEGIN; DECLARE c NO SCROLL CURSOR FOR " + statement}).Encode(nil)); err != nil {
		return total, err
	}
	for {
		more, err := c.run(fmt.Sprintf("FETCH %d FROM c", w.fetch), way{format: w.format})
		if err != nil {
			return total, err
		}
		if more.rows == 0 {
			break
		}
		total.add(more)
	}
	_, err = c.read((&pgproto3.Query{String: "COMMIT"}).Encode(nil))
	return total, err
}

func (s *seen) add(more seen) {
	s.rows, s.bytes, s.sum = s.rows+more.rows, s.bytes+more.bytes, s.sum+more.sum
}

// read sends messages and reads up to the end of their answer: the server is ready, or a portal is suspended or complete and
// nothing else was asked for.
func (c *resultReader) read(out []byte, err error) (s seen, _ error) {
	if err != nil {
		return s, err
	}
	flushed := len(out) >= 5 && out[len(out)-5] == 'H'
	if _, err := c.conn.Write(out); err != nil {
		return s, err
	}
	var failed error
	for {
		head, err := c.r.Peek(5)
		if err != nil {
			return s, err
		}
		kind, length := head[0], int(binary.BigEndian.Uint32(head[1:]))+1
		switch kind {
		case 'D', 'd':
			s.rows++
			s.bytes += int64(length)
			if c.sum {
				body := make([]byte, length)
				if _, err := io.ReadFull(c.r, body); err != nil {
					return s, err
				}
				s.sum += maphash.Bytes(c.seed, body)
				continue
			}
		case 'E':
			body := make([]byte, length)
			if _, err := io.ReadFull(c.r, body); err != nil {
				return s, err
			}
			var e pgproto3.ErrorResponse
			if err := e.Decode(body[5:]); err != nil {
				return s, err
			}
			if failed = errors.New(e.Message); flushed {
				return s, failed
			}
			continue
		}
		if _, err := c.r.Discard(length); err != nil {
			return s, err
		}
		if kind == 'Z' || flushed && (kind == 's' || kind == 'C') {
			return s, failed
		}
	}
}
