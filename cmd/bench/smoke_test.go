package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// TestMain is the rival's process too, as main is.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == rivalCommand {
		if err := rivalMain(os.Args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// missing skips a test that needs what this machine does not have; ASOF_REQUIRE=1 makes that a failure.
func missing(t *testing.T, format string, args ...any) {
	t.Helper()
	if os.Getenv("ASOF_REQUIRE") == "1" {
		t.Fatalf("ASOF_REQUIRE=1, but "+format, args...)
	}
	t.Skipf(format, args...)
}

func needRivals(t *testing.T) {
	t.Helper()
	for _, program := range []string{"redis-server", "pgbench"} {
		if _, err := exec.LookPath(program); err != nil {
			missing(t, "%v", err)
		}
	}
	if _, err := postgresProgram("initdb"); err != nil {
		missing(t, "%v", err)
	}
}

// The Postgres side by itself: it starts, is loaded, answers pgbench, and compares equal to itself and not to another table.
func TestPostgresSide(t *testing.T) {
	needRivals(t)
	ctx := context.Background()
	b := &bench{Config: Config{Rounds: 1, Seconds: 1, Connections: 2, Keys: 200, Dir: t.TempDir()}}
	// The user postgres must get through to its folder.
	for dir := b.Dir; len(dir) > len(os.TempDir()); dir = dir[:lastSlash(dir)] {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	p, err := b.startPostgres(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer p.stop(syscall.SIGINT)
	conn, err := connect(ctx, p.addr, "postgres")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "CREATE DATABASE asof"); err != nil {
		t.Fatal(err)
	}
	for _, what := range []onlineCase{newest(b.Keys, 20), sliding(b.Keys)} {
		if _, err := b.makeParquet(ctx, what.file, what.events); err != nil {
			t.Fatal(err)
		}
		if err := what.loadPostgres(ctx, b, p); err != nil {
			t.Fatal(err)
		}
		for _, keys := range []int{1, 100} {
			size := sizes{keys: keys, hits: 100, stored: b.Keys, connections: b.Connections}
			l, err := b.pgbench(ctx, p.addr, "postgres", sqlRead{&what, keys}.script(size), b.Connections, time.Second, nil)
			if err != nil {
				t.Fatal(err)
			}
			if l.perSecond <= 0 || l.p50 <= 0 || l.p99 < l.p50 {
				t.Errorf("pgbench measured %+v", l)
			}
		}
		table, err := connect(ctx, p.addr, "postgres") // one that knows no other table of this name
		if err != nil {
			t.Fatal(err)
		}
		if err := sameRows(ctx, table, table, "SELECT * FROM user_features WHERE user_id = $1", int64(7)); err != nil {
			t.Error(err)
		}
		table.Close(ctx)
	}
	if err := sameRows(ctx, conn, conn, "SELECT random() + $1", int64(7)); err == nil {
		t.Error("two different rows compared equal")
	}
}

func lastSlash(path string) int {
	for i := len(path) - 1; i > 0; i-- {
		if path[i] == '/' {
			return i
		}
	}
	return 0
}

// Every benchmark runs at small sizes, and its sides agree.
func TestSmallRun(t *testing.T) {
	needRivals(t)
	config := Config{Small: true, JSON: true}
	config.small()
	dir, err := os.MkdirTemp("", "asof-bench-test-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	config.Dir, config.Asof = dir, os.Getenv("ASOF_BIN")
	var out bytes.Buffer
	for _, m := range benchmarks {
		t.Run(m.name, func(t *testing.T) {
			b := &bench{Config: config, binary: config.Asof, report: &report{json: true, out: &out}}
			if b.binary == "" {
				if b.binary, err = buildAsof(t.Context(), dir); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Chmod(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			out.Reset()
			if err := m.run(t.Context(), b); err != nil {
				t.Fatal(err)
			}
			if out.Len() == 0 {
				t.Error("it printed nothing")
			}
			// Every object has a ratio, or figures of each contender.
			for printed := json.NewDecoder(&out); printed.More(); {
				var o struct {
					Name       string
					Ratio      spread
					Contenders []struct {
						Name   string
						Rounds int
					}
				}
				if err := printed.Decode(&o); err != nil {
					t.Fatal(err)
				}
				if len(o.Contenders) == 0 && o.Ratio.Median <= 0 {
					t.Errorf("%s: no figures", o.Name)
				}
				for _, c := range o.Contenders {
					if c.Rounds == 0 {
						t.Errorf("%s: %s did not run", o.Name, c.Name)
					}
				}
			}
		})
	}
}
