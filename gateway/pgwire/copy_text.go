package pgwire

import (
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// splitText cuts a line of the text format into fields, the escapes in them undone.
func (d *lineCopy) splitText(text []byte) error {
	for at := 0; ; {
		begin, escaped := at, false
		start := len(d.memory)
		for at < len(text) && text[at] != d.Delimiter {
			c := text[at]
			if at++; c == '\\' {
				if at == len(text) {
					break
				}
				var raw bool
				c, at, raw = unescape(text, at)
				escaped = escaped || raw
			}
			d.memory = append(d.memory, c)
		}
		field := d.memory[start:len(d.memory):len(d.memory)]
		if string(text[begin:at]) == d.Null {
			field = nil
		} else if escaped {
			// The bytes that were written as numbers may be no text, and do not go through the client's encoding.
			if err := sqltype.CheckText(string(field)); err != nil {
				return err
			}
		}
		d.fields = append(d.fields, field)
		if at == len(text) {
			return nil
		}
		if at++; at == len(text) {
			d.fields = append(d.fields, d.last())
			return nil
		}
	}
}

// last is an empty field at the end of a line.
func (d *lineCopy) last() []byte {
	if d.Null == "" {
		return nil
	}
	return d.memory[:0]
}

// unescape reads what stands behind a backslash at text[at]; raw says that it was a number that may be no ASCII character.
func unescape(text []byte, at int) (c byte, next int, raw bool) {
	c = text[at]
	at++
	switch c {
	case 'b':
		return '\b', at, false
	case 'f':
		return '\f', at, false
	case 'n':
		return '\n', at, false
	case 'r':
		return '\r', at, false
	case 't':
		return '\t', at, false
	case 'v':
		return '\v', at, false
	case '0', '1', '2', '3', '4', '5', '6', '7':
		v := c - '0'
		for n := 1; n < 3 && at < len(text) && text[at]&^7 == '0'; n++ {
			v = v<<3 | text[at]&7
			at++
		}
		return v, at, v == 0 || v >= 0x80
	case 'x':
		v, n := byte(0), 0
		for ; n < 2 && at < len(text); n++ {
			digit, ok := hexValue(text[at])
			if !ok {
				break
			}
			v = v<<4 | digit
			at++
		}
		if n > 0 {
			return v, at, v == 0 || v >= 0x80
		}
	}
	return c, at, false
}

func hexValue(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10, true
	}
	return 0, false
}

// splitCSV cuts a line of the CSV format into fields. Quotes may begin and end inside of a field.
func (d *lineCopy) splitCSV(text []byte) error {
	for at := 0; ; {
		begin, start, quotes := at, len(d.memory), false
		for at < len(text) && text[at] != d.Delimiter {
			c := text[at]
			at++
			if c != d.Quote {
				d.memory = append(d.memory, c)
				continue
			}
			quotes = true
			var err error
			if at, err = d.quotedPart(text, at); err != nil {
				return err
			}
		}
		field := d.memory[start:len(d.memory):len(d.memory)]
		if !quotes && string(text[begin:at]) == d.Null {
			field = nil
		}
		d.fields = append(d.fields, field)
		if at == len(text) {
			return nil
		}
		if at++; at == len(text) {
			d.fields = append(d.fields, d.last())
			return nil
		}
	}
}

// quotedPart reads what stands in quotes from text[at] on, and returns what follows the closing one.
func (d *lineCopy) quotedPart(text []byte, at int) (int, error) {
	for at < len(text) {
		c := text[at]
		at++
		if c == d.Escape && at < len(text) && (text[at] == d.Escape || text[at] == d.Quote) {
			d.memory = append(d.memory, text[at])
			at++
			continue
		}
		if c == d.Quote {
			return at, nil
		}
		d.memory = append(d.memory, c)
	}
	return at, sqlerr.New(sqlerr.BadCopyFormat, "unterminated CSV quoted field")
}
