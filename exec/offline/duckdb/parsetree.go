package duckdb

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// decodeTree decodes a parse tree as json_serialize_sql writes it: JSON but for the numbers that JSON does not have, which the
// engine writes as bare words. They become null: no check looks at a constant's value.
func decodeTree(text string, into any) error {
	dec := json.NewDecoder(bytes.NewReader(withoutWords([]byte(text))))
	dec.UseNumber() // a place that is not known is 2^64-1
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("duckdb: parse tree: %w", err)
	}
	return nil
}

// withoutWords replaces Infinity, -Infinity and NaN outside of strings.
func withoutWords(text []byte) []byte {
	words := [][]byte{[]byte("-Infinity"), []byte("Infinity"), []byte("NaN"), []byte("-nan"), []byte("nan"), []byte("-inf"), []byte("inf")}
	var out []byte
	from, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case !quoted && (c == 'I' || c == 'N' || c == 'i' || c == '-' || c == 'n'):
			for _, w := range words {
				if bytes.HasPrefix(text[i:], w) {
					out = append(append(out, text[from:i]...), "null"...)
					i += len(w) - 1
					from = i + 1
					break
				}
			}
		}
	}
	if from == 0 {
		return text
	}
	return append(out, text[from:]...)
}
