package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var tpsOf = regexp.MustCompile(`(?m)^tps = ([0-9.]+)`)

// pgbenchKeys is how many keys pgbench can send with a statement.
const pgbenchKeys = 255

// pgbench loads a server that speaks Postgres' protocol with one statement, prepared, for a while. Both sides are driven by
// this one program with one script. settings are those of its sessions.
func (b *bench) pgbench(ctx context.Context, addr, database, script string, connections int, length time.Duration, settings map[string]string) (load, error) {
	file, logs := b.path("pgbench.sql"), b.path("pgbench-log")
	if err := os.WriteFile(file, []byte(script), 0o644); err != nil {
		return load{}, err
	}
	if err := os.RemoveAll(logs); err != nil {
		return load{}, err
	}
	if err := os.Mkdir(logs, 0o755); err != nil {
		return load{}, err
	}
	host, port, _ := strings.Cut(addr, ":")
	cmd := exec.CommandContext(ctx, "pgbench", "-n", "-M", "prepared", "-c", strconv.Itoa(connections), "-j", strconv.Itoa(min(2, connections)),
		"-T", strconv.Itoa(max(1, int(length.Seconds()))), "-l", "--log-prefix", filepath.Join(logs, "t"), "-f", file, "-h", host, "-p", port, "-U", "bench", database)
	var options []string
	for name, value := range settings {
		options = append(options, "-c "+name+"="+value)
	}
	cmd.Env = append(os.Environ(), "PGSSLMODE=disable", "PGOPTIONS="+strings.Join(options, " "))
	out, err := cmd.CombinedOutput()
	if err != nil {
		return load{}, fmt.Errorf("pgbench (Debian package postgresql): %w\n%s", err, out)
	}
	m := tpsOf.FindSubmatch(out)
	if m == nil || strings.Contains(string(out), "aborted") {
		return load{}, fmt.Errorf("pgbench had no full run:\n%s", out)
	}
	h, err := latencies(logs)
	if err != nil {
		return load{}, err
	}
	l := loadOf(h)
	l.perSecond, err = strconv.ParseFloat(string(m[1]), 64)
	return l, err
}

// latencies reads the third field, microseconds, of every transaction in pgbench's logs.
func latencies(dir string) (*histogram, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		return nil, err
	}
	var all histogram
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		lines := bufio.NewScanner(f)
		for lines.Scan() {
			fields := strings.Fields(lines.Text())
			if len(fields) < 3 {
				return nil, fmt.Errorf("pgbench wrote %q to its log", lines.Text())
			}
			us, err := strconv.Atoi(fields[2])
			if err != nil {
				return nil, err
			}
			all.add(time.Duration(us) * time.Microsecond)
		}
		if err := lines.Err(); err != nil {
			return nil, err
		}
	}
	if all.n == 0 {
		return nil, errors.New("pgbench logged nothing")
	}
	return &all, nil
}
