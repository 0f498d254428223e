// Command asof is a feature store that people talk to in SQL: `asof serve` is the server, `asof demo` shows it on real data.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// version is what version() and --version tell.
const version = "0.1.0"

// cli is the command line; each flag is also an environment variable.
type cli struct {
	Serve   serveCommand     `cmd:"" help:"Serve the Postgres protocol."`
	Demo    demoCommand      `cmd:"" help:"Show the product on two weeks of real flights."`
	Version kong.VersionFlag `help:"Print the version."`
}

func main() {
	var c cli
	k := kong.Parse(&c, kong.Name("asof"), kong.Description("A feature store that people talk to in SQL."),
		kong.UsageOnError(), kong.Vars{"version": "asof " + version})
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	k.BindTo(ctx, (*context.Context)(nil))
	if err := k.Run(); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "asof:", err)
		os.Exit(1)
	}
}
