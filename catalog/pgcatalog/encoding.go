package pgcatalog

import (
	"strings"

	"asof/catalog"
)

// encodingAliases are the other names of encodings, without what is no letter or digit.
var encodingAliases = map[string]string{"abc": "WIN1258", "alt": "WIN866", "unicode": "UTF8", "mskanji": "SJIS", "shiftjis": "SJIS",
	"win": "WIN1251", "windows949": "UHC", "windows932": "SJIS", "windows936": "GBK", "windows950": "BIG5", "koi8": "KOI8R",
	"iso88591": "LATIN1", "iso88592": "LATIN2", "iso88593": "LATIN3", "iso88594": "LATIN4", "iso88599": "LATIN5", "iso885910": "LATIN6",
	"iso885913": "LATIN7", "iso885914": "LATIN8", "iso885915": "LATIN9", "iso885916": "LATIN10", "tcvn": "WIN1258", "tcvn5712": "WIN1258",
	"vscii": "WIN1258", "windows1250": "WIN1250", "windows1251": "WIN1251", "windows1252": "WIN1252", "windows1253": "WIN1253",
	"windows1254": "WIN1254", "windows1255": "WIN1255", "windows1256": "WIN1256", "windows1257": "WIN1257", "windows1258": "WIN1258",
	"windows866": "WIN866", "windows874": "WIN874"}

// encodingBytes are the most bytes that a character has in an encoding of several.
var encodingBytes = map[string]int64{"EUC_JP": 3, "EUC_CN": 3, "EUC_KR": 3, "EUC_TW": 4, "EUC_JIS_2004": 3, "UTF8": 4, "MULE_INTERNAL": 4,
	"SJIS": 2, "BIG5": 2, "GBK": 2, "UHC": 2, "GB18030": 4, "JOHAB": 3, "SHIFT_JIS_2004": 2}

func init() {
	name := func(n any) string {
		for _, f := range static().sets["encodings"]() {
			if number(f[0]) == n {
				return f[1]
			}
		}
		return ""
	}
	register(map[string]Function{
		"PG_encoding_to_char": func(_ *catalog.Snapshot, _ Env, args []any) (any, error) { return name(args[0]), nil },
		"PG_char_to_encoding": func(_ *catalog.Snapshot, _ Env, args []any) (any, error) {
			return encodingNumber(args[0].(string)), nil
		},
		"getdatabaseencoding": func(*catalog.Snapshot, Env, []any) (any, error) { return "UTF8", nil },
		"pg_encoding_max_length_sql": func(_ *catalog.Snapshot, _ Env, args []any) (any, error) {
			switch n := name(args[0]); {
			case n == "":
				return nil, nil
			case encodingBytes[n] > 0:
				return encodingBytes[n], nil
			}
			return int64(1), nil
		},
	})
}

// encodingNumber is the number of an encoding that may be written in many ways, -1 of none.
func encodingNumber(text string) int64 {
	bare := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, strings.ToLower(s))
	}
	word := bare(text)
	if alias, ok := encodingAliases[word]; ok {
		word = bare(alias)
	}
	for _, f := range static().sets["encodings"]() {
		if bare(f[1]) == word {
			return number(f[0])
		}
	}
	return -1
}
