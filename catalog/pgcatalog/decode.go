package pgcatalog

import (
	"strconv"
	"strings"

	"asof/catalog/sqltype"
)

// OIDs of types that are named here; pg_type has the others.
const (
	boolOID, charOID, nameOID, int8OID, int2OID         = 16, 18, 19, 20, 21
	int2vectorOID, int4OID, regprocOID, textOID, oidOID = 22, 23, 24, 25, 26
	xidOID, oidvectorOID, float4OID, float8OID          = 28, 30, 700, 701
	aclitemOID, timestamptzOID, regtypeOID, regclassOID = 1033, 1184, 2206, 2205
)

// arrayElems are the array types of the tables' columns.
var arrayElems = map[uint32]uint32{1000: boolOID, 1002: charOID, 1003: nameOID, 1005: int2OID, 1007: int4OID, 1009: textOID, 1021: float4OID,
	1028: oidOID, 1034: aclitemOID, int2vectorOID: int2OID, oidvectorOID: oidOID}

// decodeRows reads rows in COPY's text format.
func decodeRows(cols []Col, body string) [][]any {
	all := lines(body)
	rows := make([][]any, len(all))
	cells := make([]any, len(all)*len(cols))
	for i, line := range all {
		row := cells[i*len(cols) : (i+1)*len(cols) : (i+1)*len(cols)]
		for k, f := range line {
			if f != null {
				row[k] = decode(cols[k].Type, f)
			}
		}
		rows[i] = row
	}
	return rows
}

func lines(body string) [][]string {
	var out [][]string
	for line := range strings.Lines(body) {
		out = append(out, fields(strings.TrimSuffix(line, "\n")))
	}
	return out
}

// fields takes a line of COPY's text format apart.
func fields(line string) []string {
	out := strings.Split(line, "\t")
	for i, f := range out {
		switch {
		case f == `\N`:
			out[i] = null
		case strings.IndexByte(f, '\\') >= 0:
			out[i] = unescape.Replace(f)
		}
	}
	return out
}

var unescape = strings.NewReplacer(`\b`, "\b", `\f`, "\f", `\n`, "\n", `\r`, "\r", `\t`, "\t", `\v`, "\v", `\\`, `\`)

// decode reads the text of a value of the types that tables of a server have rows of.
func decode(typ uint32, s string) any {
	switch typ {
	case boolOID:
		return s == "t"
	case int2OID, int4OID, int8OID, oidOID, xidOID, regprocOID, regtypeOID, regclassOID:
		return number(s)
	case float4OID, float8OID:
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			panic(err) // the file is part of the program
		}
		if typ == float4OID {
			return float32(f)
		}
		return f
	case timestamptzOID:
		v, err := sqltype.ParseText(sqltype.Of(sqltype.TimestampTZ), s, sqltype.ISO)
		if err != nil {
			panic(err)
		}
		return v
	case int2vectorOID, oidvectorOID:
		return decodeItems(arrayElems[typ], strings.Fields(s))
	}
	if elem, ok := arrayElems[typ]; ok {
		return decodeItems(elem, arrayItems(s))
	}
	if typ > lastFixedOID { // a domain of information_schema
		if t, ok := TypeByOID(typ); ok && t.BaseType != 0 {
			return decode(t.BaseType, s)
		}
	}
	return s
}

func decodeItems(elem uint32, items []string) []any {
	out := make([]any, len(items))
	for i, item := range items {
		if item != null {
			out[i] = decode(elem, item)
		}
	}
	return out
}

// arrayItems takes the text of a one-dimensional array apart.
func arrayItems(s string) []string {
	s = strings.TrimSuffix(strings.TrimPrefix(s, "{"), "}")
	var out []string
	for s != "" {
		if s[0] != '"' {
			item, rest, _ := strings.Cut(s, ",")
			if item == "NULL" {
				item = null
			}
			out, s = append(out, item), rest
			continue
		}
		var b strings.Builder
		i := 1
		for ; s[i] != '"'; i++ {
			if s[i] == '\\' {
				i++
			}
			b.WriteByte(s[i])
		}
		out, s = append(out, b.String()), strings.TrimPrefix(s[i+1:], ",")
	}
	return out
}
