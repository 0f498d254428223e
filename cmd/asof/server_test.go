package main_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/duckdb/duckdb-go/v2"
	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"
)

// server is one `asof serve` under test.
type server struct {
	addr, data string
	cmd        *exec.Cmd
	exited     chan error
	log        *lockedLog
}

// lockedLog keeps what the server wrote to stderr.
type lockedLog struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lockedLog) add(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.b.WriteString(line + "\n")
}

func (l *lockedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// newData makes a data folder whose files/ holds copies of the named fixtures.
func newData(t testing.TB, fixtures ...string) string {
	t.Helper()
	data := t.TempDir()
	for _, name := range fixtures {
		copyFixture(t, name, filepath.Join(data, "files", filepath.Base(name)))
	}
	return data
}

func copyFixture(t testing.TB, name, to string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", "fixtures", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// startServer runs `asof serve` over a data folder on a free port, and waits until it says that it is ready. When the test
// ends, SIGTERM must end it with 0 within ten seconds.
func startServer(t testing.TB, data string, args ...string) *server {
	t.Helper()
	s := launch(t, data, args...)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the server wrote:\n%s", s.log)
		}
		s.terminate(t)
	})
	return s
}

// launch is startServer for a server that outlives the test: who calls it ends it.
func launch(t testing.TB, data string, args ...string) *server {
	t.Helper()
	s := &server{data: data, log: &lockedLog{}, exited: make(chan error, 1)}
	s.cmd = exec.Command(binary(t), append([]string{"serve", "--pg", "127.0.0.1:0", "--http", "off", "--data", data}, args...)...)
	// Settings of the machine must not reach the server under test.
	s.cmd.Env = slices.DeleteFunc(os.Environ(), func(kv string) bool { return strings.HasPrefix(kv, "ASOF_") })
	stderr, err := s.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ready := make(chan string, 1)
	go s.read(stderr, ready)
	select {
	case s.addr = <-ready:
	case err := <-s.exited:
		s.exited <- err
		t.Fatalf("asof serve ended before it was ready: %v\n%s", err, s.log)
	case <-time.After(60 * time.Second):
		s.cmd.Process.Kill()
		t.Fatalf("asof serve was not ready after a minute\n%s", s.log)
	}
	return s
}

func (s *server) read(stderr io.Reader, ready chan<- string) {
	lines := bufio.NewScanner(stderr)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		s.log.add(lines.Text())
		if addr, ok := strings.CutPrefix(lines.Text(), "asof: ready on "); ok {
			ready <- addr
		}
	}
	s.exited <- s.cmd.Wait()
}

// terminate asks the server to end, and expects that it does. A server that has ended already is left alone.
func (s *server) terminate(t testing.TB) {
	t.Helper()
	if err := s.stop(); err != nil {
		t.Error(err)
	}
}

// stop is terminate without a test.
func (s *server) stop() error {
	if s.exited == nil {
		return nil
	}
	defer func() { s.exited = nil }()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("the server ended by itself: %v\n%s", <-s.exited, s.log)
	}
	select {
	case err := <-s.exited:
		if err != nil {
			return fmt.Errorf("after SIGTERM the server ended with: %w\n%s", err, s.log)
		}
	case <-time.After(10 * time.Second):
		s.cmd.Process.Kill()
		return fmt.Errorf("the server was still there ten seconds after SIGTERM\n%s", s.log)
	}
	return nil
}

// kill ends the server as a crash would.
func (s *server) kill(t testing.TB) {
	t.Helper()
	if err := s.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-s.exited
	s.exited = nil
}

func (s *server) host() string { h, _, _ := strings.Cut(s.addr, ":"); return h }

func (s *server) port() string { _, p, _ := strings.Cut(s.addr, ":"); return p }

// url is the server for pgx.
func (s *server) url() string { return "postgres://tester@" + s.addr + "/asof?sslmode=disable" }

// connect opens a connection with pgx; it is closed when the test ends.
func (s *server) connect(t testing.TB) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), s.url())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

// mustExec runs statements one after the other, and expects that they succeed.
func mustExec(t testing.TB, conn *pgx.Conn, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if _, err := conn.Exec(context.Background(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// startRedis runs a Redis of its own on a free port, without persistence.
func startRedis(t testing.TB) *redis.Client {
	t.Helper()
	return runRedis(t, "127.0.0.1:"+strconv.Itoa(freePort(t)))
}

// runRedis runs a Redis of its own at an address, without persistence.
func runRedis(t testing.TB, addr string) *redis.Client {
	t.Helper()
	path := needProgram(t, "redis-server", "redis-server")
	_, port, _ := strings.Cut(addr, ":")
	cmd := exec.Command(path, "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", t.TempDir())
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	client := redis.NewClient(&redis.Options{Addr: addr})
	t.Cleanup(func() { client.Close() })
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		err := client.Ping(context.Background()).Err()
		if err == nil {
			return client
		}
		if time.Now().After(deadline) {
			t.Fatalf("redis-server at %s: %v", addr, err)
		}
	}
}

// onEachStore runs a test with the embedded online store and with Redis. redis is nil for the embedded one.
func onEachStore(t *testing.T, test func(t *testing.T, redis *redis.Client, args ...string)) {
	t.Run("embedded", func(t *testing.T) { test(t, nil) })
	t.Run("redis", func(t *testing.T) {
		r := startRedis(t)
		test(t, r, "--online", "redis://"+r.Options().Addr)
	})
}

// freePort is a port that nobody listens on now, for programs that cannot choose one themselves.
func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// pauseRedis stops the process of r while body runs, as a machine without air would.
func pauseRedis(t testing.TB, r *redis.Client, body func()) {
	t.Helper()
	pid := redisPID(t, r)
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	defer syscall.Kill(pid, syscall.SIGCONT)
	body()
}

func redisPID(t testing.TB, r *redis.Client) int {
	t.Helper()
	info, err := r.Info(context.Background(), "server").Result()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(info) {
		if text, ok := strings.CutPrefix(strings.TrimSpace(line), "process_id:"); ok {
			pid, err := strconv.Atoi(text)
			if err != nil {
				t.Fatal(err)
			}
			return pid
		}
	}
	t.Fatal("INFO has no process_id")
	return 0
}

// openDuckDB is an engine of the test's own, for what SQL alone answers.
func openDuckDB(t testing.TB) *sql.DB {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if _, err := db.Exec("SET TimeZone = 'UTC'"); err != nil {
		t.Fatal(err)
	}
	return db
}
