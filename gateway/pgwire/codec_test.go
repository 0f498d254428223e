package pgwire

import (
	"bytes"
	"context"
	"encoding/hex"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"asof/catalog/sqltype"
	"asof/catalog/sqltype/sqltypetest"
)

// describe is a value as text, every bit of it.
func describe(t sqltype.Type, v any) string {
	return string(sqltype.AppendText(nil, t, v, sqltype.ISO))
}

func randomTyped(r *rand.Rand, id sqltype.ID) (sqltype.Type, any) {
	t := sqltype.Of(id)
	if r.IntN(3) == 0 {
		t = sqltype.ArrayOf(t)
		return t, sqltypetest.RandomArray(r, t.Elem())
	}
	return t, sqltypetest.RandomValue(r, t)
}

// TestBinaryRoundTrip: what is written in binary is read back as the same value.
func TestBinaryRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 500 {
		for _, id := range sqltypetest.Scalars {
			typ, v := randomTyped(r, id)
			raw, err := appendBinary(nil, typ, v)
			if err != nil {
				t.Fatal(typ, err)
			}
			d := decoder{param: 1, format: sqltype.ISO}
			back, err := d.binary(typ, raw)
			if err != nil {
				t.Fatalf("%s %s as %x: %v", typ, describe(typ, v), raw, err)
			}
			if got, want := describe(typ, back), describe(typ, v); got != want {
				t.Errorf("%s: %s comes back as %s", typ, want, got)
			}
			// A value cut short is refused, never read beyond. (Texts have no end of their own.)
			if n := typ.Len(); typ.Array || n > 0 || id == sqltype.Numeric {
				if len(raw) > 0 {
					if _, err := d.binary(typ, raw[:len(raw)-1]); err == nil {
						t.Errorf("%s: %x is accepted without its last byte", typ, raw)
					}
				}
			}
		}
	}
}

// TestSmallDecimals: a decimal of 64 bits is written as one of any size.
func TestSmallDecimals(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	values := []int64{0, 1, -1, 9999, 10000, 10001, math.MaxInt64, math.MinInt64, 100_000_000}
	for range 2000 {
		values = append(values, (r.Int64()-r.Int64())>>r.IntN(64))
	}
	for _, n := range values {
		for scale := range 19 {
			want, err := appendBinaryNumeric(nil, sqltype.Decimal{Int: big.NewInt(n), Scale: int32(scale)})
			if err != nil {
				t.Fatal(err)
			}
			if got := appendBinaryScaled(nil, n, scale); !bytes.Equal(got, want) {
				t.Fatalf("%d / 10^%d: got %x, want %x", n, scale, got, want)
			}
		}
	}
}

// TestBinaryIsPostgres compares the bytes with those that Postgres sends for the same text.
func TestBinaryIsPostgres(t *testing.T) {
	o := sqltypetest.StartPostgres(t)
	o.Set(sqltype.ISO)
	r := rand.New(rand.NewPCG(9, 10))
	for range 150 {
		for _, id := range sqltypetest.Scalars {
			typ, v := randomTyped(r, id)
			text := describe(typ, v)
			res := o.ExecParams(context.Background(), "SELECT $1::"+typ.String(), [][]byte{[]byte(text)}, nil, nil, []int16{1}).Read()
			if res.Err != nil {
				t.Fatal(typ, text, res.Err)
			}
			got, err := appendBinary(nil, typ, v)
			if err != nil {
				t.Fatal(typ, text, err)
			}
			if want := res.Rows[0][0]; !bytes.Equal(got, want) && !nanBits(typ, text) {
				t.Errorf("%s %s\ngot  %x\nwant %x", typ, text, got, want)
			}
		}
	}
}

// nanBits: a NaN has many bit patterns, which its text does not tell.
func nanBits(typ sqltype.Type, text string) bool {
	return (typ.ID == sqltype.Float4 || typ.ID == sqltype.Float8) && bytes.Contains([]byte(text), []byte("NaN"))
}

// TestJSONB: a parameter declared as jsonb has its version in front, one of json has not.
func TestJSONB(t *testing.T) {
	ts := startServer(t)
	c := ts.login(t)
	for _, script := range []struct{ oid, binary, want string }{
		{"3802", "017b7d", "DataRow {}"}, {"3802", "7b7d", "ErrorResponse ERROR 22P03"}, {"114", "7b7d", "DataRow {}"},
		{"3802", "", "ErrorResponse ERROR 22P03"}, {"114", "7b", "ErrorResponse ERROR 22P02"},
	} {
		for _, line := range []string{
			`Parse {"Query": "echo json", "ParameterOIDs": [` + script.oid + `]}`,
			`Bind {"ParameterFormatCodes": [1], "Parameters": [{"binary": "` + script.binary + `"}]}`, "Execute {}", "Sync",
		} {
			m, err := clientMessage(line)
			if err != nil {
				t.Fatal(err)
			}
			c.Write(m)
		}
		if got := c.until(t, "ReadyForQuery"); !bytes.Contains([]byte(got), []byte(script.want)) {
			t.Errorf("%+v: %s", script, got)
		}
	}
	c.Close()
}

// FuzzBinary: no bytes make a binary decoder panic, and what it reads it writes, and reads again as the same.
func FuzzBinary(f *testing.F) {
	r := rand.New(rand.NewPCG(11, 12))
	for range 5 {
		for _, id := range sqltypetest.Scalars {
			typ, v := randomTyped(r, id)
			raw, err := appendBinary(nil, typ, v)
			if err != nil {
				f.Fatal(err)
			}
			kind := uint8(id)
			if typ.Array {
				kind |= 0x80
			}
			f.Add(kind, raw)
		}
	}
	f.Fuzz(func(t *testing.T, kind uint8, raw []byte) {
		typ := sqltype.Of(sqltype.ID(kind & 0x7f % uint8(sqltype.Void)))
		if typ.Array = kind&0x80 != 0; typ.ID == sqltype.Invalid {
			return
		}
		d := decoder{param: 1, format: sqltype.ISO}
		v, err := d.binary(typ, raw)
		if err != nil {
			return
		}
		again, err := appendBinary(nil, typ, v)
		if err != nil {
			t.Fatalf("%s %x is read and cannot be written: %v", typ, raw, err)
		}
		back, err := d.binary(typ, again)
		if err != nil || describe(typ, back) != describe(typ, v) {
			t.Fatalf("%s %x is read as %s, then as %v (%v)", typ, raw, describe(typ, v), back, err)
		}
	})
}

// FuzzFrames: no stream makes the frame reader or a message's decoding panic, or allocate more than it was sent.
func FuzzFrames(f *testing.F) {
	for _, seed := range []string{
		"5100000004", "510000000668690000", "42000000100000000000017fffffff0000", "5000000008000000ff", "4600000004", "6600000004",
		"70400000", "7040000000", "70ffffffff", "51ffffffff", "440000000658", "450000000900000000ff", "53000000045800000004",
	} {
		b, err := hex.DecodeString(seed + "00"[:len(seed)%2])
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, stream []byte) { readFrames(stream) })
}

// FuzzStartup: no start-up packet makes the reader panic, or passes without a user.
func FuzzStartup(f *testing.F) {
	f.Add(startupPacket(196608, "user", "u", "options", `-c a=b\ c`))
	f.Add(append([]byte{0, 0, 0, 8, 4, 210, 22, 47}, startupPacket(196610, "user", "u", "_pq_.x", "")...))
	f.Add([]byte{0, 0, 0, 16, 4, 210, 22, 46, 0, 0, 0, 1, 0, 0, 0, 7})
	f.Add(startupPacket(196608))
	f.Fuzz(func(t *testing.T, stream []byte) {
		p, err := readStart(struct {
			*bytes.Reader
			discard
		}{Reader: bytes.NewReader(stream)}, nil)
		if err == nil && p.cancel == nil && p.start.User == "" {
			t.Fatalf("%x passes without a user", stream)
		}
	})
}
