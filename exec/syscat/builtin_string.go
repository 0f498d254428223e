package syscat

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"asof/catalog/sqlerr"
)

// This file has the string functions that count characters.

// maxText bounds the texts that functions make, below Postgres' own gigabyte.
const maxText = 1 << 28

func decimalInt(v int64) string { return strconv.FormatInt(v, 10) }
func runeCount(s string) int    { return utf8.RuneCountInString(s) }
func tooLong() *sqlerr.Error {
	return sqlerr.New(sqlerr.ProgramLimitExceeded, "requested length too large")
}
func negativeLen() *sqlerr.Error {
	return sqlerr.New(codeSubstring, "negative substring length not allowed")
}

// byteOffset is where character n of s begins, or the end.
func byteOffset(s string, n int64) int {
	if n <= 0 {
		return 0
	}
	for i := range s {
		if n == 0 {
			return i
		}
		n--
	}
	return len(s)
}

func init() {
	length := fn1(func(s string) int64 { return int64(runeCount(s)) })
	bytes := fn1(func(s string) int64 { return int64(len(s)) })
	register(map[string]Func{
		"textlen": length, "textoctetlen": bytes, "bpcharoctetlen": bytes,
		"bpcharlen": fn1(func(s string) int64 { return int64(runeCount(trimmed(s))) }),
		"lower":     fn1(strings.ToLower), "upper": fn1(strings.ToUpper), "initcap": fn1(initcap),
		"btrim":              fn2(func(s, set string) string { return trim(s, set, true, true) }),
		"ltrim":              fn2(func(s, set string) string { return trim(s, set, true, false) }),
		"rtrim":              fn2(func(s, set string) string { return trim(s, set, false, true) }),
		"btrim1":             fn1(func(s string) string { return strings.Trim(s, " ") }),
		"ltrim1":             fn1(func(s string) string { return strings.TrimLeft(s, " ") }),
		"rtrim1":             fn1(trimmed),
		"text_substr":        fn3e(substring),
		"text_substr_no_len": fn2(func(s string, from int64) string { return s[byteOffset(s, from-1):] }),
		"textoverlay":        fn4e(overlay),
		"textoverlay_no_len": fn3e(func(s, with string, from int64) (string, error) {
			return overlay(s, with, from, int64(runeCount(with)))
		}),
		"text_left": fn2(func(s string, n int64) string {
			if n < 0 {
				n = max(0, int64(runeCount(s))+n)
			}
			return s[:byteOffset(s, n)]
		}),
		"text_right": fn2(func(s string, n int64) string {
			if n < 0 {
				return s[byteOffset(s, -n):]
			}
			return s[byteOffset(s, int64(runeCount(s))-n):]
		}),
		"lpad": fn3e(func(s string, n int64, fill string) (string, error) {
			pad, s, err := padding(s, n, fill)
			return pad + s, err
		}),
		"rpad": fn3e(func(s string, n int64, fill string) (string, error) {
			pad, s, err := padding(s, n, fill)
			return s + pad, err
		}),
		"repeat": fn2e(func(s string, n int64) (string, error) {
			if n <= 0 || s == "" {
				return "", nil
			}
			if n > maxText/int64(len(s)) {
				return "", tooLong()
			}
			return strings.Repeat(s, int(n)), nil
		}),
		"replace_text": fn3(func(s, from, to string) string {
			if from == "" {
				return s
			}
			return strings.ReplaceAll(s, from, to)
		}),
		"translate":        fn3(translate),
		"textpos":          fn2(position),
		"split_part":       fn3e(splitPart),
		"text_reverse":     fn1(reverse),
		"text_starts_with": fn2(strings.HasPrefix),
		"ascii": fn1(func(s string) int64 {
			if s == "" {
				return 0
			}
			r, _ := utf8.DecodeRuneInString(s)
			return int64(r)
		}),
		"chr":      fn1e(chr),
		"to_hex32": fn1(func(v int64) string { return strconv.FormatUint(uint64(uint32(v)), 16) }),
		"to_hex64": fn1(func(v int64) string { return strconv.FormatUint(uint64(v), 16) }),
	})
}

func initcap(s string) string {
	inWord := false
	return strings.Map(func(r rune) rune {
		was := inWord
		inWord = unicode.IsLetter(r) || unicode.IsDigit(r)
		if was {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, s)
}

func trim(s, set string, left, right bool) string {
	in := func(r rune) bool { return strings.ContainsRune(set, r) }
	if left {
		s = strings.TrimLeftFunc(s, in)
	}
	if right {
		s = strings.TrimRightFunc(s, in)
	}
	return s
}

// substring takes characters from…from+n-1, as far as there are such.
func substring(s string, from, n int64) (string, error) {
	if n < 0 {
		return "", negativeLen()
	}
	end := max(from+n, 1)
	rest := s[byteOffset(s, from-1):]
	return rest[:byteOffset(rest, end-max(from, 1))], nil
}

func overlay(s, with string, from, n int64) (string, error) {
	if from <= 0 {
		return "", negativeLen()
	}
	if from+n > 1<<31-1 {
		return "", outOfRange("integer")
	}
	return s[:byteOffset(s, from-1)] + with + s[byteOffset(s, from+n-1):], nil
}

// padding cuts s to n characters, and returns what is missing to them.
func padding(s string, n int64, fill string) (pad, cut string, err error) {
	if n > maxText/utf8.UTFMax {
		return "", "", tooLong()
	}
	s = s[:byteOffset(s, n)]
	missing := int(n) - runeCount(s)
	if missing <= 0 || fill == "" {
		return "", s, nil
	}
	each := runeCount(fill)
	return strings.Repeat(fill, missing/each) + fill[:byteOffset(fill, int64(missing%each))], s, nil
}

func translate(s, from, to string) string {
	with := map[rune]rune{}
	replacements := []rune(to)
	for i, r := range []rune(from) {
		if _, ok := with[r]; ok {
			continue
		}
		with[r] = -1
		if i < len(replacements) {
			with[r] = replacements[i]
		}
	}
	return strings.Map(func(r rune) rune {
		if r2, ok := with[r]; ok {
			return r2
		}
		return r
	}, s)
}

func position(s, part string) int64 {
	i := strings.Index(s, part)
	if i < 0 {
		return 0
	}
	return int64(runeCount(s[:i])) + 1
}

func splitPart(s, separator string, n int64) (string, error) {
	if n == 0 {
		return "", invalidParameter("field position must not be zero")
	}
	parts := []string{s}
	if s == "" {
		return "", nil
	}
	if separator != "" {
		parts = strings.Split(s, separator)
	}
	if n < 0 {
		n += int64(len(parts)) + 1
	}
	if n < 1 || n > int64(len(parts)) {
		return "", nil
	}
	return parts[n-1], nil
}

func reverse(s string) string {
	out := make([]byte, len(s))
	at := len(s)
	for i, r := range s {
		n := utf8.RuneLen(r)
		at -= n
		copy(out[at:], s[i:i+n])
	}
	return string(out)
}

func chr(v int64) (string, error) {
	switch {
	case v < 0:
		return "", invalidParameter("character number must be positive")
	case v == 0:
		return "", sqlerr.New(sqlerr.ProgramLimitExceeded, "null character not permitted")
	case v > unicode.MaxRune:
		return "", sqlerr.New(sqlerr.ProgramLimitExceeded, "requested character too large for encoding: %d", v)
	case !utf8.ValidRune(rune(v)):
		return "", sqlerr.New(sqlerr.ProgramLimitExceeded, "requested character not valid for encoding: %d", v)
	}
	return string(rune(v)), nil
}
