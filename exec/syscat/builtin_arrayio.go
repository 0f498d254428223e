package syscat

import (
	"math"
	"strconv"
	"strings"

	"asof/catalog/sqlerr"
)

// This file writes and reads arrays, vectors and records.

const maxDims = 6

// arrayOut writes {…}, with the bounds before it where they do not begin at 1.
func (e *Env) arrayOut(a *Array) (string, error) {
	if len(a.Items) == 0 { // an empty vector has a dimension of no items
		return "{}", nil
	}
	var b strings.Builder
	for _, d := range a.Dims {
		if d.Lower != 1 {
			for _, d := range a.Dims {
				b.WriteString("[" + strconv.Itoa(d.Lower) + ":" + strconv.Itoa(d.Lower+d.Len-1) + "]")
			}
			b.WriteByte('=')
			break
		}
	}
	next := 0
	err := e.arrayLevel(&b, a, 0, &next)
	return b.String(), err
}

func (e *Env) arrayLevel(b *strings.Builder, a *Array, level int, next *int) error {
	delim := elemDelim(a.Elem)
	b.WriteByte('{')
	for i := range a.Dims[level].Len {
		if i > 0 {
			b.WriteByte(delim)
		}
		if level+1 < len(a.Dims) {
			if err := e.arrayLevel(b, a, level+1, next); err != nil {
				return err
			}
			continue
		}
		v := a.Items[*next]
		*next++
		if v == nil {
			b.WriteString("NULL")
			continue
		}
		s, err := e.output(a.Elem, v)
		if err != nil {
			return err
		}
		writeItem(b, s, delim)
	}
	b.WriteByte('}')
	return nil
}

// writeItem quotes an item that array_in would not read back without.
func writeItem(b *strings.Builder, s string, delim byte) {
	if s != "" && !strings.EqualFold(s, "null") && !strings.ContainsAny(s, "\"\\{} \t\n\v\f\r"+string(delim)) {
		b.WriteString(s)
		return
	}
	writeQuoted(b, s, `\`)
}

// writeQuoted quotes s; escape stands before quotes and backslashes, or is empty to double them.
func writeQuoted(b *strings.Builder, s, escape string) {
	b.WriteByte('"')
	for i := range len(s) {
		if s[i] == '"' || s[i] == '\\' {
			if escape == "" {
				b.WriteByte(s[i])
			}
			b.WriteString(escape)
		}
		b.WriteByte(s[i])
	}
	b.WriteByte('"')
}

// elemDelim separates items: only boxes use another than the comma.
func elemDelim(elem uint32) byte {
	if elem == 603 {
		return ';'
	}
	return ','
}

func vectorOut(a *Array) string {
	var b strings.Builder
	for i, v := range a.Items {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(decimalInt(v.(int64)))
	}
	return b.String()
}

func (e *Env) vectorIn(typ uint32, s string) (any, error) {
	a := &Array{Elem: elemType(typ)}
	for _, word := range strings.Fields(s) {
		v, err := e.input(a.Elem, -1, word)
		if err != nil {
			return nil, err
		}
		a.Items = append(a.Items, v)
	}
	a.Dims = []Dim{{len(a.Items), 0}}
	return a, nil
}

func (e *Env) recordOut(r *Record) (string, error) {
	var b strings.Builder
	b.WriteByte('(')
	for i, v := range r.Fields {
		if i > 0 {
			b.WriteByte(',')
		}
		if v == nil {
			continue
		}
		s, err := e.output(r.Types[i], v)
		if err != nil {
			return "", err
		}
		if s == "" || strings.ContainsAny(s, "\"\\(), \t\n\v\f\r") {
			writeQuoted(&b, s, "")
			continue
		}
		b.WriteString(s)
	}
	b.WriteByte(')')
	return b.String(), nil
}

// arrayReader reads the text of an array.
type arrayReader struct {
	text  string
	at    int
	delim byte
	dims  []int // of each level, -1 until its first list ends
	items []arrayItem
}

type arrayItem struct {
	text   string
	quoted bool // so that it is not the word NULL
}

func (r *arrayReader) malformed(detail string, args ...any) error {
	return sqlerr.New(sqlerr.InvalidTextRepresentation, "malformed array literal: \"%s\"", r.text).WithDetail(detail, args...)
}

func (r *arrayReader) mismatch() error {
	return r.malformed("Multidimensional arrays must have sub-arrays with matching dimensions.")
}

func (r *arrayReader) space() {
	for r.at < len(r.text) && strings.IndexByte(" \t\n\v\f\r", r.text[r.at]) >= 0 {
		r.at++
	}
}

func (r *arrayReader) peek() byte {
	if r.at < len(r.text) {
		return r.text[r.at]
	}
	return 0
}

func (e *Env) arrayIn(elem uint32, mod int32, s string) (any, error) {
	r := &arrayReader{text: s, delim: elemDelim(elem)}
	r.space()
	bounds, err := r.bounds()
	if err != nil {
		return nil, err
	}
	if r.peek() != '{' {
		if bounds != nil {
			return nil, r.malformed("Array contents must start with \"{\".")
		}
		return nil, r.malformed("Array value must start with \"{\" or dimension information.")
	}
	if err := r.list(0); err != nil {
		return nil, err
	}
	if r.space(); r.at < len(s) {
		return nil, r.malformed("Junk after closing right brace.")
	}
	a := &Array{Elem: elem}
	if len(r.items) == 0 {
		if bounds != nil && !(len(bounds) == 1 && bounds[0].Len == 0) {
			return nil, r.malformed("Specified array dimensions do not match array contents.")
		}
		return a, nil
	}
	for _, n := range r.dims {
		a.Dims = append(a.Dims, Dim{n, 1})
	}
	if bounds != nil {
		if len(bounds) != len(a.Dims) {
			return nil, r.malformed("Specified array dimensions do not match array contents.")
		}
		for i, d := range bounds {
			if d.Len != a.Dims[i].Len {
				return nil, r.malformed("Specified array dimensions do not match array contents.")
			}
		}
		a.Dims = bounds
	}
	a.Items = make([]any, len(r.items))
	for i, it := range r.items {
		if !it.quoted && strings.EqualFold(it.text, "null") {
			continue
		}
		if a.Items[i], err = e.input(elem, mod, it.text); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// bounds reads [l:u][l:u]=, if there is such.
func (r *arrayReader) bounds() ([]Dim, error) {
	var out []Dim
	for r.peek() == '[' {
		if len(out) == maxDims {
			return nil, sqlerr.New(sqlerr.ProgramLimitExceeded, "number of array dimensions (%d) exceeds the maximum allowed (%d)", len(out)+1, maxDims)
		}
		r.at++
		lower, upper := 1, 0
		n, ok := r.number()
		if !ok {
			return nil, r.malformed("\"[\" must introduce explicitly-specified array dimensions.")
		}
		upper = n
		if r.peek() == ':' {
			r.at++
			lower = n
			if upper, ok = r.number(); !ok {
				return nil, r.malformed("Missing array dimension value.")
			}
		}
		if r.peek() != ']' {
			return nil, r.malformed("Missing \"%s\" after array dimensions.", "]")
		}
		r.at++
		if upper < lower {
			return nil, sqlerr.New(codeArray, "upper bound cannot be less than lower bound")
		}
		out = append(out, Dim{upper - lower + 1, lower})
		r.space()
	}
	if out == nil {
		return nil, nil
	}
	if r.peek() != '=' {
		return nil, r.malformed("Missing \"%s\" after array dimensions.", "=")
	}
	r.at++
	r.space()
	return out, nil
}

func (r *arrayReader) number() (int, bool) {
	start := r.at
	for r.at < len(r.text) && (r.text[r.at] >= '0' && r.text[r.at] <= '9' || r.text[r.at] == '-' || r.text[r.at] == '+') {
		r.at++
	}
	n, err := strconv.Atoi(r.text[start:r.at])
	return n, err == nil && n >= math.MinInt32 && n <= math.MaxInt32
}

// list reads a braced list of a level; all lists of a level are of one length.
func (r *arrayReader) list(level int) error {
	if level == maxDims {
		return sqlerr.New(sqlerr.ProgramLimitExceeded, "number of array dimensions (%d) exceeds the maximum allowed (%d)", level+1, maxDims)
	}
	if level == len(r.dims) {
		if len(r.items) > 0 {
			return r.mismatch()
		}
		r.dims = append(r.dims, -1)
	}
	r.at++
	n := 0
	for first := true; ; first = false {
		r.space()
		switch c := r.peek(); {
		case c == 0 && r.at >= len(r.text):
			return r.malformed("Unexpected end of input.")
		case c == '}' && first && level == 0:
			r.at++
			return r.close(level, 0)
		case c == '{':
			if err := r.list(level + 1); err != nil {
				return err
			}
		case c == '}' || c == r.delim:
			return r.malformed("Unexpected \"%c\" character.", c)
		default:
			if level != len(r.dims)-1 {
				return r.mismatch()
			}
			if err := r.item(); err != nil {
				return err
			}
		}
		n++
		r.space()
		switch c := r.peek(); {
		case r.at >= len(r.text):
			return r.malformed("Unexpected end of input.")
		case c == r.delim:
			r.at++
		case c == '}':
			r.at++
			return r.close(level, n)
		default:
			return r.malformed("Unexpected array element.")
		}
	}
}

func (r *arrayReader) close(level, n int) error {
	if r.dims[level] >= 0 && r.dims[level] != n {
		return r.mismatch()
	}
	r.dims[level] = n
	return nil
}

func (r *arrayReader) item() error {
	var b strings.Builder
	quoted := false
	kept := 0 // bytes before trailing spaces
	for r.at < len(r.text) {
		c := r.text[r.at]
		switch {
		case c == '"':
			if quoted || b.Len() > 0 {
				return r.malformed("Unexpected array element.")
			}
			if err := r.quoted(&b); err != nil {
				return err
			}
			quoted = true
			kept = b.Len()
			continue
		case c == '\\':
			if r.at+1 >= len(r.text) {
				return r.malformed("Unexpected end of input.")
			}
			r.at++
			b.WriteByte(r.text[r.at])
			quoted, kept = true, b.Len()
		case c == r.delim || c == '}':
			r.items = append(r.items, arrayItem{b.String()[:kept], quoted})
			return nil
		case c == '{':
			return r.malformed("Unexpected \"%c\" character.", c)
		default:
			b.WriteByte(c)
			if strings.IndexByte(" \t\n\v\f\r", c) < 0 {
				kept = b.Len()
			}
		}
		r.at++
	}
	return r.malformed("Unexpected end of input.")
}

// quoted reads up to the closing quote.
func (r *arrayReader) quoted(b *strings.Builder) error {
	for r.at++; r.at < len(r.text); r.at++ {
		switch c := r.text[r.at]; c {
		case '"':
			r.at++
			return nil
		case '\\':
			if r.at++; r.at == len(r.text) {
				return r.malformed("Unexpected end of input.")
			}
			b.WriteByte(r.text[r.at])
		default:
			b.WriteByte(c)
		}
	}
	return r.malformed("Unexpected end of input.")
}
