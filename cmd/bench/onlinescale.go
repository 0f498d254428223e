package main

import (
	"context"
	"fmt"
	"os"
	"syscall"
)

// A read costs the same whatever else there is. These benchmarks have no rival but a smaller server.

// sameCost is how much of a difference is none: two runs of one server differ by as much.
const sameCost = 1.1

// scaled is one size of what a read must not depend on.
type scaled struct {
	name string
	what onlineCase
	more []string // statements beside those of the case
}

// onlineCatalog: reads of one view, with that view alone in the catalog and with many beside it.
func onlineCatalog(ctx context.Context, b *bench) error {
	var all []scaled
	for _, views := range b.Catalog {
		s := scaled{name: fmt.Sprintf("views: %d", views), what: newest(b.Keys, b.Features[0])}
		if views > 1 {
			s.more = append(s.more, "BEGIN")
			for n := 1; n < views; n++ {
				s.more = append(s.more, fmt.Sprintf("CREATE FEATURE VIEW other_%d ENTITY app_user AS SELECT user_id, fa0, ib0 AS other_%[1]d FROM events", n))
			}
			s.more = append(s.more, "COMMIT")
		}
		all = append(all, s)
	}
	return b.scale(ctx, "a larger catalog", all)
}

// onlineHistory: reads of keys of equal state, after short histories and long ones.
func onlineHistory(ctx context.Context, b *bench) error {
	var all []scaled
	for _, rows := range b.Histories {
		all = append(all, scaled{name: fmt.Sprintf("rows of history: %d", rows), what: aged(min(b.Keys, historyKeys), rows)})
	}
	return b.scale(ctx, "a longer history", all)
}

// historyKeys is how many keys share the rows of a history, at most.
const historyKeys = 100

// scale reads from a server of each size by turns, and compares the last with the first.
func (b *bench) scale(ctx context.Context, title string, all []scaled) error {
	servers := make([]*asofServer, len(all))
	var contenders []onlineContender
	for i, s := range all {
		server, err := b.startScaled(ctx, i, s)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		defer server.stop(syscall.SIGTERM)
		servers[i] = server
		if err := s.what.checkSame(ctx, servers[0], server); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		for _, way := range scaledWays {
			contenders = append(contenders, onlineContender{s.name + way.name, []*process{&server.process}, driven(func(ctx context.Context) (client, error) {
				return way.dial(ctx, server.addr, "asof", sqlRead{&s.what, 1}, s.what.settings())
			})})
		}
	}
	what := &all[0].what
	size := sizes{keys: 1, hits: 100, stored: what.keys, connections: b.Connections}
	t := &table{Title: fmt.Sprintf("online, %s, %d features, %s", title, len(what.features), size), Columns: onlineColumns}
	for _, way := range scaledWays {
		for _, figure := range []string{"p50", "CPU"} {
			t.Goals = append(t.Goals, goal{all[len(all)-1].name + way.name, all[0].name + way.name, figure, atMost(sameCost)})
		}
	}
	return b.readByTurns(ctx, t, size, contenders)
}

// scaledWays are how the servers are asked: text is planned anew, so a catalog could matter more.
var scaledWays = []struct {
	name string
	dial func(context.Context, string, string, sqlRead, map[string]string) (client, error)
}{{", prepared", dialPrepared}, {", simple", dialSimple}}

// startScaled starts and loads the server of one size.
func (b *bench) startScaled(ctx context.Context, n int, s scaled) (*asofServer, error) {
	if _, err := b.makeParquet(ctx, s.what.file, s.what.events); err != nil {
		return nil, err
	}
	data := b.path(fmt.Sprintf("data-%d", n))
	if err := os.RemoveAll(data); err != nil {
		return nil, err
	}
	server, err := b.startAsof(ctx, data)
	if err != nil {
		return nil, err
	}
	if err = s.what.loadAsof(ctx, server); err == nil {
		err = server.exec(ctx, s.more...)
	}
	if err != nil {
		server.stop(syscall.SIGTERM)
		return nil, err
	}
	return server, nil
}
