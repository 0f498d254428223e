package parser

import (
	"strings"

	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// parser is a position in a statement's tokens: next is the token it stands before, and it sees none from end on.
type parser struct {
	text ast.Text
	next int
	end  int

	match     []int // see matchBrackets
	unmatched error
}

// peek returns the token n after the next, a zero Token behind the end.
func (p *parser) peek(n int) ast.Token {
	return p.token(p.next + n)
}

// token returns token i, a zero Token outside of what the parser sees.
func (p *parser) token(i int) ast.Token {
	if i >= 0 && i < p.end {
		return p.text.Tokens[i]
	}
	return ast.Token{}
}

func (p *parser) done() bool { return p.next >= p.end }

// words says whether the next tokens are these key words or operators.
func (p *parser) words(words ...string) bool {
	for i, w := range words {
		if !p.peek(i).Is(w) {
			return false
		}
	}
	return true
}

// accept takes the next tokens if they are these key words or operators.
func (p *parser) accept(words ...string) bool {
	if !p.words(words...) {
		return false
	}
	p.next += len(words)
	return true
}

// expect takes these key words or operators, and fails at the first that is not there.
func (p *parser) expect(words ...string) error {
	for _, w := range words {
		if !p.accept(w) {
			return p.unexpected()
		}
	}
	return nil
}

// finish fails unless all tokens are taken.
func (p *parser) finish() error {
	if !p.done() {
		return p.unexpected()
	}
	return nil
}

// offset is the byte offset of token i, the end of the text behind the last.
func (p *parser) offset(i int) int {
	if i < len(p.text.Tokens) {
		return p.text.Tokens[i].Pos
	}
	return len(p.text.SQL)
}

// errorAt returns a syntax error at token i.
func (p *parser) errorAt(i int, format string, args ...any) *sqlerr.Error {
	return p.codeAt(i, sqlerr.SyntaxError, format, args...)
}

// codeAt returns an error with the given SQLSTATE at token i.
func (p *parser) codeAt(i int, code, format string, args ...any) *sqlerr.Error {
	return sqlerr.New(code, format, args...).At(Position(p.text.SQL, p.offset(i)))
}

// unexpected is Postgres' syntax error at the next token.
func (p *parser) unexpected() *sqlerr.Error { return p.unexpectedAt(p.next) }

func (p *parser) unexpectedAt(i int) *sqlerr.Error {
	if i >= len(p.text.Tokens) {
		return p.errorAt(i, "syntax error at end of input")
	}
	t := p.text.Tokens[i]
	return p.errorAt(i, "syntax error at or near \"%s\"", p.text.SQL[t.Pos:t.End])
}

// name takes an identifier that Postgres lets name a column or a table.
func (p *parser) name() (ast.Name, error) {
	t := p.peek(0)
	if t.Kind != ast.Quoted && (t.Kind != ast.Ident || reserved[t.Value] || joinWord[t.Value]) {
		return ast.Name{}, p.unexpected()
	}
	p.next++
	return ast.Name{Text: t.Value, Pos: t.Pos}, nil
}

// label takes an identifier where any key word may stand: after AS and after a dot.
func (p *parser) label() (ast.Name, error) {
	t := p.peek(0)
	if t.Kind != ast.Quoted && t.Kind != ast.Ident {
		return ast.Name{}, p.unexpected()
	}
	p.next++
	return ast.Name{Text: t.Value, Pos: t.Pos}, nil
}

// newName takes a name that is being defined: R35 keeps @ for versions.
func (p *parser) newName() (ast.Name, error) {
	n, err := p.name()
	if err != nil {
		return n, err
	}
	return n, p.checkNew(p.next-1, n.Text)
}

// checkNew refuses a name with @ in it, written at token i, or one that a version follows.
func (p *parser) checkNew(i int, name string) error {
	if p.token(i+1).Is("@") || strings.Contains(name, "@") {
		return p.codeAt(i, sqlerr.InvalidName, "invalid name %q: names may not contain @", name).
			WithHint("v@2 names version 2 of v; versions are numbered by the server.")
	}
	return nil
}

// qname takes name or schema.name.
func (p *parser) qname() (ast.QName, error) {
	n, err := p.name()
	if err != nil {
		return ast.QName{}, err
	}
	q := ast.QName{Name: n.Text, Pos: n.Pos, End: p.token(p.next - 1).End}
	if p.accept(".") {
		if n, err = p.label(); err != nil {
			return q, err
		}
		q.Schema, q.Name, q.End = q.Name, n.Text, p.token(p.next-1).End
	}
	return q, nil
}

// newQName takes the name of an object that is being defined.
func (p *parser) newQName() (ast.QName, error) {
	q, err := p.qname()
	if err != nil {
		return q, err
	}
	return q, p.checkNew(p.next-1, q.Name)
}

// names takes (name, …).
func (p *parser) names() ([]ast.Name, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	var names []ast.Name
	for {
		n, err := p.name()
		if err != nil {
			return nil, err
		}
		names = append(names, n)
		if p.accept(")") {
			return names, nil
		}
		if err := p.expect(","); err != nil {
			return nil, err
		}
	}
}

// closing returns the index of the bracket that closes the one at token open, or fails at what does not fit.
func (p *parser) closing(open int) (int, error) {
	if err := p.matchBrackets(); err != nil && p.match[open] == 0 {
		return 0, err
	}
	return p.match[open], nil
}

// matchBrackets finds every bracket's partner, once: match holds for an opening bracket the index of its closing one. It fails
// at the first bracket that has none.
func (p *parser) matchBrackets() error {
	if p.match != nil {
		return p.unmatched
	}
	p.match = make([]int, len(p.text.Tokens))
	var open []int
	for i, t := range p.text.Tokens {
		switch {
		case opens(t):
			open = append(open, i)
		case t.Is(")"), t.Is("]"), t.Is("}"):
			if len(open) == 0 || partner[p.text.Tokens[open[len(open)-1]].Value] != t.Value {
				p.unmatched = p.unexpectedAt(i)
				return p.unmatched
			}
			p.match[open[len(open)-1]] = i
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		p.unmatched = p.unexpectedAt(len(p.text.Tokens))
	}
	return p.unmatched
}

var partner = map[string]string{"(": ")", "[": "]", "{": "}"}

// opens says whether t is an opening bracket.
func opens(t ast.Token) bool { return t.Is("(") || t.Is("[") || t.Is("{") }

// after returns the index behind token i, or behind the bracket that closes it. It is for texts whose brackets match.
func (p *parser) after(i int) int {
	if opens(p.text.Tokens[i]) {
		return p.match[i] + 1
	}
	return i + 1
}

// within runs f with the parser seeing s only, and fails if f leaves a token of it.
func (p *parser) within(s ast.Span, f func() error) error {
	end := p.end
	p.next, p.end = s.First, s.Last
	err := f()
	if err == nil {
		err = p.finish()
	}
	p.next, p.end = s.Last, end
	return err
}

// list takes items separated by commas until the closing parenthesis, the opening one being taken.
func (p *parser) list(item func() error) error {
	for {
		if err := item(); err != nil {
			return err
		}
		if p.accept(")") {
			return nil
		}
		if err := p.expect(","); err != nil {
			return err
		}
	}
}

// split cuts a span at the commas outside of its brackets. An empty piece is a syntax error at what follows it.
func (p *parser) split(s ast.Span) ([]ast.Span, error) {
	if err := p.matchBrackets(); err != nil {
		return nil, err
	}
	var pieces []ast.Span
	first := s.First
	for i := s.First; ; i = p.after(i) {
		if i < s.Last && !p.text.Tokens[i].Is(",") {
			continue
		}
		if first == i {
			return nil, p.unexpectedAt(i)
		}
		pieces = append(pieces, ast.Span{First: first, Last: i})
		if i == s.Last {
			return pieces, nil
		}
		first = i + 1
	}
}
