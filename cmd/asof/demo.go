package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"asof/planner/parser"
	"asof/testdata/flights"
)

// demoCommand is `asof demo`: real flights, the product's main job shown on them, then a server to try it on.
type demoCommand struct {
	Config
	Once bool `help:"Exit when everything has been shown."`
}

// Run shows the demo. Without --data it works in a folder of its own, removed at the end.
func (c *demoCommand) Run(ctx context.Context) error {
	if c.Data == "asof-data" {
		dir, err := os.MkdirTemp("", "asof-demo-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		c.Data = dir
	}
	if c.Once && c.PG == "127.0.0.1:7432" {
		c.PG = "127.0.0.1:0"
	}
	if c.Once && c.HTTP == "127.0.0.1:7480" {
		c.HTTP = "off"
	}
	m := &Main{Config: c.Config, Log: c.logger(slog.LevelWarn), Now: time.Now}
	defer m.Close()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	d := &demo{out: os.Stdout, main: m}
	shown := make(chan error, 1)
	err := m.Run(ctx, func() {
		// The demo is a client of its own server: it runs beside it, as any other would.
		go func() {
			err := d.show(ctx)
			shown <- err
			if err != nil || c.Once {
				stop()
				return
			}
			d.say("\nThe server goes on until Ctrl-C. Try it:\n\n  psql -h %s -p %s -d asof -c \"SELECT * FROM airport_delay WHERE origin = 'ORD'\"", hostOf(m.Addr), portOf(m.Addr))
			if m.HTTPAddr != "" {
				d.say("  curl -s http://%s/v1/views/airport_delay -d '{\"entities\": {\"origin\": \"ORD\"}}'", m.HTTPAddr)
			}
			d.say("")
		}()
	})
	select {
	case showErr := <-shown:
		if showErr != nil && err == nil {
			err = showErr
		}
	default:
	}
	return err
}

func hostOf(addr string) string { return addr[:strings.LastIndexByte(addr, ':')] }
func portOf(addr string) string { return addr[strings.LastIndexByte(addr, ':')+1:] }

// demo tells the story.
type demo struct {
	out  io.Writer
	main *Main
	conn *pgx.Conn
}

func (d *demo) say(format string, args ...any) { fmt.Fprintf(d.out, format+"\n", args...) }

// show runs the whole story.
func (d *demo) show(ctx context.Context) error {
	var err error
	d.conn, err = pgx.Connect(ctx, "postgres://demo@"+d.main.Addr+"/asof?sslmode=disable&default_query_exec_mode=simple_protocol")
	if err != nil {
		return err
	}
	defer d.conn.Close(context.WithoutCancel(ctx))
	d.say("asof demo: %d real US domestic flights of January 2001 (US DOT on-time data).", flights.Rows)
	d.say("Their times are moved to now: the last departs three hours from now, so that features change while you watch.\n")
	if err := d.makeFile(ctx); err != nil {
		return err
	}
	for _, step := range []struct{ title, sql string }{
		{"1. Define, once, in SQL: a source, two entities, two feature views, a service.", flights.Define},
		{"2. Load the online store. Flights of the coming hours are loaded too, and count when their time comes.", flights.Refresh},
		{"3. Read online, as a model in production does: by key, in one round trip.", flights.Online},
		{"4. Make a training set: for each past flight, the features as they stood just before it.", flights.Training},
	} {
		d.say("%s\n", step.title)
		if err := d.run(ctx, step.sql); err != nil {
			return err
		}
	}
	d.say("What you saw: one definition answered both questions. Online it gave the values of this moment, from the online store;")
	d.say("for training it gave those of each past flight's own moment, from Parquet, and nothing of what came later. Both are the same")
	d.say("numbers by construction, so a model meets in production what it was trained on.")
	return nil
}

// makeFile writes the flights with shifted times where the definitions expect them: by SQL, through the server.
func (d *demo) makeFile(ctx context.Context) error {
	files := filepath.Join(d.main.Config.Data, "files")
	original := filepath.Join(files, "flights_2001.parquet")
	if err := os.WriteFile(original, flights.Parquet, 0o600); err != nil {
		return err
	}
	_, err := d.conn.Exec(ctx, `COPY (
		SELECT flight_id, departed_at + shift AS departed_at, origin, destination, distance, delay, landed_at + shift AS landed_at
		FROM read_parquet('flights_2001.parquet'), (SELECT now() - timestamptz '2001-01-14 21:00:00+00' AS shift)
		ORDER BY flight_id) TO 'flights.parquet' (FORMAT parquet, COMPRESSION zstd)`)
	return err
}

// run runs a script, and prints each statement with what it gave and how long it took.
func (d *demo) run(ctx context.Context, script string) error {
	parts, err := parser.Split(script)
	if err != nil {
		return err
	}
	for _, p := range parts {
		d.say("%s;", indent(strings.TrimSpace(p.SQL)))
		began := time.Now()
		rows, err := d.conn.Query(ctx, p.SQL)
		if err != nil {
			return err
		}
		if err := d.print(rows); err != nil {
			return err
		}
		d.say("    -- %s in %s\n", rows.CommandTag(), time.Since(began).Round(10*time.Microsecond))
	}
	return nil
}

// shownRows is how many rows of a result are printed.
const shownRows = 4

// print prints the first rows of a result.
func (d *demo) print(rows pgx.Rows) error {
	defer rows.Close()
	n := 0
	for rows.Next() {
		if n++; n > shownRows {
			continue
		}
		if n == 1 {
			var names []string
			for _, f := range rows.FieldDescriptions() {
				names = append(names, f.Name)
			}
			d.say("    %s", strings.Join(names, " | "))
		}
		var cells []string
		for _, v := range rows.RawValues() {
			if v == nil {
				cells = append(cells, "")
				continue
			}
			cells = append(cells, string(v))
		}
		d.say("    %s", strings.Join(cells, " | "))
	}
	if n > shownRows {
		d.say("    … %d rows in all", n)
	}
	return rows.Err()
}

func indent(s string) string { return "    " + strings.ReplaceAll(s, "\n", "\n    ") }
