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
	"slices"
	"strconv"
	"strings"
)

// load is what pgbench saw of a server.
type load struct {
	perSecond float64
	p50, p99  float64 // milliseconds
}

var tpsOf = regexp.MustCompile(`(?m)^tps = ([0-9.]+)`)

// pgbench loads a server that speaks Postgres' protocol with one statement, prepared, from Connections connections for Seconds
// seconds. Both sides are driven by this one program with one script. options are settings for its sessions (-c name=value).
func (b *bench) pgbench(ctx context.Context, addr, database, script, options string) (load, error) {
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
	cmd := exec.CommandContext(ctx, "pgbench", "-n", "-M", "prepared", "-c", strconv.Itoa(b.Connections), "-j", strconv.Itoa(min(2, b.Connections)),
		"-T", strconv.Itoa(b.Seconds), "-l", "--log-prefix", filepath.Join(logs, "t"), "-f", file, "-h", host, "-p", port, "-U", "bench", database)
	cmd.Env = append(os.Environ(), "PGSSLMODE=disable", "PGOPTIONS="+options)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return load{}, fmt.Errorf("pgbench (Debian package postgresql): %w\n%s", err, out)
	}
	m := tpsOf.FindSubmatch(out)
	if m == nil || strings.Contains(string(out), "aborted") {
		return load{}, fmt.Errorf("pgbench had no full run:\n%s", out)
	}
	var l load
	if l.perSecond, err = strconv.ParseFloat(string(m[1]), 64); err != nil {
		return load{}, err
	}
	l.p50, l.p99, err = latencies(logs)
	return l, err
}

// latencies reads the third field, microseconds, of every transaction in pgbench's logs.
func latencies(dir string) (p50, p99 float64, err error) {
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		return 0, 0, err
	}
	var all []int
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return 0, 0, err
		}
		defer f.Close()
		lines := bufio.NewScanner(f)
		for lines.Scan() {
			fields := strings.Fields(lines.Text())
			if len(fields) < 3 {
				return 0, 0, fmt.Errorf("pgbench wrote %q to its log", lines.Text())
			}
			us, err := strconv.Atoi(fields[2])
			if err != nil {
				return 0, 0, err
			}
			all = append(all, us)
		}
		if err := lines.Err(); err != nil {
			return 0, 0, err
		}
	}
	if len(all) == 0 {
		return 0, 0, errors.New("pgbench logged nothing")
	}
	slices.Sort(all)
	return float64(all[len(all)/2]) / 1000, float64(all[len(all)*99/100]) / 1000, nil
}
