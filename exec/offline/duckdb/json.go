package duckdb

import (
	"encoding/json"
	"math"
	"math/big"
	"strconv"
	"unicode/utf8"

	bind "github.com/duckdb/duckdb-go-bindings"

	"asof/catalog/sqltype"
)

// appendJSON writes value i as JSON text: what a nested value of the engine's is to a Postgres client.
func (r *reader) appendJSON(dst []byte, i int) []byte {
	if r.null(i) {
		return append(dst, "null"...)
	}
	switch r.id {
	case bind.TypeStruct:
		dst = append(dst, '{')
		for j, name := range r.names {
			dst = comma(dst, j)
			dst = append(appendString(dst, name), ':')
			dst = r.parts[j].appendJSON(dst, i)
		}
		return append(dst, '}')
	case bind.TypeUnion:
		tag := int(r.parts[0].value(i).(int64))
		dst = append(appendString(append(dst, '{'), r.names[tag]), ':')
		return append(r.parts[1+tag].appendJSON(dst, i), '}')
	case bind.TypeMap:
		e, kv := elem[[2]uint64](r, i), r.parts[0]
		dst = append(dst, '{')
		for j := range int(e[1]) {
			dst = comma(dst, j)
			dst = append(appendString(dst, kv.parts[0].label(int(e[0])+j)), ':')
			dst = kv.parts[1].appendJSON(dst, int(e[0])+j)
		}
		return append(dst, '}')
	case bind.TypeList, bind.TypeArray:
		off, n := uint64(i)*r.fixed, r.fixed
		if r.id == bind.TypeList {
			e := elem[[2]uint64](r, i)
			off, n = e[0], e[1]
		}
		dst = append(dst, '[')
		for j := range int(n) {
			dst = comma(dst, j)
			dst = r.parts[0].appendJSON(dst, int(off)+j)
		}
		return append(dst, ']')
	}
	return r.appendScalar(dst, r.value(i))
}

// label is value i as a key of an object.
func (r *reader) label(i int) string {
	b := r.appendJSON(nil, i)
	var s string
	if json.Unmarshal(b, &s) == nil {
		return s
	}
	return string(b)
}

func comma(dst []byte, j int) []byte {
	if j > 0 {
		return append(dst, ',')
	}
	return dst
}

// appendScalar writes a value that is no container. Numbers that JSON cannot hold, and all that is neither number nor
// boolean, are strings.
func (r *reader) appendScalar(dst []byte, v any) []byte {
	switch v := v.(type) {
	case bool:
		return strconv.AppendBool(dst, v)
	case int64:
		return strconv.AppendInt(dst, v, 10)
	case float64:
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			return strconv.AppendFloat(dst, v, 'g', -1, 64)
		}
	case float32:
		if f := float64(v); !math.IsNaN(f) && !math.IsInf(f, 0) {
			return strconv.AppendFloat(dst, f, 'g', -1, 32)
		}
	case sqltype.Decimal:
		return append(dst, decimalText(v)...)
	case string:
		if r.json {
			return append(dst, v...)
		}
		return appendString(dst, v)
	}
	return appendString(dst, textOf(r.typ, v))
}

// appendString writes a JSON string.
func appendString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', byte(c))
		case c == '\n':
			dst = append(dst, `\n`...)
		case c == '\t':
			dst = append(dst, `\t`...)
		case c < 0x20:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			dst = utf8.AppendRune(dst, c)
		}
	}
	return append(dst, '"')
}

// decimalText is a finite decimal in plain digits, with all of its scale.
func decimalText(d sqltype.Decimal) string {
	s := new(big.Int).Abs(d.Int).String()
	if n := int(d.Scale); n > 0 {
		for len(s) <= n {
			s = "0" + s
		}
		s = s[:len(s)-n] + "." + s[len(s)-n:]
	} else {
		for range -n {
			s += "0"
		}
	}
	if d.Int.Sign() < 0 {
		return "-" + s
	}
	return s
}
