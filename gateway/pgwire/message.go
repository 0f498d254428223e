package pgwire

import (
	"bytes"
	"encoding/binary"

	"github.com/jackc/pgproto3/v2"

	"asof/catalog/sqlerr"
)

var errFormat = sqlerr.New(sqlerr.ProtocolViolation, "invalid message format")

// decode reads a message's body. The body is walked first: pgproto3 believes every length in it. Should it panic all the same,
// that is a malformed message too.
func decode(msg pgproto3.FrontendMessage, body []byte) (err error) {
	defer func() {
		if recover() != nil {
			err = errFormat
		}
	}()
	w := walker{rest: body}
	switch msg.(type) {
	case *pgproto3.Query:
		w.text()
	case *pgproto3.Parse:
		w.text()
		w.text()
		w.skip(4 * w.count())
	case *pgproto3.Bind:
		w.text()
		w.text()
		w.skip(2 * w.count())
		for n := w.count(); n > 0 && !w.bad; n-- {
			w.value()
		}
		w.skip(2 * w.count())
	case *pgproto3.Execute:
		w.text()
		w.skip(4)
	case *pgproto3.Describe, *pgproto3.Close:
		w.skip(1)
		w.text()
	}
	if w.bad || len(w.rest) != 0 {
		return errFormat
	}
	if msg.Decode(body) != nil {
		return errFormat
	}
	return nil
}

// walker steps over the parts of a message's body.
type walker struct {
	rest []byte
	bad  bool // the body ended too early, or a length lied
}

func (w *walker) skip(n int) []byte {
	if w.bad || n < 0 || n > len(w.rest) {
		w.bad = true
		return nil
	}
	part := w.rest[:n]
	w.rest = w.rest[n:]
	return part
}

// text steps over a string that ends with a zero byte.
func (w *walker) text() {
	end := bytes.IndexByte(w.rest, 0)
	if end < 0 {
		w.bad = true
		return
	}
	w.skip(end + 1)
}

func (w *walker) count() int {
	b := w.skip(2)
	if b == nil {
		return 0
	}
	return int(binary.BigEndian.Uint16(b))
}

// value steps over a value with its length, -1 for NULL.
func (w *walker) value() {
	b := w.skip(4)
	if b == nil {
		return
	}
	if n := int32(binary.BigEndian.Uint32(b)); n != -1 {
		w.skip(int(n))
	}
}
