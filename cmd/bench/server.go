package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// buildAsof builds the server of this module into dir.
func buildAsof(ctx context.Context, dir string) (string, error) {
	path := filepath.Join(dir, "asof")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", path, "asof/cmd/asof").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build asof/cmd/asof: %w\n%s", err, out)
	}
	return path, nil
}

// asofServer is a running `asof serve`.
type asofServer struct {
	process
	addr string
	url  string // of HTTP
}

// startAsof runs the server over dir/data, with the files of dir as the client's, and waits until it is ready.
func (b *bench) startAsof(ctx context.Context, data string, args ...string) (*asofServer, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	web := "127.0.0.1:" + strconv.Itoa(port)
	args = append([]string{"serve", "--pg", "127.0.0.1:0", "--http", web, "--data", data, "--allow-dir", b.path("files")}, args...)
	ready := make(chan string, 1)
	s := &asofServer{process: process{name: "asof", stderr: &tail{prefix: "asof: ready on ", found: ready}}, url: "http://" + web}
	s.cmd = exec.CommandContext(ctx, b.binary, args...)
	s.cmd.Env = slices.DeleteFunc(os.Environ(), func(kv string) bool { return strings.HasPrefix(kv, "ASOF_") })
	s.cmd.Stderr = s.stderr
	s.cmd.Cancel = func() error { return s.cmd.Process.Signal(syscall.SIGTERM) }
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	select {
	case s.addr = <-ready:
		return s, nil
	case <-time.After(time.Minute):
		s.stop(syscall.SIGKILL)
		return nil, fmt.Errorf("asof serve was not ready within a minute: %s", s.stderr)
	}
}

// dial is a client of the HTTP interface.
func (s *asofServer) dial() client {
	body := func(dst []byte, keys []int64) []byte {
		return append(appendKeys(append(dst, `{"entities":{"user_id":[`...), keys), "]}}"...)
	}
	found := func(answer []byte, _ int) (int, error) {
		if !bytes.HasPrefix(answer, []byte(`{"features":`)) {
			return 0, fmt.Errorf("asof answered %.100s", answer)
		}
		return bytes.Count(answer, []byte(`"found"`)), nil
	}
	return dialHTTP(s.url+"/v1/views/user_features", body, found)
}

// connect opens a connection to a server, asof or Postgres.
func connect(ctx context.Context, addr, database string) (*pgx.Conn, error) {
	return pgx.Connect(ctx, "postgres://bench@"+addr+"/"+database+"?sslmode=disable")
}

// exec runs statements on a connection of their own.
func (s *asofServer) exec(ctx context.Context, statements ...string) error {
	conn, err := connect(ctx, s.addr, "asof")
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	for _, statement := range statements {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}
