package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// stopped is the error of a run that passed a limit.
type stopped struct{ why string }

func (s *stopped) Error() string { return "stopped: " + s.why }

// limited runs a program that prints the seconds that its work took, within the limits of time and memory.
func (b *bench) limited(ctx context.Context, name string, args ...string) (runOnce, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	cmd := exec.CommandContext(ctx, name, args...)
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	if err := cmd.Start(); err != nil {
		return runOnce{}, err
	}
	over := b.watch(ctx, cancel, cmd.Process.Pid)
	err := cmd.Wait()
	if stop := (*stopped)(nil); errors.As(context.Cause(ctx), &stop) {
		over()
		return runOnce{}, stop
	}
	over()
	if err != nil {
		return runOnce{}, fmt.Errorf("%w\n%s", err, stderr.String())
	}
	lines := strings.Fields(out.String())
	if len(lines) == 0 {
		return runOnce{}, errors.New("it printed nothing")
	}
	seconds, err := strconv.ParseFloat(lines[len(lines)-1], 64)
	if err != nil {
		return runOnce{}, err
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return runOnce{}, errors.New("the system does not tell what a process used")
	}
	return runOnce{seconds: seconds, memory: float64(usage.Maxrss) * 1024}, nil
}

// watch ends ctx, with a *stopped as its cause, when process pid has run for too long or holds too much. The function that it
// returns ends the watch.
func (b *bench) watch(ctx context.Context, cancel context.CancelCauseFunc, pid int) (over func()) {
	done := make(chan struct{})
	go func() {
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		deadline := time.Now().Add(b.Limit)
		for {
			select {
			case <-done:
				return
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if time.Now().After(deadline) {
				cancel(&stopped{fmt.Sprintf("%v passed", b.Limit)})
			}
			if resident(pid) > float64(b.MemoryLimit)*(1<<30) {
				cancel(&stopped{fmt.Sprintf("%d GiB passed", b.MemoryLimit)})
			}
		}
	}()
	return func() { close(done) }
}

// resident is the resident set of a process in bytes, 0 if it is not known.
func resident(pid int) float64 {
	statm, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0
	}
	var size, pages float64
	if _, err := fmt.Sscan(string(statm), &size, &pages); err != nil {
		return 0
	}
	return pages * float64(os.Getpagesize())
}
