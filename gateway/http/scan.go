package http

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"asof/catalog/sqlerr"
)

// node is a JSON value with its place, so that what is wrong with it can be shown where it stands. Numbers keep their digits as they were
// written: no value goes through a float on its way.
type node struct {
	kind    byte   // '{', '[', '"', '0' for a number, 't', 'f', 'n'
	pos     int    // byte offset in the body
	end     int    // behind it
	text    string // of a string its characters, of a number its digits
	members []member
	items   []node
}

// member is a name of an object with its value.
type member struct {
	name  string
	pos   int
	value node
}

// maxDepth is how deep JSON may be nested.
const maxDepth = 64

// scan reads a body, which must be one JSON value (RFC 8259). Errors are 22P02, with the position.
func scan(body string) (node, error) {
	s := &scanner{body: body}
	n, err := s.value(0)
	if err != nil {
		return node{}, err
	}
	if s.space(); s.at < len(body) {
		return node{}, s.unexpected()
	}
	return n, nil
}

type scanner struct {
	body string
	at   int
}

// wrong is an error about the body from byte offset pos on.
func wrong(body string, pos int, code, format string, args ...any) *sqlerr.Error {
	return sqlerr.New(code, format, args...).At(utf8.RuneCountInString(body[:pos]))
}

func (s *scanner) unexpected() error {
	if s.at >= len(s.body) {
		return wrong(s.body, len(s.body), sqlerr.InvalidTextRepresentation, "the body ends in the middle of its JSON")
	}
	_, n := utf8.DecodeRuneInString(s.body[s.at:])
	return wrong(s.body, s.at, sqlerr.InvalidTextRepresentation, "the body is no JSON: %q is not expected here", s.body[s.at:s.at+n])
}

func (s *scanner) space() {
	for s.at < len(s.body) && (s.body[s.at] == ' ' || s.body[s.at] == '\n' || s.body[s.at] == '\t' || s.body[s.at] == '\r') {
		s.at++
	}
}

// next is the next character that is no space, 0 at the end.
func (s *scanner) next() byte {
	if s.space(); s.at < len(s.body) {
		return s.body[s.at]
	}
	return 0
}

func (s *scanner) value(depth int) (node, error) {
	c := s.next()
	n := node{kind: c, pos: s.at}
	var err error
	switch {
	case depth > maxDepth:
		return n, wrong(s.body, s.at, sqlerr.ProgramLimitExceeded, "the JSON is nested deeper than %d", maxDepth)
	case c == '{':
		err = s.object(&n, depth)
	case c == '[':
		err = s.array(&n, depth)
	case c == '"':
		n.text, err = s.string()
	case c == 't':
		err = s.word("true")
	case c == 'f':
		err = s.word("false")
	case c == 'n':
		err = s.word("null")
	case c == '-' || c >= '0' && c <= '9':
		n.kind = '0'
		n.text, err = s.number()
	default:
		err = s.unexpected()
	}
	n.end = s.at
	return n, err
}

func (s *scanner) word(w string) error {
	for i := range w {
		if s.at >= len(s.body) || s.body[s.at] != w[i] {
			return s.unexpected()
		}
		s.at++
	}
	return nil
}

func (s *scanner) object(n *node, depth int) error {
	s.at++
	if s.next() == '}' {
		s.at++
		return nil
	}
	for {
		if s.next() != '"' {
			return s.unexpected()
		}
		m := member{pos: s.at}
		var err error
		if m.name, err = s.string(); err != nil {
			return err
		}
		if s.next() != ':' {
			return s.unexpected()
		}
		s.at++
		if m.value, err = s.value(depth + 1); err != nil {
			return err
		}
		n.members = append(n.members, m)
		if more, err := s.more('}'); !more {
			return err
		}
	}
}

func (s *scanner) array(n *node, depth int) error {
	s.at++
	if s.next() == ']' {
		s.at++
		return nil
	}
	for {
		item, err := s.value(depth + 1)
		if err != nil {
			return err
		}
		n.items = append(n.items, item)
		if more, err := s.more(']'); !more {
			return err
		}
	}
}

// more takes a comma, or what closes a list.
func (s *scanner) more(closing byte) (bool, error) {
	switch s.next() {
	case ',':
		s.at++
		return true, nil
	case closing:
		s.at++
		return false, nil
	}
	return false, s.unexpected()
}

// number takes -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?.
func (s *scanner) number() (string, error) {
	from := s.at
	if s.body[s.at] == '-' {
		s.at++
	}
	whole := s.at
	if !s.digits() || s.body[whole] == '0' && s.at-whole > 1 {
		s.at = min(s.at, whole+1)
		return "", s.unexpected()
	}
	if s.at < len(s.body) && s.body[s.at] == '.' {
		if s.at++; !s.digits() {
			return "", s.unexpected()
		}
	}
	if s.at < len(s.body) && s.body[s.at]|0x20 == 'e' {
		if s.at++; s.at < len(s.body) && (s.body[s.at] == '+' || s.body[s.at] == '-') {
			s.at++
		}
		if !s.digits() {
			return "", s.unexpected()
		}
	}
	return s.body[from:s.at], nil
}

func (s *scanner) digits() bool {
	from := s.at
	for s.at < len(s.body) && s.body[s.at] >= '0' && s.body[s.at] <= '9' {
		s.at++
	}
	return s.at > from
}

// string takes a string; one without escapes is a part of the body.
func (s *scanner) string() (string, error) {
	s.at++
	from := s.at
	for s.at < len(s.body) {
		switch c := s.body[s.at]; {
		case c == '"':
			s.at++
			return s.body[from : s.at-1], nil
		case c == '\\':
			return s.escaped(from)
		case c < 0x20:
			return "", s.unexpected()
		}
		s.at++
	}
	return "", s.unexpected()
}

// escapes are the characters that a letter behind a backslash stands for.
var escapes = map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func (s *scanner) escaped(from int) (string, error) {
	var b strings.Builder
	b.WriteString(s.body[from:s.at])
	for s.at < len(s.body) {
		c := s.body[s.at]
		switch {
		case c == '"':
			s.at++
			return b.String(), nil
		case c < 0x20:
			return "", s.unexpected()
		case c != '\\':
			b.WriteByte(c)
			s.at++
			continue
		}
		if s.at++; s.at >= len(s.body) {
			break
		}
		if letter, ok := escapes[s.body[s.at]]; ok {
			b.WriteByte(letter)
			s.at++
			continue
		}
		r, err := s.unicode()
		if err != nil {
			return "", err
		}
		b.WriteRune(r)
	}
	return "", s.unexpected()
}

// unicode takes uXXXX, and the second half of a pair of surrogates. A half alone is no character.
func (s *scanner) unicode() (rune, error) {
	from := s.at - 1
	r, err := s.hex()
	if err != nil || !utf16.IsSurrogate(r) {
		return r, err
	}
	if strings.HasPrefix(s.body[s.at:], `\u`) {
		s.at++
		low, err := s.hex()
		if err != nil {
			return 0, err
		}
		if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
			return r, nil
		}
	}
	return 0, wrong(s.body, from, sqlerr.UntranslatableCharacter, "half of a surrogate pair is no character")
}

func (s *scanner) hex() (r rune, err error) {
	if s.body[s.at] != 'u' {
		return 0, s.unexpected()
	}
	for range 4 {
		if s.at++; s.at >= len(s.body) {
			return 0, s.unexpected()
		}
		switch c := s.body[s.at]; {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, s.unexpected()
		}
	}
	s.at++
	return r, nil
}
