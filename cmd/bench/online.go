package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"syscall"
)

// onlineRedis: one key, twenty features, over Redis, against a Postgres row by primary key.
func onlineRedis(ctx context.Context, b *bench) error {
	return b.online(ctx, online{name: "online, 1 key x 20 features, Redis", what: newest(b.Keys), redis: true, goal: ">= 1.0", goalP99: "<= 1.5"})
}

// onlineEmbedded is the same with the embedded store.
func onlineEmbedded(ctx context.Context, b *bench) error {
	return b.online(ctx, online{name: "online, 1 key x 20 features, embedded store", what: newest(b.Keys), goal: ">= 1.5"})
}

// onlineMany: a hundred keys at once, over Redis.
func onlineMany(ctx context.Context, b *bench) error {
	return b.online(ctx, online{name: "online, 100 keys x 20 features, Redis", what: newest(b.Keys), redis: true, list: 100, goal: ">= 1.0"})
}

// onlineWindows: features that are computed at the read, against the same values kept ready in a row.
func onlineWindows(ctx context.Context, b *bench) error {
	return b.online(ctx, online{name: "online, 1 key x 20 windows of 30 minutes and 7 days, Redis", what: sliding(b.Keys), redis: true})
}

// online is one online benchmark.
type online struct {
	name          string
	what          onlineCase
	redis         bool // the store is Redis, else the embedded one
	list          int  // keys of a read; 0: one, by =
	goal, goalP99 string
}

// script is the statement with its random keys, for pgbench. Both sides get the same one.
func (o *online) script(keys int) string {
	var s, list strings.Builder
	for i := range max(1, o.list) {
		fmt.Fprintf(&s, "\\set k%d random(0, %d)\n", i, keys-1)
		if i > 0 {
			list.WriteString(", ")
		}
		fmt.Fprintf(&list, ":k%d", i)
	}
	columns := strings.Join(o.what.features, ", ")
	if o.list == 0 {
		fmt.Fprintf(&s, "SELECT %s FROM user_features WHERE user_id = %s;\n", columns, list.String())
	} else {
		fmt.Fprintf(&s, "SELECT user_id, %s FROM user_features WHERE user_id IN (%s);\n", columns, list.String())
	}
	return s.String()
}

// online loads both sides, checks that they answer alike, and lets pgbench read from them by turns.
func (b *bench) online(ctx context.Context, o online) error {
	if _, err := b.makeParquet(ctx, o.what.file, o.what.events); err != nil {
		return err
	}
	var args []string
	if o.redis {
		redis, url, err := b.startRedis(ctx)
		if err != nil {
			return err
		}
		defer redis.stop(syscall.SIGTERM)
		args = []string{"--online", url}
	}
	data := b.path("data")
	if err := os.RemoveAll(data); err != nil {
		return err
	}
	ours, err := b.startAsof(ctx, data, args...)
	if err != nil {
		return err
	}
	defer ours.stop(syscall.SIGTERM)
	theirs, err := b.startPostgres(ctx)
	if err != nil {
		return err
	}
	defer theirs.stop(syscall.SIGINT)
	if err := o.what.loadAsof(ctx, ours); err != nil {
		return err
	}
	if err := o.what.loadPostgres(ctx, b, theirs); err != nil {
		return err
	}
	if err := o.what.check(ctx, b.Keys, ours, theirs); err != nil {
		return err
	}

	script := o.script(b.Keys)
	perSecond := line{Name: fmt.Sprintf("%s, %d connections", o.name, b.Connections), Unit: "reads/s", Rival: "Postgres", Goal: o.goal}
	p50 := line{Name: "  p50 of the same", Unit: "ms", Rival: "Postgres"}
	p99 := line{Name: "  p99 of the same", Unit: "ms", Rival: "Postgres", Goal: o.goalP99}
	for round := range b.Rounds {
		var asof, postgres load
		sides := []func() error{
			func() (err error) {
				asof, err = b.pgbench(ctx, ours.addr, "asof", script, o.what.options())
				return err
			},
			func() (err error) { postgres, err = b.pgbench(ctx, theirs.addr, "postgres", script, ""); return err },
		}
		if err := byTurns(round, sides...); err != nil {
			return err
		}
		perSecond.Ours, perSecond.Theirs = append(perSecond.Ours, asof.perSecond), append(perSecond.Theirs, postgres.perSecond)
		p50.Ours, p50.Theirs = append(p50.Ours, asof.p50), append(p50.Theirs, postgres.p50)
		p99.Ours, p99.Theirs = append(p99.Ours, asof.p99), append(p99.Theirs, postgres.p99)
	}
	for _, l := range []line{perSecond, p50, p99} {
		if err := b.report.add(l); err != nil {
			return err
		}
	}
	return nil
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
