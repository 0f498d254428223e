package syscat

import (
	"bytes"
	"crypto/md5"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"math/bits"
	"strings"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// This file has bytea: its parts, digests and text encodings.

func init() {
	register(map[string]Func{
		"byteacat":      fn2(func(a, b []byte) []byte { return append(bytes.Clone(a), b...) }),
		"byteaoctetlen": fn1(func(b []byte) int64 { return int64(len(b)) }),
		"bytea_substr":  fn3e(substringBytes),
		"bytea_substr_no_len": fn2(func(b []byte, from int64) []byte {
			return b[min(max(from-1, 0), int64(len(b))):]
		}),
		"byteaoverlay": fn4e(overlayBytes),
		"byteaoverlay_no_len": fn3e(func(b, with []byte, from int64) ([]byte, error) {
			return overlayBytes(b, with, from, int64(len(with)))
		}),
		"byteapos":   fn2(func(b, part []byte) int64 { return int64(bytes.Index(b, part)) + 1 }),
		"byteatrim":  fn2(func(b, set []byte) []byte { return trimBytes(b, set, true, true) }),
		"bytealtrim": fn2(func(b, set []byte) []byte { return trimBytes(b, set, true, false) }),
		"byteartrim": fn2(func(b, set []byte) []byte { return trimBytes(b, set, false, true) }),
		"bytea_bit_count": fn1(func(b []byte) int64 {
			n := 0
			for _, c := range b {
				n += bits.OnesCount8(c)
			}
			return int64(n)
		}),
		"byteaGetByte": fn2e(func(b []byte, i int64) (int64, error) {
			if i < 0 || i >= int64(len(b)) {
				return 0, badIndex(i, len(b))
			}
			return int64(b[i]), nil
		}),
		"byteaSetByte": fn3e(func(b []byte, i, v int64) ([]byte, error) {
			if i < 0 || i >= int64(len(b)) {
				return nil, badIndex(i, len(b))
			}
			out := bytes.Clone(b)
			out[i] = byte(v)
			return out, nil
		}),
		"byteaGetBit": fn2e(func(b []byte, i int64) (int64, error) {
			if i < 0 || i >= 8*int64(len(b)) {
				return 0, badIndex(i, 8*len(b))
			}
			return int64(b[i/8] >> (i % 8) & 1), nil
		}),
		"byteaSetBit":     fn3e(setBit),
		"md5_text":        fn1(func(s string) string { return hexMD5([]byte(s)) }),
		"md5_bytea":       fn1(hexMD5),
		"sha224_bytea":    fn1(func(b []byte) []byte { s := sha256.Sum224(b); return s[:] }),
		"sha256_bytea":    fn1(func(b []byte) []byte { s := sha256.Sum256(b); return s[:] }),
		"sha384_bytea":    fn1(func(b []byte) []byte { s := sha512.Sum384(b); return s[:] }),
		"sha512_bytea":    fn1(func(b []byte) []byte { s := sha512.Sum512(b); return s[:] }),
		"binary_encode":   fn2e(encode),
		"binary_decode":   fn2e(decode),
		"textsend":        fn1(func(s string) []byte { return []byte(s) }),
		"pg_convert_to":   fn2e(convertTo),
		"pg_convert_from": fn2e(convertFrom),
		"pg_convert": fn3e(func(b []byte, from, to string) ([]byte, error) {
			s, err := convertFrom(b, from)
			if err != nil {
				return nil, err
			}
			return convertTo(s, to)
		}),
		"length_in_encoding": fn2e(func(b []byte, from string) (int64, error) {
			s, err := convertFrom(b, from)
			return int64(runeCount(s)), err
		}),
	})
}

func badIndex(i int64, n int) error {
	return sqlerr.New(codeArray, "index %d out of valid range, 0..%d", i, n-1)
}

func substringBytes(b []byte, from, n int64) ([]byte, error) {
	if n < 0 {
		return nil, negativeLen()
	}
	begin := min(max(from-1, 0), int64(len(b)))
	end := min(max(from-1+n, begin), int64(len(b)))
	return b[begin:end], nil
}

func overlayBytes(b, with []byte, from, n int64) ([]byte, error) {
	if from <= 0 {
		return nil, negativeLen()
	}
	if from+n > 1<<31-1 {
		return nil, outOfRange("integer")
	}
	at := func(i int64) int64 { return min(max(i, 0), int64(len(b))) }
	return append(append(bytes.Clone(b[:at(from-1)]), with...), b[at(from+n-1):]...), nil
}

func trimBytes(b, set []byte, left, right bool) []byte {
	for left && len(b) > 0 && bytes.IndexByte(set, b[0]) >= 0 {
		b = b[1:]
	}
	for right && len(b) > 0 && bytes.IndexByte(set, b[len(b)-1]) >= 0 {
		b = b[:len(b)-1]
	}
	return b
}

func setBit(b []byte, i, v int64) ([]byte, error) {
	if i < 0 || i >= 8*int64(len(b)) {
		return nil, badIndex(i, 8*len(b))
	}
	if v != 0 && v != 1 {
		return nil, invalidParameter("new bit must be 0 or 1")
	}
	out := bytes.Clone(b)
	out[i/8] = out[i/8]&^(1<<(i%8)) | byte(v)<<(i%8)
	return out, nil
}

func hexMD5(b []byte) string {
	s := md5.Sum(b)
	return hex.EncodeToString(s[:])
}

func unknownEncoding(name string) error {
	return invalidParameter("unrecognized encoding: \"%s\"", name)
}

// base64Line is how long the lines of base64 are.
const base64Line = 76

func encode(b []byte, name string) (string, error) {
	switch strings.ToLower(name) {
	case "hex":
		return hex.EncodeToString(b), nil
	case "base64":
		s := base64.StdEncoding.EncodeToString(b)
		var out strings.Builder
		for len(s) > base64Line {
			out.WriteString(s[:base64Line] + "\n")
			s = s[base64Line:]
		}
		return out.String() + s, nil
	case "escape":
		var out strings.Builder
		for _, c := range b {
			switch {
			case c == '\\':
				out.WriteString(`\\`)
			case c == 0 || c >= 0x80:
				out.Write([]byte{'\\', '0' + c>>6, '0' + c>>3&7, '0' + c&7})
			default:
				out.WriteByte(c)
			}
		}
		return out.String(), nil
	}
	return "", unknownEncoding(name)
}

func decode(s, name string) ([]byte, error) {
	switch strings.ToLower(name) {
	case "hex":
		v, err := sqltype.ParseText(sqltype.Of(sqltype.Bytea), `\x`+s, sqltype.ISO)
		if err != nil {
			return nil, err
		}
		return v.([]byte), nil
	case "base64":
		return decodeBase64(s)
	case "escape":
		v, err := sqltype.ParseText(sqltype.Of(sqltype.Bytea), s, sqltype.ISO)
		if err != nil {
			return nil, err
		}
		return v.([]byte), nil
	}
	return nil, unknownEncoding(name)
}

// decodeBase64 leaves out white space, and checks the end as Postgres does.
func decodeBase64(s string) ([]byte, error) {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	var out []byte
	value, have, end := uint32(0), 0, 0
	for _, r := range s {
		if strings.ContainsRune(" \t\n\r", r) {
			continue
		}
		digit := strings.IndexRune(digits, r)
		switch {
		case r == '=':
			if end == 0 {
				switch have {
				case 2:
					end = 1
				case 3:
					end = 2
				default:
					return nil, invalidParameter("unexpected \"=\" while decoding base64 sequence")
				}
			}
			digit = 0
		case digit < 0 || end > 0:
			return nil, invalidParameter("invalid symbol \"%c\" found while decoding base64 sequence", r)
		}
		value = value<<6 | uint32(digit)
		if have++; have == 4 {
			out = append(out, byte(value>>16))
			if end == 0 || end > 1 {
				out = append(out, byte(value>>8))
			}
			if end == 0 {
				out = append(out, byte(value))
			}
			value, have = 0, 0
		}
	}
	if have != 0 {
		return nil, invalidParameter("invalid base64 end sequence").WithHint("Input data is missing padding, is truncated, or is otherwise corrupted.")
	}
	return out, nil
}

// encodingOf is the encoding by one of its names, "" if it is not one that is converted here.
func encodingOf(name string) string {
	switch strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(name)) {
	case "utf8", "unicode":
		return "utf8"
	case "latin1", "iso88591":
		return "latin1"
	case "sqlascii":
		return "ascii"
	}
	return ""
}

func convertTo(s, name string) ([]byte, error) {
	switch encodingOf(name) {
	case "utf8", "ascii":
		return []byte(s), nil
	case "latin1":
		out := make([]byte, 0, len(s))
		for _, r := range s {
			if r > 0xff {
				return nil, sqlerr.New("22P05", "character with byte sequence %s in encoding \"UTF8\" has no equivalent in encoding \"LATIN1\"", byteList(string(r)))
			}
			out = append(out, byte(r))
		}
		return out, nil
	}
	return nil, invalidParameter("invalid destination encoding name \"%s\"", name)
}

func byteList(s string) string {
	parts := make([]string, len(s))
	for i := range len(s) {
		parts[i] = "0x" + hex.EncodeToString([]byte{s[i]})
	}
	return strings.Join(parts, " ")
}

func checkZero(b []byte, encoding string) error {
	if bytes.IndexByte(b, 0) >= 0 {
		return sqlerr.New(sqlerr.CharacterNotInRepertoire, "invalid byte sequence for encoding \"%s\": 0x00", encoding)
	}
	return nil
}

func convertFrom(b []byte, name string) (string, error) {
	switch encodingOf(name) {
	case "utf8":
		return string(b), sqltype.CheckText(string(b))
	case "ascii":
		return string(b), checkZero(b, "SQL_ASCII")
	case "latin1":
		return latin1(b), checkZero(b, "LATIN1")
	}
	return "", invalidParameter("invalid source encoding name \"%s\"", name)
}
