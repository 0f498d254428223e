package sketch

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
)

// TestEstimateIsNear holds estimates to what 4,096 registers promise: a standard error of 1.04/64, so that five of them are not
// passed.
func TestEstimateIsNear(t *testing.T) {
	var d Distinct
	next := 1
	for n := 1; n <= 2_000_000; n++ {
		d.Add(strconv.AppendInt(nil, int64(n), 10))
		if n < next {
			continue
		}
		next += 1 + next/3
		got := float64(d.Estimate())
		if off := math.Abs(got-float64(n)) / float64(n); off > 5*1.04/64 {
			t.Errorf("%d values are estimated as %.0f", n, got)
		}
		if n <= 10 && got != float64(n) {
			t.Errorf("%d values are estimated as %.0f", n, got)
		}
	}
}

// TestOrderAndDuplicatesDoNotCount adds the same values in other orders, several times.
func TestOrderAndDuplicatesDoNotCount(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var once, often Distinct
	for i := range 5000 {
		once.Add(strconv.AppendInt(nil, int64(i), 10))
	}
	for range 3 {
		for _, i := range r.Perm(5000) {
			often.Add(strconv.AppendInt(nil, int64(i), 10))
		}
	}
	if once != often {
		t.Error("the registers depend on the order of the values")
	}
}

// TestMiddle checks that a bin's middle lies in the bin, near every value of it, and that bins are ordered as their values.
func TestMiddle(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 200_000 {
		x, y := math.Float64frombits(r.Uint64()), math.Float64frombits(r.Uint64())
		if x != x || y != y {
			continue
		}
		if x < y && Bin(x) > Bin(y) {
			t.Fatalf("%g < %g, but their bins are %d and %d", x, y, Bin(x), Bin(y))
		}
		m := Middle(Bin(x))
		if Bin(m) != Bin(x) {
			t.Fatalf("%g is in bin %d, whose middle %g is in %d", x, Bin(x), m, Bin(m))
		}
		if math.Abs(x) >= 0x1p-1022 && math.Abs(m-x) > math.Abs(x)/256 {
			t.Fatalf("%g is told as %g", x, m)
		}
	}
	for _, x := range []float64{0, math.Inf(1), math.Inf(-1), math.MaxFloat64, -math.SmallestNonzeroFloat64} {
		if m := Middle(Bin(x)); Bin(m) != Bin(x) || (x == 0 || math.IsInf(x, 0)) && m != x {
			t.Errorf("%g is told as %g", x, m)
		}
	}
	if !math.IsNaN(Middle(Bin(math.NaN()))) || Bin(math.NaN()) <= Bin(math.Inf(1)) {
		t.Error("NaN is not the greatest")
	}
}

func TestRank(t *testing.T) {
	for _, c := range []struct {
		p       float64
		n, rank int64
	}{{0, 5, 1}, {1, 5, 5}, {0.5, 1, 1}, {0.5, 4, 2}, {0.5, 5, 3}, {0.9, 10, 9}, {0.91, 10, 10}, {0.25, 8, 2}} {
		if got := Rank(c.p, c.n); got != c.rank {
			t.Errorf("Rank(%g, %d) = %d, want %d", c.p, c.n, got, c.rank)
		}
	}
}
