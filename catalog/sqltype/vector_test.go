package sqltype

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// A small decimal is printed as the big one that it is.
func TestScaledDecimalsPrintAsDecimals(t *testing.T) {
	values := []int64{0, 1, -1, 9, 10, -10, 99, 100, 12345, math.MaxInt64, math.MinInt64, math.MinInt64 + 1}
	r := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		values = append(values, r.Int64()>>r.IntN(64)-r.Int64()>>r.IntN(64))
	}
	for _, n := range values {
		for scale := range 19 {
			want := string(appendDecimal(nil, Decimal{Int: big.NewInt(n), Scale: int32(scale)}))
			if got := string(appendScaled(nil, n, scale)); got != want {
				t.Fatalf("%d / 10^%d: got %s, want %s", n, scale, got, want)
			}
		}
	}
}

// A vector's values print as they do one by one.
func TestVectorsPrintAsTheirValues(t *testing.T) {
	valid := []uint64{0b1011}
	vectors := []Vector{
		{Type: Of(Bool), Kind: VectorBools, Bools: []bool{true, false, false, true}},
		{Type: Of(Int4), Kind: VectorInts, Ints: []int64{1, -2, 0, math.MaxInt32}},
		{Type: Of(Date), Kind: VectorInts, Ints: []int64{0, 11017, 0, int64(InfinityDays)}},
		{Type: Of(Time), Kind: VectorInts, Ints: []int64{0, 86400e6, 0, 1}},
		{Type: Of(Timestamp), Kind: VectorInts, Ints: []int64{0, -1, 0, int64(NegInfinity)}},
		{Type: Of(TimestampTZ), Kind: VectorInts, Ints: []int64{0, 983448000123456, 0, 5}},
		{Type: DecimalOf(12, 2), Kind: VectorDecimals, Ints: []int64{0, -5, 0, 123456}},
		{Type: Of(Float4), Kind: VectorFloats, Floats: []float64{float64(float32(0.1)), 1e10, 0, math.Inf(1)}},
		{Type: Of(Float8), Kind: VectorFloats, Floats: []float64{0.1, 1e300, 0, math.NaN()}},
		{Type: Of(Text), Kind: VectorBytes, Bytes: [][]byte{[]byte(""), []byte("é"), nil, []byte("x")}},
		{Type: Of(Bytea), Kind: VectorBytes, Bytes: [][]byte{{}, {0, 255}, nil, {1}}},
		{Type: ArrayOf(Of(Int4)), Boxed: []any{[]any{}, []any{int64(1), nil}, nil, []any{}}},
	}
	for _, v := range vectors {
		if v.Kind != VectorBoxed {
			v.Valid = valid
		}
		for i := range 4 {
			value := v.Value(i)
			if null := i == 2; null != v.Null(i) || null != (value == nil) {
				t.Errorf("%s: value %d is NULL: %v, %v", v.Type, i, v.Null(i), value)
			} else if !null {
				if got, want := string(v.AppendText(nil, i, ISO)), string(AppendText(nil, v.Type, value, ISO)); got != want {
					t.Errorf("%s: got %s, want %s", v.Type, got, want)
				}
			}
		}
	}
}
