package main

import (
	"context"
	"net"

	"golang.org/x/sync/errgroup"

	"asof/exec"
	"asof/exec/online"
	"asof/gateway"
	"asof/gateway/http"
	"asof/gateway/metrics"
	"asof/gateway/pgwire"
)

// httpServer is the HTTP interface beside the Postgres protocol: the same backend, the same roles, the same certificate.
func (m *Main) httpServer(backend *gateway.Backend, pg *pgwire.Server, engine *exec.Engine, access pgwire.Access) *http.Server {
	s := &http.Server{Backend: backend, Snapshot: engine.Catalog.Snapshot, Version: version, Now: m.Now, Log: m.Log,
		Trust: access.Method == pgwire.Trust, TLS: access.TLS, MaxConnections: m.Config.MaxConns}
	counts := metrics.New(version, metrics.State{Now: m.Now, Snapshot: engine.Catalog.Snapshot, Jobs: engine.Jobs.List,
		Connections: func() map[string]int { return map[string]int{"postgres": pg.Connections(), "http": s.Connections()} },
		Store:       m.storeCounts})
	backend.Meter = counts
	s.Metrics, s.Count = counts.Handler(), counts.Request
	s.Ready = map[string]func(context.Context) error{
		"catalog":      func(ctx context.Context) error { _, err := m.log.Jobs(ctx); return err },
		"online store": func(ctx context.Context) error { return online.Ping(ctx, m.online, engine.Catalog.ID()) },
	}
	return s
}

// storeCounts are what the online store has counted, if it counts.
func (m *Main) storeCounts() (metrics.Store, bool) {
	c, ok := m.online.(online.Counter)
	if !ok {
		return metrics.Store{}, false
	}
	n := c.Counts()
	return metrics.Store{Name: m.online.Name(), RoundTrips: n.RoundTrips, Errors: n.Errors, Retries: n.Retries}, true
}

// startHTTP serves in the run group until its context ends; then running requests may finish.
func (m *Main) startHTTP(running context.Context, group *errgroup.Group, l net.Listener, s *http.Server) {
	group.Go(func() error { return s.Serve(l) })
	group.Go(func() error {
		<-running.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(running), drainTime)
		defer cancel()
		return s.Shutdown(grace)
	})
	m.Log.Info("http", "address", m.HTTPAddr)
}
