package syscat

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"asof/catalog/sqlerr"
)

// This file cuts texts into arrays, and reads names and escapes in them.

func init() {
	array := func(_ *Call, a []any) (any, error) {
		parts, ok := splitText(a)
		if !ok {
			return nil, nil
		}
		return NewArray(oidText, parts), nil
	}
	table := func(_ *Call, a []any) ([][]any, error) {
		parts, _ := splitText(a)
		return column(parts), nil
	}
	register(map[string]Func{"text_to_array": array, "text_to_array_null": array, "unistr": fn1e(unistr)})
	registerSets(map[string]SetFunc{"text_to_table": table, "text_to_table_null": table})
}

// splitText cuts at a separator, or between all characters if that is NULL; parts equal to the third argument are NULL.
func splitText(a []any) ([]any, bool) {
	if a[0] == nil {
		return nil, false
	}
	text := a[0].(string)
	if text == "" {
		return nil, true
	}
	var parts []string
	switch separator, ok := a[1].(string); {
	case !ok:
		for _, r := range text {
			parts = append(parts, string(r))
		}
	case separator == "":
		parts = []string{text}
	default:
		parts = strings.Split(text, separator)
	}
	out := make([]any, len(parts))
	for i, p := range parts {
		if len(a) < 3 || a[2] == nil || a[2].(string) != p {
			out[i] = p
		}
	}
	return out, true
}

func badIdent(text string) *sqlerr.Error {
	return invalidParameter("string is not a valid identifier: \"%s\"", text)
}

func isIdentStart(c byte) bool {
	return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= utf8.RuneSelf
}

// parseIdent cuts a qualified name into its parts; strict refuses what comes after it.
func parseIdent(text string, strict bool) (*Array, error) {
	const space = " \t\n\v\f\r"
	var out []any
	rest := strings.TrimLeft(text, space)
	afterDot := false
	for {
		missing := true
		switch {
		case rest != "" && rest[0] == '"':
			name, after, err := quotedName(text, rest)
			if err != nil {
				return nil, err
			}
			out, rest, missing = append(out, name), after, false
		case rest != "" && isIdentStart(rest[0]):
			n := 1
			for n < len(rest) && (isIdentStart(rest[n]) || rest[n] >= '0' && rest[n] <= '9' || rest[n] == '$') {
				n++
			}
			out, rest, missing = append(out, truncateName(lowerASCII(rest[:n]))), rest[n:], false
		}
		if missing {
			switch {
			case rest != "" && rest[0] == '.':
				return nil, badIdent(text).WithDetail("No valid identifier before \".\".")
			case afterDot:
				return nil, badIdent(text).WithDetail("No valid identifier after \".\".")
			}
			return nil, badIdent(text)
		}
		rest = strings.TrimLeft(rest, space)
		if !strings.HasPrefix(rest, ".") {
			break
		}
		afterDot = true
		rest = strings.TrimLeft(rest[1:], space)
	}
	if rest != "" && strict {
		return nil, badIdent(text)
	}
	return NewArray(oidText, out), nil
}

// quotedName reads a name in quotes at the beginning of rest.
func quotedName(text, rest string) (name, after string, err error) {
	var b strings.Builder
	for i := 1; i < len(rest); i++ {
		if rest[i] != '"' {
			b.WriteByte(rest[i])
			continue
		}
		if i+1 < len(rest) && rest[i+1] == '"' {
			b.WriteByte('"')
			i++
			continue
		}
		if b.Len() == 0 {
			return "", "", badIdent(text).WithDetail("Quoted identifier must not be empty.")
		}
		return b.String(), rest[i+1:], nil
	}
	return "", "", badIdent(text).WithDetail("String has unclosed double quotes.")
}

func lowerASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// unistr reads \XXXX, \+XXXXXX, \uXXXX and \UXXXXXXXX as characters.
func unistr(s string) (string, error) {
	bad := sqlerr.New(sqlerr.SyntaxError, "invalid Unicode escape").WithHint("Unicode escapes must be \\XXXX, \\+XXXXXX, \\uXXXX, or \\UXXXXXXXX.")
	var b strings.Builder
	high := rune(0)
	for i := 0; i < len(s); {
		if s[i] != '\\' || strings.HasPrefix(s[i:], `\\`) {
			if high != 0 {
				return "", sqlerr.New(sqlerr.SyntaxError, "invalid Unicode surrogate pair")
			}
			b.WriteByte(s[i])
			if s[i] == '\\' {
				i++
			}
			i++
			continue
		}
		from, digits := i+1, 4
		if from < len(s) {
			switch s[from] {
			case 'u':
				from++
			case '+':
				from, digits = from+1, 6
			case 'U':
				from, digits = from+1, 8
			}
		}
		if from+digits > len(s) {
			return "", bad
		}
		v, err := strconv.ParseUint(s[from:from+digits], 16, 32)
		if err != nil {
			return "", bad
		}
		if v == 0 || v > utf8.MaxRune {
			return "", invalidParameter("invalid Unicode code point: %04X", v)
		}
		i = from + digits
		isLow := v >= 0xDC00 && v < 0xE000
		switch r := rune(v); {
		case high != 0 && isLow:
			b.WriteRune(0x10000 + (high-0xD800)<<10 + r - 0xDC00)
			high = 0
		case high != 0 || isLow:
			return "", sqlerr.New(sqlerr.SyntaxError, "invalid Unicode surrogate pair")
		case r >= 0xD800 && r < 0xDC00:
			high = r
		default:
			b.WriteRune(r)
		}
	}
	if high != 0 {
		return "", sqlerr.New(sqlerr.SyntaxError, "invalid Unicode surrogate pair")
	}
	return b.String(), nil
}
