package syscat

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// This file cuts the templates of to_char, to_date and to_timestamp into pieces.

// piece is a part of a template: a pattern, or a text.
type piece struct {
	pattern string // in upper case; "" of a text
	written string // as it stands there, which decides the case of names
	text    string
	fill    bool // FM: without padding
	ordinal string
}

// datePatterns are the patterns of dates and times; those of names also in lower case, and with only the first letter a capital.
var datePatterns = func() []string {
	words := strings.Fields(`A.D. A.M. AD AM B.C. BC CC DAY DDD DD DY D FF1 FF2 FF3 FF4 FF5 FF6 FX HH24 HH12 HH IDDD ID IW IYYY IYY IY I J MI MM MONTH MON MS
		OF P.M. PM Q RM SSSSS SSSS SS TZH TZM TZ US WW W Y,YYY YYYY YYY YY Y`)
	out := append([]string{"Day", "Dy", "Month", "Mon"}, words...)
	for _, w := range words {
		out = append(out, strings.ToLower(w))
	}
	sort.Slice(out, func(i, j int) bool { return len(out[i]) > len(out[j]) })
	return out
}()

// cutTemplate finds the patterns: the longest that fits, with FM or TM before and TH or SP behind. Text in quotes is no pattern.
func cutTemplate(t string) []piece {
	var out []piece
	for t != "" {
		fill := false
		rest := t
		for len(rest) > 2 && (strings.EqualFold(rest[:2], "FM") || strings.EqualFold(rest[:2], "TM")) {
			fill = fill || rest[0]|0x20 == 'f'
			rest = rest[2:]
		}
		if p, ok := patternAt(rest); ok {
			rest = rest[len(p):]
			pc := piece{pattern: strings.ToUpper(p), written: p, fill: fill}
			if len(rest) >= 2 && (rest[:2] == "TH" || rest[:2] == "th") {
				pc.ordinal, rest = rest[:2], rest[2:]
			} else if strings.HasPrefix(strings.ToUpper(rest), "SP") {
				rest = rest[2:]
			}
			out, t = append(out, pc), rest
			continue
		}
		if rest == "" { // a prefix alone says nothing
			return out
		}
		text, after := literalAt(rest)
		out, t = append(out, piece{text: text}), after
	}
	return out
}

func patternAt(t string) (string, bool) {
	for _, p := range datePatterns {
		if strings.HasPrefix(t, p) {
			return p, true
		}
	}
	return "", false
}

// literalAt reads a text in quotes, or one character. A backslash takes a quote literally.
func literalAt(t string) (text, rest string) {
	switch {
	case t[0] == '"':
		var b strings.Builder
		i := 1
		for ; i < len(t) && t[i] != '"'; i++ {
			if t[i] == '\\' && i+1 < len(t) {
				i++
			}
			b.WriteByte(t[i])
		}
		return b.String(), t[min(i+1, len(t)):]
	case strings.HasPrefix(t, `\"`):
		return `"`, t[2:]
	}
	_, n := utf8.DecodeRuneInString(t)
	return t[:n], t[n:]
}
