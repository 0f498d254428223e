package syscat

import (
	"strings"
	"unicode/utf8"
)

// This file has the operators and functions of regular expressions.

// regexpFlags reads a flags argument; global is the letter g.
func regexpFlags(text string) (flags reFlags, global bool, err error) {
	for i, r := range text {
		if r == 'g' {
			global = true
			continue
		}
		if r == 'e' {
			flags.literal, flags.basic = false, true
			continue
		}
		if flags.set(r) {
			continue
		}
		_, n := utf8.DecodeRuneInString(text[i:])
		return flags, false, invalidParameter("invalid regular expression option: \"%s\"", text[i:i+n])
	}
	return flags, global, nil
}

func matchRegexp(text, pattern string, fold bool) (bool, error) {
	re, err := compilePattern(pattern, reFlags{fold: fold})
	if err != nil {
		return false, err
	}
	return re.matches(text)
}

func init() {
	operator := func(fold, want bool) Func {
		return fn2e(func(s, p string) (bool, error) {
			ok, err := matchRegexp(s, p, fold)
			return ok == want, err
		})
	}
	register(map[string]Func{
		"textregexeq": operator(false, true), "textregexne": operator(false, false), "texticregexeq": operator(true, true), "texticregexne": operator(true, false),
		"nameregexeq": operator(false, true), "nameregexne": operator(false, false), "nameicregexeq": operator(true, true), "nameicregexne": operator(true, false),
		"textregexsubstr": textRegexSubstr,
		"regexp_match":    regexpMatch, "regexp_match_no_flags": regexpMatch,
		"regexp_split_to_array": regexpSplitArray, "regexp_split_to_array_no_flags": regexpSplitArray,
		"textregexreplace_noopt": func(_ *Call, a []any) (any, error) { return replaceRegexp(a, 1, 1, "") },
		"textregexreplace": func(_ *Call, a []any) (any, error) {
			if f := a[3].(string); f != "" && f[0] >= '0' && f[0] <= '9' {
				return nil, invalidParameter("invalid regular expression option: \"%s\"", f[:1]).
					WithHint("If you meant to use regexp_replace() with a start parameter, cast the fourth argument to integer explicitly.")
			}
			_, global, err := regexpFlags(a[3].(string))
			if err != nil {
				return nil, err
			}
			return replaceRegexp(a, 1, 1-boolInt(global), a[3].(string))
		},
		"textregexreplace_extended":          replaceExtended,
		"textregexreplace_extended_no_flags": replaceExtended,
		"textregexreplace_extended_no_n":     replaceExtended,
	})
	registerSets(map[string]SetFunc{
		"regexp_matches": regexpMatches, "regexp_matches_no_flags": regexpMatches,
		"regexp_split_to_table": regexpSplit, "regexp_split_to_table_no_flags": regexpSplit,
	})
	for _, name := range [...]string{"regexp_count", "regexp_count_no_flags", "regexp_count_no_start"} {
		register(map[string]Func{name: regexpCount})
	}
	for _, name := range [...]string{"", "_no_endoption", "_no_flags", "_no_n", "_no_start", "_no_subexpr"} {
		register(map[string]Func{"regexp_instr" + name: regexpInstr})
	}
	for _, name := range [...]string{"", "_no_flags", "_no_n", "_no_start", "_no_subexpr"} {
		register(map[string]Func{"regexp_substr" + name: regexpSubstr})
	}
	register(map[string]Func{"regexp_like": regexpLike, "regexp_like_no_flags": regexpLike})
}

// textArg is argument i if there is one, else "".
func textArg(a []any, i int) string {
	if i < len(a) {
		return a[i].(string)
	}
	return ""
}

// intArg is argument i, which must be at least low; without one it is def.
func intArg(a []any, i int, def, low int64, name string) (int64, error) {
	if i >= len(a) {
		return def, nil
	}
	if v := a[i].(int64); v >= low {
		return v, nil
	}
	return 0, invalidParameter("invalid value for parameter \"%s\": %d", name, a[i])
}

// startRegexp compiles a pattern with flags for one text. Of the functions that find one match or count them, g means nothing and is refused.
func startRegexp(function, text, pattern, flags string) (*matcher, bool, error) {
	f, global, err := regexpFlags(flags)
	if err != nil {
		return nil, false, err
	}
	if global && function != "" {
		e := invalidParameter("%s does not support the \"global\" option", function)
		if function == "regexp_match()" {
			e.WithHint("Use the regexp_matches function instead.")
		}
		return nil, false, e
	}
	re, err := compilePattern(pattern, f)
	if err != nil {
		return nil, false, err
	}
	m, err := re.matcher(text)
	return m, global, err
}

// slice is the text of group g of a match, nil if it took no part.
func (m *matcher) slice(at []int, g int) any {
	if 2*g >= len(at) || at[2*g] < 0 {
		return nil
	}
	return m.source[m.bytes[at[2*g]]:m.bytes[at[2*g+1]]]
}

// all gives the matches one after the other; after an empty one the search goes on a character later.
func (m *matcher) all(from int, groups bool, yield func(at []int) bool) {
	for from <= len(m.text) {
		at := m.find(from, groups)
		if at == nil || !yield(at) {
			return
		}
		from = at[1]
		if at[0] == at[1] {
			from++
		}
	}
}

// matchArray is what regexp_match returns of a match: its groups, or the whole.
func (m *matcher) matchArray(at []int) *Array {
	if m.re.groups == 0 {
		return NewArray(oidText, []any{m.slice(at, 0)})
	}
	items := make([]any, m.re.groups)
	for g := range items {
		items[g] = m.slice(at, g+1)
	}
	return NewArray(oidText, items)
}

func textRegexSubstr(_ *Call, a []any) (any, error) {
	m, _, err := startRegexp("", a[0].(string), a[1].(string), "")
	if err != nil {
		return nil, err
	}
	at := m.find(0, true)
	if at == nil {
		return nil, nil
	}
	return m.slice(at, min(m.re.groups, 1)), nil
}

func regexpMatch(_ *Call, a []any) (any, error) {
	m, _, err := startRegexp("regexp_match()", a[0].(string), a[1].(string), textArg(a, 2))
	if err != nil {
		return nil, err
	}
	if at := m.find(0, true); at != nil {
		return m.matchArray(at), nil
	}
	return nil, nil
}

func regexpMatches(_ *Call, a []any) ([][]any, error) {
	m, global, err := startRegexp("", a[0].(string), a[1].(string), textArg(a, 2))
	if err != nil {
		return nil, err
	}
	var out [][]any
	m.all(0, true, func(at []int) bool {
		out = append(out, []any{m.matchArray(at)})
		return global
	})
	return out, nil
}

// pieces cuts a text at the matches; empty ones at its ends or right behind another cut nothing.
func (m *matcher) pieces() []any {
	var out []any
	last := 0
	m.all(0, false, func(at []int) bool {
		if at[0] < len(m.text) && at[1] > last {
			out = append(out, m.source[m.bytes[last]:m.bytes[at[0]]])
			last = at[1]
		}
		return true
	})
	return append(out, m.source[m.bytes[last]:])
}

func regexpSplitArray(_ *Call, a []any) (any, error) {
	m, _, err := startRegexp("regexp_split_to_array()", a[0].(string), a[1].(string), textArg(a, 2))
	if err != nil {
		return nil, err
	}
	return NewArray(oidText, m.pieces()), nil
}

func regexpSplit(_ *Call, a []any) ([][]any, error) {
	m, _, err := startRegexp("regexp_split_to_table()", a[0].(string), a[1].(string), textArg(a, 2))
	if err != nil {
		return nil, err
	}
	return column(m.pieces()), nil
}

func regexpCount(_ *Call, a []any) (any, error) {
	start, err := intArg(a, 2, 1, 1, "start")
	if err != nil {
		return nil, err
	}
	m, _, err := startRegexp("regexp_count()", a[0].(string), a[1].(string), textArg(a, 3))
	if err != nil {
		return nil, err
	}
	n := int64(0)
	m.all(int(start-1), false, func([]int) bool { n++; return true })
	return n, nil
}

// nth is match n from a place on, nil if there are fewer.
func (m *matcher) nth(start, n int64) []int {
	var found []int
	m.all(int(start-1), true, func(at []int) bool {
		if n--; n == 0 {
			found = at
		}
		return n > 0
	})
	return found
}

func regexpInstr(_ *Call, a []any) (any, error) {
	start, err := intArg(a, 2, 1, 1, "start")
	if err != nil {
		return nil, err
	}
	n, err := intArg(a, 3, 1, 1, "n")
	if err != nil {
		return nil, err
	}
	if len(a) > 4 && a[4].(int64) != 0 && a[4].(int64) != 1 {
		return nil, invalidParameter("invalid value for parameter \"endoption\": %d", a[4])
	}
	group, err := intArg(a, 6, 0, 0, "subexpr")
	if err != nil {
		return nil, err
	}
	m, _, err := startRegexp("regexp_instr()", a[0].(string), a[1].(string), textArg(a, 5))
	if err != nil {
		return nil, err
	}
	if m.re.groups == 0 && group == 1 { // the whole is the only one
		group = 0
	}
	at := m.nth(start, n)
	if at == nil || group > int64(m.re.groups) || at[2*group] < 0 {
		return int64(0), nil
	}
	if len(a) > 4 && a[4].(int64) == 1 {
		return int64(at[2*group+1]) + 1, nil
	}
	return int64(at[2*group]) + 1, nil
}

func regexpSubstr(_ *Call, a []any) (any, error) {
	start, err := intArg(a, 2, 1, 1, "start")
	if err != nil {
		return nil, err
	}
	n, err := intArg(a, 3, 1, 1, "n")
	if err != nil {
		return nil, err
	}
	group, err := intArg(a, 5, 0, 0, "subexpr")
	if err != nil {
		return nil, err
	}
	m, _, err := startRegexp("regexp_substr()", a[0].(string), a[1].(string), textArg(a, 4))
	if err != nil {
		return nil, err
	}
	if m.re.groups == 0 && group == 1 {
		group = 0
	}
	if at := m.nth(start, n); at != nil && group <= int64(m.re.groups) {
		return m.slice(at, int(group)), nil
	}
	return nil, nil
}

func regexpLike(_ *Call, a []any) (any, error) {
	m, _, err := startRegexp("regexp_like()", a[0].(string), a[1].(string), textArg(a, 2))
	if err != nil {
		return nil, err
	}
	return m.find(0, false) != nil, nil
}

func replaceExtended(_ *Call, a []any) (any, error) {
	start, err := intArg(a, 3, 1, 1, "start")
	if err != nil {
		return nil, err
	}
	n, err := intArg(a, 4, 1, 0, "n")
	if err != nil {
		return nil, err
	}
	flags := textArg(a, 5)
	_, global, err := regexpFlags(flags)
	if err != nil {
		return nil, err
	}
	if global && len(a) <= 4 {
		n = 0
	}
	return replaceRegexp(a, start, n, flags)
}

// replaceRegexp replaces match n from start on, or all if n is 0. In the replacement \& is the match, \1 to \9 its groups.
func replaceRegexp(a []any, start, n int64, flags string) (any, error) {
	m, _, err := startRegexp("", a[0].(string), a[1].(string), flags)
	if err != nil {
		return nil, err
	}
	with := a[2].(string)
	var b strings.Builder
	last, count := 0, int64(0)
	m.all(int(start-1), strings.Contains(with, `\`), func(at []int) bool {
		if count++; n != 0 && count < n {
			return true
		}
		b.WriteString(m.source[m.bytes[last]:m.bytes[at[0]]])
		m.expand(&b, with, at)
		last = at[1]
		return n == 0 && b.Len() < maxText
	})
	b.WriteString(m.source[m.bytes[last]:])
	return b.String(), nil
}

func (m *matcher) expand(b *strings.Builder, with string, at []int) {
	for i := 0; i < len(with); i++ {
		if with[i] != '\\' || i+1 == len(with) {
			b.WriteByte(with[i])
			continue
		}
		i++
		switch c := with[i]; {
		case c == '&':
			b.WriteString(m.slice(at, 0).(string))
		case c >= '1' && c <= '9':
			if s, ok := m.slice(at, int(c-'0')).(string); ok {
				b.WriteString(s)
			}
		case c == '\\':
			b.WriteByte('\\')
		default:
			b.WriteByte('\\')
			b.WriteByte(c)
		}
	}
}
