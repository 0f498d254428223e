package parser

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// Tokenize cuts sql into tokens by the rules of Postgres 15's scanner, with standard_conforming_strings on. Unlike Postgres it
// keeps identifiers longer than 63 bytes whole. A U&'…' literal and its UESCAPE clause are one token, as are the pieces of a
// string continued over a line break. Errors: 42601 for what is unterminated or malformed, 22021 for text that is not UTF-8,
// 22025 for a bad escape.
func Tokenize(sql string) ([]ast.Token, error) {
	if err := checkEncoding(sql); err != nil {
		return nil, err
	}
	l := &lexer{sql: sql, tokens: make([]ast.Token, 0, len(sql)/4+4)}
	for {
		if err := l.skip(); err != nil {
			return nil, err
		}
		if l.pos >= len(sql) {
			return l.tokens, nil
		}
		l.start = l.pos
		if err := l.next(); err != nil {
			return nil, err
		}
	}
}

// Position returns the number of characters before byteOffset in sql.
func Position(sql string, byteOffset int) int {
	return utf8.RuneCountInString(sql[:min(max(byteOffset, 0), len(sql))])
}

// checkEncoding refuses what Postgres refuses before it scans: text that is not UTF-8, and NUL.
func checkEncoding(sql string) error {
	for i := 0; i < len(sql); {
		if c := sql[i]; c != 0 && c < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(sql[i:])
		if r == 0 || r == utf8.RuneError && n == 1 {
			return badEncoding(sql[i:]).At(Position(sql, i))
		}
		i += n
	}
	return nil
}

// badEncoding names the bytes that the first of s announces, as Postgres does.
func badEncoding(s string) *sqlerr.Error {
	n := 1
	switch c := s[0]; {
	case c&0xe0 == 0xc0:
		n = 2
	case c&0xf0 == 0xe0:
		n = 3
	case c&0xf8 == 0xf0:
		n = 4
	}
	var hex []string
	for i := 0; i < min(n, len(s)); i++ {
		hex = append(hex, fmt.Sprintf("0x%02x", s[i]))
	}
	return sqlerr.New(sqlerr.CharacterNotInRepertoire, `invalid byte sequence for encoding "UTF8": %s`, strings.Join(hex, " "))
}

// lexer is a position in a text. Its methods read one token from start and leave pos after it.
type lexer struct {
	sql        string
	start, pos int
	tokens     []ast.Token
}

// at returns the byte at offset i, 0 after the end: NUL cannot be in the text.
func (l *lexer) at(i int) byte {
	if i < len(l.sql) {
		return l.sql[i]
	}
	return 0
}

func (l *lexer) emit(kind ast.TokenKind, value string) {
	l.tokens = append(l.tokens, ast.Token{Kind: kind, Value: value, Pos: l.start, End: l.pos})
}

// fail is Postgres' scanner error: what it points at is the text from the token's start to where the scanner has come.
func (l *lexer) fail(message string) error {
	if l.start >= len(l.sql) {
		return sqlerr.New(sqlerr.SyntaxError, "%s at end of input", message).At(Position(l.sql, len(l.sql)))
	}
	return sqlerr.New(sqlerr.SyntaxError, "%s at or near \"%s\"", message, l.sql[l.start:l.pos]).At(Position(l.sql, l.start))
}

// skip passes space and comments.
func (l *lexer) skip() error {
	for l.pos < len(l.sql) {
		switch c := l.sql[l.pos]; {
		case isSpace(c):
			l.pos++
		case c == '-' && l.at(l.pos+1) == '-':
			l.lineComment()
		case c == '/' && l.at(l.pos+1) == '*':
			if err := l.blockComment(); err != nil {
				return err
			}
		default:
			return nil
		}
	}
	return nil
}

func (l *lexer) lineComment() {
	for l.pos < len(l.sql) && l.sql[l.pos] != '\n' && l.sql[l.pos] != '\r' {
		l.pos++
	}
}

func (l *lexer) blockComment() error {
	l.start = l.pos
	depth := 0
	for l.pos < len(l.sql) {
		switch {
		case l.sql[l.pos] == '/' && l.at(l.pos+1) == '*':
			depth++
			l.pos += 2
		case l.sql[l.pos] == '*' && l.at(l.pos+1) == '/':
			depth--
			l.pos += 2
			if depth == 0 {
				return nil
			}
		default:
			l.pos++
		}
	}
	return l.fail("unterminated /* comment")
}

// next reads the token at start, which is neither space nor a comment.
func (l *lexer) next() error {
	c, c1 := l.sql[l.pos], l.at(l.pos+1)
	switch {
	case c == '\'':
		return l.plainString(l.pos+1, ast.String)
	case c == '"':
		return l.quotedIdent()
	case (c == 'e' || c == 'E') && c1 == '\'':
		return l.escapeString()
	case (c == 'b' || c == 'B' || c == 'x' || c == 'X') && c1 == '\'':
		return l.plainString(l.pos+2, ast.BitString)
	case (c == 'n' || c == 'N') && c1 == '\'':
		// N'…' is the key word NCHAR, then a string.
		l.pos++
		l.emit(ast.Ident, "nchar")
	case (c == 'u' || c == 'U') && c1 == '&' && (l.at(l.pos+2) == '\'' || l.at(l.pos+2) == '"'):
		return l.unicode()
	case isIdentStart(c):
		for l.pos < len(l.sql) && isIdentPart(l.sql[l.pos]) {
			l.pos++
		}
		l.emit(ast.Ident, fold(l.sql[l.start:l.pos]))
	case isDigit(c) || c == '.' && isDigit(c1):
		return l.number()
	case c == '$':
		return l.dollar()
	default:
		l.operator()
	}
	return nil
}

// number reads an integer, a decimal or a real. "1..2" is an integer and then "..".
func (l *lexer) number() error {
	l.digits()
	if l.at(l.pos) == '.' && !(l.at(l.pos+1) == '.' && l.pos > l.start) {
		l.pos++
		l.digits()
	}
	word := false // the number ends in what could be an identifier: e5
	if c := l.at(l.pos); c == 'e' || c == 'E' {
		exp := l.pos + 1
		word = isDigit(l.at(exp))
		if s := l.at(exp); s == '+' || s == '-' {
			exp++
			if !isDigit(l.at(exp)) {
				l.pos = exp
				return l.fail("trailing junk after numeric literal")
			}
		}
		if isDigit(l.at(exp)) {
			l.pos = exp
			l.digits()
		}
	}
	if l.junk(word) {
		return l.fail("trailing junk after numeric literal")
	}
	l.emit(ast.Number, l.sql[l.start:l.pos])
	return nil
}

func (l *lexer) digits() {
	for isDigit(l.at(l.pos)) {
		l.pos++
	}
}

// junk takes the identifier that follows a number at once. inside says that the number's end would be the identifier's begin.
func (l *lexer) junk(inside bool) bool {
	if !isIdentStart(l.at(l.pos)) && !(inside && l.at(l.pos) == '$') {
		return false
	}
	for l.pos < len(l.sql) && isIdentPart(l.sql[l.pos]) {
		l.pos++
	}
	return true
}

// dollar reads a parameter, a dollar-quoted string, or a lone $.
func (l *lexer) dollar() error {
	l.pos++
	if isDigit(l.at(l.pos)) {
		l.digits()
		if l.junk(false) {
			return l.fail("trailing junk after parameter")
		}
		l.emit(ast.Param, l.sql[l.start+1:l.pos])
		return nil
	}
	end := l.pos
	if isIdentStart(l.at(end)) {
		for end < len(l.sql) && l.sql[end] != '$' && isIdentPart(l.sql[end]) {
			end++
		}
	}
	if l.at(end) != '$' {
		l.emit(ast.Op, "$")
		return nil
	}
	tag := l.sql[l.start : end+1]
	length := strings.Index(l.sql[end+1:], tag)
	if length < 0 {
		l.pos = len(l.sql)
		return l.fail("unterminated dollar-quoted string")
	}
	l.pos = end + 1 + length + len(tag)
	l.emit(ast.String, l.sql[end+1:end+1+length])
	return nil
}

// operator reads an operator or a self-standing character. An operator is as long as it can be, but ends where a comment
// begins, and ends in + or - only if it also has a character that no operator of the SQL standard has.
func (l *lexer) operator() {
	switch two := l.sql[l.pos:min(l.pos+2, len(l.sql))]; two {
	case "::", "..", ":=":
		l.pos += 2
		l.emit(ast.Op, two)
		return
	}
	if !isOpChar(l.sql[l.pos]) {
		_, n := utf8.DecodeRuneInString(l.sql[l.pos:])
		l.pos += n
		l.emit(ast.Op, l.sql[l.start:l.pos])
		return
	}
	end := l.pos + 1
	for end < len(l.sql) && isOpChar(l.sql[end]) && !l.commentAt(end) {
		end++
	}
	if !strings.ContainsAny(l.sql[l.pos:end], "~!@#^&|`?%") {
		for end > l.pos+1 && (l.sql[end-1] == '+' || l.sql[end-1] == '-') {
			end--
		}
	}
	l.pos = end
	l.emit(ast.Op, l.sql[l.start:end])
}

func (l *lexer) commentAt(i int) bool {
	return l.sql[i] == '-' && l.at(i+1) == '-' || l.sql[i] == '/' && l.at(i+1) == '*'
}

// fold lowers ASCII letters, as Postgres does with identifiers in a UTF-8 database.
func fold(s string) string {
	for i := 0; i < len(s); i++ {
		if 'A' <= s[i] && s[i] <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if 'A' <= b[i] && b[i] <= 'Z' {
					b[i] += 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }
func isIdentStart(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c >= 0x80
}
func isIdentPart(c byte) bool { return isIdentStart(c) || isDigit(c) || c == '$' }
func isOpChar(c byte) bool    { return strings.IndexByte("~!@#^&|`?+-*/%<>=", c) >= 0 }
