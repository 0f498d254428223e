package syscat

import (
	"strings"

	"asof/catalog/sqlerr"
)

// codeEscapeUse is the SQLSTATE of a wrong use of the escape character.
const codeEscapeUse = "2200C"

func init() {
	register(map[string]Func{
		"similar_escape": func(_ *Call, a []any) (any, error) {
			if a[0] == nil {
				return nil, nil
			}
			escape, ok := a[1].(string)
			if !ok {
				escape = `\`
			}
			return result(similarPattern(a[0].(string), escape))
		},
		"similar_to_escape_1": fn1e(func(p string) (string, error) { return similarPattern(p, `\`) }),
		"similar_to_escape_2": fn2e(similarPattern),
	})
}

// similarPattern makes a regular expression of a pattern of SIMILAR TO, or of substring … similar with its two separators.
func similarPattern(p, escape string) (string, error) {
	if runeCount(escape) > 1 {
		return "", badEscape()
	}
	var b strings.Builder
	b.WriteString("^(?:")
	escaped, inClass, quotes := false, false, 0
	for _, r := range p {
		switch {
		case escaped && r == '"' && !inClass:
			if quotes == 2 {
				return "", sqlerr.New(codeEscapeUse, "SQL regular expression may not contain more than two escape-double-quote separators")
			}
			b.WriteString([...]string{"){1,1}?(", "){1,1}(?:"}[quotes])
			quotes++
			escaped = false
		case escaped:
			b.WriteByte('\\')
			b.WriteRune(r)
			escaped = false
		case string(r) == escape:
			escaped = true
		case inClass:
			if r == '\\' {
				b.WriteByte('\\')
			}
			b.WriteRune(r)
			inClass = r != ']'
		case r == '[':
			b.WriteRune(r)
			inClass = true
		case r == '%':
			b.WriteString(".*")
		case r == '_':
			b.WriteByte('.')
		case r == '(':
			b.WriteString("(?:")
		case r == '\\' || r == '.' || r == '^' || r == '$':
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteString(")$")
	return b.String(), nil
}
