package syscat

import (
	"strings"

	"asof/catalog/sqlerr"
)

// This file orders texts, names and bpchars, and joins them. Text compares by bytes; a bpchar without the spaces it ends with.

// SQLSTATEs that only builtins raise.
const (
	codeSubstring      = "22011"
	codeEscapeChar     = "22019"
	codeEscapeSequence = "22025"
	codeNullValue      = "22004"
	codeArray          = "2202E"
	codeRegexp         = "2201B"
)

func compareText(a, b string) int { return strings.Compare(a, b) }

func trimmed(s string) string { return strings.TrimRight(s, " ") }

func compareBpchar(a, b string) int { return strings.Compare(trimmed(a), trimmed(b)) }

func init() {
	comparisons("name", "", compareText)
	comparisons("name", "text", compareText)
	comparisons("text", "name", compareText)
	comparisons("bpchar", "", compareBpchar)
	for _, op := range [...]struct{ text, own string }{{"eq", ""}, {"ne", ""}, {"lt", "_"}, {"le", "_"}, {"gt", "_"}, {"ge", "_"}} {
		// nametexteq and its like are called nameeqtext; textlt is text_lt.
		own := scalars["name"+op.text]
		register(map[string]Func{"text" + op.own + op.text: own})
		if op.own != "" {
			register(map[string]Func{"text_pattern_" + op.text: own, "bpchar_pattern_" + op.text: scalars["bpchar"+op.text]})
		}
	}
	extremes("text_larger", "text_smaller", compareText)
	register(map[string]Func{ // of two equal ones, the first
		"bpchar_larger": fn2(func(a, b string) string {
			if compareBpchar(a, b) >= 0 {
				return a
			}
			return b
		}),
		"bpchar_smaller": fn2(func(a, b string) string {
			if compareBpchar(a, b) <= 0 {
				return a
			}
			return b
		}),
	})
	register(map[string]Func{
		"bttextcmp": order(compareText), "btnamecmp": order(compareText), "btnametextcmp": order(compareText),
		"bttextnamecmp": order(compareText), "bttext_pattern_cmp": order(compareText),
		"bpcharcmp": order(compareBpchar), "btbpchar_pattern_cmp": order(compareBpchar),
		"textcat":       fn2(func(a, b string) string { return a + b }),
		"nameconcatoid": fn2(nameConcatOID),
	})
	registerLogic()
	registerTextCasts()
}

// registerLogic has the type bool.
func registerLogic() {
	compare := func(a, b bool) int { return int(boolInt(a) - boolInt(b)) }
	comparisons("bool", "", compare)
	register(map[string]Func{
		"btboolcmp":         order(compare),
		"booland_statefunc": fn2(func(a, b bool) bool { return a && b }),
		"boolor_statefunc":  fn2(func(a, b bool) bool { return a || b }),
		"booltext": fn1(func(b bool) string {
			if b {
				return "true"
			}
			return "false"
		}),
	})
}

// registerTextCasts has the casts among text's kin.
func registerTextCasts() {
	cut := fn1(truncateName)
	register(map[string]Func{
		"name_text": identity, "name_bpchar": identity, "text_name": cut,
		"bpchar_name": fn1(func(s string) string { return truncateName(trimmed(s)) }),
		"text_char":   fn1(charIn),
		"char_text":   fn1(charText), "char_bpchar": fn1(charText),
		"varchar": fn3e(varchar),
		"bpchar":  fn3e(bpchar),
	})
}

// truncateName cuts a text to the 63 bytes of a name, between characters.
func truncateName(s string) string {
	if len(s) < 64 {
		return s
	}
	n := 63
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}

// nameConcatOID makes a name of a name and a number that is kept whole.
func nameConcatOID(name string, oid int64) string {
	suffix := "_" + decimalInt(oid)
	n := min(len(name), 63-len(suffix))
	for n > 0 && n < len(name) && name[n]&0xC0 == 0x80 {
		n--
	}
	return name[:n] + suffix
}

// fitText cuts s to n characters; only an explicit cast may cut more than spaces.
func fitText(s string, n int64, explicit bool, typ string) (string, error) {
	at := byteOffset(s, n)
	if at == len(s) {
		return s, nil
	}
	if !explicit && trimmed(s[at:]) != "" {
		return "", sqlerr.New("22001", "value too long for type %s(%d)", typ, n)
	}
	return s[:at], nil
}

func varchar(s string, mod int64, explicit bool) (string, error) {
	if mod < 4 {
		return s, nil
	}
	return fitText(s, mod-4, explicit, "character varying")
}

// bpchar also fills up with spaces.
func bpchar(s string, mod int64, explicit bool) (string, error) {
	if mod < 4 {
		return s, nil
	}
	if mod-4 > maxText/4 {
		return "", tooLong()
	}
	s, err := fitText(s, mod-4, explicit, "character")
	if missing := int(mod-4) - runeCount(s); missing > 0 {
		s += strings.Repeat(" ", missing)
	}
	return s, err
}
