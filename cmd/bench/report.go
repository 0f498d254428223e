package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
)

// report prints what was measured, each line as soon as it is known.
type report struct {
	out  io.Writer
	json bool
}

// line is one comparison: a quantity of both sides in each round.
type line struct {
	Name   string    // what was done
	Unit   string    // of Ours and Theirs: "reads/s", "ms", "s", "MiB"
	Rival  string    // the other side
	Ours   []float64 // per round
	Theirs []float64 // in the same rounds
	Goal   string    // of the ratio, as the design has it; empty without one
}

// spread is the median of rounds, with the smallest and the largest.
type spread struct {
	Median float64 `json:"median"`
	Min    float64 `json:"min"`
	Max    float64 `json:"max"`
}

func spreadOf(values []float64) spread {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	median := sorted[n/2]
	if n%2 == 0 {
		median = (sorted[n/2-1] + sorted[n/2]) / 2
	}
	return spread{Median: median, Min: sorted[0], Max: sorted[n-1]}
}

func (s spread) String() string { return fmt.Sprintf("%.4g [%.4g..%.4g]", s.Median, s.Min, s.Max) }

// add prints one comparison. Ratios are taken within a round: what disturbs the machine disturbs both sides.
func (r *report) add(l line) error {
	if len(l.Ours) == 0 || len(l.Ours) != len(l.Theirs) {
		return fmt.Errorf("%s: %d rounds of asof, %d of %s", l.Name, len(l.Ours), len(l.Theirs), l.Rival)
	}
	ratios := make([]float64, len(l.Ours))
	for i := range ratios {
		ratios[i] = l.Ours[i] / l.Theirs[i]
	}
	ours, theirs, ratio := spreadOf(l.Ours), spreadOf(l.Theirs), spreadOf(ratios)
	if r.json {
		return json.NewEncoder(r.out).Encode(map[string]any{
			"name": l.Name, "unit": l.Unit, "rival": l.Rival, "rounds": len(ratios),
			"asof": ours, "theirs": theirs, "ratio": ratio, "goal": l.Goal,
		})
	}
	goal := ""
	if l.Goal != "" {
		goal = "   (goal " + l.Goal + ")"
	}
	_, err := fmt.Fprintf(r.out, "%s, %s\n    asof %s   %s %s\n    ratio %s   n=%d%s\n", l.Name, l.Unit, ours, l.Rival, theirs, ratio, len(ratios), goal)
	return err
}

// note prints a line for people; in JSON it is an object with a note.
func (r *report) note(format string, args ...any) error {
	text := fmt.Sprintf(format, args...)
	if r.json {
		return json.NewEncoder(r.out).Encode(map[string]string{"note": text})
	}
	_, err := fmt.Fprintln(r.out, text)
	return err
}

// machine prints what the figures were measured on: they are of no use without it.
func (r *report) machine(ctx context.Context) error {
	db, err := openDuckDB()
	if err != nil {
		return err
	}
	defer db.Close()
	var duckdb string
	if err := db.QueryRowContext(ctx, "SELECT version()").Scan(&duckdb); err != nil {
		return err
	}
	if err := r.note("%s/%s, %d cores (%s), %s, DuckDB %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), cpuModel(), runtime.Version(), duckdb); err != nil {
		return err
	}
	for _, program := range []string{"redis-server", "pgbench"} {
		version, err := exec.CommandContext(ctx, program, "--version").Output()
		if err != nil {
			continue // the benchmark that needs it says so
		}
		if err := r.note("%s", strings.TrimSpace(string(version))); err != nil {
			return err
		}
	}
	return nil
}

// cpuModel is the processor's name where the system tells it.
func cpuModel() string {
	info, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "processor not known"
	}
	for text := range strings.Lines(string(info)) {
		if name, value, ok := strings.Cut(text, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "processor not known"
}
