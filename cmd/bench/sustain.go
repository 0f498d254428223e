package main

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// sustain lets the contenders that read prepared statements do so for a long time, one after the other, and tells how their memory went.
func (s *onlineServers) sustain(ctx context.Context, size sizes) error {
	t := &table{Title: fmt.Sprintf("online for %v each, %d features, %s", s.bench.Sustain, len(s.what.features), size), Columns: onlineColumns}
	for _, c := range s.contenders(size) {
		if !strings.HasSuffix(c.name, ", prepared") {
			continue
		}
		sampling, stop := context.WithCancel(ctx)
		sampled := make(chan []string, 1)
		go func() { sampled <- c.sampleMemory(sampling, s.bench.Sustain/10) }()
		l, err := c.measure(ctx, size, s.bench.Sustain)
		stop()
		if err != nil {
			return err
		}
		t.Rows = append(t.Rows, tableRow{Name: c.name, Figures: [][]float64{l.figures()}})
		if err := s.bench.report.note("%s: MiB at each tenth of the time: %s", c.name, strings.Join(<-sampled, " ")); err != nil {
			return err
		}
	}
	return s.bench.report.table(t)
}

// sampleMemory notes what the servers hold, at once and at each tick, until ctx ends.
func (c *onlineContender) sampleMemory(ctx context.Context, every time.Duration) (mib []string) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		sum := 0.0
		for _, p := range c.servers {
			held, err := p.memory()
			if err != nil {
				return append(mib, err.Error())
			}
			sum += held
		}
		mib = append(mib, fmt.Sprintf("%.0f", sum/(1<<20)))
		select {
		case <-tick.C:
		case <-ctx.Done():
			return mib
		}
	}
}
