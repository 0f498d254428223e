package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"asof/catalog"
	"asof/exec"
	"asof/exec/jobs"
	"asof/exec/offline"
	"asof/exec/online"
	"asof/gateway"
	"asof/gateway/pgwire"
)

// Main is the whole server: Run serves until its context ends, Close lets go of everything. It lets tests and the demo run the
// server as the command line does.
type Main struct {
	Config Config
	Log    *slog.Logger
	Now    func() time.Time
	Timer  func(time.Duration) (fires <-chan time.Time, stop func() bool) // of jobs; nil: the machine's

	Addr     string // where it listens, once Run is ready
	HTTPAddr string // the same for HTTP; "" if it is off

	log     catalogStore
	online  online.Store
	offline offline.Engine
	tempDir string

	certificates *certificates
}

type catalogStore interface {
	catalog.Log
	catalog.JobStore
	Close() error
}

// drainTime is how long running statements have after SIGTERM.
const drainTime = 8 * time.Second

// serveCommand is `asof serve`.
type serveCommand struct {
	Config
}

// Run serves until SIGTERM or Ctrl-C.
func (c *serveCommand) Run(ctx context.Context) error {
	m := &Main{Config: c.Config, Log: c.logger(slog.LevelInfo), Now: time.Now}
	defer m.Close()
	return m.Run(ctx, func() { fmt.Fprintln(os.Stderr, "asof: ready on", m.Addr) })
}

// logger is the log on stderr.
func (c *Config) logger(level slog.Level) *slog.Logger {
	options := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(os.Stderr, options))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, options))
}

// Run opens the server, calls ready, and serves until ctx ends; then it drains.
func (m *Main) Run(ctx context.Context, ready func()) error {
	engine, err := m.open(ctx)
	if err != nil {
		return err
	}
	access, err := m.access(engine.Catalog)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", m.Config.PG)
	if err != nil {
		return err
	}
	m.Addr = l.Addr().String()
	backend := &gateway.Backend{Engine: sessions{engine}, Now: m.Now, Version: version, MaxRows: m.Config.MaxRows, TempDir: m.tempDir}
	server := &pgwire.Server{Backend: backend, Log: m.Log, Access: access, MaxConnections: m.Config.MaxConns, WriteTimeout: m.Config.WriteTimeout}

	// The run group: what lives as long as the server.
	group, running := errgroup.WithContext(ctx)
	if m.Config.serveHTTP() {
		web, err := net.Listen("tcp", m.Config.HTTP)
		if err != nil {
			return errors.Join(fmt.Errorf("--http %s: %w; use another address, or off", m.Config.HTTP, err), l.Close())
		}
		m.HTTPAddr = web.Addr().String()
		m.startHTTP(running, group, web, m.httpServer(backend, server, engine, access))
	}
	group.Go(func() error { return server.Serve(running, l) })
	group.Go(func() error { return engine.Sweep(running) })
	group.Go(func() error { return engine.RunJobs(running) })
	if m.certificates != nil {
		hup := make(chan os.Signal, 1)
		signal.Notify(hup, syscall.SIGHUP)
		context.AfterFunc(running, func() { signal.Stop(hup); close(hup) })
		group.Go(func() error { m.certificates.reload(hup); return nil })
	}
	group.Go(func() error {
		<-running.Done()
		grace, cancel := context.WithTimeout(context.Background(), drainTime)
		defer cancel()
		return server.Shutdown(grace)
	})
	ready()
	if err := group.Wait(); err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// open opens the stores and the engine.
func (m *Main) open(ctx context.Context) (*exec.Engine, error) {
	if err := m.Config.check(); err != nil {
		return nil, err
	}
	dirs, err := m.Config.prepare()
	if err != nil {
		return nil, err
	}
	// What could not be opened is not to be closed: a driver's nil pointer is no nil interface.
	log, err := openCatalog(ctx, m.Config.Catalog, dirs)
	if err != nil {
		return nil, err
	}
	m.log = log
	cat, err := catalog.Open(ctx, m.log, m.Now)
	if err != nil {
		return nil, err
	}
	if err := m.bootstrap(ctx, cat); err != nil {
		return nil, err
	}
	if err := m.somebody(cat); err != nil {
		return nil, err
	}
	on, err := openOnline(m.Config.Online, dirs, m.Log)
	if err != nil {
		return nil, err
	}
	m.online = on
	off, err := openOffline(&m.Config, dirs, m.Now, m.Log)
	if err != nil {
		return nil, err
	}
	m.offline, m.tempDir = off, dirs.temp
	work, err := jobs.Open(ctx, jobs.Config{Store: m.log, NextID: cat.NextID, Now: m.Now, Timer: m.Timer, Log: m.Log})
	if err != nil {
		return nil, err
	}
	return &exec.Engine{Catalog: cat, Online: on, Offline: off, Now: m.Now, Log: m.Log, Jobs: work, Version: version}, nil
}

// Close lets go of what Run opened. It may be called after a Run that failed.
func (m *Main) Close() error {
	var errs []error
	for _, c := range []interface{ Close() error }{m.offline, m.online, m.log} {
		if c != nil {
			errs = append(errs, c.Close())
		}
	}
	m.offline, m.online, m.log = nil, nil, nil
	return errors.Join(errs...)
}

// sessions gives the gateway the engine's sessions as what it asks for.
type sessions struct{ *exec.Engine }

func (s sessions) Session(ctx context.Context, user string) (gateway.Executor, error) {
	return s.Engine.Session(ctx, user)
}
