package main_test

import (
	"bytes"
	"context"
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
