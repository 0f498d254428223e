package sqltype_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"
	"time"

	"asof/catalog/sqltype"
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
		f := &sqltype.Format{Location: loc, DateStyle: g.style, DateOrder: g.order, IntervalStyle: g.interval, ExtraFloatDigits: 1}
		fmt.Fprintf(&out, "# %s\n", strings.Join([]string{g.style, g.order, g.interval, g.zone}, ", "))
		line := func(typ sqltype.Type, in string) {
			v, err := sqltype.ParseText(typ, in, f)
			if err != nil {
				fmt.Fprintf(&out, "%s %q: %s\n", typ, in, errorText(err))
				return
			}
			fmt.Fprintf(&out, "%s %q = %s\n", typ, in, sqltype.AppendText(nil, typ, v, f))
		}
		ids := make([]sqltype.ID, 0, len(inputs))
		for id := range inputs {
			ids = append(ids, id)
		}
		sort.Slice(ids, func(i, j int) bool { return ids[i] < ids[j] })
		for _, id := range ids {
			if g.style != "ISO" && (id < sqltype.Date || id > sqltype.Interval) {
				continue
			}
			for _, in := range inputs[id] {
				line(sqltype.Of(id), in)
			}
		}
		if g.style == "ISO" {
			for _, in := range arrayInputs {
				line(sqltype.ArrayOf(sqltype.Of(sqltype.Text)), in)
				line(sqltype.ArrayOf(sqltype.Of(sqltype.Int4)), in)
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
	v, err := sqltype.ParseText(sqltype.ArrayOf(sqltype.Of(sqltype.Text)), "[0:1][5:5]={{a},{b}}", sqltype.ISO)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(sqltype.AppendText(nil, sqltype.ArrayOf(sqltype.Of(sqltype.Text)), v, sqltype.ISO)); got != "{{a},{b}}" {
		t.Error(got)
	}
}

// TestClockWords: now and its like mean the clock of the format, and are refused without one.
func TestClockWords(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	f := *sqltype.ISO
	f.Location = paris
	if _, err := sqltype.ParseText(sqltype.Of(sqltype.Timestamp), "now", &f); errorText(err) != `0A000 "now" needs a clock, and there is none here` {
		t.Error(err)
	}
	f.Now = func() sqltype.Micros {
		return sqltype.Micros(time.Date(2001, 7, 1, 22, 30, 0, 0, time.UTC).UnixMicro())
	}
	for _, c := range []struct {
		typ      sqltype.ID
		in, want string
	}{
		{sqltype.Timestamp, "now", "2001-07-02 00:30:00"}, {sqltype.TimestampTZ, "now", "2001-07-02 00:30:00+02"}, {sqltype.Date, "today", "2001-07-02"},
		{sqltype.Date, "tomorrow", "2001-07-03"}, {sqltype.TimestampTZ, "yesterday 10:00", "2001-07-01 10:00:00+02"}, {sqltype.Time, "now", "00:30:00"},
		{sqltype.TimeTZ, "now", "00:30:00+02"}, {sqltype.TimeTZ, "12:00", "12:00:00+02"},
	} {
		v, err := sqltype.ParseText(sqltype.Of(c.typ), c.in, &f)
		if err != nil {
			t.Errorf("%s %q: %v", sqltype.Of(c.typ), c.in, err)
			continue
		}
		if got := string(sqltype.AppendText(nil, sqltype.Of(c.typ), v, &f)); got != c.want {
			t.Errorf("%s %q: got %s, want %s", sqltype.Of(c.typ), c.in, got, c.want)
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
		f.Add(uint8(sqltype.Text)|0x80, in)
	}
	f.Fuzz(func(t *testing.T, kind uint8, in string) {
		typ := sqltype.Of(sqltype.ID(kind & 0x7f % (uint8(sqltype.Void) + 1)))
		if typ.Array = kind&0x80 != 0; typ.ID == sqltype.Invalid || typ.ID == sqltype.Void {
			return
		}
		v, err := sqltype.ParseText(typ, in, sqltype.ISO)
		if err != nil {
			return
		}
		text := string(sqltype.AppendText(nil, typ, v, sqltype.ISO))
		again, err := sqltype.ParseText(typ, text, sqltype.ISO)
		if err != nil {
			t.Fatalf("%s %q is printed as %q, which is refused: %v", typ, in, text, err)
		}
		if back := string(sqltype.AppendText(nil, typ, again, sqltype.ISO)); back != text {
			t.Fatalf("%s %q is printed as %q, then as %q", typ, in, text, back)
		}
	})
}
