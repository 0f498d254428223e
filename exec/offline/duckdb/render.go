package duckdb

import (
	"strings"

	"asof/catalog/sqlerr"
)

// rendered is SQL text made of a client's pieces, with where each part of it came from.
type rendered struct {
	sql   string
	spans []span
}

// span is a part of the SQL text that came from one piece.
type span struct {
	at, end  int // in the SQL text
	pos      int // byte offset in the client's text, -1 for what the client did not write
	verbatim bool
	opaque   bool   // stands for a parameter or a call, whose column would be called name
	name     string // "": ?column?
}

// builder puts rendered text together.
type builder struct {
	sql   strings.Builder
	spans []span
}

func (b *builder) add(text string, pos int, verbatim bool) {
	if text == "" {
		return
	}
	at := b.sql.Len()
	b.sql.WriteString(text)
	b.spans = append(b.spans, span{at: at, end: b.sql.Len(), pos: pos, verbatim: verbatim})
}

// stand adds text of ours in the place of a parameter or a call.
func (b *builder) stand(text string, pos int, name string) {
	b.add(text, pos, false)
	b.spans[len(b.spans)-1].opaque, b.spans[len(b.spans)-1].name = true, name
}

func (b *builder) addRendered(r rendered) {
	at := b.sql.Len()
	b.sql.WriteString(r.sql)
	for _, s := range r.spans {
		s.at += at
		s.end += at
		b.spans = append(b.spans, s)
	}
}

func (b *builder) rendered() rendered { return rendered{b.sql.String(), b.spans} }

// then is r with more behind it.
func (r rendered) then(more rendered) rendered {
	var b builder
	b.addRendered(r)
	b.addRendered(more)
	return b.rendered()
}

// locate is the byte offset in the client's text of an offset in the SQL text, -1 if the client did not write what is there.
// An offset inside text of ours that stands for something of the client's is the beginning of that.
func (r rendered) locate(offset int) int {
	for _, s := range r.spans {
		if offset >= s.at && offset < s.end && s.pos >= 0 {
			if s.verbatim {
				return s.pos + offset - s.at
			}
			return s.pos
		}
	}
	if n := len(r.spans); n > 0 && offset == len(r.sql) && r.spans[n-1].pos >= 0 {
		s := r.spans[n-1]
		return s.pos + s.end - s.at
	}
	return -1
}

// place gives err, met in SQL text where r begins at base, its position in the client's text.
func (r *run) place(err error, text rendered, base int) error {
	off := offsetOf(err)
	if off < base {
		return err
	}
	pos := text.locate(off - base)
	if pos < 0 {
		return err
	}
	return sqlerr.From(err).At(r.q.Characters(pos))
}
