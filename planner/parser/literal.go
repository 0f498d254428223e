package parser

import (
	"strings"
	"unicode/utf8"

	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// plainString reads '…' from after its opening quote, continuations included.
func (l *lexer) plainString(from int, kind ast.TokenKind) error {
	value, err := l.quoted(from, kind == ast.String)
	if err == nil {
		l.emit(kind, value)
	}
	return err
}

// quoted reads the pieces of a '…' literal whose first begins at from. doubled says whether ” stands for a quote in it.
func (l *lexer) quoted(from int, doubled bool) (string, error) {
	var value strings.Builder
	l.pos = from
	for {
		n := strings.IndexByte(l.sql[l.pos:], '\'')
		if n < 0 {
			l.pos = len(l.sql)
			return "", l.unterminated()
		}
		value.WriteString(l.sql[l.pos : l.pos+n])
		l.pos += n + 1
		switch {
		case doubled && l.at(l.pos) == '\'':
			value.WriteByte('\'')
			l.pos++
		case !l.continued():
			return value.String(), nil
		}
	}
}

func (l *lexer) unterminated() error {
	switch l.sql[l.start] {
	case 'b', 'B':
		return l.fail("unterminated bit string literal")
	case 'x', 'X':
		return l.fail("unterminated hexadecimal string literal")
	}
	return l.fail("unterminated quoted string")
}

// continued says whether a literal goes on after a line break, and moves behind the next opening quote if so. Line comments
// may stand between, block comments may not.
func (l *lexer) continued() bool {
	i, broken := l.pos, false
	for i < len(l.sql) {
		switch c := l.sql[i]; {
		case c == '\n' || c == '\r':
			broken = true
			i++
		case isSpace(c):
			i++
		case c == '-' && l.at(i+1) == '-':
			for i < len(l.sql) && l.sql[i] != '\n' && l.sql[i] != '\r' {
				i++
			}
			if i == len(l.sql) {
				return false
			}
		case c == '\'' && broken:
			l.pos = i + 1
			return true
		default:
			return false
		}
	}
	return false
}

// quotedIdent reads "…".
func (l *lexer) quotedIdent() error {
	name, err := l.delimited(l.pos + 1)
	if err == nil {
		l.emit(ast.Quoted, name)
	}
	return err
}

// delimited reads a delimited identifier from after its opening quote.
func (l *lexer) delimited(from int) (string, error) {
	var name strings.Builder
	for l.pos = from; ; {
		n := strings.IndexByte(l.sql[l.pos:], '"')
		if n < 0 {
			l.pos = len(l.sql)
			return "", l.fail("unterminated quoted identifier")
		}
		name.WriteString(l.sql[l.pos : l.pos+n])
		l.pos += n + 1
		if l.at(l.pos) != '"' {
			break
		}
		name.WriteByte('"')
		l.pos++
	}
	if name.Len() == 0 {
		return "", l.fail("zero-length delimited identifier")
	}
	return name.String(), nil
}

// escapeString reads E'…'.
func (l *lexer) escapeString() error {
	var value []byte
	high := rune(0) // the first half of a surrogate pair
	for l.pos += 2; ; {
		escape := l.at(l.pos) == '\\' && (l.at(l.pos+1) == 'u' || l.at(l.pos+1) == 'U')
		if high != 0 && !escape {
			return l.failAt("invalid Unicode surrogate pair", l.pos, l.pos+1)
		}
		if l.pos >= len(l.sql) {
			return l.fail("unterminated quoted string")
		}
		switch c := l.sql[l.pos]; {
		case c == '\'' && l.at(l.pos+1) == '\'':
			value = append(value, '\'')
			l.pos += 2
		case c == '\'':
			l.pos++
			if l.continued() {
				continue
			}
			if err := l.checkBytes(value); err != nil {
				return err
			}
			l.emit(ast.String, string(value))
			return nil
		case c != '\\':
			value = append(value, c)
			l.pos++
		case escape:
			from := l.pos
			r, err := l.unicodeEscape()
			if err != nil {
				return err
			}
			var ok bool
			if r, high, ok = pair(high, r); !ok {
				return l.failAt("invalid Unicode surrogate pair", from, l.pos)
			}
			if high == 0 {
				value = utf8.AppendRune(value, r)
			}
		default:
			b, err := l.byteEscape()
			if err != nil {
				return err
			}
			value = append(value, b)
		}
	}
}

// byteEscape reads \n, \101, \x41 and the like.
func (l *lexer) byteEscape() (byte, error) {
	l.pos++
	if l.pos >= len(l.sql) {
		return 0, l.fail("unterminated quoted string")
	}
	c := l.sql[l.pos]
	l.pos++
	v, base, most := 0, 0, 0
	switch {
	case '0' <= c && c <= '7':
		v, base, most = int(c-'0'), 8, 2
	case c == 'x' && hexDigit(l.at(l.pos)) >= 0:
		base, most = 16, 2
	}
	if base != 0 {
		for n := 0; n < most; n++ {
			d := hexDigit(l.at(l.pos))
			if d < 0 || d >= base {
				break
			}
			v = v*base + d
			l.pos++
		}
		return byte(v), nil
	}
	switch c {
	case 'b':
		return '\b', nil
	case 'f':
		return '\f', nil
	case 'n':
		return '\n', nil
	case 'r':
		return '\r', nil
	case 't':
		return '\t', nil
	}
	return c, nil
}

// unicodeEscape reads \uXXXX or \UXXXXXXXX.
func (l *lexer) unicodeEscape() (rune, error) {
	n := 4
	if l.sql[l.pos+1] == 'U' {
		n = 8
	}
	r, ok := hexRune(l.sql, l.pos+2, n)
	if !ok {
		return 0, sqlerr.New("22025", "invalid Unicode escape").At(Position(l.sql, l.pos)).
			WithHint(`Unicode escapes must be \uXXXX or \UXXXXXXXX.`)
	}
	if r == 0 || r > utf8.MaxRune {
		return 0, l.failAt("invalid Unicode escape value", l.pos, l.pos+2+n)
	}
	l.pos += 2 + n
	return r, nil
}

// pair joins two halves of a surrogate pair: it returns the character, or the half to wait with.
func pair(high, r rune) (char, wait rune, ok bool) {
	isHigh, isLow := 0xd800 <= r && r <= 0xdbff, 0xdc00 <= r && r <= 0xdfff
	switch {
	case high != 0 && isLow:
		return (high-0xd800)<<10 + (r - 0xdc00) + 0x10000, 0, true
	case high != 0 || isLow:
		return 0, 0, false
	case isHigh:
		return 0, r, true
	}
	return r, 0, true
}

// failAt fails with the text from one offset to another as what is wrong.
func (l *lexer) failAt(message string, from, to int) error {
	for to = min(to, len(l.sql)); to < len(l.sql) && !utf8.RuneStart(l.sql[to]); {
		to++
	}
	l.start, l.pos = from, to
	return l.fail(message)
}

// checkBytes refuses what escapes can put together: bytes that are no UTF-8, and NUL.
func (l *lexer) checkBytes(value []byte) error {
	for i := 0; i < len(value); {
		r, n := utf8.DecodeRune(value[i:])
		if r == 0 || r == utf8.RuneError && n == 1 {
			return badEncoding(string(value[i:])).At(Position(l.sql, l.start))
		}
		i += n
	}
	return nil
}

// unicode reads U&'…' or U&"…" and the UESCAPE clause that may follow.
func (l *lexer) unicode() error {
	var raw string
	var err error
	kind := ast.String
	body := l.pos + 3
	if l.sql[l.pos+2] == '"' {
		kind = ast.Quoted
		raw, err = l.delimited(body)
	} else {
		raw, err = l.quoted(body, true)
	}
	if err != nil {
		return err
	}
	escape, err := l.uescape()
	if err != nil {
		return err
	}
	value, err := l.decodeUnicode(raw, escape)
	if err != nil {
		return err
	}
	l.emit(kind, value)
	return nil
}

// uescape reads UESCAPE 'c' if it is there, and returns the escape character.
func (l *lexer) uescape() (byte, error) {
	begin, end := l.start, l.pos
	if err := l.skip(); err != nil {
		return 0, err
	}
	word := l.pos
	for l.pos < len(l.sql) && isIdentPart(l.sql[l.pos]) {
		l.pos++
	}
	if fold(l.sql[word:l.pos]) != "uescape" {
		l.start, l.pos = begin, end
		return '\\', nil
	}
	if err := l.skip(); err != nil {
		return 0, err
	}
	// The character stands in a string of any spelling but U&'…'.
	l.start = l.pos
	unicode := fold(l.sql[l.pos:min(l.pos+2, len(l.sql))]) == "u&"
	before := len(l.tokens)
	if l.pos < len(l.sql) {
		if err := l.next(); err != nil {
			return 0, err
		}
	}
	read := l.tokens[before:]
	l.tokens = l.tokens[:before]
	if unicode || len(read) != 1 || read[0].Kind != ast.String {
		return 0, l.fail("UESCAPE must be followed by a simple string literal")
	}
	c := read[0].Value
	if len(c) != 1 || hexDigit(c[0]) >= 0 || isSpace(c[0]) || strings.Contains(`+'"`, c) {
		return 0, l.fail("invalid Unicode escape character")
	}
	l.start = begin
	return c[0], nil
}

// decodeUnicode replaces \XXXX and \+XXXXXX in raw, escape standing for the backslash. Errors point at the escape.
func (l *lexer) decodeUnicode(raw string, escape byte) (string, error) {
	var value strings.Builder
	high := rune(0)
	wrong := func(message string, i int) *sqlerr.Error {
		return sqlerr.New(sqlerr.SyntaxError, "%s", message).At(Position(l.sql, l.start+len("U&'")+i))
	}
	for i := 0; i < len(raw); {
		doubled := raw[i] == escape && i+1 < len(raw) && raw[i+1] == escape
		if raw[i] != escape || doubled {
			if high != 0 {
				return "", wrong("invalid Unicode surrogate pair", i)
			}
			if doubled {
				i++
			}
			value.WriteByte(raw[i])
			i++
			continue
		}
		from, n := i+1, 4
		if from < len(raw) && raw[from] == '+' {
			from, n = from+1, 6
		}
		r, ok := hexRune(raw, from, n)
		if !ok {
			return "", wrong("invalid Unicode escape", i).WithHint(`Unicode escapes must be \XXXX or \+XXXXXX.`)
		}
		if r == 0 || r > utf8.MaxRune {
			return "", wrong("invalid Unicode escape value", i)
		}
		if r, high, ok = pair(high, r); !ok {
			return "", wrong("invalid Unicode surrogate pair", i)
		}
		if high == 0 {
			value.WriteRune(r)
		}
		i = from + n
	}
	if high != 0 {
		return "", wrong("invalid Unicode surrogate pair", len(raw))
	}
	return value.String(), nil
}

// hexRune reads n hexadecimal digits of s from i on; more than a rune can hold is one more than the greatest rune.
func hexRune(s string, i, n int) (rune, bool) {
	if i+n > len(s) {
		return 0, false
	}
	v := 0
	for _, c := range []byte(s[i : i+n]) {
		d := hexDigit(c)
		if d < 0 {
			return 0, false
		}
		v = min(v<<4|d, utf8.MaxRune+1)
	}
	return rune(v), true
}

func hexDigit(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
