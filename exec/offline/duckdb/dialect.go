package duckdb

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"asof/catalog/sqltype"
	"asof/planner/plan"
)

// dialect makes a client's text, which begins at byte pos of what it sent, valid in the engine's dialect: words that only the
// engine reserves are quoted where they are names (R34), and times that it does not read are written out where the text says
// that they are times; so are bytes, whose texts it reads otherwise.
func dialect(text string, pos int) rendered {
	var b builder
	toks := tokens(text)
	from := 0
	replace := func(t token, with string) {
		add(&b, text[from:t.at], pos, from)
		add(&b, with, pos, t.at)
		b.spans[len(b.spans)-1].verbatim = false
		from = t.end
	}
	for i, t := range toks {
		switch {
		case t.kind == word && t.low == "pg_temp" && i+1 < len(toks) && toks[i+1].is("."):
			replace(t, "temp") // the engine's name of that schema
		case t.kind == word && slices.Contains(engineWords, t.low) && meansName(toks, i):
			replace(t, quoteIdent(t.low))
		case t.kind == str && typedAs(toks, i, "timestamp", "timestamptz"):
			if content, ok := t.content(); ok {
				if full := fullTime(content); full != content {
					replace(t, quoteString(full))
				}
			}
		case t.kind == str && typedAs(toks, i, "bytea"):
			if content, ok := t.content(); ok {
				if v, err := sqltype.ParseText(sqltype.Of(sqltype.Bytea), content, sqltype.ISO); err == nil {
					replace(t, quoteString(blobText(v.([]byte))))
				}
			}
		}
	}
	add(&b, text[from:], pos, from)
	return b.rendered()
}

// add adds a part of the client's text that begins at byte at of it.
func add(b *builder, part string, pos, at int) {
	if pos >= 0 {
		pos += at
	}
	b.add(part, pos, true)
}

// engineWords are reserved in the engine, in all places or in some, but not in Postgres.
var engineWords = []string{
	"anti", "asof", "at", "describe", "glob", "lambda", "map", "pivot", "pivot_longer", "pivot_wider", "positional", "qualify", "semi",
	"show", "struct", "summarize", "unpack", "unpivot",
}

// joinWords begin a join when a join word follows.
var joinWords = []string{"anti", "asof", "positional", "semi"}

// statementWords begin a statement, which may also stand in parentheses or after FROM.
var statementWords = []string{"describe", "pivot", "pivot_longer", "pivot_wider", "show", "summarize", "unpivot"}

// meansName says whether the word at i, one of engineWords, is a name there and not the engine's syntax.
func meansName(toks []token, i int) bool {
	var prev, next token
	prev.kind, next.kind = punct, punct
	if i > 0 {
		prev = toks[i-1]
	}
	if i+1 < len(toks) {
		next = toks[i+1]
	}
	ends := next.low == "" || next.is(",") || next.is(")") || next.is(";") || next.is("]") || next.kind == operator ||
		next.kind == word && slices.Contains(afterName, next.low)
	switch w := toks[i].low; {
	case next.is("."):
		return true
	case prev.is("."), next.is("("), next.is("{"), next.is("["), next.kind == str:
		return false
	case w == "at" && next.is("time") && !prev.is("(") && !prev.is(","): // AT TIME ZONE, perhaps of a parameter
		return false
	case slices.Contains(joinWords, w) && next.kind == word && slices.Contains([]string{"join", "left", "right", "inner", "full", "outer"}, next.low):
		return false
	case prev.is("as"):
		return true
	case prev.low != "" && endsOperand(prev):
		return ends && !(next.kind == operator && next.low != "::") // as an alias without AS
	case slices.Contains(statementWords, w) && (prev.low == "" || prev.is("(") || prev.is("from")), w == "lambda":
		return ends && !(prev.low == "" && next.low == "")
	}
	return true
}

// afterName are words that can follow a name in an expression or an alias.
var afterName = []string{
	"from", "where", "group", "order", "having", "limit", "offset", "union", "except", "intersect", "on", "using", "as", "is", "in", "asc", "desc", "nulls",
	"and", "or", "not", "between", "like", "ilike", "then", "else", "when", "end", "join", "left", "right", "inner", "cross", "full", "collate", "fetch",
	"window", "returning", "set",
}

// endsOperand says whether an expression or a relation may end with t.
func endsOperand(t token) bool {
	switch t.kind {
	case quoted, str, number, param:
		return true
	case word:
		return !slices.Contains(beforeOperand, t.low)
	}
	return t.is(")") || t.is("]")
}

// beforeOperand are words behind which an expression or a relation begins.
var beforeOperand = []string{
	"select", "distinct", "all", "where", "and", "or", "not", "on", "by", "having", "when", "then", "else", "case", "between", "in", "like", "ilike", "set",
	"returning", "limit", "offset", "join", "from", "as", "using", "is", "union", "except", "intersect", "values", "table", "into", "with", "update", "exists",
	"interval", "column", "add", "only",
}

// typedAs says whether the string at i is said to be of one of some types: timestamp '…', '…'::timestamptz, CAST('…' AS timestamp …).
func typedAs(toks []token, i int, types ...string) bool {
	is := func(j int, words ...string) bool {
		return j >= 0 && j < len(toks) && toks[j].kind == word && slices.Contains(words, toks[j].low)
	}
	if is(i-1, types...) || is(i-1, "zone") && is(i-2, "time") && is(i-3, "with", "without") && slices.Contains(types, "timestamp") {
		return true
	}
	return i+1 < len(toks) && (toks[i+1].is("::") || is(i+1, "as")) && is(i+2, types...)
}

// blobText is a bytea as the engine reads it from a text: every byte as \xHH.
func blobText(b []byte) string {
	var out strings.Builder
	for _, c := range b {
		fmt.Fprintf(&out, `\x%02X`, c)
	}
	return out.String()
}

var shortTime = regexp.MustCompile(`^(\d{4,6}-\d{1,2}-\d{1,2})[ Tt](\d{1,2}:\d{2})(:\d{2}(?:\.\d+)?)?\s*([Zz]|UTC|[+-]\d{2}(?::?\d{2})?)?$`)

// fullTime writes a time that Postgres reads and the engine does not, as '2001-03-01 12:00Z', in full.
func fullTime(s string) string {
	if date, clock, ok := strings.Cut(strings.TrimSuffix(s, " BC"), " "); ok && strings.HasSuffix(s, " BC") {
		return date + " (BC) " + clock
	}
	m := shortTime.FindStringSubmatch(s)
	if m == nil {
		return s
	}
	date, clock, seconds, zone := m[1], m[2], m[3], m[4]
	if seconds == "" {
		seconds = ":00"
	}
	switch {
	case zone == "z":
		zone = "Z"
	case len(zone) == len("+0530"):
		zone = zone[:3] + ":" + zone[3:]
	case zone == "UTC":
		zone = "Z"
	}
	return date + " " + clock + seconds + zone
}

// renderMoment is render for an expression that is a time: a text alone is one as Postgres reads it, '2001-03-01 12:00Z'.
func (r *run) renderMoment(ctx context.Context, pieces []plan.Piece) (rendered, error) {
	var b builder
	for _, p := range pieces {
		switch p.Kind {
		case plan.PieceText:
			if toks := tokens(p.Text); len(toks) == 1 {
				if content, ok := toks[0].content(); ok {
					b.add(p.Text[:toks[0].at], p.Pos, true)
					b.add(quoteString(fullTime(content)), p.Pos, false)
					b.add(p.Text[toks[0].end:], -1, true)
					continue
				}
			}
		case plan.PieceParam:
			if n := p.Index; n >= 1 && n <= len(r.in.Args) {
				if text, ok := r.in.Args[n-1].(string); ok {
					b.stand(literal(sqltype.Of(sqltype.Text), fullTime(text)), p.Pos, "")
					continue
				}
			}
		}
		if err := r.renderPiece(ctx, &b, p); err != nil {
			return rendered{}, err
		}
	}
	return b.rendered(), nil
}
