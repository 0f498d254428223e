package sqltype

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"asof/catalog/sqlerr"
)

// SQLSTATEs that only input functions raise.
const (
	codeIntervalOverflow = "22015"
	codeZoneDisplacement = "22009"
)

// AppendText appends v, a value of type t and not nil, as Postgres' output function prints it under f. A value of another
// Go type than the table of values gives is a bug of the caller, and panics.
func AppendText(dst []byte, t Type, v any, f *Format) []byte {
	if t.Array {
		if r, ok := v.(Rendered); ok {
			return append(dst, r.Text...)
		}
		return appendArray(dst, t.Elem(), v.([]any), f)
	}
	switch t.ID {
	case Bool:
		if v.(bool) {
			return append(dst, 't')
		}
		return append(dst, 'f')
	case Int2, Int4, Int8, OID:
		return strconv.AppendInt(dst, v.(int64), 10)
	case Float4:
		return appendFloat(dst, float64(v.(float32)), 32, f.ExtraFloatDigits)
	case Float8:
		return appendFloat(dst, v.(float64), 64, f.ExtraFloatDigits)
	case Numeric:
		return appendDecimal(dst, v.(Decimal))
	case Bytea:
		return appendBytea(dst, v.([]byte), f.ByteaEscape)
	case Date:
		return appendDate(dst, v.(Days), f)
	case Time:
		return appendTimeOfDay(dst, int64(v.(TimeOfDay)))
	case TimeTZ:
		tz := v.(TimeOfDayTZ)
		return appendZone(appendTimeOfDay(dst, int64(tz.Time)), tz.East)
	case Timestamp:
		return appendTimestamp(dst, v.(Micros), f, false)
	case TimestampTZ:
		return appendTimestamp(dst, v.(Micros), f, true)
	case Interval:
		return appendInterval(dst, v.(Span), f.IntervalStyle)
	case UUID:
		return appendUUID(dst, v.([16]byte))
	case Void:
		return dst
	case Other:
		return append(dst, v.(Rendered).Text...)
	}
	return append(dst, v.(string)...)
}

// ParseText reads s as Postgres' input function of type t does under f. Errors: 22P02, 22007, 22008, 22003, 22009, 22015,
// 22021 and 22023, with Postgres' texts.
func ParseText(t Type, s string, f *Format) (any, error) {
	if err := CheckText(s); err != nil {
		return nil, err
	}
	if t.Array {
		return parseArray(t.Elem(), s, f)
	}
	switch t.ID {
	case Bool:
		return parseBool(s)
	case Int2:
		return parseInt(s, 16, "smallint")
	case Int4:
		return parseInt(s, 32, "integer")
	case Int8:
		return parseInt(s, 64, "bigint")
	case OID:
		return parseOID(s)
	case Float4:
		v, err := parseFloat(s, 32, "real")
		return float32(v), err
	case Float8:
		return parseFloat(s, 64, "double precision")
	case Numeric:
		return parseDecimal(s, t)
	case Bytea:
		return parseBytea(s)
	case Date:
		return parseDate(s, f)
	case Time:
		return parseTime(s, f)
	case TimeTZ:
		return parseTimeTZ(s, f)
	case Timestamp:
		return parseTimestamp(s, f, false)
	case TimestampTZ:
		return parseTimestamp(s, f, true)
	case Interval:
		return parseInterval(s, f)
	case UUID:
		return parseUUID(s)
	case JSON:
		return parseJSON(s)
	case Name:
		return truncateName(s), nil
	case Char:
		switch {
		case s == "":
			return s, nil
		case s[0] >= utf8.RuneSelf: // one byte of a longer character would be no text
			return nil, badSyntax(`"char"`, s)
		}
		return s[:1], nil
	}
	return s, nil
}

// CheckText refuses what no text value may hold: bytes that are not UTF-8, and zero bytes (22021).
func CheckText(s string) error {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return nil
	}
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == 0 || r == utf8.RuneError && n == 1 {
			// Postgres names the bytes that the first one announces, as far as there are any.
			bad := s[i:min(len(s), i+announced(s[i]))]
			hexes := make([]string, len(bad))
			for j := range hexes {
				hexes[j] = fmt.Sprintf("0x%02x", bad[j])
			}
			return sqlerr.New(sqlerr.CharacterNotInRepertoire, "invalid byte sequence for encoding \"UTF8\": %s", strings.Join(hexes, " "))
		}
		i += n
	}
	return nil
}

func announced(b byte) int {
	switch {
	case b&0xe0 == 0xc0:
		return 2
	case b&0xf0 == 0xe0:
		return 3
	case b&0xf8 == 0xf0:
		return 4
	}
	return 1
}

// badSyntax is the error of an input function that cannot read s.
func badSyntax(typ, s string) *sqlerr.Error {
	return sqlerr.New(sqlerr.InvalidTextRepresentation, "invalid input syntax for type %s: \"%s\"", typ, s)
}

// spaces are what C's isspace takes in the C locale; strings.TrimSpace would take more.
const spaces = " \t\n\v\f\r"

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }
func isDigit(c byte) bool { return c >= '0' && c <= '9' }
func isAlpha(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func parseBool(s string) (any, error) {
	w := strings.ToLower(strings.Trim(s, spaces))
	switch {
	case w == "":
	case w == "1", w == "on", strings.HasPrefix("true", w), strings.HasPrefix("yes", w):
		return true, nil
	case w == "0", w == "of", w == "off", strings.HasPrefix("false", w), strings.HasPrefix("no", w):
		return false, nil
	}
	return nil, badSyntax("boolean", s)
}

func parseInt(s string, bits int, typ string) (any, error) {
	w := strings.Trim(s, spaces)
	digits := strings.TrimLeft(w, "+-")
	if len(w)-len(digits) > 1 {
		return nil, badSyntax(typ, s)
	}
	n := 0
	for n < len(digits) && isDigit(digits[n]) {
		n++
	}
	if n == 0 {
		return nil, badSyntax(typ, s)
	}
	// Like Postgres, a number too large is told before a letter behind it.
	v, err := strconv.ParseInt(w[:len(w)-len(digits)+n], 10, bits)
	switch {
	case err != nil:
		return nil, sqlerr.New(sqlerr.NumericValueOutOfRange, "value \"%s\" is out of range for type %s", s, typ)
	case n < len(digits):
		return nil, badSyntax(typ, s)
	}
	return v, nil
}

func parseOID(s string) (any, error) {
	w := strings.Trim(s, spaces)
	v, err := strconv.ParseInt(w, 10, 64)
	switch {
	case err != nil && err.(*strconv.NumError).Err == strconv.ErrSyntax:
		return nil, badSyntax("oid", s)
	case err != nil || v > math.MaxUint32 || v < math.MinInt32:
		return nil, sqlerr.New(sqlerr.NumericValueOutOfRange, "value \"%s\" is out of range for type oid", s)
	}
	return int64(uint32(v)), nil
}

func appendBytea(dst, b []byte, escape bool) []byte {
	if !escape {
		return hex.AppendEncode(append(dst, '\\', 'x'), b)
	}
	for _, c := range b {
		switch {
		case c == '\\':
			dst = append(dst, '\\', '\\')
		case c < 0x20 || c > 0x7e:
			dst = append(dst, '\\', '0'+c>>6, '0'+c>>3&7, '0'+c&7)
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

func parseBytea(s string) (any, error) {
	if rest, ok := strings.CutPrefix(s, `\x`); ok {
		return parseHex(rest)
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] != '\\':
			out = append(out, s[i])
		case i+1 < len(s) && s[i+1] == '\\':
			out = append(out, '\\')
			i++
		case i+3 < len(s) && s[i+1] >= '0' && s[i+1] <= '3' && s[i+2]&^7 == '0' && s[i+3]&^7 == '0':
			out = append(out, (s[i+1]-'0')<<6|(s[i+2]-'0')<<3|(s[i+3]-'0'))
			i += 3
		default:
			return nil, sqlerr.New(sqlerr.InvalidTextRepresentation, "invalid input syntax for type bytea")
		}
	}
	return out, nil
}

func parseHex(s string) (any, error) {
	out := make([]byte, 0, len(s)/2)
	for i := 0; i < len(s); {
		if isSpace(s[i]) {
			i++
			continue
		}
		hi, err := hexDigit(s[i:])
		if err != nil {
			return nil, err
		}
		if i++; i == len(s) {
			return nil, sqlerr.New(sqlerr.InvalidParameterValue, "invalid hexadecimal data: odd number of digits")
		}
		lo, err := hexDigit(s[i:])
		if err != nil {
			return nil, err
		}
		i++
		out = append(out, hi<<4|lo)
	}
	return out, nil
}

func hexDigit(s string) (byte, error) {
	switch c := s[0]; {
	case isDigit(c):
		return c - '0', nil
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10, nil
	}
	_, n := utf8.DecodeRuneInString(s)
	return 0, sqlerr.New(sqlerr.InvalidParameterValue, "invalid hexadecimal digit: \"%s\"", s[:n])
}

func appendUUID(dst []byte, u [16]byte) []byte {
	for i, part := range [...][]byte{u[:4], u[4:6], u[6:8], u[8:10], u[10:]} {
		if i > 0 {
			dst = append(dst, '-')
		}
		dst = hex.AppendEncode(dst, part)
	}
	return dst
}

// parseUUID takes 32 hexadecimal digits, in braces or not, with a hyphen or not after every four of them.
func parseUUID(s string) (any, error) {
	var u [16]byte
	w := s
	if strings.HasPrefix(w, "{") {
		if !strings.HasSuffix(w, "}") {
			return nil, badSyntax("uuid", s)
		}
		w = w[1 : len(w)-1]
	}
	for i := range u {
		if len(w) < 2 {
			return nil, badSyntax("uuid", s)
		}
		if _, err := hex.Decode(u[i:i+1], []byte(w[:2])); err != nil {
			return nil, badSyntax("uuid", s)
		}
		w = w[2:]
		if i%2 == 1 && i < 15 && strings.HasPrefix(w, "-") {
			w = w[1:]
		}
	}
	if w != "" {
		return nil, badSyntax("uuid", s)
	}
	return u, nil
}

func parseJSON(s string) (any, error) {
	var raw json.RawMessage
	err := json.Unmarshal([]byte(s), &raw)
	if err == nil {
		return s, nil
	}
	e := sqlerr.New(sqlerr.InvalidTextRepresentation, "invalid input syntax for type json")
	if syn, ok := err.(*json.SyntaxError); ok && int(syn.Offset) >= len(s) && !strings.HasPrefix(syn.Error(), "invalid") {
		e.WithDetail("The input string ended unexpectedly.")
	}
	return nil, e
}

// truncateName cuts s to the 63 bytes of a Postgres name, between characters.
func truncateName(s string) string {
	if len(s) < 64 {
		return s
	}
	n := 63
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
