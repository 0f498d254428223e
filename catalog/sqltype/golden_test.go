package sqltype

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"
	"time"
)

var rewrite = flag.Bool("rewrite", false, "write the golden files anew")

// goldenFormats are the settings of the golden table, each with a zone.
var goldenFormats = []struct{ style, order, interval, zone string }{
	{"ISO", "MDY", "postgres", "UTC"},
	{"Postgres", "DMY", "postgres_verbose", "Europe/Paris"},
	{"SQL", "YMD", "sql_standard", "America/New_York"},
	{"German", "MDY", "iso_8601", "Asia/Kolkata"},
}

// TestGolden reads every text of the table of inputs under four settings and prints it back. TestPostgresReads holds the same
// inputs against Postgres.
func TestGolden(t *testing.T) {
	var out bytes.Buffer
	for _, g := range goldenFormats {
		loc, err := time.LoadLocation(g.zone)
		if err != nil {
			t.Fatal(err)
		}
		f := &Format{Location: loc, DateStyle: g.style, DateOrder: g.order, IntervalStyle: g.interval, ExtraFloatDigits: 1}
		fmt.Fprintf(&out, "# %s\n", strings.Join([]string{g.style, g.order, g.interval, g.zone}, ", "))
		line := func(typ Type, in string) {
			v, err := ParseText(typ, in, f)
			if err != nil {
				fmt.Fprintf(&out, "%s %q: %s\n", typ, in, errorText(err))
				return
			}
			fmt.Fprintf(&out, "%s %q = %s\n", typ, in, AppendText(nil, typ, v, f))
		}
		ids := make([]ID, 0, len(inputs))
		for id := range inputs {
			ids = append(ids, id)
		}
		sort.Slice(ids, func(i, j int) bool { return ids[i] < ids[j] })
		for _, id := range ids {
			if g.style != "ISO" && (id < Date || id > Interval) {
				continue
			}
			for _, in := range inputs[id] {
				line(Of(id), in)
			}
		}
		if g.style == "ISO" {
			for _, in := range arrayInputs {
				line(ArrayOf(Of(Text)), in)
				line(ArrayOf(Of(Int4)), in)
			}
		}
	}
	const path = "testdata/read.golden"
	if *rewrite {
		if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out.Bytes(), want) {
		got, exp := strings.Split(out.String(), "\n"), strings.Split(string(want), "\n")
		for i := range min(len(got), len(exp)) {
			if got[i] != exp[i] {
				t.Errorf("line %d\ngot  %s\nwant %s", i+1, got[i], exp[i])
			}
		}
		if len(got) != len(exp) {
			t.Errorf("%d lines, want %d", len(got), len(exp))
		}
	}
}

// TestLowerBounds: a value has no lower bounds; they are checked against the contents and dropped.
func TestLowerBounds(t *testing.T) {
	v, err := ParseText(ArrayOf(Of(Text)), "[0:1][5:5]={{a},{b}}", ISO)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(AppendText(nil, ArrayOf(Of(Text)), v, ISO)); got != "{{a},{b}}" {
		t.Error(got)
	}
}

// TestClockWords: now and its like mean the clock of the format, and are refused without one.
func TestClockWords(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	f := *ISO
	f.Location = paris
	if _, err := ParseText(Of(Timestamp), "now", &f); errorText(err) != `0A000 "now" needs a clock, and there is none here` {
		t.Error(err)
	}
	f.Now = func() Micros { return Micros(time.Date(2001, 7, 1, 22, 30, 0, 0, time.UTC).UnixMicro()) }
	for _, c := range []struct {
		typ      ID
		in, want string
	}{
		{Timestamp, "now", "2001-07-02 00:30:00"}, {TimestampTZ, "now", "2001-07-02 00:30:00+02"}, {Date, "today", "2001-07-02"},
		{Date, "tomorrow", "2001-07-03"}, {TimestampTZ, "yesterday 10:00", "2001-07-01 10:00:00+02"}, {Time, "now", "00:30:00"},
		{TimeTZ, "now", "00:30:00+02"}, {TimeTZ, "12:00", "12:00:00+02"},
	} {
		v, err := ParseText(Of(c.typ), c.in, &f)
		if err != nil {
			t.Errorf("%s %q: %v", Of(c.typ), c.in, err)
			continue
		}
		if got := string(AppendText(nil, Of(c.typ), v, &f)); got != c.want {
			t.Errorf("%s %q: got %s, want %s", Of(c.typ), c.in, got, c.want)
		}
	}
}

// FuzzParseText: no text makes an input function panic, and what is read and printed is read again as the same.
func FuzzParseText(f *testing.F) {
	for id, texts := range inputs {
		for _, in := range texts {
			f.Add(uint8(id), in)
		}
	}
	for _, in := range arrayInputs {
		f.Add(uint8(Text)|0x80, in)
	}
	f.Fuzz(func(t *testing.T, kind uint8, in string) {
		typ := Of(ID(kind & 0x7f % uint8(len(table))))
		if typ.Array = kind&0x80 != 0; typ.ID == Invalid || typ.ID == Void {
			return
		}
		v, err := ParseText(typ, in, ISO)
		if err != nil {
			return
		}
		text := string(AppendText(nil, typ, v, ISO))
		again, err := ParseText(typ, text, ISO)
		if err != nil {
			t.Fatalf("%s %q is printed as %q, which is refused: %v", typ, in, text, err)
		}
		if back := string(AppendText(nil, typ, again, ISO)); back != text {
			t.Fatalf("%s %q is printed as %q, then as %q", typ, in, text, back)
		}
	})
}
