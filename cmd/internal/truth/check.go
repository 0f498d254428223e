package truth

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// outcome is what a scenario came to.
type outcome struct {
	compared map[string]int
	refused  string // by a message of 0A000
	mismatch *Mismatch
}

// checker runs one scenario.
type checker struct {
	outcome
	s       *scenario
	server  Server
	conn    *pgx.Conn
	log     []string // the statements that a script repeats
	late    bool     // the late files are there
	loaded  bool     // and were there at the last REFRESH
	instant []int64
	alive   map[string][]bool  // by object and key: which orders of its ties explain every answer so far
	told    map[string]*string // by object, key, time and column: the answer of the first path
}

// failure ends the check of a scenario.
var failure = errors.New("the scenario has an outcome")

// check runs a scenario on the server, and leaves nothing there.
func check(ctx context.Context, server Server, s *scenario) (*outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Minute)
	defer cancel()
	c := &checker{s: s, server: server, alive: map[string][]bool{}, told: map[string]*string{}}
	c.compared = map[string]int{}
	var err error
	if c.conn, err = server.Connect(ctx); err != nil {
		return nil, err
	}
	err = c.run(ctx)
	if e := c.clean(ctx); err == nil || errors.Is(err, failure) {
		err = e
	}
	return &c.outcome, err
}

func (c *checker) run(ctx context.Context) error {
	for _, step := range []func(context.Context) error{c.define, c.offlineBefore, c.materialise, c.offline, c.history} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) clean(ctx context.Context) error {
	drop := "DROP ENTITY IF EXISTS e CASCADE"
	for _, src := range c.s.sources {
		drop += "; DROP SOURCE IF EXISTS " + src.name + " CASCADE"
	}
	for _, statement := range append([]string{"ROLLBACK", "RESET asof.route"}, strings.Split(drop, "; ")...) {
		if _, err := c.conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	for _, src := range c.s.sources {
		for _, n := range []string{"0", "1"} {
			if err := os.Remove(filepath.Join(c.server.Files, src.file+"."+n+".parquet")); err != nil && !os.IsNotExist(err) {
				return err
			}
		}
	}
	return c.conn.Close(ctx)
}

// exec runs a statement that a script repeats.
func (c *checker) exec(ctx context.Context, statement string) error {
	c.log = append(c.log, statement)
	_, err := c.conn.Exec(ctx, statement)
	return c.refusal(err, statement)
}

// refusal makes an outcome of an error of the server's.
func (c *checker) refusal(err error, statement string) error {
	var pg *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &pg):
		return fmt.Errorf("%.300s: %w", statement, err)
	case pg.Code == "0A000":
		c.refused = pg.Message
	default:
		c.mismatch = &Mismatch{Seed: c.s.seed, What: fmt.Sprintf("%s (%s)", pg.Message, pg.Code), Script: c.script(statement)}
	}
	return failure
}

func (c *checker) script(last string) string {
	lines := slices.Clone(c.log)
	if n := len(lines); n == 0 || lines[n-1] != last {
		lines = append(lines, last)
	}
	return strings.Join(lines, ";\n") + ";"
}

// files counts the checks: an engine may keep what it knows of a file, so no name is used twice.
var files atomic.Int64

func (c *checker) define(ctx context.Context) error {
	statements, n := []string{"SET TimeZone = 'UTC'"}, files.Add(1)
	for _, src := range c.s.sources {
		src.file = fmt.Sprintf("%s_%d", src.name, n)
		statements = append(statements, c.s.write(src, false), src.definition())
	}
	var keys []string
	for i, k := range c.s.keys {
		keys = append(keys, keyName(i)+" "+k.name)
	}
	statements = append(statements, "CREATE ENTITY e ("+strings.Join(keys, ", ")+")")
	for _, v := range c.s.views {
		statements = append(statements, c.s.create(v))
	}
	for _, n := range c.s.snapshots {
		n.ticks = nil
		statements = append(statements, c.s.createSnapshot(n))
	}
	objects := c.s.objects()
	for _, a := range c.s.above {
		statements = append(statements, c.s.createAbove(a, objects))
	}
	for _, statement := range statements {
		if err := c.exec(ctx, statement); err != nil {
			return err
		}
	}
	for _, n := range c.s.snapshots {
		if err := c.ticked(ctx, n); err != nil {
			return err
		}
	}
	c.instant = c.s.instants()
	return c.spine(ctx)
}

// ticked waits for the tick that the server computes by itself, the last one before its own clock: without it, it would go on from the
// first one that it is asked for.
func (c *checker) ticked(ctx context.Context, n *snapshot) error {
	for {
		var ticks int
		if err := c.conn.QueryRow(ctx, "SELECT count(*) FROM asof.ticks WHERE view = '"+n.name+"'").Scan(&ticks); err != nil || ticks > 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// spine makes a table of every key at every instant, a NULL key and a NULL time among them.
func (c *checker) spine(ctx context.Context) error {
	var list []string
	for n, p := range c.pairs() {
		list = append(list, fmt.Sprintf("(%d, %s)", n, c.spineRow(p)))
	}
	statement := fmt.Sprintf("CREATE TEMP TABLE l AS SELECT * FROM (VALUES %s) l(n, %s, at, kn)", strings.Join(list, ", "), c.s.spineNames())
	_, err := c.conn.Exec(ctx, statement)
	return c.refusal(err, statement)
}

// pair is a row of the spine: a row of the domain, or none (-1), at a time.
type pair struct {
	row int
	at  *int64
}

// spineRow is a pair as values, with the moment that KNOWN AS OF a column asks about.
func (c *checker) spineRow(p pair) string {
	t, at := c.instant[0], "NULL::timestamptz"
	if p.at != nil {
		t, at = *p.at, instant(*p.at)
	}
	return fmt.Sprintf("%s, %s, %s", c.s.spineRow(p.row, t), at, instant(c.knownAt(t)))
}

// knownAt is before, at or after t.
func (c *checker) knownAt(t int64) int64 {
	return t + (t%5-2)*(c.instant[len(c.instant)-1]-c.instant[0])/8
}

func (c *checker) pairs() []pair {
	var out []pair
	for i := range c.instant {
		for n := range c.s.domain {
			out = append(out, pair{n, &c.instant[i]})
		}
	}
	return append(out, pair{0, nil}, pair{-1, &c.instant[len(c.instant)/2]})
}

// maxInstants bounds a scenario: beyond, moments are left out evenly.
const maxInstants = 150

// instants are the moments at which an answer may change, and those a microsecond to both sides.
func (s *scenario) instants() []int64 {
	var edges []int64
	for _, src := range s.sources {
		for _, r := range src.rows {
			if r.noTime != "" || r.noAt {
				continue
			}
			edges = append(edges, r.e, r.a)
			for _, v := range s.views {
				if v.ttl > 0 {
					edges = append(edges, r.e+v.ttl)
				}
				for _, w := range v.windows {
					if w.mode != "range" {
						continue
					}
					for _, far := range []int64{w.w1, w.w2} {
						edges = append(edges, r.e+far)
						if w.hop > 0 {
							edges = append(edges, floor(r.e, w.hop)+w.hop+far)
						}
					}
				}
			}
		}
	}
	for _, n := range s.snapshots {
		edges = append(edges, n.edges(edges)...)
	}
	if edges == nil {
		edges = []int64{origin}
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	for step := 1 + len(edges)*3/maxInstants; step > 1; step = 1 {
		var few []int64
		for i := int(s.seed % uint64(step)); i < len(edges); i += step {
			few = append(few, edges[i])
		}
		edges = few
	}
	var out []int64
	for _, e := range edges {
		out = append(out, e-1, e, e+1)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
