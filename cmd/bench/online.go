package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// manyFeatures is from how many features on there are only a tenth of the keys, so that all sides fit into memory.
const manyFeatures = 100

// onlineSizes measures reads of plain features of keys, for numbers of features, of keys, of connections, and parts of the keys that exist.
func (b *bench) onlineSizes(ctx context.Context, features int) error {
	keys := b.Keys
	if features >= manyFeatures {
		keys /= 10
	}
	what := newest(keys, features)
	s, err := b.startOnline(ctx, &what)
	if err != nil {
		return err
	}
	defer s.stop()
	if err := b.report.table(s.bytes); err != nil {
		return err
	}
	if b.Sustain > 0 {
		return s.sustain(ctx, sizes{keys: b.Reads[0], hits: b.Hits[0], stored: keys, connections: b.Connections})
	}
	for _, size := range b.onlineGrid(features == b.Features[0]) {
		size.stored = keys
		if err := s.compare(ctx, size); err != nil {
			return fmt.Errorf("%s: %w", size, err)
		}
	}
	return nil
}

// onlineGrid are the sizes that are measured: with the first number of features all connections, and misses too; with others one
// connection and the usual ones.
func (b *bench) onlineGrid(all bool) []sizes {
	var out []sizes
	for i, hits := range b.Hits {
		for _, keys := range b.Reads {
			for _, connections := range b.Concurrency {
				usual := connections == b.Connections || connections == 1
				if all && i == 0 || usual && (all || i == 0) {
					out = append(out, sizes{keys: keys, hits: hits, connections: connections})
				}
			}
		}
	}
	return out
}

// online is the benchmark.
func online(ctx context.Context, b *bench) error {
	for _, features := range b.Features {
		if err := b.onlineSizes(ctx, features); err != nil {
			return fmt.Errorf("%d features: %w", features, err)
		}
	}
	return nil
}

// onlineWindows: features that are computed at the read, against the same values kept ready in a row.
func onlineWindows(ctx context.Context, b *bench) error {
	what := sliding(b.Keys)
	s, err := b.startOnline(ctx, &what)
	if err != nil {
		return err
	}
	defer s.stop()
	return s.compare(ctx, sizes{keys: 1, hits: 100, stored: b.Keys, connections: b.Connections})
}

// Contenders of online reads.
const (
	embeddedPrepared, redisPrepared = "asof, embedded, prepared", "asof, Redis, prepared"
	embeddedSimple, redisSimple     = "asof, embedded, simple", "asof, Redis, simple"
	embeddedHTTP, redisHTTP         = "asof, embedded, HTTP", "asof, Redis, HTTP"
	embeddedPgbench, redisPgbench   = "asof, embedded, pgbench", "asof, Redis, pgbench"
	postgresPrepared                = "Postgres, prepared"
	postgresPgbench                 = "Postgres, pgbench"
	bareHMGET, bareGET, bareMGET    = "bare Redis, HMGET", "bare Redis, GET", "bare Redis, MGET"
	feastHTTP                       = "Feast, HTTP"
)

// onlineContender is one way to read.
type onlineContender struct {
	name    string
	servers []*process
	run     func(context.Context, sizes, time.Duration) (load, error)
}

// driven is a contender whose clients dial makes.
func driven(dial func(context.Context) (client, error)) func(context.Context, sizes, time.Duration) (load, error) {
	return func(ctx context.Context, size sizes, length time.Duration) (load, error) {
		return drive(ctx, size, length, dial)
	}
}

// contenders are those that can read so many keys.
func (s *onlineServers) contenders(size sizes) []onlineContender {
	q, settings := sqlRead{s.what, size.keys}, s.what.settings()
	prepared := func(addr, database string, settings map[string]string) func(context.Context, sizes, time.Duration) (load, error) {
		return driven(func(ctx context.Context) (client, error) { return dialPrepared(ctx, addr, database, q, settings) })
	}
	simple := func(addr string) func(context.Context, sizes, time.Duration) (load, error) {
		return driven(func(ctx context.Context) (client, error) { return dialSimple(ctx, addr, "asof", q, settings) })
	}
	overHTTP := func(s *asofServer) func(context.Context, sizes, time.Duration) (load, error) {
		return driven(func(context.Context) (client, error) { return s.dial(), nil })
	}
	pgbench := func(addr, database string, settings map[string]string) func(context.Context, sizes, time.Duration) (load, error) {
		return func(ctx context.Context, size sizes, length time.Duration) (load, error) {
			return s.bench.pgbench(ctx, addr, database, q.script(size), size.connections, length, settings)
		}
	}
	embedded, overRedis, postgres := []*process{&s.embedded.process}, []*process{&s.overRedis.process, s.redis}, []*process{&s.postgres.process}
	list := []onlineContender{
		{embeddedPrepared, embedded, prepared(s.embedded.addr, "asof", settings)},
		{redisPrepared, overRedis, prepared(s.overRedis.addr, "asof", settings)},
		{embeddedSimple, embedded, simple(s.embedded.addr)},
		{redisSimple, overRedis, simple(s.overRedis.addr)},
		{embeddedHTTP, embedded, overHTTP(s.embedded)},
		{redisHTTP, overRedis, overHTTP(s.overRedis)},
		{postgresPrepared, postgres, prepared(s.postgres.addr, "postgres", nil)},
	}
	if size.keys <= pgbenchKeys {
		list = append(list,
			onlineContender{embeddedPgbench, embedded, pgbench(s.embedded.addr, "asof", settings)},
			onlineContender{redisPgbench, overRedis, pgbench(s.overRedis.addr, "asof", settings)},
			onlineContender{postgresPgbench, postgres, pgbench(s.postgres.addr, "postgres", nil)})
	}
	if s.what.now == "" {
		redis := []*process{s.redis}
		list = append(list,
			onlineContender{bareHMGET, redis, driven(func(ctx context.Context) (client, error) { return dialHMGET(ctx, s.redisAddr, s.what.features) })},
			onlineContender{bareGET, redis, driven(func(ctx context.Context) (client, error) { return dialGET(ctx, s.redisAddr) })})
		if size.keys > 1 {
			list = append(list, onlineContender{bareMGET, redis, driven(func(ctx context.Context) (client, error) { return dialMGET(ctx, s.redisAddr, size.keys) })})
		}
	}
	if s.feast != nil {
		list = append(list, onlineContender{feastHTTP, []*process{&s.feast.process, s.redis}, driven(func(context.Context) (client, error) { return s.feast.dial(s.what), nil })})
	}
	return slices.DeleteFunc(list, func(c onlineContender) bool {
		return len(s.bench.Only) > 0 && !slices.ContainsFunc(s.bench.Only, func(part string) bool { return strings.Contains(c.name, part) })
	})
}

// onlineColumns are the figures of a run.
var onlineColumns = []column{
	{"reads_per_second", "throughput", "reads/s", false},
	{"p50_ms", "p50", "ms p50", true}, {"p99_ms", "p99", "ms p99", false}, {"p999_ms", "p99.9", "p99.9", true}, {"p9999_ms", "p99.99", "p99.99", true},
	{"cpu_us", "CPU", "µs CPU", true}, {"mib", "memory", "MiB", true},
}

func (l load) figures() []float64 {
	return []float64{l.perSecond, l.p50, l.p99, l.p999, l.p9999, l.cpu, l.memory / (1 << 20)}
}

// onlineGoals are those of the design, for reads by as many connections as it speaks of, or as many as are usual.
func (s *onlineServers) onlineGoals(size sizes) []goal {
	redisPipeline := []goal{{redisPrepared, bareHMGET, "p50", atMost(3)}, {redisPrepared, bareMGET, "p50", atMost(3)}}
	feast := []goal{{redisPrepared, feastHTTP, "throughput", atLeast(50)}, {redisPrepared, feastHTTP, "p99", atMost(1.0 / 20)}}
	switch {
	case s.what.now != "" || size.hits != 100:
		return nil
	case size.keys == 1:
		return append(feast, goal{redisPgbench, postgresPgbench, "throughput", atLeast(1)}, goal{redisPgbench, postgresPgbench, "p99", atMost(1.5)},
			goal{embeddedPgbench, postgresPgbench, "throughput", atLeast(1.5)}, goal{redisPrepared, postgresPrepared, "throughput", atLeast(1)})
	case size.keys == 100:
		return append(feast, goal{redisPgbench, postgresPgbench, "throughput", atLeast(1)}, goal{redisPrepared, postgresPrepared, "throughput", atLeast(1)})
	case size.keys == 500:
		return redisPipeline
	}
	return nil
}

// compare lets all contenders read by turns and reports what they did.
func (s *onlineServers) compare(ctx context.Context, size sizes) error {
	t := &table{Title: fmt.Sprintf("online, %d features, %s", len(s.what.features), size), Columns: onlineColumns, Goals: s.onlineGoals(size)}
	return s.bench.readByTurns(ctx, t, size, s.contenders(size))
}

// readByTurns fills a table with what contenders do in each round, and reports it.
func (b *bench) readByTurns(ctx context.Context, t *table, size sizes, contenders []onlineContender) error {
	for _, c := range contenders {
		t.Rows = append(t.Rows, tableRow{Name: c.name})
	}
	for round := range b.Rounds {
		turns := make([]func() error, len(contenders))
		for i, c := range contenders {
			turns[i] = func() error {
				l, err := c.measure(ctx, size, time.Duration(b.Seconds)*time.Second)
				t.Rows[i].Figures = append(t.Rows[i].Figures, l.figures())
				return err
			}
		}
		if err := byTurns(round, turns...); err != nil {
			return err
		}
	}
	return b.report.table(t)
}

// measure runs a contender once and tells what its servers took.
func (c *onlineContender) measure(ctx context.Context, size sizes, length time.Duration) (load, error) {
	used := func() (sum time.Duration, err error) {
		for _, p := range c.servers {
			cpu, err := p.cpuTime()
			if err != nil {
				return 0, err
			}
			sum += cpu
		}
		return sum, nil
	}
	before, err := used()
	if err != nil {
		return load{}, err
	}
	started := time.Now()
	l, err := c.run(ctx, size, length)
	if err != nil {
		return load{}, fmt.Errorf("%s: %w", c.name, err)
	}
	reads := l.perSecond * time.Since(started).Seconds() // with those that are not counted
	after, err := used()
	if err != nil {
		return load{}, err
	}
	l.cpu = float64((after - before).Microseconds()) / reads
	for _, p := range c.servers {
		held, err := p.memory()
		if err != nil {
			return load{}, err
		}
		l.memory += held
	}
	return l, nil
}

// script is the statement with its random keys, for pgbench.
func (q sqlRead) script(size sizes) string {
	var s, list strings.Builder
	for i := range q.keys {
		fmt.Fprintf(&s, "\\set k%d random(0, %d)\n", i, size.domain()-1)
		if i > 0 {
			list.WriteString(", ")
		}
		fmt.Fprintf(&list, ":k%d", i)
	}
	condition := "= " + list.String()
	if q.keys > 1 {
		condition = "IN (" + list.String() + ")"
	}
	return s.String() + q.text(condition) + ";\n"
}

// byTurns runs the sides of a round one after the other; who begins changes from round to round.
func byTurns(round int, sides ...func() error) error {
	for i := range sides {
		if err := sides[(round+i)%len(sides)](); err != nil {
			return err
		}
	}
	return nil
}
