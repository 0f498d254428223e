package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"strings"

	"github.com/jackc/pgx/v5"
)

// onlineCase is the features of a key: as a feature view over event rows, and as a table row that holds the finished values.
type onlineCase struct {
	keys     int      // that exist: 0 …
	file     string   // of the events, in the folder files
	events   string   // SQL that makes them
	features []string // names, in order
	types    []string // of the table's columns
	view     string   // the SELECT of the feature view, over source events
	table    string   // SQL over events (%[1]s) for what the table holds
	now      string   // the clock of reads; empty: the real one
}

// newest is plain columns: the newest row of a key is the answer.
func newest(keys, features int) onlineCase {
	c := onlineCase{keys: keys, file: fmt.Sprintf("newest_%d_%d.parquet", keys, features)}
	var values []string
	for k := range features / 2 {
		c.features = append(c.features, fmt.Sprintf("fa%d", k))
		c.types = append(c.types, "float8")
		values = append(values, fmt.Sprintf("%s / 1024.0::DOUBLE AS fa%d", draw("i", 2000+k, 1024000), k))
	}
	for k := range features - features/2 {
		c.features = append(c.features, fmt.Sprintf("ib%d", k))
		c.types = append(c.types, "int8")
		values = append(values, fmt.Sprintf("%s AS ib%d", draw("i", 3000+k, 1000000000), k))
	}
	c.events = fmt.Sprintf("SELECT i AS user_id, TIMESTAMPTZ '2026-03-22 00:00:00+00' AS happened_at, %s FROM range(%d) t(i)", strings.Join(values, ", "), keys)
	c.view = "SELECT user_id, " + strings.Join(c.features, ", ") + " FROM events"
	c.table = "SELECT user_id, " + strings.Join(c.features, ", ") + " FROM %[1]s"
	return c
}

// sliding is five aggregates of two columns over 30 minutes and over 7 days. Each key has twenty events, two of them within
// the last half hour; the table holds what plain SQL makes of them at one moment.
func sliding(keys int) onlineCase {
	const now = "2026-04-01"
	c := onlineCase{keys: keys, file: fmt.Sprintf("sliding_%d.parquet", keys), now: now}
	c.events = fmt.Sprintf(`SELECT i // 20 AS user_id,
		TIMESTAMPTZ '%s 00:00:00+00' - to_seconds(CASE WHEN i %% 20 < 2 THEN %s ELSE %s END) AS happened_at,
		%s::INTEGER AS amount, %s::INTEGER AS items FROM range(%d) t(i)`, now, draw("i", 1, 1800), draw("i", 2, 8*86400), draw("i", 3, 100000), draw("i", 4, 20), 20*keys)
	var view, table []string
	for _, w := range []struct{ name, interval string }{{"w30m", "30 minutes"}, {"w7d", "7 days"}} {
		for _, column := range []string{"amount", "items"} {
			for _, f := range []string{"count", "sum", "avg", "min", "max"} {
				name := fmt.Sprintf("%s_%s_%s", f, column, w.name)
				c.features = append(c.features, name)
				view = append(view, fmt.Sprintf("%s(%s) OVER %s AS %s", f, column, w.name, name))
				table = append(table, fmt.Sprintf("%s(%s) FILTER (WHERE happened_at >= TIMESTAMPTZ '%s 00:00:00+00' - INTERVAL %s) AS %s", f, column, now, w.interval, name))
				switch f {
				case "avg":
					c.types = append(c.types, "float8")
				case "min", "max":
					c.types = append(c.types, "int4")
				default:
					c.types = append(c.types, "int8")
				}
			}
		}
	}
	c.view = "SELECT user_id, " + strings.Join(view, ", ") + ` FROM events
		WINDOW w30m AS (RANGE INTERVAL '30 minutes' PRECEDING), w7d AS (RANGE INTERVAL '7 days' PRECEDING)`
	c.table = "SELECT user_id, " + strings.Join(table, ", ") + " FROM %[1]s GROUP BY user_id"
	return c
}

// aged is counts and sums over 7 days of keys that have two events in that time, and all the others in the ten years before: the
// state of a key is the same however many those are.
func aged(keys, rows int) onlineCase {
	const now = "2026-04-01"
	c := onlineCase{keys: keys, file: fmt.Sprintf("aged_%d_%d.parquet", keys, rows), now: now}
	c.events = fmt.Sprintf(`SELECT i %% %[2]d AS user_id,
		TIMESTAMPTZ '%[1]s 00:00:00+00' - to_seconds(CASE WHEN i < 2 * %[2]d THEN %[3]s ELSE 8 * 86400 + %[4]s END) AS happened_at,
		%[5]s::INTEGER AS amount FROM range(%[6]d) t(i)`, now, keys, draw("i", 1, 7*86400), draw("i", 2, 3650*86400), draw("i", 3, 100000), max(rows, 2*keys))
	c.features = []string{"n", "total", "largest"}
	c.types = []string{"int8", "int8", "int4"}
	c.view = "SELECT user_id, count(*) OVER w AS n, sum(amount) OVER w AS total, max(amount) OVER w AS largest FROM events WINDOW w AS (RANGE INTERVAL '7 days' PRECEDING)"
	return c
}

// settings are those of sessions of asof that read the case.
func (c *onlineCase) settings() map[string]string {
	if c.now == "" {
		return nil
	}
	return map[string]string{"asof.now": c.now}
}

// loadAsof defines the view and materialises it.
func (c *onlineCase) loadAsof(ctx context.Context, s *asofServer) error {
	statements := []string{
		"CREATE SOURCE events FROM PARQUET '" + c.file + "' WITH (event_time = happened_at)",
		"CREATE ENTITY app_user (user_id bigint)",
		"CREATE FEATURE VIEW user_features ENTITY app_user WITH (ttl = '3650 days') AS " + c.view,
	}
	if c.now != "" {
		// The role is that of reads over HTTP.
		statements = append(statements, "SET asof.now = '"+c.now+"'", "ALTER ROLE asof SET asof.now = '"+c.now+"'")
	}
	return s.exec(ctx, append(statements, "REFRESH FEATURE VIEW user_features")...)
}

// loadPostgres makes the table, with its primary key, and fills it.
func (c *onlineCase) loadPostgres(ctx context.Context, b *bench, p *postgres) error {
	db, err := openDuckDB()
	if err != nil {
		return err
	}
	defer db.Close()
	csv := b.path("table.csv")
	query := fmt.Sprintf(c.table, "'"+b.path("files", c.file)+"'")
	if _, err := db.ExecContext(ctx, fmt.Sprintf("COPY (%s ORDER BY user_id) TO '%s' (FORMAT csv, HEADER false)", query, csv)); err != nil {
		return err
	}
	f, err := os.Open(csv)
	if err != nil {
		return err
	}
	defer f.Close()
	conn, err := connect(ctx, p.addr, "postgres")
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	columns := []string{"user_id int8 PRIMARY KEY"}
	for i, name := range c.features {
		columns = append(columns, name+" "+c.types[i])
	}
	if _, err := conn.Exec(ctx, "DROP TABLE IF EXISTS user_features; CREATE TABLE user_features ("+strings.Join(columns, ", ")+")"); err != nil {
		return err
	}
	if _, err := conn.PgConn().CopyFrom(ctx, f, "COPY user_features FROM STDIN (FORMAT csv)"); err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "VACUUM ANALYZE user_features")
	return err
}

// check compares the rows of 2,000 keys drawn at random, of one that does not exist, and of twenty lists of a hundred, with Postgres'.
func (c *onlineCase) check(ctx context.Context, s *asofServer, p *postgres) error {
	theirs, err := connect(ctx, p.addr, "postgres")
	if err != nil {
		return err
	}
	defer theirs.Close(ctx)
	return c.compare(ctx, s, theirs)
}

// checkSame compares the rows of two servers.
func (c *onlineCase) checkSame(ctx context.Context, s, other *asofServer) error {
	theirs, err := c.connect(ctx, other)
	if err != nil {
		return err
	}
	defer theirs.Close(ctx)
	return c.compare(ctx, s, theirs)
}

// connect opens a session that reads the case online.
func (c *onlineCase) connect(ctx context.Context, s *asofServer) (*pgx.Conn, error) {
	conn, err := connect(ctx, s.addr, "asof")
	if err != nil {
		return nil, err
	}
	settings := []string{"SET asof.route = 'online'"}
	for name, value := range c.settings() {
		settings = append(settings, "SET "+name+" = '"+value+"'")
	}
	for _, set := range settings {
		if _, err := conn.Exec(ctx, set); err != nil {
			conn.Close(ctx)
			return nil, err
		}
	}
	return conn, nil
}

func (c *onlineCase) compare(ctx context.Context, s *asofServer, theirs *pgx.Conn) error {
	ours, err := c.connect(ctx, s)
	if err != nil {
		return err
	}
	defer ours.Close(ctx)
	one := sqlRead{c, 1}.prepared()
	many := sqlRead{c, 2}.prepared() + " ORDER BY user_id"
	draw := rand.New(rand.NewPCG(uint64(c.keys), 7))
	for i := range 2001 {
		key := draw.Int64N(int64(c.keys))
		if i == 0 {
			key = -1
		}
		if err := sameRows(ctx, ours, theirs, one, key); err != nil {
			return err
		}
	}
	for range 20 {
		list := make([]int64, 100)
		for i := range list {
			list[i] = draw.Int64N(int64(c.keys))
		}
		if err := sameRows(ctx, ours, theirs, many, list); err != nil {
			return err
		}
	}
	return nil
}

// sameRows runs one statement on both sides and compares what comes.
func sameRows(ctx context.Context, ours, theirs *pgx.Conn, query string, arg any) error {
	read := func(conn *pgx.Conn) ([][]any, error) {
		rows, err := conn.Query(ctx, query, arg)
		if err != nil {
			return nil, err
		}
		return pgx.CollectRows(rows, func(row pgx.CollectableRow) ([]any, error) { return row.Values() })
	}
	a, err := read(ours)
	if err != nil {
		return fmt.Errorf("asof: %w", err)
	}
	b, err := read(theirs)
	if err != nil {
		return fmt.Errorf("the other side: %w", err)
	}
	if !reflect.DeepEqual(a, b) {
		return fmt.Errorf("rows of %v differ:\n  asof           %v\n  the other side %v", arg, a, b)
	}
	return nil
}
