package sqltype

import (
	"bytes"
	"cmp"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// TestAppendOrdered compares the bytes of values with the values, for each pair of a list of edges and of chance.
func TestAppendOrdered(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	dec := func(n int64, scale int32) any { return Decimal{Int: big.NewInt(n), Scale: scale} }
	ints := []any{int64(math.MinInt64), int64(-1), int64(0), int64(1), int64(math.MaxInt64)}
	floats := []any{math.Inf(-1), -math.MaxFloat64, -1.5, -math.SmallestNonzeroFloat64, math.Copysign(0, -1), 0.0, 1.5, math.MaxFloat64, math.Inf(1), math.NaN()}
	decimals := []any{Decimal{Special: NegInf}, dec(-1000, 0), dec(-15, 1), dec(-125, 2), dec(0, 3), dec(1, 5), dec(10, 1), dec(100, 2), dec(101, 2), dec(99, 0), dec(100, 0), Decimal{Special: PosInf}, Decimal{Special: NaN}}
	texts := []any{"", "\x00", "\x00a", "a", "a\x00", "a\x00\xff", "a\x01", "ab", "b", "ü"}
	for range 40 {
		ints = append(ints, int64(r.Uint64()))
		floats = append(floats, math.Float64frombits(r.Uint64()))
		decimals = append(decimals, dec(r.Int64()>>uint(r.IntN(60))*int64(1-2*r.IntN(2)), int32(r.IntN(10))))
		b := make([]byte, r.IntN(4))
		for i := range b {
			b[i] = byte(r.IntN(3))
		}
		texts = append(texts, string(b))
	}
	for _, c := range []struct {
		typ    ID
		values []any
		order  func(a, b any) int
	}{
		{Int8, ints, func(a, b any) int { return cmp.Compare(a.(int64), b.(int64)) }},
		{Float8, floats, func(a, b any) int {
			x, y := a.(float64), b.(float64)
			switch {
			case x != x || y != y: // NaN is the greatest
				return cmp.Compare(btoi(x != x), btoi(y != y))
			}
			return cmp.Compare(x, y)
		}},
		{Numeric, decimals, compareDecimals},
		{Text, texts, func(a, b any) int { return cmp.Compare(a.(string), b.(string)) }},
		{Bool, []any{false, true}, func(a, b any) int { return cmp.Compare(btoi(a.(bool)), btoi(b.(bool))) }},
		{TimestampTZ, []any{NegInfinity, Micros(-1), Micros(0), Infinity}, func(a, b any) int { return cmp.Compare(a.(Micros), b.(Micros)) }},
		{Date, []any{NegInfinityDays, Days(-1), Days(0), InfinityDays}, func(a, b any) int { return cmp.Compare(a.(Days), b.(Days)) }},
	} {
		for _, a := range c.values {
			x := AppendOrdered(nil, Of(c.typ), a)
			for _, b := range c.values {
				y := AppendOrdered(nil, Of(c.typ), b)
				if got, want := bytes.Compare(x, y), c.order(a, b); got != want {
					t.Errorf("%s: %v and %v compare %d, want %d (%x, %x)", Of(c.typ), a, b, got, want, x, y)
				}
				if len(x) < len(y) && bytes.HasPrefix(y, x) {
					t.Errorf("%s: the bytes of %v begin those of %v", Of(c.typ), a, b)
				}
			}
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func compareDecimals(a, b any) int {
	rank := map[Special]int{NegInf: -1, Finite: 0, PosInf: 1, NaN: 2}
	x, y := a.(Decimal), b.(Decimal)
	if x.Special != Finite || y.Special != Finite {
		return cmp.Compare(rank[x.Special], rank[y.Special])
	}
	rat := func(d Decimal) *big.Rat {
		return new(big.Rat).SetFrac(d.Int, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(d.Scale)), nil))
	}
	return rat(x).Cmp(rat(y))
}
