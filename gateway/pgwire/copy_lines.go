package pgwire

import (
	"io"

	"asof/catalog/sqlerr"
)

// copyLines cuts the text and the CSV format into lines, by Postgres' rules: the first line's end is that of all, newlines in
// quotes or behind a backslash do not end one, and a line of \. ends the data.
type copyLines struct {
	*Copy
	buf    *copyBuffer
	eol    byte // '\n', '\r', or 'x' for both of them; 0: not known yet
	number int64
	done   bool
}

func newCopyLines(c *Copy, r io.Reader) *copyLines { return &copyLines{Copy: c, buf: newCopyBuffer(r)} }

// both is eol of lines that end with a carriage return and a newline.
const both = 'x'

// next is the next line without its end, valid until the call after.
func (l *copyLines) next() ([]byte, error) {
	l.buf.drop()
	if l.done {
		// What follows the end of the data is read and forgotten, as the client may send it.
		_, err := io.Copy(io.Discard, l.buf.r)
		if err == nil {
			err = io.EOF
		}
		return nil, err
	}
	l.number++
	n, err := l.scan()
	if err != nil {
		return nil, err
	}
	if l.done && n == 0 {
		return l.next()
	}
	return l.buf.line(n), nil
}

// scan goes to the end of a line, and returns its length; done is set at the end of the data.
func (l *copyLines) scan() (int, error) {
	csv := l.Format == CopyCSV
	escape := l.Escape
	if escape == l.Quote {
		escape = 0
	}
	quoted, escaped := false, false
	for first := true; ; first = false {
		at := l.buf.used
		c, err := l.buf.byte()
		if err == io.EOF {
			l.done = true
			return at, nil
		}
		if err != nil {
			return 0, err
		}
		if csv {
			if quoted && escape != 0 && c == escape {
				escaped = !escaped
			}
			if c == l.Quote && !escaped {
				quoted = !quoted
			}
			if escape == 0 || c != escape {
				escaped = false
			}
			if quoted {
				if c == '\n' && l.eol == '\n' || c == '\r' && l.eol != '\n' {
					l.number++
				}
				continue
			}
		}
		switch {
		case c == '\r':
			return at, l.carriageReturn()
		case c == '\n':
			if l.eol == '\r' || l.eol == both {
				return 0, l.literal("newline", `\n`)
			}
			l.eol = '\n'
			return at, nil
		case c == '\\' && (!csv || first):
			end, err := l.backslash()
			if end || err != nil {
				return at, err
			}
		}
	}
}

// carriageReturn ends a line at a carriage return.
func (l *copyLines) carriageReturn() error {
	switch l.eol {
	case 0, both:
		c, err := l.buf.peek()
		if err != nil && err != io.EOF {
			return err
		}
		if c == '\n' && err == nil {
			l.buf.used++
			l.eol = both
			return nil
		}
		if l.eol == both {
			return l.literal("carriage return", `\r`)
		}
		l.eol = '\r'
	case '\n':
		return l.literal("carriage return", `\r`)
	}
	return nil
}

// literal is the error of a line's end of another kind than the others.
func (l *copyLines) literal(what, escape string) error {
	if l.Format == CopyCSV {
		return sqlerr.New(sqlerr.BadCopyFormat, "unquoted %s found in data", what).WithHint("Use quoted CSV field to represent %s.", what)
	}
	return sqlerr.New(sqlerr.BadCopyFormat, "literal %s found in data", what).WithHint("Use \"%s\" to represent %s.", escape, what)
}

// backslash reads what follows a backslash; end says that it was \. and so the end of the data. In CSV anything else is data
// like any other.
func (l *copyLines) backslash() (end bool, err error) {
	csv := l.Format == CopyCSV
	c, err := l.buf.peek()
	if err != nil {
		return false, ifNotEOF(err)
	}
	if c != '.' {
		if !csv {
			l.buf.used++ // an escaped newline or backslash is data
		}
		return false, nil
	}
	mark := l.buf.used
	l.buf.used++
	// What follows is the end of the line, of the same kind as those before.
	c, err = l.buf.byte()
	if err != nil && err != io.EOF {
		return false, err
	}
	bad := "end-of-copy marker corrupt"
	switch {
	case err == io.EOF:
	case l.eol == both && c == '\r':
		if c, err = l.buf.byte(); err == nil && c == '\n' {
			l.done = true
			return true, nil
		}
	case c == '\n' && l.eol != '\r' && l.eol != both, c == '\r' && l.eol != '\n' && l.eol != both:
		l.done = true
		return true, nil
	case c == '\n', c == '\r':
		bad = "end-of-copy marker does not match previous newline style"
	}
	if csv {
		l.buf.used = mark
		return false, nil
	}
	return false, sqlerr.New(sqlerr.BadCopyFormat, "%s", bad)
}

func ifNotEOF(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}
