package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// process is a server that this program started.
type process struct {
	name   string
	cmd    *exec.Cmd
	stderr *tail
}

// tail keeps the last 64 KiB that a process wrote, for an error's text, and tells the first line that begins with prefix.
type tail struct {
	mu     sync.Mutex
	b      []byte
	prefix string
	found  chan string // gets the rest of that line, once; nil: nobody waits
}

// Write implements io.Writer.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.b = append(t.b, p...)
	if t.found != nil {
		for text := range bytes.Lines(t.b) {
			if rest, ok := bytes.CutPrefix(text, []byte(t.prefix)); ok && bytes.HasSuffix(rest, []byte("\n")) {
				t.found <- string(bytes.TrimSpace(rest))
				t.found = nil
				break
			}
		}
	}
	t.b = t.b[max(0, len(t.b)-64<<10):]
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.b)
}

// stop asks the process to end by signal, and after ten seconds makes it.
func (p *process) stop(signal syscall.Signal) {
	p.cmd.Process.Signal(signal)
	timer := time.AfterFunc(10*time.Second, func() { p.cmd.Process.Kill() })
	p.cmd.Wait()
	timer.Stop()
}

// peakMemory is the largest resident set, in bytes, since resetPeakMemory or the start. It needs Linux.
func (p *process) peakMemory() (float64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for text := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(text, "VmHWM:"); ok {
			kib, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")), 64)
			return kib * 1024, err
		}
	}
	return 0, errors.New("/proc has no VmHWM")
}

// resetPeakMemory sets the peak back to what is resident now.
func (p *process) resetPeakMemory() error {
	return os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", p.cmd.Process.Pid), []byte("5"), 0)
}

// family are the process ids of p and of all that it started.
func (p *process) family() ([]int, error) {
	all := []int{p.cmd.Process.Pid}
	for i := 0; i < len(all); i++ {
		threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", all[i]))
		if err != nil {
			return nil, err
		}
		for _, name := range threads {
			text, err := os.ReadFile(name)
			if err != nil {
				continue // the thread has ended
			}
			for _, child := range strings.Fields(string(text)) {
				pid, err := strconv.Atoi(child)
				if err != nil {
					return nil, err
				}
				all = append(all, pid)
			}
		}
	}
	return all, nil
}

// cpuTime is what p and all that it started have used, those that ended and were waited for included. It needs Linux.
func (p *process) cpuTime() (time.Duration, error) {
	family, err := p.family()
	if err != nil {
		return 0, err
	}
	const tick = 10 * time.Millisecond
	var sum time.Duration
	for _, pid := range family {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			continue // it has ended
		}
		_, rest, _ := strings.Cut(string(stat), ") ") // after the name
		fields := strings.Fields(rest)
		for _, f := range fields[11:15] {
			ticks, err := strconv.Atoi(f)
			if err != nil {
				return 0, err
			}
			sum += time.Duration(ticks) * tick
		}
	}
	return sum, nil
}

// memory is what p and all that it started hold, in bytes: a page that several hold is counted once. It needs Linux.
func (p *process) memory() (float64, error) {
	family, err := p.family()
	if err != nil {
		return 0, err
	}
	sum := 0.0
	for _, pid := range family {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
		if err != nil {
			continue // it has ended
		}
		for line := range strings.Lines(string(text)) {
			if value, ok := strings.CutPrefix(line, "Pss:"); ok {
				kib, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")), 64)
				if err != nil {
					return 0, err
				}
				sum += kib * 1024
			}
		}
	}
	return sum, nil
}

// freePort is a loopback port that nobody listens on now, for servers that cannot choose one themselves.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// waitFor tries until try succeeds or a minute is over.
func waitFor(ctx context.Context, what string, try func() error) error {
	deadline := time.Now().Add(time.Minute)
	for {
		err := try()
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%s did not answer within a minute: %w", what, err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}
