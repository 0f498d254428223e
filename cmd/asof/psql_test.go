package main_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
	"github.com/redis/go-redis/v9"
)

// runPsql feeds text to one psql session and returns what it wrote, errors included, in order.
func runPsql(t testing.TB, s *server, text string, flags ...string) string {
	t.Helper()
	psql := needProgram(t, "psql", "postgresql-client")
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, psql, append([]string{"-X", "-q", "-A", "-h", s.host(), "-p", s.port(), "-U", "tester", "-d", "asof"}, flags...)...)
	cmd.Env = append(cmd.Environ(), "PGSSLMODE=disable", "PGTZ=UTC", "PGCLIENTENCODING=UTF8")
	cmd.Stdin = strings.NewReader(text)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	// psql answers 0 even if statements failed; anything else is a lost connection.
	if err := cmd.Run(); err != nil {
		t.Errorf("psql: %v\n%s", err, out.String())
	}
	return out.String()
}

// Every file of testdata/psql is a conversation with a server of its own, once per online store. Commands:
//
//	psql      the input is one psql session (unaligned, tags left out), the output what it printed
//	restart   kill -9, and start again over the same data
func TestPsql(t *testing.T) {
	needProgram(t, "psql", "postgresql-client")
	datadriven.Walk(t, filepath.Join("testdata", "psql"), func(t *testing.T, path string) {
		onEachStore(t, func(t *testing.T, _ *redis.Client, args ...string) {
			s := startServer(t, newData(t, "flights.parquet", "payments.parquet", "labels.parquet"), args...)
			datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
				switch d.Cmd {
				case "psql":
					return runPsql(t, s, d.Input)
				case "restart":
					s.kill(t)
					s = startServer(t, s.data, args...)
					return ""
				default:
					d.Fatalf(t, "unknown command %s", d.Cmd)
					return ""
				}
			})
		})
	})
}

// Ctrl-C in psql stops the query that runs; a script that is interrupted ends then. If the server went on, psql would wait.
func TestPsqlInterrupt(t *testing.T) {
	psql := needProgram(t, "psql", "postgresql-client")
	s := startServer(t, newData(t))
	cmd := exec.Command(psql, "-X", "-q", "-A", "-t", "-h", s.host(), "-p", s.port(), "-U", "tester", "-d", "asof")
	cmd.Env = append(cmd.Environ(), "PGSSLMODE=disable")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(in, "SELECT count(*) FROM generate_series(1, 3000000000) AS g(x) WHERE x % 7 = 8;\nSELECT 'still here';\n"); err != nil {
		t.Fatal(err)
	}
	time.Sleep(700 * time.Millisecond)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	in.Close()
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case <-done:
	case <-time.After(15 * time.Second):
		cmd.Process.Kill()
		t.Fatalf("psql went on for 15 seconds after the interrupt:\n%s", out.String())
	}
	if !strings.Contains(out.String(), "cancel") {
		t.Errorf("psql printed %q, want a cancelled query", out.String())
	}
}
