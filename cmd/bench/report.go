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

// table is a contest: the figures of each contender in each round, in the same order of rounds.
type table struct {
	Title   string
	Columns []column
	Goals   []goal
	Rows    []tableRow
}

// column is a kind of figure.
type column struct {
	Key, Name, Unit string // in JSON, of goals, and after the number
	Brief           bool   // people see the median alone
}

// tableRow is one contender.
type tableRow struct {
	Name    string
	Figures [][]float64 // by round, by column
	Differ  int64       // rows that are not the first contender's
	Stopped string      // why it was stopped; empty if it was not
}

// column is what a row has in one column, by round.
func (r *tableRow) column(n int) []float64 {
	var out []float64
	for _, figures := range r.Figures {
		out = append(out, figures[n])
	}
	return out
}

// goal is a ratio that the design asks for: of Of's figure to Against's.
type goal struct {
	Of, Against, What string
	Bound             bound
}

// bound is what the ratio may be.
type bound struct {
	limit float64
	least bool
}

func atMost(limit float64) bound  { return bound{limit: limit} }
func atLeast(limit float64) bound { return bound{limit: limit, least: true} }

func (b bound) String() string {
	if b.least {
		return fmt.Sprintf(">= %.3g", b.limit)
	}
	return fmt.Sprintf("<= %.3g", b.limit)
}

// table prints a contest. Ratios are taken within a round.
func (r *report) table(t *table) error {
	if r.json {
		return r.jsonTable(t)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", t.Title)
	for _, row := range t.Rows {
		switch {
		case row.Stopped != "":
			fmt.Fprintf(&b, "    %-28s stopped: %s\n", row.Name, row.Stopped)
			continue
		case len(row.Figures) == 0:
			continue
		}
		fmt.Fprintf(&b, "    %-28s", row.Name)
		for i, c := range t.Columns {
			if s := spreadOf(row.column(i)); c.Brief {
				fmt.Fprintf(&b, " %.4g %s  ", s.Median, c.Unit)
			} else {
				fmt.Fprintf(&b, " %s %s  ", s, c.Unit)
			}
		}
		fmt.Fprintf(&b, " n=%d", len(row.Figures))
		if row.Differ > 0 {
			fmt.Fprintf(&b, "   %d rows differ", row.Differ)
		}
		b.WriteString("\n")
	}
	for _, g := range t.Goals {
		if s, ok := t.ratio(g); ok {
			fmt.Fprintf(&b, "    %s, %s / %s: %s   (goal %s)\n", g.What, g.Of, g.Against, s, g.Bound)
		}
	}
	_, err := io.WriteString(r.out, b.String())
	return err
}

// jsonTable prints it as one object.
func (r *report) jsonTable(t *table) error {
	rows := []map[string]any{}
	for _, row := range t.Rows {
		o := map[string]any{"name": row.Name, "stopped": row.Stopped, "differ": row.Differ}
		if len(row.Figures) > 0 {
			o["rounds"] = len(row.Figures)
			for i, c := range t.Columns {
				o[c.Key] = spreadOf(row.column(i))
			}
		}
		rows = append(rows, o)
	}
	goals := []map[string]any{}
	for _, g := range t.Goals {
		o := map[string]any{"of": g.Of, "against": g.Against, "what": g.What, "goal": g.Bound.String()}
		if s, ok := t.ratio(g); ok {
			o["ratio"] = s
		}
		goals = append(goals, o)
	}
	return json.NewEncoder(r.out).Encode(map[string]any{"name": t.Title, "contenders": rows, "goals": goals})
}

// ratio is the ratio that a goal is about, if both ran to the end.
func (t *table) ratio(g goal) (spread, bool) {
	figures := func(name string) []float64 {
		for _, row := range t.Rows {
			for i, c := range t.Columns {
				if row.Name == name && row.Stopped == "" && c.Name == g.What {
					return row.column(i)
				}
			}
		}
		return nil
	}
	of, against := figures(g.Of), figures(g.Against)
	if len(of) == 0 || len(of) != len(against) {
		return spread{}, false
	}
	ratios := make([]float64, len(of))
	for i := range of {
		ratios[i] = of[i] / against[i]
	}
	return spreadOf(ratios), true
}
