package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
	"github.com/jackc/pgx/v5"

	"asof/cmd/internal/truth"
)

// truthCommand measures nothing: it compares what the server answers with a loop over the rows, for as long as one likes.
//
//	go run ./cmd/bench truth --for 1h
const truthCommand = "truth"

// truthConfig is the command line of truth.
type truthConfig struct {
	For       time.Duration `default:"1m" help:"How long."`
	Seed      uint64        `default:"1" help:"The first scenario; the next have the next numbers."`
	Scenarios int           `help:"End after so many; 0: only --for ends it."`
	Online    string        `default:"embedded" help:"The server's online store."`
	Tries     int           `default:"200" help:"Tries to make what is found smaller."`
	Without   []string      `help:"Leave out scenarios that have this in them, as the report names it."`
	Asof      string        `help:"The asof binary; built from this module if empty." type:"existingfile"`
}

func truthMain(args []string) error {
	var config truthConfig
	parser, err := kong.New(&config, kong.Name("bench truth"), kong.Description("Compares the server's answers, online and AS OF, with a loop over the rows."))
	if err != nil {
		return err
	}
	if _, err := parser.Parse(args); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return config.run(ctx, os.Stdout)
}

func (c *truthConfig) run(ctx context.Context, out io.Writer) error {
	dir, err := os.MkdirTemp("", "asof-truth-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := &bench{Config: Config{Dir: dir}, binary: c.Asof}
	if b.binary == "" {
		if b.binary, err = buildAsof(ctx, dir); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(b.path("files"), 0o755); err != nil {
		return err
	}
	start := func(ctx context.Context) (*asofServer, error) {
		return b.startAsof(ctx, b.path("data"), "--online", c.Online)
	}
	s, err := start(ctx)
	if err != nil {
		return err
	}
	defer func() { s.stop(syscall.SIGTERM) }()
	server := truth.Server{
		Files:   filepath.Join(dir, "files"),
		Connect: func(ctx context.Context) (*pgx.Conn, error) { return connect(ctx, s.addr, "asof") },
		Restart: func(context.Context) (err error) { // the server outlives the check that restarts it
			s.stop(syscall.SIGKILL)
			s, err = start(ctx)
			return err
		},
	}
	report, err := truth.Run(ctx, server, truth.Config{Seed: c.Seed, For: c.For, Scenarios: c.Scenarios, Without: c.Without, Tries: c.Tries,
		Log: func(format string, args ...any) { fmt.Fprintf(os.Stderr, "bench: truth: "+format+"\n", args...) }})
	fmt.Fprint(out, report)
	switch {
	case err != nil:
		return err
	case len(report.Mismatches) > 0:
		return fmt.Errorf("%d mismatches", len(report.Mismatches))
	case report.Total() == 0:
		return errors.New("nothing was compared")
	}
	return nil
}
