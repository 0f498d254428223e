package online

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/online/naive"
)

// folded is an entry of all rows of a random log, whatever their keys, at its middle.
func folded(t testing.TB, seed uint64) (*Codec, []byte) {
	v, log := naive.Generate(rand.New(rand.NewPCG(seed, 0)))
	v.MaxRows = 1000
	c, err := NewCodec(v)
	if err != nil {
		t.Fatal(err)
	}
	e := c.newEntry()
	for i := range log {
		r, err := c.row(&log[i])
		if err != nil {
			t.Fatal(err)
		}
		c.fold(e, []row{r}, naive.Origin+60)
	}
	return c, c.appendEntry(nil, e)
}

// FuzzEntry damages entries: nothing may panic, what decodes must be written back so that it decodes to the same again.
func FuzzEntry(f *testing.F) {
	for seed := range uint64(20) {
		_, b := folded(f, seed)
		f.Add(seed, b, naive.Origin+70)
		f.Add(seed, b[:len(b)/2], naive.Origin+70)
	}
	f.Fuzz(func(t *testing.T, seed uint64, b []byte, at int64) {
		v := naive.View(rand.New(rand.NewPCG(seed, 0)))
		c, err := NewCodec(v)
		if err != nil {
			t.Fatal(err)
		}
		_, errRead := c.Evaluate(b, Clock{T: at, Live: true}, nil)
		e, err := c.decode(b)
		if err != nil {
			if sqlerr.Code(err) != sqlerr.StoreUnreachable {
				t.Fatal(err)
			}
			return
		}
		if code := sqlerr.Code(errRead); errRead != nil && code != sqlerr.NumericValueOutOfRange {
			t.Fatalf("it decodes, but reading it says %v", errRead)
		}
		once := c.appendEntry(nil, e)
		if e, err = c.decode(once); err != nil {
			t.Fatalf("what was written back is damaged: %v", err)
		}
		if twice := c.appendEntry(nil, e); !bytes.Equal(once, twice) {
			t.Fatalf("%x\n%x", once, twice)
		}
		c.fold(e, nil, at)
		c.bounded(e, c.maxRows)
	})
}

// TestDamaged cuts entries short at every byte and lengthens them: each is noticed, by reader and writer.
func TestDamaged(t *testing.T) {
	for seed := range uint64(40) {
		c, b := folded(t, seed)
		if _, err := c.decode(b); err != nil {
			t.Fatal(err)
		}
		at := Clock{T: naive.Origin + 200}
		if _, err := c.Evaluate(b, at, nil); err != nil && sqlerr.Code(err) != sqlerr.NumericValueOutOfRange {
			t.Fatal(err)
		}
		for n := range len(b) {
			if _, err := c.decode(b[:n]); sqlerr.Code(err) != sqlerr.StoreUnreachable {
				t.Fatalf("seed %d: %d bytes of %d decode: %v", seed, n, len(b), err)
			}
			if res, err := c.Evaluate(b[:n], at, nil); err == nil && res.Outcome == Found {
				t.Fatalf("seed %d: %d bytes of %d are read", seed, n, len(b))
			}
		}
		longer := append(bytes.Clone(b), 0)
		if _, err := c.decode(longer); sqlerr.Code(err) != sqlerr.StoreUnreachable {
			t.Fatalf("seed %d: a longer one decodes", seed)
		}
		other := bytes.Clone(b)
		other[0]++
		if _, err := c.Evaluate(other, at, nil); sqlerr.Code(err) != sqlerr.StoreUnreachable {
			t.Fatalf("seed %d: another format is read: %v", seed, err)
		}
	}
}

// TestValues packs a value of every type and finds it again.
func TestValues(t *testing.T) {
	for _, c := range []struct {
		typ    string
		values []string
	}{
		{"bool", []string{"t", "f"}}, {"smallint", []string{"-32768", "0", "32767"}}, {"integer", []string{"-2147483648", "7"}},
		{"bigint", []string{"-9223372036854775808", "9223372036854775807", "-1"}}, {"real", []string{"1.5", "NaN", "-0", "3.4e+38"}},
		{"double precision", []string{"1e-300", "NaN", "-Infinity", "-0"}}, {"numeric(38,4)", []string{"9999999999999999999999999999999999.9999", "-0.0001", "0.0000"}},
		{"numeric(3,0)", []string{"-999"}}, {"text", []string{"", "a\u00e9{}"}}, {"bytea", []string{`\x`, `\x00ff`}},
		{"date", []string{"1969-12-31", "infinity"}}, {"time", []string{"24:00:00", "00:00:00.000001"}}, {"timetz", []string{"12:00:00+02"}},
		{"timestamp", []string{"2001-03-01 12:00:00", "-infinity"}}, {"timestamptz", []string{"1999-01-01 00:00:00.5+00"}},
		{"interval", []string{"1 mon -2 days +00:00:03"}}, {"uuid", []string{"00000000-0000-0000-0000-0000000000ff"}}, {"json", []string{`{"a":1}`}},
		{"integer[]", []string{"{1,NULL,3}", "{}", "{{1,2},{3,4}}"}}, {"text[]", []string{`{a,"",NULL}`}}, {"interval[]", []string{`{"1 day",NULL}`}},
		{"numeric(10,2)[]", []string{"{1.50,-2.00}"}}, {"uuid[]", []string{"{00000000-0000-0000-0000-0000000000ff}"}},
	} {
		typ, ok := sqltype.Parse(c.typ)
		if !ok {
			t.Fatal(c.typ)
		}
		for _, text := range c.values {
			in, err := sqltype.ParseText(typ, text, sqltype.ISO)
			if err != nil {
				t.Fatal(err)
			}
			d, err := toDatum(typ, in)
			if err != nil {
				t.Errorf("%s %s: %v", c.typ, text, err)
				continue
			}
			var back datum
			r := reader{b: appendDatum(nil, typ, &d)}
			r.datum(typ, &back)
			if got := sqltype.AppendText(nil, typ, back.value(typ), sqltype.ISO); r.bad || len(r.b) > 0 || string(got) != text {
				t.Errorf("%s %s came back as %s", c.typ, text, got)
			}
		}
	}
	for _, c := range []struct {
		t    sqltype.Type
		v    any
		code string
	}{
		{sqltype.Of(sqltype.Int4), "1", sqlerr.Internal}, {sqltype.Of(sqltype.Text), int64(1), sqlerr.Internal},
		{sqltype.ArrayOf(sqltype.Of(sqltype.Int4)), []any{"x"}, sqlerr.Internal},
		{sqltype.DecimalOf(5, 2), sqltype.Decimal{Special: sqltype.NaN}, sqlerr.NumericValueOutOfRange},
	} {
		if _, err := toDatum(c.t, c.v); sqlerr.Code(err) != c.code {
			t.Errorf("%v as %s: %v", c.v, c.t, err)
		}
	}
}

// TestRefused has aggregates over types that have no such order or sum.
func TestRefused(t *testing.T) {
	for f, typ := range map[catalog.Func]sqltype.Type{
		catalog.Sum: sqltype.Of(sqltype.Text), catalog.Avg: sqltype.Of(sqltype.Bool), catalog.StddevSamp: sqltype.Of(sqltype.Date),
		catalog.Min: sqltype.Of(sqltype.JSON), catalog.Max: sqltype.ArrayOf(sqltype.Of(sqltype.Int4)), catalog.CountDistinct: sqltype.Of(sqltype.Interval),
		"median": sqltype.Of(sqltype.Int4),
	} {
		v := &catalog.FeatureView{Inputs: []catalog.Input{{Type: typ}}, Aggs: []catalog.Aggregate{{Func: f, Filter: -1, Frame: catalog.Frame{Mode: catalog.Unbounded}}}}
		if _, err := NewCodec(v); sqlerr.Code(err) != sqlerr.FeatureNotSupported {
			t.Errorf("%s of %s: %v", f, typ, err)
		}
	}
}

// BenchmarkEvaluate reads entries as a server does: 20 features over 100 kept rows.
func BenchmarkEvaluate(b *testing.B) {
	v := &catalog.FeatureView{Inputs: []catalog.Input{{Type: sqltype.Of(sqltype.Int4)}, {Type: sqltype.Of(sqltype.Float8)}}}
	for i, f := range []catalog.Func{catalog.Count, catalog.Sum, catalog.Avg, catalog.Min, catalog.Max} {
		for j := range 4 {
			v.Aggs = append(v.Aggs, catalog.Aggregate{Func: f, Arg: i % 2, Filter: -1, Frame: catalog.Frame{Mode: catalog.Range, Preceding: int64(25 * (j + 1))}})
		}
	}
	c, err := NewCodec(v)
	if err != nil {
		b.Fatal(err)
	}
	e := c.newEntry()
	for i := range int64(100) {
		c.fold(e, []row{{e: i, v: i, in: []datum{{n: int128Of(i)}, {n: int128{lo: 0x3ff0000000000000}}}}}, 1000)
	}
	packed := c.appendEntry(nil, e)
	b.ReportAllocs()
	b.SetBytes(int64(len(packed)))
	for b.Loop() {
		if _, err := c.Evaluate(packed, Clock{T: 100}, nil); err != nil {
			b.Fatal(err)
		}
	}
}
