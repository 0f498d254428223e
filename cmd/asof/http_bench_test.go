package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
)

// BenchmarkHTTPRead is one key over HTTP, each client with a connection of its own. What of it is the client's is in the figure too.
func BenchmarkHTTPRead(b *testing.B) {
	w := startWeb(b, Config{Auth: "trust"})
	if out := w.sql("CREATE SOURCE flights FROM PARQUET 'flights.parquet' WITH (event_time = departed_at, tie_break = flight_id); CREATE ENTITY airport (origin text); " +
		"CREATE FEATURE VIEW v ENTITY airport AS SELECT origin, delay, departed_at, count(*) OVER (RANGE INTERVAL '1 hour' PRECEDING) AS n FROM flights WHERE flight_id % 100 = 0; REFRESH FEATURE VIEW v"); out != "" {
		b.Fatal(out)
	}
	const body = `{"entities":{"origin":"ORD"}}`
	request := []byte(fmt.Sprintf("POST /v1/views/v HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s", len(body), body))
	b.SetParallelism(8)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		conn, err := net.Dial("tcp", w.main.HTTPAddr)
		if err != nil {
			b.Error(err)
			return
		}
		defer conn.Close()
		in := bufio.NewReader(conn)
		for pb.Next() {
			if _, err := conn.Write(request); err != nil {
				b.Error(err)
				return
			}
			answer, err := http.ReadResponse(in, nil)
			if err != nil || answer.StatusCode != http.StatusOK {
				b.Error(answer, err)
				return
			}
			io.Copy(io.Discard, answer.Body)
		}
	})
}
