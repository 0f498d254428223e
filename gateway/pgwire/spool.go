package pgwire

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

// spoolMemory is how many bytes of rows a spool keeps in memory; the rest goes to a file.
const spoolMemory = 1 << 20

// spool keeps the rest of a portal's rows as the DataRow messages they will be sent as: first those in memory, then those in
// the file. It is filled, ended, and then emptied.
type spool struct {
	dir  string
	mem  []byte
	file *os.File
	w    *bufio.Writer
	r    *bufio.Reader
	row  []byte // scratch, while the file is written
	err  error  // what comes after the last row: io.EOF, or why there are no more
}

// add keeps a row, which encode appends.
func (s *spool) add(encode func(dst []byte) ([]byte, error)) (err error) {
	if s.file == nil && len(s.mem) < spoolMemory {
		s.mem, err = encode(s.mem)
		return err
	}
	if s.file == nil {
		if s.file, err = os.CreateTemp(s.dir, "asof-portal-*"); err != nil {
			return fmt.Errorf("spooling a portal's rows: %w", err)
		}
		s.w = bufio.NewWriterSize(s.file, 64<<10)
	}
	if s.row, err = encode(s.row[:0]); err != nil {
		return err
	}
	if _, err = s.w.Write(s.row); err != nil {
		return fmt.Errorf("spooling a portal's rows: %w", err)
	}
	return nil
}

// end notes that no more rows come, and why: io.EOF, or the error to tell after those that are there.
func (s *spool) end(err error) {
	s.err, s.row = err, nil
	if s.file == nil {
		return
	}
	flushed := s.w.Flush()
	_, sought := s.file.Seek(0, io.SeekStart)
	if e := errors.Join(flushed, sought); e != nil && err == io.EOF {
		s.err = fmt.Errorf("spooling a portal's rows: %w", e)
	}
	s.w, s.r = nil, bufio.NewReaderSize(s.file, 64<<10)
}

// next appends the next row's message. After the last row it returns the error given to end.
func (s *spool) next(dst []byte) ([]byte, error) {
	if len(s.mem) > 0 {
		n := 1 + int(binary.BigEndian.Uint32(s.mem[1:]))
		dst = append(dst, s.mem[:n]...)
		if s.mem = s.mem[n:]; len(s.mem) == 0 {
			s.mem = nil
		}
		return dst, nil
	}
	if s.r == nil {
		return dst, s.err
	}
	head, err := s.r.Peek(5)
	if err == io.EOF && len(head) == 0 {
		return dst, s.err
	}
	if err != nil {
		return dst, fmt.Errorf("reading a portal's spooled rows: %w", unexpected(err))
	}
	n, at := 1+int(binary.BigEndian.Uint32(head[1:])), len(dst)
	dst = append(dst, make([]byte, n)...)
	if _, err := io.ReadFull(s.r, dst[at:]); err != nil {
		return dst[:at], fmt.Errorf("reading a portal's spooled rows: %w", unexpected(err))
	}
	return dst, nil
}

// close frees the file.
func (s *spool) close() {
	s.mem = nil
	if s.file != nil {
		s.file.Close()
		os.Remove(s.file.Name())
		s.file = nil
	}
}
