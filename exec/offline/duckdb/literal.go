package duckdb

import (
	"encoding/hex"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"

	"asof/catalog/sqltype"
)

// quoteIdent writes a name so that the engine reads it as a name, whatever it holds.
func quoteIdent(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// quoteString writes a string literal. The engine's literals take no escapes but the doubled quote; a NUL cannot stand in
// SQL text.
func quoteString(s string) string {
	if strings.IndexByte(s, 0) < 0 {
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	parts := strings.Split(s, "\x00")
	for i, p := range parts {
		parts[i] = "'" + strings.ReplaceAll(p, "'", "''") + "'"
	}
	return "(" + strings.Join(parts, " || chr(0) || ") + ")"
}

// literal writes v, a Go value of type t, as an SQL expression of exactly that type and value. It is the one way by which
// arguments, keys and times get into SQL text.
func literal(t sqltype.Type, v any) string {
	if v == nil {
		return "CAST(NULL AS " + t.DuckDB() + ")"
	}
	if list, ok := v.([]any); ok {
		return listLiteral(t, list)
	}
	if t.Array {
		t = t.Elem()
	}
	switch v := v.(type) {
	case bool:
		if v {
			return "true"
		}
		return "false"
	case sqltype.Micros:
		fn := "make_timestamp"
		if t.ID == sqltype.TimestampTZ {
			fn = "make_timestamptz"
		}
		if v != sqltype.Infinity && v != sqltype.NegInfinity {
			return fn + "(" + bigint(int64(v)) + ")"
		}
	case sqltype.Days:
		if v != sqltype.InfinityDays && v != sqltype.NegInfinityDays {
			return "make_date(CAST(" + strconv.Itoa(int(v)) + " AS INTEGER))"
		}
	case sqltype.Span:
		return fmt.Sprintf("(to_months(CAST(%d AS INTEGER)) + to_days(CAST(%d AS INTEGER)) + to_microseconds(%s))", v.Months, v.Days, bigint(v.Micros))
	case []byte:
		return "unhex('" + hex.EncodeToString(v) + "')"
	case string:
		if t.DuckDB() == "VARCHAR" {
			return "CAST(" + quoteString(v) + " AS VARCHAR)"
		}
	case sqltype.Decimal:
		if v.Special == sqltype.Finite {
			return decimalLiteral(t, v)
		}
		return "CAST(" + quoteString(textOf(t, v)) + " AS DOUBLE)" // the engine's decimals have no such values
	}
	return "CAST(" + quoteString(textOf(t, v)) + " AS " + t.DuckDB() + ")"
}

// bigint writes an integer. The least one cannot be written as a number: its digits alone are out of range.
func bigint(v int64) string {
	if v == math.MinInt64 {
		return "CAST('-9223372036854775808' AS BIGINT)"
	}
	return "CAST(" + strconv.FormatInt(v, 10) + " AS BIGINT)"
}

// decimalLiteral writes a finite decimal: of t's precision, or of the value's own scale where t leaves it open.
func decimalLiteral(t sqltype.Type, d sqltype.Decimal) string {
	text := decimalText(d)
	if t.ID == sqltype.Numeric && t.Precision == 0 {
		scale := min(max(int(d.Scale), 0), 38)
		return fmt.Sprintf("CAST('%s' AS DECIMAL(38,%d))", text, scale)
	}
	return "CAST('" + text + "' AS " + t.DuckDB() + ")"
}

// listLiteral writes an array. An empty one needs its type said, and so has every level of an array of arrays.
func listLiteral(t sqltype.Type, list []any) string {
	elem := t.Elem()
	typ := elem.DuckDB() + strings.Repeat("[]", depth(list))
	parts := make([]string, len(list))
	for i, v := range list {
		if v == nil {
			parts[i] = "NULL"
			continue
		}
		parts[i] = literal(elem, v)
	}
	return "CAST([" + strings.Join(parts, ", ") + "] AS " + typ + ")"
}

// depth is the number of dimensions of an array.
func depth(list []any) int {
	d := 1
	for _, v := range list {
		if l, ok := v.([]any); ok {
			d = max(d, 1+depth(l))
		}
	}
	return d
}

// textOf writes a value as text that the engine's cast to t reads back exactly.
func textOf(t sqltype.Type, v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case float32:
		return strconv.FormatFloat(float64(v), 'g', -1, 32)
	case []byte:
		return `\x` + hex.EncodeToString(v)
	case [16]byte:
		h := hex.EncodeToString(v[:])
		return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
	case sqltype.Decimal:
		switch v.Special {
		case sqltype.NaN:
			return "NaN"
		case sqltype.PosInf:
			return "Infinity"
		case sqltype.NegInf:
			return "-Infinity"
		}
		return decimalText(v)
	case sqltype.TimeOfDay:
		return clock(int64(v))
	case sqltype.TimeOfDayTZ:
		sign, east := '+', v.East
		if east < 0 {
			sign, east = '-', -east
		}
		return fmt.Sprintf("%s%c%02d:%02d:%02d", clock(int64(v.Time)), sign, east/3600, east/60%60, east%60)
	case sqltype.Days:
		return daysText(v)
	case sqltype.Micros:
		return microsText(t, v)
	case sqltype.Span:
		return fmt.Sprintf("%d months %d days %d microseconds", v.Months, v.Days, v.Micros)
	}
	return fmt.Sprint(v)
}

func clock(us int64) string {
	return fmt.Sprintf("%02d:%02d:%02d.%06d", us/3_600_000_000, us/60_000_000%60, us/1_000_000%60, us%1_000_000)
}

func daysText(d sqltype.Days) string {
	switch d {
	case sqltype.InfinityDays:
		return "infinity"
	case sqltype.NegInfinityDays:
		return "-infinity"
	}
	return civil(int64(d)).String()
}

func microsText(t sqltype.Type, m sqltype.Micros) string {
	switch m {
	case sqltype.Infinity:
		return "infinity"
	case sqltype.NegInfinity:
		return "-infinity"
	}
	const day = 86_400_000_000
	d := floorDiv(int64(m), day)
	date, rest := civil(d), int64(m)-d*day
	zone := ""
	if t.ID == sqltype.TimestampTZ {
		zone = "+00"
	}
	bc := ""
	if date.year <= 0 {
		date.year, bc = 1-date.year, " (BC)"
	}
	return date.String() + bc + " " + clock(rest) + zone
}

// date is a day of the proleptic Gregorian calendar. time.Time does not reach as far as the engine's dates.
type date struct {
	year       int64
	month, day int64
}

func (d date) String() string {
	if d.year <= 0 {
		return fmt.Sprintf("%04d-%02d-%02d (BC)", 1-d.year, d.month, d.day)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
}

// civil is the date of a day since 1970-01-01, counted in eras of 400 years that begin on the first of March.
func civil(days int64) date {
	z := days + 719468
	era := floorDiv(z, 146097)
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	d := date{year: yoe + era*400, month: mp + 3, day: doy - (153*mp+2)/5 + 1}
	if d.month > 12 {
		d.month -= 12
		d.year++
	}
	return d
}

// rescale is d's integer at another scale, rounded half away from zero as an assignment to numeric(p,s) is.
func rescale(d sqltype.Decimal, scale int32) *big.Int {
	n := new(big.Int).Set(d.Int)
	if scale >= d.Scale {
		return n.Mul(n, pow10(scale-d.Scale))
	}
	div := pow10(d.Scale - scale)
	half := new(big.Int).Quo(div, big.NewInt(2))
	if n.Sign() < 0 {
		half.Neg(half)
	}
	return n.Quo(n.Add(n, half), div)
}

func pow10(n int32) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }
