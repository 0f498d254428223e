package duckdb

import (
	"strings"

	"asof/catalog/sqlerr"
	"asof/planner/plan"
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
	return sqlerr.From(err).At(r.characters(pos))
}

// characters is the number of characters before byte offset pos of the client's text, as far as q holds that text: of a
// relation of ours only the name was there, which is taken to be ASCII.
func (r *run) characters(pos int) int {
	if pos < 0 {
		return -1
	}
	more := 0 // bytes that only continue a character
	for _, p := range r.clientPieces() {
		for i := 0; i < len(p.Text) && p.Pos+i < pos; i++ {
			if p.Text[i]&0xC0 == 0x80 {
				more++
			}
		}
	}
	return pos - more
}

// clientPieces are all the pieces of the query that the client wrote.
func (r *run) clientPieces() []plan.Piece {
	var out []plan.Piece
	add := func(list []plan.Piece) {
		for _, p := range list {
			if p.Pos >= 0 && (p.Kind == plan.PieceText || p.Kind == plan.PieceNow || p.Kind == plan.PieceCall) {
				out = append(out, p)
			}
		}
	}
	add(r.q.Pieces)
	for _, rel := range r.q.Relations {
		switch rel := rel.(type) {
		case *plan.At:
			add(rel.Moment.Expr)
			add(rel.Moment.Within)
		case *plan.Spine:
			add(rel.Left)
			for _, j := range rel.Joins {
				for _, k := range j.Keys {
					add(k)
				}
				add(j.On)
				add(j.Moment.Expr)
				add(j.Moment.Within)
			}
		}
	}
	return out
}
