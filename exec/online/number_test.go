package online

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// random is an integer of up to 127 bits: of any length, near powers of two, of either sign.
func random(r *rand.Rand) *big.Int {
	n := new(big.Int).Lsh(big.NewInt(1), uint(r.IntN(127)))
	if r.IntN(3) > 0 {
		n.Sub(n, new(big.Int).Mod(new(big.Int).SetUint64(r.Uint64()), n))
	}
	if r.IntN(4) == 0 {
		n.Sub(n, big.NewInt(1))
	}
	if r.IntN(2) == 0 {
		n.Neg(n)
	}
	return n
}

// TestWide holds sums, conversions and packing against big integers.
func TestWide(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		n := random(r)
		a, ok := int128OfBig(n)
		if !ok || a.big().Cmp(n) != 0 {
			t.Fatalf("%v became %v", n, a)
		}
		rd := reader{b: a.append(nil)}
		if got := rd.int128(); rd.bad || len(rd.b) > 0 || got != a {
			t.Fatalf("%v was packed to %v", n, got)
		}
		if m := random(r); true {
			b, _ := int128OfBig(m)
			if a.cmp(b) != n.Cmp(m) {
				t.Fatalf("%v and %v compare %d", n, m, a.cmp(b))
			}
		}
		exact, _ := new(big.Float).SetInt(n).Float64()
		if got := a.float(); math.Abs(got-exact) > math.Abs(exact)*0x1p-52 {
			t.Fatalf("%v is %v, not %v", n, got, exact)
		}
		if n.IsInt64() && a.float() != float64(n.Int64()) && n.Int64() >= 0 {
			t.Fatalf("%v is %v", n, a.float())
		}
		var w wide
		sum := new(big.Int)
		for range r.IntN(50) {
			m := random(r)
			b, _ := int128OfBig(m)
			w.add(b)
			sum.Add(sum, m)
		}
		if w.big().Cmp(sum) != 0 {
			t.Fatalf("the sum is %v, not %v", w.big(), sum)
		}
		if got, ok := w.int128(); ok != (sum.BitLen() <= 127) || ok && got.big().Cmp(sum) != 0 {
			t.Fatalf("%v fits: %v", sum, ok)
		}
		rd = reader{b: w.append(nil)}
		if got := rd.wide(); rd.bad || len(rd.b) > 0 || got != w {
			t.Fatalf("%v was packed to %v", sum, got.big())
		}
	}
	if _, ok := int128OfBig(new(big.Int).Lsh(big.NewInt(1), 127)); ok {
		t.Fatal("2^127 fits")
	}
	for _, x := range []int64{math.MinInt64, math.MaxInt64, -1, 0, 3} {
		if want := new(big.Int).Mul(big.NewInt(x), big.NewInt(x)); squared(x).big().Cmp(want) != 0 {
			t.Fatalf("%d squared is %v", x, squared(x).big())
		}
	}
}

// TestFloat has the doubles that DuckDB's cast gives, the ones where rounding twice shows among them.
func TestFloat(t *testing.T) {
	for text, want := range map[string]float64{
		"0": 0, "-1": -1, "9007199254740993": 9007199254740992, "-9007199254740993": -9007199254740993 + 1,
		"18446744073709551616": 0x1p64, "-18446744073709551616": -0x1p64, "-18446744073709551617": -0x1p64,
		"170141183460469231731687303715884105727": 0x1p127,
	} {
		n, _ := new(big.Int).SetString(text, 10)
		a, _ := int128OfBig(n)
		if got := a.float(); got != want {
			t.Errorf("%s is %v, not %v", text, got, want)
		}
	}
}
