// Command bench measures asof beside what its users would otherwise pick, both in the same run and by turns, and prints
// ratios: figures of another hour, machine or load mean nothing. A ratio is printed only after both sides were seen to give
// equal rows.
//
//	go run ./cmd/bench                     every benchmark, at the sizes of docs/benchmarks.md
//	go run ./cmd/bench --small             the same in a minute, to see that it works
//	go run ./cmd/bench online --rounds 3 --concurrency 16 --reads 1,100 --features 20 --json
//	go run ./cmd/bench truth --for 1h      no measurement: answers, compared with a loop over the rows
//
// It builds and starts the servers it needs (asof, Redis, Postgres) on free loopback ports, and ends them by process id.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
)

// Config is the command line.
type Config struct {
	Names       []string      `arg:"" optional:"" help:"Benchmarks to run: ${benchmarks}. All of them if none is named."`
	Rounds      int           `default:"5" help:"Rounds; in each one both sides run once."`
	Seconds     int           `default:"3" help:"Length of one online run."`
	Connections int           `default:"16" help:"The usual number of connections of online reads."`
	Concurrency []int         `default:"1,8,16,64" help:"Numbers of connections of online reads: each is measured."`
	Reads       []int         `default:"1,10,100,500" help:"Numbers of keys of an online read: each is measured."`
	Features    []int         `default:"20,50,250" help:"Numbers of features of an online read: each is measured, those after the first with one connection and the usual ones."`
	Hits        []int         `default:"100,63" help:"Percents of the keys of online reads that exist: each is measured."`
	Only        []string      `sep:"none" help:"Only the contenders of online reads that have this in their name."`
	Sustain     time.Duration `help:"Instead of all that, let each online contender read its first size for so long, once."`
	Catalog     []int         `default:"1,1000" help:"Numbers of views in the catalog, between which an online read is compared."`
	Histories   []int         `default:"1000,10000000" help:"Numbers of rows of history, between which an online read is compared."`
	Keys        int           `default:"100000" help:"Keys: of the online store, and of the events."`
	Events      int           `default:"10000000" help:"Rows of the events."`
	Rows        int           `default:"1000000" help:"Rows of a result."`
	Spines      []int         `default:"100000,1000000,10000000" help:"Numbers of rows of the spine: each is measured."`
	Views       []int         `default:"1,5,20" help:"Numbers of views on one spine: each is measured."`
	Python      string        `help:"A Python interpreter with feast[duckdb] and polars; without it those rivals are left out." type:"existingfile"`
	Limit       time.Duration `default:"30m" help:"How long one run may take before it is stopped."`
	MemoryLimit int           `default:"16" help:"How much memory a run may hold before it is stopped, GiB."`
	Small       bool          `help:"Small sizes and one round, to see that everything works."`
	JSON        bool          `name:"json" help:"One JSON object per line instead of a table."`
	Asof        string        `help:"The asof binary; built from this module if empty." type:"existingfile"`
	Dir         string        `help:"Folder for data and servers, kept; a temporary one, removed at the end, if empty." type:"path"`
}

// small shrinks every size to what a test can wait for.
func (c *Config) small() {
	c.Rounds, c.Seconds, c.Connections, c.Keys, c.Events, c.Rows = 1, 1, 4, 1000, 100_000, 10_000
	c.Concurrency, c.Reads, c.Features, c.Hits = []int{4}, []int{1, 300}, []int{20}, []int{63}
	c.Catalog, c.Histories = []int{1, 20}, []int{1000, 20_000}
	c.Spines, c.Views, c.Limit, c.MemoryLimit = []int{10_000}, []int{1, manyViews}, time.Minute, 4
}

// benchmark measures one line of the table, or several that share their set-up.
type benchmark struct {
	name string
	run  func(ctx context.Context, b *bench) error
}

// benchmarks in the order in which they run.
var benchmarks = []benchmark{
	{"online", online},
	{"online-windows", onlineWindows},
	{"online-catalog", onlineCatalog},
	{"online-history", onlineHistory},
	{"pit", pit},
	{"windows", windows},
	{"results", results},
}

func names() []string {
	var all []string
	for _, b := range benchmarks {
		all = append(all, b.name)
	}
	return all
}

// bench is one run of the program.
type bench struct {
	Config
	binary string // asof
	report *report
	stops  stops
}

// path is a file in the work folder.
func (b *bench) path(name ...string) string {
	return filepath.Join(append([]string{b.Dir}, name...)...)
}

func main() {
	// The rival of the point-in-time rows is this program again, so that its memory is its own and its engine the same version.
	if len(os.Args) > 1 && os.Args[1] == rivalCommand {
		if err := rivalMain(os.Args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, "bench: rival:", err)
			os.Exit(1)
		}
		return
	}
	if len(os.Args) > 1 && os.Args[1] == truthCommand {
		if err := truthMain(os.Args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, "bench: truth:", err)
			os.Exit(1)
		}
		return
	}
	var config Config
	kong.Parse(&config, kong.Name("bench"), kong.Description("Measures asof beside its rivals."), kong.Vars{"benchmarks": strings.Join(names(), ", ")})
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, config); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run runs the benchmarks that are named, and prints what they measured.
func run(ctx context.Context, config Config) (err error) {
	if config.Small {
		config.small()
	}
	if len(config.Names) == 0 {
		config.Names = names()
	}
	for _, name := range config.Names {
		if !slices.Contains(names(), name) {
			return fmt.Errorf("no benchmark is called %q; there are %s", name, strings.Join(names(), ", "))
		}
	}
	if config.Dir == "" {
		if config.Dir, err = os.MkdirTemp("", "asof-bench-"); err != nil {
			return err
		}
		defer os.RemoveAll(config.Dir)
	}
	// Postgres refuses to run as root and runs as another user then, who must get at its folder.
	if err := os.MkdirAll(config.Dir, 0o755); err != nil {
		return err
	}
	if err := os.Chmod(config.Dir, 0o755); err != nil {
		return err
	}
	b := &bench{Config: config, binary: config.Asof, report: &report{json: config.JSON, out: os.Stdout}, stops: stops{}}
	if b.binary == "" {
		if b.binary, err = buildAsof(ctx, config.Dir); err != nil {
			return err
		}
	}
	if err := b.report.machine(ctx); err != nil {
		return err
	}
	for _, m := range benchmarks {
		if !slices.Contains(config.Names, m.name) {
			continue
		}
		if err := m.run(ctx, b); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	return nil
}
