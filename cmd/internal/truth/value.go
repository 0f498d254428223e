package truth

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// A value of the loop is nil, a bool, an int64 (integers, days of a date, microseconds of a time, of a day's or of an interval), a *big.Rat
// (numeric), a float64, a string (text, json, uuid, the bytes of a bytea) or a []any (arrays).

// kind is how values of a type are kept.
type kind int

const (
	kBool kind = iota
	kInt
	kNumeric
	kFloat
	kText
	kUUID
	kBytea
	kDate
	kTimestamp
	kInterval
	kOfDay
	kJSON
	kArray
)

// typ is a type of SQL.
type typ struct {
	name  string
	kind  kind
	oid   uint32
	scale int // of a numeric
	elem  *typ
}

var (
	tBool      = typ{name: "bool", kind: kBool, oid: 16}
	tInt2      = typ{name: "smallint", kind: kInt, oid: 21}
	tInt4      = typ{name: "int", kind: kInt, oid: 23}
	tInt8      = typ{name: "bigint", kind: kInt, oid: 20}
	tNumeric   = typ{name: "numeric(9,2)", kind: kNumeric, oid: 1700, scale: 2}
	tWide      = typ{name: "numeric(24,6)", kind: kNumeric, oid: 1700, scale: 6}
	tFloat4    = typ{name: "real", kind: kFloat, oid: 700}
	tFloat8    = typ{name: "double precision", kind: kFloat, oid: 701}
	tText      = typ{name: "text", kind: kText, oid: 25}
	tUUID      = typ{name: "uuid", kind: kUUID, oid: 2950}
	tBytea     = typ{name: "bytea", kind: kBytea, oid: 17}
	tDate      = typ{name: "date", kind: kDate, oid: 1082}
	tTime      = typ{name: "timestamptz", kind: kTimestamp, oid: 1184}
	tLocal     = typ{name: "timestamp", kind: kTimestamp, oid: 1114}
	tOfDay     = typ{name: "time", kind: kOfDay, oid: 1083}
	tJSON      = typ{name: "json", kind: kJSON, oid: 114}
	tInts      = arrayOf(tInt4)
	tTexts     = arrayOf(tText)
	tInterval  = typ{name: "interval", kind: kInterval, oid: 1186}
	tSumOfInt8 = typ{name: "numeric", kind: kNumeric, oid: 1700}
)

var arrayOIDs = map[uint32]uint32{16: 1000, 21: 1005, 23: 1007, 20: 1016, 1700: 1231, 700: 1021, 701: 1022, 25: 1009, 2950: 2951, 17: 1001, 1083: 1183, 1186: 1187, 114: 199, 1082: 1182, 1184: 1185, 1114: 1115}

func arrayOf(t typ) typ {
	return typ{name: t.name + "[]", kind: kArray, oid: arrayOIDs[t.oid], elem: &t}
}

const (
	second = int64(1_000_000)
	minute = 60 * second
	hour   = 60 * minute
	day    = 24 * hour
)

func timeText(us int64) string {
	return strings.TrimSuffix(strings.TrimRight(time.UnixMicro(us).UTC().Format("2006-01-02 15:04:05.000000"), "0"), ".")
}

// text is a value as the server writes it under DateStyle ISO and TimeZone UTC.
func (t typ) text(v any) string {
	switch t.kind {
	case kBool:
		if v.(bool) {
			return "t"
		}
		return "f"
	case kInt:
		return strconv.FormatInt(v.(int64), 10)
	case kNumeric:
		return v.(*big.Rat).FloatString(t.scale)
	case kFloat:
		return floatText(v.(float64), t.oid == tFloat4.oid)
	case kBytea:
		return `\x` + hex.EncodeToString([]byte(v.(string)))
	case kDate:
		return time.UnixMicro(v.(int64) * day).UTC().Format("2006-01-02")
	case kTimestamp:
		if t.oid == tTime.oid {
			return timeText(v.(int64)) + "+00"
		}
		return timeText(v.(int64))
	case kOfDay:
		_, clock, _ := strings.Cut(timeText(v.(int64)), " ")
		return clock
	case kInterval:
		return intervalText(v.(int64))
	case kArray:
		return t.arrayText(v.([]any))
	}
	return v.(string)
}

func floatText(f float64, single bool) string {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	case single:
		return strconv.FormatFloat(f, 'g', -1, 32)
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

// intervalText is a span that is not negative: days are split off, as the difference of two times is written.
func intervalText(us int64) string {
	var parts []string
	switch d := us / day; {
	case d == 1:
		parts = append(parts, "1 day")
	case d > 1:
		parts = append(parts, fmt.Sprintf("%d days", d))
	}
	if us %= day; us > 0 || parts == nil {
		text := fmt.Sprintf("%02d:%02d:%02d", us/hour, us/minute%60, us/second%60)
		if f := us % second; f > 0 {
			text += strings.TrimRight(fmt.Sprintf(".%06d", f), "0")
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " ")
}

func (t typ) arrayText(list []any) string {
	var parts []string
	for _, v := range list {
		if v == nil {
			parts = append(parts, "NULL")
			continue
		}
		text := t.elem.text(v)
		if text == "" || strings.EqualFold(text, "null") || strings.ContainsAny(text, "{},\"\\ \t\n\r\v\f") {
			text = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
		}
		parts = append(parts, text)
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// literal is a value as a typed constant.
func (t typ) literal(v any) string {
	switch {
	case v == nil:
		return "NULL::" + t.name
	case t.kind == kBytea:
		return "unhex('" + hex.EncodeToString([]byte(v.(string))) + "')"
	case t.kind == kArray:
		var list []string
		for _, e := range v.([]any) {
			list = append(list, t.elem.literal(e))
		}
		return "[" + strings.Join(list, ", ") + "]::" + t.name
	}
	return quote(t.text(v)) + "::" + t.name
}

// constant is a value as a condition on a key may have it.
func (t typ) constant(v any) string {
	if t.kind == kBytea {
		return quote(t.text(v))
	}
	return t.literal(v)
}

func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// instant is a time as a constant.
func instant(us int64) string { return quote(timeText(us)+"+00") + "::timestamptz" }

// interval is a span as a constant, in the largest unit that fits.
func interval(us int64) string {
	for _, u := range []struct {
		us   int64
		name string
	}{{day, "days"}, {hour, "hours"}, {minute, "minutes"}, {second, "seconds"}} {
		if us != 0 && us%u.us == 0 {
			return fmt.Sprintf("%d %s", us/u.us, u.name)
		}
	}
	return fmt.Sprintf("%d microseconds", us)
}

// compare orders two values that are not NULL: NaN is the greatest number, -0 = 0, texts compare by bytes.
func compare(a, b any) int {
	switch a := a.(type) {
	case bool:
		return cmp.Compare(map[bool]int{true: 1}[a], map[bool]int{true: 1}[b.(bool)])
	case int64:
		return cmp.Compare(a, b.(int64))
	case *big.Rat:
		return a.Cmp(b.(*big.Rat))
	case float64:
		b := b.(float64)
		if math.IsNaN(a) || math.IsNaN(b) {
			return -cmp.Compare(a, b) // Go has NaN lowest
		}
		return cmp.Compare(a, b)
	}
	return strings.Compare(a.(string), b.(string))
}

func rat(v any) *big.Rat {
	switch v := v.(type) {
	case int64:
		return new(big.Rat).SetInt64(v)
	case float64:
		return new(big.Rat).SetFloat64(v)
	}
	return v.(*big.Rat)
}

func nearest(r *big.Rat) float64 { f, _ := r.Float64(); return f }
