package pgwire

import (
	"bufio"
	"io"
	"strings"
	"testing"

	"asof/catalog/sqltype"
)

// BenchmarkPrepared is one round trip of Bind, Execute and Sync for one row.
func BenchmarkPrepared(b *testing.B) {
	ts := startServer(b)
	c := ts.login(b)
	defer c.Close()
	parse, _ := clientMessage(`Parse {"Name": "s", "Query": "echo bigint"}`)
	sync, _ := clientMessage("Sync")
	c.Write(append(parse, sync...))
	c.until(b, "ReadyForQuery")
	bind, _ := clientMessage(`Bind {"PreparedStatement": "s", "ParameterFormatCodes": [1], "Parameters": [{"binary": "000000000000002a"}], "ResultFormatCodes": [1]}`)
	execute, _ := clientMessage(`Execute {}`)
	trip := append(append(bind, execute...), sync...)
	answer := make([]byte, 5+(1+4+2+4+8)+(1+4+9)+6)
	b.ReportAllocs()
	for b.Loop() {
		c.Write(trip)
		if _, err := io.ReadFull(c.r, answer); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRows is what a row of a streamed result costs.
func BenchmarkRows(b *testing.B) {
	columns := []sqltype.Column{
		{Name: "a", Type: sqltype.Of(sqltype.Int8)}, {Name: "b", Type: sqltype.Of(sqltype.Float8)}, {Name: "c", Type: sqltype.Of(sqltype.Text)},
		{Name: "d", Type: sqltype.Of(sqltype.TimestampTZ)}, {Name: "e", Type: sqltype.DecimalOf(12, 2)},
	}
	chunk := &sqltype.Chunk{Rows: 1, Columns: []sqltype.Vector{
		{Kind: sqltype.VectorInts, Ints: []int64{123456}}, {Kind: sqltype.VectorFloats, Floats: []float64{3.25}}, {Kind: sqltype.VectorBytes, Bytes: [][]byte{[]byte("ORD")}},
		{Kind: sqltype.VectorInts, Ints: []int64{983448000123456}}, {Kind: sqltype.VectorDecimals, Ints: []int64{123456}},
	}}
	for j, col := range columns {
		chunk.Columns[j].Type = col.Type
	}
	for name, formats := range map[string][]int16{"text": {0, 0, 0, 0, 0}, "binary": {1, 1, 1, 1, 1}} {
		b.Run(name, func(b *testing.B) {
			enc := rowEncoder{formats, sqltype.ISO}
			w := bufio.NewWriter(io.Discard)
			var buf []byte
			b.ReportAllocs()
			for b.Loop() {
				var err error
				if buf, err = enc.append(buf[:0], chunk, 0); err != nil {
					b.Fatal(err)
				}
				w.Write(buf)
			}
		})
	}
}

// BenchmarkCopyIn reads rows of ten columns from the text format.
func BenchmarkCopyIn(b *testing.B) {
	var columns []sqltype.Column
	for _, t := range []string{"bigint", "integer", "float8", "numeric(12,2)", "text", "bool", "timestamptz", "date", "smallint", "text"} {
		typ, _ := sqltype.Parse(t)
		columns = append(columns, sqltype.Column{Name: t, Type: typ})
	}
	line := "1\t22\t1.5\t12.34\tuser\tt\t2001-03-01 12:00:00+00\t2001-03-01\t7\tsome note of length\n"
	data := strings.Repeat(line, 1000)
	row := make([]any, len(columns))
	b.ReportAllocs()
	for b.Loop() {
		dec := newCopyDecoder(copyOptionsOf(0, columns), strings.NewReader(data), sqltype.ISO)
		for dec.next(row) == nil {
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/row")
}
