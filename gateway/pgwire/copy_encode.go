package pgwire

import (
	"bytes"
	"unicode/utf8"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// copyEncoder writes rows as COPY sends them: one row, one message.
type copyEncoder struct {
	*Copy
	format *sqltype.Format
	began  bool   // the binary header was written
	field  []byte // scratch
}

func newCopyEncoder(c *Copy, format *sqltype.Format) *copyEncoder {
	return &copyEncoder{Copy: c, format: format}
}

// header appends the names of the columns.
func (e *copyEncoder) header(dst []byte) ([]byte, error) {
	var err error
	for j, col := range e.Columns {
		if j > 0 {
			dst = append(dst, e.Delimiter)
		}
		if e.field, err = e.encoded([]byte(col.Name)); err != nil {
			return dst, err
		}
		if e.Format == CopyCSV {
			dst = e.appendCSV(dst, e.field, false)
		} else {
			dst = appendCopyText(dst, e.field, e.Delimiter)
		}
	}
	return append(dst, '\n'), nil
}

// row appends row i of a chunk.
func (e *copyEncoder) row(dst []byte, chunk *sqltype.Chunk, i int) ([]byte, error) {
	if e.Format == CopyBinary {
		return e.binaryRow(dst, chunk, i)
	}
	var err error
	for j := range chunk.Columns {
		if j > 0 {
			dst = append(dst, e.Delimiter)
		}
		v := &chunk.Columns[j]
		if v.Null(i) {
			dst = append(dst, e.Null...)
			continue
		}
		e.field = v.AppendText(e.field[:0], i, e.format)
		if e.Latin1 {
			if e.field, err = e.encoded(e.field); err != nil {
				return dst, err
			}
		}
		if e.Format == CopyCSV {
			dst = e.appendCSV(dst, e.field, e.ForceQuote != nil && e.ForceQuote[j])
		} else {
			dst = appendCopyText(dst, e.field, e.Delimiter)
		}
	}
	return append(dst, '\n'), nil
}

// encoded is a text in the client's encoding.
func (e *copyEncoder) encoded(text []byte) ([]byte, error) {
	if !e.Latin1 {
		return text, nil
	}
	out := text[:0] // never longer than what it is made of
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		if r > 0xff {
			return nil, sqlerr.New(sqlerr.UntranslatableCharacter,
				"character with byte sequence %s in encoding \"UTF8\" has no equivalent in encoding \"LATIN1\"", hexBytes(text[:n]))
		}
		out, text = append(out, byte(r)), text[n:]
	}
	return out, nil
}

// copyEscapes are the letters of the characters that the text format writes behind a backslash.
var copyEscapes = [256]byte{'\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't', '\v': 'v', '\\': '\\'}

// appendCopyText appends a field of the text format.
func appendCopyText(dst, field []byte, delimiter byte) []byte {
	from := 0
	for i, c := range field {
		letter := copyEscapes[c]
		if c == delimiter && letter == 0 {
			letter = c
		}
		if letter != 0 {
			dst = append(append(dst, field[from:i]...), '\\', letter)
			from = i + 1
		}
	}
	return append(dst, field[from:]...)
}

// appendCSV appends a field of the CSV format, in quotes where it needs them: a field that would be read as NULL too, and a line
// that would be the end of the data.
func (e *copyEncoder) appendCSV(dst, field []byte, quoted bool) []byte {
	quoted = quoted || string(field) == e.Null || len(e.Columns) == 1 && string(field) == `\.`
	if !quoted {
		for _, c := range field {
			if c == e.Delimiter || c == e.Quote || c == '\n' || c == '\r' {
				quoted = true
				break
			}
		}
	}
	if !quoted {
		return append(dst, field...)
	}
	dst = append(dst, e.Quote)
	if bytes.IndexByte(field, e.Quote) < 0 && bytes.IndexByte(field, e.Escape) < 0 {
		return append(append(dst, field...), e.Quote)
	}
	for _, c := range field {
		if c == e.Quote || c == e.Escape {
			dst = append(dst, e.Escape)
		}
		dst = append(dst, c)
	}
	return append(dst, e.Quote)
}
