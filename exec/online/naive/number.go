package naive

import (
	"fmt"
	"math"
	"math/big"

	"asof/catalog"
	"asof/catalog/sqltype"
)

// unscaled is the integer of an exact number.
func unscaled(x any) *big.Int {
	if d, ok := x.(sqltype.Decimal); ok {
		return d.Int
	}
	return big.NewInt(x.(int64))
}

// double is how an exact sum becomes a double on every path: its upper and lower 64 bits apart, and from below zero, where
// the upper half is -1, by what is missing to -1.
func double(n *big.Int) float64 {
	hi := new(big.Int).Rsh(n, 64) // rounds down
	if hi.IsInt64() && hi.Int64() == -1 {
		missing := new(big.Int).Sub(big.NewInt(-1), n)
		return -float64(missing.Uint64()) - 1
	}
	lo := new(big.Int).Sub(n, new(big.Int).Lsh(hi, 64))
	upper := float64(hi.Int64()) * math.Ldexp(1, 64)
	return upper + float64(lo.Uint64())
}

// sum is sum(x), or avg(x) as the sum over n.
func sum(f catalog.Func, t sqltype.Type, some []any, n float64) (any, error) {
	if t.ID == sqltype.Float8 || t.ID == sqltype.Float4 {
		total := 0.0
		for _, x := range some {
			x, _ := number(x)
			total += x
		}
		if f == catalog.Avg {
			total /= n
		}
		return total, nil
	}
	total := new(big.Int)
	for _, x := range some {
		total.Add(total, unscaled(x))
	}
	switch {
	case f == catalog.Avg:
		return double(total) / (n * math.Pow10(int(t.Scale))), nil
	case t.ID == sqltype.Int2 || t.ID == sqltype.Int4:
		if !total.IsInt64() {
			return nil, fmt.Errorf("sum out of range")
		}
		return total.Int64(), nil
	case len(new(big.Int).Abs(total).String()) > 38:
		return nil, fmt.Errorf("sum out of range")
	}
	return sqltype.Decimal{Int: total, Scale: int32(t.Scale)}, nil
}

// spread is a variance or a standard deviation: from exact sums where R12 says so, else of the values as doubles.
func (l Loop) spread(f catalog.Func, t sqltype.Type, some []any) any {
	n := int64(len(some))
	sample := f == catalog.VarSamp || f == catalog.StddevSamp
	if l.Mutant == PopulationIsSample {
		sample = true
	}
	divisor := n
	if sample {
		if divisor--; divisor == 0 {
			return nil
		}
	}
	root := f == catalog.StddevSamp || f == catalog.StddevPop
	if t.ID == sqltype.Int2 || t.ID == sqltype.Int4 || t.ID == sqltype.Numeric && t.Precision <= 9 {
		sx, sxx := new(big.Int), new(big.Int)
		for _, x := range some {
			u := unscaled(x)
			sx.Add(sx, u)
			sxx.Add(sxx, new(big.Int).Mul(u, u))
		}
		d := new(big.Int).Mul(big.NewInt(n), sxx)
		d.Sub(d, new(big.Int).Mul(sx, sx))
		v := double(d) / double(new(big.Int).Mul(big.NewInt(n), big.NewInt(divisor)))
		if root {
			return math.Sqrt(v) / math.Pow10(int(t.Scale))
		}
		return v / math.Pow10(2*int(t.Scale))
	}
	sx, sxx := new(big.Rat), new(big.Rat)
	for _, x := range some {
		f, _ := number(x)
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return math.NaN()
		}
		r := new(big.Rat).SetFloat64(f)
		sx.Add(sx, r)
		sxx.Add(sxx, new(big.Rat).Mul(r, r))
	}
	sxx.Mul(sxx, big.NewRat(n, 1)).Sub(sxx, sx.Mul(sx, sx))
	v, _ := sxx.Quo(sxx, big.NewRat(n, 1)).Quo(sxx, big.NewRat(divisor, 1)).Float64()
	if root {
		return math.Sqrt(v)
	}
	return v
}
