package sqltype_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/catalog/sqltype/sqltypetest"
)

// TestPostgresAgrees prints random values under one format, which Postgres reads under the same and prints under it again and
// under another one; the first must be our text again, and the second must be what we print, of the value that we read from
// our own text.
func TestPostgresAgrees(t *testing.T) {
	o := sqltypetest.StartPostgres(t)
	r := rand.New(rand.NewPCG(1, 2))
	compared := 0
	for round := range 60 {
		f := sqltypetest.RandomFormat(t, r)
		// SQL and German dates with a zone print its abbreviation, which is not always readable; infinity of precision is lost
		// below the shortest float. Those directions are compared as text only.
		o.Set(f)
		for range 6 {
			for _, id := range sqltypetest.Scalars {
				typ := sqltype.Of(id)
				var v any = nil
				if r.IntN(4) == 0 {
					typ = sqltype.ArrayOf(typ)
					v = sqltypetest.RandomArray(r, typ.Elem())
				} else {
					v = sqltypetest.RandomValue(r, typ)
				}
				compared++
				exact := *f
				exact.DateStyle, exact.ExtraFloatDigits = "ISO", 1
				in := string(sqltype.AppendText(nil, typ, v, &exact))
				want, err := o.Text("SELECT $1::"+typ.String(), in)
				if err != nil {
					t.Fatalf("round %d: Postgres refuses our %s %q: %v", round, typ, in, err)
				}
				if got := string(sqltype.AppendText(nil, typ, v, f)); got != want {
					t.Errorf("%s under %+v\n of %s\ngot  %s\nwant %s", typ, *f, in, got, want)
				}
				back, err := sqltype.ParseText(typ, in, f)
				if err != nil {
					t.Errorf("%s %q is not read: %v", typ, in, err)
					continue
				}
				if again := string(sqltype.AppendText(nil, typ, back, &exact)); again != in {
					t.Errorf("%s: %q is read as %q", typ, in, again)
				}
				// What Postgres printed, we read as it does.
				wantBack, wantErr := o.Text("SELECT $1::"+typ.String(), want)
				gotBack, gotErr := sqltype.ParseText(typ, want, f)
				switch {
				case (wantErr == nil) != (gotErr == nil):
					t.Errorf("%s under %+v: reading %q: got %v, want %v", typ, *f, want, gotErr, wantErr)
				case wantErr == nil:
					if got := string(sqltype.AppendText(nil, typ, gotBack, f)); got != wantBack {
						t.Errorf("%s under %+v: reading %q\ngot  %s\nwant %s", typ, *f, want, got, wantBack)
					}
				}
			}
		}
	}
	t.Logf("%d values compared", compared)
}

// inputs are texts that people write, right and wrong, per type.
var inputs = map[sqltype.ID][]string{
	sqltype.Bool:    {"t", "true", " TRUE ", "y", "yes", "on", "1", "f", "no", "off", "of", "o", "", "2", "tru", "truee"},
	sqltype.Int2:    {"1", " -32768 ", "32768", "+5", "--5", "", "1x", "x", "1.0", "99999999999999999999x"},
	sqltype.Int4:    {"2147483647", "2147483648", " 12\n", "- 1"},
	sqltype.Int8:    {"9223372036854775807", "9223372036854775808", "-9223372036854775808"},
	sqltype.OID:     {"1", "4294967295", "4294967296", "-1", "-2147483649", "x", ""},
	sqltype.Float4:  {"1e38", "1e39", "1e-50", "nan", "inf", "-Infinity", "1e", "x", "", "1.17549435e-38", "0x10", "1_0"},
	sqltype.Float8:  {"1e308", "1e309", "1e-400", "0e-400", "NaN", "+inf", "1.5e+3", ".5", "5.", ".", " 1 ", "1 2", "infinit", "0x1p3", "-nan"},
	sqltype.Numeric: {"1", "1.50", "-.5", "5.", ".", "1e3", "1.5e-3", "1e", "nan", "Infinity", "-inf", "infinityx", "", " 12.0 ", "1 2", "1e200000", "0e200000", "1e-20000", "--1", "+1", "0x10", "1_000", "000.100"},
	sqltype.Bytea:   {`\x`, `\xDEAD beef`, `\xabc`, `\xzz`, `a\\b`, `a\101`, `a\9`, `\`, `abc`, `\400`},
	sqltype.UUID: {"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "A0EEBC999C0B4EF8BB6D6BB9BD380A11", "{a0eebc99-9c0b4ef8-bb6d6bb9-bd380a11}",
		"{a0eebc99-9c0b4ef8-bb6d6bb9-bd380a11", "a0eebc99", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1g", "a-0eebc999c0b4ef8bb6d6bb9bd380a11", ""},
	sqltype.JSON: {`{"a":1}`, ` [1, 2] `, `{`, `{"a"}`, ``, `tru`, `"a`, `1 2`, `{"a":1,}`, `01`},
	sqltype.Date: {"2001-03-01", "March 1, 2001", "1 Mar 2001", "01/02/2003", "1/2/03", "20010301", "010301", "2001.060", "J2451970", "jan-08-1999", "08-Jan-99", "99-08-Jan",
		"0044-03-15 BC", "44-3-15 bc", "infinity", "-infinity", "epoch", "2001-02-30", "2001-13-01", "13/13/2001", "0000-01-01", "5874897-12-31", "5874898-01-01", "4714-11-24 BC",
		"4714-11-23 BC", "x", "", "2001-03", "2001", "2001-03-01 25:00", "Thu Mar 01 2001", "2001-03-01T12:00Z", "12:00", "2001 060", "2001-060", "1999-01-08 BC BC", "January 8, 99 BC", "2001/3/1", "1.3.2001", "2001-03-01x",
		"tuesday", "2001-Mar-01", "01-Mar-2001 12:00 America/New_York", "2001-3-1 foo", "1 2 3 4", "2001-03-01 2001-03-02"},
	sqltype.Time: {"12:00", "12:00:00.5", "24:00:00", "24:00:01", "23:59:60", "23:59:61", "25:00", "120000", "1200", "12", "04:05 PM", "12:05 AM", "13:05 PM", "040506.789", "T04:05:06", "04:05:06-08:00",
		"allballs", "x", "", "2001-03-01 12:00", "12:00 America/New_York", "2001-03-01 12:00 America/New_York", "04:05:06 PST", "12:60", "00:00:00.9999999", "1:2:3", "12:00:00,5", "-1:00", "12:00:00.5.5"},
	sqltype.TimeTZ: {"12:00+02", "12:00:00.5-05:30", "12:00Z", "12:00 UTC", "12:00+16", "12:00 PST", "12:00+0530", "12:00 +05:30:15", "2001-07-01 12:00 America/New_York", "12:00 America/New_York", "24:00+00", "x", "040506-08", "12:00+5", "12:00-00:00"},
	sqltype.Timestamp: {"2001-03-01 12:00", "2001-03-01T12:00:00.123456", "2001-03-01 12:00Z", "2001-03-01 12:00:00+02", "2001-03-01", "infinity", "-infinity", "epoch", "20010301T120000", "20010301 120000", "2001-03-01 24:00",
		"2001-03-01 12:00:60", "2001-03-01 12:00:00.1234567", "2001-02-29", "294246-12-31 23:59:59", "4714-11-24 00:00 BC", "4714-11-23 BC", "Thu Mar 01 12:00:00 2001", "Thu Mar 01 12:00:00 2001 CET", "x", "", "12:00",
		"01/03/2001 12:00 AM", "2001-03-01 13:00 PM", "1999-01-08 04:05:06 BC", "2001-3-1 1:2:3", "March 1 2001 12:00", "2001-03-01 12:00:00 foo", "2001-03-01 12:00 12:00", "2001-03-01 at 12:00", "2001-03-01 t12:00", "2001-03-01T", "T12:00",
		"infinity 12:00", "2001-03-01 120000-05", "2001-03-01 1200", "2001-03-01 12", "2001-03-01 12:00:00+99", "J2451970.5", "2001-03-01\t12:00", "2001-03-01 12:00:00.", "Jan 1 99", "2001-01-01 00:00:00.0000005",
		"2001-03-01 12:00:00.1234565", "٣"},
	sqltype.TimestampTZ: {"2001-03-01 12:00Z", "2001-03-01T12:00:00.123+02", "2001-03-01 12:00", "2001-07-01 12:00", "2001-03-25 02:30", "2001-10-28 02:30", "2001-03-01 12:00 America/New_York", "2001-07-01 12:00 america/new_york",
		"2001-03-01 12:00 PST", "2001-03-01 12:00 EST", "2001-03-01 12:00 MSK", "2001-03-01 12:00 JST", "2001-03-01 12:00 CEST", "2001-03-01 12:00 UTC+3", "2001-03-01 12:00 GMT-3", "2001-03-01 12:00+05:30", "2001-03-01 12:00+0530", "2001-03-01 12:00-12:45:30",
		"2001-03-01 12:00+16", "2001-03-01 12:00+15:59", "2001-03-01 12:00+02:60", "2001-03-01 12:00 Nowhere/Land", "2001-03-01 12:00 foo", "infinity", "-infinity", "epoch", "2001-03-01", "294246-12-31 23:59:59+00",
		"4714-11-24 00:00+00 BC", "2001-03-01 12:00 z", "2001-03-01 12:00 zulu", "Thu Mar 01 12:00:00 2001 UTC", "0044-03-15 12:00+00 BC", "2001-03-01 12:00:00 EST5EDT", "2001-03-01 12:00 +2", "1800-01-01 12:00", "x", "2001-03-01 12:00+02 UTC",
		"2001-04-01 02:30", "2001-10-28 01:30", "2001-10-28 00:30"},
	sqltype.Interval: {"30 minutes", "2158333333:20:00", "-2562047788:00:54.775807", "2562047789:00:00", "1 day 02:03:04", "P1DT2H", "-1 mon +2 days", "1-2", "-1-2 +3 -4:05:06", "1 year 2 mons", "@ 1 minute ago", "1.5 months", "1.5 weeks", "1.5 years", "1.5 days", "0.5 hours", "1 week", "1 decade", "1 century", "1 millennium",
		"100 ms", "5 us", "1.5 s", "90", "1:30", "1:30.5", "1:30:00.5", "-1:30", "1 day -1:00", "P1Y2M3DT4H5M6.7S", "P1Y2M3W4D", "PT0S", "P0001-02-03T04:05:06", "PT1.5H", "P-1D", "P", "PT", "P1DT", "P1DT04:05:06", "P1Y-2M", "P2001-02", "P-1-2", "P1-2-3-4", "PT04:05", "PT-04:05", "P1", "PT1", "P1H", "PT1D", "P1Y1", "P0001-02-03T1H", "PT1H:2", "PTT", "p1d", "P 1D", "", "x", "1 x", "infinity", "1 day 1 day", "1h30m", "1d2h",
		"1 mon ago", "1 quarter", "999999999999 years", "99999999999 days", "2147483647 mons", "2147483648 mons", "1 12:59:10", "1 2", "1 day 2", "25:00:00", "1:60", "1 2:03", "-1 2:03", "1 day ago 2 hours", "1.5", "1 hour 30", ".5 day", "1. day", "+1 day", "1 days 1 hours 1 minutes 1.123456789 seconds",
		"1 sec 5 ms", "1.5 sec 5 ms", "P1.5D", "1 month 2.5", "-0.5 days", "1 year-2 months", "1-13", "1 milliseconds", "1 microseconds", "1 hr 2 mins", "ago", "1 day  ago"},
	sqltype.Text: {"", "a", "é"},
}

// arrayInputs are texts of text[] and int4[].
var arrayInputs = []string{"{}", "{a,b}", `{a,"b,c",NULL}`, `{"NULL",null}`, `{ a , b }`, `{"a" , "b"}`, "{{a,b},{c,d}}", "{{a},{b,c}}", "{a,{b}}", "{{a},b}", "", "a", "{", "{a", "{a}}", "{a}x", "{a,}", "{,a}", "{,}", `{"a}`,
	`{a"b}`, `{"a"b}`, `{a\"b}`, `{\N\U\L\L}`, "{{},{}}", "{{}}", "{{},{a}}", "{{a},{}}", "{ }", "{{ } }", "[1:2]={a,b}", "[1:3]={a,b}", "[2]={a,b}", "[1:2]", "[a]={b}", "[2:1]={}", " {a} ", `{"a\\b"}`, "{a b}", "{{{{{{{a}}}}}}}", "{{{{{{a}}}}}}", "{1,2}", "{1, x}", "{{1,2},{3,NULL}}"}

// TestPostgresReads compares what is read from texts, and the errors, under several formats.
func TestPostgresReads(t *testing.T) {
	o := sqltypetest.StartPostgres(t)
	r := rand.New(rand.NewPCG(3, 4))
	for range 12 {
		f := sqltypetest.RandomFormat(t, r)
		f.ExtraFloatDigits = 1
		o.Set(f)
		check := func(typ sqltype.Type, in string) {
			want, wantErr := o.Text("SELECT $1::"+typ.String(), in)
			v, gotErr := sqltype.ParseText(typ, in, f)
			if wantErr != nil || gotErr != nil {
				if got, want := errorText(gotErr), errorText(wantErr); got != want {
					t.Errorf("%s %q under %s %s %s\ngot  %s\nwant %s (%s)", typ, in, f.DateStyle, f.DateOrder, f.IntervalStyle, got, want, want)
				}
				return
			}
			if got := string(sqltype.AppendText(nil, typ, v, f)); got != want {
				t.Errorf("%s %q under %s %s %s %s\ngot  %s\nwant %s", typ, in, f.DateStyle, f.DateOrder, f.IntervalStyle, f.Location, got, want)
			}
		}
		for id, texts := range inputs {
			for _, in := range texts {
				check(sqltype.Of(id), in)
			}
		}
		for _, in := range arrayInputs {
			check(sqltype.ArrayOf(sqltype.Of(sqltype.Text)), in)
			check(sqltype.ArrayOf(sqltype.Of(sqltype.Int4)), in)
		}
		for _, in := range inputs[sqltype.Numeric] {
			check(sqltype.DecimalOf(5, 2), in)
		}
		for _, in := range []string{"999.994", "999.995", "-999.996", "1e5", "0.005", "-0.005"} {
			check(sqltype.DecimalOf(5, 2), in)
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return "no error"
	}
	if e, ok := err.(*pgconn.PgError); ok {
		return e.Code + " " + e.Message
	}
	e := sqlerr.From(err)
	return e.Code + " " + strings.TrimSpace(e.Message)
}
