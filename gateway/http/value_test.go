package http

import (
	"encoding/json"
	"math"
	"math/big"
	"testing"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// Each value as JSON, and back.
func TestValues(t *testing.T) {
	numeric := func(s string) sqltype.Decimal {
		v, err := sqltype.ParseText(sqltype.Of(sqltype.Numeric), s, format)
		if err != nil {
			t.Fatal(err)
		}
		return v.(sqltype.Decimal)
	}
	typed := func(s string, id sqltype.ID) any {
		v, err := sqltype.ParseText(sqltype.Of(id), s, format)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	big1 := numeric("123456789012345678901234567890.123456789")
	tests := []struct {
		id          sqltype.ID
		v           any
		exact, text string // text is "" if it is the same
	}{
		{sqltype.Bool, true, `true`, ``},
		{sqltype.Int2, int64(-32768), `-32768`, ``},
		{sqltype.Int4, int64(2147483647), `2147483647`, ``},
		{sqltype.Int8, int64(math.MaxInt64), `9223372036854775807`, `"9223372036854775807"`},
		{sqltype.Int8, int64(math.MinInt64), `-9223372036854775808`, `"-9223372036854775808"`},
		{sqltype.Int8, int64(9007199254740993), `9007199254740993`, `"9007199254740993"`},
		{sqltype.Numeric, big1, `123456789012345678901234567890.123456789`, `"123456789012345678901234567890.123456789"`},
		{sqltype.Numeric, numeric("12.50"), `12.50`, `"12.50"`},
		{sqltype.Numeric, numeric("-0.05"), `-0.05`, `"-0.05"`},
		{sqltype.Numeric, sqltype.Decimal{Int: big.NewInt(12), Scale: -3}, `12000`, `"12000"`},
		{sqltype.Numeric, sqltype.Decimal{Special: sqltype.NaN}, `"NaN"`, ``},
		{sqltype.Float4, float32(0.1), `0.1`, ``},
		{sqltype.Float8, 0.1, `0.1`, ``},
		{sqltype.Float8, 1e300, `1e+300`, ``},
		{sqltype.Float8, 5e-324, `5e-324`, ``},
		{sqltype.Float8, math.NaN(), `"NaN"`, ``},
		{sqltype.Float8, math.Inf(1), `"Infinity"`, ``},
		{sqltype.Float8, math.Inf(-1), `"-Infinity"`, ``},
		{sqltype.Float4, float32(math.Inf(-1)), `"-Infinity"`, ``},
		{sqltype.Text, "a\"b\\c\n\x01é😀</script>", `"a\"b\\c\u000a\u0001é😀</script>"`, ``},
		{sqltype.Text, "", `""`, ``},
		{sqltype.Bytea, []byte{0, 255, 16}, `"AP8Q"`, ``},
		{sqltype.Date, typed("2001-02-03", sqltype.Date), `"2001-02-03"`, ``},
		{sqltype.Date, sqltype.InfinityDays, `"infinity"`, ``},
		{sqltype.Timestamp, typed("2001-02-03 04:05:06", sqltype.Timestamp), `"2001-02-03T04:05:06.000000"`, ``},
		{sqltype.TimestampTZ, typed("2001-02-03 04:05:06.000007+02", sqltype.TimestampTZ), `"2001-02-03T02:05:06.000007Z"`, ``},
		{sqltype.TimestampTZ, typed("1969-12-31 23:59:59.999999Z", sqltype.TimestampTZ), `"1969-12-31T23:59:59.999999Z"`, ``},
		{sqltype.TimestampTZ, sqltype.NegInfinity, `"-infinity"`, ``},
		{sqltype.Time, typed("04:05:06.5", sqltype.Time), `"04:05:06.5"`, ``},
		{sqltype.Interval, typed("1 day 2 hours", sqltype.Interval), `"P1DT2H"`, ``},
		{sqltype.UUID, typed("A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", sqltype.UUID), `"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"`, ``},
		{sqltype.JSON, `{"a": [1.50, null]}`, `{"a": [1.50, null]}`, ``},
	}
	for _, tt := range tests {
		typ := sqltype.Of(tt.id)
		if tt.text == "" {
			tt.text = tt.exact
		}
		for enc, want := range map[encoder]string{{}: tt.exact, {text: true}: tt.text} {
			got := string(enc.append(nil, typ, tt.v))
			if got != want || !json.Valid([]byte(got)) {
				t.Errorf("%s: %s, want %s", typ, got, want)
			}
			n, err := scan(got)
			if err != nil {
				t.Fatalf("%s: %v", got, err)
			}
			back, err := decode(got, &n, typ, "x")
			if err != nil {
				t.Errorf("%s: %v", got, err)
				continue
			}
			if again := string(enc.append(nil, typ, back)); again != want {
				t.Errorf("%s: %s came back as %s", typ, want, again)
			}
		}
	}
	list := []any{int64(1), nil, int64(3)}
	if got := string(encoder{}.append(nil, sqltype.ArrayOf(sqltype.Of(sqltype.Int8)), list)); got != "[1,null,3]" {
		t.Error(got)
	}
	if got := string(encoder{}.append(nil, sqltype.Of(sqltype.Text), nil)); got != "null" {
		t.Error(got)
	}
	far := sqltype.Micros(math.MaxInt64 - 1)
	if got := string(encoder{}.append(nil, sqltype.Of(sqltype.TimestampTZ), far)); got != `"+294247-01-10T04:00:54.775806Z"` {
		t.Error(got)
	}
	if got := string(encoder{}.append(nil, sqltype.Of(sqltype.Date), sqltype.Days(-719893))); got != `"-000001-12-31"` && got != `"-000001-01-01"` {
		t.Error(got)
	}
}

// What a type does not take.
func TestWrongValues(t *testing.T) {
	tests := []struct {
		id         sqltype.ID
		text, code string
	}{
		{sqltype.Bool, `"true"`, sqlerr.DatatypeMismatch},
		{sqltype.Bool, `1`, sqlerr.DatatypeMismatch},
		{sqltype.Int8, `1.5`, sqlerr.InvalidTextRepresentation},
		{sqltype.Int8, `1e3`, sqlerr.InvalidTextRepresentation},
		{sqltype.Int8, `9223372036854775808`, sqlerr.NumericValueOutOfRange},
		{sqltype.Int2, `32768`, sqlerr.NumericValueOutOfRange},
		{sqltype.Numeric, `1e1000000000000000000000`, sqlerr.NumericValueOutOfRange},
		{sqltype.Numeric, `1e131000`, sqlerr.NumericValueOutOfRange},
		{sqltype.Numeric, `"-1E-16000"`, sqlerr.NumericValueOutOfRange},
		{sqltype.Numeric, `"1e"`, sqlerr.InvalidTextRepresentation},
		{sqltype.Int8, `true`, sqlerr.DatatypeMismatch},
		{sqltype.Float8, `1e400`, sqlerr.NumericValueOutOfRange},
		{sqltype.Text, `7`, sqlerr.DatatypeMismatch},
		{sqltype.Text, `{}`, sqlerr.DatatypeMismatch},
		{sqltype.Bytea, `"not base64"`, sqlerr.InvalidTextRepresentation},
		{sqltype.TimestampTZ, `"yesterday"`, sqlerr.FeatureNotSupported},
		{sqltype.TimestampTZ, `"2001-13-01"`, "22008"},
		{sqltype.Date, `20010101`, sqlerr.DatatypeMismatch},
		{sqltype.UUID, `"x"`, sqlerr.InvalidTextRepresentation},
	}
	for _, tt := range tests {
		n, err := scan(tt.text)
		if err != nil {
			t.Fatal(err)
		}
		v, err := decode(tt.text, &n, sqltype.Of(tt.id), "x")
		if sqlerr.Code(err) != tt.code {
			t.Errorf("%s as %s: %v, %v", tt.text, sqltype.Of(tt.id), v, err)
		}
	}
}

// What is JSON and what is not, as the standard library sees it.
func FuzzScan(f *testing.F) {
	for _, s := range []string{`{"a":[1,-2.5e+3,"x\u00e9\n",true,false,null]}`, `01`, `-`, `1.`, `"\x"`, `"\ud83d\ude00"`, `[1,]`, `{"a"}`, ` [ ] `, `nul`, "\"\x01\"", `1e`, `-0`, `0.0E-0`, `[[[]]]`, ``, `"`, `"\`, `"\u12`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := scan(s)
		valid := json.Valid([]byte(s))
		if code := sqlerr.Code(err); code == sqlerr.UntranslatableCharacter || code == sqlerr.ProgramLimitExceeded {
			return // stricter than the library
		}
		if (err == nil) != valid {
			t.Fatalf("%q: %v, valid %v", s, err, valid)
		}
		if err == nil && n.kind == '"' {
			var want string
			if err := json.Unmarshal([]byte(s), &want); err == nil && sqltype.CheckText(s) == nil && n.text != want {
				t.Errorf("%q: %q, want %q", s, n.text, want)
			}
		}
	})
}
