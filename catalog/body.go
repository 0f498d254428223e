package catalog

import "strings"

// Body returns what follows AS in the CREATE statement of a view or a service: its SELECT, as the client wrote it. The
// statement has been parsed before, so its first bare AS outside parentheses is the one; "" if there is none.
func Body(create string) string {
	depth := 0
	for i := 0; i < len(create); {
		if n := skipQuoted(create[i:]); n > 0 {
			i += n
			continue
		}
		switch c := create[i]; {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case wordByte(c):
			j := i
			for j < len(create) && wordByte(create[j]) {
				j++
			}
			if depth == 0 && strings.EqualFold(create[i:j], "as") {
				return strings.TrimSpace(create[j:])
			}
			i = j
			continue
		}
		i++
	}
	return ""
}

// skipQuoted returns the length of the comment, string or quoted identifier that s begins with, 0 if it begins with none.
func skipQuoted(s string) int {
	switch {
	case strings.HasPrefix(s, "--"):
		return until(s, "\n", 2)
	case strings.HasPrefix(s, "/*"):
		return comment(s)
	case s[0] == '"' || s[0] == '\'':
		return until(s, s[:1], 1) // a doubled quote begins the next one
	case len(s) > 1 && (s[0] == 'e' || s[0] == 'E') && s[1] == '\'':
		return escaped(s)
	case s[0] == '$':
		if end := strings.IndexByte(s[1:], '$'); end >= 0 && tag(s[1:1+end]) {
			return until(s, s[:end+2], end+2)
		}
	}
	return 0
}

// until returns the length of s up to and with the first end after from bytes, all of s without one.
func until(s, end string, from int) int {
	if i := strings.Index(s[from:], end); i >= 0 {
		return from + i + len(end)
	}
	return len(s)
}

// comment is the length of a block comment, which may hold others.
func comment(s string) int {
	depth := 0
	for i := 0; i+1 < len(s); i++ {
		switch s[i : i+2] {
		case "/*":
			depth++
			i++
		case "*/":
			depth--
			i++
			if depth == 0 {
				return i + 1
			}
		}
	}
	return len(s)
}

// escaped is the length of a string constant E'…', in which a backslash takes the next character.
func escaped(s string) int {
	for i := 2; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '\'':
			return i + 1
		}
	}
	return len(s)
}

// tag says whether s may stand between the dollars of $tag$.
func tag(s string) bool {
	for i := 0; i < len(s); i++ {
		if !wordByte(s[i]) || s[i] == '$' || i == 0 && s[0] >= '0' && s[0] <= '9' {
			return false
		}
	}
	return true
}

func wordByte(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}
