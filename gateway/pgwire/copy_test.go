package pgwire

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/catalog/sqltype/sqltypetest"
)

// copyOptionsOf gives the options of a COPY by a number, so that a fuzzer can reach all of them.
func copyOptionsOf(n uint16, columns []sqltype.Column) *Copy {
	c := &Copy{Table: "t", Columns: columns, Format: CopyFormat(n % 3), Delimiter: '\t', Null: `\N`, Header: n&4 != 0 && n%3 != 2}
	if c.Format == CopyCSV {
		c.Delimiter, c.Null, c.Quote, c.Escape = ',', "", '"', '"'
		if n&8 != 0 {
			c.Escape = '\\'
		}
		if n&16 != 0 {
			c.ForceQuote = make([]bool, len(columns))
			for i := range c.ForceQuote {
				c.ForceQuote[i] = i%2 == 0
			}
		}
	}
	if n&32 != 0 {
		c.Delimiter = '|'
	}
	if n&64 != 0 {
		c.Null = "nil"
	}
	return c
}

// encodeCopy is rows as COPY sends them.
func encodeCopy(c *Copy, rows [][]any) ([]byte, error) {
	enc := newCopyEncoder(c, sqltype.ISO)
	var out []byte
	var err error
	if c.Header {
		if out, err = enc.header(out); err != nil {
			return nil, err
		}
	}
	for _, row := range rows {
		chunk := &sqltype.Chunk{Rows: 1}
		for j, col := range c.Columns {
			chunk.Columns = append(chunk.Columns, sqltype.Vector{Type: col.Type, Boxed: row[j : j+1]})
		}
		if out, err = enc.row(out, chunk, 0); err != nil {
			return nil, err
		}
	}
	if c.Format == CopyBinary {
		out = enc.end(out)
	}
	return out, nil
}

// decodeCopy reads all rows.
func decodeCopy(c *Copy, r io.Reader) ([][]any, error) {
	dec := newCopyDecoder(c, r, sqltype.ISO)
	var rows [][]any
	for {
		row := make([]any, len(c.Columns))
		err := dec.next(row)
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
		rows = append(rows, row)
	}
}

func printRows(columns []sqltype.Column, rows [][]any) string {
	var b strings.Builder
	for _, row := range rows {
		for j, v := range row {
			if v == nil {
				b.WriteString("NULL ")
			} else {
				fmt.Fprintf(&b, "%q ", sqltype.AppendText(nil, columns[j].Type, v, sqltype.ISO))
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// What COPY writes it reads back, in every format, with every kind of option, however the data are cut.
func TestCopyRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for n := range uint16(128) {
		var columns []sqltype.Column
		for i, id := range sqltypetest.Scalars {
			columns = append(columns, sqltype.Column{Name: fmt.Sprintf("c%d,\"", i), Type: sqltype.Of(id)})
		}
		columns = append(columns, sqltype.Column{Name: "a", Type: sqltype.ArrayOf(sqltype.Of(sqltype.Text))})
		c := copyOptionsOf(n, columns)
		var rows [][]any
		for range 20 {
			row := make([]any, len(columns))
			for j, col := range columns {
				switch {
				case r.IntN(5) == 0:
				case col.Type.Array:
					row[j] = sqltypetest.RandomArray(r, col.Type.Elem())
				default:
					row[j] = sqltypetest.RandomValue(r, col.Type)
				}
			}
			rows = append(rows, row)
		}
		data, err := encodeCopy(c, rows)
		if err != nil {
			t.Fatal(n, err)
		}
		for name, reader := range map[string]io.Reader{"whole": bytes.NewReader(data), "bytes": iotest.OneByteReader(bytes.NewReader(data)), "halves": iotest.HalfReader(bytes.NewReader(data))} {
			back, err := decodeCopy(c, reader)
			if err != nil {
				t.Fatalf("options %d, %s: %v\n%q", n, name, err, data)
			}
			if got, want := printRows(columns, back), printRows(columns, rows); got != want {
				t.Fatalf("options %d, %s: got\n%s\nwant\n%s", n, name, got, want)
			}
		}
	}
}

// FuzzCopy: no data make a decoder panic or go on for ever; what it reads of texts is written and read again as it was.
func FuzzCopy(f *testing.F) {
	for n := range uint16(128) {
		for _, data := range []string{"", "a\tb\n", "1,\"x\"\"y\"\r\n2,\n", "\\.\n", "a\\x41\\101\\\tb\n", copySignature + "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x01a\xff\xff\xff\xff\xff\xff"} {
			f.Add(n, []byte(data))
		}
	}
	columns := []sqltype.Column{{Name: "a", Type: sqltype.Of(sqltype.Text)}, {Name: "b", Type: sqltype.Of(sqltype.Text)}}
	f.Fuzz(func(t *testing.T, n uint16, data []byte) {
		c := copyOptionsOf(n, columns)
		rows, err := decodeCopy(c, bytes.NewReader(data))
		if err != nil && sqlerr.Code(err) == sqlerr.Internal {
			t.Fatal(err)
		}
		piecemeal, err2 := decodeCopy(c, iotest.OneByteReader(bytes.NewReader(data)))
		if fmt.Sprint(err) != fmt.Sprint(err2) || printRows(columns, rows) != printRows(columns, piecemeal) {
			t.Fatalf("in one piece %v, byte by byte %v", err, err2)
		}
		out, err := encodeCopy(c, rows)
		if err != nil {
			t.Fatal(err)
		}
		again, err := decodeCopy(c, bytes.NewReader(out))
		if err != nil || printRows(columns, again) != printRows(columns, rows) {
			t.Fatalf("%q comes back otherwise: %v\n%s\n%s", out, err, printRows(columns, rows), printRows(columns, again))
		}
	})
}

// A line of many megabytes is read; one without an end is refused.
func TestCopyLongLine(t *testing.T) {
	c := copyOptionsOf(0, []sqltype.Column{{Name: "a", Type: sqltype.Of(sqltype.Text)}})
	long := strings.Repeat("x", 20<<20)
	rows, err := decodeCopy(c, strings.NewReader(long+"\nshort\n"))
	if err != nil || len(rows) != 2 || rows[0][0] != long || rows[1][0] != "short" {
		t.Fatal(len(rows), err)
	}
	if testing.Short() {
		return
	}
	if _, err := decodeCopy(c, endless{}); sqlerr.Code(err) != sqlerr.ProgramLimitExceeded {
		t.Fatal(err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// A cancel request reaches a COPY that waits for its client, and the connection serves on.
func TestCopyIsCancelled(t *testing.T) {
	ts := startServer(t)
	c := ts.login(t)
	defer c.Close()
	query, _ := clientMessage("Query copyin 0")
	c.Write(query)
	c.until(t, "CopyInResponse")
	data, _ := clientMessage(`CopyData "1\ta\n"`)
	c.Write(data)
	time.Sleep(50 * time.Millisecond) // it waits for more
	ts.mu.Lock()
	for _, running := range ts.conns {
		running.running.interrupt(errCancelled, nil)
	}
	ts.mu.Unlock()
	if got := c.until(t, "ReadyForQuery"); !strings.Contains(got, "57014 canceling statement due to user request") {
		t.Fatal(got)
	}
	c.Write(data)
	query, _ = clientMessage("Query do 1")
	c.Write(query)
	if got := c.until(t, "ReadyForQuery"); !strings.Contains(got, "INSERT 0 1") {
		t.Fatal(got)
	}
}

// A client that goes away in the middle of its data leaves nothing: the sink is not finished.
func TestCopyClientGoesAway(t *testing.T) {
	ts := startServer(t)
	c := ts.login(t)
	query, _ := clientMessage("Query copyin 0")
	c.Write(query)
	c.until(t, "CopyInResponse")
	data, _ := clientMessage(`CopyData "1\ta\n"`)
	c.Write(data)
	c.Close()
	deadline := time.Now().Add(10 * time.Second)
	for {
		ts.fake.mu.Lock()
		sink := ts.fake.sinks[0]
		ts.fake.mu.Unlock()
		ts.mu.Lock()
		left := len(ts.conns)
		ts.mu.Unlock()
		if left == 0 {
			if sink.finished || !sink.closed {
				t.Fatal("the rows were kept, or never closed")
			}
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the connection is still there")
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// Rows that come many at a time are those that come one by one, and a type that was not told is turned into the one that was.
func TestChunksAreRows(t *testing.T) {
	columns := []sqltype.Column{{Name: "a", Type: sqltype.Of(sqltype.Int4)}, {Name: "b", Type: sqltype.Of(sqltype.Numeric)}}
	src := &chunkRows{chunks: []*sqltype.Chunk{{}, {Rows: 2, Columns: []sqltype.Vector{
		{Type: sqltype.Of(sqltype.Int4), Kind: sqltype.VectorInts, Ints: []int64{1, 2}},
		{Type: sqltype.DecimalOf(4, 1), Kind: sqltype.VectorDecimals, Ints: []int64{15, 0}, Valid: []uint64{1}},
	}}, {Rows: 1, Columns: []sqltype.Vector{
		{Type: sqltype.Of(sqltype.Int8), Kind: sqltype.VectorInts, Ints: []int64{3}},
		{Type: sqltype.DecimalOf(4, 2), Kind: sqltype.VectorDecimals, Ints: []int64{25}},
	}}}}
	for _, chunk := range src.chunks {
		if chunk.Columns == nil {
			chunk.Columns = make([]sqltype.Vector, 2)
		}
	}
	c := chunks{rows: src, columns: columns}
	enc := rowEncoder{[]int16{1, 0}, sqltype.ISO}
	var out []byte
	for {
		chunk, i, err := c.next(context.Background())
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if out, err = enc.append(out, chunk, i); err != nil {
			t.Fatal(err)
		}
	}
	const want = "D\x00\x00\x00\x15\x00\x02\x00\x00\x00\x04\x00\x00\x00\x01\x00\x00\x00\x031.5" +
		"D\x00\x00\x00\x12\x00\x02\x00\x00\x00\x04\x00\x00\x00\x02\xff\xff\xff\xff" +
		"D\x00\x00\x00\x16\x00\x02\x00\x00\x00\x04\x00\x00\x00\x03\x00\x00\x00\x040.25"
	if string(out) != want {
		t.Fatalf("got %q, want %q", out, want)
	}
}

type chunkRows struct {
	fakeRows
	chunks []*sqltype.Chunk
}

func (c *chunkRows) NextChunk(context.Context) (*sqltype.Chunk, error) {
	if len(c.chunks) == 0 {
		return nil, io.EOF
	}
	chunk := c.chunks[0]
	c.chunks = c.chunks[1:]
	return chunk, nil
}
