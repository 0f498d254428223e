package duckdb

import (
	"context"
	"regexp"
	"slices"
	"sort"
	"strings"

	bind "github.com/duckdb/duckdb-go-bindings"
)

// This file changes a client's statement where the engine takes the same words for something else than Postgres does. Only what the
// client wrote is changed, never our own SQL around and inside it; places of errors stay what they are.

// insertion is text put in at a byte of the SQL text, in the place of n bytes there.
type insertion struct {
	at, n int
	text  string
}

// withInsertions is text with the insertions, which are in order.
func withInsertions(text rendered, list []insertion) rendered {
	slices.SortStableFunc(list, func(a, b insertion) int { return a.at - b.at })
	var b builder
	from := 0
	copyTo := func(to int) {
		for _, sp := range text.spans {
			lo, hi := max(sp.at, from), min(sp.end, to)
			if lo >= hi {
				continue
			}
			part := sp
			part.at, part.end = b.sql.Len(), b.sql.Len()+hi-lo
			if sp.verbatim && sp.pos >= 0 {
				part.pos += lo - sp.at
			}
			b.sql.WriteString(text.sql[lo:hi])
			b.spans = append(b.spans, part)
		}
		from = to
	}
	for _, in := range list {
		copyTo(in.at)
		if in.n > 0 { // it stands for what the client wrote there
			b.add(in.text, text.locate(in.at), false)
		} else {
			b.add(in.text, -1, false)
		}
		from = in.at + in.n
	}
	copyTo(len(text.sql))
	return b.rendered()
}

// postgresText makes the operators and functions of the client's text mean what they mean in Postgres.
func (r *run) postgresText(ctx context.Context, text rendered) rendered {
	s := clientText{toks: tokens(text.sql), text: text}
	for i := range s.toks {
		s.operator(i)
		s.field(i)
	}
	if len(s.edits) > 0 {
		text = withInsertions(text, s.edits)
	}
	return r.integerSums(ctx, text)
}

// clientText is a text being looked through.
type clientText struct {
	toks  []token
	text  rendered
	edits []insertion
}

// written says whether the client wrote a token himself.
func (s *clientText) written(t token) bool {
	spans := s.text.spans // in the order of the text
	i := sort.Search(len(spans), func(i int) bool { return spans[i].end > t.at })
	return i < len(spans) && spans[i].at <= t.at && spans[i].verbatim && spans[i].pos >= 0
}

func (s *clientText) tok(i int) token {
	if i < 0 || i >= len(s.toks) {
		return token{kind: punct}
	}
	return s.toks[i]
}

// operator makes ~ match a part of a text, and division by zero an error.
func (s *clientText) operator(i int) {
	t := s.toks[i]
	if t.kind != operator || i == 0 || !endsOperand(s.toks[i-1]) || !s.written(t) {
		return
	}
	switch t.low {
	case "~":
		s.edits = append(s.edits, insertion{t.at, 1, "@~"})
	case "!~":
		s.edits = append(s.edits, insertion{t.at, 2, "!@~"})
	case "/", "%":
		end := s.operandEnd(i + 1)
		if next := s.tok(i + 1); end < 0 || end == i+1 && next.kind == number && strings.Trim(next.low, "0.") != "" {
			return
		}
		s.edits = append(s.edits, insertion{s.toks[i+1].at, 0, "asof_divisor("}, insertion{s.toks[end].end, 0, ")"})
	}
}

// operandEnd is the last token of the operand that begins at token i, of an operator that binds as * does; -1 if that is not certain.
func (s *clientText) operandEnd(i int) int {
	for s.tok(i).is("-") || s.tok(i).is("+") {
		i++
	}
	end := -1
	switch t := s.tok(i); {
	case t.is("("):
		end = s.closing(i)
	case t.kind == number || t.kind == param || t.kind == str:
		end = i
	case t.kind == quoted || t.kind == word && !slices.Contains(beforeOperand, t.low) && t.low != "array" && t.low != "row":
		end = i
		for s.tok(end+1).is(".") && (s.tok(end+2).kind == word || s.tok(end+2).kind == quoted) {
			end += 2
		}
		if s.tok(end + 1).is("(") {
			end = s.callEnd(end + 1)
		} else if t.kind == word && s.tok(end+1).kind == str { // a typed literal
			end++
		}
	}
	for end >= 0 {
		switch t := s.tok(end + 1); {
		case t.is("::"):
			if end = end + 2; s.tok(end + 1).is("(") {
				end = s.closing(end + 1)
			}
		case t.is("["):
			end = s.closing(end + 1)
		case t.is("^") || t.is("**"):
			return -1
		case s.tok(end+1).is("at") || s.tok(end+1).is("collate"):
			return -1
		default:
			return end
		}
	}
	return -1
}

// callEnd is the end of a call whose arguments open at token i, with what may follow them: FILTER, WITHIN GROUP, OVER.
func (s *clientText) callEnd(i int) int {
	end := s.closing(i)
	for end >= 0 {
		next := end + 1
		switch t := s.tok(next); {
		case t.is("filter") && s.tok(next+1).is("("), t.is("over") && s.tok(next+1).is("("):
			end = s.closing(next + 1)
		case t.is("over") && (s.tok(next+1).kind == word || s.tok(next+1).kind == quoted):
			end = next + 1
		case t.is("within") && s.tok(next+1).is("group") && s.tok(next+2).is("("):
			end = s.closing(next + 2)
		default:
			return end
		}
	}
	return -1
}

// closing is the token that closes what token i opens, -1 without one.
func (s *clientText) closing(i int) int {
	depth := 0
	for ; i < len(s.toks); i++ {
		switch t := s.toks[i]; {
		case t.is("(") || t.is("[") || t.is("{"):
			depth++
		case t.is(")") || t.is("]") || t.is("}"):
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// shortCounts are functions whose result is an integer, and in the engine a bigint.
var shortCounts = []string{"length", "char_length", "character_length", "octet_length", "bit_length", "strpos", "position", "array_length", "cardinality", "array_position", "array_upper"}

// field gives extract the type numeric, date_part double precision, and the functions that count within a value integer.
func (s *clientText) field(i int) {
	t := s.toks[i]
	if t.kind != word || !s.tok(i+1).is("(") || s.tok(i-1).is(".") || !s.written(t) {
		return
	}
	end := s.closing(i + 1)
	if end < 0 {
		return
	}
	typ := ""
	switch {
	case slices.Contains(shortCounts, t.low):
		typ = "INTEGER"
	case t.low == "date_part":
		typ = "DOUBLE"
	case t.low == "extract" && s.tok(i+3).is("from"):
		switch unit := strings.Trim(s.tok(i+2).low, "'\""); unit {
		case "epoch":
			typ = "DECIMAL(38,6)"
		case "second", "seconds", "millisecond", "milliseconds", "julian":
			return // the engine leaves out the fraction
		default:
			typ = "DECIMAL(18,0)"
		}
	default:
		return
	}
	s.edits = append(s.edits, insertion{t.at, 0, "CAST("}, insertion{s.toks[end].end, 0, " AS " + typ + ")"})
}

// narrowSum finds the type in the engine's refusal of an aggregate that takes no single argument.
var narrowSum = regexp.MustCompile(`arg_max\((TINYINT|SMALLINT|INTEGER)\)`)

// integerSums makes the sum of integers a bigint: the engine's is wider, and a sum of bigints is a numeric in both. Which integers are
// summed it tells by refusing them to arg_max, which takes two arguments.
func (r *run) integerSums(ctx context.Context, text rendered) rendered {
	s := clientText{toks: tokens(text.sql), text: text}
	for i, t := range s.toks {
		if !t.is("sum") || !s.tok(i+1).is("(") || s.tok(i-1).is(".") || !s.written(t) {
			continue
		}
		end := s.callEnd(i + 1)
		if end < 0 {
			continue
		}
		probe := text.sql[:t.at] + "arg_max" + text.sql[t.end:]
		stmt, err := r.c.prepare(ctx, probe)
		if err == nil {
			bind.DestroyPrepare(&stmt)
			continue
		}
		if narrowSum.MatchString(err.Error()) {
			s.edits = append(s.edits, insertion{t.at, 0, "CAST("}, insertion{s.toks[end].end, 0, " AS BIGINT)"})
		}
	}
	if len(s.edits) == 0 {
		return text
	}
	return withInsertions(text, s.edits)
}
