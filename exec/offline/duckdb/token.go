package duckdb

import "strings"

// kind is the kind of a token.
type kind uint8

const (
	word     kind = iota // an unquoted name or key word
	quoted               // a "quoted name"
	str                  // a 'string', E'…' and $$…$$ included
	number               //
	param                // $1
	operator             // one or several characters
	punct                // ( ) [ ] , ; .
)

// token is a token of SQL text: text[at:end].
type token struct {
	kind    kind
	at, end int
	low     string // of a word, in lower case; of others, the text
}

// is says whether the token is a word, an operator or a punctuation mark written so (words in lower case).
func (t token) is(s string) bool {
	return (t.kind == word || t.kind == operator || t.kind == punct) && t.low == s
}

// name is the name that a word or a quoted name means: folded to lower case if it is not quoted.
func (t token) name() string {
	if t.kind == quoted {
		return strings.ReplaceAll(t.low[1:len(t.low)-1], `""`, `"`)
	}
	return t.low
}

// content is what a plain '…' string holds; ok is false for the other forms.
func (t token) content() (s string, ok bool) {
	if t.kind != str || t.low[0] != '\'' || len(t.low) < 2 || t.low[len(t.low)-1] != '\'' {
		return "", false
	}
	return strings.ReplaceAll(t.low[1:len(t.low)-1], "''", "'"), true
}

// tokens splits SQL text, comments and blanks left out. It never fails: what the engine would not accept it may cut up as it
// likes, for the engine then refuses the text.
func tokens(text string) []token {
	var out []token
	for i := 0; i < len(text); {
		c := text[i]
		start := i
		k := operator
		switch {
		case c <= ' ':
			i++
			continue
		case strings.HasPrefix(text[i:], "--"):
			if n := strings.IndexByte(text[i:], '\n'); n >= 0 {
				i += n
			} else {
				i = len(text)
			}
			continue
		case strings.HasPrefix(text[i:], "/*"):
			i = commentEnd(text, i)
			continue
		case c == '\'':
			k, i = str, stringEnd(text, i+1, '\'', false)
		case (c == 'e' || c == 'E') && i+1 < len(text) && text[i+1] == '\'':
			k, i = str, stringEnd(text, i+2, '\'', true)
		case (c == 'x' || c == 'X' || c == 'b' || c == 'B') && i+1 < len(text) && text[i+1] == '\'':
			k, i = str, stringEnd(text, i+2, '\'', false)
		case c == '"':
			k, i = quoted, stringEnd(text, i+1, '"', false)
		case isLetter(c):
			k = word
			for i < len(text) && (isLetter(text[i]) || isDigit(text[i]) || text[i] == '$') {
				i++
			}
		case isDigit(c) || c == '.' && i+1 < len(text) && isDigit(text[i+1]):
			k, i = number, numberEnd(text, i)
		case c == '$':
			k, i = dollar(text, i)
		case strings.IndexByte("()[],;.{}", c) >= 0:
			k = punct
			i++
		default:
			for i < len(text) && strings.IndexByte("+-*/<>=~!@#%^&|`?:", text[i]) >= 0 &&
				(i == start || !strings.HasPrefix(text[i:], "--") && !strings.HasPrefix(text[i:], "/*")) {
				i++
			}
			if i == start {
				i++
			}
		}
		if k == word {
			out = append(out, token{k, start, i, strings.ToLower(text[start:i])})
		} else {
			out = append(out, token{k, start, i, text[start:i]})
		}
	}
	return out
}

func isLetter(c byte) bool { return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80 }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// commentEnd is the end of the comment at i; comments nest.
func commentEnd(text string, i int) int {
	for depth := 0; i < len(text); {
		switch {
		case strings.HasPrefix(text[i:], "/*"):
			depth++
			i += 2
		case strings.HasPrefix(text[i:], "*/"):
			depth--
			i += 2
			if depth == 0 {
				return i
			}
		default:
			i++
		}
	}
	return len(text)
}

// stringEnd is the end of the string whose content begins at i.
func stringEnd(text string, i int, quote byte, escapes bool) int {
	for ; i < len(text); i++ {
		switch {
		case escapes && text[i] == '\\':
			i++
		case text[i] == quote && i+1 < len(text) && text[i+1] == quote:
			i++
		case text[i] == quote:
			return i + 1
		}
	}
	return len(text)
}

func numberEnd(text string, i int) int {
	for i < len(text) {
		c := text[i]
		switch {
		case isDigit(c) || c == '.' || c == '_' || isLetter(c):
			i++
		case (c == '+' || c == '-') && text[i-1]|0x20 == 'e':
			i++
		default:
			return i
		}
	}
	return i
}

// dollar reads $1, $$…$$ or $tag$…$tag$.
func dollar(text string, i int) (kind, int) {
	j := i + 1
	for j < len(text) && isDigit(text[j]) {
		j++
	}
	if j > i+1 {
		return param, j
	}
	for j < len(text) && (isLetter(text[j]) || isDigit(text[j])) {
		j++
	}
	if j < len(text) && text[j] == '$' {
		tag := text[i : j+1]
		if n := strings.Index(text[j+1:], tag); n >= 0 {
			return str, j + 1 + n + len(tag)
		}
		return str, len(text)
	}
	return operator, j
}
