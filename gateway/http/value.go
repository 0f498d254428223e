package http

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// format is how texts of SQL values are read and written here, whatever a session's settings are: UTC, ISO 8601.
var format = &sqltype.Format{Location: time.UTC, DateStyle: sqltype.ISO.DateStyle, DateOrder: sqltype.ISO.DateOrder, IntervalStyle: "iso_8601",
	ExtraFloatDigits: 1}

// decode reads a JSON value as a value of type t. what names it in errors.
func decode(body string, n *node, t sqltype.Type, what string) (any, error) {
	mismatch := func(takes string) error {
		return wrong(body, n.pos, sqlerr.DatatypeMismatch, "%s is of type %s, which is written as %s", what, t, takes)
	}
	switch {
	case n.kind == 'n':
		return nil, nil
	case t.Array:
		return decodeArray(body, n, t, what)
	}
	text := n.text
	switch t.ID {
	case sqltype.Bool:
		if n.kind != 't' && n.kind != 'f' {
			return nil, mismatch("true or false")
		}
		return n.kind == 't', nil
	case sqltype.Int2, sqltype.Int4, sqltype.Int8, sqltype.OID, sqltype.Float4, sqltype.Float8, sqltype.Numeric:
		if n.kind != '0' && n.kind != '"' {
			return nil, mismatch("a number, or as a string with one in it")
		}
	case sqltype.JSON:
		text = body[n.pos:n.end]
	case sqltype.Bytea:
		if n.kind != '"' {
			return nil, mismatch("a string in base64")
		}
		b, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return nil, wrong(body, n.pos, sqlerr.InvalidTextRepresentation, "%s is not in base64", what)
		}
		return b, nil
	default:
		if n.kind != '"' {
			return nil, mismatch("a string")
		}
	}
	if t.ID == sqltype.Numeric && farExponent(text) {
		return nil, wrong(body, n.pos, sqlerr.NumericValueOutOfRange, "%s is out of range for type %s", what, t)
	}
	v, err := sqltype.ParseText(t, text, format)
	if err != nil {
		e := *sqlerr.From(err)
		return nil, e.At(utf8.RuneCountInString(body[:n.pos]))
	}
	return v, nil
}

// farExponent says whether a number is written with an exponent beyond all numerics that there are here, which have 38 digits. A few
// characters would make a number of a hundred thousand.
func farExponent(text string) bool {
	at := strings.LastIndexAny(text, "eE")
	if at < 0 {
		return false
	}
	n, err := strconv.Atoi(strings.TrimSpace(text[at+1:]))
	return err == nil && (n > 100 || n < -100) || errors.Is(err, strconv.ErrRange)
}

func decodeArray(body string, n *node, t sqltype.Type, what string) (any, error) {
	if n.kind != '[' {
		return nil, wrong(body, n.pos, sqlerr.DatatypeMismatch, "%s is of type %s, which is written as an array", what, t)
	}
	out := make([]any, len(n.items))
	for i := range n.items {
		v, err := decode(body, &n.items[i], t.Elem(), what)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

// encoder writes values as JSON. With text, numbers that a double may not hold, bigint and numeric, are strings.
type encoder struct{ text bool }

// append appends a value of type t.
func (e encoder) append(dst []byte, t sqltype.Type, v any) []byte {
	if v == nil {
		return append(dst, "null"...)
	}
	if list, ok := v.([]any); ok {
		dst = append(dst, '[')
		for i, item := range list {
			if i > 0 {
				dst = append(dst, ',')
			}
			if _, nested := item.([]any); nested {
				dst = e.append(dst, t, item)
			} else {
				dst = e.append(dst, t.Elem(), item)
			}
		}
		return append(dst, ']')
	}
	switch t.ID {
	case sqltype.Bool:
		return strconv.AppendBool(dst, v.(bool))
	case sqltype.Int2, sqltype.Int4, sqltype.OID:
		return strconv.AppendInt(dst, v.(int64), 10)
	case sqltype.Int8:
		return e.number(dst, t, v, false)
	case sqltype.Numeric:
		return e.number(dst, t, v, v.(sqltype.Decimal).Special != sqltype.Finite)
	case sqltype.Float4:
		f := float64(v.(float32))
		return encoder{}.number(dst, t, v, math.IsNaN(f) || math.IsInf(f, 0))
	case sqltype.Float8:
		f := v.(float64)
		return encoder{}.number(dst, t, v, math.IsNaN(f) || math.IsInf(f, 0))
	case sqltype.Text, sqltype.Name, sqltype.Char:
		return appendString(dst, v.(string))
	case sqltype.JSON:
		if text := v.(string); json.Valid([]byte(text)) {
			return append(dst, text...)
		}
		return appendString(dst, v.(string))
	case sqltype.Bytea:
		dst = append(dst, '"')
		dst = base64.StdEncoding.AppendEncode(dst, v.([]byte))
		return append(dst, '"')
	case sqltype.Date:
		return appendDate(dst, v.(sqltype.Days))
	case sqltype.Timestamp:
		return appendTime(dst, v.(sqltype.Micros), "")
	case sqltype.TimestampTZ:
		return appendTime(dst, v.(sqltype.Micros), "Z")
	}
	return appendString(dst, string(sqltype.AppendText(nil, t, v, format)))
}

// number appends a number with all its digits; as a string if it is none that JSON has.
func (e encoder) number(dst []byte, t sqltype.Type, v any, quoted bool) []byte {
	if !quoted && !e.text {
		return sqltype.AppendText(dst, t, v, format)
	}
	return append(sqltype.AppendText(append(dst, '"'), t, v, format), '"')
}

const microsPerDay = 24 * 60 * 60 * 1_000_000

func appendDate(dst []byte, d sqltype.Days) []byte {
	switch d {
	case sqltype.InfinityDays:
		return append(dst, `"infinity"`...)
	case sqltype.NegInfinityDays:
		return append(dst, `"-infinity"`...)
	}
	return append(appendDay(append(dst, '"'), int64(d)), '"')
}

// appendTime appends an instant as RFC 3339 with microseconds; zone is "Z" for one, "" for a timestamp without time zone.
func appendTime(dst []byte, m sqltype.Micros, zone string) []byte {
	switch m {
	case sqltype.Infinity:
		return append(dst, `"infinity"`...)
	case sqltype.NegInfinity:
		return append(dst, `"-infinity"`...)
	}
	day, of := int64(m)/microsPerDay, int64(m)%microsPerDay
	if of < 0 {
		day, of = day-1, of+microsPerDay
	}
	dst = appendDay(append(dst, '"'), day)
	dst = time.UnixMicro(of).UTC().AppendFormat(dst, "T15:04:05.000000")
	return append(append(dst, zone...), '"')
}

// appendDay appends a day since 1970. Years that have not four digits are written as ISO 8601 extends them: with a sign, and six or more.
func appendDay(dst []byte, day int64) []byte {
	t := time.Unix(day*24*60*60, 0).UTC()
	if y := t.Year(); y < 0 || y > 9999 {
		sign := byte('+')
		if y < 0 {
			sign, y = '-', -y
		}
		digits := strconv.Itoa(y)
		dst = append(dst, sign)
		for range max(0, 6-len(digits)) {
			dst = append(dst, '0')
		}
		return t.AppendFormat(append(dst, digits...), "-01-02")
	}
	return t.AppendFormat(dst, "2006-01-02")
}

const hexDigits = "0123456789abcdef"

// appendString appends a JSON string. Text is UTF-8; only quotes, backslashes and control characters have to be escaped.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	from := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, s[from:i]...)
		from = i + 1
		if c < 0x20 {
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		} else {
			dst = append(dst, '\\', c)
		}
	}
	return append(append(dst, s[from:]...), '"')
}
