// Package ast is what was written: one statement as a tree over the tokens of the client's own text.
package ast

// Statement is a parsed statement.
type Statement interface{ statement() }

// TokenKind is the lexical class of a Token, as Postgres' scanner has it.
type TokenKind uint8

// The kinds of token.
const (
	Ident     TokenKind = iota + 1 // unquoted identifier or key word; Value is folded to lower case
	Quoted                         // "identifier" or U&"identifier"; Value is the name
	String                         // '…', E'…', U&'…', $tag$…$tag$; Value is the content
	BitString                      // B'…', X'…'
	Number                         // Value as written
	Param                          // $n; Value is n
	Op                             // an operator, or one of ( ) [ ] , ; : . and := => ::
)

// Token is a lexical token of the statement's text. Space and comments are between tokens: text[prev.End:tok.Pos].
type Token struct {
	Kind     TokenKind
	Value    string
	Pos, End int // byte offsets in the statement's text
}

// Is says whether t is the unquoted key word or the operator s, written in lower case.
func (t Token) Is(s string) bool { return (t.Kind == Ident || t.Kind == Op) && t.Value == s }

// Name is an identifier, folded unless it was quoted.
type Name struct {
	Text string
	Pos  int
}

// QName is a name with at most a schema before it ("public", "asof", "pg_catalog", …).
type QName struct {
	Schema, Name string
	Pos, End     int
}

// Span is a range of the statement's tokens, [First, Last).
type Span struct{ First, Last int }

// Empty says whether the span holds no token.
func (s Span) Empty() bool { return s.First >= s.Last }

// Text is a statement's source: the text as the client sent it, and its tokens.
type Text struct {
	SQL    string
	Tokens []Token
}

// Of returns the client's own text of a span, comments inside it included.
func (t *Text) Of(s Span) string {
	if s.Empty() {
		return ""
	}
	return t.SQL[t.Tokens[s.First].Pos:t.Tokens[s.Last-1].End]
}

// Pos returns the byte offset where a span begins.
func (t *Text) Pos(s Span) int {
	if s.First < len(t.Tokens) {
		return t.Tokens[s.First].Pos
	}
	return len(t.SQL)
}

// Option is one of WITH (name = value, …) or of SET (…).
type Option struct {
	Name  Name
	Value string // the content of a string, a number as written, or a name
	Kind  TokenKind
	Pos   int // of the value
}
