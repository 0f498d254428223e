package offlinetest

import (
	"crypto/md5"
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"

	"asof/catalog"
	"asof/catalog/sqltype"
	"asof/exec/rows"
)

// event is a source row of the random tests, by column name; a missing value is NULL.
type event map[string]any

// log is events as the rules see them, for the loop that all paths are compared with: those that count for the view at some time,
// with their places in R5.
func log(v *catalog.FeatureView, events []event, where func(event) bool) []rows.Row {
	var out []rows.Row
	for _, e := range events {
		ts, ok := e["ts"].(sqltype.Micros)
		if !ok || ts == sqltype.Infinity || ts == sqltype.NegInfinity || v.Start != nil && int64(ts) < *v.Start || !where(e) {
			continue
		}
		at, after := v.AvailableAt, v.AvailableAfter
		if v.Branches != nil {
			b := v.Branches[e["branch"].(int)]
			at, after = b.AvailableAt, b.AvailableAfter
			if y, ok := e["y"].(int64); ok && y < 0 && b.Where != "" {
				continue
			}
		}
		row := rows.Row{EventTime: int64(ts), Available: int64(ts) + after}
		if at != "" {
			a, known := e[at].(sqltype.Micros)
			if !known {
				continue
			}
			row.Available = int64(a)
		}
		for _, k := range v.Keys {
			row.Key, ok = append(row.Key, e[k.Expr]), ok && e[k.Expr] != nil
		}
		if !ok {
			continue
		}
		for _, in := range v.Inputs {
			row.Inputs = append(row.Inputs, e[in.Expr])
		}
		row.Order = place(v, e, row.Available)
		out = append(out, row)
	}
	return out
}

// place is what follows e in R5, as bytes: the tie_break, NULL lowest; a; the branch of a UNION ALL; the hash.
func place(v *catalog.FeatureView, e event, a int64) []byte {
	tie := []byte{0}
	if n, ok := e[v.TieBreak].(int64); ok {
		tie = []byte{1, byte(n)}
	}
	out := binary.BigEndian.AppendUint64(tie, uint64(a)^1<<63)
	if v.Branches != nil {
		out = append(out, byte(e["branch"].(int)))
	}
	hash := hash(v, e)
	return append(out, hash[:]...)
}

func hash(v *catalog.FeatureView, e event) [16]byte {
	var b strings.Builder
	for _, c := range v.Reads {
		if e[c] == nil {
			b.WriteString("N")
			continue
		}
		text := canonicalText(e[c])
		fmt.Fprintf(&b, "%d:%s", len(text), text)
	}
	return md5.Sum([]byte(b.String()))
}

func canonicalText(v any) string {
	switch v := v.(type) {
	case bool:
		return strconv.FormatBool(v)
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		switch {
		case math.IsNaN(v):
			return "nan"
		case math.IsInf(v, 1):
			return "inf"
		case math.IsInf(v, -1):
			return "-inf"
		}
		s := strconv.FormatFloat(v, 'f', -1, 64)
		if !strings.Contains(s, ".") {
			s += ".0"
		}
		return s
	case sqltype.Decimal:
		return decimalText(v)
	}
	panic(fmt.Sprintf("no canonical text of %T", v))
}

func decimalText(d sqltype.Decimal) string {
	s := new(big.Int).Abs(d.Int).String()
	for len(s) <= int(d.Scale) {
		s = "0" + s
	}
	if d.Scale > 0 {
		s = s[:len(s)-int(d.Scale)] + "." + s[len(s)-int(d.Scale):]
	}
	if d.Int.Sign() < 0 {
		s = "-" + s
	}
	return s
}
