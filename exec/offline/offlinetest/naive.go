package offlinetest

import (
	"bytes"
	"cmp"
	"crypto/md5"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"asof/catalog"
	"asof/catalog/sqltype"
)

// event is a source row of the random tests, by column name; a missing value is NULL.
type event map[string]any

// naive is what the rules say, by loops over the rows in memory: it shares no code and no idea with the engines it judges.
type naive struct {
	view   *catalog.FeatureView
	events []event
	where  func(event) bool
}

// asked is a question: a key and a time.
type asked struct {
	key    []any
	t      int64
	strict bool
	ttl    int64  // of WITHIN, or -1
	known  *int64 // of KNOWN AS OF
}

// answer is the features of the view for q, nil if the key has no row.
func (n *naive) answer(q asked) []any {
	var rows []event
	for _, e := range n.events {
		ts, ok := e["ts"].(sqltype.Micros)
		if !ok || ts == sqltype.Infinity || ts == sqltype.NegInfinity {
			continue
		}
		if int64(ts) > q.t || q.strict && int64(ts) == q.t || !n.known(e, q) || !n.where(e) {
			continue
		}
		if n.view.Start != nil && int64(ts) < *n.view.Start {
			continue
		}
		same := true
		for i, k := range n.view.Keys {
			same = same && e[k.Expr] != nil && e[k.Expr] == q.key[i]
		}
		if same {
			rows = append(rows, e)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	slices.SortStableFunc(rows, n.compare)
	newest := rows[len(rows)-1]
	ttl := n.view.TTL
	if q.ttl >= 0 {
		ttl = q.ttl
	}
	if (ttl > 0 || q.ttl >= 0) && q.t-int64(newest["ts"].(sqltype.Micros)) > ttl {
		return nil
	}
	var out []any
	for _, f := range n.view.Features {
		p, _ := f.Simple()
		if p.Kind == catalog.PartInput {
			out = append(out, newest[n.view.Inputs[p.Index].Expr])
		} else {
			out = append(out, n.aggregate(&n.view.Aggs[p.Index], rows, q.t))
		}
	}
	return out
}

// known says whether e was known for q (R2, R3, R32).
func (n *naive) known(e event, q asked) bool {
	by := q.t
	if q.known != nil {
		by = *q.known
	}
	a, ok := n.available(e)
	return ok && a <= by
}

// available is a; false if e has none.
func (n *naive) available(e event) (int64, bool) {
	if n.view.AvailableAt == "" {
		return int64(e["ts"].(sqltype.Micros)) + n.view.AvailableAfter, true
	}
	a, ok := e[n.view.AvailableAt].(sqltype.Micros)
	return int64(a), ok
}

// compare is R5.
func (n *naive) compare(a, b event) int {
	if c := cmp.Compare(a["ts"].(sqltype.Micros), b["ts"].(sqltype.Micros)); c != 0 {
		return c
	}
	if n.view.TieBreak != "" {
		x, y := a[n.view.TieBreak], b[n.view.TieBreak]
		switch {
		case x == nil && y != nil:
			return -1
		case x != nil && y == nil:
			return 1
		case x != nil:
			if c := compareValues(x, y); c != 0 {
				return c
			}
		}
	}
	known, other := first(n.available(a)), first(n.available(b))
	if c := cmp.Compare(known, other); c != 0 {
		return c
	}
	x, y := n.hash(a), n.hash(b)
	return bytes.Compare(x[:], y[:])
}

func first(v int64, _ bool) int64 { return v }

func (n *naive) hash(e event) [16]byte {
	var b strings.Builder
	for _, c := range n.view.Reads {
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

func compareValues(a, b any) int {
	switch a := a.(type) {
	case int64:
		return cmp.Compare(a, b.(int64))
	case string:
		return cmp.Compare(a, b.(string))
	case float64:
		b := b.(float64)
		if math.IsNaN(a) || math.IsNaN(b) { // the greatest
			return cmp.Compare(boolInt(math.IsNaN(a)), boolInt(math.IsNaN(b)))
		}
		return cmp.Compare(a, b)
	case sqltype.Decimal:
		return a.Int.Cmp(b.(sqltype.Decimal).Int)
	}
	panic(fmt.Sprintf("no order of %T", a))
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// aggregate is a over the frame at t; rows are those that count, in the order of R5.
func (n *naive) aggregate(a *catalog.Aggregate, rows []event, t int64) any {
	var frame []event
	for i, r := range rows {
		switch a.Frame.Mode {
		case catalog.Range:
			if !inRange(a.Frame, int64(r["ts"].(sqltype.Micros)), t) {
				continue
			}
		case catalog.RowsFrame:
			if int64(len(rows)-i) > a.Frame.Preceding+1 {
				continue
			}
		}
		if a.Filter < 0 || r[n.view.Inputs[a.Filter].Expr] == true {
			frame = append(frame, r)
		}
	}
	if a.Arg < 0 {
		return int64(len(frame))
	}
	all := make([]any, len(frame))
	var vals []any
	for i, r := range frame {
		all[i] = r[n.view.Inputs[a.Arg].Expr]
		if all[i] != nil {
			vals = append(vals, all[i])
		}
	}
	return aggregateValues(a, n.view.Inputs[a.Arg].Type, all, vals)
}

// inRange is R8.
func inRange(f catalog.Frame, e, t int64) bool {
	if f.Hop == 0 {
		return t-f.Preceding <= e && e <= t-f.Until
	}
	floor := func(x int64) int64 { return new(big.Int).Div(big.NewInt(x), big.NewInt(f.Hop)).Int64() * f.Hop } // Euclidean
	return floor(t-f.Preceding) <= e && (f.Until == 0 || e < floor(t-f.Until))
}

// aggregateValues is a over all values of a frame; vals are those that are not NULL.
func aggregateValues(a *catalog.Aggregate, t sqltype.Type, all, vals []any) any {
	switch a.Func {
	case catalog.Count:
		return int64(len(vals))
	case catalog.CountDistinct:
		var seen []any
		for _, v := range vals {
			if !slices.ContainsFunc(seen, func(s any) bool { return compareValues(s, v) == 0 }) {
				seen = append(seen, v)
			}
		}
		return int64(len(seen))
	case catalog.FirstValue, catalog.LastValue:
		from := all
		if a.IgnoreNulls {
			from = vals
		}
		if len(from) == 0 {
			return nil
		}
		if a.Func == catalog.FirstValue {
			return from[0]
		}
		return from[len(from)-1]
	}
	if len(vals) == 0 {
		return nil
	}
	switch a.Func {
	case catalog.Min:
		return slices.MinFunc(vals, compareValues)
	case catalog.Max:
		return slices.MaxFunc(vals, compareValues)
	case catalog.Sum:
		return naiveSum(t, vals)
	case catalog.Avg:
		if t.ID == sqltype.Float8 {
			return naiveSum(t, vals).(float64) / float64(len(vals))
		}
		return naiveAvg(vals)
	case catalog.StddevSamp:
		return naiveStddev(vals)
	}
	panic("no aggregate " + a.Func)
}

func naiveSum(t sqltype.Type, vals []any) any {
	if t.ID == sqltype.Float8 {
		s := 0.0
		for _, v := range vals {
			s += v.(float64)
		}
		return s
	}
	sum := new(big.Int)
	for _, v := range vals {
		switch v := v.(type) {
		case int64:
			sum.Add(sum, big.NewInt(v))
		case sqltype.Decimal:
			sum.Add(sum, v.Int)
		}
	}
	if t.ID == sqltype.Int4 {
		return sum.Int64()
	}
	scale := int32(0)
	if t.ID == sqltype.Numeric {
		scale = int32(t.Scale)
	}
	return sqltype.Decimal{Int: sum, Scale: scale}
}

// naiveAvg divides the exact sum.
func naiveAvg(vals []any) any {
	sum := new(big.Rat)
	for _, v := range vals {
		switch v := v.(type) {
		case int64:
			sum.Add(sum, new(big.Rat).SetInt64(v))
		case sqltype.Decimal:
			sum.Add(sum, new(big.Rat).SetFrac(v.Int, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(v.Scale)), nil)))
		}
	}
	f, _ := sum.Quo(sum, new(big.Rat).SetInt64(int64(len(vals)))).Float64()
	return f
}

// naiveStddev takes two passes: the mean, then the squares of the differences.
func naiveStddev(vals []any) any {
	if len(vals) < 2 {
		return nil
	}
	mean, squares := 0.0, 0.0
	for _, v := range vals {
		mean += float(v) / float64(len(vals))
	}
	for _, v := range vals {
		squares += (float(v) - mean) * (float(v) - mean)
	}
	return math.Sqrt(squares / float64(len(vals)-1))
}

func float(v any) float64 {
	switch v := v.(type) {
	case int64:
		return float64(v)
	case float64:
		return v
	case sqltype.Decimal:
		f, _ := new(big.Rat).SetFrac(v.Int, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(v.Scale)), nil)).Float64()
		return f
	}
	panic(fmt.Sprintf("no number: %T", v))
}

// equal compares a value of the engine with the loop's: doubles to 1e-9 of the scale of what went into them, all else exactly.
func equal(got, want any, scale float64) bool {
	if got == nil || want == nil {
		return got == nil && want == nil
	}
	switch w := want.(type) {
	case float64:
		g, ok := got.(float64)
		if !ok {
			return false
		}
		if math.IsNaN(w) || math.IsInf(w, 0) {
			return math.IsNaN(w) && math.IsNaN(g) || g == w
		}
		return math.Abs(g-w) <= 1e-9*max(scale, math.Abs(w))
	case sqltype.Decimal:
		g, ok := got.(sqltype.Decimal)
		return ok && g.Scale == w.Scale && g.Int.Cmp(w.Int) == 0
	}
	return got == want
}
