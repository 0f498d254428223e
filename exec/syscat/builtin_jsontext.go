package syscat

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// This file reads JSON into a tree and writes trees as json and as jsonb.

// jsonKind is what a JSON value is.
type jsonKind byte

const (
	jsonNull jsonKind = iota
	jsonString
	jsonNumber
	jsonFalse
	jsonTrue
	jsonArray
	jsonObject
)

// jsonValue is a node of a JSON text, which it remembers as it was written.
type jsonValue struct {
	kind  jsonKind
	str   string // of a string, what it says; of a number, its digits
	raw   string
	items []*jsonValue // of an array, and of an object in order of its keys
	keys  []string
}

// maxJSONDepth bounds the nesting, as Postgres' stack does.
const maxJSONDepth = 6000

type jsonReader struct {
	text  string
	at    int
	depth int
}

// readJSON reads a whole text.
func readJSON(s string) (*jsonValue, error) {
	r := &jsonReader{text: s}
	v, err := r.value()
	if err != nil {
		return nil, err
	}
	if r.space(); r.at < len(s) {
		return nil, r.unexpected("Expected end of input, but found \"%s\".")
	}
	return v, nil
}

func checkJSON(s string) error {
	if err := sqltype.CheckText(s); err != nil {
		return err
	}
	_, err := readJSON(s)
	return err
}

func jsonSyntax(detail string, args ...any) error {
	return sqlerr.New(sqlerr.InvalidTextRepresentation, "invalid input syntax for type json").WithDetail(detail, args...)
}

// unexpected names the token that stands where another was expected; detail says which.
func (r *jsonReader) unexpected(detail string) error {
	if r.at >= len(r.text) {
		return jsonSyntax("The input string ended unexpectedly.")
	}
	return jsonSyntax(detail, r.token())
}

// token is the next token, whatever it is: a word to its end, else one character.
func (r *jsonReader) token() string {
	end := r.at
	for end < len(r.text) && isWordByte(r.text[end]) {
		end++
	}
	switch {
	case end > r.at:
		return r.text[r.at:end]
	case r.text[r.at] == '"':
		if i := strings.IndexByte(r.text[r.at+1:], '"'); i >= 0 {
			return r.text[r.at : r.at+i+2]
		}
		return r.text[r.at:]
	}
	_, n := utf8.DecodeRuneInString(r.text[r.at:])
	return r.text[r.at : r.at+n]
}

func isWordByte(c byte) bool {
	return c == '_' || c >= utf8.RuneSelf || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

func (r *jsonReader) space() {
	for r.at < len(r.text) && strings.IndexByte(" \t\n\r", r.text[r.at]) >= 0 {
		r.at++
	}
}

func (r *jsonReader) value() (*jsonValue, error) {
	r.space()
	if r.depth++; r.depth > maxJSONDepth {
		return nil, sqlerr.New(sqlerr.StatementTooComplex, "stack depth limit exceeded")
	}
	defer func() { r.depth-- }()
	start := r.at
	v, err := r.bare()
	if err == nil {
		v.raw = r.text[start:r.at]
	}
	return v, err
}

func (r *jsonReader) bare() (*jsonValue, error) {
	if r.at >= len(r.text) {
		return nil, r.unexpected("")
	}
	switch c := r.text[r.at]; {
	case c == '{':
		return r.object()
	case c == '[':
		return r.array()
	case c == '"':
		s, err := r.str()
		return &jsonValue{kind: jsonString, str: s}, err
	case c == '-' || c >= '0' && c <= '9':
		return r.number()
	}
	word := r.token()
	for kind, name := range map[jsonKind]string{jsonNull: "null", jsonTrue: "true", jsonFalse: "false"} {
		if word == name {
			r.at += len(word)
			return &jsonValue{kind: kind}, nil
		}
	}
	if !isWordByte(word[0]) && strings.Contains("]},:", word) {
		return nil, r.unexpected("Expected JSON value, but found \"%s\".")
	}
	return nil, jsonSyntax("Token \"%s\" is invalid.", word)
}

func (r *jsonReader) number() (*jsonValue, error) {
	start := r.at
	digits := func() bool {
		from := r.at
		for r.at < len(r.text) && r.text[r.at] >= '0' && r.text[r.at] <= '9' {
			r.at++
		}
		return r.at > from
	}
	ok := true
	if r.text[r.at] == '-' {
		r.at++
	}
	if r.at < len(r.text) && r.text[r.at] == '0' {
		r.at++
	} else {
		ok = digits()
	}
	if ok && r.at < len(r.text) && r.text[r.at] == '.' {
		r.at++
		ok = digits()
	}
	if ok && r.at < len(r.text) && r.text[r.at]|0x20 == 'e' {
		r.at++
		if r.at < len(r.text) && (r.text[r.at] == '+' || r.text[r.at] == '-') {
			r.at++
		}
		ok = digits()
	}
	for r.at < len(r.text) && isWordByte(r.text[r.at]) {
		ok = false
		r.at++
	}
	if !ok {
		return nil, jsonSyntax("Token \"%s\" is invalid.", r.text[start:r.at])
	}
	return &jsonValue{kind: jsonNumber, str: r.text[start:r.at]}, nil
}

func (r *jsonReader) array() (*jsonValue, error) {
	r.at++
	v := &jsonValue{kind: jsonArray}
	if r.space(); r.at < len(r.text) && r.text[r.at] == ']' {
		r.at++
		return v, nil
	}
	for {
		if r.space(); len(v.items) == 0 && r.at < len(r.text) && strings.IndexByte("},:", r.text[r.at]) >= 0 {
			return nil, r.unexpected("Expected array element or \"]\", but found \"%s\".")
		}
		item, err := r.value()
		if err != nil {
			return nil, err
		}
		v.items = append(v.items, item)
		if done, err := r.next(']', "Expected \",\" or \"]\", but found \"%s\"."); done || err != nil {
			return v, err
		}
	}
}

// next goes past a comma, or past what closes the list.
func (r *jsonReader) next(closing byte, detail string) (done bool, err error) {
	if r.space(); r.at < len(r.text) && (r.text[r.at] == ',' || r.text[r.at] == closing) {
		r.at++
		return r.text[r.at-1] == closing, nil
	}
	if err := r.badToken(); err != nil {
		return false, err
	}
	return false, r.unexpected(detail)
}

// badToken is the error of a next token that is none at all.
func (r *jsonReader) badToken() error {
	if r.at >= len(r.text) || strings.IndexByte(`{}[],:"`, r.text[r.at]) >= 0 {
		return nil
	}
	_, err := (&jsonReader{text: r.text[r.at:]}).value()
	return err
}

func (r *jsonReader) object() (*jsonValue, error) {
	r.at++
	v := &jsonValue{kind: jsonObject}
	if r.space(); r.at < len(r.text) && r.text[r.at] == '}' {
		r.at++
		return v, nil
	}
	for {
		r.space()
		if err := r.badToken(); err != nil {
			return nil, err
		}
		if r.at >= len(r.text) || r.text[r.at] != '"' {
			if len(v.keys) == 0 {
				return nil, r.unexpected("Expected string or \"}\", but found \"%s\".")
			}
			return nil, r.unexpected("Expected string, but found \"%s\".")
		}
		key, err := r.str()
		if err != nil {
			return nil, err
		}
		r.space()
		if err := r.badToken(); err != nil {
			return nil, err
		}
		if r.at >= len(r.text) || r.text[r.at] != ':' {
			return nil, r.unexpected("Expected \":\", but found \"%s\".")
		}
		r.at++
		item, err := r.value()
		if err != nil {
			return nil, err
		}
		v.keys, v.items = append(v.keys, key), append(v.items, item)
		if done, err := r.next('}', "Expected \",\" or \"}\", but found \"%s\"."); done || err != nil {
			return v, err
		}
	}
}

// str reads a string, the opening quote being next.
func (r *jsonReader) str() (string, error) {
	start := r.at
	var b strings.Builder
	for r.at++; r.at < len(r.text); r.at++ {
		switch c := r.text[r.at]; {
		case c == '"':
			r.at++
			return b.String(), nil
		case c < ' ':
			return "", jsonSyntax("Character with value 0x%02x must be escaped.", c)
		case c == '\\':
			if err := r.escape(&b); err != nil {
				return "", err
			}
		default:
			b.WriteByte(c)
		}
	}
	return "", jsonSyntax("Token \"%s\" is invalid.", r.text[start:])
}

var jsonEscapes = map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func (r *jsonReader) escape(b *strings.Builder) error {
	if r.at++; r.at >= len(r.text) {
		return jsonSyntax("Token \"%s\" is invalid.", r.text)
	}
	c := r.text[r.at]
	if out, ok := jsonEscapes[c]; ok {
		b.WriteByte(out)
		return nil
	}
	if c != 'u' {
		_, n := utf8.DecodeRuneInString(r.text[r.at:])
		return jsonSyntax("Escape sequence \"\\%s\" is invalid.", r.text[r.at:r.at+n])
	}
	code, ok := r.hex4()
	if !ok {
		return jsonSyntax("\"\\u\" must be followed by four hexadecimal digits.")
	}
	switch {
	case code >= 0xDC00 && code < 0xE000:
		return jsonSyntax("Unicode low surrogate must follow a high surrogate.")
	case code >= 0xD800 && code < 0xDC00:
		if !strings.HasPrefix(r.text[r.at+1:], `\u`) {
			return jsonSyntax("Unicode low surrogate must follow a high surrogate.")
		}
		r.at += 2
		low, ok := r.hex4()
		if !ok || low < 0xDC00 || low >= 0xE000 {
			return jsonSyntax("Unicode low surrogate must follow a high surrogate.")
		}
		code = utf16.DecodeRune(code, low)
	}
	b.WriteRune(code)
	return nil
}

// hex4 reads the four digits after \u, and stops at the last.
func (r *jsonReader) hex4() (rune, bool) {
	if r.at+4 >= len(r.text) {
		return 0, false
	}
	n, err := strconv.ParseUint(r.text[r.at+1:r.at+5], 16, 32)
	r.at += 4
	return rune(n), err == nil
}

// quoteJSON appends s as a JSON string.
func quoteJSON(b *strings.Builder, s string) {
	b.WriteByte('"')
	for i := range len(s) {
		switch c := s[i]; c {
		case '"', '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case '\b', '\f', '\n', '\r', '\t':
			b.WriteByte('\\')
			b.WriteByte("btn_fr"[c-'\b'])
		default:
			if c < ' ' {
				b.WriteString("\\u00" + string("0123456789abcdef"[c>>4]) + string("0123456789abcdef"[c&15]))
				continue
			}
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
}
