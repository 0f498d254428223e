package pgwire

import (
	"io"

	"asof/catalog/sqlerr"
)

// copyBuffer holds the part of the client's data that is being read: a line, or a value. What was used is kept until drop.
type copyBuffer struct {
	r    io.Reader
	b    []byte
	from int // where what is being read begins
	used int // bytes of it that were read
	end  int // of the data in b
	err  error
}

func newCopyBuffer(r io.Reader) *copyBuffer { return &copyBuffer{r: r, b: make([]byte, 64<<10)} }

// maxCopyLine is how long a line, or a value of the binary format, may be.
const maxCopyLine = 256 << 20

// drop forgets what was used.
func (b *copyBuffer) drop() { b.from, b.used = b.from+b.used, 0 }

// line is the first n bytes of what was used.
func (b *copyBuffer) line(n int) []byte { return b.b[b.from : b.from+n] }

// byte takes the next byte.
func (b *copyBuffer) byte() (byte, error) {
	if at := b.from + b.used; at < b.end {
		b.used++
		return b.b[at], nil
	}
	c, err := b.peek()
	if err == nil {
		b.used++
	}
	return c, err
}

// peek looks at the next byte.
func (b *copyBuffer) peek() (byte, error) {
	for b.from+b.used >= b.end {
		if err := b.fill(); err != nil {
			return 0, err
		}
	}
	return b.b[b.from+b.used], nil
}

// take takes n bytes; io.ErrUnexpectedEOF if there are fewer.
func (b *copyBuffer) take(n int) ([]byte, error) {
	for b.end-b.from-b.used < n {
		if err := b.fill(); err != nil {
			return nil, unexpected(err)
		}
	}
	at := b.from + b.used
	b.used += n
	return b.b[at : at+n], nil
}

// fill reads more, and moves or grows what it holds where there is no room.
func (b *copyBuffer) fill() error {
	if b.err != nil {
		return b.err
	}
	if b.end == len(b.b) {
		held := b.b[b.from:b.end]
		switch {
		case len(held) > maxCopyLine:
			return sqlerr.New(sqlerr.ProgramLimitExceeded, "a line or value of COPY is longer than %d bytes", maxCopyLine)
		case len(held) > len(b.b)/2:
			b.b = append(make([]byte, 0, 2*len(b.b)), held...)[:2*len(b.b)]
		default:
			copy(b.b, held)
		}
		b.from, b.end = 0, len(held)
	}
	var n int
	n, b.err = b.r.Read(b.b[b.end:])
	b.end += n
	if n > 0 {
		return nil
	}
	return b.err
}
