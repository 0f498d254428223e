// Package truth holds a server to the promise that everything else serves: what it answers online at a clock t, and AS OF t, is
// what a plain loop over the rows says. It draws random sources, rows and views, defines them over the wire, reads them on every
// path at every moment where an answer may change, and compares each value with the loop.
//
// The loop is written from the rules of docs/time.md alone. It imports nothing of the program that it judges.
package truth

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// Server is what is judged: a server that nobody else uses.
type Server struct {
	Connect func(ctx context.Context) (*pgx.Conn, error)
	Files   string                          // the folder that relative paths of COPY lead to
	Restart func(ctx context.Context) error // ends the server as a crash would and starts it again; may be nil
}

// Config bounds a run. It ends after For or after Scenarios, whichever comes first; zero is no bound.
type Config struct {
	Seed      uint64
	For       time.Duration
	Scenarios int
	Tries     int      // to make what is found smaller
	Without   []string // parts of the names of what scenarios must not have in them, as Report.Covered has them
	Log       func(format string, args ...any)
}

// Report is what a run found.
type Report struct {
	Scenarios  int
	Compared   map[string]int // values, by path
	Covered    map[string]int // scenarios, by what they have in them
	Refused    map[string]int // scenarios that the server does not support, by its message
	Mismatches []Mismatch
}

// Mismatch is an answer that is not the loop's, shrunk, with a script for psql that shows it.
type Mismatch struct {
	Seed   uint64
	What   string
	Script string
}

// Total is the number of values compared.
func (r *Report) Total() int {
	n := 0
	for _, c := range r.Compared {
		n += c
	}
	return n
}

// String is the report as text.
func (r *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d scenarios, %d comparisons, %d mismatches\n", r.Scenarios, r.Total(), len(r.Mismatches))
	list := func(title string, counts map[string]int) {
		for _, k := range slices.Sorted(maps.Keys(counts)) {
			fmt.Fprintf(&b, "  %-9s %8d  %s\n", title, counts[k], k)
		}
	}
	list("compared", r.Compared)
	list("covered", r.Covered)
	list("refused", r.Refused)
	for _, m := range r.Mismatches {
		fmt.Fprintf(&b, "\nseed %d: %s\n%s\n", m.Seed, m.What, m.Script)
	}
	return b.String()
}

func (c *Config) leavesOut(feature string) bool {
	return slices.ContainsFunc(c.Without, func(part string) bool { return strings.Contains(feature, part) })
}

// maxMismatches ends a run that finds nothing but faults.
const maxMismatches = 10

// Run draws scenarios until the bounds of the config are met. An error is one of the test itself, such as a lost connection; what
// the server answers wrongly is in the report.
func Run(ctx context.Context, server Server, config Config) (*Report, error) {
	report := &Report{Compared: map[string]int{}, Covered: map[string]int{}, Refused: map[string]int{}}
	if config.Log == nil {
		config.Log = func(string, ...any) {}
	}
	began := time.Now()
	for n := uint64(0); config.Scenarios == 0 || n < uint64(config.Scenarios); n++ {
		if config.For > 0 && time.Since(began) >= config.For || len(report.Mismatches) >= maxMismatches {
			break
		}
		s := generate(config.Seed + n)
		if slices.ContainsFunc(s.features(), config.leavesOut) {
			continue
		}
		out, err := check(ctx, server, s)
		if err != nil {
			return report, fmt.Errorf("seed %d: %w", s.seed, err)
		}
		report.Scenarios++
		if out.refused != "" {
			report.Refused[out.refused]++
			continue
		}
		for path, n := range out.compared {
			report.Compared[path] += n
		}
		for _, feature := range s.features() {
			report.Covered[feature]++
		}
		if out.mismatch == nil {
			continue
		}
		config.Log("seed %d: %s", s.seed, out.mismatch.What)
		small, err := shrink(ctx, server, s, out.mismatch, config.Tries)
		if err != nil {
			return report, err
		}
		report.Mismatches = append(report.Mismatches, *small)
	}
	return report, nil
}
