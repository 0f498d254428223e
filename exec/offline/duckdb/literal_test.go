package duckdb

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"asof/catalog/sqltype"
)

// randomValue is a value of type t, one of the odd ones often.
func randomValue(r *rand.Rand, t sqltype.Type) any {
	if r.IntN(8) == 0 {
		return nil
	}
	if t.Array {
		list := make([]any, r.IntN(4))
		for i := range list {
			list[i] = randomValue(r, t.Elem())
		}
		return list
	}
	odd := func(list ...any) any { return list[r.IntN(len(list))] }
	switch t.ID {
	case sqltype.Bool:
		return r.IntN(2) == 0
	case sqltype.Int2:
		return odd(int64(0), int64(math.MinInt16), int64(math.MaxInt16), int64(int16(r.Uint32())))
	case sqltype.Int4:
		return odd(int64(0), int64(math.MinInt32), int64(math.MaxInt32), int64(int32(r.Uint32())))
	case sqltype.Int8:
		return odd(int64(0), int64(math.MinInt64), int64(math.MaxInt64), int64(r.Uint64()))
	case sqltype.OID:
		return odd(int64(0), int64(math.MaxUint32), int64(r.Uint32()))
	case sqltype.Float4:
		return odd(float32(0), float32(math.Copysign(0, -1)), float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.MaxFloat32), float32(math.SmallestNonzeroFloat32), float32(r.NormFloat64()))
	case sqltype.Float8:
		return odd(0.0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.MaxFloat64, math.SmallestNonzeroFloat64, r.NormFloat64(), 0.1)
	case sqltype.Numeric:
		p, s := decimalShape(t)
		n := new(big.Int).Mod(new(big.Int).Mul(big.NewInt(r.Int64()), big.NewInt(r.Int64())), pow10(int32(p)))
		if r.IntN(2) == 0 {
			n.Neg(n)
		}
		return sqltype.Decimal{Int: n, Scale: int32(s)}
	case sqltype.Text, sqltype.JSON:
		if t.ID == sqltype.JSON {
			return odd(`{"a": 1}`, `"x'y"`, `[1,2]`, `null`)
		}
		return odd("", "'", "''", `\`, `\'`, "--", "/*", "$1", "a\x00b", "\x00", "'; DROP TABLE t; --", "naïve 日本", "\n\t\r", `"`, "NULL", "$$", "E'\\n'", strings.Repeat("x", 13), string(rune(r.IntN(0xd000))))
	case sqltype.Bytea:
		b := make([]byte, r.IntN(20))
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return b
	case sqltype.Date:
		return odd(sqltype.InfinityDays, sqltype.NegInfinityDays, sqltype.Days(0), sqltype.Days(-800000), sqltype.Days(r.IntN(100000)-50000))
	case sqltype.Time:
		return odd(sqltype.TimeOfDay(0), sqltype.TimeOfDay(86_400_000_000), sqltype.TimeOfDay(r.Int64N(86_400_000_000)))
	case sqltype.TimeTZ:
		return sqltype.TimeOfDayTZ{Time: sqltype.TimeOfDay(r.Int64N(86_400_000_000)), East: int32(r.IntN(2*maxZoneOffset) - maxZoneOffset)}
	case sqltype.Timestamp, sqltype.TimestampTZ:
		return odd(sqltype.Infinity, sqltype.NegInfinity, sqltype.Micros(0), sqltype.Micros(-1), sqltype.Micros(r.Int64N(1<<60)-1<<59))
	case sqltype.Interval:
		return sqltype.Span{Months: int32(r.IntN(100) - 50), Days: int32(r.IntN(100) - 50), Micros: r.Int64N(1<<50) - 1<<49}
	case sqltype.UUID:
		var u [16]byte
		for i := range u {
			u[i] = byte(r.Uint32())
		}
		return u
	}
	panic(t.String())
}

var everyType = func() []sqltype.Type {
	var types []sqltype.Type
	for _, id := range []sqltype.ID{sqltype.Bool, sqltype.Int2, sqltype.Int4, sqltype.Int8, sqltype.OID, sqltype.Float4, sqltype.Float8, sqltype.Text, sqltype.JSON,
		sqltype.Bytea, sqltype.Date, sqltype.Time, sqltype.TimeTZ, sqltype.Timestamp, sqltype.TimestampTZ, sqltype.Interval, sqltype.UUID} {
		types = append(types, sqltype.Of(id), sqltype.ArrayOf(sqltype.Of(id)))
	}
	for _, p := range [][2]uint8{{4, 2}, {9, 0}, {18, 6}, {38, 10}, {38, 38}} {
		types = append(types, sqltype.DecimalOf(p[0], p[1]), sqltype.ArrayOf(sqltype.DecimalOf(p[0], p[1])))
	}
	return types
}()

// same compares values; floats by their bits.
func same(a, b any) bool {
	switch x := a.(type) {
	case sqltype.Decimal:
		y, ok := b.(sqltype.Decimal)
		return ok && x.Int.Cmp(y.Int) == 0 && x.Scale == y.Scale
	case float64:
		y, ok := b.(float64)
		return ok && math.Float64bits(x) == math.Float64bits(y)
	case float32:
		y, ok := b.(float32)
		return ok && math.Float32bits(x) == math.Float32bits(y)
	case []any:
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for i := range x {
			if !same(x[i], y[i]) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(a, b)
}

// Values go into the engine as literals and by append, and come back equal: through the engine's vectors and through a spool.
func TestValuesRoundTrip(t *testing.T) {
	s := openSession(t, openEngine(t))
	ctx := context.Background()
	r := rand.New(rand.NewPCG(1, 2))
	var cols []sqltype.Column
	for i, typ := range everyType {
		cols = append(cols, sqltype.Column{Name: fmt.Sprintf("c%d", i), Type: typ})
	}
	if err := s.c.exec(ctx, "CREATE TEMP TABLE t ("+defs(cols)+")"); err != nil {
		t.Fatal(err)
	}
	want := make([][]any, vectorSize+100)
	for i := range want {
		row := make([]any, len(cols))
		for j, c := range cols {
			row[j] = randomValue(r, c.Type)
		}
		want[i] = row
	}
	if err := s.c.append(ctx, "t", cols, want); err != nil {
		t.Fatal(err)
	}
	check := func(how string, n int, next func() ([]any, error)) {
		t.Helper()
		for i := range n {
			got, err := next()
			if err != nil {
				t.Fatalf("%s, row %d: %v", how, i, err)
			}
			for j, c := range cols {
				if !same(got[j], want[i][j]) {
					t.Errorf("%s, row %d, %s: %#v, want %#v", how, i, c.Type, got[j], want[i][j])
				}
			}
		}
	}
	read := func(sql string) *result {
		res, err := s.c.query(ctx, sql)
		if err != nil {
			t.Fatal(err)
		}
		return res
	}
	res := read("SELECT * FROM t")
	check("append", len(want), func() ([]any, error) { return res.Next(ctx) })

	res = read("SELECT * FROM t")
	check("before spooling", 10, func() ([]any, error) { return res.Next(ctx) })
	other := read("SELECT 1")
	rest := want[10:]
	want, rest = rest, want
	check("spool", len(want), func() ([]any, error) { return res.Next(ctx) })
	want = rest
	res.Close()
	other.Close()

	for i := range want[:200] {
		sel := make([]string, len(cols))
		for j, c := range cols {
			sel[j] = literal(c.Type, want[i][j])
		}
		res := read("SELECT " + strings.Join(sel, ", "))
		row, err := res.Next(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for j, c := range cols {
			if !same(row[j], want[i][j]) {
				t.Errorf("literal %s: %#v, want %#v", sel[j], row[j], want[i][j])
			}
			if got := res.Columns()[j].Type; want[i][j] != nil && got != c.Type && c.Type.ID != sqltype.OID {
				t.Errorf("literal %s has type %s, want %s", sel[j], got, c.Type)
			}
		}
		res.Close()
	}
}

func defs(cols []sqltype.Column) string {
	var parts []string
	for _, c := range cols {
		parts = append(parts, quoteIdent(c.Name)+" "+c.Type.DuckDB())
	}
	return strings.Join(parts, ", ")
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{"", "'", "a\x00b", `\'`, "$1 -- '", "naïve"} {
		f.Add(seed)
	}
	e, err := Open(Config{HistoryDir: f.TempDir(), TempDir: f.TempDir(), FilesDir: f.TempDir(), Threads: 1})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "?")
		c, release, err := e.internal(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		defer release()
		row, err := queryRow(context.Background(), c, "SELECT "+literal(sqltype.Of(sqltype.Text), text)+", 1")
		if err != nil || row[0] != text {
			t.Errorf("%q came back as %#v (%v)", text, row, err)
		}
	})
}
