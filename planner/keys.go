package planner

import (
	"strings"

	"asof/planner/ast"
	"asof/planner/plan"
)

// scan reads constants among the tokens of a condition.
type scan struct {
	q       *query
	at, end int
}

func (s *scan) done() bool { return s.at == s.end }

func (s *scan) peek() ast.Token {
	if s.at < s.end {
		return s.q.stmt.Tokens[s.at]
	}
	return ast.Token{}
}

func (s *scan) take(word string) bool {
	if s.at < s.end && s.peek().Is(word) {
		s.at++
		return true
	}
	return false
}

// tuple reads n constants, in parentheses if there are several.
func (s *scan) tuple(n int) ([]plan.KeyValue, bool) {
	if n == 1 {
		v, ok := s.value()
		return []plan.KeyValue{v}, ok
	}
	s.take("row")
	if !s.take("(") {
		return nil, false
	}
	var t []plan.KeyValue
	for i := range n {
		if i > 0 && !s.take(",") {
			return nil, false
		}
		v, ok := s.value()
		if !ok {
			return nil, false
		}
		t = append(t, v)
	}
	return t, s.take(")")
}

// value reads one constant: a literal or a parameter, with casts.
func (s *scan) value() (plan.KeyValue, bool) {
	if s.take("(") {
		v, ok := s.value()
		return v, ok && s.take(")")
	}
	t := s.peek()
	v := plan.KeyValue{Pos: t.Pos}
	sign := ""
	if t.Is("-") || t.Is("+") {
		s.at++
		sign, t = strings.TrimPrefix(t.Value, "+"), s.peek()
		if t.Kind != ast.Number {
			return v, false
		}
	}
	switch {
	case t.Kind == ast.Param:
		v.Param = paramNumber(t.Value)
		s.q.out.Params = max(s.q.out.Params, v.Param)
	case t.Kind == ast.String:
		v.Literal, v.Quoted = t.Value, true
	case t.Kind == ast.Number:
		v.Literal = sign + t.Value
	case t.Is("true") || t.Is("false"):
		v.Literal, v.Bool = t.Value, true
	case t.Is("null"):
		v.Null = true
	case t.Is("cast"):
		return s.cast()
	case t.Kind == ast.Ident && s.at+1 < s.end && s.q.stmt.Tokens[s.at+1].Kind == ast.String && typedLiteral[t.Value]:
		s.at++
		v.Cast, v.Literal, v.Quoted = t.Value, s.peek().Value, true
	default:
		return v, false
	}
	s.at++
	return v, s.casts(&v) && s.collation()
}

// collation reads a COLLATE that says how text is compared anyway: by its bytes.
func (s *scan) collation() bool {
	if !s.take("collate") {
		return true
	}
	if s.take("pg_catalog") && !s.take(".") {
		return false
	}
	t := s.peek()
	s.at++
	return t.Kind == ast.Quoted && (t.Value == "C" || t.Value == "POSIX" || t.Value == "default" || t.Value == "ucs_basic")
}

var typedLiteral = map[string]bool{"date": true, "timestamptz": true, "timestamp": true, "uuid": true, "numeric": true, "bytea": true, "text": true}

// cast reads CAST (value AS type).
func (s *scan) cast() (plan.KeyValue, bool) {
	s.at++
	if !s.take("(") {
		return plan.KeyValue{}, false
	}
	v, ok := s.value()
	if !ok || v.Cast != "" || !s.take("as") {
		return v, false
	}
	return v, s.typeName(&v) && s.take(")") && s.casts(&v)
}

// casts reads ::type; a second cast is left to the engine.
func (s *scan) casts(v *plan.KeyValue) bool {
	if !s.take("::") {
		return true
	}
	return v.Cast == "" && s.typeName(v) && !s.peek().Is("::")
}

// typeName reads a type of one or more words, with a precision and [].
func (s *scan) typeName(v *plan.KeyValue) bool {
	first := s.at
	for s.peek().Kind == ast.Ident && !s.peek().Is("and") {
		s.at++
	}
	if s.at == first {
		return false
	}
	if s.peek().Is("(") {
		s.at = s.q.closing(s.at) + 1
	}
	if s.peek().Is("[") && s.at+1 < s.end && s.q.stmt.Tokens[s.at+1].Is("]") {
		s.at += 2
	}
	v.Cast = s.q.text(ast.Span{First: first, Last: s.at})
	return true
}

// list reads the argument of ANY in parentheses.
func (s *scan) list() (plan.KeyValue, bool) {
	if !s.take("(") {
		return plan.KeyValue{}, false
	}
	v, ok := s.array()
	return v, ok && s.take(")")
}

// array reads an array: a parameter, a text, or ARRAY[…] of constants; with a cast.
func (s *scan) array() (plan.KeyValue, bool) {
	if !s.peek().Is("array") {
		v, ok := s.value()
		v.Array = true
		return v, ok && (v.Param > 0 || v.Quoted)
	}
	v := plan.KeyValue{Array: true, Elems: []plan.KeyValue{}, Pos: s.peek().Pos}
	if s.at++; !s.take("[") {
		return v, false
	}
	for !s.take("]") {
		if len(v.Elems) > 0 && !s.take(",") {
			return v, false
		}
		e, ok := s.value()
		if !ok {
			return v, false
		}
		v.Elems = append(v.Elems, e)
	}
	return v, s.casts(&v)
}
