package sqltype

import (
	"strings"

	"asof/catalog/sqlerr"
)

// maxDims is how many dimensions an array may have.
const maxDims = 6

func appendArray(dst []byte, elem Type, a []any, f *Format) []byte {
	dst = append(dst, '{')
	for i, v := range a {
		if i > 0 {
			dst = append(dst, ',')
		}
		switch v := v.(type) {
		case nil:
			dst = append(dst, "NULL"...)
		case []any:
			dst = appendArray(dst, elem, v, f)
		default:
			dst = appendElement(dst, elem, v, f)
		}
	}
	return append(dst, '}')
}

// appendElement prints one element, in quotes where array_in would not read it back without.
func appendElement(dst []byte, elem Type, v any, f *Format) []byte {
	n := len(dst)
	dst = AppendText(dst, elem, v, f)
	text := dst[n:]
	escapes, quote := 0, len(text) == 0 || len(text) == 4 && strings.EqualFold(string(text), "null")
	for _, c := range text {
		switch {
		case c == '"' || c == '\\':
			escapes++
			quote = true
		case c == '{' || c == '}' || c == ',' || isSpace(c):
			quote = true
		}
	}
	if !quote {
		return dst
	}
	plain := string(text)
	dst = append(dst[:n], '"')
	for i := 0; i < len(plain); i++ {
		if plain[i] == '"' || plain[i] == '\\' {
			dst = append(dst, '\\')
		}
		dst = append(dst, plain[i])
	}
	return append(dst, '"')
}

func parseArray(elem Type, s string, f *Format) (any, error) {
	p := arrayParser{text: s}
	p.skipSpace()
	dims, err := p.bounds()
	if err != nil {
		return nil, err
	}
	if p.peek() != '{' {
		if dims != nil {
			return nil, p.malformed("Array contents must start with \"{\".")
		}
		return nil, p.malformed("Array value must start with \"{\" or dimension information.")
	}
	a, err := p.list(1)
	if err != nil {
		return nil, err
	}
	if p.skipSpace(); p.at < len(s) {
		return nil, p.malformed("Junk after closing right brace.")
	}
	level := a
	for _, want := range dims {
		if len(level) != want {
			return nil, p.malformed("Specified array dimensions do not match array contents.")
		}
		level, _ = level[0].([]any)
	}
	if err := readElements(a, elem, f); err != nil {
		return nil, err
	}
	return a, nil
}

// element is an element's text before it is read: only once the braces are known to match, as Postgres does it.
type element struct {
	text    string
	literal bool // quoted or escaped, so that it is not the word NULL
}

// readElements puts in place of every element of a its value.
func readElements(a []any, elem Type, f *Format) (err error) {
	for i, v := range a {
		switch v := v.(type) {
		case []any:
			err = readElements(v, elem, f)
		case element:
			if a[i] = nil; v.literal || !strings.EqualFold(v.text, "null") {
				a[i], err = ParseText(elem, v.text, f)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// arrayParser reads {…}, nested, elements quoted or not.
type arrayParser struct {
	text  string
	at    int
	depth int   // of the elements, once one was seen
	sizes []int // of each dimension, -1 where not known yet
	any   bool  // an element was seen
}

func (p *arrayParser) malformed(detail string, args ...any) error {
	return sqlerr.New(sqlerr.InvalidTextRepresentation, "malformed array literal: \"%s\"", p.text).WithDetail(detail, args...)
}

func (p *arrayParser) skipSpace() {
	for p.at < len(p.text) && isSpace(p.text[p.at]) {
		p.at++
	}
}

// peek is the next byte, 0 at the end.
func (p *arrayParser) peek() byte {
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

// bounds reads [l:u]…= and returns the length of each dimension. The lower bounds themselves are dropped.
func (p *arrayParser) bounds() ([]int, error) {
	var dims []int
	for p.peek() == '[' {
		end := strings.IndexByte(p.text[p.at:], ']')
		if end < 0 {
			return nil, p.malformed("Missing \"%s\" after array dimensions.", "]")
		}
		lo, hi, ranged := strings.Cut(p.text[p.at+1:p.at+end], ":")
		if !ranged {
			lo, hi = "1", lo
		}
		l, err := parseInt(lo, 32, "integer")
		if err != nil {
			return nil, p.malformed("\"[\" must introduce explicitly-specified array dimensions.")
		}
		h, err := parseInt(hi, 32, "integer")
		if err != nil {
			return nil, p.malformed("Missing array dimension value.")
		}
		if h.(int64) < l.(int64) {
			return nil, sqlerr.New("2202E", "upper bound cannot be less than lower bound")
		}
		dims = append(dims, int(h.(int64)-l.(int64)+1))
		p.at += end + 1
		p.skipSpace()
	}
	if dims == nil {
		return nil, nil
	}
	if p.peek() != '=' {
		return nil, p.malformed("Missing \"%s\" after array dimensions.", "=")
	}
	p.at++
	p.skipSpace()
	return dims, nil
}

// list reads one {…} at nesting level, its opening brace being next.
func (p *arrayParser) list(level int) ([]any, error) {
	if level > maxDims {
		return nil, sqlerr.New(sqlerr.ProgramLimitExceeded, "number of array dimensions (%d) exceeds the maximum allowed (%d)", level, maxDims)
	}
	p.at++
	items := []any{}
	if p.skipSpace(); p.peek() == '}' {
		if level > 1 { // only the whole may be empty
			return nil, p.malformed("Unexpected \"%c\" character.", '}')
		}
		p.at++
		return items, p.size(level, 0)
	}
	for {
		v, err := p.item(level)
		if err != nil {
			return nil, err
		}
		items = append(items, v)
		p.skipSpace()
		switch c := p.peek(); {
		case c == ',':
			p.at++
			p.skipSpace()
			if p.peek() == '}' {
				return nil, p.malformed("Unexpected \"%c\" character.", '}')
			}
		case c == '}':
			p.at++
			return items, p.size(level, len(items))
		case p.at >= len(p.text):
			return nil, p.malformed("Unexpected end of input.")
		default:
			return nil, p.malformed("Unexpected array element.")
		}
	}
}

// size notes the length of one list of a level; all of one level must agree.
func (p *arrayParser) size(level, n int) error {
	for len(p.sizes) < level {
		p.sizes = append(p.sizes, -1)
	}
	if p.sizes[level-1] >= 0 && p.sizes[level-1] != n {
		return p.malformed("Multidimensional arrays must have sub-arrays with matching dimensions.")
	}
	p.sizes[level-1] = n
	return nil
}

func (p *arrayParser) item(level int) (any, error) {
	switch c := p.peek(); {
	case c == '{':
		if p.any && level >= p.depth {
			return nil, p.malformed("Multidimensional arrays must have sub-arrays with matching dimensions.")
		}
		return p.list(level + 1)
	case p.at >= len(p.text):
		return nil, p.malformed("Unexpected end of input.")
	case c == ',' || c == '}':
		return nil, p.malformed("Unexpected \"%c\" character.", c)
	}
	if p.any && p.depth != level {
		return nil, p.malformed("Multidimensional arrays must have sub-arrays with matching dimensions.")
	}
	p.any, p.depth = true, level
	return p.element()
}

// element reads an element's text. Space around an unquoted element does not belong to it; a backslash escapes in both kinds.
func (p *arrayParser) element() (any, error) {
	var out []byte
	literal, quoted, inside, keep := false, false, false, 0 // keep: what of out is not trailing space
	for ; p.at < len(p.text); p.at++ {
		c := p.text[p.at]
		switch {
		case c == '\\':
			if p.at++; p.at >= len(p.text) {
				return nil, p.malformed("Unexpected end of input.")
			}
			out = append(out, p.text[p.at])
			keep, literal = len(out), true
		case c == '"':
			if !inside && (quoted || keep > 0) {
				return nil, p.malformed("Unexpected array element.")
			}
			quoted, literal, inside = true, true, !inside
		case inside:
			out = append(out, c)
			keep = len(out)
		case c == ',' || c == '}':
			return element{string(out[:keep]), literal}, nil
		case c == '{':
			return nil, p.malformed("Unexpected \"%c\" character.", c)
		case quoted && !isSpace(c):
			return nil, p.malformed("Unexpected array element.")
		default:
			if out = append(out, c); !isSpace(c) {
				keep = len(out)
			}
		}
	}
	return nil, p.malformed("Unexpected end of input.")
}
