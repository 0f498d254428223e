package syscat

import (
	"strings"
	"unicode/utf8"

	"asof/catalog/sqlerr"
)

// This file has LIKE and ILIKE.

func init() {
	like := fn2e(matchLike)
	not := fn2e(func(s, p string) (bool, error) { ok, err := matchLike(s, p); return !ok, err })
	ilike := fn2e(func(s, p string) (bool, error) { return matchLike(strings.ToLower(s), strings.ToLower(p)) })
	inot := fn2e(func(s, p string) (bool, error) {
		ok, err := matchLike(strings.ToLower(s), strings.ToLower(p))
		return !ok, err
	})
	register(map[string]Func{
		"textlike": like, "textnlike": not, "namelike": like, "namenlike": not,
		"texticlike": ilike, "texticnlike": inot, "nameiclike": ilike, "nameicnlike": inot,
		"like_escape": fn2e(likeEscape),
		"bytealike":   fn2e(func(s, p []byte) (bool, error) { return matchLike(string(s), string(p)) }),
		"byteanlike": fn2e(func(s, p []byte) (bool, error) {
			ok, err := matchLike(string(s), string(p))
			return !ok, err
		}),
		"like_escape_bytea": fn2e(func(p, e []byte) ([]byte, error) {
			// Each byte counts as a character.
			s, err := likeEscape(latin1(p), latin1(e))
			out := make([]byte, 0, len(s))
			for _, r := range s {
				out = append(out, byte(r))
			}
			return out, err
		}),
	})
}

// matchLike matches the whole of s: % is any text, _ any character, \ takes the next one literally. After a % the text goes on at
// the first place that fits, and comes back only to the last %: what an earlier one could take, the last one can take too.
func matchLike(s, p string) (bool, error) {
	backS, backP := -1, 0
	i, j := 0, 0
	for i < len(s) {
		switch {
		case j < len(p) && p[j] == '%':
			j++
			backS, backP = i, j
			continue
		case j < len(p) && p[j] == '_':
			_, n := utf8.DecodeRuneInString(s[i:])
			i += n
			j++
			continue
		case j < len(p):
			at := j
			if p[at] == '\\' {
				if at++; at == len(p) {
					return false, sqlerr.New(codeEscapeSequence, "LIKE pattern must not end with escape character")
				}
			}
			if p[at] == s[i] {
				i, j = i+1, at+1
				continue
			}
		}
		if backS < 0 {
			return false, nil
		}
		_, n := utf8.DecodeRuneInString(s[backS:])
		backS += n
		i, j = backS, backP
	}
	return strings.Trim(p[j:], "%") == "", nil
}

// likeEscape rewrites a pattern with an escape character of its own to one with the backslash.
func likeEscape(p, escape string) (string, error) {
	if escape == "" {
		return strings.ReplaceAll(p, `\`, `\\`), nil
	}
	if runeCount(escape) != 1 {
		return "", badEscape()
	}
	if escape == `\` {
		return p, nil
	}
	var b strings.Builder
	escaped := false
	for _, r := range p {
		switch {
		case string(r) == escape && !escaped:
			b.WriteByte('\\')
			escaped = true
			continue
		case r == '\\' && !escaped:
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		escaped = false
	}
	return b.String(), nil
}

func latin1(b []byte) string {
	out := make([]rune, len(b))
	for i, c := range b {
		out[i] = rune(c)
	}
	return string(out)
}

func badEscape() error {
	return sqlerr.New(codeEscapeSequence, "invalid escape string").WithHint("Escape string must be empty or one character.")
}
