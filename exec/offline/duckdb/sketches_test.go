package duckdb

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"asof/catalog/sqltype"
	"asof/exec/sketch"
)

// TestApproxCountIsTheSketch counts texts, few and many, as SQL and as Go do, in a GROUP BY and in a window.
func TestApproxCountIsTheSketch(t *testing.T) {
	e := openEngine(t)
	c, release, err := e.internal(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	for _, n := range []int{0, 1, 2, 3, 10, 100, 1000, 3000, 9000, 12_000, 13_000, 20_000, 200_000} {
		var want sketch.Distinct
		for i := range n {
			want.Add(strconv.AppendInt(nil, int64(i*i), 10))
		}
		rows := fmt.Sprintf("(SELECT range * range AS i0 FROM range(%d) UNION ALL SELECT NULL UNION ALL SELECT range * range FROM range(%d))", n, n/3)
		got, err := queryInt(t.Context(), c, "SELECT "+approxCountSQL("i0", sqltype.Of(sqltype.Int8), frameSQL{})+" FROM "+rows)
		if err != nil || got != want.Estimate() {
			t.Fatalf("%d values: %d, want %d: %v", n, got, want.Estimate(), err)
		}
	}
	const n, preceding = 3000, 700
	res, err := c.query(t.Context(), fmt.Sprintf("SELECT %s FROM (SELECT range AS i, range %% 1000 AS i0 FROM range(%d)) ORDER BY i",
		approxCountSQL("i0", sqltype.Of(sqltype.Int8), frameSQL{filter: "i0 <> 7", over: fmt.Sprintf("(ORDER BY i RANGE BETWEEN %d PRECEDING AND CURRENT ROW)", preceding)}), n))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Close()
	for i := range n {
		row, err := res.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var want sketch.Distinct
		for j := max(0, i-preceding); j <= i; j++ {
			if j%1000 != 7 {
				want.Add(strconv.AppendInt(nil, int64(j%1000), 10))
			}
		}
		if row[0] != want.Estimate() {
			t.Fatalf("row %d: %v, want %d", i, row[0], want.Estimate())
		}
	}
}

// TestApproxPercentileIsTheSketch compares percentiles of doubles of any bits, and of exact numbers that doubles cannot hold, bit by
// bit.
func TestApproxPercentileIsTheSketch(t *testing.T) {
	e := openEngine(t)
	c, release, err := e.internal(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	r := rand.New(rand.NewPCG(5, 6))
	special := []float64{0, math.Copysign(0, -1), math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, -math.SmallestNonzeroFloat64, 0x1p-1030}
	for _, typ := range []sqltype.Type{sqltype.Of(sqltype.Float8), sqltype.Of(sqltype.Float4), sqltype.Of(sqltype.Int8), sqltype.DecimalOf(18, 4), sqltype.DecimalOf(38, 10)} {
		for round := range 150 {
			var texts []string
			var values []float64
			for range 1 + r.IntN(60) {
				text, x := randomNumber(r, typ, special)
				texts, values = append(texts, "('"+text+"')"), append(values, x)
			}
			slices.SortFunc(values, func(a, b float64) int { return int(sketch.Bin(a)) - int(sketch.Bin(b)) })
			p := []float64{0, 0.01, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1, r.Float64()}[r.IntN(10)]
			list := fmt.Sprint(texts)
			sql := fmt.Sprintf("SELECT %s FROM (SELECT CAST(x AS %s) AS i0 FROM (VALUES %s, (NULL)) AS v(x))",
				approxPercentileSQL("i0", typ, p, frameSQL{}), typ.DuckDB(), commas(texts))
			row, err := queryRow(t.Context(), c, sql)
			if err != nil {
				t.Fatal(err)
			}
			want := sketch.Middle(sketch.Bin(values[sketch.Rank(p, int64(len(values)))-1]))
			got, _ := row[0].(float64)
			if math.Float64bits(got) != math.Float64bits(want) && !(got != got && want != want) {
				t.Fatalf("%s, round %d: %v of %s is %v, want %v", typ, round, p, list, got, want)
			}
		}
	}
}

// randomNumber is a number of a type as text, and as the double that approx_percentile takes it for.
func randomNumber(r *rand.Rand, typ sqltype.Type, special []float64) (string, float64) {
	switch typ.ID {
	case sqltype.Int8:
		n := int64(r.Uint64()) >> r.IntN(64)
		return strconv.FormatInt(n, 10), float64(n)
	case sqltype.Numeric:
		n := randomBits(59)(r)
		if typ.Precision > 18 {
			n = randomBits(120)(r)
			return sqlDecimal(n, typ), double(n) / math.Pow10(int(typ.Scale))
		}
		return sqlDecimal(n, typ), float64(n.Int64()) / math.Pow10(int(typ.Scale))
	case sqltype.Float4:
		x := math.Float32frombits(r.Uint32())
		return strconv.FormatFloat(float64(x), 'g', -1, 32), float64(x)
	}
	x := math.Float64frombits(r.Uint64())
	if r.IntN(3) == 0 {
		x = special[r.IntN(len(special))]
	}
	return strconv.FormatFloat(x, 'g', -1, 64), x
}

func sqlDecimal(n *big.Int, typ sqltype.Type) string {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(typ.Scale)), nil)
	return new(big.Rat).SetFrac(n, scale).FloatString(int(typ.Scale))
}

func commas(list []string) string {
	out := list[0]
	for _, s := range list[1:] {
		out += ", " + s
	}
	return out
}
