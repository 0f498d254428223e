package catalog

import (
	"slices"
	"strings"
)

// Columns returns those of columns that a row expression names, in the order of the expression, each time it does. Strings
// and comments name nothing, nor does a function's name; an unquoted name is compared without regard to case.
func Columns(expr string, columns []string) []string {
	var out []string
	for i := 0; i < len(expr); {
		start := i
		name, quoted := "", false
		switch n := skipQuoted(expr[i:]); {
		case n > 0:
			i += n
			if expr[start] != '"' {
				continue
			}
			for i < len(expr) && expr[i] == '"' { // a doubled quote
				i += skipQuoted(expr[i:])
			}
			name, quoted = strings.ReplaceAll(expr[start+1:max(i-1, start+1)], `""`, `"`), true
		case wordByte(expr[i]):
			for i < len(expr) && wordByte(expr[i]) {
				i++
			}
			name = expr[start:i]
		default:
			i++
			continue
		}
		if strings.HasPrefix(strings.TrimLeft(expr[i:], " \t\r\n"), "(") {
			continue
		}
		k := slices.Index(columns, name)
		if k < 0 && !quoted {
			k = slices.IndexFunc(columns, func(c string) bool { return strings.EqualFold(c, name) })
		}
		if k >= 0 {
			out = append(out, columns[k])
		}
	}
	return out
}
