package pgwire

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/jackc/pgproto3/v2"

	"asof/catalog/sqlerr"
)

// What is wrong with a malformed message, in Postgres' words.
var (
	errFormat = sqlerr.New(sqlerr.ProtocolViolation, "invalid message format") // it goes on behind its end
	errText   = sqlerr.New(sqlerr.ProtocolViolation, "invalid string in message")
	errShort  = sqlerr.New(sqlerr.ProtocolViolation, "insufficient data left in message")
	errNoData = sqlerr.New(sqlerr.ProtocolViolation, "no data left in message")
)

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
		w.bind()
	case *pgproto3.Execute:
		w.text()
		w.skip(4)
	case *pgproto3.Describe, *pgproto3.Close:
		if len(body) == 0 {
			return errNoData
		}
		w.skip(1)
		w.text()
	}
	if w.err == nil && len(w.rest) != 0 {
		w.err = errFormat
	}
	if w.err != nil {
		return w.err
	}
	if msg.Decode(body) != nil {
		return errFormat
	}
	return nil
}

// walker steps over the parts of a message's body.
type walker struct {
	rest []byte
	err  *sqlerr.Error // the body ended too early, or a length lied
}

func (w *walker) skip(n int) []byte {
	if w.err == nil && (n < 0 || n > len(w.rest)) {
		w.err = errShort
	}
	if w.err != nil {
		return nil
	}
	part := w.rest[:n]
	w.rest = w.rest[n:]
	return part
}

// text steps over a string that ends with a zero byte.
func (w *walker) text() string {
	end := bytes.IndexByte(w.rest, 0)
	if w.err == nil && end < 0 {
		w.err = errText
	}
	if w.err != nil {
		return ""
	}
	return string(w.skip(end + 1)[:end])
}

func (w *walker) count() int {
	b := w.skip(2)
	if b == nil {
		return 0
	}
	return int(binary.BigEndian.Uint16(b))
}

// bind steps over a Bind. What is wrong with a value says whose it is.
func (w *walker) bind() {
	portal := w.text()
	w.text()
	w.skip(2 * w.count())
	n := w.count()
	for i := 0; i < n && w.err == nil; i++ {
		if w.value(); w.err != nil {
			w.err = sqlerr.From(ofParameter(w.err, portal, i))
		}
	}
	w.skip(2 * w.count())
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

// ofParameter says of an error that it is about parameter i, from 0, of a portal.
func ofParameter(err error, portal string, i int) error {
	e := *sqlerr.From(err)
	if e.Code == sqlerr.Internal {
		return err
	}
	e.Context = fmt.Sprintf("portal \"%s\" parameter $%d", portal, i+1)
	if portal == "" {
		e.Context = fmt.Sprintf("unnamed portal parameter $%d", i+1)
	}
	return &e
}
