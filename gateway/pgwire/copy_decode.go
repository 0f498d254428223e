package pgwire

import (
	"encoding/hex"
	"fmt"
	"io"
	"unicode/utf8"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// copyDecoder reads rows from a client's data.
type copyDecoder interface {
	// next reads a row; io.EOF behind the last one.
	next(row []any) error
	// line is the number of the row that was read last, as errors count them.
	line() int64
	// where is the CONTEXT of an error of next.
	where() string
}

func newCopyDecoder(c *Copy, r io.Reader, format *sqltype.Format) copyDecoder {
	if c.Format == CopyBinary {
		return &binaryCopy{Copy: c, r: newCopyBuffer(r), decoder: decoder{format: format, bad: "incorrect binary data format"}}
	}
	return &lineCopy{Copy: c, lines: newCopyLines(c, r), format: format}
}

// lineCopy reads the text and the CSV format.
type lineCopy struct {
	*Copy
	lines  *copyLines
	format *sqltype.Format

	text   []byte   // of the line, nil before one was read
	fields [][]byte // of the line; nil is NULL
	memory []byte   // of fields
	column int      // that is being read, from 1; 0: none
}

func (d *lineCopy) line() int64 { return d.lines.number }

func (d *lineCopy) next(row []any) error {
	if d.Header && d.lines.number == 0 {
		if err := d.header(); err != nil {
			return err
		}
	}
	if err := d.read(); err != nil {
		return err
	}
	if len(d.fields) > len(row) {
		return sqlerr.New(sqlerr.BadCopyFormat, "extra data after last expected column")
	}
	for j := range row {
		col := d.Columns[j]
		if j >= len(d.fields) {
			return sqlerr.New(sqlerr.BadCopyFormat, "missing data for column \"%s\"", col.Name)
		}
		field := d.fields[j]
		switch {
		case field == nil && d.ForceNotNull != nil && d.ForceNotNull[j]:
			field = []byte(d.Null)
		case field != nil && d.ForceNull != nil && d.ForceNull[j] && string(field) == d.Null:
			field = nil
		}
		if row[j] = nil; field == nil {
			continue
		}
		d.fields[j], d.column = field, j+1
		var err error
		if row[j], err = sqltype.ParseText(col.Type, string(field), d.format); err != nil {
			return err
		}
		d.column = 0
	}
	return nil
}

// read reads a line and cuts it into fields.
func (d *lineCopy) read() error {
	d.text, d.column = nil, 0
	text, err := d.lines.next()
	if err != nil {
		return err
	}
	if d.Latin1 {
		text = fromLatin1(text)
	}
	if err := sqltype.CheckText(string(text)); err != nil {
		return err
	}
	d.text, d.fields, d.memory = text, d.fields[:0], d.memory[:0]
	if d.memory == nil || cap(d.memory) < len(text) {
		d.memory = make([]byte, 0, 2*len(text)) // fields are never longer than their line: it does not move
	}
	if d.Format == CopyCSV {
		return d.splitCSV(text)
	}
	return d.splitText(text)
}

// header reads the line of names, and compares them if it is to.
func (d *lineCopy) header() error {
	if err := d.read(); err != nil || !d.Match {
		return err
	}
	if len(d.fields) != len(d.Columns) {
		return sqlerr.New(sqlerr.BadCopyFormat, "wrong number of fields in header line: got %d, expected %d", len(d.fields), len(d.Columns))
	}
	for j, col := range d.Columns {
		switch {
		case d.fields[j] == nil:
			return sqlerr.New(sqlerr.BadCopyFormat, "column name mismatch in header line field %d: got null value (\"%s\"), expected \"%s\"", j+1, d.Null, col.Name)
		case string(d.fields[j]) != col.Name:
			return sqlerr.New(sqlerr.BadCopyFormat, "column name mismatch in header line field %d: got \"%s\", expected \"%s\"", j+1, d.fields[j], col.Name)
		}
	}
	return nil
}

// where is the CONTEXT of an error: the line, and the column or the text as far as it was read.
func (d *lineCopy) where() string {
	at := copyLine(d.Table, d.lines.number)
	switch {
	case d.column > 0:
		return fmt.Sprintf("%s, column %s: \"%s\"", at, d.Columns[d.column-1].Name, shown(d.fields[d.column-1]))
	case d.text != nil:
		return fmt.Sprintf("%s: \"%s\"", at, shown(d.text))
	}
	return at
}

func copyLine(table string, number int64) string {
	return fmt.Sprintf("COPY %s, line %d", table, number)
}

// maxShown is how many bytes of the client's data an error shows.
const maxShown = 100

func shown(text []byte) string {
	if len(text) <= maxShown {
		return string(text)
	}
	n := maxShown
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return string(text[:n]) + "..."
}

func fromLatin1(text []byte) []byte {
	out := make([]byte, 0, len(text)+len(text)/2)
	for _, b := range text {
		out = utf8.AppendRune(out, rune(b))
	}
	return out
}

// hexBytes is how errors show bytes: 0xc3 0xa9.
func hexBytes(b []byte) string {
	s := ""
	for i := range b {
		if i > 0 {
			s += " "
		}
		s += "0x" + hex.EncodeToString(b[i:i+1])
	}
	return s
}
