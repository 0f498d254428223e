package duckdb

import (
	"bufio"
	"fmt"
	"io"
	"os"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/rows"
)

// spoolMemory is how many bytes of encoded rows a spool keeps in memory before it goes to a file.
const spoolMemory = 1 << 20

// spool keeps rows for later, first in memory, then in a temp file that has no name any more. Rows are written, then read.
type spool struct {
	dir     string
	types   []sqltype.Type
	buf     []byte
	file    *os.File
	w       *bufio.Writer
	r       *bufio.Reader
	reading bool
	left    int64 // rows not read yet
	row     []any
	err     error
}

func newSpool(dir string, types []sqltype.Type) *spool {
	return &spool{dir: dir, types: types, row: make([]any, len(types))}
}

// add keeps a row.
func (s *spool) add(row []any) error {
	for _, v := range row {
		s.buf = rows.AppendValue(s.buf, v)
	}
	s.left++
	if len(s.buf) < spoolMemory {
		return nil
	}
	return s.flush()
}

// flush moves what is in memory to the file.
func (s *spool) flush() error {
	if s.file == nil {
		f, err := os.CreateTemp(s.dir, "spool-")
		if err != nil {
			return spoolError(err)
		}
		// The name goes at once, so that nothing is left behind whatever happens.
		if err := os.Remove(f.Name()); err != nil {
			f.Close()
			return spoolError(err)
		}
		s.file, s.w = f, bufio.NewWriterSize(f, 1<<16)
	}
	if _, err := s.w.Write(s.buf); err != nil {
		return spoolError(err)
	}
	s.buf = s.buf[:0]
	return nil
}

func spoolError(err error) error {
	return sqlerr.New(sqlerr.DiskFull, "cannot keep rows in a temporary file: %v", err)
}

// next gives the next row, valid until the call after, or io.EOF.
func (s *spool) next() ([]any, error) {
	if s.err != nil {
		return nil, s.err
	}
	if !s.reading {
		if s.err = s.rewind(); s.err != nil {
			return nil, s.err
		}
	}
	if s.left == 0 {
		return nil, io.EOF
	}
	s.left--
	for i := range s.row {
		v, err := rows.ReadValue(s.r)
		if err != nil {
			s.err = fmt.Errorf("a spool is damaged: %w", err)
			return nil, s.err
		}
		s.row[i] = v
	}
	return s.row, nil
}

func (s *spool) rewind() error {
	s.reading = true
	if s.file == nil {
		s.r = bufio.NewReader(&bytesReader{s.buf})
		return nil
	}
	if err := s.flush(); err != nil {
		return err
	}
	if err := s.w.Flush(); err != nil {
		return spoolError(err)
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return spoolError(err)
	}
	s.buf, s.w = nil, nil
	s.r = bufio.NewReaderSize(s.file, 1<<16)
	return nil
}

// close gives the file back.
func (s *spool) close() error {
	s.buf, s.left, s.reading = nil, 0, true
	if s.file == nil {
		return nil
	}
	f := s.file
	s.file = nil
	return f.Close()
}

type bytesReader struct{ b []byte }

func (r *bytesReader) Read(p []byte) (int, error) {
	if len(r.b) == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.b)
	r.b = r.b[n:]
	return n, nil
}
