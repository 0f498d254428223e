package naive

import (
	"crypto/md5"
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"

	"asof/catalog"
	"asof/catalog/sqltype"
	"asof/exec/rows"
)

// Origin is the time around which generated logs play, microseconds.
const Origin = int64(984_000_000_000_000)

// span is how long a generated log is, microseconds: short, so that times meet each other and the edges of windows.
const span = 120

// inputTypes are the types that inputs are generated of.
var inputTypes = []sqltype.Type{
	sqltype.Of(sqltype.Int2), sqltype.Of(sqltype.Int4), sqltype.Of(sqltype.Int8), sqltype.DecimalOf(7, 2), sqltype.DecimalOf(20, 3),
	sqltype.Of(sqltype.Float8), sqltype.Of(sqltype.Text), sqltype.Of(sqltype.Bool), sqltype.Of(sqltype.TimestampTZ),
	sqltype.Of(sqltype.Date), sqltype.Of(sqltype.UUID), sqltype.Of(sqltype.Float4), sqltype.Of(sqltype.Bytea), sqltype.Of(sqltype.Time),
	sqltype.Of(sqltype.Interval), sqltype.DecimalOf(34, 4), sqltype.Of(sqltype.Timestamp),
}

// keyLists are the types of keys; none is a global view.
var keyLists = [][]sqltype.Type{
	{sqltype.Of(sqltype.Text)}, {sqltype.Of(sqltype.Int8)}, {sqltype.Of(sqltype.Text), sqltype.Of(sqltype.Int4)},
	{}, {sqltype.DecimalOf(12, 2)}, {sqltype.Of(sqltype.UUID), sqltype.Of(sqltype.Bool)}, {sqltype.Of(sqltype.Date), sqltype.Of(sqltype.TimestampTZ)},
}

// Generate makes a view and a log of its rows, in order of v: all aggregates and frames, FILTERs, ttl, keys of none, of one and of several
// columns, with ties, duplicates, NULLs and rows known late. Rows with equal keys, times and order bytes are equal.
func Generate(r *rand.Rand) (*catalog.FeatureView, []rows.Row) {
	v := View(r)
	return v, Log(r, v)
}

// View makes a view.
func View(r *rand.Rand) *catalog.FeatureView {
	v := &catalog.FeatureView{Meta: catalog.Meta{Name: "v"}, ID: r.Uint32(), Version: 1, Online: true, MaxRows: 10_000}
	if r.IntN(3) == 0 {
		v.TTL = 1 + r.Int64N(span/2)
	}
	if r.IntN(10) == 0 {
		v.MaxRows = 5 + r.Int64N(30)
	}
	for i, t := range keyLists[r.IntN(len(keyLists))] {
		v.Keys = append(v.Keys, catalog.Key{Column: sqltype.Column{Name: fmt.Sprintf("k%d", i), Type: t}})
	}
	for range 1 + r.IntN(5) {
		v.Inputs = append(v.Inputs, catalog.Input{Type: inputTypes[r.IntN(len(inputTypes))]})
	}
	v.Inputs = append(v.Inputs, catalog.Input{Type: sqltype.Of(sqltype.Bool)}) // one at least to filter by
	for range 1 + r.IntN(8) {
		if a := aggregate(r, v); !slices.Contains(v.Aggs, a) {
			v.Aggs = append(v.Aggs, a)
		}
	}
	for i, in := range v.Inputs {
		if r.IntN(2) == 0 {
			addFeature(v, catalog.PartInput, i, in.Type)
		}
	}
	for i, a := range v.Aggs {
		addFeature(v, catalog.PartAgg, i, a.Type)
	}
	return v
}

func addFeature(v *catalog.FeatureView, kind catalog.PartKind, i int, t sqltype.Type) {
	col := sqltype.Column{Name: fmt.Sprintf("f%d", len(v.Features)), Type: t}
	v.Columns = append(v.Columns, catalog.ViewColumn{Name: col.Name, Type: t, Key: -1, Feature: len(v.Features)})
	v.Features = append(v.Features, catalog.Feature{Column: col, Expr: []catalog.Part{{Kind: kind, Index: i}}})
}

// functions are the aggregates that take an argument of type t.
func functions(t sqltype.Type) []catalog.Func {
	fs := []catalog.Func{catalog.Count, catalog.FirstValue, catalog.LastValue, catalog.NthValue, catalog.ArrayAgg}
	if t.ID == sqltype.Interval {
		return fs // it has no order
	}
	fs = append(fs, catalog.CountDistinct, catalog.ApproxCountDistinct, catalog.Mode)
	switch t.ID {
	case sqltype.Bool:
		return append(fs, catalog.BoolAnd, catalog.BoolOr, catalog.BoolAnd, catalog.BoolOr)
	case sqltype.UUID:
		return fs
	case sqltype.Text:
		fs = append(fs, catalog.StringAgg, catalog.StringAgg, catalog.StringAgg) // it has no other type
	case sqltype.Int2, sqltype.Int4, sqltype.Int8, sqltype.Numeric, sqltype.Float4, sqltype.Float8:
		fs = append(fs, catalog.Sum, catalog.Avg, catalog.StddevSamp, catalog.StddevPop, catalog.VarSamp, catalog.VarPop, catalog.ApproxPercentile)
	}
	return append(fs, catalog.Min, catalog.Max)
}

func aggregate(r *rand.Rand, v *catalog.FeatureView) catalog.Aggregate {
	arg := r.IntN(len(v.Inputs))
	a := Call(r, v.Inputs[arg].Type)
	if a.Func != catalog.Count || r.IntN(2) == 0 {
		a.Arg = arg
	}
	if i := r.IntN(len(v.Inputs)); r.IntN(3) == 0 && v.Inputs[i].Type.ID == sqltype.Bool {
		a.Filter = i
	}
	a.Frame = frame(r)
	return a
}

// Call makes an aggregate that takes an argument of type t, without the argument, a filter and a frame.
func Call(r *rand.Rand, t sqltype.Type) catalog.Aggregate {
	fs := functions(t)
	a := catalog.Aggregate{Arg: -1, Filter: -1, Type: t}
	switch a.Func = fs[r.IntN(len(fs))]; a.Func {
	case catalog.Count, catalog.CountDistinct, catalog.ApproxCountDistinct:
		a.Type = sqltype.Of(sqltype.Int8)
	case catalog.FirstValue, catalog.LastValue:
		a.IgnoreNulls = r.IntN(3) == 0
	case catalog.NthValue:
		a.N, a.IgnoreNulls = 1+r.Int64N(4), r.IntN(3) == 0
	case catalog.ArrayAgg:
		a.N, a.Type = 1+r.Int64N(4), sqltype.ArrayOf(t)
	case catalog.StringAgg:
		a.Delimiter = []string{"", ",", "'é'"}[r.IntN(3)]
	case catalog.ApproxPercentile:
		a.Fraction, a.Type = []float64{0, 0.25, 0.5, 0.9, 0.95, 1}[r.IntN(6)], sqltype.Of(sqltype.Float8)
	case catalog.Avg, catalog.StddevSamp, catalog.StddevPop, catalog.VarSamp, catalog.VarPop:
		a.Type = sqltype.Of(sqltype.Float8)
	case catalog.Sum:
		switch t.ID {
		case sqltype.Int2, sqltype.Int4:
			a.Type = sqltype.Of(sqltype.Int8)
		case sqltype.Float4, sqltype.Float8:
			a.Type = sqltype.Of(sqltype.Float8)
		default:
			a.Type = sqltype.DecimalOf(38, t.Scale)
		}
	}
	return a
}

func frame(r *rand.Rand) catalog.Frame {
	switch r.IntN(5) {
	case 0:
		return catalog.Frame{Mode: catalog.Unbounded}
	case 1:
		return catalog.Frame{Mode: catalog.RowsFrame, Preceding: r.Int64N(7)}
	}
	f := catalog.Frame{Mode: catalog.Range, Preceding: []int64{0, 1, 2, 5, 9, 20, 47}[r.IntN(7)]}
	if r.IntN(3) == 0 {
		f.Until = r.Int64N(f.Preceding + 1)
	}
	if f.Preceding >= 4 && r.IntN(3) == 0 {
		f.Hop = 1 + r.Int64N(f.Preceding/4)
	}
	return f
}

// Log makes rows for v, in order of v = max(e, a). The last key of Keys has none.
func Log(r *rand.Rand, v *catalog.FeatureView) []rows.Row {
	keys := Keys(v)
	var log []rows.Row
	for range 20 + r.IntN(60) {
		if len(log) > 0 && r.IntN(12) == 0 {
			log = append(log, log[r.IntN(len(log))]) // a duplicate
			continue
		}
		row := rows.Row{Key: keys[r.IntN(max(1, len(keys)-1))], EventTime: Origin + r.Int64N(span)}
		if row.Available = row.EventTime; r.IntN(4) == 0 {
			row.Available += r.Int64N(40) - 10
		}
		for _, in := range v.Inputs {
			row.Inputs = append(row.Inputs, Value(r, in.Type))
		}
		row.Order = order(r, &row)
		log = append(log, row)
	}
	slices.SortStableFunc(log, func(a, b rows.Row) int {
		return int(max(a.EventTime, a.Available) - max(b.EventTime, b.Available))
	})
	return log
}

// order is a row's order bytes: a tie_break that is often equal or NULL, then the hash of the row.
func order(r *rand.Rand, row *rows.Row) []byte {
	out := []byte{0}
	if r.IntN(3) > 0 {
		out = []byte{1, byte(r.IntN(3))}
	}
	hash := md5.Sum(fmt.Append(nil, row.Key, row.EventTime, row.Available, row.Inputs))
	return append(out, hash[:]...)
}

// Keys are the keys that a log for v is about, and one, the last, that it has no rows of; of a global view the one key that it
// has. Each call makes equal values anew.
func Keys(v *catalog.FeatureView) [][]any {
	n := 4
	if len(v.Keys) == 0 {
		n = 1
	}
	keys := make([][]any, n)
	for i := range keys {
		keys[i] = []any{}
		for j, k := range v.Keys {
			x := i
			if j > 0 {
				x = i / 2
			}
			keys[i] = append(keys[i], keyValue(k.Type, x))
		}
	}
	return keys
}

func keyValue(t sqltype.Type, i int) any {
	switch t.ID {
	case sqltype.Text:
		return strings.Repeat("é\x00{", i) // the first is empty
	case sqltype.Bool:
		return i%2 == 0
	case sqltype.Numeric:
		return sqltype.Decimal{Int: big.NewInt(int64(i-1) * 50), Scale: int32(t.Scale)}
	case sqltype.UUID:
		return [16]byte{byte(i), 15: byte(i)}
	case sqltype.Date:
		return sqltype.Days(i - 1)
	case sqltype.TimestampTZ:
		return sqltype.Micros(i-1) * 1_000_000
	}
	return int64(i-1) * 300
}

// Value makes a value of type t: often NULL, often one that comes again, sometimes one at the end of its range. Doubles are
// multiples of 1/1024, so that their sums are exact in any order.
func Value(r *rand.Rand, t sqltype.Type) any {
	if r.IntN(5) == 0 {
		return nil
	}
	small, far := int64(r.IntN(9)-4), r.IntN(6) == 0
	switch t.ID {
	case sqltype.Bool:
		return small%2 == 0
	case sqltype.Int2:
		if far {
			return []int64{math.MinInt16, math.MaxInt16}[r.IntN(2)]
		}
	case sqltype.Int4:
		if far {
			return []int64{math.MinInt32, math.MaxInt32}[r.IntN(2)]
		}
	case sqltype.Int8:
		if far {
			return []int64{math.MinInt64, math.MaxInt64}[r.IntN(2)]
		}
	case sqltype.Numeric:
		if n := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(t.Precision)), nil); far {
			n.Sub(n, big.NewInt(1+r.Int64N(3)))
			if r.IntN(2) == 0 {
				n.Neg(n)
			}
			return sqltype.Decimal{Int: n, Scale: int32(t.Scale)}
		}
		return sqltype.Decimal{Int: big.NewInt(small), Scale: int32(t.Scale)}
	case sqltype.Float8:
		switch {
		case far && r.IntN(3) == 0:
			return []float64{math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1)}[r.IntN(4)]
		case far:
			return float64(r.IntN(1<<20)-1<<19) / 1024
		}
		return float64(small) / 1024
	case sqltype.Float4:
		if far {
			return []float32{float32(math.NaN()), float32(math.Inf(1)), float32(math.Copysign(0, -1)), 1 << 20}[r.IntN(4)]
		}
		return float32(small) / 8
	case sqltype.Bytea:
		return []byte{byte(small), 0}[:r.IntN(3)]
	case sqltype.Time:
		return sqltype.TimeOfDay(small+4) * 10_800_000_000
	case sqltype.Interval:
		return sqltype.Span{Months: int32(small + 4), Days: int32(r.IntN(3)), Micros: (small + 4) * 1000} // what Parquet can say
	case sqltype.Text:
		return strings.Repeat("aé", int(small+4)/2)
	case sqltype.Timestamp, sqltype.TimestampTZ:
		return sqltype.Micros(Origin + small)
	case sqltype.Date:
		return sqltype.Days(small)
	case sqltype.UUID:
		var u [16]byte
		binary.BigEndian.PutUint64(u[4:], uint64(small))
		return u
	}
	return small
}
