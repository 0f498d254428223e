package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"
)

// What a client may send, and how it is packed.
func TestHTTPLimits(t *testing.T) {
	w := startWeb(t, Config{Auth: "trust"})
	if out := w.sql("CREATE SOURCE flights FROM PARQUET 'flights.parquet' WITH (event_time = departed_at, tie_break = flight_id); CREATE ENTITY airport (origin text); CREATE FEATURE VIEW v ENTITY airport AS SELECT origin, delay, departed_at FROM flights; REFRESH FEATURE VIEW v"); out != "" {
		t.Fatal(out)
	}
	const body = `{"entities":{"origin":"ORD"}}`
	packed := func(s string) string {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		io.WriteString(z, s)
		z.Close()
		return b.String()
	}
	many := `{"entities":{"origin":["ORD"` + strings.Repeat(`,"ORD"`, 9_999) + `]}}`
	long := `{"entities":{"origin":"` + strings.Repeat("x", 4<<20) + `"}}`
	for _, tt := range []struct {
		what, body string
		header     []string
		status     int
		says       string
	}{
		{"as it is", body, nil, 200, `[[1,"2001`},
		{"with its type", body, []string{"Content-Type", "application/json; charset=utf-8"}, 200, `[[1,"2001`},
		{"of another type", body, []string{"Content-Type", "text/plain"}, 400, "22023"},
		{"packed", packed(body), []string{"Content-Encoding", "gzip"}, 200, `[[1,"2001`},
		{"packed, but not said", packed(body), nil, 400, "22P02"},
		{"not packed, but said", body, []string{"Content-Encoding", "gzip"}, 400, "08P01"},
		{"packed otherwise", body, []string{"Content-Encoding", "br"}, 400, "22023"},
		{"all that fit", many, nil, 200, `"found"]`},
		{"one more", strings.Replace(many, "[", `["ORD",`, 1), nil, 413, "54000"},
		{"too long", long, nil, 413, "54000"},
		{"too long when it is unpacked", packed(long), []string{"Content-Encoding", "gzip"}, 413, "54000"},
		{"not in UTF-8", "{\"entities\":{\"origin\":\"\xff\"}}", nil, 400, "22021"},
		{"nothing", "", nil, 400, "22P02"},
	} {
		if status, answer := w.ask(t, "POST", "/v1/views/v", tt.body, tt.header...); status != tt.status || !strings.Contains(answer, tt.says) {
			t.Errorf("%s: %d %.200s", tt.what, status, answer)
		}
	}

	// A long answer is packed for a client that takes it so, over a connection that is kept.
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	reused := false
	trace := &httptrace.ClientTrace{GotConn: func(i httptrace.GotConnInfo) { reused = i.Reused }}
	for _, accept := range []string{"", "gzip", "br;q=1, gzip;q=0.5", "gzip;q=0", "deflate"} {
		r, err := http.NewRequestWithContext(httptrace.WithClientTrace(t.Context(), trace), "POST", "http://"+w.main.HTTPAddr+"/v1/views/v", strings.NewReader(many))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", accept)
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		var in io.Reader = answer.Body
		takes := accept == "gzip" || strings.HasPrefix(accept, "br")
		if got := answer.Header.Get("Content-Encoding") == "gzip"; got != takes {
			t.Errorf("%q: packed is %v", accept, got)
		}
		if takes {
			if in, err = gzip.NewReader(answer.Body); err != nil {
				t.Fatal(err)
			}
		}
		content, err := io.ReadAll(in)
		answer.Body.Close()
		if err != nil || strings.Count(string(content), `[1,"2001`) != 10_000 {
			t.Errorf("%q: %v, %d bytes", accept, err, len(content))
		}
	}
	if !reused {
		t.Error("the connection was not kept")
	}
}

// Where logins are asked for, requests need tokens; what would send them in the clear does not start.
func TestHTTPAccess(t *testing.T) {
	for _, tt := range []struct {
		config Config
		want   string
	}{
		{Config{HTTP: "0.0.0.0:0"}, "anyone who reaches the address"},
		{Config{HTTP: "0.0.0.0:0", Auth: "scram"}, "in the clear"},
		{Config{HTTP: "nonsense"}, "--http nonsense"},
		{Config{HTTP: "localhost:0", Auth: "scram"}, ""},
		{Config{HTTP: "off"}, ""},
	} {
		tt.config.PG, tt.config.MaxRows = "127.0.0.1:0", 1
		err := tt.config.check()
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%+v: %v", tt.config, err)
		}
	}
}
