package sqltype

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/jackc/pgx/v5/pgconn"

	"asof/catalog/sqlerr"
)

// postgresBin is where Debian keeps the server whose output and input functions are the oracle.
const postgresBin = "/usr/lib/postgresql/15/bin"

// oracle is a private Postgres.
type oracle struct {
	*pgconn.PgConn
	t testing.TB
}

func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("ASOF_REQUIRE") == "1" {
		t.Fatalf("missing: %s", what)
	}
	t.Skipf("missing: %s", what)
}

// startPostgres makes a cluster in a temporary folder and serves it on a free port of the loopback address. The server refuses
// to run as root, so root starts it as user postgres.
func startPostgres(t testing.TB) *oracle {
	t.Helper()
	if _, err := os.Stat(filepath.Join(postgresBin, "initdb")); err != nil {
		missing(t, "Postgres 15")
	}
	dir, err := os.MkdirTemp("", "asof-pg-*")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	var as *syscall.SysProcAttr
	if os.Getuid() == 0 {
		u, err := user.Lookup("postgres")
		if err != nil {
			missing(t, "user postgres")
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(dir, uid, gid); err != nil {
			t.Fatal(err)
		}
		as = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	}
	command := func(name string, args ...string) *exec.Cmd {
		cmd := exec.Command(filepath.Join(postgresBin, name), args...)
		cmd.Dir, cmd.SysProcAttr = dir, as
		cmd.Env = []string{"LC_ALL=C", "PATH=/usr/bin:/bin"}
		return cmd
	}
	if out, err := command("initdb", "-D", dir+"/d", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N").CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	server := command("postgres", "-D", dir+"/d", "-p", strconv.Itoa(port), "-h", "127.0.0.1", "-k", dir, "-F")
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Process.Signal(syscall.SIGINT)
		server.Wait()
	})
	ctx := context.Background()
	for i := 0; ; i++ {
		c, err := pgconn.Connect(ctx, fmt.Sprintf("host=127.0.0.1 port=%d user=postgres database=postgres sslmode=disable", port))
		if err == nil {
			t.Cleanup(func() { c.Close(ctx) })
			return &oracle{c, t}
		}
		if i > 100 {
			t.Fatal(err)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// text runs a query of one value with text parameters.
func (o *oracle) text(sql string, params ...string) (string, error) {
	raw := make([][]byte, len(params))
	for i, p := range params {
		raw[i] = []byte(p)
	}
	res := o.ExecParams(context.Background(), sql, raw, nil, nil, nil).Read()
	if res.Err != nil {
		return "", res.Err
	}
	if res.Rows[0][0] == nil {
		return "NULL", nil
	}
	return string(res.Rows[0][0]), nil
}

// set makes the oracle's session like f.
func (o *oracle) set(f *Format) {
	o.t.Helper()
	bytea := "hex"
	if f.ByteaEscape {
		bytea = "escape"
	}
	sql := fmt.Sprintf("SET DateStyle='%s, %s'; SET IntervalStyle='%s'; SET TimeZone='%s'; SET extra_float_digits=%d; SET bytea_output='%s'",
		f.DateStyle, f.DateOrder, f.IntervalStyle, f.Location, f.ExtraFloatDigits, bytea)
	if _, err := o.Exec(context.Background(), sql).ReadAll(); err != nil {
		o.t.Fatal(err)
	}
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

func randomFormat(t testing.TB, r *rand.Rand) *Format {
	loc, err := time.LoadLocation(pick(r, "UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Asia/Tokyo", "America/St_Johns", "Australia/Lord_Howe", "America/Sao_Paulo"))
	if err != nil {
		t.Fatal(err)
	}
	return &Format{
		Location: loc, DateStyle: pick(r, "ISO", "ISO", "Postgres", "SQL", "German"), DateOrder: pick(r, "MDY", "DMY", "YMD"),
		IntervalStyle:    pick(r, "postgres", "postgres_verbose", "sql_standard", "iso_8601"),
		ExtraFloatDigits: pick(r, 1, 1, 3, 0, -3, -15), ByteaEscape: r.IntN(2) == 0,
	}
}

// scalars are the types of the oracle's tests.
var scalars = []ID{Bool, Int2, Int4, Int8, OID, Float4, Float8, Numeric, Text, Bytea, Date, Time, TimeTZ, Timestamp, TimestampTZ, Interval, UUID, JSON}

func randomInt(r *rand.Rand, bits int) int64 {
	v := int64(r.Uint64()) >> (64 - bits)
	return v >> r.IntN(bits)
}

func randomValue(r *rand.Rand, t Type) any {
	switch t.ID {
	case Bool:
		return r.IntN(2) == 0
	case Int2:
		return randomInt(r, 16)
	case Int4:
		return randomInt(r, 32)
	case Int8:
		return randomInt(r, 64)
	case OID:
		return int64(r.Uint32())
	case Float4:
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
	case Float8:
		switch r.IntN(5) {
		case 0:
			return float64(randomInt(r, 60))
		case 1:
			return r.NormFloat64() * math.Pow(10, float64(r.IntN(40)-20))
		case 2:
			return pick(r, math.Inf(1), math.Inf(-1), math.NaN(), 0, math.Copysign(0, -1), 1e15, 999999999999999, 1e-4, 1e-5, 123456789012345680)
		}
		return math.Float64frombits(r.Uint64())
	case Numeric:
		if r.IntN(20) == 0 {
			return Decimal{Special: pick(r, NaN, PosInf, NegInf)}
		}
		i := big.NewInt(randomInt(r, 64))
		for range r.IntN(4) {
			i.Mul(i, big.NewInt(randomInt(r, 64)))
		}
		return Decimal{Int: i, Scale: int32(r.IntN(30))}
	case Text:
		b := make([]rune, r.IntN(8))
		for i := range b {
			b[i] = pick(r, 'a', 'Z', '0', ' ', '"', '\\', ',', '{', '}', '\n', 'é', '\'', '日')
		}
		if r.IntN(10) == 0 {
			return pick(r, "NULL", "null", "")
		}
		return string(b)
	case Bytea:
		b := make([]byte, r.IntN(9))
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return b
	case Date:
		if r.IntN(20) == 0 {
			return pick(r, InfinityDays, NegInfinityDays)
		}
		return Days(pick(r, randomInt(r, 16), randomInt(r, 22), minDays+int64(r.IntN(1e6)), endDays-1-int64(r.IntN(1e6))))
	case Time:
		return TimeOfDay(randomClock(r))
	case TimeTZ:
		return TimeOfDayTZ{TimeOfDay(randomClock(r)), int32(pick(r, r.IntN(30)-15, 5, -3)*3600 + pick(r, 0, 0, 1800, 900, 61))}
	case Timestamp, TimestampTZ:
		if r.IntN(20) == 0 {
			return pick(r, Infinity, NegInfinity)
		}
		us := pick(r, randomInt(r, 52), randomInt(r, 58), r.Int64N(9e18), -r.Int64N(2e17))
		if r.IntN(2) == 0 {
			us -= us % pick(r, usPerSecond, 1000, usPerDay, 10)
		}
		return Micros(us)
	case Interval:
		return Span{int32(randomInt(r, pick(r, 6, 32)) * pick(r, int64(0), 1)), int32(randomInt(r, pick(r, 6, 32)) * pick(r, int64(0), 1)), randomInt(r, pick(r, 20, 40, 63)) * pick(r, int64(0), 1)}
	case UUID:
		var u [16]byte
		for i := range u {
			u[i] = byte(r.Uint32())
		}
		return u
	case JSON:
		return pick(r, `{"a": [1, null, "x\"y"]}`, `null`, `"é"`, `[]`, ` 1.50 `)
	}
	panic(t.ID)
}

func randomClock(r *rand.Rand) int64 {
	us := r.Int64N(usPerDay + 1)
	return pick(r, us, us-us%usPerSecond, us-us%1000, 0, usPerDay)
}

// TestPostgresAgrees prints random values under one format, which Postgres reads under the same and prints under it again and
// under another one; the first must be our text again, and the second must be what we print, of the value that we read from
// our own text.
func TestPostgresAgrees(t *testing.T) {
	o := startPostgres(t)
	r := rand.New(rand.NewPCG(1, 2))
	compared := 0
	for round := range 60 {
		f := randomFormat(t, r)
		// SQL and German dates with a zone print its abbreviation, which is not always readable; infinity of precision is lost
		// below the shortest float. Those directions are compared as text only.
		o.set(f)
		for range 6 {
			for _, id := range scalars {
				typ := Of(id)
				var v any = nil
				if r.IntN(4) == 0 {
					typ = ArrayOf(typ)
					v = randomArray(r, typ.Elem())
				} else {
					v = randomValue(r, typ)
				}
				compared++
				exact := *f
				exact.DateStyle, exact.ExtraFloatDigits = "ISO", 1
				in := string(AppendText(nil, typ, v, &exact))
				want, err := o.text("SELECT $1::"+typ.String(), in)
				if err != nil {
					t.Fatalf("round %d: Postgres refuses our %s %q: %v", round, typ, in, err)
				}
				if got := string(AppendText(nil, typ, v, f)); got != want {
					t.Errorf("%s under %+v\n of %s\ngot  %s\nwant %s", typ, *f, in, got, want)
				}
				back, err := ParseText(typ, in, f)
				if err != nil {
					t.Errorf("%s %q is not read: %v", typ, in, err)
					continue
				}
				if again := string(AppendText(nil, typ, back, &exact)); again != in {
					t.Errorf("%s: %q is read as %q", typ, in, again)
				}
				// What Postgres printed, we read as it does.
				wantBack, wantErr := o.text("SELECT $1::"+typ.String(), want)
				gotBack, gotErr := ParseText(typ, want, f)
				switch {
				case (wantErr == nil) != (gotErr == nil):
					t.Errorf("%s under %+v: reading %q: got %v, want %v", typ, *f, want, gotErr, wantErr)
				case wantErr == nil:
					if got := string(AppendText(nil, typ, gotBack, f)); got != wantBack {
						t.Errorf("%s under %+v: reading %q\ngot  %s\nwant %s", typ, *f, want, got, wantBack)
					}
				}
			}
		}
	}
	t.Logf("%d values compared", compared)
}

func randomArray(r *rand.Rand, elem Type) []any {
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

func randomElement(r *rand.Rand, elem Type) any {
	if r.IntN(5) == 0 {
		return nil
	}
	return randomValue(r, elem)
}

// inputs are texts that people write, right and wrong, per type.
var inputs = map[ID][]string{
	Bool:    {"t", "true", " TRUE ", "y", "yes", "on", "1", "f", "no", "off", "of", "o", "", "2", "tru", "truee"},
	Int2:    {"1", " -32768 ", "32768", "+5", "--5", "", "1x", "x", "1.0", "99999999999999999999x"},
	Int4:    {"2147483647", "2147483648", " 12\n", "- 1"},
	Int8:    {"9223372036854775807", "9223372036854775808", "-9223372036854775808"},
	OID:     {"1", "4294967295", "4294967296", "-1", "-2147483649", "x", ""},
	Float4:  {"1e38", "1e39", "1e-50", "nan", "inf", "-Infinity", "1e", "x", "", "1.17549435e-38", "0x10", "1_0"},
	Float8:  {"1e308", "1e309", "1e-400", "0e-400", "NaN", "+inf", "1.5e+3", ".5", "5.", ".", " 1 ", "1 2", "infinit", "0x1p3", "-nan"},
	Numeric: {"1", "1.50", "-.5", "5.", ".", "1e3", "1.5e-3", "1e", "nan", "Infinity", "-inf", "infinityx", "", " 12.0 ", "1 2", "1e200000", "0e200000", "1e-20000", "--1", "+1", "0x10", "1_000", "000.100"},
	Bytea:   {`\x`, `\xDEAD beef`, `\xabc`, `\xzz`, `a\\b`, `a\101`, `a\9`, `\`, `abc`, `\400`},
	UUID: {"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "A0EEBC999C0B4EF8BB6D6BB9BD380A11", "{a0eebc99-9c0b4ef8-bb6d6bb9-bd380a11}",
		"{a0eebc99-9c0b4ef8-bb6d6bb9-bd380a11", "a0eebc99", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1g", "a-0eebc999c0b4ef8bb6d6bb9bd380a11", ""},
	JSON: {`{"a":1}`, ` [1, 2] `, `{`, `{"a"}`, ``, `tru`, `"a`, `1 2`, `{"a":1,}`, `01`},
	Date: {"2001-03-01", "March 1, 2001", "1 Mar 2001", "01/02/2003", "1/2/03", "20010301", "010301", "2001.060", "J2451970", "jan-08-1999", "08-Jan-99", "99-08-Jan",
		"0044-03-15 BC", "44-3-15 bc", "infinity", "-infinity", "epoch", "2001-02-30", "2001-13-01", "13/13/2001", "0000-01-01", "5874897-12-31", "5874898-01-01", "4714-11-24 BC",
		"4714-11-23 BC", "x", "", "2001-03", "2001", "2001-03-01 25:00", "Thu Mar 01 2001", "2001-03-01T12:00Z", "12:00", "2001 060", "2001-060", "1999-01-08 BC BC", "January 8, 99 BC", "2001/3/1", "1.3.2001", "2001-03-01x",
		"tuesday", "2001-Mar-01", "01-Mar-2001 12:00 America/New_York", "2001-3-1 foo", "1 2 3 4", "2001-03-01 2001-03-02"},
	Time: {"12:00", "12:00:00.5", "24:00:00", "24:00:01", "23:59:60", "23:59:61", "25:00", "120000", "1200", "12", "04:05 PM", "12:05 AM", "13:05 PM", "040506.789", "T04:05:06", "04:05:06-08:00",
		"allballs", "x", "", "2001-03-01 12:00", "12:00 America/New_York", "2001-03-01 12:00 America/New_York", "04:05:06 PST", "12:60", "00:00:00.9999999", "1:2:3", "12:00:00,5", "-1:00", "12:00:00.5.5"},
	TimeTZ: {"12:00+02", "12:00:00.5-05:30", "12:00Z", "12:00 UTC", "12:00+16", "12:00 PST", "12:00+0530", "12:00 +05:30:15", "2001-07-01 12:00 America/New_York", "12:00 America/New_York", "24:00+00", "x", "040506-08", "12:00+5", "12:00-00:00"},
	Timestamp: {"2001-03-01 12:00", "2001-03-01T12:00:00.123456", "2001-03-01 12:00Z", "2001-03-01 12:00:00+02", "2001-03-01", "infinity", "-infinity", "epoch", "20010301T120000", "20010301 120000", "2001-03-01 24:00",
		"2001-03-01 12:00:60", "2001-03-01 12:00:00.1234567", "2001-02-29", "294246-12-31 23:59:59", "4714-11-24 00:00 BC", "4714-11-23 BC", "Thu Mar 01 12:00:00 2001", "Thu Mar 01 12:00:00 2001 CET", "x", "", "12:00",
		"01/03/2001 12:00 AM", "2001-03-01 13:00 PM", "1999-01-08 04:05:06 BC", "2001-3-1 1:2:3", "March 1 2001 12:00", "2001-03-01 12:00:00 foo", "2001-03-01 12:00 12:00", "2001-03-01 at 12:00", "2001-03-01 t12:00", "2001-03-01T", "T12:00",
		"infinity 12:00", "2001-03-01 120000-05", "2001-03-01 1200", "2001-03-01 12", "2001-03-01 12:00:00+99", "J2451970.5", "2001-03-01\t12:00", "2001-03-01 12:00:00.", "Jan 1 99", "2001-01-01 00:00:00.0000005",
		"2001-03-01 12:00:00.1234565", "٣"},
	TimestampTZ: {"2001-03-01 12:00Z", "2001-03-01T12:00:00.123+02", "2001-03-01 12:00", "2001-07-01 12:00", "2001-03-25 02:30", "2001-10-28 02:30", "2001-03-01 12:00 America/New_York", "2001-07-01 12:00 america/new_york",
		"2001-03-01 12:00 PST", "2001-03-01 12:00 EST", "2001-03-01 12:00 MSK", "2001-03-01 12:00 JST", "2001-03-01 12:00 CEST", "2001-03-01 12:00 UTC+3", "2001-03-01 12:00 GMT-3", "2001-03-01 12:00+05:30", "2001-03-01 12:00+0530", "2001-03-01 12:00-12:45:30",
		"2001-03-01 12:00+16", "2001-03-01 12:00+15:59", "2001-03-01 12:00+02:60", "2001-03-01 12:00 Nowhere/Land", "2001-03-01 12:00 foo", "infinity", "-infinity", "epoch", "2001-03-01", "294246-12-31 23:59:59+00",
		"4714-11-24 00:00+00 BC", "2001-03-01 12:00 z", "2001-03-01 12:00 zulu", "Thu Mar 01 12:00:00 2001 UTC", "0044-03-15 12:00+00 BC", "2001-03-01 12:00:00 EST5EDT", "2001-03-01 12:00 +2", "1800-01-01 12:00", "x", "2001-03-01 12:00+02 UTC",
		"2001-04-01 02:30", "2001-10-28 01:30", "2001-10-28 00:30"},
	Interval: {"30 minutes", "1 day 02:03:04", "P1DT2H", "-1 mon +2 days", "1-2", "-1-2 +3 -4:05:06", "1 year 2 mons", "@ 1 minute ago", "1.5 months", "1.5 weeks", "1.5 years", "1.5 days", "0.5 hours", "1 week", "1 decade", "1 century", "1 millennium",
		"100 ms", "5 us", "1.5 s", "90", "1:30", "1:30.5", "1:30:00.5", "-1:30", "1 day -1:00", "P1Y2M3DT4H5M6.7S", "P1Y2M3W4D", "PT0S", "P0001-02-03T04:05:06", "PT1.5H", "P-1D", "P", "PT", "P1DT", "P1DT04:05:06", "P1Y-2M", "P2001-02", "P-1-2", "P1-2-3-4", "PT04:05", "PT-04:05", "P1", "PT1", "P1H", "PT1D", "P1Y1", "P0001-02-03T1H", "PT1H:2", "PTT", "p1d", "P 1D", "", "x", "1 x", "infinity", "1 day 1 day", "1h30m", "1d2h",
		"1 mon ago", "1 quarter", "999999999999 years", "99999999999 days", "2147483647 mons", "2147483648 mons", "1 12:59:10", "1 2", "1 day 2", "25:00:00", "1:60", "1 2:03", "-1 2:03", "1 day ago 2 hours", "1.5", "1 hour 30", ".5 day", "1. day", "+1 day", "1 days 1 hours 1 minutes 1.123456789 seconds",
		"1 sec 5 ms", "1.5 sec 5 ms", "P1.5D", "1 month 2.5", "-0.5 days", "1 year-2 months", "1-13", "1 milliseconds", "1 microseconds", "1 hr 2 mins", "ago", "1 day  ago"},
	Text: {"", "a", "é"},
}

// arrayInputs are texts of text[] and int4[].
var arrayInputs = []string{"{}", "{a,b}", `{a,"b,c",NULL}`, `{"NULL",null}`, `{ a , b }`, `{"a" , "b"}`, "{{a,b},{c,d}}", "{{a},{b,c}}", "{a,{b}}", "{{a},b}", "", "a", "{", "{a", "{a}}", "{a}x", "{a,}", "{,a}", "{,}", `{"a}`,
	`{a"b}`, `{"a"b}`, `{a\"b}`, `{\N\U\L\L}`, "{{},{}}", "{{}}", "{{},{a}}", "{{a},{}}", "{ }", "{{ } }", "[1:2]={a,b}", "[1:3]={a,b}", "[2]={a,b}", "[1:2]", "[a]={b}", "[2:1]={}", " {a} ", `{"a\\b"}`, "{a b}", "{{{{{{{a}}}}}}}", "{{{{{{a}}}}}}", "{1,2}", "{1, x}", "{{1,2},{3,NULL}}"}

// TestPostgresReads compares what is read from texts, and the errors, under several formats.
func TestPostgresReads(t *testing.T) {
	o := startPostgres(t)
	r := rand.New(rand.NewPCG(3, 4))
	for range 12 {
		f := randomFormat(t, r)
		f.ExtraFloatDigits = 1
		o.set(f)
		check := func(typ Type, in string) {
			want, wantErr := o.text("SELECT $1::"+typ.String(), in)
			v, gotErr := ParseText(typ, in, f)
			if wantErr != nil || gotErr != nil {
				if got, want := errorText(gotErr), errorText(wantErr); got != want {
					t.Errorf("%s %q under %s %s %s\ngot  %s\nwant %s (%s)", typ, in, f.DateStyle, f.DateOrder, f.IntervalStyle, got, want, want)
				}
				return
			}
			if got := string(AppendText(nil, typ, v, f)); got != want {
				t.Errorf("%s %q under %s %s %s %s\ngot  %s\nwant %s", typ, in, f.DateStyle, f.DateOrder, f.IntervalStyle, f.Location, got, want)
			}
		}
		for id, texts := range inputs {
			for _, in := range texts {
				check(Of(id), in)
			}
		}
		for _, in := range arrayInputs {
			check(ArrayOf(Of(Text)), in)
			check(ArrayOf(Of(Int4)), in)
		}
		for _, in := range inputs[Numeric] {
			check(DecimalOf(5, 2), in)
		}
		for _, in := range []string{"999.994", "999.995", "-999.996", "1e5", "0.005", "-0.005"} {
			check(DecimalOf(5, 2), in)
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
