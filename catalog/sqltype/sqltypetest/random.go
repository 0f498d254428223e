// Package sqltypetest has the oracle of tests about values: a private Postgres 15, and random values and settings to ask it
// about.
package sqltypetest

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"
	_ "time/tzdata" // zones, whatever the machine has

	"asof/catalog/sqltype"
)

const day int64 = 86_400_000_000

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

// RandomFormat makes settings, with a zone of many kinds.
func RandomFormat(t testing.TB, r *rand.Rand) *sqltype.Format {
	loc, err := time.LoadLocation(pick(r, "UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Asia/Tokyo", "America/St_Johns", "Australia/Lord_Howe", "America/Sao_Paulo"))
	if err != nil {
		t.Fatal(err)
	}
	return &sqltype.Format{
		Location: loc, DateStyle: pick(r, "ISO", "ISO", "Postgres", "SQL", "German"), DateOrder: pick(r, "MDY", "DMY", "YMD"),
		IntervalStyle:    pick(r, "postgres", "postgres_verbose", "sql_standard", "iso_8601"),
		ExtraFloatDigits: pick(r, 1, 1, 3, 0, -3, -15), ByteaEscape: r.IntN(2) == 0,
	}
}

// Scalars are the types of the oracle's tests.
var Scalars = []sqltype.ID{sqltype.Bool, sqltype.Int2, sqltype.Int4, sqltype.Int8, sqltype.OID, sqltype.Float4, sqltype.Float8, sqltype.Numeric, sqltype.Text, sqltype.Bytea, sqltype.Date, sqltype.Time, sqltype.TimeTZ, sqltype.Timestamp, sqltype.TimestampTZ, sqltype.Interval, sqltype.UUID, sqltype.JSON}

func randomInt(r *rand.Rand, bits int) int64 {
	v := int64(r.Uint64()) >> (64 - bits)
	return v >> r.IntN(bits)
}

// RandomValue makes a value of a scalar type, the edges of its range among them.
//
// One thing: a case for every type.
func RandomValue(r *rand.Rand, t sqltype.Type) any {
	switch t.ID {
	case sqltype.Bool:
		return r.IntN(2) == 0
	case sqltype.Int2:
		return randomInt(r, 16)
	case sqltype.Int4:
		return randomInt(r, 32)
	case sqltype.Int8:
		return randomInt(r, 64)
	case sqltype.OID:
		return int64(r.Uint32())
	case sqltype.Float4:
		v := math.Float32frombits(r.Uint32())
		switch r.IntN(5) {
		case 0:
			return float32(randomInt(r, 24))
		case 1:
			return float32(r.NormFloat64())
		case 2:
			return pick(r, float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN()), 0, float32(math.Copysign(0, -1)), 1e6, 999999, 1e-4, 1e-5)
		}
		return v
	case sqltype.Float8:
		switch r.IntN(5) {
		case 0:
			return float64(randomInt(r, 60))
		case 1:
			return r.NormFloat64() * math.Pow(10, float64(r.IntN(40)-20))
		case 2:
			return pick(r, math.Inf(1), math.Inf(-1), math.NaN(), 0, math.Copysign(0, -1), 1e15, 999999999999999, 1e-4, 1e-5, 123456789012345680)
		}
		return math.Float64frombits(r.Uint64())
	case sqltype.Numeric:
		if r.IntN(20) == 0 {
			return sqltype.Decimal{Special: pick(r, sqltype.NaN, sqltype.PosInf, sqltype.NegInf)}
		}
		i := big.NewInt(randomInt(r, 64))
		for range r.IntN(4) {
			i.Mul(i, big.NewInt(randomInt(r, 64)))
		}
		return sqltype.Decimal{Int: i, Scale: int32(r.IntN(30))}
	case sqltype.Text:
		b := make([]rune, r.IntN(8))
		for i := range b {
			b[i] = pick(r, 'a', 'Z', '0', ' ', '"', '\\', ',', '{', '}', '\n', 'é', '\'', '日')
		}
		if r.IntN(10) == 0 {
			return pick(r, "NULL", "null", "")
		}
		return string(b)
	case sqltype.Bytea:
		b := make([]byte, r.IntN(9))
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return b
	case sqltype.Date:
		if r.IntN(20) == 0 {
			return pick(r, sqltype.InfinityDays, sqltype.NegInfinityDays)
		}
		return sqltype.Days(pick(r, randomInt(r, 16), randomInt(r, 22), int64(-2440588)+int64(r.IntN(1e6)), int64(2145042906)-1-int64(r.IntN(1e6))))
	case sqltype.Time:
		return sqltype.TimeOfDay(randomClock(r))
	case sqltype.TimeTZ:
		return sqltype.TimeOfDayTZ{Time: sqltype.TimeOfDay(randomClock(r)), East: int32(pick(r, r.IntN(30)-15, 5, -3)*3600 + pick(r, 0, 0, 1800, 900, 61))}
	case sqltype.Timestamp, sqltype.TimestampTZ:
		if r.IntN(20) == 0 {
			return pick(r, sqltype.Infinity, sqltype.NegInfinity)
		}
		us := pick(r, randomInt(r, 52), randomInt(r, 58), r.Int64N(9e18), -r.Int64N(2e17))
		if r.IntN(2) == 0 {
			us -= us % pick(r, 1_000_000, 1000, day, int64(10))
		}
		return sqltype.Micros(us)
	case sqltype.Interval:
		return sqltype.Span{Months: int32(randomInt(r, pick(r, 6, 32)) * pick(r, int64(0), 1)), Days: int32(randomInt(r, pick(r, 6, 32)) * pick(r, int64(0), 1)), Micros: randomInt(r, pick(r, 20, 40, 63)) * pick(r, int64(0), 1)}
	case sqltype.UUID:
		var u [16]byte
		for i := range u {
			u[i] = byte(r.Uint32())
		}
		return u
	case sqltype.JSON:
		return pick(r, `{"a": [1, null, "x\"y"]}`, `null`, `"é"`, `[]`, ` 1.50 `)
	}
	panic(t.ID)
}

func randomClock(r *rand.Rand) int64 {
	us := r.Int64N(day + 1)
	return pick(r, us, us-us%1_000_000, us-us%1000, 0, day)
}

// RandomArray makes an array of one or two dimensions, with NULLs.
func RandomArray(r *rand.Rand, elem sqltype.Type) []any {
	n := r.IntN(4)
	nested := r.IntN(3) == 0 && n > 0
	width := 1 + r.IntN(3)
	a := make([]any, n)
	for i := range a {
		if !nested {
			a[i] = randomElement(r, elem)
			continue
		}
		inner := make([]any, width)
		for j := range inner {
			inner[j] = randomElement(r, elem)
		}
		a[i] = inner
	}
	return a
}

func randomElement(r *rand.Rand, elem sqltype.Type) any {
	if r.IntN(5) == 0 {
		return nil
	}
	return RandomValue(r, elem)
}
