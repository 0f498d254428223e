package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
	"github.com/jackc/pgx/v5"
)

// web is a server in this process with both of its interfaces, and a clock that stands still.
type web struct {
	main *Main
	conn *pgx.Conn
}

// webClock is among the flights, which are of January 2001.
var webClock = time.Date(2001, 1, 10, 18, 0, 0, 0, time.UTC)

func startWeb(t testing.TB, config Config) *web {
	t.Helper()
	config.PG, config.HTTP, config.Data = "127.0.0.1:0", "127.0.0.1:0", t.TempDir()
	config.MaxConns, config.MaxRows, config.Memory, config.Threads, config.WriteTimeout = 10, 10_000, "512MiB", 1, time.Minute
	files := filepath.Join(config.Data, "files")
	if err := os.MkdirAll(files, 0o700); err != nil {
		t.Fatal(err)
	}
	flights, err := filepath.Abs(filepath.Join("..", "..", "testdata", "flights", "flights.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	if content, err := os.ReadFile(flights); err != nil {
		t.Fatal(err)
	} else if err := os.WriteFile(filepath.Join(files, "flights.parquet"), content, 0o600); err != nil {
		t.Fatal(err)
	}
	m := &Main{Config: config, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return webClock }}
	ctx, stop := context.WithCancel(context.Background())
	ready, over := make(chan struct{}), make(chan error, 1)
	go func() { over <- m.Run(ctx, func() { close(ready) }) }()
	select {
	case <-ready:
	case err := <-over:
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		if err := <-over; err != nil {
			t.Error(err)
		}
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &web{main: m}
	w.conn = w.connect(t, "tester")
	return w
}

func (w *web) connect(t testing.TB, user string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), "postgres://"+user+"@"+w.main.Addr+"/asof?sslmode=disable")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

// ask sends a request and returns the answer's status and body.
func (w *web) ask(t testing.TB, method, path, body string, header ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequest(method, "http://"+w.main.HTTPAddr+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(content)
}

// TestHTTP has what is asked over HTTP and what is answered as text. Commands: sql runs statements over the Postgres protocol; get and
// post give the status and the body, with only=REGEXP those of its lines that match, with indent JSON on several, and with token=TOKEN as that token's role.
func TestHTTP(t *testing.T) {
	datadriven.Walk(t, filepath.Join("testdata", "http"), func(t *testing.T, path string) {
		w := startWeb(t, Config{Auth: "trust"})
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			if d.Cmd == "sql" {
				return w.sql(d.Input)
			}
			var to, token, only string
			d.ScanArgs(t, "path", &to)
			d.MaybeScanArgs(t, "token", &token)
			d.MaybeScanArgs(t, "only", &only)
			var header []string
			if token != "" {
				header = []string{"Authorization", "Bearer " + token}
			}
			status, body := w.ask(t, strings.ToUpper(d.Cmd), to, d.Input, header...)
			if d.HasArg("indent") {
				var b bytes.Buffer
				if err := json.Indent(&b, []byte(body), "", " "); err != nil {
					t.Error(err)
				}
				body = b.String()
			}
			var lines []string
			for _, line := range strings.Split(strings.TrimSuffix(body, "\n"), "\n") {
				if regexp.MustCompile(only).MatchString(line) {
					lines = append(lines, line)
				}
			}
			return fmt.Sprintf("%d\n%s\n", status, strings.Join(lines, "\n"))
		})
	})
}

// sql gives a statement's rows as text, or its error.
func (w *web) sql(text string) string { return (&clocked{conn: w.conn}).query(text) }
