package duckdb

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/big"
	"os"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// spoolMemory is how many bytes of encoded rows a spool keeps in memory before it goes to a file.
const spoolMemory = 1 << 20

// spool keeps rows for later, first in memory, then in a temp file that has no name any more. Rows are written, then read.
//
// Each value is a tag byte, then: integers and times as varints, floats as their bits, texts and bytes with their length,
// decimals as scale and signed magnitude, arrays as their length and elements.
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
		s.buf = appendValue(s.buf, v)
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
		v, err := readValue(s.r)
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

// The tags of values.
const (
	tagNull byte = iota
	tagFalse
	tagTrue
	tagInt
	tagFloat4
	tagFloat8
	tagText
	tagBytes
	tagDecimal
	tagMicros
	tagDays
	tagTime
	tagTimeTZ
	tagSpan
	tagUUID
	tagList
)

func appendValue(b []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, tagNull)
	case bool:
		if v {
			return append(b, tagTrue)
		}
		return append(b, tagFalse)
	case int64:
		return binary.AppendVarint(append(b, tagInt), v)
	case float32:
		return binary.LittleEndian.AppendUint32(append(b, tagFloat4), math.Float32bits(v))
	case float64:
		return binary.LittleEndian.AppendUint64(append(b, tagFloat8), math.Float64bits(v))
	case string:
		return append(binary.AppendUvarint(append(b, tagText), uint64(len(v))), v...)
	case []byte:
		return append(binary.AppendUvarint(append(b, tagBytes), uint64(len(v))), v...)
	case sqltype.Decimal:
		b = binary.AppendVarint(append(b, tagDecimal, byte(v.Special)), int64(v.Scale))
		if v.Special != sqltype.Finite {
			return b
		}
		mag := v.Int.Bytes()
		n := int64(len(mag))
		if v.Int.Sign() < 0 {
			n = -n
		}
		return append(binary.AppendVarint(b, n), mag...)
	case sqltype.Micros:
		return binary.AppendVarint(append(b, tagMicros), int64(v))
	case sqltype.Days:
		return binary.AppendVarint(append(b, tagDays), int64(v))
	case sqltype.TimeOfDay:
		return binary.AppendVarint(append(b, tagTime), int64(v))
	case sqltype.TimeOfDayTZ:
		return binary.AppendVarint(binary.AppendVarint(append(b, tagTimeTZ), int64(v.Time)), int64(v.East))
	case sqltype.Span:
		b = binary.AppendVarint(append(b, tagSpan), int64(v.Months))
		return binary.AppendVarint(binary.AppendVarint(b, int64(v.Days)), v.Micros)
	case [16]byte:
		return append(append(b, tagUUID), v[:]...)
	case []any:
		b = binary.AppendUvarint(append(b, tagList), uint64(len(v)))
		for _, e := range v {
			b = appendValue(b, e)
		}
		return b
	}
	panic(fmt.Sprintf("duckdb: no value of a row is a %T", v))
}

func readValue(r *bufio.Reader) (any, error) {
	tag, err := r.ReadByte()
	if err != nil {
		return nil, err
	}
	varint := func() int64 {
		var n int64
		if err == nil {
			n, err = binary.ReadVarint(r)
		}
		return n
	}
	bytes := func(n int) []byte {
		b := make([]byte, n)
		if err == nil {
			_, err = io.ReadFull(r, b)
		}
		return b
	}
	size := func() int {
		var n uint64
		if err == nil {
			n, err = binary.ReadUvarint(r)
		}
		return int(n)
	}
	var v any
	switch tag {
	case tagNull:
	case tagFalse, tagTrue:
		v = tag == tagTrue
	case tagInt:
		v = varint()
	case tagFloat4:
		v = math.Float32frombits(binary.LittleEndian.Uint32(bytes(4)))
	case tagFloat8:
		v = math.Float64frombits(binary.LittleEndian.Uint64(bytes(8)))
	case tagText:
		v = string(bytes(size()))
	case tagBytes:
		v = bytes(size())
	case tagDecimal:
		v, err = readDecimal(r)
	case tagMicros:
		v = sqltype.Micros(varint())
	case tagDays:
		v = sqltype.Days(varint())
	case tagTime:
		v = sqltype.TimeOfDay(varint())
	case tagTimeTZ:
		t := varint()
		v = sqltype.TimeOfDayTZ{Time: sqltype.TimeOfDay(t), East: int32(varint())}
	case tagSpan:
		m, d := varint(), varint()
		v = sqltype.Span{Months: int32(m), Days: int32(d), Micros: varint()}
	case tagUUID:
		v = [16]byte(bytes(16))
	case tagList:
		list := make([]any, size())
		for i := range list {
			if err == nil {
				list[i], err = readValue(r)
			}
		}
		v = list
	default:
		return nil, fmt.Errorf("no tag %d", tag)
	}
	return v, err
}

func readDecimal(r *bufio.Reader) (any, error) {
	special, err := r.ReadByte()
	if err != nil {
		return nil, err
	}
	scale, err := binary.ReadVarint(r)
	d := sqltype.Decimal{Scale: int32(scale), Special: sqltype.Special(special)}
	if err != nil || d.Special != sqltype.Finite {
		return d, err
	}
	n, err := binary.ReadVarint(r)
	if err != nil {
		return nil, err
	}
	mag := make([]byte, max(n, -n))
	if _, err := io.ReadFull(r, mag); err != nil {
		return nil, err
	}
	d.Int = new(big.Int).SetBytes(mag)
	if n < 0 {
		d.Int.Neg(d.Int)
	}
	return d, nil
}
