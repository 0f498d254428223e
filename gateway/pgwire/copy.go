package pgwire

import (
	"context"
	"encoding/binary"
	"errors"
	"io"

	"github.com/jackc/pgproto3/v2"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// Copy is how rows go to the client, or come from it, by COPY.
type Copy struct {
	In        bool
	Table     string           // that is copied from or into, for the CONTEXT of errors
	Columns   []sqltype.Column // that are copied
	Format    CopyFormat
	Delimiter byte
	Null      string
	Header    bool
	Match     bool // the header that comes in must have the columns' names
	Quote     byte
	Escape    byte
	Latin1    bool // the client's end is in LATIN1, not in UTF8

	ForceQuote, ForceNotNull, ForceNull []bool // by column; nil: none
}

// CopyFormat is the format of COPY.
type CopyFormat uint8

// The formats of COPY.
const (
	CopyText CopyFormat = iota
	CopyCSV
	CopyBinary
)

// CopyPortal is implemented by a Portal that may be of COPY to or from the client. Such a statement has no Columns.
type CopyPortal interface {
	Portal
	// Copy is asked for after Open; nil says that the rows are no COPY's. Open's rows are those to send, or a Sink.
	Copy() *Copy
}

// Sink takes the rows of a COPY from the client.
type Sink interface {
	Rows
	// Add takes rows, whose values are not kept. bad is the row that an error is about, -1 if that is not known.
	Add(ctx context.Context, rows [][]any) (bad int, err error)
	// Finish is called after the last Add; without it nothing is kept.
	Finish(ctx context.Context) error
}

// copy runs the COPY of an open portal, and counts its rows.
func (c *conn) copy(p *portal) (int64, error) {
	var codes []uint16
	overall := byte(0)
	if p.copy.Format == CopyBinary {
		overall = 1
	}
	for range p.copy.Columns {
		codes = append(codes, uint16(overall))
	}
	if p.copy.In {
		c.send(&pgproto3.CopyInResponse{OverallFormat: overall, ColumnFormatCodes: codes})
		if err := c.flush(); err != nil {
			return 0, err
		}
		in := copyIn{conn: c, portal: p, sink: p.rows.rows.(Sink)}
		return 0, in.run(p.scope.ctx)
	}
	c.send(&pgproto3.CopyOutResponse{OverallFormat: overall, ColumnFormatCodes: codes})
	n, err := c.copyOut(p)
	if err == nil {
		c.send(&pgproto3.CopyDone{})
	}
	return n, err
}

// copyOut sends the rows, each in a message of its own. What stands before the first row in the binary format goes with it.
func (c *conn) copyOut(p *portal) (n int64, err error) {
	enc := newCopyEncoder(p.copy, c.session.Format())
	if p.copy.Header {
		if c.out, err = appendCopyData(c.out, func(dst []byte) ([]byte, error) { return enc.header(dst) }); err != nil {
			return 0, err
		}
	}
	for {
		chunk, i, err := p.rows.next(p.scope.ctx)
		if err == io.EOF {
			break
		}
		if err != nil {
			return n, err
		}
		n++
		if c.out, err = appendCopyData(c.out, func(dst []byte) ([]byte, error) { return enc.row(dst, chunk, i) }); err != nil {
			return n, err
		}
		if len(c.out) > flushSize {
			if err := c.flush(); err != nil {
				return n, err
			}
		}
	}
	if p.copy.Format == CopyBinary {
		c.out, err = appendCopyData(c.out, func(dst []byte) ([]byte, error) { return enc.end(dst), nil })
	}
	return n, err
}

// appendCopyData appends a CopyData message around what f appends; on an error, dst as it was.
func appendCopyData(dst []byte, f func(dst []byte) ([]byte, error)) ([]byte, error) {
	start := len(dst)
	out, err := f(append(dst, 'd', 0, 0, 0, 0))
	if err == nil && len(out)-start > maxRow {
		err = errLongRow
	}
	if err != nil {
		return out[:start], err
	}
	binary.BigEndian.PutUint32(out[start+1:], uint32(len(out)-start-1))
	return out, nil
}

// copyStream is the client's data as a stream.
type copyStream struct {
	in   *inbox
	ctx  context.Context
	rest []byte
	done bool
	n    int // bytes read
}

// Read implements io.Reader.
func (s *copyStream) Read(p []byte) (int, error) {
	for len(s.rest) == 0 {
		if s.done {
			return 0, io.EOF
		}
		f, err := s.in.popDuring(s.ctx)
		if err != nil {
			return 0, err
		}
		switch f.kind {
		case 'd':
			s.rest = f.body
		case 'c':
			s.done = true
		case 'f':
			reason, _, _ := cutText(f.body)
			return 0, sqlerr.New(sqlerr.QueryCanceled, "COPY from stdin failed: %s", reason)
		case 'H', 'S': // clients that sent the statement by the extended protocol had to end it before they knew
		default:
			return 0, sqlerr.New(sqlerr.ProtocolViolation, "unexpected message type 0x%02X during COPY from stdin", f.kind)
		}
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	s.n += n
	return n, nil
}

// cutText cuts a body at its first zero byte.
func cutText(body []byte) (text string, rest []byte, found bool) {
	for i, b := range body {
		if b == 0 {
			return string(body[:i]), body[i+1:], true
		}
	}
	return string(body), nil, false
}

// Rows of a COPY from the client are handed on when there are so many of them, or so many bytes.
const (
	copyBatchRows  = 2048
	copyBatchBytes = 4 << 20
)

// copyIn is a COPY from the client.
type copyIn struct {
	conn   *conn
	portal *portal
	sink   Sink

	batch [][]any
	lines []int64 // of the rows in batch
}

// run reads rows until the client's data end.
func (in *copyIn) run(ctx context.Context) error {
	stream := &copyStream{in: in.conn.in, ctx: ctx}
	what := in.portal.copy
	dec := newCopyDecoder(what, stream, in.conn.session.Format())
	values := make([]any, copyBatchRows*len(what.Columns))
	began := 0
	for {
		n := len(in.batch) * len(what.Columns)
		row := values[n : n+len(what.Columns)]
		err := dec.next(row)
		if err == nil {
			in.batch, in.lines = append(in.batch, row), append(in.lines, dec.line())
			if len(in.batch) < copyBatchRows && stream.n-began < copyBatchBytes {
				continue
			}
			began = stream.n
		}
		if ends(err) {
			return err
		}
		// Rows before the one that cannot be read come first, also with their errors.
		if err := in.add(ctx); err != nil {
			return err
		}
		switch {
		case err == io.EOF:
			return in.sink.Finish(ctx)
		case err != nil:
			return withContext(err, dec.where())
		}
	}
}

func (in *copyIn) add(ctx context.Context) error {
	if len(in.batch) == 0 {
		return nil
	}
	bad, err := in.sink.Add(ctx, in.batch)
	if err != nil && bad >= 0 && bad < len(in.lines) {
		err = withContext(err, copyLine(in.portal.copy.Table, in.lines[bad]))
	}
	in.batch, in.lines = in.batch[:0], in.lines[:0]
	return err
}

// withContext is err with a CONTEXT.
func withContext(err error, context string) error {
	var e *sqlerr.Error
	if !errors.As(err, &e) {
		return err
	}
	told := *e
	told.Context = context
	return &told
}
