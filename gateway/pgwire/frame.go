package pgwire

import (
	"bufio"
	"encoding/binary"
	"io"
	"strings"

	"asof/catalog/sqlerr"
)

// Limits of what a client may send, in bytes.
const (
	maxStartup        = 10_000    // the start-up packet, as in Postgres
	maxLogin          = 64 << 10  // a message of the login
	defaultMaxMessage = 64 << 20  // a message after it
	maxSmall          = 10_000    // a message that names things only, as in Postgres
	readAhead         = 1 << 20   // what is read from the client while a statement runs
	growth            = 256 << 10 // what a message may allocate ahead of its bytes
)

// Limits of what a connection may keep.
const (
	maxStatements = 10_000   // prepared statements
	maxStored     = 64 << 20 // bytes of their texts
	maxPortals    = 1_000
)

// frontendMessages are the message types of a client.
const frontendMessages = "BCDEFHPQSXcdfp"

// smallMessages have bodies of maxSmall at most.
const smallMessages = "CDEHSXcf"

// frame is a message as it was cut from the stream, before its body is looked at.
type frame struct {
	kind byte
	body []byte
}

// frameReader cuts messages from a client's stream. No message is allocated before it is known to be within the limit, and a
// long one grows with the bytes that really come, so that a length alone costs nothing.
type frameReader struct {
	r     *bufio.Reader
	limit int // of a body
}

// next reads a message. Errors: those of the stream, io.EOF only between messages; 08P01 (FATAL) for a frame after which the
// stream cannot be read on.
func (f *frameReader) next() (frame, error) {
	header, err := f.r.Peek(5)
	if err != nil {
		if len(header) > 0 && err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return frame{}, err
	}
	kind, length := header[0], int64(int32(binary.BigEndian.Uint32(header[1:])))-4
	limit := f.limit
	if strings.IndexByte(smallMessages, kind) >= 0 {
		limit = min(limit, maxSmall)
	}
	switch {
	case strings.IndexByte(frontendMessages, kind) < 0:
		return frame{}, fatal(sqlerr.ProtocolViolation, "invalid frontend message type %d", kind)
	case length < 0:
		return frame{}, fatal(sqlerr.ProtocolViolation, "invalid message length")
	case length > int64(limit):
		return frame{}, fatal(sqlerr.ProtocolViolation, "message of %d bytes is longer than the limit of %d", length, limit)
	}
	if _, err := f.r.Discard(5); err != nil {
		return frame{}, err
	}
	body, err := readBody(f.r, int(length))
	return frame{kind, body}, err
}

func readBody(r io.Reader, length int) ([]byte, error) {
	body := make([]byte, min(length, growth))
	read := 0
	for {
		n, err := io.ReadFull(r, body[read:])
		read += n
		if err != nil {
			return nil, unexpected(err)
		}
		if read == length {
			return body, nil
		}
		body = append(body, make([]byte, min(length-read, read))...)
	}
}

// unexpected turns an end of stream inside a message into an error that is not io.EOF.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
