package naive

import (
	"crypto/md5"
	"fmt"
	"math"
	"math/big"
	"slices"

	"asof/catalog/sqltype"
)

// canonical is the text whose MD5 stands for a value: the number of what it is a multiple of, or its bytes.
func canonical(x any) string {
	switch x := x.(type) {
	case float32:
		return canonical(float64(x))
	case float64:
		if math.IsNaN(x) {
			return fmt.Sprint(int64(0x7ff8000000000000))
		}
		return fmt.Sprint(int64(math.Float64bits(x + 0))) // -0 + 0 = 0
	case sqltype.Decimal:
		return x.Int.String()
	case sqltype.Micros:
		switch x {
		case sqltype.Infinity:
			return "infinity"
		case sqltype.NegInfinity:
			return "-infinity"
		}
		return fmt.Sprint(int64(x))
	case []byte:
		return fmt.Sprintf("%x", x)
	case [16]byte:
		return fmt.Sprintf("%x", x)
	}
	return fmt.Sprint(x)
}

// approxCount is HyperLogLog by the book, with fractions: 4096 registers, and for few values the number of draws after which so many
// registers are to be expected empty.
func approxCount(some []any) any {
	registers := map[int64]int{}
	for _, x := range some {
		sum := md5.Sum([]byte(canonical(x)))
		bits := ""
		for _, b := range sum[:8] {
			bits += fmt.Sprintf("%08b", b)
		}
		register, _ := new(big.Int).SetString(bits[:12], 2)
		rank := 1
		for rank <= 52 && bits[11+rank] == '0' {
			rank++
		}
		registers[register.Int64()] = max(registers[register.Int64()], rank)
	}
	const m = 4096
	if len(registers) == 0 {
		return int64(0)
	}
	z := big.NewRat(int64(m-len(registers)), 1)
	for _, rank := range registers {
		z.Add(z, big.NewRat(1, 1<<rank))
	}
	alpha := new(big.Rat).Quo(big.NewRat(7213, 10_000), new(big.Rat).Add(big.NewRat(1, 1), big.NewRat(1079, 1000*m)))
	raw := rounded(new(big.Rat).Quo(new(big.Rat).Mul(alpha, big.NewRat(m*m, 1)), z))
	if raw > 3*m || len(registers) == m {
		return raw
	}
	draws := new(big.Rat)
	for i := int64(m - len(registers) + 1); i <= m; i++ {
		draws.Add(draws, big.NewRat(m, i))
	}
	return rounded(draws)
}

func rounded(r *big.Rat) int64 {
	r = new(big.Rat).Add(r, big.NewRat(1, 2))
	return new(big.Int).Div(r.Num(), r.Denom()).Int64()
}

// percentile is the middle of the bin that the value of that rank falls into.
func (l Loop) percentile(some []any, fraction float64) any {
	sorted := slices.Clone(some)
	slices.SortFunc(sorted, l.order)
	n := float64(len(sorted))
	rank := max(1, len(sorted)-int(math.Floor(n-n*fraction)))
	x, _ := number(sorted[rank-1])
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return x
	case x == 0:
		return 0.0
	case math.Abs(x) < math.Ldexp(1, -1022): // without an exponent of its own
		width := math.Ldexp(1, -1029)
		return math.Copysign((math.Floor(math.Abs(x)/width)+0.5)*width, x)
	}
	f, e := math.Frexp(math.Abs(x)) // f from 0.5 to 1
	bin := math.Floor((2*f - 1) * 128)
	return math.Copysign(math.Ldexp(1+(bin+0.5)/128, e-1), x)
}

// number is a value as a double: a decimal by its integer over the power of ten.
func number(x any) (float64, bool) {
	switch x := x.(type) {
	case int64:
		return float64(x), true
	case float32:
		return float64(x), true
	case float64:
		return x, true
	case sqltype.Decimal:
		if x.Int.IsInt64() && x.Int.CmpAbs(big.NewInt(1_000_000_000_000_000_000)) < 0 {
			return float64(x.Int.Int64()) / math.Pow10(int(x.Scale)), true
		}
		return double(x.Int) / math.Pow10(int(x.Scale)), true
	}
	return 0, false
}
