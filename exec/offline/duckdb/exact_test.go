package duckdb

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"asof/catalog"
	"asof/catalog/sqltype"
)

// double is the conversion that the comment in aggregates.go describes.
func double(n *big.Int) float64 {
	two64 := new(big.Int).Lsh(big.NewInt(1), 64)
	hi, lo := new(big.Int).DivMod(n, two64, new(big.Int)) // hi is the floor
	if hi.Int64() == -1 {
		return -float64(math.MaxUint64-lo.Uint64()) - 1
	}
	high := float64(float64(hi.Int64()) * (1 << 64))
	return float64(lo.Uint64()) + high
}

// exactCase is values of one type, as SQL and as the integers u(x).
type exactCase struct {
	typ  sqltype.Type
	unit func(r *rand.Rand) *big.Int
}

func randomBits(max int) func(r *rand.Rand) *big.Int {
	return func(r *rand.Rand) *big.Int {
		n := new(big.Int).SetUint64(r.Uint64())
		n = n.Lsh(n, 64).Or(n, new(big.Int).SetUint64(r.Uint64()))
		n.Rsh(n, uint(128-1-r.IntN(max)))
		if r.IntN(2) == 0 {
			n.Neg(n)
		}
		return n
	}
}

// TestExactFormulas compares avg, sum, variances and deviations with the formulas that the online store shares, bit for bit, in a GROUP BY,
// in a window and from prefix sums.
func TestExactFormulas(t *testing.T) {
	ctx := context.Background()
	e := openEngine(t)
	c, release, err := e.internal(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	for _, k := range []exactCase{
		{sqltype.Of(sqltype.Int2), randomBits(15)}, {sqltype.Of(sqltype.Int4), randomBits(31)}, {sqltype.Of(sqltype.Int8), randomBits(63)},
		{sqltype.DecimalOf(9, 2), randomBits(29)}, {sqltype.DecimalOf(9, 9), randomBits(29)}, {sqltype.DecimalOf(18, 4), randomBits(59)},
		{sqltype.DecimalOf(38, 10), randomBits(110)}, {sqltype.DecimalOf(30, 0), randomBits(90)},
	} {
		t.Run(k.typ.String(), func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			v := &catalog.FeatureView{Inputs: []catalog.Input{{Type: k.typ}}}
			d := &viewReader{v: v}
			var agg [6]catalog.Aggregate
			for i, f := range []catalog.Func{catalog.Avg, catalog.Sum, catalog.StddevSamp, catalog.StddevPop, catalog.VarSamp, catalog.VarPop} {
				typ, _ := resultType(f, k.typ)
				agg[i] = catalog.Aggregate{Func: f, Filter: -1, Type: typ}
			}
			for range 60 {
				s, q, n := new(big.Int), new(big.Int), int64(1+r.IntN(6))
				rows := ""
				for i := range n {
					u := k.unit(r)
					if k.typ.ID == sqltype.Int8 && !u.IsInt64() || k.typ.ID == sqltype.Numeric && u.CmpAbs(pow10(int32(k.typ.Precision))) >= 0 {
						u = big.NewInt(int64(i))
					}
					s.Add(s, u)
					q.Add(q, new(big.Int).Mul(u, u))
					if i > 0 {
						rows += ", "
					}
					rows += "(" + literal(k.typ, value(k.typ, u)) + ")"
				}
				scale := math.Pow10(scaleOf(k.typ))
				want := []any{double(s) / (float64(n) * scale), value(agg[1].Type, s), nil, nil, nil, nil}
				if k.typ.ID == sqltype.Int2 || k.typ.ID == sqltype.Int4 {
					want[1] = s.Int64()
				}
				exact := exactSquares(k.typ)
				num := double(new(big.Int).Sub(new(big.Int).Mul(big.NewInt(n), q), new(big.Int).Mul(s, s)))
				if n > 1 {
					variance := num / double(big.NewInt(n*(n-1)))
					want[2], want[4] = math.Sqrt(variance)/scale, variance/math.Pow10(2*scaleOf(k.typ))
				}
				variance := num / double(big.NewInt(n*n))
				want[3], want[5] = math.Sqrt(variance)/scale, variance/math.Pow10(2*scaleOf(k.typ))
				for _, over := range []string{"", "()"} {
					for i := range agg {
						if i >= 2 && !exact {
							continue
						}
						sameBits(t, c, fmt.Sprintf("SELECT %s FROM (VALUES %s) AS v(i0)", aggregateSQL(v, &agg[i], frameSQL{over: over}, ""), rows), want[i])
						if !invertible(agg[i].Func, k.typ) {
							continue
						}
						var sums []string
						for _, p := range prefixesOf(d.v, &agg[i]) {
							sums = append(sums, p.sql(v, "()"))
						}
						sameBits(t, c, fmt.Sprintf("SELECT %s FROM (VALUES %s) AS v(i0)", d.fromPrefixes(&agg[i], sums), rows), want[i])
					}
				}
			}
		})
	}
}

// value is u(x) as a Go value of type t.
func value(t sqltype.Type, u *big.Int) any {
	if t.ID == sqltype.Numeric {
		return sqltype.Decimal{Int: u, Scale: int32(t.Scale)}
	}
	return u.Int64()
}

func sameBits(t *testing.T, c *conn, sql string, want any) {
	t.Helper()
	row, err := queryRow(context.Background(), c, sql)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	ok := row[0] == want
	if w, decimal := want.(sqltype.Decimal); decimal {
		g, is := row[0].(sqltype.Decimal)
		ok = is && g.Scale == w.Scale && g.Int.Cmp(w.Int) == 0
	}
	if !ok {
		t.Fatalf("%s\ngot %v, want %v", sql, row[0], want)
	}
}
