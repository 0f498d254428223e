package sqltype

import (
	"math"
	"math/big"
)

// The Go values that carry SQL values through asof. NULL is nil. The type of a value does not tell timestamp from
// timestamptz: its column does.
//
//	bool                       bool
//	int2 int4 int8 oid         int64
//	float4, float8             float32, float64
//	numeric                    Decimal
//	text json name "char"      string
//	bytea                      []byte
//	date                       Days
//	time, timetz               TimeOfDay, TimeOfDayTZ
//	timestamp, timestamptz     Micros
//	interval                   Span
//	uuid                       [16]byte
//	arrays                     []any, nested for further dimensions; Rendered if they do not begin at 1
//	other                      Rendered

// Micros is an instant: microseconds since 1970-01-01 UTC; the two extremes are -infinity and infinity.
type Micros int64

// Days is a date: days since 1970-01-01; the two extremes are -infinity and infinity.
type Days int32

// The infinities of Postgres' dates and timestamps.
const (
	NegInfinity     Micros = math.MinInt64
	Infinity        Micros = math.MaxInt64
	NegInfinityDays Days   = math.MinInt32
	InfinityDays    Days   = math.MaxInt32
)

// TimeOfDay is microseconds since midnight, 24:00:00 included.
type TimeOfDay int64

// TimeOfDayTZ is a time of day with its zone, in seconds east of UTC.
type TimeOfDayTZ struct {
	Time TimeOfDay
	East int32
}

// Span is an interval: months, days and microseconds, each with its own sign.
type Span struct {
	Months, Days int32
	Micros       int64
}

// Rendered is a value of a type that only system catalogs have, as it goes to the client in either format.
type Rendered struct {
	Text   string
	Binary []byte
}

// Decimal is an exact number: Int / 10^Scale. A nil Int is one of the special values.
type Decimal struct {
	Int     *big.Int
	Scale   int32
	Special Special
}

// Special is a numeric that is no number.
type Special int8

// The special numerics.
const (
	Finite Special = iota
	NaN
	PosInf
	NegInf
)
