package onlinetest

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// Redis is a real Redis server of one test: on a free port of the loopback, with its data in a directory of the test's.
type Redis struct {
	Addr string // host:port
	t    testing.TB
	path string
	dir  string
	args []string
	cmd  *exec.Cmd
}

// StartRedis starts redis-server from PATH with more arguments, as "--maxmemory", "10mb". It ends with the test. Without
// redis-server the test is skipped, or fails if ASOF_REQUIRE=1.
func StartRedis(t testing.TB, args ...string) *Redis {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		if os.Getenv("ASOF_REQUIRE") == "1" {
			t.Fatal("ASOF_REQUIRE=1, but redis-server is not in PATH")
		}
		t.Skip("redis-server is not in PATH")
	}
	r := &Redis{t: t, path: path, dir: t.TempDir(), args: args}
	t.Cleanup(r.Kill)
	for range 5 { // another process may take the port in between
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		r.Addr = l.Addr().String()
		l.Close()
		if err = r.start(); err == nil {
			return r
		}
		t.Log(err)
	}
	t.Fatal("redis-server does not start")
	return nil
}

// URL is the server's, for the online store.
func (r *Redis) URL() string { return "redis://" + r.Addr + "/0" }

// Start starts the server again after Kill, at the same address, with the data that it saved: by default none.
func (r *Redis) Start() {
	r.t.Helper()
	if err := r.start(); err != nil {
		r.t.Fatal(err)
	}
}

func (r *Redis) start() error {
	_, port, _ := net.SplitHostPort(r.Addr)
	var out bytes.Buffer
	cmd := exec.Command(r.path, append([]string{"--bind", "127.0.0.1", "--port", port, "--dir", r.dir, "--save", "", "--appendonly", "no",
		"--daemonize", "no", "--pidfile", filepath.Join(r.dir, "pid")}, r.args...)...)
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		return err
	}
	r.cmd = cmd
	for range 200 {
		time.Sleep(25 * time.Millisecond)
		var status syscall.WaitStatus
		if pid, _ := syscall.Wait4(r.cmd.Process.Pid, &status, syscall.WNOHANG, nil); pid == r.cmd.Process.Pid {
			break // it has ended: the port may be taken
		}
		if r.Do("PING") == nil {
			return nil
		}
	}
	r.Kill()
	return fmt.Errorf("redis-server does not serve\n%s", out.String())
}

// Do sends an inline command on a connection of its own, as FLUSHALL, and waits for an answer that is no error.
func (r *Redis) Do(command string) error {
	conn, err := net.DialTimeout("tcp", r.Addr, time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := conn.Write([]byte(command + "\r\n")); err != nil {
		return err
	}
	answer := make([]byte, 4096)
	n, err := conn.Read(answer)
	if err != nil {
		return err
	}
	if answer[0] == '-' {
		return fmt.Errorf("%s: %s", command, answer[:n])
	}
	return nil
}

// Kill ends the server with SIGKILL, and waits until it is gone.
func (r *Redis) Kill() {
	if r.cmd == nil {
		return
	}
	r.cmd.Process.Signal(syscall.SIGCONT)
	r.cmd.Process.Kill()
	r.cmd.Wait()
	r.cmd = nil
}

// Pause stops the server with SIGSTOP: it keeps its connections and answers nothing. Resume lets it go on.
func (r *Redis) Pause()  { r.signal(syscall.SIGSTOP) }
func (r *Redis) Resume() { r.signal(syscall.SIGCONT) }

func (r *Redis) signal(s syscall.Signal) {
	r.t.Helper()
	if err := r.cmd.Process.Signal(s); err != nil {
		r.t.Fatal(err)
	}
}
