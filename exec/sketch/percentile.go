package sketch

import "math"

// approx_percentile counts values in bins: a double's sign, exponent and the upper 7 bits of its mantissa, so that a bin is
// less than 1/128 of its values wide. Bins are numbered in the order of their values: 0 is zero, negative bins hold negative
// values; the infinities have bins of their own, and NaN the greatest.
const (
	BinShift = 45
	infBin   = 0x7ff<<7 + 1
	NaNBin   = infBin + 1

	// NaNBits stands for every NaN where the bits of a double are text.
	NaNBits = 0x7ff8000000000000
)

// Bin is the bin of a value.
func Bin(x float64) int32 {
	switch {
	case x != x:
		return NaNBin
	case x == 0:
		return 0
	case x < 0:
		return -Bin(-x)
	}
	return int32(math.Float64bits(x)>>BinShift) + 1
}

// Middle is the value that stands for a bin.
func Middle(bin int32) float64 {
	switch {
	case bin == 0:
		return 0
	case bin == NaNBin:
		return math.NaN()
	case bin < 0:
		return -Middle(-bin)
	case bin == infBin:
		return math.Inf(1)
	}
	return math.Float64frombits(uint64(bin-1)<<BinShift | 1<<(BinShift-1))
}

// Rank is the place, from 1, of the value at a fraction of n sorted ones: the least integer that is not below fraction·n. The
// subtractions are those of the offline engine.
func Rank(fraction float64, n int64) int64 {
	part := float64(n) * fraction
	return max(1, n-int64(math.Floor(float64(n)-part)))
}

// Bits is the bits of a double, with one zero and one NaN.
func Bits(x float64) int64 {
	switch {
	case x != x:
		return NaNBits
	case x == 0:
		return 0
	}
	return int64(math.Float64bits(x))
}
