package expr

import (
	"strings"
	"unicode/utf8"

	"asof/catalog/sqltype"
)

var text = sqltype.Of(sqltype.Text)

// textFunctions are functions of texts. Letters that are not ASCII are the engine's to know, where more than their number counts.
var textFunctions = map[string]function{
	"upper": ofASCII(func(c byte) byte {
		if c >= 'a' && c <= 'z' {
			c ^= 0x20
		}
		return c
	}),
	"lower":  ofASCII(lowerLetter),
	"length": length, "char_length": length, "character_length": length,
	"left": func(_ *parser, args []node) (node, bool) {
		return cutText(args, func(s string, n []int64) (string, bool) { return characters(s, 0, n[0]), n[0] >= 0 }, 1)
	},
	"right": func(_ *parser, args []node) (node, bool) {
		return cutText(args, func(s string, n []int64) (string, bool) {
			skip := max(int64(utf8.RuneCountInString(s))-n[0], 0)
			return characters(s, skip, n[0]), n[0] >= 0
		}, 1)
	},
	"substring": substring, "substr": substring,
	"trim": trim(true, true), "ltrim": trim(true, false), "rtrim": trim(false, true),
	"concat": concat,
	"replace": func(_ *parser, args []node) (node, bool) {
		if len(args) != 3 || !texts(args) {
			return node{}, false
		}
		return strict(text, args, func(v []any) (any, bool) {
			if v[1] == "" {
				return v[0], true
			}
			return strings.ReplaceAll(v[0].(string), v[1].(string), v[2].(string)), true
		})
	},
	"starts_with": testText(strings.HasPrefix), "contains": testText(strings.Contains),
}

func texts(args []node) bool {
	for _, a := range args {
		if a.t != text {
			return false
		}
	}
	return true
}

func lowerLetter(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		c ^= 0x20
	}
	return c
}

// ascii says whether a text is one of ASCII.
func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// ofASCII changes each letter of a text.
func ofASCII(f func(c byte) byte) function {
	return func(_ *parser, args []node) (node, bool) {
		if len(args) != 1 || !texts(args) {
			return node{}, false
		}
		return of(text, args[0], func(s string) (any, bool) { return mapped(s, f), ascii(s) })
	}
}

func mapped(s string, f func(c byte) byte) string {
	b := []byte(s)
	for i, c := range b {
		b[i] = f(c)
	}
	return string(b)
}

func testText(f func(s, part string) bool) function {
	return func(_ *parser, args []node) (node, bool) {
		if len(args) != 2 || !texts(args) {
			return node{}, false
		}
		return strict(boolean, args, func(v []any) (any, bool) { return f(v[0].(string), v[1].(string)), true })
	}
}

// length is the number of characters.
func length(_ *parser, args []node) (node, bool) {
	if len(args) != 1 || !texts(args) {
		return node{}, false
	}
	return of(sqltype.Of(sqltype.Int8), args[0], func(s string) (any, bool) { return int64(utf8.RuneCountInString(s)), true })
}

// characters are n characters of a text from number from on.
func characters(s string, from, n int64) string {
	start, end := len(s), len(s)
	at := int64(0)
	for i := range s {
		if at == from {
			start = i
		}
		if at-from == n {
			end = i
			break
		}
		at++
	}
	return s[min(start, end):end]
}

// cutText is a function of a text and one or more integers.
func cutText(args []node, f func(s string, n []int64) (string, bool), least int) (node, bool) {
	if len(args) < 1+least || args[0].t != text {
		return node{}, false
	}
	for _, a := range args[1:] {
		if familyOf(a.t) != integer {
			return node{}, false
		}
	}
	return strict(text, args, func(v []any) (any, bool) {
		n := make([]int64, len(v)-1)
		for i := range n {
			n[i] = v[i+1].(int64)
		}
		s, ok := f(v[0].(string), n)
		return s, ok
	})
}

func substring(_ *parser, args []node) (node, bool) {
	if len(args) > 3 {
		return node{}, false
	}
	return cutText(args, func(s string, n []int64) (string, bool) {
		count := int64(len(s))
		if len(n) == 2 {
			count = n[1]
		}
		const limit = 1 << 31
		return characters(s, n[0]-1, count), n[0] > 0 && n[0] < limit && count >= 0 && count < limit
	}, 1)
}

// trim takes spaces, or the characters of a second text, off.
func trim(left, right bool) function {
	return func(_ *parser, args []node) (node, bool) {
		if len(args) > 2 || !texts(args) {
			return node{}, false
		}
		return strict(text, args, func(v []any) (any, bool) {
			s, set := v[0].(string), " "
			if len(v) == 2 {
				set = v[1].(string)
			}
			ok := ascii(s) && ascii(set)
			if left {
				s = strings.TrimLeft(s, set)
			}
			if right {
				s = strings.TrimRight(s, set)
			}
			return s, ok
		})
	}
}

// concat joins what is not NULL.
func concat(p *parser, args []node) (node, bool) {
	parts := make([]node, len(args))
	for i, a := range args {
		if parts[i] = a; a.t.ID == sqltype.Invalid {
			continue
		}
		var ok bool
		if parts[i], ok = p.cast(a, text); !ok {
			return node{}, false
		}
	}
	return node{t: text, eval: func(vars []any) (any, bool) {
		var b strings.Builder
		for _, part := range parts {
			v, ok := part.eval(vars)
			if !ok {
				return nil, false
			}
			if s, is := v.(string); is {
				b.WriteString(s)
			}
		}
		return b.String(), true
	}}, true
}

// join is a || b.
func (p *parser) join(a, b node) (node, bool) {
	if a.literal && b.literal || a.t.ID == sqltype.Invalid || b.t.ID == sqltype.Invalid {
		return node{}, false
	}
	x, ok1 := p.cast(a, text)
	y, ok2 := p.cast(b, text)
	if !ok1 || !ok2 {
		return node{}, false
	}
	return binary(text, x, y, func(a, b any) (any, bool) { return a.(string) + b.(string), true }), true
}

// like is a [I]LIKE b, without ESCAPE.
func like(a, b node, fold bool) (node, bool) {
	if a.literal || a.t != text || b.t != text {
		return node{}, false
	}
	return binary(boolean, a, b, func(x, y any) (any, bool) {
		s, pattern := x.(string), y.(string)
		if fold {
			if !ascii(s) || !ascii(pattern) {
				return nil, false
			}
			s, pattern = mapped(s, lowerLetter), mapped(pattern, lowerLetter)
		}
		return matches(s, pattern), !strings.Contains(pattern, `\`)
	}), true
}

// matches says whether a text is of a pattern of LIKE. Where it fails behind a %, it goes on one character later: only the last % can
// take more.
func matches(s, pattern string) bool {
	resume, resumeAt := "", -1
	at := 0
	for rest := pattern; ; {
		switch {
		case strings.HasPrefix(rest, "%"):
			rest = rest[1:]
			resume, resumeAt = rest, at
			continue
		case at == len(s) && rest == "":
			return true
		case at < len(s) && rest != "" && (rest[0] == '_' || rest[0] == s[at]):
			n := 1
			if rest[0] == '_' {
				_, n = utf8.DecodeRuneInString(s[at:])
			}
			rest, at = rest[1:], at+n
			continue
		case resumeAt < 0 || resumeAt >= len(s):
			return false
		}
		_, n := utf8.DecodeRuneInString(s[resumeAt:])
		resumeAt += n
		rest, at = resume, resumeAt
	}
}
