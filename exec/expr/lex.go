package expr

import (
	"strings"

	"asof/catalog/sqltype"
)

// token is a word in lower case, a quoted or other piece of text, or a variable.
type token struct {
	kind tokenKind
	text string
	n    int // of a variable
	t    sqltype.Type
}

type tokenKind uint8

const (
	word tokenKind = iota
	number
	str
	op
	variable
)

// lex cuts an expression into tokens. Comments, quoted names and escapes are not for the compiler.
func lex(parts []Part) ([]token, bool) {
	var out []token
	vars := 0
	for _, p := range parts {
		if p.Type.ID != sqltype.Invalid {
			out = append(out, token{kind: variable, n: vars, t: p.Type})
			vars++
			continue
		}
		for s := strings.TrimLeft(p.Text, " \t\r\n"); s != ""; s = strings.TrimLeft(s, " \t\r\n") {
			t, n := next(s)
			if n == 0 {
				return nil, false
			}
			out = append(out, t)
			s = s[n:]
		}
	}
	return out, true
}

// next reads the token that s begins with, and says how long it is.
func next(s string) (token, int) {
	digit := func(i int) bool { return i < len(s) && s[i] >= '0' && s[i] <= '9' }
	letter := func(i int) bool { return i < len(s) && (s[i] == '_' || s[i]|0x20 >= 'a' && s[i]|0x20 <= 'z') }
	i := 0
	switch {
	case letter(0):
		for letter(i) || digit(i) {
			i++
		}
		if i < len(s) && (s[i] == '\'' || s[i] >= 0x80) { // E'…' and other letters
			return token{}, 0
		}
		return token{kind: word, text: strings.ToLower(s[:i])}, i
	case digit(0) || s[0] == '.' && digit(1):
		for digit(i) || i < len(s) && s[i] == '.' {
			i++
		}
		if letter(i) || strings.Count(s[:i], ".") > 1 {
			return token{}, 0
		}
		return token{kind: number, text: s[:i]}, i
	case s[0] == '\'':
		end := strings.IndexByte(s[1:], '\'')
		if end < 0 || strings.HasPrefix(s[end+2:], "'") {
			return token{}, 0
		}
		return token{kind: str, text: s[1 : end+1]}, end + 2
	}
	for _, o := range []string{"::", "<=", ">=", "<>", "!=", "||", "--", "/*"} {
		if strings.HasPrefix(s, o) {
			i = 2
		}
	}
	switch {
	case strings.HasPrefix(s, "--") || strings.HasPrefix(s, "/*"):
		return token{}, 0
	case i == 0 && strings.IndexByte("+-*/%^=<>(),", s[0]) >= 0:
		i = 1
	}
	if i > 0 && i < len(s) && strings.IndexByte("(),", s[0]) < 0 {
		more := "+*/%=<>~!@#^&|"
		if strings.IndexByte("%^|!", s[0]) >= 0 {
			more += "-"
		}
		if strings.IndexByte(more, s[i]) >= 0 {
			return token{}, 0 // a longer operator
		}
	}
	return token{kind: op, text: s[:i]}, i
}
