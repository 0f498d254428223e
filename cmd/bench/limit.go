package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
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
	over := b.watch(ctx, cancel, &process{cmd: cmd})
	err := cmd.Wait()
	peak := over()
	if stop := (*stopped)(nil); errors.As(context.Cause(ctx), &stop) {
		return runOnce{}, stop
	}
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
	return runOnce{seconds: seconds, memory: peak}, nil
}

// watch ends ctx, with a *stopped as its cause, when process p has run for too long or holds too much. The function that it
// returns ends the watch and tells the largest resident set, in bytes. (That of wait4 will not do: a child begins with its
// parent's.)
func (b *bench) watch(ctx context.Context, cancel context.CancelCauseFunc, p *process) (over func() (peak float64)) {
	done, peak := make(chan struct{}), make(chan float64, 1)
	go func() {
		most := 0.0
		defer func() { peak <- most }()
		tick := time.NewTicker(10 * time.Millisecond)
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
			if now, err := p.peakMemory(); err == nil { // else it has ended
				most = max(most, now)
			}
			if most > float64(b.MemoryLimit)*(1<<30) {
				cancel(&stopped{fmt.Sprintf("%d GiB passed", b.MemoryLimit)})
			}
		}
	}()
	return func() float64 { close(done); return <-peak }
}
