package pgwire

import (
	"encoding/binary"
	"fmt"
	"io"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// copySignature begins the binary format; four bytes of flags and four with the length of an extension follow.
const copySignature = "PGCOPY\n\xff\r\n\x00"

// binaryRow appends a row of the binary format; before the first one, the header.
func (e *copyEncoder) binaryRow(dst []byte, chunk *sqltype.Chunk, i int) ([]byte, error) {
	dst = e.begin(dst)
	dst = binary.BigEndian.AppendUint16(dst, uint16(len(chunk.Columns)))
	for j := range chunk.Columns {
		v := &chunk.Columns[j]
		if v.Null(i) {
			dst = append(dst, 0xff, 0xff, 0xff, 0xff)
			continue
		}
		at := len(dst)
		var err error
		if dst, err = appendBinaryAt(append(dst, 0, 0, 0, 0), v, i); err != nil {
			return dst, err
		}
		binary.BigEndian.PutUint32(dst[at:], uint32(len(dst)-at-4))
	}
	return dst, nil
}

func (e *copyEncoder) begin(dst []byte) []byte {
	if e.began {
		return dst
	}
	e.began = true
	return append(append(dst, copySignature...), 0, 0, 0, 0, 0, 0, 0, 0)
}

// end appends the end of the binary format.
func (e *copyEncoder) end(dst []byte) []byte { return append(e.begin(dst), 0xff, 0xff) }

// binaryCopy reads the binary format.
type binaryCopy struct {
	*Copy
	r       *copyBuffer
	decoder decoder
	began   bool
	number  int64
	column  int // that is being read, from 1; 0: none
}

func (d *binaryCopy) line() int64 { return d.number }

func (d *binaryCopy) where() string {
	if d.number == 0 {
		return "" // of the header
	}
	at := copyLine(d.Table, d.number)
	if d.column > 0 {
		return fmt.Sprintf("%s, column %s", at, d.Columns[d.column-1].Name)
	}
	return at
}

func (d *binaryCopy) next(row []any) error {
	d.column = 0
	if !d.began {
		if err := d.header(); err != nil {
			return err
		}
		d.began = true
	}
	d.number++
	d.r.drop()
	raw, err := d.r.take(2)
	if err == io.ErrUnexpectedEOF {
		return io.EOF // as in Postgres, data may also end without the mark of its end
	}
	if err != nil {
		return err
	}
	switch n := int16(binary.BigEndian.Uint16(raw)); {
	case n == -1:
		d.r.drop()
		if _, err := d.r.peek(); err != nil {
			return err
		}
		return sqlerr.New(sqlerr.BadCopyFormat, "received copy data after EOF marker")
	case int(n) != len(row):
		return sqlerr.New(sqlerr.BadCopyFormat, "row field count is %d, expected %d", n, len(row))
	}
	for j := range row {
		d.column = j + 1
		if row[j], err = d.value(d.Columns[j].Type); err != nil {
			return err
		}
	}
	d.column = 0
	return nil
}

func (d *binaryCopy) value(t sqltype.Type) (any, error) {
	raw, err := d.r.take(4)
	if err != nil {
		return nil, endOfCopy(err, "unexpected EOF in COPY data")
	}
	n := int32(binary.BigEndian.Uint32(raw))
	switch {
	case n == -1:
		return nil, nil
	case n < 0:
		return nil, sqlerr.New(sqlerr.BadCopyFormat, "invalid field size")
	}
	if raw, err = d.r.take(int(n)); err != nil {
		return nil, endOfCopy(err, "unexpected EOF in COPY data")
	}
	return d.decoder.decode(t, raw, 1)
}

// header reads what stands before the rows.
func (d *binaryCopy) header() error {
	raw, err := d.r.take(len(copySignature))
	if err != nil {
		return endOfCopy(err, "COPY file signature not recognized")
	}
	if string(raw) != copySignature {
		return sqlerr.New(sqlerr.BadCopyFormat, "COPY file signature not recognized")
	}
	if raw, err = d.r.take(4); err != nil {
		return endOfCopy(err, "invalid COPY file header (missing flags)")
	}
	switch flags := binary.BigEndian.Uint32(raw); {
	case flags&(1<<16) != 0:
		return sqlerr.New(sqlerr.BadCopyFormat, "invalid COPY file header (WITH OIDS)")
	case flags>>17 != 0:
		return sqlerr.New(sqlerr.BadCopyFormat, "unrecognized critical flags in COPY file header")
	}
	if raw, err = d.r.take(4); err != nil || int32(binary.BigEndian.Uint32(raw)) < 0 {
		return endOfCopy(err, "invalid COPY file header (missing length)")
	}
	// An extension is skipped, whatever it is.
	for left := int(int32(binary.BigEndian.Uint32(raw))); left > 0; {
		d.r.drop()
		n := min(left, 1<<16)
		if _, err := d.r.take(n); err != nil {
			return endOfCopy(err, "invalid COPY file header (wrong length)")
		}
		left -= n
	}
	return nil
}

// endOfCopy is the error of data that end too early, or err if it is about something else.
func endOfCopy(err error, msg string) error {
	if err != nil && err != io.ErrUnexpectedEOF {
		return err
	}
	return sqlerr.New(sqlerr.BadCopyFormat, "%s", msg)
}
