package syscat

import (
	"sort"
	"strings"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// This file writes trees of JSON, and has jsonb's text form.

// write writes a tree as jsonb prints it: one space after commas and colons.
func (v *jsonValue) write(b *strings.Builder) {
	switch v.kind {
	case jsonNull:
		b.WriteString("null")
	case jsonTrue:
		b.WriteString("true")
	case jsonFalse:
		b.WriteString("false")
	case jsonNumber:
		b.WriteString(v.str)
	case jsonString:
		quoteJSON(b, v.str)
	case jsonArray, jsonObject:
		open, closing := "[", "]"
		if v.kind == jsonObject {
			open, closing = "{", "}"
		}
		b.WriteString(open)
		for i, item := range v.items {
			if i > 0 {
				b.WriteString(", ")
			}
			if v.kind == jsonObject {
				quoteJSON(b, v.keys[i])
				b.WriteString(": ")
			}
			item.write(b)
		}
		b.WriteString(closing)
	}
}

func (v *jsonValue) String() string {
	var b strings.Builder
	v.write(&b)
	return b.String()
}

// readJSONB reads a text into jsonb's form.
func readJSONB(s string) (*jsonValue, error) {
	v, err := readJSON(s)
	if err == nil {
		err = v.normal()
	}
	return v, err
}

// canonicalJSON is the text of a value of jsonb.
func canonicalJSON(s string) (string, error) {
	v, err := readJSONB(s)
	if err != nil {
		return "", err
	}
	return v.String(), nil
}

// normal turns a tree into jsonb's form: an object's keys by length, then bytes; of equal keys the last one stays.
func (v *jsonValue) normal() error {
	switch v.kind {
	case jsonString:
		if strings.IndexByte(v.str, 0) >= 0 {
			return sqlerr.New("22P05", "unsupported Unicode escape sequence").WithDetail("\\u0000 cannot be converted to text.")
		}
	case jsonNumber:
		d, err := sqltype.ParseText(sqltype.Of(sqltype.Numeric), v.str, sqltype.ISO)
		if err != nil {
			return err
		}
		v.str = decimalText(d.(decimal))
	}
	for _, item := range v.items {
		if err := item.normal(); err != nil {
			return err
		}
	}
	if v.kind == jsonObject {
		v.sortKeys()
	}
	return nil
}

func keyLess(a, b string) bool {
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return a < b
}

func (v *jsonValue) sortKeys() {
	last := map[string]*jsonValue{}
	for i, k := range v.keys {
		last[k] = v.items[i]
	}
	v.keys, v.items = v.keys[:0:0], v.items[:0:0]
	for k := range last {
		v.keys = append(v.keys, k)
	}
	sort.Slice(v.keys, func(i, j int) bool { return keyLess(v.keys[i], v.keys[j]) })
	for _, k := range v.keys {
		v.items = append(v.items, last[k])
	}
}
